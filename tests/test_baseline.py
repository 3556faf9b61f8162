"""The baseline's file: what it holds, that it comes back, what is refused."""

from __future__ import annotations

import datetime
import json
import re

import pytest

from robustgen.baseline import Acknowledged, Outcome, acknowledge, load, record, recorded, save
from robustgen.errors import UsageError
from robustgen.runs import Run, TestRun

DAY = datetime.date(2026, 12, 31)


def outcome(golden_id, index, status, *, content="0123abcd", **more):
    name = "typo.swap@1"
    place = {"golden_id": golden_id, "perturbation": name, "severity": 2, "variant_id": f"{golden_id}/{name}/2/{index}"}
    return {**place, "content": content, "status": status, **more}


def night(*outcomes, test="t.py::test_a", **more):
    entry = TestRun(
        test=test, suite="s.v1", suite_id="ab" * 32, outcomes=list(outcomes), planned=["typo.swap@1"], **more
    )
    return Run([entry], "2026-11-25T02:00:00+00:00", {})


def test_it_comes_back_as_it_was(tmp_path):
    run = night(
        {"golden_id": "g/1", "perturbation": None, "status": "right", "group": "doc 1"},
        outcome("g/1", 0, "wrong", group="doc 1"),
        outcome("g/1", 10, "right", score=0.25, group="doc 1"),
        outcome("g/1", 2, "timeout"),
        outcome('g "2", x', 0, "unanswered"),
    )
    made = record(run, tmp_path / "b.json")
    assert load(tmp_path / "b.json") == made
    held = made.tests["t.py::test_a", "s.v1"]
    assert held.groups == {"g/1": "doc 1"}
    assert held.outcomes["typo.swap@1", "g/1", "2/10"] == Outcome("0123abcd", "r", 0.25)


def test_a_line_of_the_file_is_a_golden_example(tmp_path):
    record(night(outcome("g1", 1, "right"), outcome("g1", 0, "wrong"), outcome("g2", 0, "right")), tmp_path / "b.json")
    lines = (tmp_path / "b.json").read_text(encoding="utf-8").splitlines()
    assert '      "g1": "2/0 0123abcd w, 2/1 0123abcd r",' in lines
    assert '      "g2": "2/0 0123abcd r"' in lines
    json.loads("\n".join(lines))


def test_trials_become_their_majority():
    trials = [outcome("g1", 0, status, repeat=number) for number, status in enumerate(("right", "wrong", "right"))]
    assert recorded(night(*trials).tests[0]).outcomes["typo.swap@1", "g1", "2/0"].letter == "r"


def test_a_partial_run_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"was not updated: t\.py::test_a was measured in part only; run all of it"):
        record(night(outcome("g1", 0, "right"), complete=False), tmp_path / "b.json")
    assert not (tmp_path / "b.json").exists()


def test_recording_one_test_leaves_the_others_and_what_is_acknowledged(tmp_path):
    path = tmp_path / "b.json"
    first = record(night(outcome("g1", 0, "wrong")), path)
    save(acknowledge(first, ["g1/typo.swap@1/2/0"], reason="slang", until=DAY), path)
    made = record(night(outcome("g1", 0, "right"), test="t.py::test_b"), path, before=load(path))
    assert sorted(name for name, _ in made.tests) == ["t.py::test_a", "t.py::test_b"]
    assert load(path).acknowledged == [Acknowledged("g1/typo.swap@1/2/0", "slang", DAY)]


def test_a_test_that_was_not_recorded_again_keeps_its_own_night(tmp_path):
    path, first, second = tmp_path / "b.json", night(outcome("g1", 0, "right")), night(outcome("g1", 0, "right"))
    second.tests[0].test, second.started = "t.py::test_b", "2027-01-01T00:00:00+00:00"
    record(first, path)
    record(second, path, before=load(path))
    held = load(path)
    assert held.recorded == second.started
    assert {name: one.since for (name, _), one in held.tests.items()} == {
        "t.py::test_a": first.started,
        "t.py::test_b": "",
    }


def test_acknowledging_again_replaces_the_reason(tmp_path):
    made = record(night(outcome("g1", 0, "wrong")), tmp_path / "b.json")
    for reason in ("slang", "really slang"):
        made = acknowledge(made, ["g1/typo.swap@1/2/0"], reason=reason, until=DAY)
    assert [one.reason for one in made.acknowledged] == ["really slang"]


@pytest.mark.parametrize(
    ("ids", "reason", "message"),
    [
        (["g1/typo.swap@1/2/0"], " ", "needs a reason"),
        (["g1/typo.swap@1/2/9"], "slang", "no variant of the baseline has the id 'g1/typo.swap@1/2/9'; did you mean"),
    ],
)
def test_what_cannot_be_acknowledged(tmp_path, ids, reason, message):
    made = record(night(outcome("g1", 0, "wrong")), tmp_path / "b.json")
    with pytest.raises(UsageError, match=re.escape(message)):
        acknowledge(made, ids, reason=reason, until=DAY)


GOOD = '{"format": "robustgen-baseline/1", "recorded": "x", "tests": {}, "acknowledged": [%s]}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        ("[1]", "no baseline of this version"),
        ('{"format": "other"}', "no baseline of this version"),
        ('{"format": "robustgen-baseline/1", "format": "x"}', "stands twice"),
        ('{"format": "robustgen-baseline/1", "recorded": "x"}', "cannot be read"),
        (GOOD % '{"id": "a", "until": "2026-12-31"}', "lacks reason"),
        (GOOD % '{"id": "a", "reason": "b"}', "lacks until"),
        (GOOD % '{"id": "a", "reason": "b", "until": "soon"}', "expected a day such as 2026-12-31"),
        (
            '{"format": "robustgen-baseline/1", "recorded": "x", "tests": {"t": {"s": {"suite_id": null, "groups": {}, '
            '"perturbations": {"p@1": {"g": "2/0 0123abcd z"}}}}}}',
            "unknown letter",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_with_what_to_do(tmp_path, text, message):
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        load(path)
    assert "b.json" in str(caught.value)


def test_a_missing_one_says_how_to_make_it(tmp_path):
    with pytest.raises(UsageError, match=r"there is no baseline .*--robustgen-update-baseline"):
        load(tmp_path / "b.json")
