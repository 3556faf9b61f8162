"""One item's work and what came of it, whatever style its test is written in."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_robustgen.marker import Settings
from pytest_robustgen.showing import Wrong
from pytest_robustgen.sources import Data
from robustgen.case import Failed
from robustgen.examples import Example
from robustgen.predict import current
from robustgen.variant import Variant

if TYPE_CHECKING:
    from pytest_robustgen.portions import Allowance
    from robustgen.baseline import Outcome, Place
    from robustgen.scoring.sequential import Look

_REASON = 100  # the most characters of why a call came to no answer
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

    `labels` are those of the golden examples, empty without a closed set of them, None as long as nobody asked;
    `broken` is the first exception on a clean input that was no failing `assert`; `consistency` says whether cases are
    held against the clean answer, None before one got that far; `trials` are the memories of further trials.
    """

    clean: dict[str, Answer] = field(default_factory=dict)
    labels: frozenset[Any] | None = None
    broken: BaseException | None = None
    consistency: bool | None = None
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
        progress: called with (cases done, of how many) now and then.
        letters, scores: of the variants, in suite order.
        kinds: how many variants ended by each type of exception.
        unasked: what variants came to no answer by, "error" or "timeout" and the type: how many, and the first reason.
        lost: wrong variants of golden examples that were right when clean, and
        others: the remaining wrong ones, or wrong golden examples, as far as kept.
        calls: how often the model was asked.
        done: whether everything was run.
        before: what the baseline holds of the test, by place; empty without one.
        flaky: ids of variants whose answer changed when they were asked again.
        last: what the last variant ended by: the exception of a test function, None where it returned.
        explain_all: whether pytest is to explain every failing comparison, which is dear; else the first that matters.
        check: called once the variants were judged, before a model that was asked in batches is left.
        searches: the most calls that may be made to find the smallest changes that still break, and
        fails: whether the item fails, which decides whether they are made.
        remarks: what else is to be said where the item fails.
        confirmed: letter and share of most of those answers where they are others than the first, by position.
        consistency: whether "right" means "as the clean answer".
        allowance: what the budget allows it, see `pytest_robustgen.portions`; None without one.
        look: the planned look at which it stopped, where it is looked at several times.
        partial: whether it is a portion of an item.
    """

    data: Data
    settings: Settings
    memory: Memory
    keep: int
    progress: Callable[[int, int], None]
    letters: list[str] = field(default_factory=list)
    scores: list[float | None] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    unasked: dict[str, tuple[int, str]] = field(default_factory=dict)
    lost: list[Wrong] = field(default_factory=list)
    others: list[Wrong] = field(default_factory=list)
    calls: int = 0
    done: bool = False
    consistency: bool = False
    before: dict[Place, Outcome] = field(default_factory=dict)
    flaky: list[str] = field(default_factory=list)
    confirmed: dict[int, tuple[str, float | None]] = field(default_factory=dict)
    last: BaseException | None = None
    explain_all: bool = False
    check: Callable[[Work], None] | None = None
    searches: int = 0
    fails: Callable[[], bool] | None = None
    remarks: list[str] = field(default_factory=list)
    allowance: Allowance | None = None
    look: Look | None = None
    partial: bool = False
    next_progress: float = 0.0

    def __post_init__(self) -> None:
        self.next_progress = time.monotonic() + _PROGRESS

    @property
    def golden_only(self) -> bool:
        """Whether clean inputs are all there is to run."""
        return not self.data.variants

    def tick(self, cases: int, total: int) -> None:
        """Count cases asked, and report once where it takes long.

        Raises:
            BaseException: what the budget raised in a call, whatever the test made of it.
        """
        stopped = current().stopped
        if stopped is not None:
            raise stopped
        self.calls += cases
        if time.monotonic() > self.next_progress:
            self.next_progress = float("inf")
            self.progress(self.calls, total)

    def count(self, failed: Failed) -> None:
        """Count a variant that came to no answer, or whose model failed on it, by what that was."""
        if failed.status == "wrong":
            self.kinds[failed.kind] += 1
        else:
            lose(self.unasked, failed)

    def lost_calls(self) -> dict[str, tuple[int, str]]:
        """Return `unasked` with the clean inputs."""
        lost = dict(self.unasked)
        for example in self.data.golden:
            answer = self.memory.clean.get(example.id)
            if answer is not None and isinstance(answer.output, Failed) and answer.output.status != "wrong":
                lose(lost, answer.output)
        return lost

    def keep_wrong(self, of: Example | Variant, status: str, note: Callable[..., str], *ended: Any) -> None:
        """Keep a case that was not answered right, if there is room; `note(*ended)` says how it ended."""
        answered = status in ("wrong", "unanswered")
        was_right = isinstance(of, Variant) and self.memory.clean[of.golden.id].letter == "r"
        room = self.lost if was_right and answered else self.others
        if len(room) < self.keep:
            room.append(Wrong(of, note(*ended), status))


def lose(lost: dict[str, tuple[int, str]], failed: Failed) -> None:
    """Count a call that came to no answer."""
    kind = f"{failed.status} {failed.kind}"
    count, reason = lost.get(kind, (0, failed.reason[:_REASON]))
    lost[kind] = count + 1, reason


def is_broken(work: Work) -> bool:
    """Return whether no clean input got as far as an answer; a portion of an item is too little to tell."""
    golden, clean = work.data.golden, work.memory.clean
    if work.partial or work.memory.broken is None or not golden:
        return False
    return all(example.id in clean and clean[example.id].broken for example in golden)


def refuse_broken(work: Work) -> None:
    """Raise where no clean input got an answer: the test is broken, and a drop from nothing is no drop."""
    first, count = work.memory.broken, len(work.data.golden)
    if first is None or not is_broken(work):
        return
    work.done = False
    if not getattr(first, "__notes__", None):
        first.add_note(f"robustgen: none of the {count:,} clean inputs got an answer, so nothing was measured")
    raise first
