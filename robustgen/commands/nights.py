"""`compare`, `history` and `acknowledge`: nights side by side, and the failures that are known."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from robustgen.commands.console import echo_json, waiting
from robustgen.commands.options import AsJson, Tolerance
from robustgen.display import visible
from robustgen.errors import UsageError, nearest

if TYPE_CHECKING:
    from robustgen.baseline import Baseline
    from robustgen.comparison import Comparison
    from robustgen.runs import Run

_RECORDED = "--update-baseline records this night there"


def compare(
    before: Annotated[Path, typer.Argument(metavar="A", help="The earlier night: a run's folder or a baseline.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The later one: a run's folder.")],
    tolerance: Tolerance = 0.0,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Everything that changed.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="A line a test.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what broke and what was mended between two nights, and whether the model got worse beyond chance.

    Exit code 1 where it did, 3 where too little of the earlier night is there again to tell.
    """
    from robustgen.report.comparison import comparison_lines
    from robustgen.runs import read_run

    check_tolerance(tolerance)
    with waiting("reading both nights"):
        now = read_run(after)
        then = night_of(before)
        comparisons = [one for one in held_against(then, now, tolerance) if one is not None]
    if not comparisons:
        old_names, new_names = sorted({name for name, _ in then.tests}), [test.test for test in now.tests]
        raise UsageError(
            f"the two nights have no test in common: {visible(', '.join(old_names), 300)} then, "
            f"{visible(', '.join(new_names), 300)} now"
        )
    if as_json:
        echo_json({"comparisons": [one.to_json() for one in comparisons]})
    else:
        for number, one in enumerate(comparisons):
            lines = comparison_lines(one, verbosity=-1 if quiet else verbose)
            for line in [*([""] if number else []), f"{visible(one.test)} ({visible(one.suite)})", *lines]:
                typer.echo(line)
    outcomes = {one.outcome for one in comparisons}
    if any(one.fails for one in comparisons):
        raise typer.Exit(1)
    if "not evaluated" in outcomes:
        raise typer.Exit(3)


def held_against(then: Baseline, now: Run, tolerance: float) -> list[Comparison | None]:
    """Hold every test of a run against an earlier night; None where that has nothing of it."""
    from robustgen.baseline import recorded
    from robustgen.comparison import compare as hold

    today = datetime.date.fromisoformat(now.started[:10])
    comparisons: list[Comparison | None] = []
    for test in now.tests:
        old = then.tests.get((test.test, test.suite))
        if old is None:
            comparisons.append(None)
            continue
        found = hold(
            old,
            recorded(test),
            test=test.test,
            since=old.since or then.recorded,
            complete=test.complete,
            sampled=test.sampled,
            stopped=test.stopped,
            tolerance=tolerance,
            flaky=test.flaky,
            acknowledged=then.acknowledged,
            today=today,
        )
        comparisons.append(found)
    return comparisons


def history(
    database: Annotated[
        str, typer.Option("--db", metavar="URL", help="A SQLite file, or any URL of SQLAlchemy.")
    ] = ".robustgen/history.sqlite",
    add: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="The folder of a run to add first, repeatable.")
    ] = None,
    label: Annotated[str, typer.Option(help="What to call the nights that are added, such as a commit.")] = "",
    test: Annotated[str, typer.Option(metavar="GLOB", help="Tests to show.")] = "*",
    last: Annotated[int, typer.Option(metavar="N", min=1, help="Nights of each test to show, the newest.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Show what each night measured, oldest first, or add a run to the history."""
    from dataclasses import asdict

    from robustgen.history import History
    from robustgen.report.comparison import history_lines
    from robustgen.runs import read_run

    if not add:
        check_history(database)
    held = History(database)
    with waiting("reading the history"):
        added = [held.add(read_run(path), label=label) for path in add or ()]
        nights = held.nights(test=test, last=last)
    if as_json:
        echo_json({"added": sum(added), "nights": [asdict(night) for night in nights]})
        return
    if add:
        typer.echo(f"{sum(added):,} added" + ("" if all(added) else "; the others were there already"))
    for line in history_lines(nights):
        typer.echo(line)


def check_history(database: str) -> None:
    """Refuse the file of a history that is not there; whether a database is, its driver says."""
    if "://" not in database and not Path(database).is_file():
        raise UsageError(f"there is no history {visible(database)} yet: `robustgen history --add DIR` makes one")


def acknowledge(
    baseline: Annotated[Path, typer.Argument(metavar="BASELINE", help="The baseline's file.")],
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Variants that are known to fail.")],
    reason: Annotated[str, typer.Option(help="Why they are excused, for who reads it next.")],
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day on which they are, as 2026-12-31.")],
) -> None:
    """Excuse known failures by id until a day: they are no news, and leave the change that is judged."""
    from robustgen.baseline import acknowledge as excuse
    from robustgen.baseline import load, save

    try:
        day = datetime.date.fromisoformat(until)
    except ValueError:
        raise UsageError(f"--until is {visible(until, 40)!r}: expected a day such as 2026-12-31") from None
    made = excuse(load(baseline), ids, reason=reason, until=day)
    save(made, baseline)
    typer.echo(f"{len(ids):,} acknowledged until {day.isoformat()}; {len(made.acknowledged):,} in all")


def against(path: Path, night: Run, tolerance: float, *, update: bool) -> Comparison | None:
    """Hold a night of one test against a baseline; with `update` record it there, and None where it is the first.

    Raises:
        UsageError: there is no baseline, and none is to be recorded; or it has nothing of the test.
    """
    from robustgen.baseline import record, recorded
    from robustgen.comparison import compare as hold

    (test,) = night.tests
    before = None if update and not path.exists() else _loaded(path)
    held = before.tests.get((test.test, test.suite)) if before else None
    if before is not None and held is None and not update:
        raise UsageError(f"the baseline {visible(str(path))} has nothing of {visible(test.test)}: {_RECORDED}")
    found = None
    if before is not None and held is not None:
        found = hold(
            held,
            recorded(test),
            test=test.test,
            since=held.since or before.recorded,
            tolerance=tolerance,
            acknowledged=before.acknowledged,
            today=datetime.date.fromisoformat(night.started[:10]),
            rerecord="robustgen score … --update-baseline",
        )
    if update:
        record(night, path, before=before)

    return found


def _loaded(path: Path) -> Baseline:
    from robustgen.baseline import load

    if not path.exists():
        raise UsageError(f"there is no baseline {visible(str(path))} yet: {_RECORDED}")
    return load(path)


def check_tolerance(tolerance: float) -> None:
    """Refuse a tolerance that is no share."""
    if not 0 <= tolerance <= 1:
        raise UsageError(f"the tolerance is {tolerance}: expected a share in [0, 1]; 0.01 is one point")


def night_of(path: Path) -> Baseline:
    """Return an earlier night from a baseline's file or a run's folder."""
    from robustgen.baseline import load

    return load(path) if path.is_file() and path.name != "run.json" else _as_baseline(path)


def _as_baseline(path: Path) -> Baseline:
    """Return a run as what it would be recorded as."""
    from robustgen.baseline import Baseline, recorded
    from robustgen.runs import read_run

    if not path.exists():
        raise UsageError(f"there is no {visible(str(path))}{nearest(path.name, _beside(path))}")
    run = read_run(path)
    return Baseline(run.started, {(test.test, test.suite): recorded(test) for test in run.tests})


def _beside(path: Path) -> list[str]:
    return [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
