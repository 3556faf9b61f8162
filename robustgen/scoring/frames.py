"""The card as pandas frames: tidy, and golden example by perturbation; the same types under every pandas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from robustgen.scoring.limits import bare
from robustgen.scoring.rows import Row

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_TYPES = {"perturbation": "string", "relation": "string", "severity": "Int64", "other": "Int64", "control": "bool"}
_COUNTS = ("golden", "clusters", "variants", "lost", "skipped", "uncounted", "always_failing_count")


def tidy(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return one line a row of a card, from their plain data."""
    import pandas as pd

    frame = pd.DataFrame([_flat(row) for row in rows])
    types = {name: _TYPES.get(name) or ("int64" if _is_count(name) else "float64") for name in frame.columns}
    return frame.astype(types)


def wide(
    golden_ids: Sequence[str],
    clean: npt.NDArray[np.float64],
    scores: Iterable[tuple[Row, npt.NDArray[np.int64], npt.NDArray[np.float64]]],
) -> pd.DataFrame:
    """Return one line a golden example, one column a row of a card.

    Args:
        golden_ids: of all golden examples.
        clean: their clean scores, NaN where there is none.
        scores: of each row the positions of its golden examples and their mean scores.
    """
    import numpy as np
    import pandas as pd

    scores = list(scores)
    several = len({row.severity for row, _, _ in scores}) > 1
    columns = {"clean": clean}
    for row, golden, values in scores:
        name = bare(row.perturbation) if not several else f"{bare(row.perturbation)} {row.severity}"
        column = columns.setdefault(name, np.full(len(golden_ids), np.nan))
        column[golden] = values
    return pd.DataFrame(columns, index=pd.Index(list(golden_ids), name="golden_id"))


def _is_count(name: str) -> bool:
    return name in _COUNTS or name.startswith(("clean_", "variant_"))


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
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
