"""The six ways in which one input can end, and the letter of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from robustgen.display import visible
from robustgen.errors import UsageError, nearest

STATUSES = ("right", "wrong", "unanswered", "error", "timeout", "skipped")
ANSWERS = 3  # the first three statuses are answers
LETTERS = {status: status[0] for status in STATUSES}

_NAMES = {letter: status for status, letter in LETTERS.items()}


def encode(statuses: Iterable[str]) -> str:
    """Return one letter an outcome: r(ight), w(rong), u(nanswered), e(rror), t(imeout), s(kipped).

    Raises:
        UsageError: a status that is none of the six.

    >>> encode(["right", "timeout", "right"])
    'rtr'
    """
    try:
        return "".join([LETTERS[status] for status in statuses])
    except KeyError as error:
        raise UsageError(unknown("status", str(error.args[0]), STATUSES)) from None


def decode(letters: str) -> tuple[str, ...]:
    """Return the statuses of a string made by `encode`.

    Raises:
        UsageError: a letter that is none of the six.

    >>> decode("rtr")
    ('right', 'timeout', 'right')
    """
    try:
        return tuple([_NAMES[letter] for letter in letters])
    except KeyError as error:
        raise UsageError(unknown("letter of an outcome", str(error.args[0]), tuple(_NAMES))) from None


def unknown(what: str, given: str, known: Sequence[str]) -> str:
    """Return what to say of a word that is none of the known ones, with the nearest of them."""
    return f"unknown {what} {visible(given, 40)!r}{nearest(given, known)}; it is one of {', '.join(known)}"
