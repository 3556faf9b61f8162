"""Slips on whole words: misspelt by rule, put right wrongly, on the wrong layout, in the wrong case, twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from robustgen.definition import share
from robustgen.perturbations.matching import Hand
from robustgen.perturbations.tables import rows
from robustgen.perturbations.typo.characters import WORDS
from robustgen.places import Place, Stretches
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

_TABLES = "robustgen/perturbations/tables"
_LETTERS = re.compile(r"[a-z]+")
_CONSONANTS = "bcdfglmnprst"
# Pattern, what is written instead, and the shortest word it is done to. The first group, if there is one, stays.
_RULES = tuple((re.compile(pattern), new, least) for pattern, new, least in (
    (rf"(?<=[aeiou])([{_CONSONANTS}])\1(?=[aeiouly])", r"\1", 6),  # beginning → begining
    (rf"(?<=[aeiou])([{_CONSONANTS}])(?=[aiou][a-z]{{2}})", r"\1\1", 7),  # until → untill, ocasion → occasion
    (r"(?<=[bdflnrst])ie(?=[a-rt-z])", "ei", 5),  # friend → freind
    (r"(?<=[a-z])ei(?=[a-z])", "ie", 5),  # receive → recieve
    (r"able\b", "ible", 7),
    (r"ible\b", "able", 6),
    (r"ance\b", "ence", 7),
    (r"ence\b", "ance", 6),
    (r"ant\b", "ent", 7),
    (r"ent\b", "ant", 7),
    (r"(?<=[a-z]{2})ery\b", "ary", 6),
    (r"(?<=[a-z]{2})ary\b", "ery", 6),
    (r"(?<=\w)e(?=ly\b|ment\b)", "", 7),  # definitely → definitly
    (r"(?<=[a-z])full\b", "ful", 6),
    (r"(?<=[a-z]{2})ful\b", "full", 6),
    (r"(?<=\w)sc(?=[ei])", "s", 6),  # scissors, muscle
    (r"\bkn(?=[aeio])", "n", 5),
    (r"(?<=[a-z])mb\b", "m", 5),
    (r"(?<=[a-z]{2})gh(?=t)", "", 7),
    (r"\brh(?=[aeioy])", "r", 6),
    (r"(?<=[a-z]{2})mn\b", "m", 6),
    (r"(?<=[a-z])ou(?=s\b)", "u", 7),
    (r"(?<=[a-z]{2})tion\b", "sion", 7),
    (r"(?<=[a-z]{2})cede\b", "ceed", 6),
))  # fmt: skip
# Rows of letters of layouts that people switch between, key for key: QWERTY with AZERTY, QWERTZ and other scripts.
_SWITCHED = {
    "azerty": ("qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklwxcvbn,"),
    "qwertz": ("qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm"),
    "ru": ("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"),
    "uk": ("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхїфівапролджєячсмитьбю"),
    "he": ("ertyuiopasdfghjklzxcvbnm", "קראטוןםפשדגכעיחלךזסבהנמצ"),
}
_MIRRORED = {"b": "d", "d": "b", "p": "q", "q": "p", "n": "u", "u": "n"}


@perturbation(
    "typo.misspelling_rule",
    label="preserves",
    amount=WORDS,
    languages=("en",),
    source="written for robustgen; cf. M. Yannakoudakis and D. Fawthrop, The rules of spelling errors, Information "
    "Processing and Management 19 (1983)",
)
def misspelling_rule(text: Text) -> Stretches:
    """Misspell a word by rule: single and double consonants, ie and ei, -able and -ible, -ance and -ence, mute letters.

    >>> from robustgen.generation import perturb
    >>> perturb("the beginning of a friendship", "typo.misspelling_rule").text
    'the begining of a friendship'
    """
    string = text.string
    spans = [
        span for span, word in zip(text.words, text.lowered, strict=True)
        if len(word) > 4 and _LETTERS.fullmatch(word) and not _is_name(string, *span) and misspelt(word)
    ]  # fmt: skip
    return Stretches(text, spans, lambda a, b: [match_case(new, string[a:b]) for new in misspelt(string[a:b].lower())])


@perturbation("typo.autocorrect", label="unknown", amount=WORDS, languages=("en",), source=f"{_TABLES}/autocorrect.tsv")
def autocorrect(text: Text) -> Stretches:
    """Write a frequent word that a keyboard puts for a slip of one letter: "ducking", "hood", "well" for "we'll".

    >>> from robustgen.generation import perturb
    >>> perturb("have a good time", "typo.autocorrect").text
    'have a food time'
    """
    string, table, hand = text.string, _autocorrected(), Hand.of(text)
    spans = [
        span for span, word in zip(text.words, text.lowered, strict=True)
        if word in table and not _is_name(string, *span)
    ]  # fmt: skip
    return Stretches(
        text,
        spans,
        lambda a, b: [hand.fit(new, string[a:b]) for new in table[string[a:b].lower().replace("\u2019", "'")]],
    )


@perturbation(
    "typo.layout_slip",
    label="preserves",
    amount=share(0.02, 0.05, 0.1, 0.2, 0.4, of="words"),
    source=f"{_TABLES}/layouts.tsv: the same keys on QWERTY, AZERTY, QWERTZ, Russian, Ukrainian and Hebrew keyboards",
)
def layout_slip(text: Text) -> Stretches:
    """Type a word with the wrong layout switched on: Latin letters on another Latin layout, others on QWERTY.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.layout_slip").text
    'check my bqlqnce'
    """
    string, maps = text.string, _layout_maps(text.base_language)
    made: dict[tuple[int, int], list[str]] = {}
    for start, end in text.words:
        word = string[start:end]
        for keys in maps:
            if end - start > 2 and all(letter in keys for letter in word):
                new = "".join(keys[letter] for letter in word)
                if new != word and (new.isalpha() or not word.isascii()):
                    made.setdefault((start, end), []).append(new)
    return Stretches(text, list(made), lambda a, b: made[a, b])


@perturbation(
    "typo.shift_slip",
    label="preserves",
    amount=share(0.05, 0.1, 0.2, 0.4, 0.8),
    source="written for robustgen: the shift key let go too late, or pressed too early",
)
def shift_slip(text: Text) -> Iterator[Place]:
    """Let the shift key go too late or too early: "THe" for "The", "tHe" for "The".

    >>> from robustgen.generation import perturb
    >>> perturb("The staff was kind", "typo.shift_slip").text
    'THe staff was kind'
    """
    for number, (start, end) in enumerate(text.words):
        a, b = text.string[start : start + 1], text.string[start + 1 : start + 2]
        rest = text.string[start + 1 : end]
        if end - start > 2 and a.isupper() and b.isalpha() and rest.islower() and len(b.upper()) == len(a.lower()) == 1:
            late, early = a + b.upper(), a.lower() + b.upper()
            yield Place(start, start + 2, [late, late, late, early], key=number)


@perturbation(
    "typo.caps_lock",
    label="preserves",
    amount=share(0.02, 0.05, 0.1, 0.2, 0.4, of="words"),
    source="written for robustgen: the caps lock key, left on for a word",
)
def caps_lock(text: Text) -> Stretches:
    """Type a word with caps lock on: "hELLO" for "Hello", "BALANCE" for "balance".

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.caps_lock").text
    'CHECK my balance'
    """
    string = text.string
    spans = [(a, b) for a, b in text.words if b - a > 2 and len(_inverted(string[a:b])) == b - a != 0]
    spans = [(a, b) for a, b in spans if _inverted(string[a:b]) != string[a:b] and not string[a:b].isupper()]
    return Stretches(text, spans, lambda a, b: (_inverted(string[a:b]),))


@perturbation(
    "typo.dyslexia",
    label="preserves",
    amount=share(0.02, 0.05, 0.1, 0.2, 0.4, of="words"),
    languages=("en", "de", "es"),
    source="L. Rello, R. Baeza-Yates and J. Llisterri, A resource of errors written in Spanish by people with "
    "dyslexia, LREC 2014; J. Pedler, Computer correction of real-word spelling errors in dyslexic text (2007)",
)
def dyslexia(text: Text) -> Stretches:
    """Mistake a letter for its mirror image (b, d, p, q), or the order of letters inside a word.

    >>> from robustgen.generation import perturb
    >>> perturb("the bad dog slept", "typo.dyslexia").text
    'the bad dog sleqt'
    """
    string = text.string
    spans = [(a, b) for a, b in text.words if b - a > 3 and not _is_name(string, a, b) and _confused(string[a:b])]
    return Stretches(text, spans, lambda a, b: _confused(string[a:b]))


@perturbation(
    "typo.double_word",
    label="preserves",
    amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="words"),
    languages=("en", "de", "fr", "es", "it", "nl", "pt"),
    source=f"{_TABLES}/doubled_words.tsv",
)
def double_word(text: Text) -> Stretches:
    """Type a small word twice: "the the".

    >>> from robustgen.generation import perturb
    >>> perturb("what is the balance of my account", "typo.double_word").text
    'what is the the balance of my account'
    """
    string, small = text.string, _doubled(text.base_language)
    spans = [
        (a, b) for (a, b), word in zip(text.words, text.lowered, strict=True)
        if word in small and string[b : b + 1] == " " and string[a : b] not in ("I",)
    ]  # fmt: skip
    return Stretches(text, spans, lambda a, b: (f"{string[a:b]} {string[a:b].lower()}",))


@perturbation(
    "typo.space_shift",
    label="preserves",
    amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="words"),
    source="written for robustgen: the thumb on the space bar one key too soon, or too late",
)
def space_shift(text: Text) -> Iterator[Place]:
    """Hit the space bar one letter too soon or too late: "th edog", "thed og".

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.space_shift").text
    'check myb alance'
    """
    string = text.string
    for (start, gap), (following, end) in pairwise(text.words):
        if following == gap + 1 and string[gap] == " ":
            if gap - start > 2 and string[gap - 1].isascii():
                yield Place(gap - 1, gap + 1, [" " + string[gap - 1]], key=gap)
            if end - following > 2 and string[following].isascii():
                yield Place(gap, gap + 2, [string[following] + " "], key=gap)


@cache
def misspelt(word: str) -> list[str]:
    """Return what the rules make of a word in small letters; never a word that stands in our tables."""
    made = []
    for pattern, new, least in _RULES:
        if len(word) >= least:
            made += [word[: m.start()] + m.expand(new) + word[m.end() :] for m in pattern.finditer(word)]
    return [new for new in dict.fromkeys(made) if new != word and new not in _known()]


@cache
def _known() -> frozenset[str]:
    """Return words that the tables show to be right: what misspellings stand for, variants, verb forms, homophones."""
    found = {word for row in rows("misspellings") for word in row[:1]}
    found |= {word for row in rows("spelling_variants") for word in row[:2]}
    found |= {word for row in rows("verb_forms") for word in row}
    return frozenset(found | {word for row in rows("homophones") for word in (row[0], *row[1].split("|"))})


@cache
def _autocorrected() -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(others.split("|")) for word, others in rows("autocorrect")}


@cache
def _doubled(language: str) -> frozenset[str]:
    return frozenset(word for name, word in rows("doubled_words") if name == language)


@cache
def _layout_maps(language: str) -> tuple[Mapping[str, str], ...]:
    """Return what each letter becomes on a wrong layout, for each that a writer of `language` may have switched to."""
    if language in ("ru", "uk", "he"):
        latin, other = _SWITCHED[language]
        return (_with_capitals(dict(zip(other, latin, strict=True))),)
    found = []
    for name in ("azerty", "qwertz"):
        one, other = _SWITCHED[name]
        forth, back = dict(zip(one, other, strict=True)), dict(zip(other, one, strict=True))
        own = {"fr": ("azerty",), "de": ("qwertz",)}.get(language, ())
        if language in ("fr", "de"):
            found += [back] if name in own else []
        else:
            found.append(forth)
    return tuple(_with_capitals(keys) for keys in found)


def _with_capitals(keys: dict[str, str]) -> dict[str, str]:
    return keys | {a.upper(): b.upper() for a, b in keys.items() if a.upper() != a}


def _inverted(word: str) -> str:
    """Return a word with capitals for small letters and small letters for capitals, where each is one code point."""
    made = [letter.lower() if letter.isupper() else letter.upper() for letter in word]
    return "".join(made) if all(len(one) == 1 for one in made) else ""


@cache
def _confused(word: str) -> Sequence[str]:
    if not word.isascii():
        return ()
    made = []
    for i in range(1, len(word)):
        for other in _MIRRORED.get(word[i], ""):
            made.append(word[:i] + other + word[i + 1 :])
    for i in range(1, len(word) - 3):
        if word[i] != word[i + 2] and word[i : i + 3].isalpha():
            made.append(word[:i] + word[i + 2] + word[i + 1] + word[i] + word[i + 3 :])
    return tuple(new for new in made if new.lower() not in _known())


def _is_name(string: str, start: int, end: int) -> bool:
    """Return whether a word has a capital inside a sentence, or capitals behind its first letter."""
    word = string[start:end]
    inside = start > 0 and string[start - 1] == " " and string[start - 2 : start - 1] not in (".", "!", "?", ":")
    return (word[:1].isupper() and inside) or not (word[1:].islower() or len(word) == 1)
