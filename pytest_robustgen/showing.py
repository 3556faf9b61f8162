"""A wrong case as people read it: the edits in place, what was expected, how it ended. Everything made safe to show."""

from __future__ import annotations

from dataclasses import dataclass

from robustgen.display import visible
from robustgen.examples import MISSING, Example
from robustgen.report.changes import in_place
from robustgen.variant import Variant, first_text

_NEAR = 60  # unedited code points shown on either side of an edit


@dataclass(frozen=True, slots=True)
class Wrong:
    """A golden example or a variant that was not answered right.

    Attributes:
        of: what was asked.
        note: how it ended; the first line alone may be shown.
        status: wrong or unanswered.
    """

    of: Example | Variant
    note: str
    status: str = "wrong"


def wrong_lines(wrong: Wrong, *, full: bool = False) -> list[str]:
    """Return a wrong case in three lines, or with all lines of its note."""
    of = wrong.of
    notes = wrong.note.splitlines() or [""]
    if isinstance(of, Variant):
        text = "\n    ".join(in_place(of.golden, of.changes, limit=6 * _NEAR))
        relation = "other than " if of.relation == "differs" else ""
    else:
        text, relation = visible(first_text(of, of.inputs), 4 * _NEAR), ""
    expected = "" if of.expected is MISSING else f"  expected {relation}{visible(repr(of.expected)[:400], 80)}"
    shown = [visible(line, 200) for line in (notes[:20] if full else notes[:1])]
    return [f"  {visible(of.id, 100)}{expected}", f"    {text}", *(f"      {line}" for line in shown)]
