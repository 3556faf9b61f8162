"""What numbers say of each other: sums, products, shares, spans of time between two times, places from the end."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import combinations

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures, number_words
from robustgen.gates.tables import words

TOTALS = words("total altogether overall sum evenly equally")
_EACH = words("each every apiece per")
_SUMS = words("left remain remaining short total altogether together all rest taken by")
"""Words of a text that adds up or takes away."""
_EVENLY = words("equally evenly equal share shared shares split")
_HALF = words("halfway halved halving midway")
_DOUBLE = words("doubled doubling")
_LAST = words("bottom last")
_TEENS = words("teen teens teenager teenagers teenage teenaged")
_PER = words("each every per a any")
_WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
_SHORT_DAYS = {day[:3]: day for day in _WEEKDAYS}


def implied(one: Quantity, own: Reading, other: Reading, numbers: Sequence[Quantity]) -> bool:
    """Return whether a number that one text alone has follows from the numbers of that text or of the other.

    Args:
        one: the number.
        own: the text that has it.
        other: the text that lacks it.
        numbers: the numbers of one of the two texts.
    """
    rest = [number for number in numbers if number is not one]
    return (
        _calculated(one, rest, cues=own.lows | other.lows)
        or _share_of(one, rest, other)
        or _timed(one, rest)
        or _placed(one, rest, other)
        or (one.value == 1 and _ratio(own, one) and bool(_PER & other.lows))
        or (one.kind == "number" and _named_by(one, rest, other))
        or (one.kind == "rate" and one.key[0] == _weekdays(other) and one.value * one.key[0] == 7 * 86400)
    )


def _named_by(one: Quantity, rest: Sequence[Quantity], other: Reading) -> bool:
    """Return whether a text says a number by another word: "in as many weeks", "a teenager" for 13 to 19."""
    if other.has("in|for", "as", "many") and any(number.value == one.value for number in rest):
        return True
    return one.value in (13, 19) and one.units in ((), measures()["years"]) and bool(_TEENS & other.lows)


def whole(some: Quantity, more: Quantity, every: Quantity) -> bool:
    """Return whether two numbers make up a third, in whatever units."""
    amounts = _in_one_unit((some, more, every))
    return amounts is not None and min(amounts) > 0 and abs(amounts[0] + amounts[1] - amounts[2]) < 1e-6 * amounts[2]


def times(some: Quantity, factor: float, product: Quantity) -> bool:
    """Return whether a number is so many times another of its unit."""
    amounts = _in_one_unit((some, product))
    return amounts is not None and factor > 1 and abs(amounts[0] * factor - amounts[1]) < 1e-6 * abs(amounts[1])


def _in_one_unit(numbers: Sequence[Quantity]) -> list[float] | None:
    """Return the values of numbers in a common unit, one without a unit being of that of the first that has one."""
    units = [number.units[0] for number in numbers if number.units]
    if any(number.kind != "number" for number in numbers) or len({what for what, _ in units}) > 1:
        return None
    plain = next((factor for _, factor in units), 1.0)
    return [number.value * (number.units[0][1] if number.units else plain) for number in numbers]


def _calculated(one: Quantity, rest: Sequence[Quantity], *, cues: Set[str]) -> bool:
    """Return whether a number is what two others make up, or what parts them, or how many times one is another."""
    firm = [number for number in rest if number.kind == "number" and number.value > 1 and not number.soft]
    if one.kind != "number" or one.value <= 1:
        return False
    added, multiplied = bool(_SUMS & cues), bool((_EACH | TOTALS) & cues)
    for a, b in combinations(firm, 2):
        if added and (whole(a, b, one) or whole(one, a, b) or whole(one, b, a)):
            return True
        squared = a.units == b.units != () and a.units[0][0] == "length" and one.value == a.value * b.value
        if squared or (multiplied and any(_product(*three) for three in ((a, b, one), (one, a, b), (one, b, a)))):
            return True
    return False


def _product(one: Quantity, other: Quantity, result: Quantity) -> bool:
    return any(not b.units and times(a, b.value, result) for a, b in ((one, other), (other, one)))


def _share_of(one: Quantity, rest: Sequence[Quantity], other: Reading) -> bool:
    """Return whether a number is a share that others say, or part of one, or all that is left of one."""
    firm = [number for number in rest if number.kind == "number" and not number.soft and number.value > 1]
    if one.units == measures()["%"]:
        shares = [number.value for number in rest if number.units == one.units]
        if any(abs(100 - share - one.value) < 1e-6 for share in shares):
            return True
        even = bool(_EVENLY & other.lows) and any(abs(100 / n.value - one.value) < 0.4 for n in rest if n.value > 1)
        if even or (one.value == 50 and _fifty(other)):
            return True
        pairs = [sorted((a.value, b.value)) for a, b in combinations(firm, 2) if a.units == b.units != one.units]
        return any(
            abs(share - one.value) < 0.4
            for a, b in pairs
            for share in (100 * a / b, 100 - 100 * a / b, 100 * b / a - 100)
        )
    if one.kind == "number" and any(one.value in _components(number) for number in rest):
        return True
    doubled = [times(a, 2.0, b) for number in firm for a, b in ((one, number), (number, one))]
    return bool((_HALF | _DOUBLE) & other.lows) and any(doubled)


def _fifty(reading: Reading) -> bool:
    return reading.has("fifty", "fifty") or reading.has("50", "50") or bool({"50-50", "50/50"} & reading.lows)


def each(reading: Reading) -> bool:
    """Return whether a text says what each of several has: "£5 each", "four per floor", but not "£5 per month"."""
    return any(
        token.low in _EACH and not (token.low == "per" and reading.low(i + 1) in (*measures(), "calendar"))
        for i, token in enumerate(reading.tokens)
    )


def _components(share: Quantity) -> list[float]:
    """Return the two numbers of a share that is said as "18 out of 20"."""
    parts = re.split(r" (?:out of|in)(?: every| each| a)? ", share.said.lower())
    if len(parts) != 2 or share.units != measures()["%"]:
        return []
    return [float(part) if part.isdigit() else number_words().get(part, ("", -1.0))[1] for part in parts]


def minutes(one: Quantity) -> float | None:
    """Return the minutes of the half day of a time, "the 8.15" too, or None."""
    if one.kind == "time":
        return one.value
    if one.kind == "number" and not one.units and one.value in range(1, 13):
        return one.value * 60
    match = re.fullmatch(r"(\d{1,2})\.([0-5]\d)", one.said)
    return (int(match[1]) * 60 + int(match[2])) % 720 if match and not one.units and int(match[1]) < 25 else None


def between(first: Quantity, second: Quantity, span: Quantity) -> bool:
    """Return whether a span of time parts two times, either of them first."""
    times_ = minutes(first), minutes(second)
    long = [span.value * factor / 60 for what, factor in span.units if what == "time"]
    if times_[0] is None or times_[1] is None or not long or "time" not in (first.kind, second.kind):
        return False
    return any(abs((times_[0] - times_[1] + sign * long[0]) % 720) < 0.5 for sign in (1, -1))


def _timed(one: Quantity, rest: Sequence[Quantity]) -> bool:
    """Return whether a time or a span follows from others: "9 to 11", "two hours"; "the 15th", "a week later"."""
    for a, b in combinations(rest, 2):
        if any(between(*three) for three in ((one, a, b), (one, b, a), (a, b, one))):
            return True
        if one.kind == "ordinal" and any(
            two.kind == "ordinal" and span.units and span.units[0][0] == "time"
            and abs(one.value - two.value) * 86400 == span.value * span.units[0][1]
            for two, span in ((a, b), (b, a))
        ):  # fmt: skip
            return True
    return False


def _placed(one: Quantity, rest: Sequence[Quantity], other: Reading) -> bool:
    """Return whether a place is the last of so many, or the end of a decade that the other text names."""
    if one.kind == "ordinal" and _LAST & other.lows:
        return any(number.value == one.value for number in rest if number.kind == "number")
    decades = [number.value for number in rest if number.key == ("decade",)]
    return one.kind == "number" and any(one.value in (decade + 9, decade + 100) for decade in decades)


def _ratio(reading: Reading, one: Quantity) -> bool:
    """Return whether a one is what a ratio is to: "fifteen to one", "15:1"."""
    return reading.low(one.start - 1) == "to" or ":1" in one.said


def _weekdays(reading: Reading) -> int:
    """Return how many days of the week a text names."""
    return len({_SHORT_DAYS[token.low[:3]] for token in reading.tokens if _weekday(token.low)})


def _weekday(low: str) -> bool:
    day = low.removesuffix("s")
    return day in _WEEKDAYS or low in _SHORT_DAYS
