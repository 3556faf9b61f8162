"""One call, made as the policy of its model says: what is decided, apart from how it is carried out.

`attempts` and `answers` decide. They are generators of steps, a call to make or a time to wait, so that the same
decisions hold for functions, threads, processes and event loops; `drive` and `adrive` carry the steps out.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from robustgen.case import Failed, Unanswered
from robustgen.errors import RobustgenError
from robustgen.predict.policy import TimedOut, failed_of, wrong_of
from robustgen.predict.session import Session, current
from robustgen.predict.values import outputs_of, own

if TYPE_CHECKING:
    from robustgen.predict.model import Model

_HALVINGS = 3  # how often a batch that times out is halved


class Ask(NamedTuple):
    """A call to make."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


class Wait(NamedTuple):
    """Seconds to wait."""

    seconds: float


T = TypeVar("T")
Steps: TypeAlias = Generator[Ask | Wait, Any, T]
Perform: TypeAlias = Callable[[Ask], Any]
Keep: TypeAlias = Callable[[list[Any], list[Any]], None]


def attempts(
    model: Model,
    session: Session,
    ask: Ask,
    inputs: int,
    *,
    last: bool = True,
    begun: bool = False,
    again: bool = False,
) -> Steps[Any]:
    """Make a call, again where it ends in a declared error; return its result, or Failed where it comes to none.

    Args:
        model: what is asked.
        session: whose limits hold beside the model's.
        ask: the call.
        inputs: how many it asks about.
        last: whether nothing else is tried where it times out.
        begun: whether the first call was counted already.
        again: whether its inputs were asked before, in a larger batch that failed.

    Raises:
        BaseException: what the function raises undeclared, as it was; what the budget raises.
    """
    __tracebackhide__ = True
    policy, breaker = model.policy, model.breaker
    attempt = 0
    while True:
        if not begun:
            refused = breaker.refusal(session)
            if refused is not None:
                session.count(refused=0 if attempt else inputs)
                return refused
            session.asks(model, inputs, again=again or attempt > 0)
        begun = False
        try:
            result = yield ask
        except TimedOut as error:
            late = Failed("timeout", "TimeoutError", str(error))
            if last:
                breaker.failed(session, late.kind)
            return late
        except Exception as error:
            if isinstance(error, RobustgenError) or not policy.passes(error):
                crashed = error.kind if isinstance(error, Failed) else ""
                crashed = crashed if crashed.startswith(("Crashed", "Exited")) else ""
                if crashed and inputs == 1:
                    breaker.failed(session, crashed)
                elif not crashed:
                    breaker.answered()
                raise
            seconds = None if breaker.probing else policy.wait(error, attempt)
            if seconds is None:
                failed = failed_of(error, attempt + 1)
                breaker.failed(session, failed.kind)
                return failed
        except BaseException:
            breaker.left()
            raise
        else:
            breaker.answered()
            return result
        breaker.left()
        attempt += 1
        yield Wait(seconds)


def answers(
    model: Model,
    session: Session,
    inputs: list[Any],
    keep: Keep | None = None,
    halvings: int = _HALVINGS,
    *,
    again: bool = False,
) -> Steps[list[Any]]:
    """Ask about inputs in one call; return an answer each, Failed where there is none.

    A batch that raises, or dies, is halved until the input that does it stands alone; one that times out a bounded
    number of times. `keep` is called with the inputs and answers of each call, as soon as they are there.

    Raises:
        PredictionError: the function returned something other than one output an input.
    """
    count = len(inputs)
    given = [own(one) for one in inputs]  # of the function's own: it may change them
    ask = Ask((given[0],) if model.each else (given,), {})
    halved = count > 1 and halvings > 0
    try:
        result = yield from attempts(model, session, ask, count, last=not halved, again=again)
    except RobustgenError:
        raise
    except (Exception, SystemExit) as error:
        if session.stopped is not None:
            raise
        if count == 1:
            return [error if isinstance(error, Failed | Unanswered) else wrong_of(error)]
    else:
        if not isinstance(result, Failed):
            found = [result] if model.each else outputs_of(result, count)
            if keep is not None:
                keep(inputs, found)
            return found
        if result.status != "timeout" or not halved:
            return [result] * count
        halvings -= 1
    middle = count // 2
    left = yield from answers(model, session, inputs[:middle], keep, halvings, again=True)
    right = yield from answers(model, session, inputs[middle:], keep, halvings, again=True)
    return left + right


def call(model: Model, ask: Ask) -> Any:
    """Make one call on a user's behalf: an answer, an awaitable of one, or an exception.

    Raises:
        Failed: it came to no answer.
        BaseException: what the function raised, where that was undeclared.
    """
    __tracebackhide__ = True
    session = current()
    if not model.careful and not (session.careful or model.breaker.opened):
        return _plainly(model, session, ask)
    if session.cache is not None and model.named:
        steps = _remembered(model, session, ask)
    else:
        steps = attempts(model, session, ask, inputs_of(model, ask))
    if model.asynchronous:
        return _answer_of(adrive(steps, model, session))
    try:
        return _or_raise(drive(steps, model, session))
    except NeedsLoop as first:
        return _answer_of(adrive(steps, model, session, first.awaitable))


def _remembered(model: Model, session: Session, ask: Ask) -> Steps[Any]:
    """Make a call where the cache has not all of its answers, about those inputs that it has none of."""
    from robustgen.predict.cache import memo_of

    memo = memo_of(model, session)
    assert memo is not None
    given = ask.args[0] if ask.args else None
    if model.each:
        key = memo.key(ask.args, ask.kwargs)
        for answer in memo.get([key]).values():
            return answer
        result = yield from attempts(model, session, ask, 1)
        memo.put([key], [result])
        return result
    if len(ask.args) != 1 or not isinstance(given, list):
        return (yield from attempts(model, session, ask, inputs_of(model, ask)))
    keys = [memo.key((one,), ask.kwargs) for one in given]
    found = memo.get(keys)
    missing = [place for place, key in enumerate(keys) if key is None or key not in found]
    if not missing:
        return [found[key] for key in keys if key is not None]
    asked = Ask(([given[place] for place in missing],), ask.kwargs)
    result = yield from attempts(model, session, asked, len(missing))
    if isinstance(result, Failed):
        return result
    fresh = outputs_of(result, len(missing))
    memo.put([keys[place] for place in missing], fresh)
    if not found:
        return result if not isinstance(result, Iterator) else fresh
    asked_now = iter(fresh)
    return [next(asked_now) if key is None or key not in found else found[key] for key in keys]


def _plainly(model: Model, session: Session, ask: Ask) -> Any:
    """Make a call that needs nothing but to be counted, unless it fails: the way of most calls, and a short one."""
    __tracebackhide__ = True
    inputs = 1 if model.each else inputs_of(model, ask)
    session.asks(model, inputs)
    failed: list[Exception] = []
    try:
        result = model.fn(*ask.args, **ask.kwargs)
    except Exception as error:
        failed.append(error)
    else:
        if type(result) is str or not inspect.isawaitable(result):
            model.breaker.answered()
            return result

    def perform(step: Ask) -> Any:
        __tracebackhide__ = True
        if failed:
            raise failed.pop()
        return model.fn(*step.args, **step.kwargs)

    steps = attempts(model, session, ask, inputs, begun=True)
    if failed:
        return _or_raise(drive(steps, model, session, perform))
    next(steps)
    return _answer_of(adrive(steps, model, session, result))


async def _answer_of(work: Awaitable[Any]) -> Any:
    __tracebackhide__ = True
    return _or_raise(await work)


def _or_raise(result: Any) -> Any:
    __tracebackhide__ = True
    if isinstance(result, Failed):
        raise result
    return result


def inputs_of(model: Model, ask: Ask) -> int:
    """Return how many inputs a call asks about."""
    if model.each or not ask.args or not hasattr(ask.args[0], "__len__"):
        return 1
    return len(ask.args[0])


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
