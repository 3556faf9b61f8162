"""Damaged suites and hostile text: one item fails, nothing is sent to a terminal raw, the run goes on."""

from __future__ import annotations

import pytest


def damage(path, change):
    path.write_bytes(change(path.read_bytes()))


# What is done to which file, and how many of the three items it costs.
DAMAGES = {
    "a flipped bit": ("variants.jsonl", lambda data: data[:300] + bytes([data[300] ^ 1]) + data[301:], 1),
    "a byte that is not UTF-8": ("variants.jsonl", lambda data: data[:300] + b"\xff" + data[301:], 1),
    "a line end lost": ("variants.jsonl", lambda data: data.replace(b"\n", b"\x0b", 1), 2),
    "a row gone": ("variants.jsonl", lambda data: data.partition(b"\n")[2], 1),
    "cut off": ("variants.jsonl", lambda data: data[:-20], 1),
    "a row put in": ("variants.jsonl", lambda data: data + b"{}\n", 3),
    "rows exchanged": (
        "variants.jsonl",
        lambda data: b"\n".join([*data.split(b"\n")[1::-1], *data.split(b"\n")[2:]]),
        3,
    ),
    "golden data changed": ("golden.jsonl", lambda data: data.replace(b"number 5 ", b"number 6 "), 3),
}


@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize("how", ["alone", "-n 2", "too many to hold"])
def test_a_damaged_row_fails_its_item_and_the_rest_goes_on(project, monkeypatch, name, how):
    if how == "too many to hold":
        monkeypatch.setattr("pytest_robustgen.sources.HELD", 0)
    file, change, lost = DAMAGES[name]
    project.suite()
    project.one()
    project.write("def test_plain(): pass\n", name="test_other")
    damage(project.pytester.path / "s.v1" / file, change)
    result = project.run_xdist("--robustgen") if how == "-n 2" else project.run("--robustgen")
    assert result.ret == 1
    outcomes = result.parseoutcomes()
    gate = {"failed": 1} if lost == 3 else {"skipped": 1}
    assert outcomes["failed"] == lost + gate.get("failed", 0)
    assert outcomes.get("skipped", 0) == gate.get("skipped", 0)
    assert outcomes["passed"] == 3 - lost + 1
    result.stdout.fnmatch_lines(["*rows were exchanged*" if name == "rows exchanged" else f"*s.v1*{file}*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_suite_too_large_to_hold_that_changes_during_the_run_fails_the_items_that_come_after(project, monkeypatch):
    monkeypatch.setattr("pytest_robustgen.sources.HELD", 0)
    project.suite()
    project.write(
        """
@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_parity(robustgen):
    from pathlib import Path

    file = Path(__file__).parent / "s.v1/variants.jsonl"
    robustgen.check(lambda texts: [parity(text) for text in texts])
    file.write_bytes(file.read_bytes().replace(b"number 7 ", b"number 8 "))
"""
    )
    result = project.run("--robustgen")
    result.assert_outcomes(passed=1, failed=2, skipped=1)
    result.stdout.fnmatch_lines(["*variants.jsonl, byte *: *g007* is not what was frozen*"])


def test_changed_golden_data_fails_the_run_on_golden_examples_too(project):
    project.suite()
    project.one()
    damage(project.pytester.path / "s.v1/golden.jsonl", lambda data: data.replace(b"number 5 ", b"number 6 "))
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*golden.jsonl:6: the golden example 'g005' is not what was frozen*"])


def test_a_damaged_manifest_is_found_at_collection(project):
    project.suite()
    project.one()
    damage(project.pytester.path / "s.v1/manifest.json", lambda data: data[:-30])
    result = project.run("--robustgen")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*manifest.json is damaged*"])


HOSTILE = """
ESC = chr(27)


@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_parity(case):
    if case.perturbation:
        raise ValueError(f"::error::{ESC}[2J{chr(0xD800)}{chr(0x202E)}\\r\\n{'x' * 100_000}")
"""


@pytest.mark.parametrize("workers", [False, True], ids=["alone", "-n 2"])
def test_hostile_messages_are_shown_and_never_sent(project, workers):
    project.suite()
    project.write(HOSTILE)
    result = (project.run_xdist if workers else project.run)("--robustgen", "--junitxml=junit.xml", "-vv")
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(["*ValueError: \\x3a:error::\\x1b[[]2J\\ud800\\u202e*"])
    assert "\x1b[2J" not in result.stdout.str()
    assert not any(line.lstrip().startswith("::") for line in result.outlines)
    assert max(map(len, result.outlines)) < 1000


def test_hostile_golden_text_is_shown_and_never_sent(project):
    line = '{"id": "g\\u202e1", "text": "number \\u001b[2J 7\\u0007 it is", "label": "odd"}\n'
    (project.pytester.path / "golden.jsonl").write_text(line, encoding="utf-8")
    project.one(marker='golden="golden.jsonl", perturb=["ood.case.upper"], task="intent"')
    result = project.run()
    result.stdout.fnmatch_lines(["  g\\u202e1  expected 'odd'", "    number \\x1b[[]2J 7\\x07 it is"])
    assert "\x1b[2J" not in result.stdout.str()
