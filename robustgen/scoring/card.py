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

from robustgen.scoring.limits import Limits, family, is_control, matches
from robustgen.scoring.outcomes import STATUSES, Cell, Outcomes, read
from robustgen.scoring.pairs import RIGHT, CleanSide, Pairs, clean_side, pair_up
from robustgen.scoring.statistics import Estimate, cluster_estimate, clustered_error, paired_delta, rate

if TYPE_CHECKING:
    import pandas as pd

    from robustgen.scoring.verdict import Verdict

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_WORST = 20  # always-failing golden examples that a row names


@dataclass(frozen=True, slots=True)
class Row:
    """One perturbation at one severity.

    Estimates are None where no golden example was left to count. Of a control (`is_control`) only golden examples
    with a right clean answer count: `accuracy` is the accuracy there, and `delta` and `harm_rate` are None.

    Attributes:
        perturbation: name, with the version where the frame gives it.
        severity: 1 to 5, or None where the frame has none.
        relation: same, differs, flips or monotone.
        may_gate: False for what never gates: whole-text encodings, unknown contracts.
        consistency: whether "right" means "as the clean answer"; then nothing here is an accuracy.
        golden: golden examples counted.
        clusters: the clusters that they fall into.
        variants: variants counted.
        lost: golden examples that left by an error or a time-out on either side.
        skipped: golden examples that left by a skip.
        uncounted: golden examples that a control does not count, since the clean answer was not right.
        clean: clean accuracy on the same golden ids.
        accuracy: accuracy on variants, every golden example with the same weight: the headline.
        row_accuracy: the same with every outcome weighted alike.
        delta: accuracy on variants less clean, paired.
        standard_error: of delta (of accuracy for a control), clustered, without pseudo-clusters; None under 2 clusters.
        harm: outcomes not right where the clean answer was; a share metric adds up what was lost.
        luck: outcomes right where the clean answer was not.
        other: wrong outcomes that differ from a wrong clean one; None where outputs were not seen.
        harm_rate: harm as a share of all, every golden example with the same weight.
        clean_counts: clean outcomes of these golden ids by status, those that left included.
        variant_counts: outcomes on variants by status.
        always_failing: golden ids, right when clean, that failed on every variant; at most 20, most variants first.
        always_failing_count: how many there are.
    """

    perturbation: str
    severity: int | None
    relation: str
    may_gate: bool
    consistency: bool
    golden: int
    clusters: int
    variants: int
    lost: int
    skipped: int
    uncounted: int
    clean: Estimate | None
    accuracy: Estimate | None
    row_accuracy: float | None
    delta: Estimate | None
    standard_error: float | None
    harm: float
    luck: float
    other: int | None
    harm_rate: Estimate | None
    clean_counts: Mapping[str, int]
    variant_counts: Mapping[str, int]
    always_failing: tuple[str, ...]
    always_failing_count: int

    @property
    def is_control(self) -> bool:
        """Whether the row is a negative control."""
        return is_control(self.perturbation, self.relation)

    @property
    def headline(self) -> Estimate | None:
        """The estimate that the row is about: delta, or accuracy for a control."""
        return self.accuracy if self.is_control else self.delta

    @property
    def attack_success(self) -> float | None:
        """Harm as a share of what was right when clean; None where nothing was."""
        if self.harm_rate is None or self.clean is None or not self.clean.value:
            return None
        return self.harm_rate.value / self.clean.value

    @property
    def relative_drop(self) -> float | None:
        """The drop as a share of clean accuracy (PDR); None at clean 0, where it is undefined."""
        if self.delta is None or self.clean is None or not self.clean.value:
            return None
        return -self.delta.value / self.clean.value

    def interval(self, confidence: float = 0.95) -> tuple[float, float] | None:
        """Return the interval of the headline; None where no golden example counts."""
        return None if self.headline is None else self.headline.interval(confidence)

    def to_json(self, *, confidence: float = 0.95) -> dict[str, Any]:
        """Return plain data with the intervals at one confidence; None where there is no number."""
        return {
            "perturbation": self.perturbation,
            "severity": self.severity,
            "relation": self.relation,
            "control": self.is_control,
            "golden": self.golden,
            "clusters": self.clusters,
            "variants": self.variants,
            "lost": self.lost,
            "skipped": self.skipped,
            "uncounted": self.uncounted,
            "clean": _value(self.clean),
            "accuracy": _value(self.accuracy),
            "accuracy_interval": _interval(self.accuracy, confidence),
            "row_accuracy": self.row_accuracy,
            "delta": _value(self.delta),
            "delta_interval": _interval(self.delta, confidence),
            "standard_error": self.standard_error,
            "relative_drop": self.relative_drop,
            "harm": self.harm,
            "luck": self.luck,
            "other": self.other,
            "harm_rate": _value(self.harm_rate),
            "harm_rate_interval": _interval(self.harm_rate, confidence),
            "attack_success": self.attack_success,
            "clean_counts": dict(self.clean_counts),
            "variant_counts": dict(self.variant_counts),
            "always_failing": list(self.always_failing),
            "always_failing_count": self.always_failing_count,
        }


@dataclass(frozen=True, slots=True)
class Clean:
    """All clean outcomes. `accuracy` is None where no golden example was answered."""

    golden: int
    lost: int
    skipped: int
    accuracy: Estimate | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Whole:
    """Several rows as one: the mean of the means of their families.

    Attributes:
        pairs: golden examples counted, added up over the rows.
        clean: clean accuracy, weighted as delta is.
        accuracy: accuracy on variants, weighted as delta is.
        delta: the mean of family means, with an interval over clusters of golden examples.
        always_failing: golden ids that failed, though right when clean, on every variant of a row; with the number of
            such rows, most first; at most 20.
        always_failing_count: how many there are.
    """

    pairs: int
    clean: float
    accuracy: float
    delta: Estimate
    always_failing: tuple[tuple[str, int], ...]
    always_failing_count: int


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
    _golden_ids: tuple[str, ...] = field(repr=False, compare=False)
    _clusters: Codes | None = field(repr=False, compare=False)

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
        clusters = None if self._clusters is None else self._clusters[present]
        order = np.lexsort((present, -failing))[:_WORST]
        return Whole(
            pairs=sum(row.golden for row, _ in chosen),
            clean=clean,
            accuracy=accuracy,
            delta=cluster_estimate(values, clusters, low=-1.0, high=1.0),
            always_failing=tuple((self._golden_ids[present[i]], int(failing[i])) for i in order if failing[i]),
            always_failing_count=int((failing > 0).sum()),
        )

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
                "accuracy": _value(self.clean.accuracy),
                "accuracy_interval": _interval(self.clean.accuracy, confidence),
                "counts": dict(self.clean.counts),
            },
            "rows": [row.to_json(confidence=confidence) for row in self.rows],
        }

    def to_frame(self, *, confidence: float = 0.95) -> pd.DataFrame:
        """Return one line a row; ends of intervals in columns `_low` and `_high`, counts in columns of their own."""
        import pandas as pd

        return pd.DataFrame([_flat(row.to_json(confidence=confidence)) for row in self.rows])


def score(frame: pd.DataFrame, *, consistency: bool = False, never_gate: Iterable[str] = ()) -> Card:
    """Score a tidy frame of outcomes, one row each, from any tool.

    Args:
        frame: columns golden_id, perturbation (missing for a clean input), and status or score; optional ones in
            `robustgen.scoring.outcomes`.
        consistency: whether "right" means "the same as the model's own clean answer": reported as consistency, never
            as accuracy. Clean rows may then be left out; a clean answer is consistent with itself.
        never_gate: names or globs of perturbations that never gate.

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
        rows.append(replace(row, clean_counts=_named(clean_counts), variant_counts=_named(counts[number])))
        counted.append(kept)
    return Card(
        rows=tuple(rows),
        clean=_clean(outcomes, side),
        consistency=consistency,
        golden=len(outcomes.golden_ids),
        outcomes=len(frame),
        _counted=tuple(counted),
        _golden_ids=outcomes.golden_ids,
        _clusters=outcomes.clusters,
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


def _value(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


def _interval(estimate: Estimate | None, confidence: float) -> list[float] | None:
    return None if estimate is None else list(estimate.interval(confidence))


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if name.endswith("_interval"):
            low, high = value or (None, None)
            flat |= {name.replace("interval", "low"): low, name.replace("interval", "high"): high}
        elif name.endswith("_counts"):
            flat |= {f"{name.removesuffix('counts')}{status}": count for status, count in value.items()}
        elif name != "always_failing":
            flat[name] = value
    return flat
