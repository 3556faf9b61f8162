"""The same values as people elsewhere write them: figures, dates, times, measures, money.

What is asked for or judged stays the same; an answer that repeats the figures may not, so that other tasks are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

SOME = share(0.2, 0.4, 0.7, 1.0, 1.0)
LABEL = {**dict.fromkeys(("intent", "topic", "sentiment", "toxicity", "ner"), "preserves"), "*": "unknown"}
_CLDR = "Unicode CLDR, version 40, patterns for numbers and dates"
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,]|\.\d)", re.ASCII)
_DECIMAL = re.compile(r"(?<![\w.,/])\d{1,6}\.\d{1,2}(?![\w,/]|\.\d)", re.ASCII)
_VERSION = re.compile(r"(?:version|section|chapter|release|python|v|no|article|episode|season|step) ?$", re.IGNORECASE)
_TWELVE = re.compile(r"(?<![\w:.])(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))? ?([ap])\.?m\b(?:\.(?=[ ,;!?]|$))?", re.IGNORECASE)
_TWENTY_FOUR = re.compile(r"(?<![\w:.,-])(1[3-9]|2[0-3]|0\d):([0-5]\d)(?![\w:])")
_UNIT = re.compile(
    r"(?<![\w.,:/$€£-])(\d{1,4}(?:\.\d{1,2})?)( ?)([A-Za-z°]{1,10}(?: (?:an hour|per hour))?)(?![\w/²³])"
)
_MONEY = re.compile(
    r"(?<![\w$€£])([$€£])(\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,7}(?:\.\d\d)?)"
    r"(?![\w%]|[.,]\d| ?(?:million|billion|k\b|m\b|bn))"
)
_NAMED = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,7}(?:\.\d\d)?) (dollars?|euros?|pounds?|bucks)\b")
_SIGNS = {"$": ("USD", "dollar"), "\u20ac": ("EUR", "euro"), "\u00a3": ("GBP", "pound")}


@perturbation("ood.locale.number", label=LABEL, amount=SOME, languages=("en",), numbers=True, source=_CLDR)
def number(text: Text) -> Iterator[Place]:
    """Write a number with the marks of another country: 1.234,50 or 1 234,50 for 1,234.50.

    Only numbers whose groups or two decimals leave no doubt.

    >>> from robustgen.generation import perturb
    >>> perturb("It costs 1,234.50 in all.", "ood.locale.number", task="intent").text
    "It costs 1'234.50 in all."
    """
    for pattern in (_GROUPED, _DECIMAL):
        for match in pattern.finditer(text.string):
            figures = match[0]
            single = pattern is _DECIMAL
            if not text_is_free(text, *match.span()) or _VERSION.search(text.string[: match.start()][-12:]):
                continue
            if single and (len(figures.partition(".")[2]) != 2 or figures.startswith("0")):
                continue
            marks = ((".", ","), ("\u00a0", ","), ("'", ".")) if not single else ((".", ","),)
            made = [figures.translate({ord(","): group, ord("."): point}) for group, point in marks]
            yield Place(*match.span(), [one for one in dict.fromkeys(made) if one != figures], key=match.start())


@perturbation(
    "ood.locale.clock",
    label=LABEL,
    amount=SOME,
    languages=("en",),
    numbers=True,
    source="ISO 8601-1:2019, section 5.3, and the twelve-hour clock",
)
def clock(text: Text) -> Iterator[Place]:
    """Write a time by the other clock: 3 pm as 15:00, 19:30 as 7:30 pm.

    >>> from robustgen.generation import perturb
    >>> perturb("wake me at 7:30 pm", "ood.locale.clock", task="intent").text
    'wake me at 1930 hours'
    """
    for match in _TWELVE.finditer(text.string):
        hour = int(match[1]) % 12 + 12 * (match[3].lower() == "p")
        if text_is_free(text, *match.span()):
            minute = match[2] or "00"
            yield Place(
                *match.span(),
                [f"{hour:02}:{minute}", f"{hour:02}.{minute}", f"{hour:02}{minute} hours"],
                key=match.start(),
            )
    for match in _TWENTY_FOUR.finditer(text.string):
        hour, minute = int(match[1]), match[2]
        if text_is_free(text, *match.span()):
            half, short = "am" if hour < 12 else "pm", hour % 12 or 12
            made = [f"{short}:{minute} {half}", f"{short}.{minute} {half[0]}.m."]
            yield Place(*match.span(), made + ([f"{short} {half}"] if minute == "00" else []), key=match.start())


@perturbation(
    "ood.locale.units",
    label=LABEL,
    amount=SOME,
    languages=("en",),
    numbers=True,
    source="NIST Special Publication 811 (2008), appendix B, conversion factors; see the table units",
)
def units(text: Text) -> Iterator[Place]:
    """Give a measure in the other system, converted and rounded to as many figures as it had, two at least.

    >>> from robustgen.generation import perturb
    >>> perturb("how far is 20 miles on foot", "ood.locale.units", task="intent").text
    'how far is 32 kilometres on foot'
    """
    for match in _UNIT.finditer(text.string):
        found = _units().get(match[3].lower() if len(match[3]) > 2 else match[3])
        if found is None or not text_is_free(text, *match.span()):
            continue
        factor, offset, one, many = found
        made = _rounded(float(match[1]) * factor + offset, match[1])
        if made:
            yield Place(*match.span(), [f"{made} {one if made == '1' else many}"], key=match.start())


@perturbation(
    "ood.locale.currency", label=LABEL, amount=SOME, languages=("en",), numbers=True, source="ISO 4217, currency codes"
)
def currency(text: Text) -> Iterator[Place]:
    """Write the same amount of money otherwise: $40 as 40 USD, 40 dollars or 40$.

    >>> from robustgen.generation import perturb
    >>> perturb("send $40 to Ana", "ood.locale.currency", task="intent").text
    'send 40$ to Ana'
    """
    for match in _MONEY.finditer(text.string):
        code, name = _SIGNS[match[1]]
        if text_is_free(text, *match.span()):
            plural = name if match[2] == "1" else name + "s"
            made = [f"{match[2]} {code}", f"{code} {match[2]}", f"{match[2]} {plural}", f"{match[2]}{match[1]}"]
            yield Place(*match.span(), made, key=match.start())
    for match in _NAMED.finditer(text.string):
        name = "dollar" if match[2] == "bucks" else match[2].rstrip("s")
        sign, code = next((sign, code) for sign, (code, word) in _SIGNS.items() if word == name)
        if text_is_free(text, *match.span()) and name != "pound":  # which may be a weight
            yield Place(
                *match.span(), [f"{match[1]} {code}", f"{sign}{match[1]}", f"{code} {match[1]}"], key=match.start()
            )


def text_is_free(text: Text, start: int, end: int) -> bool:
    """Return whether nothing in [start, end) is protected but as a number."""
    return not any(start < b and a < end for a, b in text.hard)


@cache
def _units() -> dict[str, tuple[float, float, str, str]]:
    return {name: (float(factor), float(offset), one, many) for name, factor, offset, one, many in rows("units")}


def _rounded(value: float, like: str) -> str:
    """Return a value in figures, with as many of them as `like` has but two at least; empty for one near nothing."""
    figures = max(2, len(like.replace(".", "").strip("0")))
    if abs(value) < 0.05:
        return ""
    made = f"{value:.{figures}g}"
    number = float(made)
    return f"{number:.0f}" if abs(number) >= 10 ** (figures - 1) or number == int(number) else f"{number:g}"
