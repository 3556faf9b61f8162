"""The token diff: what an outside system rewrote, as edits.

A language model, nlpaug or a back-translation returns a whole new text. `token_diff` turns it into replacements of
whole tokens, for display and for moving labelled spans. Its result is part of frozen suites: the same two texts give
the same edits under every Python, and other edits mean another NAME.

Anchors are tokens that occur once on both sides, in the longest run that keeps their order (Cohen's patience diff).
Where a stretch has none, tokens that occur equally often anchor, the k-th to the k-th; short stretches without either
are compared in full; what is left is one replacement. Time is near-linear, whatever the texts hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from robustgen.edits import Replace
from robustgen.text import char_class

NAME = "tokens@1"

_ROUNDS = 24
"""How often a stretch may be split anew: bounds the time on texts made to have one anchor at a time."""
_FULL = 48
"""Stretches of up to this many tokens on both sides are compared in full."""

_BLANKS = "\t\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACELESS = (  # scripts written without spaces: every letter is a token
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)

Block = tuple[int, int, int, int]  # tokens [a0, a1) of the old text and [b0, b1) of the new one


def token_diff(old: str, new: str, *, path: str = "") -> tuple[Replace, ...]:
    """Return the replacements of whole tokens that make `new` of `old`, in order, none touching another.

    A token is a word with its inner apostrophes, a run of blanks, a newline, or a single other character with the
    marks on it; in scripts without spaces, every letter.

    Args:
        old: the golden text; offsets of the edits are code points of it.
        new: what was made of it.
        path: the JSON Pointer that the edits carry.

    >>> token_diff("I do not like it", "I don't like it.")
    (Replace(path='', start=2, end=8, text="don't"), Replace(path='', start=16, end=16, text='.'))
    """
    if old == new:
        return ()
    old_ends, new_ends = _ends(old), _ends(new)
    old_tokens, new_tokens = _cut(old, old_ends), _cut(new, new_ends)
    return tuple(
        Replace(path, old_ends[a0], old_ends[a1], new[new_ends[b0] : new_ends[b1]])
        for a0, a1, b0, b1 in differing_blocks(old_tokens, new_tokens)
    )


def differing_blocks(old: list[str], new: list[str]) -> list[Block]:
    """Return where two lists of tokens differ, in order: old tokens [a0, a1) stand where new ones [b0, b1) do."""
    return _joined(_differing(*_numbered(old, new)))


def _ends(text: str) -> list[int]:
    """Return 0 and the end of every token."""
    return [0, *(match.end() for match in _token().finditer(text))]


def _cut(text: str, ends: Sequence[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise(ends)]


def word_and_mark() -> tuple[str, str]:
    """Return the patterns of a run of letters and digits, and of any one character, each with the marks on it."""
    marks = char_class("MARKS") + "\u200d"
    letters = char_class("LETTERS", "DIGITS")
    return f"(?:(?![{_SPACELESS}])[{letters}][{marks}]*+)++", f".[{marks}]*+"


@cache
def _token() -> re.Pattern[str]:
    word, mark = word_and_mark()
    return re.compile(f"{word}(?:['\u2019]{word})*+|[{_BLANKS}]++|\n|{mark}", re.DOTALL)


def _numbered(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    """Return both lists with equal tokens as equal numbers."""
    numbers: dict[str, int] = {}
    return (
        [numbers.setdefault(token, len(numbers)) for token in old],
        [numbers.setdefault(token, len(numbers)) for token in new],
    )


def _joined(blocks: Iterator[Block]) -> list[Block]:
    """Return the blocks in order, those that touch as one."""
    joined: list[Block] = []
    for block in sorted(blocks):
        if joined and joined[-1][1] == block[0] and joined[-1][3] == block[2]:
            joined[-1] = (joined[-1][0], block[1], joined[-1][2], block[3])
        else:
            joined.append(block)
    return joined


def _differing(old: list[int], new: list[int]) -> Iterator[Block]:
    """Yield the blocks of tokens that differ, in no order."""
    waiting = [((0, len(old), 0, len(new)), 0)]
    while waiting:
        block, rounds = waiting.pop()
        a0, a1, b0, b1 = _trimmed(old, new, block)
        if a0 == a1 or b0 == b1:
            if a0 != a1 or b0 != b1:
                yield a0, a1, b0, b1
            continue
        anchors = _anchors(old[a0:a1], new[b0:b1]) if rounds < _ROUNDS else []
        if not anchors:
            small = a1 - a0 <= _FULL and b1 - b0 <= _FULL
            anchors = _common(old[a0:a1], new[b0:b1]) if small else []
            rounds = _ROUNDS
        if not anchors:
            yield a0, a1, b0, b1
            continue
        a_from, b_from = a0, b0
        for i, j in [*anchors, (a1 - a0, b1 - b0)]:
            waiting.append(((a_from, a0 + i, b_from, b0 + j), rounds + 1))
            a_from, b_from = a0 + i + 1, b0 + j + 1


def _trimmed(old: list[int], new: list[int], block: Block) -> Block:
    """Return a block without what both sides begin and end with."""
    a0, a1, b0, b1 = block
    while a0 < a1 and b0 < b1 and old[a0] == new[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and old[a1 - 1] == new[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    return a0, a1, b0, b1


def _anchors(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Return pairs of positions of equal tokens in rising order: unique tokens, else those that occur equally often."""
    counts, others = Counter(old), Counter(new)
    shared = {token for token, number in counts.items() if others.get(token) == number}
    unique = {token for token in shared if counts[token] == 1}
    wanted = unique or shared
    if not wanted:
        return []
    places = {key: i for i, key in _ranked(old, wanted)}
    return _longest_rising([(places[key], j) for j, key in _ranked(new, wanted)])


def _ranked(tokens: list[int], wanted: set[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield position and (token, how often it stood before) of the wanted tokens."""
    seen: Counter[int] = Counter()
    for i, token in enumerate(tokens):
        if token in wanted:
            yield i, (token, seen[token])
            seen[token] += 1


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of `pairs` (their second parts rise) whose first parts rise too."""
    tops: list[int] = []  # the smallest first part that a run of each length can end with
    ends: list[int] = []  # the pair it ends with
    before: list[int] = []
    for number, (i, _) in enumerate(pairs):
        length = bisect_left(tops, i)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [i]
        ends[length : length + 1] = [number]
    run: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _common(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Return the pairs of a longest common subsequence, compared in full; of several the one that stands first."""
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below = lengths[i], lengths[i + 1]
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if old[i] == new[j] else max(row[j + 1], below[j])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
