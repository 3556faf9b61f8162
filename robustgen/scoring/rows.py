"""What a card is made of: one row a perturbation and severity, the clean inputs, several rows as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from robustgen.scoring.limits import is_control
from robustgen.scoring.statistics import Estimate


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
        level: the confidence of its intervals where it was looked at several times, see `robustgen.scoring.sequential`;
            then it holds in place of any that is asked for.
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
    level: float | None = None

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
        """Return the interval of the headline, at `level` if there is one; None where no golden example counts."""
        return None if self.headline is None else self.headline.interval(self.level or confidence)

    def to_json(self, *, confidence: float = 0.95) -> dict[str, Any]:
        """Return plain data with the intervals at `level`, or else at `confidence`; None where there is no number."""
        confidence = self.level or confidence
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
            "clean": value_of(self.clean),
            "accuracy": value_of(self.accuracy),
            "accuracy_interval": interval_of(self.accuracy, confidence),
            "row_accuracy": self.row_accuracy,
            "delta": value_of(self.delta),
            "delta_interval": interval_of(self.delta, confidence),
            "confidence": confidence,
            "standard_error": self.standard_error,
            "relative_drop": self.relative_drop,
            "harm": self.harm,
            "luck": self.luck,
            "other": self.other,
            "harm_rate": value_of(self.harm_rate),
            "harm_rate_interval": interval_of(self.harm_rate, confidence),
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


def value_of(estimate: Estimate | None) -> float | None:
    """Return the value of an estimate, if there is one."""
    return None if estimate is None else estimate.value


def interval_of(estimate: Estimate | None, confidence: float) -> list[float] | None:
    """Return the ends of the interval of an estimate, if there is one."""
    return None if estimate is None else list(estimate.interval(confidence))
