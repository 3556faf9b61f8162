"""Take back what a tool damages outside its own change, where the diff says for certain what that is.

Tools that split a text into tokens and join them again lose its blanks: `192.168.1.1` comes back as `192. 168. 1. 1`,
`Don't` as `Don ' t`, a tab as a space. Here both texts are cut into tokens without blanks and compared. Between tokens
that stayed, the blanks of the golden text are put back, and protected text is put back whole. What could be damage or
the tool's own doing is no variant: it is rejected under a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from robustgen.gates.structure import Rejected
from robustgen.tokendiff import Block, differing_blocks, word_and_mark

_APOSTROPHES = {"'", "\u2019"}
BLANKS, PROTECTED = "blanks", "protected text"
"""What can be repaired."""


def repair(
    old: str, new: str, *, protected: Sequence[tuple[int, int]] = (), splits: bool = False
) -> tuple[str, tuple[str, ...]]:
    r"""Return `new` with the damage taken back, and what was repaired: "blanks", "protected text".

    But for protected text, what comes back has the letters and marks of `new` in their order; blanks meant differ.

    Args:
        old: the golden text.
        new: what the tool made of it.
        protected: regions of `old` that nothing may change, sorted and disjoint, in code points.
        splits: the tool means blanks that come and go with its changes: it splits words, or writes several for one.

    Raises:
        Rejected: it cannot be said what is damage: "word split" where a changed word came apart, "blanks uncertain"
            where blanks moved beside something inserted, "protected text uncertain" where a change reaches across the
            edge of protected text, or moves a part of it. Or nothing is left: "nothing but damage", "unchanged", or
            "protected text" where all changes lay in it.

    >>> repair("Don't ping 192.168.1.1\tnow", "Don ' t pibg 192. 168. 1. 1 now")
    ("Don't pibg 192.168.1.1\tnow", ('blanks',))
    """
    if new == old:
        raise Rejected("unchanged")
    before, after = _Cut(old), _Cut(new)
    regions = [before.covering(start, end) for start, end in protected]
    blocks = _changes(before.tokens, after.tokens)
    kept_whole = {block for block in blocks if _came_apart(before, after, block, splits)}
    restored = {block for block in blocks if block not in kept_whole and _inside(block, regions)}
    if restored and _exchanged(before, after, blocks, restored):
        raise Rejected("protected text uncertain")
    pieces: list[str] = []
    moved = bool(kept_whole)
    for gap, token, given in _pieces(before, after, blocks, restored | kept_whole, splits):
        pieces += (gap, token)
        moved = moved or gap != given
    made = "".join(pieces)
    if made == old:
        raise Rejected(PROTECTED if restored else "nothing but damage")
    return made, (BLANKS,) * moved + (PROTECTED,) * bool(restored)


@dataclass(slots=True)
class _Cut:
    """A text cut into tokens without blanks. Gap i stands before token i, the last behind all; a gap may be empty."""

    text: str
    ends: list[int] = field(init=False)
    starts: list[int] = field(init=False)
    tokens: list[str] = field(init=False)
    gaps: list[str] = field(init=False)

    def __post_init__(self) -> None:
        spans = [match.span() for match in _token().finditer(self.text)]
        self.starts, self.ends = [start for start, _ in spans], [end for _, end in spans]
        self.tokens = [self.text[start:end] for start, end in spans]
        pairs = zip([0, *self.ends], [*self.starts, len(self.text)], strict=True)
        self.gaps = [self.text[start:end] for start, end in pairs]

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens [t0, t1) that code points [start, end) meet."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


@cache
def _token() -> re.Pattern[str]:
    word, mark = word_and_mark()
    return re.compile(rf"{word}|(?!\s){mark}", re.DOTALL)


def _changes(old: list[str], new: list[str]) -> list[Block]:
    """Return what was changed, token by token where as many came as went.

    Of as many tokens as before, those that differ in their place were changed, unless the diff finds fewer: a word that
    stands there twice does not tell which is which.
    """
    blocks = [part for block in differing_blocks(old, new) for part in _token_by_token(block)]
    if len(old) != len(new):
        return blocks
    placed = [(i, i + 1, i, i + 1) for i, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    return placed if len(placed) <= sum(max(a1 - a0, b1 - b0) for a0, a1, b0, b1 in blocks) else blocks


def _token_by_token(block: Block) -> list[Block]:
    """Return a change of as many tokens as before as changes of one token each."""
    a0, a1, b0, b1 = block
    if a1 - a0 != b1 - b0:
        return [block]
    return [(a0 + k, a0 + k + 1, b0 + k, b0 + k + 1) for k in range(a1 - a0)]


def _came_apart(before: _Cut, after: _Cut, block: Block, splits: bool) -> bool:
    """Return whether a change is nothing but blanks inside tokens: in a word only a tool that splits means them."""
    a0, a1, b0, b1 = block
    old = before.tokens[a0:a1]
    if "".join(old) != "".join(after.tokens[b0:b1]):
        return False
    return not splits or not any(token[0].isalnum() for token in old)


def _inside(block: Block, regions: Sequence[tuple[int, int]]) -> bool:
    """Return whether a change lies inside protected text.

    Raises:
        Rejected: it reaches across its edge.
    """
    a0, a1, *_ = block
    for t0, t1 in regions:
        if a0 == a1:
            if t0 < a0 < t1:
                return True
        elif a0 < t1 and t0 < a1:
            if t0 <= a0 and a1 <= t1:
                return True
            raise Rejected("protected text uncertain")
    return False


def _exchanged(before: _Cut, after: _Cut, blocks: Sequence[Block], restored: set[Block]) -> bool:
    """Return whether something moved into protected text or out of it: putting it back would double or lose a word."""
    gone: tuple[set[str], set[str]] = set(), set()  # outside, inside
    come: tuple[set[str], set[str]] = set(), set()
    for block in blocks:
        a0, a1, b0, b1 = block
        gone[block in restored].update(map(str.lower, before.tokens[a0:a1]))
        come[block in restored].update(map(str.lower, after.tokens[b0:b1]))
    return bool(gone[True] & come[False] or gone[False] & come[True])


Piece = tuple[str, str, str]  # the gap before a token, the token, the gap that the tool left there


def _pieces(before: _Cut, after: _Cut, blocks: Sequence[Block], restored: set[Block], splits: bool) -> Iterator[Piece]:
    """Yield the tokens of the repaired text, each with the gap before it; last the gap at the end."""
    i, j = 0, 0
    gap: str | None = None  # where a block says what stands behind it
    for block in [*blocks, (len(before.tokens), len(before.tokens), len(after.tokens), len(after.tokens))]:
        a0, a1, b0, b1 = block
        while i < a0:
            yield before.gaps[i] if gap is None else gap, before.tokens[i], after.gaps[j]
            i, j, gap = i + 1, j + 1, None
        if block in restored:
            yield from ((before.gaps[k], before.tokens[k], before.gaps[k]) for k in range(a0, a1))
        elif b0 == b1:
            gap = _gap_left(before, after, block) if a0 != a1 else gap
        elif a0 == a1:
            if any(after.gaps[b0 + 1 : b1]) and not splits:
                raise Rejected("word split")
            if not splits and _taken_apart(before, after, block):
                raise Rejected("blanks uncertain")
            first, gap = _gaps_about(before, after, block)
            yield from ((first if k == b0 else after.gaps[k], after.tokens[k], after.gaps[k]) for k in range(b0, b1))
        else:
            # "we'll" becomes "we will", "I have" becomes "I've": blanks about what was written anew may come and go.
            meant = splits and a1 - a0 != b1 - b0 and "".join(before.tokens[a0:a1]) != "".join(after.tokens[b0:b1])
            yield from _replaced(before, after, block, splits, meant)
            behind = "".join(before.tokens[a1 : a1 + 1])
            if meant and behind.isalnum() and bool(before.gaps[a1]) != bool(after.gaps[b1]):
                gap = after.gaps[b1]
        i, j = a1, b1
    yield before.gaps[i] if gap is None else gap, "", after.gaps[j]


def _gap_left(before: _Cut, after: _Cut, block: Block) -> str:
    """Return the gap where tokens were taken out: the one of the two about them that is more like the tool's."""
    a0, a1, b0, _ = block
    if a0 == 0 or a1 == len(before.tokens):
        return before.gaps[0 if a0 == 0 else a1]
    both = before.gaps[a0], before.gaps[a1]
    if not after.gaps[b0]:
        return min(both, key=len)
    # A newline or a tab says more than blanks, of which one must go.
    left = max(both, key=lambda gap: ("\n" in gap, gap.strip(" ") != "", len(gap)))
    if not left and before.tokens[a0 - 1][-1].isalnum() and before.tokens[a1][0].isalnum():
        raise Rejected("blanks uncertain")
    return left


def _taken_apart(before: _Cut, after: _Cut, block: Block) -> bool:
    """Return whether what was put in is a piece of a word with an apostrophe: a new "it's", or inside an old one."""
    a0, _, b0, b1 = block
    about = (*before.tokens[max(0, a0 - 1) : a0 + 1], after.tokens[b0])
    return bool(set(about) & _APOSTROPHES) and bool(after.gaps[b0] or after.gaps[b1])


def _gaps_about(before: _Cut, after: _Cut, block: Block) -> tuple[str, str]:
    """Return the gaps before and behind tokens that were put in."""
    a0, _, b0, b1 = block
    given, left, right = before.gaps[a0], after.gaps[b0], after.gaps[b1]
    if a0 == 0:
        return given, right
    if a0 == len(before.tokens):
        return left, given
    if bool(given) == bool(left and right):
        return (given, right) if given else (left, right)
    if given and (left or right):
        return (given, "") if left else ("", given)
    raise Rejected("blanks uncertain")


def _replaced(before: _Cut, after: _Cut, block: Block, splits: bool, meant: bool) -> Iterator[Piece]:
    """Yield new tokens in the place of old ones; `meant` are blanks before them that came or went."""
    a0, a1, b0, b1 = block
    inner, given = before.gaps[a0 + 1 : a1], after.gaps[b0 + 1 : b1]
    if len(inner) != len(given):
        if sum(map(bool, given)) > sum(map(bool, inner)) and not splits:
            raise Rejected("word split")
        inner = given
    first, made = before.gaps[a0], after.gaps[b0]
    gaps = [made if meant and bool(first) != bool(made) else first, *inner]
    yield from ((gaps[k - b0], after.tokens[k], after.gaps[k]) for k in range(b0, b1))
