"""Phrases of several words and what they mean in one: "get rid of" is "remove", "on time" is "punctual".

A phrase of one meaning is read as that word. One of several ("pick up": collect, lift, learn) is read as itself, and
`lexicon` holds it for alike with each. A phrase that says nothing ("to be honest") has the meaning "-".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from robustgen.gates.tables import listed, rows, words

SILENT = "-"

_OWNERS = ("my", "your", "his", "her", "its", "our", "their")
_WIDEST = 3
"""The most words of an object between a verb and its particle: "turn the old offer down"."""
_OPENING = words("the a an my your his her its our their this that these those me him us them it you")
_ARTICLES = words("the a an my your his her its our their this these those no")
_LEADING = words("be")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it stands in the table.

    Attributes:
        name: its words, without the mark of an object.
        head: the number of the word that carries the meaning.
        base: the base form that it is read as, or SILENT.
    """

    name: str
    head: int
    base: str


_Tails = dict[str, list[tuple[tuple[str, ...], Phrase]]]
_Joined = dict[tuple[str, str], list[tuple[tuple[str, ...], Phrase]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: the places of its words, the place of the one that carries its meaning, its base form."""

    places: tuple[int, ...]
    head: int
    base: str


@cache
def senses() -> dict[str, tuple[str, ...]]:
    """Return the meanings of the phrases that are read as themselves."""
    found = ((phrase.replace("~ ", ""), tuple(meant.split("|"))) for phrase, meant in rows("phrases"))
    return {name: meanings for name, meanings in found if _base(name, meanings) == name}


def find(lows: Sequence[str], bases: Sequence[str], sentences: Sequence[int]) -> list[Found]:
    """Return the phrases of a text, the longest at each place, none within another.

    Args:
        lows: the tokens in lower case.
        bases: their base forms.
        sentences: the number of the sentence that each stands in.
    """
    found: list[Found] = []
    joined, parted, function = _joined(), _parted(), listed("function", "function")
    at, size = 0, len(lows)
    while at < size - 1:
        places, phrase = _side_by_side(lows, bases, at, joined)
        if places is None and bases[at] in parted:
            places, phrase = _around_object(lows, sentences, at, parted[bases[at]])
        if places and at and lows[at - 1] in _ARTICLES and lows[places[-1]] in function and lows[at] not in function:
            places = None  # "from the stick to the laptop": a noun and a preposition
        if places and lows[places[-1]] == "by" and places[-1] + 1 < size and _counts(lows[places[-1] + 1]):
            places = None  # "dropped by 4 %" is no visit
        if places and phrase and phrase.name == "make it" and places[-1] + 1 < size:
            following = lows[places[-1] + 1]
            if following.isalpha() and following not in function:
                places = None  # "make it sound friendlier"
        if places and bases[at] == "be":
            behind, _ = _side_by_side(lows, bases, at + 1, joined)
            if behind and behind[-1] > places[-1]:
                places = None  # "is out of order": a longer phrase begins behind the verb
        if places and phrase:
            found.append(Found(places, places[phrase.head], phrase.base))
            if places[-1] - at == len(places) - 1:
                at = places[-1]
        at += 1
    return found


def _counts(low: str) -> bool:
    """Return whether a token is a number or the sign of a currency."""
    return low[:1].isdigit() or low in ("$", "€", "£")


def _side_by_side(
    lows: Sequence[str],
    bases: Sequence[str],
    at: int,
    joined: _Joined,
) -> tuple[tuple[int, ...] | None, Phrase | None]:
    """Return the places of the longest phrase that begins at a place, and the phrase."""
    low, base, after = lows[at], bases[at], lows[at + 1] if at + 1 < len(lows) else ""
    for form in dict.fromkeys((low, base, low.removesuffix("s"))):  # "lives" is no form of "life" here
        for rest, phrase in joined.get((form, after), ()):
            end = at + 2 + len(rest)
            if not rest or tuple(lows[at + 2 : end]) == rest:
                return tuple(range(at, end)), phrase
    return None, None


def _around_object(
    lows: Sequence[str], sentences: Sequence[int], at: int, tails: _Tails
) -> tuple[tuple[int, ...] | None, Phrase | None]:
    """Return the places of a phrase that holds an object, and the phrase."""
    for there in range(at + 1, min(at + 2 + _WIDEST, len(lows))):
        if sentences[there] != sentences[at] or not (lows[there][:1].isalpha() or lows[there] == "'s"):
            return None, None
        for rest, phrase in tails.get(lows[there], ()):
            end = there + 1 + len(rest)
            if tuple(lows[there + 1 : end]) != rest:
                continue
            if there > at + 1 and not rest and end < len(lows) and lows[end] in _OPENING:
                continue  # a preposition: "put the book on the table"
            return (at, *range(there, end)), phrase
    return None, None


def _base(name: str, meanings: tuple[str, ...]) -> str:
    turning = listed("negation", "strict")
    return meanings[0] if len(meanings) == 1 or meanings[0] in turning else name


def carrier(phrase: str) -> str:
    """Return the word of a phrase that carries its meaning: the first that says something, other than "be"."""
    return phrase.split()[_head(phrase)]


def _head(phrase: str) -> int:
    parts, said = phrase.split(), listed("function", "function")
    head = next(
        (
            i
            for i, word in enumerate(parts)
            if word not in said and word not in _LEADING and word not in ("'s", "one's")
        ),
        0,
    )
    return 1 if not head and parts[0] in _LEADING else head


def _made(phrase: str, meant: str) -> Phrase:
    name = phrase.replace("~ ", "")
    return Phrase(name, _head(name), _base(name, tuple(meant.split("|"))))


@cache
def _joined() -> _Joined:
    """Return the phrases whose words stand side by side, by their first two words, longest first."""
    found: _Joined = defaultdict(list)
    for phrase, meant in rows("phrases"):
        if " ~ " in phrase:
            continue
        for owner in _OWNERS if "one's" in phrase else ("",):
            made = _made(phrase, meant)
            first, second, *rest = phrase.replace("one's", owner).split()
            found[first, second].append((tuple(rest), made))
    return {start: sorted(rests, key=lambda one: -len(one[0])) for start, rests in found.items()}


@cache
def _parted() -> dict[str, _Tails]:
    """Return the phrases that hold an object, by their first word and the one behind the object, longest first."""
    found: dict[str, _Tails] = defaultdict(lambda: defaultdict(list))
    for phrase, meant in rows("phrases"):
        first, gap, behind = phrase.partition(" ~ ")
        if not gap:
            continue
        tail, *rest = behind.split()
        found[first][tail].append((tuple(rest), _made(phrase, meant)))
    return {
        first: {tail: sorted(rests, key=lambda one: -len(one[0])) for tail, rests in tails.items()}
        for first, tails in found.items()
    }
