"""Golden data as it comes in: files, data frames, datasets and lists, read strictly into rows of JSON values.

Nothing is repaired and nothing raises half-way: a row that cannot be used carries its faults to the end, so that one
error names them all.
"""

from __future__ import annotations

import csv
import math
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO

from robustgen.display import visible
from robustgen.errors import GoldenError, UsageError, nearest
from robustgen.resources import missing
from robustgen.strict_json import DEPTH_LIMIT, ROW_LIMIT, Fault, encodable, parse_json, plain, shown

FILE_LIMIT = 256 * 1024 * 1024
"""The most bytes of a .json file, which has to be parsed whole."""

SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".parquet")


@dataclass(slots=True)
class Row:
    """One row: where it stands, its fields as JSON values, and what is wrong with it."""

    where: str
    fields: Any
    faults: list[str] = field(default_factory=list)

    def column(self, name: str) -> Column:
        """Return a context in which a fault of the field `name` becomes one of this row, and the work goes on."""
        return Column(self.faults, name)


class Column:
    """What `Row.column` returns."""

    __slots__ = ("faults", "name")

    def __init__(self, faults: list[str], name: str) -> None:
        self.faults, self.name = faults, name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Fault):
            return False
        self.faults.append(f"column '{visible(self.name, 80)}': {error}")
        return True


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a source. In `cells` (CSV) every value is text, and an empty one may stand for none."""

    name: str
    rows: list[Row]
    cells: bool = False


def read_rows(source: Any, *, whole: type | None = None) -> Table:
    """Return the rows of a path, a DataFrame, a Dataset or an iterable of mappings.

    Items of the type `whole` stay as they are.

    Raises:
        GoldenError: the source has no rows, or not the form of its kind.
        UsageError: no such file, or a source of another kind.
        MissingExtra: Parquet without pyarrow.
    """
    if isinstance(source, str | os.PathLike):
        table = _read_file(Path(source))
    elif _is(source, "pandas", "DataFrame"):
        table = Table("the DataFrame", list(_frame_rows(source)))
    elif _is(source, "datasets", "Dataset") or _is(source, "datasets", "IterableDataset"):
        table = Table("the Dataset", list(_dataset_rows(source)))
    elif _is(source, "datasets", "DatasetDict"):
        raise UsageError(f"a DatasetDict has several splits: pass one of them ({', '.join(map(visible, source))})")
    elif isinstance(source, Mapping):
        raise UsageError("golden data is one mapping: pass a list of them, one a row")
    elif isinstance(source, bytes | bytearray) or hasattr(source, "read") or not isinstance(source, Iterable):
        raise UsageError(
            f"golden data is a {type(source).__name__}: pass a path, a DataFrame, a datasets.Dataset or a list of dicts"
        )
    else:
        table = Table("the list", [_row(f"rows[{i}]", item, whole) for i, item in enumerate(source)])
    if not table.rows:
        raise GoldenError(f"{table.name} has no rows")
    return table


def _read_file(path: Path) -> Table:
    name = visible(str(path))
    suffix = path.suffix.lower()
    try:
        regular, there = path.is_file(), path.exists()
    except OSError as error:
        raise UsageError(f"'{visible(str(path), 80)}' is no path of a file: {error.strerror}") from None
    if not regular:
        raise UsageError(f"{name} is {'no regular file' if there else 'not there'}{_neighbour(path)}")
    if suffix not in SUFFIXES:
        raise UsageError(f"{name}: golden data is read from {', '.join(SUFFIXES)} files{nearest(suffix, SUFFIXES)}")
    if path.stat().st_size == 0:
        raise GoldenError(f"{name} is empty")
    if suffix == ".parquet":
        return Table(name, list(_parquet_rows(path, name)))
    with path.open("rb") as file:
        if suffix == ".csv":
            return Table(name, list(_csv_rows(file, name)), cells=True)
        if suffix == ".json":
            return Table(name, list(_json_rows(file, name)))
        return Table(name, list(_jsonl_rows(file, name)))


def _jsonl_rows(file: BinaryIO, name: str) -> Iterator[Row]:
    for number, text, fault in _lines(file, name):
        where = f"{name}:{number}"
        if fault:
            yield Row(where, None, [fault])
        elif line := text.rstrip(" \t\r\n"):
            try:
                yield _row(where, parse_json(line))
            except Fault as error:
                yield Row(where, None, [str(error)])


def _json_rows(file: BinaryIO, name: str) -> Iterator[Row]:
    data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise GoldenError(f"{name} has more than {FILE_LIMIT:,} bytes: write one row a line, as .jsonl")
    try:
        items = parse_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GoldenError(f"{name}:{line}: {_bad_byte(data[error.start], error.start)}") from None
    except Fault as error:
        raise GoldenError(f"{name}: {error}") from None
    if not isinstance(items, list):
        raise GoldenError(f"{name} is a JSON {shown(items)}: it must be a list of objects, one a row")
    for i, item in enumerate(items):
        yield _row(f"{name}[{i}]", item)


def _csv_rows(file: BinaryIO, name: str) -> Iterator[Row]:
    broken: dict[int, str] = {}

    def texts() -> Iterator[str]:
        for number, text, fault in _lines(file, name):
            if fault:
                broken[number] = fault
            yield text

    header: list[str] | None = None
    with _wide_cells():
        lines = texts()
        top = next(lines, "")
        reader = csv.reader(chain([top], lines), delimiter=_delimiter(top), strict=True)
        while True:
            first = reader.line_num + 1
            where = f"{name}:{first}"
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if header is None:
                    raise GoldenError(f"{where}: the header is not CSV: {visible(str(error), 200)}") from None
                yield Row(where, None, [f"not CSV: {visible(str(error), 200)}"])
                continue
            faults = [broken.pop(number) for number in range(first, reader.line_num + 1) if number in broken]
            if header is None:
                header = _header(cells, where, faults)
            elif cells or faults:
                if not faults and len(cells) != len(header):
                    faults.append(f"{len(cells)} cells, where the header has {len(header)}")
                yield Row(where, None if faults else dict(zip(header, cells, strict=True)), faults)


def _delimiter(header: str) -> str:
    """Return what stands between the cells of a header: a comma, or what spreadsheets write where it is no comma."""
    return next((mark for mark in (",", ";", "\t") if mark in header), ",")


def _header(cells: list[str], where: str, faults: list[str]) -> list[str]:
    doubled = [f"'{visible(cell, 40)}'" for cell, times in Counter(cells).items() if times > 1]
    if not faults and doubled:
        faults.append(f"the header names a column twice: {', '.join(doubled)}")
    if not faults and not all(cell.strip() for cell in cells):
        faults.append("the header has a column without a name")
    if faults:
        raise GoldenError(f"{where}: {faults[0]}")
    return cells


def _parquet_rows(path: Path, name: str) -> Iterator[Row]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise missing("pyarrow", f"reading {name}") from None
    numbers = count()
    try:
        with parquet.ParquetFile(path) as file:
            _header(list(file.schema_arrow.names), name, [])
            for batch in file.iter_batches(batch_size=1024):
                for fields in batch.to_pylist():
                    yield _row(f"{name}[{next(numbers)}]", _present(fields))
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise GoldenError(f"{name} cannot be read as Parquet: {visible(str(error), 300)}") from None


def _frame_rows(frame: Any) -> Iterator[Row]:
    import pandas

    names = list(frame.columns)
    for column in names:
        if not isinstance(column, str):
            raise GoldenError(f"a column of the DataFrame is {shown(column)}: columns must have strings for names")
    _header(names, "the DataFrame", [])
    absent = (None, pandas.NA, pandas.NaT)
    columns = [frame[column].tolist() for column in names]
    for i, values in enumerate(zip(*columns, strict=True)):
        fields = dict(zip(names, values, strict=True))
        yield _row(
            f"frame.iloc[{i}]",
            {key: value for key, value in fields.items() if not any(value is none for none in absent)},
            nan_is_absent=True,
        )


def _dataset_rows(dataset: Any) -> Iterator[Row]:
    numbers = count()
    for batch in dataset.with_format(None).iter(batch_size=1000):
        names = list(batch)
        for values in zip(*batch.values(), strict=True):
            yield _row(f"dataset[{next(numbers)}]", _present(dict(zip(names, values, strict=True))))


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out null: a table has no other way to say that a field is not there."""
    return {key: value for key, value in fields.items() if value is not None}


def _row(where: str, item: Any, whole: type | None = None, *, nan_is_absent: bool = False) -> Row:
    if whole is not None and isinstance(item, whole):
        return Row(where, item)
    if not isinstance(item, Mapping):
        return Row(where, None, [f"{shown(item)}, where a row must be an object of fields"])
    row = Row(where, {})
    for key, value in item.items():
        if nan_is_absent and isinstance(value, float) and math.isnan(value):
            continue
        with row.column(str(key)):
            if not isinstance(key, str):
                raise Fault(f"the name of the field is a {type(key).__name__}, not a string")
            row.fields[encodable(key)] = plain(value, DEPTH_LIMIT - 1)
    return row


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, str, str]]:
    """Yield number, text and fault of every line; text of a faulty line is a stand-in."""
    offset = 0
    for number in count(1):
        raw = file.readline(ROW_LIMIT + 1)
        if not raw:
            return
        start, text, fault = offset, "", ""
        offset += len(raw)
        if number == 1 and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise GoldenError(f"{name} is UTF-16: save it as UTF-8")
        if len(raw) > ROW_LIMIT and not raw.endswith(b"\n"):
            fault = f"longer than {ROW_LIMIT:,} bytes"
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(ROW_LIMIT)
                offset += len(raw)
        else:
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError as error:
                fault = _bad_byte(raw[error.start], start + error.start)
                text = raw.decode("utf-8", errors="replace")
        yield number, text.removeprefix("\ufeff") if number == 1 else text, fault


@contextmanager
def _wide_cells() -> Iterator[None]:
    """Let a CSV cell be as long as a row may be; the csv module keeps its limit for the whole process."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, ROW_LIMIT))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _bad_byte(byte: int, offset: int) -> str:
    return f"byte 0x{byte:02x} at offset {offset} is not UTF-8: save the file as UTF-8"


def _is(source: Any, module: str, name: str) -> bool:
    """Tell whether `source` is of a class, without importing the module it comes from."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(source, kind)


def _neighbour(path: Path) -> str:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return ""
    return visible(nearest(path.name, names), 200)
