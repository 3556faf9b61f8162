"""`replay`: one variant of a run, shown and run again by its own test."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robustgen.commands.console import waiting
from robustgen.display import visible
from robustgen.errors import RobustgenError, UsageError

if TYPE_CHECKING:
    from robustgen.runs import Failure, Run, TestRun
    from robustgen.variant import Variant


def replay(
    variant: Annotated[
        str, typer.Argument(metavar="ID", help="As it is printed: golden id/name@version/severity/index.")
    ],
    pytest_arguments: Annotated[
        list[str] | None, typer.Argument(metavar="-- ARGUMENT", help="What follows -- goes to pytest: -- --pdb")
    ] = None,
    run: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the run.")] = Path(".robustgen/last"),
    test: Annotated[
        str | None, typer.Option(metavar="NAME", help="The one test to look at; else all that have the variant.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show what came of it, and run nothing.")] = False,
) -> None:
    """Show one variant of a run, and run it again through pytest, whose exit code this then has.

    From where pytest ran. A run of `robustgen score` has no test to run: the lines that make the variant are printed.
    """
    from robustgen.runs import read_run

    with waiting("reading the run"):
        found = _found(read_run(run), variant, test)
    tests = [one.test.test for one in found if "::" in one.test.test]
    for number, one in enumerate(found):
        lines = list(_shown(one))
        if one.test.test not in tests:
            lines += _again(one)
        for line in [*([""] if number else []), *lines]:
            typer.echo(line)
    if show or not tests:
        return
    command = [sys.executable, "-m", "pytest", "--robustgen", "--robustgen-only", found[0].id]
    if any(one.failure is not None and one.failure.said.startswith(_DIED) for one in found):
        command.append("--robustgen-isolate")  # else what ended the model's process would end this one
    command += [*map(_argument, tests), *(pytest_arguments or ())]
    typer.echo(f"\n{visible(shlex.join(['pytest', *command[3:]]))}")
    sys.stdout.flush()
    code = subprocess.run(command, check=False).returncode
    if code:
        raise typer.Exit(code)


_DIED = ("Crashed: ", "Exited: ")


@dataclass(frozen=True, slots=True)
class _Found:
    """A variant in one test of a run: its id, its outcome and, where it is kept, what was asked and answered."""

    id: str
    test: TestRun
    outcome: dict[str, Any]
    failure: Failure | None
    variant: Variant | None


def _found(run: Run, wanted: str, test: str | None) -> list[_Found]:
    """Return the variant in each test that has it.

    Raises:
        UsageError: no test has it; names the nearest.
    """
    from robustgen.runs import nearest_ids

    tests = run.tests if test is None else [run.test(test)]
    found = []
    for one in tests:
        row = next((dict(row) for row in one.outcomes if _names(row.get("variant_id"), wanted)), None)
        if row is None:
            continue
        failure = next((kept for kept in one.failures if kept.variant.id == row["variant_id"]), None)
        asked = _of_suite(one, row["variant_id"]) if failure is None else failure.variant
        found.append(_Found(row["variant_id"], one, row, failure, asked))
    if not found:
        known = (row["variant_id"] for one in tests for row in one.outcomes if row.get("variant_id"))
        where = "the run" if test is None else visible(test)
        hint = nearest_ids(wanted, known)
        raise UsageError(f"{where} has no variant {visible(wanted, 120)}{hint or '; an id ends in /severity/index'}")
    return found


def _names(given: str | None, wanted: str) -> bool:
    return given is not None and wanted in (given, visible(given))


def _of_suite(test: TestRun, wanted: str) -> Variant | None:
    """Return a variant that the run itself does not keep, from the frozen suite where that is still there."""
    from robustgen.suite import load_suite

    if not test.suite_id or not Path(test.source).is_dir():
        return None
    try:
        suite = load_suite(test.source)
    except RobustgenError:
        return None
    return next((variant for variant in suite if variant.id == wanted), None) if suite.id == test.suite_id else None


def _shown(found: _Found) -> Iterator[str]:
    """Yield what was asked and what came of it, safe to show."""
    from robustgen.examples import MISSING
    from robustgen.report.changes import in_place
    from robustgen.variant import first_text

    test, variant, failure = found.test, found.variant, found.failure
    clean = {
        row["status"] for row in test.outcomes if row["golden_id"] == found.outcome["golden_id"] and not _asked(row)
    }
    named = visible(test.test)
    yield f"{visible(found.id)}  of {named}" + (f" ({visible(test.suite)})" if test.suite != test.test else "")
    if variant is None:
        yield "  its text is not in the run, which keeps what was not answered right"
    else:
        yield f"  golden    {visible(first_text(variant.golden, variant.golden.inputs))}"
        first, *more = in_place(variant.golden, variant.changes) or [""]
        yield f"  variant   {first}"
        yield from (f"            {line}" for line in more)
        if variant.expected is not MISSING:
            relation = "other than " if variant.relation == "differs" else ""
            yield f"  expected  {relation}{visible(repr(variant.expected), 400)}"
    yield f"  outcome   {found.outcome['status']}; when clean {', '.join(sorted(clean)) or 'not asked'}"
    if failure is not None:
        said = failure.said.splitlines() or [""]
        yield f"  said      {visible(said[0], 400)}"
        if variant is not None and failure.smallest is not None and len(failure.smallest) < len(variant.changes):
            yield f"  smallest  {in_place(variant.golden, failure.smallest)[0]}"


def _asked(row: Any) -> bool:
    """Return whether an outcome is that of a variant, not of a clean input."""
    return row["perturbation"] is not None


def _again(found: _Found) -> Sequence[str]:
    """Return the lines of Python that make a variant again, ASCII whatever is in it."""
    if found.variant is None:
        return ["  no test and no text of it is left: score the suite again with --run"]
    edits = ", ".join(f"rg.{edit!a}" for edit in found.variant.edits)
    return [
        "",
        "import robustgen as rg",
        f"row = {found.variant.golden.row()!a}",
        f"print(ascii(rg.apply(row, [{edits}])))",
    ]


def _argument(test: str) -> str:
    """Return what names a test to pytest: one with parameters of its own by its gate, which stands for the whole."""
    return f"{test[:-1]}-robustgen-gate]" if test.endswith("]") else test
