"""`doctor`: what optional packages, programs, data and models are here, and the command that gets each."""

from __future__ import annotations

import platform
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from robustgen.commands.console import counted, echo_json
from robustgen.display import visible
from robustgen.inspection import BOUND, Finding, inspect, inspect_model, model_command
from robustgen.resources import PARTS, RESOURCES, Resource, needed

_HASH = 8
"""Digits of a hash that the table shows."""
_WIDEST = 120
_LONGEST_HEAD = 56


def doctor(
    model: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="PATH|ID", help="Look at a model too: here, or in Hugging Face's cache."),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option("--require", metavar="NAME", help="Exit with 1 where this is missing: a name or a part. Repeats."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with whole hashes and paths.")] = False,
) -> None:
    """Show which optional packages, programs and data are here, with version and hash, and how to get the others.

    Nothing is imported, downloaded or changed. Exits 0 whatever is missing, 1 where --require names something that is.
    """
    wanted = needed(require or ())
    found = [(one, inspect(one)) for one in RESOURCES]
    models = {name: inspect_model(name) for name in model or ()}
    lacking = [one for one, finding in found if one in wanted and not finding.there]
    if as_json:
        echo_json(_json(found, models, lacking))
    else:
        for line in _table(found, models, width=min(shutil.get_terminal_size().columns, _WIDEST)):
            typer.echo(line)
        for one in lacking:
            typer.echo(f"required, missing: {one.name}: {one.command}", err=True)
    if lacking:
        raise typer.Exit(1)


def _json(
    found: Sequence[tuple[Resource, Finding]], models: dict[str, Finding], lacking: Sequence[Resource]
) -> dict[str, Any]:
    from robustgen import __version__

    return {
        "robustgen": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "resources": [
            {
                "name": one.name,
                "kind": one.kind,
                "part": one.part,
                "purpose": one.purpose,
                "command": one.command,
                **finding.to_json(),
            }
            for one, finding in found
        ],
        "models": [
            {"name": name, "command": model_command(name), **finding.to_json()} for name, finding in models.items()
        ],
        "required_missing": [one.name for one in lacking],
    }


def _table(found: Sequence[tuple[Resource, Finding]], models: dict[str, Finding], *, width: int) -> Iterator[str]:
    from robustgen import __version__

    yield f"robustgen {__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}"
    for part, title in PARTS.items():
        rows = [(one, finding) for one, finding in found if one.part == part]
        yield ""
        yield from textwrap.wrap(f"{part}: {title}", width, subsequent_indent="    ")
        for one, finding in rows:
            yield from _row(one.name, finding, one.purpose, width)
        for command in dict.fromkeys(one.command for one, finding in rows if not finding.there):
            yield f"    get: {command}"
    if models:
        yield ""
        yield "models"
    for name, finding in models.items():
        yield from _row(visible(name), finding, visible(finding.path), width)
        if not finding.there and (command := model_command(name)):
            yield f"    get: {visible(command)}"
    there = sum(finding.there for _, finding in found)
    yield ""
    yield from textwrap.wrap(
        f"{there} of {counted(len(found), 'resource')} are here; robustgen runs without any of them. Whole hashes and"
        " paths: robustgen doctor --json",
        width,
    )


def _row(name: str, finding: Finding, purpose: str, width: int) -> Iterator[str]:
    """Yield the line of one thing, wrapped behind its columns."""
    state = "ok" if finding.there else "unfit" if finding.path else "missing"
    facts = [finding.version, _size(finding.size), finding.sha256[:_HASH] if finding.there else ""]
    head = f" {state:<7} {name:<21} {' '.join(fact for fact in facts if fact):<17}  "
    cut = "" if finding.whole else f" (hash of the first {BOUND // 2**20} MiB)"
    said = (visible(finding.why) if finding.why else purpose) + cut
    if not finding.there and not finding.why:
        head = f" {state:<7} {name:<21} "
    if len(head) > _LONGEST_HEAD:  # the long name of a model: what is said of it stands below
        yield head.rstrip()
        head = " " * 9
    yield from textwrap.wrap(
        said, width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
    )


def _size(size: int | None) -> str:
    if size is None:
        return ""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit != "MB" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000  # type: ignore[assignment]
    return f"{size:.1f} GB"
