"""Style 1 and 2: a test function is called once a case, and how it ends is the outcome.

What is called, in which stages, and what comes of it stands here once, for plain and for async tests. Outcomes are
taken in suite order whatever order calls end in, so that rows and messages are the same.
"""

from __future__ import annotations

import bdb
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from unittest import SkipTest

import pytest

from pytest_robustgen.budget import Spent
from pytest_robustgen.confirming import AGAIN, SEARCHING, settle, to_confirm
from pytest_robustgen.smallest import advance, looking
from pytest_robustgen.work import Answer, Work
from robustgen.case import RUNNING, Case, Failed, Unanswered
from robustgen.errors import UsageError
from robustgen.examples import MISSING, Example
from robustgen.metrics import judge, plain_output, same_as_clean
from robustgen.predict import repeated
from robustgen.scoring.statuses import LETTERS
from robustgen.variant import Variant, clean_case

_STOP = (KeyboardInterrupt, GeneratorExit, pytest.exit.Exception, bdb.BdbQuit, Spent)
_SKIP = (pytest.skip.Exception, SkipTest)
_NO = (AssertionError, pytest.fail.Exception)  # how a test says that an answer is wrong


@dataclass(slots=True, eq=False)
class Call:
    """One call of a test function, and how it ended.

    Attributes:
        of: what it is about; None for a part of a variant's changes.
        case: what the test is given.
        work: of which item.
        take: called when it and all before it have ended.
        explained: whether pytest is to explain a failing comparison in it.
        like: an earlier call with equal inputs, whose outcome is taken in place of a call.
        status, error: how it ended, and the exception, if it was one.
        comparison: left, operator and right of the last explained comparison that failed.
        outputs: what it held against the clean answer; on a clean input, what is to be held against.
    """

    of: Example | Variant | None
    case: Case
    work: Work
    take: Callable[[Call], None]
    explained: bool = False
    like: Call | None = None
    status: str = ""
    error: BaseException | None = None
    comparison: tuple[object, str, object] | None = None
    outputs: tuple[Any, ...] = ()

    def end(self, error: BaseException | None, returned: object = None) -> None:
        """Note how the test function ended: the exception, or what it returned.

        Under the relation "differs" a right answer is another than the golden one, so a failing `assert` is right.

        Raises:
            BaseException: the error, where it stops the run or the item.
            UsageError: the test returned something.
        """
        error = _bare(error)
        differs = self.case.relation == "differs"
        if error is None:
            _refuse_returned(returned)
            self.status = "wrong" if differs else "right"
        elif isinstance(error, Unanswered):
            self.status = "unanswered"
        elif isinstance(error, Failed):
            self.status = error.status
        elif isinstance(error, _SKIP):
            self.status = "skipped"
        elif isinstance(error, (*_STOP, Misused)) or _is_of_timeout(error):
            raise error
        else:
            self.status = "right" if differs and isinstance(error, _NO) else "wrong"
        self.error = error
        self.work.tick(1, len(self.work.data.golden) + len(self.work.data.variants))

    def compared(self, left: object, operator: str, right: object) -> None:
        """Note a comparison that failed; raise it at once where nobody would read pytest's explanation of it."""
        if not self.explained:
            raise Unexplained(left, operator, right)
        self.comparison = (left, operator, right)

    def same_as_clean(self, output: Any) -> None:
        """Hold an output against the answer to the clean input; see `Case.same_as_clean`."""
        __tracebackhide__ = True
        memory, case = self.work.memory, self.case
        _check_use(self)
        memory.consistency = True
        if isinstance(output, Unanswered | Failed):
            raise output
        output = plain_output(output)
        self.outputs = (*self.outputs, output)
        if isinstance(self.of, Example):
            clean = output
        elif case.relation not in ("same", "differs"):
            pytest.skip("the right answer is another than the clean one, so that one tells nothing")
        else:
            noted = memory.clean[case.golden_id].output
            noted = noted if isinstance(noted, tuple) else ()
            clean = noted[len(self.outputs) - 1] if len(noted) >= len(self.outputs) else None
        status, _ = judge(output, replace(case, expected=clean, relation="same"), same_as_clean)
        if status == "unanswered":
            raise Unanswered("no answer to the clean input" if clean is None else "no answer")
        if status == "wrong":
            raise AssertionError(f"{output!r:.200} is not what the clean input gave, {clean!r:.200}")


def one_at_a_time(function: Callable[..., Any], work: Work) -> None:
    """Call a test function once a case, one after another."""
    for stage in stages(work):
        make(function, stage)


def make(function: Callable[..., Any], calls: Iterable[Call]) -> None:
    """Make the calls of one stage."""
    try:
        for call in calls:
            if call.like is None:
                RUNNING.set(call)
                try:
                    returned = function(case=call.case)
                except BaseException as error:
                    call.end(error)
                else:
                    call.end(None, returned)
            call.take(call)
    finally:
        RUNNING.set(None)


def stages(work: Work) -> Iterator[Iterable[Call]]:
    """Yield the calls of an item in stages: one stage may be made side by side, but is taken before the next.

    First the clean inputs that were not asked yet, then the variants, then those again whose answer is to be confirmed,
    then what the search for the smallest changes wants to know.
    """
    yield _clean(work)
    yield _variants(work)
    positions = to_confirm(work)
    rounds = []
    for number in range(1, AGAIN + 1 if positions else 1):
        again = asked_again(work, [work.data.variants[position].case() for position in positions])
        with repeated(number):
            yield again
        rounds.append([(LETTERS[call.status], None) for call in again])
    settle(work, positions, rounds)
    work.consistency = bool(work.memory.consistency)
    work.done = True
    questions = looking(work)
    asked = next(questions, None)
    while asked is not None:
        calls = asked_again(work, asked)
        with repeated(SEARCHING):
            yield calls
        asked = advance(questions, [call.status for call in calls])


def asked_again(work: Work, cases: Iterable[Case]) -> list[Call]:
    """Return calls whose outcomes count nowhere but in themselves."""
    return [Call(None, _guarded(case, work), work, _leave) for case in cases]


def _clean(work: Work) -> Iterator[Call]:
    """Yield the clean inputs that were not asked yet."""
    for example in work.data.golden:
        if example.id not in work.memory.clean:
            case = _guarded(clean_case(example), work)
            yield Call(example, case, work, _take_clean, explained=work.golden_only)


def _take_clean(call: Call) -> None:
    work, memory = call.work, call.work.memory
    assert isinstance(call.of, Example)
    _check_mixture(call)
    broken = call.status == "wrong" and not isinstance(call.error, _NO)
    output = call.error if isinstance(call.error, Failed) else call.outputs
    memory.clean[call.of.id] = Answer(LETTERS[call.status], output=output, broken=broken)
    memory.broken = memory.broken or (call.error if broken else None)
    if work.golden_only and call.status in ("wrong", "unanswered"):
        work.keep_wrong(call.of, call.status, note_of, call.error)


def _variants(work: Work) -> Iterator[Call]:
    """Yield the variants; those of one golden example with equal inputs share one call, whatever their severity."""
    clean = work.memory.clean
    share = len({variant.severity for variant in work.data.variants[:1000]}) > 1
    asked: dict[str, list[tuple[Variant, Call]]] = {}
    golden: Example | None = None
    for variant in work.data.variants:
        if share:
            if variant.golden is not golden:
                golden = variant.golden
                asked.clear()
            like = next((call for other, call in asked.get(variant.text, ()) if _alike(other, variant)), None)
            if like is not None:
                yield Call(variant, like.case, work, _take_twin, like=like)
                continue
        first = work.keep > 0 and not work.lost and clean[variant.golden.id].letter == "r"
        explained = first or work.explain_all
        call = Call(variant, _guarded(variant.case(), work), work, _take_variant, explained=explained)
        if share:
            asked.setdefault(variant.text, []).append((variant, call))
        yield call


def _take_variant(call: Call) -> None:
    work, letter = call.work, LETTERS[call.status]
    _check_mixture(call)
    if call.comparison and work.lost and not work.explain_all and type(call.error) is AssertionError:
        call.error = Unexplained(*call.comparison)  # the first alone is explained, whatever was under way beside it
    work.letters.append(letter)
    if isinstance(call.error, Failed):
        work.count(call.error)
    elif letter == "w":
        work.kinds[_kind(call.error)] += 1
    if letter in "wuet":
        assert isinstance(call.of, Variant)
        work.keep_wrong(call.of, call.status, note_of, call.error)
    work.last, call.error = call.error, None


def _take_twin(call: Call) -> None:
    assert call.like is not None
    call.work.letters.append(LETTERS[call.like.status])


def _leave(call: Call) -> None:
    call.error = None


def _alike(one: Variant, other: Variant) -> bool:
    return (one.inputs, one.expected, one.relation) == (other.inputs, other.expected, other.relation)


def _bare(error: BaseException | None) -> BaseException | None:
    """Return what a group of exceptions stands for: what stops the run, or the only one in it."""
    while isinstance(error, BaseExceptionGroup):
        stopping = error.subgroup((*_STOP, Misused))
        if stopping is None and len(error.exceptions) > 1:
            break
        error = (stopping or error).exceptions[0]
    return error


def _is_of_timeout(error: BaseException) -> bool:
    """Return whether pytest-timeout raised it: its limit is on the item, not on the case."""
    return isinstance(error, pytest.fail.Exception) and "from pytest-timeout" in str(getattr(error, "msg", ""))


def _refuse_returned(returned: object) -> None:
    if returned is None:
        return
    if inspect.iscoroutine(returned):
        returned.close()
        raise Misused("the test returned a coroutine that nobody awaits: its decorator hides that it is `async def`")
    raise Misused(
        f"the test returned {type(returned).__name__}, not None, so nothing was asserted: write "
        "`assert …` in place of `return …`"
    )


class Misused(UsageError):
    """A test that measures nothing, or nothing that has one name: its item ends."""


def _check_use(call: Call) -> None:
    """Refuse to hold an output against the clean answer in a test that holds others against something else."""
    settings = call.work.settings
    if settings.vary and settings.reading.get("expected") is not None:
        raise Misused(
            "the marker names expected=, and the test holds outputs against the clean answer: what comes of it is "
            "accuracy or consistency, not both; leave expected= out, or assert that the output equals it"
        )
    if call.work.memory.consistency is False:
        raise _mixed("another")


def _check_mixture(call: Call) -> None:
    """Note whether cases are held against the clean answer; refuse a test that does so with some of them only."""
    memory = call.work.memory
    if call.error is not None or call.outputs:
        return
    if memory.consistency:
        raise _mixed("this")
    memory.consistency = False


def _mixed(which: str) -> Misused:
    return Misused(
        f"the test holds outputs against the clean answer (same_as_clean), and {which} case passed without: what comes "
        "of it is accuracy or consistency, not both; call it in every case, the clean ones too, or make two tests"
    )


class _NoExpected:
    """Stands in `case.expected` where none may be used: a test may leave it alone, but not compare with it."""

    def __init__(self, why: str) -> None:
        self._why = why

    def __repr__(self) -> str:
        return "<no expected value>"

    def _refuse(self, *_: object) -> NoReturn:
        raise Misused(self._why)

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __str__ = __float__ = __int__ = _refuse


_NO_EXPECTED = _NoExpected(
    "the test uses case.expected, and the golden data has no expected value: name its field with expected=…, "
    "or compare with the model's own clean answer, case.same_as_clean(output)"
)
_BOTH = _NoExpected(
    "the test uses case.expected, and case.same_as_clean too: what comes of it is accuracy or consistency, not both; "
    "make two tests"
)


def _guarded(case: Case, work: Work) -> Case:
    """Return a case whose expected value says so as soon as a test uses it where it is missing, or not to be used."""
    if case.expected is MISSING:
        return replace(case, expected=_NO_EXPECTED)
    return replace(case, expected=_BOTH) if work.memory.consistency else case


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
