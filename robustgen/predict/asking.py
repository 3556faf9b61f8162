"""Ask a predictor about cases: in batches, each distinct input once, one output a case in order."""

from __future__ import annotations

import contextvars
import copy
import inspect
import json
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from typing import Any

from robustgen.case import Case, Unanswered
from robustgen.display import visible
from robustgen.errors import PredictionError, UsageError
from robustgen.predict.model import Predictor, check_callable


def run(
    predict: Predictor,
    cases: Sequence[Case],
    *,
    fields: bool = False,
    batch_size: int = 256,
    output: Callable[[Any], Any] | None = None,
) -> list[Any]:
    """Return one output a case, in order; equal inputs are asked once and share theirs.

    An async predictor runs in an event loop of its own, batch after batch; where a loop is running already, in another
    thread. `arun` stays in the running loop.

    Args:
        predict: gets a list of texts and returns as many outputs: a list, a tuple, an iterator, an array, a Series or
            a tensor.
        cases: what to ask.
        fields: give the predictor the inputs of each case, a dict of its own, instead of the text.
        batch_size: the most inputs of one call.
        output: maps each raw output to what a metric compares; where it raises Unanswered, that is the output.

    Raises:
        PredictionError: the predictor returned something else, or another number of outputs.
    """
    asked, places = _asked(predict, cases, fields, batch_size)
    steps = _steps(predict, asked, batch_size)
    try:
        awaited = next(steps)
    except StopIteration as done:
        answers: list[Any] = done.value
    else:
        answers = _in_own_loop(_finish(steps, awaited))
    return _placed(answers, places, output)


async def arun(
    predict: Predictor,
    cases: Sequence[Case],
    *,
    fields: bool = False,
    batch_size: int = 256,
    output: Callable[[Any], Any] | None = None,
) -> list[Any]:
    """Do what `run` does within the running event loop."""
    asked, places = _asked(predict, cases, fields, batch_size)
    steps = _steps(predict, asked, batch_size)
    try:
        awaited = next(steps)
    except StopIteration as done:
        return _placed(done.value, places, output)
    return _placed(await _finish(steps, awaited), places, output)


def _asked(predict: Predictor, cases: Sequence[Case], fields: bool, batch_size: int) -> tuple[list[Any], list[int]]:
    """Return the distinct inputs, and for each case the place of its input among them."""
    check_callable(predict)
    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
        raise UsageError(f"batch_size is {visible(repr(batch_size), 40)}: it must be an integer from 1")
    places: dict[Any, int] = {}
    if not fields:
        order = [places.setdefault(case.text, len(places)) for case in cases]
        return list(places), order
    asked: list[Any] = []
    order = []
    for case in cases:
        key = _key(case.inputs)
        place = places.setdefault(key, len(places))
        if place == len(asked):
            asked.append(_own_copy(case.inputs, key))
        order.append(place)
    return asked, order


_KEY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _key(inputs: Mapping[str, Any]) -> object:
    """Return what is equal for equal inputs, key order included; inputs that are not JSON equal nothing."""
    try:
        return _KEY(inputs)
    except (TypeError, ValueError):
        return object()


def _own_copy(inputs: Mapping[str, Any], key: object) -> dict[str, Any]:
    """Return inputs that a predictor may change without changing the case."""
    if not any(isinstance(value, list | dict) for value in inputs.values()):
        return dict(inputs)
    return json.loads(key) if isinstance(key, str) else copy.deepcopy(dict(inputs))


def _steps(predict: Predictor, asked: list[Any], batch_size: int) -> Generator[Awaitable[Any], Any, list[Any]]:
    """Ask batch after batch; yield what has to be awaited, and take what came of it."""
    answers: list[Any] = []
    for start in range(0, len(asked), batch_size):
        batch = asked[start : start + batch_size]
        wanted = len(batch)
        result = predict(batch)
        if inspect.isawaitable(result):
            result = yield result
        answers += _outputs(result, wanted)
    return answers


async def _finish(steps: Generator[Awaitable[Any], Any, list[Any]], awaited: Awaitable[Any]) -> list[Any]:
    while True:
        result = await awaited
        try:
            awaited = steps.send(result)
        except StopIteration as done:
            answers: list[Any] = done.value
            return answers


def _in_own_loop(work: Any) -> list[Any]:
    import asyncio  # 25 ms that only async predictors need
    from concurrent.futures import ThreadPoolExecutor

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return list(asyncio.run(work))
    with ThreadPoolExecutor(max_workers=1) as pool:
        return list(pool.submit(contextvars.copy_context().run, asyncio.run, work).result())


def _outputs(result: Any, wanted: int) -> list[Any]:
    """Return what one call gave as a list of the right length."""
    asked = f"{wanted} input" + ("s" if wanted != 1 else "")
    rule = "it must return one output an input, in order"
    if result is None:
        raise PredictionError(f"predict returned None for {asked}: {rule}; is a `return` missing?")
    if isinstance(result, list):
        found = result
    elif isinstance(result, tuple | Iterator):
        found = list(result)
    elif callable(getattr(result, "tolist", None)):
        found = result.tolist()
    elif callable(getattr(result, "numpy", None)):
        found = result.numpy().tolist()
    else:
        found = None
    if not isinstance(found, list):
        raise PredictionError(f"predict returned a {type(result).__name__} for {asked}: {rule}, in a list")
    if len(found) != wanted:
        outputs = f"{len(found):,} output" + ("s" if len(found) != 1 else "")
        raise PredictionError(f"predict returned {outputs} for {asked}: {rule}")
    return found


def _placed(answers: list[Any], places: list[int], output: Callable[[Any], Any] | None) -> list[Any]:
    if output is not None:
        answers = [_mapped(output, answer) for answer in answers]
    return [answers[place] for place in places]


def _mapped(output: Callable[[Any], Any], answer: Any) -> Any:
    try:
        return output(answer)
    except Unanswered as reason:
        return reason
