"""What commands share: messages and progress on stderr, JSON on stdout."""

from __future__ import annotations

import json
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from robustgen.display import visible
from robustgen.errors import UsageError

_PATIENCE = 1.0
"""Seconds before progress is shown."""


def complain(kind: str, message: str) -> None:
    """Print `kind: message` on stderr; the lines of a message stay lines, all else in it is made safe to show."""
    lines = "\n".join(visible(line) for line in message.split("\n"))
    typer.echo(f"{kind}: {lines}", err=True)


def echo_json(data: Any) -> None:
    """Print data as JSON on stdout, in ASCII: no terminal takes anything in it for a command."""
    typer.echo(json.dumps(data, indent=2))


def given_file(path: Path, what: str) -> Path:
    """Return the path of a file that a command was given; refuse a folder in words that help.

    Raises:
        UsageError: it is a folder.
    """
    if path.is_dir():
        suite = (path / "manifest.json").is_file()
        raise UsageError(f"{visible(str(path))} is a {'frozen suite' if suite else 'folder'}: {what} are one file")
    return path


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with the right form of its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def table(rows: Sequence[tuple[str, ...]], *, right: tuple[int, ...] = ()) -> Iterator[str]:
    """Yield the lines of columns, two blanks between them; columns of the numbers in `right` end flush."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    for row in rows:
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        yield "  ".join(cells).rstrip()


@contextmanager
def shown_warnings() -> Iterator[None]:
    """Print warnings as `warning: …` instead of Python's way, with file and line of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda message, *_args, **_more: complain("warning", str(message))
        yield


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show a spinner on a terminal while something takes longer than a second."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(what)
    timer = threading.Timer(_PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function of (done, of how many) that shows a bar on a terminal once a second has passed."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(what)
    started = time.monotonic()

    def show(done: int, total: int) -> None:
        if time.monotonic() - started > _PATIENCE:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()
