"""Errors of usage are found at collection, name file, line and the nearest right name, and exit 4."""

from __future__ import annotations

import json

import pytest

from tests.plugin.conftest import rows

ONE = "(case):\n    assert parity(case.text) == case.expected\n"
ERRORS = {
    "a misspelt argument": ('"s.v1", max_dorp=0.1', ONE, "*'max_dorp'; did you mean 'max_drop'?*"),
    "an unknown suite": ('"s.v2"', ONE, "*no suite is at *s.v2*suites there: *s.v1*"),
    "nothing to run over": ("max_drop=0.1", ONE, "*the marker names nothing to run over*"),
    "a suite and golden data": ('"s.v1", golden="golden.jsonl"', ONE, "*both a suite and golden data*"),
    "a frozen suite changed": ('"s.v1", perturb="typo.*", seed=1', ONE, "*perturb, seed cannot change a frozen suite*"),
    "two suites": ('"s.v1", "s.v2"', ONE, "*it takes one suite*"),
    "a limit out of range": ('"s.v1", max_drop=3', ONE, "*max_drop is 3: expected a share*3 points are 0.03*"),
    "a limit of a misspelt name": (
        '"s.v1", max_drop={"sign.bong": 0.1}',
        ONE,
        "*max_drop names 'sign.bong', and no*did you mean 'sign.bang'?*",
    ),
    "a misspelt report_only": ('"s.v1", max_drop=0.1, report_only=["sing.*"]', ONE, "*report_only names 'sing.*'*"),
    "an unknown metric": ('"s.v1", metric="exakt"', ONE, "*no metric 'exakt'*did you mean 'exact'?*"),
    "a severity not there": ('"s.v1", max_drop=0.1, gate_severity=4', ONE, "*limits hold at severity 4*variants at 2*"),
    "vary and a suite": ('"s.v1", vary="text"', "(text):\n    assert text\n", "*both vary and suite*"),
    "an async generator": (
        '"s.v1"',
        ("async", "(case):\n    yield\n"),
        "*an async test with a `yield` is a generator*",
    ),
    "nothing in flight": ('"s.v1", in_flight=0', ONE, "*in_flight is 0: it must be an integer from 1*"),
    "neither argument": ('"s.v1"', "():\n    assert parity('1')\n", "*takes neither `case` nor `robustgen`*"),
    "both arguments": ('"s.v1"', "(case, robustgen):\n    assert case\n", "*takes both `case` and `robustgen`*"),
    "an unknown perturbation": (
        'golden="golden.jsonl", perturb="typo.keybord"',
        ONE,
        "*no perturbation or preset is called 'typo.keybord'; did you mean 'typo.keyboard'?*",
    ),
    "no golden file": ('golden="gone.jsonl"', ONE, "*gone.jsonl*"),
    "a fault in golden data": ('golden="fault.jsonl"', ONE, "*fault.jsonl:2:*"),
    "empty golden data": ('golden="empty.jsonl"', ONE, "*empty.jsonl*"),
    "doubled ids": ('golden="doubled.jsonl"', ONE, "*doubled.jsonl:2:*'a' is the id of *doubled.jsonl:1 too*"),
    "contradicting labels": ('golden="contradict.jsonl"', ONE, "*contradict.jsonl:2:*for the same inputs*"),
    "not UTF-8": ('golden="latin.jsonl"', ONE, "*latin.jsonl*"),
}
FILES = {
    "fault.jsonl": b'{"text": "a", "label": "x"}\n{"text": \n',
    "empty.jsonl": b"",
    "doubled.jsonl": b'{"id": "a", "text": "1", "label": "x"}\n{"id": "a", "text": "2", "label": "x"}\n',
    "contradict.jsonl": b'{"text": "same", "label": "x"}\n{"text": "same", "label": "y"}\n',
    "latin.jsonl": '{"text": "caf\u00e9", "label": "x"}\n'.encode("latin-1"),
}


def write(project, marker, test):
    keyword, rest = test if isinstance(test, tuple) else ("", test)
    project.suite()
    project.golden()
    for name, content in FILES.items():
        (project.pytester.path / name).write_bytes(content)
    project.write(f"\n@pytest.mark.robustgen({marker})\n{keyword} def test_parity{rest}".replace("\n def", "\ndef"))


@pytest.mark.parametrize("flag", [[], ["--robustgen"]], ids=["", "--robustgen"])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_of_usage_exits_4_and_names_the_place(project, error, flag):
    marker, test, message = ERRORS[error]
    write(project, marker, test)
    result = project.run(*flag)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: test_it.py:1[0-9]: test_parity: *"])
    result.stderr.fnmatch_lines([message])
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


@pytest.mark.parametrize("flag", [[], ["--robustgen"]], ids=["", "--robustgen"])
def test_it_does_under_xdist_too(project, flag):
    marker, test, message = ERRORS["a misspelt argument"]
    write(project, marker, test)
    result = project.run_xdist(*flag)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])
    assert result.stderr.str().count("max_dorp") == 1
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


def test_all_errors_are_named_at_once(project):
    project.suite()
    project.one(marker='"s.v1", max_dorp=0.1')
    project.write("\n@pytest.mark.robustgen('s.v9')\ndef test_b(case): pass\n", name="test_other")
    result = project.run("--robustgen")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert {"max_dorp", "s.v9"} <= {word for word in ("max_dorp", "s.v9") if word in result.stderr.str()}


def test_a_method_of_a_unittest_test_case_is_refused(project):
    project.suite()
    project.write(
        """
import unittest


class TestOld(unittest.TestCase):
    @pytest.mark.robustgen("s.v1")
    def test_parity(self):
        pass
"""
    )
    result = project.run("--robustgen")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: test_it.py:*: TestOld.test_parity: a method of unittest.TestCase takes no *"])


def test_a_parametrized_case_is_refused(project):
    project.suite()
    project.write('\n@pytest.mark.robustgen("s.v1")\n@pytest.mark.parametrize("case", [1])\ndef test_a(case): pass\n')
    result = project.run("--robustgen")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*`case` is parametrized already*"])


def test_paths_are_looked_for_beside_the_test_and_then_in_the_root(project):
    folder = project.pytester.mkdir("deep")
    project.suite()
    project.golden()
    (folder / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows(30)), encoding="utf-8")
    project.write(
        """
@pytest.mark.robustgen("s.v1")
def test_a(case):
    assert parity(case.text) == case.expected


@pytest.mark.robustgen(golden="own.jsonl", perturb="typo.swap", task="intent")
def test_b(case):
    assert parity(case.text) == case.expected
"""
    )
    (project.pytester.path / "test_it.py").rename(folder / "test_it.py")
    project.run("--robustgen").assert_outcomes(passed=6)
