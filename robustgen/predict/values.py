"""What goes into a call and what comes out of it: inputs of the predictor's own, keys of inputs, outputs counted."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from robustgen.errors import PredictionError

_KEY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def key_of(inputs: Mapping[str, Any]) -> object:
    """Return what is equal for equal inputs, key order included; inputs that are not JSON equal nothing."""
    try:
        return _KEY(inputs)
    except (TypeError, ValueError):
        return object()


def own(given: Any) -> Any:
    """Return inputs that a predictor may change without changing the case."""
    if not isinstance(given, dict):
        return given
    if not any(isinstance(value, list | dict) for value in given.values()):
        return dict(given)
    key = key_of(given)
    return json.loads(key) if isinstance(key, str) else copy.deepcopy(given)


def outputs_of(result: Any, wanted: int) -> list[Any]:
    """Return what one call gave as a list of the right length."""
    asked = f"{wanted} input" + ("s" if wanted != 1 else "")
    rule = "it must return one output an input, in order"
    if result is None:
        raise PredictionError(f"predict returned None for {asked}: {rule}; is a `return` missing?")
    if isinstance(result, list):
        found = result
    elif isinstance(result, tuple | Iterator):
        found = list(result)
    elif callable(getattr(result, "tolist", None)):
        found = result.tolist()
    elif callable(getattr(result, "numpy", None)):
        found = result.numpy().tolist()
    else:
        found = None
    if not isinstance(found, list):
        raise PredictionError(f"predict returned a {type(result).__name__} for {asked}: {rule}, in a list")
    if len(found) != wanted:
        outputs = f"{len(found):,} output" + ("s" if len(found) != 1 else "")
        raise PredictionError(f"predict returned {outputs} for {asked}: {rule}")
    return found
