"""Edits address what was, apply at once, and refuse what cannot stand together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robustgen.composition import compose
from robustgen.edits import (
    Insert,
    Order,
    Remove,
    Replace,
    Set,
    apply,
    conflict,
    from_json,
    move_spans,
    pointer,
    to_json,
    tokens,
)
from robustgen.errors import EditError

ROW = {"text": "abcdef", "options": ["x", "y", "z"], "meta": {"k": 1, "l": {"m": 2}}}

APPLIED = [
    ([Replace("/text", 0, 1, "A"), Replace("/text", 5, 6, "")], {"text": "Abcde"}),
    ([Replace("/text", 2, 2, "1"), Replace("/text", 2, 2, "2"), Replace("/text", 2, 3, "C")], {"text": "ab12Cdef"}),
    ([Set("/text", 7)], {"text": 7}),
    ([Set("/meta/new", [1])], {"meta": {"k": 1, "l": {"m": 2}, "new": [1]}}),
    (
        [Insert("/options", 0, "w"), Remove("/options", 1), Insert("/options", 3, "!")],
        {"options": ["w", "x", "z", "!"]},
    ),
    ([Order("/options", (2, 0, 1)), Replace("/options/0", 0, 1, "X")], {"options": ["z", "X", "y"]}),
    ([Remove("/meta", 0), Insert("/meta", 0, ["K", 1])], {"meta": {"K": 1, "l": {"m": 2}}}),
    ([Set("/meta/l/m", 3), Order("/meta", (1, 0))], {"meta": {"l": {"m": 3}, "k": 1}}),
]


@pytest.mark.parametrize(("edits", "changed"), APPLIED, ids=[str(i) for i in range(len(APPLIED))])
def test_edits_address_the_row_as_it_was(edits, changed) -> None:
    made = apply(ROW, edits)
    assert made == {**ROW, **changed}
    for key in changed:
        if isinstance(made[key], dict):
            assert list(made[key]) == list(changed[key])
    assert ROW["options"] == ["x", "y", "z"], "the golden row itself stays as it is"


REFUSED = [
    ([Replace("/text", 0, 3, ""), Replace("/text", 2, 4, "")], "overlaps"),
    ([Replace("/text", 0, 3, ""), Replace("/text", 1, 1, "x")], "overlaps"),
    ([Replace("/text", 5, 9, "")], "behind the text"),
    ([Set("/meta", 1), Set("/meta/k", 2)], "exclude each other"),
    ([Remove("/options", 1), Replace("/options/1", 0, 1, "Y")], "removed and edited"),
    ([Remove("/options", 1), Remove("/options", 1)], "removed twice"),
    ([Remove("/options", 3)], "behind the 3 items"),
    ([Order("/options", (0, 1))], "must be alone"),
    ([Order("/options", (0, 1, 2)), Insert("/options", 0, "w")], "must be alone"),
    ([Replace("/options", 0, 1, "")], "no text"),
    ([Replace("/nowhere", 0, 1, "")], "no key 'nowhere'"),
    ([Replace("/options/7", 0, 1, "")], "no item '7'"),
    ([Set("options", 1)], "begin with '/'"),
    ([Insert("/meta", 0, ["k", 1])], "would be the same"),
]


@pytest.mark.parametrize(("edits", "reason"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_what_cannot_stand_together_is_refused(edits, reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        apply(ROW, edits)


def test_a_change_is_json_and_back() -> None:
    changes = tuple((edit,) for edits, _ in APPLIED for edit in edits)
    assert from_json(to_json(changes)) == changes


@pytest.mark.parametrize(
    "data",
    [None, 3, [3], [["replace"]], [[["replace", "/t", 2, 1, "x"]]], [[["replace", "/t", 0, 1, 5]]], [[["erase", "/t"]]], [[["insert", "/t", -1, 0]]]],
    ids=repr,
)  # fmt: skip
def test_json_that_is_no_change_is_refused(data) -> None:
    with pytest.raises(EditError, match="not a list of changes"):
        from_json(data)


def test_pointers_escape_and_unescape() -> None:
    assert tokens(pointer("a/b", "c~d", 0)) == ["a/b", "c~d", "0"]


SPANS = [
    (Replace("", 0, 1, "xyz"), (6, 9)),  # before: shifts
    (Replace("", 5, 5, "xyz"), (4, 10)),  # inside: stretches
    (Replace("", 4, 7, "x"), (4, 5)),  # the whole span: the new text is the span
    (Replace("", 4, 4, "xyz"), (7, 10)),  # an insertion at the start stays outside
    (Replace("", 7, 7, "xyz"), (4, 7)),  # an insertion at the end stays outside
    (Replace("", 7, 9, ""), (4, 7)),  # behind: nothing
]


@pytest.mark.parametrize(("edit", "moved"), SPANS, ids=str)
def test_spans_move_with_edits(edit: Replace, moved: tuple[int, int]) -> None:
    assert move_spans([(4, 7)], [edit]) == [moved]


@pytest.mark.parametrize(
    "edit", [Replace("", 3, 5, ""), Replace("", 6, 8, "x"), Replace("", 2, 9, "x"), Replace("", 4, 7, "")], ids=str
)
def test_a_span_that_is_crossed_or_deleted_is_refused(edit: Replace) -> None:
    with pytest.raises(EditError, match="span"):
        move_spans([(4, 7)], [edit])


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Replace("/t", 0, 2, ""), Replace("/t", 2, 3, ""), False),
        (Replace("/t", 0, 2, ""), Replace("/t", 1, 3, ""), True),
        (Replace("/t", 1, 1, "a"), Replace("/t", 1, 1, "b"), False),
        (Replace("/t", 1, 1, "a"), Replace("/t", 0, 2, "b"), True),
        (Replace("/t", 0, 9, ""), Replace("/u", 0, 9, ""), False),
        (Set("/a", 1), Set("/a/b", 1), True),
        (Remove("/a", 1), Replace("/a/1", 0, 1, ""), True),
        (Remove("/a", 1), Replace("/a/10", 0, 1, ""), False),
        (Order("/a", (0,)), Replace("/a/0", 0, 1, ""), False),
        (Insert("/a", 0, 1), Insert("/a", 0, 2), False),
        (Remove("/a", 1), Remove("/a", 1), True),
        (Order("/a", (0,)), Insert("/a", 0, 1), True),
    ],
    ids=str,
)
def test_conflict(one, other, meet: bool) -> None:
    assert conflict(one, other) is meet
    assert conflict(other, one) is meet


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[tuple[Replace, ...]]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [(Replace("/t", a, draw(st.sampled_from([a, b])), draw(st.text("xyz", max_size=3))),) for a, b in pairs]


@given(st.data())
def test_composed_changes_make_what_one_after_the_other_makes(data: st.DataObject) -> None:
    row = {"t": data.draw(st.text("abcdef", max_size=12))}
    first = data.draw(edits_of(row["t"]))
    middle = apply(row, first)
    second = data.draw(edits_of(middle["t"]))
    assert apply(row, compose(first, second, row)) == apply(middle, second)


def test_composing_keeps_changes_apart_unless_they_meet() -> None:
    row = {"t": "abc def"}
    first = [(Replace("/t", 0, 3, "ABC"),), (Replace("/t", 4, 7, "DEF"),)]
    second = [(Replace("/t", 1, 2, ""),)]
    assert compose(first, second, row) == ((Replace("/t", 0, 3, "AC"),), (Replace("/t", 4, 7, "DEF"),))


def test_structure_that_the_other_side_addresses_cannot_be_composed() -> None:
    row = {"a": ["x", "y"]}
    with pytest.raises(EditError, match="cannot be composed"):
        compose([(Remove("/a", 0),)], [(Replace("/a/0", 0, 1, "z"),)], row)
