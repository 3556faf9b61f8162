"""Simulate items that are looked at several times: error rates at the limit, and calls saved away from it.

    python -m tests.benchmarks.sequential [items a cell, 5000 without]

Runs are those of `scoring_simulation`: a model of clean accuracy 0.85, G golden examples (or groups of them) with V
variants each, of which p_d change. An item stops at the first look whose interval, at the level of that look, lies
wholly on one side of the limit. Where the limit is the true drop exactly, whoever passes or fails is wrong.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass, replace

import numpy as np

from robustgen.scoring.sequential import LOOKS, plan_looks
from robustgen.scoring.statistics import cluster_estimate
from tests.benchmarks.scoring_simulation import ACCURACY, Simulated, _propensity

LIMIT = 0.05


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of many items: one element an item.

    Attributes:
        verdict: 1 for pass, -1 for fail, 0 for cannot tell, as the looks had it.
        share: of the golden examples that were run.
        full: the verdict of one look at all of the data, at the whole error rate.
    """

    verdict: np.ndarray
    share: np.ndarray
    full: np.ndarray

    @property
    def rates(self) -> tuple[float, float, float, float]:
        """False passes and false fails of the looks, and the same of one look at all."""
        return tuple(float((one == side).mean()) for one in (self.verdict, self.full) for side in (1, -1))


def differences(kind: Simulated, items: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the paired difference of each golden example of each item, and the clusters, in a random order."""
    groups = np.repeat(np.arange(len(kind.sizes)), kind.sizes) if kind.sizes else np.arange(kind.golden)
    rng.shuffle(groups)
    shape = (items, len(groups))
    clean = rng.random(shape) < ACCURACY
    count = rng.integers(1 if kind.unequal else kind.variants, max(1, (2 if kind.unequal else 1) * kind.variants),
                         size=len(groups), endpoint=True)  # fmt: skip
    draws = (items, groups.max() + 1)
    harm = _propensity((1 - kind.luck) * kind.p_d / ACCURACY, kind.rho, draws, rng)[:, groups]
    luck = _propensity(kind.luck * kind.p_d / (1 - ACCURACY), kind.rho, draws, rng)[:, groups]
    changed = rng.binomial(count, np.where(clean, harm, luck)) / count
    return np.where(clean, -changed, changed), groups if kind.sizes else None


def ended(
    kind: Simulated, margin: float, items: int, rng: np.random.Generator, *, gating: int = 1, looks: int = LOOKS
) -> Ended:
    """Run items against a limit, look by look, as the plugin does."""
    data, clusters = differences(kind, items, rng)
    confidence = 1 - 0.05 / gating
    plan = plan_looks(data.shape[1], confidence, looks=looks)
    verdict, share, full = np.zeros(items), np.ones(items), np.zeros(items)
    for item, values in enumerate(data):
        full[item] = _side(values, clusters, confidence, margin)
        for look in plan:
            seen = look.golden
            verdict[item] = _side(values[:seen], None if clusters is None else clusters[:seen], look.confidence, margin)
            if verdict[item]:
                share[item] = seen / look.total
                break
    return Ended(verdict, share, full)


def _side(values: np.ndarray, clusters: np.ndarray | None, confidence: float, margin: float) -> int:
    low, high = cluster_estimate(values, clusters, low=-1.0, high=1.0).interval(confidence)
    return int(low > -margin) - int(high < -margin)


def main(items: int) -> None:
    rng = np.random.default_rng(20240914)
    print(f"At the limit exactly: margin = true drop, {LOOKS} looks, {items:,} items each.\n")
    print("| V | rho | G | p_d | luck | P | false pass % | false fail % | both | one look: pass % | fail % | both |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    cells = [
        (Simulated(golden, variants, rho, p_d, luck), str(golden))
        for (variants, rho), golden, p_d, luck in itertools.product(
            ((1, 0), (5, 0.3), (5, 0.6)), (20, 50, 100, 400), (0.02, 0.1, 0.2), (0, 0.25)
        )
    ]
    cells += [
        (Simulated(sum(sizes), 5, rho, 0.1, sizes=sizes), f"{sum(sizes)} in {len(sizes)}, largest {max(sizes)}")
        for sizes, rho in itertools.product(GROUPS, (0.3, 0.6))
    ]
    for gating in (1, 8):
        seen = []
        for kind, named in cells:
            many = ended(kind, kind.drop, items, rng, gating=gating).rates
            shown = [*many[:2], sum(many[:2]), *many[2:], sum(many[2:])]
            seen.append(shown)
            print(
                f"| {kind.variants} | {kind.rho} | {named} | {kind.p_d} | {kind.luck} | {gating} | {_percent(*shown)} |"
            )
        print(f"| worst | | | | | {gating} | {_percent(*np.max(seen, axis=0))} |")
        print(f"| mean | | | | | {gating} | {_percent(*np.mean(seen, axis=0))} |")
    print(f"\nAway from the limit, max_drop {LIMIT}, V = 5, rho 0.3:\n")
    print("| G | P | true drop | golden examples run % | settled % | settled by one look at all % | other verdict % |")
    print("|---|---|---|---|---|---|---|")
    for golden, gating, drop in itertools.product((100, 400, 1600), (1, 8), DROPS):
        kind = replace(Simulated(golden, 5, 0.3, max(drop, 0.02)), luck=0.5 if not drop else 0.0)
        cell = ended(kind, LIMIT, max(200, items // 5), rng, gating=gating)
        settled = (cell.verdict != 0).mean(), (cell.full != 0).mean()
        other = ((cell.verdict * cell.full) < 0).mean()
        shown = " | ".join(f"{100 * one:.1f}" for one in (cell.share.mean(), *settled, other))
        print(f"| {golden} | {gating} | {drop} | {shown} |")


DROPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5)
GROUPS = ((4,) * 50, tuple(range(1, 11)) * 6, (60,) + (1,) * 140)


def _percent(*rates: float) -> str:
    return " | ".join(f"{100 * rate:.2f}" for rate in rates)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5000)
