"""From golden examples to variants: plan, propose, gate.

Every variant is a function of (seed, perturbation@version, what varies, index): the order of the golden data, the other
examples and perturbations, and the number of processes do not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from robustgen.definition import Perturbation, Subject
from robustgen.errors import NoPlace
from robustgen.examples import MISSING, Example
from robustgen.planning import DEFAULT_SEVERITY, NO_CONTRACT, NO_OPPOSITE, NO_PLACE, NO_RULES, Counts, Plan, make_plan
from robustgen.proposing import Proposer
from robustgen.registry import get
from robustgen.rewriting import Job, rewrite
from robustgen.sampling import Sampler
from robustgen.variant import Variant

BLOCK = 64
"""Golden examples that are worked on at a time."""


def variants(plan: Plan, counts: Counts) -> Iterator[Variant]:
    """Yield the variants of a plan in suite order, and count into `counts` what was rejected, by reason.

    Suite order: golden id, perturbation, severity, index.
    """
    rewriters = [one for one in plan.perturbations if one.rewriter is not None]
    for start in range(0, len(plan.golden), BLOCK):
        subjects = [Subject(example) for example in plan.golden[start : start + BLOCK]]
        # A rewriter is asked for the variants of many examples at once.
        rewritten = {one.name: _rewritten(subjects, one, plan, counts) for one in rewriters}
        for number, subject in enumerate(subjects):
            for one in plan.perturbations:
                if one.rewriter is not None:
                    yield from rewritten[one.name][number]
                    continue
                counted = counts.get(one.name)
                if counted is None:
                    counted = counts[one.name] = Counter()
                yield from _variants(subject, one, plan, counted)


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

    It tries a perturbation also on a task that it has no contract for, and so is in no suite: whether the right answer
    stays is not known then.

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
        ContractError: it has no rules for the language.

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


def _variants(subject: Subject, perturbation: Perturbation, plan: Plan, counts: Counter[str]) -> list[Variant]:
    example = subject.example
    relation, wanted = perturbation.relation(example.task), plan.per_example * len(plan.severities)
    if relation is None or not perturbation.speaks(example.language):
        counts[NO_CONTRACT if relation is None else NO_RULES] += wanted
        return []
    proposer = Proposer(perturbation, subject)
    expected = plan.flipped(example) if relation == "flips" else example.expected
    if not len(proposer.places) or (relation == "flips" and expected is MISSING):
        counts[NO_OPPOSITE if len(proposer.places) else NO_PLACE] += wanted
        return []
    sampler = Sampler(proposer, plan, counts, relation, expected)
    made = sampler.from_cuts() if sampler.simple else sampler.from_places()
    if len(plan.severities) > 1:
        made.sort(key=lambda variant: (variant.severity, variant.index))
    return made


def _rewritten(subjects: Sequence[Subject], found: Perturbation, plan: Plan, counts: Counts) -> list[list[Variant]]:
    """Return the variants of each subject that a rewriter makes."""
    missing = counts.setdefault(found.name, Counter())
    jobs: dict[int, Job] = {}
    for number, subject in enumerate(subjects):
        example = subject.example
        relation = found.relation(example.task)
        expected = plan.flipped(example) if relation == "flips" else example.expected
        why = ""
        if relation is None or not found.speaks(example.language):
            why = NO_CONTRACT if relation is None else NO_RULES
        elif not any(text.words for _, text in subject.prose):
            why = NO_PLACE
        elif relation == "flips" and expected is MISSING:
            why = NO_OPPOSITE
        if why or relation is None:
            missing[why] += plan.per_example * len(plan.severities)
        else:
            jobs[number] = Job(subject, relation, expected)
    made = dict(zip(jobs, rewrite(list(jobs.values()), found, plan, counts), strict=True))
    return [made.get(number, []) for number in range(len(subjects))]
