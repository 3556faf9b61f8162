"""How far a judge agrees with people: `python -m tests.benchmarks.judge --data DIR [--judge NAME] [--smollm2] …`.

The pairs are of real data whose labels people gave. No label says "the rewrite keeps the meaning"; what they say is:

- NLI, contradiction and neutral: the hypothesis denies the premise, or adds to it. As a rewrite it is to be rejected.
- NLI, entailment: it adds nothing and denies nothing, but may leave out much. It is counted as kept, the nearest thing
  there is; a judge that also minds what is left out is at odds with it and not wrong. So kappa is a lower bound.
- Film reviews that people rewrote until the verdict was the opposite one: to be rejected.

Of each kind so many pairs as asked for, evenly from the file; of reviews only short ones (`--longest` characters each).
The judge is one that the environment names (OPENAI_BASE_URL, OPENAI_API_KEY), or with `--smollm2` SmolLM2 of 135
million parameters, served here. The gates of tier 1 are held against the same people beside it.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from robustgen.commands.reviews import lines
from robustgen.endpoint import tallies
from robustgen.gates import TIER1, Gate
from robustgen.reviews import agreement
from tests.smollm2 import serving


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def evenly(rows: Sequence[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """Return so many rows from the whole of a list."""
    step = max(1.0, len(rows) / max(1, number))
    return [rows[int(place * step)] for place in range(min(number, len(rows)))]


def nli(folder: Path, number: int) -> Iterator[dict[str, Any]]:
    """Yield pairs of premise and hypothesis, so many of each label."""
    by_label: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read(folder / "nli.jsonl"):
        by_label[row["label"]].append(row)
    for label, rows in sorted(by_label.items()):
        for row in evenly(rows, number):
            kept = label == "entailment"
            yield {"source": row["premise"], "rewrite": row["hypothesis"], "kept": kept, "label": f"nli {label}"}


def turned(folder: Path, number: int, longest: int) -> Iterator[dict[str, Any]]:
    """Yield reviews with what people made of them so that they say the opposite."""
    by_pair: dict[str, list[str]] = defaultdict(list)
    for row in read(folder / "reviews.counterfactual_pairs.jsonl"):
        by_pair[row["pair"]].append(row["text"])
    made = [
        {"source": one, "rewrite": two, "kept": False, "label": "review turned round"}
        for one, two in by_pair.values()
        if max(len(one), len(two)) <= longest
    ]
    yield from evenly(made, number)


def measured(rows: Sequence[dict[str, Any]], gates: Sequence[str | Gate]) -> None:
    """Print how gates agree with people."""
    for line in lines(agreement(rows, gates, progress=lambda done, total: print(f"  {done} of {total}", flush=True))):
        print(line)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder with the sets of real data")
    parser.add_argument(
        "--judge", default="judge:smollm2?in_flight=1&longest=24&timeout=600", help="as a gate is named"
    )
    parser.add_argument("--smollm2", action="store_true", help="serve SmolLM2 here")
    parser.add_argument("--nli", type=int, default=50, help="pairs of each label")
    parser.add_argument("--reviews", type=int, default=50, help="pairs")
    parser.add_argument("--longest", type=int, default=900, help="characters of a review")
    wanted = parser.parse_args()
    rows = [*nli(wanted.data, wanted.nli), *turned(wanted.data, wanted.reviews, wanted.longest)]
    measured(rows, TIER1)
    with serving(threads=2) if wanted.smollm2 else nullcontext() as address:
        if address:
            os.environ |= {"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "none"}
        measured(rows, [wanted.judge])
    for name, cost in tallies().items():
        print(f"{name}: {cost}")


if __name__ == "__main__":
    main()
