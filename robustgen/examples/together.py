"""Golden rows beside each other: ids that stand twice, equal inputs with different answers, rows that look alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal

from robustgen.display import visible
from robustgen.examples.example import MISSING, Example, canonical, digest, hash_id
from robustgen.fields import quoted
from robustgen.reading import Row
from robustgen.strict_json import ROW_LIMIT


def check_together(rows: Sequence[tuple[Row, Example]], names: Mapping[str, str]) -> list[str]:
    """Leave faults in rows that contradict an earlier one, and return what is worth a warning."""
    ids: dict[str, int] = {}
    inputs: dict[tuple[str | None, str], int] = {}
    folded_ids: dict[str, int] = {}
    folded_inputs: dict[tuple[str | None, str], int] = {}
    alike_ids: list[str] = []
    alike_inputs: list[str] = []
    for i, (row, example) in enumerate(rows):
        text = canonical(example.inputs)
        if len(text) > ROW_LIMIT:
            row.faults.append(f"longer than {ROW_LIMIT:,} characters")
        same = inputs.setdefault((example.task, text), i)
        if same != i and _answer(example) != _answer(rows[same][1]):
            row.faults.append(
                f"column {quoted(names.get('expected', 'expected'))}: {_answer(example)}, "
                f"and {rows[same][0].where} has {_answer(rows[same][1])} for the same inputs"
            )
        earlier = ids.setdefault(example.id, i)
        if earlier != i and not row.faults:
            hint = "; give rows of equal inputs ids of their own" if example.id == hash_id(example.inputs) else ""
            where = rows[earlier][0].where
            row.faults.append(
                f"column {quoted(names.get('id', 'id'))}: {quoted(example.id)} is the id of {where} too{hint}"
            )
        similar = folded_inputs.setdefault((example.task, _folded(text, "NFC")), i)
        if similar != i:
            alike_inputs.append(f"{rows[similar][0].where} and {row.where}")
        similar = folded_ids.setdefault(_folded(example.id, "NFKC").casefold(), i)
        if similar != i and earlier == i:
            alike_ids.append(f"{quoted(rows[similar][1].id)} and {quoted(example.id)}")
    found = (
        (alike_inputs, "rows have the same inputs, or do after Unicode normalising (NFC)"),
        (alike_ids, "ids are the same after Unicode normalising (NFKC) and case folding"),
    )
    return [f"{meant}: {_several(pairs)}" for pairs, meant in found if pairs] + _unlabelled(rows)


def _unlabelled(rows: Sequence[tuple[Row, Example]]) -> list[str]:
    lacking = [row.where for row, example in rows if example.expected is MISSING]
    if 0 < len(lacking) < len(rows):
        return [f"no expected value in {len(lacking)} of {len(rows)} rows: {_several(lacking)}"]
    return []


def _several(items: Sequence[str]) -> str:
    return ", ".join(items[:5]) + (f", … and {len(items) - 5} more" if items[5:] else "")


def _answer(example: Example) -> str:
    """Return all that a row says is right, as a message shows it; equal answers are the same text."""
    expected = "no expected value" if example.expected is MISSING else canonical(example.expected)
    spans = canonical(sorted((span.start, span.end, span.label) for span in example.spans))
    answer = f"{expected} with spans {spans}" if example.spans else expected
    return visible(answer, 100) if len(answer) <= 100 else f"{visible(answer, 60)} ({digest(answer)})"


def _folded(text: str, form: Literal["NFC", "NFKC"]) -> str:
    return text if text.isascii() else unicodedata.normalize(form, text)
