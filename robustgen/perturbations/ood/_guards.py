"""When a word of a table is meant in the sense that its row has: by the words beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from robustgen.perturbations.matching import (
    Guard,
    Index,
    Match,
    after,
    before,
    holds,
    index,
    longest,
    read_guard,
    unquoted,
    word_lists,
)
from robustgen.text import Text

_VOWELS = frozenset(
    "aeiou\u00e0\u00e2\u00e4\u00e1\u00e8\u00e9\u00ea\u00eb\u00ed\u00ee\u00ef\u00f3\u00f4\u00f6\u0153\u00fa\u00fb\u00fc"
)
_SPANNED = 7  # as many words on either side may say that a word is mentioned, not used
_TAGS = frozenset("@#/_\\")


@dataclass(frozen=True, slots=True)
class Row:
    """What a row puts for a phrase, and where.

    Attributes:
        others: what may stand for it.
        guard: (side, whether it wants one of the words, words), all to hold; "seen": its last word has come before.
    """

    others: tuple[str, ...]
    guard: Guard


def guarded(rows: Iterable[tuple[str, str, str]]) -> Index[tuple[Row, ...]]:
    """Return an index of rows (phrase, others with | between, guard); a phrase may have several, each with its guard.

    A guard is conditions with a space between, all to hold: next=a,b (the word after is one of these), next!=a,b
    (none), prev=a,b, prev!=a,b, seen (the last word has come before). A word beside is as in the table phrases: ^ and
    $ where a sentence begins and ends, ~ another mark; # is a figure, @name a list of the table noun_guards.
    """
    found: dict[str, list[Row]] = {}
    for phrase, others, guard in rows:
        found.setdefault(phrase, []).append(Row(tuple(others.split("|")), read_guard(guard)))
    return index((phrase, tuple(its)) for phrase, its in found.items())


def meant(text: Text, phrases: Index[tuple[Row, ...]]) -> Iterator[tuple[Match[tuple[Row, ...]], list[str]]]:
    """Yield the phrases that stand where one of their rows holds, with what the rows that hold put for them.

    None in quotations, names, titles, tags and paths, in capitals amid small letters, or spoken of as words.
    """
    string = text.string
    shouts = string.isupper()
    mentioned = _mentioned(text)
    seen: dict[str, int] = {}
    for number, word in enumerate(text.lowered):
        seen.setdefault(word, number)
    for match in longest(unquoted(text, phrases)):
        original = string[match.start : match.end]
        if match.first in mentioned or _is_part_of_name(string, match) or _is_tagged(string, match):
            continue
        if original.isupper() and len(original) > 1 and not shouts:
            continue
        last = match.first + match.words - 1
        others = [
            other
            for row in match.value
            if holds(row.guard, string, match.start, match.end, seen=seen[text.lowered[last]] < last)
            for other in row.others
        ]
        if others:
            yield match, list(dict.fromkeys(others))


def fits_article(string: str, start: int, word: str, silent: str = "") -> bool:
    """Return whether an article "a" or "an" before `start` goes with `word`; letters of `silent` are not spoken."""
    article = before(string, start)
    spoken = word.lstrip(silent)[:1].lower() in _VOWELS if silent else word[:1].lower() in _VOWELS
    return article not in ("a", "an") or (article == "an") == spoken


def _mentioned(text: Text) -> set[int]:
    """Return the numbers of words near one that says they are spoken of: "how do you spell", "the song called"."""
    telling, found = word_lists("noun_guards")["telling"], set[int]()
    for number, word in enumerate(text.lowered):
        if word in telling:
            found.update(range(number - _SPANNED, number + _SPANNED + 1))
    return found


def _is_part_of_name(string: str, match: Match[tuple[Row, ...]]) -> bool:
    """Return whether a match is part of a name, known ("pizza hut") or with its capitals ("Doctor Who")."""
    original = string[match.start : match.end]
    words, names = original.lower().split(), word_lists("noun_guards")["name"]
    left, right = before(string, match.start), after(string, match.end)
    if f"{left} {words[0]}" in names or f"{words[-1]} {right}" in names:
        return True
    following = string[match.end : match.end + 3].lstrip()
    goes_on = following[:1].isupper() and following[:1] != "I" and string[match.end : match.end + 1] == " "
    return original[:1].isupper() and original[1:].islower() and goes_on


def _is_tagged(string: str, match: Match[tuple[Row, ...]]) -> bool:
    """Return whether a match is a tag, a handle or a part of a path, spaces or not: "# photo", "/ r / soccer /"."""
    left, right = string[max(0, match.start - 2) : match.start].strip(), string[match.end : match.end + 2].strip()
    return left[-1:] in _TAGS or right[:1] in _TAGS - {"@", "#"}


@cache
def noun_list(name: str) -> frozenset[str]:
    """Return a list of the table noun_guards."""
    return word_lists("noun_guards")[name]
