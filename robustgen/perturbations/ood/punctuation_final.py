"""The mark that ends a text which has none: a full stop or a question mark, where it is plain which of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_TOP = 64
_UNSPACED = ("zh", "ja")
_LEAST_WORDS, _LEAST_LETTERS, _LEAST_HEADING = 3, 6, 5
_ENDS_OF_STATEMENT = ("です", "ます", "でした", "ました", "ません", "ださい", "だ", "いた", "った", "して", "たい")
_PRONOUNS = ("i", "you", "we", "they", "he", "she", "it")
_COMMANDS = ("do", "don't", "have")


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
    language, end = text.base_language, len(text.string.rstrip())
    marks = _languages().get(language)
    if marks is None or not end or not _runs_on(text, end):
        return
    mark = _unspaced_mark(text, marks) if language in _UNSPACED else _spaced_mark(text, marks)
    if mark:
        yield Place(end, end, (mark,))


@dataclass(frozen=True, slots=True)
class _Marks:
    """The row kinds of the table for one language; see its header."""

    statement: str
    question: str
    sure: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    verb: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    degree: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()


@cache
def _languages() -> dict[str, _Marks]:
    found: dict[str, dict[str, str | frozenset[str]]] = {}
    for language, kind, words in rows("final_marks"):
        mark = kind in ("statement", "question")
        found.setdefault(language, {})[kind] = words if mark else frozenset(words.split("|"))
    return {language: _Marks(**kinds) for language, kinds in found.items()}  # type: ignore[arg-type]


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
    if text.base_language == "en":
        return _english_mark(text, first, words, marks)
    if words[0] in marks.sure or (words[0] in marks.asking and words[1] in marks.verb):
        return marks.question
    asks = marks.sure | marks.asking | marks.unclear
    tells = "*" in marks.telling or words[0] in marks.telling
    return marks.statement if tells and asks.isdisjoint(words) else ""


def _english_mark(text: Text, first: int, words: Sequence[str], marks: _Marks) -> str:
    opens, second, third = words[:3]
    asks = opens in marks.sure
    if opens in marks.asking:
        asks = _opens_question(words, marks)
    elif opens in marks.verb:
        asks = second in (_PRONOUNS if opens in _COMMANDS else marks.subject)
        # "is the best in town" leaves out what it speaks of.
        asks = asks and not (second == "the" and (third.endswith("est") or third in ("worst", "most", "only", "same")))
    if asks:
        # "is it there, if not add it" asks and then tells.
        return "" if "," in text.string[text.sentences[-1][0] :] else marks.question
    opens_otherwise = opens in marks.sure | marks.asking | marks.verb and opens not in _COMMANDS
    return "" if opens_otherwise or opens in ("so", "you") or _may_ask(text, first, words, marks) else marks.statement


def _opens_question(words: Sequence[str], marks: _Marks) -> bool:
    """Return whether "what", "how" and the like open a question: none in "when it rains" and "what a day it was"."""
    opens, second = words[:2]
    if opens == "how":
        measured = second in marks.degree and words[2] not in _PRONOUNS and not marks.verb.isdisjoint(words[2:8])
        return second in marks.verb or second in ("come", "about") or measured
    if opens in ("what", "which", "whose") and second not in marks.subject and second not in ("a", "an"):
        return (second in marks.verb and opens == "what") or not marks.verb.isdisjoint(words[2:4])
    return second in marks.verb and opens != "which"


def _may_ask(text: Text, first: int, words: Sequence[str], marks: _Marks) -> bool:
    """Return whether an English sentence, from word number `first` on, may turn into a question further on."""
    spans, told = text.words[first:], False
    for number, (word, following) in enumerate(pairwise((*words, ""))):
        if word in marks.unclear:
            return True
        after_pause = number and "," in text.string[spans[number - 1][1] : spans[number][0]]
        # "for this car what fuel ..." asks, "tell me what it is" does not.
        if word in marks.asking and (after_pause or not told):
            return True
        # "at noon, is it ..." and "i changed my tires are they still good" ask, "the one that is" does not.
        if word in marks.verb and number and (after_pause or following in _PRONOUNS):
            return True
        told = told or word in marks.told
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
        asks = any(len(word) > 1 and word in said for word in marks.unclear) or "何" in said
        return marks.statement if said.endswith(_ENDS_OF_STATEMENT) and not asks else ""
    return "" if any(word in said for word in marks.unclear) or said[-1:] in "」』" else marks.statement
