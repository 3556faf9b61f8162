"""Simulate runs whose true drop is known, and count how often the interval is wrong about it.

    python -m tests.benchmarks.scoring_simulation [runs a cell, 5000 without]

A model of clean accuracy 0.85 meets G golden examples with V variants each. The answer on a variant differs in
rightness from the clean one with probability p_d on average; how readily it does is a property of the golden example
(beta-binomial, intraclass correlation rho). `luck` is the part of these changes that goes from wrong to right. The
margin is put on the true drop exactly: whoever passes or fails there is wrong.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass, replace

import numpy as np

from robustgen.scoring.statistics import Estimate, paired_delta

ACCURACY = 0.85


@dataclass(frozen=True, slots=True)
class Simulated:
    """One kind of run."""

    golden: int
    variants: int = 1
    rho: float = 0.0
    p_d: float = 0.1
    luck: float = 0.0
    unequal: bool = False
    sizes: tuple[int, ...] = ()  # of groups whose golden examples share how readily they change; golden is their sum

    @property
    def drop(self) -> float:
        return (1 - 2 * self.luck) * self.p_d


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of runs."""

    false_pass: float
    false_fail: float
    coverage: float


def estimates(kind: Simulated, runs: int, rng: np.random.Generator) -> list[Estimate]:
    """Return what `paired_delta` makes of each run."""
    groups = np.repeat(np.arange(len(kind.sizes)), kind.sizes) if kind.sizes else np.arange(kind.golden)
    shape = (runs, len(groups))
    clean = rng.random(shape) < ACCURACY
    low, high = (1, 2 * kind.variants - 1) if kind.unequal else (kind.variants, kind.variants)
    count = rng.integers(low, high, size=len(groups), endpoint=True)
    harm = _propensity((1 - kind.luck) * kind.p_d / ACCURACY, kind.rho, (runs, groups[-1] + 1), rng)[:, groups]
    luck = _propensity(kind.luck * kind.p_d / (1 - ACCURACY), kind.rho, (runs, groups[-1] + 1), rng)[:, groups]
    changed = rng.binomial(count, np.where(clean, harm, luck)) / count
    variants = np.where(clean, 1 - changed, changed)
    clusters = groups if kind.sizes else None
    return [paired_delta(before, after, clusters) for before, after in zip(clean.astype(float), variants, strict=True)]


def rates(kind: Simulated, runs: int, rng: np.random.Generator, *, confidence: float = 0.95) -> Rates:
    """Return how often an interval is wrong where the margin is the true drop."""
    ends = np.array([one.interval(confidence) for one in estimates(kind, runs, rng)])
    passed, failed = ends[:, 0] > -kind.drop, ends[:, 1] < -kind.drop
    return Rates(float(passed.mean()), float(failed.mean()), float((~passed & ~failed).mean()))


def _propensity(mean: float, rho: float, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    if not mean or not rho:
        return np.full(shape, mean)
    weight = (1 - rho) / rho
    return rng.beta(mean * weight, (1 - mean) * weight, shape)


def main(runs: int) -> None:
    out = sys.stdout.write
    rng = np.random.default_rng(20240607)
    out(
        f"Worst of harm alone or a quarter luck, V equal or unequal; {runs:,} runs each, margin = true drop, P = 1.\n\n"
    )
    out("| V | rho | G | p_d | false pass % | false fail % | coverage % |\n|---|---|---|---|---|---|---|\n")
    seen = []
    for variants, rho, golden, p_d in itertools.product(
        (1, 5, 20), (0, 0.3, 0.6), (20, 50, 100, 200), (0.02, 0.1, 0.2)
    ):
        kind = Simulated(golden, variants, rho, p_d)
        shapes = (False, True) if variants > 1 else (False,)
        kinds = [replace(kind, luck=luck, unequal=unequal) for luck in (0, 0.25) for unequal in shapes]
        cells = [rates(one, runs, rng) for one in kinds]
        worst = Rates(
            max(cell.false_pass for cell in cells),
            max(cell.false_fail for cell in cells),
            min(cell.coverage for cell in cells),
        )
        seen.append(worst)
        out(f"| {variants} | {rho} | {golden} | {p_d} | {_percent(worst)} |\n")
    total = Rates(max(c.false_pass for c in seen), max(c.false_fail for c in seen), min(c.coverage for c in seen))
    out(f"| worst | | | | {_percent(total)} |\n\nGroups of unequal size, V = 5:\n\n")
    out("| groups | golden | largest | rho | p_d | false pass % | false fail % | coverage % |\n")
    out("|---|---|---|---|---|---|---|---|\n")
    for sizes, rho, p_d in itertools.product(GROUPS, (0.3, 0.6), (0.02, 0.1, 0.2)):
        cell = rates(Simulated(sum(sizes), 5, rho, p_d, sizes=sizes), runs, rng)
        out(f"| {len(sizes)} | {sum(sizes)} | {max(sizes)} | {rho} | {p_d} | {_percent(cell)} |\n")


GROUPS = (
    (4,) * 50,
    tuple(range(1, 11)) * 6,
    (60,) + (1,) * 140,
    (30, 20, 20) + (2,) * 30,
)


def _percent(cell: Rates) -> str:
    return f"{100 * cell.false_pass:.1f} | {100 * cell.false_fail:.1f} | {100 * cell.coverage:.1f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
