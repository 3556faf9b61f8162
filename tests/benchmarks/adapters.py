"""What nlpaug's and TextAttack's operations become here: how many candidates were kept, repaired, rejected, and why.

    python tests/benchmarks/adapters.py DATA [nlpaug|textattack] [--look]

DATA is a folder of .jsonl files with texts: real sets that are not part of the project. For each operation the table says,
for one variant of every text at severity 2, how many candidates there were until each text had its variant, or was given
up after eight; of those kept, which part had to be repaired; why the others were rejected; and milliseconds a candidate.
--look prints some variants of the most delicate texts.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path

import robustgen as rg
from robustgen import registry
from robustgen.report.changes import in_place
from robustgen.testing import DELICATE, PLAIN

SETS = (
    ("intents.test.jsonl", 100), ("nli.jsonl", 50), ("entities.jsonl", 100), ("reviews.counterfactual_pairs.jsonl", 50),
)  # fmt: skip
FIELDS = ("text", "premise")
LONGEST = 1500
DELICATE_PART = re.compile(r"https?://|\w@\w|\d\.\d|['\u2019]\w|\t|  |[\U0001f300-\U0001faff]")


def golden(folder: Path) -> list[rg.Example]:
    """Texts of all sets, spread over each file, spans of entities along; and those of the contract test."""
    examples = []
    for name, number in SETS:
        rows = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if len(row[field_of(row)]) <= LONGEST]
        for i in range(number):
            row = rows[i * len(rows) // number]
            spans = tuple(rg.Span(s["start"], s["end"], s["label"]) for s in row.get("spans", ()))
            examples.append(rg.Example(f"{name}-{i:04}", {"text": row[field_of(row)]}, spans=spans))
    return examples + [rg.Example(f"own-{i:04}", {"text": text}) for i, text in enumerate((*PLAIN, *DELICATE))]


def field_of(row: dict[str, object]) -> str:
    return next(field for field in FIELDS if field in row)


def measured(name: str, examples: list[rg.Example], look: bool) -> str:
    """A row of the table."""
    registry.get(name).rewriter.provenance()  # loads the package and runs the canary
    began = time.perf_counter()
    suite = rg.generate(examples, perturb=name, seed=7)
    took = time.perf_counter() - began
    counted = Counter(suite.manifest.data["proposals"].get(name, {}))
    kept = counted["kept"]
    rejected = {key.removeprefix("rejected: "): n for key, n in counted.items() if key.startswith("rejected: ")}
    repaired = {key.removeprefix("kept, repaired: "): n for key, n in counted.items() if "repaired" in key}
    candidates = kept + sum(rejected.values())
    if look:
        for variant in [v for v in suite if DELICATE_PART.search(v.golden.inputs["text"])][::9]:
            print(
                "    " + "\n    ".join(in_place(variant.golden, variant.changes))[:600],
                variant.provenance.get("repaired"),
            )
    cells = (
        f"`{name}`", f"{candidates}", f"{kept} of {len(examples)}", listed(repaired), listed(rejected),
        f"{1000 * took / candidates:.1f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {why}" for why, n in sorted(counts.items(), key=lambda pair: -pair[1])) or "–"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("family", nargs="?", default="nlpaug")
    parser.add_argument("--look", action="store_true")
    given = parser.parse_args()
    examples = golden(given.data)
    print("| operation | candidates | kept | of them repaired | rejected | ms |\n|---|---|---|---|---|---|")
    for name in rg.list_perturbations(f"{given.family}.*"):
        try:
            print(measured(name, examples, given.look), flush=True)
        except rg.UsageError as error:
            print(f"| `{name}` | – | – | – | {error} | – |", flush=True)


if __name__ == "__main__":
    main()
