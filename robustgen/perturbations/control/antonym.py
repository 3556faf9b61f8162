"""Words changed for their opposites: a review that praised with "good" damns with "bad", who sat stands."""

from __future__ import annotations

from collections.abc import Iterator

from robustgen.definition import Subject
from robustgen.edits import Change, Replace
from robustgen.examples import Example
from robustgen.perturbations.control.english import Words
from robustgen.perturbations.control.entailment import is_hypothesis
from robustgen.perturbations.control.opinions import Reading, read, turned
from robustgen.perturbations.control.swaps import ONE, change_word, changes_of_word, pairs, states
from robustgen.perturbations.control.vocabulary import DIRECTIONS, clause_words, polarities
from robustgen.places import Place
from robustgen.registry import perturbation

_NOUNS = frozenset(("male", "female", "professional", "amateur", "day", "night", "morning", "evening"))


@perturbation(
    "control.antonym",
    label={"sentiment": "flips", "nli": "differs"},
    amount=ONE,
    languages=("en",),
    on="example",
    source="D. A. Cruse, Lexical Semantics (1986), chapters 9 to 11; see the table control_pairs",
)
def antonym(example: Example) -> Iterator[Place]:
    """Put the opposite of every opinion of a review, or of one word of an entailed statement.

    >>> from robustgen.generation import perturb
    >>> perturb("An old man is resting.", "control.antonym", task="nli").text
    'A young man is resting.'
    """
    if example.task == "sentiment":
        yield from _opposite(example)
        return
    for path, text in Subject(example).texts:
        if is_hypothesis(example, path, {"entailment"}) and states(text):
            yield from changes_of_word(example, path, text, "antonym", _describes)


def _describes(words: Words, i: int) -> bool:
    """Return whether an opposite fits: not in "old fashioned" or "full of", nor beside and, or, no."""
    word, before = words.lower[i], words.lower[i - 1] if words.follows(i) else ""
    following = words.lower[i + 1] if i + 1 < len(words.lower) and words.follows(i + 1) else ""
    if before in ("a", "an") and word not in _NOUNS and (not following or following in clause_words("behind_noun")):
        # "He has a cold".
        return False
    return before not in clause_words("no_opposite") and following not in clause_words("no_opposite")


def _opposite(example: Example) -> Iterator[Place]:
    """Yield the one place of a review all of whose opinions have an opposite and none is denied."""
    readings = [(path, Words(text), read(text)) for path, text in Subject(example).texts]
    direction = DIRECTIONS.get(str(example.expected).lower())
    for sign in (direction,) if direction else (1, -1):
        if not turned([reading for _, _, reading in readings], sign):
            continue
        made: list[Replace] = []
        for path, words, reading in readings:
            found = _turned_words(words, reading, sign, path)
            if found is None:
                return
            made += found
        change: Change = tuple(made)
        yield Place(options=(change,) if made else ())
        return


def _parts(words: Words) -> int:
    """Return how many things a text says, by its commas and conjunctions: each may be an opinion of words not known."""
    joins = [i for i in range(1, len(words.lower)) if words.lower[i] in clause_words("joining") or words.gap(i) != " "]
    return 1 + len(joins)


def _turned_words(words: Words, reading: Reading, sign: int, path: str) -> list[Replace] | None:
    """Return the edits of every opinion of `sign` in one text, or None where one has no opposite."""
    hits = sum(len(opinion.words) for opinion in reading.opinions if opinion.polarity == sign)
    if reading.others[sign] or reading.turns or _parts(words) > max(hits, 1):
        return None
    made: list[Replace] = []
    for opinion in reading.opinions:
        if opinion.polarity != sign:
            continue
        for i in opinion.words:
            others = pairs("verdict").get(words.lower[i])
            if others is None or polarities().get(words.lower[i]) != sign:
                return None
            made += change_word(words, i, others[0], path)
    return made
