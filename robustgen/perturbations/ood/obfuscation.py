"""Writing that hides words from filters, and codes: what people do to get past a moderator, or for fun."""

from __future__ import annotations

import base64 as base64_codec
import codecs
import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import EVERY, share
from robustgen.perturbations.matching import before
from robustgen.perturbations.tables import rows
from robustgen.places import Place, Spots, Stretches
from robustgen.registry import perturbation
from robustgen.text import Text

WORDS = share(0.05, 0.1, 0.25, 0.5, 1.0, of="words")
_VOWELS = frozenset("aeiouAEIOU")
_ONE_LETTER, _ONE_LETTER_BEFORE = re.compile(r"\s\w(?!\w)"), re.compile(r"(?<!\w)\w\s\Z")
_GAP = re.compile(r"(?<=\S) (?=\S)")
_LONGEST = 10
_KNOWN_SHORT = ("message", "people", "please", "weekend")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


@perturbation(
    "ood.obfuscation.leet",
    label="preserves",
    amount=share(0.02, 0.05, 0.1, 0.2, 0.4, of="letters"),
    source="written for robustgen; cf. J. Li et al., TextBugger, NDSS 2019; see the table leet",
)
def leet(text: Text) -> Spots:
    """Write a digit or a sign that looks like the letter, in words of three letters or more.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.leet").text
    'check my bal4nce'
    """
    signs, string = _leet(), text.string
    return Spots(text, [i for i in text.letters_in_words(3) if string[i] in signs], lambda i: signs[string[i]])


@perturbation(
    "ood.obfuscation.spaced_letters",
    label="preserves",
    amount=WORDS,
    source="written for robustgen; cf. J. Li et al., TextBugger, NDSS 2019",
)
def spaced_letters(text: Text) -> Stretches:
    """Put a space, a stop or a hyphen between the letters of a word.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.spaced_letters").text
    'c.h.e.c.k my balance'
    """
    string = text.string

    def spaced(a: int, b: int) -> list[str]:
        # Beside a word of one letter spaces would not show where the word ends: "c a n i share".
        alone = _ONE_LETTER.match(string, b) or _ONE_LETTER_BEFORE.search(string, max(0, a - 3), a)
        return [mark.join(string[a:b]) for mark in ((".", "-") if alone else (" ", ".", "-", " "))]

    return Stretches(text, _plain_words(text, 3), spaced)


@perturbation(
    "ood.obfuscation.vowel_drop",
    label="preserves",
    amount=WORDS,
    languages=("en", "de", "fr", "es", "it", "nl", "pt"),
    source="written for robustgen; cf. D. Crystal, Txtng: The Gr8 Db8 (2008), chapter 3",
)
def vowel_drop(text: Text) -> Stretches:
    """Leave out the vowels inside a word.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.vowel_drop").text
    'chck my balance'
    """
    string = text.string
    spans = [(a, b) for a, b in _plain_words(text, 4) if _is_read(string[a:b]) and not _is_named(string, a, b)]
    return Stretches(text, spans, lambda a, b: (_without_vowels(string[a:b]),))


@perturbation(
    "ood.obfuscation.underscore_spaces",
    label="preserves",
    amount=EVERY,
    source="written for robustgen: names of files and identifiers, where a space may not stand",
)
def underscore_spaces(text: Text) -> Spots:
    """Put underscores for the spaces of the text.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.underscore_spaces").text
    'check_my_balance'
    """
    string = text.string
    gaps = [match.start() for match in _GAP.finditer(string)]
    whole = all(text.free(at, at + 1) for at in gaps) and "_" not in string
    return Spots(text, gaps if whole else [], lambda i: ("_",))


@perturbation(
    "ood.obfuscation.upside_down",
    label="preserves",
    amount=WORDS,
    source="The Unicode Standard, version 14, blocks IPA Extensions and Phonetic Extensions; see the table upside_down",
)
def upside_down(text: Text) -> Stretches:
    """Turn a word upside down, letter by letter and from its end.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.upside_down").text
    'check ʎɯ balance'
    """
    turned, string = _table("upside_down"), text.string

    def turn(a: int, b: int) -> str:
        return "".join(turned[c] for c in reversed(string[a:b].lower()))

    # "up" and "so" turned are in plain letters, and read as other words.
    spans = [(a, b) for a, b in _plain_words(text, 2) if not turn(a, b).isascii()]
    return Stretches(text, spans, lambda a, b: (turn(a, b),))


@perturbation(
    "ood.obfuscation.pig_latin",
    label="unknown",
    amount=WORDS,
    languages=("en",),
    source="I. Opie and P. Opie, The Lore and Language of Schoolchildren (1959), on pig Latin",
)
def pig_latin(text: Text) -> Stretches:
    """Say a word in pig Latin: its first consonants go to the end, and an ay behind them.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.pig_latin").text
    'check my alancebay'
    """
    string = text.string
    return Stretches(text, _plain_words(text, 2), lambda a, b: (_pig(string[a:b]),))


@perturbation("ood.obfuscation.base64", label="unknown", amount=EVERY, whole_text=True, source="RFC 4648, section 4")
def base64(text: Text) -> Iterator[Place]:
    """Write the whole text in Base64, of its UTF-8 form.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.base64").text
    'Y2hlY2sgbXkgYmFsYW5jZQ=='
    """
    if text.string.strip() and text.string.isprintable():
        yield Place(0, len(text.string), [base64_codec.b64encode(text.string.encode()).decode()])


@perturbation(
    "ood.obfuscation.rot13",
    label="unknown",
    amount=EVERY,
    whole_text=True,
    source="the Usenet convention of the early 1980s: each letter of the Latin alphabet 13 places on",
)
def rot13(text: Text) -> Iterator[Place]:
    """Write the whole text in ROT13.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.obfuscation.rot13").text
    'purpx zl onynapr'
    """
    if _LATIN_WORD.search(text.string):
        yield Place(0, len(text.string), [codecs.encode(text.string, "rot13")])


@perturbation(
    "ood.obfuscation.morse",
    label="unknown",
    amount=EVERY,
    whole_text=True,
    source="ITU-R Recommendation M.1677-1, International Morse code; see the table morse",
)
def morse(text: Text) -> Iterator[Place]:
    """Write the whole text in Morse code, a slash between words; only letters, digits and common marks have one.

    >>> from robustgen.generation import perturb
    >>> perturb("check it", "ood.obfuscation.morse").text
    '-.-. .... . -.-. -.- / .. -'
    """
    codes = _table("morse")
    letters = text.string.lower()
    if letters.strip() and len(letters) <= 2000 and all(c in codes or c.isspace() for c in letters):
        words = (" ".join(codes[c] for c in word) for word in letters.split())
        yield Place(0, len(text.string), [" / ".join(words)])


@cache
def _leet() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for letter, signs in rows("leet"):
        found[letter] = found[letter.upper()] = tuple(signs.split("|"))
    return found


@cache
def _table(name: str) -> dict[str, str]:
    return {character: written for character, written in rows(name)}


def _plain_words(text: Text, least: int) -> list[tuple[int, int]]:
    """Return the words of `least` letters or more that are of plain Latin letters alone."""
    return [(a, b) for a, b in text.words if b - a >= least and _LATIN_WORD.fullmatch(text.string, a, b)]


def _is_read(word: str) -> bool:
    """Return whether a word is known again without its vowels: "lst" and "lctn" are, "rtd" and "mld" are not."""
    left = len(_without_vowels(word))
    known = left == 3 and (len(word) == 4 or word.lower() in _KNOWN_SHORT)
    return left < len(word) <= _LONGEST and (left > 3 or known) and word.lower() != "they"


def _is_named(string: str, start: int, end: int) -> bool:
    """Return whether a word has a capital that no sentence gives it."""
    return string[start].isupper() and not string[start:end].isupper() and before(string, start) != "^"


def _without_vowels(word: str) -> str:
    """Return a word without the vowels behind its first letter; a last one stays if it is all that tells the end."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in _VOWELS)


def _pig(word: str) -> str:
    found = re.match(r"(?:[^aeiouy]*qu|[^aeiou]?[^aeiouy]*)", word.lower())
    head = found.end() if found else 0
    made = word[head:] + word[:head].lower() + ("ay" if head else "way")
    if word.isupper() and len(word) > 1:
        return made.upper()
    return made[:1].upper() + made[1:] if word[:1].isupper() else made
