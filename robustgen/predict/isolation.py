"""Calls in a process of their own, which may crash, hang or run out of memory.

It is started again, and the rest goes on. The process ends when the pipe between it and its parent closes, however the
parent ended.
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from robustgen.case import Failed, Unanswered
from robustgen.display import visible
from robustgen.errors import PredictionError, UsageError
from robustgen.predict.child import ModelOf, read, write
from robustgen.predict.policy import Passing, TimedOut

if TYPE_CHECKING:
    from robustgen.predict.model import Model
    from robustgen.predict.steps import Ask

_START = 600.0  # seconds for a model to load
_KEPT = 4  # processes of other models kept for later calls
_BEGIN = """
import json, sys

sys.path[:], lifeline = json.loads(sys.argv[1])
from robustgen.predict.child import main

main(lifeline)
"""


class Leash:
    """Ends the process of a call from another thread than the one that waits for it; before and after it, nothing."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._ended = False
        self._lock = threading.Lock()

    def hold(self, child: _Child) -> None:
        """Take the process of a call that begins."""
        with self._lock:
            self._child = child
            if self._ended:
                child.end()

    def end(self) -> None:
        """Kill the process, now or as soon as it is there."""
        with self._lock:
            self._ended = True
            if self._child is not None:
                self._child.end()

    def drop(self) -> bool:
        """Let go of the process when its call is over; return whether it was killed."""
        with self._lock:
            self._child = None
            return self._ended


def isolated(model: Model, timeout: float | None, leash: Leash | None = None) -> Callable[[Ask], Any]:
    """Return what makes a call in a process of its own.

    Args:
        model: its function must be one that another process can import.
        timeout: seconds after which the process is killed.
        leash: what may end the process sooner.

    Raises:
        UsageError: the function cannot be given to another process.
    """
    job = _job(model)

    def perform(ask: Ask) -> Any:
        __tracebackhide__ = True
        child = _taken(job, model)
        held = leash or Leash()
        held.hold(child)
        try:
            told = child.call(ask, timeout)
        except BaseException:
            held.drop()
            child.kill()
            raise
        if held.drop() or child.ended:
            child.kill()
        else:
            _give_back(child)
        return _result(told)

    return perform


def _job(model: Model) -> Job:
    """Return memory and function as they travel: the function by its name, or with the object it is a method of."""
    if model.job is not None:
        return model.job
    try:
        model.job = model.policy.memory_mb, pickle.dumps((_named(model.fn), model.policy))
        return model.job
    except Exception as error:
        raise UsageError(
            f"the model {visible(model.id, 80)} cannot be called in a process of its own "
            f"({visible(str(error), 160)}): give a function that stands in a module by its name, such as "
            "`def predict(texts)` in model.py, which loads what it needs itself; or make its calls in this process"
        ) from None


def _named(fn: Any) -> Any:
    """Return a function so that pickle can send it, also where its name now means the model that was made of it."""
    module, name = getattr(fn, "__module__", None), getattr(fn, "__qualname__", "")
    if not isinstance(module, str):
        return fn
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return ModelOf(module, name) if found is not fn and getattr(found, "fn", None) is fn else fn


Job: TypeAlias = "tuple[int | None, bytes]"


class _Child:
    """A process that makes calls of one function."""

    def __init__(self, job: Job, model: Model) -> None:
        self.job, self.ended = job, False
        self._late = False
        held: int | None = None
        self._lifeline: int | None = None
        if os.name == "posix":
            held, self._lifeline = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN, json.dumps([sys.path, held])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=() if held is None else (held,),
            start_new_session=True,  # Ctrl-C is for the parent to answer
        )
        if held is not None:
            os.close(held)
        try:
            kind, said = self._exchange(job, _START)
        except TimedOut:
            raise UsageError(f"the model {visible(model.id, 80)} did not load within {_START:.0f} s") from None
        except Failed as failed:
            raise UsageError(f"the model {visible(model.id, 80)} died while it was loaded: {failed.kind}") from None
        if kind != "ready":
            self.kill()
            raise UsageError(
                f"the model {visible(model.id, 80)} cannot be loaded in a process of its own: {visible(said, 200)}; "
                "its module must be one that `import` finds there, such as model.py beside the tests, and not a script"
            )

    def call(self, ask: Ask, timeout: float | None) -> tuple[Any, ...]:
        """Return how a call ended.

        Raises:
            TimedOut: it took too long, and the process was killed.
            Failed: the process died.
        """
        __tracebackhide__ = True
        told = self._exchange((ask.args, dict(ask.kwargs)), timeout)
        self.ended = self._late or told[:2] == ("raised", "MemoryError")
        return told

    def _exchange(self, message: Any, timeout: float | None) -> tuple[Any, ...]:
        __tracebackhide__ = True
        pipes = self._process.stdin, self._process.stdout
        assert pipes[0] is not None
        assert pipes[1] is not None
        timer = None if timeout is None else threading.Timer(timeout, self._end_late)
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            write(pipes[0], message)
            told: tuple[Any, ...] = read(pipes[1])
        except (EOFError, BrokenPipeError, ConnectionResetError):
            if self._late:
                raise TimedOut(f"no answer within {timeout:g} s; its process was ended") from None
            raise Failed("wrong", *_death(self._code())) from None
        finally:
            if timer is not None:
                timer.cancel()
                timer.join()
        return told

    def _code(self) -> int:
        """Return the exit code of a process that is about to end."""
        try:
            return self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it closed the pipe, and lives on
            self.end()
            return self._process.wait()

    def _end_late(self) -> None:
        self._late = True
        self.end()

    def end(self) -> None:
        """Kill the process, and what it started; whoever waits for its answer gets to know."""
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def kill(self) -> None:
        """End the process at once, and leave nothing of it."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        self._process.wait()


def _death(code: int) -> tuple[str, str]:
    """Return what ended a process, from its exit code."""
    if code >= 0:
        return f"Exited: {code}", "the model ended its process"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    why = "; the system does so where memory runs out" if name == "SIGKILL" else ""
    return f"Crashed: {name}", f"the model's process died of {name}{why}"


def _result(told: tuple[Any, ...]) -> Any:
    """Return or raise what a call came to."""
    __tracebackhide__ = True
    if told[0] == "answer":
        return pickle.loads(told[1])
    if told[0] == "unanswered":
        raise Unanswered(told[1])
    if told[0] == "passing":
        kind, reason, wait, late = told[1]
        raise Passing(kind, reason, wait, timeout=late)
    if told[0] == "unsendable":
        raise PredictionError(
            f"an answer cannot leave the model's process ({visible(told[1], 160)}): return plain lists, texts, numbers"
        )
    raise Failed("wrong", told[1], told[2])


_PARENT = os.getpid()
_idle: list[_Child] = []
_lock = threading.Lock()


def _taken(job: Job, model: Model) -> _Child:
    """Return a process that is free, or a new one."""
    with _lock:
        for child in _idle:
            if child.job == job:
                _idle.remove(child)
                return child
    return _Child(job, model)


def _give_back(child: _Child) -> None:
    """Keep a process for later calls; of those of other models the oldest end."""
    with _lock:
        _idle.append(child)
        others = [one for one in _idle if one.job != child.job]
        over = others[: max(0, len(others) - _KEPT)]
        for one in over:
            _idle.remove(one)
    for one in over:
        one.kill()


@atexit.register
def close() -> None:
    """End all processes that are kept."""
    if os.getpid() != _PARENT:  # a fork has no say
        return
    with _lock:
        children, _idle[:] = list(_idle), []
    for child in children:
        child.kill()
