"""Frames of outcomes, written as letters: one string a golden example, one letter a variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from robustgen.scoring.statuses import decode


def frame(
    clean: str,
    varied: Mapping[str, Sequence[str]],
    *,
    severity: int = 2,
    relation: Mapping[str, str] | None = None,
    groups: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Make a frame of golden examples g000, g001, ...: a clean letter each, and by perturbation a string each."""
    rows: list[dict[str, Any]] = []
    for number, status in enumerate(decode(clean)):
        rows.append({"golden_id": f"g{number:03}", "perturbation": None, "status": status})
    for perturbation, strings in varied.items():
        for number, letters in enumerate(strings):
            for index, status in enumerate(decode(letters)):
                rows.append(
                    {
                        "golden_id": f"g{number:03}",
                        "perturbation": perturbation,
                        "severity": severity,
                        "variant_id": f"{perturbation}-{number}-{index}",
                        "relation": (relation or {}).get(perturbation, "same"),
                        "status": status,
                    }
                )
    made = pd.DataFrame(rows)
    if groups is not None:
        made["group"] = [groups[int(name[1:])] for name in made["golden_id"]]
    return made


def drop_frame(golden: int, harmed: Mapping[str, int], *, severity: int = 2) -> pd.DataFrame:
    """Make a frame where all clean answers are right and the first `harmed` of each perturbation are wrong."""
    varied = {name: ["w"] * count + ["r"] * (golden - count) for name, count in harmed.items()}
    return frame("r" * golden, varied, severity=severity)
