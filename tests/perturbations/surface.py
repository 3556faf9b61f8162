"""What the tests of case, punctuation, white space and Unicode share: every place taken, one place, what is seen."""

from __future__ import annotations

import unicodedata

from robustgen.definition import Subject
from robustgen.errors import NoPlace
from robustgen.examples import Example
from robustgen.generation import perturb
from robustgen.registry import get

HIDDEN = ("ood.unicode.tag_characters", "ood.unicode.variation_selector", "ood.unicode.invisible_separator")


def all_taken(text: str, name: str, language: str = "en") -> str | None:
    """The text with every place taken, or None where there is none."""
    try:
        return perturb(text, name, severity=5, language=language).text
    except NoPlace:
        return None


def single(text: str, name: str, language: str = "en") -> set[str]:
    """The text with one place taken, in all ways."""
    found = get(name).find(Subject(Example("x", {"text": text}, language=language)))
    made = set()
    for i in range(len(found)):
        for option in found.options(i):
            variant = text
            for edit in sorted(found.change(i, option), key=lambda edit: -edit.start):
                variant = variant[: edit.start] + edit.text + variant[edit.end :]
            made.add(variant)
    return made


def hidden(string: str) -> str:
    """The text without characters that are not seen."""
    return "".join(c for c in string if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")
