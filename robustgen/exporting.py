"""The inputs of a suite written for another machine or language, and its pairs of texts written for people to judge.

Inputs have one row a golden example, then one a variant: `{"id", "text"}`, or `{"id", every field}`. JSONL, CSV or
Parquet, by the file's suffix.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from robustgen.case import Case
from robustgen.display import visible
from robustgen.errors import UsageError, nearest
from robustgen.resources import missing
from robustgen.suite import Suite
from robustgen.variant import clean_case

SUFFIXES = (".jsonl", ".ndjson", ".csv", ".parquet")
KINDS = ", ".join(SUFFIXES[:-1]) + f" or {SUFFIXES[-1]} files"

_BATCH = 4096  # rows of one Parquet group
_LINES = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})  # some readers end a line there
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
        raise UsageError(f"{visible(str(path))}: {rows.what} are written to {KINDS}{nearest(path.suffix, SUFFIXES)}")
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
