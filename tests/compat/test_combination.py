"""Beside every plugin in use, a run says what it says without any: the tables, the gates, the exit code."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.compat.combinations import COMPANIONS
from tests.compat.project import AGAIN, USED

FLAG = "--robustgen"
GATES = {f"test_{name}.py::test_{name}" for name in ("frozen", "batches", "varied")}
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


def of_the_project(outcomes):
    return {nodeid: outcome for nodeid, outcome in outcomes.items() if not nodeid.startswith("test_own_")}


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
    own = {f"test_own_{name.replace('-', '_')}.py": "passed" for name in USED if COMPANIONS[name].own}
    found = [(nodeid.partition("::")[0], outcome) for nodeid, outcome in seen.outcomes.items()]
    assert {file: outcome for file, outcome in found if file.startswith("test_own_")} == own, seen.output


@pytest.mark.parametrize("name", USED)
def test_the_companion_is_in_use(run_of, name):
    seen = run_of("fragile", FLAG, beside=True)
    assert re.search(COMPANIONS[name].says, seen.output), seen.output
    if name in IN_USE:
        IN_USE[name](seen, run_of("fragile", FLAG, beside=False))


def reruns(seen, alone):
    failed = [nodeid for nodeid, outcome in alone.outcomes.items() if outcome == "failed"]
    items = {nodeid for nodeid in failed if not nodeid.endswith("robustgen-gate]")}
    assert items, alone.output
    told = of_the_project(seen.reported)
    assert {nodeid for nodeid, outcomes in told.items() if outcomes == ["rerun", "failed"]} == items
    assert seen.output.count(AGAIN) == len({nodeid.partition("::")[0] for nodeid in items})


def shuffled(seen, alone):
    assert "xdist" in USED or [*of_the_project(seen.reported)] != [*alone.reported], seen.output


def in_html(seen, alone):
    text = (seen.folder / "report.html").read_text(encoding="utf-8")
    (blob,) = re.findall(r'data-jsonblob="([^"]*)"', text)
    tests = json.loads(html.unescape(blob))["tests"]
    found = {row["testId"]: row["result"].lower() for rows in tests.values() for row in rows}
    assert of_the_project(found) == of_the_project(seen.outcomes)


def in_json(seen, alone):
    tests = json.loads((seen.folder / "report.json").read_text(encoding="utf-8"))["tests"]
    found = {test["nodeid"]: test["outcome"] for test in tests}
    assert of_the_project(found) == of_the_project(seen.outcomes)


def covered(seen, alone):
    files = json.loads((seen.folder / "coverage.json").read_text(encoding="utf-8"))["files"]
    assert files["model.py"]["summary"]["percent_covered"] == 100


IN_USE = {"rerunfailures": reruns, "randomly": shuffled, "html": in_html, "json-report": in_json, "cov": covered}


HANGS = """
import time

import pytest

from model import intent


@pytest.mark.robustgen("suite.v1", max_drop=0.2)
def test_hangs(case):
    if case.text.isupper():
        time.sleep(60)
    assert intent(case.text) == case.expected
"""


@pytest.mark.skipif("timeout" not in USED, reason="pytest-timeout is not in this combination")
def test_an_item_beyond_its_time_limit_fails_and_the_gate_is_not_evaluated(folder_of, run_of):
    (folder_of("hanging", beside=True) / "test_hangs.py").write_text(HANGS)
    once = ["--reruns=0"] if "rerunfailures" in USED else []  # pytest-timeout limits the first run of an item alone
    seen = run_of("hanging", FLAG, "--timeout=5", *once, "test_hangs.py", beside=True)
    assert seen.code == 1, seen.output
    assert {nodeid.partition("::")[2]: outcome for nodeid, outcome in seen.outcomes.items()} == {
        "test_hangs[ood.case.upper]": "failed",
        "test_hangs[ood.whitespace.multiple]": "passed",
        "test_hangs[typo.drop]": "passed",
        "test_hangs[robustgen-gate]": "skipped",
    }, seen.output
    assert "Timeout" in seen.output
    assert "missing: ood.case.upper" in seen.output
