"""How the numbers of two texts differ, whatever their spelling.

"3", "three", "3.0" and "a trio" are the same; so are "half past three" and "3:30", "90 minutes" and "an hour and a
half", "5 km" and "5,000 m", "at least 3" and "no fewer than three". A number that a text may leave unsaid ("a ticket"
for "one ticket", "both" for "two", "the first time") is soft: it only has to agree where the other text has one too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from robustgen.gates.facts.language.lexicon import opposed, stands_for
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.equal import rounded, same, seconds
from robustgen.gates.facts.numbers.quantities import counted, quantities
from robustgen.gates.facts.numbers.quantity import Quantity, measures
from robustgen.gates.tables import words


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return (reason, detail) of the first difference between the numbers of two texts, or None."""
    matched, left, theirs = _matched(quantities(source), quantities(candidate))
    one_sided = all(one.soft for one in left) or all(one.soft for one in theirs)
    hard = [one for one in left if not one.soft and not _repeated(one, [pair[0] for pair in matched])]
    added = [one for one in theirs if not one.soft and not _repeated(one, [pair[1] for pair in matched])]
    hard = [one for one in hard if not _spanned(one, candidate)]
    added = [one for one in added if not _spanned(one, source)]
    for one in theirs:
        if not one.soft and one not in added and _single(source, counts := _counts(candidate, one)):
            return "number changed", f"one of {counts!r} became {one.said!r}"
    if one_sided:
        hard = [one for one in hard if not _derived(one, source, candidate)]
        added = [one for one in added if not _derived(one, candidate, source)]
    hard, added = _joined(hard, added)
    added, hard = _joined(added, hard)
    if len(hard) == len(added) == 1 and _parts(hard[0], added[0], [pair[0] for pair in matched]):
        return None
    hard = [one for one in hard if not (one.kind == "ordinal" and {"another", "last"} & candidate.lows - source.lows)]
    added = [one for one in added if not (one.kind == "ordinal" and {"another", "last"} & source.lows - candidate.lows)]
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
    for one in filter(lambda found: found.soft, left):
        for other in filter(lambda found: found.soft, theirs):
            if _clash(one, other):
                return "number changed", f"{one.said!r} became {other.said!r}"
    for one, other in matched:
        untold = (not one.bound and _limits(source)) or (not other.bound and _limits(candidate))
        if not untold and not _agree(one, other) and not _negated(source, one, candidate, other):
            return (
                "bound changed",
                f"{one.bound or 'exactly'} {one.said!r} became {other.bound or 'exactly'} {other.said!r}",
            )
    return (
        _by_and_to(source, candidate, matched)
        or _other_side(source, candidate, matched)
        or _moved(source, candidate, matched)
    )


def _spanned(one: Quantity, other: Reading) -> bool:
    """Return whether another text names the span of time that a number measures: "the first week", "seven days"."""
    if not one.units or one.units[0][0] not in ("time", "months"):
        return False
    spans = words("week fortnight year decade century")
    return any(
        same(one, replace(one, value=1.0, units=measures()[token.low]))
        for token in other.tokens
        if token.low in spans and token.low in measures()
    )


def _joined(some: list[Quantity], others: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Return some numbers and others without two that stand side by side and what they are as one: "42 17", 4217."""
    for one, then in pairwise(some):
        value = float(f"{one.value:.0f}{then.value:.0f}")
        whole = [other for other in others if other.value == value]
        if then.start <= one.end and whole and not (one.units or then.units):
            return [rest for rest in some if rest not in (one, then)], [rest for rest in others if rest not in whole]
    return some, others


def _parts(one: Quantity, other: Quantity, known: Sequence[Quantity]) -> bool:
    """Return whether one of two numbers is a share of a third, and the other as many: "half of 24" is 12.

    Or the one a span from a year that both texts have, and the other the year it leads to.
    """
    percent, years = measures()["%"], measures()["years"]
    for share, part in ((one, other), (other, one)):
        if share.units == percent and part.kind == "number" and not part.units:
            return any(abs(whole.value * share.value / 100 - part.value) < 1e-6 for whole in known if not whole.units)
        if share.units == years and not part.units and any(part.value - share.value == year.value for year in known):
            return True
    return False


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
        sides = [text.low(q.start - 1) for text, q in ((source, one), (candidate, other))]
        if sorted(sides) == ["by", "to"]:
            return "number changed", f"'{sides[0]} {one.said}' became '{sides[1]} {other.said}'"
    return None


_CHANGING = words(
    "rise fall increase decrease raise cut reduce drop grow shrink climb lower slash boost lift jump decline gain lose"
    " double expand widen narrow slip sink soar plunge dip edge surge tumble"
) | {"go up", "go down", "come down", "bring down", "put up"}


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


def _derived(one: Quantity, own: Reading, other: Reading) -> bool:
    """Return whether a number only says what the others of a text, or its lists, say already."""
    counts = own.tokens[one.end].base if one.end < len(own.tokens) else ""
    pair = one.kind == "number" and one.value == 2 and not one.units
    return any(
        _total(one, quantities(text), less=text.has("but|except|minus", "one|two|three"))
        or _enumerated(one, text)
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


def _enumerated(one: Quantity, text: Reading) -> bool:
    """Return whether a text names as many things in a row as a number says: "three reasons: cost, time and risk"."""
    if one.kind != "number" or one.units or not 2 <= one.value <= 9:
        return False
    for sentence in {token.sentence for token in text.tokens}:
        lows = [token.low for token in text.tokens if token.sentence == sentence]
        joined = sum(low in ("and", "or", "&") for low in lows)
        commas = sum(low == "," for low in lows) - sum(pair in ((",", "and"), (",", "or")) for pair in pairwise(lows))
        if joined == 1 and commas + 2 == one.value and (commas or ":" in lows):
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
    pair = {one.bound, other.bound}
    if len(pair) == 1 or not same(one, other):  # "just over 500" for 502
        return True
    if not all(pair) and pair & {"<=?", ">?"}:
        return True
    return ("<=?" in pair and bool(pair & {"<", "<="})) or (">?" in pair and ">" in pair)


def _limits(reading: Reading) -> bool:
    """Return whether a text may bound its numbers in a way that we do not read: "the limit is", "seats", "from $5"."""
    return bool(reading.lows & _LIMITS or reading.bases & _LIMITS)


_DENYING = words("no not nobody none never no-one without free ban forbid refuse exempt")
_DENYING_TIME = words("no not nobody none never without only until till unless close closed late early")
_LIMITS = words(
    "only just limit capacity hold seat room fit need require start from up as even yet exceed or least most minimum"
    " maximum max min no not can may must should until by within aged age below above over under before after cap allow"
    " allowed permit permitted than limited restricted ceiling threshold floor top reach pass cross break surpass"
    " majority"
)


def _just_same(one: Quantity, other: Quantity) -> bool:
    return one.kind == other.kind and bool(one.units) == bool(other.units) and same(one, other)


def _repeated(one: Quantity, kept: Sequence[Quantity]) -> bool:
    """Return whether a number is one that the same text says again."""
    return any(_just_same(one, other) for other in kept)


def _moved(source: Reading, candidate: Reading, matched: Sequence[tuple[Quantity, Quantity]]) -> tuple[str, str] | None:
    """Return how two numbers changed places: "3 apples and 5 pears" became "5 apples and 3 pears"."""
    for one, other in matched:
        counts, counts_there = _counts(source, one), _counts(candidate, other)
        known = counts in candidate.bases and counts_there in source.bases
        if counts and counts_there and counts != counts_there and known:
            return "number moved", f"{one.said!r} counts {counts_there!r} instead of {counts!r}"
    for i, (one, other) in enumerate(matched):
        for one_too, other_too in matched[i + 1 :]:
            here, here_too = _beside(source, one), _beside(source, one_too)
            there, there_too = _beside(candidate, other), _beside(candidate, other_too)
            crossed = (here & there_too) - here_too - there and (here_too & there) - here - there_too
            if crossed and not here & there and not here_too & there_too and not same(one, one_too):
                return "number moved", f"{one.said!r} and {one_too.said!r} changed places"
            if _sort(one) == _sort(other_too) != _sort(one_too) == _sort(other) and not same(one, one_too):
                return "number moved", f"{one.said!r} and {one_too.said!r} changed places"
    around = [(_around(source, one), _around(candidate, other)) for one, other in matched]
    for i, (one, _) in enumerate(matched):
        for j in range(i + 1, len(matched)):
            if same(one, matched[j][0]) or _told_apart(one, matched[j][0]):
                continue
            for side in (0, 1):
                here, there = around[i][0][side], around[i][1][side]
                here_too, there_too = around[j][0][side], around[j][1][side]
                if (here & there_too) - there and (here_too & there) - there_too and not here & there:
                    return "number moved", f"{one.said!r} and {matched[j][0].said!r} changed places"
    return None


def _told_apart(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers measure different things, which cannot change places: "3 days", "50 miles"."""
    return bool(one.units and other.units) and not {unit for unit, _ in one.units} & {unit for unit, _ in other.units}


def _beside(reading: Reading, one: Quantity) -> frozenset[str]:
    """Return the words that stand right before and after a number."""
    beside = [reading.tokens[i] for i in (one.start - 1, one.end) if 0 <= i < len(reading.tokens)]
    return frozenset(token.base for token in beside if token.content)


def _sort(one: Quantity) -> tuple[str, str]:
    """Return what sort of number it is: how it is said and what it measures: "five nights", "the fifth floor"."""
    return one.kind, one.units[0][0] if one.units else ""


def _counts(reading: Reading, one: Quantity) -> str:
    """Return the plural that stands right behind a number, in base form, or an empty string."""
    after = reading.tokens[one.end] if one.end < len(reading.tokens) else None
    plain = after is not None and one.kind == "number" and not one.units and after.content
    plural = after is not None and after.base != after.low and (after.low.endswith("s") or after.low in _PLURALS)
    return after.base if plain and plural and after is not None else ""


_PLURALS = words("children men women people feet teeth mice geese")


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
