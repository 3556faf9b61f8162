"""`score`: predictions made elsewhere, judged as `pytest --robustgen` judges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robustgen.commands.console import complain, echo_json, given_file, waiting
from robustgen.commands.nights import against, check_tolerance
from robustgen.commands.options import Tolerance
from robustgen.display import visible
from robustgen.errors import UsageError

if TYPE_CHECKING:
    from robustgen.comparison import Comparison
    from robustgen.report.text import Facts
    from robustgen.runs import Run, TestRun
    from robustgen.scoring.limits import Limits
    from robustgen.scoring.verdict import Verdict
    from robustgen.suite import Suite

_Shares = list[str] | None
_EACH = "A share for all, or NAME=share, repeatable."


def _limit(text: str) -> Any:
    return typer.Option(metavar="X", help=text)


def score(
    predictions: Annotated[Path, typer.Argument(help='Rows of {"id", "output"}: .jsonl, .csv or .parquet.')],
    suite: Annotated[Path, typer.Option(metavar="DIR", help="The frozen suite that was predicted.")],
    max_drop: Annotated[_Shares, _limit(f"How far accuracy may lie below clean. {_EACH}")] = None,
    min_accuracy: Annotated[_Shares, _limit(f"Accuracy on variants to reach. {_EACH}")] = None,
    max_flip: Annotated[_Shares, _limit(f"Share of variants wrong where clean was right. {_EACH}")] = None,
    min_control: Annotated[_Shares, _limit(f"Accuracy a control must reach. {_EACH}")] = None,
    max_drop_family: Annotated[_Shares, _limit("The same for the mean of a family, by its name.")] = None,
    max_drop_slice: Annotated[_Shares, _limit("The same for the golden examples of a tag, by tag.")] = None,
    max_drop_all: Annotated[float | None, _limit("How far the whole may lie below clean.")] = None,
    min_clean: Annotated[float | None, _limit("Clean accuracy to reach.")] = None,
    gate_severity: Annotated[int, typer.Option(help="The severity that is judged; others are curves.")] = 2,
    report_only: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Perturbations that fail nothing, repeatable.")
    ] = None,
    on_inconclusive: Annotated[str, typer.Option(help="What 'cannot tell' does: report, fail or point.")] = "report",
    max_errors: Annotated[float, _limit("Share of golden examples that errors may take out.")] = 0.02,
    metric: Annotated[str, typer.Option(help="exact, choice, spans, numeric, text or same_as_clean.")] = "exact",
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Every perturbation and severity.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="The last line alone.")] = False,
    run: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Leave the run in a folder, for report, compare and baseline.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The night to hold this one against; 1 where it got worse.")
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Record this night in the file of --baseline.")
    ] = False,
    tolerance: Tolerance = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the card and the verdict as JSON.")] = False,
) -> None:
    """Score predictions made elsewhere and hold limits against them.

    The same table, verdict and numbers as under pytest. Limits are shares: 0.03 is three points. A limit by NAME or
    glob goes before the one for all: --max-drop 0.03 --max-drop 'ood.case.*=0.10'; NAME=none sets none there.
    """
    from robustgen.metrics import get_metric
    from robustgen.scoring.limits import Limits

    limits = Limits(
        max_drop=_bounds("max_drop", max_drop),
        min_accuracy=_bounds("min_accuracy", min_accuracy),
        max_flip=_bounds("max_flip", max_flip),
        min_control=_bounds("min_control", min_control),
        max_drop_family=_bounds("max_drop_family", max_drop_family),
        max_drop_slice=_bounds("max_drop_slice", max_drop_slice),
        max_drop_all=max_drop_all,
        min_clean=min_clean,
        gate_severity=gate_severity,
        report_only=tuple(report_only or ()),
        on_inconclusive=on_inconclusive,
        max_errors=max_errors,
    )
    get_metric(metric)
    check_tolerance(tolerance)
    if update_baseline and baseline is None:
        raise UsageError("--update-baseline records this night in a file: name it by --baseline")
    given_file(predictions, "predictions")
    with waiting("scoring"):
        scored, strange = _measured(predictions, suite, limits, metric)
        if run is not None or baseline is not None:
            night = scored.night()
            if run is not None:
                _leave(run, night, scored.verdict)
            if baseline is not None:
                scored = replace(scored, since=against(baseline, night, tolerance, update=update_baseline))
    if strange:
        complain("warning", strange)
    if as_json:
        echo_json(scored.to_json())
    else:
        for line in scored.lines(verbose, quiet=quiet):
            typer.echo(line)
    if scored.exit_code:
        raise typer.Exit(scored.exit_code)


@dataclass(frozen=True, slots=True)
class _Scored:
    """Predictions measured and judged; `since` is what came of holding them against a baseline, where that was done."""

    suite: Suite
    test: TestRun
    verdict: Verdict
    since: Comparison | None = None

    @property
    def exit_code(self) -> int:
        return 1 if self.since is not None and self.since.fails else self.verdict.exit_code

    def night(self) -> Run:
        """Return what was measured as a run of now."""
        import sys
        from datetime import UTC, datetime

        from robustgen import __version__
        from robustgen.runs import Run

        gate = {0: "passed", 1: "failed", 3: "not evaluated"}[self.verdict.exit_code]
        test = replace(self.test, gating=self.verdict.gating, gate=gate, message=self.verdict.summary)
        versions = {"robustgen": __version__, "python": sys.version.split()[0]}
        return Run([test], datetime.now(UTC).isoformat(timespec="seconds"), versions)

    def to_json(self) -> dict[str, Any]:
        plain = {"suite": {"name": self.suite.name, "id": self.suite.id}, **self.verdict.to_json()}
        plain["calibration"] = [one.to_json() for one in self.test.calibration()]
        return plain if self.since is None else {**plain, "baseline": self.since.to_json()}

    def lines(self, verbose: int, *, quiet: bool) -> Iterator[str]:
        """Yield what a terminal shows: the table, the calibration where more is asked for, the baseline's news."""
        from robustgen.report.calibration import calibration_lines
        from robustgen.report.comparison import comparison_lines
        from robustgen.report.text import table

        verbosity = -1 if quiet else verbose
        yield table(facts(self.suite), self.verdict, verbosity=verbosity)
        if verbose:
            yield from calibration_lines(self.test.calibration())
        if self.since is not None:
            yield from comparison_lines(self.since, verbosity=verbosity)


def _measured(predictions: Path, suite: Path, limits: Limits, metric: str) -> tuple[_Scored, str | None]:
    """Return the predictions scored and judged, and a warning where their labels are not those of the suite."""
    from robustgen.evaluation import as_test_run, unknown_labels
    from robustgen.predictions import read_predictions
    from robustgen.registry import all_names
    from robustgen.scoring.verdict import judge
    from robustgen.suite import load_suite

    loaded = load_suite(suite)
    _check_severity(limits, loaded)
    if limits.globs() or limits.part_globs("max_drop_family"):
        limits.check_names([*(one.id for one in loaded.manifest.perturbations), *all_names()])
    answers = read_predictions(predictions, loaded)
    strange = unknown_labels(answers) if metric == "exact" else None
    test = as_test_run(loaded, answers, metric=metric, limits=limits)
    verdict = judge(test.card(), limits, slices=test.slices())
    return _Scored(loaded, test, verdict), strange


def _leave(folder: Path, night: Run, verdict: Verdict) -> None:
    """Write the folder of a run."""
    from robustgen.runs import write_run

    try:
        write_run(folder, night, [verdict])
    except OSError as error:
        raise UsageError(f"{visible(str(folder))}: the run cannot be written: {error.strerror or error}") from error


def facts(suite: Suite, *, calls: int | None = None, seconds: float | None = None) -> Facts:
    """Return what the title line of the table says of a suite."""
    from robustgen.report.text import Facts

    planned = sum(1 for one in suite.manifest.perturbations if any(one.variants.values()))
    return Facts(name=suite.name, id=suite.id, variants=len(suite), perturbations=planned, calls=calls, seconds=seconds)


def _check_severity(limits: Limits, suite: Suite) -> None:
    """Refuse limits at a severity that the suite does not have."""
    there = suite.manifest.severities
    if limits.sets_any() and limits.gate_severity not in there:
        levels = ", ".join(map(str, there))
        raise UsageError(
            f"limits hold at severity {limits.gate_severity}, and {visible(suite.name)} has variants at {levels}: "
            f"give --gate-severity {there[-1]}, or freeze it with --severity {limits.gate_severity}"
        )


def _bounds(limit: str, given: list[str] | None) -> float | dict[str, float | None] | None:
    """Return a limit as `Limits` takes it from "0.03" and "typo.*=0.05"."""
    if not given:
        return None
    bounds: dict[str, float | None] = {}
    for one in given:
        glob, equals, value = one.rpartition("=")
        try:
            share = None if equals and value == "none" else float(value)
        except ValueError:
            raise UsageError(
                f"{limit} is {visible(one, 60)!r}: expected a share such as 0.03, or NAME=share such as 'typo.*=0.03'"
            ) from None
        name = glob if equals else "*"
        if name in bounds:
            raise UsageError(f"{limit} is given twice for {visible(name, 60)!r}: keep one")
        bounds[name] = share
    return bounds["*"] if list(bounds) == ["*"] else bounds
