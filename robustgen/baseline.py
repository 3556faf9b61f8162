"""The baseline: what came of every variant on a night that was good enough, to hold later nights against.

A JSON file for review: by test and suite, by perturbation, one line a golden example, "severity/index content outcome"
for each of its variants. Two nights are compared variant by variant, where id and content are the same; the rest is new
or gone. Known failures are acknowledged by id, with a reason and the last day on which they are excused.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from robustgen.display import visible
from robustgen.errors import UsageError, nearest
from robustgen.runs import Run, TestRun, write_text
from robustgen.scoring.statuses import LETTERS, decode
from robustgen.strict_json import Fault, parse_json

FORMAT = "robustgen-baseline/1"
UPDATE = "pytest --robustgen --robustgen-baseline {path} --robustgen-update-baseline"
Place = tuple[str, str, str]  # perturbation@version, golden id, severity/index


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one variant: the fingerprint of its content, the letter of its status, a share if there is one."""

    content: str
    letter: str
    score: float | None = None

    @property
    def value(self) -> float:
        """The score: a share, else 1 for right and 0 for another answer."""
        return float(self.letter == "r") if self.score is None else self.score

    @property
    def is_answer(self) -> bool:
        """Whether it is an answer, right, wrong or unanswered: no error, time-out or skip."""
        return self.letter in "rwu"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A known failure: it is no news until the day after `until`."""

    id: str
    reason: str
    until: datetime.date


@dataclass(slots=True)
class Recorded:
    """What a baseline holds of one test.

    Attributes:
        suite, suite_id: what it ran over.
        perturbations: name@version of all that were planned, those without a variant left out.
        outcomes: of every variant, by place.
        groups: the group of each golden id that has one.
        since: when its night began, where that is another than the baseline's; "" else.
    """

    suite: str
    suite_id: str | None
    perturbations: list[str]
    outcomes: dict[Place, Outcome]
    groups: dict[str, str] = field(default_factory=dict)
    since: str = ""


@dataclass(slots=True)
class Baseline:
    """A recorded night, and the failures that are known.

    Attributes:
        recorded: when the night began, ISO 8601.
        tests: by name of the test and of its suite.
        acknowledged: known failures.
    """

    recorded: str
    tests: dict[tuple[str, str], Recorded]
    acknowledged: list[Acknowledged] = field(default_factory=list)


def recorded(test: TestRun) -> Recorded:
    """Return what a baseline holds of a test, from its run.

    Repeats of a variant become one outcome, the majority; one that was asked again has what was confirmed.
    """
    answers: dict[Place, list[Mapping[str, Any]]] = {}
    groups = {}
    for row in test.outcomes:
        if "group" in row:
            groups[row["golden_id"]] = row["group"]
        if row["perturbation"] is not None:
            answers.setdefault(place_of(row), []).append(row)
    return Recorded(
        suite=test.suite,
        suite_id=test.suite_id,
        perturbations=sorted(test.planned),
        outcomes={place: _majority(rows) for place, rows in answers.items()},
        groups=groups,
    )


def place_of(row: Mapping[str, Any]) -> Place:
    """Return the place of an outcome: perturbation, golden id, severity/index."""
    severity, index = row["variant_id"].rsplit("/", 2)[1:]
    return row["perturbation"], row["golden_id"], f"{severity}/{index}"


def variant_id(place: Place) -> str:
    """Return the id of the variant at a place."""
    perturbation, golden_id, number = place
    return f"{golden_id}/{perturbation}/{number}"


def record(run: Run, path: str | Path, *, before: Baseline | None = None) -> Baseline:
    """Write a run as the baseline and return it; tests that the run does not have stay as they were.

    Raises:
        UsageError: a test of the run was measured in part only, or on a sample, so that what is missing would be gone
            from then on.
    """
    partial = [test.test for test in run.tests if not test.complete]
    if partial:
        raise UsageError(
            f"the baseline was not updated: {', '.join(map(visible, partial))} was measured in part only; run all "
            "of it, without -k, -x, --lf or a node id"
        )
    sampled = [test.test for test in run.tests if test.sampled]
    if sampled:
        raise UsageError(
            f"the baseline was not updated: {', '.join(map(visible, sampled))} was measured on a sample; what was not "
            "run would be gone from then on: run it without --robustgen-max-calls, -max-cost and -max-time"
        )
    tests = (
        {key: replace(held, since=held.since or before.recorded) for key, held in before.tests.items()}
        if before
        else {}
    )
    tests |= {(test.test, test.suite): recorded(test) for test in run.tests}
    made = Baseline(run.started, tests, list(before.acknowledged) if before else [])
    save(made, path)
    return made


def save(baseline: Baseline, path: str | Path) -> None:
    """Write a baseline whole or not at all, its folder too: sorted, a line a golden example."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_text(Path(path), "\n".join(_lines(baseline)) + "\n")


def load(path: str | Path) -> Baseline:
    """Read a baseline.

    Raises:
        UsageError: there is none, with the command that makes one; or it cannot be read, with the place.
    """
    file = Path(path)
    shown = visible(str(path))
    if file.is_dir():
        raise UsageError(f"{shown} is a folder: a baseline is one file, such as robustness/baseline.json")
    if not file.is_file():
        raise UsageError(f"there is no baseline {shown}; `{UPDATE.format(path=shown)}` records one")
    try:
        data = parse_json(file.read_text(encoding="utf-8"))
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UsageError(
                f"{shown} is no baseline of this version ({FORMAT}); `{UPDATE.format(path=shown)}` makes one"
            )
        tests = {
            (name, suite): _read_test(suite, held)
            for name, suites in data["tests"].items()
            for suite, held in suites.items()
        }
        known = [_read_acknowledged(one, shown) for one in data.get("acknowledged", [])]
        return Baseline(str(data["recorded"]), tests, known)
    except (OSError, ValueError, Fault, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, UsageError) and shown in str(error):
            raise
        raise UsageError(
            f"{shown}: the baseline cannot be read ({visible(str(error), 200)}): restore it, or record it again"
        ) from error


def acknowledge(baseline: Baseline, ids: Iterable[str], *, reason: str, until: datetime.date) -> Baseline:
    """Return the baseline with failures acknowledged, an id given before with its new reason and day.

    Raises:
        UsageError: no reason, or an id that no test of the baseline has.
    """
    if not reason.strip():
        raise UsageError("an acknowledged failure needs a reason: who reads it next year should know why it is excused")
    there = {variant_id(place) for held in baseline.tests.values() for place in held.outcomes}
    made = {one.id: one for one in baseline.acknowledged}
    for name in ids:
        if name not in there:
            raise UsageError(f"no variant of the baseline has the id {visible(name, 120)!r}{nearest(name, there)}")
        made[name] = Acknowledged(name, reason.strip(), until)
    return replace(baseline, acknowledged=sorted(made.values(), key=lambda one: one.id))


def _majority(rows: list[Mapping[str, Any]]) -> Outcome:
    letters = [LETTERS[row.get("confirmed") or row["status"]] for row in rows]
    letter = max(sorted(set(letters)), key=letters.count)
    found = [row.get("confirmed_score" if "confirmed" in row else "score") for row in rows]
    scores = [score for score in found if score is not None]
    return Outcome(rows[0].get("content", ""), letter, sum(scores) / len(scores) if scores else None)


def _lines(baseline: Baseline) -> Iterator[str]:
    quote = json.dumps
    yield f'{{"format": {quote(FORMAT)}, "recorded": {quote(baseline.recorded)},'
    known = [
        quote({"id": one.id, "reason": one.reason, "until": one.until.isoformat()}) for one in baseline.acknowledged
    ]
    yield ' "acknowledged": [' + "".join(f"\n  {line}," for line in known).removesuffix(",") + "],"
    yield ' "tests": {'
    names = sorted({name for name, _ in baseline.tests})
    for number, name in enumerate(names):
        yield f"  {quote(name)}: {{"
        suites = sorted(suite for test, suite in baseline.tests if test == name)
        for place, suite in enumerate(suites):
            yield from _test_lines(suite, baseline.tests[name, suite], last=place == len(suites) - 1)
        yield "  }" + ("" if number == len(names) - 1 else ",")
    yield " }}"


def _test_lines(suite: str, held: Recorded, *, last: bool) -> Iterator[str]:
    quote = json.dumps
    groups = quote(dict(sorted(held.groups.items())))
    since = f'"recorded": {quote(held.since)}, ' if held.since else ""
    yield f'   {quote(suite)}: {{{since}"suite_id": {quote(held.suite_id)}, "groups": {groups},'
    yield '    "perturbations": {'
    found: dict[str, dict[str, list[str]]] = {name: {} for name in held.perturbations}
    for (perturbation, golden_id, number), outcome in sorted(held.outcomes.items(), key=_in_order):
        share = "" if outcome.score is None else f" {outcome.score!r}"
        written = f"{number} {outcome.content} {outcome.letter}{share}"
        found.setdefault(perturbation, {}).setdefault(golden_id, []).append(written)
    for count, (perturbation, rows) in enumerate(sorted(found.items())):
        yield f"     {quote(perturbation)}: {{"
        lines = [f"      {quote(golden_id)}: {quote(', '.join(written))}" for golden_id, written in rows.items()]
        yield from (f"{line}," for line in lines[:-1])
        yield from lines[-1:]
        yield "     }" + ("" if count == len(found) - 1 else ",")
    yield "    }}" + ("" if last else ",")


def _in_order(entry: tuple[Place, Outcome]) -> tuple[str, str, list[int]]:
    perturbation, golden_id, number = entry[0]
    return perturbation, golden_id, [int(part) for part in number.split("/")]


def _read_test(suite: str, held: Mapping[str, Any]) -> Recorded:
    outcomes: dict[Place, Outcome] = {}
    for perturbation, rows in held["perturbations"].items():
        for golden_id, written in rows.items():
            for part in written.split(", "):
                number, content, letter, *share = part.split(" ")
                decode(letter)
                outcomes[perturbation, golden_id, number] = Outcome(content, letter, float(share[0]) if share else None)
    since = str(held.get("recorded", ""))
    return Recorded(suite, held["suite_id"], list(held["perturbations"]), outcomes, dict(held["groups"]), since)


def _read_acknowledged(one: Any, shown: str) -> Acknowledged:
    missing = [name for name in ("id", "reason", "until") if not isinstance(one, dict) or not one.get(name)]
    if missing:
        raise UsageError(
            f"{shown}: an acknowledged failure lacks {' and '.join(missing)}: expected "
            '{"id": …, "reason": …, "until": "2026-12-31"}'
        )
    try:
        until = datetime.date.fromisoformat(str(one["until"]))
    except ValueError:
        raise UsageError(
            f"{shown}: {visible(str(one['id']), 80)} is acknowledged until {visible(str(one['until']), 40)!r}: "
            "expected a day such as 2026-12-31"
        ) from None
    return Acknowledged(str(one["id"]), str(one["reason"]), until)
