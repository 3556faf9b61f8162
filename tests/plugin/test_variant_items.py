"""--robustgen-items variant: a test result for each single variant, to look at one by one."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from robustgen.runs import read_run
from tests.plugin.varying import LABELLED, one

BREAKS = 'broken_by("1")'
VARIANTS = ("--robustgen-items", "variant")


def node_ids(result):
    return [line for line in result.outlines if re.match(r"[\w/]+\.py::\S+$", line)]


def collected(project, *args, run=None):
    return node_ids((run or project.run)("--collect-only", "-q", *VARIANTS, *args))


def last_run(project):
    return project.pytester.path / ".robustgen/last"


def test_every_variant_is_a_test_result_and_a_wrong_one_fails(project):
    project.suite("sign.bang", "sign.star", golden=12)
    project.one(BREAKS, max_drop=0.9)
    result = project.run(*VARIANTS)
    result.assert_outcomes(passed=18, failed=6)  # 1, 10 and 11 hold the digit
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["collected 24 items", "s.v1: gate not evaluated, limits not judged: 24 variants are a test result each"]
    )


@pytest.mark.parametrize("style", ["one", "many"])
def test_all_right_passes_whatever_the_limits(project, style):
    project.suite("sign.bang", golden=12)
    getattr(project, style)(min_accuracy=1.0)
    result = project.run(*VARIANTS)
    result.assert_outcomes(passed=12)
    assert result.ret == 0


def test_node_ids_name_perturbation_place_severity_and_index_and_no_text_of_others(project):
    project.suite("sign.bang", "sign.star", golden=3, severity=(2, 3))
    project.one()
    assert collected(project)[:5] == [
        "test_it.py::test_parity[sign.bang-g0-s2-i0]",
        "test_it.py::test_parity[sign.bang-g0-s3-i0]",
        "test_it.py::test_parity[sign.bang-g1-s2-i0]",
        "test_it.py::test_parity[sign.bang-g1-s3-i0]",
        "test_it.py::test_parity[sign.bang-g2-s2-i0]",
    ]


def test_two_workers_give_the_same_results(project):
    project.suite("sign.bang", golden=12)
    project.one(BREAKS)
    result = project.run_xdist(*VARIANTS)
    result.assert_outcomes(passed=9, failed=3)
    result.stdout.fnmatch_lines(["*limits not judged: 12 variants are a test result each"])


def test_the_users_own_assertion_is_shown_with_the_variant_in_place(project):
    project.suite("sign.bang", golden=12)
    project.one(BREAKS)
    project.run(*VARIANTS, "-k", "g1-").stdout.fnmatch_lines(
        [
            ">       assert broken_by(*)(case.text) == case.expected",
            "E       AssertionError: assert 'none' == 'odd'",
            "E         - odd",
            "E         + none",
            "E       variant g001/sign.bang@1/2/0  expected 'odd'",
            "E           number 1 it is[[]+!]",
            "E           the golden example itself is wrong too, without any change",
        ],
        consecutive=False,
    )


def test_a_golden_example_that_is_right_is_not_spoken_of(project):
    project.suite("sign.bang", golden=2)
    project.one('broken_by("!")')
    result = project.run(*VARIANTS)
    result.assert_outcomes(failed=2)
    result.stdout.no_fnmatch_line("*golden example itself*")


def test_batches_say_what_was_expected_and_what_came(project):
    project.suite("sign.bang", golden=2)
    project.many('broken_by("!")')
    result = project.run(*VARIANTS, "-k", "g1-", "--tb=short")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [
            "test_it.py:*: in test_parity",
            "    robustgen.check(*",
            "E   AssertionError: expected 'odd', got 'none'*",
            "E   variant g001/sign.bang@1/2/0*",
            "E       number 1 it is[[]+!]",
        ],
        consecutive=False,
    )
    result.stdout.no_fnmatch_line("*pytest_robustgen/*")
    result.stdout.no_fnmatch_line("*<lambda>*")


def test_existing_parametrized_tests_have_variants_too(project):
    one(project, model='broken_by("number 3 ")', marker=LABELLED)
    result = project.run(*VARIANTS)
    result.assert_outcomes(passed=78, failed=2)
    result.stdout.fnmatch_lines(["E*variant number 3 it is-odd/sign.bang@1/2/0  expected 'odd'"])


def test_where_the_right_answer_is_another_a_failing_assert_passes(project):
    project.suite("control.change", golden=4)
    project.one('broken_by("?")')
    project.run(*VARIANTS).assert_outcomes(passed=4)
    project.one()
    result = project.run(*VARIANTS)
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(["the test passed, and the right answer is another than the golden one"])
    result.stdout.fnmatch_lines(["variant g000/control.change@1/2/0  expected other than 'even'"])


@pytest.mark.parametrize("gold", [{}, {"expected": "label"}], ids=["without gold", "with gold"])
def test_a_variant_is_held_against_the_clean_answer_where_the_test_says_so(project, gold):
    project.golden(4)
    given = "".join(f", {name}={value!r}" for name, value in gold.items())
    project.write(
        f"""
@pytest.mark.robustgen(golden="golden.jsonl", perturb=["ood.case.upper"], vary_fields="text"{given})
def test_it(case):
    case.same_as_clean("changed" if "2" in case.text and case.text.isupper() else parity(case.text))
"""
    )
    result = project.run(*VARIANTS, "--tb=short")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["E   AssertionError: 'changed' is not what the clean input gave, 'even'"])


@pytest.mark.parametrize("style", ["case", "batches"])
def test_async_tests_have_variants_too(project, style):
    project.suite("sign.bang", golden=3)
    test = "async def test_it(case):\n    assert broken_by('1')(case.text) == case.expected\n"
    if style == "batches":
        test = """
async def test_it(robustgen):
    async def model(texts):
        return [broken_by('1')(text) for text in texts]
    await robustgen.acheck(model)
"""
    project.write(f'@pytest.mark.robustgen("s.v1")\n{test}')
    result = project.run(*VARIANTS)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*variant g001/sign.bang@1/2/0*"])


ENDINGS = {
    "an exception": ("raise KeyError('gone')", {"failed": 2}, "E*KeyError: 'gone'"),
    "pytest.fail": ("pytest.fail('no good')", {"failed": 2}, "E*Failed: no good"),
    "pytest.fail without trace": ("pytest.fail('no good', pytrace=False)", {"failed": 2}, "variant g000/sign.bang*"),
    "no answer": ("case.unanswered('refused')", {"failed": 2}, "E*Unanswered: refused"),
    "a skip": ("pytest.skip('later')", {"skipped": 2}, "*2 skipped*"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_item_ends_as_the_test_ended(project, ending):
    line, outcomes, said = ENDINGS[ending]
    project.suite("sign.bang", golden=2)
    project.write(f'@pytest.mark.robustgen("s.v1")\ndef test_it(case):\n    if "!" in case.text:\n        {line}\n')
    result = project.run(*VARIANTS)
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines([said])


def test_xfail_and_skip_of_the_user_hold(project):
    project.suite("sign.bang", golden=12)
    test = '@pytest.mark.robustgen("s.v1")\ndef {}(case):\n    assert {}(case.text) == case.expected\n'
    project.write(
        f"@pytest.mark.xfail(reason='known')\n{test.format('test_a', BREAKS)}\n"
        f"@pytest.mark.skip(reason='later')\n{test.format('test_b', BREAKS)}"
    )
    project.run(*VARIANTS).assert_outcomes(xfailed=3, xpassed=9, skipped=12)


def test_classes_and_parameters_of_the_users_own(project):
    project.suite("sign.bang", golden=3)
    project.write(
        """
class TestParity:
    @pytest.mark.robustgen("s.v1")
    @pytest.mark.parametrize("sign", ["!", "*"], ids=["small", "large"])
    def test_it(self, case, sign):
        assert broken_by(sign)(case.text) == case.expected
"""
    )
    assert collected(project)[2:4] == [
        "test_it.py::TestParity::test_it[small-sign.bang-g2-s2-i0]",
        "test_it.py::TestParity::test_it[large-sign.bang-g0-s2-i0]",
    ]
    project.run(*VARIANTS).assert_outcomes(passed=3, failed=3)


SELECTED = {
    "a node id of a perturbation": (["test_it.py::test_parity[sign.bang]"], 12),
    "a node id of a variant": (["test_it.py::test_parity[sign.bang-g3-s2-i0]"], 1),
    "a perturbation by -k": (["-k", "bang"], 12),
    "a golden example by -k": (["-k", "g3-"], 3),
}


@pytest.mark.parametrize("how", SELECTED)
def test_variants_are_selected_as_any_test_is(project, how):
    args, count = SELECTED[how]
    project.suite(golden=12)
    project.one()
    assert len(collected(project, *args)) == count


@pytest.mark.parametrize("args", [(), ("--robustgen",), ("-n2",)])
def test_a_node_id_that_was_printed_works_without_the_option(project, args):
    project.suite(golden=12)
    project.one(BREAKS)
    (wanted,) = collected(project, "-k", "bang and g11-")
    run = project.run_xdist if "-n2" in args else project.run
    result = run(wanted, *args, "-v")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*{wanted.replace('[', '[[]')}*"])


def test_a_node_id_of_no_variant_is_not_found(project):
    project.suite(golden=12)
    project.one()
    result = project.run("test_it.py::test_parity[sign.bang-g99-s2-i0]")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: not found: *"])


@pytest.mark.parametrize("inside", ["", "class"])
def test_last_failed_runs_the_variants_that_failed_and_no_other(project, inside):
    project.suite("sign.bang", "sign.star", golden=12)
    if inside:
        project.write(
            '@pytest.mark.robustgen("s.v1")\nclass TestIt:\n'
            f"    def test_a(self, case):\n        assert {BREAKS}(case.text) == case.expected\n"
        )
    else:
        project.one(BREAKS)
    project.run(*VARIANTS).assert_outcomes(passed=18, failed=6)
    for again in (VARIANTS, ("--robustgen",)):
        result = project.run(*again, "--lf", "-v")
        result.assert_outcomes(failed=6, deselected=result.parseoutcomes().get("deselected", 0))


def test_stepwise_stops_at_a_wrong_variant_and_goes_on_there(project):
    project.suite("sign.bang", golden=12)
    project.one(BREAKS)
    project.run(*VARIANTS, "--sw").assert_outcomes(passed=1, failed=1)
    project.one(BREAKS.replace("1", "10"))
    project.run(*VARIANTS, "--sw").assert_outcomes(passed=9, failed=1, deselected=1)


def test_the_debugger_stops_in_the_test_function_on_that_variant(project):
    project.suite("sign.bang", golden=4)
    project.one('broken_by("3")')
    command = ["-m", "pytest", "-p", "pytest_robustgen.plugin", *VARIANTS, "--pdb"]
    found = project.pytester.run(__import__("sys").executable, *command, stdin=b"p 'asked', case.id\nq\n")
    found.stdout.fnmatch_lines(["> *test_it.py(*)test_parity()", "*('asked', 'g003/sign.bang@1/2/0')*"])


def test_more_than_fit_are_refused_with_their_number_and_the_ways_to_ask_for_less(project, monkeypatch):
    monkeypatch.setattr("pytest_robustgen.single.MOST", 20)
    project.suite(golden=12)
    project.one()
    result = project.run(*VARIANTS)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "*asks for 36 items, and 20 is the most: name one perturbation, -k sign.bang or "
            '"test_it.py::test_parity?sign.bang?" (12), or one variant by --robustgen-only ID'
        ]
    )


def test_a_perturbation_of_many_is_run_by_its_name(project, monkeypatch):
    monkeypatch.setattr("pytest_robustgen.single.MOST", 20)
    project.suite(golden=12)
    project.one()
    result = project.run(*VARIANTS, "-k", "star")
    result.assert_outcomes(passed=12, deselected=2)


def test_a_large_perturbation_keeps_its_names_however_it_is_shared_out(project, monkeypatch):
    project.suite("sign.bang", golden=40)
    project.one()
    whole = collected(project)
    monkeypatch.setattr("pytest_robustgen.sources.BLOCK", 15)
    assert collected(project) == whole


def test_the_last_run_stays_what_it_was_and_options_for_whole_runs_are_named(project):
    project.suite("sign.bang", golden=12)
    project.one(BREAKS)
    project.run("--robustgen")
    before = read_run(last_run(project)).started, len(read_run(last_run(project)).tests[0].outcomes)
    result = project.run(*VARIANTS, "--robustgen-trials=2", "--robustgen-html=r.html")
    result.stdout.fnmatch_lines(
        ["not used where a variant is a test result: --robustgen-trials, --robustgen-html"], consecutive=False
    )
    assert (read_run(last_run(project)).started, len(read_run(last_run(project)).tests[0].outcomes)) == before
    assert not (project.pytester.path / "r.html").exists()


def test_a_gate_that_must_be_evaluated_fails(project):
    project.suite("sign.bang", golden=3)
    project.one()
    result = project.run(*VARIANTS, "--robustgen-require-complete")
    result.assert_outcomes(passed=3, failed=1)


def test_a_damaged_perturbation_is_an_item_that_says_so(project):
    name = project.suite("sign.bang", "sign.star", golden=3)
    (rows,) = (project.pytester.path / name).glob("variants*.jsonl")
    text = rows.read_text(encoding="utf-8")
    rows.write_text(text.replace('number 1 it is!"', 'number 2 it is!"'), encoding="utf-8")
    project.one()
    result = project.run(*VARIANTS)
    result.assert_outcomes(passed=3, failed=1)


def test_junit_has_the_id_and_the_variant_in_place(project):
    project.suite("sign.bang", golden=2)
    project.one('broken_by("!")')
    project.run(*VARIANTS, "--junitxml=junit.xml")
    case = ElementTree.parse(project.pytester.path / "junit.xml").find(
        ".//testcase[@name='test_parity[sign.bang-g1-s2-i0]']"
    )
    assert case.find(".//property[@name='robustgen_variant']").get("value") == "g001/sign.bang@1/2/0"
    assert "number 1 it is[+!]" in case.find("failure").text


def test_a_hostile_golden_id_is_shown_as_an_escape_and_stands_in_no_node_id(project):
    project.write(
        """
@pytest.mark.robustgen(golden="golden.jsonl", perturb=["ood.case.upper"], task="intent", expected="label")
def test_it(case):
    assert case.text.islower()
"""
    )
    row = '{"id": "a\\u202e::[x]@", "text": "number one", "label": "x"}\n'
    (project.pytester.path / "golden.jsonl").write_text(row, encoding="utf-8")
    result = project.run_xdist(*VARIANTS, "-rf")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*variant a\\u202e::?x?@/ood.case.upper@1/2/0*"])
    result.stdout.fnmatch_lines(["FAILED test_it.py::test_it?ood.case.upper-g0-s2-i0?*"])


RAISING = """
import robustgen


def fails(text):
    if "!" in text:
        raise ValueError("of the model")
    return parity(text)


async def later(text):
    return fails(text)


model = robustgen.model({fn}, each=True, {how})
"""
KINDS = {
    "plain": ("fails", "", "case"),
    "with a time-out": ("fails", "timeout=60", "case"),
    "isolated": ("fails", "isolate=True", "case"),
    "async": ("later", "timeout=60", "async case"),
    "batches": ("fails", "timeout=60", "batches"),
}
CALLING = {
    "case": "def test_it(case):\n    assert model(case.text) == case.expected\n",
    "async case": "async def test_it(case):\n    assert await model(case.text) == case.expected\n",
    "batches": "def test_it(robustgen):\n    robustgen.check(model)\n",
}


@pytest.mark.parametrize("kind", KINDS)
def test_of_what_a_model_raises_the_users_own_lines_are_shown(project, kind):
    fn, how, style = KINDS[kind]
    project.suite("sign.bang", golden=1)
    project.write(RAISING.format(fn=fn, how=how) + '@pytest.mark.robustgen("s.v1")\n' + CALLING[style])
    result = project.run_apart(*VARIANTS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *ValueError: of the model"])
    result.stdout.no_re_match_line(r".*(calling|threads|isolation)\.py:[0-9]+")
