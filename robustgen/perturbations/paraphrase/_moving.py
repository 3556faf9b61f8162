"""Sentences whose parts paraphrases move, and the edits that move them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from robustgen.edits import Change, Replace
from robustgen.perturbations.matching import word_lists
from robustgen.text import Text

_MARKS = ".!?\u2026"
_STRANGE = frozenset('"\u201c\u201d()[]{}<>:;*/|_~\n\t\u2013\u2014\u2026#@')
# Gaps, quotation marks and dots that are written by hand or by a machine, and where they end nobody can say.
_ODD = ("  ", " '", "' ", " ,", "..")
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without quotations, brackets or markup, and its words.

    Attributes:
        text: the text it stands in.
        number: its number there.
        start, end: where it stands, its final marks left out.
        mark: its final marks; empty for none.
        words: spans of its words.
        low: its words in lower case, with straight apostrophes.
    """

    text: Text
    number: int
    start: int
    end: int
    mark: str
    words: tuple[tuple[int, int], ...]
    low: tuple[str, ...]

    def gap(self, i: int) -> str:
        """Return what stands between word `i` and the one before."""
        return self.text.string[self.words[i - 1][1] : self.words[i][0]]

    def has(self, name: str, first: int, stop: int) -> bool:
        """Return whether one of the words [first, stop) is in a list of the table reorder_words."""
        return not word_lists("reorder_words")[name].isdisjoint(self.low[first:stop])

    def within(self, name: str, i: int) -> bool:
        """Return whether word `i` is in a list of the table reorder_words."""
        return i < len(self.low) and self.low[i] in word_lists("reorder_words")[name]


def sentences(text: Text) -> Iterator[Sentence]:
    """Yield the sentences of `text` that are plain: words, numbers, commas, one final mark, not in capitals."""
    string, starts = text.string, text.word_starts
    for number, (start, stop) in enumerate(text.sentences):
        first = bisect_left(starts, start)
        last = bisect_left(starts, stop, first)
        if not 3 <= last - first <= _MOST_WORDS or starts[first] != start:
            continue
        whole = string[start:stop]
        body = whole.rstrip(_MARKS).rstrip()
        mark = whole[len(body) :]
        if len(mark) > 1 or whole.isupper() or not _STRANGE.isdisjoint(whole) or any(odd in whole for odd in _ODD):
            continue
        if any(a < stop and start < b for a, b in text.hard):
            continue
        spans = text.all_words[first:last]
        low = tuple(string[a:b].lower().replace("\u2019", "'") for a, b in spans)
        yield Sentence(text, number, start, start + len(body), mark, spans, low)


def swapped(sentence: Sentence, cut: int, at: int, between: str, *, stop: int | None = None) -> Change | None:
    """Return the edits that put [at, end) of a sentence before [start, cut), with `between` between them.

    The first letters change places in case. What is moved is the part with fewer names; None where numbers or other
    protected text stand in both parts.
    """
    text, start, end = sentence.text, sentence.start, sentence.end if stop is None else stop
    string = text.string
    front, back = string[start:cut], string[at:end]
    capital = front[0].isupper()
    new_front = back[0].upper() + back[1:] if capital else back
    kept = front.split(" ", 1)[0].rstrip(",").partition("'")[0].partition("\u2019")[0] == "I"
    new_back = front if kept else front[0].lower() + front[1:]
    one = two = None
    if text.free(start, at):
        one = [Replace("", start, at, ""), *_cased(string, at, new_front), Replace("", end, end, between + new_back)]
    if text.free(cut, end):
        cased = _cased(string, start, new_back)
        two = [Replace("", start, start, new_front + between), *cased, Replace("", cut, end, "")]
    if one and two:
        return tuple(one if (_names(front), len(front)) < (_names(back), len(back)) else two)
    made = one or two
    return tuple(made) if made else None


def _cased(string: str, at: int, new: str) -> list[Replace]:
    return [] if string[at] == new[0] else [Replace("", at, at + 1, new[0])]


def _names(part: str) -> int:
    return sum(word[0].isupper() and word != "I" for word in part.split()[1:])
