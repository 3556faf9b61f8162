"""What holds for all calls of a run: limits, a budget, a cache, counts; set by whoever runs, read at every call."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from robustgen.errors import CallWarning

if TYPE_CHECKING:
    from robustgen.predict.cache import Cache
    from robustgen.predict.model import Model


@dataclass(slots=True)
class Session:
    """The settings of a run that outweigh those of a model, and what its calls added up to.

    Attributes:
        spend: called with (model, number of inputs) before each call that is really made, 0 inputs where they are asked
            again after an error; what it raises ends the run.
        isolate: make calls in a process of their own.
        timeout: seconds a call may take; None leaves that to the model.
        in_flight: the most calls of an async model at a time, and of a sync one that allows several; None leaves that
            to the model.
        cache: where answers of models with an id are kept; None for nowhere.
        repeat: which asking of the same input this is, from 0: repeats never share an answer.
        notes: takes what a reader should be told once; None sends it as warnings.
        calls, cached, retried: inputs really asked, inputs answered by the cache, calls made again.
        refused: inputs not asked, since the ones before came to no answer so often.
        abandoned: calls that outlived their limit in a thread of this process, which nothing can end.
        cost: what the calls cost, in the user's currency, as far as models say.
        stopped: what `spend` raised.
    """

    spend: Callable[[Model, int], None] | None = None
    isolate: bool = False
    timeout: float | None = None
    in_flight: int | None = None
    cache: Cache | None = None
    repeat: int = 0
    notes: list[str] | None = None
    calls: int = 0
    cached: int = 0
    retried: int = 0
    refused: int = 0
    abandoned: int = 0
    cost: float = 0.0
    stopped: BaseException | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def asks(self, model: Model, inputs: int, *, again: bool = False) -> None:
        """Count a call that is about to be made.

        Raises:
            BaseException: whatever the budget raises; it is kept, so that nobody takes it for an answer.
        """
        if self.stopped is not None:
            raise self.stopped
        if self.spend is not None:
            try:
                self.spend(model, 0 if again else inputs)
            except BaseException as error:
                self.stopped = error
                raise
        with self._lock:
            self.calls += inputs
            self.retried += again
            model.calls += inputs
            if model.cost is not None:
                self.cost += inputs * model.cost

    def count(self, *, cached: int = 0, refused: int = 0, abandoned: int = 0) -> None:
        """Count inputs that the cache answered, inputs that were not asked, and calls that were left behind."""
        with self._lock:
            self.cached += cached
            self.refused += refused
            self.abandoned += abandoned

    @property
    def careful(self) -> bool:
        """Whether a call may have to be made in another way than by calling the function."""
        return self.isolate or self.timeout is not None or self.cache is not None

    def note(self, text: str) -> None:
        """Tell a reader something, once."""
        if self.notes is None:
            warnings.warn(text, CallWarning, stacklevel=2)
        elif text not in self.notes:
            self.notes.append(text)


_current = Session()


def current() -> Session:
    """Return the session that calls are made in; one without settings where nobody set any."""
    return _current


@contextmanager
def use(session: Session) -> Iterator[Session]:
    """Let a session hold for the calls of this process, from any thread, until the block ends."""
    global _current
    before, _current = _current, session
    try:
        yield session
    finally:
        _current = before


@contextmanager
def repeated(number: int) -> Iterator[None]:
    """Let the calls of a block be the asking with this number: they share no cached answer with another."""
    session, before = _current, _current.repeat
    session.repeat = number
    try:
        yield
    finally:
        session.repeat = before
