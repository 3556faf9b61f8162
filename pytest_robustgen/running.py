"""How an item's test function is run: once a case or once with the object that asks in batches, plain or async."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from pytest_robustgen.batches import Robustgen
from pytest_robustgen.calling import once_a_case
from pytest_robustgen.cases import one_at_a_time
from pytest_robustgen.concurrency import IN_FLIGHT, side_by_side
from pytest_robustgen.driving import DRIVER, Driver
from pytest_robustgen.portions import counted, portions
from pytest_robustgen.work import Work, refuse_broken
from robustgen.predict import repeated

if TYPE_CHECKING:
    from pytest_robustgen.items import Task


def run_test(item: pytest.Function, task: Task, works: Sequence[Work], *, broken_ok: bool = False) -> None:
    """Run the test function of an item for each of its trials; an async one in one stay on its loop.

    Args:
        item: one of ours.
        task: what it is to run.
        works: one a trial.
        broken_ok: nobody minds if no clean input gets an answer.

    Raises:
        BaseException: no clean input got an answer, the first one's exception; or what ends the item.
    """
    driver = item.stash.get(DRIVER, None)
    function = item.obj if driver is None else driver.function
    names, test = inspect.signature(function).parameters, task.test
    arguments = {name: item.funcargs[name] for name in names if name in item.funcargs and name not in test.names}
    a_case = test.parameters is not None or test.argument == "case"
    once = once_a_case(function, arguments, test.parameters) if a_case else None
    if driver is not None:
        _run_async(item, task, works, driver, once, arguments, broken_ok)
        return
    for number, work in enumerate(works):
        with repeated(number):
            if once is not None:
                call = counted(work, once)
                for portion in portions(work):
                    one_at_a_time(call, portion)
            else:
                function(robustgen=_robustgen(work, task), **arguments)
        _check(work, broken_ok)


def _run_async(
    item: pytest.Function,
    task: Task,
    works: Sequence[Work],
    driver: Driver,
    once: Callable[..., Any] | None,
    arguments: Mapping[str, Any],
    broken_ok: bool,
) -> None:
    in_flight = item.config.getoption("robustgen_in_flight") or task.test.settings.in_flight or IN_FLIGHT

    async def body() -> None:
        for number, work in enumerate(works):
            with repeated(number):
                if once is not None:
                    call = counted(work, once)
                    for portion in portions(work):
                        await side_by_side(call, portion, in_flight=in_flight, going=lambda: driver.body is body)
                else:
                    await driver.function(robustgen=_robustgen(work, task), **arguments)
            _check(work, broken_ok)

    driver.run(body)


def _robustgen(work: Work, task: Task) -> Robustgen:
    return Robustgen(work, task.part.perturbation or None)


def _check(work: Work, broken_ok: bool) -> None:
    """Raise where nothing was measured."""
    if not work.done:
        pytest.fail(
            "robustgen.check was never called: call robustgen.check(predict) in the test, or "
            "`await robustgen.acheck(predict)` in an async one",
            pytrace=False,
        )
    if not broken_ok:
        refuse_broken(work)
