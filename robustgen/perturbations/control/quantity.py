"""A number changed to a clearly different one of the same form.

Years, dates, times, ordinals and names of things are left alone, and so is every number that the right answer may not
hang on: see `_matters`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from robustgen.definition import Subject, count
from robustgen.edits import Replace
from robustgen.examples import MISSING, Example
from robustgen.perturbations.control.entailment import is_hypothesis
from robustgen.perturbations.control.vocabulary import clause_words
from robustgen.perturbations.numbers import spelled
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

_FIGURES = re.compile(r"([$€£¥]?)((?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,11}|0)(?:\.\d{1,6})?)(%?)", re.ASCII)
_YEARS = range(1000, 2200)
_VALUES = {spelled(number): number for number in [*range(2, 21), *range(30, 100, 10)]}
_SPELT = {value: word for word, value in _VALUES.items()}
_SMALL = (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 18)
_VOWEL_SOUND = re.compile(r"8|1[18]$|eight|eleven")
_NUMBER_WORDS = frozenset((*_VALUES, "zero", "one", "hundred", "thousand", "million", "billion", "dozen", "half"))
# Where a higher number is said by the lower one, or makes no difference.
_DENIES = re.compile(
    r"\b(?:no|not|never|without|less|fewer|under|below|most|up to|within|only|or)\b|n['’]t\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as it is written, and where.

    Attributes:
        value: counts the last decimal place: 25 for "2.5".
        template: the figures as zeros ("$0,000.00"); empty for a number in words.
        limit: the highest number that may stand there, or 0 for any.
        article: "a" or "an" before it, or another word, or nothing.
    """

    spans: tuple[tuple[int, int], ...]
    written: str
    value: int
    template: str
    limit: int
    article: str


@perturbation(
    "control.quantity",
    label={task: "differs" for task in ("nli", "qa_span", "generation", "tool_call")},
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    on="example",
    numbers=True,
    source="cf. A. Ravichander et al., EQUATE: Quantitative Reasoning in Natural Language Inference, CoNLL 2019",
)
def quantity(example: Example) -> Iterator[Place]:
    """Change a number, wherever the text says it again too, to a clearly different one of the same form.

    Only numbers that the right answer hangs on: those of an entailed hypothesis, of the answer span, of the arguments
    of the expected call, of the expected output.

    >>> from robustgen.generation import perturb
    >>> perturb("Three men are boxing.", "control.quantity", task="nli").text
    'Eight men are boxing.'
    """
    for path, text in Subject(example).texts:
        for number in _numbers(text):
            if _matters(example, path, text, number):
                options = _others(number, up=example.task == "nli")
                made = [tuple(Replace(path, a, b, _cased(o, text, a, b)) for a, b in number.spans) for o in options]
                yield Place(options=tuple(made))


def _cased(option: str, text: Text, start: int, end: int) -> str:
    return match_case(option, text.string[start:end])


def _numbers(text: Text) -> list[_Number]:
    """Return the plain numbers of a text, equal ones together."""
    found: dict[str, list[_Number]] = {}
    for number in [*_figures(text), *_spelt(text)]:
        found.setdefault(number.written, []).append(number)
    joined = [
        replace(
            same[0],
            spans=tuple(number.spans[0] for number in same),
            limit=min((number.limit for number in same if number.limit), default=0),
            article=next((number.article for number in same if number.article in ("a", "an")), ""),
        )
        for same in found.values()
    ]
    return sorted(joined, key=lambda number: number.spans[0])


def _figures(text: Text) -> Iterator[_Number]:
    string = text.string
    for start, end in text.numbers:
        match = _FIGURES.fullmatch(string, start, end)
        if match is None or (string[start - 1 : start] in tuple("#-+*/=^_.") and start):
            continue
        digits = re.sub(r"\D", "", match[2])
        value = int(digits)
        plain = match[2].isdigit()
        if value < 2 or (plain and len(digits) == 4 and value in _YEARS and not match[1] and not match[3]):
            continue
        before, after = _beside(string, start, end)
        if before in clause_words("named") or after in clause_words("compound"):
            continue
        limit = 100 * 10 ** _decimals(match[2]) if match[3] and value <= 100 * 10 ** _decimals(match[2]) else 0
        limit = limit or (_limit(value, before, after) if plain else 0)
        template = match[1] + re.sub(r"\d", "0", match[2]) + match[3]
        yield _Number(((start, end),), match[0], value, template, limit, before)


def _spelt(text: Text) -> Iterator[_Number]:
    string = text.string
    for (start, end), word in zip(text.words, text.lowered, strict=True):
        value = _VALUES.get(word)
        if value is None or string[start - 1 : start] == "-" or string[end : end + 1] in ("-", "'", "’"):
            continue
        before, after = _beside(string, start, end)
        if (
            before in _NUMBER_WORDS
            or before in clause_words("named")
            or after in _NUMBER_WORDS
            or after in clause_words("compound")
        ):
            continue
        yield _Number(((start, end),), word, value, "", _limit(value, before, after), before)


def _beside(string: str, start: int, end: int) -> tuple[str, str]:
    """Return the words before and after, in lower case."""
    before = re.search(r"([A-Za-z']+) $", string[max(0, start - 20) : start])
    after = re.match(r" ([A-Za-z']+(?:\.[a-z])?)", string[end : end + 20])
    return before[1].lower() if before else "", after[1].lower() if after else ""


def _limit(value: int, before: str, after: str) -> int:
    """Return the highest number that may stand there, or 0 for any."""
    if before in clause_words("month") or after in clause_words("month"):
        return 28 if value <= 31 else 0
    return 12 if value <= 12 and (before in clause_words("before_time") or after in clause_words("after_time")) else 0


def _decimals(figures: str) -> int:
    return len(figures.partition(".")[2])


def _others(number: _Number, *, up: bool) -> list[str]:
    """Return other numbers in the form of `number`; higher ones only where `up`."""
    value = number.value
    if number.template and value > 20 and not 0 < number.limit <= 28:
        made = list(_stretched(value))
    elif number.template or value <= 20:
        made = [v for v in _SMALL if v <= 3 * value + 2]
    else:
        made = [*range(30, 100, 10)]
    kept = [v for v in made if _apart(v, value) and (v > value or not up) and v <= (number.limit or v)]
    written = dict.fromkeys(_written(v, number) for v in kept)
    vowel = {"a": False, "an": True}.get(number.article)
    return [w for w in written if w and (vowel is None or bool(_VOWEL_SOUND.match(w)) == vowel)]


def _apart(one: int, other: int) -> bool:
    """Return whether two numbers differ by 2 and by two fifths at least."""
    return abs(one - other) >= 2 and 5 * max(one, other) >= 7 * min(one, other)


def _stretched(value: int) -> Iterator[int]:
    """Yield numbers of as many digits, with as many zeros at the end."""
    digits = str(value).rstrip("0")
    zeros = 10 ** (len(str(value)) - len(digits))
    if len(digits) == 1:
        yield from (d * zeros for d in range(2, 10))
        return
    lowest = 10 ** (len(digits) - 1)
    span = 9 * lowest
    for step in range(1, 14):
        made = lowest + (int(digits) - lowest + step * span * 382 // 1000) % span
        yield (made + (made % 10 == 0)) * zeros


def _written(value: int, number: _Number) -> str:
    """Return `value` in the form of `number`, or an empty string where it has none."""
    template = number.template
    if not template:
        return _SPELT[value]
    if "," not in template and "." not in template:
        return re.sub("0+", str(value), template)
    figures = str(value).zfill(template.count("0"))
    if len(figures) > template.count("0") or (figures[0] == "0" and "." not in template):
        return ""
    left = iter(figures)
    return "".join(next(left) if c == "0" else c for c in template)


def _matters(example: Example, path: str, text: Text, number: _Number) -> bool:
    """Return whether the right answer hangs on a number, as far as the golden row says."""
    if example.task == "nli":
        return is_hypothesis(example, path, {"entailment"}) and not _DENIES.search(text.string)
    if example.task == "qa_span":
        return _in_answer(example, path, text, number)
    if example.task == "tool_call":
        return example.expected is MISSING or _says(example.expected, number)
    if example.task == "generation" and isinstance(example.expected, str):
        return _says(example.expected, number) or _FIGURES.fullmatch(example.expected.strip()) is not None
    return True


def _in_answer(example: Example, path: str, text: Text, number: _Number) -> bool:
    if example.spans and path == example.vary[0]:
        return any(span.start <= a and b <= span.end for a, b in number.spans for span in example.spans)
    answers = [answer for answer in _leaves(example.expected) if isinstance(answer, str) and answer in text.string]
    return any(_says(answer, number) for answer in answers)


def _says(expected: Any, number: _Number) -> bool:
    """Return whether a number stands in the expected value, in figures or in words."""
    same = {number.written}
    if not number.template:
        same.add(str(number.value))
    elif "." not in number.template:
        same |= {str(number.value), _SPELT.get(number.value, number.written)}
    value = number.value / 10 ** _decimals(number.template)
    for leaf in _leaves(expected):
        if isinstance(leaf, str):
            if same.intersection(re.split(r"[^\w.,$€£¥%]+|[.,](?!\w)", leaf.lower())):
                return True
        elif isinstance(leaf, int | float) and not isinstance(leaf, bool) and leaf == value:
            return True
    return False


def _leaves(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item
        else:
            yield item
