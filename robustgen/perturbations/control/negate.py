"""The opposite said: a review that praised damns, a hypothesis that held does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from robustgen.definition import Subject
from robustgen.edits import Change, rebase
from robustgen.examples import Example
from robustgen.perturbations.control.clauses import denials
from robustgen.perturbations.control.english import NEGATIVE, Words, joined
from robustgen.perturbations.control.entailment import is_hypothesis
from robustgen.perturbations.control.opinions import Reading, read, turned
from robustgen.perturbations.control.vocabulary import DIRECTIONS, clause_words, polarities
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text


@perturbation(
    "control.negate",
    label={"sentiment": "flips", "nli": "differs"},
    languages=("en",),
    on="example",
    source="R. Quirk et al., A Comprehensive Grammar of the English Language (1985), sections 10.54 to 10.70; "
    "cf. M. Gardner et al., Evaluating Models' Local Decision Boundaries via Contrast Sets, EMNLP Findings 2020",
)
def negate(example: Example) -> Iterator[Place]:
    """Deny what a review says for or against, all of it at once, or the main clause of a hypothesis.

    >>> from robustgen.generation import perturb
    >>> perturb("A man is playing a guitar.", "control.negate", task="nli").text
    'A man is not playing a guitar.'
    """
    if example.task == "sentiment":
        yield from _turned(example)
        return
    yield from _clauses(example, lambda text: True)


@perturbation(
    "control.un_negate",
    label={"sentiment": "flips", "nli": "differs"},
    languages=("en",),
    on="example",
    source="R. Quirk et al., A Comprehensive Grammar of the English Language (1985), sections 10.54 to 10.70",
)
def un_negate(example: Example) -> Iterator[Place]:
    """Take the not out: of all that a review denies, or of the main clause of a hypothesis.

    >>> from robustgen.generation import perturb
    >>> perturb("A man is not playing a guitar.", "control.un_negate", task="nli").text
    'A man is playing a guitar.'
    """
    if example.task == "sentiment":
        readings = [(Words(text), read(text)) for _, text in Subject(example).texts]
        if all(_denies(words, reading) for words, reading in readings):
            yield from _turned(example)
    else:
        yield from _clauses(example, lambda text: _negative(text.lowered))


def _clauses(example: Example, wanted: Callable[[Text], bool]) -> Iterator[Place]:
    """Yield the main clause of each hypothesis that is `wanted`, denied, or affirmed where it was denied."""
    for path, text in Subject(example).texts:
        whole = example.task == "nli" and is_hypothesis(example, path, {"contradiction"}) and len(example.inputs) > 1
        if wanted(text) and (example.task != "nli" or is_hypothesis(example, path, {"entailment", "contradiction"})):
            options = denials(text, whole=whole)
            # One clause denied is the opposite; two may be the same again.
            yield Place(options=tuple(rebase(option, path) for option in options), key="negate")


def _negative(words: Sequence[str]) -> bool:
    """Return whether a negative word stands in a text."""
    return any(word in NEGATIVE or word in clause_words("negative") for word in words)


def _denies(words: Words, reading: Reading) -> bool:
    """Return whether every opinion that a text holds is the opposite of one, denied."""
    return all(
        polarities().get(words.lower[i], 1) == -opinion.polarity for opinion in reading.opinions for i in opinion.words
    )


def _turned(example: Example) -> Iterator[Place]:
    """Yield the one place of a review that can be turned round, in full forms and in contractions."""
    readings = [(path, read(text)) for path, text in Subject(example).texts]
    direction = DIRECTIONS.get(str(example.expected).lower())
    for sign in (direction,) if direction else (1, -1):
        if turned([reading for _, reading in readings], sign):
            options: dict[Change, None] = {}
            for short in (False, True):
                change: Change = ()
                for path, reading in readings:
                    change += rebase(joined(reading.edits(sign, short=short)), path)
                options[change] = None
            yield Place(options=tuple(options))
            return
