"""What a channel does to a text on its way: a scanner that takes one letter for another."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.tables import rows
from robustgen.places import Stretches
from robustgen.registry import perturbation
from robustgen.text import Text

_NO_LETTER = re.compile(r"[^A-Za-z]")
Misreadings = tuple[dict[str, tuple[str, ...]], dict[str, int], tuple[tuple[str, re.Pattern[str]], ...]]


@perturbation(
    "ood.channel.ocr_table",
    label="preserves",
    amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="letters"),
    source="S. V. Rice, G. Nagy and T. A. Nartker, Optical Character Recognition: An Illustrated Guide to the Frontier "
    "(1999); see the table",
)
def ocr_table(text: Text) -> Stretches:
    """Read a letter, or a group of letters, as one of like shape; at most once a word.

    >>> from robustgen.generation import perturb
    >>> perturb("The modern kitchen is clean.", "ood.channel.ocr_table").text
    'The modern kitchen is c1ean.'
    """
    misread, weigh, groups = _misreadings()
    string, words = text.string, text.words
    spans = [(i, i + 1) for i in text.letters if string[i] in misread]
    grouped = [match.span(1) for group, where in groups if group in string for match in where.finditer(string)]
    if grouped:
        if not string.isascii():  # the last may carry a combining mark, which would be left on what is read for it
            whole = set(text.letters)
            grouped = [span for span in grouped if span[1] - 1 in whole]
        spans = sorted(spans + grouped)
    if text.protected:
        starts = [start for start, _ in words]
        spans = [(a, b) for a, b in spans if (i := bisect_right(starts, a) - 1) >= 0 and b <= words[i][1]]
    return Stretches(
        text,
        spans,
        lambda start, end: misread[string[start:end]],
        key=lambda start: bisect_right(words, (start, len(string))),
        weights=[weigh[string[a:b]] for a, b in spans],
        apart=True,
    )


@cache
def _misreadings() -> Misreadings:
    """Return misreadings and weights by string of letters, and each group of letters with its pattern."""
    table = [row for row in rows("ocr") if not _NO_LETTER.search(row[0])]
    return (
        {row[0]: tuple(row[1].split("|")) for row in table},
        {row[0]: int(row[2]) for row in table},
        tuple((row[0], re.compile(f"(?=({row[0]}))")) for row in table if len(row[0]) > 1),
    )
