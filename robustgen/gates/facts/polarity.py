"""Whether two texts deny the same: negations, opposites, words that turn a claim round.

"Not cheap", "expensive" and "not inexpensive" are read by one rule: what a prefix or an opposite denies counts as
what a negator denies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from robustgen.gates.facts.claims import Claims, asserted, claims, sign
from robustgen.gates.facts.denials import elsewhere, fuzzy, harm_averted, implied, only
from robustgen.gates.facts.lexicon import denied, kin, lemma, opposed, polarity, related
from robustgen.gates.facts.reading import Reading, Token
from robustgen.gates.tables import listed, rows, words

Difference = tuple[str, str]


_PLACES = words("before after above below over under up down in out on off inside outside ahead behind")
"""Opposites that have two sides: `roles` compares them."""


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) of the first difference between what two texts deny, or None."""
    one, two = claims(source), claims(candidate)
    answered: Counter[str] = Counter()
    found = _opposite(source, candidate, one, two, answered) or _turned(source, candidate, one, two, answered)
    if found:
        return found
    return _unanswered(source, candidate, one, two, answered)


def _turned(source: Reading, candidate: Reading, one: Claims, two: Claims, answered: Counter[str]) -> Difference | None:
    """Return a word that one text only asserts and the other only denies, with nothing else that denies it there."""
    for base, signs in one.signs.items():
        there = two.signs.get(base)
        if (
            signs == frozenset({1})
            and there == frozenset({-1})
            and not (answered["cue"] or implied(source, candidate, near=frozenset({base})))
        ):
            return "negation added", f"{base!r} is denied now"
        if (
            signs == frozenset({-1})
            and there == frozenset({1})
            and not (answered["cue"] or implied(candidate, source, near=frozenset({base})))
        ):
            return "negation lost", f"{base!r} is no longer denied"
    return None


def _opposite(
    source: Reading, candidate: Reading, one: Claims, two: Claims, answered: Counter[str]
) -> Difference | None:
    """Return a word whose opposite took its place; count the negators that an opposite answers."""
    lost = only(source, candidate)
    new = only(candidate, source)
    for a in lost:
        for b in new:
            if (a.low in _PLACES and b.low in _PLACES) or {a.low, b.low} & listed("negation", "explicit"):
                continue
            denial = denied(a.low) or denied(b.low)
            if not (opposed(a.low, b.low) or opposed(a.base, b.base) or (denial and _base_of(a, b))):
                continue
            here, there = sign(one, a), sign(two, b)
            if here == 0 or there == 0 or here != there:
                answered["cue"] += 1
                continue
            if _converse(source, candidate, a, b) or (_held(a, candidate, b) and _held(b, source, a)):
                continue
            return "opposite", f"{a.low!r} became {b.low!r}"
    if not lost or not new:
        return None
    before, after = _praise(source, one), _praise(candidate, two)
    gained = [b for b in new if polarity(b.low) or polarity(b.base)]
    gone = [a for a in lost if polarity(a.low) or polarity(a.base)]
    if before * after < 0 and gone and gained:
        return "opposite", f"{gone[0].low!r} became {gained[0].low!r}"
    return None


def _held(word: Token, other: Reading, opposite: Token) -> bool:
    """Return whether another text has a word like the given one beside its opposite: "sacked", "hired"."""
    return any(base != opposite.base and kin(word.base, base) for base in other.bases)


def _base_of(a: Token, b: Token) -> bool:
    """Return whether one of two words is the other with a prefix that denies it."""
    for x, y in ((a, b), (b, a)):
        base = denied(x.low)
        if base and y.base in (base, lemma(base)):
            return True
        base = denied(x.base)
        if base and related(lemma(base), y.base):
            return True
    return False


def _praise(reading: Reading, claim: Claims) -> int:
    """Return the sum of what a text praises and damns, each word with its sign."""
    total = 0
    for token in reading.tokens:
        value = polarity(token.low) or polarity(token.base)
        if value:
            total += value * sign(claim, token)
    return total


def _converse(source: Reading, candidate: Reading, a: Token, b: Token) -> bool:
    """Return whether what stood before a word stands after its opposite: "A is taller than B", "B is shorter than A".

    Of words that are each other's converse ("lend", "borrow") nothing is said where no subject is the same.
    """
    i, j = source.tokens.index(a), candidate.tokens.index(b)
    before, after = _sides(source, i)
    before_too, after_too = _sides(candidate, j)
    moved = ((before & after_too) - after) | ((after & before_too) - before)
    compared = "than" in source.lows and "than" in candidate.lows
    if (a.base, b.base) in converses() and not (source.low(i + 1) == "than" or a.base.endswith("er")):
        return bool(moved or not before & before_too)
    return compared and bool(moved) and not (before & before_too and after & after_too)


@cache
def converses() -> frozenset[tuple[str, str]]:
    """Return the pairs of base forms that say the same of two things exchanged, both ways round."""
    found = rows("converses")
    return frozenset([(one, other) for one, other in found] + [(other, one) for one, other in found])


def _sides(reading: Reading, at: int) -> tuple[set[str], set[str]]:
    named = [
        (i, token.low if token.low in PERSONS else token.base)
        for i, token in enumerate(reading.tokens)
        if token.sentence == reading.tokens[at].sentence and (token.content or token.low in PERSONS)
    ]
    return {PERSONS.get(word, word) for i, word in named if i < at}, {
        PERSONS.get(word, word) for i, word in named if i > at
    }


PERSONS = {
    "i": "i", "me": "i", "my": "i", "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "they": "they",
    "them": "they", "their": "they", "we": "we", "us": "we", "our": "we", "you": "you", "your": "you", "mine": "i",
    "hers": "she", "ours": "we", "yours": "you", "theirs": "they", "himself": "he", "herself": "she", "myself": "i",
}  # fmt: skip


def _unanswered(
    source: Reading, candidate: Reading, one: Claims, two: Claims, answered: Counter[str]
) -> Difference | None:
    """Return a negator that nothing in the other text answers."""
    lost, new = list(one.cues), list(two.cues)
    for cue in one.cues:
        fit = [other for other in new if cue.target and cue.target == other.target]
        fit = fit or [other for other in new if cue.scope & other.scope]
        fit = fit or [
            other
            for other in new
            if bool(cue.target) == bool(other.target) and not (asserted(two, cue.target) or asserted(one, other.target))
        ]
        fit = fit or ([other for other in new if fuzzy(cue, other)] if new else [])
        if fit:
            if elsewhere(cue, fit[0], source, candidate):
                return "negation moved", f"{cue.word!r} denies {fit[0].target!r} instead of {cue.target!r}"
            new.remove(fit[0])
            lost.remove(cue)
    lost = [cue for cue in lost if not harm_averted(cue, candidate)]
    new = [cue for cue in new if not harm_averted(cue, source)]
    excuses = answered["cue"] + len(implied(candidate, source, near=frozenset().union(*(cue.scope for cue in lost))))
    excuses_there = answered["cue"] + len(
        implied(source, candidate, near=frozenset().union(*(cue.scope for cue in new)))
    )
    if len(lost) > excuses:
        return "negation lost", f"nothing answers {lost[0].word!r} before {lost[0].target!r}"
    if len(new) > excuses_there:
        return "negation added", f"{new[0].word!r} before {new[0].target!r} answers nothing"
    if (not one.cues and not two.cues) or len(one.cues) == len(two.cues):
        found = list(_turned_by(candidate, source))
        if found and not implied(source, candidate):
            return "negation added", f"{found[0]!r} answers nothing"
        found = list(_turned_by(source, candidate))
        if found and not implied(candidate, source):
            return "negation lost", f"nothing answers {found[0]!r}"
    return None


def _turned_by(reading: Reading, other: Reading) -> Iterator[str]:
    """Yield words of a text, not of the other, that turn round what follows them and the other text asserts."""
    strict = listed("negation", "strict")
    for i, token in enumerate(reading.tokens):
        if token.base not in strict or token.base in other.bases or token.low in listed("negation", "explicit"):
            continue
        if claims(reading).signs.get(token.base) == frozenset({-1}):
            continue  # a negator before it turns it round again
        after = [t.base for t in reading.tokens[i + 1 : i + 8] if t.content and t.clause == token.clause]
        if after and after[0] in other.bases:
            yield token.low
