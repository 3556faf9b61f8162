"""`report`: a run as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from robustgen.commands.console import waiting
from robustgen.commands.nights import check_history, check_tolerance, held_against, night_of
from robustgen.commands.options import Tolerance
from robustgen.display import visible
from robustgen.errors import UsageError


def report(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="The folder of a run: .robustgen/last, or where it was left.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")],
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The earlier night to show it against: a baseline or a run.")
    ] = None,
    tolerance: Tolerance = 0.0,
    history: Annotated[
        str | None, typer.Option(metavar="URL", help="The history to show it in: a SQLite file or a URL.")
    ] = None,
) -> None:
    """Write the report of a run: one HTML file that needs no network, to open, send or print.

    Exit code 0 whatever the verdict: this shows what was judged, and judges nothing.
    """
    from robustgen.history import History
    from robustgen.report.html import html_report
    from robustgen.runs import read_run, write_text

    check_tolerance(tolerance)
    if history is not None:
        check_history(history)
    if output.is_dir():
        raise UsageError(f"{visible(str(output))} is a folder: -o names the file to write, such as report.html")
    with waiting("reading the run"):
        night = read_run(run)
        comparisons = [] if baseline is None else held_against(night_of(baseline), night, tolerance)
        if baseline is not None and not any(comparisons):
            raise UsageError(f"{visible(str(baseline))} has nothing of the tests of this run")
        nights = [] if history is None else History(history).nights()
    with waiting("writing the report"):
        made = html_report(night, comparisons=comparisons, nights=nights, folder=(night.path or run).as_posix())
        output.parent.mkdir(parents=True, exist_ok=True)
        write_text(output, made)
    typer.echo(f"{visible(str(output))}: {len(made.encode()) / 1000:,.0f} kB")
