"""Two languages in one text, and one language in the letters of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.matching import Hand, Index
from robustgen.perturbations.ood._guards import Row, fits_article, guarded, meant
from robustgen.perturbations.tables import rows
from robustgen.places import Place, Stretches
from robustgen.registry import perturbation
from robustgen.text import Text

LANGUAGES = ("de", "es", "fr", "hi-Latn")
# A noun is switched where a determiner of English stands before it and no other noun behind; an adjective between would
# stand in another order (Poplack's equivalence constraint).
_NOUN = "prev=@determiner next=@after"
# Rules for more than one letter: letters of Russian after which e is ye, those of Greek before which \u03c5 is f.
_IOTATED = frozenset("\u0430\u0435\u0451\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0439\u044a\u044c")
_VOICELESS = frozenset("\u03b8\u03ba\u03be\u03c0\u03c3\u03c2\u03c4\u03c6\u03c7\u03c8")
_UKRAINIAN_FIRST = {"\u0454": "ye", "\u0457": "yi", "\u0439": "y", "\u044e": "yu", "\u044f": "ya"}
_GREEK_PAIRS = {"ου": "ou", "ού": "oú", "γγ": "ng", "γξ": "nx", "γχ": "nch", "ντ": "nt", "γκ": "gk"}
_GREEK_DIPHTHONGS = {"αυ": "a", "ευ": "e", "ηυ": "i", "αύ": "á", "εύ": "é", "ηύ": "í"}


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
    'my hermano bought a new house'
    """
    hand, silent = Hand.of(text), "h" if language in (None, "es", "fr") else ""
    for match, others in meant(text, _words(language or "es")):
        original = text.string[match.start : match.end]
        if not fits_article(text.string, match.start, others[0], silent):
            continue
        capital = others[0][0].isupper() and not hand.small  # a noun of German
        written = others[0] if capital else hand.fit(others[0].lower(), original)
        yield Place(match.start, match.end, [written], key=match.first)


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
    return Stretches(text, spans, lambda a, b: (_written(string[a:b], letters, text.base_language),))


@cache
def _words(language: str) -> Index[tuple[Row, ...]]:
    guards = {word: guard for name, word, guard in rows("code_switch_guards") if name == "all"}
    guards |= {word: guard for name, word, guard in rows("code_switch_guards") if name == language}
    return guarded(
        (word, other, guards.get(word, _NOUN)) for name, word, other in rows("code_switch") if name == language
    )


@cache
def _latin(language: str) -> Mapping[str, str]:
    return {
        letter: "" if latin == "-" else latin for name, letter, latin in rows("transliteration") if name == language
    }


def _written(word: str, letters: Mapping[str, str], language: str) -> str:
    made, i = "", 0
    small = word.lower()
    while i < len(small):
        width, latin = _by_rule(small, i, language) or (1, letters[small[i]])
        made += latin.capitalize() if word[i].isupper() else latin
        i += width
    return made.upper() if word.isupper() and len(word) > 1 else made or word


def _by_rule(small: str, i: int, language: str) -> tuple[int, str] | None:
    """Return how many letters from number `i` on a rule of the standard takes together, and their Latin; or None."""
    pair, first = small[i : i + 2], i == 0
    if language == "ru" and small[i] == "\u0435" and (first or small[i - 1] in _IOTATED):
        return 1, "ye"
    if language == "uk":
        if first and small[i] in _UKRAINIAN_FIRST:
            return 1, _UKRAINIAN_FIRST[small[i]]
        return (2, "zgh") if pair == "\u0437\u0433" else None
    if language == "bg" and pair == "\u0438\u044f" and i + 2 == len(small):
        return 2, "ia"
    if language == "el":
        if pair == "μπ":
            return 2, "b" if first or i + 2 == len(small) else "mp"
        if pair in _GREEK_DIPHTHONGS:
            voiceless = i + 2 == len(small) or small[i + 2] in _VOICELESS
            return 2, _GREEK_DIPHTHONGS[pair] + ("f" if voiceless else "v")
        return (2, _GREEK_PAIRS[pair]) if pair in _GREEK_PAIRS else None
    return None
