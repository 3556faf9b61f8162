"""Time of every perturbation on a text eight times as long: `python tests/benchmarks/scaling.py`.

Prints the worst ratios; 8 is linear. Place finding and drawing at severity 2, without writing.
"""

from __future__ import annotations

import time

from robustgen import registry
from robustgen.definition import Subject
from robustgen.examples import Example
from robustgen.proposing import Proposer

UNITS = {
    "a": "one word",
    "Do not go on. ": "sentences",
    "\u0301": "combining marks",
    "é": "non-ASCII",
    "1": "digits",
    ". ": "stops",
}


def cost(name: str, unit: str, length: int) -> float:
    found = registry.get(name)
    language = found.languages[0] if found.languages else "en"
    subject = Subject(Example("x", {"text": unit * (length // len(unit))}, "positive", language=language))
    start = time.process_time()
    proposer = Proposer(found, subject)
    if len(proposer.places):
        proposer.propose(b"k" * 32, 0, 0, (1, 2))
    return time.process_time() - start


def main() -> None:
    rows = []
    for name in registry.list_perturbations():
        for unit in UNITS:
            small = min(cost(name, unit, 125_000) for _ in range(3))
            large = cost(name, unit, 1_000_000)
            rows.append((large / max(small, 0.002), large, name, UNITS[unit]))
    for ratio, large, name, unit in sorted(rows, reverse=True)[:12]:
        print(f"{ratio:6.1f} x   {large:6.2f} s a megabyte   {name:32} {unit}")


if __name__ == "__main__":
    main()
