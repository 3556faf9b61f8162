"""The fields of a golden row that mean something to us: each one read from what stands there, and checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from robustgen.display import visible
from robustgen.errors import nearest
from robustgen.strict_json import Fault, parse_json

CODE = frozenset(("code", "program", "snippet", "function", "source_code"))
"""Names of fields that hold a program."""
_CODE_MARK = re.compile(
    r"\w\(|[{};]\s*$|\w [-+*/:]?=+ |=>|^\s*(?:def|class|import|from|#include|return)\b", re.MULTILINE
)
TASKS = (
    "intent",
    "topic",
    "sentiment",
    "toxicity",
    "nli",
    "paraphrase",
    "retrieval",
    "ner",
    "qa_span",
    "qa_choice",
    "generation",
    "chat",
    "tool_call",
)
"""The tasks that perturbations know; any other name is the user's own."""


def quoted(value: Any, limit: int = 60) -> str:
    """Return a value as a message shows it."""
    return f"'{visible(value, limit)}'" if isinstance(value, str) else visible(repr(value)[:200], limit)


def read_name(value: Any, *, integer: bool = False) -> str:
    """Return an id, a group, a task or a language: text that is not empty, or, where allowed, an integer as text."""
    if integer and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Fault(f"{_kind(value)}, where text is needed")
    if not value:
        raise Fault("empty")
    return value


def read_names(value: Any, *, cells: bool) -> tuple[str, ...]:
    """Return tags or protected strings: a text is one, a list is several; in CSV a list is written as JSON."""
    found = _json_list(value) if cells else value
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list):
        raise Fault(f"{_kind(found)}, where a list of strings is needed")
    for item in found:
        if not isinstance(item, str):
            raise Fault(f"{_kind(item)} in the list, where text is needed")
        if not item:
            raise Fault("an empty string in the list")
    return tuple(found)


def read_spans(value: Any, text: Any, *, cells: bool) -> tuple[tuple[int, int, str], ...]:
    """Return spans as (start, end, label); a span that brings its own text must have that of `text`."""
    found = _json_list(value) if cells else value
    if not isinstance(found, list):
        raise Fault(f"{_kind(found)}, where a list of spans is needed")
    return tuple(_read_span(item, text) for item in found)


def is_code(path: str, value: str) -> bool:
    r"""Return whether the field at a JSON pointer holds a program, by its name and by marks that prose has not.

    >>> is_code("/code", "def f(x):\n    return x"), is_code("/function", "accounting (part time)")
    (True, False)
    """
    return path.rpartition("/")[2] in CODE and _CODE_MARK.search(value) is not None


def check_task(task: str) -> None:
    """Refuse a misspelt task; a task of the user's own passes."""
    plain = task.lower().replace("-", "_").replace(" ", "_")
    if task in TASKS:
        return
    close = difflib.get_close_matches(plain, TASKS, n=1, cutoff=0.85)
    if close:
        raise Fault(f"unknown task {quoted(task)}; did you mean '{close[0]}'? A task of your own needs another name")


def check_varied(value: Any) -> None:
    """Refuse what no edit can change: only text, lists and objects vary."""
    if not isinstance(value, str | list | dict):
        raise Fault(f"{_kind(value)}, where text is needed")


def check_spans(spans: Iterable[tuple[int, int, str]], text: Any, task: str | None) -> None:
    """Refuse spans outside the text, doubled ones and, for the task ner, overlapping ones."""
    ordered = sorted(spans)
    if ordered and not isinstance(text, str):
        raise Fault(f"spans over {_kind(text)}: the first field that varies must be text")
    for start, end, _ in ordered:
        if not 0 <= start < end <= len(text):
            if 0 <= end < start:
                raise Fault(f"span {start}..{end} ends before it starts: write the start first")
            outside = (
                f"outside the text of {len(text)} characters: offsets are code points of the first field that varies"
            )
            raise Fault(f"span {start}..{end} {outside if 0 <= start < end else 'needs 0 <= start < end'}")
    for one, other in pairwise(ordered):
        if one == other:
            raise Fault(f"span {one[0]}..{one[1]} stands twice: leave one out")
    for one, other in pairwise(ordered) if task == "ner" else ():
        if other[0] < one[1]:
            raise Fault(f"spans {one[0]}..{one[1]} and {other[0]}..{other[1]} overlap: for the task ner keep one")


def check_protected(protect: Sequence[str], varied: Sequence[Any]) -> None:
    """Refuse a protected string that does not occur in anything that varies."""
    for wanted in protect:
        if not any(wanted in text for text in _texts(varied)):
            raise Fault(f"{quoted(wanted)} does not occur in what varies")


def check_stored(obj: Any) -> None:
    """Refuse what is not the stored form of an example, as `Example.to_json` writes it."""
    if not isinstance(obj, dict):
        raise Fault(f"a golden example must be a JSON object, not {_kind(obj)}")
    for key, value in obj.items():
        if key not in _STORED:
            raise Fault(f"unknown key {quoted(key, 80)} in a golden example{nearest(key, _STORED)}")
        fits, meant = _STORED[key]
        if not fits(value):
            raise Fault(f"key {key!r} of a golden example is {_kind(value)}: it must be {meant}")
    lacking = [key for key in ("id", "inputs") if key not in obj]
    if lacking:
        raise Fault(f"a golden example needs {' and '.join(lacking)}; it has {', '.join(sorted(obj)) or 'nothing'}")
    if "expected" in obj and "expected" in obj["inputs"]:
        raise Fault("a golden example has 'expected' among its inputs, beside its own: leave one out")


def _read_span(item: Any, text: Any) -> tuple[int, int, str]:
    if isinstance(item, dict):
        lacking = [key for key in ("start", "end", "label") if key not in item]
        if lacking:
            raise Fault(f"a span without {', '.join(lacking)}")
        triple = [item["start"], item["end"], item["label"]]
    elif isinstance(item, list) and len(item) == 3:
        triple = item
    else:
        raise Fault(f"{quoted(item)} is no span: write {{start, end, label}} or [start, end, label]")
    start, end, label = triple
    if [type(part) for part in triple] != [int, int, str]:
        raise Fault(f"span {quoted(triple)} needs two integers and a text")
    if isinstance(item, dict) and isinstance(text, str) and item.get("text") is not None:
        there = text[max(start, 0) : max(end, 0)]
        if there != item["text"]:
            said = f"span {start}..{end} is said to be {quoted(item['text'])}, and the text has {quoted(there)}"
            raise Fault(f"{said}: count code points, end exclusive")
    return start, end, label


def _json_list(value: Any) -> Any:
    if not isinstance(value, str) or not value.lstrip().startswith("["):
        return value
    return parse_json(value)


def _texts(values: Any) -> Iterator[str]:
    waiting = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return f"{type(value).__name__} {quoted(value)}"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_pointers(value: Any) -> bool:
    return _are_names(value) and bool(value) and all(path[:1] == "/" for path in value)


def _are_triples(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, list) and [type(part) for part in item] == [int, int, str] and 0 <= item[0] < item[1]
        for item in value
    )


_STORED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "expected": (lambda value: True, "a JSON value"),
    "group": (_is_name, "a string that is not empty"),
    "id": (_is_name, "a string that is not empty"),
    "inputs": (lambda value: isinstance(value, dict), "an object"),
    "language": (_is_name, "a language tag such as 'en'"),
    "protect": (_are_names, "a list of strings"),
    "spans": (_are_triples, "a list of [start, end, label], 0 <= start < end"),
    "tags": (_are_names, "a list of strings"),
    "task": (_is_name, "a string that is not empty"),
    "vary": (_are_pointers, "a list of JSON pointers such as '/text'"),
}
