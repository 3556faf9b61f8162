"""The numbers of a text, in any usual spelling, with units, bounds and what they count; and how two texts' differ.

"3", "three", "3.0" and "a trio" are the same; so are "half past three" and "3:30", "90 minutes" and "an hour and a
half", "5 km" and "5,000 m", "at least 3" and "no fewer than three". A number that a text may leave unsaid ("a ticket"
for "one ticket", "both" for "two", "the first time") is soft: it only has to agree where the other text has one too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from robustgen.gates.reading import Reading
from robustgen.gates.tables import rows, words

_TOLERANCE = 0.006
"""Relative difference of equal values: roundings such as 0.333 for a third."""
_CONVERTED = 0.03
"""The same between units of two systems: 5 miles and 8 km differ by 0.6 %, "about 10 feet" and 3 m by 1.6 %."""
_SYSTEMS = {("mph", "kmh"): 1.609344}
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_HALF_DAY = {"am": 0, "pm": 1, "a.m": 0, "p.m": 1}
_PART_OF_DAY = {"morning": 0, "afternoon": 1, "evening": 1, "night": 1}


_SPANS = words("fortnight month quarter year decade century week hour minute")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text.

    Attributes:
        value: what it says, before units; minutes of the day for a time.
        kind: "number", "ordinal", "time", "date" or "code".
        units: what the unit may be: (dimension, factor); empty without one.
        bound: "" for exactly or about so many, ">=", "<=", ">", "<"; "<=?" for "within", which may go unsaid, and ">?"
            for "over" a time, which may mean during.
        soft: may go unsaid.
        key: what identifies a date or a code.
        half: 0 for a time before noon, 1 after, None where it is not said.
        said: as written.
        start, end: the tokens it covers.
    """

    value: float
    kind: str
    units: tuple[tuple[str, float], ...]
    bound: str
    soft: bool
    key: tuple[object, ...]
    half: int | None
    said: str
    start: int
    end: int


@cache
def _words() -> dict[str, tuple[str, float]]:
    return {word: (kind, float(value)) for word, kind, value in rows("number_words")}


@cache
def _measures() -> dict[str, tuple[tuple[str, float], ...]]:
    found = {name: ((what, float(factor)),) for name, what, factor in rows("measures")}
    for name in ("pound", "pounds"):
        found[name] = (("mass", 453.59237), ("gbp", 1.0))
    return found


@lru_cache(maxsize=4096)
def _found(reading: Reading) -> tuple[Quantity, ...]:
    made = _fractions(reading, _ranges(reading, _compounds(reading, list(_scan(reading)))))
    return tuple(replace(one, bound=bound(reading, one)) for one in made)


def quantities(reading: Reading) -> tuple[Quantity, ...]:
    """Return the numbers of a text, in order."""
    return _found(reading)


@lru_cache(maxsize=4096)
def counted(reading: Reading) -> frozenset[int]:
    """Return the places of the tokens that are part of a number, its unit or a date."""
    return frozenset(i for one in quantities(reading) for i in range(one.start, one.end))


def _scan(reading: Reading) -> Iterator[Quantity]:
    at, tokens = 0, reading.tokens
    while at < len(tokens):
        found = _time(reading, at) or _date(reading, at) or _figure(reading, at) or _spelt(reading, at)
        if not found:
            at += 1
            continue
        yield from found
        at = max(at + 1, found[-1].end)


def _quantity(reading: Reading, start: int, end: int, value: float, kind: str = "number", **more: object) -> Quantity:
    said = " ".join(token.text + token.glued for token in reading.tokens[start:end])
    plain = Quantity(value, kind, (), "", False, (), None, said, start, end)
    return replace(plain, **more) if more else plain  # type: ignore[arg-type]


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
    return [_quantity(reading, start, end, minutes % 720, "time", half=half)]


def _time(reading: Reading, at: int) -> list[Quantity] | None:
    token, words = reading.tokens[at], _words()
    if token.low in ("noon", "midday", "midnight"):
        return [_quantity(reading, at, at + 1, 0, "time", half=0 if token.low == "midnight" else 1)]
    hour = _small(reading, at)
    if token.kind == "number":
        match = _CLOCK.fullmatch(token.text)
        after = token.glued or reading.low(at + 1)
        if match and int(match[1]) < 25 and int(match[2]) < 60 and (":" in token.text or after in _HALF_DAY):
            found = _clock(reading, at, at + 1, int(match[1]) * 60 + int(match[2]))
            half = _HALF_DAY.get(token.glued)
            return [replace(found[0], half=half)] if half is not None else found
        if token.glued in _HALF_DAY and hour is not None:
            return [_quantity(reading, at, at + 1, hour * 60 % 720, "time", half=_HALF_DAY[token.glued])]
    if hour is not None and 1 <= hour <= 24:
        if reading.low(at + 1) in (*_HALF_DAY, "o'clock") or _half_day(reading, at + 1)[0] is not None:
            return _clock(reading, at, at + 1, hour * 60)
        minutes = _small(reading, at + 1)
        if minutes in (10, 15, 20, 30, 40, 45, 50) and _half_day(reading, at + 2)[0] is not None and hour < 13:
            return _clock(reading, at, at + 2, hour * 60 + minutes)
    if token.low in ("half", "quarter") or (hour is not None and hour < 31):
        past = at + 2 if reading.low(at + 1) == "minutes" else at + 1
        if reading.low(past) in ("past", "to", "after"):
            base = 12.0 if reading.low(past + 1) in ("midnight", "noon", "midday") else _small(reading, past + 1)
            if base is not None and 1 <= base <= 12 and (token.low in words and reading.low(past) != "after"):
                if reading.low(past) == "to" and token.low not in ("half", "quarter") and hour not in (5, 10, 20, 25):
                    return None
                if reading.low(past) == "to" and reading.low(at - 1) in ("from", "by"):
                    return None
                offset = {"half": 30.0, "quarter": 15.0}.get(token.low, hour or 0.0)
                sign = -1 if reading.low(past) == "to" else 1
                return _clock(reading, at, past + 2, base * 60 + sign * offset)
    return None


def _small(reading: Reading, at: int) -> float | None:
    """Return the whole number below 60 that one token is, or None."""
    if not 0 <= at < len(reading.tokens):
        return None
    token = reading.tokens[at]
    if token.kind == "number":
        return float(token.text) if token.text.isdigit() and len(token.text) < 3 else None
    kind, value = _words().get(token.low, ("", 0.0))
    return value if kind in ("card", "ten") and value < 60 else None


def _date(reading: Reading, at: int) -> list[Quantity] | None:
    """Return day and month as one, whatever their order, and the year as a number."""
    token, words = reading.tokens[at], _words()
    if token.kind == "number" and (match := _DATE.fullmatch(token.text)):
        parts = [int(part) for part in match.groups() if part]
        year, one, two = parts if match[1] else (parts[2], parts[0], parts[1])
        if min(one, two) >= 1 and max(one, two) <= 31 and min(one, two) <= 12:
            year += 2000 if year < 50 else 1900 if year < 100 else 0
            day = _quantity(reading, at, at + 1, 0, "date", key=tuple(sorted((one, two))))
            return [day, _quantity(reading, at, at + 1, year)]
    month = _month(reading, at)
    if month:
        after = at + 1 + (reading.low(at + 1) == ".")
        after += reading.low(after) == "the"
        day_found = _day(reading, after)
        if day_found:
            return [_quantity(reading, at, day_found[1], 0, "date", key=tuple(sorted((day_found[0], month))))]
        return None
    day_found = _day(reading, at)
    if day_found:
        after = day_found[1] + (reading.low(day_found[1]) == "of")
        month = _month(reading, after)
        if month and words:
            return [_quantity(reading, at, after + 1, 0, "date", key=tuple(sorted((day_found[0], month))))]
    return None


def _month(reading: Reading, at: int) -> int:
    if not 0 <= at < len(reading.tokens):
        return 0
    token = reading.tokens[at]
    kind, value = _words().get(token.low, ("", 0.0))
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
    spelt = _spelt(reading, at)
    if spelt and 1 <= spelt[0].value <= 31 and not spelt[0].units and spelt[0].kind in ("number", "ordinal"):
        return int(spelt[0].value), spelt[0].end
    return None


def _figure(reading: Reading, at: int) -> list[Quantity] | None:
    token = reading.tokens[at]
    if token.kind in ("code", "link"):
        if token.kind == "code":
            return [_quantity(reading, at, at + 1, 0, "code", key=(re.sub(r"[^\w]", "", token.low),))]
        return None
    if token.kind != "number":
        return None
    text = token.text
    if len(re.sub(r"\D", "", text)) > 6 and "-" in text:
        return [_quantity(reading, at, at + 1, 0, "code", key=(re.sub(r"\D", "", text),))]
    if text.count(".") > 1 or (":" in text and text.count(":") > 1):
        return [_quantity(reading, at, at + 1, 0, "code", key=(text,))]
    if re.fullmatch(r"\d+/\d+", text) and text.split("/")[1].strip("0") and token.glued == "":
        upper, lower = text.split("/")
        part = float(upper) / float(lower)
        return [_with_unit(reading, _quantity(reading, at, at + 1, part), token.glued)]
    less = -1.0 if text.startswith("-") or reading.low(at - 1) == "minus" else 1.0
    pieces = re.split(r"[-/:]", text.lstrip("-"))
    values = [_plain(piece) for piece in pieces]
    if any(value is None for value in values):
        return [_quantity(reading, at, at + 1, 0, "code", key=(text,))]
    found = [_quantity(reading, at, at + 1, less * value) for value in values if value is not None]
    last = found[-1]
    if token.glued in ("st", "nd", "rd", "th"):
        found[-1] = replace(last, kind="ordinal")
        return found
    if (
        token.glued == "s"
        and last.value >= 10
        and last.value % 10 == 0
        and not {"over", "under"} & {reading.low(at - 1), reading.low(at - 2)}
    ):
        return [replace(last, kind="ordinal", key=("decade",))]
    scale, end, glued = 1.0, at + 1, token.glued if token.glued != "s" else ""
    kind, value = _words().get(glued, ("", 0.0))
    if kind in ("glued", "scale") and not (glued == "m" and reading.low(at - 1) not in ("$", "€", "£")):
        scale, glued = value, ""
    while not glued and _words().get(reading.low(end), ("", 0.0))[0] == "scale":
        scale *= _words()[reading.low(end)][1]
        end += 1
    if reading.phrase(end, "and", "a", "half|quarter") and not glued:
        found[-1] = replace(found[-1], value=found[-1].value + (0.5 if reading.low(end + 2) == "half" else 0.25))
        end += 3
    elif not glued and end < len(reading.tokens) and re.fullmatch(r"[1-9]/[1-9]", reading.tokens[end].text):
        upper, lower = reading.tokens[end].text.split("/")
        found[-1] = replace(found[-1], value=found[-1].value + float(upper) / float(lower))
        end += 1
    found = [replace(one, value=one.value * scale, end=end) for one in found]
    done = _with_unit(reading, found[-1], glued)
    return [replace(one, units=done.units) for one in found[:-1]] + [done]


def _plain(text: str) -> float | None:
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", text):
        return float(text.replace(".", ""))
    if re.fullmatch(r"\d+[.,]\d+", text):
        return float(text.replace(",", "."))
    return float(text) if text.isdigit() and len(text) < 300 else None


def _with_unit(reading: Reading, one: Quantity, glued: str = "") -> Quantity:
    """Return a number with the unit before it ("$"), glued to it ("kg") or after it ("kilos", "-year-old")."""
    units, before, at = _measures(), reading.low(one.start - 1), one.end
    if before and before in "$€£¥₹" and before in units:
        return replace(one, units=units[before])
    if glued:
        return replace(one, units=units.get(glued, ((glued, 1.0),)))
    for skip in (0, 1):
        word = reading.low(at + skip)
        if skip and reading.low(at) not in ("-", "u", "us", "american", "full", "whole", "of", "per", "square", "more"):
            break
        if word == "per" and reading.low(at + skip + 1) == "cent":
            return replace(one, units=units["percent"], end=at + skip + 2)
        if word == "°" and reading.low(at + skip + 1) in ("c", "f"):
            return replace(one, units=units["°" + reading.low(at + skip + 1)], end=at + skip + 2)
        if word in ("km", "miles", "mile", "kilometers", "kilometres") and reading.phrase(
            at + skip + 1, "per|an|/", "hour|h"
        ):
            return replace(one, units=units["mph" if word[:2] == "mi" else "kmh"], end=at + skip + 3)
        if word in units and (len(word) > 1 or not word.isalpha() or word in "gmlh"):
            end = at + skip + 1
            if units[word][0][0] == "degree" and reading.low(end) in ("celsius", "fahrenheit", "c", "f"):
                return replace(one, units=units["°" + reading.low(end)[0]], end=end + 1)
            return replace(one, units=units[word], end=end)
    return one


def _spelt(reading: Reading, start: int) -> list[Quantity] | None:
    """Return the number that begins with the word at `start`, or None."""
    words, low = _words(), reading.low(start)
    kind, value = words.get(low, ("", 0.0))
    token = reading.tokens[start]
    if low in ("a", "an"):
        return _with_article(reading, start)
    if low in ("last", "past", "next", "per", "each", "every", "this") and reading.low(start + 1) in _SPANS:
        return [_quantity(reading, start, start + 2, 1, units=_measures()[reading.low(start + 1)], soft=True)]
    if not kind or kind in ("glued", "month") or token.kind != "word":
        return None
    if kind == "roman":
        named = token.text.isupper() and start > 0 and reading.tokens[start - 1].text[:1].isupper()
        return [_quantity(reading, start, start + 1, value)] if named and not token.first else None
    if kind == "decade":
        return [_quantity(reading, start, start + 1, value, "ordinal", key=("decade",))]
    if kind == "many":
        return [_quantity(reading, start, start + 1, value, soft=True)]
    if low in ("double", "triple") and _small(reading, start + 1) in range(10):
        digit = int(_small(reading, start + 1) or 0)
        return [_quantity(reading, start, start + 2, digit * (11 if low == "double" else 111))]
    if kind == "soft":
        return [_quantity(reading, start, start + 1, value, soft=True)]
    if kind == "ordinal":
        if low == "second" and reading.low(start - 1) in ("a", "per", "every", "each", "split"):
            return None
        soft = low == "first" or (low == "second" and reading.low(start + 1) in ("to", "hand", "chance", "thought"))
        if low == "third" and reading.low(start - 1) in ("a", "one"):
            return [_quantity(reading, start, start + 1, 1 / 3)]
        return [_quantity(reading, start, start + 1, value, "ordinal", soft=soft)]
    if kind == "part":
        if low in ("quarter", "quarters", "halves") and reading.low(start - 1) not in ("a", "one", "three", "two"):
            return None
        part = _quantity(reading, start, start + 1, value)
        if low == "half":
            end = start + 1 + (reading.low(start + 1) in ("a", "an"))
            scale, scaled = words.get(reading.low(end), ("", 1.0))
            if scale == "scale":
                return [_with_unit(reading, replace(part, value=0.5 * scaled, end=end + 1))]
            unit = reading.low(end) if end > start + 1 or reading.low(start + 1) in ("hour", "year", "day") else ""
            if unit in _measures():
                return [replace(part, units=_measures()[unit], end=end + 1)]
            return [replace(part, value=50.0, units=_measures()["%"], soft=reading.low(start + 1) in ("way", "time"))]
        return [part]
    if kind == "scale" and low in ("grand",):
        return None
    return _cardinal(reading, start)


def _with_article(reading: Reading, start: int) -> list[Quantity] | None:
    """Return "a hundred", "an hour and a half", "a quarter of", or None: an article is no number."""
    word, words = reading.low(start + 1), _words()
    kind = words.get(word, ("", 0.0))[0]
    if kind == "scale":
        return _cardinal(reading, start + 1)
    if word in ("half", "quarter", "third") and reading.low(start + 2) not in ("time", "past", "to"):
        value = {"half": 50.0, "quarter": 25.0, "third": 100 / 3}[word]
        if word == "third" and reading.low(start + 2) != "of":
            return None
        if word == "quarter" and reading.low(start + 2) in ("mile", "pound", "hour"):
            return [_with_unit(reading, _quantity(reading, start, start + 2, 0.25))]
        return [_quantity(reading, start, start + 2, value, units=_measures()["%"])]
    if word in ("dollar", "euro", "pound") and (cents := _small(reading, start + 2)) and cents >= 5:
        return [_quantity(reading, start, start + 3, 1 + cents / 100, units=_measures()[word])]
    if word in _measures() and len(word) > 1 and _measures()[word][0][0] in ("time", "months", "length", "mass"):
        extra = {"half": 0.5, "quarter": 0.25}.get(reading.low(start + 4), 0.0)
        if extra and reading.phrase(start + 2, "and", "a"):
            return [_quantity(reading, start, start + 5, 1 + extra, units=_measures()[word])]
        if word not in ("second", "moment", "day", "night", "quarter", "time"):
            return [_quantity(reading, start, start + 2, 1, units=_measures()[word], soft=True)]
    return None


def _cardinal(reading: Reading, start: int) -> list[Quantity] | None:
    """Read "two hundred and five thousand", "nineteen ninety-nine", "two thirds", "one and a half"."""
    words, at, total, group, seen = _words(), start, 0.0, 0.0, 0
    last = ""
    while at < len(reading.tokens):
        low = reading.low(at)
        if low == "and" and seen and last == "scale" and words.get(reading.low(at + 1), ("",))[0] in ("card", "ten"):
            at += 1
            continue
        kind, value = words.get(low, ("", 0.0))
        if kind == "scale":
            if value in (100, 12):
                group = (group or 1) * value
            else:
                total, group = total + (group or 1) * value, 0.0
        elif kind == "ten":
            if last in ("ten", "card"):
                if (last == "card" and 10 <= group < 100 and not total) or (
                    last == "ten" and 20 <= group < 30 and not total
                ):  # years are read in two halves
                    group = group * 100 + value
                else:
                    break
            else:
                group += value
        elif kind == "card":
            if last == "card" or (last == "ten" and (value > 9 or value == 0)):
                if last == "ten" and 10 <= value < 20 and group == 20 and not total:
                    group = group * 100 + value
                else:
                    break
            else:
                group += value
        elif kind == "ordinal" and last in ("ten", "scale") and value < 10:
            found = _quantity(reading, start, at + 1, total + group + value, "ordinal")
            return [found]
        elif kind == "part" and seen == 1 and low not in ("half", "halves"):
            count = total + group
            if reading.phrase(at + 1, "of", "a|an") and reading.low(at + 3) in _measures():
                return [_quantity(reading, start, at + 4, count * value, units=_measures()[reading.low(at + 3)])]
            return [_quantity(reading, start, at + 1, 100 * count * value, units=_measures()["%"])]
        elif low == "point" and seen and words.get(reading.low(at + 1), ("",))[0] == "card":
            digits, at = "", at + 1
            while words.get(reading.low(at), ("",))[0] == "card" and words[reading.low(at)][1] < 10:
                digits, at = digits + str(int(words[reading.low(at)][1])), at + 1
            group += float("0." + digits) if digits else 0.0
            break
        else:
            break
        seen, last, at = seen + 1, kind, at + 1
    while reading.low(at - 1) == "and":
        at -= 1
    value = total + group
    if reading.phrase(at, "and", "a", "half|quarter") or reading.phrase(at, "and", "one", "half|quarter"):
        value += 0.5 if reading.low(at + 2) == "half" else 0.25
        at += 3
    one = _with_unit(reading, _quantity(reading, start, at, value))
    if value == 0 or (value == 100 and one.units == _measures()["percent"]):
        return [replace(one, soft=True)]  # "no", "fully"
    if value == 2 and seen == 1 and not one.units and reading.low(start - 1) in ("the", "these", "those", "us", "them"):
        return [replace(one, soft=True)]
    single = seen == 1 and value == 1 and (not one.units or reading.low(start + 1) in ("day", "night"))
    if single and reading.low(start - 1) in ("exactly", "least", "most"):
        single = False
    return [replace(one, soft=single)]


def _compounds(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Join "1 hour and 30 minutes" and the like into one."""
    joined: list[Quantity] = []
    for one in found:
        before = joined[-1] if joined else None
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
                made[-1] = replace(before, value=share, units=_measures()["%"], end=one.end, said=said, soft=False)
                continue
        made.append(one)
    return made


_BEFORE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (">=", ("no", "less|fewer", "than")), (">=", ("not", "less|fewer", "than")), ("<=", ("no", "more|greater", "than")),
    ("<=", ("not", "more|greater", "than")), ("<=", ("not", "over|above|exceeding|exceed")), (">=", ("at", "least")),
    (">=", ("not", "under|below")), (">=", ("not", "be", "under|below")), ("<=", ("not", "be", "over|above|exceeding")),
    ("<=", ("at", "most")), (">=", ("minimum", "of")), ("<=", ("maximum", "of")), (">=", ("minimum",)), ("<=", ("maximum",)),
    (">=", ("min",)), ("<=", ("max",)), ("<=", ("up", "to")), ("<=", ("limited", "to")), ("<=", ("no", "longer|later|older", "than")),
    (">=", ("no", "shorter|earlier|younger|lower", "than")), (">", ("in", "excess", "of")), (">", ("upwards", "of")),
    (">", ("north", "of")), (">", ("more|greater|longer|older|higher|larger|bigger|heavier|better|farther|further", "than")),
    ("<", ("less|fewer|shorter|younger|lower|smaller|lighter|cheaper", "than")), (">", ("over|above|exceeding|exceeds|exceed|exceeded|beyond|surpassing|surpassed|surpasses|topped|tops",)),
    ("<", ("under|below|beneath",)), ("<=?", ("within",)), (">", (">",)), ("<", ("<",)), (">=", (">=",)), ("<=", ("<=",)),
)  # fmt: skip
_AFTER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (">=", ("or|and", "more|above|over|older|up|upwards|upward|higher|greater|longer|better")), (">=", ("+",)), (">=", ("plus",)),
    ("<=", ("or|and", "less|fewer|under|below|younger|lower|shorter")), (">=", ("at", "least", ".")), (">=", ("minimum",)),
    ("<=", ("maximum",)), ("<=", ("at", "most")), (">=", ("at", "the", "least")), ("<=", ("at", "the", "most")),
    (">=", ("at", "least", ",")),
)  # fmt: skip
_VAGUE = words(
    "about around roughly approximately approx circa some nearly almost just only exactly precisely the a"
    " an of is be total $ £ € ¥ not"
)


def bound_span(reading: Reading, one: Quantity) -> tuple[str, int, int]:
    """Return (bound, start, end) of the words that bound a number, ("", 0, 0) without any."""
    for skip in range(3):
        for kind, words in _BEFORE:
            start = one.start - skip - len(words)
            if not reading.phrase(start, *words):
                continue
            if words == (
                "over|above|exceeding|exceeds|exceed|exceeded|beyond|surpassing|surpassed|surpasses|topped|tops",
            ):
                signed = reading.low(one.start - 1) in ("$", "€", "£", "-", "the", "a", "about")
                if reading.low(start) == "over" and (
                    (skip and not signed) or reading.low(start - 1) in ("spread", "place", "happened")
                ):
                    continue
                if reading.low(start) == "over" and one.units and one.units[0][0] in ("time", "months"):
                    return ">?", start, one.start
                if reading.low(start + 1) in ("the",):
                    continue
            denied = next(
                (k for k in range(start - 1, max(start - 6, -1), -1) if reading.low(k) in ("not", "never")), None
            )
            if kind in "<>" and denied is not None and reading.tokens[denied].clause == reading.tokens[start].clause:
                return ("<=" if kind == ">" else ">="), denied, one.start
            return kind, start, one.start
        if reading.low(one.start - skip - 1) not in _VAGUE and reading.low(one.start - skip - 1) != "-":
            break
    for ahead in range(3):
        for kind, words in _AFTER:
            if reading.phrase(one.end + ahead, *words):
                return kind, one.end, one.end + ahead + len(words)
        if one.end + ahead >= len(reading.tokens) or reading.tokens[one.end + ahead].kind == "sign":
            break
    return "", 0, 0


def bound(reading: Reading, one: Quantity) -> str:
    """Return how a number is bounded: "", ">=", "<=", ">", "<" or "<=?"."""
    return bound_span(reading, one)[0]


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return (reason, detail) of the first difference between the numbers of two texts, or None."""
    theirs = list(quantities(candidate))
    left: list[Quantity] = []
    matched: list[tuple[Quantity, Quantity]] = []
    for one in quantities(source):
        fit = [other for other in theirs if _same(one, other)]
        if not fit:
            left.append(one)
            continue
        best = min(fit, key=lambda other: (other.kind != one.kind, other.bound != one.bound, other.soft != one.soft))
        theirs.remove(best)
        matched.append((one, best))
    hard, added = [one for one in left if not one.soft], [one for one in theirs if not one.soft]
    hard = [one for one in hard if not _repeated(one, [pair[0] for pair in matched])]
    added = [one for one in added if not _repeated(one, [pair[1] for pair in matched])]
    if hard and added:
        return "number changed", f"{hard[0].said!r} became {added[0].said!r}"
    if hard:
        soft = [one for one in theirs if one.soft and one.kind == hard[0].kind]
        became = f"{hard[0].said!r} became {soft[0].said!r}" if soft else f"{hard[0].said!r} is gone"
        return ("number changed" if soft else "number lost"), became
    if added:
        soft = [one for one in left if one.soft and one.kind == added[0].kind]
        reason = "number changed" if soft else "number added"
        return reason, f"{soft[0].said!r} became {added[0].said!r}" if soft else f"{added[0].said!r} is new"
    for one in left:
        for other in theirs:
            if one.kind == other.kind and not ({one.said, other.said} <= {"one", "One", "single", "sole"}):
                return "number changed", f"{one.said!r} became {other.said!r}"
    for one, other in matched:
        if not _agree(one.bound, other.bound) and not _negated(source, one, candidate, other):
            return (
                "bound changed",
                f"{one.bound or 'exactly'} {one.said!r} became {other.bound or 'exactly'} {other.said!r}",
            )
    return _moved(source, candidate, matched)


def _negated(source: Reading, one: Quantity, candidate: Reading, other: Quantity) -> bool:
    """Return whether a bound is said from the other side: "no one under 16", "16 or older"."""
    flipped = {one.bound, other.bound} in ({"<", ">="}, {">", "<="})
    denials = [
        any(
            t.low in ("no", "not", "nobody", "none", "never", "no-one")
            for t in text.tokens
            if t.clause == text.tokens[q.start].clause
        )
        for text, q in ((source, one), (candidate, other))
    ]
    return flipped and denials[0] != denials[1]


def _agree(one: str, other: str) -> bool:
    if one == other:
        return True
    pair = {one, other}
    return ("<=?" in pair and bool(pair & {"", "<", "<="})) or (">?" in pair and bool(pair & {"", ">"}))


def _repeated(one: Quantity, kept: Sequence[Quantity]) -> bool:
    """Return whether a number is one that the same text says again."""
    return any(_same(one, other) for other in kept)


def _same(one: Quantity, other: Quantity) -> bool:
    if "code" in (one.kind, other.kind) or "date" in (one.kind, other.kind):
        return one.kind == other.kind and one.key == other.key
    if one.kind == other.kind == "time":
        return abs(one.value - other.value) < 0.5 and (None in (one.half, other.half) or one.half == other.half)
    if "time" in (one.kind, other.kind):
        clock, plain = (one, other) if one.kind == "time" else (other, one)
        return not plain.units and plain.value <= 24 and abs(plain.value * 60 % 720 - clock.value) < 0.5
    if ("decade",) in (one.key, other.key):
        return one.value % 100 == other.value % 100
    if not one.units or not other.units:
        scale = {what for what, _ in one.units + other.units}
        percent = _close(one.value * 100, other.value) or _close(other.value * 100, one.value)
        return _close(one.value, other.value) or ("percent" in scale and percent)
    return any(_same_measure(one.value, a, other.value, b) for a in one.units for b in other.units)


def _same_measure(value: float, unit: tuple[str, float], value_too: float, unit_too: tuple[str, float]) -> bool:
    (what, factor), (what_too, factor_too) = unit, unit_too
    if what != what_too:
        if {what, what_too} == {"celsius", "fahrenheit"}:
            warm, cold = (value, value_too) if what == "celsius" else (value_too, value)
            return abs(warm * 1.8 + 32 - cold) < 1.5
        if {what, what_too} == {"mph", "kmh"}:
            slow, fast = (value, value_too) if what == "mph" else (value_too, value)
            return abs(slow * _SYSTEMS["mph", "kmh"] - fast) <= _CONVERTED * fast
        if {what, what_too} == {"time", "months"}:
            days, months = (value * factor, value_too * factor_too)
            days, months = (days, months) if what == "time" else (months, days)
            return _close(days / 86400 / 365, months / 12, 0.035)
        return (
            "degree" in (what, what_too)
            and {what, what_too} <= {"degree", "celsius", "fahrenheit"}
            and value == value_too
        )
    if factor == factor_too:
        return _close(value, value_too)
    ratio = max(factor, factor_too) / min(factor, factor_too)
    plain = abs(ratio - round(ratio)) < 1e-6
    return _close(value * factor, value_too * factor_too, _TOLERANCE if plain else _CONVERTED)


def _close(one: float, other: float, tolerance: float = _TOLERANCE) -> bool:
    return (
        abs(one - other) <= tolerance * max(abs(one), abs(other))
        if one % 1 or other % 1 or tolerance > 0.01
        else one == other
    )


def _moved(source: Reading, candidate: Reading, matched: Sequence[tuple[Quantity, Quantity]]) -> tuple[str, str] | None:
    """Return how two numbers changed places: "3 apples and 5 pears" became "5 apples and 3 pears"."""
    for one, other in matched:
        here, there = _counts(source, one), _counts(candidate, other)
        if here and there and here != there and here in candidate.bases and there in source.bases:
            return "number moved", f"{one.said!r} counts {there!r} instead of {here!r}"
    around = [(_around(source, one), _around(candidate, other)) for one, other in matched]
    for i, (one, _) in enumerate(matched):
        for j in range(i + 1, len(matched)):
            if _same(one, matched[j][0]):
                continue
            for side in (0, 1):
                here, there = around[i][0][side], around[i][1][side]
                here_too, there_too = around[j][0][side], around[j][1][side]
                if (here & there_too) - there and (here_too & there) - there_too and not here & there:
                    return "number moved", f"{one.said!r} and {matched[j][0].said!r} changed places"
    return None


def _counts(reading: Reading, one: Quantity) -> str:
    """Return the plural that stands right behind a number, in base form, or an empty string."""
    after = reading.tokens[one.end] if one.end < len(reading.tokens) else None
    plain = after is not None and one.kind == "number" and not one.units and after.content
    return after.base if plain and after is not None and after.low.endswith("s") and after.base != after.low else ""


def _around(reading: Reading, one: Quantity) -> tuple[frozenset[str], frozenset[str]]:
    """Return what stands before and after a number: the nearest words, up to the next number."""
    taken = counted(reading)
    after, before = set(), set()
    for at in range(one.end, min(one.end + 5, len(reading.tokens))):
        token = reading.tokens[at]
        if at in taken or token.low in (",", ";", ".", "and", "but"):
            break
        if token.content:
            after.add(token.base)
    for at in range(one.start - 1, max(one.start - 6, -1), -1):
        token = reading.tokens[at]
        if at in taken or token.low in (";", ".", ",") or (before and token.low == "and"):
            break
        if token.content or token.low in ("from", "to"):
            before.add(token.base)
            if token.low in ("from", "to"):
                break
    return frozenset(before), frozenset(after)
