"""Keyed randomness: every draw is a function of a key, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, count
from struct import Struct

_SIXTEEN = Struct("<16I").unpack
_PAIRS = Struct("<II").iter_unpack
_COUNTERS = Struct("<QII").pack
ONE_WORD = 1 << 16
"""Up to this many possibilities one 32-bit word decides."""


def base_key(seed: int, perturbation: str, payload: bytes) -> bytes:
    """Return the 32 bytes that stand for a suite seed, perturbation@version and the exact input that varies.

    Raises:
        ValueError: the seed does not fit 64 bits.
    """
    return blake2b(_head(seed, perturbation) + payload, digest_size=32).digest()


_SHARE, _FIRST = 8, 2  # eight neighbouring indices share a hash, for their first two words each


@lru_cache(maxsize=4)
def _first_words(base: bytes, group: int, attempt: int) -> tuple[int, ...]:
    """Return sixteen words: the first two of each of eight neighbouring indices, since most need no more."""
    return _SIXTEEN(blake2b(base + _COUNTERS(group, attempt, 0)).digest())


def first_pair(base: bytes, index: int, attempt: int) -> tuple[int, ...]:
    """Return the first two words of `Draws(base, index, attempt)`."""
    at = index % _SHARE * _FIRST
    return _first_words(base, index // _SHARE, attempt)[at : at + _FIRST]


def first_pairs(base: bytes, indices: int) -> list[tuple[int, int]]:
    """Return the first two words of `Draws(base, index)` for each index below `indices`."""
    words: list[int] = []
    for group in range(-(-indices // _SHARE)):
        words += _first_words(base, group, 0)
    return list(zip(words[::_FIRST], words[1::_FIRST], strict=True))[:indices]


def pairs(base: bytes, index: int, attempt: int = 0) -> Iterator[tuple[int, ...]]:
    """Yield the words of `Draws(base, index, attempt)` two by two.

    `word * n >> 32` is what `Draws.below(n)` makes of a word, for n up to ONE_WORD.
    """
    return chain.from_iterable(_blocks(base, index, attempt))


def _blocks(base: bytes, index: int, attempt: int) -> Iterator[Iterable[tuple[int, ...]]]:
    yield (first_pair(base, index, attempt),)
    for block in count(1):
        yield _PAIRS(blake2b(base + _COUNTERS(index, attempt, block)).digest())


@lru_cache(maxsize=512)
def _head(seed: int, perturbation: str) -> bytes:
    if not -(2**63) <= seed < 2**63:
        raise ValueError(f"seed {seed} does not fit 64 bits: take one between {-(2**63)} and {2**63 - 1}")
    name = perturbation.encode()
    return seed.to_bytes(8, "little", signed=True) + len(name).to_bytes(4, "little") + name


class Draws:
    """Uniform 32-bit words, turned to integers, that depend on (base key, index, attempt) alone."""

    __slots__ = ("_attempt", "_base", "_block", "_index", "_words")

    def __init__(self, base: bytes, index: int = 0, attempt: int = 0) -> None:
        self._base, self._index, self._attempt, self._block = base, index, attempt, 0
        self._words = iter(first_pair(base, index, attempt))

    def below(self, n: int) -> int:
        """Return an integer in [0, n), uniform but for a bias under n / 2**32 (under 2**-32 for n above 2**16)."""
        if n > ONE_WORD:
            words = n.bit_length() // 32 + 2
            value = 0
            for _ in range(words):
                value = value << 32 | self._word()
            return value * n >> 32 * words
        for word in self._words:
            return word * n >> 32
        return self._word() * n >> 32

    def _word(self) -> int:
        for word in self._words:
            return word
        self._refill()
        return next(self._words)

    def _refill(self) -> None:
        self._block += 1
        self._words = iter(_SIXTEEN(blake2b(self._base + _COUNTERS(self._index, self._attempt, self._block)).digest()))
