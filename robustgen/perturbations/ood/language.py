"""Two languages in one text, and one language in the letters of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.matching import Hand, Index, index, longest, unquoted
from robustgen.perturbations.tables import rows
from robustgen.places import Place, Stretches
from robustgen.registry import perturbation
from robustgen.text import Text

LANGUAGES = ("de", "es", "fr", "hi-Latn")
# Digraphs that stand for one sound, before the letters one by one.
_GREEK_PAIRS = {"ου": "ou", "ού": "oú", "αυ": "av", "ευ": "ev", "γγ": "ng", "γκ": "gk", "μπ": "mp", "ντ": "nt"}


@perturbation(
    "ood.language.code_switch",
    label="preserves",
    amount=share(0.2, 0.4, 0.6, 0.8, 1.0),
    languages=("en",),
    parameters=LANGUAGES,
    source="robustgen/perturbations/tables/code_switch.tsv",
)
def code_switch(text: Text, language: str | None = None) -> Iterator[Place]:
    """Put an everyday word of another language, as people do who speak both.

    >>> from robustgen.generation import perturb
    >>> perturb("my brother bought a new house", "ood.language.code_switch.es", severity=3).text
    'my brother bought a new casa'
    """
    hand = Hand.of(text)
    for match in longest(unquoted(text, _words(language or "es"))):
        original = text.string[match.start : match.end]
        capital = match.value[0].isupper() and not hand.small  # a noun of German
        yield Place(
            match.start,
            match.end,
            [match.value if capital else hand.fit(match.value.lower(), original)],
            key=match.first,
        )


@perturbation(
    "ood.language.transliterate",
    label="preserves",
    amount=share(0.1, 0.25, 0.5, 1.0, 1.0, of="words"),
    languages=("ru", "uk", "bg", "sr", "el"),
    source="robustgen/perturbations/tables/transliteration.tsv",
)
def transliterate(text: Text) -> Stretches:
    """Write a word of Cyrillic or Greek script in Latin letters, by the standard of its language.

    >>> from robustgen.generation import perturb
    >>> perturb("Привет, мир", "ood.language.transliterate", language="ru", severity=4).text
    'Privet, mir'
    """
    letters, string = _latin(text.base_language), text.string
    spans = [(a, b) for a, b in text.words if all(c.lower() in letters for c in string[a:b])]
    return Stretches(text, spans, lambda a, b: (_written(string[a:b], letters),))


@cache
def _words(language: str) -> Index[str]:
    return index((word, other) for name, word, other in rows("code_switch") if name == language)


@cache
def _latin(language: str) -> Mapping[str, str]:
    found = {
        letter: "" if latin == "-" else latin for name, letter, latin in rows("transliteration") if name == language
    }
    return {**found, **(_GREEK_PAIRS if language == "el" else {})}


def _written(word: str, letters: Mapping[str, str]) -> str:
    made, i = "", 0
    small = word.lower()
    while i < len(small):
        width = 2 if small[i : i + 2] in letters and len(small[i : i + 2]) == 2 else 1
        latin = letters[small[i : i + width]]
        made += latin.capitalize() if word[i].isupper() else latin
        i += width
    return made.upper() if word.isupper() and len(word) > 1 else made or word
