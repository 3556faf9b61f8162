"""What is done when a call goes wrong: which errors pass, how long to wait, and when to give an endpoint up."""

from __future__ import annotations

import math
import random
import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from robustgen.case import Failed
from robustgen.display import visible
from robustgen.errors import UsageError

Declared: TypeAlias = "type[BaseException] | int"

PASSING: tuple[Declared, ...] = (ConnectionError, TimeoutError, 408, 429, 500, 502, 503, 504)
"""Errors that are worth another call: exceptions, and the HTTP statuses that an exception carries."""

LONGEST = 60.0  # seconds to wait before a call is made again; a server that asks for more is not asked again
_LEAST_NUMBERS = {"timeout": 1e-3, "backoff": 0, "cool_down": 0}  # what each argument of a policy must reach
_LEAST_COUNTS = {"in_flight": 1, "retries": 0, "give_up_after": 1, "memory_mb": 1}
_HERE = Path(__file__).parent
_DEEP = 8  # how far to look for the cause of an exception
# What clients of HTTP raise for the two built-in errors without deriving from them, by the name of a class or its base:
# httpx, openai, anthropic, aiohttp, botocore, requests, http.client.
_CALLED_ELSEWHERE = {
    "NetworkError": ConnectionError,
    "RemoteProtocolError": ConnectionError,
    "IncompleteRead": ConnectionError,
    "ClientConnectionError": ConnectionError,
    "EndpointConnectionError": ConnectionError,
    "TimeoutException": TimeoutError,
    "APITimeoutError": TimeoutError,
    "APIConnectionError": ConnectionError,
    "Timeout": TimeoutError,
}
_SECRET = re.compile(
    r"""(?i)((?:bearer|basic)\s+|[?&](?:[\w-]*key|[\w-]*token|sig|signature|password)=|"""
    r"""(?:authorization|[\w-]*api[-_]?key|[\w-]*token|password)["']?\s*[:=]\s*["']?(?:(?:bearer|basic)\s+)?)[^\s"'&,;}]+"""
)
_jitter = random.Random()  # of our own: tests that seed the global one keep their numbers


class TimedOut(Exception):
    """A call took longer than it may; the limit was ours."""


class Passing(Exception):
    """A declared error that a process of its own reports: its type, its message, how long to wait."""

    def __init__(self, kind: str, reason: str, wait: float | None, *, timeout: bool) -> None:
        super().__init__(kind, reason)
        self.kind, self.reason, self.retry_after, self.timeout = kind, reason, wait, timeout

    def told(self) -> tuple[str, str, float | None, bool]:
        """Return it as it travels."""
        return self.kind, self.reason, self.retry_after, self.timeout


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The arguments of `robustgen.model` about calls that go wrong, described there.

    Raises:
        UsageError: one of them is out of its range.
    """

    in_flight: int | None = None
    timeout: float | None = None
    retry_on: tuple[Declared, ...] = PASSING
    retries: int = 3
    backoff: float = 0.5
    give_up_after: int = 10
    cool_down: float = 30.0
    isolate: bool = False
    memory_mb: int | None = None

    def __post_init__(self) -> None:
        _check_declared(self.retry_on)
        for name, low in _LEAST_NUMBERS.items():
            check_number(name, getattr(self, name), low)
        for name, least in _LEAST_COUNTS.items():
            _check_count(name, getattr(self, name), least)

    def passes(self, error: BaseException) -> bool:
        """Return whether an exception, or what caused it, is a declared one."""
        if isinstance(error, Passing):
            return True
        types = tuple(one for one in self.retry_on if not isinstance(one, int))
        codes = {one for one in self.retry_on if isinstance(one, int)}
        return any(
            isinstance(one, types) or _status(one) in codes or issubclass(_meaning(one), types)
            for one in _causes(error)
        )

    def wait(self, error: BaseException, attempt: int) -> float | None:
        """Return the seconds to wait before the next call; None where there is to be none.

        Exponential, with full jitter: anything from 0 to backoff · 2^attempt, but what the server asks for, if it does.
        """
        if attempt >= self.retries:
            return None
        asked = retry_after(error)
        if asked is not None:
            return asked if asked <= LONGEST else None
        return _jitter.uniform(0, min(LONGEST, self.backoff * 2**attempt))


def _check_declared(declared: Iterable[Any]) -> None:
    for one in declared:
        is_type = isinstance(one, type) and issubclass(one, Exception)
        if not is_type and not (isinstance(one, int) and 100 <= one < 600):
            raise UsageError(
                f"retry_on has {visible(repr(one), 60)}: give types of exceptions, or HTTP statuses such as 429"
            )


def check_number(name: str, value: Any, low: float) -> None:
    """Refuse what is neither None nor a finite number from `low`.

    Raises:
        UsageError: it is something else; names the argument.
    """
    number = isinstance(value, Real) and not isinstance(value, bool)
    if value is not None and not (number and low <= value < math.inf):
        raise UsageError(f"{name} is {visible(repr(value), 40)}: it must be a number from {low}")


def _check_count(name: str, count: Any, least: int) -> None:
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < least):
        raise UsageError(f"{name} is {visible(repr(count), 40)}: it must be an integer from {least}")


def failed_of(error: BaseException, calls: int) -> Failed:
    """Return what a declared error is once no call is left."""
    late = is_late(error)
    asked = retry_after(error)
    more = f", told to wait {asked:,.0f} s" if asked is not None and asked > LONGEST else ""
    said = reason_of(error)
    counted = f"{calls} call{'s' if calls > 1 else ''}"
    failed = Failed("timeout" if late else "error", kind_of(error), f"{said} ({counted}{more})".lstrip())
    failed.__cause__ = error
    return failed


def is_late(error: BaseException) -> bool:
    """Return whether a declared error is a limit on time."""
    if isinstance(error, Passing):
        return error.timeout
    return any(issubclass(_meaning(one), TimeoutError) for one in _causes(error))


def wrong_of(error: BaseException) -> Failed:
    """Return what an exception is that nobody declared: the model's own failure on its input."""
    failed = Failed("wrong", kind_of(error), reason_of(error))
    failed.__cause__ = error.with_traceback(_theirs(error))
    return failed


def _theirs(error: BaseException) -> TracebackType | None:
    """Return where an exception came from in the user's own code, without the way through ours."""
    traceback = error.__traceback__
    while traceback is not None and Path(traceback.tb_frame.f_code.co_filename).parent == _HERE:
        traceback = traceback.tb_next
    return traceback or error.__traceback__


def kind_of(error: BaseException) -> str:
    """Return the type of an exception, also of one in another process."""
    return error.kind if isinstance(error, Passing | Failed) else type(error).__name__


def reason_of(error: BaseException) -> str:
    """Return the message of an exception without what looks like a key."""
    if isinstance(error, Passing | Failed):
        return error.reason
    try:
        said = str(error)
    except Exception as unprintable:
        said = f"<no message: {type(unprintable).__name__}>"
    return _SECRET.sub(r"\1…", said[:2000])


def retry_after(error: BaseException) -> float | None:
    """Return the seconds that a server asks to wait, as far as an exception or its cause carries them."""
    for one in _causes(error):
        found = getattr(one, "retry_after", None)
        for holder in (getattr(one, "response", None), one):
            get = getattr(getattr(holder, "headers", None), "get", None)
            if found is None and callable(get):
                found = get("retry-after") or get("Retry-After")
        seconds = _seconds(found)
        if seconds is not None:
            return seconds
    return None


def _seconds(found: Any) -> float | None:
    """Return a Retry-After, which is seconds or a date."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        seconds = float(found)
    except ValueError:
        from email.utils import parsedate_to_datetime  # 10 ms that few need

        try:
            seconds = parsedate_to_datetime(str(found)).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return max(0.0, seconds) if seconds == seconds else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came of: clients wrap a refused connection in a type of their own."""
    one: BaseException | None = error
    for _ in range(_DEEP):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _meaning(error: BaseException) -> type[BaseException]:
    """Return the built-in error that an exception stands for, else its own type."""
    for base in type(error).__mro__:
        if base in (ConnectionError, TimeoutError):
            break
        if base.__name__ in _CALLED_ELSEWHERE:
            return _CALLED_ELSEWHERE[base.__name__]
    return type(error)


def _status(error: BaseException) -> int | None:
    """Return the HTTP status that an exception of requests, httpx, openai, urllib or aiohttp carries."""
    for holder in (error, getattr(error, "response", None)):
        for name in ("status_code", "status", "code"):
            found = getattr(holder, name, None)
            if isinstance(found, int) and not isinstance(found, bool) and 100 <= found < 600:
                return found
    return None


@dataclass(slots=True)
class Breaker:
    """Stops calls to an endpoint that has not answered for some time, so that a dead one ends in seconds.

    After so many calls in a row that came to nothing no call is made until it has cooled down; then one is, without
    retries, and the next ones wait for what comes of it. One is tried earlier where a new session begins, and after 10,
    20, 40, … calls that were not made: what fails may be some inputs, not the endpoint.
    """

    after: int
    cool_down: float
    failures: int = 0
    last: str = ""
    opened: float | None = None
    probing: bool = False
    refused: int = 0
    patience: int = 10
    session: object = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def refusal(self, session: object) -> Failed | None:
        """Return why a call is not to be made; None where it is."""
        if self.opened is None:
            return None
        with self._lock:
            if self.opened is None:
                return None
            due = session is not self.session or time.monotonic() >= self.opened + self.cool_down
            if self.refused >= self.patience:
                due, self.patience = True, 2 * self.patience
            if due and not self.probing:
                self.probing, self.refused, self.session = True, 0, session
                return None
            self.refused += 1
            said = f"{self.failures:,} calls in a row came to no answer (last: {self.last}), so this one was not made"
            return Failed("error", "NotAsked", said)

    def answered(self) -> None:
        """Note a call that came to an answer, were it an exception of the model's own."""
        if self.failures or self.probing:
            with self._lock:
                self.failures, self.opened, self.probing, self.refused = 0, None, False, 0

    def left(self) -> None:
        """Note a call that was given up from outside: it says nothing, and the next one may probe."""
        self.probing = False

    def failed(self, session: object, kind: str) -> None:
        """Note a call that came to nothing after all that was done for it, and by which kind of error."""
        with self._lock:
            self.failures += 1
            self.last = visible(kind, 60)
            self.probing = False
            if self.failures >= self.after:
                self.opened, self.session = time.monotonic(), session
