"""What holds for all calls of a run: limits, a budget, counts; set by whoever runs, read at every call of a `Model`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from robustgen.predict.model import Model


@dataclass(slots=True)
class Session:
    """The settings of a run that outweigh those of a model, and what its calls added up to.

    Attributes:
        spend: called with (model, number of inputs) before each call that is really made; what it raises ends the run.
        isolate: make calls in a process of their own.
        timeout: seconds a call may take; None leaves that to the model.
        in_flight: the most calls at a time; None leaves that to the model.
        repeat: which asking of the same input this is, from 0: repeats never share an answer.
        calls, cached, retried: inputs really asked, inputs answered by the cache, calls made again.
        cost: what the calls cost, in the user's currency, as far as models say.
    """

    spend: Callable[[Model, int], None] | None = None
    isolate: bool = False
    timeout: float | None = None
    in_flight: int | None = None
    repeat: int = 0
    calls: int = 0
    cached: int = 0
    retried: int = 0
    cost: float = 0.0


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
