"""Calls in threads of this process: several at a time, or one that may take only so long.

All threads are daemons: one that never ends keeps no interpreter alive.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from robustgen.predict.policy import TimedOut

if TYPE_CHECKING:
    from robustgen.predict.steps import Ask

J = TypeVar("J")
R = TypeVar("R")


class _Hand:
    """A thread that makes one call after the other."""

    def __init__(self) -> None:
        self.given: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self.done: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        threading.Thread(target=self._work, name="robustgen-call", daemon=True).start()

    def _work(self) -> None:
        __tracebackhide__ = True
        while (job := self.given.get()) is not None:
            try:
                self.done.put((job(), None))
            except BaseException as error:
                self.done.put((None, error))
            del job


_idle: list[_Hand] = []


def limited(fn: Callable[..., Any], timeout: float, abandoned: Callable[[], None]) -> Callable[[Ask], Any]:
    """Return what makes a call in another thread, and leaves it there when it takes too long.

    Args:
        fn: the function.
        timeout: seconds.
        abandoned: called for each call that was left.
    """

    def perform(ask: Ask) -> Any:
        __tracebackhide__ = True
        try:
            hand = _idle.pop()
        except IndexError:
            hand = _Hand()
        context = contextvars.copy_context()

        def job() -> Any:
            __tracebackhide__ = True
            return context.run(fn, *ask.args, **ask.kwargs)

        hand.given.put(job)
        try:
            result, error = hand.done.get(timeout=timeout)
        except Empty:
            hand.given.put(None)  # ends once the call does, if ever
            abandoned()
            raise TimedOut(f"no answer within {timeout:g} s; the call was left behind in its thread") from None
        except BaseException:
            hand.given.put(None)
            raise
        _idle.append(hand)
        if error is not None:
            raise error
        return result

    return perform


def side_by_side(jobs: Iterable[J], work: Callable[[J], R], width: int) -> Iterator[tuple[J, R]]:
    """Yield each job with its result as they end; `width` at a time.

    Raises:
        BaseException: what the first job that failed raised; jobs not begun are not.
    """
    waiting = iter(jobs)
    lock, stop = threading.Lock(), threading.Event()
    ended: SimpleQueue[tuple[tuple[J, R] | None, BaseException | None]] = SimpleQueue()

    def worker() -> None:
        try:
            while not stop.is_set():
                with lock:
                    job = next(waiting, _END)
                if job is _END:
                    break
                ended.put(((job, work(job)), None))
        except BaseException as error:
            ended.put((None, error))
        else:
            ended.put((None, None))

    for _ in range(width):
        threading.Thread(target=contextvars.copy_context().run, args=(worker,), daemon=True).start()
    try:
        left = width
        while left:
            found, error = ended.get()
            if error is not None:
                raise error
            if found is None:
                left -= 1
            else:
                yield found
    finally:
        stop.set()


def in_order(jobs: Sequence[J], work: Callable[[J], R], width: int) -> list[R]:
    """Return the results of jobs in their order, `width` at a time; one at a time in this thread.

    Raises:
        BaseException: what the first job that failed raised; jobs not begun are not.
    """
    if min(width, len(jobs)) < 2:
        return [work(job) for job in jobs]
    made = dict(side_by_side(range(len(jobs)), lambda number: work(jobs[number]), min(width, len(jobs))))
    return [made[number] for number in range(len(jobs))]


_END: Any = object()
