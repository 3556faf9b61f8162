"""What a marked test is given, and the loops that run its cases: one at a time, or in batches."""

from __future__ import annotations

import bdb
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from unittest import SkipTest

import pytest

from pytest_robustgen.confirming import confirm
from pytest_robustgen.marker import Settings
from pytest_robustgen.showing import Wrong
from pytest_robustgen.sources import Data
from robustgen import predict as seam
from robustgen.case import Case, Unanswered
from robustgen.errors import UsageError
from robustgen.evaluation import SAME_AS_CLEAN, labels_of, metric_for
from robustgen.examples import MISSING, Example
from robustgen.metrics import Metric, get_metric, judge
from robustgen.scoring.outcomes import LETTERS
from robustgen.variant import Variant, clean_case

if TYPE_CHECKING:
    from robustgen.baseline import Outcome, Place

_STOP = (KeyboardInterrupt, GeneratorExit, pytest.exit.Exception, bdb.BdbQuit)
_SKIP = (pytest.skip.Exception, SkipTest)
_NO = (AssertionError, pytest.fail.Exception)  # how a test says that an answer is wrong
_PROGRESS = 5.0  # seconds after which an item says how far it is


class Answer(NamedTuple):
    """What came of a clean input: the letter of its status, the share, the output, whether it got no answer."""

    letter: str
    score: float | None = None
    output: Any = None
    broken: bool = False


@dataclass(slots=True)
class Memory:
    """What the items of one test share within a process: clean inputs are asked once.

    `broken` is the first exception on a clean input that was no failing `assert`; `trials` are the memories of further
    trials.
    """

    clean: dict[str, Answer] = field(default_factory=dict)
    clean_cases: list[Case] | None = None
    broken: BaseException | None = None
    trials: list[Memory] = field(default_factory=list)

    def trial(self, number: int) -> Memory:
        """Return the memory of a trial; 0 is the first, which is this one."""
        while len(self.trials) < number:
            self.trials.append(Memory())
        return self.trials[number - 1] if number else self


@dataclass(slots=True)
class Work:
    """One item's work, and what came of it.

    Attributes:
        data: what to run; without variants, golden examples alone.
        settings: of the marker.
        memory: shared by the items of the test.
        keep: how many wrong cases of each kind to keep.
        explain: called with True where pytest should explain a failing `assert`, which is dear, else False.
        progress: called with (cases done, of how many) now and then.
        letters, scores: of the variants, in suite order.
        kinds: how many variants ended by each type of exception.
        lost: wrong variants of golden examples that were right when clean, and
        others: the remaining wrong ones, or wrong golden examples, as far as kept.
        calls: how often the model was asked.
        done: whether everything was run.
        before: what the baseline holds of the test, by place; empty without one.
        flaky: ids of variants whose answer changed when they were asked again.
        confirmed: letter and share of most of those answers where they are others than the first, by position.
        consistency: whether "right" means "as the clean answer".
    """

    data: Data
    settings: Settings
    memory: Memory
    keep: int
    explain: Callable[[bool], None]
    progress: Callable[[int, int], None]
    letters: list[str] = field(default_factory=list)
    scores: list[float | None] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    lost: list[Wrong] = field(default_factory=list)
    others: list[Wrong] = field(default_factory=list)
    calls: int = 0
    done: bool = False
    consistency: bool = False
    before: dict[Place, Outcome] = field(default_factory=dict)
    flaky: list[str] = field(default_factory=list)
    confirmed: dict[int, tuple[str, float | None]] = field(default_factory=dict)
    next_progress: float = 0.0

    def __post_init__(self) -> None:
        self.next_progress = time.monotonic() + _PROGRESS

    @property
    def golden_only(self) -> bool:
        """Whether clean inputs are all there is to run."""
        return not self.data.variants

    def tick(self, cases: int, total: int) -> None:
        """Count cases asked, and report once where it takes long."""
        self.calls += cases
        if time.monotonic() > self.next_progress:
            self.next_progress = float("inf")
            self.progress(self.calls, total)

    def keep_wrong(self, of: Example | Variant, status: str, note: Callable[..., str], *ended: Any) -> None:
        """Keep a case that was not answered right, if there is room; `note(*ended)` says how it ended."""
        was_right = isinstance(of, Variant) and self.memory.clean[of.golden.id].letter == "r"
        room = self.lost if was_right else self.others
        if len(room) < self.keep:
            room.append(Wrong(of, note(*ended), status))


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
            memory.clean[example.id] = Answer(LETTERS[status], broken=broken)
            memory.broken = memory.broken or (error if broken else None)
            if work.golden_only and status in ("wrong", "unanswered"):
                work.keep_wrong(example, status, note_of, error)
    _variants_one_at_a_time(function, arguments, work, total)
    work.explain(False)
    confirm(work, lambda chosen: [(LETTERS[_ask(function, one, arguments, work)], None) for one in chosen])
    work.explain(True)
    work.done = True


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
        work.tick(1, total)
        letter = LETTERS[status]
        letters.append(letter)
        if letter == "w":
            work.kinds[_kind(error)] += 1
        if letter in "wu":
            work.keep_wrong(variant, status, note_of, error)
        if share:
            answered.setdefault(variant.text, []).append((variant, letter))


def _ask(function: Callable[..., Any], variant: Variant, arguments: Mapping[str, Any], work: Work) -> str:
    work.calls += 1
    return _outcome(function, _guarded(variant.case()), arguments)[0]


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


class Robustgen:
    """What a test with the argument `robustgen` is given: one perturbation's cases, run in batches by `check`.

    Attributes:
        perturbation: name@version, or None in a run on golden examples alone.
    """

    def __init__(self, work: Work, perturbation: str | None) -> None:
        self._work, self.perturbation = work, perturbation

    def __repr__(self) -> str:
        return f"<robustgen {self.perturbation or 'golden'}>"

    def check(
        self,
        predict: seam.Predictor,
        *,
        output: Callable[[Any], Any] | None = None,
        fields: bool | None = None,
        batch_size: int | None = None,
        metric: str | Metric | None = None,
    ) -> None:
        """Ask a model and judge its answers; the limits in the marker decide after the test.

        Args:
            predict: gets a list of texts and returns as many outputs.
            output: maps each raw output to what the metric compares.
            fields: give it the inputs of each case, a dict, instead of the text; else as the marker says.
            batch_size: the most inputs of one call; else as the marker says, or 256.
            metric: the name of one, or `metric(output, expected, case)`; else as the marker says, or "exact".

        Raises:
            UsageError: an unknown metric, or a second call in one test.
            PredictionError: the predictor returned something other than one output an input.
        """
        work, settings = self._work, self._work.settings
        if work.done:
            raise UsageError("robustgen.check was called a second time: one test measures one model")
        _in_batches(
            work,
            predict,
            metric=settings.metric if metric is None else metric,
            fields=settings.fields if fields is None else fields,
            batch_size=settings.batch_size if batch_size is None else batch_size,
            output=output,
        )

    def model(
        self,
        fn: seam.Predictor,
        *,
        id: str | None = None,
        params: Mapping[str, Any] | None = None,
        cost: float | None = None,
    ) -> seam.Model:
        """Return `fn` as a model with a name, as `robustgen.model` does."""
        return seam.model(fn, id=id, params=params, cost=cost)


def _in_batches(work: Work, predict: seam.Predictor, *, metric: str | Metric, **asking: Any) -> None:
    """Ask the clean inputs that were not asked yet, then the variants, and judge."""
    data, memory = work.data, work.memory
    chosen = metric_for(data.every, metric)
    work.consistency = chosen == SAME_AS_CLEAN
    compare = get_metric(chosen)
    if memory.clean_cases is None:
        memory.clean_cases = [clean_case(example) for example in data.every]
    cases = [variant.case() for variant in data.variants]
    labels = labels_of([*memory.clean_cases, *cases]) if chosen == "exact" else None
    fresh = [example for example in data.golden if example.id not in memory.clean]
    total = len(fresh) + len(cases)

    def counted(batch: list[Any]) -> Any:
        work.tick(len(batch), total)
        return predict(batch)

    ask = counted if callable(predict) else predict
    clean = [clean_case(example) for example in fresh]
    outputs = seam.run(ask, clean, **asking)
    for example, case, output in zip(fresh, clean, outputs, strict=True):
        held = replace(case, expected=output) if work.consistency else case
        ended, score = judge(output, held, compare, labels)
        memory.clean[example.id] = Answer(LETTERS[ended], score, output)
        if ended != "right" and work.golden_only:
            work.keep_wrong(example, ended, _said, ended, output)

    def judged(cases: Sequence[Case]) -> Iterator[tuple[str, float | None, Any]]:
        for case, output in zip(cases, seam.run(ask, cases, **asking), strict=True):
            clean = memory.clean[case.golden_id].output
            held = replace(case, expected=clean) if work.consistency else case
            yield *judge(output, held, compare, labels), output

    for variant, (status, score, output) in zip(data.variants, judged(cases), strict=True):
        work.letters.append(LETTERS[status])
        work.scores.append(score)
        if status != "right":
            work.keep_wrong(variant, status, _said, status, output)
    confirm(work, lambda chosen: [(LETTERS[s], share) for s, share, _ in judged([one.case() for one in chosen])])
    work.done = True


def _said(status: str, output: Any) -> str:
    said = repr(output) if not isinstance(output, Unanswered) else f"no answer ({output.reason})"
    return f"{status}: {said[:400]}"
