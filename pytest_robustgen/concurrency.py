"""Async tests: their cases side by side on the running event loop, of asyncio or trio, at most so many at a time."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from pytest_robustgen.cases import Call, stages
from pytest_robustgen.work import Work
from robustgen.case import RUNNING

IN_FLIGHT = 16  # calls at a time where nobody says how many


async def side_by_side(
    function: Callable[..., Awaitable[Any]], work: Work, *, in_flight: int, going: Callable[[], bool]
) -> None:
    """Call an async test function once a case, each in a task and context of its own; take what came of it in order.

    Args:
        function: takes `case=`.
        work: of the item.
        in_flight: the most calls at a time.
        going: False once nobody waits for the item: a time limit broke in on a loop that lives on.
    """
    for stage in stages(work):
        await _Stage(function, in_flight, going).run(stage)
        if not going():
            return


def on_trio() -> bool:
    """Return whether the running event loop is trio's."""
    trio = sys.modules.get("trio")
    return trio is not None and bool(trio.lowlevel.in_trio_task())


class _Stopped(Exception):
    """Ends the tasks beside one whose error stops the item; the error itself is raised once, where no task is left."""


class _Stage:
    """Calls that may be made at the same time, and those of them that were not taken yet, in suite order."""

    def __init__(self, function: Callable[..., Awaitable[Any]], in_flight: int, going: Callable[[], bool]) -> None:
        self._function, self._in_flight, self._going = function, in_flight, going
        self._waiting: deque[Call] = deque()
        self._stopped: BaseException | None = None

    async def run(self, calls: Iterable[Call]) -> None:
        """Make all calls; what one of them raises, because it stops the item, stops them all."""
        try:
            if on_trio():
                await self._on_trio(calls)
            else:
                await self._on_asyncio(calls)
        except BaseExceptionGroup:
            if self._stopped is None:
                raise
        if self._stopped is not None:
            raise self._stopped
        self._take()

    async def _on_asyncio(self, calls: Iterable[Call]) -> None:
        parent = asyncio.current_task()
        assert parent is not None
        room = asyncio.Semaphore(self._in_flight)

        def from_outside(error: BaseException) -> bool:
            return parent.cancelling() > 0 and _holds(error, asyncio.CancelledError)

        def leave(_: object) -> None:
            room.release()

        remaining = iter(calls)
        async with asyncio.TaskGroup() as tasks:
            while True:
                await room.acquire()
                call = self._next(remaining)
                if call is None:
                    return
                tasks.create_task(self._make(call, from_outside)).add_done_callback(leave)

    async def _on_trio(self, calls: Iterable[Call]) -> None:
        import trio

        room = trio.Semaphore(self._in_flight)

        async def make(call: Call) -> None:
            try:
                await self._make(call, lambda error: _holds(error, trio.Cancelled))
            finally:
                room.release()

        remaining = iter(calls)
        async with trio.open_nursery() as tasks:
            while True:
                await room.acquire()
                call = self._next(remaining)
                if call is None:
                    return
                tasks.start_soon(make, call)

    def _next(self, remaining: Iterable[Call]) -> Call | None:
        """Return the next call that has to be made; None after the last."""
        for call in remaining:
            if not self._going():
                break
            self._waiting.append(call)
            if call.like is None:
                return call
        return None

    async def _make(self, call: Call, from_outside: Callable[[BaseException], bool]) -> None:
        RUNNING.set(call)
        try:
            await self._ended(call, from_outside)
            self._take()
        except BaseException as error:
            if from_outside(error):
                raise
            self._stopped = self._stopped or error
            raise _Stopped from None

    async def _ended(self, call: Call, from_outside: Callable[[BaseException], bool]) -> None:
        try:
            returned = await self._function(case=call.case)
        except BaseException as error:
            if from_outside(error):  # the task is cancelled because the item ends: that is no outcome
                raise
            call.end(error)
        else:
            call.end(None, returned)

    def _take(self) -> None:
        """Take all calls up to the first that is under way."""
        while self._waiting and (self._waiting[0].status or self._waiting[0].like is not None):
            call = self._waiting.popleft()
            call.take(call)


def _holds(error: BaseException, kind: type[BaseException]) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(kind) is not None
    return isinstance(error, kind)
