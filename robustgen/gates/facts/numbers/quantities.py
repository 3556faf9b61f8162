"""All numbers of a text, compounds joined, each with its bound: "at least 3", "an hour and ten minutes"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from robustgen.gates.facts.language.forms import lemma
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.clock import date, time
from robustgen.gates.facts.numbers.compounds import below_zero, compounds
from robustgen.gates.facts.numbers.figures import figure
from robustgen.gates.facts.numbers.named import named
from robustgen.gates.facts.numbers.quantity import Quantity, measures, number_words
from robustgen.gates.facts.numbers.rates import idiom, period, rate
from robustgen.gates.facts.numbers.shorthand import shorthand
from robustgen.gates.facts.numbers.spelt import spelt
from robustgen.gates.tables import words


def quantities(reading: Reading) -> tuple[Quantity, ...]:
    """Return the numbers of a text, in order."""
    return _found(reading)


@lru_cache(maxsize=4096)
def counted(reading: Reading) -> frozenset[int]:
    """Return the places of the tokens that are part of a number, its unit or a date."""
    return frozenset(i for one in quantities(reading) for i in range(one.start, one.end))


@lru_cache(maxsize=4096)
def _found(reading: Reading) -> tuple[Quantity, ...]:
    made = list(_scan(reading))
    for step in (_telephone, compounds, below_zero, _ranges, _fractions, _paced):
        made = step(reading, made)
    return tuple(replace(one, bound=bound(reading, one), hedge=hedge(reading, one)) for one in made)


def _scan(reading: Reading) -> Iterator[Quantity]:
    at, tokens = 0, reading.tokens
    while at < len(tokens):
        if end := idiom(reading, at):
            at = end
            continue
        found = (
            time(reading, at)
            or date(reading, at)
            or rate(reading, at)
            or shorthand(reading, at)
            or named(reading, at)
            or figure(reading, at)
            or spelt(reading, at)
        )
        if not found:
            at += 1
            continue
        yield from found
        at = max(at + 1, found[-1].end)


def _ranges(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Give the first number of "from 30 to 60 seconds" the unit of the second, and a day the month of the next."""
    made = list(found)
    for i in range(len(made) - 1):
        one, after = made[i], made[i + 1]
        if one.kind == "date" and not one.soft and (month := int(one.value)):
            made[i + 1] = _of_month(reading, one, after, month)
    for i in range(len(made) - 2, -1, -1):
        one, after = made[i], made[i + 1]
        if after.kind == "date" and not after.soft and (month := int(after.value)):
            made[i] = _of_month(reading, after, one, month)
            continue
        between = [reading.low(at) for at in range(one.end, after.start) if reading.low(at) != "the"]
        if between not in (["to"], ["-"], ["and"], ["or"], ["through"], ["until"], ["till"], ["x"], ["by"]):
            continue
        low = next((reading.low(at) for at in range(after.start, after.end) if reading.low(at) in _SCALES), "")
        scaled = one.value * _SCALES.get(low, 0.0)
        if one.value < 1000 and 0 < scaled < after.value and not one.soft:
            made[i] = one = replace(one, value=scaled)  # "fifteen to twenty thousand"
        if one.kind == after.kind == "number" and not one.units and after.units and not one.soft:
            made[i] = replace(one, units=after.units)
    return made


_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}


_WEEKDAYS = words(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday"
)


def _of_month(reading: Reading, one: Quantity, other: Quantity, month: int) -> Quantity:
    """Return a number as a day of the month of the date beside it, if it can be one: "from 3 to 5 June"."""
    first, last = (one, other) if one.start < other.start else (other, one)
    named = [reading.low(at) for at in range(first.end, last.start) if reading.low(at) != "the"]
    between = [word for word in named if word not in _WEEKDAYS]
    if between not in ([","], ["to"], ["-"], ["and"], ["or"], ["through"], ["until"], ["till"], [",", "and"]):
        return other
    if other.kind not in ("number", "ordinal") or other.units or other.soft or not 1 <= other.value <= 31:
        return other
    if last is other and other.end < len(reading.tokens) and reading.tokens[other.end].content:
        return other
    return replace(other, kind="date", value=month, key=tuple(sorted((int(other.value), month))))


def _telephone(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Join figures that only blanks, brackets and strokes part into one code, where they have seven digits or more."""
    made: list[Quantity] = []
    run: list[Quantity] = []
    for one in [*found, None]:
        if one is not None and _digits(reading, one) and (not run or _dialled(reading, run[-1], one)):
            run.append(one)
            continue
        number = "".join(_digits(reading, part) for part in run)
        if len(number) > 6 and (len(run) > 1 or (len(number) > 8 and not number.endswith("000"))):
            said = " ".join(part.said for part in run)
            run = [replace(run[0], kind="code", key=(number,), value=0, end=run[-1].end, said=said)]
        made += run
        run = [one] if one is not None and _digits(reading, one) else []
        made += [one] if one is not None and not run else []
    return made


def _dialled(reading: Reading, before: Quantity, one: Quantity) -> bool:
    gap = {reading.low(i) for i in range(before.end, one.start)}
    return before.end <= one.start and gap <= {"(", ")", "-", ".", "/"}


def _digits(reading: Reading, one: Quantity) -> str:
    """Return the digits of a figure that may be a part of a telephone number, or an empty string."""
    if one.units or one.kind not in ("number", "code") or one.soft:
        return ""
    text = "".join(token.text for token in reading.tokens[one.start : one.end])
    return re.sub(r"\D", "", text) if re.fullmatch(r"[\d()/.\-]+", text) and not re.search(r"\d\.\d", text) else ""


def _fractions(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Read "one in three" and "three out of four" as shares."""
    made: list[Quantity] = []
    for one in found:
        before = made[-1] if made else None
        if (
            before
            and before.kind == one.kind == "number"
            and not before.units
            and 0 < before.value <= one.value <= 1000
        ):
            between = [reading.low(i) for i in range(before.end, one.start)]
            if len(between) > 1 and _among(reading, before, one):
                between = between[1:]  # "one child in three", "eight patients in ten"
            rated = between == ["out", "of"] and reading.low(one.end) in ("star", "stars")
            if rated or between in (["star", "out", "of"], ["stars", "out", "of"]):  # of how many may go unsaid
                made.append(replace(one, soft=True))
                continue
            if (
                between in (["in"], ["out", "of"], ["in", "every"], ["out", "of", "every"], ["in", "a"], *_EACH)
                and not one.units
            ):
                share = 100 * before.value / one.value
                said = f"{before.said} {' '.join(between)} {one.said}"
                made[-1] = replace(before, value=share, units=measures()["%"], end=one.end, said=said, soft=False)
                continue
        made.append(one)
    return made


def _among(reading: Reading, some: Quantity, every: Quantity) -> bool:
    """Return whether one word between two numbers is what both count: "eight patients in ten", not "goals in games"."""
    if reading.low(some.end + 1) not in ("in", "out") or reading.low(some.end) in ("star", "stars"):
        return False
    after = reading.low(every.end)
    round_ = every.value in (5, 10, 100, 1000) and not (after.endswith("s") and reading.tokens[every.end].content)
    return reading.tokens[some.end].content and (some.value == 1 or round_)


_EACH = (["in", "each"], ["out", "of", "each"])


def _paced(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Read "three hundred times" with "a second" or "per second" behind it as how often."""
    made: list[Quantity] = []
    for one in found:
        if made and made[-1].kind == "rate" and one.start < made[-1].end:
            continue
        span = period(reading, one.end + 1) if reading.low(one.end) in ("a", "an", "per", "each", "every") else 0
        if one.units == measures()["times"] and one.value > 0 and span:
            said = " ".join([one.said, reading.low(one.end), reading.low(one.end + 1)])
            often = {"kind": "rate", "units": (), "key": (one.value,), "end": one.end + 2, "said": said}
            one = replace(one, value=span / one.value, soft=False, **often)  # type: ignore[arg-type]
        made.append(one)
    return made


def _prepared(patterns: Sequence[tuple[str, str]]) -> tuple[tuple[str, str, tuple[frozenset[str], ...]], ...]:
    """Return phrases of words, each with the words that it may have at every place."""
    return tuple((kind, one, tuple(frozenset(word.split("|")) for word in one.split(" "))) for kind, one in patterns)


def _stands(reading: Reading, start: int, phrase: tuple[frozenset[str], ...]) -> bool:
    lows = [token.low for token in reading.tokens[start : start + len(phrase)]] if start >= 0 else []
    return len(lows) == len(phrase) and all(low in word for low, word in zip(lows, phrase, strict=True))


_HEDGES = _prepared((
    ("-", "almost|nearly"), ("-", "just|slightly|barely|little|bit under|below"), ("-", "close|near to"),
    ("-", "just short of"), ("-", "just|slightly|little|bit less|fewer than"), ("-", "not quite"),
    ("+", "just|slightly|little|bit over|above"), ("+", "just|slightly|little|bit more than"), ("~", "more or less"),
    ("~", "about|around|roughly|approximately|approx|circa|ca|c|some|approaching|estimated|~|≈"),
    ("~", "in the region|neighbourhood|neighborhood|order of"), ("~", "approx ."), ("+", "well|far over|above"),
    ("+", "more than"), ("+", "over|above"),
))  # fmt: skip
_HEDGES_BEHIND = _prepared((
    ("~", "or so"), ("~", "- odd"), ("~", "odd"), ("~", "- ish"), ("~", "ish"), ("~", "something"),
    ("~", "- something"), ("~", "more or less"), ("~", "or thereabouts"), ("~", "give or take"), ("~", "- plus"),
))  # fmt: skip


def hedge(reading: Reading, one: Quantity) -> str:
    """Return how a number is said to be round: "" for not at all, "~" about, "-" a little less, "+" a little more."""
    for skip in range(3):
        for kind, _, phrase in _HEDGES:
            if _stands(reading, one.start - skip - len(phrase), phrase):
                return kind
        if reading.low(one.start - skip - 1) not in ("a", "an", "the", "of", "$", "£", "€", "at", "total"):
            break
    glued = reading.tokens[one.end - 1].glued
    behind = any(_stands(reading, one.end + skip, phrase) for *_, phrase in _HEDGES_BEHIND for skip in (0, 1))
    return "~" if behind or glued == "ish" or reading.low(one.start - 1) == "~" else ""


_OVER = "over|above|exceeding|exceeds|exceed|exceeded|beyond|surpassing|surpassed|surpasses|topped|tops"
_UNDER = "under|below|beneath"
_BEFORE = _prepared((
    (">=", "no less|fewer than"), (">=", "not less|fewer than"), ("<=", "no more|greater than"),
    ("<=", "not more|greater than"), ("<=", "not over|above|exceeding|exceed"), (">=", "at least"),
    (">=", "not under|below"), (">=", "not be under|below"), ("<=", "not be over|above|exceeding"), ("<=", "at most"),
    (">=", "minimum of"), ("<=", "maximum of"), (">=", "minimum"), ("<=", "maximum"), (">=", "min"), ("<=", "max"),
    ("<=", "up to"), ("<=", "limited to"), ("<=", "no longer|later|older than"),
    (">=", "no shorter|earlier|younger|lower than"), (">", "in excess of"), (">", "upwards of"), (">", "north of"),
    (">", "more|greater|longer|older|higher|larger|bigger|heavier|better|farther|further than"),
    ("<", "less|fewer|shorter|younger|lower|smaller|lighter|cheaper than"), (">", _OVER), ("<", _UNDER),
    ("<=", "as many|much|long as"), (">=", "starting at|from"), ("<=", "capped at"), ("<=?", "within"),
    (">", ">"), ("<", "<"), (">=", ">="), ("<=", "<="),
))  # fmt: skip
_AFTER = _prepared((
    (">=", "or|and more|above|over|older|up|upwards|upward|higher|greater|longer|better"), (">=", "+"), (">=", "plus"),
    (">=", "upwards|onwards|onward|upward"), ("<=", "or|and less|fewer|under|below|younger|lower|shorter"),
    (">=", "at least ."), (">=", "minimum"),
    ("<=", "maximum"), ("<=", "at most"), (">=", "at the least"), ("<=", "at the most"), (">=", "at least ,"),
    ("<=", "max|tops"), (">=", "at the very least"), ("<=", "at the very most"),
))  # fmt: skip
_RISING = words("turn go rise put push move walk drive climb come bring get crank set from fly head")
"""Verbs of moving "up to" a place or number, which is no bound then."""
_VAGUE = words(
    "about around roughly approximately approx circa some nearly almost just only exactly precisely the a"
    " an of is be total $ £ € ¥ not -"
)


def bound_span(reading: Reading, one: Quantity) -> tuple[str, int, int]:
    """Return (bound, start, end) of the words that bound a number, ("", 0, 0) without any."""
    for skip in range(3):
        for kind, pattern, phrase in _BEFORE:
            start = one.start - skip - len(phrase)
            if not _stands(reading, start, phrase):
                continue
            if reading.tokens[start].inner and pattern in (_OVER, _UNDER):  # "hand over 300"
                continue
            if one.kind == "ordinal" and "better" in pattern:
                continue  # "better than the first"
            if pattern == "as many|much|long as" and reading.low(start - 1) in words("twice times half double"):
                continue  # "twice as many as ten years ago"
            if (pattern == "up to" and _rising(reading, start)) or (
                pattern == _OVER and _during(reading, one, start, skip)
            ):
                continue
            if reading.low(start + 1) == "later" and reading.low(one.end) in ("before", "ahead", "prior"):
                return ">=", start, one.start  # "no later than two hours before"
            small = one.value < 10 and reading.tokens[one.start].kind == "word"  # "taught over four lectures"
            if reading.low(start) == "over" and small and not one.units:
                return ">?", start, one.start
            if reading.low(start) == "over" and one.units and one.units[0][0] in ("time", "months"):
                return ">?", start, one.start
            clause = reading.tokens[start].clause
            for at in range(start - 1, max(start - 6, -1), -1):
                if reading.tokens[at].content and pattern in (_OVER, _UNDER):
                    break  # "is not given to children under 16"
                if kind in ("<", ">") and reading.low(at) in ("not", "never") and reading.tokens[at].clause == clause:
                    return ("<=" if kind == ">" else ">="), at, one.start
            return kind, start, one.start
        if reading.low(one.start - skip - 1) not in _VAGUE:
            break
    for ahead in range(3):
        for kind, pattern, phrase in _AFTER:
            if pattern == "plus" and not _plus(reading, one.end + ahead + 1):
                continue
            if _stands(reading, one.end + ahead, phrase):
                return kind, one.end, one.end + ahead + len(phrase)
        if one.end + ahead >= len(reading.tokens) or reading.tokens[one.end + ahead].kind in ("sign", "number"):
            break
    return "", 0, 0


def _plus(reading: Reading, at: int) -> bool:
    """Return whether a "plus" before a place is a bound, and adds no other number."""
    token = reading.tokens[at] if at < len(reading.tokens) else None
    return token is None or not (token.kind == "number" or token.low in {*number_words(), "a", "an"})


def _rising(reading: Reading, start: int) -> bool:
    """Return whether the "up to" at a place is no bound: "turn it up to 7", "from 3 up to 5"."""
    return any(lemma(token.low) in _RISING for token in reading.tokens[max(0, start - 4) : start])


def _during(reading: Reading, one: Quantity, start: int, skip: int) -> bool:
    """Return whether the "over" at a place is no bound: "spread over 3 days", "over the 3 days"."""
    if reading.low(start + 1) == "the" or (start and reading.tokens[start - 1].kind == "number"):
        return True
    signed = reading.low(one.start - 1) in ("$", "€", "£", "-", "a", "about")
    beside = reading.low(start - 1) in (
        "spread",
        "place",
        "happened",
        "race",
        "run",
        "final",
        "sprint",
        "hurdles",
        "time",
        "win",
        "winner",
        "record",
    )
    return reading.low(start) == "over" and ((skip > 0 and not signed) or beside)


def bound(reading: Reading, one: Quantity) -> str:
    """Return how a number is bounded: "", ">=", "<=", ">", "<" or "<=?"."""
    return bound_span(reading, one)[0]
