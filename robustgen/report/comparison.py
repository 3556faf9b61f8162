"""Two nights side by side, as people read them in a terminal: what broke, what was mended, and whether by chance."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from robustgen.comparison import Comparison, Shift
from robustgen.display import visible
from robustgen.history import Night
from robustgen.scoring.judging import FAIL, NOT_EVALUATED
from robustgen.scoring.limits import bare
from robustgen.scoring.wording import signed

_WIDTH = 118
_NAMED = 5
_WORDS = {FAIL: "WORSE", NOT_EVALUATED: "not evaluated"}


def comparison_lines(comparison: Comparison, *, verbosity: int = 0) -> list[str]:
    """Return the lines of one test: the counts, a line a perturbation that changed, the variants that broke.

    Args:
        comparison: what to show.
        verbosity: -1 the first line alone, 0 the worst of everything, 1 all perturbations and all broken variants.
    """
    verdict = _WORDS.get(comparison.outcome, "no regression shown")
    if comparison.fails and not comparison.regressed:
        verdict = "INCOMPLETE"
    lines = [f"since {visible(comparison.since[:16]).replace('T', ' ')}: {verdict}: {comparison.summary}"]
    if verbosity < 0:
        return lines
    changed = [one for one in comparison.shifts if verbosity > 0 or one.newly_broken or one.mended or one.regressed]
    changed.sort(key=lambda one: (not one.regressed, one.change.value if one.change else 0.0, one.perturbation))
    shown = changed if verbosity > 0 else changed[: 2 * _NAMED]
    if shown:
        width = max(len(visible(bare(one.perturbation))) for one in shown)
        lines.append(f"{'perturbation':<{width}}  paired  broken  mended  failing  change  interval")
        lines += [_line(one, width, comparison.confidence) for one in shown]
    if len(changed) > len(shown):
        lines.append(f"… and {len(changed) - len(shown)} more, -v shows them")
    broken = [name for one in changed for name in one.newly_broken]
    lines += _listed("newly broken", broken, everything=verbosity > 0)
    lines += _listed("flaky", [name for one in comparison.shifts for name in one.flaky], everything=verbosity > 0)
    lines += [_filled(visible(reason)) for reason in comparison.reasons]
    return lines


def history_lines(nights: Sequence[Night]) -> list[str]:
    """Return a table a test: one line a night, oldest first."""
    tests: dict[tuple[str, str], list[Night]] = {}
    for night in nights:
        tests.setdefault((night.test, night.suite), []).append(night)
    lines = []
    for number, ((test, suite), held) in enumerate(tests.items()):
        width = max(5, *(len(visible(night.label, 40)) for night in held))
        lines += [""] if number else []
        lines.append(f"{visible(test)} ({visible(suite)})")
        lines.append(f"{'night':<16}  {'label':<{width}}         n  clean  variants  delta         interval  verdict")
        lines += [_night_line(night, width) for night in held]
    return lines or ["no nights"]


def _night_line(night: Night, width: int) -> str:
    start = f"{night.started[:16].replace('T', ' ')}  {visible(night.label, 40):<{width}}  {night.variants:>8,}"
    if night.clean is None or night.accuracy is None or night.delta is None:
        return f"{start}{'':33}  {night.outcome}"
    ends = "" if night.low is None or night.high is None else f"[{signed(night.low)}, {signed(night.high)}]"
    flaky = f", {night.flaky:,} flaky" if night.flaky else ""
    return (
        f"{start}  {night.clean:.3f}  {night.accuracy:>8.3f} {signed(night.delta)} {ends:>16}  {night.outcome}{flaky}"
    )


def _line(shift: Shift, width: int, confidence: float) -> str:
    name = f"{visible(bare(shift.perturbation)):<{width}}"
    counts = (
        f"{shift.paired:>6,}  {len(shift.newly_broken):>6,}  {len(shift.mended):>6,}  {len(shift.still_failing):>7,}"
    )
    if shift.change is None:
        return f"{name}  {counts}"
    low, high = shift.change.interval(confidence)
    worse = "  WORSE" if shift.regressed else ""
    return f"{name}  {counts}  {signed(shift.change.value)}  [{signed(low)}, {signed(high)}]{worse}"


def _listed(what: str, names: Sequence[str], *, everything: bool) -> list[str]:
    if not names:
        return []
    shown = names if everything else names[:_NAMED]
    more = f" and {len(names) - len(shown):,} more" if len(names) > len(shown) else ""
    return [_filled(f"{what}: {', '.join(map(visible, shown))}{more}")]


def _filled(line: str) -> str:
    """Wrap a line, an id staying whole so that it can be copied."""
    return textwrap.fill(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
