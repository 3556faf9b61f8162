"""Marks at the ends of words and sentences as hasty writers set them: left out, doubled, after a space.

The marks are those of the text's script: 。 and ？ in Chinese and Japanese, ؟ in Arabic, । in Hindi, ; in Greek.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import share
from robustgen.edits import Replace
from robustgen.perturbations.ood._sentences import CLOSERS, OWN_STOP, STOPS, sentence_ends
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, char_class

_PAUSES = ",;:،؛·"
_WIDE_STOPS, _WIDE_PAUSES = "。！？｡", "，、；：､"
_SPACES = " \u00a0\u202f"
_GREEK_QUESTION = ";\u037e"
# How often a mark is doubled, beside the others.
_DOUBLED = {**dict.fromkeys("!?！？؟", 12), ".": 4, "。": 4, ",": 1, "，": 1, "،": 1, "۔": 1}


@perturbation(
    "ood.punctuation.strip_final",
    label="preserves",
    source="N. Baron, Always On: Language in an Online and Mobile World (2008), on final marks in instant messages",
)
def strip_final(text: Text) -> Iterator[Place]:
    """Leave out the mark that ends the text.

    >>> from robustgen.generation import perturb
    >>> perturb("Well, it works. Thanks!", "ood.punctuation.strip_final").text
    'Well, it works. Thanks'
    """
    found = _final(text)
    if found is None:
        return
    start, end = found
    string = text.string
    if string[start - 1] in _SPACES:
        start -= 1
    first = text.sentences[-1][0] if text.sentences else 0
    # One who leaves out the second mark of ¿...? and keeps the first is hard to find.
    opening = re.search(r"[¿¡]", string[first:start])
    if opening:
        at = first + opening.start()
        if text.free(at, at + 1):
            yield Place(options=((Replace("", at, at + 1, ""), Replace("", start, end, "")),))
    else:
        yield Place(start, end, ("",))


@perturbation(
    "ood.punctuation.double",
    label="preserves",
    amount=share(0.05, 0.15, 0.35, 0.7, 1.0),
    source="written for robustgen: emphasis with !! and ??, and keys that are hit twice",
)
def double(text: Text) -> Iterator[Place]:
    """Write a mark twice or three times, an exclamation or question mark likelier than a full stop or a comma.

    >>> from robustgen.generation import perturb
    >>> perturb("Well, it works. Thanks!", "ood.punctuation.double").text
    'Well, it works. Thanks!!!'
    """
    greek, ends = text.base_language == "el", sentence_ends(text)
    for start, end in _marks(text):
        mark = text.string[start:end]
        weight = 12 if greek and mark in tuple(_GREEK_QUESTION) else _DOUBLED.get(mark)
        if weight is None or not text.free(start, end):
            continue
        if mark in (".", "。", "۔"):
            if end in ends:
                yield Place(start, end, (mark * 2, mark * 3), weight)
        else:
            yield Place(start, end, (mark * 2,) if weight == 1 else (mark * 2, mark * 3), weight)


@perturbation(
    "ood.punctuation.spacing",
    label="preserves",
    amount=share(0.1, 0.3, 0.6, 0.85, 1.0),
    source="written for robustgen: a space before marks as in French typesetting and hasty typing, or none in French",
)
def spacing(text: Text) -> Iterator[Place]:
    """Write a space before a mark, or none where there is one.

    >>> from robustgen.generation import perturb
    >>> perturb("Well, it works. Thanks!", "ood.punctuation.spacing").text
    'Well , it works. Thanks!'
    """
    string, ends = text.string, sentence_ends(text)
    for start, end in _marks(text):
        if string[start] in _WIDE_STOPS + _WIDE_PAUSES:
            continue
        if string[start:end] == "." and end not in ends:
            continue
        if string[start - 1] in _SPACES:
            if start > 1 and not string[start - 2].isspace() and text.free(start - 1, start):
                yield Place(start - 1, start, ("",))
        elif text.free(start, start):
            yield Place(start, start, (" ",))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return a run of marks between a word and white space, and a character that is part of a word."""
    word = char_class("LETTERS", "MARKS", "DIGITS")
    narrow, wide, closers = (re.escape(marks) for marks in (STOPS + _PAUSES, _WIDE_STOPS + _WIDE_PAUSES, CLOSERS))
    greek = re.escape(_GREEK_QUESTION)
    before = rf"(?:(?<=[{word}{closers}%])|(?<=[{word}{closers}][{_SPACES}]))"
    marks = rf"[{narrow}{greek}]++(?=[{closers}]*+(?:\s|\Z))|[{wide}]++"
    return re.compile(f"{before}(?:{marks})"), re.compile(f"[{word}]")


def _marks(text: Text) -> Iterator[tuple[int, int]]:
    """Yield runs of marks that end a word; none of an emoticon."""
    string = text.string
    for match in _patterns()[0].finditer(string):
        start, end = match.span()
        # "fine :)" and "fine;)" are faces; so may be what stands apart, but in French.
        closed = string[end : end + 1] in tuple(CLOSERS)
        apart = string[start - 1] in _SPACES and text.base_language != "fr"
        if string[end - 1] in ":;" and (closed or apart):
            continue
        if string[start - 1] in ")]}" and string[max(0, start - 2)] in ":;-=^_":
            continue
        # ". ." of a text whose tokens stand apart is one ellipsis.
        if string[start - 1] in _SPACES and string[end : end + 2].strip(_SPACES)[:1] in tuple(STOPS):
            continue
        yield start, end


def _final(text: Text) -> tuple[int, int] | None:
    """Return the marks that end the text, before closing quotes and brackets, or None."""
    string = text.string
    tail = len(string.rstrip())
    while tail and string[tail - 1] in CLOSERS:
        tail -= 1
    ends = STOPS + _WIDE_STOPS + (_GREEK_QUESTION if text.base_language == "el" else "")
    start = tail
    while start and string[start - 1] in ends:
        start -= 1
    if start == tail or not start or not text.free(start, tail):
        return None
    own = string[start:tail] == "." and OWN_STOP.search(string, max(0, start - 12), start)
    before = string[start - 1]
    if before in _SPACES and start > 1:
        before = string[start - 2]
    word = _patterns()[1].match(before) or before in CLOSERS + "%"
    return None if own or not word else (start, tail)
