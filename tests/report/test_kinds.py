"""What a change does in a few words, and the word that it does it to."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.report.kinds import kind_of, word_of

GOLDEN = rg.Example("g", {"text": "Don't play 12 songs", "options": ["a", "b"]}, vary=["/text"])


def cut(start, end, text):
    return (rg.Replace("/text", start, end, text),)


@pytest.mark.parametrize(
    ("change", "kind", "word"),
    [
        (cut(6, 7, "o"), "letter replaced", "play"),
        (cut(6, 7, "\u0440"), "letter replaced by one beyond ASCII", "play"),
        (cut(6, 7, "P"), "case changed", "play"),
        (cut(6, 8, "lp"), "letters swapped", "play"),
        (cut(6, 7, ""), "letter taken out", "play"),
        (cut(8, 8, "x"), "letter put in", "play"),
        (cut(8, 8, " "), "space put in", "play"),
        (cut(10, 11, ""), "space taken out", None),
        (cut(11, 12, "3"), "digit replaced", "12"),
        (cut(3, 4, ""), "sign taken out", "don't"),
        (cut(6, 10, "run"), "word replaced", "play"),
        (cut(6, 19, "run off"), "words replaced", None),
        ((rg.Order("/options", (1, 0)),), "order changed", None),
        ((rg.Remove("/options", 0),), "item taken out", None),
        (cut(6, 7, "o") + cut(8, 9, "o"), "letter replaced", "play"),
        (cut(6, 7, "o") + cut(14, 15, ""), "several edits", None),
    ],
)
def test_a_change_is_named_with_its_word(change, kind, word):
    assert (kind_of(GOLDEN, change), word_of(GOLDEN, change)) == (kind, word)
