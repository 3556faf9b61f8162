"""The same said otherwise: contractions, spellings, numbers in words, fillers, exchangeable phrases."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from robustgen.definition import EVERY, share
from robustgen.edits import Change, Replace
from robustgen.perturbations.matching import (
    Guard,
    Hand,
    Index,
    Match,
    after,
    before,
    find,
    holds,
    index,
    inside,
    longest,
    named,
    quoted,
    read_guard,
    unquoted,
    word_lists,
)
from robustgen.perturbations.numbers import quantities
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

PLACES = share(0.1, 0.25, 0.5, 0.75, 1)

_TABLES = "robustgen/perturbations/tables"
_CAMBRIDGE = "R. Huddleston and G. K. Pullum, The Cambridge Grammar of the English Language (2002)"
# How many tickets a filler's place has beside one inside a sentence: most open it.
_TICKETS = {"start": 6, "end": 2}
# Words that end names, in texts without capitals too, and words after which they do not.
_NAMING = frozenset(("center", "centre"))
_BEFORE_NO_NAME = frozenset((
    "a", "an", "any", "at", "dead", "each", "every", "her", "his", "in", "its", "my", "no", "of", "off", "on", "our",
    "the", "their", "this", "to", "your",
))  # fmt: skip
# Words that, with "a" or "an" or by themselves, open an exclamation with what it is about.
_EXCLAIMED = frozenset((("what", "a"), ("what", "an"), ("such", "a"), ("such", "an"), ("how",)))


@perturbation("paraphrase.contract", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE, version=2)
def contract(text: Text) -> Iterator[Place]:
    """Write a contraction for its full form.

    >>> from robustgen.generation import perturb
    >>> perturb("do not stop", "paraphrase.contract").text
    "don't stop"
    """
    return _contracted(text, "contract")


@perturbation("paraphrase.expand", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE)
def expand(text: Text) -> Iterator[Place]:
    """Write a contraction out.

    >>> from robustgen.generation import perturb
    >>> perturb("I'm sure it won't", "paraphrase.expand", severity=5).text
    'I am sure it will not'
    """
    return _contracted(text, "expand")


@perturbation(
    "paraphrase.spelling_variant",
    label="preserves",
    amount=EVERY,
    languages=("en",),
    source=f"{_TABLES}/spelling_variants.tsv",
)
def spelling_variant(text: Text) -> Iterator[Place]:
    """Change American spelling to British and British to American, throughout, but for names.

    >>> from robustgen.generation import perturb
    >>> perturb("my favorite color", "paraphrase.spelling_variant").text
    'my favourite colour'
    """
    hand, quotations = Hand.of(text), quoted(text.string)
    for match in find(text, _spellings()):
        original = text.string[match.start : match.end]
        previous = before(text.string, match.start)
        written = original.islower() or hand.capital or previous == "^"
        if hand.small and original in _NAMING:  # "guitar center"
            written = previous in _BEFORE_NO_NAME
        mentioned = inside(match.start, quotations) or named(text.string, match.start, match.end)
        if written and not mentioned:
            yield Place(match.start, match.end, (hand.fit(match.value, original),))


@perturbation(
    "paraphrase.number_words", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE, numbers=True
)
def number_words(text: Text) -> Iterator[Place]:
    """Write a small whole number that counts something in words, or in digits.

    >>> from robustgen.generation import perturb
    >>> perturb("book it for 7 days", "paraphrase.number_words").text
    'book it for seven days'
    """
    quotations = quoted(text.string)
    for start, end, other in quantities(text):
        if not inside(start, quotations):
            yield Place(start, end, (other,))


@perturbation(
    "paraphrase.filler",
    label="preserves",
    amount=share(0.015, 0.03, 0.06, 0.12, 0.25),
    languages=("en",),
    source=f"{_TABLES}/fillers.tsv",
)
def filler(text: Text) -> Iterator[Place]:
    """Put in a filler that says nothing, one a sentence.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "paraphrase.filler").text
    'check my, like, balance'
    """
    hand, quotations = Hand.of(text), quoted(text.string)
    put = {where: [hand.write(words) for words in fillers] for where, fillers in _fillers().items()}
    middle, final = [f", {words}," for words in put["mid"]], [f", {words}" for words in put["end"]]
    for number, (first, last, end) in enumerate(_sentences(text)):
        places = (
            _at_start(text, first, put, number, hand),
            *_inside(text, first, last, middle, number, hand),
            _at_end(text, first, last, end, final, number),
        )
        yield from (place for place in places if not inside(place.start, quotations))


@perturbation("paraphrase.phrase", label="preserves", amount=PLACES, languages=("en",), source=f"{_TABLES}/phrases.tsv")
def phrase(text: Text) -> Iterator[Place]:
    """Exchange a phrase for another that says the same wherever its guard holds.

    >>> from robustgen.generation import perturb
    >>> perturb("call me as soon as possible", "paraphrase.phrase").text
    'call me at the earliest opportunity'
    """
    hand = Hand.of(text)
    for match in longest(unquoted(text, _phrases())):
        others, conditions = match.value
        start, end = match.start, match.end
        if holds(conditions, text.string, start, end) and not named(text.string, start, end):
            original = text.string[start:end]
            yield Place(start, end, [hand.fit(other, original) for other in others])


@cache
def _contractions(direction: str) -> Index[tuple[tuple[str, str], ...]]:
    """Return (replacement, guard) pairs by what they replace."""
    found: dict[str, list[tuple[str, str]]] = {}
    for full, short, directions, guard in rows("contractions"):
        if directions in (direction, "both"):
            old, new = (full, short) if direction == "contract" else (short, full)
            found.setdefault(old.lower(), []).append((new.lower(), guard))
    return index((old, tuple(pairs)) for old, pairs in found.items())


def _contracted(text: Text, direction: str) -> Iterator[Place]:
    hand = Hand.of(text)
    for match in unquoted(text, _contractions(direction)):
        original = text.string[match.start : match.end]
        options = [hand.fit(new, original) for new, guard in match.value if _holds(guard, text, match)]
        yield Place(match.start, match.end, options)


def _holds(guard: str, text: Text, match: Match[Any]) -> bool:
    """Return whether the guard of a contraction, described in the header of its table, lets `match` be replaced."""
    if not guard:
        return True
    listed = word_lists("contraction_guards")
    previous, following = before(text.string, match.start), after(text.string, match.end)
    if guard == "notinverted":
        opens = previous in ("^", "~") and following in listed["determiner"]
        return not (opens or following in listed["subject"] or previous in listed["question"])
    if guard == "next:word":
        ends = following in ("$", "~") or following in listed["stop"] or previous in listed["preposition"]
        return not ends and not _extracted(text, match.first)
    names = guard.removeprefix("next:").split("|")
    if previous in listed["modal"]:
        return False
    if "adverb" in names and following in listed["adverb"]:
        following = _second(text, match.end)
    return any(following in listed[name] for name in names)


def _second(text: Text, at: int) -> str:
    """Return the second of the two words that follow offset `at` after white space alone."""
    number = bisect_left(text.word_starts, at)
    return after(text.string, text.all_words[number][1]) if number < len(text.all_words) else "$"


def _extracted(text: Text, first: int) -> bool:
    """Return whether a part of the sentence of word `first` is taken to its front: "how good it is in colour".

    One of the three words before it tells so, or an exclamation however far back: "what a fine morning it is in Oslo".
    """
    listed = word_lists("contraction_guards")["extraction"]
    for number in range(first - 1, -1, -1):
        gap = text.string[text.words[number][1] : text.words[number + 1][0]]
        if any(mark in gap for mark in ".!?"):
            return False
        near = first - number <= 3 and text.lowered[number] in listed
        if near or {text.lowered[number : number + 2], text.lowered[number : number + 1]} & _EXCLAIMED:
            return True
    return False


@cache
def _spellings() -> Index[str]:
    return index(pair for us, uk in rows("spelling_variants") for pair in ((us, uk), (uk, us)))


@cache
def _fillers() -> dict[str, tuple[str, ...]]:
    """Return the fillers by where they stand: start, tell, mid, end."""
    return {place: tuple(words for words, where in rows("fillers") if where == place) for _, place in rows("fillers")}


def _sentences(text: Text) -> Iterator[tuple[int, int, int]]:
    """Yield (first, last, end) of sentences that begin with a word: the numbers of their words, and their end."""
    spans, at = text.words, 0
    for start, end in text.sentences:
        while at < len(spans) and spans[at][0] < start:
            at += 1
        first = at
        while at < len(spans) and spans[at][0] < end:
            at += 1
        if first < at and spans[first][0] == start:
            yield first, at - 1, end


def _at_start(text: Text, first: int, put: Mapping[str, Sequence[str]], key: int, hand: Hand) -> Place:
    lists, word, (start, end) = word_lists("filler_words"), text.lowered[first], text.words[first]
    written = text.string[start:end]
    fillers = [*put["start"], *(put["tell"] if word in lists["tells"] else ())]
    options: Sequence[str | Change] = ()
    if word in lists["filled"] or (key and written[0].islower() and not hand.small):
        pass  # a small letter after a mark is seldom the start of a sentence where others begin with capitals
    elif hand.capital or written[0].islower():
        options = [f"{words} " for words in fillers]
    elif word.partition("'")[0] == "i":
        options = [match_case(f"{words} ", "A") for words in fillers]
    elif word in lists["opener"]:
        small = Replace("", start, start + 1, written[0].lower())
        options = [(Replace("", start, start, match_case(f"{words} ", "A")), small) for words in fillers]
    return Place(start, start, options, weight=_TICKETS["start"], key=key)


def _inside(text: Text, first: int, last: int, fillers: Sequence[str], key: int, hand: Hand) -> Iterator[Place]:
    lists = word_lists("filler_words")
    for k in range(first, last):
        (start, at), following = text.words[k], text.words[k + 1][0]
        hesitates = text.lowered[k] in lists["hesitate"] and text.lowered[k + 1] not in lists["plain"]
        in_name = k > first and text.string[start].isupper() and not hand.capital
        if hesitates and not in_name and text.string[at:following] == " ":
            yield Place(at, at, fillers, key=key)


def _at_end(text: Text, first: int, last: int, end: int, fillers: Sequence[str], key: int) -> Place:
    lists, at = word_lists("filler_words"), text.words[last][1]
    tells = text.lowered[first] in lists["tells"] and not text.string[at:end].strip(".!")
    fits = first < last and tells and text.lowered[last] not in lists["plain"]
    return Place(at, at, fillers if fits else (), weight=_TICKETS["end"], key=key)


@cache
def _phrases() -> Index[tuple[tuple[str, ...], Guard]]:
    """Return (replacements, guard) by phrase."""
    return index((words, (tuple(others.split("|")), read_guard(guard))) for words, others, guard in rows("phrases"))
