"""Options that several commands have, each with its help text."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RowLanguage = Annotated[str, typer.Option(help="The language of rows that do not say.")]
Tolerance = Annotated[
    float, typer.Option(metavar="X", help="Mean change for the worse that is allowed, a share: 0.01 is one point.")
]
