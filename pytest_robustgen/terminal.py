"""The summary that people read: a table a test, and what they should know before they trust it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pytest_robustgen.rows import contradictions, sample_of
from pytest_robustgen.showing import lost_lines
from robustgen.display import visible
from robustgen.report.comparison import comparison_lines
from robustgen.report.sampling import sample_lines
from robustgen.report.text import Facts, table

if TYPE_CHECKING:
    from pytest_robustgen.gate import Result
    from pytest_robustgen.rows import Row

_NAMED = 5
_ASSERTS = ("AssertionError", "Failed", "returned")


def summary(results: Sequence[Result], remark: str, *, verbosity: int) -> list[str]:
    """Return the lines of the summary.

    Args:
        results: one a test.
        remark: what is to be said of the whole run, or "".
        verbosity: of pytest; -1 (-q) is the last line of each table alone.
    """
    lines = remark.split("\n") if remark else []
    for number, result in enumerate(results):
        if verbosity < 0:
            lines.append(_last_line(result, named=len(results) > 1))
            continue
        if number:
            lines.append("")
        if len(results) > 1:
            lines.append(visible(result.plan.test))
        lines += text_of(result, verbosity=verbosity).split("\n")
    return lines


def text_of(result: Result, *, verbosity: int = 0) -> str:
    """Return the table of one test with its remarks, or the remarks alone where nothing was measured."""
    if result.verdict is None:
        return f"{visible(result.plan.suite)}: {result.message}"
    shown = table(_facts(result), result.verdict, verbosity=verbosity, details=_details(result))
    return "\n".join([shown, *_remarks(result, every=verbosity > 0), *_since(result, verbosity)])


def _since(result: Result, verbosity: int) -> list[str]:
    return comparison_lines(result.comparison, verbosity=verbosity) if result.comparison else []


def _facts(result: Result) -> Facts:
    return Facts(
        name=result.plan.suite,
        id=result.plan.suite_id,
        perturbations=len({part.perturbation for part in result.plan.needed}),
        calls=sum(row.calls for row in result.rows),
        seconds=sum(row.seconds for row in result.rows),
    )


def _details(result: Result) -> list[str]:
    return [line for row in result.rows if row.details for line in (f"{row.part}: worst variants", *row.details)]


def _remarks(result: Result, *, every: bool) -> list[str]:
    said = []
    if result.outcome in (None, "skipped"):
        said.append(result.message)
    if empty := [part.id for part in result.plan.parts if part.empty]:
        said.append(f"no place in any golden example: {', '.join(empty)}")
    said += result.plan.remarks
    if result.stopped:
        said += [f"{part}: {why}" for part, why in list(result.stopped.items())[:5]]
    looks = {row.perturbation: row.look for row in result.rows if row.look}
    said += sample_lines(sample_of(result.plan, result.rows), looks, every=every)
    said += dict.fromkeys(f"note: {visible(note, 300)}" for row in result.rows for note in row.notes)
    if result.rerun:
        said.append(f"measured again after a failure, the last time counts: {', '.join(result.rerun)}")
    if differing := contradictions(result.rows):
        said.append(
            f"the model is not deterministic: {differing:,} clean inputs were answered differently by several processes"
        )
    raised = [line for row in result.rows if (line := _raised(row))][:_NAMED]
    lost = [f"{row.part}: no answer: {line}" for row in result.rows for line in lost_lines(row.lost)][:_NAMED]
    return [*said, *_calls(result.rows), *lost, *raised]


def _calls(rows: Sequence[Row]) -> list[str]:
    """Say what was not a plain call: answered by the cache, made again, left behind; and what all of it cost."""
    told = [
        ("answered by the cache", sum(row.cached for row in rows)),
        ("made again", sum(row.retried for row in rows)),
        ("left behind after their time-out", sum(row.abandoned for row in rows)),
    ]
    said = [f"{count:,} {what}" for what, count in told if count]
    cost = sum(row.cost for row in rows)
    said += [f"cost {cost:,.4g}"] if cost else []
    return [f"calls: {', '.join(said)}"] if said else []


def _raised(row: Row) -> str:
    """Say which exceptions count as wrong beside failing asserts; "" where there are none."""
    kinds = [f"{count:,} {visible(kind, 60)}" for kind, count in row.kinds.items() if kind not in _ASSERTS]
    return f"{row.part}: counted as wrong are {', '.join(kinds)}" if kinds else ""


def _last_line(result: Result, *, named: bool) -> str:
    line = text_of(result, verbosity=-1).split("\n")[0]
    return f"{visible(result.plan.test)}  {line}" if named else line
