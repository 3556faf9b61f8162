"""A run: what one night measured, kept in a folder that report, compare, baseline and history read.

run.json              settings, versions and verdict of each test
NAME/outcomes.jsonl   one row an outcome, the frame that `rg.score` reads
NAME/failures.jsonl   what was not answered right: changes and answer, as far as kept
NAME/golden.jsonl     the golden examples behind the failures
NAME/verdict.json     card and verdict, as `--json` prints them
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from robustgen.display import visible
from robustgen.edits import Change, from_json, to_json
from robustgen.errors import RobustgenError, UsageError
from robustgen.examples import MISSING, Example
from robustgen.scoring.limits import Limits
from robustgen.variant import Variant

if TYPE_CHECKING:
    import pandas as pd

    from robustgen.scoring.calibration import Calibration
    from robustgen.scoring.card import Card
    from robustgen.scoring.slices import Slice
    from robustgen.scoring.verdict import Verdict

FORMAT = "robustgen-run/1"
RUN = "run.json"
_FOLDER = re.compile(r"[A-Za-z0-9_.-]+-[0-9a-f]{8}")
_SETTINGS = ("test", "suite", "suite_id", "source", "gate", "message", "complete", "gating", "never_gate", "planned",
             "consistency", "calls", "seconds", "rerun", "flaky", "tags", "sample", "looks")  # fmt: skip
_NEW = ("sample", "looks")  # runs without them can be read


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that was not answered right.

    Attributes:
        variant: what was asked.
        status: wrong or unanswered.
        said: the answer, or the message of the assert that failed.
        smallest: the least of its changes that was found to break the model still; None where it was not looked for.
    """

    variant: Variant
    status: str
    said: str
    smallest: tuple[Change, ...] | None = None


@dataclass(slots=True, kw_only=True)
class TestRun:
    """What a run measured of one test.

    Attributes:
        test: its name: the node id under pytest.
        suite, suite_id: what it ran over; the id is None where variants were made from golden data on the spot.
        source: the folder of the suite, or the golden file, as it was given.
        outcomes: one plain dict an outcome: golden_id, perturbation (None for clean), status; of variants severity,
            variant_id, relation and `content` (their fingerprint); and score, group, repeat where there are any;
            `confirmed` and `confirmed_score` are what the baseline is compared with where a variant asked again
            mostly ended otherwise.
        limits: the arguments of `Limits`.
        gating: P, the gating perturbations planned.
        never_gate: name@version of perturbations that never gate.
        planned: name@version of every perturbation that was to be measured.
        complete: whether all of the plan was measured.
        gate: passed, failed, skipped or not evaluated, and
        message: why.
        consistency: whether "right" means "as the clean answer".
        calls, seconds: what it cost.
        rerun: parts that were measured more than once.
        flaky: ids of variants whose answer changed when they were asked again.
        tags: of each golden id that has some: what it is sliced by.
        failures: inputs that were not answered right, as far as kept.
        sample: what a budget left of the golden examples and variants, and which budget; None without one.
        looks: of each perturbation that was looked at several times, by name@version, the look at which it stopped, see
            `robustgen.scoring.sequential.Look`.
    """

    __test__ = False  # for pytest: no test class, whatever its name says

    test: str
    suite: str
    suite_id: str | None = None
    source: str = ""
    outcomes: Collection[Mapping[str, Any]]
    limits: Mapping[str, Any] = field(default_factory=dict)
    gating: int | None = None
    never_gate: Sequence[str] = ()
    planned: Sequence[str] = ()
    complete: bool = True
    gate: str = "not evaluated"
    message: str = ""
    consistency: bool = False
    calls: int = 0
    seconds: float = 0.0
    rerun: Sequence[str] = ()
    flaky: Sequence[str] = ()
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    failures: Sequence[Failure] = ()
    sample: Mapping[str, Any] | None = None
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """Return the outcomes as the tidy frame that `rg.score` reads."""
        import pandas as pd

        return pd.DataFrame(list(self.outcomes))

    def card(self) -> Card:
        """Score the outcomes again."""
        from robustgen.scoring.card import score

        levels = {name: look["confidence"] for name, look in self.looks.items()}
        return score(self.frame(), consistency=self.consistency, never_gate=self.never_gate, levels=levels)

    @property
    def sampled(self) -> bool:
        """Whether a budget left out some of the variants."""
        return self.sample is not None and self.sample["variants_run"] < self.sample["of_variants"]

    @property
    def stopped(self) -> list[str]:
        """The perturbations that stopped before their golden examples were through, their verdict being settled."""
        return sorted(name for name, look in self.looks.items() if look["golden"] < look["total"])

    def verdict(self) -> Verdict:
        """Hold the limits against the card again."""
        from robustgen.scoring.verdict import judge

        return judge(self.card(), Limits.of(self.limits), gating=self.gating, slices=self.slices())

    def calibration(self) -> tuple[Calibration, ...]:
        """Return the calibration of every row; none where the model gave no confidences."""
        from robustgen.scoring.calibration import calibration

        frame = self.frame()
        return calibration(frame) if "confidence" in frame else ()

    def slices(self) -> tuple[Slice, ...]:
        """Score the golden examples of each tag apart."""
        from robustgen.scoring.slices import slices

        if not self.tags:
            return ()
        return slices(self.frame(), self.tags, consistency=self.consistency, never_gate=self.never_gate)


@dataclass(slots=True)
class Run:
    """A night: one entry a test, when it began (ISO 8601, UTC), and what it ran on."""

    tests: list[TestRun]
    started: str
    versions: Mapping[str, str]
    path: Path | None = None

    def test(self, name: str) -> TestRun:
        """Return the entry of one test.

        Raises:
            UsageError: there is none; names those there are.
        """
        from robustgen.errors import nearest

        found = next((one for one in self.tests if one.test == name), None)
        if found is None:
            names = [one.test for one in self.tests]
            raise UsageError(f"the run has no test {visible(name)!r}{nearest(name, names)}; it has {', '.join(names)}")
        return found


def run_json(run: Run, verdicts: Iterable[Verdict | None]) -> dict[str, Any]:
    """Return what stands in run.json and what --json prints: the verdicts as plain data, without outcomes."""
    tests = []
    for one, verdict in zip(run.tests, verdicts, strict=True):
        settings = {name: getattr(one, name) for name in _SETTINGS}
        settings |= {"limits": dict(one.limits), "verdict": None if verdict is None else verdict.to_json()}
        tests.append(settings)
    return {"format": FORMAT, "started": run.started, "versions": dict(run.versions), "tests": tests}


def write_run(root: Path, run: Run, verdicts: Sequence[Verdict | None]) -> None:
    """Write a run over the one that was in the folder; files that are not of a run stay.

    Raises:
        OSError: a file could not be written.
    """
    root.mkdir(parents=True, exist_ok=True)
    for old in _folders(root / RUN):
        shutil.rmtree(root / old, ignore_errors=True)
    data = run_json(run, verdicts)
    for one, entry in zip(run.tests, data["tests"], strict=True):
        folder = root / _slug(one.test)
        folder.mkdir(exist_ok=True)
        entry["folder"] = folder.name
        write_text(folder / "verdict.json", json.dumps(entry["verdict"], indent=1) + "\n")
        write_lines(folder / "outcomes.jsonl", (json.dumps(dict(row)) + "\n" for row in one.outcomes))
        write_lines(folder / "failures.jsonl", _failure_lines(one.failures))
        golden = {failure.variant.golden.id: failure.variant.golden for failure in one.failures}
        write_lines(folder / "golden.jsonl", (json.dumps(e.to_json()) + "\n" for e in golden.values()))
    write_text(root / RUN, json.dumps(data, indent=1) + "\n")


def read_run(path: str | Path) -> Run:
    """Read the folder of a run.

    Raises:
        UsageError: there is no run, or a file of it cannot be read; says which, and how a run is made.
    """
    root = Path(path)
    if root.name == RUN:
        root = root.parent
    shown = visible(str(root))
    if not (root / RUN).is_file():
        raise UsageError(
            f"{shown} holds no run (no {RUN}): `pytest --robustgen` leaves one in .robustgen/last, or where "
            "--robustgen-run says; `robustgen score` in the folder that --run names"
        )
    try:
        data = json.loads((root / RUN).read_text(encoding="utf-8"))
        if data.get("format") != FORMAT:
            raise ValueError(f"its format is {data.get('format')!r}, and this version reads {FORMAT!r}")
        tests = [_test_run(root, entry) for entry in data["tests"]]
        return Run(tests, str(data["started"]), dict(data["versions"]), root)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RobustgenError) as error:
        said = str(error) if isinstance(error, OSError | ValueError) else repr(error)
        raise UsageError(f"{shown}: the run cannot be read ({visible(said, 300)}): run it again") from error


def nearest_ids(wanted: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" with the ids of variants nearest to one that is none of them, or an empty string.

    Of very many only those are looked at that have most in common: golden id, perturbation, severity, index.
    """
    from difflib import SequenceMatcher
    from heapq import nlargest

    parts = set(_id_parts(wanted))
    close = nlargest(200, set(known), key=lambda one: (len(parts & set(_id_parts(one))), one))
    ranked = sorted((-SequenceMatcher(None, wanted, one).ratio(), one) for one in close)
    found = [visible(one, 120) for score, one in ranked[:3] if score < -0.5 and score < ranked[0][0] + 0.01]
    return f"; did you mean {' or '.join(found)}?" if found else ""


def _id_parts(name: str) -> list[str]:
    """Return golden id, perturbation, severity and index of a variant's id, each told from the others."""
    return [f"{place} {part}" for place, part in enumerate(reversed(name.rsplit("/", 3)))]


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    write_lines(path, (text,))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file of many lines, each with its end, whole or not at all."""
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _test_run(root: Path, entry: dict[str, Any]) -> TestRun:
    name = entry["folder"]
    if not _FOLDER.fullmatch(name):
        raise ValueError(f"{name!r} is no folder of a run")
    settings = {name: entry[name] for name in _SETTINGS if name in entry or name not in _NEW}
    folder = root / name
    golden = {row["id"]: Example.from_json(row) for row in _rows(folder / "golden.jsonl")}
    return TestRun(
        **settings,
        limits=entry["limits"],
        outcomes=list(_rows(folder / "outcomes.jsonl")),
        failures=[_failure(row, golden) for row in _rows(folder / "failures.jsonl")],
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path.name} line {number}: {error}") from error


def _failure_lines(failures: Iterable[Failure]) -> Iterator[str]:
    for failure in failures:
        yield json.dumps(failure_json(failure), separators=(",", ":")) + "\n"


def failure_json(failure: Failure) -> dict[str, Any]:
    """Return a failure as plain data, its golden example by id."""
    variant = failure.variant
    found = {
        "golden_id": variant.golden.id,
        "perturbation": variant.perturbation,
        "severity": variant.severity,
        "index": variant.index,
        "attempt": variant.attempt,
        "relation": variant.relation,
        "changes": variant.plain_changes(),
        "status": failure.status,
        "said": failure.said,
    }
    if failure.smallest is not None:
        found["smallest"] = to_json(failure.smallest)
    return found if variant.expected is MISSING else {**found, "expected": variant.expected}


def _failure(row: dict[str, Any], golden: Mapping[str, Example]) -> Failure:
    return failure_of(row, golden[row["golden_id"]])


def failure_of(row: Mapping[str, Any], golden: Example) -> Failure:
    """Return the failure that `failure_json` wrote."""
    variant = Variant(
        golden,
        row["perturbation"],
        row["severity"],
        row["index"],
        row["attempt"],
        row["relation"],
        row.get("expected", MISSING),
        row["changes"],
    )
    smallest = from_json(row["smallest"]) if "smallest" in row else None
    return Failure(variant, row["status"], row["said"], smallest)


def _folders(run: Path) -> list[str]:
    """Return the folders that an earlier run wrote beside its run.json."""
    try:
        names = [test["folder"] for test in json.loads(run.read_text(encoding="utf-8"))["tests"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if isinstance(name, str) and _FOLDER.fullmatch(name)]


def _slug(test: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", test.rpartition("/")[2])[:80].strip("._") or "test"
    return f"{plain}-{hashlib.blake2b(test.encode(), digest_size=4).hexdigest()}"
