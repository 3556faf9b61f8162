"""A user's project, run beside a combination of plugins and without them, and what is seen of a run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import robustgen as rg
from tests.compat.combinations import COMPANIONS

FLAG = "--robustgen"
USED = tuple(name for name in os.environ.get("ROBUSTGEN_COMPAT", "").split("+") if name)

# Two models of one kind: what a request asks for, by its words. One reads them as they stand.
MODEL = '''
FRAGILE = {fragile}


def intent(text):
    """What a request asks for."""
    words = (text if FRAGILE else text.lower()).replace("?", " ").replace(",", " ").split()
    for word, label in (("cancel", "cancel"), ("where", "track"), ("refund", "refund")):
        if word in words:
            return label
    return "other"
'''
# What the user's own conftest sees of the run, in the order of the reports; only where xdist has its controller.
CONFTEST = """
import json

seen = {}


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome not in ("passed",):
        seen.setdefault(report.nodeid, []).append(report.outcome)


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        (session.config.rootpath / "seen.json").write_text(json.dumps(seen))
"""
FROZEN = """
import pytest

from model import intent


@pytest.mark.robustgen("suite.v1", max_drop=0.2, max_drop_all=0.1)
def test_frozen(case):
    assert intent(case.text) == case.expected
"""
BATCHES = """
import pytest

from model import intent


@pytest.mark.robustgen(golden="golden.jsonl", perturb=["ood.case.upper", "typo.keyboard"], task="intent", max_drop=0.5)
def test_batches(robustgen):
    robustgen.check(lambda texts: [intent(text) for text in texts])
"""
ASYNC = """
import asyncio

import pytest

from model import intent


{mark}@pytest.mark.robustgen("suite.v1", max_drop=0.2, in_flight=8)
async def test_async(case):
    await asyncio.sleep(0)
    assert intent(case.text) == case.expected
"""
VARIED = """
import json
from pathlib import Path

import pytest

from model import intent

GOLDEN = [json.loads(line) for line in Path(__file__).with_name("golden.jsonl").read_text().splitlines()]


@pytest.mark.robustgen(
    vary="text", expected="label", perturb=["ood.case.upper", "ood.whitespace.multiple"], max_drop=0.2{given}
)
@pytest.mark.parametrize("text, label", [pytest.param(row["text"], row["label"], id=row["id"]) for row in GOLDEN])
def test_varied(text, label{argument}):
    {block}assert intent(text) == label


def test_plain():
    assert intent("nothing") == "other"
"""
_PLAIN = {"given": "", "argument": "", "block": ""}
_NESTED = {
    "given": ', fixtures_ok="subtests"',
    "argument": ", subtests",
    "block": 'with subtests.test("answer"):\n        ',
}


@dataclass
class Run:
    """What is seen of a run.

    Attributes:
        folder: in which it was run.
        code: the exit code.
        outcomes: what each test ended with, the last time, by node id.
        reported: all that the user's conftest was told, in order.
        verdicts: of --robustgen-json, by test, without what a run costs.
        tables: as printed, by their titles, without what a run costs.
        output: everything printed.
    """

    folder: Path
    code: int
    reported: dict[str, list[str]] = field(default_factory=dict)
    verdicts: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)
    output: str = ""

    @property
    def outcomes(self) -> dict[str, str]:
        return {nodeid: outcomes[-1] for nodeid, outcomes in self.reported.items()}


def write_plain(folder: Path) -> None:
    """Write a project of somebody who has never heard of robustgen."""
    folder.mkdir()
    (folder / "model.py").write_text(MODEL.format(fragile=False))
    (folder / "test_plain.py").write_text(
        "from model import intent\n\n\ndef test_plain():\n    assert intent('') == 'other'\n"
    )


def write(folder: Path, *, fragile: bool) -> None:
    """Write the project, without what belongs to a plugin."""
    folder.mkdir()
    rows = [
        {"id": f"g{number:02}", "text": text.format(number), "label": label}
        for number in range(10)
        for text, label in (
            ("please cancel order {}", "cancel"),
            ("where is parcel {} now?", "track"),
            ("a refund for number {}, quickly", "refund"),
        )
    ]
    rows = [row | {"id": f"g{number:02}"} for number, row in enumerate(rows)]
    (folder / "golden.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    files = {"model": MODEL.format(fragile=fragile), "conftest": CONFTEST, "test_frozen": FROZEN}
    mark = "@pytest.mark.asyncio\n" if "asyncio" in USED else ""
    files |= {"test_batches": BATCHES, "test_varied": VARIED.format(**_PLAIN), "test_async": ASYNC.format(mark=mark)}
    for name, source in files.items():
        (folder / f"{name}.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\nmarkers = asyncio\n")
    perturb = ["ood.case.upper", "ood.whitespace.multiple", "typo.drop"]
    rg.generate(rows, perturb=perturb, task="intent", seed=7).freeze(folder / "suite.v1")


def add_own_tests(folder: Path) -> None:
    """Add what the user of the companions has: tests of their own, and subtests in a marked one."""
    for name in USED:
        if COMPANIONS[name].own:
            (folder / f"test_own_{name.replace('-', '_')}.py").write_text(COMPANIONS[name].own)
    if "subtests" in USED:
        (folder / "test_varied.py").write_text(VARIED.format(**_NESTED))


def run(folder: Path, *args: str, beside: bool) -> Run:
    """Run pytest in a process of its own, beside the companions in use or with our plugin alone."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "GITHUB_"))}
    loading: list[str] = []
    if not beside:
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        loading = ["-p", "pytest_robustgen.plugin"]
    for left in ("seen.json", "verdicts.json"):
        (folder / left).unlink(missing_ok=True)
    files = ["--robustgen-json=verdicts.json"] if FLAG in args else []
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *loading, *args, *files],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )
    seen = Run(folder, done.returncode, output=done.stdout, tables=_tables(done.stdout))
    if (folder / "seen.json").exists():
        seen.reported = json.loads((folder / "seen.json").read_text())
    if (folder / "verdicts.json").exists():
        tests = json.loads((folder / "verdicts.json").read_text())["tests"]
        costs = ("calls", "seconds", "rerun")
        seen.verdicts = {test["test"]: {name: test[name] for name in test if name not in costs} for test in tests}
    return seen


def of_the_project(outcomes: dict[str, Any]) -> dict[str, Any]:
    """Return outcomes without those of the companions' own tests."""
    return {nodeid: outcome for nodeid, outcome in outcomes.items() if not nodeid.startswith("test_own_")}


AGAIN = "measured again after a failure, the last time counts: "


def _tables(output: str) -> dict[str, list[str]]:
    """Return the tables by the test they are of; a run of one test would have no such line."""
    _, _, section = output.partition(" robustgen ===")
    lines = re.split(r"\n(?:=+ .+ =+|-+ .+ -+)\n", section)[0].split("\n")[1:]
    tables: dict[str, list[str]] = {}
    for line in lines:
        if re.fullmatch(r"\S+\.py::\S+", line):
            tables[line] = []
        elif tables and line and not line.startswith(AGAIN):
            tables[[*tables][-1]].append(line.partition("; ")[0] if " golden, " in line else line)
    return tables
