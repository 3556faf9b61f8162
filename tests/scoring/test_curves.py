"""Severity curves: what belongs to one, its area, and the first severity that is beyond a margin for sure."""

from __future__ import annotations

import pandas as pd
import pytest

from robustgen.scoring.card import score
from tests.scoring.frames import drop_frame, frame


def card(harmed_by_severity, golden=200):
    """A card of typo.swap: how many of the golden examples are wrong at each severity, all right when clean."""
    parts = [drop_frame(golden, {"typo.swap": harmed}, severity=s) for s, harmed in harmed_by_severity.items()]
    made = pd.concat([parts[0], *(part[part["perturbation"].notna()] for part in parts[1:])])
    return score(made.assign(variant_id=range(len(made))))


def test_a_curve_has_its_severities_in_order_and_the_mean_accuracy_as_its_area():
    (curve,) = card({3: 40, 1: 0, 2: 20}).curves()
    assert [row.severity for row in curve.rows] == [1, 2, 3]
    assert curve.area == pytest.approx((1.0 + 0.9 + 0.8) / 3)


def test_one_severity_is_no_curve():
    assert card({2: 20}).curves() == ()


@pytest.mark.parametrize(
    ("harmed", "margin", "breaks_at"),
    [
        ({1: 0, 2: 4, 3: 60, 4: 120}, 0.05, 3),
        ({1: 0, 2: 4, 3: 60, 4: 120}, 0.40, 4),
        ({1: 0, 2: 4, 3: 60, 4: 120}, 0.70, None),
        ({1: 0, 2: 14, 3: 14}, 0.05, None),  # the point lies beyond the margin, the interval does not
        ({1: 100, 2: 0}, 0.05, 1),
    ],
)
def test_the_breaking_point_is_the_first_severity_whose_interval_lies_beyond_the_margin(harmed, margin, breaks_at):
    (curve,) = card(harmed).curves()
    assert curve.breaking_point(margin) == breaks_at


def test_more_confidence_breaks_later():
    (curve,) = card({1: 22, 2: 60}).curves()
    assert curve.breaking_point(0.05) == 1
    assert curve.breaking_point(0.05, confidence=0.9999) == 2


def test_a_control_has_no_curve():
    parts = [
        frame("rr", {"control.negate": ["r", "w"]}, severity=s, relation={"control.negate": "flips"}) for s in (1, 2)
    ]
    made = pd.concat([parts[0], parts[1][parts[1]["perturbation"].notna()]])
    assert score(made.assign(variant_id=range(len(made)))).curves() == ()
