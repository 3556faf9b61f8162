"""A wrong case as people read it: the edits in place, what was expected, how it ended. Everything made safe to show."""

from __future__ import annotations

from dataclasses import dataclass

from robustgen.display import visible
from robustgen.edits import Replace
from robustgen.examples import MISSING, Example
from robustgen.variant import Variant, first_text

_NEAR = 60  # unedited code points shown on either side of an edit


@dataclass(frozen=True, slots=True)
class Wrong:
    """A golden example or a variant that was not answered right.

    Attributes:
        of: what was asked.
        note: how it ended; the first line alone may be shown.
    """

    of: Example | Variant
    note: str


def wrong_lines(wrong: Wrong, *, full: bool = False) -> list[str]:
    """Return a wrong case in three lines, or with all lines of its note."""
    of = wrong.of
    notes = wrong.note.splitlines() or [""]
    if isinstance(of, Variant):
        text = marked(of)
        relation = "other than " if of.relation == "differs" else ""
    else:
        text, relation = visible(first_text(of, of.inputs), 4 * _NEAR), ""
    expected = "" if of.expected is MISSING else f"  expected {relation}{visible(repr(of.expected)[:400], 80)}"
    shown = [visible(line, 200) for line in (notes[:20] if full else notes[:1])]
    return [f"  {visible(of.id, 100)}{expected}", f"    {text}", *(f"      {line}" for line in shown)]


def marked(variant: Variant) -> str:
    """Return the varied text with each edit in place as [old→new], long unedited stretches cut.

    What is changed outside that text, and a field that is no text, is shown as the changes themselves.
    """
    golden, edits = variant.golden, variant.edits
    path = golden.vary[0]
    source = golden.inputs.get(path[1:])
    here = [edit for edit in edits if isinstance(edit, Replace) and edit.path == path]
    if not isinstance(source, str) or not here:
        return visible(variant.changes_json(), 4 * _NEAR)
    parts: list[str] = []
    at = 0
    for edit in sorted(here, key=lambda edit: (edit.start, edit.end)):
        parts.append(_cut(source[at : edit.start], head=bool(parts), tail=True))
        old, new = visible(source[edit.start : edit.end], _NEAR), _named(edit.text)
        parts.append(f"[{old}→{new}]" if old and new else f"[+{new}]" if new else f"[-{old}]")
        at = edit.end
    parts.append(_cut(source[at:], head=True, tail=False))
    rest = len(edits) - len(here)
    return "".join(parts) + (f" (and {rest} more changed)" if rest else "")


def _named(text: str) -> str:
    """Return an inserted text; a letter or two beyond ASCII, which may look like others, with their code points."""
    points = "" if text.isascii() or len(text) > 2 else " " + " ".join(f"U+{ord(letter):04X}" for letter in text)
    return visible(text, 4 * _NEAR) + points


def _cut(text: str, *, head: bool, tail: bool) -> str:
    """Return an unedited stretch with its ends that are near an edit."""
    if len(text) <= 2 * _NEAR:
        return visible(text)
    first = visible(text[:_NEAR]) if head else ""
    last = visible(text[-_NEAR:]) if tail else ""
    return f"{first}…{last}"
