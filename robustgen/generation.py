"""From golden examples to variants: plan, propose, gate.

Every variant is a function of (seed, perturbation@version, what varies, index): the order of the golden data, the other
examples and perturbations, and the number of processes do not matter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import inf
from sys import maxsize
from typing import Any

from robustgen.definition import SEVERITIES, Perturbation, Subject
from robustgen.draws import base_key
from robustgen.edits import Change, Replace, to_json
from robustgen.errors import NoPlace, UsageError
from robustgen.examples import MISSING, Example
from robustgen.gates.protocol import Outside
from robustgen.gates.structure import Rejected, admit
from robustgen.places import Cut, Spots
from robustgen.proposing import Proposer
from robustgen.registry import get, select
from robustgen.rewriting import NO_PLACE, Job, rewrite
from robustgen.taking import Plain, column, cuts, is_plain
from robustgen.variant import Variant, encode

ATTEMPTS = 16
BLOCK = 64
"""Golden examples that are worked on at a time."""
DEFAULT_SEVERITY = 2
NO_OPPOSITE = "label outside the label map"
NO_CONTRACT, NO_RULES = "no contract for the task", "no rules for the language"
NOWHERE = (NO_PLACE, NO_OPPOSITE, NO_CONTRACT, NO_RULES)
_NAMED = 3  # perturbations that an error names with their reason
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
    sampler = _Sampler(proposer, plan, counts, relation, expected)
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


class _Sampler:
    """The variants of one example under one perturbation, the attempt of each index settled at severity 1."""

    def __init__(self, proposer: Proposer, plan: Plan, counts: Counter[str], relation: str, expected: Any) -> None:
        self.proposer, self.plan, self.counts = proposer, plan, counts
        self.relation, self.expected = relation, expected
        self.base = base_key(plan.seed, proposer.perturbation.id, proposer.subject.payload)
        # Fewer variants than places always differ somewhere; only more of them can run out.
        scarce = plan.per_example > 1 and (
            plan.per_example > len(proposer.places) or proposer.perturbation.amount.kind == "all"
        )
        self.most = proposer.most() if scarce else inf
        self.letters, self.string = 0, ""
        self.edges: list[int] = []
        self.seen: dict[int, set[Hashable]] = {1: set()}
        for severity in plan.severities:
            self.seen[severity] = set()

    @property
    def simple(self) -> bool:
        """Whether all places are plain, in one top-level text and drawn in keyed order, for which cuts will do."""
        one, places = self.proposer.perturbation, self.proposer.places
        return (
            one.amount.kind in ("share", "count")
            and not (one.links or one.in_order or one.whole_text)
            and self.plan.max_edit_share is None
            and not self.proposer.subject.example.spans
            and is_plain(places)
            and places.path.count("/") == 1  # type: ignore[union-attr]
            and "~" not in places.path  # type: ignore[union-attr]
        )

    def from_cuts(self) -> list[Variant]:
        """Return what `from_places` does, from cuts instead of changes."""
        plan, base, example, mild_ones = self.plan, self.base, self.proposer.subject.example, self.seen[1]
        places: Plain = self.proposer.places  # type: ignore[assignment]
        name, relation, expected = self.proposer.perturbation.id, self.relation, self.expected
        mild, *rest = self.proposer.sizes((1, *plan.severities))
        sizes = list(zip(plan.severities, rest, strict=True))
        most = max(mild, *rest)
        text, numbers = places.text, self.proposer.perturbation.numbers
        assert text is not None
        self.string, cut_text = text.string, (places.path, text.string)
        self.letters, regions = text.letter_count, text.hard if numbers else text.protected
        if regions and not (isinstance(places, Spots) and not places.touch(regions)):
            self.edges = [*chain.from_iterable(regions), maxsize]
        made: list[Variant] = []
        for index, drawn in enumerate(column(places, base, most, plan.per_example)):
            if len(mild_ones) >= self.most:
                self.counts["repeated"] += (plan.per_example - index) * len(plan.severities)
                break
            attempt = 0
            mildest = drawn if most == mild else drawn[:mild]
            found: Hashable = mildest[0] if len(mildest) == 1 else frozenset(mildest)
            while reason := (
                "repeated" if found in mild_ones else "" if (sure := self._sure(drawn)) else self._doubt(mildest)
            ):
                attempt += 1
                if attempt == ATTEMPTS:
                    break
                drawn = cuts(places, base, index, attempt, most)
                mildest = drawn if most == mild else drawn[:mild]
                found = mildest[0] if len(mildest) == 1 else frozenset(mildest)
            if reason:
                self.counts[reason] += len(sizes)
                continue
            mild_ones.add(found)
            for severity, size in sizes:
                part = drawn if size >= len(drawn) else drawn[:size]
                if len(part) > mild:
                    reason = ("" if sure else self._doubt(part)) or self._repeats(severity, part)
                    if reason:
                        self.counts[reason] += 1
                        continue
                made.append(Variant(example, name, severity, index, attempt, relation, expected, part, cut_text))
        return made

    def from_places(self) -> list[Variant]:
        """Return the variants of any kind of places, every one with its changes and through every gate."""
        plan, seen, proposer = self.plan, self.seen, self.proposer
        asked = sorted({1, *plan.severities})
        made: list[Variant] = []
        for index in range(plan.per_example):
            if len(seen[1]) >= self.most:
                self.counts["repeated"] += (plan.per_example - index) * len(plan.severities)
                break
            for attempt in range(ATTEMPTS):
                proposed = proposer.propose(self.base, index, attempt, asked)
                mild = proposed[1]
                found = _fingerprint(mild)
                row = "repeated" if found in seen[1] else self._gated(mild)
                if not isinstance(row, str):
                    break
                reason = row
            else:
                self.counts[reason] += len(plan.severities)
                continue
            seen[1].add(found)
            for severity in plan.severities:
                changes = proposed[severity]
                here: dict[str, Any] | str = row
                if changes != mild:
                    here = self._gated(changes)
                    here = here if isinstance(here, str) else self._repeats(severity, changes) or here
                if isinstance(here, str):
                    self.counts[here] += 1
                else:
                    made.append(self._variant(severity, index, attempt, changes, dict(here)))
        return made

    def _variant(
        self, severity: int, index: int, attempt: int, changes: tuple[Change, ...], row: dict[str, Any]
    ) -> Variant:
        expected = row.pop("expected", MISSING)
        if self.relation == "flips":
            expected = self.expected
        example, name = self.proposer.subject.example, self.proposer.perturbation.id
        variant = Variant(example, name, severity, index, attempt, self.relation, expected, changes)
        variant.inputs = row
        return variant

    def _gated(self, changes: tuple[Change, ...]) -> dict[str, Any] | str:
        """Return the row that `changes` make, or why tier 0 rejects it."""
        one, subject = self.proposer.perturbation, self.proposer.subject
        try:
            return admit(one, subject, changes, max_edit_share=self.plan.max_edit_share)
        except Rejected as rejected:
            return str(rejected)

    def _sure(self, drawn: list[Cut]) -> bool:
        """Return whether the cuts, and any first few of them, pass tier 0 for certain."""
        start, end, option = drawn[0]
        if self.string[start:end] == option:
            return False
        if (
            len(drawn) == 1
            and end - start < self.letters
            and option.isascii()
            and len(option) < 2000
            and not self.edges
        ):
            return True
        return self._harmless(drawn)

    def _doubt(self, drawn: list[Cut]) -> str:
        """Return why tier 0 rejects the cuts, or nothing."""
        string = self.string
        if any(string[start:end] != option for start, end, option in drawn) and self._harmless(drawn):
            return ""
        path = self.proposer.places.path  # type: ignore[union-attr]
        row = self._gated(tuple([(Replace(path, *cut),) for cut in drawn]))
        return row if isinstance(row, str) else ""

    def _harmless(self, drawn: list[Cut]) -> bool:
        """Return whether cuts, and any of them, pass tier 0 for certain if they change anything."""
        # Cuts that leave a letter, and stay away from protected text, can be at fault by their options only.
        if len(drawn) == 1:
            ((start, end, options),) = drawn
            removed = end - start
        else:
            starts, ends, made = zip(*drawn, strict=True)
            removed, options = sum(ends) - sum(starts), "".join(made)
        return (
            removed < self.letters
            and len(options) < 2000
            and (options.isascii() or _encodable(options))
            and not (self.edges and self._near_protected(drawn))
        )

    def _near_protected(self, drawn: list[Cut]) -> bool:
        """Return whether a cut meets or touches protected text."""
        edges = self.edges  # starts and ends by turns: before an end one is inside
        for start, end, _ in drawn:
            i = bisect_left(edges, start)
            if i & 1 or edges[i] <= end:
                return True
        return False

    def _repeats(self, severity: int, changes: Sequence[Any]) -> str:
        """Return "repeated" where a smaller index has the same changes at this severity; else keep them in mind."""
        found, seen = _fingerprint(changes), self.seen[severity]
        if found in seen:
            return "repeated"
        seen.add(found)
        return ""


def _fingerprint(changes: Sequence[Any]) -> Hashable:
    """Return something equal for equal sets of changes (or cuts)."""
    try:
        return frozenset(changes)
    except TypeError:
        return encode(sorted(encode(change) for change in to_json(changes)))


def _encodable(string: str) -> bool:
    """Return whether a file can hold `string`: no half of a surrogate pair is in it."""
    try:
        return bool(string.encode())
    except UnicodeEncodeError:
        return False
