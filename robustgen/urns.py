"""Urns: numbered places, drawn one by one without going back, in integers only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from robustgen.draws import Draws


class Urn(Protocol):
    """Places not yet drawn."""

    left: int

    def draw(self, draws: Draws) -> int:
        """Return the number of one of them, and take it out."""


class Uniform:
    """Lazy Fisher-Yates: the places not yet drawn stand in [0, left), the drawn one's seat goes to the last."""

    __slots__ = ("_moved", "left")

    def __init__(self, n: int) -> None:
        self.left = n
        self._moved: dict[int, int] = {}

    def draw(self, draws: Draws) -> int:
        """Return the number of a place not yet drawn, and take it out."""
        seat = draws.below(self.left)
        self.left = last = self.left - 1
        moved = self._moved
        drawn = moved.get(seat, seat)
        moved[seat] = moved.get(last, last)
        return drawn


class Weighted:
    """A Fenwick tree over the weights in their order; a drawn place weighs nothing from then on."""

    __slots__ = ("_top", "_total", "_tree", "_weights", "left")

    def __init__(self, weights: Sequence[int], tree: list[int]) -> None:
        n = len(weights)
        self._tree, self._weights, self._total, self.left = tree.copy(), weights, sum(weights), n
        self._top = 1 << n.bit_length() - 1 if n else 0

    def draw(self, draws: Draws) -> int:
        """Return the number of a place not yet drawn, by weight, and take it out."""
        return self._take(draws.below(self._total))

    def at(self, word: int) -> int:
        """Draw with a word that `Draws.below` would use, which suffices for a total weight of at most ONE_WORD."""
        return self._take(word * self._total >> 32)

    def _take(self, rest: int) -> int:
        tree, at, step = self._tree, 0, self._top
        while step:
            ahead = at + step
            if ahead < len(tree) and tree[ahead] <= rest:
                rest -= tree[ahead]
                at = ahead
            step >>= 1
        weight = self._weights[at]
        self._total -= weight
        self.left -= 1
        i = at + 1
        while i < len(tree):
            tree[i] -= weight
            i += i & -i
        return at


class Weights:
    """Integer weights of places; what is drawn from them is made once."""

    __slots__ = ("_tree", "each", "sums")

    def __init__(self, each: Sequence[int]) -> None:
        self.each, self.sums = each, list(accumulate(each))
        self._tree: list[int] | None = None

    def first(self, word: int) -> int:
        """Return what an urn draws first with `word`, for a total weight of at most ONE_WORD."""
        return bisect_right(self.sums, word * self.sums[-1] >> 32)

    def urn(self) -> Weighted:
        """Return all places, none drawn yet."""
        if self._tree is None:
            self._tree = fenwick(self.each)
        return Weighted(self.each, self._tree)


def fenwick(weights: Sequence[int]) -> list[int]:
    """Return the tree of a Fenwick urn: entry i holds the weights of the stretch that ends with place i - 1."""
    tree = [0, *weights]
    for i in range(1, len(tree)):
        above = i + (i & -i)
        if above < len(tree):
            tree[above] += tree[i]
    return tree
