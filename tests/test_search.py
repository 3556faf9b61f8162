"""The smallest set of changes that still breaks: 1-minimal, in bounded calls, the same every time."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import robustgen as rg
from robustgen.variant import Variant

TEXT = "abcdefghijklmnopqrstuvwxyz"
GOLDEN = rg.Example("g", {"text": TEXT}, expected="low")


def variant_of(changes, *, golden=GOLDEN, relation="same", expected="low"):
    return Variant(golden, "typo.upper@1", 2, 0, 0, relation, expected, tuple(changes))


def upper(*places):
    """Each place becomes upper case, a change of its own."""
    return tuple((rg.Replace("/text", i, i + 1, TEXT[i].upper()),) for i in places)


def needs(*letters):
    """A model that breaks where all these letters are upper case."""
    return lambda case: set(letters) <= set(case.text)


@pytest.mark.parametrize(
    ("changed", "culprits"),
    [
        (range(1), "A"),
        (range(26), "Q"),
        (range(26), "AZ"),
        (range(26), "ABCXYZ"),
        (range(26), TEXT.upper()),
        (range(1, 24, 2), "FP"),
        (range(26), ""),
    ],
)
def test_finds_exactly_the_changes_to_blame_in_their_order(changed, culprits):
    variant = variant_of(upper(*changed))
    found = rg.minimise(variant, needs(*culprits))
    assert found.changes == upper(*(TEXT.index(letter.lower()) for letter in culprits))
    assert found.proven
    assert found.text == found.case().text == rg.apply({"text": TEXT}, found.edits)["text"]


@settings(deadline=None, max_examples=200)
@given(st.sets(st.frozensets(st.integers(0, 9), max_size=4), min_size=1, max_size=5))
def test_no_single_change_can_be_spared(alternatives):
    def breaks(case):
        there = {TEXT.index(letter.lower()) for letter in case.text if letter.isupper()}
        return any(wanted <= there for wanted in alternatives)

    found = rg.minimise(variant_of(upper(*range(10))), breaks)
    assert breaks(found.case())
    assert found.proven
    for part in combinations(found.changes, len(found.changes) - 1) if found.changes else ():
        assert not breaks(variant_of(part).case())


def test_never_asks_twice_about_the_same_input_and_asks_in_the_same_order_again():
    runs = []
    for _ in range(2):
        asked = []

        def breaks(case, asked=asked):
            asked.append(case.text)
            return needs("C", "S")(case)

        rg.minimise(variant_of(upper(*range(20))), breaks)
        assert len(asked) == len(set(asked))
        runs.append(asked)
    assert runs[0] == runs[1]


@pytest.mark.parametrize("max_calls", [1, 2, 5, 9, 30])
def test_calls_are_bounded_and_the_best_so_far_still_breaks(max_calls):
    asked = []

    def breaks(case):
        asked.append(case.text)
        return needs("A", "H", "Q", "Z")(case)

    found = rg.minimise(variant_of(upper(*range(26))), breaks, max_calls=max_calls)
    assert len(asked) == found.calls <= max_calls
    assert needs("A", "H", "Q", "Z")(found.case())
    assert not found.proven


def test_an_example_that_breaks_by_itself_is_said_to():
    found = rg.minimise(variant_of(upper(1, 2, 3)), lambda case: True)
    assert found.changes == ()
    assert (found.case().id, found.case().perturbation) == ("g", None)


def test_a_variant_that_does_not_break_is_refused_by_name():
    with pytest.raises(rg.UsageError, match=r"g/typo\.upper@1/2/0 does not break"):
        rg.minimise(variant_of(upper(1, 2)), lambda case: False)


@pytest.mark.parametrize("max_calls", [0, -1, 2.0, True, None])
def test_max_calls_is_checked(max_calls):
    with pytest.raises(rg.UsageError, match="max_calls"):
        rg.minimise(variant_of(upper(1)), lambda case: True, max_calls=max_calls)


def test_what_the_predicate_raises_goes_through():
    def breaks(case):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rg.minimise(variant_of(upper(1, 2)), breaks)


def test_changes_are_kept_whole_and_those_that_need_each_other_count_as_not_breaking():
    golden = rg.Example("g", {"text": "a", "options": ["x", "y"]}, expected=0)
    swap = (rg.Order("/options", (1, 0)), rg.Set("/expected", 1))
    other = (rg.Replace("/text", 0, 1, "b"),)
    found = rg.minimise(
        variant_of((other, swap), golden=golden, expected=1), lambda case: case.inputs["options"][case.expected] == "x"
        and case.inputs["options"] == ["y", "x"]
    )  # fmt: skip
    assert found.changes == (swap,)
    assert found.case().expected == 1


@pytest.mark.parametrize(("relation", "expected"), [("flips", "high"), ("differs", "low"), ("monotone", "low")])
def test_relation_and_expected_stay_those_of_the_variant(relation, expected):
    variant = variant_of(upper(0, 1, 2), relation=relation, expected=expected)
    found = rg.minimise(variant, needs("B"))
    assert (found.case().relation, found.case().expected) == (relation, expected)
