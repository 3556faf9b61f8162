"""Tools under other names: what they do and take stays as it was described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from robustgen.definition import count
from robustgen.edits import Edit, Replace, Set, pointer
from robustgen.examples import MISSING, Example
from robustgen.perturbations.structured import may_vary
from robustgen.places import Place
from robustgen.registry import perturbation

_PARTS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_VERBS = {
    "get": ("fetch", "retrieve"),
    "fetch": ("get", "retrieve"),
    "search": ("find", "lookup"),
    "find": ("search", "lookup"),
    "create": ("make", "add"),
    "add": ("create", "insert"),
    "delete": ("remove", "erase"),
    "remove": ("delete", "erase"),
    "send": ("deliver", "submit"),
    "update": ("change", "edit"),
    "set": ("put", "assign"),
    "list": ("show", "enumerate"),
    "book": ("reserve", "order"),
    "cancel": ("abort", "revoke"),
    "calculate": ("compute", "evaluate"),
    "compute": ("calculate", "evaluate"),
    "check": ("verify", "inspect"),
}


@perturbation(
    "prompt.tool_schema_rename",
    label={"tool_call": "edits", "chat": "edits"},
    amount=count(1, 1, 2, 3, 5),
    on="example",
    source="written for robustgen: the conventions of common programming languages for names of functions",
)
def tool_schema_rename(example: Example) -> Iterator[Place]:
    """Give a tool another name, in the schema, in the messages and in the expected call; descriptions stay.

    >>> import robustgen as rg
    >>> tools = [{"name": "get_weather", "description": "The weather of a city."}]
    >>> row = rg.Example("x", {"tools": tools}, {"name": "get_weather"}, vary=("/tools",), task="tool_call")
    >>> variant = rg.perturb(row, "prompt.tool_schema_rename")
    >>> variant.inputs["tools"][0]["name"], variant.expected
    ('GetWeather', {'name': 'GetWeather'})
    """
    tools = example.inputs.get("tools")
    if not isinstance(tools, list) or not may_vary(example, "/tools"):
        return
    paths = [_name_path(i, tool) for i, tool in enumerate(tools)]
    names = {example.value(path) for path in paths if path}
    for path in paths:
        old = example.value(path) if path else ""
        if not isinstance(old, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", old) or _elsewhere(example, old):
            continue
        options = [_renamed(example, str(path), old, new) for new in _other_names(old) if new not in names]
        yield Place(options=tuple(option for option in options if option), key=path)


def _name_path(i: int, tool: Any) -> str | None:
    """Return where a tool's name stands: at its top, or under "function"."""
    if isinstance(tool, dict) and isinstance(tool.get("function"), dict) and "name" in tool["function"]:
        return pointer("tools", i, "function", "name")
    return pointer("tools", i, "name") if isinstance(tool, dict) and "name" in tool else None


def _other_names(name: str) -> list[str]:
    """Return names of the same words in other writings, and with another verb of the same meaning."""
    words = [part.lower() for part in _PARTS.findall(name)]
    camel = words[0] + "".join(word.capitalize() for word in words[1:])
    made = ["_".join(words), camel, "".join(word.capitalize() for word in words), "-".join(words)]
    for verb in _VERBS.get(words[0], ()):
        other = [verb, *words[1:]]
        made.append("_".join(other) if "_" in name or len(words) == 1 else verb + camel[len(words[0]) :])
    return [new for new in dict.fromkeys(made) if new != name]


def _renamed(example: Example, path: str, old: str, new: str) -> tuple[Edit, ...]:
    """Return the edits that rename a tool wherever the row names it; none where that is not plain."""
    edits: list[Edit] = [Set(path, new)]
    whole = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    for where, value in _strings("/messages", example.inputs.get("messages")):
        if where.endswith("/name") and value == old:
            edits.append(Set(where, new))
        elif "_" in old or not old.islower():  # "search" in a message may be the plain word
            edits += [Replace(where, *match.span(), new) for match in whole.finditer(value)]
    if any(not may_vary(example, edit.path) for edit in edits):
        return ()
    if example.expected is not MISSING:
        edits += [Set(where, new) for where, value in _strings("/expected", example.expected) if value == old]
    return tuple(edits)


def _elsewhere(example: Example, name: str) -> bool:
    """Return whether the name stands inside a longer expected text, where it could not follow."""
    return any(name in value and value != name for _, value in _strings("/expected", example.expected))


def _strings(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield path and value of every text at `path` or below it."""
    waiting = [(path, value)]
    while waiting:
        where, found = waiting.pop()
        if isinstance(found, str):
            yield where, found
        items = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
        waiting += [(where + pointer(key), item) for key, item in items]
