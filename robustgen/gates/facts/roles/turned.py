"""Roles turned round a word that both texts have: "A sees B", "B sees A"; "A sold it to B", "A bought it from B"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from robustgen.gates.facts.language.lexicon import converses, kin, opposed, related
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.names.entities import names
from robustgen.gates.facts.negation.claims import claims
from robustgen.gates.facts.negation.contrasts import elliptical
from robustgen.gates.facts.roles.arguments import (
    PREPOSITIONS,
    SYMMETRIC,
    arguments,
    bare_passive,
    nearest,
    passive,
    reaching,
    sides_of,
    verbal,
)
from robustgen.gates.facts.roles.compared import compares
from robustgen.gates.facts.roles.order import times
from robustgen.gates.tables import words

Difference = tuple[str, str]

_TWO_SIDED = words("before after behind above below")
_SELVES = words("himself herself myself yourself themselves ourselves itself own")
_CAUSAL = words("because due owing thanks")


def turned_round(source: Reading, candidate: Reading) -> Difference | None:
    """Return a word around which what stands before and after was exchanged without a change of voice."""
    if any(elliptical(reading, claims(reading)) for reading in (source, candidate)):
        return None
    if compares(source) or compares(candidate) or _causal(source) != _causal(candidate):
        return None
    turning = any(turns for _, _, turns in _pivots(source, candidate))
    named = {word for reading in (source, candidate) for one in names(reading) for word in one.words}
    mine, theirs = set(arguments(source).values()), set(arguments(candidate).values())
    shared = mine & theirs
    for i, j, turns in _pivots(source, candidate):
        base = source.tokens[i].base
        if base in SYMMETRIC or base in named or (turning and not turns):
            continue
        wanted = shared - {base, candidate.tokens[j].base}
        for kind in (wanted & (named | set(PERSONS.values())), wanted):
            before, after = nearest(source, i, kind)
            before_too, after_too = nearest(candidate, j, kind)
            if not before or not after or kin(before, after):
                continue
            told = {before, after} & set(PERSONS.values())
            if (
                told
                and kind != wanted
                and nearest(source, i, wanted)[0] != before
                and nearest(candidate, j, wanted)[1] != after
            ):
                continue  # "me the drill that his uncle gave him": the uncle gave it
            if _untold(source, i, candidate, j, turns=turns, pair={before, after}):
                break
            verbs = verbal(source, i) and verbal(candidate, j)
            flips = turns ^ passive(source, i) ^ passive(candidate, j)
            swapped = (before, after) == (after_too, before_too)
            kept = (before, after) == (before_too, after_too)
            reached = reaching(source, i, after) == reaching(candidate, j, after_too)
            if (
                swapped
                and not flips
                and reached
                and not (_fronted(source, i, before) or _fronted(candidate, j, before_too))
            ):
                return "roles exchanged", f"{before!r} and {after!r} changed places around {base!r}"
            if kept and flips and verbs:
                return "roles exchanged", f"{before!r} and {after!r} changed roles around {base!r}"
            if swapped or kept:
                break
        left, right = sides_of(source, i, shared)
        left_too, right_too = sides_of(candidate, j, shared)
        exchanged = (left & right_too) - right and (right & left_too) - left
        beside = {_last(source, i), _last(candidate, j)} | {_next(source, i), _next(candidate, j)}
        exchanged = exchanged and (left & right_too & beside) and (right & left_too & beside)
        opens = source.tokens[i].first or candidate.tokens[j].first
        if exchanged and not (turning or opens) and base in _TWO_SIDED:
            return "roles exchanged", f"what stands on both sides of {base!r} changed places"
    return None


def _untold(source: Reading, i: int, candidate: Reading, j: int, *, turns: bool, pair: set[str]) -> bool:
    """Return whether the words around a pivot of two texts do not tell who does what.

    Args:
        source: a text.
        i: the place of the pivot in it.
        candidate: the other text.
        j: the place of the pivot there.
        turns: whether the two pivots are converses or opposites.
        pair: the words before and after the pivot.
    """
    lows, persons = source.lows | candidate.lows, pair & {"he", "she", "they", "it"}
    if pair & times() or (turns and (persons or lows & _SELVES)):
        return True  # "payable by January"; "taught himself" is "learned on his own"
    if verbal(source, i) and verbal(candidate, j):
        if _compounded(source, i) or _compounded(candidate, j):
            return True
    elif (
        turns
        or persons
        or source.tokens[i].base not in PREPOSITIONS
        or not {"by", "from"} & source.lows & candidate.lows
    ):
        return True
    bare = [bare_passive(text, at) and not passive(text, at) for text, at in ((source, i), (candidate, j))]
    return bare[0] != bare[1]


def _last(reading: Reading, at: int) -> str:
    """Return the base form of the nearest word before a place that says something, or an empty string."""
    return _spoken(reading.tokens[at - 1 :: -1] if at else ())


def _next(reading: Reading, at: int) -> str:
    """Return the same behind a place."""
    return _spoken(reading.tokens[at + 1 :])


def _spoken(tokens: Sequence[Token]) -> str:
    found = next((token for token in tokens if token.content or token.low in PERSONS), None)
    return PERSONS.get(found.low, found.base) if found else ""


def _compounded(reading: Reading, at: int) -> bool:
    """Return whether a word is a part of a compound: "south-facing", "your bank details", "password reset link"."""
    before, after = reading.low(at - 1), reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if reading.hyphened(at) or reading.hyphened(at + 1):
        return True
    plain = reading.tokens[at].low == reading.tokens[at].base and after is not None and after.content
    noun = at > 0 and reading.tokens[at - 1].content and not before.endswith("s") and not reading.tokens[at - 1].first
    return plain and (noun or before in words("your my his her our their its the a an"))


def _causal(reading: Reading) -> bool:
    """Return whether a clause says why; "because of the mould" is no clause."""
    return any(
        token.low in _CAUSAL and not reading.phrase(i, "because", "of") for i, token in enumerate(reading.tokens)
    )


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


def _fronted(reading: Reading, at: int, before: str) -> bool:
    """Return whether what stands before a place opens the sentence as a part that may stand at its end as well."""
    start = next(k for k, token in enumerate(reading.tokens) if token.sentence == reading.tokens[at].sentence)
    places = [k for k, word in arguments(reading).items() if start <= k < at and word == before]
    if not places:
        return False
    if any(token.low == "," for token in reading.tokens[places[-1] : at]):
        return True
    opening = reading.low(start)
    if opening in PREPOSITIONS | {"when", "while", "because", "if", "since"}:
        return not any(token.content or token.kind == "number" for token in reading.tokens[start : places[-1]])
    return reading.low(at) in PREPOSITIONS or reading.tokens[at].base in ("be", "there", "here")
