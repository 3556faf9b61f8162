"""The checks on the whole catalogue: `python tests/benchmarks/checks.py [DATA] [GLOB]`.

DATA is a folder with the sets that `golden.py` names; the demo and our own structured rows are always there. Prints what
every perturbation does on every set: the share of inputs with a place (a table), inputs with a place that gave no
variant, variants that lost something outside their edits, severities that shrink, do not hold the one below, or do not
grow on long texts; and the profile of 10,000 variants of `typo.human`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from golden import golden_sets

import robustgen as rg
from robustgen import registry
from robustgen.definition import SEVERITIES, Perturbation, Subject
from robustgen.edits import Replace
from robustgen.generation import variants
from robustgen.planning import make_plan
from robustgen.proposing import Proposer
from robustgen.testing import DELICATE

LONG, MANY = 500, 20
"""From so many code points and places on, severity 5 must change more than severity 1."""
KEPT = re.compile(
    r"https?://\S*[\w/]|www\.\S*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d+(?:\.\d+){3}|`[^`\n]+`|\{\w+\}|\t|[\U0001f300-\U0001faff]"
)
"""What must survive, found by a pattern of this file's own."""
ENCODERS = frozenset((
    "ood.channel.html_entities", "ood.channel.mojibake", "ood.channel.truncate", "ood.channel.url_escape",
    "ood.markup.json_wrap",
))  # fmt: skip
"""To encode, or cut off, such things is their business; the tests decode what they make."""


def checked(one: Perturbation, example: rg.Example) -> Counter[str]:
    """Return what happened to one example: counts by finding."""
    found: Counter[str] = Counter(inputs=1)
    if not one.contract(example.task) or not one.speaks(example.language):
        return Counter(no_contract=1)
    places = len(Proposer(one, Subject(example)).places)
    if not places:
        return found
    found["with a place"] += 1
    reasons: dict[str, Counter[str]] = {}
    made = list(variants(make_plan([example], perturb=[one], severity=SEVERITIES, seed=11), reasons))
    if not any(variant.severity == 1 for variant in made):
        found["no variant: " + ", ".join(reasons.get(one.name, {}))] += 1
    found["variants"] += len(made)
    for variant in made:
        found["loss"] += not one.whole_text and lost(example, variant)
    for mild, strong in pairwise(made):
        found["shrinks"] += strong.share < mild.share and not one.links
        if one.amount.kind != "all" and not one.links:
            found["not contained"] += bool(Counter(map(repr, mild.changes)) - Counter(map(repr, strong.changes)))
    if one.amount.kind == "share" and len(made) == len(SEVERITIES) and len(made[0].text) >= LONG and places >= MANY:
        found["long"] += 1
        found["does not grow"] += made[-1].share <= made[0].share
    return found


def lost(example: rg.Example, variant: rg.Variant) -> bool:
    """Return whether something outside the edits, or something to be kept, is no longer there."""
    before, after = example.row(), {**variant.inputs}
    for path in example.vary:
        old = example.value(path)
        found = [(e.start, e.end, e.text) for e in variant.edits if isinstance(e, Replace) and e.path == path]
        edits = sorted(found, key=lambda edit: edit[:2])  # several insertions at one point keep their order
        if not isinstance(old, str) or path.count("/") != 1 or not isinstance(after.get(path[1:]), str):
            continue
        at, made = 0, []
        for start, end, text in edits:
            made += [old[at:start], text]
            at = end
        if edits and "".join([*made, old[at:]]) != after[path[1:]]:
            return True
        now = after[path[1:]]
        if variant.perturbation.partition("@")[0] not in ENCODERS and any(
            now.count(kept) < times for kept, times in Counter(KEPT.findall(old)).items()
        ):
            return True
    return before.keys() - after.keys() > {"expected"}


def profile(golden: list[rg.Example]) -> str:
    """Return the mix of 10,000 variants of typo.human, by what its edits do to the letters."""
    kinds: Counter[str] = Counter()
    first = 0
    for variant in variants(make_plan(golden, perturb="typo.human", per_example=10, seed=4), {}):
        string = variant.golden.value("/text")
        for edit in variant.edits:
            old, new = string[edit.start : edit.end], edit.text
            if sorted(old) == sorted(new):
                kinds["transpose"] += 1
            else:
                kinds["substitute" if len(old) == len(new) else "omit" if len(old) > len(new) else "insert"] += 1
            start = edit.start == 0 or not string[edit.start - 1].isalnum()
            first += start and not new.startswith(old[:1])
    total = kinds.total()
    mix = ", ".join(f"{kind} {kinds[kind] / total:.1%}" for kind in ("substitute", "omit", "insert", "transpose"))
    return f"{total} slips: {mix}; first letter kept {1 - first / total:.1%}"


def delicate(golden: tuple[rg.Example, ...]) -> tuple[rg.Example, ...]:
    """Return examples with URLs, addresses, code, emoji, tabs and double spaces between their sentences."""
    return tuple(
        rg.Example(f"d{i}", {"text": f"{e.value('/text')} {DELICATE[i % 3]} {golden[-1 - i].value('/text')}"},
                   e.expected, task=e.task)
        for i, e in enumerate(golden[:60])
    )  # fmt: skip


def main() -> None:
    """Print the table and what was found."""
    sets = golden_sets(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    sets["delicate"] = delicate(sets["demo"])
    names = registry.list_perturbations(sys.argv[2] if len(sys.argv) > 2 else "*")
    totals: Counter[str] = Counter()
    faults: dict[str, Counter[str]] = defaultdict(Counter)
    print("| perturbation | " + " | ".join(sets) + " |\n|---|" + "---|" * len(sets))
    for name in names:
        one, cells = registry.get(name), []
        for golden in sets.values():
            found: Counter[str] = Counter()
            for example in golden:
                found += checked(one, example)
            cells.append(f"{found['with a place'] / found['inputs']:.0%}" if found["inputs"] else "–")
            totals += found
            faults[name] += Counter({key: n for key, n in found.items() if n and key not in
                                     ("inputs", "with a place", "variants", "long", "no_contract")})  # fmt: skip
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    print(f"\n{len(names)} perturbations; " + ", ".join(f"{key}: {n}" for key, n in totals.most_common()))
    for name, found in faults.items():
        if found:
            print(f"{name}: {dict(found)}")
    print("typo.human,", profile([e for e in (sets.get("reviews") or sets["demo"])][:1000]))


if __name__ == "__main__":
    main()
