"""With --robustgen a test is one item a perturbation, each complete in itself: the same numbers however it is run."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import table

BREAKS = 'broken_by("!")'


@pytest.mark.parametrize("style", ["one", "many"])
def test_a_model_that_breaks_on_one_perturbation_is_caught_and_named(project, style):
    project.suite()
    getattr(project, style)(BREAKS, max_drop=0.2)
    result = project.run("--robustgen", "-v")
    result.stdout.fnmatch_lines_random(
        [
            "test_it.py::test_parity[[]sign.bang] FAILED*",
            "test_it.py::test_parity[[]sign.star] PASSED*",
            "test_it.py::test_parity[[]sign.dash] PASSED*",
            "test_it.py::test_parity[[]robustgen-gate] FAILED*",
            "max_drop 0.200: accuracy on variants 0.000 is 1.000 below clean 1.000 (*, 80 golden)",
        ]
    )
    assert result.ret == 1
    assert table(result)["sign.bang"][-1] == "FAIL"
    assert {table(result)[name][-1] for name in ("sign.star", "sign.dash")} == {"pass"}


SELECTIONS = {
    "-k": ["-k", "bang"],
    "a node id": ["test_it.py::test_parity[sign.bang]"],
    "-n 2": [],
    "without a terminal": ["-p", "no:terminal"],
    "--deselect": ["--deselect", "test_it.py::test_parity[sign.star]"],
}


@pytest.mark.parametrize("how", SELECTIONS)
def test_it_is_caught_however_it_is_run(project, how):
    project.suite()
    project.one(BREAKS, max_drop=0.2)
    run = project.run_xdist if how == "-n 2" else project.run
    result = run("--robustgen", "--junitxml=junit.xml", *SELECTIONS[how])
    assert result.ret == 1
    report = (project.pytester.path / "junit.xml").read_text(encoding="utf-8")
    assert "max_drop 0.200: accuracy on variants 0.000 is 1.000 below clean 1.000" in report
    if how != "without a terminal":
        assert table(result)["sign.bang"][-1] == "FAIL"


def test_last_failed_runs_the_one_item_again_and_judges_it_alike(project):
    project.suite()
    project.one(BREAKS, max_drop=0.2)
    first = project.run("--robustgen")
    again = project.run("--robustgen", "--lf")
    again.assert_outcomes(failed=1)
    assert table(first)["sign.bang"] == table(again)["sign.bang"]
    again.stdout.fnmatch_lines(["gate not evaluated: 1 of 3 items were selected"])


def test_a_perturbation_without_a_place_is_skipped_with_the_reason(project):
    project.suite("sign.bang", "sign.nowhere")
    project.one(max_drop=0.2)
    result = project.run("--robustgen", "-rs")
    result.assert_outcomes(passed=2, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*sign.nowhere has no variant of any of the golden examples*"])
    result.stdout.fnmatch_lines(["no place in any golden example: sign.nowhere"])
    assert result.ret == 0


def test_several_severities_are_one_item(project):
    project.suite("typo.swap", severity=(1, 2, 3), golden=30)
    project.one(max_drop=0.9)
    result = project.run("--robustgen", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.re_match_lines([rf"typo.swap +{severity} .*" for severity in (1, 2, 3)])


def test_equal_variants_of_several_severities_share_one_call(project):
    project.suite("sign.bang", severity=(1, 2, 3), golden=30)
    project.one(max_drop=0.9)
    project.run("--robustgen", "-v").stdout.fnmatch_lines(["s.v1 (*)  30 golden, 90 variants, *; 60 calls, *"])


def test_parameters_of_the_users_own_make_tests_of_their_own(project):
    project.suite()
    project.write(
        """
@pytest.mark.robustgen("s.v1", max_drop=0.2)
@pytest.mark.parametrize("sign", ["!", "*"], ids=["small", "large"])
def test_parity(case, sign):
    assert broken_by(sign)(case.text) == case.expected
"""
    )
    result = project.run("--robustgen", "-v")
    result.assert_outcomes(passed=4, failed=4)
    result.stdout.fnmatch_lines_random(
        [
            "test_it.py::test_parity[[]small-sign.bang] FAILED*",
            "test_it.py::test_parity[[]large-sign.star] FAILED*",
            "test_it.py::test_parity[[]small-robustgen-gate] FAILED*",
            "test_it.py::test_parity[[]large-robustgen-gate] FAILED*",
            "test_it.py::test_parity[[]small]",
        ]
    )


def test_a_large_perturbation_is_shared_out_among_items_and_judged_by_the_gate(project, monkeypatch):
    monkeypatch.setattr("pytest_robustgen.sources.BLOCK", 30)
    project.suite("sign.bang", "sign.star")
    project.one(BREAKS, max_drop=0.2)
    result = project.run("--robustgen", "-v")
    result.assert_outcomes(passed=6, failed=1)
    result.stdout.fnmatch_lines_random(
        ["*[[]sign.bang-1of3] PASSED*", "*[[]sign.bang-3of3] PASSED*", "*[[]robustgen-gate] FAILED*"]
    )
    assert table(result)["sign.bang"][0].startswith("80")
    selected = project.run("--robustgen", "-k", "bang")
    selected.assert_outcomes(passed=3, failed=1, deselected=3)
    selected.stdout.fnmatch_lines(["max_drop 0.200: accuracy on variants 0.000*"])


@pytest.mark.parametrize("style", ["one", "many"])
@pytest.mark.parametrize("marker", ['"s.v1"', 'golden="golden.jsonl", perturb=["typo.swap"], task="intent"'])
def test_the_numbers_do_not_depend_on_what_stays_in_memory_or_how_large_a_block_is(project, monkeypatch, style, marker):
    project.golden()
    project.suite("typo.swap", severity=(1, 2))
    getattr(project, style)('(lambda text: parity(text) if "number" in text else "none")', marker=marker, max_drop=1.0)
    whole = table(project.run("--robustgen"))
    monkeypatch.setattr("pytest_robustgen.sources.HELD", 0)
    monkeypatch.setattr("pytest_robustgen.sources.BLOCK", 30)
    result = project.run("--robustgen", "-v")
    assert result.parseoutcomes()["passed"] > 3
    assert table(project.run("--robustgen")) == whole


def test_variants_made_from_golden_data_need_no_suite(project):
    project.golden()
    project.one(marker='golden="golden.jsonl", perturb=["typo.swap", "ood.case.upper"], task="intent"', max_drop=0.3)
    result = project.run("--robustgen", "-v")
    result.assert_outcomes(passed=3)
    assert sorted(table(result)) == ["ood.case.upper", "typo.swap"]
    result.stdout.fnmatch_lines(["golden.jsonl  80 golden, 160 variants, 2 perturbations, severity 2; 240 calls, *"])


def test_what_judges_is_loaded_before_an_item_whose_time_may_be_limited(project):
    project.suite()
    project.write(
        """
import sys


@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_parity(case):
    assert {"pandas", "robustgen.scoring.card"} <= set(sys.modules)
    assert parity(case.text) == case.expected
"""
    )
    project.run_apart("--robustgen").assert_outcomes(passed=4)
