"""The bill: what a test is about to ask, and what that costs, said before the first call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from pytest_robustgen.budget import BUDGET, Planned, workers_of
from pytest_robustgen.sampling import Asking
from pytest_robustgen.sources import foresight
from robustgen.display import visible

if TYPE_CHECKING:
    from pytest_robustgen.items import Test


def lines(config: pytest.Config, name: str, test: Test) -> list[str]:
    """Return what a test is about to ask, and whether its limits can be told at all."""
    budget = config.stash.get(BUDGET, None)
    planned = budget.tests.get(name) if budget is not None else None
    share = 1.0 if planned is None else planned.share.part / planned.share.whole
    variants, *warnings = foresight(test.source, test.settings.limits, test.gating, share=share)
    calls = [_of_all(config, test)]
    if budget is not None and planned is not None:
        calls = list(_within(planned, test.source.examples, budget.by))
    return [f"robustgen: {visible(name)}: {line}" for line in [variants, *calls, *warnings]]


def _within(planned: Planned, examples: int, by: str) -> Iterator[str]:
    """Yield what is said of a test's budget before its first call."""
    asking, share = planned.asking, planned.share
    calls = asking.calls(share)
    drawn = len({name for names in asking.golden(share).values() for name in names})
    of_all = f"all {examples:,}" if drawn >= examples else f"a sample of {drawn:,} of {examples:,}"
    price = f", {calls * asking.price:.4g} at {asking.price:g} each" if asking.price is not None else ""
    at_most = " at the most" if planned.money is not None else ""
    yield f"{of_all} golden examples{at_most}, by {by}: up to {calls:,} calls{price}{_counted(asking)}"
    if planned.runs_whole:
        yield f"no item stops before it is through: {planned.runs_whole}"
    else:
        yield "an item stops as soon as its verdict is settled, by a plan of looks that keeps its error rate"


def _of_all(config: pytest.Config, test: Test) -> str:
    """Say how many calls a test makes at most without a budget, and what they cost, as far as rows are not read."""
    source, trials = test.source, int(config.getoption("robustgen_trials"))
    held = [one for one in source.perturbations if any(one.variants.values())]
    asking = Asking({}, trials, workers_of(config))
    clean = source.examples * min(asking.workers, len(held))
    calls = trials * (clean + sum(source.size(one) for one in held))
    price = test.settings.cost
    cost = f", {calls * price:.4g} at {price:g} each" if price is not None else ""
    return f"up to {calls:,} calls with the clean inputs{cost}{_counted(asking)}"


def _counted(asking: Asking) -> str:
    said = [f"clean inputs by each of {asking.workers} workers"] if asking.workers > 1 else []
    said += [f"everything {asking.trials} times"] if asking.trials > 1 else []
    return f" ({', '.join(said)})" if said else ""
