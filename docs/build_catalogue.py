"""Write docs/catalogue/, twenty variants of each perturbation: `python docs/build_catalogue.py [GOLDEN]`.

GOLDEN is any golden file with a field `text`; the pages in the repository are made from the demo's own sentences.
"""

from __future__ import annotations

import sys
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
SHOWN = 20


def main() -> None:
    """Write one page a family and an index."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO
    golden = read_examples(source, vary="text")
    out = HERE / "catalogue"
    out.mkdir(exist_ok=True)
    families: dict[str, list[Perturbation]] = {}
    for name in registry.list_perturbations():
        families.setdefault(name.partition(".")[0], []).append(registry.get(name))
    index = ["# The catalogue", "", f"Made by `python docs/build_catalogue.py` from {source.name}.", ""]
    index += ["| perturbation | what it does | label | texts with a place |", "|---|---|---|---|"]
    for family, members in families.items():
        page = [f"# {family}.*", ""]
        for one in members:
            share, section = described(one, golden)
            page += section
            label = ", ".join(
                f"{task}: {contract}" if task != "*" else contract for task, contract in one.label.items()
            )
            index.append(f"| [{one.name}]({family}.md#{anchor(one)}) | {one.doc} | {label} | {share:.0%} |")
        (out / f"{family}.md").write_text("\n".join(page), encoding="utf-8")
    (out / "README.md").write_text("\n".join(index) + "\n", encoding="utf-8")


def anchor(one: Perturbation) -> str:
    """Return the anchor that Markdown viewers give the section."""
    return one.id.replace(".", "").replace("@", "").lower()


def described(one: Perturbation, golden: tuple[Example, ...]) -> tuple[float, list[str]]:
    """Return the share of texts with a variant, and the section of the page."""
    task = next((task for task in one.label if task != "*"), None)
    made = []
    for number, example in enumerate(golden):
        subject = Example(example.id, example.inputs, example.expected, example.vary, task, example.language)
        try:
            variant = perturb(subject, one, severity=2, seed=number)
        except NoPlace:
            continue
        made.append("\n  ".join(in_place(subject, variant.changes)))
    lines = [f"## {one.id}", "", one.doc, ""]
    lines += [f"Languages: {', '.join(one.languages) or 'any'}. Source: {one.source}", "", "```text"]
    step = max(1, len(made) // SHOWN)
    lines += islice(made[::step], SHOWN)
    return len(made) / len(golden), [*lines, "```", ""]


if __name__ == "__main__":
    main()
