"""What a run with --robustgen leaves behind: a run folder, JSON, a step summary, a line in the history, a report."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_robustgen import RobustgenWarning
from pytest_robustgen.plugin import run_folder
from pytest_robustgen.rows import Row, sample_of, split_scores
from pytest_robustgen.terminal import text_of
from robustgen.errors import RobustgenError
from robustgen.examples import Example
from robustgen.runs import Failure, Run, TestRun, failure_of, run_json, write_run, write_text
from robustgen.scoring.statuses import decode

if TYPE_CHECKING:
    from pytest_robustgen.gate import Result
    from robustgen.history import History


def leave(config: pytest.Config, results: Sequence[Result], run: Run) -> list[RobustgenWarning]:
    """Write everything that was asked for; what could not be written comes back as warnings."""
    given, root = config.getoption("robustgen_run"), run_folder(config)
    json_file = config.getoption("robustgen_json")
    step = os.environ.get("GITHUB_STEP_SUMMARY")
    verdicts = [result.verdict for result in results]
    jobs: list[tuple[str, Callable[[], None]]] = []
    if any(result.rows for result in results):
        jobs.append((str(root), lambda: _write_folder(root, run, verdicts, ignored=not given)))
    if json_file:
        path = config.invocation_params.dir / json_file
        jobs.append((str(path), lambda: _write(path, _json(run, results))))
    if step:
        jobs.append((step, lambda: _append(Path(step), markdown(results))))
    problems = []
    for where, job in jobs:
        try:
            job()
        except OSError as error:
            problems.append(RobustgenWarning(f"{where} could not be written: {error.strerror or error}"))
    history = config.getoption("robustgen_history")
    if history:
        try:
            _remember(config, history, run)
        except (RobustgenError, OSError) as error:
            problems.append(RobustgenWarning(str(error)))
    html = config.getoption("robustgen_html")
    if html:
        try:
            _report(config, config.invocation_params.dir / html, results, run, root)
        except (RobustgenError, OSError) as error:
            problems.append(RobustgenWarning(f"the report {html} could not be written: {error}"))
    return problems


def _report(config: pytest.Config, path: Path, results: Sequence[Result], run: Run, root: Path) -> None:
    """Write the HTML report: with the history, where one is kept, this night included."""
    from robustgen.report.html import html_report

    history = config.getoption("robustgen_history")
    page = html_report(
        run,
        verdicts=[result.verdict for result in results],
        comparisons=[result.comparison for result in results],
        nights=_history(config, history).nights() if history else (),
        folder=_from(config.rootpath, root),
    )
    _write(path, page)


def _write(path: Path, text: str) -> None:
    """Write a file that was asked for, and the folder that it is to lie in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)


def _from(here: Path, path: Path) -> str:
    """Return a path as it is typed from a directory."""
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def _history(config: pytest.Config, history: str) -> History:
    from robustgen.history import History

    return History(history if "://" in history else config.invocation_params.dir / history)


def _remember(config: pytest.Config, history: str, run: Run) -> None:
    _history(config, history).add(run, label=config.getoption("robustgen_label"))


def run_of(results: Iterable[Result], *, started: str) -> Run:
    """Return what was measured as a run."""
    from robustgen import __version__

    versions = {"robustgen": __version__, "pytest": pytest.__version__, "python": sys.version.split()[0]}
    return Run([_test_run(result) for result in results], started, versions)


def _test_run(result: Result) -> TestRun:
    plan, rows = result.plan, result.rows
    return TestRun(
        test=plan.test,
        suite=plan.suite,
        suite_id=plan.suite_id,
        source=plan.source,
        outcomes=Told(rows),
        limits=plan.limits,
        gating=plan.gating,
        never_gate=plan.never_gate,
        planned=list(dict.fromkeys(part.perturbation for part in plan.needed)),
        complete=len(rows) == len(plan.needed),
        gate=result.outcome or "not evaluated",
        message=result.message,
        consistency=any(row.consistency for row in rows),
        calls=sum(row.calls for row in rows),
        seconds=round(sum(row.seconds for row in rows), 3),
        rerun=result.rerun,
        flaky=[name for row in rows for name in row.flaky],
        tags={name: tags for row in rows for name, tags in zip(row.golden, row.tags, strict=False) if tags},
        failures=list(_failures(rows)),
        sample=sample_of(plan, rows),
        looks={row.perturbation: row.look for row in rows if row.look},
    )


@dataclass(frozen=True, slots=True)
class Told:
    """The outcomes of rows as a run holds them, made anew each time they are gone through: they may be millions."""

    rows: Sequence[Row]

    def __len__(self) -> int:
        trials = max((1 + len(row.again) for row in self.rows), default=1)
        clean = len({name for row in self.rows for name in row.golden})
        return trials * (clean + sum(len(row.variants) for row in self.rows))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return outcomes_of(self.rows)

    def __contains__(self, outcome: object) -> bool:
        return any(outcome == one for one in self)


def outcomes_of(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Yield what came of each case: clean inputs first of each item, one that several items asked once a trial."""
    seen: set[tuple[str, int]] = set()
    trials = max((1 + len(row.again) for row in rows), default=1)
    for row in rows:
        groups = dict(zip(row.golden, row.groups, strict=False))
        for repeat, told in enumerate(row.rounds()):
            trial = {"repeat": repeat} if trials > 1 else {}
            shares = split_scores(told["clean_scores"], len(told["clean"]))
            for golden_id, status, share in zip(row.golden, decode(told["clean"]), shares, strict=True):
                if (golden_id, repeat) not in seen:
                    seen.add((golden_id, repeat))
                    place: dict[str, Any] = {"golden_id": golden_id, "perturbation": None, **trial}
                    yield _outcome(place, groups.get(golden_id), status, share)
            shares = split_scores(told["scores"], len(told["variants"]))
            found = zip(row.outcomes(), decode(told["variants"]), shares, strict=True)
            confirmed = {position: (letter, share) for position, letter, share in row.confirmed}
            for number, ((golden_id, relation, severity, index), status, share) in enumerate(found):
                place = {
                    "golden_id": golden_id,
                    "perturbation": row.perturbation,
                    "severity": severity,
                    "variant_id": f"{golden_id}/{row.perturbation}/{severity}/{index}",
                    "relation": relation,
                    "content": row.contents[8 * number : 8 * number + 8],
                    **trial,
                }
                if number in confirmed:
                    letter, again = confirmed[number]
                    place["confirmed"] = decode(letter)[0]
                    place |= {} if again is None else {"confirmed_score": again}
                yield _outcome(place, groups.get(golden_id), status, share)


def _outcome(place: dict[str, Any], group: str | None, status: str, score: float | None) -> dict[str, Any]:
    place |= {"status": status} if score is None else {"status": status, "score": score}
    return place if group is None else {**place, "group": group}


def _failures(rows: Iterable[Row]) -> Iterator[Failure]:
    golden: dict[str, Example] = {}
    for row in rows:
        for plain in row.failed_golden:
            if plain["id"] not in golden:
                golden[plain["id"]] = Example.from_json(plain)
        for failure in row.failures:
            yield failure_of(failure, golden[failure["golden_id"]])


def markdown(results: Iterable[Result]) -> str:
    """Return the tables as Markdown."""
    blocks = []
    for result in results:
        text = text_of(result).replace("```", "'''")
        blocks.append(f"### robustgen: `{result.plan.test.replace('`', '')}`\n\n```text\n{text}\n```\n")
    return "\n".join(blocks)


def _write_folder(root: Path, run: Run, verdicts: Sequence[Any], *, ignored: bool) -> None:
    root.mkdir(parents=True, exist_ok=True)
    if ignored:
        write_text(root.parent / ".gitignore", "*\n")
    write_run(root, run, verdicts)


def _json(run: Run, results: Iterable[Result]) -> str:
    """Return the verdicts of a run as JSON, beside each what became of it since the baseline."""
    data = run_json(run, [result.verdict for result in results])
    for entry, result in zip(data["tests"], results, strict=True):
        if result.comparison is not None:
            entry["baseline"] = result.comparison.to_json()
    return json.dumps(data, indent=1) + "\n"


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
