"""What a variant costs beside the model's own time: `python tests/benchmarks/plugin_cost.py`.

Runs a trivial model over a suite of its own within pytest, in every style, and the same calls in a bare loop in the same
process; prints microseconds of CPU a variant, medians over the perturbations, whose first item also loads the suite and is left
out. Loading is printed beside `json.loads` of the same lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

GOLDEN = 4_500
CONFTEST = """
import statistics, time
from collections import defaultdict
import pytest

SPENT = defaultdict(list)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    started = time.process_time()
    try:
        return (yield)
    finally:
        SPENT[pyfuncitem.originalname].append(time.process_time() - started)


def pytest_terminal_summary(terminalreporter):
    for name, spent in SPENT.items():
        if name != "test_bare":
            each = statistics.median(spent[1:]) / GOLDEN * 1e6
            terminalreporter.write_line(f"cost {name:<34} {each:6.1f} us a variant")
"""
TESTS = """
import json, time
import pytest
import robustgen as rg

NAMES = ["typo.swap", "typo.drop", "ood.case.upper", "ood.case.title"]
marked = pytest.mark.robustgen("s.v1", min_accuracy=0.5)


def model(text):
    return "a"


@marked
def test_case_passing(case):
    assert model(case.text) == "a"


@marked
def test_case_failing_comparison(case):
    assert model(case.text) == ("a" if case.perturbation is None else "hello world")


@marked
def test_case_failing_call(case):
    assert case.perturbation is None or not model(case.text)


@marked
def test_batches(robustgen):
    robustgen.check(lambda texts: ["a"] * len(texts))


ROWS = [json.loads(line) for line in open("golden.jsonl", encoding="utf-8")]


@pytest.mark.robustgen(vary="text", expected="label", perturb=NAMES, task="intent", min_accuracy=0.5)
@pytest.mark.parametrize("text, label", [pytest.param(row["text"], row["label"], id=row["id"]) for row in ROWS])
def test_vary_with_making_the_variants(text, label):
    assert model(text) == label


def test_bare(pytestconfig):
    started = time.process_time()
    suite = rg.load_suite("s.v1")
    loaded = time.process_time() - started
    lines = open("s.v1/variants.jsonl", encoding="utf-8").read().splitlines()
    started = time.process_time()
    for line in lines:
        json.loads(line)
    parsed = time.process_time() - started
    texts = [variant.text for variant in suite]
    started = time.process_time()
    for text in texts:
        assert model(text) == "a"
    bare = time.process_time() - started
    report = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    report.write_line(f"\\ncost bare loop                    {bare / len(texts) * 1e6:6.1f} us a variant")
    report.write_line(f"cost loading {loaded:.2f} s, json.loads of its lines {parsed:.2f} s: {loaded / parsed:.1f} times")
"""


def main() -> None:
    """Make the suite and the tests in a temporary folder, run pytest there and print its lines on cost."""
    words = (
        "please",
        "tell",
        "me",
        "what",
        "the",
        "weather",
        "is",
        "like",
        "in",
        "london",
        "and",
        "book",
        "a",
        "table",
    )
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        rows = [
            {"id": f"g{i:05}", "text": " ".join(words[(i * 7 + j * 3) % 14] for j in range(10)) + f" {i}", "label": "a"}
            for i in range(GOLDEN)
        ]
        (root / "golden.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        (root / "conftest.py").write_text(f"GOLDEN = {GOLDEN}\n{CONFTEST}", encoding="utf-8")
        (root / "test_cost.py").write_text(TESTS, encoding="utf-8")
        (root / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        make = (
            "import robustgen as rg\n"
            "names = ['typo.swap', 'typo.drop', 'ood.case.upper', 'ood.case.title']\n"
            "rg.generate('golden.jsonl', perturb=names, task='intent').freeze('s.v1')\n"
        )
        quiet = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        subprocess.run([sys.executable, "-c", make], cwd=root, check=True)
        command = [sys.executable, "-m", "pytest", "-s", "--robustgen", "-p", "pytest_robustgen.plugin", "--tb=no"]
        run = subprocess.run(command, cwd=root, env=quiet, capture_output=True, text=True, check=False)
    found = [line for line in run.stdout.splitlines() if line.startswith("cost ")]
    sys.stdout.write("\n".join(found or [run.stdout, run.stderr]) + "\n")


if __name__ == "__main__":
    main()
