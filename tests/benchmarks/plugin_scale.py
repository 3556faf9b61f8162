"""What many variants cost a run: `python tests/benchmarks/plugin_scale.py [memory|collection]`.

memory: peak resident memory of `pytest --robustgen` over suites of about 100,000 and 1,000,000 variants of the same 10,000
golden rows, asked in batches. collection: seconds until the first test starts with `-n 4`, and of the whole run, beside the
same variants as plain `parametrize`, medians of runs that take turns.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memory import write

import robustgen as rg

PERTURB = [
    "typo.keyboard", "typo.human", "typo.drop", "typo.double", "ood.case.lower", "ood.case.upper",
    "ood.whitespace.multiple", "ood.unicode.homoglyph", "ood.punctuation.strip", "ood.channel.ocr_table",
]  # fmt: skip
BATCHES = """
import pytest

@pytest.mark.robustgen("suite", max_drop=0.9)
def test_model(robustgen):
    robustgen.check(lambda texts: ["positive" if len(text) % 7 else "negative" for text in texts])
"""
ONE = """
import pytest

def model(text):
    return "positive" if len(text) % 7 else "negative"
"""
CASES = (
    ONE
    + """
@pytest.mark.robustgen("suite", max_drop=0.9)
def test_model(case):
    assert model(case.text) in ("positive", "negative")
"""
)
PLAIN = (
    ONE
    + """
import json
from pathlib import Path

ROWS = [json.loads(line) for line in (Path(__file__).parent / "rows.jsonl").read_text().splitlines()]

@pytest.mark.parametrize("text", [row["text"] for row in ROWS], ids=[str(i) for i in range(len(ROWS))])
def test_model(text):
    assert model(text) in ("positive", "negative")
"""
)
CONFTEST = """
import os, time

def pytest_collection_finish(session):
    if hasattr(session.config, "workerinput"):
        with open(f"collected.{os.environ['PYTEST_XDIST_WORKER']}", "w") as file:
            file.write(str(time.time()))
"""
PROGRAM = """
import resource, subprocess, sys
run = subprocess.run([sys.executable, "-m", "pytest", "-q", "--robustgen", "-p", "no:cacheprovider", "test_it.py"])
print(run.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def freeze(folder: Path, rows: int, severity: tuple[int, ...], per_example: int) -> int:
    """Freeze a suite, and return how many variants it has."""
    golden = folder / "golden.jsonl"
    write(golden, rows)
    examples = rg.read_examples(golden, vary="text", expected="label", task="sentiment")
    suite = rg.generate(examples, perturb=PERTURB, severity=severity, per_example=per_example)
    suite.freeze(folder / "suite")
    return len(suite)


def memory() -> None:
    """Print the peak for a tenth of the variants and for all."""
    for severity, per_example in (((2,), 1), ((1, 2, 3, 4, 5), 2)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); from pathlib import Path\n"
            code += f"from plugin_scale import freeze; print(freeze(Path({name!r}), 10_000, {severity}, {per_example}))"
            count = int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
            (folder / "test_it.py").write_text(BATCHES)
            run = [sys.executable, "-c", PROGRAM]
            told = subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True).stdout.split("\n")[-2]
            code, peak = told.split()
            assert code == "0", told
            print(f"{count:>9,} variants of 10,000 golden: peak {int(peak) / 1024:,.0f} MB")


def collection(golden: int = 400, rounds: int = 5) -> None:
    """Print the time to collect and to run the same variants in both ways."""
    with tempfile.TemporaryDirectory() as name:
        count = freeze(Path(name), golden, (2,), 1)
        folders = {}
        for kind, tests in (("robustgen", CASES), ("parametrize", PLAIN)):
            folder = folders[kind] = Path(name) / kind
            folder.mkdir()
            (folder / "suite").symlink_to(Path(name) / "suite")
            (folder / "test_it.py").write_text(tests)
            (folder / "conftest.py").write_text(CONFTEST)
            (folder / "rows.jsonl").write_bytes((Path(name) / "suite/variants.jsonl").read_bytes())
        for workers in ("0", "4"):
            spent: dict[str, list[tuple[float, float]]] = {kind: [] for kind in folders}
            for _ in range(rounds):
                for kind, folder in folders.items():
                    spent[kind].append(_timed(folder, workers, flag=kind == "robustgen"))
            middle = {
                kind: [statistics.median(part) for part in zip(*all_, strict=True)] for kind, all_ in spent.items()
            }
            (ours, all_ours), (plain, all_plain) = middle["robustgen"], middle["parametrize"]
            until = (
                f"collected after {ours:.2f} s and {plain:.2f} s ({plain / ours:.1f} times), " if workers != "0" else ""
            )
            print(f"{count:,} variants, -n {workers}: {until}finished after {all_ours:.2f} s and {all_plain:.2f} s "
                  f"({all_plain / all_ours:.1f} times)")  # fmt: skip


def _timed(folder: Path, workers: str, *, flag: bool) -> tuple[float, float]:
    """Return seconds until the last worker has collected, and until the end."""
    for old in folder.glob("collected.*"):
        old.unlink()
    run = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-n",
        workers,
        *(["--robustgen"] if flag else []),
    ]
    started = time.time()
    done = subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True, env={**os.environ})
    ended = time.time()
    assert re.search(r"\d+ passed", done.stdout)
    collected = [float(file.read_text()) for file in folder.glob("collected.*")]
    return (max(collected) - started if collected else 0.0), ended - started


if __name__ == "__main__":
    for what in sys.argv[1:] or ["memory", "collection"]:
        {"memory": memory, "collection": collection}[what]()
