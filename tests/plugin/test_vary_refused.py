"""What `vary=` cannot vary is refused at collection, with file, line, the reason and the nearest right name: exit 4."""

from __future__ import annotations

import pytest

from tests.plugin.varying import LABELLED, TEST, one, write

USAGE = "(text, label):\n    pass\n"
PARAMETERS = '"text, label", GOLDEN'
ERRORS = {
    "no such argument": ('vary="txt"', PARAMETERS, USAGE, "*vary names 'txt', and the test takes *did you mean 'text'?*"),
    "no parametrize": ('vary="model"', PARAMETERS, "(model, text, label): pass\n", "*vary names 'model', and no parametrize*"),
    "no text": ('vary="text"', '"text, label", [("a", 1), (2, 3)]', USAGE, "*parameter set '2-3': text is int 2, where text*"),
    "an object": (
        'vary="text"', '"text, label", [({"text": "a", "label": "b"}, 1)]', USAGE,
        "*text is dict *, where text is needed*parametrize('text, label', …)*",
    ),
    "an expected value within": (
        'vary="case", expected="label"', '"case", [("a", 1)]', "(case): pass\n", "*has case alone: what is not an argument*",
    ),
    "a surrogate": ('vary="text"', r'"text, label", [("a\ud800", 1)]', USAGE, "*a lone surrogate*"),
    "vary and a suite": ('"s.v1", vary="text"', PARAMETERS, USAGE, "*both vary and suite*"),
    "vary and golden data": ('golden="g.jsonl", vary="text"', PARAMETERS, USAGE, "*both vary and golden*"),
    "vary twice": ('vary="text, text"', PARAMETERS, USAGE, "*name one argument of the test or more, each once*"),
    "vary no name": ("vary=3", PARAMETERS, USAGE, "*vary is 3: name one argument*"),
    "contradictions": (
        'vary="text", expected="label"', '"text, label", [("a", 1), ("b", 1), ("a", 2)]', USAGE,
        "*parameter set 'a-2': *and parameter set 'a-1' has 1 for the same inputs*",
    ),
    "a misspelt argument": ('vary="text", max_dorp=0.1', PARAMETERS, USAGE, "*'max_dorp'; did you mean 'max_drop'?*"),
    "a misspelt expected": ('vary="text", expected="lable"', PARAMETERS, USAGE, "*'lable'*did you mean 'label'?*"),
    "expected varies": ('vary="text", expected="text"', PARAMETERS, USAGE, "*expected names 'text', and that is what varies*"),
    "a field of golden data": ('vary="text", vary_fields="text"', PARAMETERS, USAGE, "*vary_fields cannot stand beside vary*"),
    "a metric": ('vary="text", metric="exact"', PARAMETERS, USAGE, "*metric cannot stand beside vary*own asserts*"),
    "a control, unlabelled": ('vary="text", perturb=[DIFFERS]', PARAMETERS, USAGE, "*control.differs may change the right*expected=*"),
    "a misspelt perturbation": ('vary="text", perturb="typo.keybord"', PARAMETERS, USAGE, "*did you mean 'typo.keyboard'?*"),
    "indirect": ('vary="text"', f"{PARAMETERS}, indirect=['label']", USAGE, "*label is parametrized together with what varies*"),
}  # fmt: skip


@pytest.mark.parametrize("flag", [[], ["--robustgen"]], ids=["", "--robustgen"])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_of_usage_exits_4_and_names_the_place(project, error, flag):
    marker, parameters, test, message = ERRORS[error]
    fixtures = "\n@pytest.fixture\ndef model(): pass\n\n@pytest.fixture\ndef label(): pass\n"
    write(
        project,
        f"{fixtures}\n@pytest.mark.robustgen({marker})\n@pytest.mark.parametrize({parameters})\ndef test_it{test}",
    )
    result = project.run(*flag)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: test_it.py:*: test_it: *"])
    result.stderr.fnmatch_lines([message])


@pytest.mark.parametrize("flag", [[], ["--robustgen"]], ids=["", "--robustgen"])
def test_it_does_under_xdist_too(project, flag):
    one(project, marker='expected="lable"')
    result = project.run_xdist(*flag)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.stderr.str().count("did you mean 'label'?") == 1
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


def test_an_async_generator_is_refused(project):
    source = TEST.format(model="parity", marker=LABELLED).replace("def test", "async def test")
    write(project, source + "    yield\n")
    result = project.run("--robustgen")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*an async test with a `yield` is a generator*"])


def test_a_method_of_a_unittest_test_case_is_refused(project):
    source = """
import unittest

class TestOld(unittest.TestCase):
    @pytest.mark.robustgen(vary="text")
    def test_parity(self):
        pass
"""
    write(project, source)
    result = project.run("--robustgen")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *TestOld.test_parity: a method of unittest.TestCase takes no arguments*"])


def test_a_fixture_made_from_what_varies_is_refused_with_the_reason(project):
    source = """
@pytest.fixture
def answer(text):
    return parity(text)

@pytest.mark.robustgen(vary="text", expected="label", perturb=[BANG])
@pytest.mark.parametrize("text, label", GOLDEN)
def test_it(text, label, answer):
    assert answer == label
"""
    write(project, source)
    project.run().assert_outcomes(passed=40)
    result = project.run("--robustgen")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*the fixture `answer` takes text of the parameter sets that robustgen varies*"])
