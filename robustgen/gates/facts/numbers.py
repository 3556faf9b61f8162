"""How the numbers of two texts differ, whatever their spelling.

"3", "three", "3.0" and "a trio" are the same; so are "half past three" and "3:30", "90 minutes" and "an hour and a
half", "5 km" and "5,000 m", "at least 3" and "no fewer than three". A number that a text may leave unsaid ("a ticket"
for "one ticket", "both" for "two", "the first time") is soft: it only has to agree where the other text has one too.
"""

from __future__ import annotations

from collections.abc import Sequence

from robustgen.gates.facts.quantities import counted, quantities
from robustgen.gates.facts.quantity import Quantity
from robustgen.gates.facts.reading import Reading

_TOLERANCE = 0.006
"""Relative difference of equal values: roundings such as 0.333 for a third."""


_CONVERTED = 0.03
"""The same between units of two systems: 5 miles and 8 km differ by 0.6 %, "about 10 feet" and 3 m by 1.6 %."""


_SYSTEMS = {("mph", "kmh"): 1.609344}


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
        counts, counts_there = _counts(source, one), _counts(candidate, other)
        known = counts in candidate.bases and counts_there in source.bases
        if counts and counts_there and counts != counts_there and known:
            return "number moved", f"{one.said!r} counts {counts_there!r} instead of {counts!r}"
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
    after: set[str] = set()
    before: set[str] = set()
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
