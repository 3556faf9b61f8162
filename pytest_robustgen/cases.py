"""Style 1 and 2: a test function is called once a case, and how it ends is the outcome."""

from __future__ import annotations

import bdb
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NoReturn
from unittest import SkipTest

import pytest

from pytest_robustgen.confirming import confirm
from pytest_robustgen.work import Answer, Work
from robustgen.case import Case, Failed, Unanswered
from robustgen.errors import UsageError
from robustgen.examples import MISSING, Example
from robustgen.scoring.outcomes import LETTERS
from robustgen.variant import Variant, clean_case

_STOP = (KeyboardInterrupt, GeneratorExit, pytest.exit.Exception, bdb.BdbQuit)
_SKIP = (pytest.skip.Exception, SkipTest)
_NO = (AssertionError, pytest.fail.Exception)  # how a test says that an answer is wrong


def one_at_a_time(function: Callable[..., Any], arguments: Mapping[str, Any], work: Work) -> None:
    """Call a test function once a case: the clean inputs that were not asked yet, then the variants."""
    data, memory = work.data, work.memory
    total = len(data.golden) + len(data.variants)
    work.explain(work.golden_only)
    for example in data.golden:
        if example.id not in memory.clean:
            status, error = _outcome(function, _guarded(clean_case(example)), arguments)
            work.tick(1, total)
            broken = status == "wrong" and not isinstance(error, _NO)
            memory.clean[example.id] = Answer(
                LETTERS[status], output=error if isinstance(error, Failed) else None, broken=broken
            )
            memory.broken = memory.broken or (error if broken else None)
            if work.golden_only and status in ("wrong", "unanswered"):
                work.keep_wrong(example, status, note_of, error)
    _variants_one_at_a_time(function, arguments, work, total)
    work.explain(False)
    confirm(work, lambda chosen: [(LETTERS[_ask(function, one.case(), arguments, work)], None) for one in chosen])
    work.explain(True)
    work.done = True
    if work.finish is not None:
        work.finish(work, lambda cases: [_ask(function, case, arguments, work) for case in cases])


def _variants_one_at_a_time(function: Callable[..., Any], arguments: Mapping[str, Any], work: Work, total: int) -> None:
    """Run the variants; those of one golden example with equal inputs share one call, whatever their severity."""
    clean, letters, explain = work.memory.clean, work.letters, work.explain
    share = len({variant.severity for variant in work.data.variants[:1000]}) > 1
    answered: dict[str, list[tuple[Variant, str]]] = {}
    golden: Example | None = None
    for variant in work.data.variants:
        if share:
            if variant.golden is not golden:
                golden = variant.golden
                answered.clear()
            twin = next((letter for other, letter in answered.get(variant.text, ()) if _alike(other, variant)), None)
            if twin is not None:
                letters.append(twin)
                continue
        explain(not work.lost and clean[variant.golden.id].letter == "r")
        status, error = _outcome(function, _guarded(variant.case()), arguments)
        work.last = error
        work.tick(1, total)
        letter = LETTERS[status]
        letters.append(letter)
        if isinstance(error, Failed):
            work.count(error)
        elif letter == "w":
            work.kinds[_kind(error)] += 1
        if letter in "wuet":
            work.keep_wrong(variant, status, note_of, error)
        if share:
            answered.setdefault(variant.text, []).append((variant, letter))


def _ask(function: Callable[..., Any], case: Case, arguments: Mapping[str, Any], work: Work) -> str:
    work.calls += 1
    return _outcome(function, _guarded(case), arguments)[0]


def _alike(one: Variant, other: Variant) -> bool:
    return (one.inputs, one.expected, one.relation) == (other.inputs, other.expected, other.relation)


def _outcome(
    function: Callable[..., Any], case: Case, arguments: Mapping[str, Any]
) -> tuple[str, BaseException | None]:
    """Return how one call of a test function ended, and the exception, if it was one.

    Under the relation "differs" a right answer is another than the golden one, so a failing `assert` is right.
    """
    try:
        returned = function(case=case, **arguments)
    except Unanswered as error:
        return "unanswered", error
    except Failed as error:
        return error.status, error
    except _SKIP as error:
        return "skipped", error
    except (*_STOP, NoExpected):
        raise
    except _NO as error:
        if "from pytest-timeout" in str(getattr(error, "msg", "")):  # its limit is on the item, not on the case
            raise
        return ("right" if case.relation == "differs" else "wrong"), error
    except BaseException as error:
        return "wrong", error
    if returned is not None:
        raise UsageError(
            f"the test returned {type(returned).__name__}, not None, so nothing was asserted: write "
            "`assert …` in place of `return …`"
        )
    return ("wrong" if case.relation == "differs" else "right"), None


class NoExpected(UsageError):
    """A test compared with an expected value that the golden data does not have."""


class _NoExpected:
    """Stands in `case.expected` where there is none: a test may leave it alone, but not compare with it."""

    def __repr__(self) -> str:
        return "<no expected value>"

    def _refuse(self, *_: object) -> NoReturn:
        raise NoExpected(
            "the test uses case.expected, and the golden data has no expected value: name its field with expected=…, "
            "or let robustgen.check compare with the model's own clean answers"
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __str__ = __float__ = __int__ = _refuse


_NO_EXPECTED = _NoExpected()


def _guarded(case: Case) -> Case:
    """Return a case whose missing expected value says so as soon as a test uses it."""
    return replace(case, expected=_NO_EXPECTED) if case.expected is MISSING else case


def note_of(error: BaseException | None) -> str:
    """Return how a case ended: the type and the message of its exception, its first line first."""
    if isinstance(error, Failed):
        return str(error)
    if error is None:
        return "the test passed, and the right answer is another than the golden one"
    try:
        message = str(error)
    except Exception as unprintable:
        message = f"<no message: {type(unprintable).__name__}>"
    return f"{_kind(error)}: {message}" if message else _kind(error)


def _kind(error: BaseException | None) -> str:
    """Return the type of what ended a case."""
    if error is None:
        return "returned"
    return "AssertionError" if isinstance(error, Unexplained) else type(error).__name__


class Unexplained(AssertionError):
    """A failing comparison that pytest was not asked to explain; says what was compared when it is asked."""

    def __init__(self, left: object, operator: str, right: object) -> None:
        super().__init__(left, operator, right)

    def __str__(self) -> str:
        left, operator, right = self.args
        return f"assert {left!r:.200} {operator} {right!r:.200}"
