"""What a channel does to a text on its way: a scanner that takes one letter for another."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from robustgen.definition import share
from robustgen.masks import both, unit_spans, where
from robustgen.perturbations.tables import rows
from robustgen.places import Stretches
from robustgen.registry import perturbation
from robustgen.text import Region, Text

_NO_LETTER = re.compile(r"[^A-Za-z]")
_ALL_BITS = b"\0" + b"\xff" * 255


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
    string, starts, letters = text.string, text.word_starts, text.letter_mask
    if text.protected:
        flags = bytearray(letters)
        for first, stop in text.broken_words:
            for start, end in text.all_words[first:stop]:
                flags[start:end] = bytes(end - start)
        letters = bytes(flags)
    heavy = both(letters.translate(_ALL_BITS), text.ascii.translate(weigh))
    spans, weights = unit_spans(heavy), list(filter(None, heavy))
    grouped: list[tuple[int, int, int]] = []
    for group, weight in groups:
        at, length = string.find(group), len(group)
        while at >= 0:
            # Its first letter and its last must be whole: a mark on the last would stay on what is read for the group.
            if letters[at] and letters[at + length - 1]:
                grouped.append((at, at + length, weight))
            at = string.find(group, at + 1)
    if grouped:
        spans, weights = _merged(spans, weights, where(heavy), sorted(grouped))
    return Stretches(
        text,
        spans,
        lambda start, end: misread[string[start:end]],
        key=lambda start: bisect_right(starts, start),
        weights=weights,
        apart=True,
    )


def _merged(
    spans: list[Region], weights: list[int], starts: list[int], others: list[tuple[int, int, int]]
) -> tuple[list[Region], list[int]]:
    """Return spans with their starts and weights, and others with theirs, in order, one of `spans` first at a start."""
    all_spans: list[Region] = []
    all_weights: list[int] = []
    at = 0
    for start, end, weight in others:
        stop = bisect_right(starts, start, at)
        all_spans += spans[at:stop]
        all_weights += weights[at:stop]
        all_spans.append((start, end))
        all_weights.append(weight)
        at = stop
    return all_spans + spans[at:], all_weights + weights[at:]


@cache
def _misreadings() -> tuple[dict[str, tuple[str, ...]], bytes, tuple[tuple[str, int], ...]]:
    """Return misreadings by string of letters, the weights of single letters by code, and of groups."""
    table = [row for row in rows("ocr") if not _NO_LETTER.search(row[0])]
    weights = {row[0]: int(row[2]) for row in table}
    return (
        {row[0]: tuple(row[1].split("|")) for row in table},
        bytes(weights.get(chr(i), 0) for i in range(256)),
        tuple((group, weight) for group, weight in weights.items() if len(group) > 1),
    )
