"""Numbers that only say what others say: sums, shares, spans, lists, and two figures written as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.arithmetic import implied
from robustgen.gates.facts.numbers.equal import same
from robustgen.gates.facts.numbers.quantities import quantities
from robustgen.gates.facts.numbers.quantity import Quantity, measures
from robustgen.gates.tables import words


def spanned(one: Quantity, other: Reading) -> bool:
    """Return whether another text names the span of time that a number measures: "the first week", "seven days"."""
    if not one.units or one.units[0][0] not in ("time", "months"):
        return False
    spans = words("week fortnight year decade century")
    return any(
        same(one, replace(one, value=1.0, units=measures()[token.low]))
        for token in other.tokens
        if token.low in spans and token.low in measures()
    )


def joined(some: list[Quantity], others: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Return some numbers and others without two that stand side by side and what they are as one: "42 17", 4217."""
    for one, then in pairwise(some):
        value = float(f"{one.value:.0f}{then.value:.0f}")
        whole = [other for other in others if other.value == value]
        if then.start <= one.end and whole and not (one.units or then.units):
            return [rest for rest in some if rest not in (one, then)], [rest for rest in others if rest not in whole]
    return some, others


def parts(one: Quantity, other: Quantity, known: Sequence[Quantity]) -> bool:
    """Return whether one of two numbers is a share of a third, and the other as many: "half of 24" is 12.

    Or the one a span from a year that both texts have, and the other the year it leads to.
    """
    for rated, worded in ((one, other), (other, one)):
        if (match := re.fullmatch(r"(\d)/(\d)", rated.said)) and worded.value == int(match[1]):
            return True  # "four stars out of five"
    percent, years = measures()["%"], measures()["years"]
    for share, part in ((one, other), (other, one)):
        if share.units == percent and part.kind == "number" and part.units != percent:
            return any(
                abs(whole.value * share.value / 100 - part.value) < 1e-6
                for whole in known
                if whole.units == part.units or not (whole.units and part.units)
            )
        if share.units == years and not part.units and any(part.value - share.value == year.value for year in known):
            return True
    return False


def derived(one: Quantity, own: Reading, other: Reading) -> bool:
    """Return whether a number only says what the others of a text, or its lists, say already."""
    counts = own.tokens[one.end].base if one.end < len(own.tokens) else ""
    pair = one.kind == "number" and one.value == 2 and not one.units
    return any(
        _total(one, quantities(text), less=text.has("but|except|minus", "one|two|three"))
        or _enumerated(one, text)
        or _shared(one, quantities(text))
        or implied(one, own, other, quantities(text))
        or (pair and _paired(text, things=counts not in other.bases))
        for text in (own, other)
    )


def _total(one: Quantity, others: Sequence[Quantity], *, less: bool) -> bool:
    """Return whether a number is the sum of the others, or how much two differ: "two adults and a child".

    Args:
        one: the number.
        others: the numbers of a text.
        less: whether the text takes some away from others, one too that might go unsaid: "all three but one".
    """
    years = sorted({other.value for other in others if not other.units and 1000 <= other.value < 2200})
    if one.units == measures()["years"] and len(years) == 2 and one.value == years[1] - years[0]:
        return True  # "four years, from 1914 to 1918"
    alike = [other for other in others if other.kind == "number" and other is not one and other.units == one.units]
    parts = [other.value for other in alike]
    firm = [other.value for other in alike if less or not other.soft]
    apart = any(abs(abs(a - b) - one.value) < 1e-6 for a, b in pairwise(firm))
    return one.kind == "number" and len(parts) > 1 and (sum(parts) == one.value or (apart and one.value > 0))


def _shared(one: Quantity, others: Sequence[Quantity]) -> bool:
    """Return whether a share says what two others do: "half of the 46, 23 of them"."""
    if one.units != measures()["%"]:
        return False
    plain = [other.value for other in others if other.kind == "number" and not (other.units or other.soft)]
    return any(abs(whole * one.value / 100 - part) < 1e-6 for whole in plain for part in plain)


def _enumerated(one: Quantity, text: Reading) -> bool:
    """Return whether a text names as many things in a row as a number says: "three reasons: cost, time and risk"."""
    if one.kind != "number" or one.units or not 2 <= one.value <= 9:
        return False
    for sentence in {token.sentence for token in text.tokens}:
        lows = [token.low for token in text.tokens if token.sentence == sentence]
        joined = sum(low in ("and", "or", "&") for low in lows)
        commas = sum(low == "," for low in lows) - sum(pair in ((",", "and"), (",", "or")) for pair in pairwise(lows))
        if joined == 1 and commas + 2 == one.value and (commas or {":", "namely"} & {*lows}):
            return True
    return False


def _paired(text: Reading, *, things: bool) -> bool:
    """Return whether a text joins two names, or two things: "the sisters Ana and Mia", "a cat and a dog"."""
    for i, token in enumerate(text.tokens[1:-1], 1):
        if token.low not in ("and", "or", "&"):
            continue
        before, after = text.tokens[i - 1], text.tokens[i + 1]
        both = before.kind == after.kind == "word" and before.text[:1].isupper() and after.text[:1].isupper()
        if both and not after.first:
            return True
        articles = after.low in ("a", "an") and {"a", "an"} & {text.low(k) for k in range(i - 4, i)}
        if things and articles and not (set(range(i - 4, i + 4)) & _firm(text)):
            return True
    return False


@lru_cache(maxsize=4096)
def _firm(text: Reading) -> frozenset[int]:
    """Return the places of the numbers of a text that may not go unsaid."""
    return frozenset(i for one in quantities(text) if not one.soft for i in range(one.start, one.end))
