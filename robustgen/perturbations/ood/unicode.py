"""Characters that look the same, nearly the same, or like nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from robustgen.definition import share
from robustgen.perturbations.tables import rows
from robustgen.places import Spots
from robustgen.registry import perturbation
from robustgen.text import Text

_SHARE = share(0.01, 0.02, 0.05, 0.12, 0.3, of="letters")
_SPACE, _NON_JOINER, _JOINER, _WORD_JOINER = "\u200b", "\u200c", "\u200d", "\u2060"
_INVISIBLE = (_SPACE, _NON_JOINER, _JOINER, _WORD_JOINER)
_INVISIBLE_CURSIVE = (_SPACE, _WORD_JOINER)
# Letters that a joiner reshapes (Arabic to Indic and Myanmar, Khmer, Mongolian), where it would be no invisible change.
_CURSIVE = ((0x600, 0xDFF), (0xF00, 0x109F), (0x1700, 0x1C4F), (0xA840, 0xA87F), (0x10A00, 0x11FFF))
_GREEK_AND_CYRILLIC = ((0x370, 0x52F),)
# Letters that share a grapheme with a neighbour: Hangul jamo, Thai and Lao am, Malayalam dot reph.
_CLUSTERED = ((0x1100, 0x11FF), (0xE33, 0xE33), (0xEB3, 0xEB3), (0xD4E, 0xD4E), (0xA960, 0xA97F), (0xD7B0, 0xD7FF))


@perturbation(
    "ood.unicode.homoglyph",
    label="preserves",
    amount=_SHARE,
    source="Unicode Technical Standard 39, Unicode Security Mechanisms: confusable letters; see the table",
)
def homoglyph(text: Text) -> Spots:
    """Put a letter of another script that looks the same.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.unicode.homoglyph").text
    'check my baӏance'
    """
    table = _look_alikes()
    return Spots(text, _starts(text, table), lambda i: table[text.string[i]])


@perturbation(
    "ood.unicode.diacritics_add",
    label="preserves",
    amount=_SHARE,
    source="Unicode Standard 14.0: letters with a diacritic, by canonical decomposition; see the table",
)
def diacritics_add(text: Text) -> Spots:
    """Put an accent, dots or a cedilla on a plain letter.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.unicode.diacritics_add").text
    'check my baḷance'
    """
    table = _letters("diacritics")
    starts = _starts(text, table)
    # The more orthographies write a letter with a mark, the likelier.
    return Spots(text, starts, lambda i: table[text.string[i]], weights=[len(table[text.string[i]]) for i in starts])


@perturbation(
    "ood.unicode.zero_width",
    label="preserves",
    amount=_SHARE,
    source="Unicode Standard 14.0, section 23.2: layout controls that are not seen between letters",
)
def zero_width(text: Text) -> Spots:
    r"""Put a character that is not seen between two letters of a word.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("check my balance", "ood.unicode.zero_width").text)
    "'che\\u2060ck my balance'"
    """
    string, letters = text.string, text.letters
    inner = [i for before, i in pairwise(letters) if before == i - 1]
    if not string.isascii():
        inner = [i for i in inner if not (_lies(string[i - 1], _CLUSTERED) or _lies(string[i], _CLUSTERED))]
    return Spots(
        text,
        inner,
        lambda i: _INVISIBLE_CURSIVE if _lies(string[i], _CURSIVE) or _lies(string[i - 1], _CURSIVE) else _INVISIBLE,
        width=0,
    )


def _starts(text: Text, table: Mapping[str, Sequence[str]]) -> list[int]:
    string = text.string
    return [i for i in text.letters if string[i] in table]


@cache
def _look_alikes() -> dict[str, tuple[str, ...]]:
    """Return letters with those that look the same: of ASCII with others, and of Cyrillic and Greek with ASCII."""
    table = _letters("homoglyphs")
    other = {o: (c,) for c, others in table.items() if c.isalpha() for o in others if _lies(o, _GREEK_AND_CYRILLIC)}
    return table | other


@cache
def _letters(name: str) -> dict[str, tuple[str, ...]]:
    """Return a table of letters and, separated by |, what may stand in their place."""
    return {row[0]: tuple(other for other in row[1].split("|") if other != row[0]) for row in rows(name)}


def _lies(c: str, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= ord(c) <= last for first, last in ranges)
