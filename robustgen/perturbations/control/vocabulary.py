"""The words that the controls read English by, from the tables."""

from __future__ import annotations

from functools import cache

from robustgen.perturbations.matching import word_lists
from robustgen.perturbations.tables import rows

_ANYBODY = frozenset(("he", "she", "i", "we", "they", "who", "someone"))
DIRECTIONS = {"positive": 1, "pos": 1, "negative": -1, "neg": -1}
"""What the labels of a review say: for or against."""


@cache
def clause_words(name: str) -> frozenset[str]:
    """Return a list of the table control_words."""
    return word_lists("control_words")[name]


@cache
def living() -> frozenset[str]:
    """Return words for people and animals."""
    roles = word_lists("control_roles")
    return roles["one"] | roles["many"] | clause_words("person") | _ANYBODY


@cache
def opinion_words(*names: str) -> frozenset[str]:
    """Return lists of the table opinion_words, in one."""
    found = word_lists("opinion_words")
    return frozenset().union(*(found[name] for name in names))


@cache
def polarities() -> dict[str, int]:
    """Return evaluative words and what they say: for (+1) or against (-1)."""
    return {word: int(polarity) for word, polarity, _ in rows("evaluative")} | {"worth": 1}


@cache
def evaluative_verbs() -> frozenset[str]:
    """Return the evaluative words that are verbs."""
    return frozenset(word for word, _, part in rows("evaluative") if part == "verb") | {"like"}


@cache
def predicative() -> frozenset[str]:
    """Return the evaluative words that may stand behind a copula and are no comparatives."""
    found = {word for word, _, part in rows("evaluative") if part != "verb"} | {"worth"} | opinion_words("state")
    return frozenset(word for word in found if word in polarities()) - opinion_words("comparative")


def tinge(word: str) -> int:
    """Return what a word says that is no opinion of its own: +1, -1, or 0."""
    return (word in opinion_words("tinged_for")) - (word in opinion_words("tinged_against"))
