"""A predictor as a model: with a name, its parameters, its price, and what is done when a call goes wrong."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from robustgen.display import visible
from robustgen.errors import UsageError
from robustgen.predict.calling import call
from robustgen.predict.policy import PASSING, Breaker, Declared, Policy, check_number
from robustgen.predict.steps import Ask
from robustgen.strict_json import Fault, plain

Predictor: TypeAlias = Callable[..., Any]


class Model:
    """A predictor with a name, its parameters and its price; cache, retries and limits hold for calls through it.

    Called like its function; an async one is awaited. Where a call comes to no answer, it raises `robustgen.Failed`.

    Attributes:
        fn: the function that is called, async or not.
        id: what names the model in reports.
        named: whether the user gave the id, without which nothing is cached.
        params: what its answers depend on besides the input: a temperature, a prompt version.
        cost: price of one input, in the user's currency; None where unknown.
        each: whether it takes one input and returns one output, else a list of each.
        policy: what is done when a call goes wrong.
        asynchronous: whether its function is async by its definition.
        calls: inputs asked so far, not those that the cache answered.
        careful: whether a call needs more than to call the function, as far as the model says.
        gates: what lets its calls through, by event loop.
        job: the function as it travels to a process of its own, once it has.
    """

    __slots__ = (
        "asynchronous",
        "breaker",
        "calls",
        "careful",
        "cost",
        "each",
        "fn",
        "gates",
        "id",
        "job",
        "named",
        "params",
        "policy",
    )

    def __init__(
        self,
        fn: Predictor,
        *,
        id: str,
        named: bool,
        params: Mapping[str, Any],
        cost: float | None,
        each: bool,
        policy: Policy,
    ) -> None:
        self.fn = fn
        self.id = id
        self.named = named
        self.params = dict(params)
        self.cost = cost
        self.each = each
        self.policy = policy
        self.breaker = Breaker(policy.give_up_after, policy.cool_down)
        self.asynchronous = _is_async(fn)
        self.calls = 0
        self.careful = self.asynchronous or policy.isolate or policy.timeout is not None
        self.gates: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self.job: tuple[int | None, bytes] | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the function returns for these arguments."""
        __tracebackhide__ = True  # of what it raises, pytest shows the function's own lines
        return call(self, Ask(args, kwargs))

    def __repr__(self) -> str:
        return f"<robustgen.model {visible(self.id, 80)}, {self.calls:,} calls>"


def model(
    fn: Predictor,
    *,
    id: str | None = None,
    params: Mapping[str, Any] | None = None,
    cost: float | None = None,
    each: bool = False,
    in_flight: int | None = None,
    timeout: float | None = None,
    retry_on: Sequence[Declared] | Declared = PASSING,
    retries: int = 3,
    backoff: float = 0.5,
    give_up_after: int = 10,
    cool_down: float = 30.0,
    isolate: bool = False,
    memory_mb: int | None = None,
) -> Model:
    """Return a function as a model, for tests to call and for `check` and `evaluate` to ask.

    Args:
        fn: `fn(list of inputs) -> list of outputs`, or with `each` `fn(input) -> output`; async or not.
        id: names the model for the cache, which is off without one. Another model needs another id.
        params: what its answers depend on besides the input, plain JSON: a temperature, the version of a prompt.
        cost: price of one input, in the user's currency.
        each: fn takes one input and returns one output.
        in_flight: the most calls at a time: 16 for async functions if not given, 1 for others, several in threads.
        timeout: seconds one call may take. An async call is cancelled; another runs in a thread of its own, and is
            left behind there.
        retry_on: declared errors, which pass: types of exceptions, and HTTP statuses that an exception carries. A call
            that ends in one is made again.
        retries: how often.
        backoff: seconds; before retry n a call waits a random part of backoff · 2^n, or what the server asks for, at
            most 60 s.
        give_up_after: so many calls in a row that ended in an error or a time-out stop all calls for a while.
        cool_down: seconds until one is tried again.
        isolate: make calls in a process of their own, as --robustgen-isolate does for all models.
        memory_mb: the most memory of that process, in MB, where the system can hold it (not on Windows or macOS).

    Raises:
        UsageError: `fn` cannot be called or is a model already, or an argument is out of its range.
    """
    check_callable(fn)
    if isinstance(fn, Model):
        raise UsageError(f"{fn!r} is a model already: give its function, with all arguments at once")
    several = isinstance(retry_on, Sequence) and not isinstance(retry_on, str)
    declared: tuple[Any, ...] = tuple(retry_on) if several else (retry_on,)  # type: ignore[arg-type]
    policy = Policy(
        in_flight=in_flight,
        timeout=timeout,
        retry_on=declared,
        retries=retries,
        backoff=backoff,
        give_up_after=give_up_after,
        cool_down=cool_down,
        isolate=isolate,
        memory_mb=memory_mb,
    )
    check_number("cost", cost, 0)
    if id is not None and (not isinstance(id, str) or not id):
        raise UsageError(f"id is {visible(repr(id), 40)}: it must be a text that names this model alone")
    if params is not None and not isinstance(params, Mapping):
        raise UsageError(f"params is {visible(repr(params), 40)}: it must be a dict of what the answers depend on")
    if id is not None:
        _check_params(params or {})
    named = fn if hasattr(fn, "__qualname__") else type(fn)
    return Model(
        fn,
        id=id or f"{getattr(named, '__module__', 'builtins')}:{named.__qualname__}",
        named=id is not None,
        params=params or {},
        cost=cost,
        each=each,
        policy=policy,
    )


def model_of(predict: Predictor) -> Model:
    """Return a predictor as a model: a plain function gets the defaults."""
    return predict if isinstance(predict, Model) else model(predict)


def check_callable(predict: Any) -> None:
    """Refuse what is no function."""
    if not callable(predict):
        raise UsageError(f"a predictor must be a function of a list of inputs, not a {type(predict).__name__}")


def _check_params(params: Mapping[str, Any]) -> None:
    try:
        plain(dict(params))
    except Fault as fault:
        raise UsageError(f"params of a model with an id must be plain JSON, for the cache: {fault}") from None


def _is_async(fn: Any) -> bool:
    return inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(getattr(type(fn), "__call__", None))  # noqa: B004
