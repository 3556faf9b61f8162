"""What a change does, in a few words, and to which word: so that failures are counted by what they share."""

from __future__ import annotations

import re

from robustgen.edits import Change, Edit, Insert, Order, Remove, Replace, value_at
from robustgen.examples import Example

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def kind_of(golden: Example, change: Change) -> str:
    """Return what a change does, such as "letter replaced" or "space taken out"; "several edits" where they differ."""
    kinds = {_kind(golden, edit) for edit in change}
    return kinds.pop() if len(kinds) == 1 else "several edits"


def word_of(golden: Example, change: Change) -> str | None:
    """Return the word of the golden text that a change is made to, in lower case; None where it is not one alone."""
    words = {_word(golden, edit) for edit in change}
    return words.pop() if len(words) == 1 else None


def _kind(golden: Example, edit: Edit) -> str:
    if isinstance(edit, Order):
        return "order changed"
    if not isinstance(edit, Replace):
        return (
            "item put in" if isinstance(edit, Insert) else "item taken out" if isinstance(edit, Remove) else "value set"
        )
    old, new = _old(golden, edit), edit.text
    if not old or not new:
        return f"{_what(old or new)} {'put in' if new else 'taken out'}"
    if old.casefold() == new.casefold():
        return "case changed"
    if len(old) == len(new) > 1 and sorted(old) == sorted(new):
        return "letters swapped"
    if old.isascii() and not new.isascii():
        return f"{_what(old)} replaced by one beyond ASCII" if len(new) == 1 else "text beyond ASCII put in its place"
    return f"{_what(old)} replaced"


def _what(text: str) -> str:
    if text.isspace():
        return "space"
    if len(text) == 1:
        return "letter" if text.isalpha() else "digit" if text.isdigit() else "sign"
    words = len(_WORD.findall(text))
    return "words" if words > 1 else "word" if _WORD.fullmatch(text.strip()) and len(text) > 3 else "letters"


def _word(golden: Example, edit: Edit) -> str | None:
    if not isinstance(edit, Replace):
        return None
    text = value_at(golden.row(), edit.path)
    if not isinstance(text, str):
        return None
    for found in _WORD.finditer(text):
        if found.start() <= edit.start and edit.end <= found.end():
            return found[0].lower()
    return None


def _old(golden: Example, edit: Replace) -> str:
    text = value_at(golden.row(), edit.path)
    return text[edit.start : edit.end] if isinstance(text, str) else ""
