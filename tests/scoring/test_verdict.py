"""One interval decides; a row judged alone and within a run gets the same verdict, sentence and consequence."""

from __future__ import annotations

import json

import pytest

from robustgen.errors import UsageError
from robustgen.scoring.card import score
from robustgen.scoring.verdict import (
    ERROR,
    FAIL,
    INCONCLUSIVE,
    MEASURED,
    NOT_EVALUATED,
    PASS,
    Limits,
    Planned,
    judge,
    judge_clean,
    judge_row,
    margin_warning,
)
from robustgen.scoring.wording import cannot_tell_short
from tests.scoring.frames import drop_frame, frame


def verdict_of(made, *, gating=None, **limits):
    return score(made).verdict(gating=gating, **limits)


def test_a_row_says_what_is_allowed_what_was_measured_and_how_sure_that_is():
    clean = "r" * 380 + "w" * 30
    varied = ["w"] * 58 + ["r"] * 322 + ["w"] * 30
    (judgement,) = verdict_of(frame(clean, {"ood.unicode.homoglyph": varied}), max_drop=0.03).judgements
    assert judgement.verdict == FAIL
    assert judgement.reason == (
        "max_drop 0.030: accuracy on variants 0.785 is 0.141 below clean 0.927 (0.106..0.175, 410 golden)"
    )


@pytest.mark.parametrize(
    ("harmed", "limits", "verdict", "reason"),
    [
        (
            0,
            {"max_drop": 0.05},
            PASS,
            "max_drop 0.050: accuracy on variants 1.000 equals clean 1.000 "
            "(from 0.014 below to 0.014 above, 200 golden)",
        ),
        (
            12,
            {"max_drop": 0.05},
            INCONCLUSIVE,
            "max_drop 0.050: accuracy on variants 0.940 is 0.060 below clean 1.000 (0.024..0.095, 200 golden): "
            "cannot tell within ±0.036 on 200 golden; about 2,540 would",
        ),
        (
            40,
            {"max_drop": 0.05},
            FAIL,
            "max_drop 0.050: accuracy on variants 0.800 is 0.200 below clean 1.000 (0.141..0.255, 200 golden)",
        ),
        (
            10,
            {"max_drop": 0.05},
            INCONCLUSIVE,
            "max_drop 0.050: accuracy on variants 0.950 is 0.050 below clean 1.000 (0.016..0.083, 200 golden): "
            "cannot tell within ±0.033 on 200 golden; about 330 would",
        ),
        (
            10,
            {"min_accuracy": 0.9},
            PASS,
            "min_accuracy 0.900: accuracy on variants is 0.950 (0.914..0.977, 200 golden)",
        ),
        (
            40,
            {"min_accuracy": 0.9},
            FAIL,
            "min_accuracy 0.900: accuracy on variants is 0.800 (0.741..0.853, 200 golden)",
        ),
        (
            20,
            {"min_accuracy": 0.9},
            INCONCLUSIVE,
            "min_accuracy 0.900: accuracy on variants is 0.900 (0.854..0.938, 200 golden): "
            "cannot tell within ±0.042 on 200 golden",
        ),
        (
            2,
            {"max_flip": 0.05},
            PASS,
            "max_flip 0.050: 0.010 of the answers on variants are not right though the clean one was "
            "(0.000..0.032, 200 golden)",
        ),
        (
            40,
            {"max_flip": 0.05},
            FAIL,
            "max_flip 0.050: 0.200 of the answers on variants are not right though the clean one was "
            "(0.147..0.259, 200 golden)",
        ),
    ],
)
def test_limits_are_decided_by_the_interval(harmed, limits, verdict, reason):
    (judgement,) = verdict_of(drop_frame(200, {"typo.swap": harmed}), **limits).judgements
    assert (judgement.verdict, judgement.reason) == (verdict, reason)


def test_zero_flips_do_not_pass_any_margin():
    (judgement,) = verdict_of(drop_frame(20, {"typo.swap": 0}), max_drop=0.03).judgements
    assert judgement.verdict == INCONCLUSIVE


@pytest.mark.parametrize(
    ("deaf", "verdict", "reason"),
    [
        (
            True,
            FAIL,
            "min_control 0.500: where the clean answer was right, 0.000 of the answers changed as the meaning did "
            "(0.000..0.036, 80 golden, 20 left out as wrong when clean); a model that ignores its input gets 0.000",
        ),
        (
            False,
            PASS,
            "min_control 0.500: where the clean answer was right, 1.000 of the answers changed as the meaning did "
            "(0.964..1.000, 80 golden, 20 left out as wrong when clean); a model that ignores its input gets 0.000",
        ),
    ],
)
def test_a_deaf_model_fails_its_controls(deaf, verdict, reason):
    answers = ["w" if deaf else "r"] * 80 + ["r"] * 20
    made = frame("r" * 80 + "w" * 20, {"control.negate": answers}, relation={"control.negate": "flips"})
    (judgement,) = verdict_of(made, min_control=0.5, max_drop=0.01).judgements
    assert (judgement.verdict, judgement.reason) == (verdict, reason)


def test_consistency_is_never_called_accuracy():
    card = score(frame("", {"typo.swap": ["w"] * 40 + ["r"] * 160}), consistency=True)
    for limits in ({"max_drop": 0.03}, {"min_accuracy": 0.9}, {"max_flip": 0.03}):
        (judgement,) = card.verdict(**limits).judgements
        assert judgement.verdict == FAIL
        assert "accuracy" not in judgement.reason.partition(":")[2]
    (judgement,) = card.verdict(max_drop=0.03).judgements
    assert judgement.reason == (
        "max_drop 0.030: consistency of variants with the clean answer 0.800 is 0.200 below full agreement 1.000 "
        "(0.141..0.255, 200 golden)"
    )


@pytest.mark.parametrize(
    ("letters", "max_errors", "verdict"),
    [
        ("e" * 2 + "r" * 98, 0.02, PASS),
        ("e" * 3 + "r" * 97, 0.02, ERROR),
        ("t" * 3 + "r" * 97, 0.02, ERROR),
        ("e" * 3 + "r" * 97, 0.03, PASS),
        ("s" * 3 + "r" * 97, 0.02, PASS),
        ("e" * 100, 0.02, ERROR),
        ("e" * 100, 1.0, NOT_EVALUATED),
        ("s" * 100, 0.02, NOT_EVALUATED),
    ],
)
def test_errors_over_the_limit_are_an_error(letters, max_errors, verdict):
    made = frame("r" * 100, {"typo.swap": list(letters)})
    (judgement,) = verdict_of(made, max_drop=0.2, max_errors=max_errors).judgements
    assert judgement.verdict == verdict


def test_an_error_says_how_many_left():
    (judgement,) = verdict_of(frame("e" * 3 + "r" * 97, {"typo.swap": ["r"] * 100}), max_drop=0.2).judgements
    assert judgement.fails
    assert judgement.reason == (
        "max_errors 0.020: an error or a time-out, clean or on a variant, took out 3 of 100 golden examples (0.030); "
        "what is left may not speak for all"
    )


def test_of_several_limits_the_worst_verdict_holds():
    made = drop_frame(200, {"typo.swap": 30})
    for limits, verdict in (
        ({"max_drop": 0.5, "min_accuracy": 0.5}, PASS),
        ({"max_drop": 0.5, "min_accuracy": 0.83}, INCONCLUSIVE),
        ({"max_drop": 0.01, "min_accuracy": 0.83}, FAIL),
    ):
        (judgement,) = verdict_of(made, **limits).judgements
        assert judgement.verdict == verdict
        assert len(judgement.decisions) == 2


@pytest.mark.parametrize(
    ("on_inconclusive", "harmed", "fails"),
    [
        ("report", 8, False),
        ("report", 3, False),
        ("fail", 8, True),
        ("fail", 3, True),
        ("point", 8, True),
        ("point", 3, False),
    ],
)
def test_what_cannot_tell_does(on_inconclusive, harmed, fails):
    verdict = verdict_of(drop_frame(100, {"typo.swap": harmed}), max_drop=0.05, on_inconclusive=on_inconclusive)
    assert verdict.outcome == INCONCLUSIVE
    assert verdict.exit_code == int(fails)
    assert verdict.judgements[0].fails is fails


def test_other_severities_are_curves():
    made = frame("r" * 100, {"typo.swap": ["w"] * 100}, severity=3)
    verdict = verdict_of(made, max_drop=0.05)
    assert verdict.judgements[0].verdict == MEASURED
    assert verdict_of(made, max_drop=0.05, gate_severity=3).outcome == FAIL


def test_a_perturbation_without_the_gating_severity_is_not_evaluated():
    verdict = verdict_of(frame("r" * 100, {"typo.swap": ["w"] * 100}, severity=3), max_drop=0.05)
    assert (verdict.outcome, verdict.exit_code) == (NOT_EVALUATED, 3)
    assert verdict.missing == (
        "typo.swap: severity 2, which gates, was not measured, 3 was: measure it, or set gate_severity",
    )


def test_a_frame_without_severities_gates():
    made = drop_frame(100, {"typo.swap": 50}).drop(columns="severity")
    assert verdict_of(made, max_drop=0.05).outcome == FAIL


HARMLESS, BROKEN = {"a.fine": 0}, {"a.broken": 100}


@pytest.mark.parametrize(
    ("harmed", "limits", "gating", "outcome", "exit_code", "summary"),
    [
        (HARMLESS, {"max_drop": 0.1}, None, PASS, 0, "1 of 1 passed"),
        (HARMLESS | BROKEN, {"max_drop": 0.1}, None, FAIL, 1, "1 of 2 failed"),
        ({"a.some": 20}, {"max_drop": 0.1}, None, INCONCLUSIVE, 0, "0 of 1 failed, 1 cannot tell"),
        (
            {"a.some": 20},
            {"max_drop": 0.1, "on_inconclusive": "fail"},
            None,
            INCONCLUSIVE,
            1,
            "1 of 1 failed",
        ),
        (HARMLESS, {}, None, MEASURED, 0, "measured, no limit set"),
        (HARMLESS, {"max_drop": 0.1, "report_only": "a.*"}, None, MEASURED, 0, "measured, no limit set"),
        (
            HARMLESS,
            {"max_drop": 0.1},
            8,
            NOT_EVALUATED,
            3,
            "not evaluated (1 of 8 gating perturbations measured)",
        ),
        (
            BROKEN,
            {"max_drop": 0.1},
            8,
            FAIL,
            1,
            "not evaluated (1 of 8 gating perturbations measured), 1 failed",
        ),
        (
            HARMLESS,
            {"max_drop": {"b.*": 0.1}},
            None,
            NOT_EVALUATED,
            3,
            "not evaluated (0 of 0 gating perturbations measured)",
        ),
        (HARMLESS | BROKEN, {"max_drop_all": 0.1}, None, FAIL, 1, "max_drop_all failed"),
        (HARMLESS, {"max_drop_all": 0.1, "min_clean": 0.9}, None, PASS, 0, "max_drop_all pass, min_clean pass"),
        (HARMLESS, {"max_drop_all": 0.1, "max_drop": 0.1}, 2, NOT_EVALUATED, 3, None),
        (HARMLESS, {"max_drop": 0.1, "min_clean": 0.9}, None, PASS, 0, "1 of 1 passed, min_clean pass"),
    ],
)
def test_outcome_exit_code_and_summary_come_from_one_object(harmed, limits, gating, outcome, exit_code, summary):
    verdict = verdict_of(drop_frame(200, harmed), gating=gating, **limits)
    assert (verdict.outcome, verdict.exit_code) == (outcome, exit_code)
    assert summary in (None, verdict.summary)
    plain = verdict.to_json()
    assert (plain["outcome"], plain["exit_code"], plain["summary"]) == (outcome, exit_code, verdict.summary)


def test_an_error_does_not_hide_a_failure_elsewhere():
    letters = {"a.errors": ["e"] * 50 + ["r"] * 150, "a.broken": ["w"] * 200}
    verdict = verdict_of(frame("r" * 200, letters), max_drop=0.1)
    assert (verdict.outcome, verdict.exit_code) == (FAIL, 1)
    assert verdict.summary == "1 of 2 failed, 1 in error"


def test_an_error_alone_fails_the_run():
    verdict = verdict_of(frame("r" * 200, {"a.errors": ["e"] * 50 + ["r"] * 150}), max_drop=0.1)
    assert (verdict.outcome, verdict.exit_code) == (ERROR, 1)


@pytest.mark.parametrize("limits", [{"report_only": "a.*"}, {}])
def test_what_does_not_gate_fails_nothing(limits):
    card = score(drop_frame(200, BROKEN), never_gate=() if limits else {"a.broken"})
    verdict = card.verdict(max_drop=0.1, **limits)
    (judgement,) = verdict.judgements
    assert (judgement.verdict, judgement.gates, judgement.beyond, judgement.fails) == (FAIL, False, True, False)
    assert judgement.short == "beyond max_drop 0.100, report only"
    assert (verdict.outcome, verdict.exit_code, verdict.gating) == (MEASURED, 0, 0)


def test_clean_accuracy_is_judged_in_the_whole_and_fails_each_row():
    made = frame("r" * 100 + "w" * 100, {"typo.swap": ["r"] * 100 + ["w"] * 100})
    verdict = verdict_of(made, max_drop=0.2, min_clean=0.9)
    assert verdict.summary == "1 of 1 failed, min_clean failed"
    assert verdict.judgements[0].reason == "min_clean 0.900: clean accuracy is 0.500 (0.430..0.570, 200 golden)"


def test_clean_inputs_can_be_judged_alone():
    card = score(frame("r" * 95 + "w" * 5, {}))
    assert judge_clean(card.clean, Limits(min_clean=0.5)).verdict == PASS
    assert judge_clean(card.clean, Limits(min_clean=0.999)).fails
    assert judge_clean(card.clean, Limits()).verdict == MEASURED
    assert judge_clean(score(frame("e" * 5 + "r" * 95, {})).clean, Limits(min_clean=0.5)).verdict == ERROR
    assert judge_clean(score(frame("s" * 5, {})).clean, Limits(min_clean=0.5)).verdict == NOT_EVALUATED


def test_a_row_alone_gets_the_verdict_that_it_gets_in_the_whole():
    harmed = {"typo.swap": 0, "typo.drop": 12, "ood.case.upper": 40}
    limits = Limits(max_drop=0.05, max_flip=0.2, min_clean=0.5)
    whole = judge(score(drop_frame(200, harmed)), limits, gating=8)
    for judgement in whole.judgements:
        name = judgement.row.perturbation
        (row,) = score(drop_frame(200, {name: harmed[name]})).rows
        assert judge_row(row, limits, gating=8) == judgement


def test_the_interval_printed_is_the_one_that_decides():
    made = drop_frame(200, {"typo.swap": 20})
    alone, eight = verdict_of(made, max_drop=0.05), verdict_of(made, gating=8, max_drop=0.05)
    assert (alone.judgements[0].verdict, eight.judgements[0].verdict) == (FAIL, INCONCLUSIVE)
    assert (alone.confidence, eight.confidence) == (0.95, 1 - 0.05 / 8)
    for verdict in (alone, eight):
        low, high = verdict.to_json()["rows"][0]["delta_interval"]
        assert (high < -0.05) == (verdict.outcome == FAIL)
        assert low < -0.05


def test_more_gating_perturbations_than_planned_are_a_mistake():
    with pytest.raises(UsageError, match=r"gating is 1, and 2 perturbations of the card gate: a.broken, a.fine"):
        verdict_of(drop_frame(200, HARMLESS | BROKEN), gating=1, max_drop=0.1)


def test_many_mild_perturbations_do_not_hide_a_broken_family():
    harmed = {f"typo.t{number}": 0 for number in range(60)} | {"ood.case.upper": 100}
    (check,) = verdict_of(drop_frame(200, harmed), max_drop_all=0.1).checks
    assert check.reason == (
        "max_drop_all 0.100: over 61 perturbations in 2 families, accuracy on variants 0.750 is 0.250 below "
        "clean 1.000 (0.210..0.285, 200 golden)"
    )


def test_directional_and_control_rows_stay_out_of_the_mean():
    letters = {"typo.swap": ["r"] * 100, "task.rescale": ["w"] * 100, "control.negate": ["w"] * 100}
    made = frame("r" * 100, letters, relation={"task.rescale": "flips", "control.negate": "differs"})
    assert verdict_of(made).whole.delta.value == 0.0


def test_a_margin_finer_than_the_data_is_said_before_and_after():
    planned = [Planned(f"typo.t{number}", 100, 5) for number in range(8)]
    said = margin_warning(planned, Limits(max_drop={"*": 0.1, "typo.t0": 0.03}), gating=8)
    assert said == (
        "max_drop 0.030 is finer than 100 golden examples can tell with 8 gating perturbations: 0.089 is the smallest "
        "drop that they settle four times in five, so if nothing were wrong 7 of 8 would settle; more golden examples "
        "help (about 665 for this limit), more variants do not beyond 5-10"
    )
    few = margin_warning([*planned, Planned("typo.rare", 1, 1)], Limits(max_drop=0.1), gating=8)
    assert few.startswith(
        "max_drop 0.100 for typo.rare is finer than 1 golden example can tell with 8 gating perturbations: no drop at "
        "all is settled by it four times in five, so if nothing were wrong 8 of 9 would settle"
    )
    assert margin_warning(planned, Limits(max_drop=0.09), gating=8) is None
    assert margin_warning(planned, Limits(min_accuracy=0.9), gating=8) is None
    grouped = [one._replace(grouped=True) for one in planned]
    assert "finer than 100 groups of golden examples can tell" in margin_warning(
        grouped, Limits(max_drop=0.03), gating=8
    )
    assert verdict_of(drop_frame(100, {"typo.swap": 0}), max_drop=0.06).warnings == ()  # it passed: nothing is open
    (warning,) = verdict_of(drop_frame(100, {"typo.swap": 0}), max_drop=0.0).warnings
    assert "max_drop 0.000 is finer than 100 golden examples can tell with 1 gating perturbation:" in warning


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (
            {"max_drop": {"*": 0.5, "tpyo.swap": 0.4}},
            "max_drop names 'tpyo.swap', which nothing measured; did you mean",
        ),
        ({"max_drop": 0.5, "report_only": ["odd.*"]}, "report_only names 'odd.*', which nothing measured"),
        ({"min_accuracy": 1.0}, "min_accuracy 1.000 can fail and never pass"),
        ({"max_flip": {"typo.*": 0}}, "max_flip 0.000 can fail and never pass"),
        ({"max_drop": 0.5, "min_clean": 1}, "min_clean 1.000 can fail and never pass"),
    ],
)
def test_limits_that_cannot_mean_what_they_say_are_pointed_out(limits, says):
    (warning,) = verdict_of(drop_frame(100, {"typo.swap": 0}), **limits).warnings
    assert warning.startswith(says)


def test_a_verdict_is_plain_data():
    harmed = {"typo.swap": 0, "typo.drop": 30}
    verdict = verdict_of(drop_frame(100, harmed), max_drop={"typo.*": 0.05}, max_drop_all=0.1, report_only="ood.*")
    plain = verdict.to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert [(row["perturbation"], row["verdict"], row["gates"]) for row in plain["rows"]] == [
        ("typo.drop", FAIL, True),
        ("typo.swap", PASS, True),
    ]
    assert plain["whole"]["delta"] == pytest.approx(-0.15)
    assert plain["limits"]["max_drop"] == {"typo.*": 0.05}


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        (None, "cannot tell within ±0.100"),
        (330, "cannot tell within ±0.100; about 330 golden would"),
        (379_000, "cannot tell within ±0.100; too near the limit for any number"),
    ],
)
def test_a_number_of_golden_examples_that_nobody_has_is_not_asked_for(needed, said):
    assert cannot_tell_short(0.1, needed) == said
