"""How calls are made: in this thread, in one with a time limit, in a process of its own, or in an event loop.

`drive` and `adrive` carry out the steps that `robustgen.predict.steps` decides on.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeAlias

from robustgen.predict.policy import TimedOut
from robustgen.predict.session import Session
from robustgen.predict.steps import Ask, Steps, T, Wait

if TYPE_CHECKING:
    from robustgen.predict.model import Model

Perform: TypeAlias = Callable[[Ask], Any]


class NeedsLoop(Exception):
    """A function that is not async by its definition returned something to await."""

    def __init__(self, awaitable: Awaitable[Any]) -> None:
        super().__init__()
        self.awaitable = awaitable


def drive(steps: Steps[T], model: Model, session: Session, perform: Perform | None = None) -> T:
    """Carry out steps in this thread.

    Raises:
        NeedsLoop: the first call returned something to await; `adrive` goes on from there.
    """
    __tracebackhide__ = True
    perform = perform or performer(model, session)
    try:
        step = next(steps)
        while True:
            try:
                if isinstance(step, Ask):
                    done = perform(step)
                    if inspect.isawaitable(done):
                        raise NeedsLoop(done)
                else:
                    time.sleep(step.seconds)
                    done = None
            except NeedsLoop:
                raise
            except BaseException as error:
                step = steps.throw(error)
            else:
                step = steps.send(done)
    except StopIteration as end:
        value: T = end.value
        return value


async def adrive(steps: Steps[T], model: Model, session: Session, awaitable: Awaitable[Any] | None = None) -> T:
    """Carry out steps in the running event loop, the first of which may have been begun."""
    __tracebackhide__ = True
    import asyncio  # 25 ms that only async predictors need

    perform = _aperformer(model, session)
    try:
        step: Ask | Wait | None = None if awaitable is not None else next(steps)
        while True:
            try:
                if isinstance(step, Wait):
                    await asyncio.sleep(step.seconds)
                    done = None
                else:
                    done = await perform(step, awaitable)
            except BaseException as error:
                step = steps.throw(error)
            else:
                step = steps.send(done)
            awaitable = None
    except StopIteration as end:
        value: T = end.value
        return value


def performer(model: Model, session: Session) -> Perform:
    """Return what makes a call from this thread: here, in another one where it has a time-out, or in a process."""
    timeout = limit_of(model, session)
    if is_isolated(model, session):
        from robustgen.predict.isolation import isolated

        return isolated(model, timeout)
    if timeout is None or model.asynchronous:

        def here(ask: Ask) -> Any:
            __tracebackhide__ = True
            return model.fn(*ask.args, **ask.kwargs)

        return here
    from robustgen.predict.threads import limited

    return limited(model.fn, timeout, lambda: session.count(abandoned=1))


def limit_of(model: Model, session: Session) -> float | None:
    """Return the seconds that a call may take."""
    return model.policy.timeout if session.timeout is None else session.timeout


def is_isolated(model: Model, session: Session) -> bool:
    """Return whether calls are made in a process of their own."""
    return session.isolate or model.policy.isolate


def _aperformer(model: Model, session: Session) -> Callable[[Ask | None, Awaitable[Any] | None], Awaitable[Any]]:
    import asyncio

    timeout = limit_of(model, session)
    isolated = is_isolated(model, session)
    gate = _gate(model, session)

    async def perform(ask: Ask | None, awaitable: Awaitable[Any] | None) -> Any:
        __tracebackhide__ = True
        if ask is not None:
            if isolated:
                async with gate:
                    return await _apart(model, timeout, ask)
            async with gate:
                awaitable = model.fn(*ask.args, **ask.kwargs)
                return await within(awaitable) if inspect.isawaitable(awaitable) else awaitable
        assert awaitable is not None
        return await within(awaitable)

    async def within(awaitable: Awaitable[Any]) -> Any:
        __tracebackhide__ = True
        if timeout is None:
            return await awaitable
        limit = asyncio.timeout(timeout)
        try:
            async with limit:
                return await awaitable
        except TimeoutError:
            if limit.expired():
                raise TimedOut(f"no answer within {timeout:g} s") from None
            raise

    return perform


async def _apart(model: Model, timeout: float | None, ask: Ask) -> Any:
    """Make a call in a process of its own, which ends where nobody waits for it any more."""
    __tracebackhide__ = True
    import asyncio

    from robustgen.predict.isolation import Leash, isolated

    leash = Leash()
    try:
        return await asyncio.to_thread(isolated(model, timeout, leash), ask)
    except asyncio.CancelledError:  # a loop waits for its threads: without this it could not close before the call ends
        leash.end()
        raise


def _gate(model: Model, session: Session) -> AbstractAsyncContextManager[Any]:
    """Return what lets as many calls of a model through at a time as it allows, whoever makes them in this loop."""
    own = model.policy.in_flight
    if is_isolated(model, session):
        own = width = own or 1
    else:
        width = session.in_flight or own or 1
    if own is None:
        return nullcontext()
    import asyncio

    loop = asyncio.get_running_loop()
    found = model.gates.get(loop)
    if found is None or found[0] != width:
        found = model.gates[loop] = (width, asyncio.Semaphore(width))
    return found[1]
