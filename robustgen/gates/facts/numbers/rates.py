"""How often: "twice a day", "every 12 hours", "weekly"; and idioms whose numbers count nothing ("first of all")."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures, number_words, quantity
from robustgen.gates.tables import rows, words

MONTH = 365.25 * 86400 / 12
"""Seconds of a month on average."""
_OFTEN = {
    "hourly": 3600.0, "daily": 86400.0, "nightly": 86400.0, "weekly": 604800.0, "fortnightly": 1209600.0,
    "monthly": MONTH, "quarterly": 3 * MONTH, "yearly": 12 * MONTH, "annually": 12 * MONTH, "annual": 12 * MONTH,
    "biannual": 6 * MONTH, "biannually": 6 * MONTH, "biennial": 24 * MONTH, "biweekly": 1209600.0,
}  # fmt: skip
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_LONGEST = 24
"""How many hours or months may lie between: "six-monthly"; "900 monthly" is 900 a month."""
_PER = words("a an per each every / in")


@cache
def _idioms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases that count nothing by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for (phrase,) in rows("number_idioms"):
        parts = tuple(phrase.replace("-", " - ").split())
        found[parts[0]].append(parts)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


def idiom(reading: Reading, at: int) -> int:
    """Return where an idiom that begins at a place ends, or 0."""
    for parts in _idioms().get(reading.low(at), ()):
        if reading.phrase(at, *parts):
            return at + len(parts)
    return 0


def period(reading: Reading, at: int) -> float:
    """Return the seconds of the span of time that a word names, or 0."""
    for what, factor in measures().get(reading.low(at), ()):
        if what in ("time", "months"):
            return factor * (1 if what == "time" else MONTH)
    return 0.0


def rate(reading: Reading, at: int) -> list[Quantity] | None:
    """Return how often something is said to be from a place on, as the seconds between, or None.

    That something is once in a span may go unsaid: it is soft.
    """
    low = reading.low(at)
    if low in _OFTEN:
        return [rate_of(reading, at, at + 1, _OFTEN[low], 1)]
    if low == "half" and reading.low(at + 1) in ("yearly", "hourly"):
        return [rate_of(reading, at, at + 2, _OFTEN[reading.low(at + 1)] / 2, 0.5)]
    thing = reading.tokens[at + 2] if at + 2 < len(reading.tokens) else None  # "24 monthly payments" are so many
    spaced = _count(reading, at) if reading.low(at + 1) in ("hourly", "monthly", "yearly") else None
    spaced = None if thing is not None and thing.content and thing.low.endswith("s") else spaced
    if spaced and 1 < spaced <= _LONGEST:
        return [rate_of(reading, at, at + 2, spaced * _OFTEN[reading.low(at + 1)], 0.5)]
    if low in ("every", "each") or (low == "once" and reading.low(at + 1) in ("every", "in")):
        return _every(reading, at, at + 1 + (low == "once"))
    if low == "per" and (span := period(reading, at + 1)):
        return [rate_of(reading, at, at + 2, span, 1)]
    times = _TIMES.get(low)
    after = at + 1
    if times is None and reading.tokens[at].glued == "x" and reading.tokens[at].text.isdigit():  # "3x daily"
        times = int(reading.tokens[at].text)
    if times is None and (match := re.fullmatch(r"x(\d{1,2})", low)):  # "x3 daily"
        times = int(match[1])
    if times is None and reading.low(at + 1) in ("times", "x") and (times := _count(reading, at)) is not None:
        after = at + 2
    if times is None:
        return None
    if reading.low(after) in _OFTEN:
        return [rate_of(reading, at, after + 1, _OFTEN[reading.low(after)], times)]
    after += reading.low(after) == "in" and reading.low(after + 1) in ("a", "an", "every", "each")
    if reading.low(after) in _PER and (span := period(reading, after + 1)):
        return [rate_of(reading, at, after + 2, span, times)]
    return None


def _every(reading: Reading, at: int, after: int) -> list[Quantity] | None:
    """Read "every day", "every other day", "every three months", "once in two years"."""
    other = reading.low(after) in ("other", "second") and period(reading, after + 1)
    if other:
        return [rate_of(reading, at, after + 2, 2 * other, 0.5)]
    if reading.phrase(after, "quarter", "of", "an", "hour"):
        return [rate_of(reading, at, after + 4, 900.0, 0.5)]
    if reading.low(after) == "half" and (span := period(reading, after + 1)):
        return [rate_of(reading, at, after + 2, span / 2, 0.5)]
    if reading.low(after) == "single":
        after += 1
    while reading.low(after) in ("about", "around", "roughly", "approximately", "some", "few", "couple", "of"):
        after += 1
    if reading.low(at) != "each" and (span := period(reading, after + 1)) and reading.low(after + 1)[-1] == "s":
        count = _count(reading, after) or 0
        return [rate_of(reading, at, after + 2, count * span, 0.5)] if count > 1 else None
    if (span := period(reading, after)) and reading.low(at) != "once" and reading.low(after)[-1] != "s":
        return [rate_of(reading, at, after + 1, span, 1)]
    return None


def _count(reading: Reading, at: int) -> int | None:
    token = reading.tokens[at] if at < len(reading.tokens) else None
    if token is not None and token.kind == "number":
        return int(token.text) if token.text.isdigit() and not token.glued and 0 < len(token.text) < 5 else None
    kind, value = number_words().get(reading.low(at), ("", 0.0))
    return int(value) if kind in ("card", "ten") and value else None


def rate_of(reading: Reading, start: int, end: int, span: float, times: float) -> Quantity:
    """Return how often tokens [start, end) of a text say that something is: so many times in a span of seconds."""
    return quantity(reading, start, end, span / max(times, 1), "rate", soft=times == 1, key=(times,))
