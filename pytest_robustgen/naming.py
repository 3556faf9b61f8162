"""What parameters are called: as pytest calls them, but for what it would number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from hashlib import blake2b
from typing import Any

import pytest

_LONG = 80  # the most characters of a golden id


def given_id(ids: Any, number: int) -> str | None:
    """Return what `ids=` calls a parameter set; None where it leaves that to the values."""
    return said(ids[number]) if isinstance(ids, Sequence) and number < len(ids) and ids[number] is not None else None


def piece(value: Any, argument: str, ids: Any, config: pytest.Config) -> str | None:
    """Return what names a value, as pytest does; None where pytest would number it, which an inserted row changes."""
    named = ids(value) if callable(ids) else None
    if named is None:
        named = config.hook.pytest_make_parametrize_id(config=config, val=value, argname=argument)
    return said(value if named is None else named)


def said(value: Any) -> str | None:
    r"""Return what names a value in the ids of parameters, None where nothing does.

    >>> said("na\u00efve\n"), said(2.5), said(len), said([1])
    ('na\\xefve\\n', '2.5', 'len', None)
    """
    if isinstance(value, str):
        return value.encode("unicode_escape").decode("ascii")
    if isinstance(value, bytes):
        return value.decode("ascii", "backslashreplace")
    if value is None or isinstance(value, bool | int | float | complex | Enum):
        return str(value)
    named = value.pattern if isinstance(value, re.Pattern) else getattr(value, "__name__", None)
    return said(named) if isinstance(named, str | bytes) else None


def short(name: str) -> str:
    """Return an id of a length that rows, files and tables can do with; equal ones stay equal, others differ."""
    if len(name) <= _LONG:
        return name
    return f"{name[: _LONG - 9]}~{blake2b(name.encode(), digest_size=4).hexdigest()}"
