"""The gate is a test result: every reporter knows of it, and the exit code is 1 however the run is made."""

from __future__ import annotations

import json
import re

import pytest

from tests.extras import need
from tests.plugin.conftest import SIGNS

GATE = "test_it.py::test_parity[robustgen-gate]"
WHOLE = {"max_drop_all": 0.1}  # a limit that no single item can break: 1 of 3 perturbations down is 0.333 in the mean
BREAKS = 'broken_by("!")'


def gate_of(path):
    """The gate's test case in a JUnit file."""
    text = path.read_text(encoding="utf-8")
    (case,) = re.findall(r"<testcase[^>]*robustgen-gate[^>]*?(?:/>|>.*?</testcase>)", text, re.DOTALL)
    return case


WAYS = {
    "plain": [],
    "-p no:terminal": ["-p", "no:terminal"],
    "-x": ["-x"],
    "--maxfail": ["--maxfail=3"],
    "--sw": ["--sw"],
    "--pdb": ["--pdb"],
    "-s": ["-s"],
    "--tb=no": ["--tb=no"],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_limit_on_the_whole_fails_the_run_and_nothing_else(project, way):
    project.suite()
    project.one(BREAKS, **WHOLE)
    result = project.run("--robustgen", "--junitxml=junit.xml", *WAYS[way])
    assert result.ret == 1
    case = gate_of(project.pytester.path / "junit.xml")
    assert "<failure" in case
    assert "max_drop_all 0.100: over 3 perturbations in 1 family" in case
    if way != "-p no:terminal":
        result.assert_outcomes(passed=3, failed=1)
        result.stdout.fnmatch_lines(["FAILED test_it.py::test_parity[[]robustgen-gate]*"])


def test_it_fails_under_xdist_too(project):
    project.suite()
    project.one(BREAKS, **WHOLE)
    result = project.run_xdist("--robustgen", "--junitxml=junit.xml", "-p", "no:terminal")
    assert result.ret == 1
    assert "<failure" in gate_of(project.pytester.path / "junit.xml")


@pytest.mark.extras
def test_json_report_and_html_know_of_it(project):
    need("pytest_jsonreport", "pytest-json-report")
    need("pytest_html", "pytest-html")
    project.suite()
    project.one(BREAKS, **WHOLE)
    plugins = ("pytest_metadata.plugin", "pytest_jsonreport.plugin", "pytest_html.plugin")
    files = ("--json-report", "--json-report-file=r.json", "--html=r.html", "--self-contained-html")
    assert project.run_apart("--robustgen", *files, plugins=plugins).ret == 1
    report = json.loads((project.pytester.path / "r.json").read_text(encoding="utf-8"))
    outcomes = {test["nodeid"]: test["outcome"] for test in report["tests"]}
    assert outcomes == {GATE: "failed"} | {f"test_it.py::test_parity[{sign}]": "passed" for sign in SIGNS}
    assert report["summary"] == {"failed": 1, "passed": 3, "total": 4, "collected": 4}
    assert "robustgen-gate" in (project.pytester.path / "r.html").read_text(encoding="utf-8")


def test_no_reporter_sees_the_row_that_an_item_sends(project):
    project.suite()
    project.one(max_drop=0.2)
    project.run("--robustgen", "--junitxml=junit.xml")
    text = (project.pytester.path / "junit.xml").read_text(encoding="utf-8")
    names = set(re.findall(r'property name="([^"]*)"', text))
    assert names == {f"robustgen_{name}" for name in ("clean", "variants", "delta", "interval", "verdict")}


def test_progress_ends_at_a_hundred_per_cent(project):
    project.suite()
    project.one()
    for args in ((), ("-v",)):
        lines = "\n".join(project.run("--robustgen", *args).outlines)
        assert max(int(found) for found in re.findall(r"\[ *([0-9]+)%\]", lines)) == 100
    project.run("--robustgen").stdout.re_match_lines([r"test_it\.py \.\.\..*\. *\[100%\]$"])


def test_collecting_alone_emits_no_gate(project):
    project.suite()
    project.one()
    result = project.run("--robustgen", "--co", "-q")
    assert result.ret == 0
    assert [line for line in result.outlines if "::" in line] == [
        f"test_it.py::test_parity[{sign}]" for sign in sorted(SIGNS)
    ]


SELECTIONS = {
    "-k": ["-k", "bang"],
    "a node id": ["test_it.py::test_parity[sign.bang]"],
    "--deselect": ["--deselect", "test_it.py::test_parity[sign.star]", "--deselect=test_it.py::test_parity[sign.dash]"],
}


@pytest.mark.parametrize("how", SELECTIONS)
def test_not_evaluated_by_the_users_own_selection_is_a_line_and_no_report(project, how):
    project.suite()
    project.one(BREAKS, **WHOLE)
    result = project.run("--robustgen", *SELECTIONS[how])
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] == 1
    result.stdout.fnmatch_lines(["gate not evaluated: 1 of 3 items were selected"])
    result.stdout.no_fnmatch_line("*robustgen-gate*")
    strict = project.run("--robustgen", "--robustgen-require-complete", *SELECTIONS[how])
    assert strict.ret == 1
    strict.stdout.fnmatch_lines(["FAILED test_it.py::test_parity[[]robustgen-gate] - *"])


def test_not_evaluated_because_the_run_stopped_is_a_report(project):
    project.suite()
    project.one(BREAKS, max_drop=0.1)
    result = project.run("--robustgen", "-x", "-rs")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*gate not evaluated: 1 of 3 items were measured, the run stopped early*"])
    result.stdout.fnmatch_lines(["*missing: sign.dash, sign.star"])
    project.run("--robustgen", "-x", "--robustgen-require-complete").assert_outcomes(failed=2)


def test_not_evaluated_because_an_item_broke_is_a_report(project):
    project.suite()
    project.write(
        """
@pytest.fixture
def moody(request):
    if "star" in request.node.name:
        raise OSError("no connection")


@pytest.mark.robustgen("s.v1", fixtures_ok=["moody"])
def test_parity(case, moody):
    assert parity(case.text) == case.expected
"""
    )
    result = project.run("--robustgen", "-rs")
    assert result.ret == 1
    result.assert_outcomes(passed=2, errors=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*gate not evaluated: 2 of 3 items were measured*missing: sign.star*"])


def test_a_crashed_worker(project):
    project.suite("sign.bang", "sign.star", "sign.dash", "other.tilde")
    project.write(
        """
import os


@pytest.mark.robustgen("s.v1", max_drop=0.5)
def test_parity(case):
    if case.text.endswith("*"):
        os._exit(11)
    assert parity(case.text) == case.expected
"""
    )
    result = project.run_xdist("--robustgen", "-rs")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*crashed while running*sign.star*"])
    result.stdout.fnmatch_lines(["SKIPPED*gate not evaluated: 3 of 4 items were measured*missing: sign.star*"])
    result.stdout.fnmatch_lines(["s.v1 (*)  80 golden, 240 variants, 4 perturbations, severity 2; *"])


def test_nothing_measured_in_the_whole_run_fails(project):
    project.suite()
    project.write(
        """
@pytest.mark.skip(reason="no model today")
@pytest.mark.robustgen("s.v1")
def test_parity(case):
    assert parity(case.text) == case.expected
"""
    )
    result = project.run("--robustgen")
    assert result.ret == 1
    result.assert_outcomes(skipped=3, failed=1)
    result.stdout.fnmatch_lines(["gate not evaluated: 0 of 3 items were measured*"])


@pytest.mark.parametrize("workers", [False, True], ids=["alone", "-n 2"])
def test_a_run_without_a_marked_test_measured_nothing(project, workers):
    project.write("def test_plain(): pass\n")
    run = project.run_xdist if workers else project.run
    result = run("--robustgen")
    assert result.ret == 1
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*measured nothing: no test that was collected has the marker robustgen; mark one*"])


def test_selecting_tests_that_are_not_marked_is_the_users_own_wish(project):
    project.suite()
    project.one()
    project.write("def test_plain(): pass\n", name="test_other")
    for selection in (["test_other.py::test_plain"], ["-k", "plain"]):
        result = project.run("--robustgen", *selection)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["--robustgen measured nothing*among those selected"])


def test_a_gates_node_id_given_as_an_argument_is_the_whole_test(project):
    project.suite()
    project.one(BREAKS, **WHOLE)
    result = project.run("--robustgen", GATE)
    result.assert_outcomes(passed=3, failed=1)


def test_a_gates_node_id_leaves_the_users_other_parameters_out(project):
    project.suite()
    project.write(
        """
@pytest.mark.robustgen("s.v1", max_drop_all=0.1)
@pytest.mark.parametrize("sign", ["!", "%"], ids=["small", "large"])
def test_parity(case, sign):
    assert broken_by(sign)(case.text) == case.expected
"""
    )
    result = project.run("--robustgen", "-v", "test_it.py::test_parity[small-robustgen-gate]")
    result.assert_outcomes(passed=3, failed=1, deselected=3)
    result.stdout.no_fnmatch_line("*large*")


def test_last_failed_runs_the_whole_of_a_test_whose_gate_failed_for_the_whole(project):
    project.suite()
    project.one(BREAKS, **WHOLE)
    project.write("def test_plain(): pass\n", name="test_other")
    project.run("--robustgen").assert_outcomes(passed=4, failed=1)
    again = project.run("--robustgen", "--lf")
    again.assert_outcomes(passed=3, failed=1)
    project.one("parity", **WHOLE)
    project.run("--robustgen", "--lf").assert_outcomes(passed=4)


def test_a_passing_run_has_a_passing_gate(project):
    project.suite()
    project.one(max_drop=0.1, max_drop_all=0.1, min_clean=0.9)
    result = project.run("--robustgen", "-v")
    assert result.ret == 0
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines([f"{GATE.replace('[', '[[]')} PASSED*"])
    result.stdout.fnmatch_lines(["all *3 of 3 passed, max_drop_all pass, min_clean pass"])


def test_what_is_marked_as_an_expected_failure_does_not_fail_the_gate(project):
    project.suite()
    project.write(
        """
@pytest.mark.xfail(reason="known weakness", strict=False)
@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_parity(case):
    assert broken_by("!")(case.text) == case.expected
"""
    )
    result = project.run("--robustgen")
    result.assert_outcomes(xfailed=1, xpassed=2, passed=1)
    assert result.ret == 0


def test_a_broken_limit_stands_at_the_line_of_its_test(project):
    project.suite()
    path = project.one(BREAKS, max_drop=0.2, max_drop_all=0.1)
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith("@pytest.mark.robustgen"))
    result = project.run("--robustgen", "--tb=line")
    result.stdout.fnmatch_lines([f"{path}:{line}: Failed: max_drop 0.200*", f"{path}:{line}: Failed: s.v1: 1 of 3 *"])
