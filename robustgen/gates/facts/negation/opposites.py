"""Whether two opposite words are said of the same thing: "a cheap room" and "the room was expensive".

"Cheap" here and "expensive" there tell nothing by themselves, since a rewriter may say the same from the other side:
"stop the fire from reaching" is "keep the fire away", "a light meal" is no contrary of "heavy rain". What a word is
said of is read from the words that stand beside it.
"""

from __future__ import annotations

from robustgen.gates.facts.language.closeness import counterparts
from robustgen.gates.facts.language.forms import lemma
from robustgen.gates.facts.language.lexicon import denied, loosely, stands_for
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.negators import negators
from robustgen.gates.tables import words

_BROAD = words(
    "back bar board break bright catch charge charged clean clear close cold contract cool cut dark dead deep die"
    " draw drop dry dull early easy end fair fall fast fat fill final firm fit fix flat follow following free fresh"
    " full future general give good great hard heavy high hit host hot jump keep kind land last late lead leave left"
    " less light like live long loose lose low major mild minor miss more move natural near new next old open order"
    " original over pass past patient play poor present previous quick quit raw real rear rich right rise rough run"
    " safe same save serious set sharp short shut shy single slight slow small smart soft solid spare spring stand"
    " start stay still stop straight strange strong sweet tall tender thick thin throw tight top tough upset warm weak"
    " wear well wet wide wild win work working worn wrong young"
)
"""Words of several senses: an opposite has to stand right beside what is the same."""
_LEADING = words(
    "start begin stop end finish keep continue cease quit halt resume proceed stay remain less more fewer few many most"
    " least"
)
"""Words that say something of what follows them alone: "keep working", "less rain"."""
_ORDER = words(
    "next previous first last earlier later earliest latest early late former latter following preceding prior"
)
"""Words of time and order: "before the next coat" is "after the previous coat"."""
_DETERMINERS = words("the a an its their his her my our your this that")
_VEILS = words(
    "before until till instead than too enough less least fewer stop stops stopped avoid avoids avoided prevent"
    " prevents prevented refuse refuses refused fail fails failed lack lacks lacked far deny denies denied"
    " anything hard difficult impossible almost nearly rather few little seldom rarely hardly barely scarcely spare"
    " spared spares save saved saves lose loses lost losing delay delays delayed doubt doubts doubted low reduced"
)
"""Words that turn round what follows them, or set it against something else."""
_CONDITIONS = words("if unless until till before provided")
"""Words that open a clause of what may not be so."""
_WEAK = words(
    "be very really quite rather thing way time get make have do seem look feel become find prove appear sound taste"
    " smell call consider turn stay remain keep go come say"
)
"""Words that say nothing of the thing: "the drug proved ineffective"."""
_REACH = 6
"""How many words before an opposite may turn it round."""
_NEAR, _WIDE = 2, 5
"""How many words on each side of an opposite are what it is said of, and among how many they may stand in the other."""
_CLOSE = 0.75
"""The share of words with a counterpart from which two texts say much the same."""


def of_the_same(source: Reading, a: Token, candidate: Reading, b: Token) -> bool:
    """Return whether two opposite words of two texts are said of the same thing, nothing turning one of them round."""
    if loosely(a.base, b.base) and not (_close(source, candidate) and not (negators(source) or negators(candidate))):
        return False
    i, j = source.tokens.index(a), candidate.tokens.index(b)
    enough = not _prefixed(a, b)
    veils = _veiled(source, i, enough=enough) != _veiled(candidate, j, enough=enough)
    if veils or (_halved(source, i) and _halved(candidate, j)):
        return False
    here, there = _beside(source, i, _NEAR), _beside(candidate, j, _NEAR)
    if {a.base, b.base} & _LEADING and not {source.low(i - 1), candidate.low(j - 1)} & _DETERMINERS:
        behind, behind_too = _after(source, i), _after(candidate, j)
        return _meet(behind, behind_too) or not (behind and behind_too)
    if {a.low, b.low} & _ORDER and not _close(source, candidate):
        return False
    if {a.base, b.base} & _BROAD and not _prefixed(a, b):
        return _meet(here, there) or not (here or there)
    wide, wide_too = _beside(source, i, _WIDE), _beside(candidate, j, _WIDE)
    if _close(source, candidate):
        return _meet(here, wide_too) or _meet(there, wide) or not (here and there)
    return (_meet(here, wide_too) and _meet(there, wide)) or not (here or there)


def _prefixed(a: Token, b: Token) -> bool:
    """Return whether one of two words denies the other by its prefix or ending: "safe", "unsafe"."""
    return any(
        denied(one) in (other, lemma(other))
        for x, y in ((a, b), (b, a))
        for one in (x.low, x.base)
        for other in (y.low, y.base)
    )


def _veiled(reading: Reading, at: int, *, enough: bool) -> bool:
    """Return whether a word before another in its sentence may turn it round: "before it is baked", "too slow to".

    Args:
        reading: the text.
        at: the place of the word.
        enough: whether "enough" behind it does so too: "old enough" is not "too young".
    """
    clause = [k for k, token in enumerate(reading.tokens[: at + 1]) if token.clause == reading.tokens[at].clause]
    before = {reading.low(k) for k in clause if at - _REACH <= k < at}
    if "from" in (reading.low(at - 1), reading.low(at - 2)):
        return True
    return (
        bool(_VEILS & before) or reading.low(clause[0]) in _CONDITIONS or (enough and reading.low(at + 1) == "enough")
    )


def _halved(reading: Reading, at: int) -> bool:
    """Return whether a word is said of one half: "half full" is "half empty"."""
    return "half" in {reading.low(k) for k in range(at - _REACH, at)}


def _beside(reading: Reading, at: int, number: int) -> list[Token]:
    """Return the words that say something nearest to a place in its sentence, at most `number` on each side."""
    sentence = reading.tokens[at].sentence
    spoken = [
        (k, token)
        for k, token in enumerate(reading.tokens)
        if token.sentence == sentence and token.content and not token.inner and token.base not in _WEAK and k != at
    ]
    before, after = [token for k, token in spoken if k < at], [token for k, token in spoken if k > at]
    return before[max(0, len(before) - number) :] + after[:number]


def _after(reading: Reading, at: int) -> list[Token]:
    """Return the next word behind a place that says something, in a list."""
    here = reading.tokens[at]
    return [t for t in reading.tokens[at + 1 :] if t.sentence == here.sentence and t.content and not t.inner][:1]


def _meet(some: list[Token], others: list[Token]) -> bool:
    return any(stands_for(one.base, other.base) for one in some for other in others)


def _close(source: Reading, candidate: Reading) -> bool:
    """Return whether most words of each text have a counterpart in the other, all but one at least."""
    return all(
        met >= _CLOSE * said or said - met <= 1
        for met, said in (counterparts(source, candidate), counterparts(candidate, source))
    )
