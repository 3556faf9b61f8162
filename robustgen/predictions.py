"""Predictions made elsewhere: the inputs of a suite written for another machine or language, its answers read back.

Inputs have one row a golden example, then one a variant: `{"id", "text"}`, or `{"id", every field}`. Predictions have
one row an input: `{"id", "output"}`, and optionally `status` (right, wrong, unanswered, error, timeout, skipped, in
place of an output or beside it), `probabilities` (of the labels, an object; for calibration) and `repeat` (the trial,
where each input was asked several times). Other fields are
left alone, but for `text`, which must then be the text of the suite. JSONL, CSV or Parquet, by the file's suffix.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from robustgen.case import Case
from robustgen.display import visible
from robustgen.errors import GoldenError, PredictionError, UsageError, nearest
from robustgen.reading import Row, read_rows
from robustgen.resources import missing
from robustgen.scoring.calibration import confidence_in
from robustgen.strict_json import Fault, parse_json
from robustgen.suite import Suite
from robustgen.variant import clean_case

SUFFIXES = (".jsonl", ".ndjson", ".csv", ".parquet")
STATUSES = ("right", "wrong", "unanswered", "error", "timeout", "skipped")

_NAMED = 20  # ids named in one message
_BATCH = 4096  # rows of one Parquet group
_LINES = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})  # some readers end a line there
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def write_inputs(
    suite: Suite,
    target: str | Path | IO[bytes],
    *,
    fields: bool = False,
    overwrite: bool = False,
    formulas: bool = True,
) -> int:
    """Write the inputs of a suite and return how many rows that is.

    Args:
        suite: what is to be predicted.
        target: a .jsonl, .csv or .parquet file, written whole or not at all; or an open binary file, for JSONL.
        fields: write every field of the changed row instead of its first varied field as `text`. Lists and objects are
            JSON text in CSV and Parquet.
        overwrite: replace a file that is there.
        formulas: whether a cell of CSV may begin with = + - @; False puts an apostrophe in front, which spreadsheets
            take for text and hide. The text is then no longer what the suite holds: for looking at, not for predicting.

    Raises:
        UsageError: a file that is there or of no known kind; a field named `id`; two rows with one id.
        MissingExtra: Parquet without pyarrow.
    """
    return _write(_Inputs(suite, fields), target, overwrite=overwrite, formulas=formulas)


def write_pairs(suite: Suite, target: str | Path | IO[bytes], *, overwrite: bool = False, formulas: bool = True) -> int:
    """Write each golden text beside what was made of it, for people to judge, as `robustgen.reviews` reads it.

    A variant whose first varied field is as it was, another having changed, has no pair. Returns how many pairs there
    are; arguments and errors are those of `write_inputs`.
    """
    return _write(_Pairs(suite), target, overwrite=overwrite, formulas=formulas)


def _write(rows: _Rows, target: str | Path | IO[bytes], *, overwrite: bool, formulas: bool) -> int:
    if not isinstance(target, str | os.PathLike):
        _write_jsonl(rows, target)
        return len(rows)
    path = Path(target)
    write = {".jsonl": _write_jsonl, ".ndjson": _write_jsonl, ".csv": _write_csv, ".parquet": _write_parquet}
    if path.suffix.lower() not in write:
        raise UsageError(f"{visible(str(path))}: {rows.what} are written to {_kinds()}{nearest(path.suffix, SUFFIXES)}")
    if path.is_dir() or (path.exists() and not overwrite):
        what = "a folder" if path.is_dir() else "there already: choose another name, or overwrite it (--force)"
        raise UsageError(f"{visible(str(path))} is {what}")
    if not path.parent.is_dir():
        raise UsageError(f"{visible(str(path))}: there is no folder {visible(str(path.parent))}")
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        with part.open("xb") as file:
            if path.suffix.lower() == ".csv":
                _write_csv(rows, file, formulas=formulas)
            else:
                write[path.suffix.lower()](rows, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return len(rows)


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


class _Rows(Protocol):
    """The rows to write, as often as they are asked for."""

    what: str

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[dict[str, Any]]: ...


class _Inputs:
    """The clean inputs and those of the variants."""

    what = "inputs"

    def __init__(self, suite: Suite, fields: bool) -> None:
        self._suite, self._fields = suite, fields
        ids = [example.id for example in suite.golden] + [variant.id for variant in suite]
        if len(set(ids)) != len(ids):
            doubled = next(one for one, times in Counter(ids).items() if times > 1)
            raise UsageError(
                f"a golden example and a variant have the same id {visible(doubled, 120)!r}: rename the golden example"
            )
        self._ids = ids
        clash = next((example for example in suite.golden if "id" in example.inputs), None)
        if fields and clash is not None:
            raise UsageError(
                f"golden example {visible(clash.id, 80)!r} has an input field 'id', and an exported row has one id: "
                "rename the field, or export without --fields"
            )

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        cases = map(clean_case, self._suite.golden)
        yield from (self._row(case) for case in cases)
        yield from (self._row(variant.case()) for variant in self._suite)

    def _row(self, case: Case) -> dict[str, Any]:
        return {"id": case.id, **case.inputs} if self._fields else {"id": case.id, "text": case.text}


class _Pairs:
    """The variants beside the texts that they were made from."""

    what = "pairs"

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._number = sum(1 for _ in self)

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[dict[str, Any]]:
        clean = {example.id: clean_case(example).text for example in self._suite.golden}
        for variant in self._suite:
            source, rewrite = clean[variant.golden.id], variant.case().text
            if rewrite != source:
                yield {
                    "id": variant.id, "source": source, "rewrite": rewrite, "kept": None, "reviewer": None,
                    "label": variant.perturbation.partition("@")[0], "language": variant.golden.language,
                    "group": variant.golden.group or source,
                }  # fmt: skip


def _columns(rows: _Rows) -> dict[str, set[type]]:
    """Return the fields of all rows in order, each with the types of its values."""
    found: dict[str, set[type]] = {}
    for row in rows:
        for key, value in row.items():
            found.setdefault(key, set()).add(type(value))
    return found


def _write_jsonl(rows: _Rows, file: IO[bytes]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for row in rows:
        file.write((encode(row).translate(_LINES) + "\n").encode())


def _write_csv(rows: _Rows, file: IO[bytes], *, formulas: bool = True) -> None:
    columns = _columns(rows)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = [_cell(row.get(name)) for name in columns]
        writer.writerow(cells if formulas else [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    text.detach()


def _write_parquet(rows: _Rows, file: IO[bytes]) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise missing("pyarrow", "writing Parquet") from None
    plain = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    columns = {name: types - {type(None)} for name, types in _columns(rows).items()}
    kinds = {name: plain.get(types.pop()) if len(types) == 1 else None for name, types in columns.items()}
    schema = pyarrow.schema([(name, kind or pyarrow.string()) for name, kind in kinds.items()])
    with parquet.ParquetWriter(file, schema) as writer:
        for batch in _batches(rows):
            arrays = {
                name: [row.get(name) if kind is not None else _or_none(row, name) for row in batch]
                for name, kind in kinds.items()
            }
            writer.write_table(pyarrow.table(arrays, schema=schema))


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _or_none(row: dict[str, Any], name: str) -> str | None:
    return None if row.get(name) is None else _cell(row[name])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rows(path: Path, name: str) -> list[Row]:
    """Return the rows of a predictions file; what is wrong with the whole of it raises."""
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{name}: predictions are read from {_kinds()}{nearest(path.suffix, SUFFIXES)}")
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


def _kinds() -> str:
    return ", ".join(SUFFIXES[:-1]) + f" or {SUFFIXES[-1]} files"
