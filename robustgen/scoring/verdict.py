"""Limits held against a card: one verdict object, from which text, JSON and exit code are made.

Over a whole run the first of these holds: fail, error, not evaluated, inconclusive, pass, "-". A break that was shown
stays shown, whatever else went wrong or was left out. How one row is judged stands in `robustgen.scoring.judging`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from robustgen.display import visible
from robustgen.errors import UsageError, nearest
from robustgen.scoring import wording
from robustgen.scoring.judging import (
    ERROR,
    FAIL,
    INCONCLUSIVE,
    MEASURED,
    NOT_EVALUATED,
    PASS,
    Decision,
    Judgement,
    at_gate,
    clean_decision,
    confidence_of,
    decide,
    judge_clean,
    judge_row,
    may_fail,
    worst_of,
)
from robustgen.scoring.limits import Limits, bare, family, matches
from robustgen.scoring.parts import Part, families, in_whole, parts_of_slices, slices_that_are_not

if TYPE_CHECKING:
    from robustgen.scoring.card import Card
    from robustgen.scoring.rows import Row, Whole
    from robustgen.scoring.slices import Slice

__all__ = [
    "ERROR",
    "FAIL",
    "INCONCLUSIVE",
    "MEASURED",
    "NOT_EVALUATED",
    "PASS",
    "Decision",
    "Judgement",
    "Limits",
    "Planned",
    "Verdict",
    "confidence_of",
    "judge",
    "judge_clean",
    "judge_row",
    "margin_warning",
]

_ORDER = (FAIL, ERROR, NOT_EVALUATED, INCONCLUSIVE, PASS, MEASURED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a run.

    Attributes:
        card: what was measured.
        limits: what was allowed.
        gating: P, the gating perturbations planned.
        measured: how many of them were measured at the gating severity.
        confidence: that of every interval, 1 - 0.05/P.
        judgements: one a row of the card, in its order.
        checks: the limits on the whole and its parts, max_drop_all, max_drop_family, max_drop_slice and min_clean, as
            far as they are set.
        whole: the rows behind max_drop_all as one; None where there is none.
        parts: the same by family, and by slice where slices were given.
        outcome: pass, fail, inconclusive, not evaluated, error or "-".
        fails: whether the run fails.
        missing: why the whole is not evaluated, a sentence each.
        warnings: what a reader should know before trusting the verdict, a sentence each.
    """

    card: Card
    limits: Limits
    gating: int
    measured: int
    confidence: float
    judgements: tuple[Judgement, ...]
    checks: tuple[Decision, ...]
    whole: Whole | None
    parts: tuple[Part, ...]
    outcome: str
    fails: bool
    missing: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 where nothing failed, 1 where something did, 3 where the whole was not evaluated."""
        return 1 if self.fails else 3 if self.outcome == NOT_EVALUATED else 0

    @property
    def counts(self) -> dict[str, int]:
        """How many gating perturbations ended in each verdict; "fail" counts what failed by `on_inconclusive` too."""
        ended: dict[str, list[str]] = {}
        for one in self.judgements:
            if one.gates:
                shown = FAIL if one.fails and one.verdict == INCONCLUSIVE else one.verdict
                ended.setdefault(one.row.perturbation, []).append(shown)
        ends = [worst_of(verdicts, _ORDER) for verdicts in ended.values()]
        return {verdict: ends.count(verdict) for verdict in _ORDER}

    @property
    def summary(self) -> str:
        """The whole in a few words, such as "1 of 8 failed"."""
        counts = self.counts
        parts = []
        if self.measured < self.gating or (self.missing and not self.gating):
            parts.append(f"not evaluated ({self.measured} of {self.gating} gating perturbations measured)")
            parts += [f"{counts[FAIL]} failed"] if counts[FAIL] else []
        elif self.gating and counts[PASS] == self.gating:
            parts.append(f"{self.gating} of {self.gating} passed")
        elif self.gating:
            parts.append(f"{counts[FAIL]} of {self.gating} failed")
        parts += [f"{counts[ERROR]} in error"] if counts[ERROR] else []
        parts += [f"{counts[NOT_EVALUATED]} without data"] if counts[NOT_EVALUATED] else []
        parts += [f"{counts[INCONCLUSIVE]} cannot tell"] if counts[INCONCLUSIVE] else []
        words = {INCONCLUSIVE: "cannot tell"}
        ends = Counter(
            (check.limit, "failed" if check.fails else words.get(check.verdict, check.verdict)) for check in self.checks
        )
        parts += [f"{limit} {end}" + (f" ({times})" if times > 1 else "") for (limit, end), times in ends.items()]
        return ", ".join(parts) or "measured, no limit set"

    def to_json(self) -> dict[str, Any]:
        """Return plain data: the card, a verdict beside every row, and the whole."""
        plain = self.card.to_json(confidence=self.confidence)
        rows = [
            {
                **row,
                "verdict": judgement.verdict,
                "reason": judgement.reason,
                "gates": judgement.gates,
                "fails": judgement.fails,
            }
            for row, judgement in zip(plain["rows"], self.judgements, strict=True)
        ]
        whole = self.whole and {
            "pairs": self.whole.pairs,
            "clean": self.whole.clean,
            "accuracy": self.whole.accuracy,
            "delta": self.whole.delta.value,
            "delta_interval": list(self.whole.delta.interval(self.confidence)),
            "always_failing": [{"golden_id": name, "rows": rows} for name, rows in self.whole.always_failing],
            "always_failing_count": self.whole.always_failing_count,
        }
        return {
            **plain,
            "rows": rows,
            "whole": whole,
            "parts": [part.to_json() for part in self.parts],
            "limits": self.limits.to_json(),
            "gating": self.gating,
            "measured": self.measured,
            "checks": [
                {"limit": check.limit, "verdict": check.verdict, "reason": check.reason, "fails": check.fails}
                for check in self.checks
            ],
            "outcome": self.outcome,
            "exit_code": self.exit_code,
            "summary": self.summary,
            "missing": list(self.missing),
            "warnings": list(self.warnings),
        }


class Planned(NamedTuple):
    """One gating perturbation before it is run: golden examples (or groups of them), and variants of each."""

    perturbation: str
    golden: int
    variants: float
    relation: str = "same"
    grouped: bool = False


def judge(card: Card, limits: Limits, *, gating: int | None = None, slices: Iterable[Slice] = ()) -> Verdict:
    """Hold limits against a card.

    Args:
        card: what was measured.
        limits: what is allowed.
        gating: P, how many gating perturbations the manifest or marker declares, whatever was selected; without, those
            that the card has. Where the card has fewer, its rows are judged at P and the whole is not evaluated.
        slices: the golden examples of each tag scored apart, see `robustgen.scoring.slices`.

    Raises:
        UsageError: the card has more gating perturbations than `gating` says.
    """
    gate_names = {row.perturbation for row in card.rows if may_fail(row, limits)}
    planned = len(gate_names) if gating is None else gating
    if planned < len(gate_names):
        raise UsageError(
            f"gating is {planned}, and {len(gate_names)} perturbations of the card gate: "
            f"{', '.join(visible(name, 60) for name in sorted(gate_names)[:5])}; count every one that was planned"
        )
    judgements = tuple(judge_row(row, limits, gating=planned) for row in card.rows)
    measured = {row.perturbation for row in card.rows if row.perturbation in gate_names and at_gate(row, limits)}
    missing = _missing(card, limits, sorted(gate_names - measured), planned, len(measured))
    whole_rows = [row for row in card.rows if in_whole(row, limits)]
    whole = card.whole(whole_rows)
    slices = tuple(slices)
    parts = (*families(card, limits), *parts_of_slices(slices, limits))
    checks = _checks(card, limits, whole, whole_rows, gating=planned, complete=not missing)
    checks += tuple(part.decision for part in parts if part.decision.verdict != MEASURED)
    checks += slices_that_are_not(slices, limits)
    ends = [one.verdict for one in judgements if one.gates or one.fails] + [check.verdict for check in checks]
    ends += [NOT_EVALUATED] if missing else []
    return Verdict(
        card=card,
        limits=limits,
        gating=planned,
        measured=len(measured),
        confidence=confidence_of(planned),
        judgements=judgements,
        checks=checks,
        whole=whole,
        parts=parts,
        outcome=worst_of(ends, _ORDER),
        fails=any(one.fails for one in judgements) or any(check.fails for check in checks),
        missing=missing,
        warnings=_warnings(card, limits, judgements, planned, complete=not missing),
    )


def margin_warning(planned: Iterable[Planned], limits: Limits, *, gating: int) -> str | None:
    """Say how many gating perturbations could not settle even if nothing were wrong; None where all would.

    Needs no outcome, so that it can be printed before a model is called. `smallest_margin` says which settle.
    """
    from robustgen.scoring.statistics import golden_needed, smallest_margin

    bounds = [(one, dict(limits.for_row(one.perturbation, one.relation)).get("max_drop")) for one in planned]
    limited = [(one, bound) for one, bound in bounds if bound is not None]
    floors = [smallest_margin(one.golden, V=max(1.0, one.variants), P=max(1, gating)) for one, _ in limited]
    short = [(one, bound, floor) for (one, bound), floor in zip(limited, floors, strict=True) if bound < floor]
    if not short:
        return None
    one, bound, floor = max(short, key=lambda entry: entry[2] - entry[1])
    needed = golden_needed(bound, V=max(1.0, one.variants), P=max(1, gating)) if bound > 0 else None
    enough = f" (about {wording.rounded(needed)} for this limit)" if needed else ""
    named = f" for {visible(bare(one.perturbation), 80)}" if len({each.golden for each, _ in limited}) > 1 else ""
    can = f"no drop at all is settled by {'it' if one.golden == 1 else 'them'}"
    if floor < 1:
        can = f"{wording.share(floor)} is the smallest drop that they settle"
    return (
        f"max_drop {wording.share(bound)}{named} is finer than {_golden(one)} can tell with {gating} gating "
        f"{'perturbation' if gating == 1 else 'perturbations'}: {can} four times in five, so if nothing were wrong "
        f"{len(limited) - len(short)} of {len(limited)} would settle; more golden examples help{enough}, more variants "
        "do not beyond 5-10"
    )


def _golden(planned: Planned) -> str:
    """Return how many golden examples, or groups of them, a perturbation has."""
    many = "" if planned.golden == 1 else "s"
    kind = f"group{many} of golden examples" if planned.grouped else f"golden example{many}"
    return f"{planned.golden:,} {kind}"


def _checks(
    card: Card, limits: Limits, whole: Whole | None, rows: list[Row], *, gating: int, complete: bool
) -> tuple[Decision, ...]:
    """Return the decisions on the whole, as far as it is limited."""
    made = []
    if limits.max_drop_all is not None:
        if whole is None or not complete:
            reason = "max_drop_all needs every gating perturbation measured"
            made.append(Decision("max_drop_all", NOT_EVALUATED, reason, reason, False))
        else:
            sentence = wording.drop_all(
                whole,
                whole.delta.interval(confidence_of(gating)),
                perturbations=len({row.perturbation for row in rows}),
                families=len({family(row.perturbation) for row in rows}),
                consistency=card.consistency,
            )
            value = limits.max_drop_all
            made.append(decide("max_drop_all", value, whole.delta, sentence, limits, gating=gating))
    if (
        card.clean.accuracy is not None
        and card.clean.accuracy.value == 0
        and not card.consistency
        and limits.sets_any()
    ):
        reason = (
            "no golden example is answered right when clean, so no drop can be seen: look at the labels, and at how"
            " the answers are compared with them"
        )
        made.append(Decision("clean", ERROR, reason, reason, True))
    clean = clean_decision(card.clean.accuracy, card.clean.lost, limits, gating=gating)
    return (*made, clean) if clean else tuple(made)


def _missing(card: Card, limits: Limits, unmeasured: list[str], planned: int, measured: int) -> tuple[str, ...]:
    """Say why the whole cannot be evaluated."""
    said = []
    for name in unmeasured:
        levels = ", ".join(str(row.severity) for row in card.rows if row.perturbation == name)
        said.append(
            f"{visible(bare(name), 80)}: severity {limits.gate_severity}, which gates, was not measured, {levels} was: "
            "measure it, or set gate_severity"
        )
    if planned > measured + len(unmeasured):
        said.append(f"{measured + len(unmeasured)} of {planned} gating perturbations were measured")
    held = any(limits.for_row(row.perturbation, row.relation) for row in card.rows)
    if limits.sets_any() and not planned and not held:
        said.append("limits are set, and none of them holds for a perturbation that was measured")
    return tuple(said)


def _warnings(
    card: Card, limits: Limits, judgements: tuple[Judgement, ...], gating: int, *, complete: bool
) -> tuple[str, ...]:
    said = []
    open_ones = [one.row for one in judgements if one.gates and one.row.golden and one.verdict == INCONCLUSIVE]
    planned = [
        Planned(
            row.perturbation, row.clusters, row.variants / row.golden, row.relation, grouped=row.clusters < row.golden
        )
        for row in open_ones
    ]
    if warning := margin_warning(planned, limits, gating=gating):
        said.append(warning)
    names = sorted({bare(row.perturbation) for row in card.rows})
    if complete:
        for limit, glob in limits.globs():
            if not any(matches(glob, row.perturbation) for row in card.rows):
                said.append(f"{limit} names {visible(repr(glob), 60)}, which nothing measured{nearest(glob, names)}")
    for limit, end in (("min_accuracy", 1), ("min_control", 1), ("min_clean", 1), ("max_flip", 0)):
        bounds = [limits.min_clean] if limit == "min_clean" else [limits.bound(limit, name) for name in names]
        if end in bounds:
            said.append(
                f"{limit} {wording.share(end)} can fail and never pass: no number of examples shows all or none"
            )
    return tuple(said)
