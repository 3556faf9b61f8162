"""The same said otherwise: contractions, spellings, numbers in words, fillers, exchangeable phrases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from robustgen.edits import Change, Replace
from robustgen.perturbation import EVERY, share
from robustgen.perturbations.matching import Index, Match, after, before, capital_i, find, fit, index, longest, word_lists
from robustgen.perturbations.numbers import quantities
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

PLACES = share(0.1, 0.25, 0.5, 0.75, 1)

_TABLES = "robustgen/perturbations/tables"
_CAMBRIDGE = "R. Huddleston and G. K. Pullum, The Cambridge Grammar of the English Language (2002)"
# How many tickets a filler's place has beside one inside a sentence: most open it.
_TICKETS = {"start": 6, "end": 3}


@perturbation("paraphrase.contract", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE)
def contract(text: Text) -> Iterator[Place]:
    """Write a contraction for its full form.

    >>> from robustgen.generate import perturb
    >>> perturb("do not stop", "paraphrase.contract").text
    "don't stop"
    """
    return _contracted(text, "contract")


@perturbation("paraphrase.expand", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE)
def expand(text: Text) -> Iterator[Place]:
    """Write a contraction out.

    >>> from robustgen.generate import perturb
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
    """Change American spelling to British and British to American, throughout.

    >>> from robustgen.generate import perturb
    >>> perturb("my favorite color", "paraphrase.spelling_variant").text
    'my favourite colour'
    """
    for match in find(text, _spellings()):
        yield Place(match.start, match.end, (fit(match.value, text.string[match.start : match.end], text.string),))


@perturbation(
    "paraphrase.number_words", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE, numbers=True
)
def number_words(text: Text) -> Iterator[Place]:
    """Write a small whole number that counts something in words, or in digits.

    >>> from robustgen.generate import perturb
    >>> perturb("book it for 7 days", "paraphrase.number_words").text
    'book it for seven days'
    """
    for start, end, other in quantities(text):
        yield Place(start, end, (other,))


@perturbation(
    "paraphrase.filler",
    label="preserves",
    amount=share(0.02, 0.05, 0.1, 0.2, 0.4),
    languages=("en",),
    source=f"{_TABLES}/fillers.tsv",
)
def filler(text: Text) -> Iterator[Place]:
    """Put in a filler that says nothing, one a sentence.

    >>> from robustgen.generate import perturb
    >>> perturb("check my balance", "paraphrase.filler").text
    ''
    """
    for number, (first, last, end) in enumerate(_sentences(text)):
        yield _at_start(text, first, number)
        yield from _inside(text, first, last, number)
        yield _at_end(text, first, last, end, number)


@perturbation(
    "paraphrase.phrase", label="preserves", amount=PLACES, languages=("en",), source=f"{_TABLES}/phrases.tsv"
)
def phrase(text: Text) -> Iterator[Place]:
    """Exchange a phrase for another that says the same wherever its guard holds.

    >>> from robustgen.generate import perturb
    >>> perturb("call me as soon as possible", "paraphrase.phrase").text
    ''
    """
    string = text.string
    for match in longest(find(text, _phrases())):
        if _allowed(text, match):
            original = string[match.start : match.end]
            yield Place(match.start, match.end, [fit(other, original, string) for other in match.value[0]])


@cache
def _contractions(direction: str) -> Index[tuple[tuple[str, str], ...]]:
    """Return (replacement, guard) pairs by what they replace."""
    found: dict[str, list[tuple[str, str]]] = {}
    for full, short, holds, guard in rows("contractions"):
        if holds in (direction, "both"):
            old, new = (full, short) if direction == "contract" else (short, full)
            found.setdefault(old.lower(), []).append((new.lower(), guard))
    return index((old, tuple(pairs)) for old, pairs in found.items())


def _contracted(text: Text, direction: str) -> Iterator[Place]:
    string = text.string
    for match in find(text, _contractions(direction)):
        original = string[match.start : match.end]
        options = [fit(new, original, string) for new, guard in match.value if _holds(guard, text, match)]
        yield Place(match.start, match.end, options)


def _holds(guard: str, text: Text, match: Match[Any]) -> bool:
    """Return whether the guard of a contraction, described in the header of its table, lets `match` be replaced."""
    if not guard:
        return True
    listed, following = word_lists("contraction_guards"), after(text.string, match.end)
    if guard == "notinverted":
        previous = before(text.string, match.start)
        opens = previous in ("^", "~") and following in listed["determiner"]
        return not (opens or following in listed["subject"] or previous in listed["question"])
    wanted = guard.removeprefix("next:")
    if wanted != "word":
        return any(following in listed[name] for name in wanted.split("|"))
    return following not in ("$", "~") and following not in listed["stop"] and not _extracted(text, match.first)


def _extracted(text: Text, first: int) -> bool:
    """Return whether one of the three words before word `first`, in its sentence, takes a part of it to the front."""
    for number in range(first - 1, max(-1, first - 4), -1):
        gap = text.string[text.words[number][1] : text.words[number + 1][0]]
        if any(mark in gap for mark in ".!?"):
            return False
        if text.lowered[number] in word_lists("contraction_guards")["extraction"]:
            return True
    return False


@cache
def _spellings() -> Index[str]:
    return index(pair for us, uk in rows("spelling_variants") for pair in ((us, uk), (uk, us)))


@cache
def _fillers(position: str) -> tuple[str, ...]:
    return tuple(words for words, where in rows("fillers") if where == position)


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


def _at_start(text: Text, first: int, key: int) -> Place:
    lists, word, (start, end) = word_lists("filler_words"), text.lowered[first], text.words[first]
    written = text.string[start:end]
    options: list[str | Change] = []
    for words in _fillers("start") if word not in lists["filled"] else ():
        put = _written(words, text.string) + " "
        if written[0].islower() or text.string.isupper():
            options.append(put)
        elif word in lists["opener"]:
            small = Replace("", start, start + 1, written[0].lower())
            options.append((Replace("", start, start, match_case(put, "A")), small))
        elif word.partition("'")[0] == "i":
            options.append(match_case(put, "A"))
    return Place(start, start, options, weight=_TICKETS["start"], key=key)


def _inside(text: Text, first: int, last: int, key: int) -> Iterator[Place]:
    lists = word_lists("filler_words")
    for k in range(first, last):
        word, following = text.lowered[k], text.lowered[k + 1]
        gap = text.string[text.words[k][1] : text.words[k + 1][0]]
        if gap == " " and word in lists["hesitate"] and following not in lists["plain"] | lists["opener"]:
            at = text.words[k][1]
            yield Place(at, at, [f", {_written(words, text.string)}," for words in _fillers("mid")], key=key)


def _at_end(text: Text, first: int, last: int, end: int, key: int) -> Place:
    lists, word, at = word_lists("filler_words"), text.lowered[last], text.words[last][1]
    asks = text.lowered[first] in lists["asks"] or "?" in text.string[at:end]
    options: list[str] = []
    if first < last and not asks and not text.string[at:end].strip(".!") and word not in lists["plain"] | lists["opener"]:
        options = [f", {_written(words, text.string)}" for words in _fillers("end")]
    return Place(at, at, options, weight=_TICKETS["end"], key=key)


def _written(words: str, string: str) -> str:
    """Return the words of a table as they are written in a text: in capitals like it, with its apostrophe and "I"."""
    if string.isupper():
        words = words.upper()
    elif not string.islower():
        words = capital_i(words)
    return words.replace("'", "\u2019") if "\u2019" in string else words


Guard = tuple[tuple[str, bool, frozenset[str]], ...]


@cache
def _phrases() -> Index[tuple[tuple[str, ...], Guard]]:
    """Return (replacements, guard) by phrase."""
    return index((words, (tuple(others.split("|")), _parsed(guard))) for words, others, guard in rows("phrases"))


def _parsed(guard: str) -> Guard:
    """Return the conditions of a guard: the side, whether it wants one of the words, and the words."""
    conditions = []
    for condition in guard.split():
        side, _, words = condition.partition("=")
        conditions.append((side.removesuffix("!"), not side.endswith("!"), frozenset(words.split(","))))
    return tuple(conditions)


def _allowed(text: Text, match: Match[tuple[tuple[str, ...], Guard]]) -> bool:
    for side, wanted, words in match.value[1]:
        beside = after(text.string, match.end) if side == "next" else before(text.string, match.start)
        if (beside in words) != wanted:
            return False
    return True
