"""Characters that are not seen: controls of the writing direction, tags, variation selectors, invisible operators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import overload

from robustgen.definition import share
from robustgen.edits import Change, Replace
from robustgen.places import Place, Spots
from robustgen.registry import perturbation
from robustgen.text import Text

_LETTERS = share(0.01, 0.02, 0.05, 0.12, 0.3, of="letters")
_WORDS = share(0.02, 0.05, 0.15, 0.4, 1.0)
_BAD_CHARACTERS = "N. Boucher et al., Bad Characters: Imperceptible NLP Attacks (IEEE S&P 2022)"

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HEBREW_ARABIC = re.compile("[\u05d0-\u05f2\u0620-\u06d3]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00aa-\u02b8\u0370-\u0589\u0900-\u1fff\u2c00-\ud7ff\uf900-\ufb17\uff21-\uffdc]")
# Letters that neither join nor cluster, and so look the same drawn one by one from the other side.
_APART = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u0373\u0376-\u03ff\u0400-\u052f\u0531-\u0587\u1e00-\u1fff'\u2019]{2,}")
_SHORT = 64
_POP, _POP_ISOLATE, _RTL_OVERRIDE = "\u202c", "\u2069", "\u202e"
# The mark of a direction, and pairs about a word of that direction: embedding, isolate, first strong isolate.
_FORTH = (("\u200e", ""), ("\u202a", _POP), ("\u2066", _POP_ISOLATE), ("\u2068", _POP_ISOLATE))
_BACK = (("\u200f", ""), ("\u202b", _POP), ("\u2067", _POP_ISOLATE), ("\u2068", _POP_ISOLATE))

_TAG = 0xE0000
_LANGUAGE_TAG = "\U000e0001"
_OPERATORS = ("\u2061", "\u2062", "\u2063", "\u2064")
_SELECTORS = tuple(map(chr, range(0xFE00, 0xFE10)))
# Scripts whose letters a selector may change (Mongolian, Myanmar, Phags-pa, ideographs), and the letter i of a sign.
_SELECTED = ((0x1000, 0x109F), (0x1800, 0x18AF), (0x2100, 0x214F), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3400, 0x4DBF),
             (0x4E00, 0x9FFF), (0xA840, 0xA87F), (0xF900, 0xFAFF), (0x10AC0, 0x10AFF), (0x20000, 0x3FFFF))  # fmt: skip
# Letters that share a grapheme with a neighbour: Hangul jamo, Thai and Lao am, Malayalam dot reph.
_CLUSTERED = ((0x1100, 0x11FF), (0xE33, 0xE33), (0xEB3, 0xEB3), (0xD4E, 0xD4E), (0xA960, 0xA97F), (0xD7B0, 0xD7FF))


@perturbation(
    "ood.unicode.bidi_control",
    label="preserves",
    amount=_WORDS,
    source=f"Unicode Standard Annex 9, Unicode Bidirectional Algorithm; {_BAD_CHARACTERS}",
)
def bidi_control(text: Text) -> Iterator[Place]:
    r"""Put controls of the writing direction about a word so that it looks as before, or reverse it under an override.

    A text that is written in both directions, or holds such controls, has no place.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("check my balance", "ood.unicode.bidi_control").text)
    "'check my \\u200ebalance'"
    """
    string = text.string
    forth, back = _LEFT_TO_RIGHT.search(string), not string.isascii() and _RIGHT_TO_LEFT.search(string)
    plain = not (forth and back) and (string.isascii() or not _CONTROLS.search(string))
    script, controls = (_HEBREW_ARABIC, _BACK) if back else (_LEFT_TO_RIGHT, _FORTH)
    for start, end in text.words if plain else ():
        if script.match(string, start):
            apart = not back and end - start <= _SHORT and _APART.fullmatch(string, start, end)
            reversed_word = string[start:end][::-1] if apart else ""
            yield Place(start, end, _Controlled(start, end, controls, reversed_word), key=start)


class _Controlled(Sequence[str | Change]):
    """Controls about a word, as changes that leave the word itself alone; and, where there is one, its reverse.

    Made when they are asked for: a long text has many words, and few are drawn.
    """

    __slots__ = ("_controls", "_end", "_reversed", "_start")

    def __init__(self, start: int, end: int, controls: Sequence[tuple[str, str]], reversed_word: str) -> None:
        self._start, self._end, self._controls, self._reversed = start, end, controls, reversed_word

    def __len__(self) -> int:
        return len(self._controls) + bool(self._reversed)

    @overload
    def __getitem__(self, i: int) -> str | Change: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[str | Change]: ...
    def __getitem__(self, i: int | slice) -> str | Change | Sequence[str | Change]:
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        if i >= len(self._controls):
            if i >= len(self):
                raise IndexError(i)
            return _RTL_OVERRIDE + self._reversed + _POP
        before, after = self._controls[i]
        opened = Replace("", self._start, self._start, before)
        return (opened, Replace("", self._end, self._end, after)) if after else (opened,)


@perturbation(
    "ood.unicode.tag_characters",
    label="preserves",
    amount=_WORDS,
    source="Unicode Standard 14.0, section 23.9: deprecated tag characters; RFC 2482, language tagging with them",
)
def tag_characters(text: Text) -> Iterator[Place]:
    r"""Say a word again after it in tag characters, which are not seen, or tag it with the language of the text.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("check my balance", "ood.unicode.tag_characters").text)
    "'check my balance\\U000e0001\\U000e0065\\U000e006e'"
    """
    string, language = text.string, text.base_language
    for start, end in text.words:
        if not text.free(start, min(end + 1, len(string))):
            continue
        word = string[start:end]
        options = []
        if word.isascii() and len(word) <= _SHORT:
            options.append(_tagged(word))
        if language.isascii() and language.isalpha() and len(language) <= 3:
            options.append(_LANGUAGE_TAG + _tagged(language))
        yield Place(end, end, options)


@perturbation(
    "ood.unicode.variation_selector",
    label="preserves",
    amount=_LETTERS,
    source="Unicode Standard 14.0, section 23.4: selectors do nothing after a character they have no form for",
)
def variation_selector(text: Text) -> Spots:
    r"""Put a variation selector after a letter that has no variants, where it is not seen.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("check my balance", "ood.unicode.variation_selector").text)
    "'ch\\ufe00eck my balance'"
    """
    string = text.string
    starts = [i + 1 for i in text.letters if string[i].isascii() or not _lies(string[i], _SELECTED)]
    if text.protected:
        starts = [at for at in starts if text.free(at - 1, min(at + 1, len(string)))]
    return Spots(text, starts, lambda _: _SELECTORS, width=0)


@perturbation(
    "ood.unicode.invisible_separator",
    label="preserves",
    amount=_LETTERS,
    source=f"Unicode Standard 14.0, section 22.6: invisible operators of mathematics; {_BAD_CHARACTERS}",
)
def invisible_separator(text: Text) -> Spots:
    r"""Put an invisible operator of mathematics (U+2061 to U+2064) between two letters of a word.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("check my balance", "ood.unicode.invisible_separator").text)
    "'che\\u2061ck my balance'"
    """
    string, letters = text.string, text.letters
    inner = [i for before, i in pairwise(letters) if before == i - 1]
    if not string.isascii():
        kept = (*_JOINING, *_CLUSTERED)
        inner = [i for i in inner if not (_lies(string[i - 1], kept) or _lies(string[i], kept))]
    return Spots(text, inner, lambda _: _OPERATORS, width=0)


# Scripts whose letters join or form conjuncts, which an operator between them would break.
_JOINING = ((0x600, 0xDFF), (0xF00, 0x109F), (0x1700, 0x1C4F), (0xA840, 0xA87F), (0x10A00, 0x11FFF), (0x1E900, 0x1E95F))


def _tagged(string: str) -> str:
    return "".join(chr(_TAG + ord(c)) for c in string)


def _lies(c: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(c) <= last for first, last in ranges)
