"""Whether two numbers say the same: of other units, of another spelling, or the one the other's round number."""

from __future__ import annotations

import re
from itertools import product

from robustgen.gates.facts.numbers.quantity import Quantity
from robustgen.gates.facts.numbers.rates import MONTH

_TOLERANCE = 0.006
"""Relative difference of equal values: roundings such as 0.333 for a third."""
_CONVERTED = 0.03
"""The same between units of two systems: 5 miles and 8 km differ by 0.6 %, "about 10 feet" and 3 m by 1.6 %."""
_ROUNDED = 0.06
"""The same where a text says that it rounds: "almost 200" for 198, "nearly half" for 48 %."""
_MPH = 1.609344
_PERCENT = (("percent", 1.0),)
_TIMES = (("times", 1.0),)


def same(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers are the same, whatever their spelling and unit; bounds are not compared."""
    kinds = {one.kind, other.kind}
    if "code" in kinds and one.kind != other.kind:
        code, plain = (one, other) if one.kind == "code" else (other, one)
        return plain.kind in ("number", "ordinal") and _digits(code) == _digits(plain) != ""
    if "date" in kinds and one.kind != other.kind:
        day, plain = (one, other) if one.kind == "date" else (other, one)
        match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", plain.said)
        return match is not None and day.key == tuple(sorted((int(match[1]), int(match[2]))))
    if "code" in kinds or "date" in kinds:
        monthly = one.soft and other.soft and "month" in (one.key[0], other.key[0])
        return one.kind == other.kind and (
            one.key == other.key or (monthly and bool({*one.key} & {*other.key} - {"month"}))
        )
    if "rate" in kinds:
        often, plain = (one, other) if one.kind == "rate" else (other, one)
        if plain.units and plain.units[0][0] == "hertz":
            return _close(1 / often.value, plain.value * plain.units[0][1])
        days = (
            plain.units == (("time", 86400.0),) and often.key[0] == plain.value > 1
        )  # "five times", "five days a week"
        if days or (plain.kind == "number" and not plain.units and plain.value > 1):  # "two meals a day", "twice daily"
            return plain.value == often.key[0]
        spans = seconds(one) or 0, seconds(other) or 1
        return _close(*spans, 0.09 if min(spans) > 10 * 86400 else 0.02)  # "twice a month", "every two weeks"
    if one.kind == other.kind == "time":
        return abs(one.value - other.value) < 0.5 and (None in (one.half, other.half) or one.half == other.half)
    if "time" in kinds:
        return _clocked(*((one, other) if one.kind == "time" else (other, one)))
    if ("decade",) in (one.key, other.key):
        whole = min(one.value, other.value) >= 100
        return one.value == other.value if whole else one.value % 100 == other.value % 100
    if ("short year",) in (one.key, other.key) and max(one.value, other.value) >= 1900:
        return one.value % 100 == other.value % 100
    if next_door(one, other):
        return True
    if not one.units or not other.units or _TIMES in (one.units, other.units):
        return _plainly(one, other)
    pairs = zip(one.units, other.units, strict=True) if one.units == other.units else product(one.units, other.units)
    return any(_same_measure(one.value, a, other.value, b) for a, b in pairs) or _shared(one, other)


def next_door(one: Quantity, other: Quantity) -> bool:
    """Return whether two bounds of a count are the same: "more than five", "six or more"."""
    if one.kind != "number" or other.kind != "number" or one.units or other.units:
        return False
    for a, b in ((one, other), (other, one)):
        if (a.bound, b.bound) in ((">", ">="), ("<=", "<")) and b.value - a.value == 1 and a.value % 1 == 0:
            return True
    return False


def next_bounds(one: Quantity, other: Quantity) -> bool:
    """Return whether what one count allows is what the other, one more or less, does not: "at most six", "seven up"."""
    low, high = sorted((one, other), key=lambda count: count.value)
    counts = one.kind == other.kind == "number" and not one.units and not other.units
    return counts and (low.bound, high.bound) == ("<=", ">=") and high.value - low.value == 1


def rounded(one: Quantity, other: Quantity) -> bool:
    """Return whether one number is the other in round figures, and its text says so: "almost 200" for 198."""
    return _rounds(one, other) or _rounds(other, one)


def _rounds(about: Quantity, exact: Quantity) -> bool:
    if not about.hedge or about.kind != "number" or exact.kind != "number" or not about.value or not exact.value:
        return False
    round_, precise = about.value, exact.value
    if about.units and exact.units:
        scales = {what: factor for what, factor in exact.units}
        common = [(factor, scales[what]) for what, factor in about.units if what in scales]
        if not common:
            return False
        round_, precise = round_ * common[0][0], precise * common[0][1]
    elif about.units or exact.units:
        return False
    worded = not re.search(r"\d", about.said)
    if about.units == exact.units and not worded and _figures(about.value) >= _figures(exact.value):
        return False
    wrong_side = (about.hedge == "-" and precise > round_) or (about.hedge == "+" and precise < round_)
    return not wrong_side and abs(round_ - precise) <= _ROUNDED * abs(precise)


def _figures(value: float) -> int:
    """Return how many significant figures a value has."""
    return len(f"{value:.6g}".replace(".", "").strip("0")) or 1


def seconds(one: Quantity) -> float | None:
    """Return the seconds between of a rate, or those of a span of time: "weekly", "a week"; None for anything else."""
    if one.kind == "rate":
        return one.value
    for what, factor in one.units:
        if what in ("time", "months"):
            return one.value * factor * (1 if what == "time" else MONTH)
    return None


def _digits(one: Quantity) -> str:
    """Return the figures that a code ends in, or those of a plain number."""
    if one.kind != "code":
        return f"{one.value:.0f}" if one.value % 1 == 0 and not one.units else ""
    match = re.search(r"(\d+)$", str(one.key[0]))
    return match[1].lstrip("0") if match else ""


def _clocked(clock: Quantity, plain: Quantity) -> bool:
    """Return whether a plain number may be a time: "at 3" for 3 pm, "at 1430", 3:34 as minutes and seconds."""
    if plain.kind not in ("number", "ordinal"):
        return False
    if plain.units:
        spans = [plain.value * factor for what, factor in plain.units if what == "time"]
        said = re.match(r"(\d+):(\d\d)", clock.said)
        total = int(said[1]) * 60 + int(said[2]) if said else -1
        return any(abs(second - scale * total) < 0.5 for second in spans for scale in (1, 60))
    if match := re.fullmatch(r"(\d{1,2})[.](\d\d)", plain.said):
        return abs((int(match[1]) * 60 + int(match[2])) % 720 - clock.value) < 0.5
    if plain.value <= 24:
        return abs(plain.value * 60 % 720 - clock.value) < 0.5
    hours, minutes = divmod(plain.value, 100)
    return hours < 25 and minutes < 60 and abs((hours * 60 + minutes) % 720 - clock.value) < 0.5


def _plainly(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers are the same, of which one has no unit at least."""
    if _close(one.value, other.value):
        return True
    units = one.units + other.units
    for a, b in ((one, other), (other, one)):
        if a.units == _PERCENT and a.value >= 20 and b.units in ((), _TIMES) and _close(1 + a.value / 100, b.value):
            return True  # "50 % more", "1.5 times as much"
    if any(what == "percent" for what, _ in units):
        return _close(one.value * 100, other.value) or _close(other.value * 100, one.value)
    for a, b in ((one, other), (other, one)):
        if re.fullmatch(r"\d{1,3}\.\d{3}", a.said) and a.value * 1000 == b.value:  # a dot for thousands
            return True
        metres = a.said.endswith(("m", "M")) and a.units == (("length", 1.0),)
        if metres and _close(a.value * 1e6, b.value):  # "1.5m people"
            return True
        if a.said.endswith(("k", "K")) and any(
            what == "length" and _close(b.value * f, a.value) for what, f in b.units
        ):
            return True  # "a 5k run"
    return False


def _shared(one: Quantity, other: Quantity) -> bool:
    """Return whether a share in words is that in percent, however rounded: "a third" and 33 %."""
    if not one.units == other.units == _PERCENT:
        return False
    worded = [quantity for quantity in (one, other) if not re.search(r"\d", quantity.said) and quantity.value % 1]
    return bool(worded) and abs(one.value - other.value) < 0.7


def _same_measure(value: float, unit: tuple[str, float], value_too: float, unit_too: tuple[str, float]) -> bool:
    (what, factor), (what_too, factor_too) = unit, unit_too
    if what != what_too:
        if {what, what_too} == {"celsius", "fahrenheit"}:
            warm, cold = (value, value_too) if what == "celsius" else (value_too, value)
            return abs(warm * 1.8 + 32 - cold) < max(1.5, 0.01 * cold)
        if {what, what_too} == {"mph", "kmh"}:
            slow, fast = (value, value_too) if what == "mph" else (value_too, value)
            return abs(slow * _MPH - fast) <= _CONVERTED * fast
        if {what, what_too} == {"time", "months"}:
            days, months = (value * factor, value_too * factor_too)
            days, months = (days, months) if what == "time" else (months, days)
            weeks = 604800 in (factor, factor_too)
            return _close(days / 86400 / 365, months / 12, 0.09 if weeks else 0.035)
        degrees = {what, what_too} <= {"degree", "celsius", "fahrenheit"}
        return "degree" in (what, what_too) and degrees and value == value_too
    if factor == factor_too:
        return _close(value, value_too)
    ratio = max(factor, factor_too) / min(factor, factor_too)
    plain = abs(ratio - round(ratio)) < 1e-6
    return _close(value * factor, value_too * factor_too, _TOLERANCE if plain else _CONVERTED)


def _close(one: float, other: float, tolerance: float = _TOLERANCE) -> bool:
    written = round(one, 3) == one and round(other, 3) == other  # no quotient: 3.11 is not 3.12
    if tolerance > 0.01 or not written:
        return abs(one - other) <= tolerance * max(abs(one), abs(other))
    return one == other
