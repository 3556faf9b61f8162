"""A text and the spans that perturbations share: letters, words, sentences, numbers, and what nothing may touch.

Letters and words are those of Unicode 14.0 (`robustgen.unicode14`); a code point it does not know is nowhere a place.
Everything is found at most once a text, and in time linear in its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache, cached_property

Region = tuple[int, int]

_ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ASCII_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
# Letters that continue the character before them: Thai and Lao sara am, half-width kana marks, conjoining jamo.
_CONTINUING = "\u0e33\u0eb3\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7c6\ud7cb-\ud7fb"
_APOSTROPHES = "'\u2019"

# Word characters and digits without Python's own Unicode data, which changes with its version.
_W = "0-9A-Za-z_\u00aa\u00b5\u00ba\u00c0-\u1fff\u2c00-\u2fef\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff10-\uffdc"
_D = "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19"
_NUMBER = re.compile(f"[$€£¥]?(?<![{_W}])[{_W}]{{0,12}}?[{_D}](?:[{_W}]|[.,:/'\u2019-](?=[{_W}]))*%?")
_DIGIT = re.compile(f"[{_D}]")
_TOP_LEVEL = (
    "com|org|net|edu|gov|mil|int|io|ai|co|uk|de|fr|es|it|nl|pl|eu|us|ca|au|in|jp|cn|ru|br|ch|at|be|se|no|dk|fi|ie|nz|tv|me|app|dev|info|biz"
)
_FILES = "txt|pdf|csv|json|jsonl|xml|html|htm|py|js|md|docx?|xlsx?|pptx?|zip|gz|png|jpe?g|gif|mp3|mp4|exe|log|sql|yaml|yml|toml"
_PROTECTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("://", re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s<>\"`{}|\\^]+")),
    ("www.", re.compile(r"(?i:\bwww\.[^\s<>\"`{}|\\^]+)")),
    ("@", re.compile(rf"[{_W}.+%-]{{1,64}}@[{_W}-]+(?:\.[{_W}-]+)+|(?<![{_W}])@[{_W}]{{1,64}}")),
    (".", re.compile(rf"(?<![{_W}@/.])(?:[{_W}-]{{1,63}}\.){{1,8}}(?:{_TOP_LEVEL}|{_FILES})(?![{_W}])(?:[/:?#][^\s<>\"`]*)?")),
    ("`", re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)),
    ("{", re.compile(r"\{\{[^{}\n]{1,200}\}\}|\$?\{[^{}\n]{0,200}\}")),
    ("%", re.compile(r"%\([A-Za-z_]\w{0,63}\)[sdrf]|%[sdrf]\b")),
    ("<", re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<!--.{0,300}?-->")),
    ("&", re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#x[0-9A-Fa-f]{1,6}) ?;")),
)
_URL_TAIL = ".,;:!?)]}'\"\u2019\u201d*_"
_SENTENCE_END = re.compile(r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u2019\u201d)\]]*+(?=\s|$)|[\u3002\uff01\uff1f]+|\n\s*")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs etc e.g i.e no vol fig al inc ltd co dept approx a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec".split()
)


class Text:
    """A text, its language, and where it may be changed.

    Attributes:
        string: the text itself.
        language: a language code such as "en" or "de-CH"; `base_language` is its first part.
        protect: strings that nothing may change inside, wherever they occur.
    """

    def __init__(self, string: str, *, language: str = "en", protect: Iterable[str] = ()) -> None:
        self.string = string
        self.language = language
        self.protect = tuple(protect)

    @property
    def base_language(self) -> str:
        """The language without region: "de" for "de-CH"."""
        return self.language.partition("-")[0].lower()

    @cached_property
    def numbers(self) -> tuple[Region, ...]:
        """Spans of tokens that hold a digit ("7", "1,234.5", "3rd", "mp3", "192.168.1.1"), outside `hard` regions."""
        if not _DIGIT.search(self.string):
            return ()
        return tuple(m.span() for m in _NUMBER.finditer(self.string) if not _meets(self.hard, m.start(), m.end()))

    @cached_property
    def hard(self) -> tuple[Region, ...]:
        """Regions that no perturbation touches: listed strings, URLs, e-mails, code spans, placeholders, markup."""
        found: list[Region] = []
        for marker, pattern in _PROTECTED:
            if marker in self.string:
                for match in pattern.finditer(self.string):
                    start, end = match.span()
                    if marker in ("://", "www.", "."):
                        end = start + len(match.group().rstrip(_URL_TAIL))
                    found.append((start, end))
        for phrase in self.protect:
            at = self.string.find(phrase) if phrase else -1
            while at >= 0:
                found.append((at, at + len(phrase)))
                at = self.string.find(phrase, at + len(phrase))
        return _union(found)

    @cached_property
    def protected(self) -> tuple[Region, ...]:
        """`hard` regions and numbers: what a perturbation leaves alone unless numbers are its business."""
        return _union([*self.hard, *self.numbers])

    def free(self, start: int, end: int) -> bool:
        """Return whether [start, end), or an insertion where start == end, lies outside every protected region."""
        return not _meets(self.protected, start, end)

    @cached_property
    def letters(self) -> list[int]:
        """Offsets of unprotected letters that are a whole character: no combining mark or joiner follows."""
        if self.string.isascii():
            found = [i for i, c in enumerate(self.string) if c in _ASCII_LETTERS]
        else:
            found = [m.start() for m in _patterns()[0].finditer(self.string)]
        return outside(found, self.protected)

    @cached_property
    def all_words(self) -> tuple[Region, ...]:
        """Spans of words: letters and their marks, with single apostrophes inside; protected ones too."""
        pattern = _ASCII_WORD if self.string.isascii() else _patterns()[1]
        return tuple([m.span() for m in pattern.finditer(self.string)])

    @cached_property
    def words(self) -> tuple[Region, ...]:
        """The unprotected ones of `all_words`."""
        if not self.protected:
            return self.all_words
        return tuple([span for span in self.all_words if self.free(*span)])

    @cached_property
    def word_starts(self) -> list[int]:
        """Start offsets of `all_words`."""
        return [start for start, _ in self.all_words]

    def word_at(self, offset: int) -> int:
        """Return the number of the word that holds or precedes `offset`, counted from 1; 0 before the first."""
        return bisect_right(self.word_starts, offset)

    @cached_property
    def lowered(self) -> tuple[str, ...]:
        """The unprotected words in lower case, with straight apostrophes, in the order of `words`."""
        return tuple([self.string[a:b].lower().replace("\u2019", "'") for a, b in self.words])

    @cached_property
    def sentences(self) -> tuple[Region, ...]:
        """Spans of sentences, without the white space around them."""
        spans: list[Region] = []
        start = 0
        for match in _SENTENCE_END.finditer(self.string):
            if self._ends_sentence(match):
                spans.append((start, match.end()))
                start = match.end()
        spans.append((start, len(self.string)))
        return tuple([span for span in (_stripped(self.string, *span) for span in spans) if span[0] < span[1]])

    def _ends_sentence(self, match: re.Match[str]) -> bool:
        if _meets(self.hard, match.start(), match.start() + 1):
            return False
        if match.group() != ".":
            return True
        before = self.string[max(0, match.start() - 12) : match.start()].split()
        word = before[-1].lower().lstrip("(\"'") if before else ""
        return word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha() and word != "i")


def match_case(replacement: str, original: str) -> str:
    """Return `replacement` in the case of `original`: all capitals, a capital first, or as it is.

    >>> match_case("the", "TEH"), match_case("the", "Teh"), match_case("the", "teh")
    ('THE', 'The', 'the')
    """
    if original[:1].isupper():
        if len(original) > 1 and original.isupper():
            return replacement.upper()
        return replacement[:1].upper() + replacement[1:]
    return replacement


def is_known(string: str) -> bool:
    """Return whether every code point is ASCII or a letter or mark of Unicode 14.0."""
    return string.isascii() or _patterns()[2].fullmatch(string) is not None


def outside(offsets: list[int], regions: tuple[Region, ...]) -> list[int]:
    """Return the ascending `offsets` that lie in none of the sorted, disjoint `regions`."""
    if not regions:
        return offsets
    kept: list[int] = []
    at = 0
    for start, end in regions:
        cut = bisect_left(offsets, start, at)
        kept += offsets[at:cut]
        at = bisect_left(offsets, end, cut)
    return kept + offsets[at:]


def char_class(*names: str) -> str:
    """Return the body of a regular-expression class of the Unicode 14.0 sets named: LETTERS, MARKS, DIGITS."""
    from robustgen import unicode14

    tokens = " ".join(getattr(unicode14, name) for name in names).split()
    return "".join("-".join(f"\\U{int(code, 16):08x}" for code in token.split("-")) for token in tokens)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    letters, marks = char_class("LETTERS"), char_class("MARKS")
    whole_letter = re.compile(f"(?![{_CONTINUING}])[{letters}](?![{marks}{_JOINERS}{_CONTINUING}])")
    run = f"[{letters}][{letters}{marks}]*"
    word = re.compile(f"{run}(?:[{_APOSTROPHES}]{run})*")
    return whole_letter, word, re.compile(f"[\\x00-\\x7f{letters}{marks}]*")


def _meets(regions: tuple[Region, ...], start: int, end: int) -> bool:
    """Return whether [start, end) overlaps a region; an insertion does where it lies strictly inside one."""
    if not regions:
        return False
    i = bisect_left(regions, (start + 1,)) - 1
    if i >= 0 and regions[i][0] <= start < regions[i][1]:
        return start < end or regions[i][0] < start
    return i + 1 < len(regions) and regions[i + 1][0] < end


def _union(regions: Iterable[Region]) -> tuple[Region, ...]:
    merged: list[Region] = []
    for start, end in sorted(regions):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def _stripped(string: str, start: int, end: int) -> Region:
    piece = string[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
