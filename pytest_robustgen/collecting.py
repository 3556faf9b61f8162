"""The half that collects and runs: in the only process, or in each worker of xdist.

Registered as a plugin when the first marked test is found; a run without one never gets here.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from unittest import TestCase

import pytest

from pytest_robustgen import RobustgenWarning, bill
from pytest_robustgen.budget import Budgeting, is_limited, sample_json
from pytest_robustgen.cases import Call
from pytest_robustgen.driving import DRIVER, Driver, is_async, run_in_own_loop
from pytest_robustgen.items import Task, Test, run_item, task_of, test_id
from pytest_robustgen.marker import Settings, merge, settings_of
from pytest_robustgen.plugin import BILL, ERRORS, ONLY, is_worker, verbosity
from pytest_robustgen.rows import GOLDEN, Part, Plan
from pytest_robustgen.single import Singles, run_single
from pytest_robustgen.sources import (
    FrozenSource,
    GoldenSource,
    Source,
    gating_of,
    golden_source,
    never_gate,
    parts_of,
)
from pytest_robustgen.varying import Parameters, read_parameters
from pytest_robustgen.work import Memory
from robustgen.case import RUNNING
from robustgen.display import visible
from robustgen.errors import RobustgenError, UsageError

if TYPE_CHECKING:
    from robustgen.baseline import Baseline

PLANS = "robustgen_plans"  # in a worker's output: what was planned
COLLECTED = pytest.StashKey[dict[str, Any]]()
_ARGUMENTS = ("case", "robustgen")
_LOOP = "event_loop"  # of pytest-asyncio before 1.0, which makes one for every async test
_HERE = str(Path(__file__).parent)


class Collecting:
    """Hooks that make items of marked tests and run them."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._flag = bool(config.getoption("robustgen"))
        self._errors: list[str] = []
        self._sources: dict[str, Source] = {}
        self._memories: dict[str, Memory] = {}
        self._singles = Singles(config)
        self._billed: set[str] = set()
        if is_limited(config):
            config.pluginmanager.register(Budgeting(config, task_of, test_id), "robustgen-budgeting")
        self._deselected = False
        self._made_async: set[str] = set()
        self._baseline: Baseline | Literal[False] | None = None
        self._fixtures: dict[str, list[str]] = {}
        self._warned: set[str] = set()

    @contextmanager
    def parametrizing(self, metafunc: pytest.Metafunc) -> Iterator[None]:
        """Make the items of one marked function, after all other parameters; an error of usage is kept for later."""
        test = None
        try:
            test = self._test(metafunc)
        except (UsageError, RobustgenError) as error:
            self._refuse(metafunc.definition, str(error))
        with nullcontext() if test is None or test.parameters is None else test.parameters.hidden():
            yield
        if test is not None:
            self._parametrize(metafunc, test)

    def _parametrize(self, metafunc: pytest.Metafunc, test: Test) -> None:
        tasks = [Task(test, part) for part in (test.parts if self._flag else (Part(GOLDEN, ""),))]
        if self._flag:
            tasks += self._singles.asked_for(metafunc.definition, test)
        values = [
            pytest.param(
                task,
                *[None] * (len(test.names) - 1),
                marks=[pytest.mark.skip(reason=task.part.empty)] if task.part.empty else [],
            )
            for task in tasks
        ]
        metafunc.parametrize(list(test.names), values, ids=[task.part.id for task in tasks])

    def refuse_unittest(self, item: pytest.Item) -> None:
        """Keep the error that a marked method of a unittest.TestCase is; a marker on its module means other tests."""
        marked = [node for node, _ in item.iter_markers_with_node("robustgen") if not isinstance(node, pytest.Module)]
        if any(isinstance(node, pytest.Item | pytest.Class) for node in marked):
            why = "a method of unittest.TestCase takes no arguments, so it cannot be given cases: make it a function"
            self._refuse(item, why)

    def settle(self, items: list[pytest.Item]) -> None:
        """Stop on errors of usage, and leave out the tests of a function that only another test's gate asked for.

        Raises:
            UsageError: of pytest, outside of workers, where the controller raises it.
        """
        self._stop_on_errors(items)
        only = self._config.stash.get(ONLY, {})
        if only:
            dropped = [item for item in items if not self._asked_for(item, only)]
            if dropped:
                self._config.hook.pytest_deselected(items=dropped)
                items[:] = [item for item in items if item not in set(dropped)]
        if self._flag and not self._errors and (wrong := self._singles.settle(items, task_of)):
            self._errors.append(wrong)
            self._stop_on_errors(items)

    def _stop_on_errors(self, items: list[pytest.Item]) -> None:
        if not self._errors:
            return
        if not is_worker(self._config):
            raise pytest.UsageError("\n".join(self._errors))
        output: dict[str, Any] = self._config.workeroutput  # type: ignore[attr-defined]
        output[ERRORS] = self._errors
        items.clear()

    @pytest.hookimpl
    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Remember that the user left out an item of ours."""
        self._deselected = self._deselected or any(task_of(item) for item in items)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note what is about to run, for the side that sums up."""
        if not self._flag:
            return
        plans: dict[str, Plan] = {}
        for item in session.items:
            task = task_of(item)
            if task is not None:
                name = test_id(item.nodeid, task.part.id)
                plan = plans.setdefault(name, self._plan(name, task.test, (item.location[1] or 0) + 1))
                if task.variant is None:
                    plan.selected[task.part.id] = item.nodeid
                else:
                    plan.singles += 1
        found = {"plans": [plan.to_json() for plan in plans.values()], "deselected": self._deselected}
        if is_worker(self._config):
            self._config.workeroutput[PLANS] = json.dumps(found)  # type: ignore[attr-defined]
        else:
            self._config.stash[COLLECTED] = found

    @pytest.hookimpl
    def pytest_report_collectionfinish(self, items: list[pytest.Item]) -> list[str]:
        """Say before any model is called what will be, and which limits could not be told even if all went well."""
        if not self._flag or verbosity(self._config) < 0:
            return []
        tests = {
            test_id(item.nodeid, task.part.id): task.test
            for item in items
            if (task := task_of(item)) is not None and task.variant is None
        }
        return [line for name, test in tests.items() for line in bill.lines(self._config, name, test)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Let a worker of xdist say the same, which has no terminal, with its first item of each test."""
        task = task_of(item) if self._flag and is_worker(self._config) else None
        if task is None or task.variant is not None:
            return
        if (name := test_id(item.nodeid, task.part.id)) not in self._billed:
            self._billed.add(name)
            item.user_properties.append((BILL, json.dumps(bill.lines(self._config, name, task.test))))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Load what judges items before the first of them, whose time limit (pytest-timeout) is for the model."""
        if self._flag and not self._config.option.collectonly and any(task_of(item) for item in session.items):
            import_module("robustgen.scoring.card")
            import_module("pandas")

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
        """Note async fixtures, and function-scoped ones of an item of ours; refuse one made from what varies in it."""
        function = inspect.unwrap(fixturedef.func)
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            self._made_async.add(fixturedef.argname)
        task = task_of(request.node) if fixturedef.scope == "function" else None
        if task is not None:
            if task.test.parameters is not None and (made_of := set(fixturedef.argnames) & set(task.test.names)):
                pytest.fail(
                    f"the fixture `{fixturedef.argname}` takes {', '.join(sorted(made_of))} of the parameter sets that "
                    "robustgen varies: it is made once an item, not once a variant; make in the test what it makes",
                    pytrace=False,
                )
            self._fixtures.setdefault(request.node.nodeid, []).append(fixturedef.argname)

    @pytest.hookimpl(tryfirst=True)
    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        """End a failing comparison at once while its explanation would be read by nobody.

        Explaining one costs up to milliseconds, and a model may be wrong on thousands of variants. The exception that a
        hook raises here passes through the `assert` as its own would: an AssertionError.
        """
        running = RUNNING.get()
        if isinstance(running, Call):
            running.compared(left, op, right)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Put a driver in the place of an async test of ours, before a plugin takes its function to run it."""
        if isinstance(item, pytest.Function) and task_of(item) is not None and is_async(item):
            with Driver(item).in_place():
                return (yield)
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Run an item of ours; called once more within one that is async, for the plugin that has the loop."""
        task, driver = task_of(pyfuncitem), pyfuncitem.stash.get(DRIVER, None)
        if task is None or (driver is not None and driver.body is not None):
            return None
        name = test_id(pyfuncitem.nodeid, task.part.id)
        self._warn_of_fixtures(pyfuncitem, task, name)
        memory = self._memories.setdefault(name, Memory())
        if task.variant is not None:
            run_single(pyfuncitem, task, memory)
            return True
        before = self._before(name, task.test.source.name) if task.part.perturbation else {}
        run_item(pyfuncitem, task, memory, before)
        return True

    @pytest.hookimpl(specname="pytest_pyfunc_call")
    def pytest_pyfunc_call_in_own_loop(self, pyfuncitem: pytest.Function) -> bool | None:
        """Run an async item of ours that no plugin took."""
        driver = pyfuncitem.stash.get(DRIVER, None)
        return None if driver is None or driver.body is None else run_in_own_loop(pyfuncitem, self._made_async)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let a broken limit stand at its test, for reporters that name a line; pytest would say it is ours."""
        report = yield
        crash = getattr(report.longrepr, "reprcrash", None)
        if crash is not None and crash.path.startswith(_HERE) and task_of(item) is not None:
            crash.path, crash.lineno = str(item.path), (item.location[1] or 0) + 1
        return report

    def _before(self, name: str, suite: str) -> dict[Any, Any]:
        """Return what the baseline holds of a test."""
        if not self._config.getoption("robustgen_baseline"):
            return {}
        if self._baseline is None:
            from pytest_robustgen.nights import baseline_of

            self._baseline = baseline_of(self._config)
        held = self._baseline.tests.get((name, suite)) if self._baseline else None
        return held.outcomes if held else {}

    def _refuse(self, item: pytest.Item, why: str) -> None:
        path, line, name = item.location
        where = path if line is None else f"{path}:{line + 1}"
        self._errors.append(f"{visible(where)}: {visible(name)}: {why}")

    def _test(self, metafunc: pytest.Metafunc) -> Test | None:
        """Return what a marked function is; None where a marker on its class or module means other tests.

        Raises:
            UsageError: it cannot be run as marked.
        """
        definition = metafunc.definition
        marks = list(definition.iter_markers_with_node("robustgen"))
        names = inspect.signature(metafunc.function).parameters
        taken = [name for name in _ARGUMENTS if name in names]
        own = any(mark in definition.own_markers for _, mark in marks)
        if not taken and not own and not any("vary" in mark.kwargs for _, mark in marks):
            return None
        arguments = merge([(mark.args, mark.kwargs) for _, mark in marks])
        folders = [definition.path.parent, self._config.rootpath]
        if "vary" in arguments:
            return self._varying(metafunc, settings_of(arguments, folders=folders), own=own)
        if not taken and not own:
            return None
        _check_function(metafunc, taken)
        settings = settings_of(arguments, folders=folders)
        return self._made(taken[0], settings, self._source(settings))

    def _varying(self, metafunc: pytest.Metafunc, settings: Settings, *, own: bool) -> Test | None:
        """Return a test over its own parameter sets; None where it is to stay as it is, as without --robustgen."""
        definition = metafunc.definition
        if isinstance(metafunc.cls, type) and issubclass(metafunc.cls, TestCase):
            return None  # refused by name once it is an item
        parameters = read_parameters(metafunc, settings, own=own, planned=self._flag)
        if parameters is None:
            return None
        _check_plain(metafunc)
        if not parameters.examples:
            if self._flag:
                why = f": {parameters.left_out:,} are marked skip or xfail" if parameters.left_out else ""
                name = visible(definition.nodeid)
                definition.warn(RobustgenWarning(f"{name}: no parameter set to vary{why}; its items stay as they are"))
            return None
        source = GoldenSource(
            parameters.examples,
            settings.making,
            path=definition.path,
            name=definition.name,
            planned=self._flag,
            keeps_label=parameters.expected is None,
            remarks=parameters.remarks,
        )
        test = self._made(parameters.names[0], settings, source, parameters)
        return test if self._flag else None

    def _made(self, argument: str, settings: Settings, source: Source, parameters: Parameters | None = None) -> Test:
        gating = gating_of(source, settings.limits)
        return Test(
            argument=argument,
            settings=settings,
            source=source,
            parts=tuple(parts_of(source)) if self._flag else (),
            gating=gating,
            never_gate=tuple(never_gate(source)),
            parameters=parameters,
        )

    def _source(self, settings: Settings) -> Source:
        """Return what a test runs over, the same object for all tests that say the same."""
        key = f"{settings.suite} {settings.golden} {settings.reading} {settings.making}"
        if key not in self._sources:
            if settings.suite is not None:
                self._sources[key] = FrozenSource(settings.suite)
            else:
                self._sources[key] = golden_source(settings, planned=self._flag)
        return self._sources[key]

    def _plan(self, name: str, test: Test, line: int) -> Plan:
        path, root = test.source.path, self._config.rootpath
        return Plan(
            test=name,
            suite=test.source.name,
            suite_id=test.source.suite_id,
            source=path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name,
            limits=test.settings.limits.to_json(),
            gating=test.gating,
            never_gate=list(test.never_gate),
            parts=list(test.parts),
            line=line,
            remarks=list(test.source.remarks),
            sample=sample_json(self._config, name, test.source.examples),
        )

    def _asked_for(self, item: pytest.Item, only: Mapping[Any, set[str]]) -> bool:
        task = task_of(item)
        if task is None:
            return True
        names, _, inside = test_id(item.nodeid, task.part.id).partition("::")[2].partition("[")
        wanted = only.get((item.path, names))
        return wanted is None or inside.removesuffix("]") in wanted

    def _warn_of_fixtures(self, item: pytest.Function, task: Task, name: str) -> None:
        """Name the fixtures that a reader may take to be made once a variant; once a test."""
        found = self._fixtures.pop(item.nodeid, [])
        given = {*item.callspec.params, *task.test.settings.fixtures_ok, _LOOP}
        found = [fixture for fixture in dict.fromkeys(found) if fixture not in given and fixture[:1] != "_"]
        if found and name not in self._warned and task.variant is None:
            self._warned.add(name)
            shown = ", ".join(visible(fixture, 60) for fixture in found)
            message = (
                f"{visible(name)}: function-scoped fixtures are made once an item here, not once a variant: {shown}. "
                f"If that is right, say fixtures_ok={found!r} in the marker"
            )
            item.warn(RobustgenWarning(message))


def _check_function(metafunc: pytest.Metafunc, taken: list[str]) -> None:
    """Refuse a function that cannot be given cases."""
    _check_plain(metafunc)
    if len(taken) != 1:
        said = "takes neither `case` nor `robustgen`" if not taken else "takes both `case` and `robustgen`"
        raise UsageError(
            f"the marked test {said}: take `case` for one at a time, or `robustgen` for batches; or name the argument "
            "of a parametrized test that varies, vary="
        )
    for mark in metafunc.definition.iter_markers("parametrize"):
        names = mark.args[0] if mark.args else mark.kwargs.get("argnames", ())
        split = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        if taken[0] in split:
            raise UsageError(f"`{taken[0]}` is parametrized already, and the marker gives it: rename one of them")


def _check_plain(metafunc: pytest.Metafunc) -> None:
    """Refuse a function that is no test."""
    if inspect.isasyncgenfunction(metafunc.function):
        raise UsageError("an async test with a `yield` is a generator, and pytest runs none: leave the `yield` out")
