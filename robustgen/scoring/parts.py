"""Parts of the whole: the families of perturbations, and the slices of golden examples by tag, each as one figure.

Each kind is a table of its own, whose intervals hold together with 95 %: at 1 - 0.05/F for each of F families, and at
1 - 0.05/S for each of S slices, as at 1 - 0.05/P for each of P perturbations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from robustgen.errors import nearest
from robustgen.scoring import wording
from robustgen.scoring.judging import MEASURED, NOT_EVALUATED, Decision, at_gate, confidence_of, decide
from robustgen.scoring.limits import Limits, family, matches

if TYPE_CHECKING:
    from robustgen.scoring.card import Card
    from robustgen.scoring.rows import Row, Whole
    from robustgen.scoring.slices import Slice


@dataclass(frozen=True, slots=True)
class Part:
    """A family or a slice.

    Attributes:
        kind: "family" or "slice".
        name: of the family, or the tag.
        golden: golden examples in it.
        whole: its rows that are judged, as one; None where none counts a golden example.
        interval: the ends of its delta's interval; None without a whole.
        decision: its limit held against it; "-" where none is set.
    """

    kind: str
    name: str
    golden: int
    whole: Whole | None
    interval: tuple[float, float] | None
    decision: Decision

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        whole = self.whole
        return {
            "kind": self.kind,
            "name": self.name,
            "golden": self.golden,
            "clean": whole and whole.clean,
            "accuracy": whole and whole.accuracy,
            "delta": whole and whole.delta.value,
            "delta_interval": self.interval and list(self.interval),
            "verdict": self.decision.verdict,
            "reason": self.decision.reason,
            "fails": self.decision.fails,
        }


def in_whole(row: Row, limits: Limits) -> bool:
    """Return whether a row is one of those that are averaged: same relation, may gate, judged, not report only."""
    reported = any(matches(glob, row.perturbation) for glob in limits.report_only)
    return row.relation == "same" and row.may_gate and not reported and at_gate(row, limits)


def families(card: Card, limits: Limits) -> tuple[Part, ...]:
    """Return the families of a card, in order of name."""
    held: dict[str, list[Row]] = {}
    for row in card.rows:
        if in_whole(row, limits):
            held.setdefault(family(row.perturbation), []).append(row)
    wholes = [(name, card.whole(rows)) for name, rows in sorted(held.items())]
    found = [(name, whole.delta.n if whole else 0, whole) for name, whole in wholes]
    return _judged("family", found, limits, consistency=card.consistency)


def parts_of_slices(slices: Iterable[Slice], limits: Limits) -> tuple[Part, ...]:
    """Return the slices, each over the rows that are judged."""
    slices = list(slices)
    found = []
    for one in slices:
        rows = [row for row in one.card.rows if in_whole(row, limits)]
        found.append((one.tag, one.golden, one.card.whole(rows)))
    return _judged("slice", found, limits, consistency=any(one.card.consistency for one in slices))


def slices_that_are_not(slices: Iterable[Slice], limits: Limits) -> tuple[Decision, ...]:
    """Return what cannot be evaluated since no golden example has the tag: a misspelt one must not pass in silence."""
    if limits.max_drop_slice is None:
        return ()
    tags = sorted({one.tag for one in slices})
    if not tags:
        reason = "max_drop_slice is set, and no golden example has a tag: name the field that holds them by tags="
        return (Decision("max_drop_slice", NOT_EVALUATED, reason, reason, False),)
    reasons = [
        f"max_drop_slice names {wording.quoted(glob)}, and no golden example that was measured has such a tag"
        f"{nearest(glob, tags)}"
        for glob in limits.part_globs("max_drop_slice")
        if not any(fnmatchcase(tag, glob) for tag in tags)
    ]
    return tuple(Decision("max_drop_slice", NOT_EVALUATED, reason, reason, False) for reason in reasons)


def _judged(
    kind: str, found: Sequence[tuple[str, int, Whole | None]], limits: Limits, *, consistency: bool
) -> tuple[Part, ...]:
    return tuple(_part(kind, *entry, limits, among=len(found), consistency=consistency) for entry in found)


def _part(
    kind: str, name: str, golden: int, whole: Whole | None, limits: Limits, *, among: int, consistency: bool
) -> Part:
    limit = f"max_drop_{kind}"
    bound = limits.part_bound(limit, name)
    ends = None if whole is None else whole.delta.interval(confidence_of(among))
    if bound is None:
        decision = Decision(limit, MEASURED, "", "", False)
    elif whole is None or ends is None:
        reason = f"{limit}: {kind} {wording.quoted(name)} counts no golden example"
        decision = Decision(limit, NOT_EVALUATED, reason, reason, False)
    else:
        sentence = f"{kind} {wording.quoted(name)}: {wording.drop_part(whole, ends, consistency=consistency)}"
        decision = decide(limit, bound, whole.delta, sentence, limits, gating=among)
    return Part(kind, name, golden, whole, ends, decision)
