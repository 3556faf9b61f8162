"""The table people read: worst first, every verdict in words, nothing untrusted sent to the terminal."""

from __future__ import annotations

import pandas as pd
import pytest

from robustgen.report.text import Facts, table
from robustgen.scoring.card import score
from tests.scoring.frames import drop_frame, frame

FACTS = Facts(name="intent.v1", id="3f9c1e2a77d0", calls=1000, seconds=41.3)


def shown(made, *, verbosity=0, details=(), facts=FACTS, gating=None, consistency=False, **limits):
    verdict = score(made, consistency=consistency).verdict(gating=gating, **limits)
    return table(facts, verdict, verbosity=verbosity, details=details)


def line_of(text, start):
    (line,) = [line for line in text.splitlines() if line.startswith(start)]
    return line


def test_the_whole_table():
    letters = {
        "ood.unicode.homoglyph@1": ["w"] * 70 + ["r"] * 330,
        "ood.context.distractor@1": ["w"] * 20 + ["r"] * 380,
        "typo.keyboard@1": ["r"] * 400,
        "control.negate@1": ["w"] * 390 + ["r"] * 10,
    }
    made = frame("r" * 380 + "w" * 20, letters, relation={"control.negate@1": "flips"})
    assert shown(made, max_drop=0.04, min_control=0.5) == "\n".join(
        [
            "intent.v1 (3f9c1e2a)  400 golden, 1,580 variants, 4 perturbations, severity 2; 1,000 calls, 41 s",
            "perturbation                n  clean  variants  delta         interval  verdict",
            "ood.unicode.homoglyph     400  0.950     0.825 -0.125 [-0.182, -0.066]  FAIL",
            "ood.context.distractor    400  0.950     0.950 +0.000 [-0.040, +0.040]  "
            "cannot tell within ±0.040; about 410 golden would",
            "typo.keyboard             400  0.950     1.000 +0.050 [+0.021, +0.078]  pass",
            "controls: the answer should change; n is what was right when clean, variants the share that changed",
            "control.negate            380  0.950     0.000          [0.000, 0.009]  FAIL min_control 0.500: 0.000 "
            "[0.000, 0.009]",
            "right when clean and wrong on every variant (in how many perturbations): "
            "g000 (2), g001 (2), g002 (2), g003 (2),",
            "  g004 (2) and 65 more",
            "note: max_drop 0.040 is finer than 400 golden examples can tell with 4 gating perturbations: "
            "0.054 is the smallest",
            "  drop that they settle four times in five, so if nothing were wrong 0 of 1 would settle; "
            "more golden examples help",
            "  (about 714 for this limit), more variants do not beyond 5-10",
            "all                     1,200  0.950     0.944 -0.006                   2 of 4 failed, 1 cannot tell",
        ]
    )


def test_quiet_is_the_last_line():
    made = drop_frame(100, {"typo.swap": 50})
    quiet = shown(made, verbosity=-1, max_drop=0.1)
    assert quiet == shown(made, max_drop=0.1).splitlines()[-1]
    assert quiet.startswith("all ")
    assert quiet.endswith("1 of 1 failed")


@pytest.mark.parametrize(
    ("letters", "limits", "cell"),
    [
        ("r" * 100, {"max_drop": 0.2}, "pass"),
        ("w" * 100, {"max_drop": 0.2}, "FAIL"),
        ("w" * 20 + "r" * 80, {"max_drop": 0.2}, "cannot tell within ±0.083"),
        ("w" * 25 + "r" * 75, {"max_drop": 0.2}, "cannot tell within ±0.089; about 319 golden would"),
        (
            "w" * 25 + "r" * 75,
            {"max_drop": 0.2, "on_inconclusive": "fail"},
            "FAIL cannot tell within ±0.089; about 319 golden would",
        ),
        ("w" * 100, {"max_flip": 0.1}, "FAIL max_flip 0.100: 1.000 [0.971, 1.000]"),
        ("w" * 100, {"max_drop": 0.2, "report_only": "typo.*"}, "beyond max_drop 0.200, report only"),
        ("r" * 100, {"max_drop": 0.2, "report_only": "typo.*"}, "within max_drop 0.200, report only"),
        ("e" * 9 + "r" * 91, {"max_drop": 0.2}, "ERROR 9 of 100 golden lost to errors"),
        ("e" * 1 + "s" * 2 + "r" * 97, {"max_drop": 0.2}, "pass (1 lost, 2 skipped)"),
        ("s" * 100, {"max_drop": 0.2}, "not evaluated: no golden example is left to judge: 100 skipped"),
        ("w" * 100, {}, "–"),
    ],
)
def test_every_verdict_in_words(letters, limits, cell):
    line = line_of(shown(frame("r" * 100, {"typo.swap": list(letters)}), **limits), "typo.swap")
    assert line.endswith(f"  {cell}")


def test_what_did_not_pass_and_the_worst_are_shown():
    harmed = {f"typo.t{number:02}": number for number in range(20)} | {"ood.case.upper": 90}
    text = shown(drop_frame(200, harmed), max_drop=0.3)
    names = [line.split()[0] for line in text.splitlines()[2:14]]
    assert names == ["ood.case.upper", *[f"typo.t{number:02}" for number in range(19, 8, -1)]]
    assert "… and 9 more passed, -v shows them" in text.splitlines()


def test_no_failure_is_left_out():
    harmed = {f"typo.t{number:02}": 100 for number in range(20)} | {"ood.case.upper": 0}
    text = shown(drop_frame(200, harmed), max_drop=0.3)
    assert text.count("FAIL") == 20
    assert "… and 1 more passed, -v shows them" in text.splitlines()


def test_verbose_shows_every_perturbation_and_severity():
    harmed = {f"typo.t{number:02}": number for number in range(20)}
    made = drop_frame(200, harmed)
    harsher = made[made.perturbation.notna()].assign(severity=3)
    text = shown(pd.concat([made, harsher]), verbosity=1, max_drop=0.3)
    rows = [line.split()[:2] for line in text.splitlines()[2:42]]
    assert rows[:4] == [["typo.t19", "2"], ["typo.t19", "3"], ["typo.t18", "2"], ["typo.t18", "3"]]
    assert len({tuple(row) for row in rows}) == 40
    assert "-v shows" not in text


def test_details_are_the_callers_and_stand_before_the_last_line():
    made = drop_frame(100, {"typo.swap": 50})
    assert shown(made, verbosity=2, details=["look at g001"]).splitlines()[-2] == "look at g001"
    assert "look at g001" not in shown(made, verbosity=1, details=["look at g001"])


def test_blocks_by_what_should_happen_to_the_answer():
    letters = {"typo.swap": ["r"] * 50, "task.rescale": ["r"] * 50, "control.negate": ["r"] * 50}
    text = shown(frame("r" * 50, letters, relation={"task.rescale": "flips", "control.negate": "differs"}))
    order = [line.split()[0] for line in text.splitlines()[2:]]
    assert order[:5] == ["typo.swap", "directional:", "task.rescale", "controls:", "control.negate"]


@pytest.mark.parametrize(("seconds", "said"), [(0.24, "0.2 s"), (41.3, "41 s"), (1500, "25 min"), (None, "1 call")])
def test_the_title_says_what_it_cost(seconds, said):
    title = shown(drop_frame(10, {"typo.swap": 0}), facts=Facts(name="t", calls=1, seconds=seconds)).splitlines()[0]
    assert title.endswith(said)


def test_consistency_is_named():
    text = shown(frame("", {"typo.swap": ["r"] * 50}), consistency=True)
    assert text.splitlines()[0].endswith("consistency with the clean answers, not accuracy")
    assert "variants" not in text.splitlines()[1]


def test_what_was_not_measured_is_said():
    text = shown(drop_frame(100, {"typo.swap": 0}), max_drop=0.2, gating=8)
    assert "not evaluated: 1 of 8 gating perturbations were measured" in text.splitlines()
    assert text.endswith("not evaluated (1 of 8 gating perturbations measured)")


def test_clean_rows_alone_have_a_last_line():
    text = shown(frame("r" * 50, {}), min_clean=0.5)
    assert text.splitlines()[-1].split(maxsplit=1) == ["all", "min_clean pass"]


def test_nothing_untrusted_reaches_the_terminal():
    made = drop_frame(20, {"typo.\x1b[2Jswap": 20}).replace({"g000": "\x1b]8;;\u202eg0"})
    text = shown(made, facts=Facts(name="\x1b[31m", id="\x07" * 8), max_drop={"\u202e*": 0.1, "*": 0.1})
    assert not any(character in text for character in "\x1b\x07\u202e")


def test_lines_keep_to_the_width_of_a_log():
    letters = {"ood.context.distractor@1": ["w"] * 30 + ["r"] * 380, "ood.unicode.homoglyph@1": ["r"] * 410}
    text = shown(frame("r" * 410, letters), max_drop=0.06, min_clean=0.99)
    assert max(map(len, text.splitlines())) <= 124
