"""Seconds that slow calls take side by side: `python tests/benchmarks/async_cases.py`.

A model that answers after 50 ms, asked about 1,000 golden examples and 1,000 variants of them, one case a call, by an
async test of pytest-asyncio and of anyio on asyncio and on trio; at several numbers in flight, each a run of pytest of
its own. Prints the seconds of the whole run, start of Python and collection included; beside the item alone, and the
least that 2,000 calls can take.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOLDEN, SECONDS = 1_000, 0.05
IN_FLIGHT = (1_000, 64, 16)
TEST = """
import pytest
{imports}

@pytest.mark.{mark}
@pytest.mark.robustgen(golden="golden.jsonl", perturb="ood.case.upper", task="intent", expected="label")
async def test_slow(case{argument}):
    await {sleep}({seconds})
    assert case.expected == "a"
"""
FRAMEWORKS = {
    "pytest-asyncio": ("pytest_asyncio.plugin", "import asyncio", "asyncio", "", "asyncio.sleep"),
    "anyio, asyncio": ("anyio.pytest_plugin", "import anyio", "anyio", ", anyio_backend", "anyio.sleep"),
    "anyio, trio": ("anyio.pytest_plugin", "import anyio", "anyio", ", anyio_backend", "anyio.sleep"),
}


def main() -> None:
    """Run each framework with each number in flight, in a temporary folder."""
    print(f"{2 * GOLDEN:,} calls of {SECONDS * 1000:.0f} ms, seconds")
    print(f"{'':<16}{'in flight':>10}{'least':>8}{'item':>8}{'run':>8}")
    for name in FRAMEWORKS:
        for in_flight in IN_FLIGHT:
            item, whole = _run(name, in_flight)
            least = 2 * -(-GOLDEN // in_flight) * SECONDS
            print(f"{name:<16}{in_flight:>10,}{least:>8.2f}{item:>8.2f}{whole:>8.2f}")


def _run(name: str, in_flight: int) -> tuple[float, float]:
    plugin, imports, mark, argument, sleep = FRAMEWORKS[name]
    backend = f'@pytest.fixture(scope="session")\ndef anyio_backend():\n    return "{name.split()[-1]}"\n'
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        rows = [json.dumps({"id": f"g{i}", "text": f"what is number {i}", "label": "a"}) + "\n" for i in range(GOLDEN)]
        (root / "golden.jsonl").write_text("".join(rows), encoding="utf-8")
        test = TEST.format(imports=imports, mark=mark, argument=argument, sleep=sleep, seconds=SECONDS)
        (root / "test_slow.py").write_text(test, encoding="utf-8")
        (root / "conftest.py").write_text(f"import pytest\n\n{backend if argument else ''}", encoding="utf-8")
        (root / "pytest.ini").write_text(f"[pytest]\nmarkers = {mark}\n", encoding="utf-8")
        command = [sys.executable, "-W", "ignore", "-m", "pytest", "-p", "pytest_robustgen.plugin", "-p", plugin]
        command += ["--robustgen", f"--robustgen-in-flight={in_flight}", "-vv", "--durations=1", "--durations-min=0"]
        started = time.perf_counter()
        quiet = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        run = subprocess.run(command, cwd=root, env=quiet, capture_output=True, text=True, check=False)
        whole = time.perf_counter() - started
    spent = re.search(r"([0-9.]+)s call", run.stdout)
    if spent is None or "2,000 calls" not in run.stdout:
        raise SystemExit(run.stdout + run.stderr)
    return float(spent[1]), whole


if __name__ == "__main__":
    main()
