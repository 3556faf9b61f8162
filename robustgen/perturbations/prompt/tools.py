"""Tools under other names: what they do and take stays as it was described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from robustgen.definition import count
from robustgen.edits import Edit, Replace, Set, pointer, tokens
from robustgen.examples import MISSING, Example
from robustgen.perturbations.structured import may_vary, texts_in
from robustgen.places import Place
from robustgen.registry import perturbation

_PARTS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_VERBS = {
    "get": ("fetch", "retrieve"),
    "fetch": ("get", "retrieve"),
    "retrieve": ("get", "fetch"),
    "search": ("find", "lookup"),
    "find": ("search", "lookup"),
    "create": ("make",),
    "delete": ("remove",),
    "remove": ("delete",),
    "send": ("deliver", "dispatch"),
    "update": ("change", "edit"),
    "list": ("show", "enumerate"),
    "calculate": ("compute",),
    "compute": ("calculate",),
}
# What follows a verb that takes no other there ("add_to_cart"), or that is no verb ("search_results").
_NO_OBJECT = frozenset(
    (
        "to",
        "from",
        "by",
        "in",
        "on",
        "up",
        "out",
        "for",
        "with",
        "of",
        "results",
        "result",
        "info",
        "details",
        "history",
    )
)


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
    for verb in _VERBS.get(words[0], ()) if not _NO_OBJECT.intersection(words[1:2]) else ():
        other = [verb, *words[1:]]
        made.append("_".join(other) if "_" in name or len(words) == 1 else verb + camel[len(words[0]) :])
    return [new for new in dict.fromkeys(made) if new != name]


def _renamed(example: Example, path: str, old: str, new: str) -> tuple[Edit, ...]:
    """Return the edits that rename a tool wherever the row names it; none where that is not plain."""
    edits: list[Edit] = []
    whole = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    telling = _is_mention(old)
    for name, value in example.inputs.items():
        for where, text in texts_in(pointer(name), value):
            if text == old and (where == path or _names_tool(where)):
                edits.append(Set(where, new))
            elif telling:
                edits += [Replace(where, *match.span(), new) for match in whole.finditer(text)]
    if any(not may_vary(example, edit.path) for edit in edits):
        return ()
    if example.expected is not MISSING:
        found = texts_in("/expected", example.expected)
        edits += [Set(where, new) for where, text in found if text == old and _names_tool(where)]
    return tuple(edits)


def _names_tool(path: str) -> bool:
    """Return whether a text at `path` is the name of a tool: not an argument of a call, and no value of a schema."""
    steps = tokens(path)
    inside = {"arguments", "args", "parameters", "properties", "input"}.intersection(steps[1:])
    return not inside and (
        len(steps) == 1 or steps[-1] in ("name", "tool", "tool_name", "function") or steps[-1].isdigit()
    )


def _elsewhere(example: Example, name: str) -> bool:
    """Return whether the name stands in the expected value where it cannot follow: in a longer text, or as a key."""
    expected = example.expected
    return name in _keys(expected) or any(
        name in text and not (text == name and (_names_tool(where) or not _is_mention(name)))
        for where, text in texts_in("/expected", expected)
    )


def _is_mention(name: str) -> bool:
    """Return whether a text that holds the name means the tool; "search" may be the plain word."""
    return "_" in name or not name.islower()


def _keys(value: Any) -> set[str]:
    """Return the keys of all objects in a value."""
    waiting, keys = [value], set[str]()
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            keys.update(found)
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
    return keys
