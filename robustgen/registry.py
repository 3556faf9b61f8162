"""The catalogue: perturbations by name, globs and presets, the decorator that adds one.

A name is added once. A glob matches plain names; parametrised ones (typo.keyboard.de) only where it spells the plain
name out (typo.keyboard.*), and what takes packages, models or data of others only where it spells their family
(nlpaug.*).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, TypeVar

from robustgen.definition import EVERY, Amount, OnExample, OnTexts, Perturbation, contracts
from robustgen.errors import ContractError, UnknownName, UsageError, nearest
from robustgen.resources import Borrowed

FAMILIES = ("typo", "paraphrase", "ood", "prompt", "task", "control")
BORROWERS = ("wordnet", "codespell")
REWRITERS = ("nlpaug", "textattack", "masked_lm", "sequences", "llm", "ocr", "speech")
ENTRY_POINTS = "robustgen.perturbations"
PRESETS: dict[str, tuple[str, ...]] = {
    "realistic": (
        "typo.human",
        "typo.keyboard",
        "typo.misspelling",
        "typo.homophone",
        "paraphrase.contract",
        "paraphrase.expand",
        "paraphrase.phrase",
        "paraphrase.filler",
        "ood.case.lower",
        "ood.punctuation.strip",
        "ood.whitespace.multiple",
    ),
    "stress": (
        "typo.*",
        "ood.case.*",
        "ood.channel.*",
        "ood.context.*",
        "ood.entity.*",
        "ood.locale.*",
        "ood.markup.*",
        "ood.obfuscation.*",
        "ood.punctuation.*",
        "ood.register.*",
        "ood.unicode.*",
        "ood.whitespace.*",
    ),
    "llm": ("prompt.*", "task.*"),
    "fairness": ("ood.demographic.*", "ood.dialect.*"),
    "all": ("*",),
}

_registered: dict[str, Perturbation] = {}
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+")
_PARAMETER = re.compile(r"[A-Za-z0-9_./~:+=,#-]{1,300}")  # behind a colon, of a rewriter: a model's id or path
F = TypeVar("F", bound=Callable[..., Any])


def perturbation(
    name: str,
    *,
    label: str | Mapping[str, str],
    amount: Amount = EVERY,
    version: int = 1,
    languages: Sequence[str] = (),
    source: str = "",
    parameters: Sequence[str] = (),
    on: str = "text",
    in_order: bool = False,
    whole_text: bool = False,
    numbers: bool = False,
    borrowed: Borrowed | None = None,
) -> Callable[[F], F]:
    """Add a perturbation to the catalogue; the decorated function lists its places and is returned as it is.

    The function takes a `Text` and yields `Place`s with start, end and option texts (or returns `Spots`); with
    `on="example"` it takes an `Example` and yields places whose options are changes with full paths. With
    `parameters=("us", "de")` it takes a second argument, the parameter of `name.us`, or None for the plain name.

    Args:
        name: family.name or family.group.name.
        label: the contract for every task, or a dict of contracts by task with "*" for the others: preserves, flips,
            differs, monotone, edits (the change holds the new expected), unknown.
        amount: how much a severity takes (`share`, `count`, or all places).
        version: a changed output means a new version.
        languages: base languages it has rules for; empty for any.
        source: where its facts come from.
        parameters: names of parametrised forms.
        on: "text" or "example".
        in_order: places are taken first to last instead of in keyed order.
        whole_text: an encoding of everything; ignores protection and never gates.
        numbers: numbers are its business, so they are not protected from it.
        borrowed: data that are not robustgen's, from which it lists its places; without them it is not listed.

    Raises:
        UsageError: the name is taken or malformed, or the contract is unknown.
    """

    def add(function: F) -> F:
        find = OnExample if on == "example" else OnTexts
        plain = Perturbation(
            name=name,
            version=version,
            find=find(function, (None,) if parameters else ()),
            amount=amount,
            label=contracts(label),
            languages=tuple(languages),
            source=source,
            doc=(function.__doc__ or "").strip().partition("\n")[0],
            in_order=in_order,
            whole_text=whole_text,
            numbers=numbers,
            borrowed=borrowed,
        )
        register(plain)
        for parameter in parameters:
            register(replace(plain, name=f"{name}.{parameter}", find=find(function, (parameter,)), parameter=parameter))
        return function

    return add


def register(new: Perturbation) -> Perturbation:
    """Add `new` to the catalogue and return it.

    Raises:
        UsageError: the name is malformed, or stands for another perturbation of the same version.
    """
    if not _NAME.fullmatch(new.name):
        raise UsageError(f"{new.name!r} is no name for a perturbation: use family.name in lower case, as typo.my_slip")
    for key in (new.id, new.name):
        old = _registered.get(key)
        if old is not None and (key == new.id or old.version == new.version):
            raise UsageError(f"{new.id} is already in the catalogue: choose another name, or a new version")
    _registered[new.id] = new
    if new.name not in _registered or _registered[new.name].version < new.version:
        _registered[new.name] = new
    return new


def unregister(name: str) -> None:
    """Take a name of your own out of the catalogue again, all its versions and parametrised forms."""
    for key in [k for k, p in _registered.items() if p.name == name or p.name.startswith(name + ".")]:
        del _registered[key]


def get(name: str) -> Perturbation:
    """Return the perturbation of that name, with or without @version.

    Raises:
        UnknownName: there is none; names the nearest.
        UsageError: a parameter behind a colon that no name can hold.
    """
    _load()
    if ":" in name:
        return _with_parameter(name)
    try:
        return _registered[name]
    except KeyError:
        raise UnknownName(
            f"no perturbation is called {name!r}{nearest(name, _registered)}; `robustgen list` shows all"
        ) from None


def _with_parameter(name: str) -> Perturbation:
    """Return the rewriter of a name such as rewrite.masked_lm:models/small@1, whose parameter stands behind a colon."""
    head, _, rest = name.partition(":")
    parameter, at, version = rest.partition("@")
    plain = get(head + at + version)
    if plain.rewriter is None or not plain.rewriter.takes:
        raise UnknownName(f"{plain.name} takes no parameter behind a colon: leave out {':' + rest!r}")
    if not _PARAMETER.fullmatch(parameter):
        raise UsageError(
            f"{name!r}: behind the colon belongs {plain.rewriter.takes}, in letters, digits and ./_-~:+=,# only"
        )
    return replace(plain, name=f"{head}:{parameter}", parameter=parameter, rewriter=plain.rewriter.of(parameter))


def list_perturbations(pattern: str = "*") -> list[str]:
    """Return the names that match a glob, sorted.

    Parametrised forms only where the plain name is spelt out; rewriters, and what reads data of others, only where
    their family is ("nlpaug.*"), and what they need is here.
    """
    _load()
    return sorted({p.name for p in _registered.values() if _matches(p, pattern) and not _lacking(p)})


def list_rewriters(pattern: str = "") -> tuple[list[str], dict[str, str]]:
    """Return the names of what takes packages, models or data of others: those that can run here, sorted, and the rest.

    Of the rest, with the command that gets what each needs. With a pattern, those that match it.
    """
    _load()
    found = {p.name: p for p in _registered.values() if p.outside is not None and (not pattern or _matches(p, pattern))}
    there = [name for name in sorted(found) if not _lacking(found[name])]
    return there, {name: _lacking(found[name]) for name in sorted(found) if _lacking(found[name])}


def all_names() -> list[str]:
    """Return every name in the catalogue, sorted, parametrised forms too."""
    _load()
    return sorted({p.name for p in _registered.values()})


def select(
    wanted: str | Iterable[str | Perturbation], *, tasks: Iterable[str | None], languages: Iterable[str]
) -> tuple[list[Perturbation], dict[str, str]]:
    """Return the perturbations that names, globs and presets stand for, in name order, and those left out with why.

    One that fits none of the tasks or languages is left out where a glob or preset matched it.

    Raises:
        UnknownName: a name, or a glob that matches nothing.
        ContractError: one named outright that fits no task or no language of the golden data.
        MissingExtra: one that needs a package, a program or data which are not here.
    """
    tasks, languages = sorted(set(tasks), key=str), sorted(set(languages))
    chosen: dict[str, Perturbation] = {}
    left_out: dict[str, str] = {}
    for item in [wanted] if isinstance(wanted, str) else wanted:
        if isinstance(item, Perturbation):
            named = [(item, True)]
        elif item in PRESETS:
            named = [(get(name), False) for glob in PRESETS[item] for name in list_perturbations(glob)]
        elif any(c in item for c in "*?["):
            named = [(get(name), False) for name in list_perturbations(item)]
            if not named:
                for hidden in _registered.values():
                    if hidden.outside is not None and _matches(hidden, item):
                        hidden.outside.require(hidden.name)
                hint = _settings_hint(item)
                raise UnknownName(f"no perturbation matches {item!r}{hint}; `robustgen list` shows all")
        else:
            named = [(_named(item), True)]
        for found, outright in named:
            if found.outside is not None:
                found.outside.require(found.name)
            why = _misfit(found, tasks, languages)
            if why is None:
                chosen[found.name] = found
            elif outright:
                raise ContractError(f"{found.name} {why}")
            else:
                left_out[found.name] = why
    return [chosen[name] for name in sorted(chosen)], dict(sorted(left_out.items()))


def _settings_hint(item: str) -> str:
    """Return what to write for `rewrite.llm:small?retries=0`, which is how gates take settings."""
    head, _, settings = item.partition("?")
    return f"; settings stand behind a #: '{head}#{settings.replace('&', ',')}'" if "=" in settings else ""


def _named(name: str) -> Perturbation:
    try:
        return get(name)
    except UnknownName:
        hint = nearest(name, [*PRESETS, *_registered])
        presets = ", ".join(PRESETS)
        raise UnknownName(
            f"no perturbation or preset is called {name!r}{hint}; `robustgen list` shows all, presets are {presets}"
        ) from None


def _misfit(found: Perturbation, tasks: Sequence[str | None], languages: Sequence[str]) -> str | None:
    if not any(found.contract(task) for task in tasks):
        there = ", ".join(f"{task}: {contract}" for task, contract in sorted(found.label.items())).replace(
            "*", "others"
        )
        named = ", ".join(repr(task) for task in tasks if task)
        if not named:
            return f"holds a label contract for some tasks only ({there}): say which yours is, with task="
        return f"has no label contract for {named} ({there})"
    if not any(found.speaks(language) for language in languages):
        return f"has no rules for {', '.join(languages)}; it has them for: {', '.join(found.languages)}"
    return None


def _matches(found: Perturbation, pattern: str) -> bool:
    if found.parameter is not None and not pattern.startswith(found.name.rpartition(".")[0] + "."):
        return False
    if found.outside is not None and pattern.partition(".")[0] != found.name.partition(".")[0]:
        return False
    return fnmatchcase(found.name, pattern)


def _lacking(found: Perturbation) -> str:
    """Return the command that gets what a perturbation needs and is not here, or nothing."""
    lacking = found.outside.lacking() if found.outside is not None else []
    return " && ".join(dict.fromkeys(need.command for need in lacking))


@cache
def _load() -> None:
    """Import our families, what reads data of others, and the rewriters; then what other packages offer."""
    from importlib.metadata import entry_points

    for family in (*FAMILIES, *BORROWERS):
        importlib.import_module(f"robustgen.perturbations.{family}")
    for family in REWRITERS:
        importlib.import_module(f"robustgen.rewriters.{family}")
    for point in entry_points(group=ENTRY_POINTS):
        point.load()
