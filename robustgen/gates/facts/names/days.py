"""Days and months that a range of them holds: Wednesday of "Tue-Thu", Monday to Friday of "weekdays"."""

from __future__ import annotations

from functools import lru_cache

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.names.aliases import root
from robustgen.gates.tables import words

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december")  # fmt: skip
_UP_TO = words("- to through thru till until")


def in_range(words: tuple[str, ...], own: Reading, other: Reading) -> bool:
    """Return whether days or months of a text lie in a range of another, all of which the text names too."""
    asked = {root(word) for word in words} - {"and", "&"}
    if not asked:
        return False
    said = _ranged(own) | {root(low) for low in own.lows}
    if asked <= _ranged(other) <= said:
        return True
    return "weekday" in other.bases and asked < {*_WEEK[:5]} <= said


@lru_cache(maxsize=1024)
def _ranged(reading: Reading) -> frozenset[str]:
    """Return the days and months that the ranges of a text hold, its ends among them."""
    found: set[str] = set()
    for at, token in enumerate(reading.tokens):
        first = root(token.low)
        row = _WEEK if first in _WEEK else _YEAR if first in _YEAR else ()
        last = root(reading.low(_end(reading, at)))
        if row and last in row:
            start, end = row.index(first), row.index(last)
            found.update(row[start : end + 1] if start <= end else row[start:] + row[: end + 1])
    return frozenset(found)


def _end(reading: Reading, at: int) -> int:
    """Return the place where a range ends that begins at a place, or one beyond the text."""
    text = reading.text.lower()
    if any(f"{reading.low(at)}{dash}{reading.low(at + 1)}" in text for dash in "-\u2013\u2014"):
        return at + 1
    if reading.low(at + 1) in _UP_TO or (reading.low(at - 1) == "between" and reading.low(at + 1) == "and"):
        return at + 2
    return len(reading.tokens)
