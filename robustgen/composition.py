"""Two steps of edits as one: what a chain of perturbations makes, addressed to the golden row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from robustgen.edits import Change, Edit, Replace, apply_text, value_at
from robustgen.errors import EditError

_Placed = tuple[int, int, int, Replace, bool]
"""Where an edit stands in the text between the steps, the number of its change, itself, whether it is of the first."""


def compose(first: Sequence[Change], second: Sequence[Change], original: Any) -> tuple[Change, ...]:
    """Return the changes of `original` that make what `first` and then `second` make.

    `second` addresses what `first` made. Where edits of the two overlap they merge, and so do their changes; every
    other change stays its own.

    Raises:
        EditError: a change of one moves or replaces structure that the other addresses.
    """
    owners = [*first, *second]
    parent = list(range(len(owners)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    edits: list[tuple[int, Edit]] = []
    by_path: dict[str, tuple[list[tuple[int, Replace]], list[tuple[int, Replace]]]] = {}
    for i, change in enumerate(owners):
        for edit in change:
            if isinstance(edit, Replace):
                by_path.setdefault(edit.path, ([], []))[i >= len(first)].append((i, edit))
            else:
                edits.append((i, edit))
    _check_disjoint(edits, by_path, len(first))
    for path, (before, after) in by_path.items():
        for members, merged in _compose_text(value_at(original, path), path, before, after):
            # The first change of all names the group: inserts at one point keep their order.
            home = min(root(member) for member in members)
            for member in members:
                parent[root(member)] = home
            edits.append((home, merged))
    grouped: dict[int, list[Edit]] = {}
    for i, edit in edits:
        grouped.setdefault(root(i), []).append(edit)
    return tuple(tuple(grouped[i]) for i in sorted(grouped))


def _check_disjoint(
    edits: list[tuple[int, Edit]],
    by_path: dict[str, tuple[list[tuple[int, Replace]], list[tuple[int, Replace]]]],
    split: int,
) -> None:
    """Refuse structural edits of one side that lie on the way to what the other side addresses."""
    for i, edit in edits:
        other_texts = [path for path, sides in by_path.items() if sides[i < split]]
        others = other_texts + [e.path for j, e in edits if (j < split) != (i < split)]
        for path in others:
            if (path + "/").startswith(edit.path + "/") or (edit.path + "/").startswith(path + "/"):
                raise EditError(f"{edit} and an edit at {path!r} cannot be composed into edits of one row")


def _compose_text(
    original: str, path: str, before: list[tuple[int, Replace]], after: list[tuple[int, Replace]]
) -> list[tuple[list[int], Replace]]:
    """Return the composed replacements of one text, each with the numbers of the changes it came from."""
    # Every edit as (start and end in the middle text, owner, start and end in its own source, is_first).
    middle: list[_Placed] = []
    shift = 0
    for owner, edit in sorted(before, key=lambda item: (item[1].start, item[1].end)):
        middle.append((edit.start + shift, edit.start + shift + len(edit.text), owner, edit, True))
        shift += len(edit.text) - (edit.end - edit.start)
    if not after:
        return [([owner], edit) for _, _, owner, edit, _ in middle]
    made = apply_text(original, [edit for _, edit in before])
    middle += [
        (edit.start, edit.end, owner, edit, False)
        for owner, edit in sorted(after, key=lambda item: (item[1].start, item[1].end))
    ]
    middle.sort(key=lambda item: (item[0], item[1]))
    result: list[tuple[list[int], Replace]] = []
    cluster: list[_Placed] = []
    reach = shift = 0
    for item in [*middle, None]:
        if item is not None and cluster and (item[0] < reach or _touches(cluster, item, reach)):
            cluster.append(item)
            reach = max(reach, item[1])
            continue
        if cluster:
            merged, shift = _merged(cluster, path, made, reach, shift)
            owners = [owner for _, _, owner, _, _ in cluster]
            last = result[-1][1] if result else merged
            if result and merged.start == merged.end == last.start == last.end:
                # Insertions at one point stand in the order of this list, not in that of their changes.
                result[-1] = ([*result[-1][0], *owners], replace(last, text=last.text + merged.text))
            else:
                result.append((owners, merged))
        if item is not None:
            cluster, reach = [item], item[1]
    return result


def _touches(cluster: list[_Placed], item: _Placed, reach: int) -> bool:
    """Return whether `item` meets, at the end of the cluster, an edit of the other side that left nothing there."""
    return item[0] == reach and any(
        other[4] != item[4] and (other[0] == other[1] or item[0] == item[1]) for other in cluster if other[1] == reach
    )


def _merged(cluster: list[_Placed], path: str, made: str, reach: int, shift: int) -> tuple[Replace, int]:
    start = cluster[0][0]
    grown = sum(len(e.text) - (e.end - e.start) for _, _, _, e, is_first in cluster if is_first)
    seconds = [
        Replace(path, e.start - start, e.end - start, e.text) for _, _, _, e, is_first in cluster if not is_first
    ]
    text = apply_text(made[start:reach], seconds)
    return Replace(path, start - shift, reach - shift - grown, text), shift + grown
