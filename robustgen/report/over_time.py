"""What became of a test since the baseline, and night by night: plain data for the HTML report, no markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from robustgen.comparison import Comparison, Shift
from robustgen.history import Night
from robustgen.report.charts import Point, Scale, signed
from robustgen.report.sections import TONES
from robustgen.runs import TestRun
from robustgen.scoring import wording
from robustgen.scoring.judging import FAIL, NOT_EVALUATED, PASS
from robustgen.scoring.limits import bare

NIGHTS = 120  # of the history that are drawn, the newest
_NAMED = 200  # ids that a list of the baseline names
_LISTS = ("newly_broken", "mended", "still_failing", "flaky", "new", "gone", "acknowledged", "unanswered")


def since_baseline(comparison: Comparison | None) -> dict[str, Any] | None:
    """Return what became of the variants since the baseline."""
    if comparison is None:
        return None
    counts = [(name.replace("_", " "), comparison.count(name)) for name in _LISTS]
    shifts = sorted(comparison.shifts, key=_worse_first)
    rows = []
    for one in shifts:
        ends = None if one.change is None else one.change.interval(comparison.confidence)
        rows.append(
            {
                "name": bare(one.perturbation),
                "paired": one.paired,
                "counts": [len(getattr(one, name)) for name, (_, total) in zip(_LISTS, counts, strict=True) if total],
                "change": None if one.change is None else signed(one.change.value),
                "interval": None if ends is None else f"{signed(ends[0])} … {signed(ends[1])}",
                "word": "worse" if one.regressed else "not shown",
                "tone": "fail" if one.regressed else "plain",
            }
        )
    lists = []
    for name, (label, count) in zip(_LISTS, counts, strict=True):
        ids = [identity for one in shifts for identity in getattr(one, name)][:_NAMED]
        lists += [{"label": label, "count": count, "ids": ids, "more": count - len(ids)}] if count else []
    word = {FAIL: "Worse", PASS: "No change for the worse is shown", NOT_EVALUATED: "Not judged"}
    return {
        "since": comparison.since[:16].replace("T", " "),
        "word": word.get(comparison.outcome, "Nothing to compare"),
        "tone": TONES.get(comparison.outcome, "plain"),
        "reasons": list(comparison.reasons),
        "paired": comparison.paired,
        "expected": comparison.expected,
        "labels": [label for label, count in counts if count],
        "none": [label for label, count in counts if not count],
        "totals": [count for _, count in counts if count],
        "rows": rows,
        "lists": lists,
    }


def _worse_first(shift: Shift) -> tuple[bool, float, str]:
    return not shift.regressed, shift.change.value if shift.change else 0.0, shift.perturbation


def trend(nights: Sequence[Night], test: TestRun) -> dict[str, Any] | None:
    """Return delta over the nights of the same test and suite, oldest first; None where there are none."""
    held = [one for one in nights if (one.test, one.suite) == (test.test, test.suite) and one.delta is not None]
    if not held:
        return None
    points, rows, values = [], [], [0.0]
    for one in held[-NIGHTS:]:
        assert one.delta is not None  # chosen so above
        ends = (one.low, one.high) if one.low is not None and one.high is not None else None
        failed = one.gate == "failed" or one.outcome == FAIL
        points.append(Point(one.started[:10], one.delta, ends, beyond=failed))
        values += [one.delta, *(ends or ())]
        rows.append(
            {
                "started": one.started[:16].replace("T", " "),
                "label": one.label,
                "variants": one.variants,
                "clean": None if one.clean is None else wording.share(one.clean),
                "accuracy": None if one.accuracy is None else wording.share(one.accuracy),
                "delta": signed(one.delta),
                "interval": "–" if ends is None else f"{signed(ends[0])} … {signed(ends[1])}",
                "outcome": one.outcome,
                "gate": one.gate,
            }
        )
    return {"points": points, "rows": rows, "scale": Scale.over(values)}
