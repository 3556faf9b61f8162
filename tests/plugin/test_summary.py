"""The table that people read: the same rows however the work is shared out, more of them with -v, one line with -q."""

from __future__ import annotations

import json

import pytest

from tests.extras import need
from tests.plugin.conftest import table

SOME = '(lambda text: "none" if "!" in text and "2" in text else parity(text))'


@pytest.mark.parametrize("dist", ["load", "loadscope", "loadfile", "worksteal"])
def test_every_way_to_share_the_work_gives_the_same_table(project, dist):
    project.suite()
    project.one(SOME, max_drop=0.2)
    alone = project.run("--robustgen", "-v")
    shared = project.run_xdist("--robustgen", "-v", f"--dist={dist}")
    assert table(alone) == table(shared) != {}
    assert shared.ret == alone.ret == 0
    assert shared.parseoutcomes()["passed"] == 4


def test_quiet_is_the_last_line(project):
    project.suite()
    project.one(SOME, max_drop=0.2)
    result = project.run("--robustgen", "-q")
    assert table(result) == {}
    result.stdout.fnmatch_lines(["all *0 of 3 failed, 1 cannot tell"])


def test_the_title_names_the_suite_its_id_and_what_it_cost(project):
    project.suite()
    project.one()
    suite_id = json.loads((project.pytester.path / "s.v1/manifest.json").read_text(encoding="utf-8"))["suite_id"]
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(
        [f"s.v1 ({suite_id[:8]})  80 golden, 240 variants, 3 perturbations, severity 2; 320 calls, * s"]
    )


def test_several_tests_are_named(project):
    project.suite()
    project.one()
    project.write('\n@pytest.mark.robustgen("s.v1")\ndef test_b(case):\n    assert case\n', name="test_other")
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["test_it.py::test_parity", "s.v1 *", "test_other.py::test_b", "s.v1 *"])
    quiet = project.run("--robustgen", "-q")
    quiet.stdout.fnmatch_lines(["test_it.py::test_parity  all *", "test_other.py::test_b  all *"])


def test_very_verbose_shows_the_worst_variants_with_their_edits_in_place(project):
    project.suite()
    project.one(SOME, max_drop=0.9)
    project.run("--robustgen", "-vv").stdout.fnmatch_lines(
        [
            "sign.bang: worst variants",
            "  g002/sign.bang@1/2/0  expected 'even'",
            "    number 2 it is[[]+!]",
            "      AssertionError: assert 'none' == 'even'",
        ]
    )


def test_a_failing_item_says_how_to_look_closer(project):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    result = project.run("--robustgen")
    # Where CI is set, pytest repeats the whole message in its short summary.
    (line,) = {line for line in result.outlines if line.startswith("  look ")}
    command = line.partition("pytest ")[2].replace('"', "").split()
    closer = project.run(*command)
    closer.assert_outcomes(failed=1)
    assert sum("expected '" in line for line in closer.outlines) > sum("expected '" in line for line in result.outlines)


def test_a_model_that_is_not_deterministic_is_told(project):
    project.suite()
    project.write(
        """
import os


@pytest.mark.robustgen("s.v1")
def test_parity(case):
    worker = os.environ["PYTEST_XDIST_WORKER"]
    assert parity(case.text) == case.expected and (worker == "gw0" or "7" not in case.text)
"""
    )
    result = project.run_xdist("--robustgen", "--dist=load")
    result.stdout.fnmatch_lines(["the model is not deterministic: 17 clean inputs were answered differently*"])


@pytest.mark.extras
def test_an_item_that_was_run_again_is_marked(project):
    need("pytest_rerunfailures", "pytest-rerunfailures")
    project.suite()
    project.write(
        """
calls = []


@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_parity(case):
    calls.append(case.text)
    assert ("!" not in case.text or calls.count(case.text) > 1) and parity(case.text) == case.expected
"""
    )
    result = project.run_apart("--robustgen", "--reruns=1", plugins=["pytest_rerunfailures"])
    assert result.ret == 0
    assert table(result)["sign.bang"][-1] == "pass"
    result.stdout.fnmatch_lines(["measured again after a failure, the last time counts: sign.bang"])


def test_an_item_that_takes_long_says_how_far_it_is(project, monkeypatch):
    monkeypatch.setattr("pytest_robustgen.work._PROGRESS", 0.0)
    project.suite("sign.bang")
    project.many()
    project.run("--robustgen").stdout.fnmatch_lines(
        ["robustgen: test_parity[[]sign.bang] has asked 80 of 160 inputs; at this rate the rest takes *s"]
    )


def test_what_will_be_asked_is_said_before_a_model_is_called(project):
    project.suite()
    project.one(max_drop=0.01)
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(
        [
            "robustgen: test_it.py::test_parity: up to 240 variants of 3 perturbations",
            "robustgen: test_it.py::test_parity: max_drop 0.010 is finer than 80 golden examples can tell with 3 *",
            "test_it.py ...*",
        ]
    )
