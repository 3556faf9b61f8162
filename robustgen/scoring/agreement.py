"""Agreement of raters beyond chance, with intervals for pairs that come in clusters: pure functions over counts.

Of a coefficient that is a function of sums over clusters the interval is a jackknife over the clusters and, as for
every share here, two pseudo-clusters: one of full agreement and one of none, so that raters who never disagreed in a
few pairs still leave room for doubt. Simulated, 20 to 200 clusters of 1 to 4 pairs at a kappa of 0.2 to 0.9: the 95 %
interval of kappa covers in 95.6 to 99.8 % of a thousand samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from robustgen.scoring.statistics import t_quantile

Sums = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An agreement beyond chance: 1 for full agreement, 0 for what chance alone gives, below it worse than chance.

    Attributes:
        value: the coefficient.
        centre: the middle of the interval: the coefficient with the two pseudo-clusters.
        error: the standard error of `centre`.
        df: degrees of freedom of the t distribution.
    """

    value: float
    centre: float
    error: float
    df: int

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the ends of the interval, within -1 and 1."""
        half = t_quantile(self.df, confidence) * self.error
        return max(-1.0, self.centre - half), min(1.0, self.centre + half)


def kappa(both: Sequence[tuple[bool, bool]], clusters: Sequence[Hashable]) -> Coefficient | None:
    """Return Cohen's kappa of two raters' verdicts; None where both gave one and the same verdict throughout.

    Args:
        both: one (first rater, second rater) a pair.
        clusters: what each pair belongs to.

    Source: J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20
    (1960); the interval is ours.

    >>> both = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    >>> round(kappa(both, range(50)).value, 3)
    0.4
    """
    cells = [(float(a and b), float(a and not b), float(b and not a), float(not a and not b)) for a, b in both]
    return _coefficient(_kappa, cells, clusters, ((0.5, 0.0, 0.0, 0.5), (0.0, 0.5, 0.5, 0.0)))


def alpha(counts: Sequence[tuple[int, int]], clusters: Sequence[Hashable]) -> Coefficient | None:
    """Return Krippendorff's alpha of any number of raters on yes or no; None where all gave one verdict throughout.

    Args:
        counts: one (how many said yes, how many no) an item; items with fewer than two verdicts say nothing.
        clusters: what each item belongs to.

    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), nominal data; the interval is ours.

    >>> round(alpha([(0, 2)] * 5 + [(2, 0)] + [(1, 1)] * 4, range(10)).value, 3)
    0.095
    """
    parts = [(2 * yes * no / (yes + no - 1), float(yes), float(no)) for yes, no in counts if yes + no > 1]
    held = [cluster for (yes, no), cluster in zip(counts, clusters, strict=True) if yes + no > 1]
    return _coefficient(_alpha, parts, held, ((0.0, 1.0, 1.0), (2.0, 1.0, 1.0)))


def _kappa(sums: Sums) -> float | None:
    yes, first, second, no = sums
    chance = (yes + first) * (first + no) + (yes + second) * (second + no)
    return 2 * (yes * no - first * second) / chance if chance else None


def _alpha(sums: Sums) -> float | None:
    apart, yes, no = sums
    return None if not yes * no else 1 - (yes + no - 1) * apart / (2 * yes * no)


def _coefficient(
    of: Callable[[Sums], float | None], items: Sequence[Sums], clusters: Sequence[Hashable], ends: tuple[Sums, Sums]
) -> Coefficient | None:
    by_cluster: dict[Hashable, list[Sums]] = {}
    for item, cluster in zip(items, clusters, strict=True):
        by_cluster.setdefault(cluster, []).append(item)
    value = of(_added(items)) if items else None
    if value is None:
        return None
    size = math.sqrt(sum(len(held) ** 2 for held in by_cluster.values()) / len(by_cluster))
    parts = [_added(held) for held in by_cluster.values()] + [tuple(size * one for one in end) for end in ends]
    whole = _added(parts)
    without = [of(tuple(a - b for a, b in zip(whole, part, strict=True))) or 0.0 for part in parts]
    mean, count = sum(without) / len(without), len(without)
    error = math.sqrt((count - 1) / count * sum((one - mean) ** 2 for one in without))
    return Coefficient(value, of(whole) or 0.0, error, count - 1)


def _added(items: Iterable[Sums]) -> Sums:
    return tuple(map(sum, zip(*items, strict=True)))
