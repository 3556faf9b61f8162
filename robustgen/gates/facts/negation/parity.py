"""Whether one text denies and nothing in the other can: for rewrites in other words, where no word stands in both.

What a negator denies may be said by another word, which may be that word's contrary or say the same. Where the sentence
that says most of the same holds no word that denies, damns or is the contrary of one of the first, and no word of which
nothing is known, nobody denies there.
"""

from __future__ import annotations

from robustgen.gates.facts.language.forms import lemma
from robustgen.gates.facts.language.lexicon import converses, kin_in, near, opposed, polarity, stands_for
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.claims import claims
from robustgen.gates.facts.negation.denials import harm_averted
from robustgen.gates.facts.negation.excuses import alike, constructed, denying, excess
from robustgen.gates.facts.negation.negators import negators
from robustgen.gates.tables import listed, words

_LEAST = 0.5
"""The share of a sentence's words that the other has to have for the two to speak of the same."""
_OWN = 1
"""How many such words the sentence that denies may have."""
_STRANGE = 0.5
"""The share of words of which nothing is known that the other sentence may have."""


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return (reason, detail) of a denial that nothing in the other text can do the work of, or None."""
    if "?" in source.lows | candidate.lows or not (source.tokens and candidate.tokens):
        return None
    if found := _alone(source, candidate):
        return "negation lost", f"nothing answers {found!r}"
    if found := _alone(candidate, source):
        return "negation added", f"{found!r} answers nothing"
    return None


def _alone(reading: Reading, other: Reading) -> str:
    """Return the one word by which a text denies where the other has none that might, or an empty string."""
    denials = _denials(reading, other)
    if len(denials) != 1:
        return ""
    at, word = denials[0]
    denied = any(not harm_averted(cue, reading) for cue in claims(other).cues)
    if _turned(reading, other, at) or denied or word in _EXCEPTING:
        return ""
    sentence = reading.tokens[at].sentence
    said = [t for t in reading.tokens if t.sentence == sentence and t.content and not _negative(t)]
    there, shared = _counterpart(said, other, reading.tokens[-1].sentence == other.tokens[-1].sentence)
    if not said or shared < max(min(2, len(said)), _LEAST * len(said)) or constructed(other, reading):
        return ""
    if any(_may_deny(token, reading, at) for token in there) or sum(_strange(token, other) for token in said) > _OWN:
        return ""
    strange = sum(_strange(token, reading) for token in there)
    return word if strange <= _STRANGE * shared else ""


_EXCEPTING = frozenset(["except", "apart from", "aside from", "save for", "excluding"])


def _turned(reading: Reading, other: Reading, at: int) -> bool:
    """Return whether the one negator of a text falls on a word that denies, damns or makes a superlative."""
    cue = next((cue for cue in claims(reading).cues if cue.at == at), None)
    if cue is None or not cue.target:
        return cue is not None and cue.word not in ("nothing", "nobody", "no one")
    behind = [token for token in reading.tokens[at + 1 : at + 6] if token.clause == reading.tokens[at].clause]
    if any(token.low.endswith("er") and reading.phrase(at - 1, "could", "not") for token in behind):
        return True
    if any(stands_for(cue.target, token.base) for token in other.tokens if token.content):
        return False
    target = next((token for token in behind if token.base == cue.target), None)
    return target is not None and bool(
        denying(target, listed("negation", "implicit") | listed("negation", "bad")) or polarity(target.base) < 0
    )


def _met(one: str, other: str) -> bool:
    """Return whether a word may stand for another, or says the same of two things exchanged: "receive", "reach"."""
    return stands_for(one, other) or (one, other) in converses()


def _counterpart(said: list[Token], other: Reading, parted: bool) -> tuple[list[Token], int]:
    """Return the sentence, or the text, that says most of some words, and how many of them."""
    if not parted:
        spoken = [token.base for token in other.tokens if token.content]
        return list(other.tokens), sum(any(_met(token.base, base) for base in spoken) for token in said)
    best: tuple[list[Token], int] = ([], 0)
    for number in {token.sentence for token in other.tokens}:
        there = [token for token in other.tokens if token.sentence == number]
        spoken = [token.base for token in there if token.content]
        shared = sum(any(_met(token.base, base) for base in spoken) for token in said)
        if shared > best[1]:
            best = (there, shared)
    return best


def _denials(reading: Reading, other: Reading) -> list[tuple[int, str]]:
    """Return the place of each negator of a text that counts, and of each word that denies and the other lacks."""
    found = [(cue.at, cue.word) for cue in claims(reading).cues]
    found += [(at, "too") for at in [excess(reading)] if at is not None and "too" not in other.lows]
    places = negators(reading)
    for i, token in enumerate(reading.tokens):
        harmless = token.low in listed("negation", "explicit") and not kin_in(_next(reading, i), other.bases)
        if i in places or harmless or token.base in other.bases or not _negative(token):
            continue
        if any(alike(token.base, there.base) or _slip(token.low, there.low) for there in other.content()):
            continue
        if token.base == "stop" and token.first and reading.low(i + 1) in ("the", "my", "this", "that"):
            continue  # "Stop the music" bids, and denies nothing
        verb = token.base == lemma(token.low) and reading.low(i + 1) == "to"  # "ceased to"
        if token.base in _ENDING and not verb and kin_in(token.base, other.bases):
            continue  # "profits will fall"
        before = reading.tokens[max(0, i - 3) : i]
        denied = any(t.low in listed("negation", "explicit") and not t.inner for t in before)
        if token.low in ("unable", "impossible") and (reading.lows & {"unless", "without"} or claims(other).bound):
            continue  # "unless he approves, I am unable to"
        if denied or (token.low == "few" and reading.low(i - 1) == "a"):
            continue
        found.append((i, token.low))
    return found


def _slip(one: str, other: str) -> bool:
    """Return whether a word may be a slip of another, both long enough to tell: "wating", "waiting"."""
    return min(len(one), len(other)) > 4 and near(one, other)


def _next(reading: Reading, at: int) -> str:
    """Return the base form of what is said right behind a place, or an empty string."""
    return next((token.base for token in reading.tokens[at + 1 : at + 3] if token.content), "")


def _negative(token: Token) -> bool:
    return not token.inner and token.base in (listed("negation", "strict") - _AWAITED) | _SURE


_ENDING = words("decline stop cease")
"""Words that deny in some uses, and whose synonyms do not: "profits will fall", "the strike ended"."""
_AWAITED = words("await pending decline hesitate")
"""Words that often say the same as one that denies nothing: "had soup waiting for us", "profits decline"."""


_SURE = words("ban bar reject oppose miss exclude omit unaware unknown useless vain veto waive scarce few seldom")
"""Words that deny wherever they stand."""


def _may_deny(token: Token, other: Reading, at: int) -> bool:
    """Return whether a word may deny, damn, or be the contrary of one of the other text's but the one at a place."""
    if token.kind != "word":
        return token.low in ("0", "%")
    if token.low in listed("negation", "explicit") | _BOUNDING:
        return True
    if token.base in other.bases or token.inner:
        return False
    if denying(token, listed("negation", "implicit") | listed("negation", "bad")) or polarity(token.base) < 0:
        return True
    return any(
        (opposed(token.base, there.base) or opposed(token.low, there.low))
        and (token.base, there.base) not in converses()
        for i, there in enumerate(other.tokens)
        if (i != at and (there.content and token.content)) or {there.low, token.low} <= _PLACES
    )


_PLACES = words("on off in out up down inside outside under over above below")


_BOUNDING = words(
    "before until till but only instead too last just enough else another than yet alone ever unless below short"
)


def _strange(token: Token, other: Reading) -> bool:
    """Return whether nothing is known of a word: it says something, and the other text has nothing like it."""
    if not token.content or token.kind != "word" or _negative(token) or (token.text[:1].isupper() and not token.first):
        return False
    if listed("bland", "bland") & {token.base, token.low} or token.low.endswith("ly"):
        return False
    return not any(stands_for(token.base, there.base) for there in other.tokens if there.content)
