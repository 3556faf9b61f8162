"""A word whose opposite took its place, and which negators of the other text an opposite answers.

"Not cheap" is answered by "expensive"; "cheap" that became "expensive" is another claim, unless converses, comparisons
or other words turn it round as well.
"""

from __future__ import annotations

from robustgen.gates.facts.language.closeness import apart
from robustgen.gates.facts.language.forms import BE, GET, lemma
from robustgen.gates.facts.language.lexicon import converses, denied, kin, kin_in, loosely, opposed, related
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.claims import Claims, sign
from robustgen.gates.facts.negation.excuses import only
from robustgen.gates.facts.negation.frames import dated
from robustgen.gates.facts.negation.negators import bounding, questions
from robustgen.gates.facts.negation.opposites import of_the_same
from robustgen.gates.tables import listed, words

_APART = (2, 3)
"""How far `apart` the sentences of two opposites may be: beyond, as many were wrong as right."""


Answers = list[tuple[int | None, int | None]]
"""What answers a negator of one text otherwise: the clauses it stands in there and here, None for any."""


_PLACES = words("before after above below over under up down in out on off inside outside ahead behind")
"""Opposites that have two sides: `roles` compares them."""


def contrary(source: Reading, candidate: Reading, one: Claims, two: Claims, answers: Answers) -> tuple[str, str] | None:
    """Return a word whose opposite took its place; note which negators an opposite answers."""
    bounds = [{reading.tokens[i] for i in bounding(reading)} for reading in (source, candidate)]
    lost = [token for token in only(source, candidate) if token not in bounds[0]]
    new = [token for token in only(candidate, source) if token not in bounds[1]]
    for a in lost:
        for b in new:
            if {a.low, b.low} <= _PLACES and opposed(a.low, b.low) and bool(one.cues) != bool(two.cues):
                answers.append((a.clause, b.clause))  # "keep it on" is "do not take it off"
            if _from(source, a) or _from(candidate, b):
                continue  # "kept them awake", "stopped them from sleeping"
            if _compound(source, a) or _compound(candidate, b):
                continue
            if (a.low in _PLACES and b.low in _PLACES) or {a.low, b.low} & listed("negation", "explicit"):
                continue
            if not (opposed(_said(a), _said(b)) or opposed(a.base, b.base) or _denied_by_ending(a, b)):
                continue
            if echoed(a, candidate) and echoed(b, source):
                continue  # both texts speak of both
            here, there = sign(one, a), sign(two, b)
            denied_both = here == there == -1 and _alone(one) and _alone(two) and (a.base, b.base) not in converses()
            if denied_both and _near_enough(source, a, candidate, b):
                return "opposite", f"{a.low!r} became {b.low!r}"  # "never forgets", "never remembers"
            if here < 1 or there < 1 or _subordinate(source, one, a) != _subordinate(candidate, two, b):
                if (a.base, b.base) not in converses():  # "does not lend to" is no "borrows from"
                    answers.append((a.clause, b.clause))
                continue
            prefixed = a.base.endswith(b.base) or b.base.endswith(a.base) or denied(a.base) or denied(b.base)
            if not prefixed and (_taken(a, b, new) or _taken(b, a, lost)):
                continue  # "on arrival, leave it" says "arrive" otherwise
            if loosely(a.base, b.base) and _flipped_too(a, b, lost, new):
                continue  # "beaten at home" is "won away"
            if _partly(source) != _partly(candidate):
                answers.append((None, None))  # "not all passed" is "some failed"
                continue
            if _converse(source, candidate, a, b) or questions(source) or questions(candidate):
                continue
            if _passive(source, a, b) != _passive(candidate, b, a) or dated(source, a, candidate, b):
                continue
            if _governed(source, a, candidate) != _governed(candidate, b, source):
                answers.append((a.clause, b.clause))
                continue
            if (prefixed or _near_enough(source, a, candidate, b)) and of_the_same(source, a, candidate, b):
                return "opposite", f"{a.low!r} became {b.low!r}"
    return None


def _alone(claim: Claims) -> bool:
    """Return whether a text has one negator, a plain one."""
    return [cue.word in ("not", "never", "no") for cue in claim.cues] == [True]


def _near_enough(source: Reading, a: Token, candidate: Reading, b: Token) -> bool:
    """Return whether the sentences of two words say enough in the same words for their contrast to tell something."""
    fewer, more = apart(source, candidate, here=a.sentence, there=b.sentence)
    return fewer <= _APART[0] and more <= _APART[1]


def _denied_by_ending(a: Token, b: Token) -> bool:
    """Return whether one of two words says by "-less" that there is none of the other: "harmless", "does harm"."""
    return any(
        one.low.endswith("less") and related(denied(one.low) or "", other.base) for one, other in ((a, b), (b, a))
    )


def _flipped_too(a: Token, b: Token, lost: list[Token], new: list[Token]) -> bool:
    """Return whether other words of two texts are converses or opposites as well."""
    return any(
        (one.base, other.base) in converses()
        or opposed(one.base, other.base)
        or {one.base, other.base} == {"beat", "win"}
        for one in lost
        if one is not a
        for other in new
        if other is not b
    )


def _partly(reading: Reading) -> bool:
    """Return whether a text denies that all are or do something."""
    return reading.has("not", "all|every|everyone|everybody|everything")


def _from(reading: Reading, word: Token) -> bool:
    """Return whether "from" follows a verb of stopping."""
    at = reading.tokens.index(word)
    doing = reading.low(at + 1) in PERSONS and reading.low(at + 2).endswith("ing")  # "stopped us sleeping"
    return word.base in ("stop", "prevent") and (doing or "from" in {reading.low(i) for i in range(at + 1, at + 5)})


def _compound(reading: Reading, word: Token) -> bool:
    """Return whether "time" or the like stands behind a word: "closing time" closes nothing."""
    return reading.low(reading.tokens.index(word) + 1) in words("time times hour hours date dates ceremony day")


def _taken(word: Token, other: Token, new: list[Token]) -> bool:
    """Return whether a word is said by another one of those that are new beside a given one."""
    back = {"re" + word.base, word.base.removeprefix("re")} - {word.base}  # "reopen", "open again"
    rest = [one.base for one in new if one is not other and one.base != other.base]
    return any(base in back or kin(word.base, base) for base in rest)


def _governed(reading: Reading, word: Token, other: Reading) -> bool:
    """Return whether a word that turns claims round, which the other text lacks, stands before one: "failed to"."""
    turning = (listed("negation", "strict") - listed("negation", "explicit")) | words("few fewer little less")
    at = reading.tokens.index(word)
    if reading.phrase(at - 3, "remain|remains|remained|yet|still", "to", "be"):
        return True  # "remains to be answered" is "unanswered"
    clause = [token for token in reading.tokens[:at] if token.clause == word.clause]
    return any({token.base, token.low} & turning and token.low not in other.lows for token in clause[-6:])


def _said(word: Token) -> str:
    """Return a word as written, or what the phrase means that it carries."""
    return word.low if word.base == lemma(word.low) else word.base


def _subordinate(reading: Reading, claim: Claims, token: Token) -> bool:
    """Return whether a word stands in a clause of time or condition that is denied: "never while it is on"."""
    opens = next(other for other in reading.tokens if other.clause == token.clause)
    cues = any(reading.tokens[cue.at].sentence == token.sentence for cue in claim.cues)
    return cues and opens.low in words("while when whenever if until unless since")


def echoed(token: Token, other: Reading) -> bool:
    """Return whether another text has a word derived from the same, or one that says the same."""
    return (
        kin_in(token.base, other.bases)
        or kin_in(token.base + "ern", other.bases)
        or (token.base.endswith("ern") and token.base.removesuffix("ern") in other.bases)
        or not other.bases.isdisjoint(("re" + token.base, token.base.removeprefix("re")))
    )


def _passive(reading: Reading, token: Token, other: Token) -> bool:
    """Return whether a verb that has a converse stands in the passive: "been beaten" is "lost"."""
    if (token.base, other.base) not in converses() | _DEFEATS:
        return False
    at = reading.tokens.index(token)
    return any(reading.low(i) in BE | GET for i in range(max(0, at - 3), at)) and token.low not in ("lost", "won")


_DEFEATS = frozenset([("beat", "lose"), ("lose", "beat"), ("defeat", "lose"), ("lose", "defeat"), ("beat", "lost")])


_DEFEATS = _DEFEATS | {(b, a) for a, b in _DEFEATS}


def _converse(source: Reading, candidate: Reading, a: Token, b: Token) -> bool:
    """Return whether what stood before a word stands after its opposite: "A is taller than B", "B is shorter than A".

    Of words that are each other's converse ("lend", "borrow") nothing is said where no subject is the same.
    """
    i, j = source.tokens.index(a), candidate.tokens.index(b)
    before, after = _sides(source, i)
    before_too, after_too = _sides(candidate, j)
    moved = ((before & after_too) - after) | ((after & before_too) - before)
    compared = "than" in source.lows and "than" in candidate.lows
    handed = {"to", "by"} <= {source.low(k) for k in (i + 1, i + 2)} | {candidate.low(k) for k in (j + 1, j + 2)}
    if handed and (a.base, b.base) in converses():
        return True  # "was sold to them" is "was bought by them"
    if (a.base, b.base) in converses() and not (source.low(i + 1) == "than" or a.base.endswith("er")):
        return bool((before & after_too) | (after & before_too)) or not before & before_too
    return compared and bool(moved) and not (before & before_too and after & after_too)


def _sides(reading: Reading, at: int) -> tuple[set[str], set[str]]:
    named = [
        (i, token.low if token.low in PERSONS else token.base)
        for i, token in enumerate(reading.tokens)
        if token.sentence == reading.tokens[at].sentence
        and (token.content or (token.low in PERSONS and token.low not in _OWNERS))
    ]
    return {PERSONS.get(word, word) for i, word in named if i < at}, {
        PERSONS.get(word, word) for i, word in named if i > at
    }


_OWNERS = words("my your his its our their")
