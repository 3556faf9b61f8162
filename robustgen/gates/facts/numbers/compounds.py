"""Two numbers that are read as one: "1 hour and 30 minutes", "6 foot 2", "5 degrees below zero"."""

from __future__ import annotations

from dataclasses import replace

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures


def compounds(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Join "1 hour and 30 minutes", "five pounds fifty", "6 foot 2" and the like into one."""
    joined: list[Quantity] = []
    for one in found:
        before = joined[-1] if joined else None
        whole = None
        for together in (_smaller_unit, _bare, _short_of):
            whole = whole or (together(reading, before, one) if before else None)
        if before and whole is not None:
            units = before.units or measures()["foot"]
            joined[-1] = replace(
                before, value=whole, units=units, end=one.end, said=f"{before.said} {one.said}", soft=False
            )
        else:
            joined.append(one)
    return joined


def below_zero(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Read "5 degrees below zero" as -5."""
    made: list[Quantity] = []
    for one in found:
        before = made[-1] if made else None
        if reading.phrase(one.end, "under|below", "par") and one.kind == "number":
            one = replace(one, value=-abs(one.value), end=one.end + 2)
        under = before and one.value == 0 and reading.low(one.start - 1) == "below" and one.start - before.end < 2
        if before and under:
            made[-1] = replace(before, value=-abs(before.value), end=one.end)
        else:
            made.append(one)
    return made


def _smaller_unit(reading: Reading, before: Quantity, one: Quantity) -> float | None:
    """Return the value of two numbers together, the second of a smaller unit: "2 hours 10 minutes"."""
    gap = [reading.low(i) for i in range(before.end, one.start)]
    if not before.units or not one.units or before.end > one.start or gap not in ([], ["and"], [","], ["-"]):
        return None
    units = measures()["minutes"] if one.units == measures()["m"] and before.units == measures()["h"] else one.units
    for what, factor in before.units:
        for what_too, smaller in units:
            if what == what_too and smaller < factor:
                return before.value + one.value * smaller / factor
    return None


def _short_of(reading: Reading, before: Quantity, one: Quantity) -> float | None:
    """Return the value of a span less a smaller one: "one minute short of two hours"."""
    timed = before.units and one.units and before.units[0][0] == one.units[0][0] == "time"
    if not timed or not reading.phrase(before.end, "short|shy", "of") or before.end + 2 != one.start:
        return None
    return (one.value * one.units[0][1] - before.value * before.units[0][1]) / before.units[0][1]


def _bare(reading: Reading, before: Quantity, one: Quantity) -> float | None:
    """Return the value of a number and one without a unit behind it: "five pounds fifty", "six foot two", 5'10"."""
    if not one.kind == before.kind == "number" or one.units or one.value % 1:
        return None
    if before.end + 1 == one.start and reading.low(before.end) == "'" and not before.units and one.value < 12:
        return before.value + one.value / 12 if reading.low(one.end) in ('"', "'") else None
    if one.start != before.end or not before.units:
        return None
    if before.units[0][0] in ("usd", "eur", "gbp") or before.units[-1][0] == "gbp":
        return before.value + one.value / 100 if 5 <= one.value < 100 else None
    if before.units in (measures()["hour"], measures()["minute"]) and one.value in range(5, 60, 5):
        return before.value + one.value / 60
    if before.units in (measures()["foot"], measures()["metre"]):
        per, tall = (12, 9) if before.units == measures()["foot"] else (100, 3)
        return before.value + one.value / per if one.value < per and before.value < tall else None
    return None
