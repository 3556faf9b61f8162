"""The sentences of a verdict: what a limit allows, what was measured, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from robustgen.display import visible

if TYPE_CHECKING:
    from robustgen.scoring.rows import Row, Whole
    from robustgen.scoring.statistics import Estimate

Ends = tuple[float, float]

_MOST = 100_000  # golden examples that anybody may come to have


def share(value: float) -> str:
    """Return a share with three digits, never "-0.000"."""
    return f"{round(value, 3) + 0.0:.3f}"


def signed(value: float) -> str:
    """Return a difference of shares with its sign and three digits, never "-0.000"."""
    return f"{round(value, 3) + 0.0:+.3f}"


def drop(row: Row, delta: Estimate, ends: Ends) -> str:
    """Say how far the variants of one perturbation lie from clean."""
    assert row.accuracy is not None  # a row with a delta has both
    assert row.clean is not None
    subject, clean = _subject(consistency=row.consistency)
    return f"{subject} {share(row.accuracy.value)} {_distance(delta, clean, row.clean.value)} {_span(delta, ends)}"


def drop_all(whole: Whole, ends: Ends, *, perturbations: int, families: int, consistency: bool) -> str:
    """Say how far the mean of family means lies from clean."""
    subject, clean = _subject(consistency=consistency)
    over = f"over {perturbations} perturbations in {families} {'family' if families == 1 else 'families'}"
    distance = _distance(whole.delta, clean, whole.clean)
    return f"{over}, {subject} {share(whole.accuracy)} {distance} {_span(whole.delta, ends)}"


def drop_part(whole: Whole, ends: Ends, *, consistency: bool) -> str:
    """Say how far a family or a slice lies from clean."""
    subject, clean = _subject(consistency=consistency)
    distance = _distance(whole.delta, clean, whole.clean)
    return f"{subject} {share(whole.accuracy)} {distance} {_span(whole.delta, ends)}"


def quoted(name: str) -> str:
    """Return a name of the user's, safe to show."""
    return f"'{visible(name, 60)}'"


def accuracy(row: Row, estimate: Estimate, ends: Ends) -> str:
    """Say what accuracy the variants reach."""
    subject, _ = _subject(consistency=row.consistency)
    return f"{subject} is {share(estimate.value)} {_range(estimate, ends)}"


def flips(row: Row, estimate: Estimate, ends: Ends) -> str:
    """Say how often a right answer was lost."""
    lost = "no longer as the clean one" if row.consistency else "not right though the clean one was"
    return f"{share(estimate.value)} of the answers on variants are {lost} {_range(estimate, ends)}"


def control(row: Row, estimate: Estimate, ends: Ends) -> str:
    """Say how often the answer followed a change of meaning."""
    left = f", {row.uncounted:,} left out as wrong when clean" if row.uncounted else ""
    low, high = ends
    return (
        f"where the clean answer was right, {share(estimate.value)} of the answers changed as the meaning did "
        f"({share(low)}..{share(high)}, {estimate.n:,} golden{left}); a model that ignores its input gets 0.000"
    )


def clean(estimate: Estimate, ends: Ends) -> str:
    """Say what accuracy the clean inputs reach."""
    return f"clean accuracy is {share(estimate.value)} {_range(estimate, ends)}"


def cannot_tell(half_width: float, golden: int, needed: int | None) -> str:
    """Say how close the data comes, and how many golden examples would settle it."""
    enough = _enough(needed, "would")
    return f"cannot tell within ±{share(min(1.0, half_width))} on {golden:,} golden{enough}"


def cannot_tell_short(half_width: float, needed: int | None) -> str:
    """Say the same in a table that has a column of golden examples."""
    return f"cannot tell within ±{share(min(1.0, half_width))}{_enough(needed, 'golden would')}"


def _enough(needed: int | None, would: str) -> str:
    if needed is None:
        return ""
    return f"; about {rounded(needed)} {would}" if needed <= _MOST else "; too near the limit for any number"


def errors(lost: int, golden: int, allowed: float) -> str:
    """Say how many golden examples left by errors."""
    return (
        f"max_errors {share(allowed)}: an error or a time-out, clean or on a variant, took out {lost:,} of {golden:,} "
        f"golden examples ({share(lost / golden)}); what is left may not speak for all"
    )


def nothing_left(row: Row) -> str:
    """Say why a row counts no golden example."""
    reasons = [f"{row.skipped:,} skipped"] if row.skipped else []
    reasons += [f"{row.lost:,} lost to errors"] if row.lost else []
    reasons += [f"{row.uncounted:,} with a wrong clean answer, which no control counts"] if row.uncounted else []
    return f"no golden example is left to judge: {', '.join(reasons)}"


def rounded(count: int) -> str:
    """Return a count to three digits.

    >>> rounded(2048)
    '2,050'
    """
    unit = 10 ** max(0, len(str(count)) - 3)
    return f"{round(count / unit) * unit:,}"


def _subject(*, consistency: bool) -> tuple[str, str]:
    if consistency:
        return "consistency of variants with the clean answer", "full agreement"
    return "accuracy on variants", "clean"


def _distance(delta: Estimate, clean_name: str, clean_value: float) -> str:
    if round(delta.value, 3) == 0:
        return f"equals {clean_name} {share(clean_value)}"
    side = "below" if delta.value < 0 else "above"
    return f"is {share(abs(delta.value))} {side} {clean_name} {share(clean_value)}"


def _span(delta: Estimate, ends: Ends) -> str:
    low, high = (round(end, 3) for end in ends)
    if high <= 0 and delta.value < 0:
        span = f"{share(-high)}..{share(-low)}"
    elif low >= 0 and delta.value > 0:
        span = f"{share(low)}..{share(high)}"
    else:
        span = f"from {share(-low)} below to {share(high)} above"
    return f"({span}, {delta.n:,} golden)"


def _range(estimate: Estimate, ends: Ends) -> str:
    return f"({share(ends[0])}..{share(ends[1])}, {estimate.n:,} golden)"
