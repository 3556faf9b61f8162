"""Single variants as items of their own: which are wanted, what they are called, and how one is run.

The node id of one is `test_intent[typo.keyboard-g12-s2-i0]`: the perturbation, the golden example by its place in the
suite from 0, severity and index; never a golden id, which is text of others. Its id as data stands in its report.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pytest_robustgen.items import Task, Test, in_words, work_of
from pytest_robustgen.rows import Part
from pytest_robustgen.running import run_test
from pytest_robustgen.sessions import session_of, tell
from pytest_robustgen.showing import Wrong, expected_of, variant_lines
from pytest_robustgen.sources import Data, Source, data_of
from pytest_robustgen.work import Answer, Memory, Work
from robustgen.display import visible
from robustgen.errors import RobustgenError
from robustgen.examples import MISSING
from robustgen.manifest import Declared
from robustgen.predict import use
from robustgen.runs import nearest_ids
from robustgen.scoring.statuses import decode
from robustgen.variant import Variant

MOST = 2_000
_SURELY = 20_000  # this many are not made only to be counted
_NODE = re.compile(r"(.+?)::(.+?)\[(.*)-g([0-9]+)-s([1-5])-i([0-9]+)\](?:@.*)?", re.DOTALL)


class _Named(NamedTuple):
    """A variant that a node id names: file, function, what stands before its place; golden example, severity, index."""

    path: Path
    function: str
    before: str
    place: tuple[int, int, int]


class Singles:
    """Which variants are items of their own, for one process."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._only: list[str] = list(dict.fromkeys(config.getoption("robustgen_only")))
        self._all = config.getoption("robustgen_items") == "variant"
        self._named = list(_named(config))
        self._rows: dict[tuple[int, Part], list[Variant]] = {}
        self._places: dict[int, dict[str, int]] = {}

    def asked_for(self, definition: pytest.Item, test: Test) -> list[Task]:
        """Return the tasks of the single variants of a test that a node id or --robustgen-only names."""
        function = definition.nodeid.partition("::")[2]
        named = [one for one in self._named if one.function == function and one.path == definition.path]
        found: dict[str, Task] = {}
        for part in test.parts if named or self._only else ():
            name = part.perturbation.partition("@")[0]
            wanted = {one.place for one in named if one.before == name or one.before.endswith(f"-{name}")}
            only = [one for one in self._only if f"/{part.perturbation}/" in one]
            for variant in self._variants(test, part) if wanted or only else ():
                place = self._place(test.source, variant)
                if (place, variant.severity, variant.index) in wanted or self._is_only(variant):
                    task = self._task(test, variant)
                    found[task.part.id] = task
        return list(found.values())

    def settle(self, items: list[pytest.Item], task_of: Callable[[pytest.Item], Task | None]) -> str:
        """Put the single variants that were asked for in the place of items; return what is wrong, or ""."""
        if self._only:
            return self._keep_only(items, task_of)
        if not self._all:
            return ""
        whole = {
            item: task for item in items if (task := task_of(item)) and task.variant is None and not task.part.empty
        }
        if sum(_bound(task) for task in whole.values()) > MOST:
            chosen = _selected(self._config, list(whole))
            dropped = set(whole) - set(chosen)
            items[:] = [item for item in items if item not in dropped]
            whole = {item: whole[item] for item in chosen}
            count, exact = self._count(list(whole.values()))
            if count > MOST:
                return _too_many(count, exact, whole)
        self._expand(items, whole)
        return ""

    def _keep_only(self, items: list[pytest.Item], task_of: Callable[[pytest.Item], Task | None]) -> str:
        kept, found = [], set()
        tasks = {item: task for item in items if (task := task_of(item)) is not None}
        for item, task in tasks.items():
            if task.variant is not None and self._is_only(task.variant):
                kept.append(item)
                found |= {task.variant.id, visible(task.variant.id)}
        missing = [one for one in self._only if one not in found]
        if missing:
            known = list(_known(tasks.values()))
            where = "any test that was collected" if known else "a test: none that was collected has the marker"
            hints = (nearest_ids(one, known) for one in missing)
            return "\n".join(
                f"--robustgen-only {visible(one, 120)} is no variant of {where}{hint}"
                for one, hint in zip(missing, hints, strict=True)
            )
        dropped = [item for item in items if item not in set(kept)]
        if dropped:
            self._config.hook.pytest_deselected(items=dropped)
            items[:] = kept
        return ""

    def _is_only(self, variant: Variant) -> bool:
        return bool(self._only) and (variant.id in self._only or visible(variant.id) in self._only)

    def _expand(self, items: list[pytest.Item], whole: dict[pytest.Item, Task]) -> None:
        """Put an item a variant in the place of each of these items."""
        there = {item.nodeid for item in items}
        made: list[pytest.Item] = []
        fresh: list[pytest.Item] = []
        for item in items:
            task = whole.get(item)
            variants = None if task is None else self._readable(task)
            if task is None or variants is None:
                made.append(item)
                continue
            for variant in variants:
                one = _item_of(item, task, self._task(task.test, variant))
                if one.nodeid not in there:
                    one.ihook.pytest_itemcollected(item=one)
                    fresh.append(one)
                    made.append(one)
        more = len(made) - len(items)
        items[:] = made
        if more > 0:  # who counts what was collected, as the terminal does, knows the items before
            report = pytest.CollectReport("", "passed", None, [*fresh[:more]])
            self._config.hook.pytest_collectreport(report=report)

    def _readable(self, task: Task) -> list[Variant] | None:
        """Return the variants of an item; None where their rows are damaged, which the item itself says."""
        try:
            return self._variants(task.test, task.part)
        except RobustgenError:
            return None

    def _count(self, tasks: Sequence[Task]) -> tuple[int, bool]:
        bound = sum(_bound(task) for task in tasks)
        if bound > _SURELY:
            return bound, all(task.test.source.suite_id for task in tasks)
        return sum(len(self._readable(task) or "1") for task in tasks), True

    def _variants(self, test: Test, part: Part) -> list[Variant]:
        key = id(test.source), part
        if key not in self._rows:
            self._rows[key] = data_of(test.source, part).variants
        return self._rows[key]

    def _place(self, source: Source, variant: Variant) -> int:
        if id(source) not in self._places:
            self._places[id(source)] = {example.id: place for place, example in enumerate(source.golden())}
        return self._places[id(source)][variant.golden.id]

    def _task(self, test: Test, variant: Variant) -> Task:
        name, place = variant.perturbation.partition("@")[0], self._place(test.source, variant)
        part = Part(f"{name}-g{place}-s{variant.severity}-i{variant.index}", variant.perturbation)
        return Task(test, part, variant)


def _named(config: pytest.Config) -> Iterator[_Named]:
    """Yield the variants that arguments name by their node ids and, with --lf, those that failed the last time."""
    here = config.invocation_params.dir
    given = [(here, argument) for argument in config.args]
    if config.getoption("lf", False) and config.cache is not None:
        given += [(config.rootpath, nodeid) for nodeid in config.cache.get("cache/lastfailed", {})]
    for folder, nodeid in given:
        match = _NODE.fullmatch(nodeid)
        if match is not None:
            path, function, before, golden, severity, index = match.groups()
            yield _Named((folder / path).resolve(), function, before, (int(golden), int(severity), int(index)))


def _known(tasks: Iterable[Task]) -> Iterator[str]:
    """Yield the ids of all variants of these tests, to find the nearest."""
    for source in {id(task.test.source): task.test.source for task in tasks}.values():
        for declared in source.perturbations:
            with contextlib.suppress(RobustgenError):
                yield from (variant.id for variant in source.variants(declared, range(source.examples)))


def _bound(task: Task) -> int:
    """Return the most variants that an item may have."""
    return -(-task.test.source.size(_declared(task)) // task.part.blocks)


def _declared(task: Task) -> Declared:
    return next(one for one in task.test.source.perturbations if one.id == task.part.perturbation)


def _selected(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the items that -k and -m leave, before each becomes many: what pytest itself does a moment later."""
    marks = config.pluginmanager.get_plugin("mark")
    others = [plugin for plugin in config.pluginmanager.get_plugins() if plugin is not marks]
    config.pluginmanager.subset_hook_caller("pytest_collection_modifyitems", others)(
        session=None, config=config, items=items
    )
    return items


def _too_many(count: int, exact: bool, whole: dict[pytest.Item, Task]) -> str:
    item, task = min(whole.items(), key=lambda pair: _bound(pair[1]))
    about = "" if exact else "up to "
    return (
        f"--robustgen-items variant asks for {about}{count:,} items, and {MOST:,} is the most: name one perturbation, "
        f'-k {task.part.id} or "{visible(item.nodeid)}" ({_bound(task):,}), or one variant by --robustgen-only ID'
    )


def _item_of(item: pytest.Item, whole: Task, task: Task) -> pytest.Item:
    """Return an item beside `item` that runs one variant."""
    assert isinstance(item, pytest.Function)
    spec = item.callspec
    params = {**spec.params, whole.test.names[0]: task}
    # Two attributes without a public name: what `parametrize` said is in them, and it speaks before -k is known.
    ids = (*spec._idlist[:-1], task.part.id)
    made = type(item).from_parent(
        item.parent,
        name=f"{item.originalname}[{'-'.join(ids)}]",
        callspec=dataclasses.replace(spec, params=params, _idlist=ids),
        keywords={"-".join(ids): True},
        fixtureinfo=item._fixtureinfo,
        originalname=item.originalname,
    )
    made.own_markers[:] = item.own_markers  # those that a plugin added too, as pytest-asyncio in its auto mode
    return made


def run_single(item: pytest.Function, task: Task, memory: Memory) -> None:
    """Run one variant: what the test raises on it is raised, with the variant shown."""
    assert task.variant is not None
    item.user_properties[:] = [pair for pair in item.user_properties if pair[0] != "robustgen_variant"]
    item.user_properties.append(("robustgen_variant", visible(task.variant.id)))
    session = session_of(item.config)
    try:
        with use(session):
            in_words(lambda: _run_single(item, task, memory))
    finally:
        tell(item, session)


def _run_single(item: pytest.Function, task: Task, memory: Memory) -> None:
    variant, batches = task.variant, task.test.argument == "robustgen" and task.test.parameters is None
    assert variant is not None
    golden, every = variant.golden, task.test.source.golden()
    # Asked first where the right answer depends on it, which a test that calls same_as_clean shows only then. Else
    # after the variant, for a debugger that the test starts should stop in the variant; until then it counts as right,
    # so that what is wrong is explained.
    first = batches or variant.expected is MISSING or bool(memory.consistency)
    known = memory if first else Memory(clean={golden.id: Answer("r")})
    work = work_of(item, task, known, Data([golden] if first else [], [variant], every))
    work.explain_all = True
    if batches:
        work.check = partial(_raise_if_wrong, memory)
    run_test(item, task, [work], broken_ok=True)
    if not first and known.consistency:
        memory.consistency = True
        _run_single(item, task, memory)
        return
    (status,) = decode(work.letters[0])
    if status == "right":
        return
    if not first and golden.id not in memory.clean:
        _ask_clean(item, task, memory, every)
    lines = "\n".join(_lines(variant, memory))
    error = work.last
    if error is None:
        pytest.fail(f"the test passed, and the right answer is another than the golden one\n{lines}", pytrace=False)
    if isinstance(error, pytest.fail.Exception) and not error.pytrace:
        error.msg = f"{error.msg}\n{lines}"  # all that is shown of it
    elif not isinstance(error, pytest.skip.Exception):
        error.add_note(lines)
    raise error


def _ask_clean(item: pytest.Function, task: Task, memory: Memory, every: Sequence[Any]) -> None:
    """Ask the golden example itself, after its variant was wrong; what it prints would look like the variant's."""
    assert task.variant is not None
    work = work_of(item, task, memory, Data([task.variant.golden], [], every))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        run_test(item, task, [work], broken_ok=True)


def _raise_if_wrong(memory: Memory, work: Work) -> None:
    """Raise, within `robustgen.check`, what a variant that a model was asked in a batch of its own failed by."""
    __tracebackhide__ = True
    (status,) = decode(work.letters[0])
    if status == "right":
        return
    wrong = (work.lost or work.others)[0]
    assert isinstance(wrong.of, Variant)
    got = visible(wrong.note.removeprefix(f"{status}: "), 400)
    lines = _lines(wrong.of, memory, expected=False)
    said = "" if status == "wrong" else f" ({status})"
    raise AssertionError("\n".join([f"expected {expected_of(wrong.of)}, got {got}{said}", *lines]))


def _lines(variant: Variant, memory: Memory, *, expected: bool = True) -> Iterable[str]:
    """Yield the variant as people read it, and whether the golden example it was made from is answered right."""
    named, *shown = variant_lines(Wrong(variant, ""), expected=expected)
    yield from (f"variant {named.lstrip()}", *shown)
    clean = memory.clean.get(variant.golden.id)
    (status,) = decode(clean.letter) if clean is not None else ("",)
    if status not in ("", "right"):
        yield f"    the golden example itself is {status} too, without any change"
