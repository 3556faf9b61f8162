"""What the rows of a task must hold beside text: options and an answer, messages, tools, the spans of an answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from robustgen.display import visible
from robustgen.errors import nearest
from robustgen.fields import quoted
from robustgen.reading import Row
from robustgen.strict_json import Fault

OPTIONS = ("options", "choices")
TOOLS = ("tools", "functions")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Needs(NamedTuple):
    """What a row holds: its inputs, the right answer where one is known, and the spans over its first varied field."""

    inputs: Mapping[str, Any]
    expected: Any
    known: bool
    spans: Sequence[tuple[int, int, str]]
    text: Any


def check_task_row(row: Row, task: str, needs: Needs, expected: str) -> None:
    """Leave in `row` the faults of what its task needs; the field `expected` holds the right answer."""
    inputs, known = needs.inputs, needs.known
    if task == "qa_choice" and (name := _first_of(inputs, OPTIONS)):
        with row.column(name):
            check_options(inputs[name])
            if known:
                with row.column(expected):
                    check_choice(needs.expected, inputs[name])
    if task == "qa_span" and known:
        with row.column(expected):
            check_answer(needs.expected, needs.spans, needs.text)
    if task in ("chat", "tool_call") and "messages" in inputs:
        with row.column("messages"):
            check_messages(inputs["messages"])
    if task == "tool_call":
        name = _first_of(inputs, TOOLS)
        with row.column(name or "tools"):
            if name is None:
                raise Fault(f"missing, and a call needs tools; there is {visible(', '.join(inputs), 300)}")
            check_tools(inputs[name])
            if known:
                with row.column(expected):
                    check_calls(needs.expected, inputs[name])


def check_options(options: Any) -> None:
    """Refuse options that cannot be told apart; a text of options is left as it is."""
    _check_no_cell(options, "options")
    if not isinstance(options, list):
        return
    if not options:
        raise Fault("no options in the list: the answer must be one of two or more")
    seen: dict[str, int] = {}
    for i, option in enumerate(options):
        if option is None or option == "":
            raise Fault(f"option {i} is empty: write it, or leave it out")
        earlier = seen.setdefault(json.dumps(option, sort_keys=True), i)
        if earlier != i:
            raise Fault(f"{quoted(option)} stands twice among the options, at {earlier} and {i}: leave one out")


def check_choice(expected: Any, options: Any) -> None:
    """Refuse an answer that is neither an option nor the index of one."""
    if not isinstance(options, list):
        return
    index = isinstance(expected, int) and not isinstance(expected, bool)
    matches = [i for i, option in enumerate(options) if type(option) is type(expected) and option == expected]
    if index and 0 <= expected < len(options):
        if matches and matches != [expected]:
            raise Fault(f"{expected} is an option and the index of another: write the options as text")
        return
    if not matches:
        last = len(options) - 1
        hint = ""
        if isinstance(expected, str) and len(expected) == 1 and expected.upper() in _LETTERS[: len(options)]:
            hint = f"; for the option {expected} write {_LETTERS.index(expected.upper())}"
        raise Fault(
            f"{quoted(expected)} is neither one of the {len(options)} options nor an index from 0 to {last}{hint}"
        )


def check_messages(messages: Any) -> None:
    """Refuse what is no list of chat messages: objects with a role and a content, or with calls in its place."""
    _check_no_cell(messages, "messages")
    if not isinstance(messages, list):
        raise Fault(f"{_shown(messages)}, where a list of messages is needed: [{{'role': 'user', 'content': …}}, …]")
    if not messages:
        raise Fault("no message in the list: write at least one of a user")
    for i, message in enumerate(messages):
        if not isinstance(message, dict):
            raise Fault(f"message {i} is {_shown(message)}: write {{'role': 'user', 'content': …}}")
        role, content = message.get("role"), message.get("content")
        if not isinstance(role, str) or not role:
            there = f"; it has {', '.join(map(quoted, list(message)[:5]))}" if message else ""
            raise Fault(f"message {i} has no role, such as 'user' or 'assistant'{there}")
        instead = any(message.get(key) for key in ("tool_calls", "function_call", "refusal", "audio"))
        if not isinstance(content, str | list) and not (content is None and instead):
            raise Fault(f"the content of message {i} ({quoted(role)}) is {_shown(content)}, where text is needed")


def check_tools(tools: Any) -> None:
    """Refuse what is no list of tools with names that differ."""
    _check_no_cell(tools, "tools")
    if not isinstance(tools, list):
        raise Fault(f"{_shown(tools)}, where a list of tools is needed: [{{'name': …, 'description': …}}, …]")
    if not tools:
        raise Fault("no tool in the list: a call needs one")
    names = [_tool_name(tool) for tool in tools]
    for i, name in enumerate(names):
        if name is None:
            raise Fault(f"tool {i} has no name: write it at its top, or under 'function'")
    for name, times in Counter(names).items():
        if times > 1:
            raise Fault(f"{quoted(name)} is the name of {times} tools: give each its own")


def check_calls(expected: Any, tools: Sequence[Any]) -> None:
    """Refuse an expected call of a tool that the row does not offer."""
    names = [name for tool in tools if (name := _tool_name(tool))]
    for called in _called(expected):
        if called not in names:
            hint = nearest(called, names)
            raise Fault(f"calls {quoted(called)}, and the tools are {', '.join(map(quoted, names[:8]))}{hint}")


def check_answer(expected: Any, spans: Sequence[tuple[int, int, str]], text: Any) -> None:
    """Refuse an answer in words that is the text of none of its spans."""
    answers = expected if isinstance(expected, list) else [expected]
    if not spans or not isinstance(text, str) or not answers or not all(isinstance(one, str) for one in answers):
        return
    marked = [text[start:end] for start, end, _ in spans]
    known = {" ".join(one.split()).casefold() for one in marked}
    if not any(" ".join(one.split()).casefold() in known for one in answers):
        shown = ", ".join(map(quoted, marked[:3]))
        raise Fault(f"{quoted(answers[0])}, and the text at the spans is {shown}: mend the offsets, or the answer")


def _first_of(inputs: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """Return the first of `names` that is a field."""
    return next((name for name in names if name in inputs), None)


def _check_no_cell(value: Any, name: str) -> None:
    """Refuse a list that a CSV file could hold only as text."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        raise Fault(f"the {name} are a text that looks like JSON: cells of CSV stay text, so write the rows as .jsonl")


def _tool_name(tool: Any) -> str | None:
    inner = tool.get("function", tool) if isinstance(tool, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else None
    return name if isinstance(name, str) and name else None


def _called(expected: Any) -> Iterator[str]:
    """Yield the names of the tools that an expected value calls, where it is a call or a list of calls."""
    for call in expected if isinstance(expected, list) else [expected]:
        if isinstance(call, dict) and (name := _tool_name(call)):
            yield name


def _shown(value: Any) -> str:
    return "null" if value is None else f"{type(value).__name__} {quoted(value)}"
