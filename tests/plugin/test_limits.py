"""Every limit that the marker may set, and what becomes of the items and the gate by each of the five verdicts."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import verdicts

PART = 'broken_by("1")'  # wrong on 17 of 80, clean and varied alike
BANG = 'broken_by("!")'  # wrong on every variant with an exclamation mark
SOME = '(lambda text: "none" if "!" in text and "2" in text else parity(text))'  # 17 of 80 lost

TABLE = {
    # name: (model, limits, outcomes, what the summary or a failure says)
    "max_drop": (BANG, {"max_drop": 0.2}, {"passed": 2, "failed": 2}, "max_drop 0.200: accuracy on variants 0.000 is*"),
    "max_drop by glob": (BANG, {"max_drop": {"sign.s*": 0.2}}, {"passed": 4}, "sign.bang * -1.000 * –"),
    "max_drop by name": (
        BANG,
        {"max_drop": {"*": 0.1, "sign.bang": None}},
        {"passed": 4},
        "all * 2 of 2 passed",
    ),
    "min_accuracy": (PART, {"min_accuracy": 0.95}, {"failed": 4}, "min_accuracy 0.950: accuracy on variants is 0.787*"),
    "max_flip": (BANG, {"max_flip": 0.3}, {"passed": 2, "failed": 2}, "max_flip 0.300: 1.000 of the answers on*"),
    "max_drop_all": (BANG, {"max_drop_all": 0.1}, {"passed": 3, "failed": 1}, "*max_drop_all 0.100: over 3 *"),
    "min_clean": (PART, {"min_clean": 0.95}, {"failed": 4}, "min_clean 0.950: clean accuracy is 0.787*"),
    "report_only": (
        BANG,
        {"max_drop": 0.2, "report_only": ["sign.bang"]},
        {"passed": 4},
        "sign.bang *beyond max_drop 0.200, report only",
    ),
    "inconclusive": (SOME, {"max_drop": 0.2}, {"passed": 4}, "sign.bang *cannot tell within ±*"),
    "on_inconclusive": (
        SOME,
        {"max_drop": 0.2, "on_inconclusive": "fail"},
        {"passed": 2, "failed": 2},
        "max_drop 0.200: accuracy on variants * is 0.*cannot tell within ±*",
    ),
    "no limit": (BANG, {}, {"passed": 4}, "all * measured, no limit set"),
}


@pytest.mark.parametrize("style", ["one", "many"])
@pytest.mark.parametrize("name", TABLE)
def test_limits(project, name, style):
    model, limits, outcomes, said = TABLE[name]
    project.suite()
    getattr(project, style)(model, **limits)
    result = project.run("--robustgen")
    result.assert_outcomes(**outcomes)
    assert result.ret == (1 if "failed" in outcomes else 0)
    result.stdout.fnmatch_lines([said])


def test_a_deaf_model_passes_invariance_and_fails_controls(project):
    project.suite("sign.bang", "control.change")
    project.one('(lambda text: "even")', max_drop=0.2, min_control=0.5)
    result = project.run("--robustgen", "--robustgen-json=v.json")
    result.assert_outcomes(passed=1, failed=2)
    assert verdicts(result, project.pytester.path / "v.json") == {"sign.bang": "pass", "control.change": "fail"}
    result.stdout.fnmatch_lines(["min_control 0.500: where the clean answer was right, 0.000 of the answers changed*"])


@pytest.mark.parametrize("style", ["one", "many"])
def test_a_model_that_follows_the_meaning_passes_controls(project, style):
    project.suite("sign.bang", "control.change")
    other = '{"odd": "even", "even": "odd"}[parity(text)]'
    getattr(project, style)(f'(lambda text: {other} if "?" in text else parity(text))', max_drop=0.2, min_control=0.5)
    result = project.run("--robustgen", "--robustgen-json=v.json")
    result.assert_outcomes(passed=3)
    assert verdicts(result, project.pytester.path / "v.json") == {"sign.bang": "pass", "control.change": "pass"}


def test_another_severity_is_a_curve_and_fails_nothing(project):
    project.suite("sign.bang", severity=(2, 4))
    project.one("(lambda text: 'none')", min_accuracy={"*": 0.5}, gate_severity=4)
    result = project.run("--robustgen", "-v")
    result.stdout.re_match_lines([r"sign.bang +2 +80 .* –", r"sign.bang +4 +80 .* FAIL .*"])


def test_the_printed_interval_is_that_of_all_gating_perturbations_whatever_is_selected(project):
    project.suite()
    project.one(SOME, max_drop=0.2)
    lines = [
        [line for line in project.run("--robustgen", *args).outlines if line.startswith("sign.bang")]
        for args in ((), ("-k", "bang"))
    ]
    assert lines[0] == lines[1] != []


def test_all_examples_skipped_is_not_evaluated(project):
    project.suite("sign.bang", "sign.star")
    project.write(
        """
@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_parity(case):
    if "!" in case.text:
        pytest.skip("too loud")
    assert parity(case.text) == case.expected
"""
    )
    result = project.run("--robustgen", "-rs")
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(["SKIPPED*no golden example is left to judge: 80 skipped*"])
    assert result.ret == 0


@pytest.mark.parametrize("style", ["one", "many"])
def test_a_model_that_gets_nothing_right_when_clean_is_never_green(project, style):
    """A drop from nothing is no drop: every item passes its max_drop, and the gate says why that means nothing."""
    project.suite()
    getattr(project, style)("(lambda text: 'even' if parity(text) == 'odd' else 'odd')", max_drop=0.2)
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*no golden example is answered right when clean, so no drop can be seen*"])


def test_a_limit_may_name_a_perturbation_that_another_suite_has(project):
    project.suite()
    project.one(max_drop={"*": 0.2, "typo.keyboard": 0.1, "typo.keyboard.de": 0.1}, report_only=["ood.*"])
    project.run("--robustgen").assert_outcomes(passed=4)


def test_controls_that_a_glob_names_and_that_do_not_fit_the_task_are_named(project):
    project.golden()
    project.one(marker='golden="golden.jsonl", perturb=["control.*", "ood.case.upper"], task="intent"')
    result = project.run("--robustgen")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["left out, each has no label contract for 'intent': control.*, control.* and * more"])


def test_a_limit_on_controls_where_there_are_none_is_an_error_of_usage(project):
    project.golden()
    marker = 'golden="golden.jsonl", perturb=["control.*", "ood.case.upper"], task="intent"'
    project.one(marker=marker, min_control=0.5)
    result = project.run("--robustgen")
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        ["*min_control limits perturbations that change the right answer, and golden.jsonl has *"]
    )
