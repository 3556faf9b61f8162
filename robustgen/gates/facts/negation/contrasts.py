"""Denials that changed places, or lost the condition they stood under.

"The camera is waterproof, but the case is not" and "the camera isn't waterproof, but its case is" deny one thing each;
so do "users without a key cannot enter" and "users without a key can enter", of which the first denies twice.
"""

from __future__ import annotations

from robustgen.gates.facts.language.lexicon import stand_in
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.negation.claims import Claims, Cue
from robustgen.gates.facts.negation.excuses import implied
from robustgen.gates.tables import listed, words

Difference = tuple[str, str]

_CONTRAST = words("but although though while whereas however yet")
_EITHER = words("unless without except only")


def differ(source: Reading, candidate: Reading, one: Claims, two: Claims) -> Difference | None:
    """Return what is denied instead of another thing, or no longer under a condition, or None."""
    if subjects := _subjects(source, candidate, one, two):
        return "negation moved", f"{subjects[1]!r} is denied instead of {subjects[0]!r}"
    if lacked := _unconditioned(source, candidate, one, two):
        return "negation lost", f"nothing is denied of what lacks {lacked!r}"
    if lacked := _unconditioned(candidate, source, two, one):
        return "negation added", f"something is denied of what lacks {lacked!r}"
    return _doubted(source, candidate)


def _subjects(source: Reading, candidate: Reading, one: Claims, two: Claims) -> tuple[str, str] | None:
    """Return of whom something is denied in two texts that set two against each other, where they changed places."""
    if len(one.cues) != 1 or len(two.cues) != 1 or not (source.lows & _CONTRAST and candidate.lows & _CONTRAST):
        return None
    (cue,), (other,) = one.cues, two.cues
    if cue.target and other.target:  # the one stands alone at the end: "but the case is not"
        return None
    here, there = _before(source, cue), _before(candidate, other)
    if here & there or not here or not there:
        return None
    known = any(stand_in(word, candidate.bases) for word in here) and any(
        stand_in(word, source.bases) for word in there
    )
    return (min(here), min(there)) if known else None


def elliptical(reading: Reading, claim: Claims) -> bool:
    """Return whether a negator at the end denies of another thing what is asserted before: "but the case is not"."""
    return bool(reading.lows & _CONTRAST) and any(cue.word == "not" and not cue.target for cue in claim.cues)


def _before(reading: Reading, cue: Cue) -> frozenset[str]:
    """Return the words that say something before a negator in its clause."""
    clause = reading.tokens[cue.at].clause
    return frozenset(token.base for token in reading.tokens[: cue.at] if token.clause == clause and token.content)


def _unconditioned(reading: Reading, other: Reading, claim: Claims, claim_too: Claims) -> str:
    """Return what a text says is not so without, where the other says that it is so without, or an empty string."""
    if claim_too.bound or len(claim_too.cues) != 1:
        return ""
    (cue,) = claim_too.cues
    if not claim.bound:
        return _lacking(reading, other, claim, cue)
    at = next((i for i, token in enumerate(reading.tokens) if token.low == "without"), None)
    if at is None:
        return _conditional(reading, other, claim, cue)
    lacked = [token.base for token in reading.tokens[at + 1 : at + 5] if token.content][:2]
    turned = other.bases & listed("negation", "strict") - {cue.word}
    if not lacked or turned or cue.word not in ("no", "without", "not"):
        return ""
    return lacked[0] if stand_in(lacked[-1], _behind(other, cue)) else ""


def _conditional(reading: Reading, other: Reading, claim: Claims, cue: Cue) -> str:
    """Return what is denied "unless" something where the other text denies it "if" that is so."""
    if "unless" in reading.lows and "if" in other.lows and cue.target in claim.bound and not other.lows & _EITHER:
        return cue.target
    return ""


def _lacking(reading: Reading, other: Reading, claim: Claims, cue: Cue) -> str:
    """Return what a text denies something of those without, where the other only says who they are."""
    lacking = [own for own in claim.cues if _tells_whom(reading, own)]
    if len(lacking) != 1 or len(claim.cues) != 2 or not _tells_whom(other, cue) or implied(other, reading):
        return ""
    alike = any(stand_in(word, _behind(other, cue)) for word in _behind(reading, lacking[0]))
    return lacking[0].target if alike else ""


def _tells_whom(reading: Reading, cue: Cue) -> bool:
    """Return whether a negator tells of whom something is said: "those without a key", "people who have no key"."""
    before = [reading.low(i) for i in range(cue.at - 3, cue.at)]
    return cue.word == "without" or (cue.word == "no" and (before[-1] == "with" or bool({"who", "that"} & {*before})))


def _behind(reading: Reading, cue: Cue) -> frozenset[str]:
    """Return the words that say something right behind a negator."""
    return frozenset(token.base for token in reading.tokens[cue.at + 1 : cue.at + 5] if token.content)


def _doubted(source: Reading, candidate: Reading) -> Difference | None:
    """Return that one text doubts what the other has no doubt of."""
    one, two = _doubts(source), _doubts(candidate)
    if {one, two} != {1, -1}:
        return None
    return ("negation lost" if one < 0 else "negation added"), "doubt on one side, none on the other"


def _doubts(reading: Reading) -> int:
    """Return 1 where a text doubts, -1 where it says that there is no doubt, 0 for neither."""
    at = next((i for i, token in enumerate(reading.tokens) if token.low in ("doubt", "doubts", "doubted")), None)
    if at is None:
        return 0
    before = {reading.low(i) for i in range(at - 4, at)}
    return -1 if before & {"no", "not", "without", "never", "beyond"} else 1
