"""The other end of `isolation`: a process that makes calls for its parent until the pipe between them closes.

Started as `python -c` with the parent's import path. Requests come in at standard input and answers leave at standard
output; the model has neither: it reads nothing, and what it prints goes to standard error.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pickle
import signal
import struct
import sys
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

_SIZE = struct.Struct(">Q")


class ModelOf(NamedTuple):
    """Stands for the function of a model, where the name of the function is the model's."""

    module: str
    name: str

    def function(self) -> Any:
        """Return the function."""
        found: Any = importlib.import_module(self.module)
        for part in self.name.split("."):
            found = getattr(found, part)
        return found.fn


def write(pipe: IO[bytes], message: Any) -> None:
    """Send a message."""
    data = pickle.dumps(message)
    pipe.write(_SIZE.pack(len(data)) + data)
    pipe.flush()


def read(pipe: IO[bytes]) -> Any:
    """Return the next message.

    Raises:
        EOFError: the other end is gone.
    """
    (size,) = _SIZE.unpack(_exactly(pipe, _SIZE.size))
    return pickle.loads(_exactly(pipe, size))


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if data is None or len(data) < size:
        raise EOFError
    return data


def main(lifeline: int | None) -> None:
    """Load the function, then make one call after the other.

    Args:
        lifeline: a pipe that closes when the parent ends, where the system has such.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    try:
        if lifeline is not None:
            _die_with_parent(lifeline)
        memory_mb, job = read(requests)
        if memory_mb is not None:
            _hold(memory_mb)
        try:
            fn, policy = pickle.loads(job)
            if isinstance(fn, ModelOf):
                fn = fn.function()
        except BaseException as error:
            write(answers, ("unloadable", f"{type(error).__name__}: {error}"))
            return
        write(answers, ("ready", None))
        while True:
            args, kwargs = read(requests)
            answer = _called(fn, policy, args, kwargs)
            write(answers, answer)
            if answer[:2] == ("raised", "MemoryError"):  # what is left of this process is not to be trusted
                return
    except (EOFError, BrokenPipeError):
        return
    finally:
        _end()


def _called(fn: Any, policy: Any, args: Any, kwargs: Any) -> tuple[Any, ...]:
    """Return how a call ended, as it travels."""
    from robustgen.case import Unanswered
    from robustgen.predict.policy import Passing, is_late, kind_of, reason_of, retry_after

    try:
        result = fn(*args, **kwargs)
        if inspect.isawaitable(result):
            result = _awaited(result)
        if isinstance(result, Iterator):
            result = list(result)
        try:
            return "answer", pickle.dumps(result)
        except Exception as error:
            return "unsendable", f"{type(result).__name__}: {error}"
    except Unanswered as error:
        return "unanswered", error.reason
    except BaseException as error:
        kind, reason = kind_of(error), reason_of(error)
        if isinstance(error, Exception) and policy.passes(error):
            return "passing", Passing(kind, reason, retry_after(error), timeout=is_late(error)).told()
        return "raised", kind, reason


_runner: Any = None


def _awaited(result: Any) -> Any:
    """Return what comes of an awaitable, in one event loop for all calls."""
    global _runner
    import asyncio

    if _runner is None:
        _runner = asyncio.Runner()

    async def finish() -> Any:
        return await result

    return _runner.run(finish())


def _die_with_parent(lifeline: int) -> None:
    """Let the system end this process, and what it started, when its parent is gone.

    Nothing is ever sent through the lifeline, so that all it can tell is that its other end was closed; and a signal
    that nobody handles ends a process even where C code never lets Python run.
    """
    import fcntl
    import select

    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(lifeline, 0)
    if poll.poll(0):  # it was closed before the system watched
        _end()


def _end() -> None:
    """End this process, and on POSIX what it started; threads of the model keep nothing alive that nobody asks."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _hold(memory_mb: int) -> None:
    """Let this process have so much memory; what asks for more gets a MemoryError."""
    if sys.platform in ("win32", "darwin"):
        return
    import resource

    limit = memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
