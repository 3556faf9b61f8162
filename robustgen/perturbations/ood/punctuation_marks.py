"""Marks at the ends of words and sentences as hasty writers set them: left out, added, doubled, after a space.

The marks are those of the text's script: 。 and ？ in Chinese and Japanese, ؟ in Arabic, । in Hindi, ; in Greek.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from robustgen.definition import share
from robustgen.edits import Replace
from robustgen.perturbations.ood._sentences import CLOSERS, OWN_STOP, STOPS, sentence_ends
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, char_class

_PAUSES = ",;:،؛·"
_WIDE_STOPS, _WIDE_PAUSES = "。！？｡", "，、；：､"
_SPACES = " \u00a0\u202f"
_GREEK_QUESTION = ";\u037e"
_TOP = 64
# How often a mark is doubled, beside the others.
_DOUBLED = {**dict.fromkeys("!?！？؟", 12), ".": 4, "。": 4, ",": 1, "，": 1, "،": 1, "۔": 1}
_UNSPACED = ("zh", "ja")
_LEAST_WORDS, _LEAST_LETTERS, _LEAST_HEADING = 3, 6, 5
# What makes a question in English where it follows "do", "can", "will" and the like.
_ENGLISH_SUBJECTS = frozenset(("i", "you", "we", "they", "he", "she", "it", "there", "the", "my", "your", "this"))
_PRONOUNS = tuple((word,) for word in ("i", "you", "we", "they", "he", "she", "it"))
_ENGLISH_COMMANDS = frozenset(("do", "don't", "have"))
_ENGLISH_VERBS = frozenset((
    "am", "are", "aren't", "did", "didn't", "does", "doesn't", "has", "hasn't", "is", "isn't", "should", "shouldn't",
    "was", "wasn't", "were",
))  # fmt: skip
# What a question that is told and not asked depends on.
_ENGLISH_TELLING = frozenset((
    "check", "explain", "figure", "find", "know", "learn", "let", "list", "look", "read", "remember", "see", "show",
    "tell", "understand",
))  # fmt: skip


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
    "ood.punctuation.add_final",
    label="preserves",
    languages=("en", "ar", "de", "el", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "tr", "zh"),
    source="robustgen/perturbations/tables/final_marks.tsv",
)
def add_final(text: Text) -> Iterator[Place]:
    """End a text that has no final mark with one: a full stop, or a question mark where it opens as a question.

    >>> from robustgen.generation import perturb
    >>> perturb("what is the weather in Rome", "ood.punctuation.add_final").text
    'what is the weather in Rome?'
    """
    end = len(text.string.rstrip())
    marks = _final_marks().get(text.base_language)
    if marks is None or not end or not _runs_on(text, end):
        return
    mark = _unspaced_mark(text, marks) if text.base_language in _UNSPACED else _spaced_mark(text, marks)
    if mark:
        yield Place(end, end, (mark,))


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


class _Marks(NamedTuple):
    statement: str
    question: str
    asking: frozenset[str]
    unclear: frozenset[str]


@cache
def _final_marks() -> dict[str, _Marks]:
    """Return the marks that end a sentence, and the words that tell a question, by language."""
    return {
        language: _Marks(statement, question, frozenset(asking.split("|")), frozenset(unclear.split("|")))
        for language, statement, question, asking, unclear in rows("final_marks")
    }


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


def _runs_on(text: Text, end: int) -> bool:
    """Return whether the text is one line that ends in a word like any other."""
    string = text.string
    last = text.words[-1] if text.words else (0, 0)
    begin = bisect_right(text.spaces, end - 1)
    piece = string[text.spaces[begin - 1] + 1 if begin else 0 : end][:_TOP]
    single = "\n" not in string[: end + 1].strip()
    return single and last[1] == end and piece[:1] not in tuple("#@/~<[") and text.free(end - 1, end)


def _spaced_mark(text: Text, marks: _Marks) -> str:
    """Return the mark that the last sentence wants, or "" where that is unclear."""
    first = bisect_left([start for start, _ in text.words], text.sentences[-1][0])
    words = text.lowered[first:]
    if len(words) < _LEAST_WORDS or _is_heading(text):
        return ""
    if text.base_language == "en" and words[0] in marks.unclear and words[1] in _ENGLISH_SUBJECTS:
        return marks.question
    if words[0] in marks.asking:
        # "is it there, if not add it" asks and then tells.
        return "" if text.base_language == "en" and "," in text.string[text.sentences[-1][0] :] else marks.question
    if text.base_language == "en":
        return "" if _may_ask(text, first, marks) else marks.statement
    return marks.statement if marks.asking.union(marks.unclear).isdisjoint(words) else ""


def _may_ask(text: Text, first: int, marks: _Marks) -> bool:
    """Return whether an English sentence, from word number `first` on, may turn into a question further on."""
    words, spans, told = text.lowered[first:], text.words[first:], False
    if words[0] == "so":
        return True
    for number, word in enumerate(words):
        if word in marks.unclear and (number or word not in _ENGLISH_COMMANDS):
            return True
        # "at noon, is it ..." and "for this car what fuel ..." ask, "tell me what it is" and "the one that is" do not.
        after_pause = number and "," in text.string[spans[number - 1][1] : spans[number][0]]
        if word in marks.asking and (after_pause or (word not in _ENGLISH_VERBS and not told)):
            return True
        # "i changed my tires are they still good"
        if word in _ENGLISH_VERBS and number and words[number + 1 : number + 2] in _PRONOUNS:
            return True
        told = told or word in _ENGLISH_TELLING
    return False


def _is_heading(text: Text) -> bool:
    """Return whether all but short words have capitals."""
    long = [text.string[a] for a, b in text.words if b - a >= _LEAST_HEADING]
    return len(long) > 1 and all(c.isupper() for c in long)


def _unspaced_mark(text: Text, marks: _Marks) -> str:
    start, end = text.sentences[-1]
    said = text.string[start:end]
    if len(said) < _LEAST_LETTERS or said.isascii():
        return ""
    if text.base_language == "ja":
        # The particles count at the end alone, the question words anywhere.
        asks = said[-1] in "かのねよな" or any(len(word) > 1 and word in said for word in marks.unclear) or "何" in said
    else:
        asks = any(word in said for word in marks.unclear)
    return "" if asks or said.rstrip()[-1:] in "」』" else marks.statement
