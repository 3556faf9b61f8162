"""The command line: `robustgen COMMAND`. Exit codes: 0 pass, 1 fail, 2 usage error, 3 not evaluated.

Here are the program itself, its errors and its exit codes; what a command does stands in `robustgen.commands`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from robustgen import __version__
from robustgen.commands import catalogue, demo, doctor, nights, replaying, reporting, reviews, scoring, suites
from robustgen.commands.console import complain
from robustgen.display import visible
from robustgen.errors import RobustgenError

USAGE_ERROR, INTERRUPTED, BROKEN_PIPE = 2, 130, 141


class _Commands(TyperGroup):
    """The commands in the order of their work, with what they raise turned into exit codes."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: Any) -> Any:
        code = _guarded(lambda: super(_Commands, self).invoke(ctx))
        if code:
            raise typer.Exit(code)
        return None


def _guarded(work: Callable[[], Any]) -> int:
    """Do `work` and return the exit code of what it raised, 0 where it raised nothing of ours."""
    try:
        work()
        sys.stdout.flush()
    except RobustgenError as error:
        complain("error", str(error))
        return USAGE_ERROR
    except BrokenPipeError:  # the reader has gone, as `head` does: nothing is left to be said, not even at exit
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        complain("interrupted", "nothing half-written is left")
        return INTERRUPTED
    except OSError as error:
        where = f": {visible(str(error.filename))}" if error.filename else ""
        complain("error", f"{error.strerror or error}{where}")
        return USAGE_ERROR
    return 0


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 pass, 1 fail, 2 usage error, 3 not evaluated.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"robustgen {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Adversarial robustness test suites from a few golden examples, with error bars that hold."""


app.command("demo", short_help="Run the whole job on the packaged example.")(demo.demo)
app.command("list", short_help="List the perturbations.")(catalogue.list_)
app.command("show", short_help="Show one perturbation at work on a text.")(catalogue.show)
app.command("freeze", short_help="Make a suite from golden examples.")(suites.freeze)
app.command("verify", short_help="Check a frozen suite.")(suites.verify)
app.command("diff", short_help="Compare two frozen suites.")(suites.diff)
app.command("export", short_help="Write the inputs, to predict elsewhere.")(suites.export)
app.command("score", short_help="Score predictions made elsewhere.")(scoring.score)
app.command("report", short_help="Write the report of a run as one HTML file.")(reporting.report)
app.command("replay", short_help="Run one variant of a run again.")(replaying.replay)
app.command("compare", short_help="Hold a night against an earlier one.")(nights.compare)
app.command("history", short_help="Show the nights, or add one.")(nights.history)
app.command("acknowledge", short_help="Excuse known failures until a day.")(nights.acknowledge)
app.command("agreement", short_help="Hold a judge, or a gate, against people.")(reviews.agreement)
app.command("doctor", short_help="Show what optional packages and programs are here.")(doctor.doctor)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal of few letters gets the others as escapes
            reconfigure(errors="backslashreplace")
    app()
