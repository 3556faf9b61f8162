"""Which calls are made: again after a declared error, of halves after a batch that failed, none where none answers.

`attempts` and `answers` decide. They are generators of steps, a call to make or a time to wait, so that the same
decisions hold for functions, threads, processes and event loops; `robustgen.predict.driving` carries the steps out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from robustgen.case import Failed, Unanswered
from robustgen.errors import RobustgenError
from robustgen.predict.policy import TimedOut, failed_of, wrong_of
from robustgen.predict.session import Session
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
                _note_raised(model, session, error, inputs)
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


def _note_raised(model: Model, session: Session, error: Exception, inputs: int) -> None:
    """Tell the breaker of an undeclared exception: an answer of the model's, unless its process died of the call."""
    died_of = error.kind if isinstance(error, Failed) and error.kind.startswith(("Crashed", "Exited")) else ""
    if not died_of:
        model.breaker.answered()
    elif inputs == 1:  # of several, one may have done it: they are asked again alone
        model.breaker.failed(session, died_of)


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
