"""What a verdict says to someone who never took a course in statistics."""

from __future__ import annotations

from dataclasses import replace

import pytest

from robustgen.baseline import Outcome, recorded
from robustgen.comparison import compare
from robustgen.report.plain import sentence, status_of
from robustgen.runs import TestRun
from robustgen.scoring.card import score
from tests.scoring.frames import frame

HARMED = {"typo.swap@1": ["w"] * 40 + ["r"] * 160, "ood.case@1": ["r"] * 200}
FEW = {"typo.swap@1": ["w"] * 4 + ["r"] * 56}
GOOD = {"typo.swap@1": ["r"] * 200, "ood.case@1": ["r"] * 200}
CONTROL = {"control.negate@1": ["w"] * 180 + ["r"] * 20}


def measured(varied, *, clean="r", relation=None, gate=None, complete=True, message="", **limits):
    golden = len(next(iter(varied.values())))
    frame_ = frame(clean * golden, varied, relation=relation)
    verdict = score(frame_).verdict(**limits)
    gate = gate or ("failed" if verdict.fails else "passed")
    test = TestRun(test="t.py::t", suite="s", outcomes=(), gate=gate, complete=complete, message=message, limits=limits)
    return test, verdict


@pytest.mark.parametrize(
    ("made", "status", "said"),
    [
        (
            measured(HARMED, max_drop=0.05),
            "fail",
            "typo.swap breaks the model more than you allow: of 100 answers 80 are right where 100 were, a loss of 20; "
            "you allow 5.",
        ),
        (
            measured({"typo.a@1": ["w"] * 100, "ood.b@1": ["w"] * 90 + ["r"] * 10}, max_drop=0.05),
            "fail",
            "2 of 2 kinds of change break the model more than you allow; worst is typo.a: of 100 answers 0 are right where "
            "100 were, a loss of 100; you allow 5.",
        ),
        (
            measured(HARMED, min_accuracy=0.9),
            "fail",
            "typo.swap breaks the model more than you allow: of 100 answers 80 are right; you ask for 90.",
        ),
        (
            measured(HARMED, max_flip=0.05),
            "fail",
            "typo.swap breaks the model more than you allow: 20 answers in 100 that were right turn wrong; you allow 5.",
        ),
        (
            measured(CONTROL, relation={"control.negate@1": "flips"}, min_control=0.5),
            "fail",
            "control.negate changes the meaning on purpose, and of 100 answers only 10 changed with it (you ask for 50).",
        ),
        (
            measured(
                CONTROL | {"control.b@1": ["w"] * 100 + ["r"] * 100},
                relation={"control.negate@1": "flips", "control.b@1": "flips"},
                min_control=0.7,
            ),
            "fail",
            "2 of 2 kinds of change fail; the worst: control.negate changes the meaning on purpose, and of 100 answers only "
            "10 changed with it (you ask for 70).",
        ),
        (
            measured(GOOD, clean="w", min_clean=0.9),
            "fail",
            "even on the unchanged examples only 0 answers in 100 are right; you ask for 90.",
        ),
        (
            measured(GOOD, max_drop_all=0.05, max_drop=0.05),
            "pass",
            "the model holds up: each of the 2 kinds of change that count keeps it within what you allow.",
        ),
        (
            measured(FEW, max_drop=0.05),
            "inconclusive",
            "nothing that counts is shown to be broken, but for 1 kind of change there are too few examples to be sure that the model "
            "stays within what you allow.",
        ),
        (
            measured(FEW, max_drop=0.05, on_inconclusive="fail"),
            "fail",
            "typo.swap may break the model more than you allow, which counts as a failure here: of 100 answers 93.3 are "
            "right where 100 were, a loss of 6.7; you allow 5.",
        ),
        (
            measured(GOOD, clean="w", max_drop=0.5),
            "error",
            "not one of the unchanged examples is answered right, so nothing can be said about changes.",
        ),
        (
            measured(HARMED),
            "-",
            "no limit was set, so nothing can fail; over all kinds of change the model loses 10 answers in 100.",
        ),
        (
            measured({"typo.a@1": ["e"] * 30 + ["r"] * 70, "ood.b@1": ["r"] * 100}, max_drop=0.5),
            "error",
            "too many calls ended in errors, with typo.a, for the rest to speak for all.",
        ),
        (
            measured(HARMED, max_flip=0.05, gate="passed"),
            "pass",
            "it fails only where the test expects it to (xfail): typo.swap breaks the model more than you allow: 20 answers "
            "in 100 that were right turn wrong; you allow 5.",
        ),
        (measured(GOOD, max_drop=0.5, gate="failed", message="who knows\nmore"), "fail", "who knows"),
    ],
)  # fmt: skip
def test_it_says_what_came_of_a_test_in_a_sentence(made, status, said):
    assert status_of(*made, None) == status
    assert sentence(*made, None) == said


def test_a_regression_is_told_as_what_changed_since_when():
    test, verdict = measured(GOOD, max_drop=0.2)
    rows = [
        {"golden_id": f"g{number}", "perturbation": "typo.swap@1", "severity": 2, "variant_id": f"g{number}/typo.swap@1/2/0",
         "relation": "same", "content": "", "status": "wrong" if number < 30 else "right"}
        for number in range(100)
    ]  # fmt: skip
    now = recorded(replace(test, outcomes=rows, planned=["typo.swap@1"]))
    before = replace(now, outcomes={place: Outcome("", "r") for place in now.outcomes})
    since = compare(before, now, test="t", since="2026-11-20T02:00:00+00:00")
    assert status_of(test, verdict, since) == "fail"
    assert sentence(test, verdict, since) == (
        "the model got worse since 2026-11-20: with typo.swap it loses 30 answers in 100 more than it did then, which is "
        "beyond chance."
    )


def test_a_part_of_a_test_is_not_judged():
    made = measured(GOOD, max_drop=0.2, complete=False)
    assert status_of(*made, None) == "not evaluated"
    assert sentence(*made, None) == "there is too little to judge by: part of what was planned was not measured."
