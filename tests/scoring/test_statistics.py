"""Error bars: against scipy and statsmodels, against the published figures, and against simulated truth."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import mcnemar as oracle_mcnemar
from statsmodels.stats.proportion import proportion_confint

from robustgen.errors import UsageError
from robustgen.scoring.statistics import (
    clopper_pearson,
    cluster_estimate,
    clustered_error,
    golden_needed,
    mcnemar,
    paired_delta,
    rate,
    rule_of_three,
    smallest_margin,
    wilson,
)
from tests.benchmarks.scoring_simulation import GROUPS, Simulated, estimates, rates


def some_shares(count, seed=3):
    return np.random.default_rng(seed).integers(0, 6, count) / 5


@pytest.mark.parametrize("confidence", [0.95, 1 - 0.05 / 8])
@pytest.mark.parametrize("golden", [1, 2, 7, 100])
def test_delta_is_t_over_golden_examples_and_two_extremes(golden, confidence):
    clean, variants = some_shares(golden, 1), some_shares(golden, 2)
    sample = [*(variants - clean), -1.0, 1.0]
    low, high = scipy.stats.t.interval(confidence, len(sample) - 1, np.mean(sample), scipy.stats.sem(sample))
    estimate = paired_delta(clean, variants)
    assert estimate.value == pytest.approx(np.mean(variants - clean))
    assert estimate.interval(confidence) == pytest.approx((max(low, -1), min(high, 1)))


def test_rate_is_t_over_golden_examples_and_a_zero_and_a_one():
    values = some_shares(40)
    sample = [*values, 0.0, 1.0]
    expected = scipy.stats.t.interval(0.9, 41, np.mean(sample), scipy.stats.sem(sample))
    assert rate(values).interval(0.9) == pytest.approx(expected)


def test_groups_of_one_size_are_t_over_group_means_and_two_extremes():
    values = some_shares(60) - 0.5
    groups = np.repeat(np.arange(12), 5)
    sample = [*values.reshape(12, 5).mean(axis=1), -1.0, 1.0]
    expected = scipy.stats.t.interval(0.95, 13, np.mean(sample), scipy.stats.sem(sample))
    estimate = cluster_estimate(values, groups, low=-1, high=1)
    assert (estimate.n, estimate.clusters) == (60, 12)
    assert estimate.interval() == pytest.approx(expected)


def test_the_headline_weighs_golden_examples_whatever_their_group():
    values = [1.0, 1.0, 1.0, 1.0, 0.0]
    assert rate(values).value == rate(values, ["a", "a", "a", "a", "b"]).value == pytest.approx(0.8)


def test_a_group_for_each_golden_example_is_no_group():
    values = some_shares(30)
    assert rate(values, list(range(30))) == rate(values)


def test_no_flips_still_leave_room_for_doubt():
    low, high = paired_delta([1.0] * 100, [1.0] * 100).interval()
    assert low < -0.02
    assert high > 0.02


def test_an_interval_keeps_to_the_scale():
    assert rate([1.0, 1.0]).interval(0.99) == (0.0, 1.0)


@pytest.mark.parametrize("sizes", [(1,) * 50, (5,) * 10, (1, 2, 3, 4, 30)])
def test_clustered_error_is_that_of_statsmodels(sizes):
    groups = np.repeat(np.arange(len(sizes)), sizes)
    values = some_shares(len(groups))
    fit = sm.OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": groups})
    assert clustered_error(values, groups) == pytest.approx(fit.bse[0])


def test_clustered_error_of_one_cluster_is_unknown():
    assert clustered_error([0.0, 1.0], ["a", "a"]) is None
    assert clustered_error([0.5]) is None


@pytest.mark.parametrize(("harm", "luck"), [(0, 0), (0, 5), (3, 9), (10, 10), (40, 12)])
def test_mcnemar_is_that_of_statsmodels(harm, luck):
    expected = oracle_mcnemar([[50, harm], [luck, 50]], exact=True).pvalue if harm + luck else 1.0
    assert mcnemar(harm, luck) == pytest.approx(expected)


@pytest.mark.parametrize(("successes", "n"), [(0, 1), (0, 20), (3, 20), (20, 20), (500, 1000)])
@pytest.mark.parametrize(("ours", "theirs"), [(wilson, "wilson"), (clopper_pearson, "beta")])
def test_rates_of_independent_trials_are_those_of_statsmodels(successes, n, ours, theirs):
    expected = proportion_confint(successes, n, alpha=0.1, method=theirs)
    assert ours(successes, n, confidence=0.9) == pytest.approx(expected, abs=1e-12)


def test_rule_of_three():
    assert rule_of_three(100) == pytest.approx(0.03, abs=1e-4)
    assert rule_of_three(1) == 1.0


@pytest.mark.parametrize(
    ("perturbations", "points"),
    [(1, (11.1, 7.0, 4.6, 2.7, 1.9)), (8, (14.2, 8.9, 5.8, 3.5, 2.4))],
)
def test_smallest_margins_of_the_reference_table(perturbations, points):
    golden = (50, 100, 200, 500, 1000)
    margins = [round(100 * smallest_margin(count, V=5, P=perturbations), 1) for count in golden]
    assert tuple(margins) == points


@pytest.mark.parametrize("margin", [0.4, 0.05, 0.011])
def test_golden_needed_is_the_inverse_of_the_smallest_margin(margin):
    needed = golden_needed(margin, V=3, P=4)
    assert smallest_margin(needed, V=3, P=4) <= margin < smallest_margin(needed - 1, V=3, P=4)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rate([]), "at least one"),
        (lambda: rate([0.5, float("nan")]), "1 of 2 values"),
        (lambda: paired_delta([1.0], [1.0, 0.0]), "1 clean scores and 2"),
        (lambda: rate([1.0, 0.0], ["a"]), "2 values and 1 clusters"),
        (lambda: rate([1.0]).interval(95), "between 0 and 1"),
        (lambda: wilson(3, 2), "3 successes in 2 trials"),
        (lambda: rule_of_three(0), "at least one trial"),
        (lambda: mcnemar(-1, 2), "cannot be negative"),
        (lambda: smallest_margin(0, V=1, P=1), "each at least 1"),
        (lambda: golden_needed(0, V=1, P=1), "over 0"),
    ],
)
def test_a_statistic_of_nothing_raises(call, says):
    with pytest.raises(UsageError, match=says):
        call()


@pytest.mark.parametrize("golden", [10, 20, 40, 50, 75, 100, 150, 200, 300, 410, 1000])
def test_exact_error_rates_of_single_variants_that_only_do_harm(golden):
    """One variant each: the number of flips is binomial, so the error rates need no simulation."""
    flips = np.arange(golden + 1)
    ends = np.array([paired_delta(np.ones(golden), np.arange(golden) >= count).interval() for count in flips])
    for harm in np.arange(0.01, 0.31, 0.01):
        chance = scipy.stats.binom.pmf(flips, golden, harm)
        passed, failed = ends[:, 0] > -harm, ends[:, 1] < -harm
        assert chance[passed].sum() <= 0.07, harm
        assert chance[failed].sum() <= 0.07, harm
        assert chance[~passed & ~failed].sum() >= 0.93, harm


@pytest.mark.parametrize(
    "kind",
    [
        Simulated(20, 5, rho=0.3, p_d=0.2),
        Simulated(100, 5, rho=0.6, p_d=0.1),
        Simulated(100, 20, rho=0.6, p_d=0.2, unequal=True),
        Simulated(200, 5, rho=0.3, p_d=0.1, luck=0.25),
        Simulated(200, 20, rho=0.6, p_d=0.2),
        *(Simulated(sum(sizes), 5, rho=0.6, p_d=0.2, sizes=sizes) for sizes in GROUPS),
    ],
)
def test_error_rates_where_the_margin_is_the_true_drop(kind):
    found = rates(kind, 3000, np.random.default_rng(11))
    assert found.false_pass <= 0.07
    assert found.false_fail <= 0.07
    assert found.coverage >= 0.93


@pytest.mark.parametrize("perturbations", [1, 8])
def test_a_harmless_perturbation_passes_the_smallest_margin_four_times_in_five(perturbations):
    margin = smallest_margin(200, V=5, P=perturbations)
    # Differences of one golden example share their sign too, so 0.13 here makes them as alike as the formula's 0.3.
    kind = Simulated(200, 5, rho=0.13, p_d=0.1, luck=0.5)
    runs = estimates(kind, 2000, np.random.default_rng(5))
    passed = np.mean([one.interval(1 - 0.05 / perturbations)[0] > -margin for one in runs])
    assert 0.78 <= passed <= 0.90
