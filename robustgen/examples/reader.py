"""Golden data of any kind read into examples: the fields settled once, every row built and checked."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from robustgen.display import visible
from robustgen.edits import tokens, value_at
from robustgen.errors import EditError, GoldenError, UsageError, nearest
from robustgen.examples.example import MISSING, Example, Span, hash_id, pointer_to
from robustgen.examples.together import check_together
from robustgen.fields import (
    check_protected,
    check_spans,
    check_task,
    check_varied,
    quoted,
    read_name,
    read_names,
    read_spans,
)
from robustgen.reading import Row, Table, read_rows
from robustgen.strict_json import Fault, plain
from robustgen.task_rows import Needs, check_task_row

_SHOWN = 50  # rows that an error names


class GoldenWarning(UserWarning):
    """Golden data that can be used, but may not say what its author meant."""


def read_examples(
    source: Any,
    *,
    vary: str | Sequence[str] | None = None,
    expected: str | None = None,
    task: str | None = None,
    language: str = "en",
    id: str | None = None,
    group: str | None = None,
    protect: str | None = None,
    tags: str | None = None,
    spans: str | None = None,
) -> tuple[Example, ...]:
    """Read golden examples, all of them or none.

    Fields read as expected, id, group, protect, tags, spans, task or language leave the inputs; all others are inputs,
    in their own key order. Null, and an empty cell of a CSV file, is no value for them. Values of CSV stay text;
    protect, tags and spans may be JSON there.

    Args:
        source: a path (.jsonl, .ndjson, .json, .csv, .parquet; UTF-8), a DataFrame, a datasets.Dataset, an iterable of
            mappings, or one of examples, which are only checked.
        vary: names or JSON pointers of the fields that may change; "text" where none is named. Of a list of chat
            messages all may change, and its text is what the user says last.
        expected: the field of the right answer; "expected", else "label", where none is named.
        task: the task of rows that do not say.
        language: the language of rows that do not say.
        id: the field of the id, text or integer; rows without get a hash of their inputs.
        group: the field that names the cluster of a row; it stays an input unless it is called "group".
        protect: the field of strings that nothing may change inside; each must occur in what varies.
        tags: the field of tags, one or a list.
        spans: the field of labelled spans, {"start", "end", "label"} or [start, end, label], over the first field
            that varies; a "text" in one must be the text there.

    Raises:
        GoldenError: no rows, or rows that cannot be used; names every one.
        UsageError: a source that is not there or of no known kind.
        MissingExtra: Parquet without pyarrow.

    Warns:
        GoldenWarning: ids or inputs that are equal after Unicode normalising; rows without the expected value that
            others have.
    """
    named = {"expected": expected, "id": id, "group": group, "protect": protect, "tags": tags, "spans": spans}
    table = read_rows(source, whole=Example)
    plan = _plan(table, (vary,) if isinstance(vary, str) else vary, named, task, language)
    examples = [_read(row, plan) for row in table.rows]
    found = [(row, example) for row, example in zip(table.rows, examples, strict=True) if example]
    remarks = check_together(found, plan.names if plan else {})
    problems = tuple(f"{row.where}: {'; '.join(row.faults)}" for row in table.rows if row.faults)
    if problems:
        shown = "\n".join(problems[:_SHOWN]) + (f"\n… and {len(problems) - _SHOWN} more" if problems[_SHOWN:] else "")
        head = f"{table.name}: {len(problems)} of {len(table.rows)} rows cannot be used, so none is read"
        raise GoldenError(f"{head}\n{shown}", problems=problems)
    for remark in remarks:
        warnings.warn(f"{table.name}: {remark}", GoldenWarning, stacklevel=2)
    return tuple(example for _, example in found)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which fields of a table are read as what."""

    vary: tuple[str, ...]
    names: dict[str, str]
    reserved: frozenset[str]
    strict: bool
    task: str | None
    language: str
    cells: bool


def _plan(
    table: Table, vary: Sequence[str] | None, named: Mapping[str, str | None], task: str | None, language: str
) -> _Plan | None:
    """Settle the fields, or return None where no row has any."""
    there = {name: None for row in table.rows if isinstance(row.fields, dict) for name in row.fields}
    given = [name for name in named.values() if name is not None]
    if (vary or given or task or language != "en") and any(isinstance(row.fields, Example) for row in table.rows):
        raise UsageError("examples carry their own fields: read_examples takes no other argument with them")
    if not there:
        return None
    try:
        check_task(task or "")
    except Fault as fault:
        raise UsageError(str(fault)) from None
    names = {role: name or role for role, name in named.items()}
    if not named["expected"] and "expected" not in there:
        names["expected"] = "label"
    elif names["expected"] != "expected" and "expected" in there:
        raise GoldenError(f"{table.name}: field 'expected' stands beside {quoted(names['expected'])}: rename it")
    paths = tuple(pointer_to(name) for name in (("text",) if vary is None else vary))
    # A field that was named as the group (the premise, the document) is still what a model sees.
    reserved = frozenset(name for role, name in names.items() if role != "group") | {"group", "task", "language"}
    firsts = [tokens(path)[0] for path in paths]
    for name in [*firsts, *given]:
        if name not in there:
            hint = "; name the fields that may change with vary=" if vary is None and name == "text" else ""
            if hint and "inputs" in there:
                hint = (
                    "; rows with 'inputs' are those that a suite keeps, not those it is made from:"
                    " in Python, rg.Example.from_json reads each"
                )
            raise GoldenError(f"{table.name}: no field {quoted(name)}: {_those(name, there)}{hint}")
    for name in firsts:
        if name in reserved:
            role = next((role for role, field in names.items() if field == name), name)
            raise UsageError(f"field {quoted(name)} cannot vary: it is read as {role}")
    if not paths or len(set(paths)) < len(paths):
        raise UsageError(f"vary is {quoted(list(vary or ()))}: name one field or more, each once")
    return _Plan(paths, names, reserved, named["expected"] is not None, task, language, table.cells)


def _read(row: Row, plan: _Plan | None) -> Example | None:
    """Return the example of a row, or None with the faults left in the row."""
    if row.faults:
        return None
    example = _plain(row) if plan is None or isinstance(row.fields, Example) else _build(row, plan)
    if example is not None:
        _check(row, example, plan.names if plan else {})
    return None if row.faults else example


def _plain(row: Row) -> Example | None:
    example: Example = row.fields
    found: dict[str, Any] = {}
    with row.column("id"):
        found["id"] = read_name(plain(example.id))
    with row.column("inputs"):
        found["inputs"] = plain(example.inputs)
    if example.expected is not MISSING:
        with row.column("expected"):
            found["expected"] = plain(example.expected)
    return None if row.faults else replace(example, **found)


def _build(row: Row, plan: _Plan) -> Example | None:
    fields: dict[str, Any] = row.fields
    blank = (None, "") if plan.cells else (None,)
    found = {role: fields[name] for role, name in plan.names.items() if fields.get(name) not in blank}
    found |= {role: fields[role] for role in ("task", "language") if fields.get(role) not in blank}
    inputs = {name: value for name, value in fields.items() if name not in plan.reserved}
    read: dict[str, Any] = {"task": plan.task, "language": plan.language, "expected": found.get("expected", MISSING)}
    for role in ("id", "group", "task", "language"):
        if role in found:
            with row.column(plan.names.get(role, role)):
                read[role] = read_name(found[role], integer=role in ("id", "group"))
    for role in ("protect", "tags"):
        if role in found:
            with row.column(plan.names[role]):
                read[role] = read_names(found[role], cells=plan.cells)
    if "spans" in found:
        with row.column(plan.names["spans"]):
            triples = read_spans(found["spans"], _at(inputs, plan.vary[0]), cells=plan.cells)
            read["spans"] = tuple(Span(*triple) for triple in triples)
    if plan.strict and "expected" not in found:
        row.faults.append(f"column {quoted(plan.names['expected'])}: missing")
    if row.faults:
        return None
    return Example(id=read.pop("id", None) or hash_id(inputs), inputs=inputs, vary=plan.vary, **read)


def _check(row: Row, example: Example, names: Mapping[str, str]) -> None:
    """Check what a row and an example made elsewhere have in common."""
    varied = [_at(example.inputs, path) for path in example.vary]
    for path, value in zip(example.vary, varied, strict=True):
        parts = tokens(path)
        with row.column(parts[0] if len(parts) == 1 else path):
            if value is MISSING:
                raise Fault(f"missing; {_those(parts[0], example.inputs)}" if len(parts) == 1 else "nothing is there")
            check_varied(value)
    if example.task is not None:
        with row.column("task"):
            check_task(example.task)
    if example.protect:
        with row.column(names.get("protect", "protect")):
            check_protected(example.protect, varied)
    if example.spans:
        with row.column(names.get("spans", "spans")):
            check_spans([(span.start, span.end, span.label) for span in example.spans], varied[0], example.task)
    if example.task is not None:
        known = example.expected is not MISSING
        triples = [(span.start, span.end, span.label) for span in example.spans]
        needs = Needs(example.inputs, example.expected if known else None, known, triples, varied[0])
        check_task_row(row, example.task, needs, names.get("expected", "expected"))


def _those(name: str, there: Iterable[str]) -> str:
    names = list(there)
    hint = visible(nearest(name, names), 120)
    return f"there is {visible(', '.join(names), 300)}{hint}" if names else "there is no other input"


def _at(inputs: Mapping[str, Any], path: str) -> Any:
    try:
        return value_at(inputs, path)
    except EditError:
        return MISSING
