"""Times and dates: "half past three", "3:30 pm", "the 3rd of May", "2020-05-03"."""

from __future__ import annotations

import re
from dataclasses import replace

from robustgen.gates.facts.quantity import Quantity, number_words, quantity, small
from robustgen.gates.facts.reading import Reading
from robustgen.gates.facts.spelt import spelt

_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")


_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")


_HALF_DAY = {"am": 0, "pm": 1, "a.m": 0, "p.m": 1}


_PART_OF_DAY = {"morning": 0, "afternoon": 1, "evening": 1, "night": 1}


def _half_day(reading: Reading, at: int) -> tuple[int | None, int]:
    """Return (half of the day, tokens read) for what stands after a time: "pm", "in the afternoon", "o'clock"."""
    end, half = at, None
    if reading.low(end) == "o'clock":
        end += 1
    if reading.low(end) in _HALF_DAY:
        return _HALF_DAY[reading.low(end)], end + 1
    if reading.phrase(end, "in", "the", "morning|afternoon|evening"):
        return _PART_OF_DAY[reading.low(end + 2)], end + 3
    if reading.phrase(end, "at", "night"):
        return (0 if reading.low(at - 1) in ("12", "twelve") else 1), end + 2
    return half, end


def _clock(reading: Reading, start: int, end: int, minutes: float) -> list[Quantity]:
    half, end = _half_day(reading, end)
    if half is None and minutes >= 13 * 60:
        half = 1
    return [quantity(reading, start, end, minutes % 720, "time", half=half)]


def time(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the time of day that begins at a place, or None."""
    token, words = reading.tokens[at], number_words()
    if token.low in ("noon", "midday", "midnight"):
        return [quantity(reading, at, at + 1, 0, "time", half=0 if token.low == "midnight" else 1)]
    hour = small(reading, at)
    if token.kind == "number":
        match = _CLOCK.fullmatch(token.text)
        after = token.glued or reading.low(at + 1)
        if match and int(match[1]) < 25 and int(match[2]) < 60 and (":" in token.text or after in _HALF_DAY):
            found = _clock(reading, at, at + 1, int(match[1]) * 60 + int(match[2]))
            half = _HALF_DAY.get(token.glued)
            return [replace(found[0], half=half)] if half is not None else found
        if token.glued in _HALF_DAY and hour is not None:
            return [quantity(reading, at, at + 1, hour * 60 % 720, "time", half=_HALF_DAY[token.glued])]
    if hour is not None and 1 <= hour <= 24:
        if reading.low(at + 1) in (*_HALF_DAY, "o'clock") or _half_day(reading, at + 1)[0] is not None:
            return _clock(reading, at, at + 1, hour * 60)
        minutes = small(reading, at + 1)
        if minutes in (10, 15, 20, 30, 40, 45, 50) and _half_day(reading, at + 2)[0] is not None and hour < 13:
            return _clock(reading, at, at + 2, hour * 60 + minutes)
    if token.low in ("half", "quarter") or (hour is not None and hour < 31):
        past = at + 2 if reading.low(at + 1) == "minutes" else at + 1
        if reading.low(past) in ("past", "to", "after"):
            base = 12.0 if reading.low(past + 1) in ("midnight", "noon", "midday") else small(reading, past + 1)
            if base is not None and 1 <= base <= 12 and (token.low in words and reading.low(past) != "after"):
                if reading.low(past) == "to" and token.low not in ("half", "quarter") and hour not in (5, 10, 20, 25):
                    return None
                if reading.low(past) == "to" and reading.low(at - 1) in ("from", "by"):
                    return None
                offset = {"half": 30.0, "quarter": 15.0}.get(token.low, hour or 0.0)
                sign = -1 if reading.low(past) == "to" else 1
                return _clock(reading, at, past + 2, base * 60 + sign * offset)
    return None


def date(reading: Reading, at: int) -> list[Quantity] | None:
    """Return day and month as one, whatever their order, and the year as a number."""
    token, words = reading.tokens[at], number_words()
    if token.kind == "number" and (match := _DATE.fullmatch(token.text)):
        parts = [int(part) for part in match.groups() if part]
        year, one, two = parts if match[1] else (parts[2], parts[0], parts[1])
        if min(one, two) >= 1 and max(one, two) <= 31 and min(one, two) <= 12:
            year += 2000 if year < 50 else 1900 if year < 100 else 0
            day = quantity(reading, at, at + 1, 0, "date", key=tuple(sorted((one, two))))
            return [day, quantity(reading, at, at + 1, year)]
    month = _month(reading, at)
    if month:
        after = at + 1 + (reading.low(at + 1) == ".")
        after += reading.low(after) == "the"
        day_found = _day(reading, after)
        if day_found:
            return [quantity(reading, at, day_found[1], 0, "date", key=tuple(sorted((day_found[0], month))))]
        return None
    day_found = _day(reading, at)
    if day_found:
        after = day_found[1] + (reading.low(day_found[1]) == "of")
        month = _month(reading, after)
        if month and words:
            return [quantity(reading, at, after + 1, 0, "date", key=tuple(sorted((day_found[0], month))))]
    return None


def _month(reading: Reading, at: int) -> int:
    if not 0 <= at < len(reading.tokens):
        return 0
    token = reading.tokens[at]
    kind, value = number_words().get(token.low, ("", 0.0))
    before = reading.low(at - 1) in ("on", "for", "until", "since", "of", "by", "before", "after", "from", "to", "th")
    dated = at + 1 < len(reading.tokens) and reading.tokens[at + 1].glued in ("st", "nd", "rd", "th")
    unsure = token.low in ("may", "march", "mar", "sep", "dec", "jun") and not (token.text[0].isupper() or dated)
    if kind != "month" or (unsure and not before):
        return 0
    return int(value)


def _day(reading: Reading, at: int) -> tuple[int, int] | None:
    """Return (day of the month, where it ends)."""
    if not 0 <= at < len(reading.tokens):
        return None
    token = reading.tokens[at]
    if token.kind == "number" and token.text.isdigit() and token.glued in ("", "st", "nd", "rd", "th"):
        return (int(token.text), at + 1) if 1 <= int(token.text) <= 31 else None
    found = spelt(reading, at)
    if found and 1 <= found[0].value <= 31 and not found[0].units and found[0].kind in ("number", "ordinal"):
        return int(found[0].value), found[0].end
    return None
