"""Ask a predictor about cases: each distinct input once, in batches or alone, one output a case in order."""

from __future__ import annotations

import contextvars
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from robustgen.case import Case, Failed, Unanswered
from robustgen.display import visible
from robustgen.errors import UsageError
from robustgen.predict.cache import Memo, memo_of
from robustgen.predict.driving import NeedsLoop, adrive, drive, is_isolated, performer
from robustgen.predict.model import Model, Predictor, model_of
from robustgen.predict.session import Session, current
from robustgen.predict.steps import Steps, answers
from robustgen.predict.threads import side_by_side
from robustgen.predict.values import key_of

IN_FLIGHT = 16  # calls of an async function at a time, where nobody says how many


def run(
    predict: Predictor,
    cases: Sequence[Case],
    *,
    fields: bool = False,
    batch_size: int = 256,
    output: Callable[[Any], Any] | None = None,
    asked: Callable[[int], None] | None = None,
    broken_ok: bool = False,
) -> list[Any]:
    """Return one output a case, in order; equal inputs are asked once and share theirs.

    An async predictor runs in an event loop of its own, several calls at a time; where a loop is running already, in
    another thread. `arun` stays in the running loop. An input that comes to no answer has `Failed` for its output.

    Args:
        predict: gets a list of texts and returns as many outputs: a list, a tuple, an iterator, an array, a Series or
            a tensor; or a `Model`, which may take one text and return one output.
        cases: what to ask.
        fields: give the predictor the inputs of each case, a dict of its own, instead of the text.
        batch_size: the most inputs of one call.
        output: maps each raw output to what a metric compares; where it raises Unanswered, that is the output.
        asked: called with a number of inputs when they have been asked.
        broken_ok: return the failures also where no clean case got an answer.

    Raises:
        PredictionError: the predictor returned something else, or another number of outputs.
        BaseException: what the model raised on the first clean case, where it raised on all of them.
    """
    work, places = _begun(predict, cases, fields, batch_size, asked)
    work.run()
    return _placed(work.found, places, cases, output, broken_ok=broken_ok)


async def arun(
    predict: Predictor,
    cases: Sequence[Case],
    *,
    fields: bool = False,
    batch_size: int = 256,
    output: Callable[[Any], Any] | None = None,
    asked: Callable[[int], None] | None = None,
    broken_ok: bool = False,
) -> list[Any]:
    """Do what `run` does within the running event loop of asyncio."""
    work, places = _begun(predict, cases, fields, batch_size, asked)
    await work.arun()
    return _placed(work.found, places, cases, output, broken_ok=broken_ok)


def _begun(
    predict: Predictor, cases: Sequence[Case], fields: bool, batch_size: int, asked: Callable[[int], None] | None
) -> tuple[_Work, list[int]]:
    """Return the work to do on the distinct inputs, and for each case the place of its input among them."""
    model = model_of(predict)
    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
        raise UsageError(f"batch_size is {visible(repr(batch_size), 40)}: it must be an integer from 1")
    places: dict[Any, int] = {}
    inputs: list[Any] = []
    if not fields:
        order = [places.setdefault(case.text, len(places)) for case in cases]
        inputs = list(places)
    else:
        order = []
        for case in cases:
            place = places.setdefault(key_of(case.inputs), len(places))
            if place == len(inputs):
                inputs.append(case.inputs)
            order.append(place)
    return _Work(model, current(), inputs, 1 if model.each else batch_size, asked or _ignore), order


def _ignore(count: int) -> None:
    pass


@dataclass(slots=True)
class _Work:
    """Distinct inputs of one model, and the answers as they come."""

    model: Model
    session: Session
    inputs: list[Any]
    size: int
    asked: Callable[[int], None]
    found: list[Any] = field(default_factory=list)
    memo: Memo | None = None
    raised: bool = False

    def jobs(self) -> list[list[int]]:
        """Return the places of the inputs of each call: of those that the cache does not answer."""
        self.memo = memo_of(self.model, self.session)
        self.found = [None] * len(self.inputs)
        missing = list(range(len(self.inputs)))
        if self.memo is not None:
            keys = self.memo.keys(self.inputs)
            held = self.memo.get(keys)
            missing = [place for place, key in enumerate(keys) if key is None or key not in held]
            self.found = [None if key is None else held.get(key) for key in keys]
            self.asked(len(keys) - len(missing))
        return [missing[start : start + self.size] for start in range(0, len(missing), self.size)]

    def width(self, jobs: Sequence[Any]) -> int:
        """Return how many calls to make at a time."""
        own, whole = self.model.policy.in_flight, self.session.in_flight
        if is_isolated(self.model, self.session):
            wanted = own or 1
        elif self.model.asynchronous:
            wanted = whole or own or IN_FLIGHT
        else:
            wanted = (whole or own or 1) if (own or 1) > 1 else 1
        return max(1, min(wanted, len(jobs)))

    def steps(self, job: list[int]) -> Steps[list[Any]]:
        keep = None if self.memo is None else self.keep
        return answers(self.model, self.session, [self.inputs[place] for place in job], keep)

    def keep(self, inputs: list[Any], answers: list[Any]) -> None:
        assert self.memo is not None
        self.memo.put(self.memo.keys(inputs), answers)

    def take(self, job: list[int], answers: list[Any]) -> None:
        for place, answer in zip(job, answers, strict=True):
            self.found[place] = answer
            if isinstance(answer, Failed):
                if self.raised or answer.status != "wrong":
                    answer.__cause__ = None  # frames and all that they hold: one is enough to look at
                self.raised = self.raised or answer.__cause__ is not None
        self.asked(len(job))

    def run(self) -> None:
        """Ask everything."""
        jobs = self.jobs()
        if self.model.asynchronous and not is_isolated(self.model, self.session):
            if jobs:
                _in_own_loop(self._together(jobs))
            return
        width = self.width(jobs)
        perform = performer(self.model, self.session)
        if width > 1:
            work = lambda job: drive(self.steps(job), self.model, self.session, perform)  # noqa: E731
            for job, found in side_by_side(jobs, work, width):
                self.take(job, found)
            return
        for number, job in enumerate(jobs):
            steps = self.steps(job)
            try:
                self.take(job, drive(steps, self.model, self.session, perform))
            except NeedsLoop as first:
                self.model.asynchronous = True
                _in_own_loop(self._from(job, steps, first.awaitable, jobs[number + 1 :]))
                return

    async def arun(self) -> None:
        """Ask everything within the running loop."""
        await self._together(self.jobs())

    async def _from(self, job: list[int], steps: Steps[Any], begun: Awaitable[Any], rest: list[list[int]]) -> None:
        self.take(job, await adrive(steps, self.model, self.session, begun))
        await self._together(rest)

    async def _together(self, jobs: list[list[int]]) -> None:
        waiting = iter(jobs)
        width = self.width(jobs)
        if width == 1:
            await self._worker(waiting)
            return
        import asyncio

        tasks = [asyncio.ensure_future(self._worker(waiting)) for _ in range(width)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _worker(self, waiting: Iterator[list[int]]) -> None:
        for job in waiting:
            self.take(job, await adrive(self.steps(job), self.model, self.session))


def _in_own_loop(work: Any) -> None:
    import asyncio  # 25 ms that only async predictors need
    from concurrent.futures import ThreadPoolExecutor

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(contextvars.copy_context().run, asyncio.run, work).result()


def _placed(
    answers: list[Any],
    places: list[int],
    cases: Sequence[Case],
    output: Callable[[Any], Any] | None,
    *,
    broken_ok: bool,
) -> list[Any]:
    if not broken_ok:
        _refuse_broken(cases, [answers[place] for place in places])
    if output is not None:
        answers = [_mapped(output, answer) for answer in answers]
    return [answers[place] for place in places]


def _refuse_broken(cases: Sequence[Case], answers: Sequence[Any]) -> None:
    """Raise what the model raised first, where no clean case got an answer: a drop from nothing is no drop."""
    clean = [answer for case, answer in zip(cases, answers, strict=True) if case.perturbation is None]
    if clean and all(isinstance(answer, Failed) and answer.status == "wrong" for answer in clean):
        error = next((one.__cause__ for one in clean if one.__cause__ is not None), clean[0])
        if not getattr(error, "__notes__", None):
            error.add_note(f"robustgen: none of the {len(clean):,} clean inputs got an answer, so nothing was measured")
        raise error


def _mapped(output: Callable[[Any], Any], answer: Any) -> Any:
    if isinstance(answer, Failed | Unanswered):
        return answer
    try:
        return output(answer)
    except Unanswered as reason:
        return reason
