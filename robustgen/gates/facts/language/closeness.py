"""How far apart two texts are: the words of each that have no counterpart in the other."""

from __future__ import annotations

from collections import Counter

from robustgen.gates.facts.language.lexicon import stand_in
from robustgen.gates.facts.language.reading import Reading


def apart(source: Reading, candidate: Reading, *, here: int | None = None, there: int | None = None) -> tuple[int, int]:
    """Return how many words that say something have no counterpart: of the text with fewer of them, and of the other.

    Args:
        source: the text.
        candidate: the other text.
        here: the sentence of the text whose words count, all of them by default.
        there: the sentence of the other text.
    """
    sides = (counterparts(source, candidate, sentence=here), counterparts(candidate, source, sentence=there))
    fewer, more = sorted(said - met for met, said in sides)
    return fewer, more


def allowed(most: int, source: Reading, candidate: Reading) -> int:
    """Return how many words may have no counterpart where `most` may in a short text: a sixth of them in a long one."""
    return max(most, (len(source.content()) + len(candidate.content())) // (2 * _LONG))


_LONG = 6
"""Of how many words of a text, on average, one may have no counterpart."""


def counterparts(
    reading: Reading, other: Reading, *, beside: frozenset[str] = frozenset(), sentence: int | None = None
) -> tuple[int, int]:
    """Return how many words of a text that say something have a counterpart in another, and how many there are.

    Args:
        reading: the text.
        other: the other text.
        beside: words that do not count.
        sentence: the sentence whose words count, all of them by default.
    """
    said = [token for token in reading.content() if token.low not in beside and sentence in (None, token.sentence)]
    return sum(stand_in(token.base, other.bases) for token in said), len(said)


def counterpart(reading: Reading, sentence: int, other: Reading) -> int:
    """Return the sentence of another text that shares most words with a sentence, the first of those that do."""
    said = frozenset(token.base for token in reading.content() if token.sentence == sentence)
    shared = Counter(token.sentence for token in other.content() if stand_in(token.base, said))
    return max(sorted({token.sentence for token in other.tokens}), key=lambda number: shared[number])
