"""Tier 0: what must hold of every variant, whatever made it."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from robustgen.definition import Perturbation, Subject, moved_spans
from robustgen.edits import Change, Replace, apply, apply_text, flatten, value_at
from robustgen.errors import EditError
from robustgen.gates.protocol import Rejected
from robustgen.text import Text

__all__ = ["Rejected", "admit", "intact"]

MAX_GROWTH = 20
GROWTH_ALLOWANCE = 2000


def admit(
    perturbation: Perturbation, subject: Subject, changes: Sequence[Change], *, max_edit_share: float | None = None
) -> dict[str, Any]:
    """Return the row that `changes` make of the subject's.

    Raises:
        Rejected: nothing changed, nothing is left, protected text or a labelled span is damaged, a text would be
            invalid Unicode or far too long, edits overlap, or more than `max_edit_share` is edited.
    """
    if not changes:
        raise Rejected("no change")
    edits = flatten(changes)
    texts = dict(subject.texts)
    by_path: dict[str, list[Replace]] = {}
    others = False
    for edit in edits:
        if isinstance(edit, Replace):
            by_path.setdefault(edit.path, []).append(edit)
        else:
            others = True
    try:
        if others or any(path.count("/") != 1 or path not in texts for path in by_path):
            row = apply(subject.row, edits)
        else:
            row = {**subject.row}
            for path, replaces in by_path.items():
                row[path[1:].replace("~1", "/").replace("~0", "~")] = apply_text(texts[path].string, replaces)
        if subject.example.spans:
            moved_spans(subject.example, changes)
    except EditError as error:
        raise Rejected("labelled span" if "span" in str(error) else "edits overlap") from None
    if row == subject.row and not (others and _in_another_order(row, subject.row)):
        raise Rejected("unchanged")
    edited = total = 0
    for path, text in texts.items():
        replaces = by_path.get(path, [])
        total += len(text.string)
        if not replaces:
            continue
        edited += sum(max(edit.end - edit.start, len(edit.text)) for edit in replaces)
        _check_text(text, value_at(row, path), replaces, perturbation)
    if max_edit_share is not None and total and edited / total > max_edit_share:
        raise Rejected("edit budget")
    return row


def _in_another_order(row: dict[str, Any], golden: dict[str, Any]) -> bool:
    """Return whether two equal rows are written differently: their objects hold the same keys in another order."""
    return json.dumps(row) != json.dumps(golden)


def _check_text(text: Text, made: str, edits: list[Replace], perturbation: Perturbation) -> None:
    if not made.isascii():
        try:
            made.encode()
        except UnicodeEncodeError:
            raise Rejected("invalid Unicode") from None
    if not made.strip() and text.string.strip():
        raise Rejected("empty")
    if len(made) > MAX_GROWTH * len(text.string) + GROWTH_ALLOWANCE:
        raise Rejected("too long")
    if perturbation.whole_text:
        return
    regions = text.hard if perturbation.numbers else text.protected
    if regions:
        for edit in edits:
            if not intact(text, edit, regions):
                raise Rejected("protected text")


def intact(text: Text, edit: Replace, regions: Sequence[tuple[int, int]]) -> bool:
    """Return whether `edit` neither changes a protected region nor glues something to it."""
    string, start, end = text.string, edit.start, edit.end
    # Regions are sorted and disjoint: those that end before the edit stand before the first that could meet it.
    for i in range(max(0, bisect_left(regions, (start,)) - 1), len(regions)):
        a, b = regions[i]
        if a > end:
            break
        if b < start:
            continue
        if start < b and a < end and not (start == end and start in (a, b)):
            return False
        # The edit touches a region: the character that now stands beside it must not run on with it.
        if start == b:
            beside = (edit.text + string[end : end + 1])[:1]
            if beside.isalnum() and not string[b : b + 1].isalnum():
                return False
        if end == a:
            beside = (string[max(0, start - 1) : start] + edit.text)[-1:]
            if beside.isalnum() and not string[a - 1 : a].isalnum():
                return False
    return True
