"""Which text of a pair is the hypothesis, and whether a change of it must change the label."""

from __future__ import annotations

from collections.abc import Collection

from robustgen.edits import tokens
from robustgen.examples import Example

# Names that data sets give to the text that is judged, and to their labels. A neutral pair may stay neutral whatever
# becomes of the hypothesis, and a changed premise may still entail it: neither has a place.
_HYPOTHESES = frozenset(("hypothesis", "sentence2", "text2", "claim", "statement"))
_LABELS = {
    "entailment": frozenset(("entailment", "entails", "entailed", "supported", "supports", "support")),
    "contradiction": frozenset(("contradiction", "contradicts", "contradictory", "refuted", "refutes")),
}


def is_hypothesis(example: Example, path: str, labels: Collection[str]) -> bool:
    """Return whether the text at `path` is a hypothesis whose label is one of `labels`.

    The only input of a row passes too: a text tried by hand.
    """
    if len(example.inputs) == 1:
        return True
    label = str(example.expected).lower()
    return tokens(path)[-1].lower() in _HYPOTHESES and any(label in _LABELS[name] for name in labels)
