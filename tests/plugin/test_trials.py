"""Models that are not deterministic: everything asked several times, averaged, and the spread told."""

from __future__ import annotations

import json

import pytest

from robustgen.runs import read_run

COIN = '''
from collections import Counter

asked = Counter()


def every_other(text):
    """Right on every other call with the same text."""
    asked[text] += 1
    return parity(text) if asked[text] % 2 else "none"
'''


def coin(project, style):
    project.suite()
    body = {
        "one": "def test_parity(case):\n    assert every_other(case.text) == case.expected\n",
        "many": "def test_parity(robustgen):\n    robustgen.check(lambda texts: [every_other(text) for text in texts])\n",
    }[style]
    project.write(f'{COIN}\n@pytest.mark.robustgen("s.v1")\n{body}')


@pytest.mark.parametrize("style", ["one", "many"])
def test_clean_and_varied_inputs_are_asked_as_often_and_averaged(project, style):
    coin(project, style)
    result = project.run("--robustgen", "--robustgen-trials=4", "--robustgen-json=v.json")
    assert result.ret == 0
    (test,) = json.loads((project.pytester.path / "v.json").read_text(encoding="utf-8"))["tests"]
    assert test["calls"] == 4 * (80 + 240)
    assert test["verdict"]["clean"]["accuracy"] == 0.5
    assert {row["accuracy"] for row in test["verdict"]["rows"]} == {0.5}
    assert {row["variants"] for row in test["verdict"]["rows"]} == {80}
    assert len(test["flaky"]) == 240


def test_the_same_under_xdist_and_read_back(project):
    coin(project, "one")
    assert project.run_xdist("--robustgen", "--robustgen-trials=2").ret == 0
    (test,) = read_run(project.pytester.path / ".robustgen/last").tests
    card = test.card()
    assert card.clean.accuracy.value == 0.5
    assert {row.delta.value for row in card.rows} == {0.0}
    assert card.placebo_flips() == pytest.approx(0.5)
    assert sum(row["perturbation"] is None for row in test.outcomes) == 160


def test_a_model_that_always_says_the_same_is_not_flaky(project):
    project.suite()
    project.one('broken_by("!")')
    project.run("--robustgen", "--robustgen-trials=2", "--robustgen-json=v.json")
    (test,) = json.loads((project.pytester.path / "v.json").read_text(encoding="utf-8"))["tests"]
    assert test["flaky"] == []
    assert {row["perturbation"]: row["delta"] for row in test["verdict"]["rows"]} == {
        "sign.bang@1": -1.0,
        "sign.dash@1": 0.0,
        "sign.star@1": 0.0,
    }


def test_fewer_than_one_trial_is_a_usage_error(project):
    project.suite()
    project.one()
    result = project.run("--robustgen", "--robustgen-trials=0")
    assert result.ret == 4
    assert "--robustgen-trials is 0: expected 1 or more" in result.stderr.str()
