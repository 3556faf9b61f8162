"""Was this output right? Metrics for one output, and the verdict that a relation makes of them.

A metric is `metric(output, expected, case) -> bool | float in [0, 1] | Unanswered`. It sees outputs as plain Python
values: numpy scalars and arrays, and what a transformers classification pipeline returns, are unwrapped before.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from robustgen.case import Case, Failed, Unanswered
from robustgen.display import visible
from robustgen.errors import PredictionError, UnknownName, UsageError, nearest
from robustgen.examples import MISSING, Span
from robustgen.strict_json import Fault, parse_json

Metric: TypeAlias = Callable[[Any, Any, Case], "bool | float | Unanswered"]
Status: TypeAlias = Literal["right", "wrong", "unanswered", "error", "timeout"]

_TOLERANCE = 1e-6
_LONG = 10**18
_LETTER = re.compile(r"\(?([A-Za-z])(?:[).:]{1,2}\s*(.*))?", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.])([-+]?)([0-9][0-9,]*+|(?=\.[0-9]))(\.[0-9]++)?([eE][-+]?[0-9]++)?", re.ASCII)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})++")


def exact(output: Any, expected: Any, case: Case) -> bool:
    """Tell whether output and expected are equal.

    Strings are stripped at both ends and otherwise compared as they are. An integer equals its digits, so that labels
    read from CSV meet a model's integers: `1`, `1.0`, `True` and `"1"` are one label. Lists and objects are equal item
    by item.
    """
    wanted = _needed(expected, case, "exact")
    return bool(output == wanted) or _label(output) == _label(wanted)


def choice(output: Any, expected: Any, case: Case) -> bool | Unanswered:
    """Tell whether output and expected mean the same one of the row's `options`.

    Each may be the text of an option (case and outer space apart), a letter ("B", "(b)", "B) Paris") or an index from
    0, tried in this order. Digits in text are no index: nobody knows whether they count from 0 or 1.
    """
    options = case.inputs.get("options")
    if not isinstance(options, list) or not options:
        raise UsageError(f"metric 'choice' needs a list `options` in the row, and {_at(case)} has none; try 'exact'")
    wanted = _option(_needed(expected, case, "choice"), options)
    if wanted is None:
        raise UsageError(f"metric 'choice': what {_at(case)} expects is none of its {len(options)} options")
    found = _option(output, options)
    return Unanswered(f"none of the {len(options)} options") if found is None else found == wanted


def spans(output: Any, expected: Any, case: Case) -> float | Unanswered:
    """Return the F1 score of the labelled spans, a share in [0, 1]; no spans where none are expected is 1.

    A span is [start, end, label] or {"start", "end", "label"}; "entity_group" or "entity" may stand for "label", and
    JSON text for a list. A span counts where start, end and label all agree.
    """
    wanted = _span_set(_needed(expected, case, "spans"))
    if wanted is None:
        raise UsageError(f"metric 'spans': what {_at(case)} expects is no list of spans")
    found = _span_set(output)
    if found is None:
        return Unanswered("no list of spans")
    return 2 * len(found & wanted) / (len(found) + len(wanted)) if found or wanted else 1.0


def numeric(output: Any, expected: Any, case: Case) -> bool | Unanswered:
    """Tell whether two numbers are equal within 1e-6 of the larger; of text the last number in it counts."""
    wanted = _number(_needed(expected, case, "numeric"))
    if wanted is None:
        raise UsageError(f"metric 'numeric': what {_at(case)} expects is no number")
    found = _number(output)
    if found is None:
        return Unanswered("no number")
    return math.isclose(found, wanted, rel_tol=_TOLERANCE, abs_tol=1e-12)


def text(output: Any, expected: Any, case: Case) -> bool | Unanswered:
    """Tell whether two texts are equal when case is folded and white space is one space."""
    wanted, found = _folded(_needed(expected, case, "text")), _folded(output)
    if wanted is None:
        raise UsageError(f"metric 'text': what {_at(case)} expects is no text")
    return Unanswered("no text") if found is None else found == wanted


def same_as_clean(output: Any, expected: Any, case: Case) -> bool | Unanswered:
    """Tell whether the output equals the model's own answer to the clean input, which the caller gives as expected.

    This is consistency, never accuracy: a model that is always wrong in the same way has all of it.
    """
    if expected is None or isinstance(expected, Failed | Unanswered):
        return Unanswered("no answer to the clean input")
    return exact(output, plain_output(expected), case)


METRICS: dict[str, Metric] = {
    "exact": exact,
    "choice": choice,
    "spans": spans,
    "numeric": numeric,
    "text": text,
    "same_as_clean": same_as_clean,
}
"""The metrics that have a name."""


def get_metric(metric: str | Metric) -> Metric:
    """Return the metric of a name; a function is returned as it is.

    Raises:
        UnknownName: no metric of ours; lists those there are.
    """
    if callable(metric):
        return metric
    if not isinstance(metric, str):
        raise UsageError(f"metric is a {type(metric).__name__}: give a name or metric(output, expected, case)")
    if metric not in METRICS:
        raise UnknownName(
            f"no metric '{visible(metric, 80)}': there are {', '.join(METRICS)}{nearest(metric, METRICS)}; "
            "or give a function metric(output, expected, case)"
        )
    return METRICS[metric]


def judge(output: Any, case: Case, metric: Metric, labels: frozenset[Any] | None = None) -> tuple[Status, float | None]:
    """Return how a case ended, and the score where the metric gives a share.

    The relation "differs" turns the metric round: right is an output that does not equal `case.expected`, and a score
    becomes 1 - score. With the other relations `case.expected` already is what a right answer is now. A share is right
    where it is 1, and under "differs" where it is less.

    Args:
        output: what the model returned; None and Unanswered are no answer; Failed has a status of its own.
        case: the case it answers.
        metric: what tells right from wrong; it may return or raise Unanswered.
        labels: the labels of the golden set; a text or number that is none of them is no answer.

    Raises:
        PredictionError: the metric returned something other than a bool, a number in [0, 1] or Unanswered.
    """
    if isinstance(output, Failed):
        return output.status, None
    output = plain_output(output)
    if output is None or isinstance(output, Unanswered) or (isinstance(output, float) and math.isnan(output)):
        return "unanswered", None
    if labels is not None and isinstance(output, str | int | float) and not _is_label(output, labels):
        return "unanswered", None
    try:
        found = metric(output, case.expected, case)
    except Unanswered:
        return "unanswered", None
    if isinstance(found, Unanswered):
        return "unanswered", None
    differs = case.relation == "differs"
    if found is True or found is False:
        return ("wrong" if found is differs else "right"), None
    score = _score(found, case)
    if isinstance(score, bool):
        return ("wrong" if score is differs else "right"), None
    return ("right" if (score == 1.0) is not differs else "wrong"), 1.0 - score if differs else score


def plain_output(output: Any) -> Any:
    """Return an output as plain Python: numpy unwrapped, tuples as lists, a pipeline's best label as that label.

    >>> plain_output([{"label": "neg", "score": 0.2}, {"label": "pos", "score": 0.8}])
    'pos'
    """
    if type(output) in _EXACT:
        return output
    try:
        output = _native(output)
    except RecursionError:
        return Unanswered("nested too deep")
    ranked = [output] if isinstance(output, dict) else output
    if isinstance(ranked, list) and ranked and all(_is_scored(item) for item in ranked):
        if len(ranked) == 1:
            return ranked[0]["label"]
        if all("score" in item for item in ranked):
            return max(ranked, key=lambda item: item["score"])["label"]
    return output


_EXACT = frozenset({str, int, float, bool, type(None), Unanswered})


def _native(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_native(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _native(item) for key, item in value.items()}
    if callable(getattr(value, "tolist", None)):
        found = value.tolist()
        return found if type(found) is type(value) else _native(found)
    return None if type(value).__name__ in ("NAType", "NaTType") else value  # what pandas has for None


def _is_scored(item: Any) -> bool:
    if not isinstance(item, dict) or "label" not in item or not item.keys() <= {"label", "score"}:
        return False
    return isinstance(item.get("score", 0.0), int | float)


def _score(found: Any, case: Case) -> bool | float:
    found = plain_output(found)
    if isinstance(found, bool):
        return found
    if isinstance(found, int) and found in (0, 1):
        return bool(found)
    if isinstance(found, float) and 0.0 <= found <= 1.0:
        return found
    shown = visible(repr(found)[:200], 60)
    raise PredictionError(
        f"the metric returned {shown} for {_at(case)}: "
        "it must return a bool, a number from 0 to 1 or Unanswered(reason)"
    )


def _label(value: Any) -> Any:
    """Return the form in which labels are compared."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and -_LONG < value < _LONG and value == int(value):
        return str(int(value))
    return value


@lru_cache(maxsize=16)
def _label_forms(labels: frozenset[Any]) -> frozenset[Any]:
    return frozenset(_label(label) for label in labels)


def _is_label(output: Any, labels: frozenset[Any]) -> bool:
    return output in labels or _label(output) in _label_forms(labels)


def _option(answer: Any, options: list[Any]) -> int | None:
    """Return the index of the option that an answer means, or None."""
    if not isinstance(answer, str):
        number = isinstance(answer, int) and not isinstance(answer, bool)
        matches = [i for i, option in enumerate(options) if type(option) is type(answer) and option == answer]
        return matches[0] if len(matches) == 1 else answer if number and 0 <= answer < len(options) else None
    folded = _folded(answer)
    matches = [i for i, option in enumerate(options) if _folded(option) == folded]
    if len(matches) == 1:
        return matches[0]
    letter = _LETTER.fullmatch(answer.strip())
    if letter is None or matches:
        return None
    index = ord(letter[1].lower()) - ord("a")
    if index >= len(options) or (letter[2] and _folded(letter[2]) != _folded(options[index])):
        return None
    return index


def _span_set(value: Any) -> frozenset[tuple[int, int, str]] | None:
    """Return spans as triples, or None where `value` is no list of spans."""
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except Fault:
            return None
    if not isinstance(value, list | tuple):
        return None
    found = [_triple(item) for item in value]
    return None if None in found else frozenset(triple for triple in found if triple is not None)


def _triple(item: Any) -> tuple[int, int, str] | None:
    if isinstance(item, Span):
        return item.start, item.end, item.label
    if isinstance(item, Mapping):
        label = next((item[key] for key in ("label", "entity_group", "entity") if key in item), None)
        item = (item.get("start"), item.get("end"), label)
    if not isinstance(item, list | tuple) or [type(part) for part in item] != [int, int, str]:
        return None
    return item[0], item[1], item[2]


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        found = deque(_NUMBER.finditer(value.replace("\N{MINUS SIGN}", "-")), maxlen=1)
        if not found:
            return None
        sign, whole, fraction, power = found[0].groups(default="")
        whole = whole.rstrip(",") if not fraction else whole
        if _THOUSANDS.fullmatch(whole):
            whole = whole.replace(",", "")
        elif "," in whole:
            sign, whole = "", whole.rpartition(",")[2]
        value = float(f"{sign}{whole}{fraction}{power}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _folded(value: Any) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value) if isinstance(value, float) and not value.is_integer() else _label(value)
    return " ".join(value.casefold().split()) if isinstance(value, str) else None


def _needed(expected: Any, case: Case, name: str) -> Any:
    if expected is MISSING:
        raise UsageError(
            f"metric '{name}' needs an expected value, and {_at(case)} has none; "
            "metric='same_as_clean' compares with the model's own clean answer"
        )
    return plain_output(expected) if type(expected) not in _EXACT else expected


def _at(case: Case) -> str:
    return f"case '{visible(case.id, 80)}'"
