"""The same words in another order: two things or people that changed places."""

from __future__ import annotations

from functools import cache

from robustgen.gates.facts.language.lexicon import converses, kin, opposed
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.names.entities import names
from robustgen.gates.facts.roles.arguments import MUTUAL, PASSIVE, PREPOSITIONS, SYMMETRIC, belongs, people, word_of
from robustgen.gates.facts.roles.compared import compares
from robustgen.gates.tables import listed, rows, words

Difference = tuple[str, str]

_JOINING = words("before after until while when because if and or with like between than versus vs beside near from")
_LOOSE = words(
    "say says said according who whom which whose that told tells it there met meets married he she him they them"
)
_CLEFT = words("it that who")
_ARTICLES = words("the a an my your his her its our their")
_REACHING = words("to from into for against at over onto through")


def exchanged(source: Reading, candidate: Reading) -> Difference | None:
    """Return two words or names that changed places in an otherwise equal text."""
    one, two = _spelling(source), _spelling(candidate)
    if len(one) != len(two) or one == two or sorted(one) != sorted(two):
        return None
    start = next(i for i in range(len(one)) if one[i] != two[i])
    end = next(i for i in range(len(one) - 1, -1, -1) if one[i] != two[i]) + 1
    left, right = one[start:end], two[start:end]
    for size in range(1, min(4, len(left))):
        for size_too in range(1, min(4, len(left) - size + 1)):
            head, tail, middle = left[:size], left[len(left) - size_too :], left[size : len(left) - size_too]
            if middle and [*tail, *middle, *head] == right:
                if kin(head[-1], tail[-1]) and head[-1] not in people():
                    return None
                if "," in middle and any({*part} <= {"the", "a", *PERSONS.values()} for part in (head, tail)):
                    return None  # one of two clauses names whom both speak of
                if _joins(middle) or not set(head + tail) - listed("function", "function") - {
                    "i",
                    "he",
                    "she",
                    "we",
                    "they",
                }:
                    return None
                return "roles exchanged", f"{' '.join(head)!r} and {' '.join(tail)!r} changed places"
    return None


def _spelling(reading: Reading) -> list[str]:
    """Return a text as the words that count for its roles: base forms, persons as their subject form."""
    return [word_of(token.low, token.base) for token in reading.tokens if token.kind != "sign" or token.low == ","]


def _joins(middle: list[str]) -> bool:
    """Return whether what stands between two things joins them as equals."""
    return (
        (bool(MUTUAL & set(middle)) and "of" not in middle)
        or all(word in SYMMETRIC or word in (",", "the", "a", "an", "my", "your") for word in middle)
        or (any(word in ("and", "or", ",") for word in middle) and len(middle) < 4)
        or (
            middle[0] in ("and", "or", ",")
            and next(w for w in middle[::-1] if w not in _ARTICLES) in ("and", "or", ",")
        )
    )


def reordered(source: Reading, candidate: Reading) -> Difference | None:
    """Return two people that changed places, whatever the verb between: "A passed B", "B overtook A"."""
    one, two = _order(source), _order(candidate)
    if compares(source) or compares(candidate):
        return None
    if not one or not two or one[0] == one[1] or one != two[::-1]:
        return None
    lost = [token.base for token in source.content() if token.base not in candidate.bases]
    new = [token.base for token in candidate.content() if token.base not in source.bases]
    if any((x, y) in converses() or opposed(x, y) for x in lost for y in new) or {*lost, *new} & SYMMETRIC:
        return None
    return "roles exchanged", f"{one[0]!r} and {one[1]!r} changed places"


@cache
def times() -> frozenset[str]:
    """Return the names of days and months: they do nothing, and nothing is done to them."""
    return frozenset(name.lower() for kind, name in rows("names") if kind in ("day", "month"))


def _order(reading: Reading) -> tuple[str, str] | None:
    """Return (who acts, whom it is done to) of a text that speaks of two people in one sentence, None where unsure."""
    cleft = any(reading.phrase(i, "it", "is|was|be") for i in range(len(reading.tokens)))  # "it was A that hit B"
    if reading.lows & (_LOOSE - (_CLEFT if cleft else frozenset())) or any(
        token.sentence > 0 and token.kind != "sign" for token in reading.tokens
    ):
        return None
    spans = [(one.start, one.end, one.words[-1]) for one in names(reading) if one.words[-1] not in times()]
    inside = {i for start, end, _ in spans for i in range(start, end)}
    folk = [
        (i, i + 1, token.base)
        for i, token in enumerate(reading.tokens)
        if i not in inside and token.content and token.base in people()
    ]
    found = sorted(
        (start, end, word)
        for start, end, word in spans + folk
        if not belongs(reading, start) and reading.low(end) != "'s"
    )
    if len(found) != 2 and len(spans) == 2:
        found = sorted(spans)
    if len(found) != 2:
        return None
    (_, end, first), (start, _, second) = found
    between = range(end, start)
    if reading.tokens[end].clause != reading.tokens[start].clause:
        return None
    took = any(reading.tokens[i].base == "take over" for i in between)  # "took over from"
    if not any(reading.tokens[i].content for i in between) or any(
        reading.low(i) in _JOINING and not reading.tokens[i].inner and not (took and reading.low(i) == "from")
        for i in between
    ):
        return None
    doer = any(reading.low(i) == "by" for i in between)
    if (any(reading.low(i) in PASSIVE for i in between) and not doer) or {
        reading.tokens[i].base for i in between
    } & SYMMETRIC - {"be", "as"}:
        return None
    return (second, first) if doer else (first, second)


def ends_exchanged(source: Reading, candidate: Reading) -> Difference | None:
    """Return the ends of a sentence that changed places under one preposition: "A wrote it to B", "B sent it to A".

    The words that both texts have stand in the order A, M, B in the one and B, M, A in the other, and the last of them
    is reached by the same preposition: another would be a converse ("B got it from A").
    """
    one, two = _once(source), _once(candidate)
    shared = [base for base in one if base in two]
    order = sorted(shared, key=lambda base: two[base])
    if len(shared) < 3 or (source.lows | candidate.lows) & (_LOOSE - {"that", "which"}):
        return None
    for size in range(1, len(shared) - 1):
        for size_too in range(1, len(shared) - size):
            head, tail = shared[:size], shared[len(shared) - size_too :]
            middle = shared[size : len(shared) - size_too]
            if order != [*tail, *middle, *head] or set(middle) & SYMMETRIC:
                continue
            ways = [_reached(reading, at) for reading, at in ((source, one[tail[0]]), (candidate, two[head[0]]))]
            plain = not any(reading.tokens[0].low in PREPOSITIONS for reading in (source, candidate))
            if ways[0] and ways[0] == ways[1] and plain and not kin(head[-1], tail[-1]):
                return "roles exchanged", f"{head[-1]!r} and {tail[-1]!r} changed places behind {ways[0]!r}"
    return None


def transposed(source: Reading, candidate: Reading) -> Difference | None:
    """Return two doers that changed places among words that else keep their order: "A asks and B answers"."""
    one, two = _once(source), _once(candidate)
    shared = [base for base in one if base in two]
    order = sorted(shared, key=lambda base: two[base])
    apart = [i for i in range(len(shared)) if shared[i] != order[i]]
    if len(apart) != 2 or apart[1] - apart[0] < 2 or ("by" in source.lows) != ("by" in candidate.lows):
        return None
    if compares(source) or compares(candidate) or (source.bases | candidate.bases) & MUTUAL:
        return None
    pair = {shared[i] for i in apart}
    middle = shared[apart[0] + 1 : apart[1]]
    if set(middle) <= people():
        return None  # members of a list
    led = any(_reached(reading, at[base]) for reading, at in ((source, one), (candidate, two)) for base in pair)
    if not pair <= people() or led or set(middle) & SYMMETRIC or kin(*pair):
        return None
    return "roles exchanged", f"{shared[apart[0]]!r} and {shared[apart[1]]!r} changed places"


def _once(reading: Reading) -> dict[str, int]:
    """Return the places of the words that stand once in a text of one sentence, by base form, in order."""
    found: dict[str, list[int]] = {}
    for i, token in enumerate(reading.tokens):
        if token.content:
            found.setdefault(token.base, []).append(i)
    if any(token.sentence for token in reading.tokens if token.kind != "sign") or not found:
        return {}
    return {base: places[0] for base, places in found.items() if len(places) == 1}


def _reached(reading: Reading, at: int) -> str:
    """Return the preposition that leads to the thing at a place, an empty string without one."""
    for i in range(at - 1, max(-1, at - 4), -1):
        if reading.low(i) in _REACHING:
            return reading.low(i)
        if reading.low(i) in PREPOSITIONS or reading.tokens[i].kind == "sign":
            return ""
    return ""
