"""Calibration as people read it in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from robustgen.display import visible
from robustgen.scoring.calibration import COVERAGE, Calibration
from robustgen.scoring.limits import bare


def calibration_lines(found: Sequence[Calibration]) -> list[str]:
    """Return a table: how far confidence lies from accuracy, and how accurate the most confident answers are."""
    if not found:
        return []
    names = [visible(bare(one.perturbation)) + ("" if one.severity is None else f" {one.severity}") for one in found]
    width = max(len("perturbation"), *map(len, names))
    lines = [
        f"calibration: distance of confidence and accuracy; accuracy of the most confident {COVERAGE:.0%} of answers",
        f"{'perturbation':<{width}}  distance clean  on variants  sure, clean  sure, varied",
    ]
    for name, one in zip(names, found, strict=True):
        numbers = f"{one.clean_error:>14.3f}  {one.error:>11.3f}  {one.clean_selective:>11.3f}  {one.selective:>12.3f}"
        lines.append(f"{name:<{width}}  {numbers}")
    return lines
