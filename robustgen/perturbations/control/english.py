"""English verbs denied and affirmed: "is" and "is not", "loved it" and "did not love it", "don't" and nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from robustgen.edits import Replace
from robustgen.perturbations.tables import rows
from robustgen.text import Text, match_case

COPULAS = frozenset(("is", "are", "was", "were", "am"))
MODALS = frozenset(("can", "could", "will", "would", "should", "must", "may", "might", "shall"))
AUXILIARIES = COPULAS | MODALS | {"has", "have", "had", "do", "does", "did"}
_CONTRACTED = {
    "is": "isn't", "are": "aren't", "was": "wasn't", "were": "weren't", "has": "hasn't", "have": "haven't",
    "had": "hadn't", "do": "don't", "does": "doesn't", "did": "didn't", "can": "can't", "could": "couldn't",
    "will": "won't", "would": "wouldn't", "should": "shouldn't",
}  # fmt: skip
# What a negative auxiliary is without its not; misspelt without apostrophe as well where that is no other word.
NEGATIVE = {
    **{negative: plain for plain, negative in _CONTRACTED.items()},
    **{
        negative.replace("'", ""): plain
        for plain, negative in _CONTRACTED.items()
        if negative not in ("won't", "can't")
    },
    "cannot": "can",
    "mustn't": "must",
}
PRONOUNS = frozenset(("i", "you", "he", "she", "it", "we", "they"))
_HOSTS = PRONOUNS | {"this", "that", "there", "here", "what", "who", "everything", "everyone", "nothing"}
# Contracted auxiliaries and what they stand for before a complement.
_TAILS = {"'s": "is", "'re": "are", "'m": "am", "'ll": "will", "'d": "would", "'ve": "have"}


@dataclass(frozen=True, slots=True)
class Forms:
    """The verbs of the table: the base by third person, by past and by participle, and all bases."""

    third: Mapping[str, str]
    past: Mapping[str, str]
    participles: frozenset[str]
    inflected: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@cache
def forms() -> Forms:
    """Return the forms of the verbs of the table."""
    table = rows("verb_forms")
    return Forms(
        third={third: base for base, third, _, _ in table},
        past={past: base for base, _, past, _ in table},
        participles=frozenset(row[3] for row in table),
        inflected={base: (third, past) for base, third, past, _ in table},
    )


class Words:
    """The unprotected words of a text, what stands between them, and edits of them."""

    def __init__(self, text: Text) -> None:
        self.text, self.spans, self.lower = text, text.words, text.lowered
        self._starts = [start for start, _ in self.spans]
        self.present = frozenset(self.lower)

    def within(self, start: int, end: int) -> range:
        """Return the numbers of the words that begin in [start, end)."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def gap(self, i: int) -> str:
        """Return what stands between word `i` and the one before."""
        return self.text.string[self.spans[i - 1][1] if i else 0 : self.spans[i][0]]

    def follows(self, i: int) -> bool:
        """Return whether a space alone stands before word `i`, and a word before that."""
        return 0 < i < len(self.spans) and self.gap(i) == " "

    def tail(self, i: int) -> tuple[str, str] | None:
        """Return host and auxiliary of a contraction such as "it's", or None."""
        host, mark, rest = self.lower[i].rpartition("'")
        found = _TAILS.get(mark + rest)
        return (host, found) if mark and found and host in _HOSTS else None

    def auxiliary(self, i: int) -> str | None:
        """Return the auxiliary that word `i` is or contracts, in its plain form, denied or not; else None."""
        word = self.lower[i]
        if word in AUXILIARIES:
            return word
        tail = self.tail(i)
        return tail[1] if tail else NEGATIVE.get(word)

    def replaced(self, i: int, new: str) -> Replace:
        """Return the edit that puts `new` for word `i`, in its case."""
        start, end = self.spans[i]
        return Replace("", start, end, match_case(new, self.text.string[start:end]))

    def removed(self, i: int) -> Replace:
        """Return the edit that takes word `i` out, with the space before it, or after the first word of a sentence."""
        start, end = self.spans[i]
        string = self.text.string
        if string[start - 1 : start] == " " and start:
            return Replace("", start - 1, end, "")
        return Replace("", start, end + (string[end : end + 1] == " "), "")

    def after(self, i: int, new: str) -> Replace:
        """Return the edit that puts `new` behind word `i`."""
        end = self.spans[i][1]
        shout = self.lower[i] != "i" and len(self.lower[i]) > 1 and self.text.string[slice(*self.spans[i])].isupper()
        return Replace("", end, end, " " + (new.upper() if shout else new))


def denied(words: Words, i: int, *, short: bool = False) -> list[Replace] | None:
    """Return the edits that deny the auxiliary at word `i`, contracted where `short`; None for no plain way."""
    word, tail = words.lower[i], words.tail(i)
    if tail is not None:
        host, auxiliary = tail
        following = words.lower[i + 1] if i + 1 < len(words.lower) else ""
        if auxiliary == "would" and (following in forms().participles or following == "better"):
            auxiliary = "had" if following not in forms().inflected else ""
        if not auxiliary:
            return None
        if auxiliary in ("is", "are", "am") or (auxiliary == "have" and not short):
            return [words.after(i, "not")] if auxiliary != "have" else _spelt(words, i, host, "have not")
        return _spelt(words, i, host, _CONTRACTED[auxiliary] if short else f"{auxiliary} not")
    if word not in AUXILIARIES:
        return None
    if short and word in _CONTRACTED:
        return [words.replaced(i, _CONTRACTED[word])]
    return [words.replaced(i, "cannot")] if word == "can" else [words.after(i, "not")]


def affirmed(words: Words, i: int) -> list[Replace] | None:
    """Return the edits that take the not from the auxiliary at word `i` ("isn't", "is not", "it's not"); else None.

    Of do, does and did the next word takes the ending: "does not work" is "works" then.
    """
    word, auxiliary = words.lower[i], words.auxiliary(i)
    if auxiliary is None:
        return None
    following = i + 1
    whole = word in NEGATIVE
    if not whole:
        if not (words.follows(i + 1) and words.lower[i + 1] in ("not", "never")):
            return None
        following = i + 2
    if auxiliary in ("do", "does", "did") and words.tail(i) is None:
        return _undone(words, i, following, auxiliary)
    return [words.replaced(i, auxiliary)] if whole else [words.removed(i + 1)]


def done(words: Words, i: int, *, short: bool = False) -> list[Replace] | None:
    """Return the edits that deny the full verb at word `i` with do, does or did; None for a form that is not known."""
    word, known = words.lower[i], forms()
    for auxiliary, table in (("does", known.third), ("did", known.past), ("do", known.inflected)):
        if word in table:
            base = word if auxiliary == "do" else known.third.get(word) or known.past[word]
            return [words.replaced(i, f"{_CONTRACTED[auxiliary] if short else auxiliary + ' not'} {base}")]
    return None


def _spelt(words: Words, i: int, host: str, auxiliary: str) -> list[Replace]:
    start, end = words.spans[i]
    return [Replace("", start + len(host), end, f" {auxiliary}")]


def _undone(words: Words, i: int, following: int, auxiliary: str) -> list[Replace] | None:
    """Return the edits that take "does not" away and give the verb its ending, over one adverb at most."""
    known = forms().inflected
    for verb in (following, following + 1):
        if not words.follows(verb):
            return None
        if words.lower[verb] in known:
            third, past = known[words.lower[verb]]
            start, at = words.spans[i][0], words.spans[following][0]
            kept = [] if auxiliary == "do" else [words.replaced(verb, third if auxiliary == "does" else past)]
            return [Replace("", start, at, ""), *kept]
    return None


def joined(edits: Sequence[Replace]) -> tuple[Replace, ...]:
    """Return edits in order; of two that touch each other one is made."""
    made: list[Replace] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if made and edit.start <= made[-1].end and edit.start < edit.end and made[-1].start < made[-1].end:
            last = made.pop()
            made.append(Replace("", last.start, edit.end, last.text + edit.text))
        else:
            made.append(edit)
    return tuple(made)
