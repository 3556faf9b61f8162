"""A frozen suite: golden examples, variants and a manifest in a folder, checked whenever it is read.

`robustgen.freezing` writes it; here it is held in memory, read back, verified and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from robustgen.definition import Perturbation
from robustgen.display import visible
from robustgen.errors import RobustgenError, SuiteError, UsageError
from robustgen.examples import MISSING, Example, read_examples
from robustgen.generation import Counts, Plan, make_plan, variants
from robustgen.registry import get
from robustgen.variant import Variant, encode

if TYPE_CHECKING:
    import pandas as pd

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


class Suite:
    """Golden examples and their variants. Iterates over its variants, in suite order.

    Attributes:
        name: for people; part of no key.
        golden: the examples, sorted by id.
        path: the folder it was read from, or None.
    """

    def __init__(
        self,
        plan: Plan | None,
        rows: Iterable[Variant],
        counts: Counts,
        *,
        name: str = "suite",
        path: Path | None = None,
        manifest: Manifest | None = None,
        golden: tuple[Example, ...] = (),
    ) -> None:
        self.name, self.path, self.counts = name, path, counts
        self.golden = plan.golden if plan is not None else golden
        self._plan = plan
        self._rows = list(rows)
        self._manifest = manifest

    @property
    def plan(self) -> Plan:
        """What it is made of.

        Raises:
            UnknownName: it was frozen with perturbations that this installation does not have.
        """
        if self._plan is None:
            self._plan = plan_of(self.manifest, self.golden)
        return self._plan

    def __iter__(self) -> Iterator[Variant]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<Suite {self.name} {self.id[:8]}: {len(self.golden)} golden, {len(self)} variants>"

    @property
    def id(self) -> str:
        """The suite id: 64 hexadecimal digits over the content of all rows, the same in whatever form they are kept."""
        return self.manifest.suite_id

    @cached_property
    def manifest(self) -> Manifest:
        """What the suite says of itself."""
        if self._manifest is not None:
            return self._manifest
        tally = Tally()
        for example in self.golden:
            tally.add(golden_content(example))
        for variant in self._rows:
            tally.add(variant.written("")[1])
            tally.variants[variant.perturbation, variant.severity] += 1
        return make_manifest(self.plan, tally, self.counts, self.name)

    @cached_property
    def by_perturbation(self) -> dict[str, list[Variant]]:
        """The variants of each perturbation (by plain name), in suite order."""
        found: dict[str, list[Variant]] = {one.name: [] for one in self.manifest.perturbations}
        for variant in self._rows:
            found[variant.perturbation.partition("@")[0]].append(variant)
        return found

    def freeze(self, directory: str | Path, *, overwrite: bool = False) -> Suite:
        """Write the suite to a folder, whole or not at all, and return it as it was written.

        Raises:
            UsageError: the folder is there and `overwrite` is not set, or holds something else than a suite.
        """
        from robustgen.freezing import write_suite

        manifest = write_suite(self.plan, Path(directory), rows=self._rows, counts=self.counts, overwrite=overwrite)
        return Suite(self.plan, self._rows, self.counts, name=manifest.name, path=Path(directory), manifest=manifest)

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas frame, one row a variant.

        Columns: id, golden_id, group, perturbation, severity, index, relation, share, text, expected, golden_text.
        """
        import pandas as pd

        from robustgen.variant import first_text

        return pd.DataFrame(
            {
                "id": [v.id for v in self],
                "golden_id": [v.golden.id for v in self],
                "group": [v.golden.group for v in self],
                "perturbation": [v.perturbation for v in self],
                "severity": [v.severity for v in self],
                "index": [v.index for v in self],
                "relation": [v.relation for v in self],
                "share": [v.share for v in self],
                "text": [v.text for v in self],
                "expected": [None if v.expected is MISSING else v.expected for v in self],
                "golden_text": [first_text(v.golden, v.golden.inputs) for v in self],
            }
        )


def generate(
    golden: Any,
    *,
    perturb: str | Iterable[str | Perturbation] = "realistic",
    severity: int | Iterable[int] = 2,
    per_example: int = 1,
    seed: int = 0,
    label_map: Mapping[str, Any] | None = None,
    max_edit_share: float | None = None,
    name: str = "suite",
    **reading: Any,
) -> Suite:
    """Make a suite from golden examples.

    Args:
        golden: anything `read_examples` reads.
        perturb: names, globs or a preset: realistic, stress, all.
        severity: 1 to 5, one or several. 2 is what people do.
        per_example: variants of one example, perturbation and severity.
        seed: another seed, another suite.
        label_map: what a label becomes where a control flips it; sentiment has one built in.
        max_edit_share: reject variants that edit more than this share of the text.
        name: for people.
        **reading: goes to `read_examples`: vary, expected, task, language, group, …

    Raises:
        UsageError: a name that does not exist, a setting out of range, faulty golden data (GoldenError).
    """
    plan = make_plan(
        read_examples(golden, **reading),
        perturb=perturb,
        severity=severity,
        per_example=per_example,
        seed=seed,
        label_map=label_map,
        max_edit_share=max_edit_share,
    )
    counts: Counts = {}
    return Suite(plan, variants(plan, counts), counts, name=name)


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
            }
            for d in declared
        ],
        "left_out": dict(plan.left_out),
        "rejected": {name: dict(sorted(c.items())) for name, c in sorted(counts.items()) if c},
    }
    return Manifest(data, tuple(declared))


def canary_of(name: str) -> str:
    """Return the GUID that marks a suite's files, the same over the versions of a name: intent.v1 and intent.v2."""
    import uuid

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


def load_suite(directory: str | Path) -> Suite:
    """Read a frozen suite and check all of it: every row against its changes, the id against all rows.

    Raises:
        UsageError: there is no suite.
        SuiteError: something in it is not what was frozen; names the file and the row.
    """
    from robustgen.thawing import read_suite

    return read_suite(Path(directory), read_manifest(directory))


def plan_of(manifest: Manifest, golden: tuple[Example, ...]) -> Plan:
    """Return the plan that a manifest's settings stand for.

    Raises:
        UnknownName: a perturbation or version that this installation does not have.
    """
    settings = manifest.data["settings"]
    return Plan(
        golden,
        tuple(get(one.id) for one in manifest.perturbations),
        manifest.severities,
        settings["per_example"],
        settings["seed"],
        settings["label_map"],
        settings["max_edit_share"],
        manifest.data["left_out"],
    )


def verify(suite: Suite | str | Path, *, regenerate: bool = False) -> list[str]:
    """Return what is wrong with a frozen suite; an empty list where nothing is.

    Reading it checks every row. With `regenerate` every variant is made again from golden data, seed and versions and
    compared byte for byte; at most 20 differing rows are named.
    """
    if not isinstance(suite, Suite):
        try:
            suite = load_suite(suite)
        except SuiteError as error:
            return [str(error)]
    if not regenerate:
        return []
    counts: Counts = {}
    canary = str(suite.manifest.data["canary"])
    fresh = {v.id: v.written(canary)[0] for v in variants(plan_of(suite.manifest, suite.golden), counts)}
    problems = []
    for variant in suite:
        line = fresh.pop(variant.id, None)
        if line is None:
            problems.append(f"{visible(variant.id)} is in the suite, but is not made again")
        elif line != variant.written(canary)[0]:
            problems.append(f"{visible(variant.id)} comes out differently when it is made again")
    problems += [f"{visible(name)} is made again, but is not in the suite" for name in fresh]
    rejected = {name: dict(sorted(c.items())) for name, c in sorted(counts.items()) if c}
    if rejected != suite.manifest.data.get("rejected"):
        problems.append(f"{MANIFEST}: the rejections counted when it is made again differ")
    return problems[:20] + ([f"… and {len(problems) - 20} more"] if len(problems) > 20 else [])


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two suites: ids of variants, and of golden examples."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    golden_added: tuple[str, ...]
    golden_gone: tuple[str, ...]
    golden_changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.added, self.gone, self.changed, self.golden_added, self.golden_gone, self.golden_changed))


def diff(old: Suite, new: Suite) -> Difference:
    """Return which rows of `new` are added, gone or changed beside `old`, by id."""
    rows = [{v.id: v.written("")[1] for v in suite} for suite in (old, new)]
    golden = [{e.id: golden_content(e) for e in suite.golden} for suite in (old, new)]
    return Difference(*_compared(*rows), *_compared(*golden))


def _compared(
    old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return (
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(key for key in old.keys() & new.keys() if old[key] != new[key])),
    )
