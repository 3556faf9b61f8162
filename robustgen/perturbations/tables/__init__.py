"""Tables of words and spellings that perturbations read, one .tsv file each.

A file opens with header lines that start with "# ": what it is, its columns, source and licence. Rows follow, sorted,
their columns separated by tabs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from robustgen.errors import RobustgenError, UnknownName, nearest

_HEADER = "# "


def names() -> tuple[str, ...]:
    """Return the names of all tables, sorted."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".tsv") for name in found if name.endswith(".tsv")))


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table, in file order, header lines stripped.

    Args:
        name: the file's name without ".tsv".

    Raises:
        UnknownName: there is no such table.
        RobustgenError: the table is damaged: no rows, or a row with another number of columns than the first.
    """
    return parse(_lines(name), name=name)


def parse(lines: Sequence[str], *, name: str) -> tuple[tuple[str, ...], ...]:
    """Split the lines of a table into rows, header lines stripped.

    Raises:
        RobustgenError: no rows, or a row with another number of columns than the first.
    """
    table = tuple(tuple(line.split("\t")) for line in lines if not line.startswith(_HEADER))
    if not table:
        raise RobustgenError(f"table {name!r} holds no rows; install robustgen again")
    for row in table:
        if len(row) != len(table[0]):
            raise RobustgenError(
                f"table {name!r}: row {row[0]!r} has {len(row)} columns where the first row has {len(table[0])}; "
                "install robustgen again"
            )
    return table


def header(name: str) -> str:
    """Return the header of a table, one line each, without the leading "# ".

    Raises:
        UnknownName: there is no such table.
    """
    return "\n".join(line.removeprefix(_HEADER) for line in _lines(name) if line.startswith(_HEADER))


def _lines(name: str) -> list[str]:
    """Read the lines of a table. Split at line feeds alone: cells may hold other separators of Unicode."""
    if name not in names():
        raise UnknownName(f"no table named {name!r}{nearest(name, names())}; there are {', '.join(names())}")
    return files(__name__).joinpath(f"{name}.tsv").read_text(encoding="utf-8").removesuffix("\n").split("\n")
