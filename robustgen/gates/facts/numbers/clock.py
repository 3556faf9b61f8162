"""Times and dates: "half past three", "3:30 pm", "the 3rd of May", "2020-05-03"."""

from __future__ import annotations

import re
from dataclasses import replace

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, number_words, quantity, small
from robustgen.gates.facts.numbers.spelt import spelt
from robustgen.gates.tables import words

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
    if reading.low(end) == "hundred" and reading.low(end + 1) in ("hours", "hrs"):
        return None, end + 2
    if reading.phrase(end, "in", "the", "morning|afternoon|evening"):
        return _PART_OF_DAY[reading.low(end + 2)], end + 3
    plain = reading.low(at - 1) != "one" or reading.low(at - 2) in _TIMED  # "the only slow one this morning"
    if plain and reading.phrase(end, "this|tomorrow|yesterday", "morning|afternoon|evening"):
        return _PART_OF_DAY[reading.low(end + 1)], end + 1
    if reading.low(end) == "tonight":
        return 1, end
    if reading.phrase(end, "at", "night"):
        return (0 if reading.low(at - 1) in ("12", "twelve") else 1), end + 2
    return half, end


def _clock(reading: Reading, start: int, end: int, minutes: float) -> list[Quantity]:
    half, end = _half_day(reading, end)
    if half is None and minutes >= 13 * 60:
        half = 1 if minutes < 24 * 60 else 0
    return [quantity(reading, start, end, minutes % 720, "time", half=half)]


def time(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the time of day that begins at a place, or None."""
    token = reading.tokens[at]
    if token.low in ("lunchtime", "lunch-time"):
        return [quantity(reading, at, at + 1, 0, "time", half=1, soft=True)]
    if token.low in ("noon", "midday", "midnight"):
        meal = reading.low(at + 1) in (
            "break",
            "meal",
            "menu",
            "deal",
            "nap",
            "sun",
            "heat",
            "rest",
        )  # lunch is no hour
        return [quantity(reading, at, at + 1, 0, "time", half=int(token.low != "midnight"), soft=meal)]
    if token.low in ("12", "twelve") and reading.low(at + 1) in ("noon", "midday", "midnight"):
        return [quantity(reading, at, at + 2, 0, "time", half=0 if reading.low(at + 1) == "midnight" else 1)]
    hour = small(reading, at)
    if token.kind == "number" and (military := _military(reading, at)):
        return military
    if token.kind == "number":
        match = _CLOCK.fullmatch(token.text)
        after = token.glued or reading.low(at + 1)
        if token.text.count(":") == 2 and after not in _HALF_DAY:
            return None  # the time of a race
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
        timed = _half_day(reading, at + 2)[0] is not None or reading.low(at - 1) in _TIMED
        spelt_out = token.kind == "word" and reading.tokens[at + 1 : at + 2] and reading.tokens[at + 1].kind == "word"
        if minutes in (10, 15, 20, 30, 40, 45, 50) and hour < 13 and timed and spelt_out:
            return _clock(reading, at, at + 2, hour * 60 + minutes)
    if token.low == "half" and (reading.low(at - 1) in _TIMED or reading.low(at - 1) == "for"):
        base = small(reading, at + 1)  # "at half six"
        if base is not None and 1 <= base <= 12:
            return _clock(reading, at, at + 2, base * 60 + 30)
    if token.low in ("half", "quarter") or (hour is not None and hour < 31):
        return _past(reading, at, hour)
    return None


_TIMED = words("at until till by around about from after before past since ish")


def _military(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the time that four figures with "hours" behind them say: "1800 hrs"."""
    text, after = reading.tokens[at].text, reading.low(at + 1)
    hours = reading.tokens[at].glued in ("h", "hrs", "hours") or after in ("hrs", "hours", "hr", "h")
    if not re.fullmatch(r"[0-2]\d[0-5]\d", text) or not hours:
        return None
    minutes = int(text[:2]) * 60 + int(text[2:])
    end = at + 1 + (not reading.tokens[at].glued)
    return [quantity(reading, at, end, minutes % 720, "time", half=int(720 <= minutes < 1440))]


def _past(reading: Reading, at: int, hour: float | None) -> list[Quantity] | None:
    """Read "half past three", "ten to five", "quarter of nine"."""
    token = reading.tokens[at]
    past = at + 2 if reading.low(at + 1) == "minutes" else at + 1
    side = reading.low(past)
    if side not in ("past", "to", "after", "of", "before", "till"):
        return None
    base = 12.0 if reading.low(past + 1) in ("midnight", "noon", "midday") else small(reading, past + 1)
    quarter = token.low in ("half", "quarter")
    if base is None or not 1 <= base <= 12 or (token.low not in number_words() and past == at + 1 and side != "past"):
        return None
    if side in ("of", "after", "before", "till") and token.low != "quarter" and past == at + 1:
        return None
    early = side in ("to", "of", "before", "till")
    if early and not quarter and (hour not in (5, 10, 20, 25) or reading.low(at - 1) in _SCORED):
        return None
    if early and not quarter and reading.low(at - 1) in ("from", "by"):
        return None
    offset = {"half": 30.0, "quarter": 15.0}.get(token.low, hour or 0.0)
    return _clock(reading, at, past + 2, base * 60 + (-offset if early else offset))


_SCORED = words("from by passed won lost beat ratio odds vote voted score draw drew win lead led of between")


def _mixed(text: str) -> bool:
    """Return whether figures are parted by different signs, as times are and no date is: "9-5.30"."""
    return len(set(re.findall(r"\D", text))) > 1


def date(reading: Reading, at: int) -> list[Quantity] | None:
    """Return day and month as one, whatever their order, and the year as a number."""
    token = reading.tokens[at]
    if token.kind == "number" and (match := _DATE.fullmatch(token.text)) and not _mixed(token.text):
        parts = [int(part) for part in match.groups() if part]
        year, one, two = parts if match[1] else (parts[2], parts[0], parts[1])
        if min(one, two) >= 1 and max(one, two) <= 31 and min(one, two) <= 12:
            year += 2000 if year < 50 else 1900 if year < 100 else 0
            day = quantity(reading, at, at + 1, 0, "date", key=tuple(sorted((one, two))))
            return [day, quantity(reading, at, at + 1, year)]
    if token.kind != "number" and token.low not in number_words() and token.low not in _HOLIDAY_WORDS:
        return None
    if found := _holiday(reading, at) or _days(reading, at) or _day_and_month(reading, at):
        return found
    month = _month(reading, at)
    if month:
        after = at + 1 + (reading.low(at + 1) == "." and reading.low(at + 2) not in words("the"))
        after += reading.low(after) == "the"
        day_found = _day(reading, after)
        if day_found:
            return [quantity(reading, at, day_found[1], month, "date", key=tuple(sorted((day_found[0], month))))]
        if re.fullmatch(r"20\d\d", reading.low(at + 1)):
            return [quantity(reading, at, at + 1, month, "date", key=("month", month), soft=True)]
        return None
    day_found = _day(reading, at)
    if day_found:
        after = day_found[1] + (reading.low(day_found[1]) in ("of", "/", "-"))
        after += 2 * reading.phrase(after, "day", "of")
        month = _month(reading, after)
        if month:
            return [quantity(reading, at, after + 1, month, "date", key=tuple(sorted((day_found[0], month))))]
    return None


_HOLIDAYS = {
    ("new", "year", "'s", "day"): (1, 1), ("new", "years", "day"): (1, 1), ("new", "year", "'s", "eve"): (12, 31),
    ("new", "years", "eve"): (12, 31), ("new", "year"): (1, 1), ("christmas", "day"): (12, 25),
    ("christmas", "eve"): (12, 24), ("xmas", "day"): (12, 25), ("xmas", "eve"): (12, 24), ("boxing", "day"): (12, 26),
    ("halloween",): (10, 31), ("valentine", "'s", "day"): (2, 14), ("valentines", "day"): (2, 14),
    ("april", "fools", "day"): (1, 4), ("april", "fool", "'s", "day"): (1, 4),
    ("st", ".", "patrick", "'s", "day"): (3, 17),
    ("st", "patrick", "'s", "day"): (3, 17), ("independence", "day"): (4, 7), ("bastille", "day"): (7, 14),
    ("may", "day"): (1, 5), ("st", "nicholas", "day"): (6, 12), ("bonfire", "night"): (5, 11),
}  # fmt: skip
"""Days that have a name, as day and month in order of size."""


_HOLIDAY_WORDS = frozenset(name[0] for name in _HOLIDAYS)


def _day_and_month(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the date that "on 5/3" says, whichever of the two is the month."""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})", reading.tokens[at].text) if reading.low(at + 1) != "of" else None
    if not match:
        return None
    before = reading.low(at - 1)
    dated = before in ("on", "until", "due", "by", "since", "from", "dated") or "/0" in match[0]
    first, second = (int(number) for number in match.groups())
    monthly = 12 < first < 32 and 1 <= second <= 12  # "24/12" is no mark or share
    if not (dated or monthly or (before == "for" and 12 < second < 32 and 1 <= first <= 12)):
        return None
    one, two = sorted((int(match[1]), int(match[2])))
    return [quantity(reading, at, at + 1, 0, "date", key=(one, two))] if 1 <= one <= 12 and two <= 31 else None


def _holiday(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the date of a day that has a name; it may go unsaid, its name being compared as a name as well."""
    if reading.low(at) not in _HOLIDAY_WORDS:
        return None
    for name, key in _HOLIDAYS.items():
        if reading.phrase(at, *name):
            end = at + len(name)
            return [quantity(reading, at, end, 0, "date", key=tuple(sorted(key)), soft=True)]
    return None


def _days(reading: Reading, at: int) -> list[Quantity] | None:
    """Return two days of one month: "1-5 June", "June 1-5"."""
    token = reading.tokens[at]
    month, place = _month(reading, at), at + 1
    if month:
        token = reading.tokens[place] if place < len(reading.tokens) else token
    else:
        month = _month(reading, at + 1)
    match = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})", token.text)
    if not match or not month or not all(1 <= int(day) <= 31 for day in match.groups()):
        return None
    return [
        quantity(reading, at, at + 2, month, "date", key=tuple(sorted((int(day), month)))) for day in match.groups()
    ]


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
    one = found[0] if found else None
    if one is None or one.units or not 1 <= one.value <= 31:
        return None
    firm = one.kind == "ordinal" or (one.kind == "number" and not one.soft)  # not "since March the couple"
    return (int(one.value), one.end) if firm else None
