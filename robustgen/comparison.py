"""Two nights held against each other, variant by variant, where id and content are the same.

A regression is shown where the clustered, paired interval of the change lies beyond the tolerance: single variants that
broke are listed, and fail nothing by themselves, since a model that is not deterministic breaks some every night.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from robustgen.baseline import Acknowledged, Outcome, Place, Recorded, variant_id
from robustgen.scoring import wording
from robustgen.scoring.judging import FAIL, MEASURED, NOT_EVALUATED, PASS, confidence_of
from robustgen.scoring.limits import bare, family
from robustgen.scoring.statistics import Estimate, cluster_estimate

PAIRED = 0.9  # the share of the baseline's variants that must be there again


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What changed under one perturbation; variants by id, in order.

    Attributes:
        perturbation: name@version.
        paired: how many variants both nights have, with the same content.
        newly_broken: right then, not right now.
        mended: not right then, right now.
        still_failing: right on neither night.
        acknowledged: failing, and excused.
        flaky: among the paired, those whose answer changed when they were asked again.
        new, gone: on one night alone, or with other content.
        unanswered: without an answer on one night: an error, a time-out, a skip.
        change: the mean change of the score by golden example, with its interval; None where nothing is paired.
        regressed: whether the interval lies beyond the tolerance.
    """

    perturbation: str
    paired: int
    newly_broken: tuple[str, ...]
    mended: tuple[str, ...]
    still_failing: tuple[str, ...]
    acknowledged: tuple[str, ...]
    flaky: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    unanswered: tuple[str, ...]
    change: Estimate | None
    regressed: bool


_LISTS = ("newly_broken", "mended", "still_failing", "acknowledged", "flaky", "new", "gone", "unanswered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One test on two nights.

    Attributes:
        test, suite: of which.
        since: when the earlier night began.
        shifts: one a perturbation.
        change: over all of them, the mean of family means; None where nothing is paired.
        paired, expected: variants there again with the same content, of how many in the earlier night.
        confidence: that of every interval, 1 - 0.05/(P + 1): that over all counts too.
        tolerance: the change for the worse that is allowed, a share.
        missing: perturbations of the earlier night that this one does not have.
        expired: acknowledged failures that are excused no longer and still fail.
        outcome: pass, fail or not evaluated.
        reasons: why, a sentence each.
    """

    test: str
    suite: str
    since: str
    shifts: tuple[Shift, ...]
    change: Estimate | None
    paired: int
    expected: int
    confidence: float
    tolerance: float
    missing: tuple[str, ...]
    expired: tuple[Acknowledged, ...]
    outcome: str
    reasons: tuple[str, ...]

    @property
    def fails(self) -> bool:
        """Whether it fails a run."""
        return self.outcome == FAIL

    @property
    def regressed(self) -> bool:
        """Whether it got worse beyond chance, of one perturbation or of all together."""
        whole = self.change is not None and _regressed(self.change, self.confidence, self.tolerance)
        return whole or any(shift.regressed for shift in self.shifts)

    def count(self, name: str) -> int:
        """Return how many variants a list of the shifts has in all, such as "newly_broken"."""
        return sum(len(getattr(shift, name)) for shift in self.shifts)

    @property
    def summary(self) -> str:
        """The counts in a line."""
        said = [f"{self.count(name):,} {name.replace('_', ' ')}" for name in _LISTS[:3]]
        said += [f"{self.count(name):,} {name}" for name in _LISTS[3:] if self.count(name)]
        return f"{', '.join(said)}; {self.paired:,} of {self.expected:,} variants paired"

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        shifts = [
            {
                "perturbation": shift.perturbation,
                "paired": shift.paired,
                **{name: list(getattr(shift, name)) for name in _LISTS},
                "change": None if shift.change is None else shift.change.value,
                "change_interval": None if shift.change is None else list(shift.change.interval(self.confidence)),
                "regressed": shift.regressed,
            }
            for shift in self.shifts
        ]
        return {
            "test": self.test,
            "suite": self.suite,
            "since": self.since,
            "outcome": self.outcome,
            "summary": self.summary,
            "reasons": list(self.reasons),
            "change": None if self.change is None else self.change.value,
            "change_interval": None if self.change is None else list(self.change.interval(self.confidence)),
            "confidence": self.confidence,
            "tolerance": self.tolerance,
            "paired": self.paired,
            "expected": self.expected,
            "missing": list(self.missing),
            "expired": [{"id": one.id, "reason": one.reason, "until": one.until.isoformat()} for one in self.expired],
            "shifts": shifts,
        }


def compare(
    before: Recorded,
    now: Recorded,
    *,
    test: str,
    since: str,
    complete: bool = True,
    sampled: bool = False,
    stopped: Iterable[str] = (),
    tolerance: float = 0.0,
    flaky: Iterable[str] = (),
    acknowledged: Sequence[Acknowledged] = (),
    today: datetime.date | None = None,
    rerecord: str = "",
) -> Comparison:
    """Hold a night against an earlier one.

    Args:
        before: the earlier night.
        now: the later one.
        test: its name.
        since: when the earlier night began.
        complete: whether all that was planned now was measured; else what is missing is not held against it.
        sampled: whether a budget drew some of the golden examples now: only these are compared, since which they are
            does not depend on their answers.
        stopped: perturbations that ended as soon as their verdict was settled: they are left out, since a night that
            looks bad ends sooner.
        tolerance: the mean change for the worse that is allowed, a share.
        flaky: ids of variants whose answer changed when they were asked again.
        acknowledged: known failures; while they are excused they leave the change and the lists of broken ones.
        today: the day that decides whether an acknowledgement is still good; without, all are.
        rerecord: the command that records the baseline anew, for the message where too little is paired.
    """
    stopped = sorted(set(stopped))
    of_all = len(before.outcomes)
    before, now = _comparable(before, now, sampled=sampled, stopped=stopped)
    excused = {one.id for one in acknowledged if today is None or today <= one.until}
    missing = tuple(sorted(set(before.perturbations) - set(now.perturbations))) if complete else ()
    names = sorted({place[0] for night in ((before, now) if complete else (now,)) for place in night.outcomes})
    held = _told_apart(before, now, [name for name in names if name not in missing], excused, frozenset(flaky))
    confidence = confidence_of(len(names) + 1)
    shifts = tuple(one.shift(confidence, tolerance) for one in held)
    measured = Comparison(
        test=test,
        suite=now.suite,
        since=since,
        shifts=shifts,
        change=_whole(held, before.groups | now.groups),
        paired=sum(shift.paired for shift in shifts),
        expected=sum(len(one.before) for one in held),
        confidence=confidence,
        tolerance=tolerance,
        missing=missing,
        expired=_expired(now, acknowledged, excused),
        outcome=MEASURED,
        reasons=(),
    )
    outcome, reasons = _judged(measured, rerecord)
    remarks = _remarks(measured, of_all if sampled else None, stopped)
    return replace(measured, outcome=outcome, reasons=(*reasons, *remarks))


def _comparable(before: Recorded, now: Recorded, *, sampled: bool, stopped: Sequence[str]) -> tuple[Recorded, Recorded]:
    """Return both nights without what stopped early; of a sample, with the golden examples that were drawn."""
    drawn = {place[:2] for place in now.outcomes}
    kept = [
        {
            place: outcome
            for place, outcome in one.outcomes.items()
            if place[0] not in stopped and (place[:2] in drawn or not sampled)
        }
        for one in (before, now)
    ]
    return replace(before, outcomes=kept[0]), replace(now, outcomes=kept[1])


def _told_apart(
    before: Recorded, now: Recorded, names: Sequence[str], excused: set[str], flaky: frozenset[str]
) -> list[_Held]:
    """Return the variants of the perturbations `names` on both nights."""
    groups = before.groups | now.groups
    then, tonight = _by_perturbation(before.outcomes), _by_perturbation(now.outcomes)
    return [_Held(name, then.get(name, {}), tonight.get(name, {}), excused, flaky, groups) for name in names]


def _by_perturbation(outcomes: Mapping[Place, Outcome]) -> dict[str, dict[Place, Outcome]]:
    found: dict[str, dict[Place, Outcome]] = {}
    for place, outcome in outcomes.items():
        found.setdefault(place[0], {})[place] = outcome
    return found


@dataclass(slots=True)
class _Held:
    """The variants of one perturbation on both nights, told apart."""

    name: str
    before: Mapping[Place, Outcome]
    now: Mapping[Place, Outcome]
    excused: set[str]
    flaky: frozenset[str]
    groups: Mapping[str, str]
    found: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _LISTS})
    changes: dict[str, list[float]] = field(default_factory=dict)
    paired: int = 0

    def __post_init__(self) -> None:
        for place in sorted(self.before.keys() | self.now.keys(), key=_in_order):
            self._sort_in(place, self.before.get(place), self.now.get(place))

    def _sort_in(self, place: Place, old: Outcome | None, new: Outcome | None) -> None:
        name, found = variant_id(place), self.found
        if old is None or new is None or old.content != new.content:
            if old is not None:
                found["gone"].append(name)
            if new is not None:
                found["new"].append(name)
            return
        self.paired += 1
        if name in self.flaky:
            found["flaky"].append(name)
        if not (old.is_answer and new.is_answer):
            found["unanswered"].append(name)
            return
        if name in self.excused:
            if new.value < 1:
                found["acknowledged"].append(name)
            return
        self.changes.setdefault(place[1], []).append(new.value - old.value)
        was, is_now = old.letter == "r", new.letter == "r"
        if was != is_now:
            found["newly_broken" if was else "mended"].append(name)
        elif not is_now:
            found["still_failing"].append(name)

    def means(self) -> dict[str, float]:
        """Return the mean change of each golden example."""
        return {golden_id: sum(parts) / len(parts) for golden_id, parts in self.changes.items()}

    def shift(self, confidence: float, tolerance: float) -> Shift:
        means = self.means()
        clusters = [self.groups.get(golden_id, golden_id) for golden_id in means]
        change = cluster_estimate(list(means.values()), clusters, low=-1.0, high=1.0) if means else None
        lists = {name: tuple(ids) for name, ids in self.found.items()}
        regressed = change is not None and _regressed(change, confidence, tolerance)
        return Shift(perturbation=self.name, paired=self.paired, **lists, change=change, regressed=regressed)


def _regressed(change: Estimate, confidence: float, tolerance: float) -> bool:
    return change.interval(confidence)[1] < -tolerance


def _whole(held: Sequence[_Held], groups: Mapping[str, str]) -> Estimate | None:
    """Return the mean of family means, golden examples that several perturbations share being one cluster each.

    As `Card.whole`: with weights w_r and n_r golden examples of all N, a golden example counts with
    change + Σ_r w_r·(N/n_r)·(d_ri - d_r).
    """
    with_change = [(one.name, means) for one in held if (means := one.means())]
    if not with_change:
        return None
    families = [family(name) for name, _ in with_change]
    weights = [1.0 / (len(set(families)) * families.count(own)) for own in families]
    averages = [sum(means.values()) / len(means) for _, means in with_change]
    whole = sum(weight * average for weight, average in zip(weights, averages, strict=True))
    every = sorted({golden_id for _, means in with_change for golden_id in means})
    values = dict.fromkeys(every, whole)
    for weight, average, (_, means) in zip(weights, averages, with_change, strict=True):
        for golden_id, mean in means.items():
            values[golden_id] += weight * len(every) / len(means) * (mean - average)
    clusters = [groups.get(golden_id, golden_id) for golden_id in every]
    return cluster_estimate(list(values.values()), clusters, low=-1.0, high=1.0)


def _expired(now: Recorded, acknowledged: Sequence[Acknowledged], excused: set[str]) -> tuple[Acknowledged, ...]:
    """Return the acknowledged failures that are excused no longer and still fail."""
    failing = {variant_id(place) for place, outcome in now.outcomes.items() if outcome.is_answer and outcome.value < 1}
    return tuple(one for one in acknowledged if one.id not in excused and one.id in failing)


def _judged(measured: Comparison, rerecord: str) -> tuple[str, tuple[str, ...]]:
    """Return the outcome of what was measured, and why."""
    change, paired, expected, confidence = measured.change, measured.paired, measured.expected, measured.confidence
    said = [
        _worse(bare(shift.perturbation), shift.change, confidence)
        for shift in measured.shifts
        if shift.regressed and shift.change
    ]
    if change is not None and _regressed(change, confidence, measured.tolerance):
        said.append(_worse("all perturbations together", change, confidence))
    if measured.missing:
        named = ", ".join(map(bare, measured.missing))
        said.append(f"in the baseline and not in this run: {named}; record it anew if that is meant")
    if said:
        return FAIL, tuple(said)
    if not expected and not measured.shifts:
        return MEASURED, ()
    if paired < PAIRED * expected:
        again = f": record it anew with `{rerecord}`" if rerecord else ""
        return NOT_EVALUATED, (
            f"only {paired:,} of the baseline's {expected:,} variants are in this run with the same content{again}",
        )
    return PASS, ()


def _remarks(measured: Comparison, sampled_of: int | None, stopped: Sequence[str]) -> Iterator[str]:
    """Yield what a reader must know beside the outcome: what was not compared, and what is excused no longer.

    Args:
        measured: what was compared.
        sampled_of: variants of the earlier night before a sample was drawn of them; None where none was.
        stopped: perturbations that stopped early.
    """
    if sampled_of is not None:
        yield f"a sample: {measured.expected:,} of the baseline's {sampled_of:,} variants are of what was run now"
    if stopped:
        yield f"not compared, since they stopped as soon as their verdict was settled: {', '.join(map(bare, stopped))}"
    if measured.expired:
        yield f"excused no longer and still failing: {', '.join(one.id for one in measured.expired)}"


def _worse(name: str, change: Estimate, confidence: float) -> str:
    low, high = change.interval(confidence)
    return (
        f"{name} got worse by {wording.share(-change.value)} since the baseline "
        f"({wording.share(-high)}..{wording.share(-low)}, {change.n:,} golden)"
    )


def _in_order(place: Place) -> tuple[str, list[int]]:
    return place[1], [int(part) for part in place[2].split("/")]
