"""An existing parametrized test with one line added: its parameter sets are golden examples."""

from __future__ import annotations

import json
import re

import pytest

from robustgen.runs import read_run
from tests.plugin.varying import LABELLED, TEST, one, write

NAMES = r"(sign|control|ood)\.[a-z.]+$"


def ids(result):
    return [line for line in result.outlines if "::" in line and " " not in line.partition("::")[0]]


def collected(project, *args):
    return ids(project.run("--collect-only", "-q", *args))


def table(result):
    """Number, clean and varied accuracy by perturbation."""
    return {cells[0]: cells[1:4] for line in result.outlines if (cells := line.split()) and re.match(NAMES, cells[0])}


def rows(project):
    """The outcomes that the last run left."""
    (test,) = read_run(project.pytester.path / ".robustgen/last").tests
    return test.outcomes


def golden_ids(project):
    """The golden examples of the last run, in its order."""
    return list(dict.fromkeys(row["golden_id"] for row in rows(project)))


def statuses(project, perturbation):
    """What the last run's variants of one perturbation came to."""
    return {row["status"] for row in rows(project) if row["perturbation"] == f"{perturbation}@1"}


def test_without_the_flag_the_same_items_run_under_the_same_ids(project):
    one(project)
    marked = collected(project)
    write(project, TEST.replace('@pytest.mark.robustgen(vary="text", {marker})\n', "").format(model="parity"))
    assert marked == collected(project)
    assert len(marked) == 40
    one(project, model='broken_by("number 3 ")')
    project.run().assert_outcomes(passed=39, failed=1)


def test_with_the_flag_an_item_is_a_perturbation_and_the_gate_follows(project):
    one(project)
    assert collected(project, "--robustgen") == [
        "test_it.py::test_parity[sign.bang]",
        "test_it.py::test_parity[sign.star]",
    ]
    result = project.run("--robustgen")
    result.assert_outcomes(passed=3)
    assert table(result)["sign.bang"] == ["40", "1.000", "1.000"]


def test_a_limit_fails_the_item_that_breaks_it(project):
    one(project, model='broken_by("!")', marker=f"max_drop=0.05, {LABELLED}")
    result = project.run("--robustgen")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*number 0 it is?+!?", "*pytest --robustgen*test_parity?sign.bang?*"])


def test_two_workers_give_the_same_table(project):
    one(project, model='broken_by("!")', marker=f"max_drop=0.05, {LABELLED}")
    alone = project.run("--robustgen")
    apart = project.run_xdist("--robustgen")
    apart.assert_outcomes(passed=1, failed=2)
    assert len(table(alone)) == 2
    assert table(alone) == table(apart)


def test_a_golden_example_is_called_as_pytest_calls_the_parameter_set(project):
    one(project)
    plain = [line.partition("[")[2].removesuffix("]") for line in collected(project)]
    project.run("--robustgen")
    assert golden_ids(project) == sorted(plain)


def test_ids_that_the_user_gave_are_kept_and_positions_are_not_part_of_an_id(project):
    source = """
@pytest.mark.robustgen(vary="text", perturb=[BANG])
@pytest.mark.parametrize("text, near", [
    pytest.param("1 a", [1], id="mine"), ("na\\u00efve 2", [2]), ("3 c", pytest.approx(3.0)), ("3 c", pytest.approx(3.0)),
    ("x" * 300, [4]),
])
def test_it(text, near):
    assert text
"""
    write(project, source)
    project.run("--robustgen")
    long, *rest = sorted(golden_ids(project), key=len, reverse=True)
    assert sorted(rest) == ["3 c0", "3 c1", "mine", r"na\xefve 2"]
    assert re.fullmatch("x{71}~[0-9a-f]{8}", long)


@pytest.mark.parametrize("ids", ['["first", "second"]', 'lambda value: "first" if "1" in value else "second"'])
def test_ids_may_be_a_list_or_a_function(project, ids):
    source = f"""
@pytest.mark.robustgen(vary="text", perturb=[BANG])
@pytest.mark.parametrize("text", ["1 a", "2 b"], ids={ids})
def test_it(text):
    assert text
"""
    write(project, source)
    project.run("--robustgen").assert_outcomes(passed=2)
    assert golden_ids(project) == ["first", "second"]


def test_the_other_arguments_of_a_set_are_passed_along_as_they_are(project):
    source = """
MODELS = [object(), object()]

@pytest.mark.robustgen(vary="text", perturb=[BANG])
@pytest.mark.parametrize("text, model, near", [("1 a", MODELS[0], pytest.approx(1)), ("2 b", MODELS[1], pytest.approx(2))])
def test_it(text, model, near):
    assert model is MODELS[int(text[0]) - 1]
    assert float(text[0]) + 1e-9 == near
"""
    write(project, source)
    result = project.run("--robustgen")
    assert table(result)["sign.bang"] == ["2", "1.000", "1.000"]


def test_several_arguments_may_vary_also_from_several_marks(project):
    source = """
@pytest.mark.robustgen(vary=["first", "second"], perturb=[BANG])
@pytest.mark.parametrize("first", ["1 a", "2 b", "3 c"])
@pytest.mark.parametrize("second", ["5 x", "6 y"])
def test_it(first, second):
    assert not first.endswith("!") or not second.endswith("!")
"""
    write(project, source)
    project.run("--robustgen").assert_outcomes(passed=2)
    assert len(golden_ids(project)) == 6
    assert golden_ids(project)[0] == "5 x-1 a"
    assert statuses(project, "sign.bang") == {"wrong"}  # a text that is changed is changed in both


def test_without_expected_perturbations_that_change_the_answer_are_left_out(project):
    one(project, marker='perturb=["ood.case.*", "control.*"], task="sentiment"')
    result = project.run("--robustgen")
    assert {name.partition(".")[0] for name in table(result)} == {"ood"}
    result.stdout.fnmatch_lines(["left out without expected=, the right answer may be another: *control.negate*"])


def test_an_expected_value_is_passed_changed_where_the_contract_changes_it(project):
    source = """
def fooled(text):
    return {"odd": "even", "even": "odd"}[parity(text)] if text.endswith("not") else parity(text)

@pytest.mark.robustgen(vary="text", expected="label", perturb=[FLIPS], label_map={"odd": "even", "even": "odd"})
@pytest.mark.parametrize("text, label", GOLDEN)
def test_it(text, label):
    assert fooled(text) == label
"""
    write(project, source)
    project.run("--robustgen").assert_outcomes(passed=2)
    assert statuses(project, "control.flips") == {"right"}


def test_where_the_answer_must_differ_a_failing_assert_is_right(project):
    one(project, marker='expected="label", perturb=[DIFFERS]', model='broken_by("?")')
    project.run("--robustgen")
    assert statuses(project, "control.differs") == {"right"}


def test_other_parameters_and_fixtures_multiply_tests_as_pytest_does(project):
    source = """
@pytest.fixture(params=["small", "large"], scope="module")
def model(request):
    return parity if request.param == "large" else broken_by("!")

@pytest.fixture
def shout(request):
    return request.param.upper()

@pytest.mark.robustgen(vary="text", expected="label", perturb=[BANG, STAR], max_drop=0.05)
@pytest.mark.parametrize("shout", ["a", "b"], indirect=True)
@pytest.mark.parametrize("text, label", GOLDEN)
def test_it(model, shout, text, label):
    assert shout in "AB" and model(text) == label
"""
    write(project, source)
    result = project.run("--robustgen", "--robustgen-json", "v.json")
    tests = json.loads((project.pytester.path / "v.json").read_text(encoding="utf-8"))["tests"]
    assert sorted(test["test"].partition("[")[2] for test in tests) == ["large-a]", "large-b]", "small-a]", "small-b]"]
    assert sum("small" in line for line in result.outlines if line.startswith("FAILED")) == 4
    assert collected(project, "--robustgen")[0] == "test_it.py::test_it[small-a-sign.bang]"


@pytest.mark.parametrize("run", ["run", "run_xdist"])
def test_parameter_sets_that_skip_or_xfail_are_left_out_and_counted(project, run):
    source = """
@pytest.mark.robustgen(vary="text", perturb=[BANG])
@pytest.mark.parametrize("text", [
    "1 a", pytest.param("2 b", marks=pytest.mark.skip), pytest.param("3 c", marks=[pytest.mark.xfail(reason="yet")]),
    pytest.param("4 d", marks=pytest.mark.skipif(True, reason="here")),
    pytest.param("5 e", marks=pytest.mark.skipif(False, reason="elsewhere")),
])
def test_it(text):
    assert text[0] in "15"
"""
    write(project, source)
    result = getattr(project, run)("--robustgen")
    result.stdout.fnmatch_lines(["3 parameter sets with a mark skip or xfail, left out"])
    assert golden_ids(project) == ["1 a", "5 e"]


def test_one_set_left_out_is_one_set(project):
    source = """
@pytest.mark.robustgen(vary="text", perturb=[BANG])
@pytest.mark.parametrize("text", ["1 a", pytest.param("2 b", marks=pytest.mark.skip)])
def test_it(text):
    assert text
"""
    write(project, source)
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["1 parameter set with a mark skip or xfail, left out"])


def test_a_class_may_have_the_marks_and_its_other_tests_keep_theirs(project):
    source = """
@pytest.mark.robustgen(vary="text", expected="label", perturb=[BANG])
@pytest.mark.parametrize("text, label", GOLDEN)
class TestParity:
    def setup_method(self):
        self.model = parity

    def test_one(self, text, label):
        assert self.model(text) == label

    @pytest.mark.robustgen(min_accuracy=0.9)
    def test_two(self, text, label):
        assert self.model(text) == label


@pytest.mark.parametrize("text", ["a"])
def test_unmarked(text):
    assert text == "a"
"""
    write(project, source)
    project.run().assert_outcomes(passed=81)
    project.run("--robustgen").assert_outcomes(passed=5)


def test_a_marker_on_a_class_leaves_tests_without_the_argument_alone(project):
    source = """
@pytest.mark.robustgen(vary="text", expected="label", perturb=[BANG])
class TestParity:
    @pytest.mark.parametrize("text, label", GOLDEN)
    def test_one(self, text, label):
        assert parity(text) == label

    @pytest.mark.parametrize("number", [1, 2])
    def test_other(self, number):
        assert number
"""
    write(project, source)
    project.run("--robustgen").assert_outcomes(passed=4)


def test_arguments_called_case_and_robustgen_are_the_users_own(project):
    source = """
@pytest.fixture
def robustgen():
    return "mine"

@pytest.mark.robustgen(vary="case", expected="label", perturb=[BANG], fixtures_ok="robustgen")
@pytest.mark.parametrize("case, label", GOLDEN)
def test_it(case, label, robustgen):
    assert robustgen == "mine" and parity(case) == label
"""
    write(project, source)
    assert table(project.run("--robustgen"))["sign.bang"] == ["40", "1.000", "1.000"]


def test_hundreds_of_parameter_sets_stay_one_item_a_perturbation(project):
    one(project, marker=LABELLED)
    source = TEST.format(model="parity", marker=LABELLED).replace(
        "GOLDEN", 'GOLDEN + [(f"{n} more", ["even", "odd"][n % 2]) for n in range(800)]'
    )
    write(project, source)
    result = project.run("--robustgen")
    result.assert_outcomes(passed=3)
    assert table(result)["sign.bang"] == ["840", "1.000", "1.000"]


def test_a_generator_of_parameters_is_left_to_pytest_without_the_flag(project):
    source = TEST.format(model="parity", marker=LABELLED).replace("GOLDEN", "(one for one in GOLDEN)")
    write(project, source)
    project.run("-W", "ignore").assert_outcomes(passed=40)
    project.run("--robustgen").assert_outcomes(passed=3)


def test_where_every_set_is_skipped_pytest_runs_what_it_did(project):
    source = """
@pytest.mark.robustgen(vary="text", perturb=[BANG])
@pytest.mark.parametrize("text", [pytest.param("2 b", marks=pytest.mark.skip)])
def test_it(text):
    pass
"""
    write(project, source)
    result = project.run("--robustgen", "-W", "default::pytest_robustgen.RobustgenWarning")
    result.assert_outcomes(skipped=1, failed=1)  # the gate: nothing was measured
    result.stdout.fnmatch_lines(["*no parameter set to vary: 1 are marked skip or xfail*"])


def test_a_case_is_wrong_where_one_of_its_subtests_is(project):
    source = """
class Own:
    def test(self, msg=None, **kwargs):
        raise AssertionError("each case gets subtests of its own")

@pytest.fixture
def subtests():
    return Own()

@pytest.mark.robustgen(vary="text", expected="label", perturb=[BANG, STAR], fixtures_ok="subtests")
@pytest.mark.parametrize("text, label", GOLDEN)
def test_it(text, label, subtests):
    with subtests.test("answer"):
        assert broken_by("!")(text) == label
    with subtests.test(msg="length", size=len(text)):
        assert text
"""
    write(project, source)
    result = project.run("--robustgen")
    result.assert_outcomes(passed=3)
    assert {name: cells[2] for name, cells in table(result).items()} == {"sign.bang": "0.000", "sign.star": "1.000"}


def test_it_is_where_a_test_takes_cases_too(project):
    source = """
@pytest.fixture
def subtests():
    class Own:
        test = None
    return Own()

@pytest.mark.robustgen(golden="golden.jsonl", perturb=[BANG, STAR], fixtures_ok="subtests")
def test_it(case, subtests):
    with subtests.test("answer"):
        assert broken_by("!")(case.text) == case.expected
"""
    project.golden(40)
    write(project, source)
    assert table(project.run("--robustgen")) == {
        "sign.bang": ["40", "1.000", "0.000"],
        "sign.star": ["40", "1.000", "1.000"],
    }


@pytest.mark.skipif(pytest.version_tuple < (9, 0), reason="subtests came with pytest 9")
def test_pytests_own_subtests_do_not_fail_a_run_by_themselves(project):
    source = TEST.format(model="parity", marker=LABELLED).replace("text, label):", "text, label, subtests):")
    source = source.replace("    assert parity", '    with subtests.test("a"):\n        assert broken_by("!")')
    write(project, source.replace('vary="text",', 'vary="text", fixtures_ok="subtests",'))
    result = project.run("--robustgen")
    result.assert_outcomes(passed=3)
    assert table(result)["sign.bang"][2] == "0.000"


def test_limits_baseline_and_trials_work_as_for_other_tests(project):
    one(project, model='(lambda text: "none" if text.endswith("!") and "1" in text else parity(text))')
    record = ("--robustgen", "--robustgen-baseline", "b.json", "--robustgen-update-baseline")
    project.run(*record).assert_outcomes(passed=3)
    one(project, model='broken_by("!")')
    result = project.run("--robustgen", "--robustgen-baseline", "b.json")
    result.assert_outcomes(passed=2, failed=1)
    one(project)
    assert table(project.run("--robustgen", "--robustgen-trials", "2"))["sign.bang"][0] == "40"


def test_one_perturbation_can_be_run_by_its_node_id(project):
    one(project)
    project.run("--robustgen", "test_it.py::test_parity[sign.star]").assert_outcomes(passed=1)
    project.run("--robustgen", "test_it.py::test_parity[robustgen-gate]").assert_outcomes(passed=3)


def test_other_ways_a_case_may_end_count_as_ever(project):
    source = """
from robustgen import Unanswered

@pytest.mark.robustgen(vary="text", perturb=[BANG, STAR])
@pytest.mark.parametrize("text", ["1 a", "2 b", "3 c"])
def test_it(text):
    if text.endswith("!"):
        raise Unanswered("no idea")
    if text.endswith("*"):
        pytest.skip("not for me")
"""
    write(project, source)
    project.run("--robustgen")
    assert (statuses(project, "sign.bang"), statuses(project, "sign.star")) == ({"unanswered"}, {"skipped"})


def test_groups_tags_and_protected_strings_come_from_arguments_of_the_set(project):
    source = """
@pytest.mark.robustgen(vary="text", perturb="ood.case.upper", group="topic", protect="names", tags="kind")
@pytest.mark.parametrize("text, topic, names, kind", [
    ("call Anna now", "calls", ("Anna",), "short"), ("please call Anna", "calls", ["Anna"], "long"),
])
def test_it(text, topic, names, kind):
    assert names[0] in text and isinstance(names, tuple) == (kind == "short")
"""
    write(project, source)
    project.run("--robustgen")
    assert statuses(project, "ood.case.upper") == {"right"}
    assert {row["group"] for row in rows(project)} == {"calls"}
