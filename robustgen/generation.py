"""From golden examples to variants: plan, propose, gate.

Every variant is a function of (seed, perturbation@version, what varies, index): the order of the golden data, the other
examples and perturbations, and the number of processes do not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from robustgen.draws import base_key
from robustgen.edits import Change
from robustgen.errors import NoPlace, UsageError
from robustgen.examples import MISSING, Example
from robustgen.gates.structure import Rejected, admit
from robustgen.definition import SEVERITIES, Perturbation, Proposer, Subject
from robustgen.registry import get, select
from robustgen.variant import Variant, encode

ATTEMPTS = 16
DEFAULT_SEVERITY = 2
LABEL_MAPS: dict[str, dict[str, str]] = {
    "sentiment": {"positive": "negative", "negative": "positive", "pos": "neg", "neg": "pos"},
}

Counts = dict[str, Counter[str]]


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
) -> Plan:
    """Return the checked plan of a suite.

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
    if max_edit_share is not None and not 0 < max_edit_share:
        raise UsageError(f"max_edit_share must be a share above 0, not {max_edit_share!r}")
    if type(seed) is not int or not -(2**63) <= seed < 2**63:
        raise UsageError(f"seed must be an integer of at most 64 bits, not {seed!r}")
    chosen, left_out = select(
        perturb, tasks=[e.task for e in examples], languages=[e.language for e in examples]
    )
    if not chosen:
        why = "; ".join(f"{name} {reason}" for name, reason in left_out.items())
        raise UsageError(f"no perturbation is left to run: {why or 'none was named'}")
    return Plan(examples, tuple(chosen), severities, per_example, seed, dict(label_map or {}), max_edit_share, left_out)


def variants(plan: Plan, counts: Counts) -> Iterator[Variant]:
    """Yield the variants of a plan in suite order, and count into `counts` what was rejected, by reason.

    Suite order: golden id, perturbation, severity, index.
    """
    for example in plan.golden:
        yield from variants_of(example, plan, counts)


def variants_of(example: Example, plan: Plan, counts: Counts) -> Iterator[Variant]:
    """Yield the variants of one example in suite order."""
    subject = Subject(example)
    for perturbation in plan.perturbations:
        yield from _variants(subject, perturbation, plan, counts.setdefault(perturbation.name, Counter()))


def perturb(
    example: str | Example,
    name: str | Perturbation,
    *,
    severity: int = DEFAULT_SEVERITY,
    seed: int = 0,
    index: int = 0,
    task: str | None = None,
    language: str = "en",
    protect: Sequence[str] = (),
    label_map: Mapping[str, Any] | None = None,
) -> Variant:
    """Make one variant of a text or an example: the suite row of the same seed, severity and index.

    Args:
        example: a text, or an Example where several fields, labels or spans matter.
        name: a perturbation.
        severity: 1 to 5.
        seed: the suite's seed.
        index: the number of the variant, from 0.
        task: the task of a bare text.
        language: the language of a bare text.
        protect: strings that nothing may change inside, of a bare text.
        label_map: as in `generate`.

    Raises:
        NoPlace: nothing to change in this input, or nothing that passes the gates.
        UnknownName: no such perturbation.

    >>> perturb("do not stop", "paraphrase.contract").text
    "don't stop"
    """
    if isinstance(example, str):
        example = Example("text", {"text": example}, task=task, language=language, protect=tuple(protect))
    found = name if isinstance(name, Perturbation) else get(name)
    if found.contract(example.task) is None:
        # By hand a perturbation may be tried on anything; what it does to the label is then unknown.
        found = replace(found, label={**found.label, "*": "unknown"} if example.task else {"*": "unknown"})
    plan = make_plan(
        [example], perturb=[found], severity=severity, per_example=index + 1, seed=seed, label_map=label_map
    )
    counts: Counts = {}
    for variant in variants(plan, counts):
        if variant.index == index:
            return variant
    reasons = ", ".join(counts[found.name]) or "no place"
    raise NoPlace(f"{found.name} makes no variant {index} of this input at severity {severity}: {reasons}")


def _variants(subject: Subject, perturbation: Perturbation, plan: Plan, counts: Counter[str]) -> Iterator[Variant]:
    example = subject.example
    relation, wanted = perturbation.relation(example.task), plan.per_example * len(plan.severities)
    if relation is None or not perturbation.speaks(example.language):
        counts["no contract for the task" if relation is None else "no rules for the language"] += wanted
        return
    flipped = plan.flipped(example) if relation == "flips" else MISSING
    proposer = Proposer(perturbation, subject)
    if not len(proposer.places) or (relation == "flips" and flipped is MISSING):
        counts["label outside the label map" if len(proposer.places) else "no place"] += wanted
        return
    made = []
    for index, attempt, accepted in _accepted(proposer, plan, counts):
        for severity, (changes, row, part) in accepted.items():
            expected = row.pop("expected", MISSING) if relation != "flips" else flipped
            row.pop("expected", None)
            made.append(
                Variant(example, perturbation.id, severity, index, attempt, relation, row, expected, part, changes)
            )
    if len(plan.severities) > 1:
        made.sort(key=lambda variant: (variant.severity, variant.index))
    yield from made


Accepted = dict[int, tuple[tuple[Change, ...], dict[str, Any], float]]


def _accepted(proposer: Proposer, plan: Plan, counts: Counter[str]) -> Iterator[tuple[int, int, Accepted]]:
    """Yield (index, attempt, what each severity asked for accepted), the attempt settled at severity 1."""
    perturbation, subject = proposer.perturbation, proposer.subject
    base = base_key(plan.seed, perturbation.id, subject.payload)
    asked = sorted({1, *plan.severities})
    seen: dict[int, set[Hashable]] = {severity: set() for severity in asked}
    several = plan.per_example > 1
    for index in range(plan.per_example):
        if several and proposer.exhausted(len(seen[1])):
            counts["repeated"] += (plan.per_example - index) * len(plan.severities)
            return
        reason = ""
        for attempt in range(ATTEMPTS):
            proposed = proposer.propose(base, index, attempt, asked)
            mild = proposed[1]
            try:
                if several and _fingerprint(mild) in seen[1]:
                    raise Rejected("repeated")
                row, part = admit(perturbation, subject, mild, max_edit_share=plan.max_edit_share)
            except Rejected as rejected:
                reason = str(rejected)
                continue
            break
        else:
            counts[reason] += len(plan.severities)
            continue
        if several:
            seen[1].add(_fingerprint(mild))
        accepted: Accepted = {}
        for severity in plan.severities:
            changes = proposed[severity]
            try:
                if severity == 1 or changes == mild:
                    accepted[severity] = changes, dict(row), part
                else:
                    accepted[severity] = changes, *admit(
                        perturbation, subject, changes, max_edit_share=plan.max_edit_share
                    )
                if several and severity > 1:
                    print_ = _fingerprint(changes)
                    if print_ in seen[severity]:
                        raise Rejected("repeated")
                    seen[severity].add(print_)
            except Rejected as rejected:
                accepted.pop(severity, None)
                counts[str(rejected)] += 1
        yield index, attempt, accepted


def _fingerprint(changes: tuple[Change, ...]) -> Hashable:
    """Return something equal for equal sets of changes."""
    try:
        return frozenset(changes)
    except TypeError:
        from robustgen.edits import to_json

        return encode(sorted(encode(change) for change in to_json(changes)))
