"""What is counted: six outcomes kept apart, pairs, flips, controls, consistency."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from robustgen.scoring.card import score
from robustgen.scoring.statistics import clustered_error, paired_delta, rate
from tests.scoring.frames import drop_frame, frame


def only_row(made, **settings):
    (row,) = score(made, **settings).rows
    return row


def test_accuracy_counts_unanswered_and_nothing_that_is_no_answer():
    row = only_row(frame("rrrrrr", {"typo.swap": ["r", "w", "u", "e", "t", "s"]}))
    assert row.accuracy.value == pytest.approx(1 / 3)
    assert row.variant_counts == {"right": 1, "wrong": 1, "unanswered": 1, "error": 1, "timeout": 1, "skipped": 1}
    assert row.clean_counts["right"] == 6
    assert (row.golden, row.lost, row.skipped) == (3, 2, 1)


@pytest.mark.parametrize(
    ("clean", "variants", "counted"),
    [
        ("rr", ["rr", "rr"], (2, 0, 0)),
        ("er", ["rr", "rr"], (1, 1, 0)),
        ("tr", ["rr", "rr"], (1, 1, 0)),
        ("sr", ["rr", "rr"], (1, 0, 1)),
        ("rr", ["re", "rr"], (1, 1, 0)),
        ("rr", ["rs", "rr"], (1, 0, 1)),
        ("rr", ["se", "rr"], (1, 1, 0)),
        ("se", ["rr", "rr"], (0, 1, 1)),
    ],
)
def test_a_golden_example_with_an_error_on_either_side_leaves_the_pair(clean, variants, counted):
    row = only_row(frame(clean, {"typo.swap": variants}))
    assert (row.golden, row.lost, row.skipped) == counted


def test_headline_weighs_golden_examples_and_the_row_weighs_variants():
    row = only_row(frame("rr", {"typo.swap": ["rrrr", "w"]}))
    assert row.accuracy.value == 0.5
    assert row.row_accuracy == 0.8
    assert (row.golden, row.variants) == (2, 5)


def test_clean_accuracy_is_that_of_the_golden_examples_with_variants():
    card = score(frame("rrww", {"typo.swap": ["r", "r"]}))
    assert card.clean.accuracy.value == 0.5
    assert card.rows[0].clean.value == 1.0


def test_flips_are_split():
    row = only_row(frame("rrrrwwww", {"typo.swap": ["w", "u", "r", "r", "r", "w", "w", "u"]}))
    assert (row.harm, row.luck) == (2, 1)
    assert row.delta.value == pytest.approx((row.luck - row.harm) / 8)
    assert row.harm_rate.value == 0.25
    assert row.attack_success == 0.5
    assert row.relative_drop == pytest.approx(0.25)
    assert row.other is None


def test_harm_less_luck_is_the_drop_with_unequal_variants_and_repeats():
    rng = np.random.default_rng(8)
    outcomes = [(f"g{g}", None, None, repeat, "rw"[rng.integers(2)]) for g in range(30) for repeat in range(3)]
    for g in range(30):
        for v in range(1 + g % 4):
            outcomes += [(f"g{g}", "typo.swap", f"v{v}", repeat, "rw"[rng.integers(2)]) for repeat in range(3)]
    made = pd.DataFrame(outcomes, columns=["golden_id", "perturbation", "variant_id", "repeat", "status"])
    made["status"] = made["status"].map({"r": "right", "w": "wrong"})
    row = only_row(made)
    assert row.variants == sum(1 + g % 4 for g in range(30))
    assert sum(row.variant_counts.values()) == 3 * row.variants
    accuracy = made[made.perturbation.notna()].groupby("golden_id").status.apply(lambda s: (s == "right").mean())
    clean = made[made.perturbation.isna()].groupby("golden_id").status.apply(lambda s: (s == "right").mean())
    assert row.accuracy.value == pytest.approx(accuracy.mean())
    assert row.delta.value == pytest.approx((accuracy - clean).mean())
    harm = clean * (1 - accuracy)
    assert row.harm_rate.value == pytest.approx(harm.mean())


def test_shares_have_graded_flips():
    made = pd.DataFrame(
        {"golden_id": ["a", "b", "a", "b"], "perturbation": [None, None, "x.y", "x.y"], "score": [0.8, 0.2, 0.5, 0.3]}
    )
    row = only_row(made)
    assert row.harm_rate.value == pytest.approx(0.15)
    assert (row.harm, row.luck) == (pytest.approx(0.3), pytest.approx(0.1))
    assert row.delta.value == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("outputs", "other"),
    [
        (["yes", "no", "yes", "maybe"], 1),
        (["yes", "no", "yes", "no"], 0),
        (["yes", "no", "yes", None], None),
        ([{"a": 1}, {"a": 2}, {"a": 1}, {"a": 3}], 1),
    ],
)
def test_wrong_to_other_wrong_needs_outputs(outputs, other):
    made = frame("rw", {"typo.swap": ["r", "w"]}).assign(output=outputs)
    assert only_row(made).other == other


def test_relative_drop_and_attack_success_are_undefined_at_clean_zero():
    row = only_row(frame("ww", {"typo.swap": ["r", "w"]}))
    assert row.relative_drop is None
    assert row.attack_success is None


def test_estimates_are_those_of_the_statistics_module():
    made = drop_frame(50, {"typo.swap": 7})
    row = only_row(made)
    after = [0.0] * 7 + [1.0] * 43
    assert row.delta == paired_delta([1.0] * 50, after)
    assert row.accuracy == rate(after)
    assert row.interval(0.99) == row.delta.interval(0.99)
    assert row.standard_error == clustered_error(np.array(after) - 1)


def test_groups_are_the_clusters():
    groups = [f"doc{number // 5}" for number in range(50)]
    alone = only_row(drop_frame(50, {"typo.swap": 10}))
    made = drop_frame(50, {"typo.swap": 10})
    made["group"] = [groups[int(name[1:])] for name in made.golden_id]
    row = only_row(made)
    assert (row.golden, row.clusters) == (50, 10)
    assert row.delta == paired_delta([1.0] * 50, [0.0] * 10 + [1.0] * 40, groups)
    assert row.delta.value == alone.delta.value
    assert row.delta.half_width() > 2 * alone.delta.half_width()


def test_a_group_given_for_some_leaves_the_others_alone():
    made = drop_frame(6, {"typo.swap": 1})
    made["group"] = [{"g000": "doc", "g001": "doc"}.get(name) for name in made.golden_id]
    assert only_row(made).clusters == 5


def test_a_control_counts_where_the_clean_answer_was_right_and_a_deaf_model_gets_nothing():
    deaf = {"control.negate": ["w", "w", "w", "r"]}  # keeps its answer: right by luck where it was wrong before
    row = only_row(frame("rrrw", deaf, relation={"control.negate": "flips"}))
    assert row.is_control
    assert (row.golden, row.uncounted) == (3, 1)
    assert row.accuracy.value == 0.0
    assert row.clean.value == 0.75
    assert row.delta is None
    assert row.harm_rate is None
    assert row.interval() == row.accuracy.interval()


@pytest.mark.parametrize(
    ("name", "relation", "control"),
    [
        ("control.negate@1", "flips", True),
        ("control.antonym", "differs", True),
        ("my.swap", "differs", True),
        ("task.number_rescale", "flips", False),
        ("task.overlap", "monotone", False),
        ("control.placebo", "same", False),
    ],
)
def test_what_is_a_control(name, relation, control):
    row = only_row(frame("rr", {name: ["r", "w"]}, relation={name: relation}))
    assert row.is_control is control


def test_a_row_without_golden_examples_has_no_numbers():
    row = only_row(frame("rr", {"typo.swap": ["e", "s"]}))
    assert (row.golden, row.lost, row.skipped) == (0, 1, 1)
    assert row.delta is row.accuracy is row.interval() is row.standard_error is None


def test_always_failing_golden_examples_are_named_most_variants_first():
    row = only_row(frame("rrrw", {"typo.swap": ["w", "rw", "ww", "ww"]}))
    assert row.always_failing == ("g002", "g000")
    assert row.always_failing_count == 2


def test_relations_of_one_perturbation_are_never_averaged():
    made = frame("rr", {"task.negate": ["r", "w"]})
    made.loc[3, "relation"] = "flips"
    assert [(row.relation, row.accuracy.value) for row in score(made).rows] == [("flips", 0.0), ("same", 1.0)]


def test_consistency_needs_no_clean_rows():
    made = frame("", {"typo.swap": ["rr", "rw"]})
    card = score(made, consistency=True)
    assert card.consistency
    assert card.rows[0].clean.value == 1.0
    assert card.rows[0].delta.value == pytest.approx(-0.25)
    assert card.to_json()["measure"] == "consistency"


def test_a_perturbation_may_be_kept_from_gating_by_the_frame_or_by_the_caller():
    made = frame("rr", {"ood.obfuscation.base64@1": ["w", "w"], "typo.swap": ["r", "r"]})
    base64 = made.perturbation == "ood.obfuscation.base64@1"
    by_frame = score(made.assign(gates=np.where(base64, False, True)))
    by_caller = score(made, never_gate={"ood.obfuscation.base64"})
    assert [row.may_gate for row in by_frame.rows] == [False, True]
    assert by_frame == by_caller


def test_whole_is_the_mean_of_family_means():
    card = score(drop_frame(100, {"typo.swap": 10, "typo.drop": 30, "ood.case.upper": 40}))
    whole = card.whole(card.rows)
    assert whole.delta.value == pytest.approx(-(0.2 + 0.4) / 2)
    assert whole.accuracy - whole.clean == pytest.approx(whole.delta.value)
    assert whole.pairs == 300
    assert whole.always_failing[0] == ("g000", 3)
    assert whole.always_failing_count == 40


def test_whole_of_one_perturbation_is_that_perturbation():
    card = score(drop_frame(100, {"typo.swap": 10}))
    whole, (row,) = card.whole(card.rows), card.rows
    assert whole.delta.value == pytest.approx(row.delta.value)
    assert whole.delta.interval() == pytest.approx(row.delta.interval())


def test_whole_does_not_take_shared_golden_examples_for_independent_ones():
    same = score(drop_frame(100, {f"typo.t{number}": 10 for number in range(9)}))
    one = score(drop_frame(100, {"typo.t0": 10}))
    assert same.whole(same.rows).delta.half_width() == pytest.approx(one.whole(one.rows).delta.half_width())


def test_whole_of_perturbations_with_different_places():
    made = drop_frame(100, {"typo.swap": 10, "ood.case.upper": 20})
    made = made[~((made.perturbation == "ood.case.upper") & (made.golden_id >= "g040"))]
    card = score(made)
    assert card.whole(card.rows).delta.value == pytest.approx(-(0.1 + 0.5) / 2)


def test_whole_of_nothing_is_none():
    card = score(frame("rr", {"control.negate": ["r", "w"]}, relation={"control.negate": "flips"}))
    assert card.whole(card.rows) is None


def test_a_card_of_clean_rows_alone():
    card = score(frame("rrrw", {}))
    assert card.rows == ()
    assert card.clean.accuracy.value == 0.75


def test_json_is_plain_and_a_frame_is_tidy():
    made = frame("rrre", {"typo.swap": ["r", "w", "e", "r"], "control.negate": ["w", "w"]})
    card = score(made)
    plain = json.loads(json.dumps(card.to_json(), allow_nan=False))
    assert plain == card.to_json()
    tidy = card.to_frame()
    assert len(tidy) == 2
    row = tidy.set_index("perturbation").loc["typo.swap"]
    assert (row.delta_low, row.delta_high) == card.rows[1].interval()
    assert row.variant_error == 1
