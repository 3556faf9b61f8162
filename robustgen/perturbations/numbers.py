"""Small whole numbers in English, in digits and in words, where either is how people write a quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from robustgen.perturbations.matching import before, word_lists
from robustgen.text import Text

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_NUMBER_WORDS = frozenset([*_VALUES, "hundred", "thousand", "million", "billion", "dozen", "half", "quarter", "point"])
_DIGITS = re.compile(r"(?:0|[1-9]\d?|[1-9]00)")
_WORD = re.compile(r" ([a-z]+)(?![A-Za-z0-9_'\u2019-])")
_NEAR_DIGIT = re.compile(r"[0-9]")


def spelled(number: int) -> str:
    """Return a number of 0 to 99, or a number of hundreds below a thousand, in words.

    >>> spelled(7), spelled(42), spelled(300)
    ('seven', 'forty-two', 'three hundred')
    """
    if number >= 100:
        return f"{_SMALL[number // 100]} hundred"
    if number < 20:
        return _SMALL[number]
    tens = _TENS[number // 10 - 2]
    return f"{tens}-{_SMALL[number % 10]}" if number % 10 else tens


def value(words: tuple[str, ...]) -> int | None:
    """Return the number that lower-case words stand for, where `spelled` could have written it, else None.

    >>> value(("forty", "two")), value(("three", "hundred")), value(("nineteen", "eighty"))
    (42, 300, None)
    """
    numbers = [_VALUES.get(word) for word in words]
    match numbers:
        case [int(n)]:
            return n
        case [int(tens), int(n)] if tens in range(20, 100, 10) and 0 < n < 10:
            return tens + n
        case [int(n), None] if words[1] == "hundred" and 0 < n < 10:
            return 100 * n
    return None


def quantities(text: Text) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, the other form) of small whole numbers that count what follows ("7 days", "two leads")."""
    string, small = text.string, text.string.islower()
    for start, end in text.numbers:
        if _DIGITS.fullmatch(string, start, end):
            number = int(string[start:end])
            if _counts(string, start, end, number, small):
                yield start, end, spelled(number)
    for first, last in _runs(text):
        counted = value(text.lowered[first : last + 1])
        start, end = text.words[first][0], text.words[last][1]
        if counted is not None and string[start:end].islower() and _counts(string, start, end, counted, small):
            yield start, end, str(counted)


def _runs(text: Text) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the longest rows of number words, by the numbers of their words."""
    lowered, spans, at = text.lowered, text.words, 0
    while at < len(lowered):
        if lowered[at] not in _NUMBER_WORDS:
            at += 1
            continue
        first = at
        while at + 1 < len(lowered) and lowered[at + 1] in _NUMBER_WORDS:
            if text.string[spans[at][1] : spans[at + 1][0]] not in (" ", "-"):
                break
            at += 1
        yield first, at
        at += 1


def _counts(string: str, start: int, end: int, number: int, small: bool) -> bool:
    """Return whether the number at [start, end) stands alone, after a word that fits, before what it counts."""
    if string[end : end + 1] != " " or (start and not string[start - 1].isspace()):
        return False
    if _NEAR_DIGIT.search(string, max(0, start - 16), start) or _NEAR_DIGIT.search(string, end, end + 24):
        return False
    lists, previous = word_lists("quantity_words"), before(string, start)
    if previous not in lists["before"] or (previous == "^" and not small):
        return False
    noun, at = _next(string, end)
    if noun in lists["between"] and not _countable(noun, number):
        noun, at = _next(string, at)
    following, _ = _next(string, at)
    if noun in _NUMBER_WORDS or following in _NUMBER_WORDS or previous in _NUMBER_WORDS:
        return False
    if previous in ("a", "an"):
        # "a ten minute timer", but neither "a one hundred times" nor "a 3 days".
        return noun in lists["unit"] and number < 100
    return _countable(noun, number)


def _next(string: str, at: int) -> tuple[str, int]:
    """Return the small word that follows offset `at` after one space, and where it ends; "" where there is none."""
    found = _WORD.match(string, at)
    return (found[1], found.end()) if found else ("", at)


def _countable(noun: str, number: int) -> bool:
    lists = word_lists("quantity_words")
    if number == 1:
        return noun in lists["unit"]
    regular = len(noun) > 3 and noun.endswith("s") and not noun.endswith("ss") and noun not in lists["not_plural"]
    return regular or noun in lists["plural"]
