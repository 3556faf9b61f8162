"""Agreement beyond chance: values as published and as scikit-learn has them, intervals that know of clusters."""

from __future__ import annotations

import random

import pytest

from robustgen.scoring.agreement import alpha, kappa
from tests.extras import need


def verdicts(number, seed):
    """Verdicts of two raters, the second of whom says what the first says in about four of five pairs."""
    draw = random.Random(seed)
    first = [draw.random() < 0.6 for _ in range(number)]
    return [(one, one if draw.random() < 0.8 else draw.random() < 0.5) for one in first]


def test_kappa_takes_chance_out():
    both = [(True, True), (True, True), (True, False), (False, False), (False, True)]
    assert kappa(both, range(5)).value == pytest.approx((3 / 5 - 13 / 25) / (1 - 13 / 25))


@pytest.mark.parametrize("value", [True, False])
def test_kappa_of_one_answer_throughout_is_none(value):
    assert kappa([(value, value)] * 9, range(9)) is None


def test_kappa_of_a_rater_who_always_says_no_is_0():
    assert kappa([(False, one) for one in (True, False, False)], range(3)).value == 0


@pytest.mark.extras
@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed):
    metrics = need("sklearn.metrics", "scikit-learn")
    both = verdicts(100, seed)
    assert kappa(both, range(100)).value == pytest.approx(metrics.cohen_kappa_score(*zip(*both, strict=True)))


def test_alpha_is_that_of_krippendorffs_example_of_two_observers():
    counts = [(1, 1), (2, 0), (1, 1), (0, 2), (0, 2), (1, 1), (0, 2), (0, 2), (1, 1), (0, 2)]
    assert alpha(counts, range(10)).value == pytest.approx(0.095, abs=5e-4)


def test_alpha_leaves_out_what_one_alone_judged():
    counts = [(2, 0), (0, 2), (1, 1)]
    assert alpha([*counts, (1, 0)], range(4)) == alpha(counts, range(3))


def test_alpha_of_nothing_that_several_judged_is_none():
    assert alpha([(1, 0), (0, 1)], range(2)) is None


def test_full_agreement_on_a_few_pairs_leaves_room_for_doubt():
    few, many = (kappa([(True, True), (False, False)] * number, range(2 * number)) for number in (5, 100))
    assert (few.value, many.value) == (1, 1)
    assert few.interval()[0] < 0.75 < many.interval()[0]


def test_pairs_that_are_copies_of_each_other_say_no_more_than_one():
    both = verdicts(40, 1)
    once = kappa(both, range(40)).interval()
    copied = kappa([one for one in both for _ in range(5)], [number for number in range(40) for _ in range(5)])
    assert copied.interval() == pytest.approx(once)


def test_the_order_of_pairs_and_the_names_of_clusters_change_nothing():
    both, clusters = verdicts(30, 2), [number // 3 for number in range(30)]
    shuffled = list(zip(both, clusters, strict=True))
    random.Random(3).shuffle(shuffled)
    other = kappa([one for one, _ in shuffled], [f"cluster {cluster}" for _, cluster in shuffled])
    assert other.interval() == pytest.approx(kappa(both, clusters).interval())


def test_the_interval_holds_the_coefficient_in_most_samples_of_clusters():
    draw, held = random.Random(4), 0
    truth = kappa(verdicts(40_000, 5), [0] * 40_000).value
    for _ in range(200):
        low, high = kappa(verdicts(60, draw.random()), range(60)).interval()
        held += low <= truth <= high
    assert held / 200 >= 0.92
