"""Tables among the inputs: lists of rows, or pipes and dashes in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from robustgen.definition import count
from robustgen.edits import Change, Order, Replace, Set, pointer
from robustgen.examples import Example
from robustgen.perturbations.structured import TABLES, Permutations, lists, parsed, texts_in
from robustgen.places import Place
from robustgen.registry import perturbation

ONE = count(1, 1, 1, 1, 1)
_SOURCE = "cf. S. Liu et al., Rethinking Tabular Data Understanding with Large Language Models, NAACL 2024"
_PIPED = re.compile(r"(?m)^\|.+\|[ \t]*\n\|(?:[ :]*-+[ :]*\|)+[ \t]*\n((?:\|.+\|[ \t]*(?:\n|\Z))+)")
# Questions and answers that speak of positions hang on the order.
_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|last|top|bottom|next|previous|above|below|rows?|columns?|order|after|before|between"
    r"|adjacent|beside|left|right|final|initial(?:ly)?)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\W*(?:sub|grand )?(?:totals?|sum|overall|average|mean|all)\b", re.IGNORECASE)
_WIDEST = 12


@perturbation("task.table.row_order", label="preserves", amount=ONE, on="example", source=_SOURCE)
def row_order(example: Example) -> Iterator[Place]:
    """Give the rows of a table in another order, its head apart; not where a question speaks of positions.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"table": [["city", "country"], ["Oslo", "Norway"], ["Lima", "Peru"]]}, vary=("/table",))
    >>> rg.perturb(row, "task.table.row_order").inputs["table"]
    [['city', 'country'], ['Lima', 'Peru'], ['Oslo', 'Norway']]
    """
    if _positional(example):
        return
    for path, items in lists(example, TABLES):
        head = isinstance(items[0], list)
        if _rectangular(items) and len(items) - head > 1 and not _sums_up(items[-1]):
            yield Place(options=_Below(path, len(items), head), key=path)
    for path in example.vary:
        value = example.value(path)
        text = parsed(example, value) if isinstance(value, str) and "|" in value else None
        for found in _PIPED.finditer(value) if text is not None else ():
            made = found[1].rstrip("\n").split("\n")
            if text is not None and len(made) > 1 and text.free(*found.span(1)) and not _TOTAL.match(made[-1]):
                start = found.start(1)
                options = _Turned(path, start, made)
                yield Place(options=options, key=(path, start))


@perturbation("task.table.transpose", label="preserves", amount=ONE, on="example", source=_SOURCE)
def transpose(example: Example) -> Iterator[Place]:
    """Make rows of the columns of a table, and columns of its rows.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"table": [["city", "country"], ["Oslo", "Norway"], ["Lima", "Peru"]]}, vary=("/table",))
    >>> rg.perturb(row, "task.table.transpose").inputs["table"]
    [['city', 'Oslo', 'Lima'], ['country', 'Norway', 'Peru']]
    """
    if _positional(example):
        return
    for path, items in lists(example, TABLES):
        if isinstance(items[0], list) and _rectangular(items) and max(len(items), len(items[0])) <= _WIDEST:
            turned = [list(column) for column in zip(*items, strict=True)]
            if turned != items:
                yield Place(options=((Set(path, turned),),), key=path)


class _Turned(Sequence[Change]):
    """The rows of a table in a text, turned round by one or more, and last to first; made when asked for."""

    def __init__(self, path: str, start: int, made: list[str]) -> None:
        self.path, self.start, self.made = path, start, made
        self.turns = [i for i in range(1, len(made)) if made[i] != made[0]]
        self.back = len(made) > 2 and made[::-1] != made

    def __len__(self) -> int:
        return len(self.turns) + self.back

    def __getitem__(self, i: Any) -> Any:
        if not 0 <= i < len(self):
            raise IndexError(i)
        made = self.made
        turned = made[::-1] if i == len(self.turns) else made[self.turns[i] :] + made[: self.turns[i]]
        end = self.start + len("\n".join(made))
        return (Replace(self.path, self.start, end, "\n".join(turned)),)


class _Below(Sequence[Change]):
    """The orders of the rows below a head that stays."""

    def __init__(self, path: str, n: int, head: bool) -> None:
        self.path, self.head, self.orders = path, int(head), Permutations(path, n - head)

    def __len__(self) -> int:
        return len(self.orders)

    def __getitem__(self, i: Any) -> Any:
        (order,) = self.orders[i]
        return (Order(self.path, (*range(self.head), *(at + self.head for at in order.permutation))),)


def _rectangular(items: list[Any]) -> bool:
    """Return whether all rows are lists of one length, or objects with the same keys."""
    if all(isinstance(item, list) for item in items):
        return len({len(item) for item in items}) == 1 and bool(items[0])
    return all(isinstance(item, dict) for item in items) and len({tuple(sorted(item)) for item in items}) == 1


def _sums_up(row: Any) -> bool:
    """Return whether the last row of a table is the sum of the others, which stands nowhere else."""
    cells = list(row.values()) if isinstance(row, dict) else row
    return any(isinstance(cell, str) and _TOTAL.match(cell) for cell in cells[:1])


def _positional(example: Example) -> bool:
    """Return whether something said beside the tables counts on their order."""
    tables = [pointer(name) for name in example.inputs if name.lower() in TABLES]
    texts = [text for name, value in example.inputs.items() for path, text in texts_in(pointer(name), value)
             if not path.startswith(tuple(tables))]  # fmt: skip
    return any(_ORDINAL.search(_PIPED.sub("", text)) for text in texts)
