"""How much of one text is in another: the share of its words that have a counterpart there."""

from __future__ import annotations

from robustgen.gates.facts.language.lexicon import stand_in
from robustgen.gates.facts.language.reading import Reading

SHORT = 4


def closeness(source: Reading, candidate: Reading) -> float:
    """Return the share of words with a counterpart in the other text, of the text that has fewer: from 0 to 1.

    Texts of up to SHORT words that say something are close: there a word or two tell too little of the others.
    """
    shares = (counterparts(source, candidate), counterparts(candidate, source))
    return min(met / said if said > SHORT else 1.0 for met, said in shares)


def counterparts(reading: Reading, other: Reading, *, beside: frozenset[str] = frozenset()) -> tuple[int, int]:
    """Return how many words of a text that say something have a counterpart in another, and how many there are.

    Args:
        reading: the text.
        other: the other text.
        beside: words that do not count.
    """
    said = [token for token in reading.content() if token.low not in beside]
    return sum(stand_in(token.base, other.bases) for token in said), len(said)
