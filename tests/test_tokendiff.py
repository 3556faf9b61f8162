"""The token diff: equal texts after applying it, whole tokens, the same under every Python, near-linear."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from robustgen.edits import Replace, apply_text, move_spans
from robustgen.tokendiff import NAME, token_diff


def edits(old: str, new: str) -> list[tuple[str, str]]:
    return [(old[edit.start : edit.end], edit.text) for edit in token_diff(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("same text", "same text", []),
        ("", "", []),
        ("", "new", [("", "new")]),
        ("old", "", [("old", "")]),
        ("the cat sat", "the dog sat", [("cat", "dog")]),
        ("the cat sat", "a cat ran", [("the", "a"), ("sat", "ran")]),
        ("I do not like it", "I don't like it", [("do not", "don't")]),
        ("can’t stop", "cannot stop", [("can’t", "cannot")]),
        ("two  blanks", "two blanks", [("  ", " ")]),
        ("one line\ntwo", "one line two", [("\n", " ")]),
        ("stop.", "stop!", [(".", "!")]),
        ("a a a", "a a", [(" a", "")]),
        ("to be or not to be", "not to be or to be", [("", "not "), (" not", "")]),
        ("we left early", "today we left early", [("", "today ")]),
        ("le café", "le cafe\u0301", [("café", "cafe\u0301")]),
        ("我喜欢你", "我很喜欢他", [("", "很"), ("你", "他")]),
        ("\U0001f468\u200d\U0001f467 ok", "\U0001f468\u200d\U0001f466 ok", [("\U0001f467", "\U0001f466")]),
        ("snake_case", "snake_cases", [("case", "cases")]),
    ],
)
def test_whole_tokens_are_replaced(old, new, expected):
    assert edits(old, new) == expected


def test_edits_carry_the_path_and_offsets_of_the_old_text():
    assert token_diff("a b", "a c d", path="/text") == (Replace("/text", 2, 3, "c d"),)


def test_a_labelled_span_that_was_not_rewritten_moves_along():
    old, new = "Call Ann in Paris now", "Please phone Ann in Paris right now"
    start, end = move_spans([(12, 17)], token_diff(old, new))[0]
    assert new[start:end] == "Paris"


alphabets = st.sampled_from(
    ["ab ", "a ", "a'b ", "xyz\n .", "é\u0301e ", "我你a ", "\U0001f468\u200d\U0001f467 \ufe0f", "\0\u2028\u202e\r\n"]
)
texts = alphabets.flatmap(lambda letters: st.text(st.sampled_from(letters), max_size=60)) | st.text(max_size=40)


@settings(max_examples=400, deadline=None)
@given(texts, texts)
@example("a b " * 40, "b a " * 40)
@example("\ud800", "x")
def test_applying_the_diff_gives_the_new_text_and_no_edit_is_idle(old, new):
    found = token_diff(old, new)
    assert apply_text(old, found) == new
    assert all(old[edit.start : edit.end] != edit.text for edit in found)
    assert all(one.end < other.start for one, other in pairwise(found))


# The texts are long enough that anything quadratic does not end within the patience of whoever runs the tests.
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("again " * 200_000, "again " * 199_998 + "once", id="one token, repeated"),
        pytest.param("a b " * 100_000, "b a " * 100_000, id="two tokens, exchanged"),
        pytest.param("a b " * 100_000, "b b a " * 70_000, id="two tokens, no anchor"),
        pytest.param("a" * 1_000_000, "a" * 999_999, id="one long token"),
        pytest.param("!" * 300_000, "?" + "!" * 299_999 + "?", id="a token a character"),
        pytest.param("e" + "\u0301" * 500_000, "e" + "\u0301" * 499_999, id="combining marks"),
        pytest.param("a'" * 250_000, "'a" * 250_000, id="apostrophes"),
        pytest.param(
            " ".join(map(str, range(50_000))), " ".join(map(str, reversed(range(50_000)))), id="unique, reversed"
        ),
    ],
)
def test_long_and_hostile_texts(old, new):
    assert apply_text(old, token_diff(old, new)) == new


def test_a_megabyte_with_one_word_in_twenty_exchanged_stays_fine_grained():
    draw = random.Random(7)
    words = [f"w{draw.randrange(5000)}" for _ in range(150_000)]
    changed = [f"w{draw.randrange(5000)}" if draw.random() < 0.05 else word for word in words]
    old, new = " ".join(words), " ".join(changed)
    found = token_diff(old, new)
    assert apply_text(old, found) == new
    differing = sum(len(one) for one, other in zip(words, changed, strict=True) if one != other)
    assert sum(edit.end - edit.start for edit in found) < 1.1 * differing


def test_the_result_of_a_name_never_changes():
    old = "The quick brown fox can't jump over the lazy dog, and the dog doesn't mind.\nNobody does!"
    new = "A quick fox cannot jump over one lazy dog and the dog does not mind.\n\nnobody does"
    assert (NAME, edits(old, new)) == (
        "tokens@1",
        [
            ("The", "A"),
            ("brown ", ""),
            ("can't", "cannot"),
            ("the", "one"),
            (",", ""),
            ("doesn't", "does not"),
            ("Nobody", "\nnobody"),
            ("!", ""),
        ],
    )


def test_the_hash_seed_does_not_matter():
    code = (
        "from robustgen.tokendiff import token_diff\n"
        "print(token_diff('a b c d e f g a c e x y', 'b a d c f e a g e c y x z'))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}, text=True,
            capture_output=True, check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(outputs) == 1
