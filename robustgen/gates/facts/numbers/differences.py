"""How the numbers of two texts differ, whatever their spelling.

"3", "three", "3.0" and "a trio" are the same; so are "half past three" and "3:30", "90 minutes" and "an hour and a
half", "5 km" and "5,000 m", "at least 3" and "no fewer than three". A number that a text may leave unsaid ("a ticket"
for "one ticket", "both" for "two", "the first time") is soft: it only has to agree where the other text has one too.
"""

from __future__ import annotations

from collections.abc import Sequence

from robustgen.gates.facts.language.lexicon import opposed, stands_for
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.complements import complementary
from robustgen.gates.facts.numbers.derived import derived, joined, parts, spanned
from robustgen.gates.facts.numbers.equal import next_bounds, next_door, rounded, same, seconds
from robustgen.gates.facts.numbers.moved import counts_of, moved
from robustgen.gates.facts.numbers.quantities import quantities
from robustgen.gates.facts.numbers.quantity import Quantity
from robustgen.gates.facts.numbers.rates import period
from robustgen.gates.tables import words


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return (reason, detail) of the first difference between the numbers of two texts, or None."""
    matched, left, theirs = _matched(quantities(source), quantities(candidate))
    one_sided = all(one.soft for one in left) or all(one.soft for one in theirs)
    hard = [one for one in left if not one.soft and not _repeated(one, [pair[0] for pair in matched])]
    added = [one for one in theirs if not one.soft and not _repeated(one, [pair[1] for pair in matched])]
    hard = [one for one in hard if not spanned(one, candidate)]
    added = [one for one in added if not spanned(one, source)]
    rates = [(a, b) for a, b in matched if "rate" in (a.kind, b.kind)]  # "one tablet twice a day"
    many = [one for one in theirs if not one.soft and one not in added] + [other for _, other in rates]
    if found := _multiplied(candidate, many, source):
        return "number changed", f"one of {found[1]!r} became {found[0]!r}"
    many = [one for one in left if not one.soft and one not in hard] + [one for one, _ in rates]
    if found := _multiplied(source, many, candidate):
        return "number changed", f"{found[0]!r} became one of {found[1]!r}"
    if one_sided:
        hard = [one for one in hard if not derived(one, source, candidate)]
        added = [one for one in added if not derived(one, candidate, source)]
    hard, added = joined(hard, added)
    added, hard = joined(added, hard)
    soft, soft_there = ([one for one in some if one.soft] for some in (left, theirs))
    if _explained(hard or soft, added or soft_there, source, candidate, [b if a.soft else a for a, b in matched]):
        return None
    hard = [one for one in hard if not (one.kind == "ordinal" and _NEXT & candidate.lows - source.lows)]
    added = [one for one in added if not (one.kind == "ordinal" and _NEXT & source.lows - candidate.lows)]
    if hard or added:
        return _unanswered(hard, added, left, theirs)
    for one in filter(lambda found: found.soft, left):
        for other in filter(lambda found: found.soft, theirs):
            if _clash(one, other):
                return "number changed", f"{one.said!r} became {other.said!r}"
    for one, other in matched:
        untold = (not one.bound and _limits(source, one)) or (not other.bound and _limits(candidate, other))
        if one.kind == other.kind == "number" and {one.hedge, other.hedge} == {"-", "+"} and same(one, other):
            return "bound changed", f"nearly {one.said!r} became over that, or the reverse"
        if _crossed(source, one, other) or _crossed(candidate, other, one):
            return "bound changed", f"{one.said!r} was a bound on one side and is one on the other"
        if (spans := (_per(source, one), _per(candidate, other))) and all(spans) and spans[0] != spans[1]:
            return "number changed", f"{one.said!r} is paid, or counted, per another span of time"
        if not untold and not _agree(one, other) and not _negated(source, one, candidate, other):
            return (
                "bound changed",
                f"{one.bound or 'exactly'} {one.said!r} became {other.bound or 'exactly'} {other.said!r}",
            )
    return (
        _by_and_to(source, candidate, matched)
        or _other_side(source, candidate, matched)
        or moved(source, candidate, matched)
    )


def _unanswered(
    hard: Sequence[Quantity], added: Sequence[Quantity], left: Sequence[Quantity], theirs: Sequence[Quantity]
) -> tuple[str, str]:
    """Return (reason, detail) of numbers that only one text has, one of `hard` and `added` at least not empty."""
    if hard and added:
        return "number changed", f"{hard[0].said!r} became {added[0].said!r}"
    if hard:
        soft = [one for one in theirs if one.soft and one.kind == hard[0].kind]
        became = f"{hard[0].said!r} became {soft[0].said!r}" if soft else f"{hard[0].said!r} is gone"
        return ("number changed" if soft else "number lost"), became
    soft = [one for one in left if one.soft and one.kind == added[0].kind]
    reason = "number changed" if soft else "number added"
    return reason, f"{soft[0].said!r} became {added[0].said!r}" if soft else f"{added[0].said!r} is new"


def _explained(
    ours: Sequence[Quantity], theirs: Sequence[Quantity], source: Reading, candidate: Reading, known: Sequence[Quantity]
) -> bool:
    """Return whether the one number that only the source has says what the one that only the candidate has says."""
    if len(ours) != 1 or len(theirs) != 1 or (ours[0].soft and theirs[0].soft):
        return False
    if next_bounds(ours[0], theirs[0]):
        return True
    return parts(ours[0], theirs[0], known) or complementary(ours[0], theirs[0], source, candidate, known)


_NEXT = words("another last new other next later latest extra following")
"""Words that an ordinal may be said for: "a third" is "another"."""


def _multiplied(reading: Reading, many: Sequence[Quantity], other: Reading) -> tuple[str, str] | None:
    """Return (number, what it counts) of the first of some numbers that counts what another text has one of."""
    counting = ((one.said, counts_of(reading, one)) for one in many if one.kind != "rate")
    return next(((said, counts) for said, counts in counting if _single(other, counts)), None)


def _single(reading: Reading, base: str) -> bool:
    """Return whether a text speaks of one of a thing alone: "a daughter", "one child"."""
    return bool(base) and any(
        stands_for(token.base, base) and token.low == token.base and reading.low(i - 1) in ("a", "an", "one")
        for i, token in enumerate(reading.tokens)
    )


def _by_and_to(
    source: Reading, candidate: Reading, matched: Sequence[tuple[Quantity, Quantity]]
) -> tuple[str, str] | None:
    """Return a number that something rose or fell to and now rises or falls by, or the other way round."""
    if not all(reading.bases & _CHANGING for reading in (source, candidate)):
        return None
    for one, other in matched:
        sides = [_before(text, q) for text, q in ((source, one), (candidate, other))]
        if sorted(sides) == ["by", "to"]:
            return "number changed", f"'{sides[0]} {one.said}' became '{sides[1]} {other.said}'"
    return None


def _before(reading: Reading, one: Quantity) -> str:
    """Return the word before a number and the sign of its currency."""
    return reading.low(one.start - 1 - (reading.low(one.start - 1) in ("£", "$", "€")))


_CHANGING = words(
    "rise fall increase decrease raise cut reduce drop grow shrink climb lower slash boost lift jump decline gain lose"
    " double expand widen narrow slip sink soar plunge dip edge surge tumble"
) | {"go up", "go down", "come down", "bring down", "put up", "turn up", "turn down"}


def _other_side(
    source: Reading, candidate: Reading, matched: Sequence[tuple[Quantity, Quantity]]
) -> tuple[str, str] | None:
    """Return a time or date that something was before and is after now, where nothing else was turned round."""
    if (source.lows | candidate.lows) & _DENYING_TIME:
        return None
    for one, other in matched:
        sides = [text.low(q.start - 1) for text, q in ((source, one), (candidate, other))]
        if one.kind in ("time", "date") and sorted(sides) == ["after", "before"]:
            lost = source.bases - candidate.bases - {*sides}
            new = candidate.bases - source.bases - {*sides}
            if not any(opposed(a, b) for a in lost for b in new):
                return "number changed", f"'{sides[0]} {one.said}' became '{sides[1]} {other.said}'"
    return None


def _matched(
    ours: Sequence[Quantity], others: Sequence[Quantity]
) -> tuple[list[tuple[Quantity, Quantity]], list[Quantity], list[Quantity]]:
    """Return the numbers of two texts that are the same in pairs, and what is left of each: the exact ones first."""
    theirs, left = list(others), list(ours)
    matched: list[tuple[Quantity, Quantity]] = []
    for alike in (_just_same, same, rounded):
        for one in list(left):
            fit = [other for other in theirs if alike(one, other)]
            if fit:
                best = min(fit, key=lambda two: (two.kind != one.kind, two.bound != one.bound, two.soft != one.soft))
                theirs.remove(best)
                left.remove(one)
                matched.append((one, best))
    return matched, left, theirs


def _clash(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers that may go unsaid cannot both be: "both" and "all three", "a mile" and "a yard"."""
    if {one.said.lower(), other.said.lower()} <= {"one", "single", "sole", "one more"}:
        return False
    if "rate" in (one.kind, other.kind):
        return None not in (seconds(one), seconds(other))
    return one.kind == other.kind and bool(one.units) == bool(other.units)


def _negated(source: Reading, one: Quantity, candidate: Reading, other: Quantity) -> bool:
    """Return whether a bound is said from the other side: "no one under 16", "16 or older"."""
    flipped = {one.bound, other.bound} in ({"<", ">="}, {">", "<="})
    denials = [
        any(t.low in _DENYING for t in text.tokens if t.clause == text.tokens[q.start].clause)
        for text, q in ((source, one), (candidate, other))
    ]
    return flipped and denials[0] != denials[1]


def _agree(one: Quantity, other: Quantity) -> bool:
    """Return whether two bounds are the same, as far as they are said."""
    if next_door(one, other):
        return True
    pair = {one.bound, other.bound}
    if len(pair) == 1 or not same(one, other):  # "just over 500" for 502
        return True
    if not all(pair) and pair & {"<=?", ">?"}:
        return True
    return ("<=?" in pair and bool(pair & {"<", "<="})) or (">?" in pair and ">" in pair)


def _crossed(reading: Reading, one: Quantity, other: Quantity) -> bool:
    """Return whether a text calls a number the most that may be, and another the least: "maximum", "at least"."""
    if one.bound:
        return False
    said = {token.low for token in reading.tokens if token.sentence == reading.tokens[one.start].sentence}
    most, least = said & words("maximum max limit ceiling"), said & words("minimum min threshold least")
    return (bool(most) and not least and other.bound == ">=") or (bool(least) and not most and other.bound == "<=")


def _per(reading: Reading, one: Quantity) -> float:
    """Return the seconds of the span of time that a price or a count is said for, or 0: "€12 a night"."""
    opens = reading.low(one.end) in ("a", "an", "per", "each", "every", "/")
    span = period(reading, one.end + 1) if one.kind == "number" and opens else 0.0
    return 86400.0 if opens and reading.low(one.end + 1) in ("night", "day") else span


def _limits(reading: Reading, one: Quantity) -> bool:
    """Return whether a text may bound a number in a way that we do not read: "the limit is", "from $5"."""
    sentence = reading.tokens[one.start].sentence
    for i, token in enumerate(reading.tokens):
        dated = token.low == "by" and reading.low(i + 1)[:2] == "20"
        near = one.start - _AROUND <= i < one.end + _AROUND and not dated
        if token.sentence == sentence and {token.low, token.base} & (_LIMITS | _LOOSE_LIMITS if near else _LIMITS):
            return True
    return False


_AROUND = 6
"""How many words on each side of a number may bound it."""


_DENYING = words("no not nobody none never no-one without free ban forbid refuse exempt")


_DENYING_TIME = words("no not nobody none never without only until till unless close closed late early")


_LIMITS = words(
    "limit capacity hold seat room fit need require exceed least most minimum maximum max min aged age allow allowed"
    " permit permitted limited restricted ceiling threshold floor top cap surpass majority not no"
)
"""Words that may bound a number anywhere in their sentence."""
_LOOSE_LIMITS = words(
    "only just start from between up as even yet or can may must should until by within below above over under before"
    " after than reach pass cross break since"
)
"""Words that may bound a number near them."""


def _just_same(one: Quantity, other: Quantity) -> bool:
    return one.kind == other.kind and bool(one.units) == bool(other.units) and same(one, other)


def _repeated(one: Quantity, kept: Sequence[Quantity]) -> bool:
    """Return whether a number is one that the same text says again."""
    return any(_just_same(one, other) for other in kept)
