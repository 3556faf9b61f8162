"""Sheets for blind readers, and their tally: how many variants are natural, and keep the label.

    python tests/benchmarks/reading.py make DATA OUT --glob 'typo.*' --glob paraphrase.phrase=220 --sheets 4
    python tests/benchmarks/reading.py tally OUT

`make` draws variants at severity 2 over the sets that `golden.py` names, so many of each perturbation (16, or what the glob
says), shuffles them and writes sheet-N.jsonl, one row a variant with the text before and after (of a long text the
stretches around the edits), its task and its label, and the key apart from it. A reader who has not written the rules
answers each row in answers-N.jsonl: {"n": …, "natural": true, "kept": true}. `tally` joins them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from golden import golden_sets

import robustgen as rg
from robustgen import registry
from robustgen.definition import Perturbation
from robustgen.edits import Replace, value_at
from robustgen.errors import NoPlace
from robustgen.scoring.statistics import wilson

EACH, SEED, AROUND, LONG = 16, 4711, 160, 500
SETS = ("intents", "reviews", "nli", "entities", "medical_qa")


def drawn(one: Perturbation, sets: dict[str, tuple[rg.Example, ...]], many: int) -> Iterator[rg.Variant]:
    """Yield variants of one perturbation, the sets in turn, no example twice."""
    order = [
        sorted(
            (e for e in sets[name] if one.contract(e.task) and one.speaks(e.language)), key=lambda e: mixed(one, e.id)
        )
        for name in SETS
    ]
    found = 0
    for row in zip_longest(*order):
        for example in row:
            if example is None or found == many:
                continue
            try:
                yield rg.perturb(example, one, severity=2, seed=SEED)
            except NoPlace:
                continue
            found += 1


def mixed(one: Perturbation, name: str) -> str:
    """Return what sorts examples in an order of its own for each perturbation."""
    return hashlib.sha256(f"{one.name} {name}".encode()).hexdigest()


def shown(variant: rg.Variant) -> dict[str, Any]:
    """Return what a reader sees: the texts before and after, cut around the edits where they are long."""
    before, after = [], []
    for path in variant.golden.vary:
        old, new = value_at(variant.golden.row(), path), value_at(variant.inputs, path)
        if not isinstance(old, str) or not isinstance(new, str):
            old, new = (json.dumps(value, ensure_ascii=False) for value in (old, new))
        edits = [edit for edit in variant.edits if isinstance(edit, Replace) and edit.path == path]
        if len(old) > LONG and edits:
            start = max(0, min(edit.start for edit in edits) - AROUND)
            end = min(len(old), max(edit.end for edit in edits) + AROUND)
            grown = len(new) - len(old)
            old, new = f"…{old[start:end]}…", f"…{new[start : end + grown]}…"
        before.append(old[: 4 * LONG])
        after.append(new[: 4 * LONG])
    label = variant.golden.expected
    given = {"task": variant.golden.task, "label": label if isinstance(label, str) else None}
    return {"before": " || ".join(before), "after": " || ".join(after), **given, "relation": variant.relation}


def make(data: Path, out: Path, globs: list[str], sheets: int) -> None:
    """Write sheets and their key."""
    sets = golden_sets(data)
    rows = []
    for glob in globs:
        pattern, _, count = glob.partition("=")
        for name in registry.list_perturbations(pattern):
            one = registry.get(name)
            rows += [(name, variant) for variant in drawn(one, sets, int(count or EACH))]
    rows.sort(key=lambda row: hashlib.sha256(row[1].id.encode()).hexdigest())
    out.mkdir(parents=True, exist_ok=True)
    with (out / "key.jsonl").open("w", encoding="utf-8") as key:
        for number, (name, variant) in enumerate(rows):
            key.write(json.dumps({"n": number, "perturbation": name, "id": variant.id}) + "\n")
    for sheet in range(sheets):
        with (out / f"sheet-{sheet + 1}.jsonl").open("w", encoding="utf-8") as file:
            for number, (_, variant) in enumerate(rows):
                if number % sheets == sheet:
                    file.write(json.dumps({"n": number, **shown(variant)}, ensure_ascii=False) + "\n")
    print(f"{len(rows):,} variants of {len({name for name, _ in rows})} perturbations on {sheets} sheets")


def tally(out: Path) -> None:
    """Print, by perturbation and family, how many were read, natural and kept the label."""
    key = {row["n"]: row["perturbation"] for row in lines(out / "key.jsonl")}
    read: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for path in sorted(out.glob("answers-*.jsonl")):
        for row in lines(path):
            name = key[row["n"]]
            for group in (name, name.rpartition(".")[0] + ".*", "all"):
                read[group].append((bool(row["natural"]), bool(row["kept"])))
    print(f"{'perturbation':36} read  natural               kept")
    for name, answers in sorted(read.items()):
        print(f"{name:36} {len(answers):4}  {share(answers, 0)}  {share(answers, 1)}")


def share(answers: list[tuple[bool, bool]], place: int) -> str:
    """Return a count with Wilson's interval."""
    count = sum(answer[place] for answer in answers)
    low, high = wilson(count, len(answers))
    return f"{count:4} ({100 * low:5.1f} to {100 * high:5.1f} %)"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSONL file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def main() -> None:
    """Make sheets, or tally them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("data", type=Path)
    making.add_argument("out", type=Path)
    making.add_argument("--glob", action="append", required=True)
    making.add_argument("--sheets", type=int, default=2)
    commands.add_parser("tally").add_argument("out", type=Path)
    given = parser.parse_args()
    if given.command == "make":
        make(given.data, given.out, given.glob, given.sheets)
    else:
        tally(given.out)


if __name__ == "__main__":
    main()
