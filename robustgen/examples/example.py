"""A golden example, and what its parts are called: paths, canonical JSON, ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from robustgen.edits import pointer, value_at
from robustgen.errors import GoldenError
from robustgen.fields import check_stored
from robustgen.strict_json import Fault

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class Missing(Enum):
    """The type of `MISSING`, which stands for an expected value that golden data does not have."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of text; `start` and `end` are code points, end exclusive."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Example:
    """One golden example.

    Attributes:
        id: unique within a golden set.
        inputs: the fields a model sees, JSON values in their own key order.
        expected: what a right answer is; `MISSING` where there is none.
        vary: JSON pointers (RFC 6901) to the fields that may change; a plain name becomes a pointer.
        task: one of ours, the user's own, or None.
        language: a language tag such as "en".
        protect: strings nothing may change inside.
        tags: names to select and to report by.
        group: rows of one group are one cluster for statistics; None makes the row its own.
        spans: labelled spans over the first varied field.
    """

    id: str
    inputs: dict[str, Any]
    expected: Any = MISSING
    vary: tuple[str, ...] = ("/text",)
    task: str | None = None
    language: str = "en"
    protect: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    group: str | None = None
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        for path in self.vary:
            if path[:1] != "/":
                object.__setattr__(self, "vary", tuple(pointer_to(name) for name in self.vary))
                break

    def row(self) -> dict[str, Any]:
        """Return the row that edits address: the inputs, and `expected` where there is one."""
        return dict(self.inputs) if self.expected is MISSING else {**self.inputs, "expected": self.expected}

    def value(self, path: str) -> Any:
        """Return what stands at `path`, a name or a JSON pointer into the row.

        Raises:
            EditError: nothing stands there.
        """
        found = self.inputs.get(path[1:], MISSING)  # the plain case, a field of the inputs, without detours
        return value_at(self.row(), pointer_to(path)) if found is MISSING or path[:1] != "/" else found

    def to_json(self) -> dict[str, Any]:
        """Return the form that stands in a suite's golden.jsonl: sorted keys, empty ones left out."""
        found: dict[str, Any] = {} if self.expected is MISSING else {"expected": self.expected}
        if self.group is not None:
            found["group"] = self.group
        found |= {"id": self.id, "inputs": self.inputs}
        spans = [[span.start, span.end, span.label] for span in self.spans]
        rest = (
            ("language", self.language),
            ("protect", list(self.protect)),
            ("spans", spans),
            ("tags", list(self.tags)),
            ("task", self.task),
            ("vary", list(self.vary)),
        )
        return found | {key: value for key, value in rest if value}

    @classmethod
    def from_json(cls, obj: Any) -> Example:
        """Return the example that `to_json` wrote.

        Raises:
            GoldenError: a key that is unknown, missing or of the wrong type.
        """
        try:
            check_stored(obj)
        except Fault as fault:
            raise GoldenError(str(fault)) from None
        return cls(
            id=obj["id"],
            inputs=obj["inputs"],
            expected=obj.get("expected", MISSING),
            vary=tuple(obj.get("vary", ("/text",))),
            task=obj.get("task"),
            language=obj.get("language", "en"),
            protect=tuple(obj.get("protect", ())),
            tags=tuple(obj.get("tags", ())),
            group=obj.get("group"),
            spans=tuple(Span(*span) for span in obj.get("spans", ())),
        )


def pointer_to(name: str) -> str:
    """Return the JSON pointer of a field; a pointer is returned as it is.

    >>> pointer_to("text"), pointer_to("/messages/0/content"), pointer_to("a/b")
    ('/text', '/messages/0/content', '/a~1b')
    """
    return name if name[:1] == "/" else pointer(name)


def said_by_user(path: str, value: Any) -> list[tuple[str, str]]:
    """Return path and text of the last that the user says in a list of chat messages at `path`; else nothing.

    What was said before it has been answered: another wording there would not fit the answers.

    >>> said_by_user("/messages", [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}])
    [('/messages/1/content', 'Hi')]
    """
    for i in range(len(value) - 1, -1, -1) if isinstance(value, list) else ():
        message = value[i]
        if isinstance(message, dict) and message.get("role") == "user":
            content = message.get("content")
            return [(f"{path}/{i}/content", content)] if isinstance(content, str) else []
    return []


def canonical(value: Any) -> str:
    """Return compact JSON with sorted keys: the same text for equal values, whatever their key order."""
    return _CANONICAL(value)


def hash_id(inputs: Mapping[str, Any]) -> str:
    """Return the id of an example that was given none: "g-" and 12 hexadecimal digits of BLAKE2b."""
    return "g-" + digest(canonical(inputs))


def digest(text: str) -> str:
    """Return 12 hexadecimal digits of BLAKE2b that name a text."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=6).hexdigest()
