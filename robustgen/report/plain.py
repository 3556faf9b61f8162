"""What a verdict says to someone who never took a course in statistics: one sentence, in answers out of a hundred."""

from __future__ import annotations

from collections.abc import Sequence

from robustgen.comparison import Comparison
from robustgen.display import visible
from robustgen.runs import TestRun
from robustgen.scoring.judging import ERROR, FAIL, INCONCLUSIVE, NOT_EVALUATED, PASS, Decision, Judgement
from robustgen.scoring.limits import Limits, bare
from robustgen.scoring.verdict import Verdict

STATUSES = {
    FAIL: ("Failed", "✕"),
    ERROR: ("Error", "!"),
    NOT_EVALUATED: ("Not judged", "○"),
    INCONCLUSIVE: ("Cannot tell", "?"),
    PASS: ("Passed", "✓"),
    "-": ("Measured", "·"),
}


def status_of(test: TestRun, verdict: Verdict | None, comparison: Comparison | None) -> str:
    """Return how a test ended, one of `STATUSES`: what its gate, its limits and the baseline say together."""
    if verdict is None:
        return FAIL if test.gate == "failed" else NOT_EVALUATED
    if verdict.fails and test.gate != "passed":  # a gate that passes all the same was told to expect it (xfail)
        return FAIL if any(one.fails and one.verdict != ERROR for one in _ends(verdict)) else ERROR
    if test.gate == "failed" or (comparison is not None and comparison.fails):
        return FAIL
    if not test.complete:
        return NOT_EVALUATED
    return PASS if verdict.fails else verdict.outcome


def sentence(test: TestRun, verdict: Verdict | None, comparison: Comparison | None) -> str:
    """Return what came of a test in one sentence, without the word of its status."""
    status = status_of(test, verdict, comparison)
    if verdict is None:
        return f"nothing was measured: {visible(test.message, 300)}" if test.message else "nothing was measured."
    if status in (FAIL, ERROR):
        return _failed(test, verdict, comparison)
    if status == NOT_EVALUATED:
        why = visible(verdict.missing[0], 200) if verdict.missing else "part of what was planned was not measured"
        return f"there is too little to judge by: {why}."
    if status == INCONCLUSIVE:
        unsure = _kinds(sum(one.gates and one.verdict == INCONCLUSIVE for one in verdict.judgements))
        return (
            f"nothing that counts is shown to be broken, but for {unsure} there are too few examples to be sure that "
            "the model stays within what you allow."
        )
    if status == PASS and verdict.fails:
        return f"it fails only where the test expects it to (xfail): {_failed(test, verdict, comparison)}"
    if status == PASS:
        held = (
            f"{_all(verdict.gating)} keeps it within what you allow" if verdict.gating else "it keeps to what you allow"
        )
        return f"the model holds up: {held}{_since(comparison)}."
    return f"no limit was set, so nothing can fail; {_whole(verdict)}"


def in_hundred(share: float) -> str:
    """Return a share as answers out of a hundred.

    >>> in_hundred(0.1418), in_hundred(0.12), in_hundred(-0.0004)
    ('14.2', '12', '0')
    """
    return f"{round(100 * share, 1) + 0.0:.1f}".removesuffix(".0")


def _failed(test: TestRun, verdict: Verdict, comparison: Comparison | None) -> str:
    """Say what failed: kinds of change first, then the whole, then the baseline, then what the gate itself says."""
    failed = [one for one in verdict.judgements if one.fails]
    checks = [one for one in verdict.checks if one.fails]
    broken = [one for one in failed if one.verdict != ERROR and _own_limits(one)]
    errors = [one for one in failed if one.verdict == ERROR]
    if broken:
        worst = min(broken, key=lambda one: one.row.headline.value if one.row.headline else 1.0)
        kinds = {one.row.perturbation for one in broken}
        many = f"{len(kinds)} of {_kinds(max(verdict.gating, len(kinds)))}"
        what = "fail; the worst: " if worst.row.is_control else "break the model more than you allow; worst is "
        lead = "" if len(kinds) == 1 else f"{many} {what}"
        return f"{lead}{_row(worst, verdict.limits, short=bool(lead))}."
    if errors:
        names = sorted({visible(bare(one.row.perturbation)) for one in errors})
        more = f" and {len(names) - 1} more" if names[1:] else ""
        return f"too many calls ended in errors, with {names[0]}{more}, for the rest to speak for all."
    if checks:
        return f"{_check(checks[0], verdict)}."
    if comparison is not None and comparison.fails:
        worse = [one for one in comparison.shifts if one.regressed and one.change]
        if worse:
            one = min(worse, key=lambda shift: shift.change.value if shift.change else 0.0)
            lost = in_hundred(-one.change.value if one.change else 0.0)
            return (
                f"the model got worse since {day(comparison.since)}: with {visible(bare(one.perturbation))} it loses "
                f"{lost} answers in 100 more than it did then, which is beyond chance."
            )
        return f"against the night of {day(comparison.since)}: {visible('; '.join(comparison.reasons), 300)}."
    return visible(test.message.split("\n")[0], 300)


def _row(one: Judgement, limits: Limits, *, short: bool) -> str:
    row, name = one.row, visible(bare(one.row.perturbation))
    decision = next(iter(_own_limits(one)), None)
    if decision is None or row.accuracy is None:
        return f"{name}: {visible(one.reason, 200)}"
    right, allowed = in_hundred(row.accuracy.value), limits.bound(decision.limit, row.perturbation)
    may = "" if allowed is None else in_hundred(allowed)
    doubt = decision.verdict == INCONCLUSIVE
    if decision.limit == "min_control":
        return (
            f"{name} changes the meaning on purpose, and of 100 answers only {right} changed with it "
            f"(you ask for {may})"
        )
    same = "the same as without the change" if row.consistency else "right"
    clean = in_hundred(row.clean.value) if row.clean else "?"
    lost = in_hundred(-row.delta.value) if row.delta else "?"
    named = name if short else f"{name} breaks the model more than you allow"
    if doubt:
        named = name if short else f"{name} may break the model more than you allow, which counts as a failure here"
    if decision.limit == "max_drop":
        return f"{named}: of 100 answers {right} are {same} where {clean} were, a loss of {lost}; you allow {may}"
    if decision.limit == "min_accuracy":
        return f"{named}: of 100 answers {right} are {same}; you ask for {may}"
    if decision.limit == "max_flip" and row.harm_rate is not None:
        harm = in_hundred(row.harm_rate.value)
        return f"{named}: {harm} answers in 100 that were right turn wrong; you allow {may}"
    return f"{name}: {visible(decision.reason, 200)}"


def _own_limits(one: Judgement) -> list[Decision]:
    """Return what failed of a row but for `min_clean`, which says nothing of its changes."""
    return [decision for decision in one.decisions if decision.fails and decision.limit != "min_clean"]


def _check(check: Decision, verdict: Verdict) -> str:
    limits, clean = verdict.limits, verdict.card.clean.accuracy
    if check.limit == "min_clean" and clean is not None and limits.min_clean is not None:
        return (
            f"even on the unchanged examples only {in_hundred(clean.value)} answers in 100 are right; "
            f"you ask for {in_hundred(limits.min_clean)}"
        )
    if check.limit == "max_drop_all" and verdict.whole is not None and limits.max_drop_all is not None:
        lost = in_hundred(-verdict.whole.delta.value)
        return (
            f"over all kinds of change together the model loses {lost} answers in 100; "
            f"you allow {in_hundred(limits.max_drop_all)}"
        )
    if check.limit == "clean":
        return "not one of the unchanged examples is answered right, so nothing can be said about changes"
    return visible(check.reason, 300)


def _whole(verdict: Verdict) -> str:
    whole = verdict.whole or verdict.card.whole(verdict.card.rows)
    if whole is None:
        return "and nothing could be compared with the unchanged examples."
    lost = in_hundred(abs(whole.delta.value))
    if lost == "0":
        return "over all kinds of change the model is right as often as on the unchanged examples."
    word = "loses" if whole.delta.value < 0 else "gains"
    return f"over all kinds of change the model {word} {lost} answers in 100."


def _ends(verdict: Verdict) -> Sequence[Judgement | Decision]:
    return [*verdict.judgements, *verdict.checks]


def _kinds(count: int) -> str:
    return f"{count} {'kind' if count == 1 else 'kinds'} of change"


def _all(count: int) -> str:
    return "the one kind of change that counts" if count == 1 else f"each of the {_kinds(count)} that count"


def _since(comparison: Comparison | None) -> str:
    if comparison is None or comparison.outcome != PASS:
        return ""
    return f", and it is not shown to be worse than on {day(comparison.since)}"


def day(moment: str) -> str:
    """Return the day of an ISO 8601 moment, or as much as there is."""
    return visible(moment[:10])
