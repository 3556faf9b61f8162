"""What happens in a test, and what it counts as."""

from __future__ import annotations

import json
from collections import Counter

import pytest

ENDS = {
    # what happens on a variant: (line of the test, outcome)
    "returns": ("pass", "right"),
    "a failing assert": ("assert case.text == 'x'", "wrong"),
    "pytest.fail": ("pytest.fail('no')", "wrong"),
    "another exception": ("raise KeyError('no')", "wrong"),
    "sys.exit": ("raise SystemExit(3)", "wrong"),
    "case.unanswered": ("case.unanswered('neither label')", "unanswered"),
    "pytest.skip": ("pytest.skip('not today')", "skipped"),
    "unittest.SkipTest": ("import unittest; raise unittest.SkipTest('no')", "skipped"),
}


def counts(project):
    """How many variants had each outcome, as the run folder has it."""
    (path,) = (project.pytester.path / ".robustgen/last").glob("*/outcomes.jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return Counter(line["status"] for line in lines if line["perturbation"])


@pytest.mark.parametrize("end", ENDS)
def test_case_style(project, end):
    line, outcome = ENDS[end]
    project.suite("sign.bang")
    project.write(f'\n@pytest.mark.robustgen("s.v1")\ndef test_a(case):\n    if case.perturbation:\n        {line}\n')
    result = project.run("--robustgen")
    assert "failed" not in result.parseoutcomes()
    assert counts(project) == {outcome: 80}


@pytest.mark.parametrize(
    ("line", "outcome"),
    [("pass", "wrong"), ("assert case.text == 'x'", "right"), ("raise KeyError('no')", "wrong")],
    ids=["returns", "a failing assert", "another exception"],
)
def test_where_another_answer_is_right_a_failing_assert_is(project, line, outcome):
    project.suite("control.change")
    project.write(f'\n@pytest.mark.robustgen("s.v1")\ndef test_a(case):\n    if case.perturbation:\n        {line}\n')
    project.run("--robustgen")
    assert counts(project) == {outcome: 80}


def test_types_of_exceptions_are_counted_and_named(project):
    project.suite("sign.bang")
    project.write(
        """
@pytest.mark.robustgen("s.v1", max_drop=0.1)
def test_a(case):
    if case.perturbation and "7" in case.text:
        raise KeyError("seven")
    assert parity(case.text) == case.expected and not case.perturbation
"""
    )
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["  wrong   63 AssertionError, 17 KeyError"])
    result.stdout.fnmatch_lines(["sign.bang: counted as wrong are 17 KeyError"])


@pytest.mark.parametrize("stop", ["raise KeyboardInterrupt", "pytest.exit('enough')"])
def test_what_stops_the_run_stops_it(project, stop):
    project.suite("sign.bang")
    project.write(f'\n@pytest.mark.robustgen("s.v1")\ndef test_a(case):\n    {stop}\n')
    assert project.run_apart("--robustgen").ret == pytest.ExitCode.INTERRUPTED


def test_a_test_that_returns_something_asserts_nothing(project):
    project.suite("sign.bang")
    project.write(
        '\n@pytest.mark.robustgen("s.v1")\ndef test_a(case):\n    return parity(case.text) == case.expected\n'
    )
    for flag in ([], ["--robustgen"]):
        result = project.run(*flag)
        assert result.ret == 1
        result.stdout.fnmatch_lines(["the test returned bool, not None, so nothing was asserted*"])


BATCHES = {
    # predictor: what the items say
    "lambda texts: ['odd']": "predict returned 1 output for 80 inputs*",
    "lambda texts: None": "predict returned None for 80 inputs*",
    "'a name'": "a predictor must be a function*",
}


@pytest.mark.parametrize("predictor", BATCHES)
def test_a_predictor_that_does_not_answer_is_an_error_of_its_item(project, predictor):
    project.suite("sign.bang", "sign.star")
    project.write(f'\n@pytest.mark.robustgen("s.v1")\ndef test_a(robustgen):\n    robustgen.check({predictor})\n')
    project.write("def test_plain(): pass\n", name="test_other")
    result = project.run("--robustgen")
    result.assert_outcomes(failed=3, passed=1)
    result.stdout.fnmatch_lines([BATCHES[predictor]])
    result.stdout.no_fnmatch_line("*robustgen/predict.py*")
    assert result.ret == 1


def test_a_predictor_that_fails_on_one_perturbation_leaves_the_rest(project):
    project.suite("sign.bang", "sign.star")
    project.write(
        """
def predict(texts):
    return [parity(text) for text in texts if "!" not in text]


@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_a(robustgen):
    robustgen.check(predict)
"""
    )
    result = project.run("--robustgen")
    result.assert_outcomes(failed=1, passed=1, skipped=1)
    result.stdout.fnmatch_lines(["sign.star * pass"])


def test_a_label_outside_the_golden_labels_is_unanswered(project):
    project.suite("sign.bang")
    project.many('broken_by("!")')
    project.run("--robustgen")
    assert counts(project) == {"unanswered": 80}


def test_check_was_never_called(project):
    project.suite("sign.bang")
    project.write('\n@pytest.mark.robustgen("s.v1")\ndef test_a(robustgen):\n    pass\n')
    for flag in ([], ["--robustgen"]):
        project.run(*flag).stdout.fnmatch_lines(["robustgen.check was never called*"])


def test_check_was_called_twice(project):
    project.suite("sign.bang")
    project.write(
        """
@pytest.mark.robustgen("s.v1")
def test_a(robustgen):
    robustgen.check(lambda texts: [parity(text) for text in texts])
    robustgen.check(lambda texts: [parity(text) for text in texts])
"""
    )
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["robustgen.check was called a second time*"])
    assert result.ret == 1


CHECKS = {
    "fields": "robustgen.check(lambda rows: [parity(row['text']) for row in rows], fields=True)",
    "output": "robustgen.check(lambda texts: [(parity(text),) for text in texts], output=lambda raw: raw[0])",
    "metric": "robustgen.check(lambda texts: texts, metric=lambda out, expected, case: parity(out) == expected)",
    "batch_size": "robustgen.check(lambda texts: [parity(text) for text in texts if len(texts) <= 7], batch_size=7)",
    "model": "robustgen.check(robustgen.model(lambda texts: [parity(text) for text in texts], id='parity'))",
    "rg.model": "import robustgen as rg; robustgen.check(rg.model(lambda texts: [parity(t) for t in texts], id='m'))",
    "async": "robustgen.check(slow)",
}


@pytest.mark.parametrize("check", CHECKS)
def test_what_check_takes(project, check):
    project.suite("sign.bang")
    project.write(
        f"""
async def slow(texts):
    return [parity(text) for text in texts]


@pytest.mark.robustgen("s.v1", min_accuracy=0.5)
def test_a(robustgen):
    {CHECKS[check]}
"""
    )
    project.run("--robustgen").assert_outcomes(passed=2)
    assert counts(project) == {"right": 80}


def test_a_model_of_ours_passes_through_in_case_style(project):
    project.suite("sign.bang")
    project.write(
        """
import robustgen


@pytest.fixture(scope="session")
def model():
    return robustgen.model(lambda texts: [parity(text) for text in texts], id="parity", params={"temperature": 0})


@pytest.mark.robustgen("s.v1", min_accuracy=0.5)
def test_a(case, model):
    assert model([case.text]) == [case.expected]
"""
    )
    project.run("--robustgen").assert_outcomes(passed=2)


def test_a_metric_that_gives_shares(project):
    project.suite("sign.bang")
    project.write(
        """
@pytest.mark.robustgen("s.v1", max_drop=0.2, metric=lambda output, expected, case: 0.25 if "!" in case.text else 0.75)
def test_a(robustgen):
    robustgen.check(lambda texts: texts)
"""
    )
    result = project.run("--robustgen")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["sign.bang * 0.750 * 0.250 -0.500 * FAIL"])


def test_golden_data_without_labels_is_held_against_the_clean_answer(project):
    lines = "".join(json.dumps({"text": f"number {number} it is"}) + "\n" for number in range(60))
    (project.pytester.path / "golden.jsonl").write_text(lines, encoding="utf-8")
    marker = 'golden="golden.jsonl", perturb=["ood.case.upper", "ood.punctuation.strip"], task="intent"'
    project.many("(lambda text: text.isupper())", marker=marker, max_drop=0.2)
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["max_drop 0.200: consistency of variants with the clean answer 0.000 is 1.000 below*"])
    assert result.ret == 1


@pytest.mark.parametrize(
    "uses",
    [
        "assert text(case) == case.expected",
        "assert case.expected == text(case)",
        "assert case.expected",
        "assert text(case) in case.expected",
    ],
)
@pytest.mark.parametrize("flag", [(), ("--robustgen",)], ids=["golden", "variants"])
def test_a_case_that_uses_an_expected_value_which_is_not_there_is_no_measurement(project, uses, flag):
    lines = "".join(json.dumps({"text": f"number {number} it is"}) + "\n" for number in range(60))
    (project.pytester.path / "golden.jsonl").write_text(lines, encoding="utf-8")
    project.write(
        f"""
def text(case):
    return case.text


@pytest.mark.robustgen(golden="golden.jsonl", perturb="ood.case.upper", task="intent", max_drop=0.2)
def test_a(case):
    {uses}
"""
    )
    result = project.run(*flag)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*the golden data has no expected value: name its field with expected=*"])


def test_a_case_without_an_expected_value_may_hold_an_assert_of_its_own(project):
    lines = "".join(json.dumps({"text": f"number {number} it is"}) + "\n" for number in range(60))
    (project.pytester.path / "golden.jsonl").write_text(lines, encoding="utf-8")
    project.write(
        """
@pytest.mark.robustgen(golden="golden.jsonl", perturb="ood.case.upper", task="intent", max_drop=0.2)
def test_a(case):
    assert case.text.islower()
"""
    )
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["max_drop 0.200: accuracy on variants 0.000 is 1.000 below clean 1.000*"])


def test_an_item_that_breaks_off_says_how_far_it_came(project):
    project.suite("sign.bang")
    project.write(
        """
@pytest.mark.robustgen("s.v1")
def test_a(case):
    if case.perturbation and "7" in case.text:
        pytest.fail("Timeout (>1.0s) from pytest-timeout.")
"""
    )
    result = project.run("--robustgen")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*Timeout (>1.0s) from pytest-timeout.", "*stopped after 87 of 160 inputs, at g007*"])
