"""codespell's list of misspellings, read from the installed package: what people wrote, and the one word they meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from robustgen.definition import share
from robustgen.inspection import hashed, package_version
from robustgen.perturbations.matching import Hand, inside, named, plain_word, quoted
from robustgen.places import Stretches
from robustgen.registry import perturbation
from robustgen.resources import Borrowed, missing, resource
from robustgen.text import Text

NAME = "codespell.misspelling"

_LINE = re.compile(r"([a-z]{3,40})->([a-z]{4,40})")
_SLIGHT = 4  # in five misspellings: one slip of a letter away from the word


def made_by() -> Mapping[str, Any]:
    """Return which list it is."""
    return {"package": "codespell", "version": package_version("codespell"), "sha256": hashed(_path())[0]}


@perturbation(
    NAME,
    label="preserves",
    amount=share(0.02, 0.05, 0.1, 0.2, 0.4, of="words"),
    languages=("en",),
    source="codespell's dictionary.txt, by its contributors, CC BY-SA 3.0, from the installed package",
    borrowed=Borrowed((resource("codespell"), resource("codespell:dictionary")), made_by),
)
def misspelling(text: Text) -> Stretches:
    """Misspell a word in a way that codespell's list has seen: "recieve", "definately", "wich"."""
    table, string, hand, quotations = misspellings(_path()), text.string, Hand.of(text), quoted(text.string)
    spans = [
        (start, end)
        for (start, end), word in zip(text.words, text.lowered, strict=True)
        if word in table
        and plain_word(string, start, end, hand)
        and not inside(start, quotations)
        and not named(string, start, end)
    ]
    return Stretches(text, spans, lambda a, b: [hand.fit(new, string[a:b]) for new in table[string[a:b].lower()]])


@cache
def misspellings(path: Path) -> Mapping[str, Sequence[str]]:
    """Return how each word is misspelt, by a file of lines such as "recieve->receive".

    Lines with several corrections, or with a reason to beware, are left out: what was meant is not certain. So is what
    has another first letter. Misspellings one slip away stand so often that they are four in five of what is drawn.
    """
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if (match := _LINE.fullmatch(line.strip())) and match[1][0] == match[2][0]:
            found.setdefault(match[2], []).append(match[1])
    wrong = {one for many in found.values() for one in many}
    return {word: tuple(_weighed(word, many)) for word, many in found.items() if word not in wrong}


def _weighed(word: str, many: Sequence[str]) -> Iterator[str]:
    slight = [one for one in many if _one_slip(one, word)]
    others = [one for one in many if one not in slight]
    often = 1 if not slight or not others else max(1, round(_SLIGHT * len(others) / len(slight)))
    for one in slight:
        yield from [one] * often
    yield from others


def _one_slip(a: str, b: str) -> bool:
    """Return whether one letter put in, left out, exchanged or swapped with its neighbour makes b of a."""
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    return a[at + 1 :] == b[at + 1 :] or (a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :])


def _path() -> Path:
    path = resource("codespell:dictionary").path
    if path is None:
        raise missing("codespell:dictionary", NAME)
    return path
