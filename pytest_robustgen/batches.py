"""Style 3: what a test with the argument `robustgen` is given; it asks a model in batches and judges the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pytest_robustgen.concurrency import on_trio
from pytest_robustgen.confirming import AGAIN, SEARCHING, settle, to_confirm
from pytest_robustgen.portions import portions
from pytest_robustgen.smallest import advance, give_up, looking
from pytest_robustgen.work import Answer, Work, refuse_broken
from robustgen import predict as seam
from robustgen.case import Case, Failed, Unanswered
from robustgen.errors import UsageError
from robustgen.evaluation import SAME_AS_CLEAN, labels_of, metric_for
from robustgen.metrics import Metric, get_metric, judge
from robustgen.scoring.statuses import LETTERS
from robustgen.variant import clean_case


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
            predict: gets a list of texts and returns as many outputs, async or not; or what `robustgen.model` made.
            output: maps each raw output to what the metric compares.
            fields: give it the inputs of each case, a dict, instead of the text; else as the marker says.
            batch_size: the most inputs of one call; else as the marker says, or 256.
            metric: the name of one, or `metric(output, expected, case)`; else as the marker says, or "exact".

        Raises:
            UsageError: an unknown metric, or a second call in one test.
            PredictionError: the predictor returned something other than one output an input.
        """
        __tracebackhide__ = True
        model, asking = self._asking(predict, output, fields, batch_size)
        for batch in self._batches(model, metric):
            with batch.asked(self._work):
                batch.outputs = seam.run(model, batch.cases, **asking)
        if self._work.check is not None:
            self._work.check(self._work)

    async def acheck(
        self,
        predict: seam.Predictor,
        *,
        output: Callable[[Any], Any] | None = None,
        fields: bool | None = None,
        batch_size: int | None = None,
        metric: str | Metric | None = None,
    ) -> None:
        """Do what `check` does within the running event loop, on which an async test's fixtures live.

        On trio one call at a time is made, and time-outs and retries of a `robustgen.model` are not to be had.
        """
        __tracebackhide__ = True
        model, asking = self._asking(predict, output, fields, batch_size)
        if on_trio():
            seam.current().in_flight = 1
        for batch in self._batches(model, metric):
            with batch.asked(self._work):
                batch.outputs = await seam.arun(model, batch.cases, **asking)
        if self._work.check is not None:
            self._work.check(self._work)

    def _asking(
        self,
        predict: seam.Predictor,
        output: Callable[[Any], Any] | None,
        fields: bool | None,
        batch_size: int | None,
    ) -> tuple[seam.Model, dict[str, Any]]:
        """Return the predictor as a model, and how it is to be asked."""
        work, settings = self._work, self._work.settings
        if work.done:
            raise UsageError("robustgen.check was called a second time: one test measures one model")
        total = work.calls + len(work.data.golden) + len(work.data.variants)
        return seam.model_of(predict), {
            "output": output,
            "fields": settings.fields if fields is None else fields,
            "batch_size": settings.batch_size if batch_size is None else batch_size,
            "asked": lambda count: work.tick(count, total),
            "broken_ok": True,
        }

    def _batches(self, model: seam.Model, metric: str | Metric | None) -> Iterator[_Batch]:
        """Yield what is to be asked, in the portions that the budget allows."""
        for portion in portions(self._work, model):
            yield from _batches(portion, self._work.settings.metric if metric is None else metric)

    model = staticmethod(seam.model)


@dataclass(slots=True)
class _Batch:
    """Cases to be asked, and the outputs once they were; None where that was given up, which only a spare one is."""

    cases: Sequence[Case]
    outputs: Sequence[Any] | None = None
    spare: bool = False

    @contextmanager
    def asked(self, work: Work) -> Iterator[None]:
        """Ask in a block; what a spare batch raises ends the search for smaller changes, not the item."""
        try:
            yield
        except Exception as error:
            if not self.spare:
                raise
            give_up(work, error)


def _batches(work: Work, metric: str | Metric) -> Iterator[_Batch]:
    """Yield the clean inputs that were not asked yet, then the variants, then what is to be confirmed; judge each."""
    data, memory = work.data, work.memory
    chosen = metric_for(data.every, metric)
    work.consistency = chosen == SAME_AS_CLEAN
    compare = get_metric(chosen)
    cases = [variant.case() for variant in data.variants]
    labels = _labels(work, cases) if chosen == "exact" else None
    fresh = [example for example in data.golden if example.id not in memory.clean]

    clean = _Batch([clean_case(example) for example in fresh])
    yield clean
    for example, case, output in zip(fresh, clean.cases, clean.outputs or (), strict=True):
        held = replace(case, expected=output) if work.consistency else case
        ended, score = judge(output, held, compare, labels)
        broken = output if isinstance(output, Failed) and ended == "wrong" else None
        memory.clean[example.id] = Answer(LETTERS[ended], score, output, broken=broken is not None)
        if broken is not None:
            memory.broken = broken.__cause__ or memory.broken or broken
        if ended != "right" and work.golden_only:
            work.keep_wrong(example, ended, _said, ended, output)
    refuse_broken(work)

    def judged(batch: _Batch) -> Iterator[tuple[str, float | None, Any]]:
        for case, output in zip(batch.cases, batch.outputs or (), strict=True):
            clean = memory.clean[case.golden_id].output
            held = replace(case, expected=clean) if work.consistency else case
            yield *judge(output, held, compare, labels), output

    varied = _Batch(cases)
    yield varied
    for variant, (status, score, output) in zip(data.variants, judged(varied), strict=True):
        work.letters.append(LETTERS[status])
        work.scores.append(score)
        if status != "right":
            work.keep_wrong(variant, status, _said, status, output)
        if isinstance(output, Failed):
            work.count(output)
    positions, rounds = to_confirm(work), []
    for number in range(1, AGAIN + 1 if positions else 1):
        again = _Batch([cases[position] for position in positions])
        with seam.repeated(number):
            yield again
        rounds.append([(LETTERS[status], share) for status, share, _ in judged(again)])
    settle(work, positions, rounds)
    work.done = True
    questions = looking(work)
    asked = next(questions, None)
    while asked is not None:
        batch = _Batch(asked, spare=True)
        with seam.repeated(SEARCHING):
            yield batch
        asked = None if batch.outputs is None else advance(questions, [status for status, *_ in judged(batch)])


def _labels(work: Work, cases: Iterable[Case]) -> frozenset[Any] | None:
    """Return the labels of the golden examples and of these cases, None where they have no closed set of them."""
    memory = work.memory
    if memory.labels is None:
        memory.labels = labels_of(map(clean_case, work.data.every)) or frozenset()
    here = {case.expected if isinstance(case.expected, str | int) else None for case in cases}
    return memory.labels | here if memory.labels and None not in here else None


def _said(status: str, output: Any) -> str:
    if isinstance(output, Failed):
        return str(output)[:400]
    said = repr(output) if not isinstance(output, Unanswered) else f"no answer ({output.reason})"
    return f"{status}: {said[:400]}"
