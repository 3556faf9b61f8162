"""What a run with --robustgen leaves behind: cards, verdicts and outcomes in a folder, JSON, a step summary."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_robustgen import RobustgenWarning
from pytest_robustgen.rows import Row, split_scores
from pytest_robustgen.terminal import text_of
from robustgen.scoring.outcomes import decode

if TYPE_CHECKING:
    from pytest_robustgen.gate import Result

FORMAT = "robustgen-run/1"
_NAME = re.compile(r"[A-Za-z0-9_.-]+-[0-9a-f]{8}")


def write_run(config: pytest.Config, results: Sequence[Result]) -> list[RobustgenWarning]:
    """Write everything that was asked for; what could not be written comes back as warnings."""
    given = config.getoption("robustgen_run")
    root = config.invocation_params.dir / given if given else config.rootpath / ".robustgen" / "last"
    json_file = config.getoption("robustgen_json")
    step = os.environ.get("GITHUB_STEP_SUMMARY")
    jobs: list[tuple[str, Callable[[], None]]] = []
    if any(result.rows for result in results):
        jobs.append((str(root), lambda: _write_folder(root, results, ignored=not given)))
    if json_file:
        path = config.invocation_params.dir / json_file
        jobs.append((str(path), lambda: _write(path, _json(results))))
    if step:
        jobs.append((step, lambda: _append(Path(step), markdown(results))))
    problems = []
    for where, job in jobs:
        try:
            job()
        except OSError as error:
            problems.append(RobustgenWarning(f"{where} could not be written: {error.strerror or error}"))
    return problems


def run_json(results: Iterable[Result]) -> dict[str, Any]:
    """Return the verdicts of a run as plain data."""
    from robustgen import __version__

    tests = [
        {
            "test": result.plan.test,
            "suite": {"name": result.plan.suite, "id": result.plan.suite_id},
            "gate": result.outcome or "not evaluated",
            "message": result.message,
            "rerun": result.rerun,
            "verdict": None if result.verdict is None else result.verdict.to_json(),
        }
        for result in results
    ]
    versions = {"robustgen": __version__, "pytest": pytest.__version__, "python": sys.version.split()[0]}
    return {"format": FORMAT, "versions": versions, "tests": tests}


def markdown(results: Iterable[Result]) -> str:
    """Return the tables as Markdown."""
    blocks = []
    for result in results:
        text = text_of(result).replace("```", "'''")
        blocks.append(f"### robustgen: `{result.plan.test.replace('`', '')}`\n\n```text\n{text}\n```\n")
    return "\n".join(blocks)


def outcomes_of(row: Row) -> Iterator[dict[str, Any]]:
    """Yield what came of each case of an item: clean inputs first."""
    clean = zip(row.golden, decode(row.clean), split_scores(row.clean_scores, len(row.clean)), strict=True)
    for golden_id, status, score in clean:
        yield _outcome({"golden_id": golden_id, "perturbation": None}, status, score)
    varied = zip(row.outcomes(), decode(row.variants), split_scores(row.scores, len(row.variants)), strict=True)
    for (golden_id, relation, severity, index), status, score in varied:
        place = {
            "golden_id": golden_id,
            "perturbation": row.perturbation,
            "severity": severity,
            "variant_id": f"{golden_id}/{row.perturbation}/{severity}/{index}",
            "relation": relation,
        }
        yield _outcome(place, status, score)


def _outcome(place: dict[str, Any], status: str, score: float | None) -> dict[str, Any]:
    return {**place, "status": status} if score is None else {**place, "status": status, "score": score}


def _write_folder(root: Path, results: Sequence[Result], *, ignored: bool) -> None:
    """Write a run folder over the one before; files that are not of a run stay."""
    root.mkdir(parents=True, exist_ok=True)
    if ignored:
        _write(root.parent / ".gitignore", "*\n")
    for old in _folders(root / "run.json"):
        shutil.rmtree(root / old, ignore_errors=True)
    data = run_json(results)
    for result, test in zip(results, data["tests"], strict=True):
        folder = root / _slug(result.plan.test)
        folder.mkdir(exist_ok=True)
        test["folder"] = folder.name
        _write(folder / "verdict.json", json.dumps(test["verdict"], indent=1) + "\n")
        _write(folder / "outcomes.jsonl", "".join(_lines(result.rows)))
    _write(root / "run.json", json.dumps(data, indent=1) + "\n")


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield one line an outcome; a clean input that several items asked stands once."""
    seen = set()
    for row in rows:
        for outcome in outcomes_of(row):
            if outcome["perturbation"] is None:
                if outcome["golden_id"] in seen:
                    continue
                seen.add(outcome["golden_id"])
            yield json.dumps(outcome) + "\n"


def _folders(run: Path) -> list[str]:
    """Return the folders that an earlier run wrote beside its run.json."""
    try:
        tests = json.loads(run.read_text(encoding="utf-8"))["tests"]
        names = [test["folder"] for test in tests]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if isinstance(name, str) and _NAME.fullmatch(name)]


def _slug(test: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", test.rpartition("/")[2])[:80].strip("._") or "test"
    return f"{plain}-{hashlib.blake2b(test.encode(), digest_size=4).hexdigest()}"


def _json(results: Sequence[Result]) -> str:
    return json.dumps(run_json(results), indent=1) + "\n"


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
