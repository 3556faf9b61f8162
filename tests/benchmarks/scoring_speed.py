"""One million outcomes scored, beside what pandas takes to group the same frame: `python tests/benchmarks/scoring_speed.py`.

The frame of a run: 20,000 golden examples, ten perturbations, five variants each, severities 2. Times are medians of
alternating rounds in one process, as a multiple of the group-by over the same keys with the mean of the score.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from robustgen.scoring.card import score
from robustgen.scoring.limits import Limits
from robustgen.scoring.verdict import judge

GOLDEN, PERTURBATIONS, VARIANTS, ROUNDS = 20_000, 10, 5, 5
KEYS = ["perturbation", "severity", "golden_id"]


def frame(*, groups: bool, shares: bool) -> pd.DataFrame:
    """Return outcomes of a million variants and their golden examples."""
    rng = np.random.default_rng(1)
    ids = np.array([f"golden-{number:06}" for number in range(GOLDEN)], dtype=object)
    names = np.array([f"typo.p{number}@1" for number in range(PERTURBATIONS)], dtype=object)
    count = GOLDEN * PERTURBATIONS * VARIANTS
    golden = np.tile(np.repeat(ids, VARIANTS), PERTURBATIONS)
    perturbation = np.repeat(names, GOLDEN * VARIANTS)
    index = np.tile(np.arange(VARIANTS), GOLDEN * PERTURBATIONS)
    varied = pd.DataFrame(
        {
            "golden_id": golden,
            "perturbation": perturbation,
            "severity": 2.0,
            "variant_id": golden + "/" + perturbation + "/" + index.astype(str).astype(object),
            "score": rng.random(count) if shares else (rng.random(count) < 0.85).astype(float),
        }
    )
    clean = pd.DataFrame({"golden_id": ids, "perturbation": None, "score": 1.0})
    made = pd.concat([clean, varied], ignore_index=True)
    if not shares:
        made["status"] = np.where(made.pop("score") == 1, "right", "wrong")
    if groups:
        made["group"] = made["golden_id"].str[:-1]
    return made


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios."""
    for name, made in (
        ("right or wrong", frame(groups=False, shares=False)),
        ("shares", frame(groups=False, shares=True)),
        ("right or wrong, groups", frame(groups=True, shares=False)),
    ):
        right = made.get("score", made.get("status") == "right")
        numbers = made.assign(number=pd.to_numeric(right))
        grouping = lambda n=numbers: n.groupby(KEYS, dropna=False, observed=True)["number"].mean()  # noqa: E731
        scoring = lambda m=made: judge(score(m), Limits(max_drop=0.03))  # noqa: E731
        grouping(), scoring()
        ratios = [seconds(scoring) / seconds(grouping) for _ in range(ROUNDS)]
        print(
            f"{len(made):,} outcomes, {name}: {statistics.median(ratios):.1f} times the group-by "
            f"({min(ratios):.1f} to {max(ratios):.1f})",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
