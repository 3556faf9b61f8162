"""Which of two things is said to be more, or liked better: "A is taller than B", "B exceeds A", "I prefer A to B"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from robustgen.gates.facts.language.lexicon import converses, kin, opposed, polarity
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import number_words
from robustgen.gates.tables import words

Difference = tuple[str, str]

_MORE = words("more greater higher larger bigger stronger better")
_LESS = words("less fewer lower smaller weaker worse")
_SURPASSING = words(
    "exceed surpass outnumber outweigh outperform outsell outlast outdo outrank outlive outstrip eclipse trump top"
)
_LIKING = words("like love enjoy prefer favor value rate appreciate")
_WHERE = words("in on at for under near during")
_NO_COMPARATIVE = words(
    "other rather under over after never ever number water matter letter order member paper offer either"
)

_MEASURED = {
    ("weigh", "more"): "heavier", ("weigh", "less"): "lighter", ("cost", "more"): "dearer", ("cost", "less"): "cheaper",
    ("earn", "more"): "richer", ("earn", "less"): "poorer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stands on the side of more and on that of less, and the word that says of what: "tall", "more", "prefer"."""

    more: frozenset[str]
    less: frozenset[str]
    measure: str


def ranked_otherwise(source: Reading, candidate: Reading) -> Difference | None:
    """Return the two things of which the other one is more now, or None where it is not sure."""
    found, found_too = list(_comparisons(source)), list(_comparisons(candidate))
    if len(found) != 1 or len(found_too) != 1:
        return None
    one, two = found[0], found_too[0]
    way = _way(one.measure, two.measure)
    if way == 0:
        return None
    up, down = (two.more, two.less) if way > 0 else (two.less, two.more)
    beside = _beside(source) | _beside(candidate)
    moved = crossed((one.more, one.less), (up, down))
    if way > 0:
        moved = moved or _by_pronoun((one.more, one.less), (up, down), beside)
    return ("roles exchanged", f"{moved[0]!r} was more than {moved[1]!r}, and is less now") if moved else None


def crossed(
    pair: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]
) -> tuple[str, str] | None:
    """Return a word of each of two sides that changed places, or None."""
    (left, right), (left_too, right_too) = ((one - two, two - one) for one, two in (pair, other))
    over, back = left & right_too, right & left_too
    return (min(over), min(back)) if over and back else None


def _by_pronoun(
    pair: tuple[frozenset[str], frozenset[str]],
    other: tuple[frozenset[str], frozenset[str]],
    beside: frozenset[str],
) -> tuple[str, str] | None:
    """Return two that changed places where a pronoun is all that stands on the side of less: "is taller than her"."""
    for (more, less), (more_too, less_too) in ((pair, other), (other, pair)):
        back = (less & more_too) - more - beside
        if back and not less_too and more:
            return min(more), min(back)
    return None


def _beside(reading: Reading) -> frozenset[str]:
    """Return the words that only say whose or where: "Kate's sister", "taller in class"."""
    return frozenset(
        token.base
        for i, token in enumerate(reading.tokens)
        if reading.low(i + 1) == "'s" or _WHERE & {reading.low(i - 1), reading.low(i - 2)}
    )


def _way(measure: str, other: str) -> int:
    """Return 1 where two measures rise together, -1 where one rises as the other falls, 0 where that is not known."""
    if measure == other or kin(measure, other):
        return 1
    if {measure.removesuffix("er"), measure.removesuffix("r")} & {other} or {
        other.removesuffix("er"),
        other.removesuffix("r"),
    } & {measure}:
        return 1
    if (measure == "better" and polarity(other) > 0) or (other == "better" and polarity(measure) > 0):
        return 1
    general = (_MORE | {"*"}, _LESS)
    if {measure, other} <= _MORE | _LESS:
        return 1 if (measure in _MORE) == (other in _MORE) else -1
    for a, b in ((measure, other), (other, measure)):
        if a == "*":
            return 1 if b in general[0] else -1 if b in general[1] else 0
    if {measure, other} & {"prefer"}:
        return 0
    if opposed(measure, other) or (measure, other) in converses() or polarity(measure) * polarity(other) < 0:
        return -1
    return 0


def compares(reading: Reading) -> bool:
    """Return whether a text says of something that it is more, or less, or not as much, as another thing."""
    return "than" in reading.lows or any(reading.phrase(i, "as|so") and reading.low(i + 2) == "as"
                                         for i in range(len(reading.tokens)))  # fmt: skip


def _comparisons(reading: Reading) -> Iterator[Comparison]:
    tokens = reading.tokens
    for at, token in enumerate(tokens):
        if token.base in _SURPASSING and token.kind == "word" and at and token.low != "top":
            if reading.low(at + 1) == "by":
                yield Comparison(_side(reading, at + 2, 1), _side(reading, at - 1, -1), "*")
                continue
            if reading.low(at - 1) in ("by", "be", "been", "was", "were", "is", "are"):
                continue
            yield Comparison(_side(reading, at - 1, -1), _side(reading, at + 1, 1), "*")
        elif token.base == "prefer" and token.content:
            to = next((i for i in range(at + 1, min(at + 9, len(tokens))) if tokens[i].low in ("to", "over")), None)
            if to is not None:
                yield Comparison(_between(reading, at + 1, to), _side(reading, to + 1, 1), "prefer")
        elif token.low == "unlike" or reading.phrase(at - 1, "instead|rather", "of|than"):
            less = _side(reading, at + 1, 1)
            whole = frozenset(one.base for one in tokens if one.content and one.sentence == token.sentence)
            yield Comparison(whole - less, less, "unlike")
        elif token.low in ("as", "so") and token.clause == tokens[min(at + 2, len(tokens) - 1)].clause:
            denied = "not" in (reading.low(at - 1), reading.low(at - 2))
            if denied and reading.low(at + 2) == "as":
                yield Comparison(_side(reading, at + 3, 1), _side(reading, at - 1, -1), reading.tokens[at + 1].base)
        elif token.low == "than":
            found = _than(reading, at)
            if found:
                yield found


def _than(reading: Reading, at: int) -> Comparison | None:
    """Return the comparison of the "than" at a place: the nearest comparative before it says of what."""
    for i in range(at - 1, max(-1, at - 7), -1):
        low = reading.low(i)
        if reading.tokens[i].clause != reading.tokens[at].clause or low in ("rather", "other", "sooner"):
            return None
        if not (low in _MORE | _LESS or (low.endswith("er") and low not in _NO_COMPARATIVE and len(low) > 4)):
            continue
        less = _side(reading, at + 1, 1)
        liked = next((k for k in range(max(0, i - 7), i) if reading.tokens[k].base in _LIKING), None)
        if liked is not None and low in ("more", "better", "less"):
            more = _between(reading, liked + 1, i)
            return None if not more else Comparison(*((less, more) if low == "less" else (more, less)), "prefer")
        if low in ("more", "less") and i + 1 < at and reading.tokens[i + 1].content and i + 2 == at:
            measure = reading.tokens[i + 1].base
            more = _side(reading, i - 1, -1)
            return Comparison(*((less, more) if low == "less" else (more, less)), measure)
        between = _between(reading, i + 1, at)
        if between and {reading.low(at + 1)} & _WHERE and _WHERE & {reading.low(k) for k in range(i + 1, at)}:
            return Comparison(between, less, low)  # "colder in the valley than on the hill"
        weighed = _MEASURED.get((reading.tokens[i - 1].base, low)) if i else None
        if weighed:
            return Comparison(_side(reading, i - 2, -1), less, weighed)
        if "not" in (reading.low(i - 1), reading.low(i - 2), reading.low(i - 3)):
            return None
        return Comparison(_side(reading, i - 1, -1), less, low)
    return None


def _side(reading: Reading, start: int, step: int) -> frozenset[str]:
    """Return the words that say something from a place to the end of its clause."""
    found, at = set(), start
    if not 0 <= at < len(reading.tokens):
        return frozenset()
    clause, sentence = reading.tokens[at].clause, reading.tokens[at].sentence
    while 0 <= at < len(reading.tokens) and reading.tokens[at].sentence == sentence:
        if step > 0 and (reading.tokens[at].clause != clause or reading.low(at) in ("but", "and", ",")):
            break
        token = reading.tokens[at]
        counts = token.kind == "number" or (token.low in number_words() and token.low != "one")
        if token.content or counts:
            found.add(token.base)
        at += step
    return frozenset(found)


def _between(reading: Reading, start: int, end: int) -> frozenset[str]:
    return frozenset(token.base for token in reading.tokens[start:end] if token.content)
