"""The forms of English words: base forms, American spelling, and which words are in a dictionary of ours."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from robustgen.gates.tables import listed, rows, words
from robustgen.perturbations import tables

ALIKE = ("alike", "alike_verbs", "alike_qualities", "alike_ideas")
"""The tables of words that may stand for each other."""
BE = words("be am is are was were been being")
GET = words("get gets got gotten")
_PLAIN_WORD = re.compile(r"(?<![^\W\d_])[a-z]+(?![^\W\d_])")


_VOWELS = "aeiouy"


_SHORT = re.compile("[^aeiou]*[aeiouy][^aeiouwxy]")
"""A stem that doubles its last letter before -ing and -ed: "rating" is of "rate", "ratting" of "rat"."""


_NAMES = ("invented_names", "organisations", "person_names", "places", "products", "place_words", "nationalities")


_WORDS = (
    "opposites",
    "opposites_loose",
    "words",
    "phrases",
    "function",
    "irregular",
    "number_words",
    "measures",
    "nouns",
)


_FOREIGN = ("code_switch", "code_switch_guards", "transliteration", "homoglyphs", "morse", "leet", "upside_down")


@cache
def vocabulary() -> frozenset[str]:
    """Return the lower-case English words that any table of ours holds, names and misspellings left out."""
    found: set[str] = set()
    for name in tables.names():
        if name in _NAMES or name in _FOREIGN:
            continue
        for row in tables.rows(name):
            cells = row[:1] if name in ("misspellings", "autocorrect") else row
            for cell in cells:
                found.update(_PLAIN_WORD.findall(cell))
    for name in (*_WORDS, *ALIKE):
        for row in rows(name):
            found.update(_PLAIN_WORD.findall(" ".join(row)))
    people = {row[2].lower() for row in tables.rows("person_names")}
    for _, above, kinds in rows("kinds"):
        found.update(word for word in _PLAIN_WORD.findall(f"{above} {kinds}") if word not in people)
    return frozenset(found)


@lru_cache(maxsize=65536)
def is_word(word: str) -> bool:
    """Return whether a lower-case word, a base form of it, or what it is derived from is in our vocabulary.

    >>> [is_word(word) for word in ("unhelpfully", "rebooked", "greenness", "untill", "realy", "becker")]
    [True, True, True, False, False, False]
    """
    known = vocabulary()
    if word in known or any(base in known for base in _bases(word)):
        return True
    if word in _named():
        return False
    plain = next((word[len(start) :] for start in _PREFIXES if word.startswith(start)), "")
    if len(plain) > 4 and (plain in known or any(base in known for base in _bases(plain))):
        return True
    for end, others in _SUFFIXES:
        stem = word.removesuffix(end)
        if stem != word and len(stem) > 3 and any(stem + other in known for other in others):
            return True
    return len(plain) > 6 and plain.endswith("ly") and plain[:-2] in known


_PREFIXES = (
    "un",
    "re",
    "non",
    "over",
    "under",
    "mis",
    "pre",
    "out",
    "anti",
    "inter",
    "super",
    "semi",
    "multi",
    "micro",
)


_SUFFIXES = (
    ("ly", ("",)), ("ily", ("y",)), ("bly", ("ble",)), ("ness", ("",)), ("iness", ("y",)), ("er", ("", "e")),
    ("ers", ("", "e")), ("ier", ("y",)), ("est", ("", "e")), ("iest", ("y",)), ("able", ("", "e")), ("less", ("",)),
    ("ful", ("",)), ("ish", ("",)), ("ability", ("", "e", "able")), ("like", ("",)), ("wise", ("",)),
    ("ization", ("ize", "")), ("isation", ("ize", "")), ("proof", ("",)), ("friendly", ("",)),
)  # fmt: skip
"""Endings that make a word of another, and what the other has in their place."""


@cache
def _named() -> frozenset[str]:
    found = {row[1].lower() for row in rows("names")} | {row[0] for row in rows("short_names")}
    found.update(row[2].lower() for row in tables.rows("person_names"))
    for name, column in (("places", 1), ("nationalities", 0), ("organisations", 2), ("places", 2)):
        for row in tables.rows(name):
            found.update(word for word in row[column].lower().split() if len(word) > 2)
    return frozenset(found)


@lru_cache(maxsize=65536)
def is_listed(word: str) -> bool:
    """Return whether a lower-case word is in our vocabulary or one of our lists of names."""
    return word in _named() or is_word(word)


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Return the base form of a lower-case word: "went" is "go", "cities" is "city", "colour" is "color".

    >>> [lemma(word) for word in ("went", "cities", "stopped", "making", "colours", "glasses", "this")]
    ['go', 'city', 'stop', 'make', 'color', 'glass', 'this']
    """
    word = word.removesuffix("'s").removesuffix("'")
    word = _american().get(word, word)
    if word in _irregular():
        return _irregular()[word]
    if word in listed("function", "function") or len(word) < 4 or " " in word:
        return word
    known = vocabulary()
    for base in _bases(word):
        if base in known:
            return _american().get(base, base)
    if word in known:
        return word
    return next(iter(_bases(word)), word)


def _bases(word: str) -> list[str]:
    """Return what a word may be a regular inflection of, the likeliest first."""
    found: list[str] = []
    if word.endswith("'s"):
        found += [word[:-2], *_bases(word[:-2])]
    if len(word) > 4 and word.endswith(("ies", "ied")):
        found += [word[:-3] + "y", word[:-1]]
    elif len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes", "oes")):
        found += [word[:-2], word[:-1]]
    elif len(word) > 3 and word.endswith("ves"):
        found += [word[:-1], word[:-3] + "f", word[:-3] + "fe"]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found.append(word[:-1])
    for end in ("ing", "ed"):
        stem = word.removesuffix(end)
        if word.endswith("eed"):
            found += [word[:-1]] if len(word) > 5 else []  # "agreed"; "need" and "deed" are no inflections
        elif stem != word and len(stem) > 1 and any(letter in _VOWELS for letter in stem):
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
                found += [stem[:-1], stem]
            elif len(stem) > 3 and stem[-1] == stem[-2]:
                found += [stem, stem[:-1]]
            elif not stem.endswith("ing") and (stem[-1] in "cgsuvz" or _SHORT.fullmatch(stem)):
                found += [stem + "e", stem]
            else:
                found += [stem, stem + "e"]
    return found


@cache
def _irregular() -> dict[str, str]:
    found = {word: base for word, base in rows("irregular")}
    for base, third, past, participle in tables.rows("verb_forms"):
        for form in (third, past, participle):
            found.setdefault(form, base)
    return found


@cache
def _american() -> dict[str, str]:
    return {uk: us for us, uk in tables.rows("spelling_variants")}


def american(word: str) -> str:
    """Return a lower-case word in the American spelling: "colour" is "color"."""
    return _american().get(word, word)
