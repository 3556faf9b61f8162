"""What the marker says: its arguments, checked once at collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from robustgen.display import visible
from robustgen.errors import UsageError, nearest
from robustgen.metrics import Metric, get_metric
from robustgen.scoring.limits import NAMES as LIMITS
from robustgen.scoring.limits import Limits

_READING = {
    "vary_fields": "vary",
    "expected": "expected",
    "task": "task",
    "language": "language",
    "id": "id",
    "group": "group",
    "protect": "protect",
    "tags": "tags",
    "spans": "spans",
}
_MAKING = ("perturb", "severity", "per_example", "seed", "label_map", "max_edit_share", "gates")
_RUNNING = ("metric", "batch_size", "fields", "fixtures_ok", "in_flight", "cost")
_SOURCES = ("suite", "golden", "vary", *_MAKING, *_READING)
_NOT_WITH_VARY = {
    "vary_fields": "vary= names what varies",
    "id": "pytest.param(…, id=…) or ids= name a parameter set",
    "spans": "labelled spans need golden= or a suite",
    **dict.fromkeys(("metric", "batch_size", "fields"), "the test's own asserts judge"),
}
ARGUMENTS = (*_SOURCES, *_RUNNING, *LIMITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A marker's arguments.

    Attributes:
        suite: the folder of a frozen suite; or
        golden: a file of golden examples; or
        vary: the arguments that vary, of the test's own parameter sets; the last two with
        reading, making: what `read_examples` and `make_plan` take beside it.
        limits: what is allowed.
        metric, batch_size, fields: for `robustgen.check`.
        fixtures_ok: function-scoped fixtures that may live once an item.
        in_flight: the most cases of an async test at a time; None where the marker does not say.
        cost: price of one input, in the user's currency; None where the marker does not say.
    """

    suite: Path | None
    golden: Path | None
    vary: tuple[str, ...] = ()
    reading: Mapping[str, Any]
    making: Mapping[str, Any]
    limits: Limits
    metric: str | Metric
    batch_size: int
    fields: bool
    fixtures_ok: tuple[str, ...]
    in_flight: int | None = None
    cost: float | None = None


def merge(marks: Sequence[tuple[tuple[Any, ...], Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the arguments of several markers as one, those of the innermost (the first) before the others.

    A marker that names a suite, golden data or what varies takes over nothing that an outer one says of its own.

    Raises:
        UsageError: a positional argument that is no suite, or an unknown name.
    """
    merged: dict[str, Any] = {}
    for args, kwargs in marks:
        given = dict(kwargs)
        if args:
            if len(args) > 1 or not isinstance(args[0], str | Path) or "suite" in given:
                shown = ", ".join(visible(repr(arg), 60) for arg in args)
                raise UsageError(f"the marker's arguments are ({shown}): it takes one suite, and all else by name")
            given["suite"] = args[0]
        for name in given:
            if name not in ARGUMENTS:
                hint = nearest(name, ARGUMENTS)
                raise UsageError(
                    f"the marker has no argument {visible(name, 60)!r}{hint} (it has {_listed(ARGUMENTS)})"
                )
        if any(name in merged for name in ("suite", "golden", "vary")):
            given = {name: value for name, value in given.items() if name not in _SOURCES}
        merged = {**given, **merged}
    return merged


def settings_of(arguments: Mapping[str, Any], *, folders: Sequence[Path]) -> Settings:
    """Return checked settings; relative paths are looked for in `folders`, in order.

    Raises:
        UsageError: arguments that are missing, contradict each other or have a faulty value.
    """
    suite, golden = arguments.get("suite"), arguments.get("golden")
    vary = _vary(arguments)
    if suite is None and golden is None and not vary:
        raise UsageError(
            "the marker names nothing to run over: give a frozen suite, robustgen('suites/intent.v1'), golden data, "
            "robustgen(golden='golden.jsonl'), or the argument of a parametrized test that varies, "
            "robustgen(vary='text')"
        )
    making = [name for name in (*_MAKING, *_READING) if name in arguments]
    if suite is not None and golden is not None:
        raise UsageError("the marker names both a suite and golden data: give one of them")
    if suite is not None and making:
        raise UsageError(f"{_listed(making)} cannot change a frozen suite: leave it out, or give golden= for the suite")
    limits = Limits.of({name: arguments[name] for name in LIMITS if name in arguments})
    fixtures = arguments.get("fixtures_ok", ())
    metric = arguments.get("metric", "exact")
    get_metric(metric)
    return Settings(
        suite=None if suite is None else _found(suite, "suite", folders),
        golden=None if golden is None else _found(golden, "golden", folders),
        vary=vary,
        reading={_READING[name]: arguments[name] for name in _READING if name in arguments},
        making={name: arguments[name] for name in _MAKING if name in arguments},
        limits=limits,
        metric=metric,
        batch_size=_count(arguments, "batch_size") or 256,
        fields=bool(arguments.get("fields", False)),
        fixtures_ok=(fixtures,) if isinstance(fixtures, str) else tuple(fixtures),
        in_flight=_count(arguments, "in_flight"),
        cost=_cost(arguments.get("cost")),
    )


def _count(arguments: Mapping[str, Any], name: str) -> int | None:
    """Return an argument that is a number of things, None where it is not given."""
    given = arguments.get(name)
    if given is not None and (isinstance(given, bool) or not isinstance(given, int) or given < 1):
        raise UsageError(f"{name} is {visible(repr(given), 40)}: it must be an integer from 1")
    return given


def _cost(given: Any) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given < float("inf"):
        raise UsageError(f"cost is {visible(repr(given), 40)}: it must be the price of one input, a number over 0")
    return float(given)


def _vary(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the arguments that vary; one, several, or as `parametrize` takes them."""
    if "vary" not in arguments:
        return ()
    given = arguments["vary"]
    names = tuple(name.strip() for name in given.split(",")) if isinstance(given, str) else given
    fits = isinstance(names, tuple | list) and names and all(isinstance(name, str) and name for name in names)
    if not fits or len(set(names)) < len(names):
        raise UsageError(f"vary is {visible(repr(given), 60)}: name one argument of the test or more, each once")
    for name in ("suite", "golden"):
        if name in arguments:
            raise UsageError(
                f"the marker has both vary and {name}: vary= runs over the test's own parameter sets; to run over a "
                "suite or golden data, let the test take `case` and leave vary out (fields that vary are vary_fields=)"
            )
    for name, why in _NOT_WITH_VARY.items():
        if name in arguments:
            raise UsageError(f"{name} cannot stand beside vary: {why}")
    for name in _READING:
        if not isinstance(arguments.get(name, ""), str):
            raise UsageError(f"{name} is {visible(repr(arguments[name]), 60)}: with vary= it must be a text")
    return tuple(names)


def _found(given: Any, name: str, folders: Sequence[Path]) -> Path:
    """Return the first of the places where a path may lie; the first of all where it lies in none."""
    if not isinstance(given, str | Path):
        raise UsageError(f"{name} is {visible(repr(given), 60)}: it must be a path")
    places = [folder / given for folder in folders]
    return next((place for place in places if place.exists()), places[0])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
