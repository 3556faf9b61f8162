"""Words and phrases of a table: where a text has them, what stands beside, and replacements in the case of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from robustgen.perturbations.tables import rows
from robustgen.text import Text, match_case

T = TypeVar("T")
Phrase = tuple[tuple[str, ...], tuple[str, ...]]
Index = Mapping[str, tuple[tuple[Phrase, T], ...]]
Guard = tuple[tuple[str, bool, frozenset[str]], ...]

_GLUE = frozenset("'\u2019-_@#/&\u200c\u200d\ufe0e\ufe0f")
_WORD = re.compile(r"[a-z']+")
_PRONOUN_I = re.compile(r"(?<![A-Za-z'\u2019-])i(?![A-Za-z])")
_CAPITAL_I = re.compile(r"(?<![A-Za-z'\u2019-])I(?![A-Za-z])")
_NAMING = re.compile(
    r"\b(?:define|(?:definition|meaning|spelling|synonyms?|opposite) (?:of|for)|words?(?: for)?|term|phrase|spell"
    r"|called|titled|pronounce|translate|how (?:do|does|can|could|would|should|to)\b[^.!?\n]{0,16} say)"
    r"\s+(?:the word |an? |the )?$",
    re.IGNORECASE,
)
_QUOTATION = re.compile(
    r"(?<!\w)\"(?=\S)[^\"\n]{0,400}(?<=\S)\"(?!\w)|\u201c[^\u201c\u201d\n]{0,400}\u201d"
    r"|(?<![\w'])'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){0,400}(?<=\S)'(?!\w)"
)


class Match(NamedTuple, Generic[T]):
    """A phrase found in a text.

    Attributes:
        start, end: where it stands, in code points.
        first: the number of its first word among the words of the text.
        words: how many words it has.
        value: what the table says of it.
    """

    start: int
    end: int
    first: int
    words: int
    value: T


def index(table: Iterable[tuple[str, T]]) -> dict[str, tuple[tuple[Phrase, T], ...]]:
    """Return phrases, words with single spaces or hyphens between, by first word, the longest first."""
    by_first: dict[str, list[tuple[Phrase, T]]] = {}
    for phrase, value in table:
        words, gaps = _WORD.findall(phrase.lower()), _WORD.split(phrase.lower())[1:-1]
        by_first.setdefault(words[0], []).append(((tuple(words), tuple(gaps)), value))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0][0]))) for first, rows in by_first.items()}


def find(text: Text, phrases: Index[T]) -> Iterator[Match[T]]:
    """Yield the phrases of `phrases` in unprotected text, by start, the longest first.

    Whole words, case ignored, any white space for a space; nothing that glues words together touches the match.
    """
    string, spans, lowered = text.string, text.words, text.lowered
    for first in [number for number, word in enumerate(lowered) if word in phrases]:
        for (words, gaps), value in phrases[lowered[first]]:
            count = len(words)
            if count > 1 and (lowered[first : first + count] != words or not _gaps_match(text, first, gaps)):
                continue
            (start, _), (_, end) = spans[first], spans[first + count - 1]
            if string[start - 1 : start] in _GLUE or string[end : end + 1] in _GLUE:
                continue
            yield Match(start, end, first, count, value)


@cache
def word_lists(table: str) -> dict[str, frozenset[str]]:
    """Return the words of each list of a table with the columns list and word."""
    lists: dict[str, set[str]] = {}
    for name, word in rows(table):
        lists.setdefault(name, set()).add(word)
    return {name: frozenset(words) for name, words in lists.items()}


def longest(matches: Iterable[Match[T]]) -> list[Match[T]]:
    """Return matches of which no two overlap: of those that do, the longest, and of equals the first."""
    kept: list[Match[T]] = []
    for match in matches:
        if kept and match.first < kept[-1].first + kept[-1].words:
            if match.words <= kept[-1].words:
                continue
            kept.pop()
        kept.append(match)
    return kept


def unquoted(text: Text, phrases: Index[T]) -> Iterator[Match[T]]:
    """Yield what `find` yields, but for words of a quotation and for names and titles."""
    quotations = quoted(text.string)
    for match in find(text, phrases):
        if not inside(match.start, quotations) and not _is_name(text.string, match):
            yield match


@cache
def read_guard(conditions: str) -> Guard:
    """Return the conditions of a table's guard: the side, whether it wants one of the words there, and the words.

    A word that begins with @ stands for a list of the table noun_guards.

    >>> read_guard("prev!=a next=$") == (("prev", False, frozenset({"a"})), ("next", True, frozenset({"$"})))
    True
    """
    found = []
    for condition in conditions.split():
        side, _, words = condition.partition("=")
        meant: set[str] = set()
        for word in words.split(","):
            meant |= word_lists("noun_guards")[word[1:]] if word.startswith("@") else {word}
        found.append((side.removesuffix("!"), not side.endswith("!"), frozenset(meant)))
    return tuple(found)


def holds(conditions: Guard, string: str, start: int, end: int, *, small: bool = False, seen: bool = False) -> bool:
    """Return whether a guard lets [start, end) be replaced.

    The word "#" stands for any number; the side "hand" wants a text without capitals, which `small` says; the side
    "seen" wants that the last word has come before, which `seen` says.
    """
    for side, wanted, words in conditions:
        if side in ("hand", "seen"):
            if not (small if side == "hand" else seen):
                return False
            continue
        beside = after(string, end) if side == "next" else before(string, start)
        if (beside in words or ("#" in words and beside[:1].isdigit())) != wanted:
            return False
    return True


def named(string: str, start: int, end: int) -> bool:
    """Return whether a text names the words [start, end): how they are spelt, what they mean, what is called so.

    >>> named("define color", 7, 12), named("my color", 3, 8)
    (True, False)
    """
    return bool(_NAMING.search(string, max(0, start - 60), start)) or after(string, end) in ("mean", "spelled", "spelt")


def plain_word(string: str, start: int, end: int, hand: Hand) -> bool:
    """Return whether [start, end) is written as a plain word: no name, abbreviation or part of a compound.

    >>> hand = Hand(False, False, False)
    >>> plain_word("The car broke", 4, 7, hand), plain_word("a Car", 2, 5, hand), plain_word("car-free", 0, 3, hand)
    (True, False, False)
    """
    word = string[start:end]
    if any(beside in _GLUE for beside in (string[start - 1 : start], string[end : end + 1]) if beside):
        return False
    if not (word.isascii() and word.isalpha()):
        return False
    if word.islower() or hand.capital:
        return True
    title = string[end : end + 1] == " " and string[end + 1 : end + 2].isupper()
    return word[1:].islower() and before(string, start) == "^" and not title


def quoted(string: str) -> list[tuple[int, int]]:
    """Return what stands between quotation marks, the marks included, unless that is all of the text.

    >>> quoted('call it "the end" or "so what"')
    [(8, 17), (21, 30)]
    """
    if '"' not in string and "\u201c" not in string and "'" not in string:
        return []
    whole = len(string.strip())
    return [m.span() for m in _QUOTATION.finditer(string) if m.end() - m.start() < whole]


def inside(at: int, regions: Iterable[tuple[int, int]]) -> bool:
    """Return whether offset `at` lies inside one of `regions`, their edges apart."""
    return any(start < at < end for start, end in regions)


def before(string: str, at: int) -> str:
    """Return what stands before offset `at`, beyond white space: a word in lower case, or "" and what else is there.

    "^" is the start of the text or the end of a sentence, "~" any other mark.
    """
    while at and string[at - 1].isspace():
        at -= 1
    if not at or string[at - 1] in ".!?\u2026":
        return "^"
    start = at
    while start and _in_word(string[start - 1]):
        start -= 1
    return _folded(string[start:at]) if start < at else "~"


def after(string: str, at: int) -> str:
    """Return what stands at offset `at`, beyond white space: a word in lower case, "$" for an end, "~" for a mark."""
    while at < len(string) and string[at].isspace():
        at += 1
    if at == len(string) or string[at] in ".!?\u2026":
        return "$"
    end = at
    while end < len(string) and _in_word(string[end]):
        end += 1
    return _folded(string[at:end]) if at < end else "~"


@dataclass(frozen=True, slots=True)
class Hand:
    """How a text is written, found once a text.

    Attributes:
        capital, small: all its letters are.
        curly: it has typographic apostrophes.
    """

    capital: bool
    small: bool
    curly: bool

    @classmethod
    def of(cls, text: Text) -> Hand:
        """Return the hand of `text`."""
        return cls(text.string.isupper(), text.string.islower(), "\u2019" in text.string)

    def fit(self, replacement: str, original: str) -> str:
        """Return `replacement` as it is written in place of `original`: its case, its "I", the text's apostrophe.

        >>> plain, curly = Hand(False, False, False), Hand(False, False, True)
        >>> plain.fit("i am", "I'm"), plain.fit("do not", "DON'T"), curly.fit("it's", "It is")
        ('I am', 'DO NOT', 'It’s')
        """
        if len(original) > 1 and original.isupper():
            made = replacement.upper()
        elif _CAPITAL_I.search(original):
            made = _PRONOUN_I.sub("I", replacement)
            made = made if _CAPITAL_I.match(original) else match_case(made, original)
        else:
            made = match_case(replacement, original)
        return made.replace("'", "\u2019") if self.curly else made

    def write(self, words: str) -> str:
        """Return new words as this hand writes them: capitals, the pronoun "I", the apostrophe."""
        if self.capital:
            words = words.upper()
        elif not self.small:
            words = _PRONOUN_I.sub("I", words)
        return words.replace("'", "\u2019") if self.curly else words


def _is_name(string: str, match: Match[T]) -> bool:
    """Return whether a match has the capitals of a name or title: after its first letter, or there inside a clause."""
    original = string[match.start : match.end]
    if original.islower() or (original.isupper() and len(original) > 1):
        return False
    capitals = _CAPITAL_I.sub("i", original)
    return not capitals[1:].islower() or (capitals[0].isupper() and before(string, match.start) not in ("^", "~"))


def _gaps_match(text: Text, first: int, gaps: tuple[str, ...]) -> bool:
    """Return whether `gaps`, white space standing for a space, follow the words from number `first` on."""
    for number, gap in enumerate(gaps, first):
        between = text.string[text.words[number][1] : text.words[number + 1][0]]
        if between != gap and not (gap == " " and between.isspace()):
            return False
    return True


def _in_word(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in "'-"
    return character == "\u2019" or "\u00c0" <= character <= "\u024f"


def _folded(word: str) -> str:
    return word.strip("'\u2019-").lower().replace("\u2019", "'") or "~"
