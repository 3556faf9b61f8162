"""JSON values read strictly: one way to write each, nothing that another reader would take for something else."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NoReturn

from robustgen.display import visible

ROW_LIMIT = 16 * 1024 * 1024
"""The most bytes a row may have."""
DEPTH_LIMIT = 64
"""How deep lists and objects may nest within a row, itself included."""

_TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|-?(?:NaN|Infinity)')


class Fault(ValueError):
    """A value that cannot be used; its text is the reason."""


def plain(value: Any, depth: int = DEPTH_LIMIT) -> Any:
    """Return `value` as JSON holds it: mappings as dicts, tuples and arrays as lists, numpy scalars as Python's.

    Raises:
        Fault: a value that is not JSON, NaN or infinite, nested too deep, or a lone surrogate.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() else encodable(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is float:
        if not math.isfinite(value):
            raise Fault(f"{value} is no JSON number")
        return value
    if isinstance(value, Mapping):
        if depth < 1:
            raise Fault(f"nested deeper than {DEPTH_LIMIT} levels")
        for key in value:
            if not isinstance(key, str):
                raise Fault(f"a key is {shown(key)}, and JSON has only strings for keys")
        return {encodable(str(key)): plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        if depth < 1:
            raise Fault(f"nested deeper than {DEPTH_LIMIT} levels")
        return [plain(item, depth - 1) for item in value]
    if callable(getattr(value, "tolist", None)) and type(value.tolist()) is not kind:
        return plain(value.tolist(), depth)
    if isinstance(value, str):
        return encodable(str.__str__(value))
    raise Fault(f"a {kind.__name__} is no JSON value")


def parse_json(text: str) -> Any:
    """Return JSON parsed strictly: no doubled keys, no NaN or Infinity, no number out of range.

    Depth and lone surrogates are checked by `plain`, through which the result has yet to go.

    Raises:
        Fault: with the reason and, where it is known, the character (1 is the first).
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Fault(f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}") from None
    except RecursionError:
        raise Fault(f"nested deeper than {DEPTH_LIMIT} levels") from None
    except Fault as error:
        spot = next((found.start() for found in _TOKENS.finditer(text) if found[0][0] != '"'), None)
        at = f" at character {spot + 1}" if spot is not None and "is no JSON number" in str(error) else ""
        raise Fault(f"{error}{at}") from None
    except ValueError as error:  # an integer of more digits than Python reads
        raise Fault(f"not JSON: {visible(str(error), 200)}") from None


def encodable(text: str) -> str:
    """Return `text`, or raise Fault where a lone surrogate keeps it from being written as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Fault(f"a lone surrogate \\u{ord(text[error.start]):04x} at character {error.start + 1}") from None
    return text


def shown(value: Any) -> str:
    """Return the type and the start of a value, for a message."""
    return f"{type(value).__name__} {visible(repr(value)[:200], 60)}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        doubled = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise Fault(f"column '{visible(doubled, 80)}': the key stands twice in one object")
    return found


def _no_constant(text: str) -> NoReturn:
    raise Fault(f"{text} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Fault(f"the number {visible(text, 40)} is out of range")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
