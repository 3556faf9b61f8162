"""From a suite and a model to a card: asked once, judged by the metric, scored against the clean answers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import robustgen as rg
from robustgen.case import Case
from robustgen.evaluation import card_of, labels_of, outcomes, unknown_labels
from robustgen.examples import GoldenWarning
from robustgen.predictions import Answer, cases_of
from robustgen.variant import clean_case

WORDS = ["apple", "bread", "chair", "dance", "earth", "flame", "grape", "house", "igloo", "jolly"]
GOLDEN = [
    {
        "id": f"g{i}",
        "text": f"the {word} is here",
        "label": "fruit" if word in ("apple", "grape") else "other",
        "doc": i // 2,
    }
    for i, word in enumerate(WORDS)
]


@pytest.fixture(scope="module")
def suite():
    return rg.generate(
        GOLDEN, perturb=["ood.case.upper", "typo.drop"], severity=(1, 2), per_example=2, seed=3, group="doc"
    )


def model(texts):
    """Knows fruit in lower case only, as long as it is spelt right."""
    return ["fruit" if "apple" in text or "grape" in text else "other" for text in texts]


def rows_of(card):
    return {(row.perturbation.partition("@")[0], row.severity): row for row in card.rows}


def test_the_card_counts_what_the_model_got_right(suite):
    card = rg.evaluate(suite, model)
    rows = rows_of(card)
    assert set(rows) == {("ood.case.upper", 1), ("ood.case.upper", 2), ("typo.drop", 1), ("typo.drop", 2)}
    upper = rows["ood.case.upper", 2]
    assert upper.clean.value == 1.0
    assert upper.accuracy.value == 0.8  # the two fruits of ten are missed
    assert math.isclose(upper.delta.value, -0.2)
    assert upper.always_failing == ("g0", "g6")
    assert upper.golden == 10
    assert not card.consistency


def test_groups_are_the_clusters(suite):
    assert rows_of(rg.evaluate(suite, model))["ood.case.upper", 2].clusters == 5


def test_equal_inputs_are_asked_once_and_in_batches(suite):
    asked = []

    def counting(texts):
        asked.append(len(texts))
        return model(texts)

    rg.evaluate(suite, counting, batch_size=16)
    assert sum(asked) == len({case.text for case in cases_of(suite)})
    assert max(asked) <= 16


def test_fields_and_output_reach_the_seam(suite):
    card = rg.evaluate(
        suite,
        lambda rows: [{"said": model([row["text"]])[0]} for row in rows],
        fields=True,
        output=lambda raw: raw["said"],
    )
    assert rows_of(card)["ood.case.upper", 2].accuracy.value == 0.8


def test_a_model_that_refuses_is_unanswered_not_wrong(suite):
    card = rg.evaluate(
        suite, lambda texts: [None if text.isupper() else said for text, said in zip(texts, model(texts), strict=True)]
    )
    row = rows_of(card)["ood.case.upper", 2]
    assert row.variant_counts["unanswered"] == 10
    assert row.variant_counts["wrong"] == 0
    assert row.accuracy.value == 0.0


def test_an_output_outside_the_closed_set_of_labels_is_no_answer(suite):
    def rude(texts):
        return ["banana" if text.isupper() else said for text, said in zip(texts, model(texts), strict=True)]

    counts = [
        rows_of(rg.evaluate(suite, rude, **options))["ood.case.upper", 2].variant_counts
        for options in ({}, {"labels": ()}, {"labels": ["fruit", "other", "banana"]}, {"metric": "text"})
    ]
    assert [count["unanswered"] for count in counts] == [10, 0, 0, 0]
    assert [count["wrong"] for count in counts] == [0, 10, 10, 10]


def test_without_expected_values_it_is_consistency():
    suite = rg.generate([{"id": row["id"], "text": row["text"]} for row in GOLDEN], perturb=["ood.case.upper"])
    card = rg.evaluate(suite, model)
    assert card.consistency
    row = rows_of(card)["ood.case.upper", 2]
    assert row.accuracy.value == 0.8
    assert row.consistency
    assert card.clean.accuracy.value == 1.0


def test_a_clean_input_without_an_answer_is_consistent_with_nothing():
    suite = rg.generate([{"id": row["id"], "text": row["text"]} for row in GOLDEN], perturb=["ood.case.upper"])
    card = rg.evaluate(suite, lambda texts: [None if "apple" in text else "x" for text in texts])
    assert card.clean.counts["unanswered"] == 1
    assert rows_of(card)["ood.case.upper", 2].variant_counts["unanswered"] == 1


def test_expected_values_that_some_rows_lack_are_named():
    with pytest.warns(GoldenWarning):
        suite = rg.generate(
            [{"id": "a", "text": "one", "label": "x"}, {"id": "b", "text": "two"}], perturb=["ood.case.upper"]
        )
    with pytest.raises(rg.UsageError, match="'b' has none; metric='same_as_clean'"):
        rg.evaluate(suite, lambda texts: ["x"] * len(texts))


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"metric": "exat"}, rg.UsageError, "did you mean 'exact'"),
        ({"predict": lambda texts: ["x"]}, rg.RobustgenError, "1 output"),
        ({"predict": "model"}, rg.UsageError, "must be a function"),
        ({"batch_size": 0}, rg.UsageError, "batch_size"),
    ],
)
def test_misuse_is_named(suite, options, error, said):
    with pytest.raises(error, match=said):
        rg.evaluate(suite, options.pop("predict", model), **options)


@pytest.mark.parametrize(
    ("expected", "labels"),
    [
        (["a", "b"] * 5, {"a", "b"}),
        ([0, 1] * 5, {0, 1}),
        ([True, False, True, False], {True, False}),
        (list("abcdefghij"), None),
        (["a", "b", "c", "a", "b"], None),
        ([["a"], ["a"]], None),
        ([1.5, 1.5], None),
        ([rg.MISSING] * 4, None),
        ([], None),
    ],
)
def test_labels_are_a_closed_set_where_each_is_seen_twice(expected, labels):
    examples = [rg.Example(f"g{i}", {"text": "x"}, expected=value) for i, value in enumerate(expected)]
    assert labels_of(map(clean_case, examples)) == labels


def test_a_label_that_only_flipped_variants_expect_is_one_too():
    clean = [clean_case(rg.Example(f"g{i}", {"text": "x"}, expected="neg")) for i in range(4)]
    flipped = [replace(case, expected="pos", perturbation="control.negate@1", relation="flips") for case in clean]
    assert labels_of([*clean, *flipped]) == {"neg", "pos"}


def test_the_frame_has_a_row_an_answer_and_the_columns_that_score_reads(suite):
    answers = [
        Answer(case, said) for case, said in zip(cases_of(suite), model([c.text for c in cases_of(suite)]), strict=True)
    ]
    frame = outcomes(answers, groups={"g0": "doc"}, never_gate=frozenset({"typo.drop@1"}))
    assert len(frame) == len(answers)
    assert set(frame) == {
        "golden_id", "perturbation", "variant_id", "group", "severity", "relation", "status", "gates", "output"
    }  # fmt: skip
    assert frame["perturbation"].isna().sum() == 10
    assert set(frame.loc[~frame["gates"], "perturbation"]) == {"typo.drop@1"}
    assert frame.loc[frame["golden_id"] == "g0", "group"].eq("doc").all()
    assert rg.score(frame).rows[0].perturbation == "ood.case.upper@1"


def test_a_status_that_is_known_is_not_judged_again(suite):
    first, *rest = cases_of(suite)
    frame = outcomes([Answer(first, status="timeout"), Answer(rest[0], output="nonsense", status="right")])
    assert list(frame["status"]) == ["timeout", "right"]


def test_shares_become_scores(suite):
    frame = outcomes([Answer(case, 0.25) for case in cases_of(suite)], metric=lambda output, expected, case: output)
    assert set(frame["score"]) == {0.25}
    assert set(frame["status"]) == {"wrong"}


def test_with_repeats_each_answer_is_held_against_the_clean_one_of_its_trial(suite):
    clean, *others = cases_of(suite)
    variant = next(case for case in others if case.golden_id == clean.id and case.perturbation)
    frame = outcomes(
        [
            Answer(clean, "a", repeat=1),
            Answer(clean, "b", repeat=2),
            Answer(variant, "b", repeat=1),
            Answer(variant, "b", repeat=2),
        ],
        metric="same_as_clean",
    )
    assert list(frame["status"]) == ["right", "right", "wrong", "right"]


def test_unhashable_outputs_are_told_apart(suite):
    answers = [Answer(case, ["wrong", case.perturbation is None]) for case in cases_of(suite)]
    card = card_of(suite, answers)
    row = rows_of(card)["ood.case.upper", 2]
    assert row.other == row.variants == 10


def test_whole_text_and_unknown_contracts_never_gate(suite):
    golden = [{"id": f"g{i}", "text": f"The {word} is here. It is new.", "label": "x"} for i, word in enumerate(WORDS)]
    made = rg.generate(golden, perturb=["ood.context.distractor", "ood.case.upper"], task="my_task")
    gates = {row.perturbation: row.may_gate for row in rg.evaluate(made, lambda texts: ["x"] * len(texts)).rows}
    assert gates == {"ood.case.upper@1": True, "ood.context.distractor@1": False}


def test_outputs_that_are_no_label_are_named_with_their_rows():
    cases = [Case(f"t{i}", {"text": f"t{i}"}, label, "same", f"g{i}", f"g{i}", None, 0, ())
             for i, label in enumerate(["yes", "no"] * 3)]  # fmt: skip
    said = ["yes", "no", "Yes", "no", "\x1b[31m", "Yes"]
    found = unknown_labels(Answer(case, output) for case, output in zip(cases, said, strict=True))
    assert found is not None
    assert found.splitlines() == [
        "3 outputs are none of the golden labels ('no', 'yes'), and count as unanswered:",
        "  'Yes': g2, g5",
        "  '\\x1b[31m': g4",
    ]


def test_without_a_closed_set_of_labels_no_output_is_strange():
    case = Case("t", {"text": "t"}, "a long reference", "same", "g", "g", None, 0, ())
    assert unknown_labels([Answer(case, "another")]) is None
