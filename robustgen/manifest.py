"""What a frozen suite says of itself, and the names and forms of its files."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from robustgen.display import visible
from robustgen.errors import RobustgenError, SuiteError, UsageError
from robustgen.examples import Example
from robustgen.planning import Counts, Plan
from robustgen.rewriting import split_counts
from robustgen.variant import encode

FORMAT = "robustgen-suite/1"
MANIFEST, GOLDEN, VARIANTS, CARD = "manifest.json", "golden.jsonl", "variants.jsonl", "README.md"
MAX_MANIFEST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Declared:
    """One perturbation as a suite's manifest declares it.

    Attributes:
        name, version: of the perturbation.
        contract: preserves, flips, differs, monotone, edits or unknown, joined by "/" where tasks differ.
        gates: whether a limit on it can fail a run.
        variants: how many variants it has, by severity.
    """

    name: str
    version: int
    contract: str
    gates: bool
    variants: Mapping[int, int]

    @property
    def id(self) -> str:
        """name@version."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a suite says of itself; reading it does not read the rows."""

    data: Mapping[str, Any]
    perturbations: tuple[Declared, ...]

    @property
    def name(self) -> str:
        """The suite's name, the last part of the folder it was frozen to."""
        return str(self.data["name"])

    @property
    def suite_id(self) -> str:
        """64 hexadecimal digits over all content."""
        return str(self.data["suite_id"])

    @property
    def severities(self) -> tuple[int, ...]:
        """The severities it was made at, ascending."""
        return tuple(self.data["settings"]["severities"])

    def gating(self, severity: int = 2) -> int:
        """Return how many perturbations can fail a run at `severity`: the P of the printed intervals."""
        return sum(1 for one in self.perturbations if one.gates and one.variants.get(severity))


@dataclass(slots=True)
class Tally:
    """What the rows of a suite add up to: the hash that is its id, and counts."""

    hash: Any = field(default_factory=lambda: hashlib.sha256(FORMAT.encode() + b"\n"))
    variants: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, content: str) -> None:
        """Count the content of one golden or variant row into the suite id."""
        self.hash.update(content.encode())
        self.hash.update(b"\n")


def golden_content(example: Example) -> str:
    """Return the part of a golden row that the suite id covers."""
    return encode(example.to_json())


def golden_line(example: Example, canary: str) -> str:
    """Return the row of golden.jsonl, without newline: the example, the canary and a checksum, keys sorted."""
    data = example.to_json()
    check = crc32(encode(data).encode())
    return encode(dict(sorted({**data, "canary": canary, "crc32": f"{check:08x}"}.items())))


def make_manifest(plan: Plan, tally: Tally, counts: Counts, name: str) -> Manifest:
    """Return the manifest of a suite made by `plan`, without the entries on its files."""
    from robustgen import __version__, unicode14

    tasks = sorted({example.task for example in plan.golden}, key=str)
    declared = []
    for one in plan.perturbations:
        held = sorted({contract for task in tasks if (contract := one.contract(task))})
        by_severity = {severity: tally.variants[one.id, severity] for severity in plan.severities}
        gates = not one.whole_text and "unknown" not in held
        declared.append(Declared(one.name, one.version, "/".join(held), gates, by_severity))
    outside = {one.name: one.outside for one in plan.perturbations if one.outside is not None}
    kinds = {one.name: "borrowed" if one.rewriter is None else "rewriter" for one in plan.perturbations}
    missing, proposals = split_counts(counts)
    data = {
        "format": FORMAT,
        "name": name,
        "suite_id": tally.hash.hexdigest(),
        "canary": canary_of(name),
        "made_by": {"robustgen": __version__, "unicode": unicode14.VERSION},
        "settings": {
            "seed": plan.seed,
            "severities": list(plan.severities),
            "per_example": plan.per_example,
            "label_map": dict(plan.label_map),
            "max_edit_share": plan.max_edit_share,
        },
        "counts": {"golden": len(plan.golden), "variants": tally.variants.total()},
        "perturbations": [
            {
                "name": d.name,
                "version": d.version,
                "contract": d.contract,
                "gates": d.gates,
                "variants": {str(s): n for s, n in d.variants.items()},
                **({kinds[d.name]: dict(outside[d.name].provenance())} if d.name in outside else {}),
            }
            for d in declared
        ],
        "left_out": dict(plan.left_out),
        "rejected": missing,
        **({"proposals": proposals} if proposals else {}),
    }
    return Manifest(data, tuple(declared))


def canary_of(name: str) -> str:
    """Return the GUID that marks a suite's files, the same over the versions of a name: intent.v1 and intent.v2."""
    stem, dot, version = name.rpartition(".v")
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "robustgen:" + (stem if dot and version.isdigit() else name)))


def read_manifest(directory: str | Path) -> Manifest:
    """Read what a frozen suite says of itself, without its rows.

    Raises:
        UsageError: there is no suite.
        SuiteError: its manifest is damaged or of another format.
    """
    root = Path(directory)
    path = root / MANIFEST
    if not path.is_file():
        near = sorted(str(p.parent) for p in root.parent.glob(f"*/{MANIFEST}")) if root.parent.is_dir() else []
        there = f"; suites there: {', '.join(near[:5])}" if near else ""
        raise UsageError(
            f"no suite is at {visible(str(root))}: it holds no {MANIFEST}{there}."
            f" Make one with `robustgen freeze GOLDEN -o {visible(str(root))}`"
        )
    if path.stat().st_size > MAX_MANIFEST:
        raise SuiteError(f"{path} is larger than {MAX_MANIFEST} bytes")
    try:
        data = json.loads(path.read_bytes().decode())
        if data["format"] != FORMAT:
            raise SuiteError(
                f"{path} is of format {visible(str(data['format']), 60)!r}; this version reads {FORMAT}:"
                " freeze the suite again, or use the version of robustgen that made it"
            )
        declared = tuple(
            Declared(
                one["name"], one["version"], one["contract"], one["gates"],
                {int(s): int(n) for s, n in one["variants"].items()},
            )
            for one in data["perturbations"]
        )  # fmt: skip
        manifest = Manifest(data, declared)
        _ = manifest.name, manifest.suite_id, manifest.severities, data["files"], data["canary"]
        return manifest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, RobustgenError):
            raise
        raise SuiteError(f"{path} is damaged ({visible(repr(error), 120)}): freeze the suite again") from None
