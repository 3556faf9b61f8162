"""The table that people read at the end of a run: plain text, no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from robustgen.display import visible
from robustgen.scoring.judging import at_gate
from robustgen.scoring.limits import bare
from robustgen.scoring.parts import Part
from robustgen.scoring.rows import Row
from robustgen.scoring.verdict import ERROR, FAIL, INCONCLUSIVE, MEASURED, NOT_EVALUATED, PASS, Judgement, Verdict
from robustgen.scoring.wording import signed

_WIDTH = 116
_SHOWN = 12  # rows of a block without -v; what did not pass is shown in any case
_NAMED = 5  # golden examples named as always failing
_PARTS = {"family": "families", "slice": "slices: golden examples by tag"}
_RANKS = (FAIL, ERROR, NOT_EVALUATED, INCONCLUSIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the title line says. Numbers that are None are taken from the card, or left out.

    Attributes:
        name: the suite or the test.
        id: the suite's id; its first eight characters are shown.
        variants: how many there are.
        perturbations: how many were planned.
        calls: how often the model was called.
        seconds: how long that took.
    """

    name: str
    id: str | None = None
    variants: int | None = None
    perturbations: int | None = None
    calls: int | None = None
    seconds: float | None = None


def table(facts: Facts, verdict: Verdict, *, verbosity: int = 0, details: Sequence[str] = ()) -> str:
    """Return the summary of a run, worst rows first, without a newline at the end.

    Args:
        facts: what was run.
        verdict: what came of it.
        verbosity: -1 for the last line alone; 0 for what did not pass and the 12 worst rows of each kind; 1 for every
            perturbation and severity; 2 for `details` too.
        details: lines of the caller's own, made safe to show by the caller.
    """
    chosen, hidden = _chosen(verdict, everything=verbosity > 0)
    layout = _layout([one.row for block in chosen.values() for one in block])
    last = _all_line(verdict, layout)
    if verbosity < 0:
        return last
    lines = [_title(facts, verdict)]
    if chosen:
        lines.append(_header(layout, consistency=verdict.card.consistency))
    for heading, block in chosen.items():
        lines += [heading] if heading else []
        lines += [_line(one, layout, verdict.confidence) for one in block]
        if rest := hidden[heading]:
            passed = " passed" if all(one.verdict == PASS and one.gates for one in rest) else ""
            lines.append(f"… and {len(rest)} more{passed}, -v shows them")
    for kind, heading in _PARTS.items():
        lines += _part_lines([part for part in verdict.parts if part.kind == kind], heading, layout, verbosity)
    lines += _notes(verdict)
    lines += list(details) if verbosity > 1 else []
    return "\n".join([*lines, last])


@dataclass(frozen=True, slots=True)
class _Layout:
    """Widths that depend on what is shown."""

    name: int
    severity: bool
    count: int


_HEADINGS = {
    "same": "",
    "changes": "directional: the right answer changes with the input",
    "control": "controls: the answer should change; n is what was right when clean, variants the share that changed",
}


def _title(facts: Facts, verdict: Verdict) -> str:
    rows = verdict.card.rows
    short_id = f" ({visible(facts.id[:8])})" if facts.id else ""
    variants = sum(row.variants for row in rows) if facts.variants is None else facts.variants
    names = len({row.perturbation for row in rows}) if facts.perturbations is None else facts.perturbations
    levels = sorted({row.severity for row in rows if row.severity is not None})
    counted = [
        _counted(verdict.card.golden, "golden", "golden"),
        _counted(variants, "variant", "variants"),
        _counted(names, "perturbation", "perturbations"),
        *([f"{'severity' if len(levels) == 1 else 'severities'} {', '.join(map(str, levels))}"] if levels else []),
    ]
    cost = [_counted(facts.calls, "call", "calls")] if facts.calls is not None else []
    cost += [duration(facts.seconds)] if facts.seconds is not None else []
    kind = "; consistency with the clean answers, not accuracy" if verdict.card.consistency else ""
    return f"{visible(facts.name)}{short_id}  {', '.join(counted)}{'; ' if cost else ''}{', '.join(cost)}{kind}"


def _chosen(verdict: Verdict, *, everything: bool) -> tuple[dict[str, list[Judgement]], dict[str, list[Judgement]]]:
    """Return by heading the judgements to show, worst first, and those left out."""
    shown: dict[str, list[Judgement]] = {}
    hidden: dict[str, list[Judgement]] = {}
    judged = {one.row.perturbation for one in verdict.judgements if at_gate(one.row, verdict.limits)}
    for kind, heading in _HEADINGS.items():
        block = [one for one in verdict.judgements if kind_of(one.row) == kind]
        if not block:
            continue
        ordered = [one for one in block if at_gate(one.row, verdict.limits) or one.row.perturbation not in judged]
        ordered.sort(key=worst_first)
        kept = max(_SHOWN, sum(_is_loud(one) for one in ordered))
        if everything:
            names = [one.row.perturbation for one in ordered]
            ordered = sorted(block, key=lambda one: (_place(one, names), one.row.severity or 0))
            kept = len(ordered)
        shown[heading], hidden[heading] = ordered[:kept], ordered[kept:]
    return shown, hidden


def _place(judgement: Judgement, names: list[str]) -> int:
    name = judgement.row.perturbation
    return names.index(name) if name in names else len(names)


def _is_loud(judgement: Judgement) -> bool:
    """Whether a row is shown however many there are: it gates and did not pass, or lies beyond a limit."""
    return judgement.fails or judgement.beyond or (judgement.gates and judgement.verdict in _RANKS)


def kind_of(row: Row) -> str:
    """Return in which block a row stands: same, changes (directional) or control."""
    return "control" if row.is_control else "same" if row.relation == "same" else "changes"


def worst_first(judgement: Judgement) -> tuple[int, float, str, int]:
    """Return what worst-first sorts by: failures, then what did not pass, then how far below clean."""
    row = judgement.row
    rank = len(_RANKS) + 1
    if judgement.fails:
        rank = 0
    elif _is_loud(judgement):
        rank = _RANKS.index(judgement.verdict) if judgement.gates else len(_RANKS)
    return rank, row.headline.value if row.headline else 0.0, row.perturbation, row.severity or 0


def _layout(rows: Iterable[Row]) -> _Layout:
    listed = list(rows)
    names = [len(_name(row)) for row in listed]
    levels = {row.severity for row in listed}
    counts = [len(f"{row.golden:,}") for row in listed] + [len(f"{sum(row.golden for row in listed):,}")]
    return _Layout(max([*names, len("perturbation")]), len(levels) > 1, max([*counts, 5]))


def _header(layout: _Layout, *, consistency: bool) -> str:
    variants = "same" if consistency else "variants"
    return _columns(layout, "perturbation", "sev", "n", "clean", variants, "delta", "interval", "verdict")


def _line(judgement: Judgement, layout: _Layout, confidence: float) -> str:
    row = judgement.row
    ends = row.interval(confidence)
    delta = "" if row.delta is None else signed(row.delta.value)
    span = "" if ends is None else f"[{signed(ends[0])}, {signed(ends[1])}]"
    if ends is not None and row.is_control:
        span = f"[{ends[0]:.3f}, {ends[1]:.3f}]"
    severity = "" if row.severity is None else str(row.severity)
    clean = "" if row.clean is None else f"{row.clean.value:.3f}"
    accuracy = "" if row.accuracy is None else f"{row.accuracy.value:.3f}"
    return _columns(layout, _name(row), severity, f"{row.golden:,}", clean, accuracy, delta, span, _cell(judgement))


def _part_lines(parts: Sequence[Part], heading: str, layout: _Layout, verbosity: int) -> list[str]:
    """Return the lines of families or slices: those that did not pass their limit, under -v all of several."""
    shown = [part for part in parts if part.decision.verdict not in (MEASURED, PASS)]
    if verbosity > 0 and len(parts) > 1:
        shown = list(parts)
    shown.sort(key=lambda part: part.whole.delta.value if part.whole else 0.0)
    return [heading, *(_part_line(part, layout) for part in shown)] if shown else []


def _part_line(part: Part, layout: _Layout) -> str:
    whole, decision = part.whole, part.decision
    said = decision.short or decision.verdict
    if decision.fails:
        said = f"{ERROR.upper() if decision.verdict == ERROR else FAIL.upper()} {decision.short}".rstrip()
    said = "–" if decision.verdict == MEASURED else said
    if whole is None or part.interval is None:
        return _columns(layout, visible(part.name, 60), "", f"{part.golden:,}", "", "", "", "", said)
    span = f"[{signed(part.interval[0])}, {signed(part.interval[1])}]"
    numbers = (f"{whole.clean:.3f}", f"{whole.accuracy:.3f}", signed(whole.delta.value), span)
    return _columns(layout, visible(part.name, 60), "", f"{part.golden:,}", *numbers, said)


def _all_line(verdict: Verdict, layout: _Layout) -> str:
    whole = verdict.whole
    if whole is None:
        return _columns(layout, "all", "", "", "", "", "", "", verdict.summary)
    decides = any(check.limit == "max_drop_all" for check in verdict.checks)
    low, high = whole.delta.interval(verdict.confidence)
    span = f"[{signed(low)}, {signed(high)}]" if decides else ""
    numbers = (f"{whole.clean:.3f}", f"{whole.accuracy:.3f}", signed(whole.delta.value), span)
    return _columns(layout, "all", "", f"{whole.pairs:,}", *numbers, verdict.summary)


def _columns(
    layout: _Layout, name: str, severity: str, n: str, clean: str, variants: str, delta: str, span: str, verdict: str
) -> str:
    level = f"  {severity:>3}" if layout.severity else ""
    cells = f"{n:>{layout.count}}  {clean:>5}  {variants:>8} {delta:>6} {span:>16}"
    return f"{name:<{layout.name}}{level}  {cells}  {verdict}".rstrip()


def _cell(judgement: Judgement) -> str:
    """Return what the last column says of one row."""
    row = judgement.row
    short = judgement.short
    left = [f"{row.lost:,} lost"] if row.lost and judgement.verdict != ERROR else []
    left += [f"{row.skipped:,} skipped"] if row.skipped and judgement.verdict != NOT_EVALUATED else []
    note = f" ({', '.join(left)})" if left else ""
    if judgement.verdict == MEASURED:
        return f"–{note}"
    if judgement.fails:
        word = ERROR.upper() if judgement.verdict == ERROR else FAIL.upper()
        return f"{word} {short}{note}".replace("  ", " ").rstrip()
    if judgement.verdict == NOT_EVALUATED:
        return f"{NOT_EVALUATED}: {short}{note}"
    return f"{short or judgement.verdict}{note}"


def _notes(verdict: Verdict) -> list[str]:
    """Return what stands between the rows and the last line."""
    said = [f"not evaluated: {sentence}" for sentence in verdict.missing]
    said += [check.reason for check in verdict.checks if check.verdict != PASS]
    whole = verdict.whole
    if whole and whole.always_failing:
        named = [f"{visible(name, 40)} ({rows})" for name, rows in whole.always_failing[:_NAMED]]
        more = whole.always_failing_count - len(named)
        rest = f" and {more:,} more" if more else ""
        said.append(
            "right when clean and wrong on every variant (in how many perturbations): " + ", ".join(named) + rest
        )
    said += [f"note: {sentence}" for sentence in verdict.warnings]
    return [textwrap.fill(one, _WIDTH, subsequent_indent="  ", break_on_hyphens=False) for one in said]


def _name(row: Row) -> str:
    return visible(bare(row.perturbation))


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def duration(seconds: float) -> str:
    """Return seconds as people say them."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
