"""What the call seam costs, and what calls side by side save: `python tests/benchmarks/calls.py`.

Prints microseconds a call of a trivial model, bare and through `robustgen.model` with each thing that may be added, and
the seconds of 2,000 calls of 50 ms with 64 in flight, async and in threads. Everything in one process, medians of five.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from robustgen import predict
from robustgen.case import Case

MANY = 20_000


def answer(text: str) -> str:
    """Answer at once."""
    return "a"


def answers(texts: list[str]) -> list[str]:
    """Answer many at once."""
    return ["a"] * len(texts)


async def slow(text: str) -> str:
    """Answer after 50 ms, as an endpoint does."""
    await asyncio.sleep(0.05)
    return text


def blocking(text: str) -> str:
    """Answer after 50 ms, in the thread that asks."""
    time.sleep(0.05)
    return text


def cases(count: int) -> list[Case]:
    """Return cases with different texts."""
    return [Case(f"text {n}", {}, "a", "same", f"{n}", f"{n}", "a.b@1", 1, ()) for n in range(count)]


def each(name: str, call: Callable[[], object], count: int) -> None:
    """Print the microseconds of one of `count` calls."""
    spent = []
    for _ in range(5):
        started = time.perf_counter()
        call()
        spent.append(time.perf_counter() - started)
    print(f"{name:<52} {statistics.median(spent) / count * 1e6:8.2f} us a call")


def loop(fn: Callable[[str], object]) -> Callable[[], object]:
    """Return what calls a function many times."""
    texts = [f"text {n}" for n in range(MANY)]

    def run() -> None:
        for text in texts:
            fn(text)

    return run


def main() -> None:
    """Measure and print."""
    asked = cases(MANY)
    each("a bare function, called directly", loop(answer), MANY)
    each("a model, called directly", loop(predict.model(answer, each=True)), MANY)
    each("the same with a time-out, in a thread", loop(predict.model(answer, each=True, timeout=10.0)), MANY)
    each("a bare function, in batches", lambda: predict.run(answers, asked), MANY)
    each("a model, in batches", lambda: predict.run(predict.model(answers), asked), MANY)
    each(
        "a model of one input at a time, handed over",
        lambda: predict.run(predict.model(answer, each=True), asked),
        MANY,
    )
    with tempfile.TemporaryDirectory() as folder:
        cache = predict.Cache(Path(folder) / "cache.sqlite")
        named = predict.model(answer, each=True, id="m")
        with predict.use(predict.Session(cache=cache)):
            started = time.perf_counter()
            predict.run(named, asked)
            print(
                f"{'each answer written to the cache':<52} {(time.perf_counter() - started) / MANY * 1e6:8.2f} us a call"
            )
            each("each answer taken from the cache", lambda: predict.run(named, asked), MANY)
            each("the same, called directly", loop(named), MANY)
        cache.close()
    few = [f"text {n}" for n in range(500)]
    isolated = predict.model(str.upper, each=True, isolate=True)
    each("in a process of its own", lambda: [isolated(text) for text in few], len(few))
    for name, fn in (("async", slow), ("in threads", blocking)):
        started = time.perf_counter()
        found = predict.run(predict.model(fn, each=True, in_flight=64), cases(2_000))
        assert found == [case.text for case in cases(2_000)]
        print(f"2,000 calls of 50 ms, 64 in flight, {name:<16} {time.perf_counter() - started:8.2f} s")


if __name__ == "__main__":
    sys.exit(main())
