"""Inputs without gold: an output is held against the model's own answer to the clean input; that is consistency."""

from __future__ import annotations

import json

import pytest

from robustgen.runs import read_run
from tests.plugin.conftest import rows as golden_rows
from tests.plugin.varying import SIGNS

MARKER = 'golden="golden.jsonl", perturb=[BANG, STAR]'
CASE = """
@pytest.mark.robustgen({marker})
def test_it(case):
    case.same_as_clean({model}(case.text))
"""
VARY = """
@pytest.mark.robustgen(vary="text", perturb=[BANG, STAR])
@pytest.mark.parametrize("text", [text for text, _ in GOLDEN])
def test_it(text, robustgen_same_as_clean):
    robustgen_same_as_clean({model}(text))
"""
ASYNC = """
import asyncio

@pytest.mark.robustgen({marker})
async def test_it(case):
    output = {model}(case.text)
    await asyncio.sleep(0.001 * (len(output) % 3))
    case.same_as_clean(output)
"""
BATCHES = """
@pytest.mark.robustgen({marker})
def test_it(robustgen):
    robustgen.check(lambda texts: [{model}(text) for text in texts], metric="same_as_clean")
"""
STYLES = {"a case": CASE, "parameter sets": VARY, "async": ASYNC, "batches": BATCHES}
each_style = pytest.mark.parametrize("style", STYLES)


def write(project, source, *, labels=False, marker=MARKER, model="parity"):
    lines = [row if labels else {key: row[key] for key in ("id", "text")} for row in golden_rows(40)]
    path = project.pytester.path / "golden.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    marker = "" if "vary=" in source else marker
    project.write(SIGNS + source.replace("{marker}", marker).replace("{model}", model))


def outcomes(project):
    (test,) = read_run(project.pytester.path / ".robustgen/last").tests
    return [(row["perturbation"], row["status"]) for row in test.outcomes]


def measured(result):
    return {cells[0]: cells[1:4] for line in result.outlines if (cells := line.split()) and cells[0] in TABLE}


TABLE = {"sign.bang": ["40", "1.000", "0.000"], "sign.star": ["40", "1.000", "1.000"]}
RIGHT_OR_NOT = '(lambda text: "never right!" if "!" in text else "never right")'


@each_style
def test_what_is_measured_is_consistency_however_wrong_the_model_is(project, style):
    write(project, STYLES[style], model=RIGHT_OR_NOT)
    result = project.run("--robustgen")
    result.assert_outcomes(passed=3)
    assert measured(result) == TABLE
    (test,) = read_run(project.pytester.path / ".robustgen/last").tests
    assert test.card().consistency


@each_style
def test_two_workers_say_the_same(project, style):
    write(project, STYLES[style], model=RIGHT_OR_NOT)
    result = project.run_xdist("--robustgen")
    result.assert_outcomes(passed=3)
    assert measured(result) == TABLE


@each_style
def test_a_limit_speaks_of_consistency(project, style):
    source = STYLES[style].replace("perturb=[BANG, STAR]", "perturb=[BANG, STAR], max_drop=0.1")
    write(project, source, marker=f"{MARKER}, max_drop=0.1", model=RIGHT_OR_NOT)
    result = project.run("--robustgen")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["max_drop 0.100: consistency of variants with the clean answer 0.000 is 1.000 below*"])


@pytest.mark.parametrize("style", ["a case", "parameter sets", "async"])
def test_a_failure_names_both_answers(project, style):
    source = STYLES[style].replace("perturb=[BANG, STAR]", "perturb=[BANG, STAR], max_drop=0.1")
    write(project, source, marker=f"{MARKER}, max_drop=0.1", model=RIGHT_OR_NOT)
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["*AssertionError: 'never right!' is not what the clean input gave, 'never right'"])


@pytest.mark.parametrize("style", ["a case", "parameter sets", "async"])
def test_without_the_flag_whatever_a_model_says_is_accepted(project, style):
    write(project, STYLES[style], model=RIGHT_OR_NOT)
    project.run().assert_outcomes(passed=40 if style == "parameter sets" else 1)


OUTPUTS = {
    # what the model says of a clean text and of one with `!`: outcome of the variant
    "equal as labels": ("1", "1.0", "right"),
    "outer space apart": ("'yes'", "' yes '", "right"),
    "a number and its digits": ("1", "'1'", "right"),
    "a pipeline's best label": ("[{'label': 'a', 'score': 0.9}]", "'a'", "right"),
    "arrays": ("pandas.array([1, 2]).to_numpy()", "[1, 2]", "right"),
    "None": ("'a'", "None", "unanswered"),
    "no answer when clean": ("None", "'a'", "unanswered"),
    "declared no answer": ("'a'", "robustgen.Unanswered('refused')", "unanswered"),
    "failed": ("'a'", "robustgen.case.Failed('timeout', 'TimeoutError')", "timeout"),
}


@pytest.mark.parametrize("said", OUTPUTS)
def test_outputs_are_compared_as_the_metric_does(project, said):
    clean, varied, outcome = OUTPUTS[said]
    source = f"""
import pandas
import robustgen

@pytest.mark.robustgen({MARKER})
def test_it(case):
    case.same_as_clean({varied} if "!" in case.text else {clean})
"""
    write(project, source)
    project.run("--robustgen")
    assert {status for perturbation, status in outcomes(project) if perturbation == "sign.bang@1"} == {outcome}


def test_several_outputs_of_a_case_are_compared_one_by_one(project):
    source = f"""
@pytest.mark.robustgen({MARKER})
def test_it(case):
    case.same_as_clean(len(case.text.strip("*!")))
    case.same_as_clean("!" in case.text)
"""
    write(project, source)
    assert measured(project.run("--robustgen")) == TABLE


def test_where_another_answer_is_right_the_clean_one_is_wrong(project):
    write(project, CASE, labels=True, marker='golden="golden.jsonl", expected="label", perturb=[DIFFERS]')
    project.run("--robustgen")
    assert ("control.differs@1", "wrong") in outcomes(project)


def test_where_the_clean_answer_tells_nothing_a_variant_is_skipped(project):
    marker = 'golden="golden.jsonl", expected="label", perturb=[FLIPS], label_map={"odd": "even", "even": "odd"}'
    write(project, CASE, labels=True, marker=marker)
    project.run("--robustgen")
    assert ("control.flips@1", "skipped") in outcomes(project)


def test_labelled_data_may_be_measured_for_consistency_alone(project):
    write(project, CASE, labels=True, marker=f'{MARKER}, expected="label"', model=RIGHT_OR_NOT)
    assert measured(project.run("--robustgen")) == TABLE


def test_other_asserts_may_stand_beside_it(project):
    source = f"""
@pytest.mark.robustgen({MARKER})
def test_it(case):
    assert "3!" not in case.text.replace(" it is", "")
    case.same_as_clean("a")
"""
    write(project, source)
    result = project.run("--robustgen")
    assert measured(result)["sign.bang"] == ["40", "1.000", "0.900"]


MIXED = {
    "expected too": (
        "assert case.expected\n    case.same_as_clean('a')",
        "the test uses case.expected, and case.same_as_clean too: *accuracy or consistency*",
    ),
    "variants only": (
        "if case.perturbation:\n        case.same_as_clean('a')",
        "*and another case passed without: *call it in every case, the clean ones too*",
    ),
    "some cases": (
        "if '3' not in case.text:\n        case.same_as_clean('a')",
        "*case passed without: *accuracy or consistency*",
    ),
    "clean ones only": (
        "if not case.perturbation:\n        case.same_as_clean('a')",
        "*and this case passed without: *",
    ),
}


@pytest.mark.parametrize("keyword", ["def", "async def"])
@pytest.mark.parametrize("mixed", MIXED)
def test_a_test_that_measures_two_things_is_refused(project, mixed, keyword):
    lines, message = MIXED[mixed]
    source = f'\n@pytest.mark.robustgen({MARKER}, expected="label")\n{keyword} test_it(case):\n    {lines}\n'
    write(project, source, labels=True)
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines([message])


def test_a_marker_that_names_the_right_answer_is_refused_beside_it(project):
    source = """
@pytest.mark.robustgen(vary="text", expected="label", perturb=[BANG])
@pytest.mark.parametrize("text, label", GOLDEN)
def test_it(text, label, robustgen_same_as_clean):
    robustgen_same_as_clean(text)
"""
    write(project, source)
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["the marker names expected=, and the test holds outputs against the clean answer*"])


def test_a_test_without_the_marker_may_use_the_fixture(project):
    project.pytester.makepyfile(test_it="def test_it(robustgen_same_as_clean):\n    robustgen_same_as_clean('a')\n")
    project.run().assert_outcomes(passed=1)


def test_each_trial_is_held_against_its_own_clean_answer(project):
    source = """
trial = 0

@pytest.mark.robustgen(golden="golden.jsonl", perturb=[STAR])
def test_it(case):
    global trial
    if case.perturbation is None and case.id == "g000":
        trial += 1
    case.same_as_clean(trial)
"""
    write(project, source)
    result = project.run("--robustgen", "--robustgen-trials=3")
    assert measured(result)["sign.star"] == ["40", "1.000", "1.000"]


@pytest.mark.parametrize("labels", [True, False], ids=["labels", "no labels"])
def test_a_single_variant_is_held_against_its_clean_answer(project, labels):
    marker = f'{MARKER}, expected="label"' if labels else MARKER
    write(project, CASE, labels=labels, marker=marker, model=RIGHT_OR_NOT)
    result = project.run("--robustgen-items=variant")
    result.assert_outcomes(failed=40, passed=40)
    result.stdout.fnmatch_lines(["E*'never right!' is not what the clean input gave, 'never right'"])


def test_outside_of_a_test_of_ours_a_case_says_where_it_can_be_used():
    import robustgen as rg
    from robustgen.variant import clean_case

    (example,) = rg.read_examples([{"text": "a", "label": "b"}])
    with pytest.raises(rg.UsageError, match="same_as_clean is for tests that pytest runs with the marker"):
        clean_case(example).same_as_clean("a")
