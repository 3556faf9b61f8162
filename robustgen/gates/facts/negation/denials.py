"""Whether a negator of one text is missed in the other: whether that says the very thing, and what may excuse it."""

from __future__ import annotations

from collections.abc import Sequence

from robustgen.gates.facts.language.lexicon import denied, kin, kin_in, near, opposed, polarity, stands_for
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.claims import Claims, Cue, asserted, telling
from robustgen.gates.facts.negation.excuses import excuses, operates
from robustgen.gates.tables import listed, words

NOWHERE = -1
"""Stands for a clause where nothing answers a negator of this text."""


def fuzzy(cue: Cue, other: Cue) -> bool:
    """Return whether two negators bear upon words that are kin, or the one upon words the other text says otherwise."""
    return any(kin_in(base, other.scope) for base in cue.scope)


def elsewhere(cue: Cue, other: Cue, source: Reading, candidate: Reading) -> bool:
    """Return whether two negators of verbs deny two words of both texts: "did not promise to", "promised not to"."""
    passing = listed("negation", "raising") | listed("negation", "adverb") | {"", "need"}
    if {cue.target, other.target} & passing or not (_falls(cue, source) and _falls(other, candidate)):
        return False
    return cue.target != other.target and cue.target in candidate.bases and other.target in source.bases


def _falls(cue: Cue, reading: Reading) -> bool:
    """Return whether a negator falls on the word right behind it, and on all of it."""
    if cue.word in ("instead of", "rather than"):
        return True
    if reading.low(cue.at + 1) in words("all every each everyone everybody everything many much"):
        return False
    near = [token.base for token in reading.tokens[cue.at + 1 : cue.at + 3]]
    return cue.word in ("not", "never") and cue.target in near


def harm_averted(cue: Cue, other: Reading) -> bool:
    """Return whether a negator denies something bad that the other text is silent on: "nothing wrong" is "fine"."""
    bad = polarity(cue.target) < 0 or cue.target in listed("negation", "bad") or bool(denied(cue.target))
    return bad and not kin_in(cue.target, other.bases)


def missed(cue: Cue, reading: Reading, other: Reading, claim: Claims) -> bool:
    """Return whether another text asserts what a negator denies, or has nothing that could say it otherwise.

    "Not straight" may be "leaning": where the other text has no word of what is denied, and words of its own, only a
    reader can tell.
    """
    if cue.word == "without" and _before_being(cue.target, other):
        return False
    if _said_there(cue, reading, other, claim) or _trailing(cue, reading, claim):
        return True
    if len(reading.content()) > _ELABORATE * len(other.content()):
        return False  # it says more in any case
    there = {token.sentence for token in other.tokens if token.content and token.base in cue.scope}
    apart = [token for token in unmet(other, reading) if token.sentence in there or not there]
    if not cue.target:  # "and neither can I": the contrary of what is said before is no other way to say it
        contrary = [token for token in apart if any(opposed(token.base, base) for base in reading.bases)]
        if any(token.inner and token.low == "not" for token in reading.tokens[: cue.at]):
            return bool(contrary)  # "I can't stand it and neither can he": both hate it
        apart = [token for token in apart if token not in contrary]
    return not apart


def _before_being(base: str, other: Reading) -> bool:
    """Return whether a text says that something was so before what is denied: "held before being charged"."""
    return any(
        token.low in ("before", "until") and any(akin(base, there.base) for there in other.tokens[i + 1 : i + 5])
        for i, token in enumerate(other.tokens)
    )


def conditioned(cue: Cue, reading: Reading) -> bool:
    """Return whether a negator stands in or behind a condition: "if there is no receipt", "or we will not"."""
    before = {reading.low(i) for i in range(cue.at - 4, cue.at) if reading.low(i)}
    return bool(before & {"if", "or", "otherwise"})


def again(cue: Cue, reading: Reading, others: Sequence[Cue]) -> bool:
    """Return whether a negator falls on what one of another text falls on: said twice, it is denied no less.

    So does "isn't either": what it stands for is denied before.
    """
    plain = [other for other in others if other.word in ("not", "never", "no", "neither", "nobody", "none")]
    if plain and reading.phrase(cue.at + 1, "either"):
        return True
    if any(other.word == "neither" and cue.target in other.scope for other in plain):
        return True  # "neither a balcony nor a garden": no balcony, no garden
    return bool(cue.target) and any(other.target and stands_for(cue.target, other.target) for other in plain)


def _trailing(cue: Cue, reading: Reading, claim: Claims) -> bool:
    """Return whether a "not" stands behind all that it may deny, and another text asserts that: "I like it. Not"."""
    clause = [
        (i, token.base)
        for i, token in enumerate(reading.tokens)
        if token.content and token.clause == reading.tokens[cue.at].clause
    ]
    last = cue.word == "not" and bool(clause) and all(i < cue.at for i, _ in clause)
    return last and not cue.target and all(asserted(claim, base) for _, base in clause[-2:])


_ELABORATE = 1.5
"""How many times as many words a text has that says at length what the other says."""


def unexcused(
    cues: list[Cue], reading: Reading, other: Reading, claim: Claims, answers: Sequence[int | None]
) -> Cue | None:
    """Return the first of the negators of a text that nothing in the other may do the work of, or None.

    Where the other text asserts the very word that is denied, only a word such as "fail" or "few" will do.
    """
    words = excuses(other, reading, near=frozenset().union(*(cue.scope for cue in cues)))
    cues = [cue for cue in cues if not _doubled(cue, reading, other)]
    for cue in cues:
        if not _said_there(cue, reading, other, claim):
            continue
        heads = _heads(cue, reading)
        alike = {token.clause for token in other.tokens if any(akin(base, token.base) for base in heads)}
        clauses = {token.clause for token in other.tokens if [token.base] == heads} or alike
        nominal = _nominal(cue, reading)
        answered = any(clause in (None, reading.tokens[cue.at].clause) for clause in answers)
        if not answered and not any(
            (nominal or operates(word)) and clause in {None, *clauses} for word, clause in words
        ):
            return cue
    single = [cue for i, cue in enumerate(cues) if not (i and _goes_on(cues[i - 1], cue, reading))]
    return cues[0] if single and len(single) > sum(clause != NOWHERE for clause in answers) + len(words) else None


def _doubled(cue: Cue, reading: Reading, other: Reading) -> bool:
    """Return whether a "not" falls on a word that denies too, and that the other text lacks: "leave no field blank"."""
    listing = listed("negation", "implicit")
    for i, token in enumerate(reading.tokens[cue.at + 1 :], cue.at + 1):
        if token.clause != reading.tokens[cue.at].clause:
            break
        ends = i + 1 == len(reading.tokens) or not reading.tokens[i + 1].content  # not "a bad back"
        if token.content and ends and token.base in listing and token.base != cue.target:
            return cue.word in ("not", "never", "no") and not kin_in(token.base, other.bases)
    return False


def _goes_on(before: Cue, cue: Cue, reading: Reading) -> bool:
    """Return whether a negator goes on with what one before it denies: "no pain and no fever"."""
    between = {reading.low(i) for i in range(before.at + 1, cue.at)}
    return before.word == cue.word == "no" and cue.at - before.at < 6 and bool(between & {"and", "or", ","})


_NOMINAL = words("no none nothing nobody no-one nowhere without neither nor unless") | {"no one"}
"""Negators that deny that there is a thing: "no milk" may be "out of milk"."""


def _nominal(cue: Cue, reading: Reading) -> bool:
    """Return whether a negator denies that there is a thing, or enough of it: "no milk", "hardly any milk"."""
    amount = words("any a an much many enough one single")
    return (
        cue.word in _NOMINAL
        or reading.low(cue.at + 1) in amount
        or (reading.phrase(cue.at + 1, "have|get|be|see|hear|find|speak", " ".join(amount).replace(" ", "|")))
    )


def _said_there(cue: Cue, reading: Reading, other: Reading, claim: Claims) -> bool:
    """Return whether another text asserts what a negator denies."""
    heads = _heads(cue, reading)
    if heads and heads[0] in _PERMITTING | {"possible"} and not other.lows & listed("negation", "explicit"):
        return bool(other.lows & {"may", "can"}) or any(asserted(claim, x) for x in _PERMITTING)
    free = other.bases - reading.bases - listed("agents", "agent")  # what the text itself says answers that
    if not heads or not all(
        any(asserted(claim, x) and (x == base or (x in free and akin(base, x))) for x in other.bases) for base in heads
    ):
        return False
    clause = reading.tokens[cue.at].clause
    ways = [t.base for t in reading.tokens[cue.at + 1 :] if t.clause == clause and t.content and t.low.endswith("ly")]
    return all(any(akin(base, there) for there in other.bases) for base in ways)  # "not automatically", but by hand


_PERMITTING = words("allow permit authorize")


def exchanged(source: Reading, candidate: Reading, one: Claims, two: Claims) -> tuple[str, str] | None:
    """Return two words of which each text denies the one and asserts the other: "covers A but not B", "B but not A"."""
    for cue in one.cues:
        for other in two.cues:
            here, there = _denied_by(cue, source), _denied_by(other, candidate)
            gone = [word for word in here - there if _clearly(two, word)]
            come = [word for word in there - here if _clearly(one, word)]
            if not gone or not come:
                continue
            both = [clause.signs.get(cue.target, frozenset()) >= {1, -1} for clause in (one, two)]
            if cue.target and cue.target == other.target and (all(both) or _contrasts(source, candidate)):
                return min(gone), min(come)
            if cue.target in gone and other.target in come and _contrasts(source, candidate):
                return min(gone), min(come)
    return None


def _contrasts(*readings: Reading) -> bool:
    """Return whether each of some texts sets one thing against another."""
    return all(reading.lows & _CONTRASTS for reading in readings)


_CONTRASTS = words("but while whereas although though yet however only rather instead unlike")


def _clearly(claim: Claims, base: str) -> bool:
    return claim.signs.get(base) == frozenset({1})


def _denied_by(cue: Cue, reading: Reading) -> frozenset[str]:
    """Return what a negator may deny: the words behind it in its clause."""
    clause = reading.tokens[cue.at].clause
    return frozenset(token.base for token in reading.tokens[cue.at + 1 :] if token.content and token.clause == clause)


def akin(one: str, other: str) -> bool:
    """Return whether two base forms are kin, or begin alike and are long: "navigate", "navigable"."""
    long = max(len(one), len(other))
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return kin(one, other) or (shared >= 5 and shared * 5 >= 3 * long) or (long > 5 and near(one, other))


def _heads(cue: Cue, reading: Reading) -> list[str]:
    """Return what a negator denies: its target, or what follows one that says little: "manage to", "give approval"."""
    if not cue.target or (cue.word in _THINGS and _far(cue, reading)):
        return []
    if reading.low(cue.at + 1) == "do" and cue.at + 2 < len(reading.tokens) and reading.tokens[cue.at + 2].content:
        return []  # "can't do Monday"
    if reading.low(cue.at + 1) in ("what", "how", "where", "as") and cue.word == "not":
        return []
    behind: list[str] = []
    for token in reading.tokens[cue.at + 1 : cue.at + 12]:
        if token.clause != reading.tokens[cue.at].clause:
            break
        if telling(token) and token.base not in behind:
            behind.append(token.base)
    behind = behind[behind.index(cue.target) :] if cue.target in behind else [cue.target]
    needs = reading.lows & {"need", "needs", "needed"} and any(
        reading.low(k) == "to" for k in range(cue.at, cue.at + 5)
    )
    while len(behind) > 1 and behind[0] in _RAISING | _COUNTS and (behind[0] != "need" or needs):
        behind = behind[1:]
    nominal = cue.word != "not" or reading.low(cue.at + 1) in ("a", "the", "any", "one")
    if len(behind) > 1 and (behind[0].split()[0] in ("lead", "result", "cause") or (nominal and behind[0] in _NOUNS)):
        return behind[1:2]
    return behind[:1] if behind[0] not in _LIGHT else behind[1:3] if len(behind) > 2 else behind


_RAISING = words(
    "think believe suppose guess reckon imagine intend expect feel sound plan mean likely hope manage come go try start"
    " begin seem appear want wish able bother happen become remain stay turn look need"
)
_COUNTS = words("two three four")
_THINGS = words("nothing nobody none no-one nowhere") | {"no one"}


def _far(cue: Cue, reading: Reading) -> bool:
    """Return whether a preposition stands between "nothing" and what follows: "nothing on the porch"."""
    return reading.low(cue.at + cue.word.count(" ") + 1) in words(
        "on in at of from for about with under near inside to"
    )


_NOUNS = words("sign evidence trace hint indication proof record mention kind sort type single chance")
_LIGHT = words("make take give put keep let bring lead result cause get")


def unmet(reading: Reading, other: Reading) -> list[Token]:
    """Return the words of a text that say something and are kin to none of the other's."""
    return [
        token
        for token in reading.tokens
        if telling(token)
        and token.kind == "word"
        and token.base not in listed("negation", "explicit")
        and not kin_in(token.base, other.bases)
    ]
