"""--robustgen-max-calls, -max-cost, -max-time: what is run of each item, and what stops a run that would spend more.

The plan is made when collection is done, from what was collected and the number of workers, and every process makes the
same one: a share of the golden examples of every perturbation that fits, clean inputs counted once a worker. So no two
processes need to speak to each other, and together they never ask more than the plan.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_robustgen.plugin import ERRORS, is_worker
from pytest_robustgen.sampling import Asking, Share, drawable, keyed_order, largest_share, smallest, whole_share
from robustgen.errors import RobustgenError, UsageError

if TYPE_CHECKING:
    from pytest_robustgen.items import Task
    from pytest_robustgen.work import Work
    from robustgen.predict import Model

DEADLINE = "robustgen_deadline"  # in a worker's input: seconds since the epoch
OPTIONS = ("robustgen_max_calls", "robustgen_max_cost", "robustgen_max_time")
BUDGET = pytest.StashKey["Budget"]()
_WHOLE = ("max_drop_all", "max_drop_family", "max_drop_slice", "min_clean")


class Spent(BaseException):
    """The budget allows no further call. No Exception: neither a user's `except` nor a retry is to swallow it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned for one test.

    Attributes:
        asking: what its selected items would ask.
        share: of the golden examples that is run; where the price is not known yet, the most.
        money: what the test may cost where its price is only known in its items; None else.
        runs_whole: why its items do not stop before they are through; "" where they may.
    """

    asking: Asking
    share: Share
    money: float | None
    runs_whole: str

    def at(self, price: float | None) -> Share:
        """Return the share once the price of an input is known.

        Raises:
            UsageError: there is a limit on cost and no price, or not enough for one golden example of every item.
        """
        if self.money is None:
            return self.share
        if price is None:
            raise UsageError(
                "--robustgen-max-cost needs the price of one input: say cost= in the marker, or give the test a "
                "fixture that returns robustgen.model(predict, cost=…)"
            )
        fitting = largest_share([replace(self.asking, price=price)], self.share, calls=float("inf"), cost=self.money)
        if fitting is None:
            least = price * self.asking.calls(Share(1, self.share.whole))
            raise UsageError(
                f"this test's part of --robustgen-max-cost is {self.money:.4g}: at {price:g} an input, one golden "
                f"example of each perturbation costs {least:.4g}"
            )
        return fitting


@dataclass(slots=True)
class Budget:
    """The budget of this process: the plan, and what was spent of it.

    `room` and `purse` are the calls and the money that the running item may still use; what an item leaves goes to the
    next one of this process. `ended` are the inputs asked in items that have ended.
    """

    config: pytest.Config
    deadline: float | None = None
    tests: dict[str, Planned] = field(default_factory=dict)
    spare_calls: float = 0.0
    spare_cost: float = 0.0
    room: float | None = None
    purse: float | None = None
    price: float = 0.0
    planned: int = 0
    asked: int = 0
    made: int = 0
    cost: float = 0.0
    ended: int = 0
    ran: Counter[str] = field(default_factory=Counter)
    granted: set[tuple[int, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def by(self) -> str:
        """The options that were given, as they were given."""
        given = [(name, self.config.getoption(name)) for name in OPTIONS]
        return " and ".join(
            f"--{name.replace('_', '-')} {value:,}"
            if isinstance(value, int)
            else f"--{name.replace('_', '-')} {value:g}"
            for name, value in given
            if value is not None
        )

    @property
    def limits_calls(self) -> bool:
        """Whether calls are limited, by their number or their cost, so that nothing is asked that was not planned."""
        return any(self.config.getoption(name) is not None for name in OPTIONS[:2])

    def open(self, name: str, work: Work, price: float | None) -> None:
        """Begin an item, or a trial of it: it may ask its variants, and the clean inputs that were not asked yet.

        A clean input is granted once, even where the item that asked it came to nothing.

        Raises:
            Spent: this process has no part in the plan.
        """
        fresh = {(id(work.memory), one.id) for one in work.data.golden if one.id not in work.memory.clean}
        calls = len(work.data.variants) + len(fresh - self.granted)
        self.granted |= fresh
        if self.limits_calls and self.ran[name] >= self.config.getoption("robustgen_trials"):
            pytest.fail("the item has spent its part of the budget: it cannot be run a second time", pytrace=False)
        replaced = _is_replacement(self.config)
        self.ran[name] += 1
        self.price, self.planned = price or 0.0, calls
        if self.config.getoption("robustgen_max_calls") is not None:
            self.room = 0 if replaced else calls + self.spare_calls
        if self.config.getoption("robustgen_max_cost") is not None:
            self.purse = 0.0 if replaced else calls * (price or 0.0) + self.spare_cost
        self.asked, self.made, self.cost = 0, 0, 0.0
        if replaced and self.limits_calls:
            raise Spent("a worker crashed, and what it asked was part of the budget: nothing is left for another one")

    def close(self) -> None:
        """End an item: what it left is for the next ones."""
        self.ended += max(self.asked, self.made)
        if self.room is not None:
            self.spare_calls = max(0, self.room - max(self.asked, self.made))
        if self.purse is not None:
            self.spare_cost = max(0.0, self.purse - max(self.cost, self.asked * self.price))

    def ask(self, count: int) -> None:
        """Count inputs that a test function, or a predictor, is about to be given.

        Raises:
            Spent: the budget does not allow them.
        """
        self._check_time()
        with self._lock:
            self._check(self.asked + count, (self.asked + count) * self.price)
            self.asked += count

    def spend(self, model: Model, count: int) -> None:
        """Count a call of a model that is about to be made; `robustgen.predict.Session` calls this.

        Raises:
            Spent: the budget does not allow it.
        """
        self._check_time()
        price = self.price if model.cost is None else model.cost
        with self._lock:
            self._check(self.made + count, self.cost + count * price)
            self.made += count
            self.cost += count * price

    def rest(self) -> str:
        """Return how far the item that ended last came, and what would have fitted."""
        said = f"{max(self.asked, self.made):,} of its {self.planned:,} inputs were asked"
        total = self.ended * workers_of(self.config)
        if self.deadline is None or self.limits_calls or not total:
            return said
        return f"{said}; about {total:,} fit into that time: --robustgen-max-calls {total} would sample"

    def _check_time(self) -> None:
        if self.deadline is not None and time.time() > self.deadline:
            seconds = self.config.getoption("robustgen_max_time")
            raise Spent(f"--robustgen-max-time: {seconds:g} s are over")

    def _check(self, number: int, cost: float) -> None:
        if self.room is not None and number > self.room:
            raise Spent(
                f"--robustgen-max-calls: this item's part of it is {int(self.room):,} inputs, and more were asked for: "
                "a model that is called twice for one input needs a larger one"
            )
        if self.purse is not None and cost > self.purse * (1 + 1e-9):
            raise Spent(
                f"--robustgen-max-cost: this item's part of it is {self.purse:.4g}, and more was to be spent: is an "
                "input dearer than cost= says, or asked more than once?"
            )


def check_options(config: pytest.Config) -> None:
    """Refuse budgets of nothing.

    Raises:
        UsageError: of pytest.
    """
    for name in OPTIONS:
        value = config.getoption(name)
        if value is not None and not 0 < value < float("inf"):
            raise pytest.UsageError(f"--{name.replace('_', '-')} is {value:g}: expected more than 0")
    if config.getoption("robustgen_max_calls") is not None and config.getoption("dist", "no") == "each":
        raise pytest.UsageError("--dist each runs every item in every worker, and --robustgen-max-calls counts it once")


def is_limited(config: pytest.Config) -> bool:
    """Return whether there is a budget."""
    return bool(config.getoption("robustgen")) and any(config.getoption(name) is not None for name in OPTIONS)


def deadline_of(config: pytest.Config) -> float | None:
    """Return when the run is to end, in seconds since the epoch; under xdist, where its controller began."""
    seconds = config.getoption("robustgen_max_time")
    if seconds is None:
        return None
    given: float | None = getattr(config, "workerinput", {}).get(DEADLINE)
    return time.time() + seconds if given is None else given


class Budgeting:
    """Makes the plan when collection is done."""

    def __init__(
        self,
        config: pytest.Config,
        task_of: Callable[[pytest.Item], Task | None],
        name_of: Callable[[str, str], str],
    ) -> None:
        self._task_of, self._name_of = task_of, name_of
        self._budget = config.stash[BUDGET] = Budget(config, deadline_of(config))

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Plan what is run of every item; a budget that is too small ends the run."""
        found: dict[str, dict[str, Task]] = {}
        single = False
        for item in session.items:
            task = self._task_of(item)
            if task is not None and task.variant is not None:
                single = True
            elif task is not None and task.part.perturbation and not task.part.empty:
                found.setdefault(self._name_of(item.nodeid, task.part.id), {})[task.part.id] = task
        if not (found or single) or session.config.option.collectonly:
            return
        try:
            if single:
                raise UsageError(f"single variants are run without a plan: leave {self._budget.by} out")
            self._plan(session.config, found)
        except UsageError as error:
            if not is_worker(session.config):
                raise pytest.UsageError(str(error)) from error
            session.config.workeroutput[ERRORS] = [str(error)]  # type: ignore[attr-defined]
            session.items.clear()

    def _plan(self, config: pytest.Config, found: dict[str, dict[str, Task]]) -> None:
        askings = {name: _asking(config, list(tasks.values())) for name, tasks in found.items()}
        tests = list(askings.values())
        most, money = config.getoption("robustgen_max_calls"), config.getoption("robustgen_max_cost")
        later = money is not None and any(one.price is None for one in tests)  # a price is only known in the items
        calls = float("inf") if most is None else most
        cost = float("inf") if money is None or later else money
        whole = whole_share(tests)
        share = largest_share(tests, whole, calls=calls, cost=cost)
        if share is None:
            raise UsageError(_too_small(tests, whole, calls))
        every = sum(one.calls(whole) for one in tests) or 1
        asked = [one.calls(share) for one in tests]
        if most is not None:
            self._budget.spare_calls = (most - sum(asked)) // workers_of(config)
        if money is not None and not later:
            price = sum((one.price or 0.0) * count for one, count in zip(tests, asked, strict=True))
            self._budget.spare_cost = (money - price) / workers_of(config)
        for name, asking in askings.items():
            task = next(iter(found[name].values()))
            part = money * asking.calls(whole) / every if money is not None and later else None
            self._budget.tests[name] = Planned(asking, share, part, _runs_whole(config, task))


def _asking(config: pytest.Config, tasks: Sequence[Task]) -> Asking:
    """Return what the items of a test would ask; one whose rows cannot be read asks nothing, and says why itself."""
    from pytest_robustgen.sources import data_of

    parts, order = {}, None
    for task in tasks:
        try:
            if order is None:
                order = keyed_order(task.test.source.golden())
            parts[task.part.id] = drawable(order, data_of(task.test.source, task.part).variants)
        except RobustgenError:
            continue
    trials = int(config.getoption("robustgen_trials"))
    return Asking(parts, trials, workers_of(config), tasks[0].test.settings.cost)


def _too_small(tests: Sequence[Asking], whole: Share, calls: float) -> str:
    """Say that a budget does not reach for one golden example of every perturbation, and what would."""
    least_calls, least_cost = smallest(tests, whole)
    workers = max(one.workers for one in tests)
    counted = f", clean inputs by each of {workers} workers" if workers > 1 else ""
    if least_calls > calls:
        return (
            f"--robustgen-max-calls {calls:,} is too small for one golden example of every perturbation: the smallest "
            f"that works is {least_calls:,}{counted}; -k selects perturbations"
        )
    return (
        f"--robustgen-max-cost is too small for one golden example of every perturbation: the smallest that works is "
        f"{least_cost:.4g}{counted}; -k selects perturbations"
    )


def workers_of(config: pytest.Config) -> int:
    """Return how many processes run the items."""
    return int(getattr(config, "workerinput", {}).get("workercount", 1))


def _runs_whole(config: pytest.Config, task: Task) -> str:
    """Return why the items of a test are run to their end, whatever was seen by then; "" where they may stop."""
    limits = task.test.settings.limits
    if not limits.sets_any():
        return "no limit is set for them"
    if config.getoption("robustgen_trials") > 1:
        return "--robustgen-trials asks everything again when all was asked"
    if config.getoption("robustgen_baseline"):
        return "what stopped when it looked bad, or good, cannot be held against a baseline"
    if named := [name for name in _WHOLE if getattr(limits, name) is not None]:
        return f"{', '.join(named)} {'needs' if len(named) == 1 else 'need'} every item whole"
    return ""


def _is_replacement(config: pytest.Config) -> bool:
    """Return whether this worker stands in for one that crashed: the plan does not count it."""
    given: dict[str, Any] = getattr(config, "workerinput", {})
    number = str(given.get("workerid", "")).removeprefix("gw")
    return number.isdigit() and int(number) >= int(given.get("workercount", 1))


def sample_json(config: pytest.Config, test: str, examples: int) -> dict[str, Any] | None:
    """Return what a test's plan says of the budget, as plain data; None without one."""
    budget = config.stash.get(BUDGET, None)
    planned = budget.tests.get(test) if budget is not None else None
    if budget is None or planned is None:
        return None
    asking, share = planned.asking, planned.share
    return {
        "by": budget.by,
        "golden": len({name for names in asking.golden(share).values() for name in names}),
        "of_golden": examples,
        "variants": asking.variants(share),
        "variants_run": 0,
        "of_variants": asking.variants(Share(1, 1)),
        "calls": asking.calls(share),
        "workers": asking.workers,
        "at_most": planned.money is not None,
        "runs_whole": planned.runs_whole,
    }
