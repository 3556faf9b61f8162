"""Edits and changes: how a variant differs from its golden example.

An edit addresses the golden row as it was: a JSON Pointer (RFC 6901) and, in text, code points with the end exclusive.
The edits of a variant apply at once. A change is a tuple of edits that stand or fall together. An `Insert` into an
object, and a `Remove` from one, count its entries in their order; the value of such an Insert is a `[key, value]` pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from robustgen.errors import EditError


@dataclass(frozen=True, slots=True)
class Replace:
    """Put `text` in place of the code points [start, end) of the text at `path`; an insertion where start == end."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Set:
    """Put `value` at `path`; an object gains the last key of the path where it has none."""

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Insert:
    """Put `value` before item `index` of the list (or entry of the object) at `path`."""

    path: str
    index: int
    value: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """Take item `index` out of the list (or object) at `path`."""

    path: str
    index: int


@dataclass(frozen=True, slots=True)
class Order:
    """Reorder the list (or object) at `path`: new position i holds old item permutation[i]."""

    path: str
    permutation: tuple[int, ...]


Edit: TypeAlias = Replace | Set | Insert | Remove | Order
Change: TypeAlias = tuple[Edit, ...]
T = TypeVar("T")


def apply(value: T, edits: Iterable[Edit | Change]) -> T:
    """Return `value` (a text, addressed by the path "", or a JSON row) with `edits` (or changes) applied at once.

    Raises:
        EditError: edits overlap, or address something that is not there.

    >>> apply("it is on", [Replace("", 2, 5, "'s")])
    "it's on"
    """
    return _applied(value, _tree(flatten(edits)), "")  # type: ignore[no-any-return]


def flatten(edits: Iterable[Edit | Change]) -> list[Edit]:
    """Return the edits of a mixed sequence of edits and changes, in order."""
    flat: list[Edit] = []
    for item in edits:
        if isinstance(item, tuple):
            flat.extend(item)
        else:
            flat.append(item)
    return flat


def apply_text(text: str, edits: Iterable[Replace]) -> str:
    """Return `text` with the replacements made, whatever their path. Inserts at one point keep their given order."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=_position):
        if edit.start < at or edit.end > len(text):
            raise EditError(
                f"{edit} overlaps another edit of the same text"
                if edit.start < at
                else f"{edit} ends behind the text of {len(text)} code points"
            )
        parts.append(text[at : edit.start])
        parts.append(edit.text)
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)


def move_spans(spans: Iterable[tuple[int, int]], edits: Iterable[Replace]) -> list[tuple[int, int]]:
    """Return where `spans` of a text lie after `edits` of that text.

    A change inside a span stretches it, one that equals it makes the new text the span, an insertion at either
    boundary stays outside.

    Raises:
        EditError: an edit crosses the boundary of a span, or nothing of a span is left.
    """
    ordered = sorted(edits, key=_position)
    moved = []
    for start, end in spans:
        before = inside = 0
        for edit in ordered:
            grown = len(edit.text) - (edit.end - edit.start)
            if edit.end <= start:
                before += grown
            elif edit.start >= end:
                break
            elif start <= edit.start and edit.end <= end:
                inside += grown
            else:
                raise EditError(f"{edit} crosses the boundary of the labelled span [{start}, {end})")
        if start + before >= end + before + inside:
            raise EditError(f"nothing is left of the labelled span [{start}, {end})")
        moved.append((start + before, end + before + inside))
    return moved


def conflict(one: Edit, other: Edit) -> bool:
    """Return whether two edits of one row cannot apply together."""
    if one.path != other.path:
        return _blocks(one, other.path) or _blocks(other, one.path)
    if isinstance(one, Replace) and isinstance(other, Replace):
        if one.start == one.end and other.start == other.end:
            return False
        return (
            max(one.start, other.start) < min(one.end, other.end)
            or (one.start == one.end and other.start < one.start < other.end)
            or (other.start == other.end and one.start < other.start < one.end)
        )
    if isinstance(one, Insert) and isinstance(other, Insert | Remove):
        return False
    if isinstance(one, Remove) and isinstance(other, Insert | Remove):
        return isinstance(other, Remove) and one.index == other.index
    return True


def rebase(change: Change, path: str) -> Change:
    """Return `change`, written for a bare value, with `path` in front of every path."""
    return tuple(replace(edit, path=path + edit.path) for edit in change)


def value_at(row: Any, path: str) -> Any:
    """Return what a JSON Pointer addresses.

    Raises:
        EditError: nothing is there.
    """
    value = row
    for token in tokens(path):
        try:
            value = value[_item(token)] if isinstance(value, list) else value[token]
        except (KeyError, IndexError, ValueError, TypeError):
            raise EditError(f"nothing is at {path!r}: no {token!r}") from None
    return value


def _item(token: str) -> int:
    """Return the index that a token of a pointer names; RFC 6901 knows no sign and no leading zero."""
    if not token.isdigit() or not token.isascii() or (token[0] == "0" and token != "0"):
        raise ValueError(token)
    return int(token)


def tokens(path: str) -> list[str]:
    """Return the unescaped parts of a JSON Pointer.

    Raises:
        EditError: `path` is neither empty nor begins with "/".
    """
    if not path:
        return []
    if path[0] != "/":
        raise EditError(f"{path!r} is no JSON Pointer: it must be empty or begin with '/'")
    return [part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/")]


def pointer(*parts: str | int) -> str:
    """Return the JSON Pointer of `parts`.

    >>> pointer("messages", 0, "content")
    '/messages/0/content'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def to_json(changes: Iterable[Change]) -> list[list[list[Any]]]:
    """Return changes as JSON: a list a change, in it a list an edit: name, path, then the edit's other fields."""
    return [[_WRITERS[type(edit)](edit) for edit in change] for change in changes]


def from_json(data: Any) -> tuple[Change, ...]:
    """Return the changes that `to_json` wrote.

    Raises:
        EditError: `data` is not of that form.
    """
    try:
        return tuple([tuple([_READERS[edit[0]](*edit[1:]) for edit in change]) for change in data])
    except (KeyError, TypeError, IndexError, ValueError):
        raise EditError(
            f"not a list of changes: {str(data)[:120]!r}; a change is a list of edits such as"
            ' ["replace", "/text", 0, 1, "J"]'
        ) from None


def _read_replace(path: str, start: int, end: int, text: str) -> Replace:
    if type(start) is not int or type(end) is not int or not 0 <= start <= end or type(text) is not str:
        raise ValueError
    return Replace(path, start, end, text)


def _read_index(kind: Callable[..., Edit]) -> Callable[..., Edit]:
    def read(path: str, index: int, *value: Any) -> Edit:
        if type(path) is not str or type(index) is not int or index < 0:
            raise ValueError
        return kind(path, index, *value)

    return read


def _read_order(path: str, permutation: list[int]) -> Order:
    return Order(path, tuple(permutation))


_READERS: dict[str, Callable[..., Edit]] = {
    "replace": _read_replace,
    "set": Set,
    "insert": _read_index(Insert),
    "remove": _read_index(Remove),
    "order": _read_order,
}
_WRITERS: dict[type, Callable[[Any], list[Any]]] = {
    Replace: lambda e: ["replace", e.path, e.start, e.end, e.text],
    Set: lambda e: ["set", e.path, e.value],
    Insert: lambda e: ["insert", e.path, e.index, e.value],
    Remove: lambda e: ["remove", e.path, e.index],
    Order: lambda e: ["order", e.path, list(e.permutation)],
}


def _position(edit: Replace) -> tuple[int, int]:
    return edit.start, edit.end


class _Node:
    """The edits at one path, and below it."""

    __slots__ = ("children", "edits")

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.children: dict[str, _Node] = {}


def _tree(edits: Iterable[Edit]) -> _Node:
    root = _Node()
    nodes = {"": root}
    for edit in edits:
        node = nodes.get(edit.path)
        if node is None:
            node = root
            for token in tokens(edit.path):
                node = node.children.setdefault(token, _Node())
            nodes[edit.path] = node
        node.edits.append(edit)
    return root


def _applied(value: Any, node: _Node, where: str) -> Any:
    if not node.edits and not node.children:
        return value
    if any(isinstance(edit, Set) for edit in node.edits):
        if len(node.edits) > 1 or node.children:
            raise EditError(f"a Set at {where!r} and another edit there or below it exclude each other")
        return node.edits[0].value  # type: ignore[union-attr]
    if isinstance(value, str):
        replaces = [edit for edit in node.edits if isinstance(edit, Replace)]
        if node.children or len(replaces) != len(node.edits):
            raise EditError(f"the text at {where!r} takes Replace or Set only")
        return apply_text(value, replaces)
    if not isinstance(value, list | dict) or any(isinstance(edit, Replace) for edit in node.edits):
        raise EditError(f"no text is at {where!r}: it holds a {type(value).__name__}")
    return _applied_list(value, node, where) if isinstance(value, list) else _applied_object(value, node, where)


def _applied_list(value: list[Any], node: _Node, where: str) -> list[Any]:
    items = list(value)
    for token, child in node.children.items():
        try:
            index = _item(token)
            item = items[index]
        except (ValueError, IndexError):
            raise EditError(f"no item {token!r} is in the list at {where!r}, which has {len(items)}") from None
        items[index] = _applied(item, child, f"{where}/{token}")
    touched = {int(token) for token in node.children}
    return _restructured(items, node.edits, where, touched)


def _applied_object(value: dict[str, Any], node: _Node, where: str) -> dict[str, Any]:
    items = [[key, item] for key, item in value.items()]
    position = {key: i for i, key in enumerate(value)}
    added = []
    for token, child in node.children.items():
        if token in position:
            items[position[token]][1] = _applied(value[token], child, f"{where}/{token}")
        elif len(child.edits) == 1 and isinstance(child.edits[0], Set) and not child.children:
            added.append([token, child.edits[0].value])
        else:
            raise EditError(f"no key {token!r} is in the object at {where!r}")
    touched = {position[token] for token in node.children if token in position}
    pairs = _restructured(items, node.edits, where, touched) + added
    result = dict(pairs)
    if len(result) != len(pairs):
        raise EditError(f"two keys of the object at {where!r} would be the same")
    return result


def _restructured(items: list[Any], edits: list[Edit], where: str, touched: set[int]) -> list[Any]:
    orders = [edit for edit in edits if isinstance(edit, Order)]
    if orders:
        if len(edits) > 1 or sorted(orders[0].permutation) != list(range(len(items))):
            raise EditError(f"an Order at {where!r} must be alone there and name each of its {len(items)} items once")
        return [items[i] for i in orders[0].permutation]
    removed = [edit.index for edit in edits if isinstance(edit, Remove)]
    inserts = [edit for edit in edits if isinstance(edit, Insert)]
    if len(set(removed)) != len(removed) or touched.intersection(removed):
        raise EditError(f"an item at {where!r} is removed and edited, or removed twice")
    if any(i >= len(items) for i in removed) or any(edit.index > len(items) for edit in inserts):
        raise EditError(f"an index lies behind the {len(items)} items at {where!r}")
    result: list[Any] = []
    for i in range(len(items) + 1):
        result.extend(edit.value for edit in inserts if edit.index == i)
        if i < len(items) and i not in removed:
            result.append(items[i])
    return result


def _blocks(edit: Edit, path: str) -> bool:
    """Return whether `edit` takes away what lies at `path`, below it."""
    if isinstance(edit, Set):
        return path.startswith(edit.path + "/")
    return isinstance(edit, Remove) and (path + "/").startswith(f"{edit.path}/{edit.index}/")
