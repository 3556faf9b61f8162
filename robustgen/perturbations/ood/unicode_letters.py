"""Other characters for the same letters: the styles of mathematics, full widths, ligatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import share
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, char_class

_WORDS = share(0.05, 0.1, 0.25, 0.6, 1.0)
# Where the capital A of each style stands; all but three of them run on from A to z.
_STYLES = {
    "bold": 0x1D400,
    "italic": 0x1D434,
    "bold_italic": 0x1D468,
    "script": 0x1D4D0,
    "fraktur": 0x1D56C,
    "double_struck": 0x1D538,
    "sans": 0x1D5A0,
    "sans_bold": 0x1D5D4,
    "sans_italic": 0x1D608,
    "monospace": 0x1D670,
}
# Letters that were in the standard before, among the letterlike symbols.
_EARLIER = {
    "italic": {"h": "\u210e"},
    "double_struck": dict(zip("CHNPQRZ", "\u2102\u210d\u2115\u2119\u211a\u211d\u2124", strict=True)),
}
_LIGATURES = {"ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02", "ffi": "\ufb03", "ffl": "\ufb04"}
_LIGATED = re.compile("ff[il]?|f[il]")
_WIDE = 0xFEE0
_WIDE_WORD = re.compile("[\uff21-\uff3a\uff41-\uff5a]+")
_APOSTROPHES = "'\u2019"


@perturbation(
    "ood.unicode.math_letters",
    label="preserves",
    amount=_WORDS,
    parameters=tuple(_STYLES),
    source="Unicode Standard 14.0, section 22.2 and code chart U+1D400: mathematical alphanumeric symbols, which posts "
    "in social networks use for bold and italics",
)
def math_letters(text: Text, style: str | None) -> Iterator[Place]:
    r"""Write words in the bold, italic, script or other letters of mathematics: of one text in one style.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.unicode.math_letters.bold", severity=5).text
    '𝐜𝐡𝐞𝐜𝐤 𝐦𝐲 𝐛𝐚𝐥𝐚𝐧𝐜𝐞'
    """
    # One who writes in several styles at once is hard to find; which it is, the length of the text decides.
    table = _styled(style or tuple(_STYLES)[len(text.string) % len(_STYLES)])
    for start, end in _latin_words(text):
        yield Place(start, end, [text.string[start:end].translate(table)])


@perturbation(
    "ood.unicode.fullwidth",
    label="preserves",
    amount=_WORDS,
    source="Unicode Standard 14.0, section 18.5: full-width letters, which East Asian input methods write",
)
def fullwidth(text: Text) -> Iterator[Place]:
    """Write a word in full-width letters, or one in full-width letters in those of ASCII.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.unicode.fullwidth", severity=5).text
    'ｃｈｅｃｋ ｍｙ ｂａｌａｎｃｅ'
    """
    wide, narrow = _widths()
    places = [Place(a, b, (text.string[a:b].translate(wide),)) for a, b in _latin_words(text)]
    if not text.string.isascii():
        for match in _WIDE_WORD.finditer(text.string):
            if text.free(*match.span()):
                places.append(Place(*match.span(), (match.group().translate(narrow),)))
        places.sort()
    yield from places


@perturbation(
    "ood.unicode.ligature",
    label="preserves",
    source="Unicode Standard 14.0, code chart U+FB00: Latin ligatures, as they are copied out of typeset pages",
)
def ligature(text: Text) -> Iterator[Place]:
    """Write ff, fi, fl, ffi and ffl as one character; in Turkish and Azerbaijani ff alone, to keep the dot of the i.

    >>> from robustgen.generation import perturb
    >>> perturb("find the office floor", "ood.unicode.ligature", severity=5).text
    'ﬁnd the oﬃce ﬂoor'
    """
    string, mask = text.string, text.letter_mask
    dotted = text.base_language in ("tr", "az")
    for match in _LIGATED.finditer(string):
        start, end = match.span()
        letters = match.group()
        if dotted and letters[-1] == "i":
            if len(letters) == 2:
                continue
            letters, end = letters[:-1], end - 1
        # The last letter may carry a mark, and any may be part of what is protected.
        if all(mask[start:end]):
            yield Place(start, end, (_LIGATURES[letters],))


@cache
def _styled(style: str) -> dict[int, str]:
    """Return ASCII letters in a style of mathematics, for `str.translate`."""
    first = _STYLES[style]
    table = {65 + i: chr(first + i) for i in range(26)} | {97 + i: chr(first + 26 + i) for i in range(26)}
    return table | {ord(letter): other for letter, other in _EARLIER.get(style, {}).items()}


@cache
def _widths() -> tuple[dict[int, int], dict[int, int]]:
    """Return letters and the apostrophe of ASCII as full-width ones and back, for `str.translate`."""
    wide = {code: code + _WIDE for code in (ord("'"), *range(65, 91), *range(97, 123))}
    return wide, {other: code for code, other in wide.items()}


@cache
def _ascii_run() -> re.Pattern[str]:
    """Return letters of ASCII beside no other Latin letters, no apostrophes and no marks."""
    latin = "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\ufb00-\ufb06"
    beside = f"{latin}{_APOSTROPHES}\u200c\u200d\ufe0e\ufe0f{char_class('MARKS')}"
    return re.compile(f"(?<![{beside}])[A-Za-z]++(?![{beside}])")


def _latin_words(text: Text) -> Iterator[tuple[int, int]]:
    """Yield words in letters of ASCII alone, and such parts of what is written without spaces."""
    string = text.string
    for start, end in text.words:
        word = string[start:end]
        if word.replace("\u2019", "'").isascii():
            yield start, end
        else:
            yield from (match.span() for match in _ascii_run().finditer(string, start, end))
