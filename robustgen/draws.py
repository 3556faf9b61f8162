"""Keyed randomness: every draw is a function of a key, and of nothing else."""

from __future__ import annotations

from hashlib import blake2b
from struct import Struct

_SIXTEEN = Struct("<16I").unpack
_COUNTERS = Struct("<QII").pack
_ONE_WORD = 1 << 16


def base_key(seed: int, perturbation: str, payload: bytes) -> bytes:
    """Return the 32 bytes that stand for a suite seed, perturbation@version and the exact input that varies.

    Raises:
        ValueError: the seed does not fit 64 bits.
    """
    if not -(2**63) <= seed < 2**63:
        raise ValueError(f"seed {seed} does not fit 64 bits: take one between {-(2**63)} and {2**63 - 1}")
    name = perturbation.encode()
    head = seed.to_bytes(8, "little", signed=True) + len(name).to_bytes(4, "little") + name
    return blake2b(head + payload, digest_size=32).digest()


class Draws:
    """Uniform integers that depend on (base key, index, attempt) alone: one hash call yields sixteen 32-bit words."""

    __slots__ = ("_attempt", "_base", "_block", "_index", "_next", "_words")

    def __init__(self, base: bytes, index: int = 0, attempt: int = 0) -> None:
        self._base, self._index, self._attempt, self._block = base, index, attempt, 0
        self._words = _SIXTEEN(blake2b(base + _COUNTERS(index, attempt, 0)).digest())
        self._next = 0

    def below(self, n: int) -> int:
        """Return an integer in [0, n), uniform but for a bias under n / 2**32 (under 2**-32 for n above 2**16)."""
        if n > _ONE_WORD:
            words = n.bit_length() // 32 + 2
            value = 0
            for _ in range(words):
                value = value << 32 | self._word()
            return value * n >> 32 * words
        return self._word() * n >> 32

    def _word(self) -> int:
        if self._next == 16:
            self._block += 1
            self._words = _SIXTEEN(blake2b(self._base + _COUNTERS(self._index, self._attempt, self._block)).digest())
            self._next = 0
        self._next += 1
        return self._words[self._next - 1]
