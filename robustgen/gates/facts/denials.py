"""What else than a negator denies: words such as "fail" and "lack", and how "too", "last" and "only" are used."""

from __future__ import annotations

from robustgen.gates.facts.claims import Cue
from robustgen.gates.facts.lexicon import denied, kin, lemma, polarity
from robustgen.gates.facts.phrases import senses
from robustgen.gates.facts.quantities import quantities
from robustgen.gates.facts.reading import Reading, Token
from robustgen.gates.tables import listed, words


def fuzzy(cue: Cue, other: Cue) -> bool:
    """Return whether two negators bear upon words that are kin, or the one upon words the other text says otherwise."""
    return any(kin(a, b) for a in cue.scope for b in other.scope)


def elsewhere(cue: Cue, other: Cue, source: Reading, candidate: Reading) -> bool:
    """Return whether two negators of verbs deny two words of both texts: "did not promise to", "promised not to"."""
    passing = listed("negation", "raising") | listed("negation", "adverb") | {""}
    if cue.word not in ("not", "never") or other.word not in ("not", "never") or {cue.target, other.target} & passing:
        return False
    return cue.target != other.target and cue.target in candidate.bases and other.target in source.bases


def harm_averted(cue: Cue, other: Reading) -> bool:
    """Return whether a negator denies something bad that the other text is silent on: "nothing wrong" is "fine"."""
    bad = polarity(cue.target) < 0 or cue.target in listed("negation", "bad")
    return bad and not any(kin(cue.target, base) for base in other.bases)


def implied(reading: Reading, other: Reading, *, near: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a text, not of the other, that may do the work of a negator there.

    Args:
        reading: the text they are looked for in.
        other: the text that lacks them.
        near: base forms whose sentences alone count, where any holds one.
    """
    words = listed("negation", "implicit")
    sentences = {token.sentence for token in reading.tokens if token.base in near}
    return [
        token.base
        for token in only(reading, other)
        if (not sentences or token.sentence in sentences)
        and (
            not words.isdisjoint((token.base, token.low, *senses().get(token.base, ())))
            or denied(token.low)
            or denied(token.base)
        )
    ] + _constructions(reading, other)


def _constructions(reading: Reading, other: Reading) -> list[str]:
    """Return the words that deny by how they are used: "too heavy to", "the last time", "taller than", "only then"."""
    found = ["too"] if _excess(reading) and not _excess(other) else []
    lows, there = reading.lows, other.lows
    if there & {"since", "until", "till"}:
        found += [word for word in ("last", "first", "only", "stay", "remain") if word in lows - there]
    found += ["last"] if "last" in lows - there and "time" in lows else []
    if {"longer", "anymore"} & there or any(other.phrase(i, "any", "more") for i in range(len(other.tokens))):
        found += [token.base for token in reading.tokens if token.base in _OVER and token.base not in other.bases]
    if {"not", "yet"} <= there:
        found += [word for word in ("still", "await", "waiting", "pending") if word in lows - there]
    if any(other.phrase(i, "enough") for i in range(len(other.tokens))) and "not" in there:
        found += [word for word in ("short", "need", "needs", "more", "low", "insufficient") if word in lows - there]
    compared = any(other.phrase(i, "not", "as|so|nearly|quite|that|such") for i in range(len(other.tokens)))
    found += ["than"] if compared and "than" in lows else []
    found += ["only"] if lows & {"only", "sole"} and there & {"other", "else"} and not lows & {"other", "else"} else []
    bounds, bounds_there = ({one.bound for one in quantities(text)} for text in (reading, other))
    flipped = (">=" in bounds and "<" in bounds_there) or ("<=" in bounds and ">" in bounds_there)
    return found + (["bound"] if flipped else [])


_OVER = words("end stop finish cease discontinue former ex expire drop over abandon quit retire")


def _excess(reading: Reading) -> bool:
    return any(
        token.low == "too" and {"to", "for"} & {reading.low(k) for k in range(i + 2, i + 5)}
        for i, token in enumerate(reading.tokens)
    )


def only(reading: Reading, other: Reading) -> list[Token]:
    """Return the tokens of a text that the other does not have, particles that have opposites too."""
    return [
        token
        for token in reading.tokens
        if token.kind == "word"
        and not token.inner
        and token.base not in other.bases
        and (token.low not in other.lows or token.base != lemma(token.low))
    ]
