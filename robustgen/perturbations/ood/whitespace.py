"""White space as space bars, columns, line breaks and web pages leave it: more, other, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from robustgen.definition import count, share
from robustgen.perturbations.ood._sentences import CLOSERS, sentence_ends
from robustgen.places import Place, Spots
from robustgen.registry import perturbation
from robustgen.text import Text, char_class

_SINGLE = re.compile(r"(?<=\S) (?=\S)")
_WIDER: Sequence[str] = ("  ", "   ")
_SINGLE_OR_FIXED = re.compile(r"(?<=\S) (?=\S)|[\u00a0\u202f]")
_LINE_END = re.compile(r"(?<=\S)(?=\n)")
# Spaces that do not break a line: as wide as a space, and narrow.
_FIXED: Sequence[str] = ("\u00a0", "\u202f")
_WIDE: Sequence[str] = ("\u00a0",)
# The narrow one stands where typesetters put it: by a number, in French before high marks and inside quotation marks.
_NARROW = re.compile(r"(?<=[0-9])[ ]|[ ](?=[0-9])")
_NARROW_FRENCH = re.compile(r"(?<=[0-9\u00ab])[ ]|[ ](?=[0-9?!;:\u00bb])")
# What belongs to the word before it, after a space too, as in French: no line or column begins with it.
_CLOSING = "?!;:.,%\u00bb\u201d\u2026)]}"
# A line that begins with one of these is a list item, a heading, a quotation or code to many a reader.
_MARKUP = "-*+#>=|~`_\u2022\u2013\u20140123456789"
_CLOSED = re.compile(r"[\"'\u2019](?:\s|\Z)")
_SENTENCE_WEIGHT, _PAUSE_WEIGHT, _END_WEIGHT = 60, 12, 4
_SHORT = 64
# Within a clause lines are broken where there is a line to break.
_SIDE = 12


@perturbation(
    "ood.whitespace.multiple",
    label="preserves",
    amount=share(0.02, 0.06, 0.15, 0.4, 1.0),
    source="written for robustgen: a space bar that is hit twice, text pasted from columns",
)
def multiple(text: Text) -> Spots:
    """Write two or three spaces where one stands between words.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.whitespace.multiple").text
    'What is the  weather in Rome?'
    """
    found = (match.start() for match in _SINGLE.finditer(text.string))
    return Spots(text, [at for at in found if text.free(at, at + 1)], lambda _: _WIDER)


@perturbation(
    "ood.whitespace.newline",
    label="preserves",
    amount=share(0.03, 0.06, 0.15, 0.4, 1.0),
    source="written for robustgen: the enter key pressed within a message, lines wrapped by a mail program",
)
def newline(text: Text) -> Iterator[Place]:
    r"""Break the line between two words, likelier after a sentence or a comma.

    >>> from robustgen.generation import perturb
    >>> perturb("Hello, is it cold in Rome? We leave on Monday.", "ood.whitespace.newline").text
    'Hello, is it cold in Rome?\nWe leave on Monday.'
    """
    string, ends = text.string, sentence_ends(text)
    for match in _SINGLE.finditer(string):
        at = match.start()
        if not text.free(at, at + 1) or string[at + 1] in _MARKUP or not _apart(string, at):
            continue
        if at in ends:
            yield Place(at, at + 1, ("\n", "\n\n"), _SENTENCE_WEIGHT)
        elif string[at - 1] in ",;:\u060c":
            yield Place(at, at + 1, ("\n",), _PAUSE_WEIGHT)
        elif _SIDE <= at < len(string) - _SIDE:
            yield Place(at, at + 1, ("\n",))


@perturbation(
    "ood.whitespace.tab",
    label="preserves",
    amount=share(0.01, 0.02, 0.06, 0.25, 1.0),
    source="written for robustgen: text pasted from tables and editors",
)
def tab(text: Text) -> Spots:
    r"""Put a tab in place of a space between words, likelier after a sentence or a colon.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.whitespace.tab").text
    'What is the weather in\tRome?'
    """
    string, ends = text.string, sentence_ends(text)
    found = [match.start() for match in _SINGLE.finditer(string)]
    starts = [at for at in found if text.free(at, at + 1) and _apart(string, at)]
    weights = [_PAUSE_WEIGHT if at in ends or string[at - 1] in ":;" else 1 for at in starts]
    return Spots(text, starts, lambda _: ("\t",), weights=weights)


@perturbation(
    "ood.whitespace.leading_trailing",
    label="preserves",
    amount=count(1, 1, 2, 4, 8),
    source="written for robustgen: white space that is copied along with a text",
)
def leading_trailing(text: Text) -> Iterator[Place]:
    r"""Put white space after the text, before it, or at the ends of its lines.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.whitespace.leading_trailing").text
    'What is the weather in Rome?\t'
    """
    string = text.string
    if not string.strip():
        return
    if not string[0].isspace():
        yield Place(0, 0, (" ", "  ", "\n", "\t"))
    for match in _LINE_END.finditer(string):
        if text.free(match.start(), match.start()):
            yield Place(match.start(), match.start(), (" ", "  "))
    if not string[-1].isspace():
        yield Place(len(string), len(string), (" ", "  ", "\n", "\n\n", "\t"), _END_WEIGHT)


@perturbation(
    "ood.whitespace.nbsp",
    label="preserves",
    amount=share(0.02, 0.06, 0.15, 0.4, 1.0),
    source="Unicode Standard 14.0, section 6.2: U+00A0 and U+202F, which word processors and web pages write",
)
def nbsp(text: Text) -> Spots:
    r"""Put a space that does not break the line in place of one that does, or the other way round.

    >>> from robustgen.generation import perturb
    >>> ascii(perturb("What is the weather in Rome?", "ood.whitespace.nbsp").text)
    "'What is the\\xa0weather in Rome?'"
    """
    string, narrow = text.string, _NARROW_FRENCH if text.base_language == "fr" else _NARROW

    def options(at: int) -> Sequence[str]:
        if string[at] != " ":
            return (" ",)
        return _FIXED if narrow.match(string, at) else _WIDE

    found = (match.start() for match in _SINGLE_OR_FIXED.finditer(string))
    return Spots(text, [at for at in found if text.free(at, at + 1)], options)


@perturbation(
    "ood.whitespace.none_after_punctuation",
    label="preserves",
    amount=share(0.1, 0.3, 0.6, 0.85, 1.0),
    source="written for robustgen: hasty typing",
)
def none_after_punctuation(text: Text) -> Iterator[Place]:
    """Leave out the space after a comma, a colon or the end of a sentence.

    >>> from robustgen.generation import perturb
    >>> perturb("Hello, is it cold in Rome? We leave on Monday.", "ood.whitespace.none_after_punctuation").text
    'Hello,is it cold in Rome? We leave on Monday.'
    """
    string, ends = text.string, sentence_ends(text)
    for match in _after_mark().finditer(string):
        at = match.end() - 1
        if string[at - 1] in ".!?\u2026" and at not in ends:
            continue
        if string[at - 1] == "." and not _stays_apart(string, at):
            continue
        # A number on either side would run on into the mark.
        if text.free(match.start() - 1, at + 2):
            yield Place(at, at + 1, ("",))


def _apart(string: str, at: int) -> bool:
    """Return whether what stands before and behind the space at `at` may stand on two lines, or in two columns."""
    return string[at - 1] != "\u00ab" and string[at + 1] not in _CLOSING and not _CLOSED.match(string, at + 1)


@cache
def _after_mark() -> re.Pattern[str]:
    """Return marks between a word and a single space, with another word after it."""
    letters, marks = char_class("LETTERS"), char_class("LETTERS", "MARKS")
    closers = re.escape(CLOSERS)
    return re.compile(f"(?<=[{marks}])[.!?\u2026,;:\u060c\u061b\u061f\u0964]++[{closers}]?+ (?=[{letters}])")


def _stays_apart(string: str, at: int) -> bool:
    """Return whether the words before and after the stop and the space at `at` make no address."""
    before = string[max(0, at - _SHORT) : at].split()[-1].rstrip(".")
    after = string[at + 1 : at + _SHORT].split()[0]
    return not Text(f"{before}.{after}".lower()).hard
