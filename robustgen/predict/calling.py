"""One call on a user's behalf, with all that holds for it: the cache, the policy of its model, the way it is made."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING, Any

from robustgen.case import Failed
from robustgen.predict.driving import NeedsLoop, adrive, drive
from robustgen.predict.session import Session, current
from robustgen.predict.steps import Ask, Steps, attempts
from robustgen.predict.values import outputs_of

if TYPE_CHECKING:
    from robustgen.predict.model import Model


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
