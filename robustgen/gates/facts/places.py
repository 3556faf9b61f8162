"""The same words in another order, and things whose preposition became the contrary one."""

from __future__ import annotations

from functools import cache

from robustgen.gates.facts.added import answered
from robustgen.gates.facts.arguments import BE, MUTUAL, OWNERS, PREPOSITIONS, SYMMETRIC, belongs, people, word_of
from robustgen.gates.facts.claims import claims
from robustgen.gates.facts.compared import crossed
from robustgen.gates.facts.entities import names
from robustgen.gates.facts.lexicon import kin, opposed
from robustgen.gates.facts.polarity import PERSONS, converses
from robustgen.gates.facts.reading import Reading, Token
from robustgen.gates.tables import listed, words
from robustgen.perturbations import tables

Difference = tuple[str, str]

_CONTRARY = (
    ("from", "to"), ("for", "against"), ("before", "after"), ("above", "below"), ("over", "under"), ("into", "from"),
    ("inside", "outside"), ("up", "down"), ("by", "to"), ("from", "into"), ("with", "without"), ("on", "under"),
    ("behind", "before"), ("with", "against"), ("on", "off"), ("in", "outside"),
    ("toward", "from"), ("towards", "from"),
)  # fmt: skip
_JOINING = words("before after until while when because if and or with like between than as versus vs beside near from")
_LOOSE = words(
    "say says said according who whom which whose that told tells it there met meets married he she him they them"
)


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
    )


def reordered(source: Reading, candidate: Reading) -> Difference | None:
    """Return two people that changed places, whatever the verb between: "A passed B", "B overtook A"."""
    one, two = _order(source), _order(candidate)
    if not one or not two or one[0] == one[1] or one != two[::-1]:
        return None
    lost = [token.base for token in source.content() if token.base not in candidate.bases]
    new = [token.base for token in candidate.content() if token.base not in source.bases]
    if any((x, y) in converses() or opposed(x, y) for x in lost for y in new) or {*lost, *new} & SYMMETRIC:
        return None
    return "roles exchanged", f"{one[0]!r} and {one[1]!r} changed places"


def _order(reading: Reading) -> tuple[str, str] | None:
    """Return (who acts, whom it is done to) of a text that speaks of two people in one sentence, None where unsure."""
    if reading.lows & _LOOSE or any(token.sentence > 0 and token.kind != "sign" for token in reading.tokens):
        return None
    spans = [(one.start, one.end, one.words[-1]) for one in names(reading)]
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
    if len(found) != 2:
        return None
    (_, end, first), (start, _, second) = found
    between = range(end, start)
    if reading.tokens[end].clause != reading.tokens[start].clause:
        return None
    if not any(reading.tokens[i].content for i in between) or any(reading.low(i) in _JOINING for i in between):
        return None
    doer = any(reading.low(i) == "by" for i in between)
    if (any(reading.low(i) in BE for i in between) and not doer) or {
        reading.tokens[i].base for i in between
    } & SYMMETRIC - {"be"}:
        return None
    return (second, first) if doer else (first, second)


def redirected(source: Reading, candidate: Reading) -> Difference | None:
    """Return a thing whose preposition became the contrary one: "from Paris" for "to Paris"."""
    if bool(claims(source).cues) != bool(claims(candidate).cues):
        return None
    one, two = _directions(source), _directions(candidate)
    swapped = []
    for word, here in one.items():
        there = two.get(word)
        if there is None or here == there:
            continue
        if (here, there) in _CONTRARY or (there, here) in _CONTRARY:
            swapped.append((word, here, there))
    verbs = {token.base for token in source.content()} ^ {token.base for token in candidate.content()}
    if len(swapped) == 1 and any((one, other) in converses() for one in verbs for other in verbs):
        return None
    if swapped and ({here for _, here, _ in swapped} & {"by"}) and len(swapped) == 1:
        return None
    ways = [{"from", "to"} <= set(places.values()) for places in (one, two)]
    if len(swapped) == 1 and ways[0] != ways[1]:
        return None
    if swapped:
        word, here, there = swapped[0]
        one_verb, other_verb = _governor(source, word), _governor(candidate, word)
        known = all(
            verb is None or answered(verb, text) for verb, text in ((one_verb, candidate), (other_verb, source))
        )
        if len(swapped) == 1 and (not known or word in PERSONS):
            return None  # "taken from my card", "charged to my card"
        return "roles exchanged", f"'{here} {word}' became '{there} {word}'"
    return None


def _governor(reading: Reading, word: str) -> Token | None:
    """Return the verb that a thing's preposition goes with: the nearest before it, None where none is known."""
    at = next((i for i, token in enumerate(reading.tokens) if word_of(token.low, token.base) == word), 0)
    return next((token for token in reversed(reading.tokens[:at]) if token.content and token.base in _verbs()), None)


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


_REACHING = words("to from into for against at over onto through")


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


def sent_back(source: Reading, candidate: Reading) -> Difference | None:
    """Return two places whose way was turned round: "from Rome to Oslo", "to Rome from Oslo", "left Oslo for Rome"."""
    one, two = _way(source), _way(candidate)
    found = crossed(one, two) if one and two else None
    return ("roles exchanged", f"the way from {found[0]!r} to {found[1]!r} was turned round") if found else None


def _way(reading: Reading) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return (whence, whither) of a text that speaks of one way, None of none or several."""
    whence: list[frozenset[str]] = []
    whither: list[frozenset[str]] = []
    for i, token in enumerate(reading.tokens):
        if token.low == "from" or reading.phrase(i - 1, "out", "of"):
            whence.append(_thing(reading, i + 1))
        elif token.low in ("into", "onto") or (token.low == "to" and not _infinitive(reading, i)):
            whither.append(_thing(reading, i + 1))
        elif token.base == "leave":
            goal = next((k for k in range(i + 2, i + 6) if reading.low(k) == "for"), None)
            if goal:
                whence.append(_thing(reading, i + 1))
                whither.append(_thing(reading, goal + 1))
    return (whence[0], whither[0]) if len(whence) == len(whither) == 1 else None


def _thing(reading: Reading, start: int) -> frozenset[str]:
    """Return the words of the thing that is spoken of from a place on, up to the next preposition or sign."""
    found: set[str] = set()
    for token in reading.tokens[start : start + 5]:
        if token.kind == "sign" or token.low in PREPOSITIONS or token.low in ("and", "but", "or", "when", "while"):
            break
        if token.content:
            found.add(token.base)
    return frozenset(found)


def _directions(reading: Reading) -> dict[str, str]:
    """Return the preposition before each thing that stands once in a text."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    twice: set[str] = set()
    last = ""
    for i, token in enumerate(reading.tokens):
        if token.low in PREPOSITIONS and not (token.low == "to" and _infinitive(reading, i)):
            last = token.low
        elif token.content or (token.low in PERSONS and token.low not in OWNERS):
            word = word_of(token.low, token.base)
            if word in seen:
                twice.add(word)
            seen.add(word)
            if last:
                found[word] = last
            after = reading.tokens[i + 1] if i + 1 < len(reading.tokens) else None
            if not (after and after.content and after.kind == "word"):
                last = ""
        elif token.low not in _DETERMINING:
            last = ""
    return {word: preposition for word, preposition in found.items() if word not in twice}


_DETERMINING = words("the a an my your his her its our their this that of")


def _infinitive(reading: Reading, at: int) -> bool:
    """Return whether the "to" at a place likely stands before a verb."""
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    return bool(after) and after is not None and after.base in _verbs() and not after.text[:1].isupper()


@cache
def _verbs() -> frozenset[str]:
    return frozenset(row[0] for row in tables.rows("verb_forms"))
