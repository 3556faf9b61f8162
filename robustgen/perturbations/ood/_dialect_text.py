"""A text as the dialect rules read it: words with contractions split, what stands beside them, and its sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import lru_cache

from robustgen.cached import cached
from robustgen.edits import Replace
from robustgen.perturbations.matching import Hand, inside, quoted
from robustgen.text import Text

_SPLIT = re.compile(
    r"(i|you|he|she|it|we|they|that|there|here|what|who|where|how|this|nobody|everybody|everyone|somebody|someone)"
    r"('(?:s|re|m|ve|ll|d))"
)
# Contractions that people write without the apostrophe, where that is no other word.
_PLAIN = {
    **{f"{word}nt": f"{word}n't" for word in (
        "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "could", "would", "should",
    )},
    **{"im": "i'm", "ive": "i've", "youre": "you're", "theyre": "they're", "whats": "what's", "thats": "that's"},
}  # fmt: skip
_PAST = re.compile(
    r"\b(?:yesterday|ago|last (?:night|week|month|year|summer|winter|spring|fall|time|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday)|the other day|earlier today|this morning)\b"
)
_SPAN = re.compile(
    r"\bsince\b|\bfor (?:(?:about|over|almost|nearly|more than|the (?:past|last)) )?"
    r"(?:a (?:long|while|year|month|week|couple|few|day|decade)|an hour|ages|years|months|weeks|days|hours|so long|many"
    r"|several|two|three|four|five|six|ten|[0-9])"
)
_HABIT = re.compile(
    r"\b(?:every (?:single )?(?:day|night|week|weekend|month|year|morning|evening|summer|winter|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|time)|all the time|on weekends)\b"
)
_ORDER = re.compile(
    r"(?:please|kindly|remind|book|order|set|call|add|schedule|make|pay|transfer|i need(?! to know)|i want|i'd like"
    r"|i must|i have to|i will|i'll|can you|could you)\b"
)
_ERRAND = re.compile(
    r"(?:please |kindly )?(?:remind|book|order|set|call|add|schedule|make|pay|transfer|cancel|send(?! a )|i must"
    r"|i have to|i will|i'll)\b"
)
_QUESTION = re.compile(
    r"(?:so |and |but |ok |okay |please )?(?:what|where|when|why|how|who|which|whose|do|does|did|is|are|am|was|were|can"
    r"|could|will|would|should|may|have|has|don't|doesn't|didn't|isn't|aren't|won't|can't)(?:'s|'re|s)?\b"
)
_GLUE = frozenset("-_/@#&*=\u2010\u2011")
_ENDS = ".!?\u2026\n"


class Tokens:
    """The words of a text and its numbers, one after the other.

    Attributes:
        lower: each in lower case, contractions split ("he", "'s"); "#" for a number.
        starts, ends: where each stands.
        near: whether nothing but a space, or nothing at all, stands between it and the one before.
        plain: whether it may be changed and read as a word: no number, no name, nothing quoted.
    """

    def __init__(self, text: Text) -> None:
        self.text, self.string, self.hand = text, text.string, Hand.of(text)
        self._held: dict[tuple[str, int], bool] = {}
        self.starts, self.ends, self.lower, self.plain = list[int](), list[int](), list[str](), list[bool]()
        quotations, shouts = quoted(self.string), self.hand.capital
        spans = sorted([*text.words, *text.numbers]) if text.numbers else text.words
        numbers = set(text.numbers)
        for start, end in spans:
            word = "#" if (start, end) in numbers else self.string[start:end].lower().replace("\u2019", "'")
            word = _PLAIN.get(word, word)
            split = _SPLIT.fullmatch(word)
            plain = word != "#" and not inside(start, quotations)
            plain = plain and self.string[start - 1 : start] not in _GLUE and self.string[end : end + 1] not in _GLUE
            if plain and not shouts and self.string[start].isupper() and word.partition("'")[0] != "i":
                plain = self._opens(start) and not self.string[start + 1 : end].isupper()
            if split:
                cut = end - len(split[2]) + (end - start < len(word))
                self._add(start, cut, split[1], plain)
                self._add(cut, end, split[2], plain)
            else:
                self._add(start, end, word, plain)
        self.near = [False, *map(self._beside, self.ends, self.starts[1:]), False]

    def _beside(self, end: int, start: int) -> bool:
        """Return whether nothing but a space or two stands in [end, start)."""
        between = self.string[end:start]
        return not between or (len(between) < 4 and between.isspace() and "\n" not in between)

    def _add(self, start: int, end: int, word: str, plain: bool) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.lower.append(word)
        self.plain.append(plain)

    def __len__(self) -> int:
        return len(self.starts)

    def _opens(self, start: int) -> bool:
        """Return whether a sentence, or a stretch behind a colon or a bracket, begins at offset `start`."""
        head = self.string[max(0, start - 8) : start].rstrip(" \t\"'\u201c\u2018*_")
        return (not head and start <= 8) or (bool(head) and head[-1] in _ENDS + ":;()-\u2013\u2014>")

    def opens(self, i: int) -> bool:
        """Return whether word `i` begins a sentence."""
        return i == 0 or (not self.near[i] and self._opens(self.starts[i]))

    def closes(self, i: int) -> bool:
        """Return whether word `i` ends a sentence: nothing or an end mark follows."""
        tail = self.string[self.ends[i] : self.ends[i] + 4].lstrip(" \t\"'\u201d\u2019)")
        return (not tail and self.ends[i] + 4 >= len(self.string)) or (bool(tail) and tail[0] in _ENDS)

    def marked(self, i: int) -> bool:
        """Return whether a mark that ends a clause, or an end, follows word `i`."""
        tail = self.string[self.ends[i] : self.ends[i] + 3].lstrip(" ")
        return not tail or tail[0] in _ENDS + ',;:)\u2013\u2014"\u201d'

    def breaks(self, i: int) -> bool:
        """Return whether a mark, or an end, follows word `i`."""
        return i + 1 >= len(self) or not self.near[i + 1]

    @cached
    def _sentences(self) -> tuple[list[int], list[str]]:
        spans = self.text.sentences
        lowered = self.string.lower().replace("\u2019", "'") if self.string.isascii() or "\u2019" in self.string else ""
        if len(lowered) != len(self.string):
            lowered = self.string
        return [start for start, _ in spans], [lowered[a:b] for a, b in spans]

    def holds(self, condition: str, i: int) -> bool:
        """Return whether the sentence of word `i` meets a condition: one of `_CONDITIONS`, asked once a sentence."""
        number = max(0, bisect_right(self._sentences[0], self.starts[i]) - 1)
        key = (condition, number)
        if key not in self._held:
            self._held[key] = _CONDITIONS[condition](self._sentences[1][number])
        return self._held[key]

    def replaced(self, a: int, b: int, made: str) -> Replace | None:
        """Return the edit that puts `made` for the words `a` to `b`, in their case; None for no plain way."""
        string, start, end = self.string, self.starts[a], self.ends[b]
        if not made:
            return self._removed(a, b)
        joined = a > 0 and self.ends[a - 1] == start
        if made[0] == "'" and not joined and self.near[a]:
            return Replace("", self.ends[a - 1], end, self.hand.write(made))
        fitted = self.hand.fit(made, string[start:end])
        if string[start].isupper() and self.opens(a):
            fitted = fitted[0].upper() + fitted[1:]
        elif string[start].isupper() and not self.hand.capital and not fitted.startswith(("I ", "I'", "I\u2019")):
            fitted = fitted[0].lower() + fitted[1:]
        if joined and made[0] != "'":
            fitted = " " + fitted
        return None if fitted == string[start:end] else Replace("", start, end, fitted)

    def _removed(self, a: int, b: int) -> Replace | None:
        string, start, end = self.string, self.starts[a], self.ends[b]
        if a and self.near[a]:
            return Replace("", self.ends[a - 1], end, "")
        if not self.near[b + 1] or not self.plain[b + 1]:
            return None
        following = string[self.starts[b + 1] : self.ends[b + 1]]
        if string[start].isupper():
            following = following[0].upper() + following[1:]
        return Replace("", start, self.ends[b + 1], following)

    def inserted(self, i: int, made: str) -> Replace:
        """Return the edit that puts `made` behind word `i`, a space between unless it begins with a mark."""
        at = self.ends[i]
        return Replace("", at, at, ("" if made[0] in ",'" else " ") + self.hand.write(made))


def is_question(sentence: str) -> bool:
    """Return whether a sentence in lower case asks: by its mark, or by its first word.

    >>> is_question("where is it"), is_question("it is here")
    (True, False)
    """
    sentence = sentence.strip("\"'(\u201c ")
    return sentence.rstrip("\"')\u201d").endswith("?") or bool(_QUESTION.match(sentence))


_CONDITIONS: Mapping[str, Callable[[str], bool]] = {
    "past": lambda sentence: bool(_PAST.search(sentence)),
    "span": lambda sentence: bool(_SPAN.search(sentence)),
    "habit": lambda sentence: bool(_HABIT.search(sentence)),
    "errand": lambda sentence: bool(_ERRAND.match(sentence)),
    "order": lambda sentence: bool(_ORDER.match(sentence)),
    "asks": lambda sentence: sentence.rstrip("\"')\u201d").endswith("?"),
    "question": is_question,
    "statement": lambda sentence: not is_question(sentence),
}
"""What a sentence in lower case may be asked: whether it names a past time, a span up to now, a habit, and so on."""


@lru_cache(maxsize=8)
def tokens(text: Text) -> Tokens:
    """Return the words of `text`, read once for all the features of a pack."""
    return Tokens(text)
