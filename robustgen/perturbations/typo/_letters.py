"""Letters in the other case, as the language of a text has them; letters that are typed one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from robustgen.text import Text, is_known

_DOTTED_I = ("tr", "az")
_SMALL, _CAPITAL = {"I": "\u0131", "\u0130": "i"}, {"i": "\u0130", "\u0131": "I"}
# Han, kana and Hangul: what is typed are sounds or strokes, so that no slip of a finger loses or exchanges a character.
_COMPOSED = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3105-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


def typed(text: Text, offsets: Sequence[int]) -> Sequence[int]:
    """Return the `offsets` of a text at which a key stands for the character."""
    string = text.string
    if string.isascii() or not _COMPOSED.search(string):
        return offsets
    return [i for i in offsets if not _COMPOSED.match(string, i)]


def typed_mask(text: Text, mask: bytes) -> bytes:
    """Return `mask`, one byte a code point of a text, with 0 where no key stands for the character."""
    string = text.string
    if string.isascii() or not _COMPOSED.search(string):
        return mask
    flags = bytearray(mask)
    for match in _COMPOSED.finditer(string):
        flags[match.start()] = 0
    return bytes(flags)


def all_small(text: Text) -> str:
    """Return the text in small letters, each code point at its place."""
    if text.string.isascii() and text.base_language not in _DOTTED_I:
        return text.string.lower()
    return "".join(map(small(text), text.string))


def small(text: Text) -> Callable[[str], str]:
    """Return a function that writes a letter of `text` small, where that is one code point, else as it is."""
    return _dotted_small if text.base_language in _DOTTED_I else _plain_small


def capital(text: Text) -> Callable[[str], str]:
    """Return a function that writes a letter of `text` as a capital, where that is one known code point."""
    return _dotted_capital if text.base_language in _DOTTED_I else _plain_capital


def like(text: Text) -> Callable[[str, str], str]:
    """Return a function that writes a small letter of `text` in the case of another."""
    upper = capital(text)
    return lambda letter, other: upper(letter) if other.isupper() else letter


@cache
def _plain_small(letter: str) -> str:
    made = letter.lower()
    return made if len(made) == 1 and is_known(made) else letter


@cache
def _plain_capital(letter: str) -> str:
    made = letter.upper()
    return made if len(made) == 1 and is_known(made) else letter


def _dotted_small(letter: str) -> str:
    return _SMALL.get(letter) or _plain_small(letter)


def _dotted_capital(letter: str) -> str:
    return _CAPITAL.get(letter) or _plain_capital(letter)


def names(text: Text) -> Callable[[int, int], bool]:
    """Return a function that tells whether a word has the capital of a name: inside a sentence, or behind its first."""
    string = text.string
    if string.isupper():
        return lambda start, end: False

    def named(start: int, end: int) -> bool:
        inside = string[start - 1 : start] == " " and string[start - 2 : start - 1] not in (".", "!", "?", ":", "")
        return (string[start].isupper() and inside) or not (end - start == 1 or string[start + 1 : end].islower())

    return named
