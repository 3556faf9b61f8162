"""An async test's function is replaced by a driver of ours while its item runs.

Whoever runs async tests, pytest-asyncio or anyio, then runs the driver as it would the test, on the loop that the async
fixtures live on; what an item has to do is done within, in one stay on that loop.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager

import pytest

Body = Callable[[], Awaitable[None]]
DRIVER = pytest.StashKey["Driver"]()


class Driver:
    """What stands in the place of an async test function.

    Attributes:
        function: the test function.
        body: what is being run on the loop, or None.
    """

    def __init__(self, item: pytest.Function) -> None:
        self._item, self.function = item, item.obj
        self.body: Body | None = None

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Replace the function of the item until the block ends."""

        async def driver(**_: object) -> None:
            if self.body is not None:
                await self.body()

        self._item.obj, self._item.stash[DRIVER] = driver, self
        try:
            yield
        finally:
            self._item.obj = self.function
            del self._item.stash[DRIVER]

    def run(self, body: Body) -> None:
        """Let the plugin that runs async tests run `body`, and raise what it raises."""
        self.body = body
        try:
            self._item.ihook.pytest_pyfunc_call(pyfuncitem=self._item)
        finally:
            self.body = None


def is_async(item: pytest.Item) -> bool:
    """Return whether an item's function is `async def`."""
    return isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj)


def run_in_own_loop(item: pytest.Function, made_async: Collection[str]) -> bool | None:
    """Run a driver that no plugin took, in an event loop of its own.

    Args:
        item: whose driver it is.
        made_async: names of fixtures that are `async def`.
    """
    if not inspect.iscoroutinefunction(item.obj):  # a plugin made a plain function of it, which pytest calls
        return None
    needed = [name for name in item.fixturenames if name in made_async]
    if needed:
        listed = ", ".join(f"`{name}`" for name in needed)
        pytest.fail(
            f"no plugin runs this async test, and it takes the async fixture {listed}, which lives on a plugin's loop: "
            "pip install pytest-asyncio, mark the test with pytest.mark.asyncio and make the fixture with "
            "@pytest_asyncio.fixture (or set asyncio_mode = auto); or mark it with pytest.mark.anyio",
            pytrace=False,
        )
    asyncio.run(item.obj())
    return True
