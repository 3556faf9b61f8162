"""Comparisons that deny, and those that say the same from the other side: "not as big as", "bigger than"."""

from __future__ import annotations

from dataclasses import dataclass

from robustgen.gates.facts.language.lexicon import kin, opposed
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.tables import words

_PLAIN = {"better": "good", "worse": "bad", "further": "far", "farther": "far", "more": "much", "less": "much"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: the words before, the quality in its plain form, the words after, and which side has more."""

    before: frozenset[str]
    quality: str
    after: frozenset[str]
    more: int
    denied: bool


def comparison(reading: Reading) -> Comparison | None:
    """Return the one comparison with "than" or "as … as" that a text makes, or None."""
    tokens = reading.tokens
    found = [i for i, token in enumerate(tokens) if token.low == "than"]
    if len(found) == 1:
        return _than(reading, found[0])
    pairs = [
        (i, j)
        for i, token in enumerate(tokens)
        if token.low in ("as", "so")
        for j in range(i + 2, min(i + 5, len(tokens)))
        if tokens[j].low == "as"
    ]
    if len(pairs) != 1:
        return None
    i, j = pairs[0]
    if not any(reading.low(k) == "not" and tokens[k].clause == tokens[i].clause for k in range(max(0, i - 4), i)):
        return None
    quality = next((token.base for token in tokens[i + 1 : j] if token.content), "")
    return Comparison(_side(reading, 0, i), quality, _side(reading, j + 1, len(tokens)), -1, True) if quality else None


def _than(reading: Reading, at: int) -> Comparison | None:
    tokens = reading.tokens
    for i in range(at - 1, max(at - 6, -1), -1):
        low = tokens[i].low
        less = reading.low(i - 1) in ("less", "more") and tokens[i].content
        if not (less or low in _PLAIN or (low.endswith("er") and len(low) > 4)):
            continue
        more = -1 if "less" in (low, reading.low(i - 1)) else 1
        denied = any(reading.low(k) in ("not", "no", "never") for k in range(max(0, i - 3), i))
        quality = tokens[i].base if less else _PLAIN.get(low) or _stripped(low)
        return Comparison(_side(reading, 0, i), quality, _side(reading, at + 1, len(tokens)), more, denied)
    return None


def _stripped(low: str) -> str:
    """Return the plain form of a comparative: "bigger" is "big", "noisier" "noisy"."""
    stem = low.removesuffix("er")
    if stem.endswith("i"):
        return stem[:-1] + "y"
    return stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "ls" else stem


def _side(reading: Reading, start: int, end: int) -> frozenset[str]:
    vague = words("one be")
    return frozenset(
        token.base
        for token in reading.tokens[start:end]
        if (token.content or token.low in _PERSONS) and token.base not in vague
    )


_PERSONS = words("i me he him she her we us they them you it mine yours his hers ours theirs")


def compared(source: Reading, candidate: Reading) -> int:
    """Return +1 where two comparisons, one of them denied, say the same, -1 where they cannot both be, 0 otherwise."""
    one, two = comparison(source), comparison(candidate)
    if one is None or two is None or one.denied == two.denied:
        return 0
    swapped = bool(one.before & two.after - two.before) or bool(one.after & two.before - two.after)
    same = bool(one.after & two.after) or (bool(one.before & two.before) and not swapped)
    if same == swapped:
        return 0
    quality = _alike(one.quality, two.quality)
    more = -two.more if two.denied and two.more > 0 else two.more
    more_here = -one.more if one.denied and one.more > 0 else one.more
    return quality * (1 if same else -1) * more_here * more


def _alike(one: str, other: str) -> int:
    if kin(one, other) or one.rstrip("e") == other.rstrip("e"):
        return 1
    return -1 if opposed(one, other) else 0
