"""Whether confidences mean what they say, on clean inputs and on variants."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from robustgen.errors import UsageError
from robustgen.scoring.outcomes import read

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

BINS, COVERAGE = 15, 0.8


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibration of one perturbation and severity; every golden example weighs the same.

    Attributes:
        perturbation, severity: of which row.
        golden: golden examples with a confidence on both sides.
        clean_error, error: expected calibration error on their clean inputs, and on the variants: the mean distance
            between confidence and accuracy over bins of confidence.
        clean_confidence, confidence: mean confidence.
        clean_selective, selective: accuracy on the most confident share of them, `COVERAGE`.
    """

    perturbation: str
    severity: int | None
    golden: int
    clean_error: float
    error: float
    clean_confidence: float
    confidence: float
    clean_selective: float
    selective: float

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def calibration(frame: pd.DataFrame, *, bins: int = BINS, coverage: float = COVERAGE) -> tuple[Calibration, ...]:
    """Return the calibration of every perturbation and severity that has confidences, in the order of the card.

    Args:
        frame: a tidy frame as `rg.score` reads, with a column `confidence`: the probability that the model gives its
            answer, in [0, 1]; missing where it gives none.
        bins: bins of equal width.
        coverage: the share of the most confident answers for selective accuracy.

    Raises:
        UsageError: no column `confidence`, or a confidence outside [0, 1], by row.

    Source: Guo et al. (2017), "On calibration of modern neural networks", 15 bins; Geifman and El-Yaniv (2017),
    "Selective classification for deep neural networks". Our deviation: a golden example's variants share its weight.
    """
    import numpy as np
    import pandas as pd

    if "confidence" not in frame:
        raise UsageError("the frame has no column 'confidence': the probability that the model gives its answer")
    numbers = pd.to_numeric(frame["confidence"], errors="coerce")
    faulty = (numbers.isna() & frame["confidence"].notna()) | (numbers < 0) | (numbers > 1)
    if faulty.any():
        rows = ", ".join(map(str, np.flatnonzero(faulty.to_numpy())[:5]))
        raise UsageError(f"{int(faulty.sum()):,} confidences are no shares in [0, 1]: rows {rows}")
    outcomes = read(frame, clean_needed=False)
    confidence = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    usable = ~np.isnan(confidence) & (outcomes.status < 3)
    clean = usable & (outcomes.cell < 0)
    found = []
    for number, cell in enumerate(outcomes.cells):
        varied = usable & (outcomes.cell == number)
        both = np.intersect1d(outcomes.golden[clean], outcomes.golden[varied])
        if not len(both):
            continue
        sides = [side & np.isin(outcomes.golden, both) for side in (clean, varied)]
        figures = [
            _figures(outcomes.golden[side], confidence[side], outcomes.value[side], bins, coverage) for side in sides
        ]
        (clean_error, clean_mean, clean_selective), (error, mean, selective) = figures
        found.append(
            Calibration(
                cell.perturbation,
                cell.severity,
                len(both),
                clean_error,
                error,
                clean_mean,
                mean,
                clean_selective,
                selective,
            )
        )
    return tuple(found)


def confidence_in(output: Any, probabilities: Mapping[str, Any] | None) -> float | None:
    """Return the probability of an answer: what `probabilities` gives it, else the score of a pipeline's best label.

    >>> confidence_in("pos", {"pos": 0.75, "neg": 0.25}), confidence_in([{"label": "pos", "score": 0.6}], None)
    (0.75, 0.6)
    """
    if probabilities is not None:
        share = probabilities.get(str(output))
        return float(share) if isinstance(share, int | float) and not isinstance(share, bool) else None
    ranked = [output] if isinstance(output, dict) else output
    if not isinstance(ranked, list) or not ranked:
        return None
    scores = [item.get("score") if isinstance(item, dict) and "label" in item else None for item in ranked]
    return max(map(float, scores)) if all(isinstance(score, int | float) for score in scores) else None  # type: ignore[arg-type]


def _figures(
    golden: npt.NDArray[np.int64], confidence: Floats, value: Floats, bins: int, coverage: float
) -> tuple[float, float, float]:
    """Return calibration error, mean confidence and selective accuracy."""
    import numpy as np

    _, place, counts = np.unique(golden, return_inverse=True, return_counts=True)
    weight = 1.0 / counts[place] / len(counts)
    held = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    gap = np.bincount(held, weights=weight * (value - confidence), minlength=bins)
    order = np.argsort(-confidence, kind="stable")
    covered = np.cumsum(weight[order])
    last = int(np.searchsorted(covered, coverage - 1e-12)) + 1
    kept = order[:last]
    selective = math.fsum(weight[kept] * value[kept]) / math.fsum(weight[kept])
    return float(np.abs(gap).sum()), float(weight @ confidence), selective
