"""The card: one row per perturbation and severity, made from a tidy frame of outcomes.

Of one golden example under one perturbation and severity, the mean over its variants (and over repeats, every outcome
with the same weight) stands beside its clean score: that is the pair everything here is made of. An error, a time-out
or a skip on either side takes the golden example out of that pair; it is counted, never scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from robustgen.scoring.curves import Curve, curves
from robustgen.scoring.limits import Limits, family, is_control, matches
from robustgen.scoring.outcomes import Cell, Outcomes, read
from robustgen.scoring.pairs import RIGHT, CleanSide, Pairs, clean_side, pair_up
from robustgen.scoring.rows import Clean, Row, Whole, interval_of, value_of
from robustgen.scoring.statistics import Estimate, cluster_estimate, clustered_error, paired_delta, rate
from robustgen.scoring.statuses import STATUSES
from robustgen.scoring.worst import Worst, placebo_flips, worst_of

if TYPE_CHECKING:
    import pandas as pd

    from robustgen.scoring.verdict import Verdict

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_WORST = 20  # always-failing golden examples that a row names


@dataclass(frozen=True, slots=True)
class Card:
    """What was measured: rows in order of perturbation, severity and relation.

    Attributes:
        rows: one a perturbation and severity.
        clean: the clean inputs.
        consistency: whether "right" means "as the clean answer".
        golden: golden ids, those that left included.
        outcomes: outcomes given.
    """

    rows: tuple[Row, ...]
    clean: Clean
    consistency: bool
    golden: int
    outcomes: int
    _counted: tuple[_Counted, ...] = field(repr=False, compare=False)
    _outcomes: Outcomes = field(repr=False, compare=False)
    _clean_scores: Floats = field(repr=False, compare=False)

    def whole(self, rows: Iterable[Row]) -> Whole | None:
        """Return some of the rows as one; None where none of them counts a golden example.

        The mean of family means, so that sixty mild perturbations of one family do not hide a break in another; a
        family is what stands before the first dot. Golden examples that several rows share are one cluster: with
        weights w_r and n_r golden examples in row r, a golden example i of all N counts with
        z_i = delta + Σ_r w_r·(N/n_r)·(d_ri - delta_r), whose mean is delta (linearisation), and the interval is that
        of `paired_delta` over z.
        """
        wanted = {id(row) for row in rows}
        chosen = [(row, pairs) for row, pairs in zip(self.rows, self._counted, strict=True) if id(row) in wanted]
        chosen = [(row, pairs) for row, pairs in chosen if row.delta is not None]
        if not chosen:
            return None
        weights = _family_weights([row.perturbation for row, _ in chosen])
        clean = sum(w * float(pairs.clean.mean()) for w, (_, pairs) in zip(weights, chosen, strict=True))
        accuracy = sum(w * float(pairs.variants.mean()) for w, (_, pairs) in zip(weights, chosen, strict=True))
        present = np.unique(np.concatenate([pairs.golden for _, pairs in chosen]))
        values = np.full(len(present), accuracy - clean)
        failing = np.zeros(len(present), dtype=np.int64)
        for weight, (_, pairs) in zip(weights, chosen, strict=True):
            at = np.searchsorted(present, pairs.golden)
            difference = pairs.variants - pairs.clean
            values[at] += weight * len(present) / len(at) * (difference - difference.mean())
            failing[at] += pairs.failing
        clusters = None if self._outcomes.clusters is None else self._outcomes.clusters[present]
        order = np.lexsort((present, -failing))[:_WORST]
        return Whole(
            pairs=sum(row.golden for row, _ in chosen),
            clean=clean,
            accuracy=accuracy,
            delta=cluster_estimate(values, clusters, low=-1.0, high=1.0),
            always_failing=tuple((self._outcomes.golden_ids[present[i]], int(failing[i])) for i in order if failing[i]),
            always_failing_count=int((failing > 0).sum()),
        )

    def curves(self) -> tuple[Curve, ...]:
        """Return the severity curves: perturbations that were measured at several severities."""
        return curves(self.rows)

    def worst_of(self, v: int | None = None) -> tuple[Worst, ...]:
        """Return worst of V for every row; without V, the most variants that nine in ten of its golden examples have.

        Raises:
            UsageError: V is below 1.
        """
        return worst_of(self._outcomes, v=v)

    def placebo_flips(self) -> float | None:
        """Return how often a clean input asked again is not right though it was; None without repeats."""
        return placebo_flips(self._outcomes)

    def verdict(self, *, gating: int | None = None, **limits: Any) -> Verdict:
        """Hold limits against the card: `card.verdict(max_drop=0.03)`.

        Args:
            gating: how many gating perturbations were planned; without, those that the card has.
            limits: the arguments of `Limits`.

        Raises:
            UsageError: an unknown or faulty limit.
        """
        from robustgen.scoring.verdict import judge

        return judge(self, Limits.of(limits), gating=gating)

    def to_json(self, *, confidence: float = 0.95) -> dict[str, Any]:
        """Return plain data; the same card gives the same text of JSON."""
        return {
            "format": 1,
            "measure": "consistency" if self.consistency else "accuracy",
            "golden": self.golden,
            "outcomes": self.outcomes,
            "confidence": confidence,
            "clean": {
                "golden": self.clean.golden,
                "lost": self.clean.lost,
                "skipped": self.clean.skipped,
                "accuracy": value_of(self.clean.accuracy),
                "accuracy_interval": interval_of(self.clean.accuracy, confidence),
                "counts": dict(self.clean.counts),
            },
            "rows": [row.to_json(confidence=confidence) for row in self.rows],
        }

    def to_frame(self, *, confidence: float = 0.95) -> pd.DataFrame:
        """Return a tidy frame, one line a row.

        Columns: perturbation, relation (string); severity (Int64, missing where there is none); control (bool); golden,
        clusters, variants, lost, skipped, uncounted, always_failing_count and a column a status, `clean_right`,
        `variant_right` and so on (int64); other (Int64); harm, luck and every share (float64), NaN where there is no
        number; ends of intervals in columns `_low` and `_high`. Parquet gives the same frame back.

        Args:
            confidence: of the intervals; 1 - 0.05/P where P of them are to hold together.
        """
        from robustgen.scoring.frames import tidy

        return tidy([row.to_json(confidence=confidence) for row in self.rows])

    def to_wide_frame(self) -> pd.DataFrame:
        """Return the mean score of each golden example under each perturbation: one line a golden example.

        The index is golden_id (str); columns are `clean` and the perturbations in the order of the card, with the
        severity behind the name where there are several ("typo.swap 3"), all float64, NaN where the golden example has
        no variant or left. Of a control, only golden examples count whose clean answer was right.
        """
        from robustgen.scoring.frames import wide

        scores = [(row, pairs.golden, pairs.variants) for row, pairs in zip(self.rows, self._counted, strict=True)]
        return wide(self._outcomes.golden_ids, self._clean_scores, scores)


def score(
    frame: pd.DataFrame,
    *,
    consistency: bool = False,
    never_gate: Iterable[str] = (),
    levels: Mapping[str, float] | None = None,
) -> Card:
    """Score a tidy frame of outcomes, one row each, from any tool.

    Args:
        frame: columns golden_id, perturbation (missing for a clean input), and status or score; optional ones in
            `robustgen.scoring.outcomes`.
        consistency: whether "right" means "the same as the model's own clean answer": reported as consistency, never
            as accuracy. Clean rows may then be left out; a clean answer is consistent with itself.
        never_gate: names or globs of perturbations that never gate.
        levels: the confidence of the intervals of perturbations that were looked at several times, see
            `robustgen.scoring.sequential`.

    Raises:
        UsageError: columns that are missing or misspelt, or rows that cannot be scored, named.
    """
    outcomes = read(frame, clean_needed=not consistency)
    side = clean_side(outcomes, consistency=consistency)
    pairs, counts = pair_up(outcomes, side)
    globs = tuple(never_gate)
    bounds = np.searchsorted(pairs.cell, np.arange(len(outcomes.cells) + 1))
    rows: list[Row] = []
    counted: list[_Counted] = []
    for number, cell in enumerate(outcomes.cells):
        here = np.arange(bounds[number], bounds[number + 1])
        may_gate = cell.gates and not any(matches(glob, cell.perturbation) for glob in globs)
        row, kept = _row(outcomes, replace(cell, gates=may_gate), pairs, here, consistency=consistency)
        clean_counts = side.counts[pairs.golden[here]].sum(axis=0)
        row = replace(row, clean_counts=_named(clean_counts), variant_counts=_named(counts[number]))
        rows.append(replace(row, level=(levels or {}).get(cell.perturbation)))
        counted.append(kept)
    return Card(
        rows=tuple(rows),
        clean=_clean(outcomes, side),
        consistency=consistency,
        golden=len(outcomes.golden_ids),
        outcomes=len(frame),
        _counted=tuple(counted),
        _outcomes=outcomes,
        _clean_scores=np.where(side.answered, side.score, np.nan),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """The pairs that a row counts, one element a golden example."""

    golden: Codes
    clean: Floats
    variants: Floats
    failing: Flags


def _row(outcomes: Outcomes, cell: Cell, pairs: Pairs, here: Codes, *, consistency: bool) -> tuple[Row, _Counted]:
    """Return the row of one cell, whose pairs stand at the positions `here`, without its counts by status."""
    control = is_control(cell.perturbation, cell.relation)
    paired = here[~pairs.lost[here] & ~pairs.skipped[here]]
    right = pairs.clean[paired] >= RIGHT
    used = paired[right] if control else paired
    clusters = None if outcomes.clusters is None else outcomes.clusters[pairs.golden[used]]
    clean, variants = pairs.clean[used], pairs.score[used]
    failing = (clean >= RIGHT) & (variants == 0)
    worst = used[failing][np.argsort(-pairs.variants[used[failing]], kind="stable")]
    outputs = pairs.other[used]
    some, delta_wanted = bool(len(used)), bool(len(used)) and not control
    answered = int(pairs.outcomes[used].sum())
    row = Row(
        perturbation=cell.perturbation,
        severity=cell.severity,
        relation=cell.relation,
        may_gate=cell.gates,
        consistency=consistency,
        golden=len(used),
        clusters=len(used) if clusters is None else len(np.unique(clusters)),
        variants=int(pairs.variants[used].sum()),
        lost=int(pairs.lost[here].sum()),
        skipped=int(pairs.skipped[here].sum()),
        uncounted=len(paired) - len(used),
        clean=_rate(pairs.clean[paired], outcomes, pairs.golden[paired]),
        accuracy=rate(variants, clusters) if some else None,
        row_accuracy=float(pairs.score[used] @ pairs.outcomes[used]) / answered if some else None,
        delta=paired_delta(clean, variants, clusters) if delta_wanted else None,
        standard_error=clustered_error(variants if control else variants - clean, clusters) if some else None,
        harm=_count(pairs.harm[used]),
        luck=_count(pairs.luck[used]),
        other=int(outputs.sum()) if some and (outputs >= 0).all() else None,
        harm_rate=rate(pairs.harm[used] / pairs.outcomes[used], clusters) if delta_wanted else None,
        clean_counts={},
        variant_counts={},
        always_failing=tuple(outcomes.golden_ids[golden] for golden in pairs.golden[worst[:_WORST]]),
        always_failing_count=len(worst),
    )
    return row, _Counted(pairs.golden[used], clean, variants, failing)


def _clean(outcomes: Outcomes, side: CleanSide) -> Clean:
    answered = np.flatnonzero(side.answered)
    return Clean(
        golden=len(answered),
        lost=int(side.lost.sum()),
        skipped=int(side.skipped.sum()),
        accuracy=_rate(side.score[answered], outcomes, answered),
        counts=_named(side.counts.sum(axis=0)),
    )


def _rate(values: Floats, outcomes: Outcomes, golden: Codes) -> Estimate | None:
    if not len(values):
        return None
    return rate(values, None if outcomes.clusters is None else outcomes.clusters[golden])


def _family_weights(names: Sequence[str]) -> list[float]:
    """Return the weight of each row in the mean of family means."""
    families = [family(name) for name in names]
    return [1.0 / (len(set(families)) * families.count(own)) for own in families]


def _named(counts: Codes) -> dict[str, int]:
    return dict(zip(STATUSES, counts.tolist(), strict=True))


def _count(parts: Floats) -> float:
    """Return a sum; a whole number where all that was added are whole."""
    total = float(parts.sum())
    return int(total) if total.is_integer() else total
