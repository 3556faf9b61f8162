"""Confidences: how far from accuracy they lie, and how accurate the confident answers are, clean and varied."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import robustgen as rg
from robustgen.errors import PredictionError, UsageError
from robustgen.predictions import read_predictions
from robustgen.scoring.calibration import calibration, confidence_in


def frame(rows):
    columns = ["golden_id", "perturbation", "variant_id", "status", "confidence"]
    return pd.DataFrame(rows, columns=columns)


def test_error_is_the_distance_of_confidence_and_accuracy_over_bins():
    rows = [(f"g{i}", None, None, "right", 0.9) for i in range(10)]
    rows += [(f"g{i}", "typo.swap", f"v{i}", "right" if i < 5 else "wrong", 0.9 if i < 8 else 0.3) for i in range(10)]
    (found,) = calibration(frame(rows))
    assert found.golden == 10
    assert found.clean_error == pytest.approx(0.1)
    assert found.error == pytest.approx(0.8 * (0.9 - 5 / 8) + 0.2 * 0.3)
    assert (found.clean_confidence, found.confidence) == pytest.approx((0.9, 0.78))
    assert (found.clean_selective, found.selective) == pytest.approx((1.0, 5 / 8))


def test_a_model_that_is_as_sure_as_it_is_right_has_no_error():
    rows = []
    for i in range(100):
        rows += [(f"g{i}", None, None, "right", 1.0), (f"g{i}", "a.b", f"v{i}", "right" if i < 70 else "wrong", 0.7)]
    (found,) = calibration(frame(rows))
    assert (found.clean_error, found.error) == pytest.approx((0.0, 0.0))


def test_variants_of_one_golden_example_share_its_weight():
    rows = [("a", None, None, "right", 0.8), ("b", None, None, "right", 0.8), ("a", "x.y", "a0", "right", 1.0)]
    rows += [("b", "x.y", f"b{i}", "wrong", 0.0) for i in range(9)]
    assert calibration(frame(rows))[0].confidence == pytest.approx(0.5)


def test_answers_without_a_confidence_leave():
    rows = [("a", None, None, "right", 0.8), ("b", None, None, "right", None), ("a", "x.y", "a0", "wrong", 0.6)]
    rows += [("b", "x.y", "b0", "right", 0.9)]
    assert calibration(frame(rows))[0].golden == 1


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (frame([("a", None, None, "right", 1.5)]), "1 confidences are no shares in [0, 1]: rows 0"),
        (frame([("a", None, None, "right", "high")]), "rows 0"),
        (frame([("a", None, None, "right", 1)]).drop(columns="confidence"), "no column 'confidence'"),
    ],
)
def test_confidences_that_are_none_are_refused(made, message):
    with pytest.raises(UsageError) as caught:
        calibration(made)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("output", "probabilities", "confidence"),
    [
        ("yes", {"yes": 0.9, "no": 0.1}, 0.9),
        ("other", {"yes": 0.9}, None),
        (1, {"1": 0.4}, 0.4),
        ({"label": "yes", "score": 0.8}, None, 0.8),
        ([{"label": "yes", "score": 0.2}, {"label": "no", "score": 0.8}], None, 0.8),
        ("yes", None, None),
        ([], None, None),
        ([{"label": "yes"}], None, None),
    ],
)
def test_the_confidence_of_an_answer(output, probabilities, confidence):
    assert confidence_in(output, probabilities) == confidence


@pytest.fixture
def suite():
    rows = [{"id": f"g{i}", "text": f"number {i} it is", "label": "odd" if i % 2 else "even"} for i in range(4)]
    return rg.generate(rows, vary="text", expected="label", perturb=["ood.case.upper"])


def written(suite, tmp_path, row):
    ids = [*(example.id for example in suite.golden), *(variant.id for variant in suite)]
    path = tmp_path / "p.jsonl"
    path.write_text("".join(json.dumps({"id": one, "output": "odd", **row}) + "\n" for one in ids), encoding="utf-8")
    return path


def test_predictions_bring_probabilities(suite, tmp_path):
    path = written(suite, tmp_path, {"probabilities": {"odd": 0.75, "even": 0.25}})
    assert {answer.confidence for answer in read_predictions(path, suite)} == {0.75}


@pytest.mark.parametrize("given", [{"odd": 3}, [0.5], "x", {"odd": True}])
def test_probabilities_that_are_none_name_their_rows(suite, tmp_path, given):
    with pytest.raises(PredictionError, match="the probabilities of 'g0' are no object of labels with shares"):
        read_predictions(written(suite, tmp_path, {"probabilities": given}), suite)
