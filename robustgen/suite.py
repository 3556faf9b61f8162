"""A frozen suite: golden examples, variants and a manifest in a folder, checked whenever it is read.

`robustgen.freezing` writes it; here it is held in memory, read back, verified and compared.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from robustgen.definition import Perturbation
from robustgen.display import visible
from robustgen.errors import MissingExtra, SuiteError, UnknownName, UsageError
from robustgen.examples import MISSING, Example, read_examples
from robustgen.freezing import write_suite
from robustgen.generation import variants
from robustgen.manifest import MANIFEST, Manifest, Tally, golden_content, make_manifest, read_manifest
from robustgen.planning import Counts, Plan, make_plan
from robustgen.registry import get
from robustgen.rewriting import split_counts
from robustgen.thawing import read_rows
from robustgen.variant import Variant, encode, first_text

if TYPE_CHECKING:
    import pandas as pd


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
        manifest = write_suite(self.plan, Path(directory), rows=self._rows, counts=self.counts, overwrite=overwrite)
        return Suite(self.plan, self._rows, self.counts, name=manifest.name, path=Path(directory), manifest=manifest)

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy pandas frame, one row a variant.

        Columns: id, golden_id, group, perturbation (name@version), relation, text, golden_text (string); severity,
        index (int64); share (float64), the share of the text that the edits touch; expected, as it is where all are
        texts (string), whole numbers (Int64), truth values (boolean) or floats (Float64), else as JSON text (string),
        missing where nothing is expected.
        Parquet gives the same frame back.
        """
        import pandas as pd

        frame = pd.DataFrame(
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
                "expected": _column([None if v.expected is MISSING else v.expected for v in self]),
                "golden_text": [first_text(v.golden, v.golden.inputs) for v in self],
            }
        )
        texts = ("id", "golden_id", "group", "perturbation", "relation", "text", "golden_text")
        return frame.astype(dict.fromkeys(texts, "string"))


def _column(values: list[Any]) -> pd.Series[Any]:
    """Return values of one plain type as a column of that type, others as JSON text."""
    import pandas as pd

    kinds = {type(value) for value in values if value is not None}
    types = {str: "string", int: "Int64", bool: "boolean", float: "Float64"}
    if len(kinds) == 1 and (kind := next(iter(kinds))) in types:
        return pd.Series(values, dtype=types[kind])
    return pd.Series([None if value is None else encode(value) for value in values], dtype="string")


def generate(
    golden: Any,
    *,
    perturb: str | Iterable[str | Perturbation] = "realistic",
    severity: int | Iterable[int] = 2,
    per_example: int = 1,
    seed: int = 0,
    label_map: Mapping[str, Any] | None = None,
    max_edit_share: float | None = None,
    gates: str | Iterable[str] = (),
    name: str = "suite",
    **reading: Any,
) -> Suite:
    """Make a suite from golden examples.

    Args:
        golden: anything `read_examples` reads.
        perturb: names, globs or a preset: realistic, stress, llm, fairness, all.
        severity: 1 to 5, one or several. 2 is what people do.
        per_example: variants of one example, perturbation and severity.
        seed: another seed, another suite.
        label_map: what a label becomes where a control flips it; sentiment has one built in.
        max_edit_share: reject variants that edit more than this share of the text.
        gates: names of gates ("facts", "similarity:minilm") for what rewriters write, beside those of their own.
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
        gates=gates,
    )
    counts: Counts = {}
    return Suite(plan, variants(plan, counts), counts, name=name)


def load_suite(directory: str | Path) -> Suite:
    """Read a frozen suite and check all of it: every row against its changes, the id against all rows.

    Raises:
        UsageError: there is no suite.
        SuiteError: something in it is not what was frozen; names the file and the row.
    """
    root = Path(directory)
    manifest = read_manifest(root)
    golden, rows = read_rows(root, manifest)
    return Suite(None, rows, {}, name=manifest.name, path=root, manifest=manifest, golden=golden)


def made_elsewhere(manifest: Manifest) -> dict[str, str]:
    """Return the perturbations of a suite whose rows cannot be made again here, by name, with why.

    What an outside system writes depends on its version, its data and its settings: where any differs from what the
    manifest holds, or the system does not repeat itself, the stored rows are what counts.
    """
    found = {}
    for entry in manifest.data["perturbations"]:
        stored = entry.get("rewriter") or entry.get("borrowed")
        if stored is None:
            continue
        was = f"made by {visible(str(stored.get('package')), 60)} {visible(str(stored.get('version')), 30)}"
        if not stored.get("repeatable", True):
            judges = [one["model"] for one in stored.get("judges", ()) if isinstance(one, dict) and "model" in one]
            judged = f" and judged by {visible(', '.join(map(str, judges)), 60)}" if judges else ""
            found[entry["name"]] = f"{was}{judged}, which does not repeat itself"
            continue
        try:
            outside = _had(f"{entry['name']}@{entry['version']}", stored.get("gates", ())).outside
            if outside is not None:
                outside.require(entry["name"])
            now = dict(outside.provenance()) if outside is not None else None
        except MissingExtra as missing:
            found[entry["name"]] = f"{was}; {missing}"
            continue
        except UsageError:
            now = None
        if now is None:
            found[entry["name"]] = f"{was}, which is not installed here"
        elif now != stored:
            names = sorted(key for key in now.keys() | stored.keys() if now.get(key) != stored.get(key))
            here = f"{now.get('package')} {now.get('version')}"
            found[entry["name"]] = f"{was}; here is {here}, with another {visible(', '.join(names), 100)}"
    return found


def plan_of(manifest: Manifest, golden: tuple[Example, ...]) -> Plan:
    """Return the plan that a manifest's settings stand for.

    Raises:
        UnknownName: a perturbation or version that this installation does not have.
    """
    return _plan(manifest, golden, ())


def _plan(manifest: Manifest, golden: tuple[Example, ...], without: Container[str]) -> Plan:
    settings = manifest.data["settings"]
    gates = {one["name"]: one.get("rewriter", {}).get("gates", ()) for one in manifest.data["perturbations"]}
    return Plan(
        golden,
        tuple(_had(one.id, gates.get(one.name, ())) for one in manifest.perturbations if one.name not in without),
        manifest.severities,
        settings["per_example"],
        settings["seed"],
        settings["label_map"],
        settings["max_edit_share"],
        manifest.data["left_out"],
    )


def _had(perturbation_id: str, gates: Iterable[str]) -> Perturbation:
    """Return a perturbation with the gates that it had beside its own."""
    try:
        found = get(perturbation_id)
        return found if found.rewriter is None else replace(found, rewriter=found.rewriter.gated(gates))
    except UnknownName:
        raise UnknownName(
            f"the suite was made with {visible(perturbation_id)}, which is not installed: only where the package and"
            " version are that have it can its variants be made again"
        ) from None


def verify(suite: Suite | str | Path, *, regenerate: bool = False) -> list[str]:
    """Return what is wrong with a frozen suite; an empty list where nothing is.

    Reading it checks every row. With `regenerate` every variant is made again from golden data, seed and versions and
    compared byte for byte; at most 20 differing rows are named. Of rewriters and borrowed data
    that are not here as they were then (see `made_elsewhere`) the stored rows are what counts: they are not made again.
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
    elsewhere = made_elsewhere(suite.manifest)
    fresh = {v.id: v.written(canary)[0] for v in variants(_plan(suite.manifest, suite.golden, elsewhere), counts)}
    problems = []
    for variant in suite:
        if variant.perturbation.partition("@")[0] in elsewhere:
            continue
        line = fresh.pop(variant.id, None)
        if line is None:
            problems.append(f"{visible(variant.id)} is in the suite, but is not made again")
        elif line != variant.written(canary)[0]:
            problems.append(f"{visible(variant.id)} comes out differently when it is made again")
    problems += [f"{visible(name)} is made again, but is not in the suite" for name in fresh]
    stored = [
        {name: c for name, c in suite.manifest.data.get(key, {}).items() if name not in elsewhere}
        for key in ("rejected", "proposals")
    ]
    if list(split_counts(counts)) != stored:
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
