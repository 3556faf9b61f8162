"""Tables that the gates read, one .tsv file each, in the form of the perturbations' tables."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from robustgen.perturbations.tables import parse


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table of the gates, in file order, header lines stripped.

    Args:
        name: the file's name without ".tsv".

    Raises:
        RobustgenError: the table is damaged.
    """
    text = files(__name__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    return parse(text.removesuffix("\n").split("\n"), name=name)


@cache
def listed(table: str, name: str) -> frozenset[str]:
    """Return the words of one list of a table whose columns are list and word."""
    return frozenset(row[1] for row in rows(table) if row[0] == name)


def words(text: str) -> frozenset[str]:
    """Return the words of a short list that stands in the code it belongs to, blanks between them."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of such a list, with | between them."""
    return frozenset(text.split("|"))
