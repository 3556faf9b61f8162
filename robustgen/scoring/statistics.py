"""Error bars for outcomes that come in clusters: pure functions over sequences of numbers.

Variants of one golden example are not independent, and neither are golden examples of one document. So the unit that
everything is counted in is the cluster: `group` where the user names one, else the golden example. The values given
here are one per golden example (the mean over its variants, or that mean less its clean score), weighted equally.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from robustgen.errors import UsageError

Numbers = Sequence[float] | npt.NDArray[np.float64]
Clusters = Sequence[Hashable] | npt.NDArray[np.int64]

_POWER = 0.8  # "a harmless perturbation passes four times in five"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over golden examples with all that its interval needs at any confidence.

    Attributes:
        value: the mean itself, every golden example with the same weight.
        n: the golden examples behind it.
        clusters: the clusters that they fall into; equal to `n` without groups.
        centre: the middle of the interval, `value` pulled toward the middle of the scale by the two pseudo-clusters.
        error: the standard error of `centre`.
        df: degrees of freedom of the t distribution.
        low: the lowest value that the quantity can take.
        high: the highest.
    """

    value: float
    n: int
    clusters: int
    centre: float
    error: float
    df: int
    low: float
    high: float

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the ends of the interval, cut to what the quantity can be."""
        half = self.half_width(confidence)
        return max(self.low, self.centre - half), min(self.high, self.centre + half)

    def half_width(self, confidence: float = 0.95) -> float:
        """Return half the width of the interval before it is cut."""
        return t_quantile(self.df, confidence) * self.error


def paired_delta(clean: Numbers, variants: Numbers, clusters: Clusters | None = None) -> Estimate:
    """Estimate the mean of `variants` - `clean`, golden example by golden example.

    The interval is t over the clusters plus two pseudo-clusters, one with every difference -1 and one with every
    difference +1, so that no change at all still leaves room for doubt.

    Args:
        clean: the clean score of each golden example, in [0, 1].
        variants: the mean score of its variants, in [0, 1].
        clusters: what each golden example belongs to; each is its own cluster without.

    Raises:
        UsageError: nothing was given, or the lengths differ.

    Source: Agresti and Min (2005), Statistics in Medicine 24, who add half an observation to each of the four cells of
    paired data; Bonett and Price (2012), J. Educ. Behav. Stat. 37, who add one to either discordant cell. Our
    deviation: what is added is a cluster, with the variance of a sample and the quantile of t over clusters, so that
    several variants, repeats, shares and groups are served alike.
    """
    before, after = _checked(clean), _checked(variants)
    if len(before) != len(after):
        raise UsageError(f"{len(before)} clean scores and {len(after)} of variants: give one each for a golden example")
    return cluster_estimate(after - before, clusters, low=-1.0, high=1.0)


def rate(values: Numbers, clusters: Clusters | None = None) -> Estimate:
    """Estimate a mean of shares (an accuracy, a rate of harm): t over clusters with pseudo-clusters at 0 and 1.

    Raises:
        UsageError: nothing was given, or the lengths differ.

    Source: the "plus four" rule of Agresti and Coull (1998), The American Statistician 52, which adds two successes and
    two failures; we add one cluster of each and take the t quantile, for clusters that hold shares.
    """
    return cluster_estimate(_checked(values), clusters, low=0.0, high=1.0)


def cluster_estimate(values: Numbers, clusters: Clusters | None = None, *, low: float, high: float) -> Estimate:
    """Estimate the mean of `values`, one per golden example, with pseudo-clusters at `low` and `high`.

    Golden examples weigh the same whatever their cluster, so the headline does not change with the grouping. With
    clusters c of n_c golden examples and sums s_c, a pseudo-cluster has n0 = sqrt(mean(n_c²)) golden examples, the
    centre is M = (Σ s_c + n0·(low + high)) / T with T = Σ n_c + 2·n0, and over the K = clusters + 2 of them

        error = √( K/(K-1) · Σ (s_c - n_c·M)² ) / T,    df = K - 1.

    Where all clusters are of one size this is exactly the t interval over the cluster means and the two extremes.
    n0 is the root mean square because pseudo-clusters of mean size leave intervals too short where one cluster is
    large (simulated coverage down to 86 % at 140 single examples beside one cluster of 60, against 95 % with this),
    and the size that a golden example sits in on average, Σ n_c² / Σ n_c, makes them useless.

    Raises:
        UsageError: nothing was given, or the lengths differ.

    Source: the standard error is that of Miller (2024), arXiv 2411.00640, with the finite correction; the pseudo-
    clusters follow Bonett and Price (2012), see `paired_delta`.
    """
    data = _checked(values)
    sums, sizes = _cluster_sums(data, clusters)
    count = len(sums) + 2
    pseudo = math.sqrt(float(np.mean(sizes * sizes)))
    total = float(sizes.sum()) + 2 * pseudo
    centre = (float(sums.sum()) + pseudo * (low + high)) / total
    residuals = sums - sizes * centre
    ends = (pseudo * (low - centre)) ** 2 + (pseudo * (high - centre)) ** 2
    squares = float(residuals @ residuals) + ends
    return Estimate(
        value=float(data.mean()),
        n=len(data),
        clusters=len(sums),
        centre=centre,
        error=math.sqrt(squares * count / (count - 1)) / total,
        df=count - 1,
        low=low,
        high=high,
    )


def clustered_error(values: Numbers, clusters: Clusters | None = None) -> float | None:
    """Return the standard error of the mean of `values`; None under two clusters, where nothing can be said.

    √( Σ_c (Σ_i (s_i - s̄))² · C/(C-1) ) / n. No pseudo-clusters: at zero flips it is 0, so it does not decide.

    Raises:
        UsageError: nothing was given, or the lengths differ.

    Source: Miller (2024), "Adding error bars to evals", arXiv 2411.00640, plus the finite correction C/(C-1), which is
    what statsmodels calls `cov_type="cluster"` for a constant.
    """
    data = _checked(values)
    sums, sizes = _cluster_sums(data, clusters)
    count = len(sums)
    if count < 2:
        return None
    residuals = sums - sizes * float(data.mean())
    return math.sqrt(float(residuals @ residuals) * count / (count - 1)) / len(data)


def mcnemar(harm: int, luck: int) -> float:
    """Return the exact two-sided p-value that harm and luck are equally likely; one variant to one golden example only.

    Source: McNemar (1947), in the exact binomial form; the conditional test, not the mid-p.
    """
    from scipy.special import bdtr

    if harm < 0 or luck < 0:
        raise UsageError(f"harm {harm} and luck {luck}: counts of pairs cannot be negative")
    pairs = harm + luck
    return min(1.0, 2.0 * float(bdtr(min(harm, luck), pairs, 0.5))) if pairs else 1.0


def wilson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval for a rate of independent trials.

    Source: Wilson (1927), without continuity correction.
    """
    _check_trials(successes, n)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def clopper_pearson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval for a rate of independent trials: never too short, often too wide.

    Source: Clopper and Pearson (1934).
    """
    from scipy.special import betaincinv

    _check_trials(successes, n)
    tail = (1 - confidence) / 2
    low = float(betaincinv(successes, n - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, n - successes, 1 - tail)) if successes < n else 1.0
    return low, high


def rule_of_three(n: int, *, confidence: float = 0.95) -> float:
    """Return the upper end for a rate of which `n` independent trials showed none: about 3/n.

    Source: Hanley and Lippman-Hand (1983), JAMA 249; -ln(1 - confidence)/n, which is 3.00/n at 95 %.
    """
    _check_trials(0, n)
    return min(1.0, -math.log(1 - confidence) / n)


def smallest_margin(G: int, *, V: float, P: int, p_d: float = 0.10, rho: float = 0.3) -> float:
    """Return the smallest allowed drop that a harmless perturbation passes four times in five.

    m = (z(1 - 0.025/P) + 0.84) · √((G·p_d·(1 + (V-1)·rho)/V + 2) / ((G+2)(G+1)))

    Args:
        G: clusters of golden examples.
        V: variants of each, a mean where they differ.
        P: gating perturbations.
        p_d: share of variants whose answer differs in rightness from the clean one.
        rho: how alike variants of one golden example are (intraclass correlation).

    Source: the interval of `paired_delta` with a normal quantile, at a true difference of 0.

    >>> round(smallest_margin(100, V=5, P=8), 3)
    0.089
    """
    if G < 1 or V < 1 or P < 1:
        raise UsageError(f"smallest margin of {G} golden examples, {V} variants, {P} perturbations: each at least 1")
    normal = NormalDist()
    quantile = normal.inv_cdf(1 - 0.025 / P) + normal.inv_cdf(_POWER)
    spread = G * p_d * (1 + (V - 1) * rho) / V + 2
    return quantile * math.sqrt(spread / ((G + 2) * (G + 1)))


def golden_needed(margin: float, *, V: float, P: int, p_d: float = 0.10, rho: float = 0.3) -> int:
    """Return the fewest golden examples whose smallest margin is at most `margin`.

    >>> golden_needed(0.03, V=5, P=8)
    665
    """
    if not margin > 0:
        raise UsageError(f"a margin of {margin}: no number of golden examples shows a drop to be at most that; over 0")
    low, high = 0, 1
    while smallest_margin(high, V=V, P=P, p_d=p_d, rho=rho) > margin:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        enough = smallest_margin(middle, V=V, P=P, p_d=p_d, rho=rho) <= margin
        low, high = (low, middle) if enough else (middle, high)
    return high


@lru_cache(maxsize=4096)
def t_quantile(df: int, confidence: float) -> float:
    """Return how many standard errors an interval reaches to either side, by Student's t."""
    from scipy.special import stdtrit

    if not 0 < confidence < 1:
        raise UsageError(f"a confidence of {confidence}: expected a share between 0 and 1, such as 0.95")
    return float(stdtrit(df, (1 + confidence) / 2))


def _checked(values: Numbers) -> npt.NDArray[np.float64]:
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 1 or not len(data):
        raise UsageError(
            f"no mean of {data.size} values in {data.ndim} dimensions: give a flat sequence of at least one"
        )
    faulty = int((~np.isfinite(data)).sum())
    if faulty:
        raise UsageError(f"{faulty} of {len(data)} values are not numbers: leave them out first")
    return data


def _cluster_sums(
    data: npt.NDArray[np.float64], clusters: Clusters | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    if clusters is None:
        return data, np.ones(len(data))
    if len(clusters) != len(data):
        raise UsageError(f"{len(data)} values and {len(clusters)} clusters: give one each for a golden example")
    codes = _codes(clusters)
    return np.bincount(codes, weights=data).astype(np.float64), np.bincount(codes).astype(np.float64)


def _codes(clusters: Clusters) -> npt.NDArray[np.int64]:
    if isinstance(clusters, np.ndarray):
        codes: npt.NDArray[np.int64] = np.unique(clusters, return_inverse=True)[1]
        return codes
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(cluster, len(known)) for cluster in clusters], dtype=np.int64)


def _check_trials(successes: int, n: int) -> None:
    if n < 1 or not 0 <= successes <= n:
        raise UsageError(f"{successes} successes in {n} trials: expected at least one trial and 0 to {n} successes")
