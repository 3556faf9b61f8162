"""Memory by the number of golden rows: `python tests/benchmarks/memory.py`.

Freezes suites of 1,000 and of 16,000 golden rows, in a process each, and prints what the peak of the resident memory gains
while the golden rows are read and while the variants are made and written, by row.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

DEMO = Path(__file__).parents[2] / "suites" / "demo" / "golden.jsonl"
FEW, MANY = 1_000, 16_000
PROGRAM = """
import resource, sys
from pathlib import Path
import robustgen as rg
from robustgen.freezing import write_suite
from robustgen.planning import make_plan
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
golden, out, perturb = sys.argv[1:4]
few = rg.read_examples(golden.replace(".jsonl", ".few.jsonl"), vary="text", task="sentiment")
write_suite(make_plan(few, perturb=perturb, per_example=2), Path(out + ".few"))
del few
first = peak()
plan = make_plan(rg.read_examples(golden, vary="text", task="sentiment"), perturb=perturb, per_example=2)
read = peak()
manifest = write_suite(plan, Path(out))
print(first, read, peak())
"""


def write(path: Path, rows: int) -> None:
    """Write golden rows, no two alike."""
    lines = [json.loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()]
    with path.open("w", encoding="utf-8") as file:
        for i in range(rows):
            line = lines[i % len(lines)]
            file.write(json.dumps({**line, "id": f"g{i}", "text": f"{line['text']} Visit {i}."}) + "\n")


def main() -> None:
    """Print kilobytes by row."""
    perturb = sys.argv[1] if len(sys.argv) > 1 else "realistic"
    with tempfile.TemporaryDirectory() as folder:
        golden = Path(folder) / "golden.jsonl"
        write(golden, MANY)
        write(golden.with_suffix(".few.jsonl"), FEW)
        run = [sys.executable, "-c", PROGRAM, str(golden), str(Path(folder) / "suite"), perturb]
        first, read, written = map(int, subprocess.run(run, check=True, capture_output=True, text=True).stdout.split())
    print(
        f"peak after freezing {FEW:,} rows {first / 1024:.0f} MB; reading {MANY:,} rows adds {(read - first) / 1024:.1f} MB,"
    )
    print(f"making and writing their variants {(written - read) / 1024:.1f} MB more")


if __name__ == "__main__":
    main()
