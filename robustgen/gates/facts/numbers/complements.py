"""Numbers that say the same from the other side: the rest for the share, the total for the part, half for twice."""

from __future__ import annotations

from collections.abc import Sequence

from robustgen.gates.facts.language.lexicon import opposed
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.arithmetic import TOTALS, between, each, times, whole
from robustgen.gates.facts.numbers.quantity import Quantity, measures
from robustgen.gates.tables import words

_PERCENT = measures()["%"]
_DENYING = words("not no never none nobody without nor neither except rest fewer won't")
_REST = words("remain remains remaining remained rest outstanding unused still")
_LEFT = _REST | words("left short reduced owe owed owing discount missing spare used originally")
"""Words of what is left of a whole, or of what a whole is without it."""
_TURNED = (
    (words("use used spend spent eat eaten ate"), words("free left unused spare remain remaining")),
    (words("lose lost fall fell drop dropped down"), words("worth")),
    (words("rain rained wet"), words("dry")),
    (words("sell sold give gave donate donated"), words("keep kept retain retained")),
    (words("turnout vote voted"), words("away abstain abstained")),
    (words("light lights work works working lit function"), words("out broken dead faulty")),
    (words("attendance attend present"), words("absent away")),
    (words("up uptime"), words("down downtime")),
    (words("pay paid repay repaid back"), words("owe outstanding still")),
    (words("gone lost"), words("left remain remaining")),
)
_MARKS = ("10", "5", "100", "ten", "five")
_FAST = words("fast faster quick quicker quickly speed rapid rapidly")
_LONG = words("time long longer slow slower slowly")
_HELD = words("the my our his her its their these those your")


def complementary(
    one: Quantity, other: Quantity, source: Reading, candidate: Reading, known: Sequence[Quantity]
) -> bool:
    """Return whether two numbers of two texts say the same, each in the way of its text.

    The two make a whole, and what is said of the one is denied of the other; or one is what is left of the other, so
    many times the other, or the time from which or until which it lasts; or one compares the reverse way.

    Args:
        one: the number that only the source has.
        other: the number that only the candidate has.
        source: the one text.
        candidate: the other.
        known: the numbers that both have.
    """
    parted = any(whole(one, other, every) and _of(every, source, candidate) for every in known)
    if (
        not (one.bound or other.bound)
        and (parted or _shares(one, other))
        and (turned(source, candidate) or _cued(source, candidate, _REST))
    ):
        return True
    if _converse(one, other, source, candidate):
        return True
    for every in known:
        if any(between(every, time, span) for time, span in ((one, other), (other, one))):
            return True
        orders = ((one, every, other), (other, every, one), (one, other, every))
        if not every.units and any(what in ("time", "months") for what, _ in one.units + other.units):
            continue  # "five books for three weeks"
        summed = any(whole(*three) for three in orders) and min(every.value, one.value, other.value) > 1
        if summed and not every.soft and (_cued(source, candidate, _LEFT) or _less(source, candidate)):
            return True
    return _multiplied(one, other, source, candidate, known)


def _multiplied(one: Quantity, other: Quantity, source: Reading, candidate: Reading, known: Sequence[Quantity]) -> bool:
    """Return whether one of two numbers is so many times the other: "£10 each" of three, "£30 in total"."""
    smaller, larger = (source, candidate) if one.value < other.value else (candidate, source)
    counts = [every for every in known if every.kind == "number" and not every.soft and 2 <= every.value < 1000]
    totalled = (each(smaller) and not each(larger)) or bool(TOTALS & larger.lows - smaller.lows)
    factors = [every.value for every in counts if totalled and (not every.units or every.units[0][0] == "time")]
    factors += [2.0] if _paired(smaller, one if smaller is source else other) and not _twofold(larger) else []
    return any(times(a, factor, b) for factor in factors for a, b in ((one, other), (other, one)))


def _of(every: Quantity, source: Reading, candidate: Reading) -> bool:
    """Return whether one of two texts says a number as a whole: "two of the three", "3 out of my 5"."""
    for text in (source, candidate):
        for i, token in enumerate(text.tokens):
            place = i + 1 + (text.low(i + 1) in _HELD)
            if token.low == "of" and every.said.lower().startswith(text.low(place)) and text.low(place):
                return True
    return False


def _less(source: Reading, candidate: Reading) -> bool:
    """Return whether one of two texts alone takes a number away: "all but two", "£20 off", "up by 20p"."""
    said = [
        any(text.has(*phrase) for phrase in (("all", "but"), ("off", ","), ("up", "by"), ("down", "by")))
        for text in (source, candidate)
    ]
    return said[0] != said[1]


def _paired(reading: Reading, one: Quantity) -> bool:
    """Return whether a number counts pairs, or what is on each of two sides: "four pairs", "20 minutes a side"."""
    return reading.low(one.end) == "pairs" or reading.phrase(one.end, "a|each|per", "side|way")


def _twofold(reading: Reading) -> bool:
    return bool(words("each pair pairs way") & reading.lows)


def turned(source: Reading, candidate: Reading) -> bool:
    """Return whether one of two texts denies or has the opposite of what the other says."""
    denied = sum(token.low in _DENYING for text in (source, candidate) for token in text.tokens)
    if denied % 2:
        return True
    lost, new = source.lows - candidate.lows, candidate.lows - source.lows
    for ours, others in ((lost, new), (new, lost)):
        if any(ours & some and others & rest for some, rest in _TURNED):
            return True
    lost = frozenset(token.base for token in source.content()) - candidate.bases
    new = frozenset(token.base for token in candidate.content()) - source.bases
    return any(opposed(a, b) for a in lost for b in new)


def _cued(source: Reading, candidate: Reading, cues: frozenset[str]) -> bool:
    return bool(cues & (source.lows ^ candidate.lows))


def _shares(one: Quantity, other: Quantity) -> bool:
    """Return whether two shares make a whole."""
    if all(any(f"out of {most}" in number.said.lower() for most in _MARKS) for number in (one, other)):
        return False  # two marks: "8 out of 10", "2 out of 10"
    worded = not any(character.isdigit() for character in one.said + other.said)
    return one.units == other.units == _PERCENT and abs(one.value + other.value - 100) < (0.5 if worded else 1e-6)


def _factor(one: Quantity) -> float:
    """Return how many times another thing a number says that something is, or 0."""
    if one.units == _PERCENT:
        return one.value / 100
    return one.value if one.units in ((), measures()["times"]) and one.kind == "number" else 0.0


def _converse(one: Quantity, other: Quantity, source: Reading, candidate: Reading) -> bool:
    """Return whether "twice as fast" is turned round: of the other thing, or in what it is slow: "half the time"."""
    factors = _factor(one), _factor(other)
    if factors[0] == 1 or abs(factors[0] * factors[1] - 1) > 0.02 or not _comparing(source, candidate):
        return False
    before, after = _sides(source, one)
    before_too, after_too = _sides(candidate, other)
    exchanged = bool((before - after) & (after_too - before_too) or (after - before) & (before_too - after_too))
    slow = bool((source.lows & _FAST and candidate.lows & _LONG) or (source.lows & _LONG and candidate.lows & _FAST))
    return exchanged or slow


def _comparing(*texts: Reading) -> bool:
    """Return whether one of two texts at least compares: "twice as long as", "half the size of"."""
    return any("as" in text.lows or "than" in text.lows for text in texts)


def _sides(reading: Reading, one: Quantity) -> tuple[frozenset[str], frozenset[str]]:
    """Return what is named before and after a number in its sentence."""
    sentence = reading.tokens[one.start].sentence
    named = [(i, token.base) for i, token in enumerate(reading.tokens) if token.sentence == sentence and token.content]
    return frozenset(base for i, base in named if i < one.start), frozenset(base for i, base in named if i >= one.end)
