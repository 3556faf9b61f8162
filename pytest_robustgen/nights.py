"""The run held against the baseline, and recorded in it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from robustgen.baseline import UPDATE, Baseline, load, record, recorded
from robustgen.comparison import compare
from robustgen.display import visible
from robustgen.errors import UsageError, nearest

if TYPE_CHECKING:
    from robustgen.comparison import Comparison
    from robustgen.runs import Run


def check_options(config: pytest.Config) -> None:
    """Refuse options that cannot be followed, before anything runs.

    Raises:
        UsageError: of pytest.
    """
    tolerance = config.getoption("robustgen_tolerance")
    if not 0 <= tolerance <= 1:
        raise pytest.UsageError(f"--robustgen-tolerance is {tolerance}: expected a share in [0, 1]; 0.01 is one point")
    update = config.getoption("robustgen_update_baseline")
    if update and not config.getoption("robustgen_baseline"):
        raise pytest.UsageError(
            "--robustgen-update-baseline records the run in a file: name it by --robustgen-baseline"
        )
    path = baseline_path(config)
    if path is not None and path.exists():
        try:
            load(path)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error


def baseline_path(config: pytest.Config) -> Path | None:
    """Return the baseline's file, there or not; None without one."""
    given = config.getoption("robustgen_baseline")
    return config.invocation_params.dir / given if given else None


def baseline_of(config: pytest.Config) -> Baseline | Literal[False]:
    """Return the baseline; False without one, or where none was recorded yet."""
    path = baseline_path(config)
    return load(path) if path is not None and path.exists() else False


def compared(config: pytest.Config, run: Run) -> tuple[list[Comparison | None], list[str]]:
    """Hold each test of a run against the baseline; None where that has nothing of it. With remarks on the whole."""
    path = baseline_path(config)
    if path is None:
        return [None] * len(run.tests), []
    shown = visible(str(config.getoption("robustgen_baseline")))
    rerecord = UPDATE.format(path=shown)
    if not path.exists():
        if config.getoption("robustgen_update_baseline"):
            return [None] * len(run.tests), []
        return [None] * len(run.tests), [f"there is no baseline {shown} yet: `{rerecord}` records this run as one"]
    baseline = load(path)
    today = datetime.date.fromisoformat(run.started[:10])
    found: list[Comparison | None] = []
    remarks = []
    for test in run.tests:
        held = baseline.tests.get((test.test, test.suite))
        if held is None:
            left = sorted({name for name, _ in baseline.tests} - {one.test for one in run.tests})
            renamed = f"; was it called {visible(left[0])} there?" if len(left) == 1 else nearest(test.test, left)
            remarks.append(f"the baseline {shown} has nothing of {visible(test.test)}{renamed}: `{rerecord}` adds it")
            found.append(None)
            continue
        settings: dict[str, Any] = {"tolerance": config.getoption("robustgen_tolerance"), "rerecord": rerecord}
        found.append(
            compare(
                held,
                recorded(test),
                test=test.test,
                since=held.since or baseline.recorded,
                complete=test.complete,
                sampled=test.sampled,
                stopped=test.stopped,
                flaky=test.flaky,
                acknowledged=baseline.acknowledged,
                today=today,
                **settings,
            )
        )
    return found, remarks


def update(config: pytest.Config, run: Run) -> str:
    """Record a run in the baseline's file and say so.

    Raises:
        UsageError: the run is not whole.
        OSError: the file could not be written.
    """
    path = baseline_path(config)
    assert path is not None  # checked before anything ran
    before = load(path) if path.exists() else None
    made = record(run, path, before=before)
    count = sum(len(test.outcomes) for key, test in made.tests.items() if key in _keys(run))
    return (
        f"recorded {count:,} variants of {len(run.tests)} {'test' if len(run.tests) == 1 else 'tests'} in {path.name}"
    )


def _keys(run: Run) -> Sequence[tuple[str, str]]:
    return [(test.test, test.suite) for test in run.tests]
