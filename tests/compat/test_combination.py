"""Beside every plugin in use, a run says what it says without any: the tables, the gates, the exit code."""

from __future__ import annotations

import pytest

from tests.compat.combinations import COMPANIONS
from tests.compat.project import FLAG, USED, of_the_project

GATES = {f"test_{name}.py::test_{name}" for name in ("async", "frozen", "batches", "varied")}
# A model, and how it is run: the exit code, which is the same alone and beside other plugins.
RUNS = {
    "sturdy, golden": ("sturdy", (), 0),
    "sturdy": ("sturdy", (FLAG,), 0),
    "fragile": ("fragile", (FLAG,), 1),
}
SWITCHES = {
    "no terminal": ("-p", "no:terminal"),
    "no cache, warnings are errors": ("-p", "no:cacheprovider", "-W", "error"),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_says_what_it_says_alone(run_of, name):
    model, args, code = RUNS[name]
    alone, beside = (run_of(model, *args, beside=beside) for beside in (False, True))
    assert alone.code == code, alone.output
    assert set(alone.verdicts) == set(alone.tables) == (GATES if args else set()), alone.output
    assert beside.code == code, beside.output
    assert beside.verdicts == alone.verdicts, beside.output
    assert beside.tables == alone.tables, beside.output
    assert of_the_project(beside.outcomes) == alone.outcomes, beside.output


@pytest.mark.parametrize("switch", SWITCHES)
def test_it_does_under_switches_of_pytest(run_of, switch):
    without = run_of("none", "-p", "no:robustgen", *SWITCHES[switch], beside=True)
    if without.code:
        pytest.skip(f"this combination does not stand it without robustgen either: {without.output.splitlines()[-1]}")
    alone = run_of("fragile", FLAG, beside=False)
    beside = run_of("fragile", FLAG, *SWITCHES[switch], beside=True)
    assert beside.code == 1, beside.output
    assert beside.verdicts == alone.verdicts, beside.output
    assert beside.tables == ({} if switch == "no terminal" else alone.tables), beside.output
    assert of_the_project(beside.outcomes) == alone.outcomes, beside.output


@pytest.mark.parametrize("args", [(), (FLAG,)], ids=["golden", "robustgen"])
def test_tests_that_are_not_marked_run_as_ever(run_of, args):
    seen = run_of("sturdy", *args, beside=True)
    own = {(f"test_own_{name.replace('-', '_')}.py", "passed") for name in USED if COMPANIONS[name].own}
    found = {(nodeid.partition("::")[0], outcome) for nodeid, outcome in seen.outcomes.items()}
    assert {(file, outcome) for file, outcome in found if file.startswith("test_own_")} == own, seen.output
