"""WordNet's own files, read as they are: index and data files of the parts of speech, exceptions, counts of senses.

Format: wndb(5WN) and senseidx(5WN). An index file is sorted by bytes, so words are found by bisection; a synset is read
at its byte offset. Works on a folder, or on the zip file that NLTK keeps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from robustgen.errors import UsageError

PARTS = ("noun", "verb", "adj", "adv")

_TYPES = {"n": 1, "v": 2, "a": 3, "r": 4, "s": 5}
_VERSION = re.compile(rb"WordNet (\d+(?:\.\d+)+)")


class Word(NamedTuple):
    """A word of a synset, spaces as "_"; `frames` tells how a verb is built, as numbers."""

    lemma: str
    frames: frozenset[int]
    plain: bool


class Sense(NamedTuple):
    """One sense of a word: the synset's words, and how often WordNet's texts have the word in this sense."""

    offset: int
    words: tuple[Word, ...]
    uses: int


class Database:
    """WordNet at a path.

    Raises:
        UsageError: a file is not there or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index = {part: self._read(f"index.{part}") for part in PARTS}
        self._data = {part: self._read(f"data.{part}") for part in PARTS}
        self._counts = self._tag_counts()
        self.bases = {part: self._exceptions(part) for part in PARTS}
        self._senses: dict[tuple[str, str], tuple[Sense, ...]] = {}

    @property
    def version(self) -> str:
        """WordNet's version, as its licence at the top of the data says, or "unknown"."""
        match = _VERSION.search(self._data["noun"][:4000])
        return match[1].decode() if match else "unknown"

    def has(self, lemma: str, part: str) -> bool:
        """Return whether a word or collocation ("post_office") is in WordNet as this part of speech."""
        return bool(self._line(lemma, part))

    def senses(self, lemma: str, part: str) -> tuple[Sense, ...]:
        """Return the senses of a word as this part of speech, the most frequent first."""
        key = (lemma, part)
        if key not in self._senses:
            fields = self._line(lemma, part).split()
            offsets = fields[len(fields) - int(fields[2]) :] if fields else []
            self._senses[key] = tuple(self._sense(lemma, part, int(offset)) for offset in offsets)
        return self._senses[key]

    def count(self, lemma: str, part: str) -> int:
        """Return how often WordNet's texts have the word as this part of speech."""
        return sum(sense.uses for sense in self.senses(lemma, part))

    def inflected(self, base: str, part: str) -> tuple[str, ...]:
        """Return the irregular forms of a word."""
        return self._irregular(part).get(base, ())

    @cache  # noqa: B019 - one database a process
    def _irregular(self, part: str) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for form, bases in self.bases[part].items():
            for base in bases:
                found.setdefault(base, []).append(form)
        return {base: tuple(forms) for base, forms in found.items()}

    def _line(self, lemma: str, part: str) -> str:
        data, wanted = self._index[part], lemma.encode() + b" "
        low, high = 0, len(data)
        while low < high:
            middle = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", middle)
            end = len(data) if end < 0 else end
            line = data[middle:end]
            if line.startswith(wanted):
                return line.decode(errors="replace")
            if line[: len(wanted)] < wanted:
                low = end + 1
            else:
                high = middle
        return ""

    def _sense(self, lemma: str, part: str, offset: int) -> Sense:
        data = self._data[part]
        line = data[offset : max(data.find(b"\n", offset), offset)].decode(errors="replace")
        head = line.partition(" | ")[0].split()
        try:
            if int(head[0]) != offset:
                raise ValueError(head[0])
            size = int(head[3], 16)
            names = head[4 : 4 + 2 * size : 2]
            frames = _frames(head, 4 + 2 * size, size) if part == "verb" else [frozenset()] * size
            lexical = f"{_TYPES[head[2]]}:{head[1]}"
            number = next(i for i, name in enumerate(names) if _bare(name).lower() == lemma)
            count = self._counts.get((lemma, f"{lexical}:{int(head[5 + 2 * number], 16):02d}"), 0)
        except (ValueError, IndexError, KeyError, StopIteration):
            raise UsageError(
                f"WordNet at {self.path} is damaged: data.{part} has no synset of {lemma!r} at byte {offset}"
            ) from None
        words = (Word(_bare(name), one, name == _bare(name)) for name, one in zip(names, frames, strict=True))
        return Sense(offset, tuple(words), count)

    def _tag_counts(self) -> dict[tuple[str, str], int]:
        """Return counts by (word, "type:file:number"), of the senses that occur."""
        counts: dict[tuple[str, str], int] = {}
        for line in self._read("cntlist.rev").decode(errors="replace").splitlines():
            key, _, count = line.split()
            lemma, _, rest = key.partition("%")
            of = (lemma, ":".join(rest.split(":")[:3]))
            counts[of] = counts.get(of, 0) + int(count)
        return counts

    def _exceptions(self, part: str) -> dict[str, tuple[str, ...]]:
        lines = self._read(f"{part}.exc").decode(errors="replace").splitlines()
        return {fields[0]: tuple(fields[1:]) for line in lines if (fields := line.split())}

    def _read(self, name: str) -> bytes:
        try:
            if self.path.suffix == ".zip":
                with ZipFile(self.path) as archive:
                    return archive.read(f"{self.path.stem}/{name}")
            return (self.path / name).read_bytes()
        except (OSError, KeyError, BadZipFile):
            raise UsageError(f"WordNet at {self.path} is not whole: it holds no {name}") from None


@cache
def opened(path: Path) -> Database:
    """Return WordNet at a path, read once a process."""
    return Database(path)


def _bare(name: str) -> str:
    """Return a word without the mark that says where an adjective may stand: "awake(p)"."""
    return name.partition("(")[0]


def _frames(head: list[str], at: int, size: int) -> list[frozenset[int]]:
    """Return how each verb of a synset is built: the frames of all its words, and of each alone."""
    at += 1 + 4 * int(head[at])
    found: list[set[int]] = [set() for _ in range(size)]
    for start in range(at + 1, at + 1 + 3 * int(head[at]), 3):
        number, word = int(head[start + 1]), int(head[start + 2], 16)
        for one in found if not word else [found[word - 1]]:
            one.add(number)
    return [frozenset(one) for one in found]
