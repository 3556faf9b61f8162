"""Masks: what holds of each code point of a text, one byte each, so that all of a text is treated at once."""

from __future__ import annotations

from functools import cache
from itertools import compress, pairwise
from operator import ne

_MOST = 4096  # code points of most texts, whose offsets are made once
_OFFSETS = tuple(range(_MOST))
_IS_ANY = b"\0" + b"\1" * 255


def where(flags: bytes) -> list[int]:
    """Return the offsets of the bytes that are not 0."""
    return list(compress(_OFFSETS if len(flags) <= _MOST else range(len(flags)), flags))


def unit_spans(flags: bytes) -> list[tuple[int, int]]:
    """Return the spans of the bytes that are not 0, one of length 1 each.

    >>> unit_spans(bytes([0, 1, 1]))
    [(1, 2), (2, 3)]
    """
    return list(compress(_spans_of_most() if len(flags) <= _MOST else pairwise(range(len(flags) + 1)), flags))


@cache
def _spans_of_most() -> tuple[tuple[int, int], ...]:
    return tuple(pairwise(range(_MOST + 1)))


def both(one: bytes, other: bytes) -> bytes:
    """Return the bits that two strings of bytes of one length have in common.

    >>> list(both(bytes([0, 0, 1, 1]), bytes([0, 1, 0, 1])))
    [0, 0, 0, 1]
    """
    return (int.from_bytes(one, "little") & int.from_bytes(other, "little")).to_bytes(len(one), "little")


def unlike(one: str, other: str) -> bytes:
    """Return one byte a code point: 1 where two strings of one length differ.

    >>> list(unlike("tree", "thee"))
    [0, 1, 0, 0]
    """
    if not one.isascii() or not other.isascii():
        return bytes(map(ne, one, other))
    left, right = int.from_bytes(one.encode(), "little"), int.from_bytes(other.encode(), "little")
    return (left ^ right).to_bytes(len(one), "little").translate(_IS_ANY)
