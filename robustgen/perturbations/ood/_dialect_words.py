"""Classes of words that the dialect rules name, and forms that they put: of verbs, adjectives, nouns."""

from __future__ import annotations

import re
from functools import cache

from robustgen.perturbations.matching import word_lists
from robustgen.perturbations.tables import rows

_VOWELS = re.compile(r"[aeiouy]+")
_MUTATED = frozenset(("child", "man", "person", "woman"))
_AUXILIARY = frozenset(("be", "do", "have"))


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of a class: forms of verbs or nouns, or a list of dialect_forms or dialect_words."""
    found = _classes().get(name) or frozenset(word for form, word, _ in rows("dialect_forms") if form == name)
    return found or word_lists("dialect_words")[name]


@cache
def _classes() -> dict[str, frozenset[str]]:
    table, lists = verbs(), word_lists("dialect_words")
    plain = [row for row in table if row[0] not in _AUXILIARY]
    clear = [row for row in plain if row[0] not in lists["unclear"]]
    active = [row for row in clear if row[0] not in lists["stative_verb"]]
    made = {
        "base": {row[0] for row in table},
        "present": {row[0] for row in clear},
        "third": {row[1] for row in plain},
        "clear_third": {row[1] for row in plain} - lists["noun_third"],
        "past": {row[2] for row in plain if row[2] != row[0]},
        "participle": {row[3] for row in plain},
        "ing": {ing(row[0]) for row in plain} | {"being", "having", "doing"},
        "a_ing": {ing(row[0]) for row in plain if _takes_a(row[0])},
        "activity": {row[0] for row in active},
        "activity_third": {row[1] for row in active},
        "active_past": {row[2] for row in active if row[2].endswith("ed")},
        "irregular_participle": {word for form, word, _ in rows("dialect_forms") if form == "leveled_participle"},
        "plural_known": {_plural(noun) for name in ("thing", "person") for noun in lists[name] - _MUTATED},
        "mass": {noun for noun, _ in rows("mass_nouns")},
    }
    return {name: frozenset(found) for name, found in made.items()}


def is_plural(word: str) -> bool:
    """Return whether `word` looks like a plural noun.

    >>> is_plural("movies"), is_plural("people"), is_plural("boss"), is_plural("was")
    (True, True, False, False)
    """
    lists = word_lists("dialect_words")
    if word in lists["plural_irregular"]:
        return True
    return (
        len(word) > 3
        and word[-1] == "s"
        and word[-2] not in "su'"
        and word[-2:] != "is"
        and word not in lists["notplural"]
    )


@cache
def form(word: str, name: str) -> str:
    """Return `word` in another form, by the table dialect_forms or as a form of a verb; empty for none.

    >>> form("runs", "base"), form("stop", "ing"), form("i", "be"), form("cities", "singular")
    ('run', 'stopping', 'am', 'city')
    """
    if name == "singular":
        return _singular(word)
    if name == "mass":
        return next((plural for noun, plural in rows("mass_nouns") if noun == word), "")
    if name not in ("base", "third", "past", "participle", "ing"):
        return next((new for kind, old, new in rows("dialect_forms") if kind == name and old == word), "")
    row = _verbs().get(word)
    if row is None:
        return ""
    return ing(row[0]) if name == "ing" else row[("base", "third", "past", "participle").index(name)]


def ing(base: str) -> str:
    """Return the form in -ing of a verb.

    >>> [ing(verb) for verb in ("make", "run", "lie", "see", "visit", "begin")]
    ['making', 'running', 'lying', 'seeing', 'visiting', 'beginning']
    """
    past = _pasts().get(base, "")
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    doubled = past == base + base[-1] + "ed"
    short = re.fullmatch(r"[^aeiou]*(?:qu)?[aeiou][bdgklmnprt]", base) is not None and not past.endswith("ed")
    return base + (base[-1] if doubled or short or base == "begin" else "") + "ing"


@cache
def verbs() -> tuple[tuple[str, ...], ...]:
    """Return base, third person, past and participle of all verbs known: of verb_forms, and more regular ones."""
    more = list[tuple[str, ...]]()
    for base in sorted(word_lists("dialect_words")["regular_verb"]):
        stem = base[:-1] + "i" if base.endswith("y") else base
        past = base + "d" if base.endswith("e") else stem + "ed"
        third = stem + "es" if stem != base or base.endswith(("s", "x", "ch", "sh")) else base + "s"
        more.append((base, third, past, past))
    return rows("verb_forms") + tuple(more)


@cache
def _pasts() -> dict[str, str]:
    return {row[0]: row[2] for row in verbs()}


@cache
def _verbs() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    table = verbs()
    for column in (0, 1, 2, 3):
        for row in table:
            found.setdefault(row[column], row)
    for row in table:
        found.setdefault(ing(row[0]), row)
    return found


def _takes_a(base: str) -> bool:
    """Return whether a-prefixing may take a verb: stressed on its first and only syllable, and no vowel first."""
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) else base
    return (
        base[0] not in "aeiou"
        and len(_VOWELS.findall(stem)) == 1
        and ing(base) not in word_lists("dialect_words")["psych"]
    )


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]
