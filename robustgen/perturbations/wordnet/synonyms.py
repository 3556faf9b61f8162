"""Synonyms by WordNet: where a word has one part of speech and one sense in all likelihood, another word of its synset.

What is not certain is no place: a word of several senses or parts of speech, a part of a collocation ("post office"), a
verb with a particle, a form that the synonym may not have, a verb that is built differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from robustgen.definition import share
from robustgen.inspection import hashed
from robustgen.perturbations.matching import Hand, after, before, inside, named, plain_word, quoted, word_lists
from robustgen.perturbations.tables import rows
from robustgen.perturbations.wordnet.database import Database, Sense, Word, opened
from robustgen.perturbations.wordnet.forms import Reading, inflect, readings
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.resources import Borrowed, missing, resource
from robustgen.text import Text

NAME = "wordnet.synonym"

CERTAIN = 0.9
"""The share of a word's occurrences, in WordNet's texts, that its part of speech, and then its sense, must have."""
SEEN = 15
"""How often WordNet's texts must have a word of several senses in the first one: fewer tell nothing of the others."""
FREQUENT = 5
"""How often WordNet's texts must have a synonym in the sense that is meant."""
_OWN = 0.5
"""The share of a synonym's occurrences that must have that sense, so that who reads it thinks of it."""
_SHARED = 4
"""Words of so many letters at the start that both share are one word spelt in two ways, or derived from each other."""


def made_by() -> Mapping[str, Any]:
    """Return which WordNet it is."""
    wordnet = _wordnet()
    return {"package": "wordnet", "version": wordnet.version, "sha256": hashed(wordnet.path)[0]}


@perturbation(
    NAME,
    label="unknown",
    amount=share(0.1, 0.25, 0.5, 0.75, 1),
    languages=("en",),
    source="WordNet, Princeton University, from where it is installed; C. Fellbaum (ed.), WordNet: An Electronic "
    "Lexical Database (1998)",
    borrowed=Borrowed((resource("wordnet"),), made_by),
)
def synonym(text: Text) -> Iterator[Place]:
    """Exchange a word of one likely sense for a frequent synonym by WordNet, inflected like it."""
    wordnet, hand, string = _wordnet(), Hand.of(text), text.string
    quotations = quoted(string)
    for number, (start, end) in enumerate(text.words):
        token = text.lowered[number]
        if not plain_word(string, start, end, hand) or inside(start, quotations) or named(string, start, end):
            continue
        if not _others(token, wordnet) or _in_collocation(text, number, wordnet):
            continue
        reading, others = _others(token, wordnet)[0]
        if not _fits(reading, before(string, start), after(string, end)):
            continue
        article = before(string, start) if before(string, start) in ("a", "an") else ""
        if article and text.words[number - 1][1] != start - 1:
            continue
        written = [new for new in others if not article or new not in _mass()]
        at = text.words[number - 1][0] if article else start
        made = [hand.fit(_article(new, article) + new, string[at:end]) for new in written]
        if made:
            yield Place(at, end, tuple(made))


def _wordnet() -> Database:
    path = resource("wordnet").path
    if path is None:
        raise missing("wordnet", NAME)
    return opened(path)


@cache
def _others(token: str, wordnet: Database) -> Sequence[tuple[Reading, tuple[str, ...]]]:
    """Return the one reading of a token that is certain, with the same form of each synonym; nothing where none is."""
    found = [one for one in readings(token, wordnet) if wordnet.senses(one.lemma, one.part)]
    counts = {one: wordnet.count(one.lemma, one.part) for one in found}
    if len(token) < 3 or not found or token in _words()["grammar"] or any(len(one.lemma) < 3 for one in found):
        return ()
    best = max(found, key=lambda one: (counts[one], one))
    if len(found) > 1 and counts[best] < max(1, CERTAIN * sum(counts.values())):
        return ()
    senses = wordnet.senses(best.lemma, best.part)
    if len(senses) > 1 and senses[0].uses < max(SEEN, CERTAIN * counts[best]):
        return ()
    if best.part != "noun" and not senses[0].uses:  # a new use is seldom in WordNet: "trending"; a thing keeps its name
        return ()
    made = []
    for one in _synonyms(best, senses[0], wordnet):
        new = inflect(one, best.part, best.form, wordnet)
        if new and new != token and " " not in new.removeprefix("more ").removeprefix("most "):
            made.append(new)
    return ((best, tuple(made)),) if made else ()


def _synonyms(of: Reading, sense: Sense, wordnet: Database) -> Iterator[str]:
    own = next(word for word in sense.words if word.lemma.lower() == of.lemma)
    for word in sense.words:
        lemma = word.lemma
        if lemma == own.lemma or not (own.plain and word.plain) or word.frames != own.frames:
            continue
        if not (lemma.isascii() and lemma.isalpha() and lemma.islower() and len(lemma) > 2):
            continue
        if lemma[:_SHARED] == of.lemma[:_SHARED] or lemma in _words()["grammar"] | _words()["tone"]:
            continue
        if of.part == "noun" and _seems_plural(lemma) != _seems_plural(of.lemma):
            continue
        if _means(word, of.part, sense, wordnet):
            yield lemma


def _seems_plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def _means(word: Word, part: str, sense: Sense, wordnet: Database) -> bool:
    """Return whether a word is frequent, and nearly always has this sense."""
    count = next(one.uses for one in wordnet.senses(word.lemma, part) if one.offset == sense.offset)
    every = sum(wordnet.count(word.lemma, one) for one in ("noun", "verb", "adj", "adv"))
    return count >= FREQUENT and count >= _OWN * every


def _fits(reading: Reading, previous: str, following: str) -> bool:
    """Return whether the words beside a word speak for the part of speech that it nearly always has."""
    lists, words = word_lists("ordinal_words"), _words()
    determined = previous in lists["determiner"]
    if reading.part == "noun":
        return previous not in lists["before_base"] or previous == "^"
    if reading.part == "verb":
        return not determined and following not in words["particle"]
    if reading.part == "adj":
        return following not in words["particle"] and (
            reading.form == "base" or previous not in words["comparing"] | {"the"}
        )
    return previous not in words["comparing"]


def _in_collocation(text: Text, number: int, wordnet: Database) -> bool:
    """Return whether WordNet has a word together with its neighbours, or with a particle that follows."""
    words, reach = text.lowered, range(max(0, number - 2), min(len(text.words), number + 3))
    bases = {one.lemma for one in readings(words[number], wordnet)} | {words[number]}
    for first in reach:
        for last in reach:
            if first <= number <= last and last > first:
                inner = [*words[first : last + 1]]
                for base in bases:
                    inner[number - first] = base
                    if any(wordnet.has("_".join(inner), part) for part in ("noun", "verb", "adj", "adv")):
                        return True
    later = {word for word in words[number + 1 : number + 5] if word in _words()["particle"]}
    return any(wordnet.has(f"{base}_{particle}", "verb") for base in bases for particle in later)


def _words() -> Mapping[str, frozenset[str]]:
    return word_lists("wordnet_words")


def _article(word: str, article: str) -> str:
    """Return the indefinite article of a word with a space, where there is one."""
    if not article:
        return ""
    vowel = word[0] in "aeiou" and not word.startswith(("usual", "use", "uni", "one", "eu"))
    return "an " if vowel or word.startswith(("honest", "hour", "heir", "honor")) else "a "


@cache
def _mass() -> frozenset[str]:
    return frozenset(row[0] for row in rows("mass_nouns"))
