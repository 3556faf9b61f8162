"""All numbers of a text, compounds joined, each with its bound: "at least 3", "an hour and ten minutes"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from robustgen.gates.facts.clock import date, time
from robustgen.gates.facts.quantity import Quantity, measures
from robustgen.gates.facts.reading import Reading
from robustgen.gates.facts.spelt import figure, spelt
from robustgen.gates.tables import words


def quantities(reading: Reading) -> tuple[Quantity, ...]:
    """Return the numbers of a text, in order."""
    return _found(reading)


@lru_cache(maxsize=4096)
def counted(reading: Reading) -> frozenset[int]:
    """Return the places of the tokens that are part of a number, its unit or a date."""
    return frozenset(i for one in quantities(reading) for i in range(one.start, one.end))


@lru_cache(maxsize=4096)
def _found(reading: Reading) -> tuple[Quantity, ...]:
    made = _fractions(reading, _ranges(reading, _compounds(reading, list(_scan(reading)))))
    return tuple(replace(one, bound=bound(reading, one)) for one in made)


def _scan(reading: Reading) -> Iterator[Quantity]:
    at, tokens = 0, reading.tokens
    while at < len(tokens):
        found = time(reading, at) or date(reading, at) or figure(reading, at) or spelt(reading, at)
        if not found:
            at += 1
            continue
        yield from found
        at = max(at + 1, found[-1].end)


def _compounds(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Join "1 hour and 30 minutes" and the like into one."""
    joined: list[Quantity] = []
    for one in found:
        before = joined[-1] if joined else None
        money = before and before.units and before.units[-1][0] in ("usd", "eur", "gbp")
        if (
            before
            and money
            and one.start == before.end
            and not one.units
            and 5 <= one.value < 100
            and one.kind == "number"
        ):
            said = f"{before.said} {one.said}"
            joined[-1] = replace(before, value=before.value + one.value / 100, end=one.end, said=said)
            continue
        if before and before.units and one.units and one.start - before.end <= 1 and before.end <= one.start:
            between = reading.low(before.end) if one.start > before.end else "and"
            (what, factor), (what_too, smaller) = before.units[0], one.units[0]
            if what == what_too and smaller < factor and between in ("and", ",", "-"):
                value = before.value + one.value * smaller / factor
                joined[-1] = replace(before, value=value, end=one.end, said=f"{before.said} {one.said}", soft=False)
                continue
        joined.append(one)
    return joined


def _ranges(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Give the first number of "from 30 to 60 seconds" the unit of the second."""
    made = list(found)
    for i in range(len(made) - 2, -1, -1):
        one, after = made[i], made[i + 1]
        joined = after.start == one.end + 1 and reading.low(one.end) in ("to", "-", "and", "or")
        if joined and one.kind == after.kind == "number" and not one.units and after.units and not one.soft:
            made[i] = replace(one, units=after.units)
    return made


def _fractions(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Read "one in three" and "three out of four" as shares."""
    made: list[Quantity] = []
    for one in found:
        before = made[-1] if made else None
        if before and before.kind == one.kind == "number" and not before.units and 0 < before.value < one.value <= 1000:
            between = [reading.low(i) for i in range(before.end, one.start)]
            if between in (["in"], ["out", "of"], ["in", "every"]) and not one.units:
                share = 100 * before.value / one.value
                said = f"{before.said} {' '.join(between)} {one.said}"
                made[-1] = replace(before, value=share, units=measures()["%"], end=one.end, said=said, soft=False)
                continue
        made.append(one)
    return made


_OVER = "over|above|exceeding|exceeds|exceed|exceeded|beyond|surpassing|surpassed|surpasses|topped|tops"
_BEFORE: tuple[tuple[str, str], ...] = (
    (">=", "no less|fewer than"), (">=", "not less|fewer than"), ("<=", "no more|greater than"),
    ("<=", "not more|greater than"), ("<=", "not over|above|exceeding|exceed"), (">=", "at least"),
    (">=", "not under|below"), (">=", "not be under|below"), ("<=", "not be over|above|exceeding"), ("<=", "at most"),
    (">=", "minimum of"), ("<=", "maximum of"), (">=", "minimum"), ("<=", "maximum"), (">=", "min"), ("<=", "max"),
    ("<=", "up to"), ("<=", "limited to"), ("<=", "no longer|later|older than"),
    (">=", "no shorter|earlier|younger|lower than"), (">", "in excess of"), (">", "upwards of"), (">", "north of"),
    (">", "more|greater|longer|older|higher|larger|bigger|heavier|better|farther|further than"),
    ("<", "less|fewer|shorter|younger|lower|smaller|lighter|cheaper than"), (">", _OVER), ("<", "under|below|beneath"),
    ("<=?", "within"), (">", ">"), ("<", "<"), (">=", ">="), ("<=", "<="),
)  # fmt: skip
_AFTER: tuple[tuple[str, str], ...] = (
    (">=", "or|and more|above|over|older|up|upwards|upward|higher|greater|longer|better"), (">=", "+"), (">=", "plus"),
    ("<=", "or|and less|fewer|under|below|younger|lower|shorter"), (">=", "at least ."), (">=", "minimum"),
    ("<=", "maximum"), ("<=", "at most"), (">=", "at the least"), ("<=", "at the most"), (">=", "at least ,"),
)  # fmt: skip
_VAGUE = words(
    "about around roughly approximately approx circa some nearly almost just only exactly precisely the a"
    " an of is be total $ £ € ¥ not -"
)


def bound_span(reading: Reading, one: Quantity) -> tuple[str, int, int]:
    """Return (bound, start, end) of the words that bound a number, ("", 0, 0) without any."""
    for skip in range(3):
        for kind, pattern in _BEFORE:
            phrase = pattern.split(" ")
            start = one.start - skip - len(phrase)
            if not reading.phrase(start, *phrase):
                continue
            if pattern == _OVER:
                if _during(reading, one, start, skip):
                    continue
                if reading.low(start) == "over" and one.units and one.units[0][0] in ("time", "months"):
                    return ">?", start, one.start
            clause = reading.tokens[start].clause
            for at in range(start - 1, max(start - 6, -1), -1):
                if kind in ("<", ">") and reading.low(at) in ("not", "never") and reading.tokens[at].clause == clause:
                    return ("<=" if kind == ">" else ">="), at, one.start
            return kind, start, one.start
        if reading.low(one.start - skip - 1) not in _VAGUE:
            break
    for ahead in range(3):
        for kind, pattern in _AFTER:
            phrase = pattern.split(" ")
            if reading.phrase(one.end + ahead, *phrase):
                return kind, one.end, one.end + ahead + len(phrase)
        if one.end + ahead >= len(reading.tokens) or reading.tokens[one.end + ahead].kind == "sign":
            break
    return "", 0, 0


def _during(reading: Reading, one: Quantity, start: int, skip: int) -> bool:
    """Return whether the "over" at a place is no bound: "spread over 3 days", "over the 3 days"."""
    if reading.low(start + 1) == "the":
        return True
    signed = reading.low(one.start - 1) in ("$", "€", "£", "-", "a", "about")
    beside = reading.low(start - 1) in ("spread", "place", "happened")
    return reading.low(start) == "over" and ((skip > 0 and not signed) or beside)


def bound(reading: Reading, one: Quantity) -> str:
    """Return how a number is bounded: "", ">=", "<=", ">", "<" or "<=?"."""
    return bound_span(reading, one)[0]
