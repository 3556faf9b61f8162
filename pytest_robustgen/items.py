"""One item from beginning to end: run its cases, send its row, judge it by its own data."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_robustgen.budget import BUDGET, Spent
from pytest_robustgen.marker import Settings
from pytest_robustgen.plugin import STOPPED, verbosity
from pytest_robustgen.portions import Allowance
from pytest_robustgen.rows import ROW, Part, Round, Row, card_of, join_scores, shape_of
from pytest_robustgen.running import run_test
from pytest_robustgen.sessions import session_of, tell
from pytest_robustgen.showing import Wrong, lost_lines, wrong_lines
from pytest_robustgen.smallest import patterns
from pytest_robustgen.sources import Data, Source, data_of
from pytest_robustgen.stopping import tell_stop
from pytest_robustgen.varying import Parameters
from pytest_robustgen.work import Answer, Memory, Work, is_broken
from robustgen.display import visible
from robustgen.errors import RobustgenError
from robustgen.predict import Model, Session, use
from robustgen.report.sampling import look_said
from robustgen.report.text import duration
from robustgen.runs import Failure, failure_json
from robustgen.scoring.judging import NOT_EVALUATED, Judgement, at_gate, confidence_of, judge_clean, judge_row
from robustgen.scoring.sequential import Look, settled
from robustgen.scoring.statuses import decode
from robustgen.scoring.wording import signed
from robustgen.variant import Variant, fingerprints

if TYPE_CHECKING:
    from robustgen.baseline import Outcome, Place

_SHOWN = 3  # wrong cases shown; under -vv
_SHOWN_ALL = 20
_KEPT = 2_000  # wrong cases of one item that go into the run folder; of all items of a test
_KEPT_ALL = 20_000
_SAID = 400  # the most characters of what came of one


@dataclass(frozen=True, slots=True)
class Test:
    """A marked function, as collection found it.

    Attributes:
        argument: the one it takes, `case` or `robustgen`; of a test that varies its own parameters, the first of them.
        settings: of its marker.
        source: what it runs over.
        parts: its items with --robustgen.
        gating: P.
        never_gate: name@version of perturbations that never gate.
        parameters: its own parameter sets, where those are what it runs over.
    """

    __test__ = False

    argument: str
    settings: Settings
    source: Source
    parts: tuple[Part, ...]
    gating: int
    never_gate: tuple[str, ...]
    parameters: Parameters | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The arguments that it is given by us."""
        return (self.argument,) if self.parameters is None else self.parameters.names


@dataclass(frozen=True, slots=True)
class Task:
    """The value that an item is parametrized with: its test and its part; `variant` where it runs that one alone."""

    test: Test
    part: Part
    variant: Variant | None = None

    def __repr__(self) -> str:
        return f"<robustgen {self.part.id}>"


def task_of(item: pytest.Item) -> Task | None:
    """Return the task of an item; None where it is none of ours."""
    callspec = getattr(item, "callspec", None)
    for value in callspec.params.values() if callspec is not None else ():
        if isinstance(value, Task):
            return value
    return None


def test_id(nodeid: str, part: str) -> str:
    """Return the node id of the test that an item belongs to: without our part.

    >>> test_id("t.py::test_a[small-typo.swap]", "typo.swap"), test_id("t.py::test_a[typo.swap]", "typo.swap")
    ('t.py::test_a[small]', 't.py::test_a')
    """
    name, bracket, inside = nodeid.rpartition("[")
    inside = inside.rpartition("]")[0]
    if not bracket or inside == part:
        return name or nodeid
    return f"{name}[{inside.removesuffix(f'-{part}')}]"


test_id.__test__ = False  # type: ignore[attr-defined]


def run_item(
    item: pytest.Function,
    task: Task,
    memory: Memory,
    before: dict[Place, Outcome],
) -> None:
    """Run one item; its outcome is that of pytest: returning, failing or skipping.

    Args:
        item: one of ours.
        task: what it is to run.
        memory: of its test.
        before: what the baseline holds of its test; empty without one.
    """
    try:
        in_words(lambda: _run_item(item, task, memory, before))
        return
    except Spent as why:
        said = f"not evaluated: {why}; {item.config.stash[BUDGET].rest()}"
    test = test_id(item.nodeid, task.part.id)
    item.user_properties.append((STOPPED, json.dumps({"test": test, "part": task.part.id, "reason": said})))
    pytest.skip(said)


def in_words(work: Callable[[], None]) -> None:
    """Do `work`; an error of ours fails the item by what it says, without a traceback."""
    try:
        work()
        return
    except RobustgenError as error:
        said = "\n".join(visible(line) for line in str(error).splitlines())
    pytest.fail(said, pytrace=False)


def _run_item(
    item: pytest.Function,
    task: Task,
    memory: Memory,
    before: dict[Place, Outcome],
) -> None:
    started = time.monotonic()
    session = session_of(item.config)
    trials = int(item.config.getoption("robustgen_trials")) if task.part.perturbation else 1
    work = work_of(item, task, memory)
    work.before = before if trials == 1 else {}  # several trials say more than asking again would
    work.allowance = _allowance(item, task)
    if trials == 1 and task.part.perturbation and task.part.blocks == 1 and work.allowance is None:
        work.searches = int(item.config.getoption("robustgen_minimise"))
        work.fails = lambda: any(one.fails for one in _judged(task, _outline("", task, work, None))[1])
    again = [
        replace(work_of(item, task, memory.trial(number)), keep=0, allowance=work.allowance)
        for number in range(1, trials)
    ]
    row: Row | None = None
    try:
        with use(session):
            run_test(item, task, [work, *again])
    finally:
        notes = tell(item, session)
        if all(one.done for one in (work, *again)) and task.part.perturbation:
            row = _row(item, task, work, again, session, time.monotonic() - started, notes)
            item.user_properties[:] = [pair for pair in item.user_properties if pair[0] != ROW]
            item.user_properties.append((ROW, row.written()))
        elif work.calls and not work.done and not is_broken(work):
            tell_stop(item, work, test_id(item.nodeid, task.part.id))
    if row is None:
        _conclude_golden(work, _count(item))
    else:
        _conclude(item, task, work, row)


def work_of(item: pytest.Function, task: Task, memory: Memory, data: Data | None = None) -> Work:
    """Return the work of an item, before anything was asked: its part of the test, or `data`."""
    config, started = item.config, time.monotonic()

    def progress(done: int, total: int) -> None:
        terminal: Any = config.pluginmanager.get_plugin("terminalreporter")
        capture: Any = config.pluginmanager.get_plugin("capturemanager")
        if terminal is None or verbosity(config) < 0:
            return
        with nullcontext() if capture is None else capture.global_and_fixture_disabled():
            terminal.ensure_newline()
            rest = (time.monotonic() - started) * (total - done) / max(1, done)
            left = f"; at this rate the rest takes {duration(rest)}" if total > done else ""
            terminal.write_line(f"robustgen: {visible(item.name)} has asked {done:,} of {total:,} inputs{left}")

    keep = max(_SHOWN_ALL, min(_KEPT, _KEPT_ALL // max(1, len(task.test.parts))))
    return Work(data or data_of(task.test.source, task.part), task.test.settings, memory, keep, progress)


def _allowance(item: pytest.Function, task: Task) -> Allowance | None:
    """Return what the budget allows an item; None without one."""
    budget, name = item.config.stash.get(BUDGET, None), test_id(item.nodeid, task.part.id)
    planned = budget.tests.get(name) if budget is not None and task.part.perturbation else None
    if budget is None or planned is None:
        return None

    def is_settled(work: Work, look: Look) -> bool:
        return settled(_judged(task, _outline(name, task, work, look))[0])

    prices = [one.cost for one in item.funcargs.values() if isinstance(one, Model) and one.cost is not None]
    return Allowance(
        budget=budget,
        planned=planned,
        name=item.nodeid,
        part=task.part.id,
        price=task.test.settings.cost if task.test.settings.cost is not None else max(prices, default=None),
        confidence=None if planned.runs_whole or task.part.blocks > 1 else confidence_of(task.test.gating),
        settled=is_settled,
    )


def _outline(test: str, task: Task, work: Work, look: Look | None) -> Row:
    """Return as much of a row as its judgement needs."""
    groups = [example.group for example in work.data.golden]
    return Row(
        test=test,
        part=task.part.id,
        perturbation=task.part.perturbation,
        golden=[example.id for example in work.data.golden],
        groups=groups if any(groups) else [],
        shape=shape_of(work.data.variants),
        **_round(work),
        consistency=work.consistency,
        look=None if look is None else asdict(look),
    )


def _row(
    item: pytest.Function,
    task: Task,
    work: Work,
    again: Sequence[Work],
    session: Session,
    seconds: float,
    notes: Sequence[str] = (),
) -> Row:
    golden = work.data.golden
    first, *rest = [_round(one) for one in (work, *again)]
    groups, tags = [example.group for example in golden], [list(example.tags) for example in golden]
    verbose = verbosity(item.config) > 1
    failures = _failures(work)
    worst = [line for wrong in (work.lost or work.others)[:_SHOWN] for line in wrong_lines(wrong)]
    asked = sum(one.calls for one in (work, *again)) - session.cached - session.refused
    return Row(
        test=test_id(item.nodeid, task.part.id),
        part=task.part.id,
        perturbation=task.part.perturbation,
        golden=[example.id for example in golden],
        groups=groups if any(groups) else [],
        tags=tags if any(tags) else [],
        shape=shape_of(work.data.variants),
        **first,
        again=rest,
        consistency=work.consistency,
        calls=max(asked, session.calls - session.retried),
        cached=session.cached,
        retried=session.retried,
        abandoned=session.abandoned,
        cost=session.cost,
        notes=list(notes),
        seconds=round(seconds, 3),
        kinds=dict(work.kinds),
        lost=work.lost_calls(),
        details=worst if verbose else [],
        flaky=work.flaky + _differing(work, again),
        confirmed=[[position, *said] for position, said in work.confirmed.items()],
        contents="".join(fingerprints(work.data.variants)),
        failures=[failure_json(one) for one in failures],
        failed_golden=[
            golden.to_json() for golden in {one.variant.golden.id: one.variant.golden for one in failures}.values()
        ],
        look=None if work.look is None else asdict(work.look),
    )


def _round(work: Work) -> Round:
    """Return the outcomes of one trial."""
    answers: list[Answer] = [work.memory.clean[example.id] for example in work.data.golden]
    return {
        "clean": "".join(answer.letter for answer in answers),
        "variants": "".join(work.letters),
        "clean_scores": join_scores([answer.score for answer in answers]),
        "scores": join_scores(work.scores) if work.scores else "",
    }


def _differing(work: Work, again: Sequence[Work]) -> list[str]:
    """Return the ids of variants that were answered in several ways."""
    letters = zip(*(one.letters for one in (work, *again)), strict=True)
    return [one.id for one, said in zip(work.data.variants, letters, strict=True) if len(set(said)) > 1]


def _failures(work: Work) -> list[Failure]:
    """Return the variants that were not answered right, as far as kept; those that were right when clean first."""
    kept = [*work.lost, *work.others][:_KEPT]
    return [
        Failure(one.of, one.status, one.note[:_SAID], one.smallest.changes if one.smallest else None)
        for one in kept
        if isinstance(one.of, Variant)
    ]


def _conclude(item: pytest.Function, task: Task, work: Work, row: Row) -> None:
    """Judge the row as the gate will, and fail, skip or pass; one block of several is judged by the gate."""
    if task.part.blocks > 1 or not row.golden:
        return
    gating, judged = _judged(task, row)
    _record(item, gating[0] if gating else judged[0], task.test.gating)
    failed = [one for one in judged if one.fails]
    if failed:
        lines = [*(one.reason for one in failed), *_remarks(work, _count(item))]
        if verbosity(item.config) < 2:
            lines.append(f'  look    pytest --robustgen "{visible(item.nodeid)}" -vv')
        lines.append(f'  each    pytest "{visible(item.nodeid)}" --robustgen-items variant')
        pytest.fail("\n".join(lines), pytrace=False)
    for one in gating:
        if one.verdict == NOT_EVALUATED:
            pytest.skip(one.reason)


def _judged(task: Task, row: Row) -> tuple[list[Judgement], list[Judgement]]:
    """Return what the limits say of a row, at the severity that gates and at every one."""
    limits = task.test.settings.limits
    card = card_of([row], task.test.never_gate)
    judged = [judge_row(one, limits, gating=task.test.gating) for one in card.rows]
    return [one for one in judged if at_gate(one.row, limits)], judged


def _conclude_golden(work: Work, count: int) -> None:
    """Hold `min_clean` against the golden examples; without it any wrong one fails."""
    answers = [work.memory.clean[example.id] for example in work.data.golden]
    limits = work.settings.limits
    if limits.min_clean is not None:
        decision = judge_clean(_clean_card(work, answers).clean, limits)
        if decision.verdict == NOT_EVALUATED:
            pytest.skip(decision.reason)
        failed, reason = decision.fails, decision.reason
    else:
        wrong = sum(answer.letter not in "rs" for answer in answers)
        failed, reason = bool(wrong), f"{wrong:,} of {len(answers):,} golden examples are not answered right"
        if all(answer.letter == "s" for answer in answers):
            pytest.skip(f"all {len(answers):,} golden examples were skipped")
    if failed:
        pytest.fail("\n".join([reason, *_shown(work.others, count)]), pytrace=False)


def _clean_card(work: Work, answers: list[Answer]) -> Any:
    import pandas as pd

    from robustgen.scoring.card import score

    statuses = decode("".join(answer.letter for answer in answers))
    columns: Mapping[str, Any] = {
        "golden_id": [example.id for example in work.data.golden],
        "perturbation": None,
        "status": list(statuses),
        "score": pd.Series([answer.score for answer in answers], dtype="float64"),
        "group": [example.group for example in work.data.golden],
    }
    return score(pd.DataFrame(columns))


def _record(item: pytest.Function, judgement: Judgement, gating: int) -> None:
    """Put the numbers into the item's properties, for JUnit and other reports."""
    row = judgement.row
    ends = row.interval(confidence_of(gating))
    shown = {
        "clean": "" if row.clean is None else f"{row.clean.value:.3f}",
        "variants": "" if row.accuracy is None else f"{row.accuracy.value:.3f}",
        "delta": "" if row.delta is None else signed(row.delta.value),
        "interval": "" if ends is None else f"[{signed(ends[0])}, {signed(ends[1])}]",
        "verdict": judgement.verdict,
    }
    names = {f"robustgen_{name}" for name in shown}
    item.user_properties[:] = [pair for pair in item.user_properties if pair[0] not in names]
    item.user_properties += [(f"robustgen_{name}", value) for name, value in shown.items() if value]


def _count(item: pytest.Function) -> int:
    return _SHOWN_ALL if verbosity(item.config) > 1 else _SHOWN


def _remarks(work: Work, count: int) -> list[str]:
    """Return what else stands in a failure: exceptions that were no `assert`, and wrong cases."""
    kinds = [f"{count:,} {visible(kind, 60)}" for kind, count in work.kinds.most_common(5)]
    said = [f"  looked  {look_said(asdict(work.look))}"] if work.look is not None else []
    said += [f"  wrong   {', '.join(kinds)}"] if set(work.kinds) - {"AssertionError"} else []
    said += [f"  lost    {line}" for line in lost_lines(work.lost_calls())[:5]]
    return [*said, *patterns(work.lost), *work.remarks, *_shown(work.lost or work.others, count)]


def _shown(wrong: list[Wrong], count: int) -> list[str]:
    return [line for number, one in enumerate(wrong[:count]) for line in wrong_lines(one, full=number == 0)]
