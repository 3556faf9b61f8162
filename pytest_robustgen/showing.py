"""A wrong case as people read it: the edits in place, what was expected, how it ended. Everything made safe to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from robustgen.display import visible
from robustgen.edits import Change
from robustgen.examples import MISSING, Example
from robustgen.report.changes import in_place
from robustgen.variant import Variant, first_text

_NEAR = 60  # unedited code points shown on either side of an edit


@dataclass(frozen=True, slots=True)
class Smallest:
    """What a search for the smallest part of a variant's changes that still breaks the model came to.

    Attributes:
        changes: that part; None where none was found: in time, or since the model did not break again on the variant,
            or breaks on the golden example.
        said: the line about it, without what it changes.
    """

    changes: tuple[Change, ...] | None
    said: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A golden example or a variant that was not answered right.

    Attributes:
        of: what was asked.
        note: how it ended; the first line alone may be shown.
        status: wrong or unanswered.
        smallest: the least of its changes that still breaks the model, where that was looked for.
    """

    of: Example | Variant
    note: str
    status: str = "wrong"
    smallest: Smallest | None = None


def lost_lines(lost: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return what calls came to no answer by, a line a kind, the most frequent first: how many and the first reason."""
    ordered = sorted(lost.items(), key=lambda one: -one[1][0])
    return [f"{count:,} {visible(kind, 60)}: {visible(reason, 120)}" for kind, (count, reason) in ordered]


def expected_of(of: Example | Variant) -> str:
    """Return what is expected of it, safe to show; "" where nothing is."""
    if of.expected is MISSING:
        return ""
    relation = "other than " if isinstance(of, Variant) and of.relation == "differs" else ""
    return f"{relation}{visible(repr(of.expected)[:400], 80)}"


def variant_lines(wrong: Wrong, *, expected: bool = True) -> list[str]:
    """Return what was asked, in two lines or more."""
    of = wrong.of
    if isinstance(of, Variant):
        text = "\n    ".join(in_place(of.golden, of.changes, limit=6 * _NEAR))
    else:
        text = visible(first_text(of, of.inputs), 4 * _NEAR)
    wanted = expected_of(of) if expected else ""
    return [f"  {visible(of.id, 100)}{wanted and f'  expected {wanted}'}", f"    {text}"]


def wrong_lines(wrong: Wrong, *, full: bool = False) -> list[str]:
    """Return a wrong case in three lines, or with all lines of its note."""
    notes = wrong.note.splitlines() or [""]
    shown = [visible(line, 200) for line in (notes[:20] if full else notes[:1])]
    return [*variant_lines(wrong), *(f"      {line}" for line in [*shown, *_smallest_lines(wrong)])]


def _smallest_lines(wrong: Wrong) -> list[str]:
    found = wrong.smallest
    if found is None or not isinstance(wrong.of, Variant):
        return []
    if found.changes is None or len(found.changes) == len(wrong.of.changes):
        return [found.said]
    first, *more = in_place(wrong.of.golden, found.changes, limit=6 * _NEAR)
    return [f"{found.said}: {first}", *(f"  {line}" for line in more)]
