"""One limit against one estimate, and all limits against one row: what a test needs to know about its own data.

**One interval decides**: the one printed, at 1 - 0.05/P, where P is the number of gating perturbations planned; of a
row that was looked at several times, at the level of its last look (`robustgen.scoring.sequential`). Against a limit:
pass if all of it lies within, fail if all of it lies beyond, else inconclusive.

Of several verdicts on one row the first of these holds: error, fail, not evaluated, inconclusive, pass, "-". An error
comes first since too many golden examples left for any of the numbers to stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from robustgen.scoring import wording
from robustgen.scoring.limits import Limits

if TYPE_CHECKING:
    from robustgen.scoring.rows import Clean, Row
    from robustgen.scoring.statistics import Estimate

PASS, FAIL, INCONCLUSIVE, NOT_EVALUATED, ERROR = "pass", "fail", "inconclusive", "not evaluated", "error"
MEASURED = "-"  # no limit set

_ORDER = (ERROR, FAIL, NOT_EVALUATED, INCONCLUSIVE, PASS, MEASURED)
_ON_LIMIT = 0.0005  # an estimate this close to its limit prints as equal to it
_SENTENCES: dict[str, Callable[[Row, Estimate, tuple[float, float]], str]] = {
    "max_drop": wording.drop,
    "min_accuracy": wording.accuracy,
    "max_flip": wording.flips,
    "min_control": wording.control,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One limit against one estimate.

    Attributes:
        limit: its name, such as max_drop.
        verdict: pass, fail, inconclusive, not evaluated, error or "-".
        reason: a sentence with the limit, what was measured and how sure that is.
        short: the same for a table that shows the numbers already.
        fails: whether it fails what it stands in.
    """

    limit: str
    verdict: str
    reason: str
    short: str
    fails: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one row, complete in itself: what a pytest item needs.

    Attributes:
        row: what was judged.
        verdict: pass, fail, inconclusive, not evaluated, error or "-".
        reason: why, in a sentence; empty where nothing is limited.
        short: why, for the table.
        gates: whether the row counts among the gating perturbations.
        fails: whether a test of this row fails.
        beyond: whether a row that does not gate lies beyond a limit.
        decisions: every limit on its own.
    """

    row: Row
    verdict: str
    reason: str
    short: str
    gates: bool
    fails: bool
    beyond: bool
    decisions: tuple[Decision, ...]


def judge_row(row: Row, limits: Limits, *, gating: int) -> Judgement:
    """Judge one row on its own data, exactly as `judge` does within a whole card.

    A row of a severity that does not gate is a point of a curve: "-". `min_clean` is judged on the clean inputs of the
    row and speaks up only where it fails.

    Args:
        row: what was measured.
        limits: what is allowed.
        gating: P, how many gating perturbations are planned.
    """
    if not at_gate(row, limits):
        return Judgement(row, MEASURED, "", "", False, False, False, ())
    gates = may_fail(row, limits)
    decisions = _row_decisions(row, limits, gating=gating)
    if not gates:
        decisions = tuple(_reported(one) for one in decisions)
    clean = clean_decision(row.clean, 0, limits, gating=gating, level=row.level)
    if clean is not None and clean.fails:
        decisions = (*decisions, clean)
    verdict = worst_of([one.verdict for one in decisions], _ORDER)
    deciding = [one for one in decisions if one.verdict == verdict]
    return Judgement(
        row=row,
        verdict=verdict,
        reason="; ".join(one.reason for one in deciding),
        short="" if gates and verdict == PASS else "; ".join(one.short for one in deciding if one.short),
        gates=gates,
        fails=any(one.fails for one in decisions),
        beyond=not gates and verdict == FAIL,
        decisions=decisions,
    )


def judge_clean(clean: Clean, limits: Limits, *, gating: int = 1) -> Decision:
    """Judge clean inputs alone: what a run on golden examples needs. "-" where `min_clean` is not set."""
    decision = clean_decision(clean.accuracy, clean.lost, limits, gating=gating)
    return decision or Decision("min_clean", MEASURED, "", "", False)


def confidence_of(gating: int) -> float:
    """Return the confidence at which the intervals of `gating` perturbations hold together with 95 %."""
    return 1 - 0.05 / max(1, gating)


def may_fail(row: Row, limits: Limits) -> bool:
    """Return whether the perturbation of a row gates, whatever its severity."""
    return row.may_gate and limits.gates(row.perturbation, row.relation)


def at_gate(row: Row, limits: Limits) -> bool:
    """Return whether a row has the severity that is judged; one without severities has."""
    return row.severity is None or row.severity == limits.gate_severity


def worst_of(verdicts: Iterable[str], order: tuple[str, ...]) -> str:
    """Return the verdict that stands first in `order`; "-" of none."""
    return min(verdicts, key=order.index, default=MEASURED)


def clean_decision(
    clean: Estimate | None, lost: int, limits: Limits, *, gating: int, level: float | None = None
) -> Decision | None:
    """Hold `min_clean` against clean accuracy; None where it is not set. `lost` golden examples left by errors."""
    if limits.min_clean is None:
        return None
    golden = lost + (clean.n if clean else 0)
    if lost > limits.max_errors * golden:
        return _errors(lost, golden, limits)
    if clean is None:
        reason = "min_clean: no clean input was answered"
        return Decision("min_clean", NOT_EVALUATED, reason, reason, False)
    sentence = wording.clean(clean, clean.interval(level or confidence_of(gating)))
    return decide("min_clean", limits.min_clean, clean, sentence, limits, gating=gating, level=level)


def decide(
    name: str,
    value: float,
    estimate: Estimate,
    sentence: str,
    limits: Limits,
    *,
    gating: int,
    variants: float = 1,
    level: float | None = None,
) -> Decision:
    """Hold one limit against one estimate: the interval decides.

    Args:
        name: the limit.
        value: what it allows.
        estimate: what was measured: a delta for a drop, else a rate.
        sentence: the same in words.
        limits: for `on_inconclusive`.
        gating: P.
        variants: variants of each golden example, a mean.
        level: the confidence of the interval; without, `confidence_of` P.
    """
    level = level or confidence_of(gating)
    drop = name.startswith("max_drop")
    threshold = -value if drop else value
    low, high = estimate.interval(level)
    within, beyond, point = low > threshold, high < threshold, estimate.value < threshold
    if name == "max_flip":
        within, beyond, point = high < threshold, low > threshold, estimate.value > threshold
    named = f"{name} {wording.share(value)}"
    reason = f"{named}: {sentence}"
    if within or beyond:
        shown = "" if drop else f"{named}: {wording.share(estimate.value)} [{low:.3f}, {high:.3f}]"
        return Decision(name, PASS if within else FAIL, reason, shown, beyond)
    half = estimate.half_width(level)
    distance = abs(estimate.value - threshold)
    needed = _needed(name, value, estimate, distance, half, gating=gating, variants=variants)
    short = wording.cannot_tell_short(half, needed)
    return Decision(
        limit=name,
        verdict=INCONCLUSIVE,
        reason=f"{reason}: {wording.cannot_tell(half, estimate.n, needed)}",
        short=short if drop else f"{named}: {wording.share(estimate.value)}, {short}",
        fails=limits.on_inconclusive == "fail" or (limits.on_inconclusive == "point" and point),
    )


def _needed(
    name: str, value: float, estimate: Estimate, distance: float, half: float, *, gating: int, variants: float
) -> int | None:
    """Return about how many golden examples would settle it; None where nothing can be said."""
    from robustgen.scoring.statistics import golden_needed

    if distance >= _ON_LIMIT:
        return max(estimate.n + 1, round(estimate.n * (half / distance) ** 2))
    if name != "max_drop" or not value > 0:
        return None
    clusters = golden_needed(value, V=max(1.0, variants), P=max(1, gating))
    needed = round(clusters * estimate.n / estimate.clusters)
    return needed if needed > estimate.n else None


def _row_decisions(row: Row, limits: Limits, *, gating: int) -> tuple[Decision, ...]:
    """Hold against a row every limit that is set for it."""
    bounds = limits.for_row(row.perturbation, row.relation)
    if not bounds:
        return ()
    golden = row.golden + row.uncounted + row.lost
    if row.lost > limits.max_errors * golden:
        return (_errors(row.lost, golden, limits),)
    if row.headline is None:
        reason = wording.nothing_left(row)
        return (Decision(bounds[0][0], NOT_EVALUATED, reason, reason, False),)
    made = []
    for name, value in bounds:
        estimate = {"max_drop": row.delta, "max_flip": row.harm_rate}.get(name, row.accuracy)
        assert estimate is not None  # a row with a headline has them all
        level = row.level or confidence_of(gating)
        sentence = _SENTENCES[name](row, estimate, estimate.interval(level))
        each = row.variants / row.golden
        made.append(decide(name, value, estimate, sentence, limits, gating=gating, variants=each, level=level))
    return tuple(made)


def _errors(lost: int, golden: int, limits: Limits) -> Decision:
    short = f"{lost:,} of {golden:,} golden lost to errors"
    return Decision("max_errors", ERROR, wording.errors(lost, golden, limits.max_errors), short, True)


def _reported(decision: Decision) -> Decision:
    """Return a decision of a row that does not gate: it says what it would, and fails nothing."""
    said = {PASS: "within", FAIL: "beyond"}.get(decision.verdict)
    short = f"{said} {decision.reason.partition(':')[0]}" if said else decision.short
    return replace(decision, reason=f"{decision.reason}; report only", short=f"{short}, report only", fails=False)
