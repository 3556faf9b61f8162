"""Severity curves: what a perturbation does as it gets worse, the area of that, and where the model breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from robustgen.scoring.rows import Row


@dataclass(frozen=True, slots=True)
class Curve:
    """The rows of one perturbation that were measured at several severities, mildest first.

    Attributes:
        perturbation: name, with the version where the card has it.
        rows: one a severity; each has a delta.
    """

    perturbation: str
    rows: tuple[Row, ...]

    @property
    def area(self) -> float:
        """The mean accuracy over the severities measured, each with the same weight.

        Source: Hendrycks and Dietterich (2019), "Benchmarking neural network robustness", who average over severities;
        our deviation: accuracy, not error as a share of a reference model's.
        """
        return sum(row.accuracy.value for row in self.rows if row.accuracy) / len(self.rows)

    def breaking_point(self, margin: float, *, confidence: float = 0.95) -> int | None:
        """Return the first severity whose interval lies below -margin; None where none does.

        Args:
            margin: the drop allowed, a share.
            confidence: of the intervals; 1 - 0.05/P where P of them are to hold together.
        """
        for row in self.rows:
            ends = row.interval(confidence)
            if ends is not None and ends[1] < -margin:
                return row.severity
        return None


def curves(rows: Iterable[Row]) -> tuple[Curve, ...]:
    """Return the curves among the rows of a card, in its order; controls and single severities have none.

    The golden examples are those of each severity: a short text may have no variant at a mild or a harsh one.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.severity is not None and row.delta is not None:
            found.setdefault((row.perturbation, row.relation), []).append(row)
    return tuple(
        Curve(name, tuple(sorted(points, key=lambda row: row.severity or 0)))
        for (name, _), points in found.items()
        if len(points) > 1
    )
