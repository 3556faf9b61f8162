"""Worst of V: how often the model is right on all of V variants of a golden example, beside what chance alone does.

More variants make the worst of them worse, for any model that is not perfect: one that flips 1 % of its answers at
random "fails" 4.9 / 9.6 / 18.2 / 39.5 % of golden examples at V = 5 / 10 / 20 / 50. So V always stands beside the
figure, figures are compared at equal V only, and the placebo beside it is the model's own, from repeated clean inputs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robustgen.errors import UsageError
from robustgen.scoring.outcomes import Outcomes
from robustgen.scoring.statistics import Estimate, rate
from robustgen.scoring.statuses import ANSWERS

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Worst:
    """Worst of V of one perturbation and severity.

    Attributes:
        perturbation, severity: of which row.
        v: how many variants stand together.
        golden: golden examples with V variants or more; the others are left out.
        accuracy: the share of them where all V are right.
        clean: their clean accuracy.
        placebo: how often V repeats of the clean input are not all right where a first one was, as a share of all;
            None with fewer than V + 1 repeats, where it cannot be told.
        harm: the share where the clean answer is right and one of the V variants is not, less the placebo.
    """

    perturbation: str
    severity: int | None
    v: int
    golden: int
    accuracy: Estimate
    clean: float
    placebo: float | None
    harm: float


def chance_of_failure(flip: float, v: int) -> float:
    """Return how often a model that flips a share of its answers at random fails on one of V variants.

    >>> [round(chance_of_failure(0.01, v), 3) for v in (5, 10, 20, 50)]
    [0.049, 0.096, 0.182, 0.395]
    """
    return float(1 - (1 - flip) ** v)


def all_right(scores: Floats, counts: Codes, v: int) -> Floats:
    """Return the chance that V variants drawn from those of a golden example are all right, by golden example.

    With n variants of which the scores are s_1 … s_n, this is e_V(s) / (n choose V), e_V being the elementary symmetric
    polynomial: the mean over all choices of V variants of the chance that all are right, so that golden examples with
    more than V variants count without a choice of which; with right or wrong alone it is (r choose V) / (n choose V).

    Args:
        scores: the scores of all variants, those of a golden example next to each other.
        counts: how many there are of each, V or more.
        v: V.

    Source: the estimator of pass@k in Chen et al. (2021), arXiv 2107.03374, for "all" in place of "any".
    """
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    sums = np.zeros((len(counts), v + 1))
    sums[:, 0] = 1.0
    for place in range(int(counts.max(initial=0))):
        there = np.flatnonzero(counts > place)
        score = scores[starts[there] + place]
        # Dividing by the number of choices step by step keeps the polynomial within [0, 1].
        for size in range(min(v, place + 1), 0, -1):
            share = size / (place + 1)
            sums[there, size] = sums[there, size] * (1 - share) + share * sums[there, size - 1] * score
    return sums[:, v]


def worst_of(outcomes: Outcomes, *, v: int | None = None) -> tuple[Worst, ...]:
    """Return worst of V for every perturbation and severity, in the order of the card.

    Args:
        outcomes: a checked frame.
        v: V; without, the most variants that nine in ten golden examples of a row have.

    Raises:
        UsageError: V is below 1.
    """
    if v is not None and v < 1:
        raise UsageError(f"V is {v}: worst of V needs at least one variant")
    clean, trials = _clean(outcomes)
    found = []
    for number, cell in enumerate(outcomes.cells):
        golden, scores = _variant_scores(outcomes, number)
        known = ~np.isnan(clean[golden]) & ~np.isnan(scores)
        golden, scores = golden[known], scores[known]
        if not len(golden):
            continue
        names, counts = np.unique(golden, return_counts=True)
        size = v if v is not None else max(1, int(np.quantile(counts, 0.1, method="lower")))
        enough = counts >= size
        if not enough.any():
            continue
        kept = np.repeat(enough, counts)
        names, counts = names[enough], counts[enough]
        right = all_right(scores[kept], counts, size)
        groups = None if outcomes.clusters is None else outcomes.clusters[names]
        first = clean[names]
        placebo = _placebo(first, trials[names], size)
        harm = float((first * (1 - right)).mean())
        found.append(
            Worst(
                cell.perturbation,
                cell.severity,
                size,
                len(names),
                rate(right, groups),
                float(first.mean()),
                placebo,
                harm - (placebo or 0.0),
            )
        )
    return tuple(found)


def placebo_flips(outcomes: Outcomes) -> float | None:
    """Return how often a clean input asked again is not right though it was: the placebo of the harm rate.

    The mean over golden examples of p(1 - p)·T/(T - 1), p being the share right of T repeats; None without repeats.
    """
    clean, trials = _clean(outcomes)
    return _placebo(clean[~np.isnan(clean)], trials[~np.isnan(clean)], 1)


def _placebo(clean: Floats, trials: Codes, v: int) -> float | None:
    """Return the share of golden examples right at first and not right in one of V further repeats.

    Of r right of T repeats that is r/T - (r choose V+1) / (T choose V+1), without bias; fewer repeats than V + 1 cannot
    tell a model that always fails on a few inputs from one that sometimes fails on many, so there is no figure then.
    """
    if not len(trials) or trials.min() <= v:
        return None
    drawn = np.arange(v + 1)
    left = (clean * trials)[:, None] - drawn
    together = np.prod(np.maximum(left, 0) / (trials[:, None] - drawn), axis=1)
    return float((clean - together).mean())


def _clean(outcomes: Outcomes) -> tuple[Floats, Codes]:
    """Return the clean score of each golden id, NaN without an answer, and how many answers it is the mean of."""
    here = (outcomes.cell < 0) & (outcomes.status < ANSWERS)
    count = len(outcomes.golden_ids)
    trials = np.bincount(outcomes.golden[here], minlength=count)
    total = np.bincount(outcomes.golden[here], weights=outcomes.value[here], minlength=count)
    return np.where(trials > 0, total / np.maximum(trials, 1), np.nan), trials


def _variant_scores(outcomes: Outcomes, cell: int) -> tuple[Codes, Floats]:
    """Return golden position and score of each variant of a cell, by golden example; NaN where one was not answered."""
    here = np.flatnonzero(outcomes.cell == cell)
    golden, value = outcomes.golden[here], np.where(outcomes.status[here] < ANSWERS, outcomes.value[here], np.nan)
    if outcomes.variant is not None:
        _, first, place = np.unique(outcomes.variant[here], return_index=True, return_inverse=True)
        value = np.bincount(place, weights=value) / np.bincount(place)
        golden = golden[first]
    order = np.argsort(golden, kind="stable")
    return golden[order], value[order]
