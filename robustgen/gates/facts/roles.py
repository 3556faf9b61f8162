"""Who did what to whom: the same words in other roles.

Reads no grammar, only order: what stands before and after a word that both texts have, turned round where one of them
is a passive with "by", or where the word itself was exchanged for its converse ("sold to" for "bought from", "shorter
than" for "taller than"). Exchanges that change nothing are let pass: members of a list, what "met" and "and" join.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from robustgen.gates.facts.claims import claims
from robustgen.gates.facts.entities import names
from robustgen.gates.facts.lexicon import opposed, related
from robustgen.gates.facts.polarity import PERSONS, converses
from robustgen.gates.facts.reading import Reading
from robustgen.gates.tables import listed, words

Difference = tuple[str, str]

_OWNERS = words("my your his our their mine yours ours theirs hers")
_NOMINAL = words("the a an 's my your his our their its this these those no some any every each of in on at")
_GETTING = words("receive get draw win earn face suffer")
_TWO_SIDED = words("before after behind above below than")
_BE = words("is are was were be been being am get gets got gotten")
_SYMMETRIC = words(
    "meet marry and or with between both equal resemble match differ same similar like as join combine"
    " compare mix neighbor friend argue agree talk chat date together relate talk connect border overlap"
    " coincide synonym fight wed divorce be"
)
_PREPOSITIONS = words(
    "from to for against by before after above below over under behind into onto off out up down inside"
    " outside without on in than of at with via through near beside"
)
_CONTRARY = (
    ("from", "to"), ("for", "against"), ("before", "after"), ("above", "below"), ("over", "under"), ("into", "from"),
    ("inside", "outside"), ("up", "down"), ("by", "to"), ("from", "into"), ("with", "without"), ("on", "under"),
    ("behind", "before"), ("with", "against"), ("on", "off"), ("in", "outside"),
    ("toward", "from"), ("towards", "from"),
)  # fmt: skip


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) where the same words have other roles, or None."""
    return (
        _exchanged(source, candidate)
        or _turned_round(source, candidate)
        or _other_subjects(source, candidate)
        or _reordered(source, candidate)
        or _redirected(source, candidate)
        or _other_person(source, candidate)
    )


def _word(token_low: str, base: str) -> str:
    return PERSONS.get(token_low, base)


def _spelling(reading: Reading) -> list[str]:
    """Return a text as the words that count for its roles: base forms, persons as their subject form."""
    return [_word(token.low, token.base) for token in reading.tokens if token.kind != "sign" or token.low == ","]


def _exchanged(source: Reading, candidate: Reading) -> Difference | None:
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


def _joins(middle: list[str]) -> bool:
    """Return whether what stands between two things joins them as equals."""
    return all(word in _SYMMETRIC or word in (",", "the", "a", "an", "my", "your") for word in middle) or (
        any(word in ("and", "or", ",") for word in middle) and len(middle) < 4
    )


def _arguments(reading: Reading) -> dict[int, str]:
    """Return the places of what can have a role: names, persons, and words that say something."""
    return {
        i: _word(token.low, token.base)
        for i, token in enumerate(reading.tokens)
        if token.content or (token.low in PERSONS and token.low not in _OWNERS)
    }


def _nearest(reading: Reading, at: int, wanted: set[str]) -> tuple[str, str]:
    """Return the nearest of `wanted` before and after a place, within its sentence."""
    before = after = ""
    arguments, sentence = _arguments(reading), reading.tokens[at].sentence
    for i in range(at - 1, -1, -1):
        if reading.tokens[i].sentence != sentence:
            break
        if arguments.get(i) in wanted and not _belongs(reading, i):
            before = arguments[i]
            break
    for i in range(at + 1, len(reading.tokens)):
        if reading.tokens[i].sentence != sentence:
            break
        if arguments.get(i) in wanted and reading.low(i + 1) != "'s":
            after = arguments[i]
            break
    return before, after


def _belongs(reading: Reading, at: int) -> bool:
    """Return whether a thing only says of which other thing is spoken: "the mayor" in "the wife of the mayor"."""
    back = at - 1
    while reading.low(back) in ("the", "a", "an", "my", "your", "his", "her", "our", "their", "this", "that"):
        back -= 1
    return reading.low(back) == "of" or reading.low(at + 1) == "'s"


def _bare_passive(reading: Reading, at: int) -> bool:
    """Return whether the word at a place likely stands in a passive that does not name its doer: "was published in"."""
    low = reading.low(at)
    be = any(reading.low(i) in _BE for i in range(at - 3, at))
    return be and low != reading.tokens[at].base and not low.endswith("ing")


def _verbal(reading: Reading, at: int) -> bool:
    """Return whether the word at a place may be a verb or a comparative: no article, owner or "of" beside it."""
    return reading.low(at - 1) not in _NOMINAL and reading.low(at + 1) not in ("of", "'s")


def _passive(reading: Reading, at: int) -> bool:
    """Return whether the verb at a place stands in a passive that names its doer: "was seen by"."""
    tokens = reading.tokens
    before = any(tokens[i].low in _BE for i in range(max(0, at - 4), at) if tokens[i].clause == tokens[at].clause)
    by = any(
        tokens[i].low == "by"
        for i in range(at + 1, min(at + 8, len(tokens)))
        if tokens[i].sentence == tokens[at].sentence
    )
    if any(tokens[i].base in _GETTING for i in range(max(0, at - 3), at)):
        return any(tokens[i].low in ("from", "by") for i in range(at + 1, min(at + 4, len(tokens))))
    participle = tokens[at].low.endswith(("ed", "en", "wn", "t", "ne", "d", "ught", "ung", "un", "st"))
    bare = at + 1 < len(tokens) and tokens[at + 1].low == "by"
    return by and participle and (before or bare)


def _pivots(source: Reading, candidate: Reading) -> Iterator[tuple[int, int, bool]]:
    """Yield places of a word of both texts, or of two opposite or converse words, and whether those turn the roles."""
    for i, token in enumerate(source.tokens):
        if not (token.content or token.low in ("before", "after", "above", "below", "over", "under", "than", "behind")):
            continue
        same = [j for j, other in enumerate(candidate.tokens) if other.base == token.base]
        if len(same) == 1 and sum(other.base == token.base for other in source.tokens) == 1:
            yield i, same[0], False
            continue
        if same:
            continue
        for j, other in enumerate(candidate.tokens):
            if other.low in source.lows or other.kind != "word":
                continue
            if (token.base, other.base) in converses() or (
                opposed(token.low, other.low) and "than" in (source.low(i + 1), source.low(i + 2))
            ):
                yield i, j, True
            elif token.content and other.content and related(token.base, other.base):
                yield i, j, False


def _turned_round(source: Reading, candidate: Reading) -> Difference | None:
    """Return a word around which what stands before and after was exchanged without a change of voice."""
    turning = any(turns for _, _, turns in _pivots(source, candidate))
    named = {word for reading in (source, candidate) for one in names(reading) for word in one.words}
    mine, theirs = set(_arguments(source).values()), set(_arguments(candidate).values())
    shared = mine & theirs
    for i, j, turns in _pivots(source, candidate):
        base = source.tokens[i].base
        if base in _SYMMETRIC or base in named or (turning and not turns):
            continue
        wanted = shared - {base, candidate.tokens[j].base}
        for kind in (wanted & (named | set(PERSONS.values())), wanted):
            before, after = _nearest(source, i, kind)
            before_too, after_too = _nearest(candidate, j, kind)
            if not before or not after or before == after:
                continue
            if not turns and not (
                (_verbal(source, i) and _verbal(candidate, j)) or {"by", "from"} & source.lows & candidate.lows
            ):
                break
            if turns and {before, after} & {"he", "she", "they", "it"}:
                break
            bare = (_bare_passive(source, i) and not _passive(source, i)) != (
                _bare_passive(candidate, j) and not _passive(candidate, j)
            )
            if bare:
                break
            flips = turns ^ _passive(source, i) ^ _passive(candidate, j)
            swapped = (before, after) == (after_too, before_too)
            kept = (before, after) == (before_too, after_too)
            if swapped and not flips and not (_fronted(source, i, before) or _fronted(candidate, j, before_too)):
                return "roles exchanged", f"{before!r} and {after!r} changed places around {base!r}"
            if kept and flips:
                return "roles exchanged", f"{before!r} and {after!r} changed roles around {base!r}"
            if swapped or kept:
                break
        left, right = _sides_of(source, i, shared)
        left_too, right_too = _sides_of(candidate, j, shared)
        exchanged = (left & right_too) - right and (right & left_too) - left
        opens = source.tokens[i].first or candidate.tokens[j].first
        if exchanged and not (turning or opens) and base in _TWO_SIDED:
            return "roles exchanged", f"what stands on both sides of {base!r} changed places"
    return None


def _sides_of(reading: Reading, at: int, wanted: set[str]) -> tuple[set[str], set[str]]:
    """Return which of `wanted` stand before and after a place in its sentence."""
    places = [(k, word) for k, word in _arguments(reading).items() if word in wanted]
    here = [(k, word) for k, word in places if reading.tokens[k].sentence == reading.tokens[at].sentence]
    return {word for k, word in here if k < at}, {word for k, word in here if k > at}


def _other_subjects(source: Reading, candidate: Reading) -> Difference | None:
    """Return two verbs whose subjects were exchanged: "The client sends, the server checks" and the other way round."""
    shared = set(_arguments(source).values()) & set(_arguments(candidate).values())
    subjects: list[tuple[str, str, str]] = []
    for i, j, turns in _pivots(source, candidate):
        base = source.tokens[i].base
        if turns or not source.tokens[i].content or _passive(source, i) or _passive(candidate, j):
            continue
        if (
            not (_verbal(source, i) and _verbal(candidate, j))
            or _bare_passive(source, i)
            or _bare_passive(candidate, j)
        ):
            continue
        before, _ = _nearest(source, i, shared - {base})
        before_too, _ = _nearest(candidate, j, shared - {base})
        if before and before_too and before != before_too and not {before, before_too} & set(PERSONS.values()):
            subjects.append((base, before, before_too))
    verbs = {base for base, _, _ in subjects}
    for base, one, two in subjects:
        for other, one_too, two_too in subjects:
            if base != other and (one, two) == (two_too, one_too) and not {one, two} & verbs:
                return (
                    "roles exchanged",
                    f"{one!r} and {two!r} are the subjects of {base!r} and {other!r} the other way round",
                )
    return None


def _reordered(source: Reading, candidate: Reading) -> Difference | None:
    """Return two people that changed places, whatever the verb between: "A passed B", "B overtook A"."""
    one, two = _order(source), _order(candidate)
    if not one or not two or one[0] == one[1] or one != two[::-1]:
        return None
    lost = [token.base for token in source.content() if token.base not in candidate.bases]
    new = [token.base for token in candidate.content() if token.base not in source.bases]
    if any((x, y) in converses() or opposed(x, y) for x in lost for y in new) or {*lost, *new} & _SYMMETRIC:
        return None
    return "roles exchanged", f"{one[0]!r} and {one[1]!r} changed places"


def _order(reading: Reading) -> tuple[str, str] | None:
    """Return (who acts, whom it is done to) of a text that speaks of two people in one sentence, None where unsure."""
    if reading.lows & _LOOSE or any(token.sentence > 0 and token.kind != "sign" for token in reading.tokens):
        return None
    spans = [(one.start, one.end, one.words[-1]) for one in names(reading)]
    inside = {i for start, end, _ in spans for i in range(start, end)}
    people = [
        (i, i + 1, token.base)
        for i, token in enumerate(reading.tokens)
        if i not in inside and token.content and token.base in _people()
    ]
    found = sorted(
        (start, end, word)
        for start, end, word in spans + people
        if not _belongs(reading, start) and reading.low(end) != "'s"
    )
    if len(found) != 2:
        return None
    (_, end, first), (start, _, second) = found
    between = range(end, start)
    if reading.tokens[end].clause != reading.tokens[start].clause:
        return None
    if not any(reading.tokens[i].content for i in between) or any(reading.low(i) in _JOINING for i in between):
        return None
    passive = any(reading.low(i) in _BE for i in between)
    if passive and not any(reading.low(i) == "by" for i in between):
        return None
    return (second, first) if passive else (first, second)


_JOINING = words("before after until while when because if and or with like between than as versus vs beside near from")


@cache
def _people() -> frozenset[str]:
    from robustgen.perturbations import tables

    found = {row[1] for row in tables.rows("control_roles") if row[0] in ("one", "many")}
    return frozenset(found | listed("agents", "agent"))


_LOOSE = words(
    "say says said according who whom which whose that told tells it there met meets married he she him they them"
)


def _fronted(reading: Reading, at: int, before: str) -> bool:
    """Return whether what stands before a place opens the sentence as a part that may stand at its end as well."""
    start = next(k for k, token in enumerate(reading.tokens) if token.sentence == reading.tokens[at].sentence)
    places = [k for k, word in _arguments(reading).items() if start <= k < at and word == before]
    if not places:
        return False
    if any(token.low == "," for token in reading.tokens[places[-1] : at]):
        return True
    opening = reading.low(start)
    if opening in _PREPOSITIONS | {"when", "while", "because", "if", "since"}:
        return not any(token.content or token.kind == "number" for token in reading.tokens[start : places[-1]])
    return reading.low(at) in _PREPOSITIONS or reading.tokens[at].base in ("be", "there", "here")


def _redirected(source: Reading, candidate: Reading) -> Difference | None:
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
        return "roles exchanged", f"'{here} {word}' became '{there} {word}'"
    return None


def _directions(reading: Reading) -> dict[str, str]:
    """Return the preposition before each thing that stands once in a text."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    twice: set[str] = set()
    last = ""
    for i, token in enumerate(reading.tokens):
        if token.low in _PREPOSITIONS and not (token.low == "to" and _infinitive(reading, i)):
            last = token.low
        elif token.content or token.low in PERSONS:
            word = _word(token.low, token.base)
            if word in seen:
                twice.add(word)
            seen.add(word)
            if last:
                found[word] = last
            after = reading.tokens[i + 1] if i + 1 < len(reading.tokens) else None
            if not (after and after.content and after.kind == "word"):
                last = ""
        elif token.low not in (
            "the",
            "a",
            "an",
            "my",
            "your",
            "his",
            "her",
            "its",
            "our",
            "their",
            "this",
            "that",
            "of",
        ):
            last = ""
    return {word: preposition for word, preposition in found.items() if word not in twice}


def _infinitive(reading: Reading, at: int) -> bool:
    """Return whether the "to" at a place likely stands before a verb."""
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    return bool(after) and after is not None and after.base in _verbs() and not after.text[:1].isupper()


@cache
def _verbs() -> frozenset[str]:
    from robustgen.perturbations import tables

    return frozenset(row[0] for row in tables.rows("verb_forms"))


def _other_person(source: Reading, candidate: Reading) -> Difference | None:
    """Return a person that became another: "he" for "she", "I" for "he"."""
    one = {PERSONS[token.low] for token in source.tokens if token.low in PERSONS}
    two = {PERSONS[token.low] for token in candidate.tokens if token.low in PERSONS}
    lost, new = one - two, two - one
    for a in ("he", "she", "i"):
        for b in ("he", "she", "i", "you"):
            if a in lost and b in new and a != b and not (a == "i" and b == "you" and "?" in candidate.lows):
                return "person changed", f"{a!r} became {b!r}"
    return None
