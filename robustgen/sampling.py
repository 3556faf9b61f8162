"""The variants that one perturbation makes of one example: the attempt of each index, what tier 0 rejects, repeats."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import chain
from math import inf
from sys import maxsize
from typing import Any

from robustgen.draws import base_key
from robustgen.edits import Change, Replace, to_json
from robustgen.examples import MISSING
from robustgen.gates.structure import Rejected, admit
from robustgen.places import Cut, Spots
from robustgen.planning import Plan
from robustgen.proposing import Proposer
from robustgen.taking import Plain, column, cuts, is_plain
from robustgen.variant import Variant, encode

ATTEMPTS = 16


class Sampler:
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
