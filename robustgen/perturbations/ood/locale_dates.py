"""Dates as people elsewhere write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from robustgen.perturbations.ood.locale import LABEL, SOME, text_is_free
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_NAMES = "|".join(f"{name}|{name[:3]}\\.?" if len(name) > 3 else name for name in _MONTHS) + "|Sept\\.?"
_MONTH_DAY = re.compile(
    rf"\b({_NAMES}) (\d{{1,2}})(st|nd|rd|th)?(?:,? (\d{{4}}))?\b(?!\d|[:/-]| ?[ap]\.?m)", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    rf"(?<![\w/.-])(\d{{1,2}})(st|nd|rd|th)?(?: of)? ({_NAMES})\b(?:,? (\d{{4}}))?(?!\d|[:/-])", re.IGNORECASE
)
_ISO = re.compile(r"(?<![\w/.-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w/-])")
_SLASHED = re.compile(r"(?<![\w/.-])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/-])")


@perturbation(
    "ood.locale.date",
    label=LABEL,
    amount=SOME,
    languages=("en",),
    numbers=True,
    source="ISO 8601-1:2019 and Unicode CLDR, version 40, patterns for dates",
)
def date(text: Text) -> Iterator[Place]:
    """Write a date in another order or form: 31 December 2020, December 31, 2020, 2020-12-31, 31/12/2020.

    Only dates that can be read in one way; one without a year stays without.

    >>> from robustgen.generation import perturb
    >>> perturb("book a flight for March 3", "ood.locale.date", task="intent").text
    'book a flight for 3rd March'
    """
    small = text.string.islower()
    for start, end, day, month, year in _dates(text.string):
        holiday = (day, month, year) == (4, 7, "")
        if 1 <= day <= 31 and not holiday and text_is_free(text, start, end):
            written = text.string[start:end]
            made = [form.lower() if small else form for form in _forms(day, month, year)]
            yield Place(start, end, [form for form in dict.fromkeys(made) if form != written], key=start)


def _dates(string: str) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield start, end, day, month and year (or nothing) of dates, in the order of the patterns."""
    for match in _MONTH_DAY.finditer(string):
        if (
            match[4]
            or match[3]
            or not (match[1].lower() in ("may", "march") and match[1].islower() and not string.islower())
        ):
            yield *match.span(), int(match[2]), _month(match[1]), match[4] or ""
    for match in _DAY_MONTH.finditer(string):
        yield *match.span(), int(match[1]), _month(match[3]), match[4] or ""
    for match in _ISO.finditer(string):
        yield *match.span(), int(match[3]), int(match[2]), match[1]
    for match in _SLASHED.finditer(string):
        one, other = int(match[1]), int(match[2])
        if one > 12 >= other > 0:
            yield *match.span(), one, other, match[3]
        elif other > 12 >= one > 0:
            yield *match.span(), other, one, match[3]


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month[:3].lower() == name[:3].lower())


def _forms(day: int, month: int, year: str) -> list[str]:
    name = _MONTHS[month - 1]
    if not year:
        return [f"{day} {name}", f"{name} {day}", f"{day}{_ordinal(day)} {name}", f"{name} {day}{_ordinal(day)}"]
    forms = [f"{day} {name} {year}", f"{name} {day}, {year}", f"{year}-{month:02}-{day:02}", f"{day} {name[:3]} {year}"]
    return forms + ([f"{day:02}/{month:02}/{year}", f"{day}.{month}.{year}"] if day > 12 else [])


def _ordinal(day: int) -> str:
    return "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
