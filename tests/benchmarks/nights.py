"""Months of nights on a model that does not change: `python -m tests.benchmarks.nights [MONTHS]`.

Each month a baseline is recorded and thirty nights are held against it, 100 golden examples × 5 variants × 8
perturbations, nine in ten right; a share of all answers flips at random, every time the model is asked. A night is red
where `compare` fails. With `again`, answers that differ from the baseline are asked three times more and the majority
counts, as the plugin does; without, the first answer stands.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robustgen.baseline import Outcome, Place, Recorded
from robustgen.comparison import compare

GOLDEN, VARIANTS, PERTURBATIONS, NIGHTS = 100, 5, 8, 30
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Month:
    """What came of some months: shares of red nights and of months with one, variants newly broken a night."""

    red_nights: float
    red_months: float
    newly_broken: float


def simulate(flip: float, months: int, *, again: bool, seed: int = 1, golden: int = GOLDEN) -> Month:
    """Simulate months; `flip` is the share of answers that flip at random."""
    rng = np.random.default_rng(seed)
    shape = (PERTURBATIONS, golden, VARIANTS)
    red, broken, red_months = 0, 0, 0
    for _ in range(months):
        # Golden examples differ in how hard they are: their variants fail together.
        truth = rng.random(shape) < rng.beta(4.5, 0.5, (1, golden, 1))
        before = truth ^ (rng.random(shape) < flip)
        held = recorded(before)
        reds = 0
        for _ in range(NIGHTS):
            now = truth ^ (rng.random(shape) < flip)
            if again:
                now = asked_again(truth, before, now, flip, rng)
            found = compare(held, recorded(now), test="t", since="")
            reds += found.fails
            broken += found.count("newly_broken")
        red += reds
        red_months += reds > 0
    nights = months * NIGHTS
    return Month(red / nights, red_months / months, broken / nights)


def asked_again(truth: Flags, before: Flags, now: Flags, flip: float, rng: np.random.Generator) -> Flags:
    """Return the night after the answers that changed were asked three times more."""
    changed = before != now
    said = truth[changed] ^ (rng.random((3, int(changed.sum()))) < flip)
    settled = now.copy()
    settled[changed] = said.sum(axis=0) >= 2
    return settled


def recorded(right: Flags) -> Recorded:
    """Return a night as a baseline holds it."""
    names = [f"{family}.p{number}@1" for family in ("typo", "ood") for number in range(PERTURBATIONS // 2)]
    outcomes: dict[Place, Outcome] = {}
    for p, g, v in np.ndindex(right.shape):
        outcomes[names[p], f"g{g:03}", f"2/{v}"] = Outcome("0", "r" if right[p, g, v] else "w")
    return Recorded("s", None, names, outcomes)


def main() -> None:
    """Print the table."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print(f"{months} months of {NIGHTS} nights, {GOLDEN} golden × {VARIANTS} variants × {PERTURBATIONS} perturbations")
    print("flips   asked again   red nights   months with one   newly broken a night")
    for flip, again in ((0.0, True), (0.01, True), (0.01, False), (0.05, True), (0.05, False)):
        found = simulate(flip, months, again=again)
        print(
            f"{flip:5.0%}   {'yes' if again else 'no':11}   {found.red_nights:10.2%}   {found.red_months:15.1%}   "
            f"{found.newly_broken:20.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
