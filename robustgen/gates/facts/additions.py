"""What a text says over and above another: things invented, things left out, a thing exchanged for one of its kin."""

from __future__ import annotations

from robustgen.gates.facts.entities import names
from robustgen.gates.facts.kinds import classed, exchanged
from robustgen.gates.facts.lexicon import is_listed, kin, near, stands_for
from robustgen.gates.facts.quantities import counted
from robustgen.gates.facts.reading import Reading, Token
from robustgen.gates.tables import listed, words

Difference = tuple[str, str]

MORE_WORDS = 3
"""How many more words that say something a text may hold than the other has counterparts for."""
MORE_SHARE = 0.4
"""The same as a share of the other text's words: what a longer text may lose or gain by other wording."""
_ADDING = words(
    "and because but with who which where when after before although though while so since plus including"
    " despite thanks due by for in at from during besides , ; ( - ."
)
_EMPTY = words(
    "make take give get have do go come way manner use work put keep find case kind sort bit lot fact"
    " matter order able happen become seem need want try help let turn set look like say tell know think"
    " feel people person man one year time day place part piece number amount type form level area state"
    " use team group really very quite simply just unfortunately sadly honestly luckily fortunately"
    " basically frankly actually indeed certainly definitely obviously clearly apparently overall"
    " generally personally truly opinion view experience please kindly thank thanks hi hello hey ok okay"
    " well due thanks owing according regarding grateful appreciate possible minus plus hmm hm uh um er"
    " erm oh ah wow yeah yep huh"
)


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) where one text says more than the other, or another thing of the same kind, or None."""
    lost, new = _unmatched(source, candidate), _unmatched(candidate, source)
    found = exchanged(source, candidate)
    if found:
        return found
    strange = [[token for token in words if not is_listed(token.base)] for words in (lost, new)]
    if len(lost) == len(new) == 1 and all(strange) and not near(lost[0].base, new[0].base):
        return "another thing", f"{lost[0].low!r} became {new[0].low!r}"
    size, size_too = len(source.content()), len(candidate.content())
    words = ", ".join(repr(token.low) for token in new[:4])
    told, told_too = _told(new), _told(lost)
    if len(told) - len(lost) > _spare(size) or _tail(candidate, source, lost, new) or _aside(candidate, lost, new):
        return "addition", f"nothing in the source speaks of {words}"
    words = ", ".join(repr(token.low) for token in lost[:4])
    if (
        len(told_too) - len(new) > _spare(size_too)
        or _tail(source, candidate, new, lost)
        or _condition(source, candidate, lost)
    ):
        return "omission", f"nothing speaks of {words} any more"
    return None


def _told(words: list[Token]) -> list[Token]:
    """Return the words of a list that are no denials: those are compared elsewhere."""
    denying = listed("negation", "strict") | listed("negation", "implicit")
    return [token for token in words if token.base not in denying]


def _spare(size: int) -> float:
    return max(MORE_WORDS, MORE_SHARE * size)


def _unmatched(reading: Reading, other: Reading) -> list[Token]:
    """Return the words of a text that say something and have no counterpart in the other, each once.

    Numbers and names have checks of their own.
    """
    apart = counted(reading) | {i for one in names(reading) for i in range(one.start, one.end)}
    fresh = other.bases - reading.bases
    found: dict[str, Token] = {}
    for i, token in enumerate(reading.tokens):
        base = token.base
        if not token.content or i in apart:
            continue
        if base in other.bases or token.low in other.lows or token.kind != "word" or base in _EMPTY or len(base) < 3:
            continue
        if any(kin(base, there) for there in other.bases) or (
            len(base) > 4 and any(near(base, low) for low in other.lows)
        ):
            continue
        if any(stands_for(base, there) for there in fresh) or classed(base, fresh):
            continue
        found.setdefault(base, token)
    return list(found.values())


def _tail(longer: Reading, shorter: Reading, lost: list[Token], new: list[Token]) -> bool:
    """Return whether a text is another one with a part put to it: "…, because he was ill", "… with a rooftop pool".

    Nothing of the shorter text is said otherwise, and the new words stand together behind or before a word that adds.
    """
    named = len(_REFERRING & (shorter.lows - longer.lows))  # a noun in the place of a pronoun is nothing new
    if len(new) <= named or lost or len(new) > 12:
        return False
    places = [i for i, token in enumerate(longer.tokens) if any(token is one for one in new)]
    start, end = places[0], places[-1]
    inside = [token for token in longer.tokens[start : end + 1] if token.content]
    if sum(token.base not in {one.base for one in new} for token in inside) > len(new):
        return False
    opens = any(longer.low(i) in _ADDING for i in range(max(0, start - 4), start))
    if len(new) == 1:
        clause = longer.tokens[start].clause
        fresh = clause not in {token.clause for token in longer.tokens if token.content and token.base in shorter.bases}
        joined = any(
            longer.low(i) in ("and", "because", "but", "with", "despite", "including")
            for i in range(max(0, start - 4), start)
        )
        return (fresh or (joined and longer.low(start - 1) != "," and _longer(longer, shorter))) and opens
    return opens or places[-1] - places[0] == len(places) - 1


def _condition(source: Reading, candidate: Reading, lost: list[Token]) -> bool:
    """Return whether a clause that holds a condition has no counterpart: "once it has been merged"."""
    if candidate.lows & _CONDITIONS:
        return False
    gone = {token.base for token in lost}
    clauses = {token.clause for token in source.tokens if token.low in _CONDITIONS}
    for clause in clauses:
        said = [token.base for token in source.content() if token.clause == clause and token.base not in _EMPTY]
        if said and set(said) <= gone:
            return True
    return False


_CONDITIONS = words("if once unless until provided providing assuming except except when whenever")


def _aside(longer: Reading, lost: list[Token], new: list[Token]) -> bool:
    """Return whether a clause holds nothing but new words, while the rest of the text lost fewer."""
    fresh = {token.base for token in new}
    clauses: dict[int, list[str]] = {}
    for token in longer.content():
        if token.base not in _EMPTY:
            clauses.setdefault(token.clause, []).append(token.base)
    return len(clauses) > 1 and len(new) > len(lost) + 1 and any(set(words) <= fresh for words in clauses.values())


_REFERRING = words("it they them this that these those he him she her one ones there")


def _longer(longer: Reading, shorter: Reading) -> bool:
    count = [sum(token.kind != "sign" for token in reading.tokens) for reading in (longer, shorter)]
    return count[0] >= count[1] + 2
