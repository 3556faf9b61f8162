"""Word problems with all numbers made larger by one factor, the answer along with them.

Only where the row proves that this is right: its answer is a sum or difference of all the numbers of the text, and no
product or quotient of them. Text that tells of rates, shares, ages, dates or any number not written out is no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations, product
from typing import Any

from robustgen.definition import count
from robustgen.edits import Edit, Replace, Set, tokens
from robustgen.examples import Example
from robustgen.perturbations.numbers import spelled, value
from robustgen.perturbations.structured import requests
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

_SPELT = 100
FACTORS = (2, 3, 4, 5, 10)
_FIGURES = re.compile(r"([$€£]?)((?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,5})(?:\.\d{1,2})?)", re.ASCII)
_MOST_NUMBERS, _LARGEST = 4, 1000
_YEARS = range(1000, 2200)
# What stands for a number or turns a sum into something else; and what has limits of its own.
_REFUSED = frozenset((
    "each", "every", "per", "apiece", "times", "twice", "thrice", "double", "doubled", "triple", "tripled", "half",
    "halves", "third", "thirds", "quarter", "quarters", "fifth", "tenth", "dozen", "dozens", "pair", "pairs",
    "couple", "percent", "average", "mean", "ratio", "rate", "speed", "fast", "square", "squared", "area", "volume",
    "both", "another", "one", "once", "zero", "hundred", "hundreds", "thousand", "million", "equal", "equally",
    "same", "share", "shared", "hour", "hours", "divided", "multiplied", "split", "digit", "digits", "odd", "even",
    "prime", "remainder", "single", "old", "older", "younger", "age", "aged", "born", "birthday", "year", "century",
    "o'clock", "am", "pm", "clock", "degrees", "temperature", "date", "january", "february", "march", "april",
    "june", "july", "august", "september", "october", "november", "december", "probability", "ways", "ordered",
    "next", "consecutive",
))  # fmt: skip
# "15 pages a day", "$4 a box": a rate.
_RATE = re.compile(r"(?: (?!(?:at|in|on|from|to|with|by|of|and|for|than) )[a-z]+){0,2} an? [a-z]")
_BEHIND = re.compile(r"[%°]|[-/:*+=^][0-9]| ?(?:%|percent|a\.m|p\.m|am\b|pm\b|o['’]clock)")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of a text: where it stands, what it is worth, its currency sign, whether it is written in words."""

    start: int
    end: int
    value: Decimal
    sign: str
    in_words: bool


@perturbation(
    "task.arithmetic.number_rescale",
    label={"generation": "edits", "chat": "edits"},
    amount=count(1, 1, 1, 1, 1),
    languages=("en",),
    on="example",
    numbers=True,
    source="written for robustgen; cf. A. Patel, S. Bhattamishra and N. Goyal, Are NLP Models really able to Solve "
    "Simple Math Word Problems?, NAACL 2021",
)
def number_rescale(example: Example) -> Iterator[Place]:
    """Make every number of a word problem larger by one factor, and its answer, a sum or difference of them, too.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"question": "Ada has 3 pens and buys 2 more. How many has she?"}, "5",
    ...     vary=("/question",), task="generation")
    >>> variant = rg.perturb(row, "task.arithmetic.number_rescale")
    >>> variant.text, variant.expected
    ('Ada has 9 pens and buys 6 more. How many has she?', '15')
    """
    answer = _answer(example.expected)
    for path, text in requests(example):
        numbers = _numbers(text) if answer else None
        if not answer or not numbers or _told_elsewhere(example, path):
            continue
        values = [number.value for number in numbers]
        if _is_sum(values, answer) and not _is_product(values, answer):
            yield Place(
                options=[_scaled(path, text, numbers, example.expected, k) for k in _factors(numbers)], key=path
            )


def _answer(expected: Any) -> Decimal | None:
    """Return the number that the expected value is, if it is one above 0 and nothing else."""
    if isinstance(expected, bool):
        return None
    match = _FIGURES.fullmatch(str(expected)) if isinstance(expected, str | int | float) else None
    return Decimal(match[2].replace(",", "")) if match else None


def _told_elsewhere(example: Example, path: str) -> bool:
    """Return whether another part of the row holds a figure, which the answer may hang on."""
    parts = tokens(path)
    others = {key: item for key, item in example.inputs.items() if key != parts[0]}
    chat = example.inputs[parts[0]]
    if len(parts) > 1 and isinstance(chat, list):
        others["/"] = [message for number, message in enumerate(chat) if str(number) != parts[1]]
    return any(character.isdigit() for character in str(others))


def _numbers(text: Text) -> list[_Number] | None:
    """Return the numbers of a word problem in order, or None where it holds what a factor does not fit."""
    string = text.string
    if not string.rstrip().endswith("?") or text.hard or not _REFUSED.isdisjoint(text.lowered):
        return None
    found = []
    for start, end in text.numbers:
        match = _FIGURES.fullmatch(string, start, end)
        if match is None or (string[start - 1 : start] in tuple("#-+*/=^_.:") and start):
            return None
        found.append(_Number(start, end, Decimal(match[2].replace(",", "")), match[1], False))
    found += _in_words(text)
    fits = all(
        number.value >= 2
        and not (int(number.value) in _YEARS and string[number.start : number.end].isdigit())
        and not _RATE.match(string, number.end)
        and not _BEHIND.match(string, number.end)
        for number in found
    )
    return sorted(found, key=lambda number: number.start) if fits and 2 <= len(found) <= _MOST_NUMBERS else None


def _in_words(text: Text) -> Iterator[_Number]:
    """Yield the numbers of a text that are written in words, "forty-two" as one."""
    low, spans, at = text.lowered, text.words, 0
    while at < len(low):
        for size in (2, 1):
            worth = value(low[at : at + size])
            joined = size == 1 or (at + 1 < len(low) and text.string[spans[at][1] : spans[at + 1][0]] in ("-", " "))
            if worth is not None and joined:
                yield _Number(spans[at][0], spans[at + size - 1][1], Decimal(worth), "", True)
                at += size - 1
                break
        at += 1


def _is_sum(values: Sequence[Decimal], answer: Decimal) -> bool:
    """Return whether `answer` is the sum of all `values`, some of them taken away."""
    return any(
        sum((sign * value for sign, value in zip(signs, values, strict=True)), Decimal(0)) == answer
        for signs in product((1, -1), repeat=len(values))
    )


def _is_product(values: Sequence[Decimal], answer: Decimal) -> bool:
    """Return whether `answer` is also got by multiplying or dividing: then no one can tell which was meant."""
    for a, b in permutations(values, 2):
        if answer in (a * b, a / b) or a * b == answer:
            return True
    for a, b, c in permutations(values, 3):
        if answer in (a * b + c, a * b - c, c - a * b, a * b * c, (a + b) * c, (a - b) * c, a * b / c):
            return True
        if answer in (a / b + c, a / b - c, c - a / b, (a + b) / c, (a - b) / c):
            return True
    return False


def _factors(numbers: Sequence[_Number]) -> list[int]:
    """Return the factors that leave the numbers of the size that such problems have, and words short."""
    largest = max(number.value for number in numbers)
    most = max(Decimal(_LARGEST), 3 * largest)
    spelt = max((number.value for number in numbers if number.in_words), default=Decimal(0))
    return [k for k in FACTORS if k * largest <= most and k * spelt < _SPELT]


def _scaled(path: str, text: Text, numbers: Sequence[_Number], expected: Any, k: int) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    commas = any("," in text.string[number.start : number.end] for number in numbers)
    for number in numbers:
        old = text.string[number.start : number.end]
        large = k * number.value
        new = match_case(spelled(int(large)), old) if number.in_words else _written(large, old, commas=commas)
        edits.append(Replace(path, number.start, number.end, number.sign + new))
    if not isinstance(expected, str):
        return (*edits, Set("/expected", expected * k))
    answer, sign = _answer(expected), expected[: not expected[0].isdigit()]
    assert answer is not None
    return (*edits, Set("/expected", sign + _written(k * answer, expected, commas="," in expected)))


def _written(number: Decimal, like: str, *, commas: bool) -> str:
    """Return a number with as many decimals as `like` has."""
    return f"{number:{',' if commas else ''}.{len(like.partition('.')[2])}f}"
