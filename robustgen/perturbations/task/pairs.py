"""Pairs of texts: sides exchanged, words shared, and additions that are always true."""

from __future__ import annotations

from collections.abc import Iterator

from robustgen.definition import count
from robustgen.edits import Replace, Set, tokens
from robustgen.examples import Example
from robustgen.perturbations.structured import may_vary, parsed, phrases
from robustgen.places import Place
from robustgen.registry import perturbation

ONE = count(1, 1, 1, 1, 1)
_PREMISES = frozenset(("premise", "sentence1", "text1", "context", "evidence"))
_HYPOTHESES = frozenset(("hypothesis", "sentence2", "text2", "claim", "statement"))
_LONGEST = 300


@perturbation(
    "task.pair.swap_sides",
    label={"paraphrase": "preserves"},
    amount=ONE,
    on="example",
    source="written for robustgen: what means the same does so both ways",
)
def swap_sides(example: Example) -> Iterator[Place]:
    """Exchange the two texts of a pair, for a task in which neither comes first.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"a": "Hi.", "b": "Hello."}, 1, vary=("/a", "/b"), task="paraphrase")
    >>> rg.perturb(row, "task.pair.swap_sides").inputs
    {'a': 'Hello.', 'b': 'Hi.'}
    """
    values = [(path, example.value(path)) for path in example.vary]
    if example.task == "paraphrase" and len(values) == 2 and all(isinstance(value, str) for _, value in values):
        (one, first), (other, second) = values
        if first != second:
            yield Place(options=((Set(one, second), Set(other, first)),))


@perturbation(
    "task.nli.overlap",
    label={"nli": "preserves"},
    amount=ONE,
    languages=("en",),
    on="example",
    source="cf. R. T. McCoy, E. Pavlick and T. Linzen, Right for the Wrong Reasons, ACL 2019, on lexical overlap",
)
def overlap(example: Example) -> Iterator[Place]:
    """Say the premise again before the hypothesis: as true as it was, and full of the same words.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"premise": "Two men box.", "hypothesis": "A man sleeps."}, "neutral",
    ...     vary=("/premise", "/hypothesis"), task="nli")
    >>> rg.perturb(row, "task.nli.overlap").inputs["hypothesis"]
    'Two men box, and a man sleeps.'
    """
    premise, hypothesis = _side(example, _PREMISES), _side(example, _HYPOTHESES)
    if premise is None or hypothesis is None or not may_vary(example, hypothesis[0]):
        return
    given, claim = parsed(example, premise[1].strip()), parsed(example, hypothesis[1])
    plain = len(given.sentences) == len(claim.sentences) == 1 and given.string[-1:] == "." and claim.string[-1:] != "?"
    if not plain or len(given.string) > _LONGEST or not claim.free(0, 1) or not claim.lowered:
        return
    first = claim.string[0]
    if first.isupper():
        if claim.lowered[0] not in phrases("small_opener"):
            return
        first = first.lower()
    yield Place(options=((Replace(hypothesis[0], 0, 1, f"{given.string[:-1]}, and {first}"),),))


@perturbation(
    "task.nli.tautology",
    label={"nli": "preserves"},
    amount=count(1, 1, 1, 2, 2),
    languages=("en",),
    on="example",
    source="A. Naik et al., Stress Test Evaluation for Natural Language Inference, COLING 2018; clauses of our own",
)
def tautology(example: Example) -> Iterator[Place]:
    """Add something that is always true to premise or hypothesis, some of it with a not.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"premise": "Two men box.", "hypothesis": "A man sleeps."}, "neutral",
    ...     vary=("/premise", "/hypothesis"), task="nli")
    >>> rg.perturb(row, "task.nli.tautology").inputs
    {'premise': 'Two men box, and no circle is not a circle.', 'hypothesis': 'A man sleeps.'}
    """
    for names in (_PREMISES, _HYPOTHESES):
        side = _side(example, names)
        if side is None or not may_vary(example, side[0]):
            continue
        path, value = side
        text = parsed(example, value)
        if len(text.sentences) != 1 or (not value[-1:].isalpha() and value[-1:] != "."):
            continue
        end = len(value) - value.endswith(".")
        if end and text.free(end, end):
            said = phrases("tautology")
            yield Place(options=[(Replace(path, end, end, f", {clause}"),) for clause in said], key=path)


def _side(example: Example, names: frozenset[str]) -> tuple[str, str] | None:
    """Return path and text of the side of a pair that goes by one of `names`."""
    for path in [f"/{name}" for name in example.inputs if "/" not in name and "~" not in name]:
        value = example.value(path)
        if tokens(path)[0].lower() in names and isinstance(value, str) and value:
            return path, value
    return None
