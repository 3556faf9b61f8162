"""`list` and `show`: the catalogue, and one perturbation at work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robustgen.commands.console import counted, echo_json, table
from robustgen.commands.options import AsJson
from robustgen.errors import MissingExtra, NoPlace, UnknownName, UsageError

if TYPE_CHECKING:
    from robustgen.definition import Amount, Perturbation
    from robustgen.variant import Variant

_LABEL = "label"  # stands for any, so that what flips a label has one to flip
_COUNTED = 5000  # places whose options are counted one by one


def list_(
    glob: Annotated[str, typer.Argument(metavar="[GLOB]", help="Names such as typo.*, or a preset.")] = "*",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: everything about each.")] = False,
) -> None:
    """List the perturbations: name, label contract, languages, what it does.

    Parametrised forms (typo.keyboard.de) stand behind their plain name; 'typo.keyboard.*' lists them one by one.
    """
    from robustgen.registry import PRESETS, get, list_perturbations, list_rewriters

    globs = PRESETS.get(glob, (glob,))
    rewriters, elsewhere = list_rewriters() if glob == "*" else ([], list_rewriters(glob)[1])
    found = [get(name) for name in sorted({*rewriters, *(name for one in globs for name in list_perturbations(one))})]
    if not found and elsewhere:
        raise MissingExtra(
            f"what matches {glob!r} needs something that is not here\n" + "\n".join(_not_here(elsewhere))
        )
    if not found:
        # An exact name gives the nearest one that exists.
        raise (
            UnknownName(f"no perturbation matches {glob!r}; `robustgen list` shows all")
            if _is_glob(glob)
            else _unknown(glob)
        )
    presets = {name: {n for one in globs for n in list_perturbations(one)} for name, globs in PRESETS.items()}
    parameters = {one.name: _parameters(one) for one in found}
    if as_json:
        echo_json([_plain(one, parameters[one.name], presets) for one in found])
        return
    letters = [(name[0], name) for name in presets if name != "all"]
    rows = [
        (
            one.name,
            "".join(letter if one.name in presets[name] else "-" for letter, name in letters),
            _in_short(one),
            _spoken(one),
            one.doc + (f" [{' '.join(parameters[one.name])}]" if parameters[one.name] else ""),
        )
        for one in found
    ]
    for line in table([("name", "in", "label", "language", "what it does"), *rows]):
        typer.echo(line)
    legend = ", ".join(f"{letter} = {name}" for letter, name in letters)
    number = counted(len(found), "perturbation")
    typer.echo(f"\n{number}. Presets: {legend}; all = every one. In brackets parameters, as in NAME.de")
    if rewriters:
        typer.echo("In no preset, since they need another package, a model or data of others: " + _families(rewriters))
    for line in _not_here(elsewhere):
        typer.echo(line)


def _not_here(elsewhere: Mapping[str, str]) -> Iterator[str]:
    """Yield, for each command, how many perturbations it gets."""
    for command in dict.fromkeys(elsewhere.values()):
        names = [name for name in elsewhere if elsewhere[name] == command]
        which = names[0] if len(names) == 1 else _families(names)
        yield f"Not here, {counted(len(names), 'perturbation')} ({which}): {command}"


def _families(names: list[str]) -> str:
    """Return what names begin with, as globs."""
    return ", ".join(dict.fromkeys(name.partition(".")[0] + ".*" for name in names))


def _spoken(one: Perturbation) -> str:
    """Return the languages that a perturbation has rules for, of many their number."""
    if len(one.languages) > 3:
        return f"{len(one.languages)} languages"
    return ",".join(one.languages) or "any"


def show(
    name: Annotated[str, typer.Argument(help="A perturbation.")],
    text: Annotated[str, typer.Option("--text", "-t", help="The text it works on.")],
    severity: Annotated[list[int] | None, typer.Option(help="1 to 5, repeatable. [default: all five]")] = None,
    count: Annotated[
        int | None, typer.Option(min=1, help="Variants of each severity. [default: 1, or 5 with --severity]")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other variants.")] = 0,
    task: Annotated[str | None, typer.Option(help="The task, such as intent or sentiment.")] = None,
    language: Annotated[str, typer.Option(help="The language of the text.")] = "en",
    protect: Annotated[list[str] | None, typer.Option(help="A string nothing may change inside, repeatable.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show one perturbation at work on a text: the places it has there, and variants with the edits in place.

    Exit code 1 where it has no place in the text.
    """
    from robustgen.definition import SEVERITIES, Subject
    from robustgen.examples import Example
    from robustgen.proposing import Proposer
    from robustgen.registry import get
    from robustgen.strict_json import Fault, encodable

    severities = severity or list(SEVERITIES)
    if any(one not in SEVERITIES for one in severities):
        raise UsageError(f"severity must be 1, 2, 3, 4 or 5, not {', '.join(map(str, severities))}")
    found = get(name)
    try:
        encodable(text)
    except Fault as fault:
        raise UsageError(f"--text is no valid Unicode: {fault}") from None
    example = Example("text", {"text": text}, _LABEL, task=task, language=language, protect=tuple(protect or ()))
    proposer = Proposer(found, Subject(example))
    variants, why = _variants(found, example, severities, count or (5 if severity else 1), seed)
    if as_json:
        places = len(proposer.places) if found.rewriter is None else None
        echo_json(
            {
                **_plain(found, _parameters(found), {}),
                "places": places,
                **({"rewriter": dict(found.rewriter.provenance())} if found.rewriter is not None else {}),
                "variants": [_row(one) for one in variants],
            }
        )
    else:
        _print(found, proposer, variants, task)
        if not variants:
            typer.echo(_no_place(found) if found.rewriter is None and not len(proposer.places) else f"nothing: {why}")
    if not variants:
        raise typer.Exit(1)


def _variants(
    found: Perturbation, example: Any, severities: list[int], count: int, seed: int
) -> tuple[list[Variant], str]:
    """Return the variants there are, and why there is not another one."""
    from robustgen.generation import perturb

    variants, why = [], ""
    for severity in sorted(set(severities)):
        for index in range(count):
            try:
                variants.append(
                    perturb(example, found, severity=severity, seed=seed, index=index, label_map={_LABEL: _LABEL})
                )
            except NoPlace as error:
                why = str(error)
    return variants, why


def _print(found: Perturbation, proposer: Any, variants: list[Variant], task: str | None) -> None:
    from robustgen.places import Mixture
    from robustgen.report.changes import in_place

    places = proposer.places
    typer.echo(f"{found.id}  {found.doc}")
    held = found.contract(task)
    general = _contracts(found)
    rows = [("label", f"{held} for {task}" if held and task else f"none for {task}: {general}" if task else general)]
    rows += [("language", ", ".join(found.languages))] if found.languages else []
    rows += [("severity", _amount(found.amount))]
    rows += [("source", found.source)] if found.source else []
    if found.outside is not None and not found.outside.lacking():
        rows.append(("reads" if found.rewriter is None else "made by", _maker(found.outside.provenance())))
    if isinstance(places, Mixture):
        rows.append(
            ("places", f"{len(places):,} in this text, of {counted(len(places.parts), 'part')} drawn by weight")
        )
    elif found.rewriter is None:
        options = sum(len(places.options(i)) for i in range(min(len(places), _COUNTED)))
        more = "" if len(places) <= _COUNTED else " or more"
        said = f", with {counted(options, 'option')}{more}" if options else ""
        rows.append(("places", f"{len(places):,} in this text{said}"))
    for line in table(rows):
        typer.echo(line)
    typer.echo()
    before = None
    for one in variants:
        shown = in_place(one.golden, one.changes)
        head = f"severity {one.severity}" if one.severity != before else ""
        typer.echo(f"{head:<11} " + ("\n" + " " * 12).join(shown))
        before = one.severity


def _maker(said: Mapping[str, Any]) -> str:
    """Return who writes, with the settings and what else is known, in one line."""
    head = f"{said.get('package')} {said.get('version')}"
    others = [(key, value) for key, value in said.items() if key not in ("package", "version")]
    return "; ".join([head, *(f"{key} {json.dumps(value, ensure_ascii=False)}" for key, value in others)])


def _no_place(found: Perturbation) -> str:
    from robustgen.definition import OnExample

    if isinstance(found.find, OnExample) and found.name.startswith(("control.", "prompt.", "task.")):
        return "no place: nothing here that it could change; it may need a row of several fields, as in docs/catalogue"
    return "no place: nothing here that it could change"


def _is_glob(name: str) -> bool:
    return any(character in name for character in "*?[")


def _unknown(name: str) -> UnknownName:
    from robustgen.registry import select

    try:
        select(name, tasks=[None], languages=["en"])
    except UnknownName as error:
        return error
    return UnknownName(f"no perturbation matches {name!r}; `robustgen list` shows all")


def _parameters(found: Perturbation) -> list[str]:
    """Return the parameters in the names of a plain name's other forms."""
    from robustgen.registry import get, list_perturbations

    if found.parameter is not None:
        return []
    forms = [get(name) for name in list_perturbations(f"{found.name}.*")]
    return [one.parameter for one in forms if one.parameter is not None and one.name == f"{found.name}.{one.parameter}"]


def _contracts(found: Perturbation) -> str:
    """Return the label contracts in few words: the one for every task, then the tasks with another."""
    general = found.label.get("*")
    by_contract: dict[str, list[str]] = {}
    for task, contract in found.label.items():
        if task != "*" and contract != general:
            by_contract.setdefault(contract, []).append(task)
    others = [f"{contract} ({', '.join(tasks)})" for contract, tasks in by_contract.items()]
    return "; ".join([general, *others] if general else others)


def _in_short(found: Perturbation) -> str:
    """Return the contracts without the tasks, those that hold for every task first; unknown where there is no other."""
    kinds = list(dict.fromkeys(contract for contract in found.label.values() if contract != "unknown"))
    if not kinds:
        return "unknown"
    tasks = sum(1 for task, contract in found.label.items() if task != "*" and contract != "unknown")
    everywhere = found.label.get("*", "unknown") != "unknown"
    return "/".join(kinds) + ("" if everywhere else f" ({tasks} task{'s' if tasks != 1 else ''})")


def _amount(amount: Amount) -> str:
    if amount.kind == "all":
        return "every place at each severity"
    if amount.kind == "count":
        return f"{', '.join(map(str, amount.steps))} places at severity 1 to 5"
    steps = ", ".join(f"{step / 10:g}" for step in amount.steps)
    of = "letters, in the length of what changes," if amount.kind == "length" else amount.of
    return f"{steps} % of {of} at severity 1 to 5, at least one change"


def _plain(found: Perturbation, parameters: list[str], presets: dict[str, set[str]]) -> dict[str, Any]:
    return {
        "name": found.name,
        "version": found.version,
        "does": found.doc,
        "label": dict(found.label),
        "languages": list(found.languages),
        "parameters": parameters,
        "presets": [name for name, members in presets.items() if found.name in members],
        "severity": {"kind": found.amount.kind, "of": found.amount.of, "steps": list(found.amount.steps)},
        "gates": not found.whole_text,
        "source": found.source,
    }


def _row(variant: Variant) -> dict[str, Any]:
    from robustgen.edits import to_json

    return {
        "severity": variant.severity,
        "index": variant.index,
        "text": variant.text,
        "share": variant.share,
        "relation": variant.relation,
        "changes": to_json(variant.changes),
        **({"provenance": dict(variant.provenance)} if variant.provenance is not None else {}),
    }
