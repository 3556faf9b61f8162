"""--robustgen-only ID: the one variant with that id, wherever a marked test has it."""

from __future__ import annotations

import pytest

from tests.plugin.varying import LABELLED, one

ID = "g003/sign.bang@1/2/0"


@pytest.mark.parametrize("args", [(), ("--robustgen",), ("--robustgen-items=variant",)])
@pytest.mark.parametrize("style", ["one", "many"])
def test_that_variant_alone_runs(project, style, args):
    project.suite()
    getattr(project, style)('broken_by("!")', max_drop=0.1)
    result = project.run("--robustgen-only", ID, "-v", *args)
    result.assert_outcomes(failed=1, deselected=result.parseoutcomes().get("deselected", 0))
    result.stdout.fnmatch_lines(["*test_parity?sign.bang-g3-s2-i0? FAILED*", f"E*variant {ID}*"], consecutive=False)


def test_it_runs_in_every_test_that_has_it_and_no_other_test_runs(project):
    project.suite()
    test = '@pytest.mark.robustgen("s.v1")\ndef {}(case):\n    assert parity(case.text) == case.expected\n'
    project.write(test.format("test_a") + test.format("test_b") + "def test_unmarked():\n    pass\n")
    result = project.run("--robustgen-only", ID, "-v")
    result.assert_outcomes(passed=2, deselected=result.parseoutcomes()["deselected"])
    result.stdout.fnmatch_lines(["*::test_a?sign.bang-g3-s2-i0? PASSED*", "*::test_b?sign.bang-g3-s2-i0? PASSED*"])


def test_several_are_named_by_several_options(project):
    project.suite()
    project.one()
    result = project.run("--robustgen-only", ID, "--robustgen-only", "g004/sign.star@1/2/0", "-v")
    assert result.parseoutcomes()["passed"] == 2


def test_two_workers_run_the_one(project):
    project.suite()
    project.one()
    project.run_xdist("--robustgen-only", ID).assert_outcomes(passed=1)


def test_the_parameters_of_an_existing_test_have_ids_too(project):
    one(project, marker=LABELLED)
    result = project.run("--robustgen-only", "number 3 it is-odd/sign.bang@1/2/0")
    assert result.parseoutcomes()["passed"] == 1


def test_an_id_as_it_is_shown_is_as_good_as_what_it_stands_for(project):
    (project.pytester.path / "golden.jsonl").write_text('{"id": "a\\u202e", "text": "one", "label": "x"}\n')
    marker = 'golden="golden.jsonl", perturb=["ood.case.upper"], task="intent", expected="label"'
    project.write(f"@pytest.mark.robustgen({marker})\ndef test_it(case):\n    assert case.text\n")
    for given in ("a\u202e/ood.case.upper@1/2/0", r"a\u202e/ood.case.upper@1/2/0"):
        assert project.run("--robustgen-only", given).parseoutcomes()["passed"] == 1


@pytest.mark.parametrize("workers", [(), ("-n2",)])
def test_an_id_of_no_variant_is_refused_with_the_nearest(project, workers):
    project.suite()
    project.one()
    run = project.run_xdist if workers else project.run
    result = run("--robustgen-only", "g003/sign.bangg@1/2/0")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"ERROR: --robustgen-only g003/sign.bangg@1/2/0 is no variant of any test*; did you mean {ID}?"]
    )


def test_the_nearest_is_one_of_the_tests_that_were_collected(project):
    project.suite("sign.bang", name="s.v1")
    project.suite("sign.star", name="t.v1")
    test = "@pytest.mark.robustgen('{}')\ndef {}(case):\n    assert parity(case.text) == case.expected\n"
    project.write(test.format("s.v1", "test_a") + test.format("t.v1", "test_b"))
    result = project.run("--robustgen-only", ID, "test_it.py::test_b")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*did you mean g003/sign.star@1/2/0?"])


def test_without_a_marked_test_it_is_refused(project):
    project.write("def test_it():\n    pass\n")
    result = project.run("--robustgen-only", ID)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --robustgen-only {ID} is no variant of a test: none*has the marker"])
