"""A variant's changes shown in place, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from robustgen.display import visible
from robustgen.edits import Change, Edit, Insert, Order, Remove, Replace, Set, flatten, value_at
from robustgen.errors import EditError
from robustgen.examples import Example


def in_place(golden: Example, changes: Iterable[Change], *, limit: int | None = None) -> list[str]:
    """Return lines that show a golden row with `changes` marked in it: `the [model→modle] works[+ well]`.

    `[old→new]` is a replacement, `[+new]` an insertion, `[-old]` a deletion.

    The first line is the first varied text, marked; other texts that changed follow with their path in front, then a
    line for every edit of what is no text. All of it is safe to show.

    Args:
        golden: what was changed.
        changes: of one variant.
        limit: the most characters of a line; unchanged text is then left out around the edits.
    """
    texts, others = by_text(golden, changes)
    row, lines = golden.row(), []
    for path, edits in texts.items():
        label = "" if path == golden.vary[0] else f"{visible(path)}: "
        lines.append(label + _marked(value_at(row, path), edits, limit))
    return lines + [described(row, edit, limit) for edit in others]


def by_text(golden: Example, changes: Iterable[Change]) -> tuple[dict[str, list[Replace]], list[Edit]]:
    """Return the replacements by the path of their text, the first varied text first in any case, and other edits."""
    first = golden.vary[0]
    texts: dict[str, list[Replace]] = {first: []} if isinstance(value_at(golden.row(), first), str) else {}
    others: list[Edit] = []
    for edit in flatten(changes):
        if isinstance(edit, Replace):
            texts.setdefault(edit.path, []).append(edit)
        else:
            others.append(edit)
    return texts, others


def _marked(text: str, edits: list[Replace], limit: int | None) -> str:
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    around = None if limit is None or not edits else max(8, (limit - 24 * len(edits)) // (len(edits) + 1))
    parts, at = [], 0
    for number, edit in enumerate(ordered):
        parts.append(_shortened(text[at : edit.start], around, first=number == 0))
        parts.append(_mark(visible(text[edit.start : edit.end]), named(edit.text)))
        at = edit.end
    parts.append(_shortened(text[at:], around, last=True))
    shown = "".join(parts)
    return shown if limit is None else visible(shown, limit)


def named(text: str) -> str:
    """Return a new text; a letter or two beyond ASCII, which may look like others, with their code points."""
    return " ".join(filter(None, (visible(text), code_points(text))))


def code_points(text: str) -> str:
    """Return the code points of a letter or two beyond ASCII; "" of any other text, or where escapes name them."""
    if text.isascii() or len(text) > 2 or visible(text) != text:
        return ""
    return " ".join(f"U+{ord(letter):04X}" for letter in text)


def _mark(old: str, new: str) -> str:
    return f"[{old}→{new}]" if old and new else f"[+{new}]" if new else f"[-{old}]"


def _shortened(text: str, around: int | None, *, first: bool = False, last: bool = False) -> str:
    """Return unchanged text, the middle left out where it is long; only the end next to an edit is kept."""
    if around is None or len(text) <= around + 1:
        return visible(text)
    if first and not last:
        return "…" + visible(text[-around:])
    if last:
        return visible(text[:around]) + "…"
    return visible(text[: around // 2]) + "…" + visible(text[-(around - around // 2) :])


def described(row: dict[str, Any], edit: Edit, limit: int | None) -> str:
    """Return a line on an edit of what is no text, safe to show."""
    where = visible(edit.path)
    if isinstance(edit, Set):
        try:
            old = visible(repr(value_at(row, edit.path)), 60)
        except EditError:
            old = ""
        said = f"{where}: {_mark(old, visible(repr(edit.value), 200))}"
    elif isinstance(edit, Insert):
        said = f"{where}: [+{visible(repr(edit.value), 200)}] before item {edit.index}"
    elif isinstance(edit, Remove):
        said = f"{where}: [-item {edit.index}]"
    else:
        assert isinstance(edit, Order)
        said = f"{where}: in the order {', '.join(map(str, edit.permutation))}"
    return said if limit is None else visible(said, limit)
