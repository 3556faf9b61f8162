"""Write docs/catalogue/, twenty variants of each perturbation: `python docs/build_catalogue.py [GOLDEN]`.

GOLDEN is any golden file with a field `text`; the pages in the repository are made from the project's own rows: the
demo's sentences, and docs/golden/ for tasks with more structure and for other languages.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from robustgen import read_examples, registry
from robustgen.definition import Perturbation
from robustgen.errors import NoPlace
from robustgen.examples import Example
from robustgen.generation import perturb
from robustgen.report.changes import in_place

HERE = Path(__file__).parent
DEMO = HERE.parent / "suites" / "demo" / "golden.jsonl"
SHOWN, WIDTH, MOST = 20, 600, 3  # variants a perturbation, characters a line, variants of one row at the most


def main() -> None:
    """Write one page a group and an index."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO
    texts = read_examples(source, vary="text")
    rows = [stored(line) for path in sorted((HERE / "golden").glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    out = HERE / "catalogue"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    pages: dict[str, list[str]] = {}
    index = ["# The catalogue", "", f"Made by `python docs/build_catalogue.py` from {source.name}, docs/golden/.", ""]
    index += ["What stays out, and why: [left-out.md](../left-out.md). Dialects: [dialects.md](../dialects.md).", ""]
    index += ["| perturbation | what it does | label | texts with a place |", "|---|---|---|---|"]
    for name in registry.list_perturbations():
        one = registry.get(name)
        group = name.rpartition(".")[0]
        share, section = described(one, texts, rows)
        pages.setdefault(group, [f"# {group}.*", ""]).extend(section)
        label = ", ".join(f"{task}: {contract}" if task != "*" else contract for task, contract in one.label.items())
        index.append(f"| [{name}]({group}.md#{anchor(one)}) | {one.doc} | {label} | {share} |")
    for group, page in pages.items():
        (out / f"{group}.md").write_text("\n".join(page), encoding="utf-8")
    (out / "README.md").write_text("\n".join(index) + "\n", encoding="utf-8")


def stored(line: str) -> Example:
    """Return an example as a suite's golden.jsonl holds it: fields that vary, spans and task stand in the row."""
    return Example.from_json(json.loads(line))


def anchor(one: Perturbation) -> str:
    """Return the anchor that Markdown viewers give the section."""
    return one.id.replace(".", "").replace("@", "").lower()


def described(one: Perturbation, texts: Iterable[Example], rows: Iterable[Example]) -> tuple[str, list[str]]:
    """Return the share of texts with a variant, and the section of the page."""
    task = next((task for task in one.label if task != "*"), None)
    tried = [replace(example, task=task) for example in texts if one.speaks(example.language)]
    made = list(shown(one, tried))
    share = f"{len(made) / len(tried):.0%}" if tried else "–"
    fitting = [row for row in rows if one.contract(row.task) and one.speaks(row.language)]
    made += shown(one, fitting)
    for index in range(1, MOST):
        if len(made) < SHOWN:
            made += shown(one, [*tried, *fitting], index=index)
    lines = [f"## {one.id}", "", one.doc, ""]
    lines += [f"Languages: {', '.join(one.languages) or 'any'}. Source: {one.source}", "", "```text"]
    step = max(1, len(made) // SHOWN)
    lines += islice(made[::step], SHOWN)
    return share, [*lines, "```", ""]


def shown(one: Perturbation, examples: Iterable[Example], *, index: int = 0) -> Iterator[str]:
    """Yield the variant of that index of each example that has one, its edits marked in place."""
    for number, example in enumerate(examples):
        try:
            variant = perturb(example, one, severity=2, seed=number, index=index)
        except NoPlace:
            continue
        yield "\n  ".join(in_place(example, variant.changes, limit=WIDTH))


if __name__ == "__main__":
    main()
