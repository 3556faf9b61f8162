"""What a channel does to a text on its way: a scanner that takes one letter for another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_MARK = re.compile(r"[^A-Za-z0-9]")
Misreadings = dict[str, tuple[tuple[str, ...], int]]


@perturbation(
    "ood.channel.ocr_table",
    label="preserves",
    amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="letters"),
    source="S. V. Rice, G. Nagy and T. A. Nartker, Optical Character Recognition: An Illustrated Guide to the Frontier "
    "(1999); see the table",
)
def ocr_table(text: Text) -> Iterator[Place]:
    """Read a letter, or a group of letters, as one of like shape; at most once a word.

    >>> from robustgen.generation import perturb
    >>> perturb("The modern kitchen is clean.", "ood.channel.ocr_table").text
    'The modern kitchen is c1ean.'
    """
    table, longest = _misreadings()
    string = text.string
    whole = None if string.isascii() else set(text.letters)
    for word, (start, end) in enumerate(text.words):
        for i in range(start, end):
            for j in range(i + 1, min(end, i + longest) + 1):
                found = table.get(string[i:j])
                # The last letter may carry a combining mark, which would be left on what is read for it.
                if found is not None and (whole is None or j - 1 in whole):
                    yield Place(i, j, found[0], weight=found[1], key=word)


@cache
def _misreadings() -> tuple[Misreadings, int]:
    """Return misreadings and weight by string, and the length of the longest string."""
    table = {row[0]: (tuple(row[1].split("|")), int(row[2])) for row in rows("ocr") if not _MARK.search(row[0])}
    return table, max(map(len, table))
