"""Predictions made elsewhere, read back: one row an input of the suite, as `robustgen.exporting` wrote it.

A row is `{"id", "output"}`, and optionally `status` (right, wrong, unanswered, error, timeout, skipped, in place of an
output or beside it), `probabilities` (of the labels, an object; for calibration) and `repeat` (the trial, where each
input was asked several times). Other fields are left alone, but for `text`, which must then be the text of the suite.
JSONL, CSV or Parquet, by the file's suffix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from robustgen.case import Case
from robustgen.display import visible
from robustgen.errors import GoldenError, PredictionError, UsageError, nearest
from robustgen.exporting import KINDS, SUFFIXES
from robustgen.reading import Row, read_rows
from robustgen.scoring.calibration import confidence_in
from robustgen.scoring.statuses import STATUSES
from robustgen.strict_json import Fault, parse_json
from robustgen.suite import Suite
from robustgen.variant import clean_case

_NAMED = 20  # ids named in one message


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one case.

    Attributes:
        case: what was asked.
        output: what the model said; None and Unanswered are no answer.
        status: right, wrong, unanswered, error, timeout or skipped, where that is known already; None to judge.
        repeat: which trial of the same input this is, where there are several.
        confidence: the probability that the model gives its answer, where it gives one.
    """

    case: Case
    output: Any = None
    status: str | None = None
    repeat: Any = None
    confidence: float | None = None


def cases_of(suite: Suite) -> list[Case]:
    """Return every case of a suite: the golden examples first, then the variants, in suite order."""
    return [*map(clean_case, suite.golden), *(variant.case() for variant in suite)]


def read_predictions(path: str | Path, suite: Suite) -> list[Answer]:
    """Return the answers in a file of predictions, one a row of the file, each with its case of the suite.

    Raises:
        UsageError: no such file, or of no known kind.
        PredictionError: rows that cannot be read; ids of the suite that are missing, ids given twice, ids that the
            suite does not have, each by name; another `text` than the suite's.
        MissingExtra: Parquet without pyarrow.
    """
    path = Path(path)
    name = visible(str(path))
    cases = {case.id: case for case in cases_of(suite)}
    rows = _rows(path, name)
    kind = path.suffix.lower()
    answers = [_answer(row, cases, kind) for row in rows]
    _refuse_faults(name, rows)
    _check_ids(name, [row.fields for row in rows], cases, suite)
    return [answer for answer in answers if answer is not None]


def _rows(path: Path, name: str) -> list[Row]:
    """Return the rows of a predictions file; what is wrong with the whole of it raises."""
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{name}: predictions are read from {KINDS}{nearest(path.suffix, SUFFIXES)}")
    try:
        rows = read_rows(path).rows
    except GoldenError as error:
        raise PredictionError(str(error)) from None
    present = {key for row in rows if row.fields for key in row.fields}
    for wanted, other in (("id", "id"), ("output", "status")):
        if present and wanted not in present and other not in present:
            near = nearest(wanted, present)
            raise PredictionError(
                f"{name} has no field {wanted!r}{near}; it has {visible(', '.join(sorted(present)), 200)}."
                ' A row is {"id": …, "output": …}, the id as it was exported'
            )
    return rows


def _answer(row: Row, cases: dict[str, Case], kind: str) -> Answer | None:
    """Return the answer of a row, or None with the faults left in the row, or where the id is not the suite's."""
    if row.faults:
        return None
    fields = row.fields
    blank = (None, "") if kind == ".csv" else (None,)
    given, status, repeat = fields.get("id"), fields.get("status"), fields.get("repeat")
    status, repeat = (None if value in blank else value for value in (status, repeat))
    if given in blank or isinstance(given, bool) or not isinstance(given, str | int):
        row.faults.append("no id" if given in blank else f"the id is {visible(repr(given), 60)}, not a text")
        return None
    fields["id"] = given = str(given)
    if status is not None and status not in STATUSES:
        row.faults.append(
            f"status {visible(repr(status), 40)} of {visible(given, 120)!r}: it is one of {', '.join(STATUSES)}"
            f"{nearest(str(status), STATUSES)}"
        )
    elif status is None and "output" not in fields and kind != ".parquet":  # which leaves null out
        row.faults.append(f"neither output nor status of {visible(given, 120)!r}")
    if isinstance(repeat, list | dict | float):
        row.faults.append(
            f"repeat {visible(repr(repeat), 40)} of {visible(given, 120)!r}: it must be a number or a name"
        )
    case = cases.get(given)
    if case is not None and "text" in fields and fields["text"] != case.text:
        row.faults.append(
            f"the text of {visible(given, 120)!r} is not the suite's: made for another suite? "
            "(drop the field `text` if it holds something else)"
        )
    probabilities = _probabilities(row, given, kind)
    if row.faults or case is None:
        return None
    output = fields.get("output")
    return Answer(case, output, status, repeat, confidence_in(output, probabilities))


def _probabilities(row: Row, given: str, kind: str) -> dict[str, Any] | None:
    """Return the probabilities of a row, None where it has none; a fault where they are no object of shares."""
    found = row.fields.get("probabilities")
    if found is None or (kind == ".csv" and found == ""):
        return None
    if isinstance(found, str):
        try:
            found = parse_json(found)
        except Fault:
            found = None
    shares = list(found.values()) if isinstance(found, dict) else [None]
    if not all(isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1 for share in shares):
        row.faults.append(
            f"the probabilities of {visible(given, 120)!r} are no object of labels with shares in [0, 1], such as "
            '{"yes": 0.9, "no": 0.1}'
        )
        return None
    return dict(found) if isinstance(found, dict) else None


def _refuse_faults(name: str, rows: Sequence[Row]) -> None:
    faulty = [f"{row.where}: {'; '.join(row.faults)}" for row in rows if row.faults]
    if faulty:
        more = f"\n… and {len(faulty) - _NAMED:,} more" if len(faulty) > _NAMED else ""
        head = f"{name}: {len(faulty):,} of {len(rows):,} rows cannot be used, so nothing is scored"
        raise PredictionError(f"{head}\n" + "\n".join(faulty[:_NAMED]) + more)


def _check_ids(name: str, rows: Sequence[dict[str, Any]], cases: dict[str, Case], suite: Suite) -> None:
    """Refuse a file that does not answer every case of the suite, once a repeat."""
    given = [(row["id"], row.get("repeat")) for row in rows]
    said = f"suite {visible(suite.name, 80)} ({suite.id[:8]})"
    ids = dict.fromkeys(one for one, _ in given)
    if not any(one in cases for one in ids):
        raise PredictionError(
            f"{name}: none of the {len(ids):,} ids are of {said}: predictions for another suite? "
            f"They are such as {visible(next(iter(ids)), 120)!r}, those of the suite such as "
            f"{visible(next(iter(reversed(cases))), 120)!r}"
        )
    repeats = dict.fromkeys(repeat for one, repeat in given if one in cases)
    seen: set[tuple[str, Any]] = set()
    doubled: dict[str, None] = {}
    for pair in given:
        if pair in seen:
            doubled[_shown(*pair)] = None
        seen.add(pair)
    missing = [_shown(one, repeat) for one in cases for repeat in repeats if (one, repeat) not in seen]
    unknown = [visible(one, 120) for one in ids if one not in cases]
    wrong = {"missing": missing, "given twice": list(doubled), "not in the suite": unknown}
    if any(wrong.values()):
        head = ", ".join(f"{len(found):,} {kind}" for kind, found in wrong.items() if found)
        lines = [f"  {kind}: {_listed(found)}" for kind, found in wrong.items() if found]
        hint = "\n  trials of one input need a `repeat`" if doubled and len(repeats) == 1 else ""
        raise PredictionError(f"{name} does not answer {said} id by id: {head}\n" + "\n".join(lines) + hint)


def _shown(name: str, repeat: Any) -> str:
    return visible(name, 120) if repeat is None else f"{visible(name, 120)} (repeat {visible(str(repeat), 40)})"


def _listed(names: Sequence[str]) -> str:
    more = f", … and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
