"""The same values as people elsewhere write them: figures, measures, money.

What is asked for or judged stays the same; an answer that repeats the figures may not, so that other tasks are unknown.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from robustgen.definition import count
from robustgen.edits import Change, Replace
from robustgen.perturbations.matching import after, before, word_lists
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

ONE = count(1, 1, 1, 1, 1)
LABEL = {**dict.fromkeys(("intent", "topic", "sentiment", "toxicity", "ner"), "preserves"), "*": "unknown"}
# Where something stands, and how it is written in each way; None where it is not written so.
Ways = tuple[int, int, tuple[str | None, ...]]
_CLDR = "Unicode CLDR, version 40, patterns for numbers and dates"
_GROUPED = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,/-]|\.\d|\u2013)", re.ASCII)
_POINTS = re.compile(r"\d\.\d", re.ASCII)
_DECIMAL = re.compile(r"(?<![\w.,/:\u2013-])[1-9]\d{0,5}\.\d{2}(?![\w,/:\u2013-]|\.\d)", re.ASCII)
_NUMBERED = frozenset((
    "version", "section", "chapter", "release", "python", "v", "no", "article", "episode", "season", "step", "flight",
    "room", "figure", "table", "page", "paragraph", "act", "build", "ip", "part", "firmware", "level", "verse",
))  # fmt: skip
_TIMES = frozenset(
    ("at", "by", "until", "till", "from", "before", "after", "around", "about", "between", "past", "since")
)
_LIKE_TIME = re.compile(r"(?:1?\d|2[0-4])\.[0-5]\d")
_UNIT = re.compile(
    r"(?<![\w.,:/$\u20ac\u00a3'-])(\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,2})?)( ?)"
    r"([A-Za-z\u00b0]{1,10}(?: (?:an hour|per hour))?)"
    r"(?![\w/\u00b2\u00b3'\u2019-])"
)
# What makes of a measure a bound, a span, a part of another or a product: "5 feet 10 inches", "2 x 4 feet", "+/- 3 cm".
_OF_MORE_BEFORE = re.compile(
    r"(?:[\u00b1<>=\u2264\u2265\u00d7~]|\+/-|\d[^\w.!?]*(?:to|and|or|vs\.?|versus|x|by|[-\u2013])"
    r"|[\d\"'] ?(?:[a-z]{1,10}\.?)) ?\Z",
    re.IGNORECASE,
)
_OF_MORE_AFTER = re.compile(
    r",? ?(?:and )?(?:x ?)?\d|(?: [a-z]+)? ?(?:\+/-|\u00b1|x\b|by \d|(?:to|or|and|[-\u2013]) ?\d)"
)
# Measures that are never converted: the others would stand beside them in another system. "Pounds" may be money.
_LEFT = re.compile(
    r"\d ?(?:pounds?|ounces?|oz|litres?|ml|mm|mg|pints?|quarts?|acres?|hectares?|tons?|tonnes?|stones?)\b",
    re.IGNORECASE,
)
# "a race over 10,000 metres", "her title in the 400 metres": the measure names what was run.
_RACED = re.compile(
    r"\b(?:races?|sprints?|swims?|finals?|heats?|titles?|medals?|gold|silver|bronze|records?|champions?|won|wins?)\b"
    r"(?: [a-z]+)? (?:over|in|of|for|at)?(?: ?the)? ?\Z",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?<![\w$\u20ac\u00a3/\u2013-])([$\u20ac\u00a3])(\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,7}(?:\.\d\d)?)"
    r"(?![\w%/\u2013-]|[.,]\d| ?(?:[a-z]*illion|thousand|hundred|grand|bn|mil|mm?|k|\+|\u00b1|[-\u2013])(?:\b|(?<=\W)))"
)
_NAMED = re.compile(
    r"(?<![\w.,$\u20ac\u00a3/\u2013-])(\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,7}(?:\.\d\d)?)"
    r" (dollars?|euros?|bucks)\b(?![-'\u2019])"
)
# A dollar is that of which country? A code would say more than the text does; the other two signs have one each.
_SIGNS = {"$": ("", "dollar"), "\u20ac": ("EUR", "euro"), "\u00a3": ("GBP", "pound")}
_COUNTRIES = frozenset((
    "us", "u.s", "usd", "ca", "cad", "c", "a", "au", "aud", "nz", "nzd", "hk", "canadian", "australian", "american",
    "eur", "gbp", "sterling", "hkd", "sgd",
))  # fmt: skip


@perturbation("ood.locale.number", label=LABEL, amount=ONE, languages=("en",), numbers=True, source=_CLDR)
def number(text: Text) -> Iterator[Place]:
    """Write the numbers with the marks of another country, all in one way: 1.234,50 or 1 234,50 for 1,234.50.

    Only numbers whose groups or two decimals leave no doubt, before and after: 1,500 is not made 1.500.

    >>> from robustgen.generation import perturb
    >>> perturb("It costs 1,234.50 in all.", "ood.locale.number", task="intent").text
    'It costs 1.234,50 in all.'
    """
    found: list[Ways] = []
    for pattern in (_GROUPED, _DECIMAL):
        for match in pattern.finditer(text.string):
            figures, (start, end) = match[0], match.span()
            previous = before(text.string, start)
            if previous in _NUMBERED or not text_is_free(text, start, end):
                continue
            timed = previous in _TIMES or after(text.string, end) in ("am", "pm", "a", "p", "hours")
            if pattern is _DECIMAL and timed and _LIKE_TIME.fullmatch(figures):
                continue
            doubtful = figures.count(",") == 1 and "." not in figures
            marks = [("\u00a0", ","), ("'", "."), (".", ",")]
            made = [figures.translate({ord(","): group, ord("."): point}) for group, point in marks]
            found.append((start, end, (made[0], made[1], None if doubtful else made[2])))
    # Where other decimals stay as they are, none gets a comma.
    if sum("." in text.string[start:end] for start, end, _ in found) < len(_POINTS.findall(text.string)):
        found = [(start, end, (None, ways[1], None)) for start, end, ways in found]
    yield from in_one_hand(text.string, sorted(found, key=lambda ways: ways[0]))


@perturbation(
    "ood.locale.units",
    label=LABEL,
    amount=ONE,
    languages=("en",),
    numbers=True,
    source="NIST Special Publication 811 (2008), appendix B, conversion factors; see the table units",
)
def units(text: Text) -> Iterator[Place]:
    """Give the measures in the other system, converted and rounded to less than one part in two hundred.

    Not where measures are asked for or compared, nor where one names a thing: "a 12 inch pizza", "the 100 metre dash".

    >>> from robustgen.generation import perturb
    >>> perturb("it is 20 miles from here", "ood.locale.units", task="intent").text
    'it is 32.2 kilometres from here'
    """
    string = text.string
    if _asks_for_units().search(string) or _LEFT.search(string):
        return
    found: list[Ways] = []
    for match in _UNIT.finditer(string):
        start, end = match.span()
        name = match[3]
        unit = _units().get(name.lower() if len(name) > 2 and name.islower() else name)
        if unit is None:
            continue
        factor, offset, one, many = unit
        made = _rounded(float(match[1].replace(",", "")) * factor + offset, grouped="," in match[1])
        if not made or not text_is_free(text, start, end) or not _measures(string, start, end, degrees=offset != 0):
            return  # one measure that stays would stand beside those of the other system
        found.append((start, end, (f"{made} {one if made == '1' else many}",)))
    yield from in_one_hand(string, found)


@perturbation(
    "ood.locale.currency", label=LABEL, amount=ONE, languages=("en",), numbers=True, source="ISO 4217, currency codes"
)
def currency(text: Text) -> Iterator[Place]:
    """Write the same amount of money otherwise: $40 as 40 dollars or 40$, \u20ac40 as EUR 40.

    >>> from robustgen.generation import perturb
    >>> perturb("send $40 to Ana", "ood.locale.currency", task="intent").text
    'send 40$ to Ana'
    """
    goes_on, found = word_lists("noun_guards")["after"], list[Ways]()
    for pattern in (_MONEY, _NAMED):
        for match in pattern.finditer(text.string):
            start, end = match.span()
            if not _is_plain(text, start, end):
                continue
            if pattern is _MONEY:
                sign, amount = match[1], match[2]
                code, name = _SIGNS[sign]
            else:
                amount, name = match[1], "dollar" if match[2] == "bucks" else match[2].rstrip("s")
                sign, code = next((sign, code) for sign, (code, word) in _SIGNS.items() if word == name)
            # "a $20 bill" is no 20 dollars bill.
            spelled = (
                f"{amount} {name if amount == '1' else name + 's'}" if after(text.string, end) in goes_on else None
            )
            coded = (f"{amount} {code}", f"{code} {amount}") if code else (None, None)
            found.append((start, end, (*coded, spelled, f"{amount}{sign}", f"{sign}{amount}")))
    yield from in_one_hand(text.string, sorted(found, key=lambda ways: ways[0]))


def in_one_hand(string: str, found: Sequence[Ways]) -> Iterator[Place]:
    """Yield one place for all that was found, each option of which writes all of it in the same way."""
    options: list[Change] = []
    for ways in zip(*[made for _, _, made in found], strict=True):
        pairs = [(start, end, new) for (start, end, _), new in zip(found, ways, strict=True)]
        edits = tuple([Replace("", a, b, new) for a, b, new in pairs if new is not None and new != string[a:b]])
        if None not in ways and edits and edits not in options:
            options.append(edits)
    yield Place(options=options)


def text_is_free(text: Text, start: int, end: int) -> bool:
    """Return whether nothing in [start, end) is protected but as a number."""
    first = bisect_left(text.hard, (end,)) - 1
    return first < 0 or text.hard[first][1] <= start


def _is_plain(text: Text, start: int, end: int) -> bool:
    """Return whether an amount of money is of no country that is named beside it."""
    beside = {before(text.string, start), after(text.string, end)}
    return text_is_free(text, start, end) and not beside & _COUNTRIES - {"a"} and text.string[start - 2 : start] != "A "


@cache
def _units() -> dict[str, tuple[float, float, str, str]]:
    return {name: (float(factor), float(offset), one, many) for name, factor, offset, one, many in rows("units")}


@cache
def _asks_for_units() -> re.Pattern[str]:
    """Return what a text has in which a measure is asked for in units of its own, or in proportion to others."""
    names = "|".join(sorted(name for name in _units() if name.isalpha() and len(name) > 3))
    return re.compile(
        rf"\bconver(?:t|ts|ted|sion)\b|\bequals?\b|\b(?:how many|how much|number of|amount of)\b"
        rf"|\b(?:in|to|into|per|an|each|every) (?:{names})\b",
        re.IGNORECASE,
    )


def _measures(string: str, start: int, end: int, *, degrees: bool) -> bool:
    """Return whether a measure says how much something is: no name of a thing, part, bound, span or difference."""
    previous, following = before(string, start), after(string, end)
    if following not in word_lists("noun_guards")["after"] or previous in _NOT_BEFORE:
        return False
    if _RACED.search(string[max(0, start - 40) : start]):
        return False
    if degrees and (previous in _DIFFERENCES or following in _DIFFERENCES):
        return False
    return not _OF_MORE_BEFORE.search(string[max(0, start - 24) : start]) and not _OF_MORE_AFTER.match(string, end)


_NOT_BEFORE = frozenset(("minus", "negative", "his", "her", "my", "your", "both", "all", "their", "#"))
_DIFFERENCES = frozenset((
    "by", "of", "another", "every", "each", "within", "warmer", "colder", "cooler", "hotter", "higher", "lower",
    "above", "below", "rise", "increase", "difference", "drop", "or",
))  # fmt: skip


def _rounded(value: float, *, grouped: bool) -> str:
    """Return a value in two figures, or in three where two are off by more than one in two hundred; "" for none."""
    if abs(value) < 0.05:
        return ""
    for figures in (2, 3):
        made = float(f"{value:.{figures}g}")
        if abs(made - value) <= abs(value) / 200:
            break
    return f"{made:{',' if grouped else ''}.0f}" if made == int(made) else f"{made:g}"
