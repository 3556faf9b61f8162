"""What a run with --robustgen leaves behind, and that nothing else does."""

from __future__ import annotations

import json

import pytest

from robustgen.errors import UsageError
from robustgen.runs import read_run


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_folder_has_a_verdict_and_every_outcome(project):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    project.run("--robustgen")
    root = project.pytester.path / ".robustgen/last"
    (test,) = read(root / "run.json")["tests"]
    assert test["test"] == "test_it.py::test_parity"
    assert test["gate"] == "failed"
    assert read(root / test["folder"] / "verdict.json")["outcome"] == "fail"
    lines = (root / test["folder"] / "outcomes.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert sum(row["perturbation"] is None for row in rows) == 80
    assert {row["status"] for row in rows if row["perturbation"] == "sign.bang@1"} == {"wrong"}
    assert len(rows[-1].pop("content")) == 8
    assert rows[-1] == {
        "golden_id": "g079",
        "perturbation": "sign.star@1",
        "severity": 2,
        "variant_id": "g079/sign.star@1/2/0",
        "relation": "same",
        "status": "right",
    }


def test_it_is_read_back_as_it_was(project):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    project.run("--robustgen")
    run = read_run(project.pytester.path / ".robustgen/last")
    (test,) = run.tests
    assert (test.test, test.suite, test.source) == ("test_it.py::test_parity", "s.v1", "s.v1")
    assert test.verdict().summary == "1 of 3 failed"
    assert len(test.failures) == 80
    failure = test.failures[0]
    assert failure.variant.id == "g000/sign.bang@1/2/0"
    assert failure.variant.text == failure.variant.golden.inputs["text"] + "!"
    assert failure.said.splitlines()[0] == "AssertionError: assert 'none' == 'even'"


def test_a_variant_has_the_same_content_from_a_suite_and_from_golden_data(project):
    found = []
    project.suite()
    project.golden()
    for marker in ('"s.v1"', 'golden="golden.jsonl", perturb="sign.*"'):
        project.one(marker=marker)
        project.run("--robustgen")
        (test,) = read_run(project.pytester.path / ".robustgen/last").tests
        found.append({row["variant_id"]: row["content"] for row in test.outcomes if row["perturbation"]})
    assert found[0] == found[1]


def test_a_folder_without_a_run_says_how_one_is_made(tmp_path):
    with pytest.raises(UsageError, match=r"holds no run .*--robustgen-run"):
        read_run(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "robustgen-run/9"}'])
def test_a_run_that_cannot_be_read_is_refused(tmp_path, text):
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        read_run(tmp_path)


def test_its_outcomes_can_be_scored_again(project):
    import pandas as pd

    import robustgen as rg

    project.suite()
    project.one('broken_by("!")')
    project.run("--robustgen")
    (path,) = (project.pytester.path / ".robustgen/last").glob("*/outcomes.jsonl")
    card = rg.score(pd.read_json(path, lines=True))
    assert {row.perturbation: row.delta.value for row in card.rows} == {
        "sign.bang@1": -1.0,
        "sign.dash@1": 0.0,
        "sign.star@1": 0.0,
    }


def test_the_next_run_replaces_it_and_leaves_other_files(project):
    project.suite()
    project.one()
    project.run("--robustgen")
    root = project.pytester.path / ".robustgen/last"
    (root / "notes.txt").write_text("mine", encoding="utf-8")
    (old,) = [test["folder"] for test in read(root / "run.json")["tests"]]
    project.write('\n@pytest.mark.robustgen("s.v1")\ndef test_other(case):\n    assert case\n')
    project.run("--robustgen")
    assert (root / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (root / old).exists()


def test_the_folder_may_be_another(project):
    project.suite()
    project.one()
    project.run("--robustgen", "--robustgen-run=out/tonight")
    assert (project.pytester.path / "out/tonight/run.json").is_file()
    assert not (project.pytester.path / ".robustgen").exists()


def test_a_folder_that_cannot_be_written_is_a_warning(project):
    project.suite()
    project.one()
    (project.pytester.path / ".robustgen").write_text("a file", encoding="utf-8")
    result = project.run("--robustgen")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*RobustgenWarning: *.robustgen*last could not be written: *"])


def test_where_warnings_are_errors_it_is_a_line(project):
    project.suite()
    project.one()
    (project.pytester.path / ".robustgen").write_text("a file", encoding="utf-8")
    result = project.run_apart("--robustgen", "-W", "error")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*last could not be written: *"])


def test_the_json_file_says_what_the_exit_code_says(project):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    result = project.run("--robustgen", "--robustgen-json=v.json")
    (test,) = read(project.pytester.path / "v.json")["tests"]
    assert test["verdict"]["exit_code"] == result.ret == 1
    assert test["verdict"]["gating"] == 3
    assert {row["perturbation"]: row["fails"] for row in test["verdict"]["rows"]} == {
        "sign.bang@1": True,
        "sign.dash@1": False,
        "sign.star@1": False,
    }


def test_a_step_summary_is_appended_where_github_asks_for_one(project, monkeypatch):
    path = project.pytester.path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    project.suite()
    project.one()
    project.run("--robustgen")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n### robustgen: `test_it.py::test_parity`\n\n```text\ns.v1 (")
    assert "sign.bang" in text


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda file: file.unlink(), "failures.jsonl"),
        (lambda file: file.write_text('{"golden_id": \n', encoding="utf-8"), "failures.jsonl line 1: "),
    ],
    ids=["gone", "cut short"],
)
def test_a_run_that_cannot_be_read_names_the_file(project, harm, said):
    project.suite()
    project.one('broken_by("!")')
    project.run("--robustgen")
    root = project.pytester.path / ".robustgen/last"
    harm(next(root.glob("*/failures.jsonl")))
    with pytest.raises(UsageError, match="the run cannot be read") as caught:
        read_run(root)
    assert said in str(caught.value)
