"""Urns: numbered places, drawn one by one without going back, in integers only."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from robustgen.draws import Draws

FEW = 64


class Urn(Protocol):
    """Places not yet drawn."""

    left: int

    @property
    def total(self) -> int:
        """The weight of all of them: what is drawn lies below it."""

    def take(self, drawn: int) -> int:
        """Return the number of the place that a draw below `total` means, and take it out."""

    def draw(self, draws: Draws) -> int:
        """Return the number of one of them, and take it out."""


class Uniform:
    """Lazy Fisher-Yates: the places not yet drawn stand in [0, left), the drawn one's seat goes to the last."""

    __slots__ = ("_moved", "left")

    def __init__(self, n: int) -> None:
        self.left = n
        self._moved: dict[int, int] = {}

    @property
    def total(self) -> int:
        """How many there are."""
        return self.left

    def draw(self, draws: Draws) -> int:
        """Return the number of a place not yet drawn, and take it out."""
        return self.take(draws.below(self.left))

    def take(self, drawn: int) -> int:
        """Return the number of the place in a seat below `left`, and take it out."""
        self.left = last = self.left - 1
        moved = self._moved
        i = moved.get(drawn, drawn)
        moved[drawn] = moved.get(last, last)
        return i


class Weighted:
    """Places drawn by weight; a drawn one weighs nothing from then on.

    The first few that were drawn are stepped over one by one; after that a Fenwick tree over the weights takes over.
    """

    __slots__ = ("_drawn", "_tree", "_weights", "left", "total")

    def __init__(self, weights: Weights) -> None:
        self._weights, self.total, self.left = weights, weights.sums[-1] if weights.sums else 0, len(weights.each)
        self._drawn: list[tuple[int, int]] = []  # the weight of all before it, and its own
        self._tree: list[int] = []

    def draw(self, draws: Draws) -> int:
        """Return the number of a place not yet drawn, by weight, and take it out."""
        return self.take(draws.below(self.total))

    def take(self, drawn: int) -> int:
        """Return the number of the place whose weight a number below `total` falls on, and take it out."""
        weights, taken, rest = self._weights, self._drawn, drawn
        self.left -= 1
        if self._tree:
            return self._climb(rest)
        for before, weight in taken:
            if rest < before:
                break
            rest += weight
        i = bisect_right(weights.sums, rest)
        weight = weights.each[i]
        self.total -= weight
        insort(taken, (weights.sums[i] - weight, weight))
        if len(taken) > FEW:
            each = list(weights.each)
            for before, _ in taken:
                each[bisect_right(weights.sums, before)] = 0
            self._tree = fenwick(each)
        return i

    def _climb(self, rest: int) -> int:
        tree, at, step = self._tree, 0, 1 << len(self._tree).bit_length() - 1
        while step:
            ahead = at + step
            if ahead < len(tree) and tree[ahead] <= rest:
                rest -= tree[ahead]
                at = ahead
            step >>= 1
        weight = self._weights.each[at]
        self.total -= weight
        i = at + 1
        while i < len(tree):
            tree[i] -= weight
            i += i & -i
        return at


class Weights:
    """Integer weights of places, each at least 1; what is drawn from them is made once."""

    __slots__ = ("each", "sums")

    def __init__(self, each: Sequence[int]) -> None:
        self.each, self.sums = each, list(accumulate(each))

    def first(self, word: int) -> int:
        """Return what an urn draws first with `word`, for a total weight of at most ONE_WORD."""
        return bisect_right(self.sums, word * self.sums[-1] >> 32)

    def urn(self) -> Weighted:
        """Return all places, none drawn yet."""
        return Weighted(self)


def fenwick(weights: Sequence[int]) -> list[int]:
    """Return the tree of a Fenwick urn: entry i holds the weights of the stretch that ends with place i - 1."""
    tree = [0, *weights]
    for i in range(1, len(tree)):
        above = i + (i & -i)
        if above < len(tree):
            tree[above] += tree[i]
    return tree
