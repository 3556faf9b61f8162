"""`agreement`: what gates say of pairs that people judged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from robustgen.commands.console import counted, counting, echo_json, given_file, table
from robustgen.commands.options import AsJson, RowLanguage
from robustgen.display import visible
from robustgen.errors import UsageError

if TYPE_CHECKING:
    from robustgen.reviews import Agreement
    from robustgen.scoring.agreement import Coefficient
    from robustgen.scoring.statistics import Estimate


def agreement(
    reviews: Annotated[
        Path, typer.Argument(help="Pairs that people judged, with source, rewrite, kept: .jsonl, .csv or .parquet.")
    ],
    gate: Annotated[
        list[str] | None, typer.Option(help="What to hold against them: judge:MODEL, facts, …; may be repeated.")
    ] = None,
    language: RowLanguage = "en",
    as_json: AsJson = False,
) -> None:
    """Ask a judge, or any gate, about pairs that people judged, and say how far they agree.

    A row is one person's verdict on one pair: source, rewrite, kept (true or false), and perhaps reviewer, label and
    group. Several people may judge a pair: the majority counts.
    """
    from robustgen.reviews import agreement as measure

    if not gate:
        raise UsageError("no gate was given to hold against people: --gate judge:MODEL, or --gate facts")
    given_file(reviews, "reviews")
    with counting("pairs") as progress:
        found = measure(reviews, gate, language=language, progress=progress)
    if as_json:
        echo_json(found.to_json())
        return
    for line in (*lines(found), *_spent(found.gates)):
        typer.echo(line)


def lines(found: Agreement) -> Iterator[str]:
    """Yield what the command prints."""
    gates = ", then ".join(visible(name, 80) for name in found.gates)
    if found.parts:
        whole = found.parts[0]
        kept = whole.both_kept + whole.rejected_wrongly
        yield (
            f"{gates} beside people, on {counted(whole.pairs, 'pair')} of {counted(whole.groups, 'source')}:"
            f" people kept {kept:,} and rejected {whole.pairs - kept:,}"
        )
        rows = [("", "pairs", "agreed", "kappa", "kept of kept", "rejected of rejected")]
        rows += [
            (visible(one.label, 40), f"{one.pairs:,}", _shown(one.agreed), _shown(one.kappa), _shown(one.of_kept),
             _shown(one.of_rejected))
            for one in found.parts
        ]  # fmt: skip
        yield from table(rows, right=(1,))
    if found.rejected:
        why = [(visible(why, 100), f"{kept:,}", f"{rejected:,}") for why, (kept, rejected) in found.rejected.items()]
        yield from table([("rejected by", "people kept", "people rejected"), *why], right=(1, 2))
    if people := found.people:
        yield (
            f"{counted(people.reviewers, 'reviewer')}, {counted(people.pairs, 'pair')} that several judged: one agrees"
            f" with another on {_shown(people.agreed)}, alpha {_shown(people.alpha)}; {gates} with one of them on"
            f" {_shown(people.with_gates)}"
        )
    left = [(found.split, "that people are split on"), (found.unsaid, "that nobody judged")]
    if out := [f"{counted(number, 'pair')} {what}" for number, what in left if number]:
        yield f"left out: {', '.join(out)}"
    yield "intervals of 95 %, clustered by source (or by group, where the file has one)"


def _shown(found: Estimate | Coefficient | None) -> str:
    from robustgen.scoring.wording import share

    if found is None:
        return "-"
    low, high = found.interval()
    return f"{share(found.value)} [{share(low)}, {share(high)}]"


def _spent(gates: tuple[str, ...]) -> Iterator[str]:
    """Yield what judges cost."""
    from robustgen.endpoint import tallies

    yield from (f"{visible(name, 80)}: {cost}" for name, cost in tallies().items() if name in gates)
