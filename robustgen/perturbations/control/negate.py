"""The opposite said: a review that praised damns, a hypothesis that held does not."""

from __future__ import annotations

from collections.abc import Iterator

from robustgen.definition import Subject
from robustgen.edits import Change, rebase
from robustgen.examples import Example
from robustgen.perturbations.control.clauses import denials
from robustgen.perturbations.control.english import joined
from robustgen.perturbations.control.entailment import is_hypothesis
from robustgen.perturbations.control.opinions import read, turned
from robustgen.places import Place
from robustgen.registry import perturbation

_DIRECTIONS = {"positive": 1, "pos": 1, "negative": -1, "neg": -1}


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
    for path, text in Subject(example).texts:
        whole = example.task == "nli" and is_hypothesis(example, path, {"contradiction"}) and len(example.inputs) > 1
        if example.task != "nli" or is_hypothesis(example, path, {"entailment", "contradiction"}):
            options = denials(text, whole=whole)
            # One clause denied is the opposite; two may be the same again.
            yield Place(options=tuple(rebase(option, path) for option in options), key="negate")


def _turned(example: Example) -> Iterator[Place]:
    """Yield the one place of a review that can be turned round, in full forms and in contractions."""
    readings = [(path, read(text)) for path, text in Subject(example).texts]
    direction = _DIRECTIONS.get(str(example.expected).lower())
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
