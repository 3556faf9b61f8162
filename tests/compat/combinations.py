"""The matrix: releases of pytest, plugins beside ours, and how each of those is put to use.

Read by noxfile.py, which has the standard library alone. A plugin more is a row of `COMPANIONS`; a single combination
more is a row of `SINGLE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

OLDEST, NEWEST = "8.1.*", ""  # the oldest that pyproject.toml names, and what pip takes


@dataclass(frozen=True, slots=True)
class Companion:
    """A plugin beside ours, in use.

    Attributes:
        pip: what pip installs.
        args: the command line that puts it to use.
        says: a pattern of a line that it prints when it is in use; "" where it prints none.
        own: a test file of its user, whose tests are not marked robustgen and pass.
    """

    pip: str
    args: tuple[str, ...] = ()
    says: str = ""
    own: str = ""


_SCOPE = ("-o", "asyncio_default_fixture_loop_scope=function")  # unset, it is a warning of theirs
_ASYNC = """
import asyncio

import pytest


@pytest.fixture
def later():
    async def double(number):
        await asyncio.sleep(0)
        return 2 * number

    return double


@pytest.mark.asyncio
async def test_own(later):
    assert await later(2) == 4


@pytest.mark.asyncio
@pytest.mark.parametrize("case", [1, 2])
async def test_own_case(case, later):
    assert await later(case) == 2 * case
"""
_AUTO = _ASYNC.replace("@pytest.mark.asyncio\n", "")
_FLAKY = """
calls = []


def test_own():
    calls.append(1)
    assert len(calls) == 2
"""
_SUBTESTS = """
def test_own(subtests):
    for number in range(3):
        with subtests.test(number=number):
            assert number < 3
"""
_LIMITED = """
import pytest


@pytest.mark.timeout(30)
def test_own():
    assert True
"""
COMPANIONS = {
    "xdist": Companion("pytest-xdist", ("-n2",), says=r"2 workers \["),
    "asyncio": Companion("pytest-asyncio", _SCOPE, says=r"(?i)asyncio: mode=\S*strict", own=_ASYNC),
    "asyncio-auto": Companion(
        "pytest-asyncio", ("-o", "asyncio_mode=auto", *_SCOPE), says=r"(?i)asyncio: mode=\S*auto", own=_AUTO
    ),
    "randomly": Companion("pytest-randomly", ("-p", "randomly", "--randomly-seed=3"), says="--randomly-seed=3"),
    "rerunfailures": Companion("pytest-rerunfailures", ("--reruns=1",), says=r"\d rerun\b", own=_FLAKY),
    "html": Companion("pytest-html", ("--html=report.html", "--self-contained-html"), says="report.html"),
    "json-report": Companion("pytest-json-report", ("--json-report", "--json-report-file=report.json")),
    "timeout": Companion("pytest-timeout", ("--timeout=60",), says=r"timeout: 60", own=_LIMITED),
    "cov": Companion("pytest-cov", ("--cov=model", "--cov-report=json"), says="tests coverage|coverage: platform"),
    "subtests": Companion("pytest-subtests", own=_SUBTESTS),
}
TOGETHER = tuple(name for name in COMPANIONS if name not in ("xdist", "asyncio"))


@dataclass(frozen=True, slots=True)
class Combination:
    """A release of pytest and plugins beside ours, run by one session.

    Attributes:
        pytest: what follows `pytest==`; "" is the newest.
        companions: names of `COMPANIONS`.
        pins: requirements that hold some of those at a release.
        name: of the session.
        ci: whether it is among those that are run on every change.
    """

    pytest: str
    companions: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    name: str = ""
    ci: bool = field(default=False, compare=False)

    @property
    def id(self) -> str:
        """What nox calls the session."""
        release = f"pytest{self.pytest.removesuffix('.*')}" if self.pytest else "newest"
        return "-".join([release, self.name or "+".join(self.companions) or "alone"])

    @property
    def requirements(self) -> list[str]:
        """What pip installs beside robustgen."""
        pinned = f"pytest=={self.pytest}" if self.pytest else "pytest"
        return [pinned, *dict.fromkeys(COMPANIONS[name].pip for name in self.companions), *self.pins]


# The least that pyproject.toml or, where that names none, Python 3.11 and pytest 8.1 allow.
_LEAST = (
    "pytest-xdist==3.6.*",
    "pytest-asyncio==0.23.*",
    "pytest-randomly==3.15.*",
    "pytest-rerunfailures==14.*",
    "pytest-html==4.1.*",
    "pytest-json-report==1.5.*",
    "pytest-timeout==2.2.*",
    "pytest-cov==4.1.*",
    "pytest-subtests==0.12.*",
)
SINGLE = (
    Combination(OLDEST, TOGETHER, name="together", ci=True),
    Combination(OLDEST, ("xdist", *TOGETHER), name="together+xdist", ci=True),
    Combination(NEWEST, TOGETHER, name="together", ci=True),
    Combination(NEWEST, ("xdist", *TOGETHER), name="together+xdist", ci=True),
    Combination("8.1.1", ("xdist", *TOGETHER), _LEAST, name="all-least"),
    Combination(OLDEST, ("xdist",), ("pytest-xdist==3.5.*",), name="xdist3.5"),
    Combination(OLDEST, ("xdist",), ("pytest-xdist==3.6.*",), name="xdist3.6"),
    Combination("8.4.*", ("xdist", *TOGETHER), name="together+xdist"),
    Combination("9.0.*", ("xdist", *TOGETHER), name="together+xdist"),
)
_CI = {(NEWEST, ()), (NEWEST, ("rerunfailures", "xdist"))}


def _crossed(releases: Iterable[str]) -> Iterator[Combination]:
    """Yield each release of pytest alone, and with each companion, without and with xdist."""
    for release in releases:
        for names in [(), *[(name,) for name in COMPANIONS], *[(name, "xdist") for name in COMPANIONS]]:
            if names != ("xdist", "xdist"):
                yield Combination(release, names, ci=(release, names) in _CI)


COMBINATIONS = (*_crossed([OLDEST, NEWEST]), *SINGLE)
