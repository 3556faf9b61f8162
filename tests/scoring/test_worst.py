"""Worst of V: right on all of V variants, at equal V, beside what chance alone does."""

from __future__ import annotations

from itertools import combinations
from math import comb, prod

import numpy as np
import pandas as pd
import pytest

from robustgen.errors import UsageError
from robustgen.scoring.card import score
from robustgen.scoring.worst import all_right, chance_of_failure
from tests.scoring.frames import frame


def test_it_is_the_mean_over_all_choices_of_v_variants():
    scores = np.random.default_rng(3).random(13)
    found = all_right(scores, np.array([5, 8]), 3)
    for got, part in zip(found, (scores[:5], scores[5:]), strict=True):
        assert got == pytest.approx(np.mean([prod(chosen) for chosen in combinations(part, 3)]))


def test_of_right_and_wrong_alone_it_counts_choices():
    found = all_right(np.array([1.0] * 17 + [0.0] * 3), np.array([20]), 5)
    assert found[0] == pytest.approx(comb(17, 5) / comb(20, 5))


def test_a_thousand_variants_of_one_golden_example_stay_finite():
    assert all_right(np.ones(1000), np.array([1000]), 500)[0] == pytest.approx(1.0)


@pytest.mark.parametrize(("v", "failures"), [(5, 4.9), (10, 9.6), (20, 18.2), (50, 39.5)])
def test_one_percent_of_random_flips_fails_more_the_more_variants_there_are(v, failures):
    assert round(100 * chance_of_failure(0.01, v), 1) == failures


def test_the_figure_stands_beside_v_clean_and_the_golden_examples_behind_it():
    (worst,) = score(frame("rrrw", {"typo.swap": ["rr", "rw", "rrr", "ww"]})).worst_of(2)
    assert (worst.v, worst.golden, worst.clean) == (2, 4, 0.75)
    assert worst.accuracy.value == pytest.approx((1 + 0 + 1 + 0) / 4)
    assert worst.harm == pytest.approx(1 / 4)
    assert worst.placebo is None


def test_golden_examples_with_fewer_variants_are_left_out():
    (worst,) = score(frame("rrr", {"typo.swap": ["rr", "r", "rw"]})).worst_of(2)
    assert (worst.golden, worst.accuracy.value) == (2, 0.5)


def test_without_v_nine_in_ten_golden_examples_have_as_many():
    (worst,) = score(frame("r" * 20, {"typo.swap": ["r"] + ["rrrr"] * 19})).worst_of()
    assert (worst.v, worst.golden) == (4, 19)


def test_an_error_leaves_its_golden_example_out_of_what_is_known_only():
    (worst,) = score(frame("rr", {"typo.swap": ["rre", "rrr"]})).worst_of(2)
    assert (worst.golden, worst.accuracy.value) == (2, 1.0)


@pytest.mark.parametrize("v", [0, -1])
def test_v_below_one_is_refused(v):
    with pytest.raises(UsageError, match="at least one variant"):
        score(frame("r", {"typo.swap": ["r"]})).worst_of(v)


class TestPlacebo:
    def trials(self, flip, golden=4000, v=5, repeats=6, seed=5):
        """A model that loses a share of its answers at random, clean and varied alike."""
        rng = np.random.default_rng(seed)
        rows = []
        for number in range(golden):
            for repeat in range(repeats):
                status = "wrong" if rng.random() < flip else "right"
                rows.append((f"g{number}", None, None, repeat, status))
            for index in range(v):
                status = "wrong" if rng.random() < flip else "right"
                rows.append((f"g{number}", "typo.swap", f"g{number}/{index}", 0, status))
        return score(pd.DataFrame(rows, columns=["golden_id", "perturbation", "variant_id", "repeat", "status"]))

    def test_takes_off_what_chance_alone_does(self):
        card = self.trials(0.03)
        (worst,) = card.worst_of(5)
        expected = 0.97 * chance_of_failure(0.03, 5)
        assert worst.placebo == pytest.approx(expected, abs=0.01)
        assert worst.harm == pytest.approx(0, abs=0.015)
        assert card.placebo_flips() == pytest.approx(0.97 * 0.03, abs=0.004)

    def test_is_zero_for_a_model_that_always_says_the_same(self):
        card = self.trials(0.0, golden=20)
        assert (card.worst_of(5)[0].placebo, card.placebo_flips()) == (0.0, 0.0)

    def test_is_unknown_without_repeats(self):
        assert score(frame("rr", {"typo.swap": ["r", "w"]})).placebo_flips() is None

    def test_needs_one_repeat_more_than_variants(self):
        card = self.trials(0.03, golden=50, repeats=5)
        assert card.worst_of(5)[0].placebo is None
        assert card.worst_of(4)[0].placebo is not None
