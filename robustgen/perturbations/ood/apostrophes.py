"""Apostrophes left out, as in messages: dont, johns, cest, istanbulda."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_APOSTROPHES = "'\u2019"
# I'll and I'd look like "ill" and "id", and are clear before one of these alone.
_PRONOUN, _BEFORE = frozenset(("i'll", "i'd")), frozenset((
    "also", "always", "appreciate", "be", "definitely", "do", "get", "give", "go", "have", "just", "like", "love",
    "make", "never", "prefer", "probably", "rather", "really", "recommend", "say", "see", "still", "take", "try",
))  # fmt: skip
_POSSESSIVE = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u024f]{2,}'s")
# With an s they are words: his, is, news, us.
_NO_STEMS = frozenset(("hi", "i", "new", "u"))
_TURKISH_SUFFIX = re.compile(r"[a-z\u00e7\u011f\u0131\u00f6\u015f\u00fc\u00e2\u00ee]+")
_UKRAINIAN = re.compile(
    r"[\u0430-\u044f\u0454\u0456\u0457\u0491]*[\u0431\u043f\u0432\u043c\u0444\u0440\u043a]'[\u044f\u044e\u0454\u0457][\u0430-\u044f\u0454\u0456\u0457\u0491]*"
)


@perturbation(
    "ood.punctuation.apostrophe_drop",
    label="preserves",
    amount=share(0.25, 0.5, 0.75, 0.9, 1.0),
    languages=("en", "de", "fr", "it", "tr", "uk"),
    source="C. Thurlow, Generation Txt? The sociolinguistics of young people's text-messaging (2003); "
    "robustgen/perturbations/tables/apostrophes.tsv",
)
def apostrophe_drop(text: Text) -> Iterator[Place]:
    """Leave the apostrophe out of a contraction, a possessive or, in Turkish, before a suffix.

    >>> from robustgen.generation import perturb
    >>> perturb("It's John's, and we don't mind.", "ood.punctuation.apostrophe_drop", severity=5).text
    'Its Johns, and we dont mind.'
    """
    string, lowered, language = text.string, text.lowered, text.base_language
    for number, (start, end) in enumerate(text.words):
        written, word = string[start:end].replace("\u2019", "'"), lowered[number]
        if language == "it" and word == "po":
            # The mark of "un po'" ends the word, which goes without it.
            after_un = number and lowered[number - 1] == "un"
            if after_un and string[end : end + 1] in tuple(_APOSTROPHES) and text.free(end, end + 1):
                yield Place(end, end + 1, ("",))
            continue
        if "'" not in written or string[start - 1 : start] in tuple("-_@#/&"):
            continue
        following = lowered[number + 1] if number + 1 < len(lowered) else ""
        if word in _listed().get(language, ()) or _by_rule(written, word, following, language):
            at = start + written.rfind("'")
            yield Place(at, at + 1, ("",))


@cache
def _listed() -> dict[str, frozenset[str]]:
    """Return the words of the table by language."""
    found: dict[str, set[str]] = {}
    for language, word in rows("apostrophes"):
        found.setdefault(language, set()).add(word)
    return {language: frozenset(words) for language, words in found.items()}


def _by_rule(written: str, word: str, following: str, language: str) -> bool:
    if language == "en":
        if word in _PRONOUN:
            return following in _BEFORE
        return _POSSESSIVE.fullmatch(word) is not None and word[:-2] not in _NO_STEMS
    if language == "tr":
        name, _, suffix = written.partition("'")
        # Names in capitals keep it: TBMM'de.
        return len(name) > 2 and name[0].isupper() and name[1:].islower() and bool(_TURKISH_SUFFIX.fullmatch(suffix))
    return language == "uk" and _UKRAINIAN.fullmatch(word) is not None
