"""Golden data for the benchmarks, by name: real sets from a folder, or the project's own golden files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import robustgen as rg

ROOT = Path(__file__).parents[2]
REAL: Mapping[str, tuple[str, int, dict[str, Any]]] = {
    # name: file, take every n-th row, how it is read
    "intents": ("intents.test.jsonl", 15, {"vary": "text", "task": "intent"}),
    "reviews": ("reviews.counterfactual_pairs.jsonl", 10, {"vary": "text", "task": "sentiment"}),
    "nli": ("nli.jsonl", 2, {"vary": ["premise", "hypothesis"], "expected": "label", "task": "nli"}),
    "entities": ("entities.jsonl", 6, {"vary": "text", "task": "ner"}),
    "medical_qa": ("medical_qa.jsonl", 3, {"vary": "question", "expected": "label", "task": "generation"}),
}


def golden_sets(folder: Path | None) -> dict[str, tuple[rg.Example, ...]]:
    """Return golden examples by set: real data where `folder` has them, the demo, and our own structured rows."""
    found: dict[str, tuple[rg.Example, ...]] = {}
    for name, (file, step, how) in REAL.items() if folder else ():
        rows = [json.loads(line) for line in (folder / file).read_text(encoding="utf-8").splitlines()]
        found[name] = tuple(rg.read_examples(rows[::step], **how))
    found["demo"] = tuple(rg.read_examples(ROOT / "suites/demo/golden.jsonl", vary="text", task="sentiment"))
    for path in sorted((ROOT / "docs/golden").glob("*.jsonl")):
        found[path.stem] = tuple(rg.Example.from_json(json.loads(line)) for line in path.open(encoding="utf-8"))
    return found
