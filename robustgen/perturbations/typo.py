"""Slips of people and keyboards: letters exchanged, lost, doubled and added, words misspelt, confused, joined and split.

Slips of single characters spare acronyms, words of one or two letters and, but in `typo.human`, first letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

from robustgen.perturbation import OnTexts, Perturbation, mix, share
from robustgen.perturbations.matching import Index, find, fit, index
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

    >>> from robustgen.generate import perturb
    >>> perturb("check my balance", "typo.keyboard").text
    ''
    """
    return _substitutes(text, neighbours(layout or _layout(text)), first=False)


@perturbation("typo.swap", label="preserves", amount=CHARACTERS, source=_SLIPS)
def swap(text: Text) -> Spots:
    """Exchange two neighbouring letters of a word.

    >>> from robustgen.generate import perturb
    >>> perturb("check my balance", "typo.swap").text
    ''
    """
    return _swaps(text, first=False)


@perturbation("typo.drop", label="preserves", amount=CHARACTERS, source=_SLIPS)
def drop(text: Text) -> Spots:
    """Lose a letter of a word of four or more.

    >>> from robustgen.generate import perturb
    >>> perturb("check my balance", "typo.drop").text
    ''
    """
    return _drops(text, first=False)


@perturbation("typo.double", label="preserves", amount=CHARACTERS, source=_SLIPS)
def double(text: Text) -> Spots:
    """Type a letter twice.

    >>> from robustgen.generate import perturb
    >>> perturb("check my balance", "typo.double").text
    ''
    """
    string = text.string
    starts = [i for i in _letters(text, 3) if string[i] not in (string[i - 1], string[i + 1 : i + 2])]
    return Spots(text, starts, lambda i: (string[i] * 2,))


@perturbation("typo.insert", label="preserves", amount=CHARACTERS, source=_KEYS)
def insert(text: Text) -> Spots:
    """Hit a neighbouring key as well, after a letter of a word.

    >>> from robustgen.generate import perturb
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


@perturbation("typo.misspelling", label="preserves", amount=WORDS, languages=("en",), source="misspellings.tsv")
def misspelling(text: Text) -> Iterator[Place]:
    """Misspell a word in a common way.

    >>> from robustgen.generate import perturb
    >>> perturb("I definitely received it", "typo.misspelling").text
    ''
    """
    return _from_table(text, "misspellings")


@perturbation("typo.homophone", label="preserves", amount=WORDS, languages=("en",), source="homophones.tsv")
def homophone(text: Text) -> Iterator[Place]:
    """Write a word of the same sound.

    >>> from robustgen.generate import perturb
    >>> perturb("is their car here", "typo.homophone").text
    ''
    """
    return _from_table(text, "homophones")


@perturbation("typo.space_drop", label="preserves", amount=share(0.02, 0.05, 0.1, 0.2, 0.4), source=_SLIPS)
def space_drop(text: Text) -> Spots:
    """Run two words together.

    >>> from robustgen.generate import perturb
    >>> perturb("check my balance", "typo.space_drop").text
    ''
    """
    string, words = text.string, text.words
    gaps = [a for (_, a), (b, _) in zip(words, words[1:], strict=False) if b == a + 1 and string[a] == " "]
    return Spots(text, gaps, lambda _: ("",))


@perturbation("typo.space_add", label="preserves", amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="words"), source=_SLIPS)
def space_add(text: Text) -> Spots:
    """Split a word of four or more letters with a space, neither part a single letter.

    >>> from robustgen.generate import perturb
    >>> perturb("check my balance", "typo.space_add").text
    ''
    """
    inner = _letters(text, 4)
    return inner


@perturbation("typo.elongate", label="preserves", amount=WORDS, languages=("en",), source="elongations.tsv")
def elongate(text: Text) -> Iterator[Place]:
    """Draw a word out.

    >>> from robustgen.generate import perturb
    >>> perturb("that is so cool", "typo.elongate").text
    ''
    """
    string, letters = text.string, _elongations()
    for number, word in enumerate(text.lowered):
        if word in letters:
            at = text.words[number][0] + letters[word]
            yield Place(at, at + 1, [string[at] * times for times in (3, 4, 5)], key=number)
