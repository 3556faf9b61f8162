"""Looking several times without being wrong more often: the levels of the looks, and what they do to error rates."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri
from scipy.stats import multivariate_normal

import robustgen as rg
from robustgen.errors import UsageError
from robustgen.scoring.judging import judge_row
from robustgen.scoring.limits import Limits
from robustgen.scoring.sequential import LOOKS, plan_looks, settled, tail_areas
from tests.benchmarks.scoring_simulation import Simulated
from tests.benchmarks.sequential import ended

TIMES = {"quarters": (0.25, 0.5, 0.75, 1.0), "halves": (0.5, 1.0), "uneven": (0.1, 0.3, 0.9, 1.0), "once": (1.0,)}


def test_the_boundaries_are_the_published_ones():
    # Lan and DeMets's spending of O'Brien and Fleming's type, four equal looks, 2.5 % a side, as in any table of it.
    bounds = [-ndtri(tail) for tail in tail_areas(0.025, TIMES["quarters"])]
    assert bounds == pytest.approx([4.333, 2.963, 2.359, 2.014], abs=5e-4)


@pytest.mark.parametrize("gating", [1, 8, 60])
@pytest.mark.parametrize("times", TIMES.values(), ids=list(TIMES))
def test_one_of_the_looks_is_crossed_as_often_as_was_planned(times, gating):
    alpha = 0.025 / gating
    bounds = -ndtri(np.array(tail_areas(alpha, times)))
    at = np.array(times)
    together = np.sqrt(np.minimum.outer(at, at) / np.maximum.outer(at, at))
    oracle = multivariate_normal(np.zeros(len(at)), together, seed=1, maxpts=400_000, abseps=1e-7, releps=1e-7)
    assert 1 - oracle.cdf(bounds) == pytest.approx(alpha, rel=2e-3, abs=6e-6)


def test_one_look_is_the_plain_interval():
    (look,) = plan_looks(100, 0.95, looks=1)
    assert (look.golden, look.total, look.number, look.planned) == (100, 100, 1, 1)
    assert look.confidence == pytest.approx(0.95, abs=1e-9)


@pytest.mark.parametrize("total", [1, 2, 3, 7, 20, 410, 100_000])
@pytest.mark.parametrize("gating", [1, 60])
def test_looks_go_forward_get_easier_and_end_with_everything(total, gating):
    looks = plan_looks(total, 1 - 0.05 / gating)
    assert looks[-1].golden == total
    assert [look.number for look in looks] == list(range(1, len(looks) + 1))
    assert all(early.golden < late.golden for early, late in itertools.pairwise(looks))
    assert all(early.confidence > late.confidence for early, late in itertools.pairwise(looks))
    assert looks[-1].confidence >= 1 - 0.05 / gating - 1e-12
    assert all(look.confidence < 1 for look in looks)
    assert len(looks) <= LOOKS


@pytest.mark.parametrize("times", [(), (0.5,), (0.5, 0.5, 1.0), (1.0, 0.5), (0.0, 1.0)])
def test_looks_that_are_none_are_refused(times):
    with pytest.raises(UsageError, match="ascending, the last of them 1"):
        tail_areas(0.025, times)


def test_no_golden_example_is_no_plan():
    with pytest.raises(UsageError, match="8 looks at 0 golden examples"):
        plan_looks(0, 0.95)


def card(wrong, of, *, levels=None):
    """A card of one perturbation with one variant a golden example, `wrong` of them wrong, all right when clean."""
    rows = [(f"g{i}", None, "right") for i in range(of)]
    rows += [(f"g{i}", "typo.swap@1", "wrong" if i < wrong else "right") for i in range(of)]
    return rg.score(pd.DataFrame(rows, columns=["golden_id", "perturbation", "status"]), levels=levels)


@pytest.mark.parametrize(
    ("wrong", "limits", "expected"),
    [
        (50, {"max_drop": 0.1}, True),
        (0, {"max_drop": 0.1}, True),
        (11, {"max_drop": 0.1}, False),
        (50, {"max_drop": 0.1, "min_accuracy": 0.5}, False),
        (50, {"max_drop": 0.1, "min_accuracy": 0.8}, True),
        (50, {}, False),
        (50, {"max_drop": {"ood.*": 0.1}}, False),
    ],
)
def test_an_item_is_settled_when_every_limit_on_it_is(wrong, limits, expected):
    (row,) = card(wrong, 100).rows
    assert settled([judge_row(row, Limits.of(limits), gating=1)]) is expected


def test_a_row_is_judged_shown_and_written_at_the_level_of_its_look():
    levels = {"typo.swap@1": 0.9999}
    plain, looked = card(20, 100), card(20, 100, levels=levels)
    verdicts = [one.verdict(max_drop=0.1) for one in (plain, looked)]
    assert [one.outcome for one in verdicts] == ["fail", "inconclusive"]
    (row,) = looked.rows
    assert row.interval(0.95) == row.delta.interval(0.9999)
    written = verdicts[1].to_json()["rows"][0]
    assert written["delta_interval"] == list(row.delta.interval(0.9999))
    assert written["confidence"] == 0.9999
    low, high = row.delta.interval(0.9999)
    assert f"({-high:.3f}..{-low:.3f}, 100 golden)" in written["reason"]


SHAPES = {
    "one variant, 50 golden": (Simulated(50, 1, 0.0, 0.1, 0.25), 1),
    "one variant, 400 golden": (Simulated(400, 1, 0.0, 0.1, 0.25), 1),
    "five variants, alike": (Simulated(100, 5, 0.6, 0.2), 1),
    "eight perturbations": (Simulated(400, 5, 0.3, 0.2, 0.25), 8),
    "groups of unequal size": (Simulated(330, 5, 0.6, 0.1, sizes=tuple(range(1, 11)) * 6), 1),
}


@pytest.mark.parametrize(("kind", "gating"), SHAPES.values(), ids=list(SHAPES))
def test_at_the_limit_exactly_several_looks_are_wrong_no_oftener_than_one(kind, gating):
    items = 1200
    cell = ended(kind, kind.drop, items, np.random.default_rng(7), gating=gating)
    false_pass, false_fail, once_pass, once_fail = cell.rates
    noise = 3 * np.sqrt(max(once_pass + once_fail, 0.05 / gating) / items) * 0.5  # the two share their data
    assert false_pass + false_fail <= once_pass + once_fail + noise
    assert false_pass + false_fail <= 0.07 / gating + noise


@pytest.mark.parametrize("drop", [0.0, 0.2])
def test_away_from_the_limit_a_part_of_the_data_settles_what_all_of_it_would(drop):
    kind = Simulated(400, 5, 0.3, max(drop, 0.02), 0.5 if not drop else 0.0)
    cell = ended(kind, 0.05, 200, np.random.default_rng(7))
    assert cell.share.mean() < 0.6
    assert (cell.verdict == cell.full).mean() > 0.98
    assert ((cell.verdict * cell.full) < 0).sum() == 0
