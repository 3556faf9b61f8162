"""Slips of people and keyboards: letters exchanged, lost and added, words misspelt, confused, joined and split.

Slips of single characters spare acronyms, words of one or two letters and, but in `typo.human`, first letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from robustgen.definition import OnTexts, Perturbation, mix, share
from robustgen.perturbations.matching import Hand, Index, find, index
from robustgen.perturbations.tables import rows
from robustgen.places import Place, Spots
from robustgen.registry import contracts, perturbation, register
from robustgen.text import Text

CHARACTERS = share(0.01, 0.02, 0.04, 0.08, 0.16, of="letters")
WORDS = share(0.05, 0.1, 0.2, 0.4, 0.8)
LAYOUTS = ("us", "uk", "de", "fr")

_KEYS = "distances between keys, from robustgen/perturbations/tables/layouts.tsv"
_SLIPS = (
    "F. J. Damerau, A technique for computer detection and correction of spelling errors, CACM 7 (1964); "
    "K. Kukich, Techniques for automatically correcting words in text, ACM Computing Surveys 24 (1992)"
)
_LAYOUT_OF = {"en": "us", "de": "de", "fr": "fr"}
_NEAR = 1.2
# How much likelier another letter is hit than the first of its word: the first is kept in about 19 of 20.
_FIRST, _OTHER = 1, 5
# What is written for a letter by ear: vowels for one another, consonants of like sound.
_BY_EAR = {
    "a": "eiou", "e": "aiou", "i": "aeouy", "o": "aeiu", "u": "aeio", "y": "ie",
    "c": "sk", "s": "cz", "k": "c", "z": "s", "t": "d", "d": "t", "b": "p", "p": "b", "g": "j", "j": "g",
    "m": "n", "n": "m", "f": "v", "v": "f", "q": "k", "x": "c",
}  # fmt: skip

Near = Mapping[str, tuple[str, ...]]


@perturbation("typo.keyboard", label="preserves", amount=CHARACTERS, source=_KEYS, parameters=LAYOUTS)
def keyboard(text: Text, layout: str | None) -> Spots:
    """Hit the key beside the right one.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.keyboard").text
    ''
    """
    return _substitutes(text, neighbours(layout or _layout(text)), first=False)


@perturbation("typo.swap", label="preserves", amount=CHARACTERS, source=_SLIPS)
def swap(text: Text) -> Spots:
    """Exchange two neighbouring letters of a word.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.swap").text
    ''
    """
    return _swaps(text, first=False)


@perturbation("typo.drop", label="preserves", amount=CHARACTERS, source=_SLIPS)
def drop(text: Text) -> Spots:
    """Lose a letter of a word of four or more.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.drop").text
    ''
    """
    return _drops(text, first=False)


@perturbation("typo.double", label="preserves", amount=CHARACTERS, source=_SLIPS)
def double(text: Text) -> Spots:
    """Type a letter twice.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.double").text
    ''
    """
    string = text.string
    starts = [i for i in _letters(text, 3) if string[i] not in (string[i - 1], string[i + 1 : i + 2])]
    return Spots(text, starts, lambda i: (string[i] * 2,))


@perturbation("typo.insert", label="preserves", amount=CHARACTERS, source=_KEYS)
def insert(text: Text) -> Spots:
    """Hit a neighbouring key as well, after a letter of a word.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.insert").text
    ''
    """
    near, string = neighbours(_layout(text)), text.string
    letters = _letters(text, 3)
    inner = set(letters)

    def options(i: int) -> Sequence[str]:
        left, right = string[i], string[i + 1] if i + 1 in inner else ""
        keys = dict.fromkeys((*near.get(left.lower(), ()), *near.get(right.lower(), ())))
        upper = (right or left).isupper()
        return [left + (key.upper() if upper else key) for key in keys if key not in (left.lower(), right.lower())]

    return Spots(text, [i for i in letters if string[i].lower() in near], options)


@perturbation("typo.misspelling", label="preserves", amount=WORDS, languages=("en",), source="misspellings.tsv")
def misspelling(text: Text) -> Iterator[Place]:
    """Misspell a word in a common way.

    >>> from robustgen.generation import perturb
    >>> perturb("I definitely received it", "typo.misspelling").text
    ''
    """
    return _from_table(text, "misspellings")


@perturbation("typo.homophone", label="preserves", amount=WORDS, languages=("en",), source="homophones.tsv")
def homophone(text: Text) -> Iterator[Place]:
    """Write a word of the same sound.

    >>> from robustgen.generation import perturb
    >>> perturb("is their car here", "typo.homophone").text
    ''
    """
    return _from_table(text, "homophones")


@perturbation("typo.space_drop", label="preserves", amount=share(0.02, 0.05, 0.1, 0.2, 0.4), source=_SLIPS)
def space_drop(text: Text) -> Spots:
    """Run two words together.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.space_drop").text
    ''
    """
    string, words = text.string, text.words
    gaps = [a for (_, a), (b, _) in pairwise(words) if b == a + 1 and string[a] == " "]
    return Spots(text, gaps, lambda _: ("",))


@perturbation("typo.space_add", label="preserves", amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="words"), source=_SLIPS)
def space_add(text: Text) -> Spots:
    """Split a word of four or more letters with a space, neither part a single letter.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.space_add").text
    ''
    """
    inner = _letters(text, 4)
    starts = [i for h, i, j in zip(inner, inner[1:], inner[2:], strict=False) if h + 2 == i + 1 == j]
    return Spots(text, starts, lambda _: (" ",), width=0)


@perturbation("typo.elongate", label="preserves", amount=WORDS, languages=("en",), source="elongations.tsv")
def elongate(text: Text) -> Iterator[Place]:
    """Draw a word out.

    >>> from robustgen.generation import perturb
    >>> perturb("that is so cool", "typo.elongate").text
    ''
    """
    string, letters = text.string, _elongations()
    for number, word in enumerate(text.lowered):
        if word in letters:
            at = text.words[number][0] + letters[word]
            yield Place(at, at + 1, [string[at] * times for times in (3, 4, 5)], key=number)


@cache
def neighbours(layout: str) -> Near:
    """Return the letters beside each letter of a keyboard, small for small and capital for capital."""
    keys = [(key, float(x), float(y)) for name, key, x, y in rows("layouts") if name == layout and key.isalpha()]
    near: dict[str, tuple[str, ...]] = {}
    for key, x, y in keys:
        beside = tuple([k for k, a, b in keys if k != key and (a - x) ** 2 + (b - y) ** 2 < _NEAR**2])
        near[key] = beside
        if len(key.upper()) == 1:
            near[key.upper()] = tuple([k.upper() for k in beside if len(k.upper()) == 1])
    return near


@cache
def _by_ear() -> Near:
    small = {letter: tuple(others) for letter, others in _BY_EAR.items()}
    return small | {letter.upper(): tuple([o.upper() for o in others]) for letter, others in small.items()}


def _layout(text: Text) -> str:
    return _LAYOUT_OF.get(text.base_language, "us")


def _letters(text: Text, least: int, *, first: bool = False) -> list[int]:
    """Return the offsets of letters in words of `least` or more that are no acronyms, with or without the first."""
    string, skip = text.string, 0 if first else 1
    words = [(a, b) for a, b in text.words if b - a >= least]
    if not string.isupper():
        words = [(a, b) for a, b in words if not string[a:b].isupper()]
    if string.isascii():
        return [i for a, b in words for i in range(a + skip, b) if string[i] != "'"]
    whole = set(text.letters)
    return [i for a, b in words for i in range(a + skip, b) if i in whole]


def _spots(
    text: Text, starts: Sequence[int], options: Callable[[int], Sequence[str]], *, first: bool, width: int = 1
) -> Spots:
    weights = None
    if first:
        word_starts = set(text.word_starts)
        weights = [_FIRST if i in word_starts else _OTHER for i in starts]
    return Spots(text, starts, options, width=width, weights=weights)


def _substitutes(text: Text, near: Near, *, first: bool) -> Spots:
    string = text.string
    starts = [i for i in _letters(text, 3, first=first) if string[i] in near]
    return _spots(text, starts, lambda i: near[string[i]], first=first)


def _swaps(text: Text, *, first: bool) -> Spots:
    string = text.string
    letters = _letters(text, 3, first=first)
    starts = [i for i, j in pairwise(letters) if j == i + 1 and string[i].lower() != string[j].lower()]

    def options(i: int) -> Sequence[str]:
        a, b = string[i], string[i + 1]
        # The capital stays where it stands: "The" becomes "Hte".
        return ((b.upper() + a.lower(),) if a.isupper() and b.islower() else (b + a,))

    return _spots(text, starts, options, first=first, width=2)


def _drops(text: Text, *, first: bool) -> Spots:
    string = text.string
    starts = [i for i in _letters(text, 4, first=first) if string[i] != string[i - 1 : i]]
    return _spots(text, starts, lambda _: ("",), first=first)


@cache
def _index(table: str) -> Index[tuple[str, ...]]:
    return index((word, tuple(others.split("|"))) for word, others in rows(table))


@cache
def _elongations() -> dict[str, int]:
    return {word: int(at) for word, at in rows("elongations")}


def _from_table(text: Text, table: str) -> Iterator[Place]:
    hand = Hand.of(text)
    for match in find(text, _index(table)):
        original = text.string[match.start : match.end]
        options = [made for made in (hand.fit(other, original) for other in match.value) if made != original]
        yield Place(match.start, match.end, options, key=match.first)


def _part(find_places: Callable[[Text], Spots]) -> Perturbation:
    return Perturbation("typo.human", 1, OnTexts(find_places), CHARACTERS, {"*": "preserves"})


register(
    mix(
        "typo.human",
        (
            (_part(lambda text: _substitutes(text, neighbours(_layout(text)), first=True)), 18),
            (_part(lambda text: _substitutes(text, _by_ear(), first=False)), 13),
            (_part(lambda text: _drops(text, first=True)), 35),
            (_part(insert), 13),
            (_part(double), 11),
            (_part(lambda text: _swaps(text, first=True)), 10),
        ),
        amount=CHARACTERS,
        label=contracts("preserves"),
        source=_SLIPS,
        doc="Slip as people do: wrong letters, lost letters, added letters, exchanged letters, one a word.",
    )
)
