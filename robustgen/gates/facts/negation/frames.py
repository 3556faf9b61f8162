"""What holds a claim: a condition, an unreal case, the time up to which or from which it was so.

"Unless" and "even if", "used to" and "still" turn a claim round though no negator differs; "if it had rained we would
have stayed" says that it did not.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from robustgen.gates.facts.language.lexicon import kin
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.claims import Claims, claims
from robustgen.gates.tables import words

_Phrases = tuple[tuple[str, ...], ...]

_SUBJECTS = "i|you|he|she|it|we|they|that|the|my|there|this|these|those|our|his|her"
_UNREAL: _Phrases = (
    ("would|could|might|should|have", "have"), ("would|could|might|should|have", "not", "have"), ("if", "only"),
    ("wish|wishes|wished", _SUBJECTS), ("but", "for"), ("it", "were", "not", "for"), ("were", "it", "not"),
    ("it", "was", "not", "for"), ("as", "if|though"), ("otherwise",),
)  # fmt: skip
_RESTRICTING: _Phrases = (
    ("unless",), ("only", "if|when|with|after|once|where"), ("except", "if|when"),
)  # fmt: skip
_CONCEDING: _Phrases = (
    ("even", "if|when|with|without"), ("whether", "or", "not"), ("regardless",), ("irrespective",),
)  # fmt: skip
_OVER: _Phrases = (
    ("used", "to"), ("no", "longer"), ("any|no", "longer"), ("anymore",), ("any", "more"),
    ("stop|stopped|stops|cease|ceased|ceases|quit|quits|gone",), ("gave|given|give|gives", "up"), ("formerly|former",),
)  # fmt: skip
_GOING_ON: _Phrases = (
    ("still",), ("keep|keeps|kept|continue|continues|continued|remain|remains|remained",), ("goes|went|going", "on"),
    ("carry|carries|carried", "on"),
)  # fmt: skip


def conceded(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return the words of both where one text holds under a condition and the other in any case, or None."""
    restricts, restricts_too = (
        _first(reading, _RESTRICTING) or ("without" if claims(reading).bound and "without" in reading.lows else "")
        for reading in (source, candidate)
    )
    concedes, concedes_too = _first(source, _CONCEDING), _first(candidate, _CONCEDING)
    if restricts and concedes_too and not concedes and not _first(candidate, _RESTRICTING[:2]):
        return restricts, concedes_too
    if concedes and restricts_too and not concedes_too and not _first(source, _RESTRICTING[:2]):
        return concedes, restricts_too
    return None


def outlived(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return the words of both texts where one says that something is over and the other that it goes on, or None."""
    denied = words("not no never nobody nothing without unable")
    for one, other in ((source, candidate), (candidate, source)):
        ended, ends_there = _first(one, _OVER), _first(other, _OVER)
        lasts, lasts_there = _first(one, _GOING_ON), _first(other, _GOING_ON)
        if not ended or ends_there or lasts or not lasts_there or other.lows & denied or _begins_with_be(one, ended):
            continue
        if lasts_there.startswith(("keep", "kept")) and other.lows & {"from", "away", "out", "off"}:
            continue  # "keep the birds from eating"
        if (one.lows & denied) - {"no", "not"} or ("not" in one.lows and ended in ("stop", "stopped", "cease", "gone")):
            continue
        if any(kin(a.base, b.base) for a in one.content() for b in other.content()):
            return (ended, lasts_there) if one is source else (lasts_there, ended)
    return None


def dated(source: Reading, a: Token, candidate: Reading, b: Token) -> bool:
    """Return whether one of two opposites ends the state the other names: "closes at six", "open until six"."""
    for (one, end), (other, state) in (((source, a), (candidate, b)), ((candidate, b), (source, a))):
        if (
            end.base in _ENDS
            and state.base in _STATES
            and _followed(one, end, _POINTS)
            and (_followed(other, state, _SPANS) or other.lows & {"until", "till"})
        ):
            return True
    return False


_ENDS = words("close expire end stop finish cease lapse shut leave depart run exhaust die halt closed")
_STATES = words("open valid last continue run go keep stay remain live work active start good begin available")


def _followed(reading: Reading, token: Token, by: frozenset[str]) -> bool:
    at = reading.tokens.index(token)
    return any(reading.low(i) in by for i in range(at + 1, at + 5))


_POINTS = words("at on after in by within when once until")
_SPANS = words("until till for through to before up")


def unreal(reading: Reading) -> bool:
    """Return whether a text speaks of what is not so: "would have", "if only", "I wish", "had he known"."""
    if _first(reading, _UNREAL):
        return True
    return any(
        token.low in ("had", "were") and token.first and not any(t.low == "?" for t in reading.tokens)
        for token in reading.tokens
    )


def without_unreal(reading: Reading, claim: Claims) -> Claims:
    """Return what a text claims without the negators of what is not so: "if it were not for the noise"."""
    if not unreal(reading):
        return claim
    real = []
    for cue in claim.cues:
        start = next(i for i, t in enumerate(reading.tokens) if t.sentence == reading.tokens[cue.at].sentence)
        if any(reading.low(i) in ("but", "because", "since", "as", "so") for i in range(start, cue.at)):
            real.append(cue)
    return replace(claim, cues=tuple(real))


def _begins_with_be(reading: Reading, phrase: str) -> bool:
    """Return whether "used to" stands behind a form of be or get: "I am used to it"."""
    if phrase != "used to":
        return False
    at = next(i for i in range(len(reading.tokens)) if reading.phrase(i, "used", "to"))
    return reading.low(at - 1) in words("is are was were be been am being get gets got getting become became not")


@lru_cache(maxsize=4096)
def _first(reading: Reading, phrases: _Phrases) -> str:
    """Return the first of some phrases that a text holds, as written in lower case, or an empty string."""
    for phrase in phrases:
        if not all(reading.lows & words(word.replace("|", " ")) for word in phrase):
            continue
        for i in range(len(reading.tokens)):
            if reading.phrase(i, *phrase):
                return " ".join(token.low for token in reading.tokens[i : i + len(phrase)])
    return ""
