"""A planned sequential test: look at the data several times, and stop as soon as a verdict is settled.

Looking four times at 95 % each would be wrong about one run in eight that stands at its limit exactly. So the error
rate is spent over the looks: little at the early ones, nearly all of it at the last. The intervals at the levels of the
looks then hold **together**, at all looks at once, with the confidence that one interval alone would have (repeated
confidence intervals). Whatever is read off the interval of the look at which a test stopped is read at the planned
error rate, for every limit and by whatever rule it stopped; early stops are rare and need clear data.

Source: Lan and DeMets (1983), Biometrika 70, with their spending function of O'Brien and Fleming's type on either side;
the recursion is that of Armitage, McPherson and Rowe (1969); Jennison and Turnbull (1989), J. R. Statist. Soc. B 51, on
repeated confidence intervals, and (2000) on taking the same tail areas to the t distribution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from robustgen.errors import UsageError

if TYPE_CHECKING:
    from robustgen.scoring.judging import Judgement

LOOKS = 8
_LEAST = 1e-12  # a look that may spend less than this is left out: nothing could be settled there
_NODES = 160  # of the quadrature; 120 to 320 agree to 1e-9 in every boundary that is used
_REACH = 9.0  # standard deviations beyond which a path is not followed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Look:
    """One planned look at the data.

    Attributes:
        number, planned: which, from 1, of how many.
        golden, total: golden examples seen by then, of how many.
        confidence: of the intervals that decide there.
    """

    number: int
    planned: int
    golden: int
    total: int
    confidence: float


def plan_looks(total: int, confidence: float, *, looks: int = LOOKS) -> tuple[Look, ...]:
    """Return the looks at a run of `total` golden examples, after equal shares of them; the last is at all of them.

    Args:
        total: golden examples, at least 1.
        confidence: what the intervals of all looks are to hold at together: 1 - 0.05/P.
        looks: how many, if there are golden examples enough; a look at which nothing could be settled is left out.

    >>> [(look.golden, round(look.confidence, 4)) for look in plan_looks(200, 0.95, looks=4)]
    [(50, 1.0), (100, 0.997), (150, 0.9817), (200, 0.956)]
    """
    if total < 1 or looks < 1:
        raise UsageError(f"{looks} looks at {total} golden examples: at least one of each")
    alpha = (1 - confidence) / 2
    seen = sorted({-(-total * number // looks) for number in range(1, looks + 1)})
    seen = [count for count in seen if count == total or _spent(alpha, count / total) > _LEAST]
    tails = tail_areas(alpha, tuple(count / total for count in seen))
    return tuple(
        Look(number, len(seen), count, total, 1 - 2 * tail)
        for number, (count, tail) in enumerate(zip(seen, tails, strict=True), 1)
    )


def settled(judgements: Sequence[Judgement]) -> bool:
    """Return whether every limit that holds for these rows passed or failed, and there is one."""
    from robustgen.scoring.judging import FAIL, PASS

    verdicts = {decision.verdict for one in judgements for decision in one.decisions}
    return bool(verdicts) and verdicts <= {PASS, FAIL}


@lru_cache(maxsize=1024)
def tail_areas(alpha: float, times: tuple[float, ...]) -> tuple[float, ...]:
    """Return the one-sided level of each look, so that one of them is crossed with probability `alpha`.

    With Z_k = B(t_k)/√t_k of a Brownian motion B, boundaries c_k are such that P(Z_j < c_j for all j < k, Z_k ≥ c_k) is
    what the spending function 2 - 2Φ(z(1 - alpha/2)/√t) grows by since the look before; the levels are 1 - Φ(c_k).

    Args:
        alpha: of one side.
        times: shares of the data at the looks, ascending, the last one 1.
    """
    from scipy.special import ndtr

    if not times or any(late <= early for early, late in pairwise((0.0, *times))) or times[-1] != 1:
        raise UsageError(f"looks at {times}: expected shares of the data, ascending, the last of them 1")
    found: list[float] = []
    places, density = np.zeros(1), np.ones(1)  # where the paths are that crossed nothing yet, with their weights
    spent = before = 0.0
    for time in times:
        wanted = _spent(alpha, time) - spent
        bound = _boundary(places, density, math.sqrt(time - before), wanted, math.sqrt(time))
        places, density = _carry(places, density, math.sqrt(time - before), bound, math.sqrt(time))
        found.append(float(ndtr(-bound / math.sqrt(time))))
        spent, before = spent + wanted, time
    return tuple(found)


def _spent(alpha: float, time: float) -> float:
    """Return how much of `alpha` may be spent by then: O'Brien and Fleming's type."""
    from scipy.special import ndtr, ndtri

    return 2 * float(ndtr(ndtri(alpha / 2) / math.sqrt(time)))


def _boundary(places: Floats, density: Floats, step: float, wanted: float, spread: float) -> float:
    """Return the value that paths from `places` exceed after a step with the probability `wanted`."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    def excess(bound: float) -> float:
        return float(density @ ndtr((places - bound) / step)) / wanted - 1

    return float(brentq(excess, -_REACH * spread, 4 * _REACH * spread, xtol=1e-13))


def _carry(places: Floats, density: Floats, step: float, bound: float, spread: float) -> tuple[Floats, Floats]:
    """Return where the paths that stay below the boundary are after a step, as nodes and weights of a quadrature."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    low = -_REACH * spread
    there = low + (bound - low) * (nodes + 1) / 2
    away = (there[:, None] - places[None, :]) / step
    reached = np.exp(-away * away / 2) @ density / (step * math.sqrt(2 * math.pi))
    return there, reached * weights * (bound - low) / 2
