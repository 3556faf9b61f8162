"""Dates and times as people elsewhere write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from robustgen.perturbations.matching import before
from robustgen.perturbations.ood.locale import LABEL, ONE, Ways, in_one_hand, text_is_free
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NAMES = "|".join(f"{name}|{name[:3]}\\.?" if len(name) > 3 else name for name in _MONTHS) + "|Sept\\.?"
_YEAR = r"(1[5-9]\d\d|20\d\d)"
_MONTH_DAY = re.compile(
    rf"\b({_NAMES}) (\d{{1,2}})(st|nd|rd|th)?(?:,? {_YEAR})?\b(?!['\u2019]|\d|[:/.-]\d|-| ?[ap]\.?m\b)", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    rf"(?<![\w/.,$€£-])(?:(the )(?=\d{{1,2}}(?:st|nd|rd|th)))?(\d{{1,2}})(st|nd|rd|th)?(?: of)? ({_NAMES})\b"
    rf"(?:,? {_YEAR})?(?!['\u2019]|\d|[:/.-]\d|-)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\w/.-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w/-]| \d\d:)")
_SLASHED = re.compile(r"(?<![\w/.-])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/-])")
# "May 5 to 7", "from the 5th to the 7th of June": a day that shares its month with another.
_DAYS_AFTER = re.compile(
    r" ?(?:[-\u2013&,]|to|and|or|through|thru|until|till) ?(?:the )?\d{1,2}(?:st|nd|rd|th)?\b"
    rf"(?! ?[ap]\.?m\b|[:.]\d|(?: of)? (?:{_NAMES})\b)",
    re.IGNORECASE,
)
_DAYS_BEFORE = re.compile(
    r"\d(?:st|nd|rd|th)? ?(?:[-\u2013&,]|to|and|or|through|thru|until|till) ?(?:the )?\Z", re.IGNORECASE
)
_BEFORE_DAYS = frozenset((
    "on", "for", "by", "until", "till", "from", "to", "through", "since", "before", "after", "between", "starting",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "dates",
))  # fmt: skip
# Days that are names of what happened or happens on them.
_NAMED_DAYS = frozenset(((4, 7), (11, 9), (6, 1), (5, 11), (14, 7), (1, 4)))

_TWELVE = re.compile(
    r"(?<![\w:.,/$€£-])(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))? ?"
    r"(?:([ap])\.m\b(?:\.(?!\s*\Z| (?-i:[A-Z]))|(?=\.\s*\Z)|(?!\.))|([ap])m\b)"
    r"(?! ?[-\u2013/]|['\u2019])",
    re.IGNORECASE,
)
_HALVES = re.compile(r"\d ?[ap]\.?m\b", re.IGNORECASE)
_TWENTY_FOUR = re.compile(r"(?<![\w:.,-])(1[3-9]|2[0-3]|0\d):([0-5]\d)(?![\w:%-]|[.,]\d| ?\u2013)")
# "3 to 5 pm", "07 : 10 am": figures before it that are of the same time or span of time.
_TIMED_BEFORE = re.compile(r"\d ?(?:[-\u2013:.&,/]|to|and|or|until|till|through) ?\Z|[-\u2013] ?\Z", re.IGNORECASE)
_BEFORE_TIMES = frozenset((
    "at", "by", "from", "until", "till", "before", "after", "around", "about", "between", "since", "past", "arrives",
    "departs", "leaves", "starts", "begins", "ends", "closes", "opens",
))  # fmt: skip


@perturbation(
    "ood.locale.date",
    label=LABEL,
    amount=ONE,
    languages=("en",),
    numbers=True,
    source="ISO 8601-1:2019 and Unicode CLDR, version 40, patterns for dates",
)
def date(text: Text) -> Iterator[Place]:
    """Write the dates in another form, all in one: 31 December 2020, December 31, 2020, 2020-12-31, 31/12/2020.

    Only dates that can be read in one way; one without a year stays without. Where one has to stay, all do.

    >>> from robustgen.generation import perturb
    >>> perturb("book a flight for March 3", "ood.locale.date", task="intent").text
    'book a flight for 3rd March'
    """
    string = text.string
    small, found = string.islower(), list[Ways]()
    for start, end, day, month, year in _dates(string):
        if not text_is_free(text, start, end):
            continue
        if not _can_change(string, start, end, day, month, year):
            return  # one that stays would jar with the others: "from april 1 through 20 april"
        loud = string[start:end].isupper() and any(c.isalpha() for c in string[start:end])
        forms = [
            form and (form.lower() if small else form.upper() if loud else form) for form in _forms(day, month, year)
        ]
        found.append((start, end, tuple(forms)))
    yield from in_one_hand(string, sorted(found, key=lambda ways: ways[0]))


@perturbation(
    "ood.locale.clock",
    label=LABEL,
    amount=ONE,
    languages=("en",),
    numbers=True,
    source="ISO 8601-1:2019, section 5.3, and the twelve-hour clock",
)
def clock(text: Text) -> Iterator[Place]:
    """Write the times by the other clock: 3 pm as 15:00, 19:30 as 7:30 pm; all of a text in one way.

    >>> from robustgen.generation import perturb
    >>> perturb("wake me at 7:30 pm", "ood.locale.clock", task="intent").text
    'wake me at 1930 hours'
    """
    string = text.string
    found: list[Ways] = []
    for match in _TWELVE.finditer(string):
        start, end = match.span()
        if not text_is_free(text, start, end) or _TIMED_BEFORE.search(string[max(0, start - 12) : start]):
            continue
        half, minute = (match[3] or match[4]).lower(), match[2] or "00"
        hour = int(match[1]) % 12 + 12 * (half == "p")
        found.append((start, end, (f"{hour:02}:{minute}", f"{hour:02}.{minute}", f"{hour:02}{minute} hours")))
    shown = _HALVES
    if not found:
        shown, found = _TWENTY_FOUR, list(_by_day(text))
    if sum(1 for _ in shown.finditer(string)) <= len(found):  # one that stays would jar with those of the other clock
        yield from in_one_hand(string, found)


def _by_day(text: Text) -> Iterator[Ways]:
    """Yield times of the twenty-four hour clock, by what stands before them no score, ratio or verse, by the other."""
    previous = -1
    for match in _TWENTY_FOUR.finditer(text.string):
        start, end = match.span()
        word = before(text.string, start)
        follows = word in ("to", "and", "or", "until", "till") and previous >= start - 8
        if word not in _BEFORE_TIMES and not follows:
            continue
        if text_is_free(text, start, end):
            previous = end
            hour, minute = int(match[1]), match[2]
            half, short = "am" if hour < 12 else "pm", hour % 12 or 12
            brief = f"{short} {half}" if minute == "00" else f"{short}:{minute}{half}"
            # The stop of "p.m." would end the sentence once more, or not at all.
            dotted = f"{short}.{minute} {half[0]}.m." if text.string[end : end + 1] not in (".", "") else brief
            yield start, end, (f"{short}:{minute} {half}", dotted, brief)


def _dates(string: str) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield start, end, day, month and year (or nothing) of dates, in the order of the patterns."""
    for match in _MONTH_DAY.finditer(string):
        if match[4] or match[3] or _is_month(string, match[1], match.start()):
            yield *match.span(), int(match[2]), _month(match[1]), match[4] or ""
    for match in _DAY_MONTH.finditer(string):
        if match[5] or match[3] or _is_month(string, match[4], match.start()):
            yield *match.span(), int(match[2]), _month(match[4]), match[5] or ""
    for match in _ISO.finditer(string):
        yield *match.span(), int(match[3]), int(match[2]), match[1]
    for match in _SLASHED.finditer(string):
        one, other = int(match[1]), int(match[2])
        if one > 12 >= other > 0:
            yield *match.span(), one, other, match[3]
        elif other > 12 >= one > 0:
            yield *match.span(), other, one, match[3]


def _can_change(string: str, start: int, end: int, day: int, month: int, year: str) -> bool:
    """Return whether a date is a day of the calendar that shares its month with no other day and is no name."""
    if not 1 <= day <= _LENGTHS[month - 1] or ((day, month) in _NAMED_DAYS and not year):
        return False
    if (day, month) == (29, 2) and year and not _is_leap(int(year)):
        return False
    shared = _DAYS_AFTER.match(string, end)
    if string[start].isdigit() or string[start] in "tT":
        shared = shared or _DAYS_BEFORE.search(string[max(0, start - 16) : start])
    return not shared and before(string, start) not in ("a", "an")


def _is_month(string: str, name: str, start: int) -> bool:
    """Return whether a word is no other word than the name of a month: they march, you may, names, jan."""
    if name.lower() not in ("may", "march", "mar", "jan"):
        return True
    if name[0].islower() and not string.islower():
        return False
    return name[0].isupper() or before(string, start) in _BEFORE_DAYS


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month[:3].lower() == name[:3].lower())


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _forms(day: int, month: int, year: str) -> list[str | None]:
    name = _MONTHS[month - 1]
    if not year:
        nth = f"{day}{_ordinal(day)}"
        return [f"{day} {name}", f"{name} {day}", f"{nth} {name}", f"{name} {nth}", None, None, None, None]
    forms = (f"{day} {name} {year}", f"{name} {day}, {year}", None, None, f"{year}-{month:02}-{day:02}")
    figures = (f"{day:02}/{month:02}/{year}", f"{day}.{month}.{year}") if day > 12 else (None, None)
    return [*forms, f"{day} {name[:3]} {year}", *figures]


def _ordinal(day: int) -> str:
    return "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
