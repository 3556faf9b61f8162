"""How a test function is called for one case, whatever style it is written in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_robustgen.varying import Parameters
from robustgen.case import Case


class Subtests:
    """Stands for pytest's `subtests` within one case, which is wrong where any of its subtests fails.

    pytest's own would report each failing subtest of each variant as a failed test.
    """

    def __init__(self) -> None:
        self.first: BaseException | None = None

    @contextmanager
    def test(self, msg: str | None = None, **kwargs: Any) -> Iterator[None]:
        """Run a block, and go on after it however it ends."""
        try:
            yield
        except pytest.skip.Exception:
            pass
        except (Exception, pytest.fail.Exception) as error:
            self.first = self.first or error


def once_a_case(
    function: Callable[..., Any], arguments: Mapping[str, Any], parameters: Parameters | None
) -> Callable[..., Any]:
    """Return what runs a test function for one case, given as `case=`; it is async where the function is."""
    fixed = dict(arguments)
    nested = hasattr(fixed.get("subtests"), "test")

    def given(case: Case) -> tuple[dict[str, Any], Subtests | None]:
        varied = {"case": case} if parameters is None else parameters.arguments(case)
        subtests = Subtests() if nested else None
        return {**fixed, **varied, **({"subtests": subtests} if nested else {})}, subtests

    def call(*, case: Case) -> Any:
        keywords, subtests = given(case)
        returned = function(**keywords)
        if subtests is not None and subtests.first is not None:
            raise subtests.first
        return returned

    async def acall(*, case: Case) -> Any:
        keywords, subtests = given(case)
        returned = await function(**keywords)
        if subtests is not None and subtests.first is not None:
            raise subtests.first
        return returned

    return acall if inspect.iscoroutinefunction(function) else call
