"""The plan of a suite: which perturbations, how hard, how many, of which golden examples; all checked first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from robustgen.definition import SEVERITIES, Perturbation
from robustgen.errors import UsageError
from robustgen.examples import MISSING, Example
from robustgen.gates.protocol import Outside
from robustgen.registry import select

DEFAULT_SEVERITY = 2
NO_PLACE = "no place"
NO_OPPOSITE = "label outside the label map"
NO_CONTRACT, NO_RULES = "no contract for the task", "no rules for the language"
NOWHERE = (NO_PLACE, NO_OPPOSITE, NO_CONTRACT, NO_RULES)
"""Why an example has no variant of a perturbation at all; other reasons say why a variant was rejected."""
_NAMED = 3  # perturbations that an error names with their reason
LABEL_MAPS: dict[str, dict[str, str]] = {
    "sentiment": {"positive": "negative", "negative": "positive", "pos": "neg", "neg": "pos"},
}

Counts = dict[str, Counter[str]]
"""How many variants are missing, by name of the perturbation and by reason."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a suite is made of; two equal plans make equal suites.

    Attributes:
        golden: the examples, sorted by id.
        perturbations: sorted by name.
        severities: ascending.
        per_example: variants of one example, perturbation and severity.
        seed: 64-bit integer.
        label_map: what a label becomes where the contract is flips; by str(label).
        max_edit_share: reject variants that edit more of the text, or None.
        left_out: perturbations that a glob matched and that do not fit, with the reason.
    """

    golden: tuple[Example, ...]
    perturbations: tuple[Perturbation, ...]
    severities: tuple[int, ...] = (DEFAULT_SEVERITY,)
    per_example: int = 1
    seed: int = 0
    label_map: Mapping[str, Any] = field(default_factory=dict)
    max_edit_share: float | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)

    def flipped(self, example: Example) -> Any:
        """Return the label that stands for the opposite of the example's, or MISSING."""
        known = {**LABEL_MAPS.get(example.task or "", {}), **self.label_map}
        return known.get(str(example.expected), MISSING)


def make_plan(
    golden: Iterable[Example],
    *,
    perturb: str | Iterable[str | Perturbation] = "realistic",
    severity: int | Iterable[int] = DEFAULT_SEVERITY,
    per_example: int = 1,
    seed: int = 0,
    label_map: Mapping[str, Any] | None = None,
    max_edit_share: float | None = None,
    gates: str | Iterable[str] = (),
) -> Plan:
    """Return the checked plan of a suite; `gates` look at what rewriters write, beside those that each has of its own.

    Raises:
        UsageError: a setting out of range, a name that does not exist, no golden examples.
    """
    examples = tuple(sorted(golden, key=lambda example: example.id))
    if not examples:
        raise UsageError("no golden examples: a suite is made from at least one")
    severities = tuple(sorted({severity} if isinstance(severity, int) else set(severity)))
    if not severities or any(type(s) is not int or s not in SEVERITIES for s in severities):
        raise UsageError(f"severity must be one or more of 1, 2, 3, 4, 5, not {severity!r}")
    if type(per_example) is not int or per_example < 1:
        raise UsageError(f"per_example must be an integer of at least 1, not {per_example!r}")
    if max_edit_share is not None and not max_edit_share > 0:
        raise UsageError(f"max_edit_share must be a share above 0, not {max_edit_share!r}")
    if type(seed) is not int or not -(2**63) <= seed < 2**63:
        raise UsageError(f"seed must be an integer of at most 64 bits, not {seed!r}")
    chosen, left_out = select(perturb, tasks=[e.task for e in examples], languages=[e.language for e in examples])
    if not chosen:
        why = [f"{name} {reason}" for name, reason in left_out.items()]
        more = f"; and {len(why) - _NAMED:,} more" if len(why) > _NAMED else ""
        raise UsageError(f"no perturbation is left to run: {'; '.join(why[:_NAMED]) or 'none was named'}{more}")
    gated = tuple(_gated(chosen, (gates,) if isinstance(gates, str) else tuple(gates)))
    return Plan(examples, gated, severities, per_example, seed, dict(label_map or {}), max_edit_share, left_out)


def _gated(chosen: Sequence[Perturbation], gates: tuple[str, ...]) -> Sequence[Perturbation]:
    """Return the perturbations, with more gates behind the rewriters among them."""
    if not gates:
        return chosen
    if all(one.rewriter is None for one in chosen):
        raise UsageError(
            f"gates look at what a rewriter writes, and there is none among the perturbations, so {', '.join(gates)} "
            "would look at nothing: name one, such as nlpaug.random_word.swap, or leave gates out"
        )
    behind = [one if one.rewriter is None else replace(one, rewriter=one.rewriter.gated(gates)) for one in chosen]
    for gate in (gate for one in behind if one.rewriter is not None for gate in one.rewriter.checks()):
        if isinstance(gate, Outside):
            gate.made_by()  # raises where it cannot be asked, before any rewriter is
    return behind
