"""Normalisation forms C and D of Unicode 14.0 from tables of our own, since those of Python change with its version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from robustgen.perturbations.tables import rows

_L, _V, _T, _S = 0x1100, 0x1161, 0x11A7, 0xAC00
_VOWELS, _TAILS, _SYLLABLES = 21, 28, 11172


@lru_cache(maxsize=4096)
def decomposed(string: str) -> str:
    r"""Return `string` in normalisation form D.

    >>> ascii(decomposed("\u00e9"))
    "'e\\u0301'"
    """
    table, classes = _decompositions(), _classes()
    made: list[str] = []
    for c in string:
        made += table.get(c) or (_jamo(ord(c)) if "\uac00" <= c <= "\ud7a3" else c)
    start = 0
    for i in range(len(made) + 1):
        if i == len(made) or made[i] not in classes:
            if i - start > 1:
                made[start:i] = sorted(made[start:i], key=classes.__getitem__)
            start = i + 1
    return "".join(made)


@lru_cache(maxsize=4096)
def composed(string: str) -> str:
    """Return `string` in normalisation form C.

    >>> composed("e\u0301") == "\u00e9"
    True
    """
    classes, pairs = _classes(), _pairs()
    made: list[str] = []
    starter, last = -1, 0
    for c in decomposed(string):
        own = classes.get(c, 0)
        # Between the starter and `c` stands nothing, or marks of lower classes alone.
        open_way = starter >= 0 and (starter == len(made) - 1 or 0 < last < own)
        both = (pairs.get((made[starter], c)) or _syllable(made[starter], c)) if open_way else None
        if both:
            made[starter] = both
            continue
        if not own:
            starter = len(made)
        last = own
        made.append(c)
    return "".join(made)


def clusters(string: str) -> Iterator[tuple[int, int]]:
    """Yield spans of a character and what may compose with it, where either is there to be changed."""
    if not string.isascii():
        yield from (match.span() for match in _cluster().finditer(string))


@cache
def _decompositions() -> dict[str, str]:
    return {chr(int(code, 16)): _characters(parts) for code, parts, _ in rows("decompositions")}


@cache
def _pairs() -> dict[tuple[str, str], str]:
    """Return what two characters compose to."""
    whole = {_characters(parts): chr(int(code, 16)) for code, parts, again in rows("decompositions") if again == "yes"}
    return {(whole.get(parts[:-1], parts[:-1]), parts[-1]): made for parts, made in whole.items()}


@cache
def _classes() -> dict[str, int]:
    """Return the canonical combining class of every character that has one other than 0."""
    found: dict[str, int] = {}
    for number, ranges in rows("combining_classes"):
        for part in ranges.split():
            first, _, last = part.partition("-")
            found |= dict.fromkeys(map(chr, range(int(first, 16), int(last or first, 16) + 1)), int(number))
    return found


@cache
def _cluster() -> re.Pattern[str]:
    seconds = {second for _, second in _pairs()} | {
        c for c, parts in _decompositions().items() if parts[0] in _classes()
    }
    # Vowels and final consonants of Hangul continue a syllable as marks do.
    follows = _class({*_classes(), *seconds}) + "\u1161-\u1175\u11a8-\u11c2"
    changes = _class(set(_decompositions())) + "\uac00-\ud7a3"
    return re.compile(f"[^{follows}][{follows}]+|[{follows}]+|[{changes}]")


def _class(characters: set[str]) -> str:
    """Return the body of a regular-expression class of `characters`, as ranges."""
    codes, spans = sorted(map(ord, characters)), list[list[int]]()
    for code in codes:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)


def _characters(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


def _jamo(code: int) -> str:
    """Return the letters of a Hangul syllable (The Unicode Standard, section 3.12)."""
    index = code - _S
    lead, rest = divmod(index, _VOWELS * _TAILS)
    vowel, tail = divmod(rest, _TAILS)
    return chr(_L + lead) + chr(_V + vowel) + (chr(_T + tail) if tail else "")


def _syllable(first: str, second: str) -> str | None:
    """Return the Hangul syllable that two characters compose to, or None."""
    lead, vowel = ord(first) - _L, ord(second) - _V
    if 0 <= lead < 19 and 0 <= vowel < _VOWELS:
        return chr(_S + (lead * _VOWELS + vowel) * _TAILS)
    syllable, tail = ord(first) - _S, ord(second) - _T
    if 0 <= syllable < _SYLLABLES and not syllable % _TAILS and 0 < tail < _TAILS:
        return chr(ord(first) + tail)
    return None
