"""Words in another case.

Only one-to-one mappings are used: a word with ß is never written in capitals, dotted and dotless i follow the language,
and a capital sigma that ends a word becomes a final one. Greek in capitals has no stress marks. What gained
a capital after Unicode 14.0 has none here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.ood._sentences import sentence_starts
from robustgen.places import Place, Spots
from robustgen.registry import perturbation
from robustgen.text import Text, is_known

_SOURCE = "Unicode Standard 14.0, sections 3.13 and 5.18; SpecialCasing.txt for Turkish, Azerbaijani and final sigma"
_DOTTED_I = ("tr", "az")
_TURKIC = {"i": "İ", "ı": "I", "I": "ı", "İ": "i"}
# Digraphs of one code point in title case, whose small form has another capital.
_TITLED = {"ǅ": "ǆ", "ǈ": "ǉ", "ǋ": "ǌ", "ǲ": "ǳ"}
# Greek writes no stress mark on capitals, but for the word "or"; where it told two vowels apart a diaeresis does.
_UNSTRESSED = str.maketrans("άέήίόύώΐΰΆΈΉΊΌΎΏ", "αεηιουωϊϋΑΕΗΙΟΥΩ", "\u0301")
_TWO_VOWELS = re.compile("(?<=[άέήίόύώΆΈΉΊΌΎΏ])[ιυ]")
_APART = {"ι": "ϊ", "υ": "ϋ"}
_OPENERS = "\"'“”‘’„‚«‹»¿¡([*_"
_PRONOUN_I = re.compile(r"I(?:['\u2019](?:m|d|ll|ve))?")
_NUMBERED = re.compile(r"[0-9]\.\s{1,2}\Z")
# Small, they are she, they and her: the capital alone tells that somebody is addressed.
_GERMAN_ADDRESS = frozenset(("Sie", "Ihr", "Ihre", "Ihrem", "Ihren", "Ihrer", "Ihres", "Ihnen"))


@perturbation("ood.case.upper", label="preserves", in_order=True, source=_SOURCE)
def upper(text: Text) -> Iterator[Place]:
    """Write every word in capitals.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.case.upper").text
    'WHAT IS THE WEATHER IN ROME?'
    """
    return _greek_words(text) if text.base_language == "el" else _words(text, str.upper)


@perturbation("ood.case.lower", label="preserves", in_order=True, source=_SOURCE)
def lower(text: Text) -> Iterator[Place]:
    """Write every word in lower case.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.case.lower").text
    'what is the weather in rome?'
    """
    return _words(text, str.lower)


@perturbation("ood.case.title", label="preserves", in_order=True, source=_SOURCE)
def title(text: Text) -> Iterator[Place]:
    """Begin every word with a capital, and leave the rest of it.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.case.title").text
    'What Is The Weather In Rome?'
    """
    turkic, dutch = text.base_language in _DOTTED_I, text.base_language == "nl"
    for start, _ in text.words:
        head = text.string[start : start + 2]
        if dutch and head in ("ij", "Ij"):
            yield Place(start, start + 2, ("IJ",))
            continue
        made = _mapped(head[0], str.title, turkic)
        # A mark that follows belongs to the letter, and composes with its capital as well.
        if made is not None and made != head[0]:
            yield Place(start, start + 1, (made,))


@perturbation(
    "ood.case.random", label="preserves", amount=share(0.005, 0.01, 0.04, 0.1, 0.25, of="letters"), source=_SOURCE
)
def random(text: Text) -> Spots:
    """Press or miss the shift key on a letter, most likely at the beginning of a word.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.case.random").text
    'What Is the weather in Rome?'
    """
    string, turkic = text.string, text.base_language in _DOTTED_I
    first = {start for start, _ in text.words}
    alone = {start for start, end in text.words if end - start == 1}
    acronyms = set() if string.isupper() else {i for a, b in text.words if b - a > 1 for i in _acronym(string, a, b)}
    starts = [
        i for i in text.letters
        if i not in acronyms and _flipped(string[i], turkic) and not (i in alone and string[i].islower())
    ]  # fmt: skip
    # Shift is pressed for a letter inside a word where it was let go too late, if ever.
    weights = [60 if i in first else 20 if i - 1 in first and string[i - 1].isupper() else 1 for i in starts]
    return Spots(text, starts, lambda i: (_flipped(string[i], turkic) or "",), weights=weights)


@perturbation(
    "ood.case.alternating",
    label="preserves",
    in_order=True,
    source=_SOURCE + "; written for robustgen: the mocking case of image captions, small and capital letters in turn",
)
def alternating(text: Text) -> Iterator[Place]:
    """Write the letters of every word small and in capitals by turns.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.case.alternating").text
    'wHaT iS tHe wEaThEr iN rOmE?'
    """
    turkic = text.base_language in _DOTTED_I
    for start, end in text.words:
        word = text.string[start:end]
        made = _alternated(word, turkic)
        if made != word:
            yield Place(start, end, (made,))


@perturbation(
    "ood.case.sentence_start_lower",
    label="preserves",
    source=_SOURCE + "; written for robustgen: messages typed without the shift key",
)
def sentence_start_lower(text: Text) -> Iterator[Place]:
    """Begin every sentence with a small letter, and leave the other capitals, the English "I" among them.

    >>> from robustgen.generation import perturb
    >>> perturb("Is it cold in Rome? We leave on Monday.", "ood.case.sentence_start_lower").text
    'is it cold in Rome? we leave on Monday.'
    """
    string, ends = text.string, dict(text.words)
    if string.isupper():
        return
    turkic, dutch = text.base_language in _DOTTED_I, text.base_language == "nl"
    for first in sentence_starts(text):
        start = next((i for i in range(first, min(len(string), first + 4)) if string[i] not in _OPENERS), first)
        if start not in ends or _stands_alone(string, start, ends[start]):
            continue
        # "am 3. Mai" is no end of a sentence, and the first word after "1." is as often a heading.
        if _NUMBERED.search(string, max(0, first - 4), first):
            continue
        if text.base_language == "de" and string[start : ends[start]] in _GERMAN_ADDRESS:
            continue
        if text.base_language == "en" and _PRONOUN_I.fullmatch(string, start, ends[start]):
            continue
        if dutch and string[start : start + 2] == "IJ" and string[start + 2 : start + 3].islower():
            yield Place(start, start + 2, ("ij",))
            continue
        made = _mapped(string[start], str.lower, turkic)
        if made is not None and made != string[start] and not _goes_on_in_capitals(string[start + 1 : ends[start]]):
            yield Place(start, start + 1, (made,))


def _alternated(word: str, turkic: bool) -> str:
    """Return `word` with its letters that have two cases small and capital by turns, the first one small."""
    made, capital = [], False
    for c in word:
        other = c
        if c.isupper() or c.islower() or c.istitle():
            other = _mapped(c, str.upper if capital else str.lower, turkic) or c
            capital = not capital
        made.append(other)
    return _with_final_sigma(word, "".join(made))


def _stands_alone(string: str, start: int, end: int) -> bool:
    """Return whether the word is an initial, or the letter of a list item, as in "J. Smith" and "A) ..."."""
    return end - start == 1 and string[end : end + 1] in tuple(".):&-/+")


def _acronym(string: str, start: int, end: int) -> range:
    """Return the offsets of a word if it is an acronym such as NASA or TVs, else none."""
    return range(start, end) if _goes_on_in_capitals(string[start + 1 : end]) else range(0)


def _goes_on_in_capitals(rest: str) -> bool:
    """Return whether a word that goes on with `rest` has another capital, as NASA, McDonald and TVs do."""
    return rest != rest.lower()


def _words(text: Text, change: Callable[[str], str]) -> Iterator[Place]:
    turkic = text.base_language in _DOTTED_I
    for start, end in text.words:
        word = text.string[start:end]
        if word.isascii() and not turkic:
            made: str | None = change(word)
        else:
            mapped = [_mapped(c, change, turkic) for c in word]
            made = None if None in mapped else _with_final_sigma(word, "".join(c for c in mapped if c))
        if made is not None and made != word:
            yield Place(start, end, (made,))


def _greek_words(text: Text) -> Iterator[Place]:
    for start, end in text.words:
        word = text.string[start:end]
        plain = _TWO_VOWELS.sub(lambda vowel: _APART[vowel[0]], word).translate(_UNSTRESSED) if word != "ή" else word
        mapped = [_mapped(c, str.upper, turkic=False) for c in plain]
        made = "".join([c for c in mapped if c])
        if None not in mapped and made != word:
            yield Place(start, end, (made,))


@cache
def _mapped(c: str, change: Callable[[str], str], turkic: bool) -> str | None:
    """Return `c` in another case, `c` itself where it has none, or None where the mapping is not one-to-one."""
    if turkic and c in _TURKIC:
        return _TURKIC[c] if c.islower() != (change is str.lower) else c
    if c in _TITLED and change is not str.title:
        return change(_TITLED[c])
    made = change(c)
    if made == c or (len(made) == 1 and not is_known(made)):
        return c
    back = made.lower() if change is not str.lower else made.upper()
    return made if len(made) == 1 and (back == c or c == "ς") else None


@cache
def _flipped(c: str, turkic: bool) -> str | None:
    """Return `c` with the shift key the other way, or None where that is no other letter."""
    if c == "ς":
        return None
    made = _mapped(c, str.title if c.islower() else str.lower, turkic)
    return made if made != c else None


def _with_final_sigma(word: str, made: str) -> str:
    return made[:-1] + "ς" if made[-1:] == "σ" and word[-1:] == "Σ" and len(word) > 1 else made
