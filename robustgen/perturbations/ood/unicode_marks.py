"""Marks on letters: written apart or together with them, left out, or piled up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from robustgen.definition import share
from robustgen.edits import Replace
from robustgen.perturbations.ood._canonical import clusters, composed, decomposed
from robustgen.perturbations.tables import rows
from robustgen.places import Place, Stretches
from robustgen.registry import perturbation
from robustgen.text import Text

# Marks above and below that compose with no letter, so that none becomes another one.
_ABOVE = "\u030d\u030e\u0310\u0312\u031a\u033d\u033e\u0346\u034a\u034b\u034c\u0350\u0351\u0352\u0357\u035b"
_BELOW = (
    "\u0316\u0317\u0318\u0319\u031c\u031d\u031e\u031f\u0320\u0329\u032a\u032b\u032c\u032f\u0333\u0339"
    "\u033a\u033b\u033c\u0347\u0348\u0349\u034d\u034e\u0353\u0354\u0355\u0356\u0359\u035a"
)
_PILES = 96
_MARK = "\u0300-\u036f"
_HARAKAT, _NIQQUD, _NUKTA = "\u064b-\u0652\u0670", "\u05b0-\u05bc\u05bf\u05c1\u05c2\u05c7", "\u093c"
_GREEK_ACCENTS = frozenset("\u0300\u0301\u0342\u0313\u0314\u0345")
_NUKTA_LETTERS = "\u0915\u0916\u0917\u091c\u092b"
_CYRILLIC_VOWELS = frozenset("аеиоуыэюяАЕИОУЫЭЮЯ")


@perturbation(
    "ood.unicode.combining",
    label="preserves",
    amount=share(0.02, 0.05, 0.15, 0.4, 1.0, of="letters"),
    source="Unicode Standard 14.0, section 7.9: combining diacritical marks; the habit is known as Zalgo text",
)
def combining(text: Text) -> Stretches:
    r"""Pile marks above and below on letters of Latin, Greek, Cyrillic, Armenian and Georgian.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("check my balance", "ood.unicode.combining").text)
    "'check my ba\\u0346\\u031c\\u0352\\u0355\\u0312lance'"
    """
    string = text.string
    spans = [(i + 1, i + 1) for i in text.letters if _is_alphabetic(string[i])]
    # Beside a number, or anything else that is protected, marks would be taken for a part of it.
    if text.protected:
        spans = [(at, at) for at, _ in spans if text.free(at - 1, min(at + 1, len(string)))]
    return Stretches(text, spans, lambda start, _: _piles(), key=lambda start: start, apart=True)


@perturbation(
    "ood.unicode.normal_form",
    label="preserves",
    source="Unicode Standard Annex 15, Unicode Normalization Forms; tables of Unicode 14.0",
)
def normal_form(text: Text) -> Iterator[Place]:
    r"""Write letters with marks in normalisation form D, as file names of macOS are, or in form C where they all are.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("un caf\u00e9", "ood.unicode.normal_form").text)
    "'un cafe\\u0301'"
    """
    spans = [(a, b) for a, b in clusters(text.string) if text.free(a, b)]
    for change in (decomposed, composed):
        found = [(a, b, made) for a, b in spans if (made := change(text.string[a:b])) != text.string[a:b]]
        if found:
            yield from (Place(a, b, (made,)) for a, b, made in found)
            return


@perturbation(
    "ood.unicode.diacritics_strip",
    label="preserves",
    amount=share(0.25, 0.5, 0.75, 0.9, 1.0),
    source="robustgen/perturbations/tables/plain_letters.tsv; canonical decompositions of Unicode 14.0",
)
def diacritics_strip(text: Text) -> Iterator[Place]:
    """Write letters without their marks as the language's writers do without a keyboard for them.

    Latin letters, Greek accents, the dots of Russian ё and stress marks, the vowel points of Arabic and Hebrew, and the
    dots of Hindi क़ ख़ ग़ ज़ फ़; й, ї, or the vowel signs of India are letters and stay.

    >>> from robustgen.generation import perturb
    >>> perturb("un café très cher", "ood.unicode.diacritics_strip", severity=5).text
    'un cafe tres cher'
    >>> perturb("Grüße aus Köln", "ood.unicode.diacritics_strip", severity=5, language="de").text
    'Gruesse aus Koeln'
    """
    string, language = text.string, text.base_language
    words: dict[int, list[Replace]] = {}
    for start, end in _marked_letters(string):
        letter = string[start:end]
        made = _plain(letter, language)
        if made in (letter, letter.lower()) or not text.free(start, end):
            continue
        if letter[0].isupper() and made.islower():
            beside = string[end : end + 1] or string[max(0, start - 1) : start]
            made = made.upper() if beside.isupper() else made[0].upper() + made[1:]
        words.setdefault(text.word_at(start), []).append(Replace("", start, end, made))
    # Nobody writes one letter of a word with its mark and the next one without.
    for edits in words.values():
        yield Place(options=[tuple(edits)])


def _is_alphabetic(c: str) -> bool:
    return c < "\u0590" or "\u10a0" <= c <= "\u10ff" or "\u1e00" <= c <= "\u1fff"


@cache
def _piles() -> Sequence[str]:
    """Return piles of two to five marks: every other one above, from places of the lists that lie far apart."""
    made = []
    for number in range(_PILES):
        height = 2 + number % 4
        made.append(
            "".join(
                _BELOW[(7 * number + 11 * k) % len(_BELOW)] if k % 2 else _ABOVE[(5 * number + 3 * k) % len(_ABOVE)]
                for k in range(height)
            )
        )
    return tuple(made)


@cache
def _marked() -> re.Pattern[str]:
    """Return a letter that has marks or is a letter of its own, with the marks that follow it."""
    latin = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
    greek, cyrillic = "\u0370-\u0373\u0376-\u03ff\u1f00-\u1fff", "\u0400-\u052f"
    plain = f"[{latin}{greek}{cyrillic}][{_MARK}]+|[\u0259\u018f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
    rest = "[\u0386-\u03ce\u1f00-\u1fff\u0401\u0451]|[\u0620-\u064a\u0671-\u06d3]"
    points = f"[{_HARAKAT}]+|[\u05d0-\u05ea][{_NIQQUD}]+|[{_NUKTA_LETTERS}]{_NUKTA}|[\u0958-\u095b\u095e]"
    return re.compile(f"{plain}|{rest}{points}")


def _marked_letters(string: str) -> Iterator[tuple[int, int]]:
    if not string.isascii():
        yield from (match.span() for match in _marked().finditer(string))


@lru_cache(maxsize=4096)
def _plain(letter: str, language: str) -> str:
    """Return a letter, with its marks, as one writes it who leaves them out; a capital may come back small."""
    if "\u0620" <= letter[0] <= "\u06d3":  # the hamza on an Arabic letter stays
        return letter[0]
    return _plain_letters(language).get(composed(letter).lower()) or _bare(decomposed(letter), language)


def _bare(letter: str, language: str) -> str:
    """Return a letter in form D without the marks that writers leave out, in form C."""
    base, marks = letter[0], letter[1:]
    if base.isascii() and base.isalpha():
        return base
    if "\u0370" <= base <= "\u03ff":
        return composed(base + "".join(mark for mark in marks if mark not in _GREEK_ACCENTS))
    if base in "еЕ" and marks == "\u0308" and language == "ru":
        return base
    if base in _CYRILLIC_VOWELS and marks.startswith("\u0301"):
        return composed(base + marks[1:])
    if "\u05d0" <= base <= "\u05ea" and language != "yi":
        return base
    if base in _NUKTA_LETTERS:
        return base
    return letter


@cache
def _plain_letters(language: str) -> Mapping[str, str]:
    table = rows("plain_letters")
    found = {letter: plain for other, letter, plain in table if other == "*"}
    return found | {letter: plain for other, letter, plain in table if other == language}
