"""A text and the spans that perturbations share: letters, words, sentences, numbers, and what nothing may touch.

Letters and words are those of Unicode 14.0 (`robustgen.unicode14`); a code point it does not know is nowhere a place.
Everything is found at most once a text, and in time linear in its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache

from robustgen.cached import cached
from robustgen.masks import where

Region = tuple[int, int]

_IS_LETTER = bytes(chr(i).isalpha() and i < 128 for i in range(256))
_IS_DIGIT = bytes(48 <= i <= 57 for i in range(256))
_IS_MARKER = bytes(chr(i) in ":.@`{%<&" for i in range(256))  # each of _PROTECTED holds one
_IS_SPACE = bytes(i < 128 and chr(i).isspace() for i in range(256))
_IS_APOSTROPHE = bytes(i == 39 for i in range(256))
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
# Letters that continue the character before them: Thai and Lao sara am, half-width kana marks, conjoining jamo.
_CONTINUING = "\u0e33\u0eb3\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7c6\ud7cb-\ud7fb"
_APOSTROPHES = "'\u2019"

# Word characters and digits without Python's own Unicode data, which changes with its version.
_W = "0-9A-Za-z_\u00aa\u00b5\u00ba\u00c0-\u1fff\u2c00-\u2fef\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff10-\uffdc"
_D = "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19"
_NUMBER = re.compile(f"[{_D}](?:[{_W}]|[.,:/'\u2019-](?=[{_W}]))*%?")
_WORD_BEFORE = re.compile(f"[$€£¥]?[{_W}]{{0,12}}\\Z")
_DIGIT = re.compile(f"[{_D}]")
_TOP_LEVEL = (
    "com|org|net|edu|gov|mil|int|io|ai|co|uk|de|fr|es|it|nl|pl|eu|us|ca|au|in|jp|cn|ru|br|ch|at|be|se|no|dk|fi|ie|nz"
    "|tv|me|app|dev|info|biz"
)
_FILES = (
    "txt|pdf|csv|json|jsonl|xml|html|htm|py|js|md|docx?|xlsx?|pptx?|zip|gz|png|jpe?g|gif|mp3|mp4|exe|log|sql"
    "|yaml|yml|toml"
)
_DOMAIN_ENDS = re.compile(rf"\.(?=[a-z])(?:{_TOP_LEVEL}|{_FILES})(?![{_W}])")
_PROTECTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("://", re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s<>\"`{}|\\^]+")),
    ("www.", re.compile(r"(?i:\bwww\.[^\s<>\"`{}|\\^]+)")),
    ("@", re.compile(rf"[{_W}.+%-]{{1,64}}@[{_W}-]+(?:\.[{_W}-]+)+|(?<![{_W}])@[{_W}]{{1,64}}")),
    (
        ".",
        re.compile(
            rf"(?<![{_W}@/.])(?:[{_W}-]{{1,63}}\.){{1,8}}(?:{_TOP_LEVEL}|{_FILES})(?![{_W}])(?:[/:?#][^\s<>\"`]*)?"
        ),
    ),
    ("`", re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)),
    ("{", re.compile(r"\{\{[^{}\n]{1,200}\}\}|\$?\{[^{}\n]{0,200}\}")),
    ("%", re.compile(r"%\([A-Za-z_]\w{0,63}\)[sdrf]|%[sdrf]\b")),
    ("<", re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<!--.{0,300}?-->")),
    ("&", re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#x[0-9A-Fa-f]{1,6}) ?;")),
)
_URL_TAIL = ".,;:!?)]}'\"\u2019\u201d*_"
_CAPITALS = re.compile(r"[A-Z](?<![A-Za-z].)[A-Z]+(?![a-z])")
_IS_CAPITAL = bytes(65 <= i <= 90 for i in range(256))
_RUNS = tuple((b"\0" + b"\1" * length + b"\0", bytes(length + 2)) for length in range(1, 8))
_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u2019\u201d)\]]*+(?=\s|$)|[\u3002\uff01\uff1f]+|\n\s*")
_ABBREVIATIONS = frozenset((
    "mr", "mrs", "ms", "dr", "prof", "lt", "capt", "sgt", "sr", "jr", "st", "vs", "etc", "e.g", "i.e", "no",
    "vol", "fig", "al", "inc", "ltd", "co", "dept", "approx", "a.m", "p.m", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec",
))  # fmt: skip


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
        self._word_letters: dict[tuple[int, bool], bytes] = {}

    @property
    def base_language(self) -> str:
        """The language without region: "de" for "de-CH"."""
        return self.language.partition("-")[0].lower()

    @cached
    def numbers(self) -> tuple[Region, ...]:
        """Spans of tokens that hold a digit ("7", "1,234.5", "3rd", "mp3", "192.168.1.1"), outside `hard` regions."""
        if 1 not in self.ascii.translate(_IS_DIGIT) and (self.string.isascii() or not _DIGIT.search(self.string)):
            return ()
        found, floor = [], 0
        for match in self._digits():
            start, least = match.start(), max(floor, match.start() - 13)
            if start > least and self.string[start - 1] != " ":
                before = _WORD_BEFORE.search(self.string, least, start)
                start = before.start() if before else start
            floor = match.end()
            if not _meets(self.hard, start, floor):
                found.append((start, floor))
        return tuple(found)

    def _digits(self) -> Iterator[re.Match[str]]:
        """Yield what follows from each digit on, as _NUMBER finds it."""
        if not self.string.isascii():
            yield from _NUMBER.finditer(self.string)
            return
        flags, at = self.ascii.translate(_IS_DIGIT), 0
        while (at := flags.find(1, at)) >= 0:
            match = _NUMBER.match(self.string, at)
            assert match is not None
            yield match
            at = match.end()

    @cached
    def hard(self) -> tuple[Region, ...]:
        """Regions that no perturbation touches: listed strings, URLs, e-mails, code spans, placeholders, markup."""
        if not self.protect and 1 not in self.ascii.translate(_IS_MARKER):
            return ()
        found: list[Region] = []
        for marker, pattern in _PROTECTED:
            if marker in self.string and (marker != "." or _DOMAIN_ENDS.search(self.string)):
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

    @cached
    def protected(self) -> tuple[Region, ...]:
        """`hard` regions and numbers: what a perturbation leaves alone unless numbers are its business."""
        return _union([*self.hard, *self.numbers]) if self.hard or self.numbers else ()

    @cached
    def letter_count(self) -> int:
        """How many unprotected letters there are."""
        return self.letter_mask.count(1)

    def free(self, start: int, end: int) -> bool:
        """Return whether [start, end), or an insertion where start == end, lies outside every protected region."""
        return not _meets(self.protected, start, end)

    @cached
    def ascii(self) -> bytes:
        """The text with "?" for every code point beyond ASCII: one byte a code point, so offsets stay as they are."""
        return self.string.encode("ascii", "replace")

    @cached
    def letter_mask(self) -> bytes:
        """One byte a code point: 1 for an unprotected letter that is a whole character (no mark or joiner follows)."""
        if self.string.isascii() and not self.protected:
            return self.ascii.translate(_IS_LETTER)
        flags = bytearray(self.ascii.translate(_IS_LETTER))
        if not self.string.isascii() and _patterns()[3].search(self.string):
            flags = bytearray(len(self.string))
            for match in _patterns()[0].finditer(self.string):
                flags[match.start()] = 1
        for start, end in self.protected:
            flags[start:end] = bytes(end - start)
        return bytes(flags)

    @cached
    def letters(self) -> list[int]:
        """Offsets of unprotected letters that are a whole character: no combining mark or joiner follows."""
        return where(self.letter_mask)

    def letters_in_words(self, least: int, *, first: bool = True) -> list[int]:
        """Return the offsets of `letters` in runs of `least` letters or more, acronyms left out.

        A run in capitals is an acronym, unless the whole text is in capitals. Without `first` the first letter of each
        run stays out. An apostrophe ends a run.
        """
        return where(self.word_letters(least, first=first))

    def word_letters(self, least: int, *, first: bool = True) -> bytes:
        """Return one byte a code point: 1 for what is in `letters_in_words`."""
        found = self._word_letters.get((least, first))
        if found is None:
            found = self._word_letters[least, first] = self._find_word_letters(least, first)
        return found

    def _find_word_letters(self, least: int, first: bool) -> bytes:
        # Runs are edited as bytes, all at once: 0 for what is no place, with a 0 before and after the text.
        mask = b"\0" + self.letter_mask + b"\0"
        if b"\1\1" in self.ascii.translate(_IS_CAPITAL) and not self.string.isupper():
            flags = bytearray(mask)
            for match in _CAPITALS.finditer(self.string):
                flags[match.start() + 1 : match.end() + 1] = bytes(match.end() - match.start())
            mask = bytes(flags)
        for run, blank in _RUNS[: least - 1]:
            # Twice, since two neighbouring runs share a 0.
            mask = mask.replace(run, blank).replace(run, blank)
        if not first:
            mask = mask.replace(b"\0\1", b"\0\0")
        return mask[1:-1]

    @cached
    def all_words(self) -> tuple[Region, ...]:
        """Spans of words: letters and their marks, with single apostrophes inside; protected ones too."""
        if not self.string.isascii():
            return tuple([match.span() for match in _patterns()[1].finditer(self.string)])
        inside = int.from_bytes(self.ascii.translate(_IS_LETTER), "little")
        if "'" in self.string:
            marks = int.from_bytes(self.ascii.translate(_IS_APOSTROPHE), "little")
            inside |= marks & inside << 8 & inside >> 8
        edges = where((inside ^ inside << 8).to_bytes(len(self.string) + 1, "little"))
        return tuple(zip(edges[::2], edges[1::2], strict=True))

    @cached
    def words(self) -> tuple[Region, ...]:
        """The unprotected ones of `all_words`."""
        if not self.protected:
            return self.all_words
        words, at = self.all_words, 0
        kept: list[Region] = []
        for first, stop in self.broken_words:
            kept += words[at:first]
            at = stop
        return (*kept, *words[at:])

    @cached
    def broken_words(self) -> list[Region]:
        """The numbers of those of `all_words` that protected regions meet: first and stop for each region."""
        words, starts, found, at = self.all_words, self.word_starts, [], 0
        for start, end in self.protected:
            first = bisect_left(starts, start, at)
            if first > at and words[first - 1][1] > start:
                first -= 1
            at = bisect_left(starts, end, first)
            found.append((first, at))
        return found

    @cached
    def word_starts(self) -> list[int]:
        """Start offsets of `all_words`."""
        return [start for start, _ in self.all_words]

    @cached
    def spaces(self) -> list[int]:
        """Offsets of white space."""
        flags = self.ascii.translate(_IS_SPACE)
        if self.string.isascii():
            return where(flags)
        return [match.start() for match in _SPACE.finditer(self.string)]

    def word_at(self, offset: int) -> int:
        """Return the number of the piece between white space that holds `offset`: the key of "one error a word"."""
        return bisect_left(self.spaces, offset)

    @cached
    def lowered(self) -> tuple[str, ...]:
        """The unprotected words in lower case, with straight apostrophes, in the order of `words`."""
        if self.string.isascii():
            small = self.string.lower()
            return tuple([small[a:b] for a, b in self.words])
        return tuple([self.string[a:b].lower().replace("\u2019", "'") for a, b in self.words])

    @cached
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
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    letters, marks = char_class("LETTERS"), char_class("MARKS")
    whole_letter = re.compile(f"(?![{_CONTINUING}])[{letters}](?![{marks}{_JOINERS}{_CONTINUING}])")
    run = f"[{letters}][{letters}{marks}]*"
    word = re.compile(f"{run}(?:[{_APOSTROPHES}]{run})*")
    known = re.compile(f"[\\x00-\\x7f{letters}{marks}]*")
    beyond_ascii = re.compile(f"(?![\\x00-\\x7f])[{letters}{marks}{_JOINERS}]")
    return whole_letter, word, known, beyond_ascii


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
