"""Punctuation left out, and quotation marks as a keyboard or a word processor writes them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from robustgen.definition import share
from robustgen.edits import Replace
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_PAUSES = ",;:،؛，、；："
_STOPS = ".!?…؟。！？।॥"
_CLOSERS = ")]}\"'”’»"
_MARKS = re.compile(f"[{_PAUSES}{_STOPS}]+")
_OPENING_MARK = re.compile(r"[¿¡](?=\w)")
_DOTTED = re.compile(r"(?<!\w)(?:\w\.)+\w$")
_PAUSE_WEIGHT, _QUOTE_WEIGHT, _STOP_WEIGHT, _FINAL_WEIGHT = 30, 5, 1, 20

_QUOTES = re.compile("[\"']")
_CURLY_DOUBLE = re.compile("[“”]")
_CURLY = re.compile("[“”„‟‘’‚‛]")
_OPENS_AFTER = "([{<-–—/=“‘„\"'"
# Words that begin with an apostrophe, as in 'tis.
_ELISIONS = re.compile(r"(?:tis|twas|till?|em|cause|cuz|bout|round|n|nuff|ere|im|er|un|\d\ds?)(?!\w)", re.IGNORECASE)
# Opening and closing double quote, opening and closing single quote.
_ENGLISH = ("“", "”", "‘", "’")
_STYLES = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "lt", "is"), ("„", "“", "‚", "‘")),
    **dict.fromkeys(("pl", "ro", "hu", "hr"), ("„", "”", "‚", "’")),
    **dict.fromkeys(("sv", "fi"), ("”", "”", "’", "’")),
    **dict.fromkeys(("ru", "uk", "no", "nb", "nn", "el"), ("«", "»", "‘", "’")),
    "fr": ("«\u00a0", "\u00a0»", "‘", "’"),
}
_APOSTROPHE = "’"
_OPEN, _CLOSE, _INNER = "open", "close", "apostrophe"


@perturbation(
    "ood.punctuation.strip",
    label="preserves",
    amount=share(0.0, 0.3, 0.6, 0.85, 1.0),
    source="written for robustgen: the last mark of a message goes first, then commas, then the rest; cf. N. Baron, "
    "Always On (2008), on final marks in instant messages",
)
def strip(text: Text) -> Iterator[Place]:
    """Leave out punctuation marks and quotation marks: the last first, commas before the ends of sentences.

    >>> from robustgen.generation import perturb
    >>> perturb("Well, it works. Thanks!", "ood.punctuation.strip").text
    'Well, it works. Thanks'
    """
    places = list(_marks(text)) + list(_quoted(text))
    rest = sum(place.weight for place in places)
    end = len(text.string.rstrip().rstrip(_CLOSERS))
    for place in places:
        yield place._replace(weight=_FINAL_WEIGHT * rest) if place.end == end else place


@perturbation(
    "ood.punctuation.smart_quotes",
    label="preserves",
    in_order=True,
    source="Unicode Standard 14.0, section 6.2: quotation marks by language, and U+2019 as the apostrophe",
)
def smart_quotes(text: Text) -> Iterator[Place]:
    r"""Write straight quotes and apostrophes curly, or curly ones straight where all are curly.

    >>> from robustgen.generation import perturb
    >>> perturb('"It\'s fine," she said.', "ood.punctuation.smart_quotes").text
    '“It’s fine,” she said.'
    """
    style = quotation_marks(text.base_language)
    found = False
    for quote in _quotes(text):
        found = True
        single = text.string[quote.at] == "'"
        made = _APOSTROPHE if quote.role == _INNER else style[2 * single + (quote.role == _CLOSE)]
        yield Place(quote.at, quote.at + 1, (made,))
    if found:
        return
    for match in _CURLY.finditer(text.string):
        at = match.start()
        if text.free(at, at + 1):
            yield Place(at, at + 1, ('"' if match.group() in "“”„‟" else "'",))


def quotation_marks(language: str) -> tuple[str, str, str, str]:
    """Return the opening and closing double and single quotation marks of a language; of English where it is unknown.

    >>> quotation_marks("de")
    ('„', '“', '‚', '‘')
    """
    return _STYLES.get(language, _ENGLISH)


def _marks(text: Text) -> Iterator[Place]:
    """Yield runs of marks that end a word; one that a mark opens, as in Spanish, goes together with it."""
    string = text.string
    openings, asked = [match.start() for match in _OPENING_MARK.finditer(string)], 0
    for match in _MARKS.finditer(string):
        start, end = match.span()
        opening = openings[bisect_left(openings, start) - 1] if openings and openings[0] < start else -1
        if opening < asked or string[end - 1] not in "!?":
            opening = -1
        asked = end if string[end - 1] in "!?" else asked
        if not start or not _ends_word(string, start, end) or _abbreviates(string, start, end):
            continue
        # "23, 43": two numbers of a list would run together.
        if string[start - 1].isdigit() and string[end : end + 8].lstrip(" ")[:1].isdigit():
            continue
        if string[start - 1] == " ":
            start -= 1
            if not start or string[start - 1].isspace() or string[end : end + 1].strip():
                continue
        if not text.free(start, end) or not (end == len(string) or text.free(end, end + 1)):
            continue
        weight = _PAUSE_WEIGHT if string[end - 1] in _PAUSES else _STOP_WEIGHT
        if opening < 0:
            yield Place(start, end, ("",), weight=weight)
        elif text.free(opening, opening + 1):
            both = (Replace("", opening, opening + 1, ""), Replace("", start, end, ""))
            yield Place(start, end, (both,), weight=weight)


def _ends_word(string: str, start: int, end: int) -> bool:
    """Return whether the marks [start, end) stand between a word and white space, not in an emoticon."""
    before, after = string[start - 1], string[end : end + 1]
    if before in "\t\n\r<>^_=-(;:" or (after and not after.isspace() and after not in _CLOSERS):
        return False
    if string[end - 1] in ":;" and after in (")", "]", "}"):
        return False
    rest = string[end : end + 8].lstrip(_CLOSERS)
    return not rest or rest[0].isspace() or rest[0] in _PAUSES + _STOPS


def _abbreviates(string: str, start: int, end: int) -> bool:
    """Return whether the marks are the stop of an abbreviation, as in "e.g.", or of the number of a list item."""
    if string[start:end] != ".":
        return False
    line = string.rfind("\n", max(0, start - 12), start) + 1
    if (line or start <= 12) and string[line:start].strip().isdigit():
        return True
    return bool(_DOTTED.search(string, max(0, start - 12), start))


def _quoted(text: Text) -> Iterator[Place]:
    """Yield pairs of quotation marks, each pair one change."""
    for opening, closing in _pairs(text):
        if _clear(text, opening) and _clear(text, closing):
            option = (Replace("", opening, opening + 1, ""), Replace("", closing, closing + 1, ""))
            yield Place(options=(option,), weight=_QUOTE_WEIGHT)


def _clear(text: Text, at: int) -> bool:
    """Return whether nothing protected would run on with something else if the mark at `at` went."""
    return text.free(max(0, at - 1), min(len(text.string), at + 2))


def _pairs(text: Text) -> Iterator[tuple[int, int]]:
    string, waiting = text.string, dict[str, int]()
    straight = [(quote.at, quote.role) for quote in _quotes(text) if quote.role != _INNER]
    curly = [(m.start(), _OPEN if m.group() == "“" else _CLOSE) for m in _CURLY_DOUBLE.finditer(string)]
    for at, role in sorted(straight + curly):
        mark = "“" if string[at] == "”" else string[at]
        if role == _OPEN:
            waiting[mark] = at
        elif mark in waiting:
            opening = waiting.pop(mark)
            if at - opening > 1 and "\n" not in string[opening:at]:
                yield opening, at


@dataclass(frozen=True, slots=True)
class _Quote:
    at: int
    role: str


def _quotes(text: Text) -> list[_Quote]:
    """Return the straight quotes whose role is plain: opening, closing or apostrophe. Feet and inches have none."""
    string = text.string
    if "'" not in string and '"' not in string:
        return []
    found: list[_Quote] = []
    pending: dict[str, int | None] = {}
    line = 0
    for match in _QUOTES.finditer(string):
        at, mark = match.start(), match.group()
        if not text.free(at, at + 1):
            continue
        if string.find("\n", line, at) >= 0:
            pending = {}
        line = at
        before, after = string[at - 1 : at], string[at + 1 : at + 2]
        open_at = pending.get(mark)
        role = _double_role(before, after, open_at) if mark == '"' else _single_role(string, at, before, after, open_at)
        if role is None:
            continue
        if role == _OPEN:
            pending[mark] = len(found)
        elif role == _CLOSE:
            pending[mark] = None
        found.append(_Quote(at, role))
    return _closed(string, found)


def _double_role(before: str, after: str, open_at: int | None) -> str | None:
    starts = not before or before.isspace() or before in _OPENS_AFTER
    ends = not after or after.isspace() or not after.isalnum()
    # The second of two that close a doubled quotation follows the one that closed it.
    if starts and ends and (open_at is not None or before == '"'):
        return _CLOSE
    if starts:
        return _OPEN if after.strip() or open_at is None else _CLOSE
    if open_at is not None:
        return _CLOSE
    return None if before.isdigit() or not ends else _CLOSE


def _single_role(string: str, at: int, before: str, after: str, open_at: int | None) -> str | None:
    if before.isalnum():
        if after.isalnum() or open_at is None:
            return None if before.isdigit() and not after.isalpha() else _INNER
        return _CLOSE
    if not before or before.isspace() or before in _OPENS_AFTER:
        if _ELISIONS.match(string, at + 1):
            return _INNER
        if after.isalnum():
            return _OPEN
        return _CLOSE if open_at is not None else None
    return _CLOSE if open_at is not None else None


def _closed(string: str, found: list[_Quote]) -> list[_Quote]:
    """Return `found` with an opening single quote that nothing closes taken for an apostrophe."""
    open_at: int | None = None
    for number, quote in enumerate(found):
        if string[quote.at] == "'" and quote.role == _OPEN:
            if open_at is not None:
                found[open_at] = _Quote(found[open_at].at, _INNER)
            open_at = number
        elif string[quote.at] == "'" and quote.role == _CLOSE:
            open_at = None
    if open_at is not None:
        found[open_at] = _Quote(found[open_at].at, _INNER)
    return found
