"""A predictor as a model: with a name, its parameters, its price, and what is done when a call goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from robustgen.display import visible
from robustgen.errors import UsageError

Predictor: TypeAlias = Callable[[list[Any]], Any]


class Model:
    """A predictor with a name, its parameters and its price; cache, retries and limits hold for calls through it.

    Attributes:
        fn: the function that is called, `fn(list of inputs) -> list of outputs`, async or not.
        id: what names the model in caches and reports.
        params: what its answers depend on besides the input: a temperature, a prompt version.
        cost: price of one input, in the user's currency; None where unknown.
        calls: inputs asked so far.
    """

    __slots__ = ("calls", "cost", "fn", "id", "params")

    def __init__(self, fn: Predictor, *, id: str, params: Mapping[str, Any], cost: float | None) -> None:
        self.fn = fn
        self.id = id
        self.params = dict(params)
        self.cost = cost
        self.calls = 0

    def __call__(self, inputs: list[Any]) -> Any:
        """Return what the function returns for these inputs."""
        self.calls += len(inputs)
        return self.fn(inputs)

    def __repr__(self) -> str:
        return f"<robustgen.model {visible(self.id, 80)}, {self.calls:,} calls>"


def model(
    fn: Predictor, *, id: str | None = None, params: Mapping[str, Any] | None = None, cost: float | None = None
) -> Model:
    """Return `fn` as a model; see `Model` for the arguments. The id is module:name where none is given.

    Raises:
        UsageError: `fn` cannot be called, or the cost is below 0.
    """
    check_callable(fn)
    if cost is not None and not cost >= 0:
        raise UsageError(f"cost is {cost}: it must be 0 or more, the price of one input")
    named = fn if hasattr(fn, "__qualname__") else type(fn)
    return Model(fn, id=id or f"{named.__module__}:{named.__qualname__}", params=params or {}, cost=cost)


def check_callable(predict: Any) -> None:
    """Refuse what is no function."""
    if not callable(predict):
        raise UsageError(f"a predictor must be a function of a list of inputs, not a {type(predict).__name__}")
