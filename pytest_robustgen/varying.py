"""An existing parametrized test: its parameter sets are golden examples, and what it says of them is kept as it is.

Only what pytest makes public is used: marks and their arguments, `own_markers`, the hook that names parameters.
"""

from __future__ import annotations

import inspect
import itertools
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_robustgen.marker import Settings
from pytest_robustgen.naming import given_id, piece, said, short
from robustgen.case import Case
from robustgen.display import visible
from robustgen.errors import GoldenError, UsageError, nearest
from robustgen.examples import MISSING, Example, GoldenWarning, canonical, hash_id, read_examples
from robustgen.fields import read_name, read_names
from robustgen.strict_json import Fault, plain, shown

_PARAM: Any = type(pytest.param(0))  # its public name came with pytest 9.2
_SHOWN = 10  # faulty parameter sets that a message names
_ROLES = ("expected", "group", "protect", "tags")
_ROW = re.compile(r"\brows\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameter sets of one test.

    Attributes:
        names: the arguments that a set gives, in order; the item itself is parametrized with none of their values.
        expected: the one that is the right answer, or None.
        examples: the sets as golden examples.
        values: what each set gives, by golden id.
        marks: the `parametrize` marks that hold the varied arguments, each with the node that has it.
        left_out: how many sets have a mark that lets them skip or fail.
    """

    names: tuple[str, ...]
    expected: str | None
    examples: tuple[Example, ...]
    values: Mapping[str, Mapping[str, Any]]
    marks: tuple[tuple[pytest.Item | pytest.Collector, pytest.Mark], ...]
    left_out: int = 0
    _golden: dict[str, Example] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._golden.update((example.id, example) for example in self.examples)

    @property
    def remarks(self) -> list[str]:
        """What a reader should know of the sets beside the numbers."""
        doubled = len(self.examples) - len({canonical(example.inputs) for example in self.examples})
        counted = (
            (self.left_out, "with a mark skip or xfail, left out"),
            (doubled, "equal to an earlier one, each counted"),
        )
        return [f"{count:,} parameter {'set' if count == 1 else 'sets'} {what}" for count, what in counted if count]

    def arguments(self, case: Case) -> dict[str, Any]:
        """Return the arguments of a case: the very objects of the parameter set, but for what differs in the case."""
        golden, given = self._golden[case.golden_id], dict(self.values[case.golden_id])
        for name, value in golden.inputs.items():
            if case.inputs.get(name, value) != value:
                given[name] = case.inputs[name]
        if self.expected is not None and golden.expected is not MISSING and case.expected != golden.expected:
            given[self.expected] = case.expected
        return given

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Let pytest apply all parameters but these; the marks are back afterwards, other tests may share them."""
        nodes = list(dict.fromkeys(node for node, _ in self.marks))
        before = [list(node.own_markers) for node in nodes]
        ours = {id(mark) for _, mark in self.marks}
        for node in nodes:
            node.own_markers[:] = [mark for mark in node.own_markers if id(mark) not in ours]
        try:
            yield
        finally:
            for node, markers in zip(nodes, before, strict=True):
                node.own_markers[:] = markers


def read_parameters(metafunc: pytest.Metafunc, settings: Settings, *, own: bool, planned: bool) -> Parameters | None:
    """Return the parameter sets that hold the varied arguments; None where there is nothing to read.

    Args:
        metafunc: of the test.
        settings: of its marker, with `vary`.
        own: the marker is the test's own; one of its class or module may mean other tests.
        planned: variants are to be run; if not, an iterator is left to pytest.

    Raises:
        UsageError: no such argument, or none that can vary.
        GoldenError: sets that cannot be golden examples; names them.
    """
    taken = [name for name in inspect.signature(metafunc.function).parameters if name != "self"]
    found = list(_parametrized(metafunc))
    held = [(node, mark, one) for node, mark, one in found if set(settings.vary) & set(one.names)]
    there = [name for _, _, one in held for name in one.names]
    for name in settings.vary:
        if name in taken and name in there:
            continue
        if not own:
            return None
        if name not in taken:
            hint = nearest(name, taken)
            raise UsageError(f"vary names {visible(name, 60)!r}, and the test takes {', '.join(taken) or 'none'}{hint}")
        raise UsageError(
            f"vary names {name!r}, and no parametrize mark of the test holds it: golden examples are the parameter "
            "sets of such a mark; what a fixture gives cannot vary"
        )
    roles = {role: str(settings.reading[role]) for role in _ROLES if settings.reading.get(role) is not None}
    _check_roles(settings.vary, roles, there)
    for _, _, one in held:
        if indirect := one.names if one.indirect is True else list(one.indirect or ()):
            raise UsageError(
                f"{', '.join(indirect)} is parametrized together with what varies, and indirect: a fixture is made "
                "once an item, not once a variant; give it a parametrize mark of its own, or take the value itself"
            )
    if not planned and not all(isinstance(one.argvalues, Collection) for _, _, one in held):
        return None
    return _read(
        metafunc.config, [one for _, _, one in held], [(node, mark) for node, mark, _ in held], settings, roles
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """The arguments of `parametrize`, by the names that pytest gives them."""

    argnames: str | Sequence[str]
    argvalues: Any
    indirect: bool | Sequence[str] = False
    ids: Any = None
    scope: Any = None

    @property
    def names(self) -> list[str]:
        if isinstance(self.argnames, str):
            return [name.strip() for name in self.argnames.split(",") if name.strip()]
        return list(self.argnames)

    @property
    def bare(self) -> bool:
        """Whether a value stands for itself, not in a tuple."""
        return isinstance(self.argnames, str) and len(self.names) == 1


@dataclass(frozen=True, slots=True)
class _Set:
    id: str
    values: dict[str, Any]
    left_out: bool


def _parametrized(metafunc: pytest.Metafunc) -> Iterator[tuple[Any, pytest.Mark, _Mark]]:
    for node, mark in metafunc.definition.iter_markers_with_node("parametrize"):
        try:
            yield node, mark, _Mark(*mark.args, **mark.kwargs)
        except TypeError:  # pytest says what is wrong with it
            continue


def _check_roles(vary: Sequence[str], roles: Mapping[str, str], there: Sequence[str]) -> None:
    for role, name in roles.items():
        if name in vary:
            raise UsageError(f"{role} names {name!r}, and that is what varies")
        if name not in there:
            hint = nearest(name, [other for other in there if other not in vary])
            alone = "" if set(there) - set(vary) else " alone: what is not an argument of its own cannot be named"
            raise UsageError(
                f"{role} names {visible(name, 60)!r}, and the parametrize mark that holds {', '.join(vary)} has "
                f"{', '.join(there)}{alone or hint}"
            )
    if "expected" in vary:
        raise UsageError("an argument called `expected` cannot vary: give it another name")


def _read(
    config: pytest.Config, held: Sequence[_Mark], marks: Sequence[Any], settings: Settings, roles: Mapping[str, str]
) -> Parameters:
    """Make golden examples of all combinations of the sets of the marks."""
    combined: dict[str, dict[str, Any]] = {}
    left_out = 0
    numbers: Counter[str] = Counter()
    sets = list(itertools.product(*([*_sets(one, config)] for one in held)))
    names = ["-".join(part.id for part in parts if part.id) for parts in sets]
    doubled = {name for name, count in Counter(names).items() if count > 1}
    for name, parts in zip(names, sets, strict=True):
        if any(part.left_out for part in parts):
            left_out += 1
            continue
        values = {key: value for part in parts for key, value in part.values.items()}
        unique = name
        while unique in combined or unique in doubled:
            unique = f"{name}{numbers[name]}"
            numbers[name] += 1
        combined[unique] = values
    faults: list[str] = []
    examples, kept = [], {}
    for name, values in combined.items():
        try:
            example = _example(name, values, settings, roles)
        except Fault as fault:
            faults.append(f"parameter set '{visible(name, 80)}': {fault}")
        else:
            examples.append(example)
            kept[example.id] = values
    if faults:
        raise _unusable(faults, len(combined))
    checked = _checked(examples) if examples else ()
    return Parameters(
        names=tuple(name for one in held for name in one.names),
        expected=roles.get("expected"),
        examples=checked,
        values=kept,
        marks=tuple(marks),
        left_out=left_out,
    )


def _sets(mark: _Mark, config: pytest.Config) -> Iterator[_Set]:
    names = mark.names
    for number, given in enumerate(mark.argvalues):
        if isinstance(given, _PARAM):
            values, marks, name = list(given.values), given.marks, given.id
        else:
            alone = mark.bare and not (str(mark.argnames).rstrip().endswith(",") and isinstance(given, tuple))
            values, marks, name = ([given] if alone else list(given)), (), None
        if len(values) != len(names):
            raise UsageError(
                f"parameter set {number} has {len(values)} values for the {len(names)} arguments {', '.join(names)}"
            )
        if not isinstance(name, str):
            name = given_id(mark.ids, number)
        if name is None:
            pieces = [piece(value, argument, mark.ids, config) for value, argument in zip(values, names, strict=True)]
            name = "-".join(part for part in pieces if part is not None)
        yield _Set(short(name), dict(zip(names, values, strict=True)), any(_lets_fail(one) for one in marks))


def _lets_fail(mark: Any) -> bool:
    """Return whether a mark on a parameter set keeps pytest from running it, or from failing it."""
    if mark.name not in ("skip", "skipif", "xfail"):
        return False
    conditions = [*mark.args, *([mark.kwargs["condition"]] if "condition" in mark.kwargs else [])]
    return mark.name == "skip" or not conditions or any(isinstance(one, str) or bool(one) for one in conditions)


def _example(name: str, values: Mapping[str, Any], settings: Settings, roles: Mapping[str, str]) -> Example:
    inputs: dict[str, Any] = {}
    for argument, value in values.items():
        if argument in settings.vary:
            if not isinstance(value, str):
                raise Fault(f"{argument} is {shown(value)}, where text is needed to vary it{_unpacking(value)}")
            inputs[argument] = plain(value)
        elif argument not in (roles.get("expected"), roles.get("protect"), roles.get("tags"), "expected"):
            held = _held(value)
            inputs |= {} if held is MISSING else {argument: held}
    given: dict[str, Any] = {}
    for role in ("protect", "tags"):
        if role in roles and values[roles[role]] is not None:
            given[role] = read_names(plain(values[roles[role]]), cells=False)
    if "group" in roles and values[roles["group"]] is not None:
        given["group"] = read_name(values[roles["group"]], integer=True)
    reading = {key: settings.reading[key] for key in ("task", "language") if settings.reading.get(key) is not None}
    expected = _json(values[roles["expected"]]) if "expected" in roles else MISSING
    return Example(name or hash_id(inputs), inputs, expected, vary=settings.vary, **reading, **given)


def _unpacking(value: Any) -> str:
    """Return what to do where a parameter is an object that holds the text: a mapping, a dataclass, a named tuple."""
    fields = getattr(value, "__dataclass_fields__", None) or getattr(value, "_fields", None)
    held = list(value) if isinstance(value, Mapping) else list(fields or ())
    if not held or not all(isinstance(name, str) for name in held):
        return ""
    names = ", ".join(visible(name, 40) for name in held[:5])
    return f"; what it holds can vary as arguments of their own: parametrize({names!r}, …)"


def _json(value: Any) -> Any:
    """Return a value as JSON holds it, MISSING where it does not."""
    try:
        return plain(value)
    except Fault:
        return MISSING


def _held(value: Any) -> Any:
    """Return what stands for a value in golden data: itself, or its name where it is no JSON value."""
    found = _json(value)
    named = said(value) if found is MISSING else None
    return found if named is None else named


def _checked(examples: Sequence[Example]) -> tuple[Example, ...]:
    """Check examples as golden data is; warnings about equal rows are the remark of `Parameters`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GoldenWarning)
        try:
            return read_examples(examples)
        except GoldenError as error:
            named = [
                _ROW.sub(lambda found: f"parameter set '{visible(examples[int(found[1])].id, 80)}'", problem, count=2)
                for problem in error.problems
            ]
            raise _unusable(named, len(examples)) from None


def _unusable(faults: Sequence[str], count: int) -> GoldenError:
    more = f"\n… and {len(faults) - _SHOWN:,} more" if faults[_SHOWN:] else ""
    head = f"{len(faults):,} of {count:,} parameter sets cannot be golden examples"
    return GoldenError("\n".join([head, *faults[:_SHOWN]]) + more, problems=tuple(faults))
