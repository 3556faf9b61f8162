"""What comes of a call, and a tidy frame of outcomes checked once and turned into arrays.

Six things can come of a call, never merged: `right`, `wrong`, `unanswered` (refused, unparsable, none of the labels),
`error`, `timeout`, `skipped`. The first three are answers, and accuracy = right / (right + wrong + unanswered). The
others say nothing about the model's answer: they leave, counted.

A frame has one row an outcome:

    golden_id      the golden example; required
    perturbation   what changed it; missing for the clean input; required
    status         one of the six; or
    score          a share in [0, 1], with `status` for what is no answer; one of the two is required
    severity       a whole number; a frame without is one severity
    variant_id     tells variants of one golden example apart
    repeat         tells trials of one input apart
    relation       how the right answer relates to the golden one: same (if missing), differs, flips, monotone
    group          golden examples that belong together (one document): the cluster for statistics
    gates          False for a perturbation that never gates (a whole-text encoding, an unknown contract)
    output         what the model said, any type: tells a wrong answer from another wrong answer
    confidence     the probability that the model gives its answer, for `robustgen.scoring.calibration`

Other columns are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from robustgen.display import visible
from robustgen.errors import UsageError, nearest
from robustgen.scoring.statuses import ANSWERS, STATUSES, unknown

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Codes = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

RELATIONS = ("same", "differs", "flips", "monotone")

_COLUMNS = (
    "golden_id",
    "perturbation",
    "status",
    "score",
    "severity",
    "variant_id",
    "repeat",
    "relation",
    "group",
    "gates",
    "output",
)
_SHOWN = 5  # faulty rows named in one message


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row of the card is about."""

    perturbation: str
    severity: int | None
    relation: str
    gates: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A checked frame as arrays, one element an outcome unless said otherwise.

    Attributes:
        golden_ids: the golden ids in order, one element each; `golden` holds positions in it.
        clusters: one element a golden id; golden ids with the same number belong together. None without groups.
        cells: in order of perturbation, severity and relation; `cell` holds positions in it, -1 for a clean input.
        status: positions in STATUSES.
        value: the score in [0, 1], 0 for what is no answer.
        variant: numbers that are equal for repeats of one variant; None where every row is a variant of its own.
        output: numbers that are equal for equal outputs, -1 where none was seen; None without the column.
        graded: whether any answer has a score strictly between 0 and 1.
    """

    golden_ids: tuple[str, ...]
    clusters: Codes | None
    cells: tuple[Cell, ...]
    golden: Codes
    cell: Codes
    status: Codes
    value: Floats
    variant: Codes | None
    output: Codes | None
    graded: bool


def read(frame: pd.DataFrame, *, clean_needed: bool = True) -> Outcomes:
    """Check a tidy frame and turn it into arrays.

    Args:
        frame: one row an outcome; columns as in the module's docstring.
        clean_needed: whether every golden id with a variant must have a clean row.

    Raises:
        UsageError: a column that is missing or misspelt, or rows that cannot be scored; the rows are named.
    """
    import numpy as np

    _check_columns(frame)
    if not len(frame):
        raise UsageError("the frame has no rows: nothing was measured, so there is nothing to score")
    golden, golden_ids = _sorted_codes(frame, "golden_id")
    _refuse(frame, golden < 0, "no golden_id")
    status, value = _answers(frame)
    cell, cells = _cells(frame)
    is_clean = cell < 0
    has_clean = np.bincount(golden[is_clean], minlength=len(golden_ids)) > 0
    if clean_needed:
        _refuse(
            frame,
            ~is_clean & ~has_clean[golden],
            "no clean row for this golden_id, and a delta needs one: add a row without perturbation",
        )
    variant = _check_doubles(frame, golden, cell, len(golden_ids))
    return Outcomes(
        golden_ids=golden_ids,
        clusters=_clusters(frame, golden, golden_ids),
        cells=cells,
        golden=golden,
        cell=cell,
        status=status,
        value=value,
        variant=variant,
        output=_outputs(frame["output"]) if "output" in frame else None,
        graded=bool(((value > 0) & (value < 1)).any()),
    )


def _check_columns(frame: pd.DataFrame) -> None:
    columns = [str(column) for column in frame.columns]
    for name in ("golden_id", "perturbation"):
        if name not in columns:
            raise UsageError(f"the frame has no column {name!r}{nearest(name, columns)}; it has {_listed(columns)}")
    if "status" not in columns and "score" not in columns:
        raise UsageError(f"the frame has neither a column 'status' nor 'score'; it has {_listed(columns)}")
    doubled = sorted({name for name in columns if name in _COLUMNS and columns.count(name) > 1})
    if doubled:
        raise UsageError(f"the frame has the column {doubled[0]!r} twice: keep one")
    for name in columns:
        meant = [] if name in _COLUMNS else get_close_matches(name.lower(), _COLUMNS, n=1, cutoff=0.85)
        if meant and meant[0] not in columns:
            raise UsageError(
                f"the frame has a column {visible(name)!r}, which means nothing here; did you mean {meant[0]!r}? "
                "Rename it, or drop it if it is something else"
            )


def _answers(frame: pd.DataFrame) -> tuple[Codes, Floats]:
    """Return the status and the value of each row, from `status`, `score` or both."""
    import numpy as np

    score = _scores(frame)
    if "status" not in frame:
        _refuse(frame, np.isnan(score), "the score is missing (NaN): what is no answer has a status, such as 'error'")
        return (score < 1).astype(np.int64), score
    status = _known_codes(frame, "status", STATUSES)
    scored = ~np.isnan(score)
    _refuse(frame, (status < 0) & ~scored, "neither a status nor a score")
    _refuse(frame, (status >= ANSWERS) & scored, "a score beside a status that is no answer: leave one of them out")
    unanswered = STATUSES.index("unanswered")
    _refuse(frame, (status == unanswered) & (score > 0), "unanswered with a score above 0: it is one or the other")
    value = np.where(scored, score, (status == 0).astype(np.float64))
    return np.where(status < 0, (value < 1).astype(np.int64), status), value


def _scores(frame: pd.DataFrame) -> Floats:
    import numpy as np
    import pandas as pd

    if "score" not in frame:
        return np.full(len(frame), np.nan)
    column = frame["score"]
    numbers = pd.to_numeric(column, errors="coerce")
    _refuse(frame, (numbers.isna() & column.notna()).to_numpy(), "the score is not a number")
    score = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    _refuse(frame, (score < 0) | (score > 1), "the score is out of [0, 1]: give a share, 1 for the best answer")
    return score


def _cells(frame: pd.DataFrame) -> tuple[Codes, tuple[Cell, ...]]:
    """Return the number of each row's cell, -1 for clean ones, and the cells in order."""
    import numpy as np
    import pandas as pd

    codes, names = pd.factorize(frame["perturbation"])
    blank = np.array([str(name) == "" for name in names], dtype=bool)  # how a CSV file writes what is missing
    perturbation = np.where((codes < 0) | np.append(blank, True)[codes], -1, codes).astype(np.int64)
    varied = perturbation >= 0
    severity = _severities(frame, varied)
    relation = np.maximum(_known_codes(frame, "relation", RELATIONS), 0) if "relation" in frame else 0
    span = int(severity.max(initial=-1)) + 2
    keys = np.where(varied, (perturbation * span + severity + 1) * len(RELATIONS) + relation, -1)
    position, unique = pd.factorize(keys)
    stays = _flags(frame, position, len(unique))
    found: list[tuple[Cell, int]] = []
    for old, key in enumerate(unique.tolist()):
        if key >= 0:
            rest, relation_code = divmod(key, len(RELATIONS))
            name, level = divmod(rest, span)
            severity_value = level - 1 if level else None
            cell = Cell(str(names[name]), severity_value, RELATIONS[relation_code], bool(stays[old]))
            found.append((cell, old))
    found.sort(key=lambda pair: (pair[0].perturbation, pair[0].severity or 0, pair[0].relation))
    new = np.full(len(unique), -1, dtype=np.int64)
    for number, (_, old) in enumerate(found):
        new[old] = number
    return new[position], tuple(cell for cell, _ in found)


def _severities(frame: pd.DataFrame, varied: Flags) -> Codes:
    import numpy as np
    import pandas as pd

    if "severity" not in frame:
        return np.full(len(frame), -1, dtype=np.int64)
    column = frame["severity"]
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    faulty = np.where(np.isnan(numbers), column.notna().to_numpy(), (numbers != np.floor(numbers)) | (numbers < 0))
    faulty |= numbers > 1000
    _refuse(frame, varied & faulty.astype(bool), "the severity is not a whole number, 1 to 5 as a rule")
    return np.where(varied & ~np.isnan(numbers), numbers, -1).astype(np.int64)


def _flags(frame: pd.DataFrame, position: Codes, count: int) -> Flags:
    """Return for each cell whether all its rows may gate."""
    import numpy as np

    if "gates" not in frame:
        return np.ones(count, dtype=bool)
    column = frame["gates"]
    held = column.map({True: 1.0, False: 0.0}).to_numpy(dtype=np.float64, na_value=np.nan)
    _refuse(frame, np.isnan(held) & column.notna().to_numpy(), "gates is neither True nor False")
    refused: Flags = np.bincount(position, weights=held == 0, minlength=count) == 0
    return refused


def _check_doubles(frame: pd.DataFrame, golden: Codes, cell: Codes, golden_count: int) -> Codes | None:
    """Refuse outcomes given twice; return numbers that tell variants apart, None where each row is its own."""
    import numpy as np
    import pandas as pd

    clean = cell < 0
    place = (cell + 1) * golden_count + golden
    trial, trials = _plain_codes(frame, "repeat")
    again = np.zeros(len(frame), dtype=bool)
    again[clean] = pd.Series((place * trials + trial)[clean]).duplicated().to_numpy()
    _refuse(frame, again, "a second clean outcome of this golden_id: several trials of one input need a `repeat`")
    if "variant_id" in frame:
        if trials == 1 and frame["variant_id"][~clean].is_unique:  # the usual frame, and the fast way
            return None
        variant, variants = _plain_codes(frame, "variant_id")
        place = place * variants + np.where(clean, 0, variant)
    elif trials == 1:
        return None  # variants without a name: nothing tells whether one is given twice
    _refuse(
        frame,
        pd.Series(place * trials + trial).duplicated().to_numpy(),
        "a second outcome of the same golden_id, perturbation, severity, variant_id and repeat: "
        "variants of one golden example need `variant_id`, trials of one variant `repeat`",
    )
    if trials == 1:
        return None
    numbers: Codes = pd.factorize(place)[0]
    return numbers


def _clusters(frame: pd.DataFrame, golden: Codes, golden_ids: Sequence[str]) -> Codes | None:
    """Return the cluster of each golden id; a golden id without a group is its own."""
    import numpy as np

    if "group" not in frame:
        return None
    codes = _sorted_codes(frame, "group")[0]
    group = np.full(len(golden_ids), -1, dtype=np.int64)
    grouped = codes >= 0
    group[golden[grouped]] = codes[grouped]
    _refuse(frame, grouped & (group[golden] != codes), "this golden_id stands in two groups: it belongs to one")
    alone = group < 0
    group[alone] = codes.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    return group


def _outputs(column: pd.Series[Any]) -> Codes:
    """Number outputs of any type, equal ones alike, -1 for what is missing."""
    import pandas as pd

    try:
        numbers: Codes = pd.factorize(column)[0]
    except TypeError:  # lists and dicts: told apart by how they print
        numbers = pd.factorize(column.map(repr, na_action="ignore"))[0]
    return numbers


def _sorted_codes(frame: pd.DataFrame, name: str) -> tuple[Codes, tuple[str, ...]]:
    """Number the values of a column in the order of their text, so that nothing depends on the order of rows."""
    import numpy as np
    import pandas as pd

    codes, unique = pd.factorize(frame[name])
    texts = [str(value) for value in unique]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(texts) + 1, dtype=np.int64)
    rank[order] = np.arange(len(texts))
    rank[-1] = -1  # where pandas says -1 for a missing value
    return rank[codes], tuple(texts[position] for position in order)


def _plain_codes(frame: pd.DataFrame, name: str) -> tuple[Codes, int]:
    """Number the values of an optional column from 0, missing ones alike; with how many there are."""
    import numpy as np
    import pandas as pd

    if name not in frame:
        return np.zeros(len(frame), dtype=np.int64), 1
    codes, unique = pd.factorize(frame[name], use_na_sentinel=False)
    return codes.astype(np.int64), max(1, len(unique))


def _known_codes(frame: pd.DataFrame, name: str, known: Sequence[str]) -> Codes:
    """Number the words of a column by their place in `known`, -1 for what is missing."""
    import numpy as np
    import pandas as pd

    codes, unique = pd.factorize(frame[name])
    table = np.full(len(unique) + 1, -1, dtype=np.int64)
    for position, word in enumerate(unique):
        if word not in known:
            _refuse(frame, codes == position, unknown(name, str(word), known))
        table[position] = known.index(word)
    return table[codes]


def _refuse(frame: pd.DataFrame, faulty: Flags, reason: str) -> None:
    """Raise and name the rows, if there are any."""
    if not faulty.any():
        return
    rows = faulty.nonzero()[0]
    named = "; ".join(_row(frame, int(row)) for row in rows[:_SHOWN])
    more = f"; and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    raise UsageError(f"{reason} ({len(rows):,} of {len(frame):,} rows): {named}{more}")


def _row(frame: pd.DataFrame, position: int) -> str:
    """Name a row by its position and by what stands in it."""
    import pandas as pd

    shown = []
    for name in _COLUMNS[:-1]:  # all but the output
        if name in frame and pd.notna(value := frame[name].iloc[position]):
            plain = value.item() if hasattr(value, "item") else value
            shown.append(f"{name} {visible(repr(plain), 60)}")
    return f"row {position} ({', '.join(shown) or 'empty'})"


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(visible(column, 40) for column in columns) or "no columns"
