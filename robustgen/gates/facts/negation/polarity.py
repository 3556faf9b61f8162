"""Whether two texts deny the same: negations, opposites, words that turn a claim round.

"Not cheap", "expensive" and "not inexpensive" are read by one rule: what a prefix or an opposite denies counts as
what a negator denies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from robustgen.gates.facts.language.closeness import allowed, apart, counterpart
from robustgen.gates.facts.language.lexicon import related
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation import contrasts, parity
from robustgen.gates.facts.negation.claims import Claims, Cue, asserted, claims
from robustgen.gates.facts.negation.comparing import compared
from robustgen.gates.facts.negation.contraries import Answers, contrary, echoed
from robustgen.gates.facts.negation.denials import (
    NOWHERE,
    again,
    akin,
    conditioned,
    elsewhere,
    exchanged,
    fuzzy,
    harm_averted,
    missed,
    unexcused,
    unmet,
)
from robustgen.gates.facts.negation.excuses import implied
from robustgen.gates.facts.negation.frames import conceded, outlived, unreal, without_unreal
from robustgen.gates.tables import listed, words

Difference = tuple[str, str]


_APART, _APART_THERE = 3, 2
"""How many words of a text, and of a sentence, may have no counterpart: beyond, a negator tells nothing by itself."""


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) of the first difference between what two texts deny, or None."""
    one, two = claims(source), claims(candidate)
    answers: Answers = []
    told = compared(source, candidate)
    if told < 0:
        return "opposite", "the comparison is turned round"
    answers += [(None, None)] * told
    found = _framed(source, candidate, one, two) or contrasts.differ(source, candidate, one, two)
    if found:
        return found
    if unreal(source) != unreal(candidate):
        answers.append((NOWHERE, None) if unreal(source) else (None, NOWHERE))  # "would have called"
        one, two = without_unreal(source, one), without_unreal(candidate, two)
    elif found := contrary(source, candidate, one, two, answers):
        return found
    if told:
        return None
    found = _turned(source, candidate, one, two, answers) or _unanswered(source, candidate, one, two, answers)
    return found or (None if answers else parity.differ(source, candidate))


def _framed(source: Reading, candidate: Reading, one: Claims, two: Claims) -> Difference | None:
    """Return a condition or a time whose contrary took its place."""
    if found := conceded(source, candidate):
        return "condition changed", f"{found[0]!r} became {found[1]!r}"
    if found := outlived(source, candidate):
        return "opposite", f"{found[0]!r} became {found[1]!r}"
    for first, then in (("never", "always"), ("always", "never")):
        done, done_too = _behind(source, first), _behind(candidate, then)
        if done and done_too and related(done, done_too) and then not in source.lows and first not in candidate.lows:
            return "opposite", f"{first!r} became {then!r}"
    opening = words("unless without")
    if source.lows & opening and candidate.lows & opening and bool(one.bound) != bool(two.bound):
        loose, bound = (two, one.bound) if one.bound else (one, two.bound)
        excuses = {*implied(candidate, source), *implied(source, candidate)} - {"otherwise", "bound", "unless"}
        said = loose.signs.keys() if {cue.word for cue in loose.cues} <= opening else ()  # "works without a card"
        if any(asserted(loose, base) or base in said for base in bound) and not excuses:
            return "negation " + ("lost" if one.bound else "added"), f"{min(bound)!r} under a condition"
    return None


def _behind(reading: Reading, word: str) -> str:
    """Return the base form of what says something behind a word, its next but one at most, or an empty string."""
    at = next((i for i, token in enumerate(reading.tokens) if token.low == word), len(reading.tokens))
    return next((token.base for token in reading.tokens[at + 1 : at + 3] if token.content), "")


def _turned(source: Reading, candidate: Reading, one: Claims, two: Claims, answers: Answers) -> Difference | None:
    """Return a word that one text only asserts and the other only denies, with nothing else that denies it there."""
    if contrasts.elliptical(source, one) or contrasts.elliptical(candidate, two):
        return None  # "the kitchen is clean, but the cellar is not" asserts and denies
    for base, signs in one.signs.items():
        there = two.signs.get(base)
        if (
            signs == frozenset({1})
            and there == frozenset({-1})
            and not (_answers_for(base, candidate, answers, 1) or implied(source, candidate, near=frozenset({base})))
            and not _refused(base, source)
        ):
            return "negation added", f"{base!r} is denied now"
        if (
            signs == frozenset({-1})
            and there == frozenset({1})
            and not (_answers_for(base, source, answers, 0) or implied(candidate, source, near=frozenset({base})))
            and not _refused(base, candidate)
        ):
            return "negation lost", f"{base!r} is no longer denied"
    return None


def _refused(base: str, reading: Reading) -> bool:
    """Return whether a text denies a word by one that stands before it: "declined to comment"."""
    refusing = words("decline refuse fail neglect omit cease stop")
    return any(
        token.base == base and {reading.tokens[k].base for k in range(max(0, i - 3), i)} & refusing
        for i, token in enumerate(reading.tokens)
    )


def _answers_for(base: str, reading: Reading, answers: Answers, side: int) -> bool:
    """Return whether something answers the denial of a word in the clauses where a text has it."""
    clauses = {token.clause for token in reading.tokens if token.base == base}
    return any(None in answer or answer[side] in clauses for answer in answers)


def _unanswered(source: Reading, candidate: Reading, one: Claims, two: Claims, answers: Answers) -> Difference | None:
    """Return a negator that nothing in the other text answers."""
    lost, new = list(one.cues), list(two.cues)
    for fits in _fitting(one, two):
        for cue in list(lost):
            other = next((other for other in new if fits(cue, other)), None)
            if other is None:
                continue
            if elsewhere(cue, other, source, candidate):
                return "negation moved", f"{cue.word!r} denies {other.target!r} instead of {cue.target!r}"
            new.remove(other)
            lost.remove(cue)
    if one.bound or two.bound:
        lost = [cue for cue in lost if not (two.bound and conditioned(cue, source))]
        new = [cue for cue in new if not (one.bound and conditioned(cue, candidate))]
    new = [cue for cue in new if not again(cue, candidate, one.cues)]
    lost = [cue for cue in lost if not again(cue, source, two.cues)]
    if moved := exchanged(source, candidate, one, two):
        return "negation moved", f"{moved[1]!r} is denied instead of {moved[0]!r}"
    lost = [cue for cue in lost if not harm_averted(cue, candidate) and missed(cue, source, candidate, two)]
    new = [cue for cue in new if not harm_averted(cue, source) and missed(cue, candidate, source, one)]
    lost = [cue for cue in lost if not _reworded(cue, source, candidate)]
    new = [cue for cue in new if not _reworded(cue, candidate, source)]
    if left := unexcused(lost, source, candidate, two, [here for here, _ in answers]):
        return "negation lost", f"nothing answers {left.word!r} before {left.target!r}"
    if left := unexcused(new, candidate, source, one, [there for _, there in answers]):
        return "negation added", f"{left.word!r} before {left.target!r} answers nothing"
    if (not one.cues and not two.cues) or len(one.cues) == len(two.cues):
        found = list(_turned_by(candidate, source))
        if found and not implied(source, candidate):
            return "negation added", f"{found[0]!r} answers nothing"
        found = list(_turned_by(source, candidate))
        if found and not implied(candidate, source):
            return "negation lost", f"nothing answers {found[0]!r}"
    return None


def _reworded(cue: Cue, reading: Reading, other: Reading) -> bool:
    """Return whether another text says things in other words, so that it may also deny in other words."""
    here = reading.tokens[cue.at].sentence
    there = counterpart(reading, here, other)
    return (
        apart(reading, other)[1] > allowed(_APART, reading, other)
        or apart(reading, other, here=here, there=there)[1] > _APART_THERE
    )


_NOBODY = words("nobody no-one none") | {"no one"}


def _fitting(one: Claims, two: Claims) -> tuple[Callable[[Cue, Cue], bool], ...]:
    """Return the ways in which two negators may be each other's counterpart, the surest first."""
    return (
        lambda cue, other: bool(cue.target) and cue.target == other.target,
        lambda cue, other: {cue.word, other.word} <= _NOBODY or cue.word == other.word == "nothing",
        lambda cue, other: cue.word == other.word and bool(cue.scope & other.scope),
        lambda cue, other: bool(cue.scope & other.scope),
        lambda cue, other: (
            bool(cue.target) == bool(other.target) and not (asserted(two, cue.target) or asserted(one, other.target))
        ),
        fuzzy,
    )


def _turned_by(reading: Reading, other: Reading) -> Iterator[str]:
    """Yield words of a text, not of the other, that turn round what follows them and the other text asserts."""
    strict = listed("negation", "strict")
    for i, token in enumerate(reading.tokens):
        if token.base not in strict or {token.base, token.low} & (other.bases | other.lows):
            continue
        if token.low in listed("negation", "explicit") or echoed(token, other):
            continue
        bound = claims(other).bound or not other.lows & {"unless", "without"}
        if bound and token.low in ("unable", "impossible") and reading.lows & {"unless", "without"}:
            continue  # "without it we are unable to see"
        if any(reading.low(k) in listed("negation", "explicit") for k in (i - 1, i - 2, i + 1)):
            continue  # "no doubt", "go without"
        if i in {cue.at for cue in claims(reading).cues} or (token.base == "forget" and reading.low(i + 1) != "to"):
            continue
        if claims(reading).signs.get(token.base) == frozenset({-1}):
            continue  # a negator before it turns it round again
        if token.base == "doubt" and reading.low(i - 1) in words("my his her their our your the some any few a"):
            continue  # "had my doubts"
        if any(t.base in listed("negation", "bad") and not _after_no(other, t) for t in unmet(other, reading)):
            continue  # "ceased to work" is "broke"
        if _takes_thing(reading, i) and unmet(other, reading):
            continue  # "stopped two penalties" may be "saved" them
        after = [t.base for t in reading.tokens[i + 1 : i + 8] if t.content and t.clause == token.clause]
        after = [base for base in after if base not in _SUPPORT] or after
        if after and any(akin(after[0], there) for there in other.bases):
            yield token.low


def _after_no(reading: Reading, word: Token) -> bool:
    """Return whether a negator stands right before a word: "no problem"."""
    at = reading.tokens.index(word)
    return bool({reading.low(at - 1), reading.low(at - 2)} & listed("negation", "explicit"))


def _takes_thing(reading: Reading, at: int) -> bool:
    """Return whether a thing follows a verb at once, and no other verb: "stopped the shot", not "stopped working"."""
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    return after is not None and (after.kind == "number" or after.low in _BEFORE_THINGS)


_BEFORE_THINGS = words(
    "the a an this that these those my your his her its our their some any all every each both several"
)


_SUPPORT = words("make take give put get have let")
