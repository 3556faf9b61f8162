"""Reading rows with more than one text: chat messages, options, documents, tools, and the fields that hold a prompt.

Fields are found by the names that data sets give them, and only where `vary` lets them change.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from robustgen.edits import Change, Edit, Order, Set, pointer
from robustgen.examples import Example
from robustgen.perturbations.tables import rows
from robustgen.text import Text

INSTRUCTIONS = frozenset(("instruction", "instructions", "system", "system_prompt", "prompt"))
PROMPTS = frozenset(("prompt", "question", "query", "input"))
DOCUMENTS = frozenset(("documents", "passages", "contexts", "context"))
SHOTS = frozenset(("examples", "shots", "few_shot", "demonstrations"))
OPTIONS = frozenset(("options", "choices"))
TABLES = frozenset(("table", "rows"))
_OF_OTHERS = re.compile(
    r"\b(?:above|below|both|neither|either of|(?:all|none|one|two|some) of|other (?:options?|answers?|choices?)"
    r"|all (?:the|these|those|two|three|four|five|answers?|options?|choices?|statements?)"
    r"|the (?:first|second|former|latter)"
    r"|(?:options?|answers?|choices?|statements?) \(?(?:[a-h]|[1-8]|i{1,3}|iv)\b)\b|^(?:none|all|others?)\W*$",
    re.IGNORECASE,
)
_BY_LETTER = re.compile(
    r"\b(?:[A-H]|[a-h]|[1-8]|I{1,3}|IV)\b\)? ?(?:,|and|or|&|/) ?\(?\b(?:[A-H]|[a-h]|[1-8]|I{1,3}|IV)\b"
    r"|^\(?(?:[A-H]|I{1,3}|IV)\)? only"
)


@dataclass(frozen=True, slots=True)
class Message:
    """A chat message: its number in the list at `path`, its role, and its content, a text."""

    path: str
    number: int
    role: str
    content: str

    @property
    def content_path(self) -> str:
        """Where the content stands."""
        return f"{self.path}/{self.number}/content"


def may_vary(example: Example, path: str) -> bool:
    """Return whether what stands at `path` may change."""
    return any(path == varied or path.startswith(varied + "/") for varied in example.vary)


def fields(example: Example, names: Collection[str]) -> Iterator[tuple[str, Any]]:
    """Yield path and value of each input field with one of `names` that may change."""
    for name, value in example.inputs.items():
        path = pointer(name)
        if name.lower() in names and may_vary(example, path):
            yield path, value


def lists(example: Example, names: Collection[str], *, least: int = 2) -> Iterator[tuple[str, list[Any]]]:
    """Yield path and value of each list among the fields with one of `names`, of `least` items or more."""
    for path, value in fields(example, names):
        if isinstance(value, list) and len(value) >= least:
            yield path, value


def messages(example: Example, *roles: str) -> list[Message]:
    """Return the chat messages that may change and have a text, of `roles` where any are named."""
    found = []
    for name, value in example.inputs.items():
        if not isinstance(value, list) or not all(isinstance(item, dict) and "role" in item for item in value):
            continue
        for number, item in enumerate(value):
            message = Message(pointer(name), number, str(item["role"]), item.get("content") or "")
            fits = not roles or message.role in roles
            if fits and isinstance(item.get("content"), str) and may_vary(example, message.content_path):
                found.append(message)
    return found


def whole_chats(example: Example) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield path and messages of each chat that may gain messages."""
    for name, value in example.inputs.items():
        path = pointer(name)
        chat = isinstance(value, list) and value and all(isinstance(item, dict) and "role" in item for item in value)
        if chat and path in example.vary:
            yield path, value


def instructions(example: Example) -> Iterator[tuple[str, Text]]:
    """Yield path and Text of what tells the model what to do: instruction fields and system messages."""
    for path, value in fields(example, INSTRUCTIONS):
        if isinstance(value, str) and value.strip():
            yield path, parsed(example, value)
    for message in messages(example, "system", "developer"):
        yield message.content_path, parsed(example, message.content)


def requests(example: Example) -> Iterator[tuple[str, Text]]:
    """Yield path and Text of what the user asks: prompt and question fields, and the last user message."""
    for path, value in fields(example, PROMPTS):
        if isinstance(value, str) and value.strip():
            yield path, parsed(example, value)
    for message in messages(example, "user")[-1:]:
        yield message.content_path, parsed(example, message.content)


def parsed(example: Example, value: str) -> Text:
    """Return a text of the row with its language and what it protects."""
    return Text(value, language=example.language, protect=example.protect)


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """Return the texts of one kind of the table prompt_texts; a backslash and n in the table is a line break."""
    return tuple(text.replace("\\n", "\n") for name, text in rows("prompt_texts") if name == kind)


class Permutations(Sequence[Change]):
    """Every order of the list or object at `path` but the given one, unranked when asked for; of many, the last twenty.

    The index at /expected follows where `answer` says which item it is.
    """

    def __init__(self, path: str, n: int, answer: int | None = None) -> None:
        self.path, self.n, self.answer = path, n, answer

    def __len__(self) -> int:
        return math.factorial(min(self.n, 20)) - 1

    def __getitem__(self, i: Any) -> Any:
        if not 0 <= i < len(self):
            raise IndexError(i)
        rest, rank, order = list(range(self.n)), i + 1, list[int]()
        for left in range(self.n, 0, -1):
            which, rank = divmod(rank, math.factorial(left - 1))
            order.append(rest.pop(which))
        follows: tuple[Edit, ...] = () if self.answer is None else (Set("/expected", order.index(self.answer)),)
        return (Order(self.path, tuple(order)), *follows)


def speaks_of_others(option: str) -> bool:
    """Return whether an option of a multiple choice speaks of the others, by their letters or as "all of the above".

    >>> [speaks_of_others(one) for one in ("All of the above", "A and C", "I only", "None", "a cat")]
    [True, True, True, True, False]
    """
    return bool(_OF_OTHERS.search(option) or _BY_LETTER.search(option))


def texts_in(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield path and value of every text at `path` or below it."""
    waiting = [(path, value)]
    while waiting:
        where, found = waiting.pop()
        if isinstance(found, str):
            yield where, found
        items = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
        waiting += [(where + pointer(key), item) for key, item in items]


def answer_index(example: Example, items: Sequence[Any]) -> int | None:
    """Return the index that the expected value names in `items`, or None where it is no index."""
    expected = example.expected
    plain = isinstance(expected, int) and not isinstance(expected, bool)
    return expected if plain and 0 <= expected < len(items) else None
