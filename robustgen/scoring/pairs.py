"""From outcomes to pairs: one golden example under one perturbation and severity, clean beside its variants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robustgen.scoring.outcomes import Outcomes
from robustgen.scoring.statuses import ANSWERS, STATUSES

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

RIGHT = 0.5  # a clean answer counts as right from this score on: the majority of its repeats

_WRONG = STATUSES.index("wrong")
_SKIPPED = STATUSES.index("skipped")


@dataclass(frozen=True, slots=True)
class CleanSide:
    """The clean outcomes, one element a golden id.

    `score` is the mean over repeats, meaningless where the golden example left; `counts` has a column a status.
    """

    score: Floats
    answered: Flags
    lost: Flags
    skipped: Flags
    counts: Codes


@dataclass(frozen=True, slots=True)
class Pairs:
    """One element a pair, in order of cell and golden id; positions in `Outcomes.cells` and `.golden_ids`.

    Attributes:
        clean: the clean score.
        score: the mean over all outcomes on variants.
        outcomes: how many outcomes that is.
        variants: how many variants; fewer than outcomes where there are repeats.
        harm: outcomes not right where clean was right; for shares what was lost, added up.
        luck: outcomes right where clean was not; for shares what was gained.
        other: wrong outcomes unlike the wrong clean one; -1 where an output was not seen.
        lost: the pair left by an error or a time-out on either side.
        skipped: it left by a skip, and by nothing worse.
    """

    cell: Codes
    golden: Codes
    clean: Floats
    score: Floats
    outcomes: Codes
    variants: Codes
    harm: Floats
    luck: Floats
    other: Codes
    lost: Flags
    skipped: Flags


def clean_side(outcomes: Outcomes, *, consistency: bool) -> CleanSide:
    """Return the clean outcomes by golden id; with consistency, one that has none is consistent with itself."""
    count = len(outcomes.golden_ids)
    clean = outcomes.cell < 0
    golden, status = outcomes.golden[clean], outcomes.status[clean]
    counts = np.bincount(golden * len(STATUSES) + status, minlength=count * len(STATUSES)).reshape(count, -1)
    answers = counts[:, :ANSWERS].sum(axis=1)
    total = np.bincount(golden, weights=outcomes.value[clean], minlength=count)
    score = total / np.maximum(answers, 1)
    skipped = counts[:, _SKIPPED] > 0
    lost = counts[:, ANSWERS:_SKIPPED].sum(axis=1) > 0
    answered = (answers > 0) & ~lost & ~skipped
    if consistency:
        absent = counts.sum(axis=1) == 0
        score, answered = np.where(absent, 1.0, score), answered | absent
    return CleanSide(score, answered, lost, skipped & ~lost, counts)


def pair_up(outcomes: Outcomes, side: CleanSide) -> tuple[Pairs, Codes]:
    """Return the pairs, and the number of outcomes on variants by cell (rows) and status (columns)."""
    varied = outcomes.cell >= 0
    cell, golden = outcomes.cell[varied], outcomes.golden[varied]
    status, value = outcomes.status[varied], outcomes.value[varied]
    keys, pair = np.unique(cell * len(outcomes.golden_ids) + golden, return_inverse=True)
    count = len(keys)
    pair_cell, pair_golden = np.divmod(keys, len(outcomes.golden_ids))
    answered = np.bincount(pair, weights=status < ANSWERS, minlength=count).astype(np.int64)
    skipped = np.bincount(pair, weights=status == _SKIPPED, minlength=count).astype(np.int64)
    every = np.bincount(pair, minlength=count)
    total = np.bincount(pair, weights=value, minlength=count)
    clean = side.score[pair_golden]
    # Right or wrong: over all pairings of a clean repeat with a repeat of a variant, plain counts without repeats.
    harm: Floats = clean * (answered - total)
    luck: Floats = (1.0 - clean) * total
    if outcomes.graded:
        change = np.where(status < ANSWERS, value - side.score[golden], 0.0)
        harm = np.bincount(pair, weights=np.maximum(-change, 0.0), minlength=count).astype(np.float64)
        luck = np.bincount(pair, weights=np.maximum(change, 0.0), minlength=count).astype(np.float64)
    lost = side.lost[pair_golden] | (every > answered + skipped)
    pairs = Pairs(
        cell=pair_cell,
        golden=pair_golden,
        clean=clean,
        score=total / np.maximum(answered, 1),
        outcomes=answered,
        variants=_distinct(outcomes, varied, pair, count),
        harm=harm,
        luck=luck,
        other=_other_wrong(outcomes, varied, pair, count),
        lost=lost,
        skipped=(side.skipped[pair_golden] | (skipped > 0)) & ~lost,
    )
    by_status = np.bincount(cell * len(STATUSES) + status, minlength=len(outcomes.cells) * len(STATUSES))
    return pairs, by_status.reshape(-1, len(STATUSES))


def _distinct(outcomes: Outcomes, varied: Flags, pair: Codes, count: int) -> Codes:
    """Return how many variants each pair has."""
    if outcomes.variant is None:
        return np.bincount(pair, minlength=count)
    first = np.unique(outcomes.variant[varied], return_index=True)[1]
    return np.bincount(pair[first], minlength=count)


def _other_wrong(outcomes: Outcomes, varied: Flags, pair: Codes, count: int) -> Codes:
    """Return how many wrong outcomes differ from the wrong clean one, by pair; -1 where outputs were not all seen."""
    if outcomes.output is None:
        return np.full(count, -1)
    clean_output = np.full(len(outcomes.golden_ids), -1)
    clean_wrong = np.zeros(len(outcomes.golden_ids), dtype=bool)
    clean = np.flatnonzero(~varied)[::-1]  # the first of several repeats is written last, and stays
    clean_output[outcomes.golden[clean]] = outcomes.output[clean]
    clean_wrong[outcomes.golden[clean]] = outcomes.status[clean] == _WRONG
    golden, output = outcomes.golden[varied], outcomes.output[varied]
    both = clean_wrong[golden] & (outcomes.status[varied] == _WRONG)
    seen = (output >= 0) & (clean_output[golden] >= 0)
    other = np.bincount(pair, weights=both & seen & (output != clean_output[golden]), minlength=count)
    unseen = np.bincount(pair, weights=both & ~seen, minlength=count)
    return np.where(unseen > 0, -1, other).astype(np.int64)
