"""Without --robustgen a marked test is one item on its golden examples."""

from __future__ import annotations

import pytest

STYLES = ("one", "many")


@pytest.mark.parametrize("style", STYLES)
def test_a_right_model_passes(project, style):
    project.suite()
    getattr(project, style)(max_drop=0.1)
    result = project.run("-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["test_it.py::test_parity[[]golden] PASSED*"])
    result.stdout.no_fnmatch_line("*= robustgen =*")
    assert not (project.pytester.path / ".robustgen").exists()


@pytest.mark.parametrize("style", STYLES)
def test_one_wrong_golden_example_fails_it_and_is_shown(project, style):
    project.suite()
    getattr(project, style)('broken_by("77")')
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["1 of 80 golden examples are not answered right", "  g077  expected 'odd'", "    number 77 it is"]
    )


def test_the_first_wrong_one_is_explained_as_pytest_does(project):
    project.suite()
    project.one('broken_by("77")')
    project.run().stdout.fnmatch_lines(["      AssertionError: assert 'none' == 'odd'", "*- odd", "*+ none"])


@pytest.mark.parametrize(("wrong", "passes"), [("7", True), ("number", False)])
@pytest.mark.parametrize("style", STYLES)
def test_min_clean_decides_where_it_is_set(project, style, wrong, passes):
    project.suite()
    getattr(project, style)(f"broken_by({wrong!r})", min_clean=0.5)
    assert project.run().ret == (0 if passes else 1)


def test_min_clean_names_the_limit_and_what_was_measured(project):
    project.suite()
    project.one('broken_by("number")', min_clean=0.5)
    project.run().stdout.fnmatch_lines(["min_clean 0.500: clean accuracy is 0.000 (0.000..*, 80 golden)"])


def test_a_test_that_raises_on_every_golden_example_shows_its_own_traceback(project):
    project.suite()
    project.write('\n@pytest.mark.robustgen("s.v1")\ndef test_a(case):\n    assert parity(case.txt) == case.expected\n')
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">*assert parity(case.txt) == case.expected",
            "E*AttributeError: 'Case' object has no attribute 'txt'",
            "*robustgen: none of the 80 clean inputs got an answer, so nothing was measured*",
        ]
    )


def test_golden_data_needs_no_suite(project):
    project.golden()
    project.one(marker='golden="golden.jsonl", perturb="typo.swap", task="intent"')
    project.run().assert_outcomes(passed=1)


def test_golden_data_of_other_fields(project):
    lines = (
        '{"id": "a", "question": "number 4", "answer": "even"}\n{"id": "b", "question": "number 5", "answer": "odd"}\n'
    )
    (project.pytester.path / "golden.jsonl").write_text(lines, encoding="utf-8")
    marker = 'golden="golden.jsonl", vary_fields=["question"], expected="answer", perturb="typo.swap", task="intent"'
    project.one(marker=marker)
    project.run().assert_outcomes(passed=1)


def test_items_of_a_run_without_the_flag_are_not_there_with_it(project):
    project.suite()
    project.one()
    assert "[golden]" not in project.run("--robustgen", "--co", "-q").stdout.str()


@pytest.mark.parametrize(
    "given", ["--robustgen-max-calls=10", "--robustgen-require-complete", "--robustgen-json=v.json"]
)
def test_options_that_do_nothing_without_robustgen_are_named(project, given):
    project.suite()
    project.one()
    for quiet in ([], ["-q"]):
        result = project.run(given, *quiet)
        assert result.ret == 0
        result.stdout.fnmatch_lines([f"not used without --robustgen: {given.partition('=')[0]}"])
    project.run("--robustgen", given).stdout.no_fnmatch_line("not used without*")
