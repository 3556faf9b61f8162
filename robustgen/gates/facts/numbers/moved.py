"""Numbers that changed places: "3 apples and 5 pears" became "5 apples and 3 pears"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.equal import same
from robustgen.gates.facts.numbers.quantities import counted
from robustgen.gates.facts.numbers.quantity import Quantity
from robustgen.gates.tables import words


def moved(source: Reading, candidate: Reading, matched: Sequence[tuple[Quantity, Quantity]]) -> tuple[str, str] | None:
    """Return how two numbers changed places: "3 apples and 5 pears" became "5 apples and 3 pears"."""
    for one, other in matched:
        counts, counts_there = counts_of(source, one), counts_of(candidate, other)
        known = counts in candidate.bases and counts_there in source.bases
        if counts and counts_there and counts != counts_there and known:
            return "number moved", f"{one.said!r} counts {counts_there!r} instead of {counts!r}"
    for i, (one, other) in enumerate(matched):
        for one_too, other_too in matched[i + 1 :]:
            here, here_too = _beside(source, one), _beside(source, one_too)
            there, there_too = _beside(candidate, other), _beside(candidate, other_too)
            crossed = (here & there_too) - here_too - there and (here_too & there) - here - there_too
            if crossed and not here & there and not here_too & there_too and not same(one, one_too):
                return "number moved", f"{one.said!r} and {one_too.said!r} changed places"
            if _sort(one) == _sort(other_too) != _sort(one_too) == _sort(other) and not same(one, one_too):
                return "number moved", f"{one.said!r} and {one_too.said!r} changed places"
    around = [(_around(source, one), _around(candidate, other)) for one, other in matched]
    for i, (one, _) in enumerate(matched):
        for j in range(i + 1, len(matched)):
            if same(one, matched[j][0]) or _told_apart(one, matched[j][0]):
                continue
            for side in (0, 1, 2):
                here, there = _side(around[i][0], side), _side(around[i][1], side)
                here_too, there_too = _side(around[j][0], side), _side(around[j][1], side)
                here, here_too = here - here_too, here_too - here
                there, there_too = there - there_too, there_too - there
                meets = bool(here & there_too and here_too & there) and not here & there
                if meets and (side < 2 or not here_too & there_too):
                    return "number moved", f"{one.said!r} and {matched[j][0].said!r} changed places"
    return None


def _told_apart(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers measure different things, which cannot change places: "3 days", "50 miles"."""
    return bool(one.units and other.units) and not {unit for unit, _ in one.units} & {unit for unit, _ in other.units}


def _beside(reading: Reading, one: Quantity) -> frozenset[str]:
    """Return the words that stand right before and after a number."""
    beside = [reading.tokens[i] for i in (one.start - 1, one.end) if 0 <= i < len(reading.tokens)]
    return frozenset(token.base for token in beside if token.content)


def _sort(one: Quantity) -> tuple[str, str]:
    """Return what sort of number it is: how it is said and what it measures: "five nights", "the fifth floor"."""
    return one.kind, one.units[0][0] if one.units else ""


def counts_of(reading: Reading, one: Quantity) -> str:
    """Return the plural that stands right behind a number, in base form, or an empty string."""
    after = reading.tokens[one.end] if one.end < len(reading.tokens) else None
    plain = after is not None and one.kind == "number" and not one.units and after.content
    plural = after is not None and after.base != after.low and (after.low.endswith("s") or after.low in _PLURALS)
    return after.base if plain and plural and after is not None else ""


_PLURALS = words("children men women people feet teeth mice geese")


_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def _side(around: tuple[frozenset[str], frozenset[str]], side: int) -> frozenset[str]:
    """Return what stands before a number (0), after it (1) or on both sides (2)."""
    return around[side] if side < 2 else around[0] | around[1]


def _around(reading: Reading, one: Quantity) -> tuple[frozenset[str], frozenset[str]]:
    """Return what stands before and after a number: the nearest words, up to the next number."""
    taken = counted(reading)
    after: set[str] = set()
    before: set[str] = set()
    for at in range(one.end, min(one.end + 5, len(reading.tokens))):
        token = reading.tokens[at]
        if at in taken or token.low in (",", ";", ".", "and", "but"):
            after |= {token.text} if _YEAR.fullmatch(token.text) else set()
            break
        if token.content:
            after.add(token.base)
    for at in range(one.start - 1, max(one.start - 6, -1), -1):
        token = reading.tokens[at]
        if at in taken or token.low in (";", ".", ",") or (before and token.low == "and"):
            before |= {token.text} if _YEAR.fullmatch(token.text) else set()
            break
        if token.content or token.low in ("from", "to"):
            before.add(token.base)
            if token.low in ("from", "to"):
                break
    return frozenset(before), frozenset(after)
