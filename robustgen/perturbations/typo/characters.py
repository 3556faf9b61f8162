"""Slips of people and keyboards: letters exchanged, lost and added, words misspelt, confused, joined and split.

Slips of single characters spare acronyms, words of one or two letters and, but in `typo.human`, first letters; and what
is not typed letter by letter: Chinese, Japanese, Korean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import pairwise

from robustgen.definition import OnTexts, Perturbation, mix, share
from robustgen.masks import both, unlike, where
from robustgen.perturbations.matching import Hand, Index, find, index
from robustgen.perturbations.tables import rows
from robustgen.perturbations.typo._letters import all_small, capital, like, names, small, typed_mask
from robustgen.places import Place, Spots, Stretches
from robustgen.registry import perturbation, register
from robustgen.text import Text

CHARACTERS = share(0.01, 0.02, 0.04, 0.08, 0.16, of="letters")
WORDS = share(0.05, 0.1, 0.2, 0.4, 0.8)
LAYOUTS = (
    "ar", "de", "dvorak", "es", "fr", "he", "it", "nl", "phone", "pl", "pt", "ru", "se", "tr", "uk", "uk-UA", "us",
)  # fmt: skip

_TABLES = "robustgen/perturbations/tables"
_KEYS = f"distances between keys, from {_TABLES}/layouts.tsv"
_SLIPS = (
    "F. J. Damerau, A technique for computer detection and correction of spelling errors, CACM 7 (1964); "
    "K. Kukich, Techniques for automatically correcting words in text, ACM Computing Surveys 24 (1992)"
)
_LAYOUT_OF = {
    "en": "us", "de": "de", "fr": "fr", "es": "es", "it": "it", "pt": "pt", "nl": "nl", "pl": "pl", "tr": "tr",
    "sv": "se", "fi": "se", "ru": "ru", "uk": "uk-UA", "he": "he", "ar": "ar",
}  # fmt: skip
_NEAR = 1.2
# Letters whose key gives no capital with shift: it gives a sign or another letter. Nor do those of the number row.
_SMALL_ALONE = {"fr": "\u00f9", "it": "\u00e0\u00e8\u00f2\u00f9"}
# How much likelier another letter is hit than the first of its word: the first is kept in about 19 of 20.
_FIRST, _OTHER = 1, 4
# What is written for a letter by ear: vowels for one another, consonants of like sound.
_BY_EAR = {
    "a": "eiou", "e": "aio", "i": "aeouy", "o": "aeiu", "u": "aeio", "y": "ie",
    "c": "sk", "s": "cz", "k": "c", "z": "s", "t": "d", "d": "t", "b": "p", "p": "b", "g": "j", "j": "g",
    "m": "n", "n": "m", "f": "v", "v": "f", "q": "k", "x": "c",
}  # fmt: skip
# A syllable of Latin script begins after this vowel and a letter: a consonant or digraph before a vowel, no mute -e.
_SYLLABLE = re.compile(
    rb"[aeiouy](?=[a-z](?<![tscpgw](?=h))(?<!c(?=k))(?<!q)(?=(?:[tscp]h|[b-df-hj-np-tv-z])[aeiouy])(?![a-z]e(?![a-z])))"
)
# The letter without which the word says the opposite: "never", "none", German "kein".
_NEGATED = re.compile(r"(?<!\w)(?:n(?=(?:ever|either|one|ein)\b)|k(?=ein(?:e[mnrs]?)?\b))", re.IGNORECASE)
# What two words make that says something else when they run together.
_OTHER_WORDS = frozenset(("amoral", "apolitical", "asexual", "atypical", "notable", "nowhere"))
_BEYOND_LATIN = "\u0250"

Near = Mapping[str, tuple[str, ...]]


@perturbation("typo.keyboard", label="preserves", amount=CHARACTERS, source=_KEYS, parameters=LAYOUTS)
def keyboard(text: Text, layout: str | None) -> Spots:
    """Hit the key beside the right one.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.keyboard").text
    'check my balajce'
    """
    return _substitutes(text, neighbours(layout or _layout(text)), first=False)


@perturbation("typo.swap", label="preserves", amount=CHARACTERS, source=_SLIPS)
def swap(text: Text) -> Spots:
    """Exchange two neighbouring letters of a word.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.swap").text
    'chcek my balance'
    """
    return _swaps(text, first=False)


@perturbation("typo.drop", label="preserves", amount=CHARACTERS, source=_SLIPS)
def drop(text: Text) -> Spots:
    """Lose a letter of a word of four or more.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.drop").text
    'check my balace'
    """
    return _drops(text, first=False)


@perturbation("typo.double", label="preserves", amount=CHARACTERS, source=_SLIPS)
def double(text: Text) -> Spots:
    """Type a letter twice.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.double").text
    'check my balancce'
    """
    string = text.string
    mask = both(_mask(text, 3, first=False), unlike(string, string[1:] + "\0"))
    return Spots(text, where(mask), lambda i: (string[i] * 2,))


@perturbation("typo.insert", label="preserves", amount=CHARACTERS, source=_KEYS)
def insert(text: Text) -> Spots:
    """Hit a neighbouring key as well, after a letter of a word.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.insert").text
    'chevck my balance'
    """
    layout, string, low, upper = _layout(text), text.string, all_small(text), capital(text)
    inner = _mask(text, 3, first=False)

    def options(i: int) -> Sequence[str]:
        stop = i + 2 if inner[i + 1 : i + 2] == b"\1" else i + 1
        return _strays(layout, upper, string[i], string[i + 1 : stop], low[i:stop])

    return Spots(text, _with_a_key(low, where(inner), neighbours(layout)), options)


@perturbation(
    "typo.misspelling", label="preserves", amount=WORDS, languages=("en",), source=f"{_TABLES}/misspellings.tsv"
)
def misspelling(text: Text) -> Stretches:
    """Misspell a word in a common way.

    >>> from robustgen.generation import perturb
    >>> perturb("I definitely received it", "typo.misspelling").text
    'I definately received it'
    """
    return _from_table(text, "misspellings")


@perturbation("typo.homophone", label="preserves", amount=WORDS, languages=("en",), source=f"{_TABLES}/homophones.tsv")
def homophone(text: Text) -> Stretches:
    """Write a word of the same sound.

    >>> from robustgen.generation import perturb
    >>> perturb("is their car here", "typo.homophone").text
    'is their car hear'
    """
    return _from_table(text, "homophones", rare="to")


@perturbation("typo.space_drop", label="preserves", amount=share(0.02, 0.05, 0.1, 0.2, 0.4), source=_SLIPS)
def space_drop(text: Text) -> Spots:
    """Run two words together.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.space_drop").text
    'checkmy balance'
    """
    string, lower = text.string, text.lowered
    pairs = zip(pairwise(text.words), pairwise(lower), strict=True)
    gaps = [
        a for ((_, a), (b, _)), (one, other) in pairs
        if b == a + 1 and string[a] == " " and one + other not in _OTHER_WORDS
    ]  # fmt: skip
    return Spots(text, gaps, lambda _: ("",))


@perturbation("typo.space_add", label="preserves", amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="words"), source=_SLIPS)
def space_add(text: Text) -> Spots:
    """Split a word of four or more letters with a space, in Latin script between syllables.

    >>> from robustgen.generation import perturb
    >>> perturb("check my account", "typo.space_add").text
    'check my ac count'
    """
    string, inner = text.string, text.word_letters(4, first=False)
    starts = [match.start() + 2 for match in _SYLLABLE.finditer(text.ascii.lower())]
    if not string.isascii():
        starts = sorted(starts + [i for i in where(inner) if string[i] >= _BEYOND_LATIN])
    return Spots(text, [i for i in starts if inner[i - 1 : i + 2] == b"\1\1\1"], lambda _: (" ",), width=0)


@perturbation("typo.elongate", label="preserves", amount=WORDS, languages=("en",), source=f"{_TABLES}/elongations.tsv")
def elongate(text: Text) -> Iterator[Place]:
    """Draw a word out.

    >>> from robustgen.generation import perturb
    >>> perturb("that is so cool", "typo.elongate").text
    'that is sooo cool'
    """
    string, letters, named, lower = text.string, _elongations(), names(text), text.lowered
    for number, (word, (start, end)) in enumerate(zip(lower, text.words, strict=True)):
        if word not in letters or named(start, end) or "-" in string[max(0, start - 1) : end + 1]:
            continue
        before, after = lower[number - 1] if number else "", lower[number + 1 : number + 2]
        # "as soon as", "no one", "thanks to" and "how much" are never drawn out.
        tied = {"no": string[end : end + 1] == " ", "thanks": after == ("to",), "much": before != "so"}
        if not tied.get(word) and before != "as":
            at = start + letters[word]
            yield Place(at, at + 1, [string[at] * times for times in (3, 4, 5)], key=number)


@cache
def neighbours(layout: str) -> Near:
    """Return the letters beside each letter of a keyboard, small for small and capital for capital."""
    keys = [(key, float(x), float(y)) for name, key, x, y in rows("layouts") if name == layout and key.isalpha()]
    keys = [key for key in keys if key[0] != "\u00ba"]  # the ordinal sign of Portuguese
    # What is typed with AltGr stands where the plain letter does, and slips to it or to another typed so.
    plain = {(x, y): key for key, x, y in reversed(keys)}
    near: dict[str, tuple[str, ...]] = {}
    for key, x, y in keys:
        alike = [(k, a, b) for k, a, b in keys if (plain[a, b] == k) == (plain[x, y] == key) or (a, b) == (x, y)]
        beside = tuple([k for k, a, b in alike if k != key and (a - x) ** 2 + (b - y) ** 2 < _NEAR**2])
        if beside:  # a letter in the number row has none
            near[key] = beside
    number_row = [key for key, _, y in keys if y == 0]
    alone = {*number_row, *_SMALL_ALONE.get(layout, "")}
    upper = capital(Text("", language=layout))
    capitals = {key: upper(key) for key in near if upper(key) != key and key not in alone}
    return near | {capitals[key]: tuple([capitals[k] for k in near[key] if k in capitals]) for key in capitals}


def _layout(text: Text) -> str:
    return _LAYOUT_OF.get(text.base_language, "us")


def _mask(text: Text, least: int, *, first: bool = True) -> bytes:
    """Return 1 for each letter in words of `least` or more that are typed with a key each, as a byte."""
    return typed_mask(text, text.word_letters(least, first=first))


def _paired(mask: bytes) -> bytes:
    """Return 1 for each letter of a mask that has the next one in it too."""
    return both(mask, mask[1:] + b"\0")


def _spots(
    text: Text, starts: Sequence[int], options: Callable[[int], Sequence[str]], *, first: bool, width: int = 1
) -> Spots:
    weights = None
    if first:
        word_starts = set(text.word_starts)
        weights = [_FIRST if i in word_starts else _OTHER for i in starts]
    return Spots(text, starts, options, width=width, weights=weights)


def _with_a_key(string: str, starts: Sequence[int], near: Near) -> Sequence[int]:
    """Return the offsets at which a layout has a key beside that of the letter."""
    if string.isascii() and "z" in near:  # a layout that has this Latin letter has all
        return starts
    return [i for i in starts if string[i] in near]


def _substitutes(text: Text, near: Near, *, first: bool) -> Spots:
    string = text.string
    starts = _with_a_key(string, where(_mask(text, 3, first=first)), near)
    return _spots(text, starts, lambda i: near[string[i]], first=first)


@lru_cache(maxsize=4096)
def _strays(layout: str, upper: Callable[[str], str], left: str, right: str, beside: str) -> Sequence[str]:
    """Return a letter with each key beside it or beside the next letter (both small: `beside`), hit as well."""
    near, capitals = neighbours(layout), (right or left).isupper()
    keys = dict.fromkeys(key for letter in beside for key in near.get(letter, ()))
    return [left + (upper(key) if capitals else key) for key in keys if key not in beside]


def _by_ear(text: Text) -> Spots:
    """Return wrong letters of like sound, not the last of a word of five or more."""
    string, low, fit = text.string, small(text), like(text)
    starts = [i for i in where(_paired(_mask(text, 5))) if low(string[i]) in _BY_EAR]
    return _spots(text, starts, lambda i: [fit(other, string[i]) for other in _BY_EAR[low(string[i])]], first=True)


def _wrong_echoes(text: Text) -> Spots:
    """Return letters of words of five or more, and for each the letters near it that may slip into its place."""
    string, near, low, fit = text.string, _echoes(text), small(text), like(text)
    lowered = all_small(text)
    starts = where(both(_mask(text, 5, first=False), unlike(lowered, "\0" + lowered[:-1])))
    return Spots(text, starts, lambda i: [fit(other, string[i]) for other in near(i) if other != low(string[i])])


def _added_letters(text: Text) -> Spots:
    """Return letters of words of four or more, and after each a letter near it once more, or a vowel or h not heard."""
    string, near, low, fit = text.string, _echoes(text), small(text), like(text)
    starts = where(_paired(_mask(text, 4, first=False)))
    if not string.isascii():
        starts = [i for i in starts if string[i].isascii() or string[i - 1] not in string[i : i + 2]]

    def options(i: int) -> Sequence[str]:
        beside = (low(string[i]), low(string[i + 1]))
        silent = "aeih" if string[i].isascii() else ""
        others = [other for other in dict.fromkeys((*near(i), *silent)) if other not in beside]
        return [string[i] + fit(other, string[i + 1]) for other in others]

    return Spots(text, starts, options)


def _echoes(text: Text) -> Callable[[int], Iterable[str]]:
    """Return a function that lists the letters of the same word up to four before and after an offset, and its own."""
    string, whole, low = text.string, frozenset(text.letters), small(text)

    def near(i: int) -> Iterable[str]:
        start = end = i
        while start > i - 4 and start - 1 in whole:
            start -= 1
        while end < i + 4 and end + 1 in whole:
            end += 1
        return dict.fromkeys(low(letter) for letter in string[start : end + 1])

    return near


def _swaps(text: Text, *, first: bool) -> Spots:
    string, low, upper = text.string, all_small(text), capital(text)
    starts = where(both(_paired(_mask(text, 3, first=first)), unlike(low, low[1:] + "\0")))

    def options(i: int) -> Sequence[str]:
        a, b = string[i], string[i + 1]
        # The capital stays where it stands: "The" becomes "Hte".
        return (upper(b) + low[i] if a.isupper() and b.islower() else b + a,)

    return _spots(text, starts, options, first=first, width=2)


def _drops(text: Text, *, first: bool) -> Spots:
    string = text.string
    starts = where(both(_mask(text, 4, first=first), unlike(string, "\0" + string[:-1])))

    def options(i: int) -> Sequence[str]:
        # A letter without which the word says the opposite is doubled instead.
        return (string[i] * 2,) if _NEGATED.match(string, i) else ("",)

    return _spots(text, starts, options, first=first)


@cache
def _index(table: str) -> Index[tuple[str, ...]]:
    return index((word, tuple(others.split("|"))) for word, others in rows(table))


@cache
def _elongations() -> dict[str, int]:
    return {word: int(at) for word, at in rows("elongations")}


def _from_table(text: Text, table: str, *, rare: str = "") -> Stretches:
    """Return the words of a table with what is written instead; the word `rare` is frequent and seldom mistaken."""
    found = {(match.start, match.end): match for match in find(text, _index(table))}
    numbers = {start: match.first for (start, _), match in found.items()}
    hand, string = Hand.of(text), text.string

    def options(start: int, end: int) -> Sequence[str]:
        original, others = string[start:end], found[start, end].value
        if original.islower() and original.isascii() and not hand.curly:
            return others
        return [made for made in (hand.fit(other, original) for other in others) if made != original]

    weights = [1 if rare and string[start:end].lower() == rare else 5 for start, end in found]
    return Stretches(text, list(found), options, key=numbers.__getitem__, weights=weights)


def _neighbouring_keys(text: Text) -> Spots:
    return _substitutes(text, neighbours(_layout(text)), first=True)


def _part(find_places: Callable[[Text], Spots]) -> Perturbation:
    return Perturbation("typo.human", 1, OnTexts(find_places), CHARACTERS, {"*": "preserves"})


register(
    mix(
        "typo.human",
        (
            (_part(_neighbouring_keys), 18),
            (_part(_by_ear), 10),
            (_part(_wrong_echoes), 3),
            (_part(partial(_drops, first=True)), 35),
            (_part(double), 10),
            (_part(insert), 8),
            (_part(_added_letters), 6),
            (_part(partial(_swaps, first=True)), 10),
        ),
        amount=CHARACTERS,
        label="preserves",
        source=_SLIPS,
        doc="Slip as people do: wrong letters, lost letters, added letters, exchanged letters, one a word.",
    )
)
