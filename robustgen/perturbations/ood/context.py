"""Text around the text that has nothing to do with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from robustgen.definition import count
from robustgen.perturbations.matching import quoted
from robustgen.perturbations.ood._sentences import opens_plainly
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_MARKS = ".!?…"
# Words that open a question; "can you" and the like open requests as often.
_ASKERS = frozenset((
    "what", "what's", "whats", "when", "when's", "where", "where's", "who", "who's", "whose", "which", "why", "how",
    "how's", "is", "are", "was", "were", "am", "do", "does", "did", "has", "have", "should",
))  # fmt: skip
_BRACKETS = re.compile(r"[()]")
_OPENERS = "\"'(<\u201c\u2018"
_CLOSERS = "\"')]”’"
# Each place has sentences of its own, so that two places seldom say the same; 4 is as many as a severity takes.
_SHARES = 4
# A sentence more is no longer the same summary, translation, paraphrase or hypothesis, and it may hold another answer.
LABEL = {
    **dict.fromkeys(("intent", "topic", "sentiment", "toxicity", "ner", "qa_choice", "tool_call"), "preserves"),
    "*": "unknown",
}


@perturbation(
    "ood.context.distractor",
    label=LABEL,
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    source="cf. F. Shi et al., Large Language Models Can Be Easily Distracted by Irrelevant Context, ICML 2023; "
    "sentences of our own, see the table",
)
def distractor(text: Text) -> Iterator[Place]:
    """Put a sentence that is beside the point before, between or after the sentences.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.context.distractor").text
    'What is the weather in Rome? Tadpoles turn into frogs.'
    """
    return between_sentences(text, _sentences)


def between_sentences(text: Text, lines: Callable[[bool], Sequence[str]]) -> Iterator[Place]:
    """Yield places before, between and after the sentences, for lines of their own each.

    `lines` returns whole sentences, or, for a writer who uses neither capitals nor marks, such as that one would write.
    """
    string, sentences = text.string, text.sentences
    if not sentences:
        return
    casual = is_casual(string)
    start, end = sentences[0][0], sentences[-1][1]
    # Where, what stands before the sentence, what after it, and whether it keeps its stop.
    points = [(start, "", ", " if casual else " ", True)] if opens_plainly(string[start:]) else []
    for (_, left), (right, _) in () if casual else pairwise(sentences):
        # "Hey Arnold! is slow": the mark of a name ends no sentence; "1. It" is an item of a list.
        listed = string[max(0, left - 4) : left].strip(" .()").isdigit()
        opens = string[right].isalnum() or string[right] in _OPENERS
        if string[left:right] == " " and ended(string, left) and opens and not string[right].islower() and not listed:
            points.append((left, " ", "", True))
    linked = any(b == end for _, b in text.hard)  # a stop would become part of the link
    runs_on = (string[end - 1].isalnum() or string[end - 1] in _CLOSERS) and not linked
    stop = "" if ended(string, end) or not runs_on else "," if casual else "."
    # After an unpunctuated command it could pass for a part of what is dictated or searched for; not after a question.
    if not casual or asks(text):
        points.append((end, stop + " ", "", stop != "."))
    within = _enclosed(string)
    free = [point for point in points if text.free(point[0], point[0]) and not within[point[0]]]
    for number, (at, before, after, stopped) in enumerate(free):
        said = lines(casual)[number % _SHARES :: _SHARES]
        yield Place(at, at, tuple(before + (line if stopped else line.removesuffix(".")) + after for line in said))


def asks(text: Text) -> bool:
    """Return whether a text begins as a question does."""
    return bool(text.lowered) and text.lowered[0] in _ASKERS


def _enclosed(string: str) -> bytearray:
    """Return, for each offset and the end, 1 inside quotation marks or brackets."""
    found = bytearray(len(string) + 1)
    for start, end in quoted(string):
        found[start + 1 : end] = bytes([1]) * (end - start - 1)
    depth = opened = 0
    for match in _BRACKETS.finditer(string):
        if match[0] == "(":
            depth, opened = depth + 1, match.start() if depth == 0 else opened
        elif depth:
            depth -= 1
            if not depth:
                found[opened + 1 : match.end()] = bytes([1]) * (match.end() - opened - 1)
    return found


def is_casual(string: str) -> bool:
    """Return whether the writer uses neither capitals nor marks at the end."""
    return string == string.lower() and not ended(string, len(string.rstrip()))


def ended(string: str, end: int) -> bool:
    """Return whether the sentence that ends at `end` has its mark, maybe before quotes and brackets."""
    return string[max(0, end - 4) : end].rstrip(_CLOSERS)[-1:] in tuple(_MARKS)


@cache
def _sentences(casual: bool) -> Sequence[str]:
    """Return the sentences of the table, as one who uses neither capitals nor marks writes them where `casual`."""
    said = [row[0] for row in rows("distractors")]
    return tuple(line[:1].lower() + line[1:].removesuffix(".") for line in said) if casual else tuple(said)
