"""Rejection sampling of what rewriters write: ask in batches, gate, ask again for what was rejected, up to a bound.

What an index gets is a function of (seed, perturbation@version, what varies, severity, index): all that is asked for of
one example is asked at once, but accepted in the order of indices, so that fewer indices are the start of more.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from robustgen.definition import Perturbation, Subject
from robustgen.draws import Draws, base_key
from robustgen.edits import Change
from robustgen.errors import UsageError
from robustgen.examples import MISSING
from robustgen.gates.protocol import Pair, Rejected
from robustgen.gates.structure import admit
from robustgen.planning import NO_PLACE, Counts, Plan
from robustgen.rewriters.protocol import Answer, Candidate, Request
from robustgen.tokendiff import token_diff
from robustgen.variant import Variant, encode

_UNCHANGED = "unchanged"
_SEED = 2**63
_PROPOSALS = " proposals"
"""Behind a name, which holds no blank: what became of all candidates, where the plain name counts missing variants."""


def split_counts(counts: Counts) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Return, by name, why variants are missing, and what became of every candidate that a rewriter proposed."""
    missing: dict[str, dict[str, int]] = {}
    proposals: dict[str, dict[str, int]] = {}
    for key, counted in sorted(counts.items()):
        if counted:
            name = key.removesuffix(_PROPOSALS)
            (missing if name == key else proposals)[name] = dict(sorted(counted.items()))
    return missing, proposals


class Job(NamedTuple):
    """An example whose variants are wanted: how its right answer relates to theirs, and what that then is."""

    subject: Subject
    relation: str
    expected: Any


def rewrite(jobs: Sequence[Job], found: Perturbation, plan: Plan, counts: Counts) -> list[list[Variant]]:
    """Return the variants of each job, by severity and index, and count what is missing and what was rejected."""
    assert found.rewriter is not None
    missing = counts.setdefault(found.name, Counter())
    proposals = counts.setdefault(found.name + _PROPOSALS, Counter())
    # Without a severity of its own, one rewrite serves all.
    severities = (0,) if found.amount.kind == "all" else plan.severities
    asked = [_Asked(job, found, plan, severity, proposals) for job in jobs for severity in severities]
    while waiting := [(one, slot) for one in asked for slot in one.waiting()]:
        _ask(waiting, found)
        for one in asked:
            one.settle()
    made: list[list[Variant]] = []
    said = _said(found.rewriter.provenance()) if asked else {}
    for number in range(len(jobs)):
        rows: list[Variant] = []
        for one in asked[number * len(severities) : (number + 1) * len(severities)]:
            for severity in plan.severities if not one.severity else (one.severity,):
                rows += [one.variant(slot, severity, said) for slot in one.slots if slot.kept]
                missing.update(slot.reason for slot in one.slots if not slot.kept)
        made.append(rows)
    return made


@dataclass(slots=True)
class _Proposal:
    """A candidate for one variant: a change of the whole example."""

    changes: tuple[Change, ...]
    note: dict[str, Any]
    pairs: tuple[Pair, ...]
    row: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Slot:
    """One variant that is wanted: how often it was asked for, and what is left of what came."""

    index: int
    attempt: int = -1
    passed: deque[tuple[int, int, _Proposal]] = field(default_factory=deque)
    kept: tuple[int, int, _Proposal] | None = None
    reasons: set[str] = field(default_factory=set)
    reason: str = ""


class _Asked:
    """The variants of one example at one severity, settled in the order of their indices."""

    def __init__(self, job: Job, found: Perturbation, plan: Plan, severity: int, proposals: Counter[str]) -> None:
        self.job, self.found, self.severity, self.proposals = job, found, severity, proposals
        self.max_edit_share = plan.max_edit_share
        self.slots = [_Slot(index) for index in range(plan.per_example)]
        self._seen: set[str] = set()
        key = base_key(plan.seed, found.id, job.subject.payload)
        self._base = key + bytes([severity]) if severity else key

    def waiting(self) -> Iterator[_Slot]:
        """Yield the variants to ask for: nothing is left for them, and they were not asked for too often."""
        return (slot for slot in self.slots if not slot.kept and not slot.passed and not self._spent(slot))

    def _spent(self, slot: _Slot) -> bool:
        return slot.attempt + 1 == self.found.rewriter.attempts  # type: ignore[union-attr]

    def requests(self, slot: _Slot) -> list[Request]:
        """Return what to ask for a variant next, one request a text."""
        slot.attempt += 1
        draws = Draws(self._base, slot.index, slot.attempt)
        subject, amount, severity = self.job.subject, self.found.amount, self.severity
        rate = amount.steps[severity - 1] / 1000 if severity and amount.kind in ("share", "length") else None
        requests = []
        for path, text in subject.prose:
            count = _wanted(self.found, severity, text.string, len(text.words), text.letter_count) if severity else None
            requests.append(
                Request(
                    text.string, text, subject.example, path, severity, rate, count, slot.index, slot.attempt,
                    draws.below(_SEED),
                )
            )  # fmt: skip
        return requests

    def reject(self, slot: _Slot, reason: str) -> None:
        """Count a candidate, or an answer without one, as rejected."""
        slot.reasons.add(reason)
        # What was never changed, however often it was asked for, has nothing that this rewriter changes.
        slot.reason = NO_PLACE if slot.reasons == {_UNCHANGED} else reason
        self.proposals[f"rejected: {reason}"] += 1

    def settle(self) -> None:
        """Accept in order what differs from smaller indices, up to the first index that has to be asked again."""
        for slot in self.slots:
            while slot.passed and not slot.kept:
                attempt, seed, proposal = slot.passed.popleft()
                made = encode([pair.candidate for pair in proposal.pairs])
                if made in self._seen:
                    self.reject(slot, "repeated")
                    continue
                self._seen.add(made)
                slot.kept = (attempt, seed, proposal)
                self.proposals["kept"] += 1
                for what in proposal.note.get("repaired", ()):
                    self.proposals[f"kept, repaired: {what}"] += 1
            if not slot.kept and not self._spent(slot):
                break

    def variant(self, slot: _Slot, severity: int, said: Mapping[str, Any]) -> Variant:
        """Return the variant of a settled slot."""
        assert slot.kept is not None
        attempt, seed, proposal = slot.kept
        row = dict(proposal.row)
        expected = row.pop("expected", MISSING)
        if self.job.relation == "flips":
            expected = self.job.expected
        provenance = {**said, "seed": seed, **proposal.note}
        variant = Variant(
            self.job.subject.example, self.found.id, severity, slot.index, attempt, self.job.relation, expected,
            proposal.changes, provenance=provenance,
        )  # fmt: skip
        variant.inputs = row
        return variant


def _ask(waiting: Sequence[tuple[_Asked, _Slot]], found: Perturbation) -> None:
    """Ask once for every variant that is waiting, all in one call, and keep what passes every gate."""
    assert found.rewriter is not None
    requests = [one.requests(slot) for one, slot in waiting]
    answers = iter(found.rewriter([request for group in requests for request in group]))
    proposed: list[tuple[_Asked, _Slot, int, _Proposal]] = []
    for (one, slot), group in zip(waiting, requests, strict=True):
        here = [next(answers) for _ in group]
        for proposal in _proposals(group, here):
            if isinstance(proposal, Rejected):
                one.reject(slot, str(proposal))
                continue
            try:
                proposal.row = admit(found, one.job.subject, proposal.changes, max_edit_share=one.max_edit_share)
            except Rejected as rejected:
                one.reject(slot, str(rejected))
                continue
            proposed.append((one, slot, group[0].seed, proposal))
    for _, slot, seed, proposal in _past_gates(proposed, found):
        slot.passed.append((slot.attempt, seed, proposal))


def _past_gates(
    proposed: list[tuple[_Asked, _Slot, int, _Proposal]], found: Perturbation
) -> list[tuple[_Asked, _Slot, int, _Proposal]]:
    """Return what passes the rewriter's gates: each sees all that passed those before it, in one call."""
    assert found.rewriter is not None
    for gate in found.rewriter.checks():
        pairs = [pair for *_, proposal in proposed for pair in proposal.pairs]
        verdicts = iter(gate.check(pairs)) if pairs else iter(())
        passed = []
        for one, slot, seed, proposal in proposed:
            rejected = [verdict for verdict in [next(verdicts) for _ in proposal.pairs] if verdict is not None]
            if rejected:
                one.reject(slot, f"{gate.name}: {rejected[0]}")
            else:
                passed.append((one, slot, seed, proposal))
        proposed = passed
    return proposed


def _proposals(group: Sequence[Request], answers: Sequence[Answer]) -> Iterator[_Proposal | Rejected]:
    """Yield what the answers for the texts of one example make of it, the first of each text first."""
    if not any(answers):
        yield Rejected("no answer")
    for rank in range(max(map(len, answers))):
        note: dict[str, Any] = {}
        edits: list[Any] = []
        pairs: list[Pair] = []
        refused: Rejected | None = None
        for request, answer in zip(group, answers, strict=True):
            one = answer[rank] if rank < len(answer) else request.text
            if isinstance(one, Rejected):
                refused = refused or one
                continue
            candidate = Candidate(one) if isinstance(one, str) else one
            if not isinstance(candidate, Candidate):
                raise UsageError(
                    f"a rewriter returned {type(one).__name__} as a candidate: return texts, Candidates or Rejected"
                )
            if found := token_diff(request.text, candidate.text, path=request.path):
                edits += found
                pairs.append(Pair(request.text, candidate.text, request.language))
                note |= candidate.note
        # A text that nothing came for stays as it is; that counts as rejected only where no other text changed.
        yield _Proposal((tuple(edits),), note, tuple(pairs)) if edits else refused or Rejected(_UNCHANGED)


def _wanted(found: Perturbation, severity: int, text: str, words: int, letters: int) -> int:
    """Return how many changes a severity asks for in one text, at least one."""
    amount = found.amount
    step = amount.steps[severity - 1]
    if amount.kind == "count":
        return step or 1
    base = {"letters": letters, "words": words}.get(amount.of, words)
    return (base * step + 500) // 1000 or 1


def _said(provenance: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a rewriter's provenance that every row repeats; the manifest has all of it."""
    return {key: provenance[key] for key in ("package", "version") if key in provenance}
