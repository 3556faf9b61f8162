"""A thing exchanged for another that no table knows beside it: one word new, one gone, all else still there.

Of two words that stand in the same place and are no words for each other, a noun is another thing; so is any word for
which we know no other: what has no synonym is not put in other words.
"""

from __future__ import annotations

from robustgen.gates.facts.language.forms import is_listed
from robustgen.gates.facts.language.lexicon import converses, has_synonyms, near, opposed, related
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.numbers.quantity import number_words
from robustgen.gates.tables import words

Difference = tuple[str, str]

_BEFORE_NOUNS = words(
    "a an the my your his her its our their this that these those of in on at by for from with behind under near"
    " beside next between into onto inside outside over"
)
_BEFORE_VERBS = words("to i you he she it we they will would can could should must may might")
_FAMILY = 4
"""How many letters words of one family begin with together."""
_FORMS = ("er", "est", "ed", "ing", "ly", "ous", "ful", "ive", "ible", "able", "ish")
"""Endings of words that are no nouns, or not only."""


def swapped(source: Reading, candidate: Reading, lost: list[Token], new: list[Token]) -> Difference | None:
    """Return the one word that another took the place of, or None.

    Args:
        source: a text.
        candidate: its rewrite.
        lost: the words of the source that say something and have no counterpart in the rewrite.
        new: the same of the rewrite.
    """
    if not len(lost) == len(new) == 1:
        return None
    one, other = lost[0], new[0]
    if " " in one.base + other.base or one.base[:_FAMILY] == other.base[:_FAMILY]:
        return None  # phrases; "asthma", "asthmatic", "poem", "poetry"
    if opposed(one.base, other.base) or opposed(one.low, other.low):
        return None  # "bigger", "smaller": the check of negations looks at contraries
    if (one.base, other.base) in converses() or near(one.base, other.base) or related(one.base, other.base):
        return None
    strange = not (_known(one) or _known(other))
    alone = not (has_synonyms(one.base) or has_synonyms(other.base)) and _thing(one) and _thing(other)
    verbs = source.low(source.tokens.index(one) - 1) in _BEFORE_VERBS
    if strange or (alone and not verbs) or _same_place(source, one, candidate, other):
        return "another thing", f"{one.low!r} became {other.low!r}"
    return None


def _known(word: Token) -> bool:
    return is_listed(word.base.removeprefix("re"))


def _thing(word: Token) -> bool:
    """Return whether a word may be a noun and no number, by its form."""
    return not word.low.endswith(_FORMS) and word.low not in number_words() and "-" not in word.text


def _same_place(source: Reading, one: Token, candidate: Reading, other: Token) -> bool:
    """Return whether two nouns stand behind the same small word and before the same word, or at the end."""
    i, j = source.tokens.index(one), candidate.tokens.index(other)
    if any(reading.hyphened(at) or reading.hyphened(at + 1) for reading, at in ((source, i), (candidate, j))):
        return False  # "the follow-up"
    if one.low.endswith("s") != other.low.endswith("s"):
        return False  # "the garage", "the mechanics"
    before, before_too = source.low(i - 1), candidate.low(j - 1)
    if before != before_too or before not in _BEFORE_NOUNS or not (_thing(one) and _thing(other)):
        return False
    after, after_too = (
        reading.tokens[at + 1] if at + 1 < len(reading.tokens) and reading.tokens[at + 1].kind != "sign" else None
        for reading, at in ((source, i), (candidate, j))
    )
    return not (after and after.content) and not (after_too and after_too.content)
