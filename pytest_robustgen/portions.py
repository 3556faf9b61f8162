"""An item in portions: all at once without a budget; with one, what is run up to each planned look at the data."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pytest_robustgen.budget import Budget, Planned
from pytest_robustgen.sources import Data
from pytest_robustgen.work import Work
from robustgen.predict.session import current
from robustgen.scoring.sequential import Look, plan_looks


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the budget allows one item.

    Attributes:
        budget: of this process.
        planned: of its test.
        name: of the item.
        part: the id of its part.
        price: of one input, as far as it is known before the item runs.
        confidence: what the intervals of all looks are to hold at together; None where it does not stop early.
        settled: whether what was run by a look settles the item's verdict.
    """

    budget: Budget
    planned: Planned
    name: str
    part: str
    price: float | None
    confidence: float | None
    settled: Callable[[Work, Look], bool]


def portions(work: Work, model: Any = None) -> Iterator[Work]:
    """Yield what is to be run, to be run before the next is asked for; `work` has all that came of it at the end.

    Args:
        work: of the item.
        model: what is asked, where that is known: its price may be.

    Raises:
        Spent: the budget is spent, here or in the middle of a portion.
        UsageError: a limit on cost and no price.
    """
    held = work.allowance
    if held is None:
        yield work
        return
    price = held.price if held.price is not None else getattr(model, "cost", None)
    drawn = held.planned.asking.golden(held.planned.at(price)).get(held.part, ())
    data = _drawn(work.data, drawn)
    looks = plan_looks(len(drawn), held.confidence) if held.confidence is not None and drawn else ()
    ends = [look.golden for look in looks] or [len(drawn)]
    session = current()
    before, session.spend = session.spend, held.budget.spend
    try:
        held.budget.open(held.name, replace(work, data=data), price)
        for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
            part = _drawn(data, drawn[start:end])
            total = len(data.golden) + len(data.variants)
            portion = _portion(work, part, total, confirming=not held.budget.limits_calls)
            yield portion
            if not portion.done:  # nobody waits for the item any more
                return
            _take(work, portion, _drawn(data, drawn[:end]))
            work.look = looks[number] if looks else None
            if work.look is not None and number + 1 < len(ends) and held.settled(work, work.look):
                break
        work.done = True
    finally:
        session.spend = before
        held.budget.close()


def counted(work: Work, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a test function, async or not, whose calls are counted before they are made."""
    if work.allowance is None:
        return function
    ask = work.allowance.budget.ask

    @functools.wraps(function, updated=())
    def call(**named: Any) -> Any:
        ask(1)
        return function(**named)

    return call


def _drawn(data: Data, golden: Sequence[str]) -> Data:
    """Return the golden examples with these ids, and their variants, in this order."""
    examples = {example.id: example for example in data.golden}
    variants: dict[str, list[Any]] = {name: [] for name in golden}
    for variant in data.variants:
        if variant.golden.id in variants:
            variants[variant.golden.id].append(variant)
    return Data([examples[name] for name in golden], [one for held in variants.values() for one in held], data.every)


def _portion(work: Work, data: Data, total: int, *, confirming: bool) -> Work:
    """Return the work of one portion; it shares the memory of the test with the whole, and gathers for itself.

    Args:
        work: of the whole item.
        data: of the portion.
        total: the most inputs that all portions together ask.
        confirming: whether what changed since the baseline may be asked again.
    """
    done = work.calls
    gathered: dict[str, Any] = {name: type(getattr(work, name))() for name in _gathered(work)}
    return replace(
        work,
        **gathered,
        data=data,
        allowance=None,
        partial=True,
        progress=lambda calls, _: work.progress(done + calls, total),
        calls=0,
        before=work.before if confirming else {},
    )


def _take(work: Work, portion: Work, data: Data) -> None:
    """Add what came of a portion."""
    work.confirmed |= {len(work.letters) + position: said for position, said in portion.confirmed.items()}
    for kind, (count, reason) in portion.unasked.items():
        before, first = work.unasked.get(kind, (0, reason))
        work.unasked[kind] = before + count, first
    for name in _gathered(work):
        if name not in ("confirmed", "unasked"):
            setattr(work, name, getattr(work, name) + getattr(portion, name))
    work.lost, work.others = work.lost[: work.keep], work.others[: work.keep]
    work.calls += portion.calls
    work.consistency = portion.consistency
    work.data = data


def _gathered(work: Work) -> list[str]:
    """Return the fields in which what came of a work adds up."""
    return [
        one.name for one in fields(work) if one.name != "before" and isinstance(getattr(work, one.name), list | dict)
    ]
