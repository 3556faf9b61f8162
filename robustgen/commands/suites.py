"""`freeze`, `verify`, `diff` and `export`: suites in folders."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robustgen.commands.console import (
    complain,
    counted,
    counting,
    echo_json,
    given_file,
    shown_warnings,
    table,
    waiting,
)
from robustgen.commands.options import AsJson, RowLanguage
from robustgen.display import visible
from robustgen.errors import UsageError, nearest

if TYPE_CHECKING:
    from robustgen.manifest import Manifest
    from robustgen.planning import Counts, Plan

_NAMED = 20  # rows named of each kind
_FORMATS = ("inputs", "pairs")
_RELATIONS = {"preserves": "same", "edits": "same", "unknown": "same"}

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A frozen suite.")]


def freeze(
    golden: Annotated[Path, typer.Argument(help="Golden examples: .jsonl, .json, .csv or .parquet.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write.")],
    perturb: Annotated[
        list[str] | None,
        typer.Option(
            "--perturb",
            "-p",
            help="A name, a glob or a preset (realistic, stress, llm, fairness, all), repeatable. [default: realistic]",
        ),
    ] = None,
    severity: Annotated[list[int] | None, typer.Option(help="1 to 5, repeatable. [default: 2]")] = None,
    per_example: Annotated[int, typer.Option(help="Variants of an example, perturbation and severity.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed, another suite.")] = 0,
    vary: Annotated[list[str] | None, typer.Option(help="A field that varies, repeatable. [default: text]")] = None,
    expected: Annotated[
        str | None, typer.Option(help="The field of the right answer. [default: expected, else label]")
    ] = None,
    task: Annotated[str | None, typer.Option(help="intent, sentiment, nli, …, or your own.")] = None,
    language: RowLanguage = "en",
    group: Annotated[str | None, typer.Option(help="The field of the cluster: rows that belong together.")] = None,
    id: Annotated[str | None, typer.Option("--id", help="The field of the id.")] = None,
    protect: Annotated[str | None, typer.Option(help="The field of strings that nothing may change inside.")] = None,
    tags: Annotated[str | None, typer.Option(help="The field of tags.")] = None,
    spans: Annotated[str | None, typer.Option(help="The field of labelled spans.")] = None,
    label_map: Annotated[
        str | None, typer.Option(metavar="JSON", help='What a label becomes where it flips: \'{"yes": "no"}\'.')
    ] = None,
    max_edit_share: Annotated[
        float | None, typer.Option(help="Reject variants that edit more than this share of the text.")
    ] = None,
    gate: Annotated[
        list[str] | None,
        typer.Option(help="A gate for what rewriters write: facts, similarity:minilm, judge:MODEL, …; repeatable."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; the suite is the same.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace a suite that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a suite from golden examples and write it to a folder, whole or not at all."""
    from robustgen.examples import read_examples
    from robustgen.freezing import write_suite
    from robustgen.planning import make_plan

    given_file(golden, "golden examples")
    with shown_warnings(), waiting("reading golden examples"):
        examples = read_examples(
            golden, vary=vary or None, expected=expected, task=task, language=language, id=id, group=group,
            protect=protect, tags=tags, spans=spans,
        )  # fmt: skip
    plan = make_plan(
        examples,
        perturb=perturb or ["realistic"],
        severity=severity or 2,
        per_example=per_example,
        seed=seed,
        label_map=_label_map(label_map),
        max_edit_share=max_edit_share,
        gates=gate or (),
    )
    counts: Counts = {}
    with counting("golden examples") as progress:
        manifest = write_suite(plan, output, counts=counts, workers=workers, overwrite=force, progress=progress)
    if not manifest.data["counts"]["variants"]:
        complain("warning", "no text has a place for any of these perturbations: the suite has no variants")
    if as_json:
        echo_json({"path": str(output), **manifest.data})
    else:
        _print_summary(manifest, plan, counts, output)


def verify(
    directory: Folder,
    regenerate: Annotated[
        bool, typer.Option("--regenerate", help="Make every variant again and compare, byte for byte.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check a frozen suite: every row against its changes, the suite id against all rows.

    Exit code 2 where it is damaged; 1 where it is whole, but comes out differently when it is made again.
    """
    from robustgen.suite import load_suite, made_elsewhere
    from robustgen.suite import verify as check

    with waiting("checking rows"):
        suite = load_suite(directory)
    with waiting("making every variant again"):
        problems = check(suite, regenerate=regenerate)
        stored = made_elsewhere(suite.manifest) if regenerate else {}
    if as_json:
        echo_json(
            {
                "suite_id": suite.id,
                "variants": len(suite),
                "regenerated": regenerate,
                "stored_only": stored,
                "problems": problems,
            }
        )
    elif problems:
        typer.echo(f"{_named(suite.manifest)} is whole, but not what this robustgen makes of its golden data:")
        for problem in problems:
            typer.echo(f"  {visible(problem)}")
    else:
        others = sum(len(suite.by_perturbation[name]) for name in stored)
        made = f"{len(suite) - others:,} of them" if stored else "each"
        again = ", none of them made again" if others == len(suite) > 0 else f", {made} the same when made again"
        again = again if regenerate else ""
        variants = counted(len(suite), "variant")
        typer.echo(f"{_named(suite.manifest)} is whole: {len(suite.golden):,} golden, {variants}{again}")
    for name, why in {} if as_json else stored.items():
        complain("note", f"{visible(name)} was not made again, its stored rows are what counts: {why}")
    if problems:
        raise typer.Exit(1)


def diff(
    old: Annotated[Path, typer.Argument(metavar="A", help="A frozen suite.")],
    new: Annotated[Path, typer.Argument(metavar="B", help="Another.")],
    as_json: AsJson = False,
) -> None:
    """Say which rows of suite B are added, gone or changed beside suite A. Exit code 1 where any is."""
    from robustgen.suite import diff as compare
    from robustgen.suite import load_suite

    with waiting("reading both suites"):
        suites = load_suite(old), load_suite(new)
        found = compare(*suites)
    kinds = {
        "golden added": found.golden_added,
        "golden gone": found.golden_gone,
        "golden changed": found.golden_changed,
        "variants added": found.added,
        "variants gone": found.gone,
        "variants changed": found.changed,
    }
    if as_json:
        names = {kind.replace(" ", "_"): list(ids) for kind, ids in kinds.items()}
        echo_json({"equal": not found, "old": suites[0].id, "new": suites[1].id, **names})
    elif not found:
        golden = counted(len(suites[0].golden), "golden example")
        typer.echo(f"the same: {counted(len(suites[0]), 'variant')} of {golden}")
    for kind, ids in {} if as_json else kinds.items():
        if ids:
            typer.echo(f"{kind}: {len(ids):,}")
            for name in ids[:_NAMED]:
                typer.echo(f"  {visible(name)}")
            if len(ids) > _NAMED:
                typer.echo(f"  … and {len(ids) - _NAMED:,} more (--json names all)")
    if found:
        raise typer.Exit(1)


def export(
    directory: Folder,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PATH", help=".jsonl, .csv or .parquet; - for stdout.")
    ],
    to: Annotated[
        str, typer.Option(help="What to write: inputs, for predicting elsewhere; pairs, for people to judge.")
    ] = "inputs",
    fields: Annotated[bool, typer.Option("--fields", help="Every field of a row, not its text alone.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    safe_csv: Annotated[
        bool, typer.Option("--safe-csv", help="An apostrophe before cells that a spreadsheet would compute.")
    ] = False,
) -> None:
    """Write the inputs of a suite for predicting elsewhere: one row a golden example, then one a variant.

    `robustgen score` reads the predictions back: {"id": …, "output": …}. Or write pairs, each variant beside the text
    it was made from; once people have said true or false under "kept", `robustgen agreement` reads them.
    """
    from robustgen.exporting import write_inputs, write_pairs
    from robustgen.suite import load_suite

    if to not in _FORMATS:
        raise UsageError(f"unknown format {to!r}{nearest(to, _FORMATS)}: suites are exported to {', '.join(_FORMATS)}")
    if to == "pairs" and fields:
        raise UsageError("--fields is for inputs: pairs have one text each, and what it was made from")
    with waiting("checking rows"):
        suite = load_suite(directory)
    with waiting("writing"):
        target = sys.stdout.buffer if output == "-" else output
        if to == "pairs":
            rows = write_pairs(suite, target, overwrite=force, formulas=not safe_csv)
        else:
            rows = write_inputs(suite, target, fields=fields, overwrite=force, formulas=not safe_csv)
    if to == "pairs":
        if output != "-":
            typer.echo(f"{counted(rows, 'pair')} of {counted(len(suite), 'variant')} in {visible(output)}")
        return
    others = _other_fields(suite.golden)
    if others and not fields:
        complain(
            "note", f"other fields of the rows are left out: {visible(', '.join(others), 200)}; --fields writes them"
        )
    if safe_csv:
        complain("note", "cells may begin with an apostrophe that is not the suite's: for reading, not for predicting")
    if output != "-":
        variants = counted(len(suite), "variant")
        typer.echo(f"{counted(rows, 'input')} ({len(suite.golden):,} golden, {variants}) in {visible(output)}")


def _print_summary(manifest: Manifest, plan: Plan, counts: Counts, output: Path) -> None:
    from robustgen.planning import NO_PLACE, NOWHERE
    from robustgen.scoring.limits import is_control

    data = manifest.data
    severities = ", ".join(map(str, plan.severities))
    golden, variants = data["counts"]["golden"], data["counts"]["variants"]
    made = f"{counted(variants, 'variant')}, {counted(len(plan.perturbations), 'perturbation')}"
    settings = f"severity {severities}, seed {plan.seed}"
    typer.echo(f"{_named(manifest)}  {golden:,} golden, {made}, {settings}, in {visible(str(output))}")
    wanted = plan.per_example * len(plan.severities)
    finest = _finest(manifest, plan)
    rows = [("perturbation", "variants", "texts with a place", "settles", "rejected")]
    for one in manifest.perturbations:
        reasons = counts.get(one.name) or Counter[str]()
        placed = golden - sum(reasons.get(reason, 0) for reason in NOWHERE) // wanted
        why = [f"{number:,} {reason}" for reason, number in sorted(reasons.items()) if reason != NO_PLACE]
        drops = one.gates and placed and not is_control(one.name, _RELATIONS.get(one.contract, one.contract))
        settles = finest(placed) if drops else ""
        share = f"{placed:,} ({placed / golden:.0%})"
        rows.append((one.name, f"{sum(one.variants.values()):,}", share, settles, ", ".join(why)))
    for line in table(rows, right=(1, 2, 3)):
        typer.echo(line)
    if plan.left_out:
        typer.echo(f"left out, {len(plan.left_out):,} of {len(plan.left_out) + len(plan.perturbations):,}:")
        for line in table([(f"  {name}", why) for name, why in plan.left_out.items()]):
            typer.echo(line)
    typer.echo(
        "settles: the finest max_drop that so many golden examples settle, four times in five, if all of these gate;\n"
        '         below it expect "cannot tell", and more golden examples, not more variants, help'
    )


def _finest(manifest: Manifest, plan: Plan) -> Callable[[int], str]:
    """Return what says the finest drop that a number of golden examples can tell, before anybody calls a model."""
    from robustgen.scoring.statistics import smallest_margin

    gating = max(1, *(manifest.gating(severity) for severity in manifest.severities), 1)
    clusters = len({example.group or example.id for example in plan.golden}) / len(plan.golden)

    def finest(golden: int) -> str:
        margin = smallest_margin(max(1, round(golden * clusters)), V=plan.per_example, P=gating)
        return f"{min(1.0, margin):.3f}"

    return finest


def _named(manifest: Manifest) -> str:
    return f"{visible(manifest.name, 80)} ({manifest.suite_id[:8]})"


def _label_map(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UsageError(f'--label-map is not JSON ({error}): give an object such as \'{{"yes": "no"}}\'') from None
    if not isinstance(found, dict) or not found:
        raise UsageError('--label-map must be an object, each label with what it becomes: \'{"yes": "no"}\'')
    return found


def _other_fields(golden: Any) -> list[str]:
    """Return the input fields that a text alone leaves out."""
    names = {name: None for example in golden for name in example.inputs if example.vary[0] != f"/{name}"}
    return list(names)
