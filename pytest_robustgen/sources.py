"""What a marked test runs over: a frozen suite, or variants made from golden examples on the spot.

Collection reads a suite's manifest, or the golden file; rows are read or made when the first item asks for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from pytest_robustgen.marker import Settings
from pytest_robustgen.rows import Part
from robustgen.display import visible
from robustgen.errors import RobustgenError, SuiteError, UsageError
from robustgen.examples import Example, read_examples
from robustgen.generation import variants
from robustgen.manifest import Declared, Tally, make_manifest, read_manifest
from robustgen.planning import Plan, make_plan
from robustgen.registry import all_names
from robustgen.scoring.limits import Limits, bare, is_control
from robustgen.scoring.verdict import Planned, margin_warning
from robustgen.thawing import Index, index_rows, read_golden, read_rows, rows_at
from robustgen.variant import Variant

BLOCK = 5_000  # variants of one perturbation from which on its golden examples are shared out among several items
HELD = 50_000  # variants of a suite up to which they stay in memory; beyond, an item reads its own when it runs
_NAMED = 5  # perturbations named in one line
_KEEPING = ("preserves", "unknown")  # contracts under which the golden answer stays what it is
_RELATIONS = {"preserves": "same", "edits": "same", "unknown": "same"}


@dataclass(frozen=True, slots=True)
class Data:
    """What one item runs.

    Attributes:
        golden: examples that have variants here, in suite order.
        variants: in suite order.
        every: all golden examples of the test.
    """

    golden: list[Example]
    variants: list[Variant]
    every: Sequence[Example]


class Source(Protocol):
    """What a test runs over."""

    @property
    def name(self) -> str:
        """What it is called in the summary."""

    @property
    def path(self) -> Path:
        """The folder of the suite, or the file with the golden examples."""

    @property
    def suite_id(self) -> str | None:
        """The id over all content, of a frozen suite."""

    @property
    def remarks(self) -> Sequence[str]:
        """What a reader should know of it beside the numbers."""

    @property
    def perturbations(self) -> Sequence[Declared]:
        """What it declares, in order of name."""

    @property
    def severities(self) -> Sequence[int]:
        """The severities of its variants, ascending."""

    @property
    def examples(self) -> int:
        """How many golden examples there are."""

    def golden(self) -> Sequence[Example]:
        """Return all golden examples."""

    def variants(self, declared: Declared, block: range) -> list[Variant]:
        """Return the variants of one perturbation of the golden examples with these numbers, in suite order."""

    def size(self, declared: Declared) -> int:
        """Return about how many variants a perturbation has, the same on every machine."""


class FrozenSource:
    """A suite in a folder, read once a process; what is wrong with a row is said by the items that need it."""

    remarks: Sequence[str] = ()

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = read_manifest(path)
        self.name, self.suite_id = self.manifest.name, self.manifest.suite_id
        self.perturbations, self.severities = self.manifest.perturbations, self.manifest.severities
        self.examples = int(self.manifest.data["counts"]["golden"])
        self._golden: Sequence[Example] | None = None
        self._rows: Mapping[str, list[Variant] | Index] | RobustgenError | None = None
        self._damaged: dict[str, SuiteError] = {}

    def golden(self) -> Sequence[Example]:
        """Return all golden examples; without reading the variants, if they are not read yet."""
        if self._golden is None:
            self._golden = read_golden(self.path, self.manifest)
        return self._golden

    def variants(self, declared: Declared, block: range) -> list[Variant]:
        """Return the variants of one perturbation, of a block of golden examples."""
        found = self._read()[declared.id]
        if declared.id in self._damaged:
            raise self._damaged[declared.id]
        if isinstance(found, Index):
            placed = zip(found.offsets, found.golden, strict=True)
            offsets = [offset for offset, number in placed if number in block]
            return rows_at(self.path, self.manifest, self.golden(), offsets)
        wanted = {example.id for example in self.golden()[block.start : block.stop]}
        return [row for row in found if row.golden.id in wanted]

    def size(self, declared: Declared) -> int:
        """Return how many variants a perturbation has."""
        return sum(declared.variants.values())

    def _read(self) -> Mapping[str, list[Variant] | Index]:
        """Check the rows; keep them, or of many only where each stands in the file."""
        if self._rows is None:
            try:
                if sum(map(self.size, self.perturbations)) > HELD:
                    self._golden, self._rows = index_rows(self.path, self.manifest, damaged=self._damaged)
                else:
                    self._golden, rows = read_rows(self.path, self.manifest, damaged=self._damaged)
                    held: dict[str, list[Variant]] = {one.id: [] for one in self.perturbations}
                    for row in rows:
                        held[row.perturbation].append(row)
                    self._rows = held
            except RobustgenError as error:
                self._rows = error
        if isinstance(self._rows, RobustgenError):
            raise self._rows
        return self._rows


class GoldenSource:
    """Variants made from golden data when they are needed, one perturbation at a time."""

    suite_id = None

    def __init__(
        self,
        examples: Sequence[Example],
        making: Mapping[str, Any],
        *,
        path: Path,
        name: str,
        planned: bool,
        keeps_label: bool = False,
        remarks: Sequence[str] = (),
    ) -> None:
        plan = make_plan(examples, **making)
        self._plan = _keeping_labels(plan, making.get("perturb", ())) if keeps_label else plan
        lost = sorted({one.name for one in plan.perturbations} - {one.name for one in self._plan.perturbations})
        said = f"left out without expected=, the right answer may be another: {', '.join(lost)}"
        self.path, self.name = path, name
        self.remarks = [*remarks, *([said] if lost else []), *_left_out(plan.left_out)]
        self.severities, self.examples = self._plan.severities, len(self._plan.golden)
        tally = Tally()
        for one in self._plan.perturbations if planned else ():
            alone = replace(self._plan, perturbations=(one,))
            # What a rewriter makes costs calls of a model, perhaps money: not at collection, in every worker.
            found = _severities_of(alone) if one.rewriter is None else set(self._plan.severities)
            for severity in found:
                tally.variants[one.id, severity] = 1
        self.perturbations = make_manifest(self._plan, tally, {}, self.name).perturbations

    def golden(self) -> Sequence[Example]:
        """Return all golden examples."""
        return self._plan.golden

    def variants(self, declared: Declared, block: range) -> list[Variant]:
        """Make the variants of one perturbation, of a block of golden examples."""
        chosen = tuple(one for one in self._plan.perturbations if one.name == declared.name)
        golden = self._plan.golden[block.start : block.stop]
        return list(variants(replace(self._plan, perturbations=chosen, golden=golden), {}))

    def size(self, declared: Declared) -> int:
        """Return the most variants that a perturbation may have."""
        return self.examples * len(self.severities) * self._plan.per_example


def golden_source(settings: Settings, *, planned: bool) -> GoldenSource:
    """Return the source of a file of golden examples."""
    path = settings.golden
    assert path is not None
    examples = read_examples(path, **settings.reading)
    return GoldenSource(examples, settings.making, path=path, name=path.name, planned=planned)


def _keeping_labels(plan: Plan, wanted: str | Iterable[Any]) -> Plan:
    """Return a plan without the perturbations that change the right answer.

    Raises:
        UsageError: one of them was named outright, or no other is left.
    """
    tasks = {example.task for example in plan.golden}
    kept = tuple(one for one in plan.perturbations if all(one.contract(task) in (*_KEEPING, None) for task in tasks))
    outright = {one if isinstance(one, str) else one.name for one in ([wanted] if isinstance(wanted, str) else wanted)}
    lost = [one.name for one in plan.perturbations if one not in kept and (one.name in outright or not kept)]
    if lost:
        raise UsageError(
            f"{', '.join(lost)} may change the right answer, and no argument is named as that: give expected="
        )
    return replace(plan, perturbations=kept)


def _left_out(reasons: Mapping[str, str]) -> list[str]:
    """Say which perturbations a glob matched that do not fit the golden data, a line a reason."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        by_reason.setdefault(reason.partition(" (")[0], []).append(name)
    found = []
    for reason, names in by_reason.items():
        more = f" and {len(names) - _NAMED:,} more" if names[_NAMED:] else ""
        found.append(f"left out, each {reason}: {', '.join(names[:_NAMED])}{more}")
    return found


def _severities_of(plan: Plan) -> set[int]:
    """Return the severities at which there is a variant; stops looking once all are found."""
    found: set[int] = set()
    for variant in variants(plan, {}):
        found.add(variant.severity)
        if len(found) == len(plan.severities):
            break
    return found


def parts_of(source: Source) -> list[Part]:
    """Return the items of a test with --robustgen, in order of name."""
    parts = []
    for declared in source.perturbations:
        if not any(declared.variants.values()):
            why = f"{declared.name} has no variant of any of the golden examples: nothing to change in them"
            parts.append(Part(declared.name, declared.id, empty=why))
            continue
        blocks = -(-source.size(declared) // BLOCK)
        if blocks == 1:
            parts.append(Part(declared.name, declared.id))
        for block in range(blocks if blocks > 1 else 0):
            parts.append(Part(f"{declared.name}-{block + 1}of{blocks}", declared.id, block, blocks))
    return parts


def data_of(source: Source, part: Part) -> Data:
    """Return what one item runs."""
    if not part.perturbation:
        every = source.golden()
        return Data(list(every), [], every)
    declared = next(one for one in source.perturbations if one.id == part.perturbation)
    every = source.golden()
    block = range(len(every) * part.block // part.blocks, len(every) * (part.block + 1) // part.blocks)
    rows = source.variants(declared, block)
    return Data(list({row.golden.id: row.golden for row in rows}.values()), rows, every)


def gating_of(source: Source, limits: Limits) -> int:
    """Return P: the perturbations that can fail the run, whatever is selected.

    Raises:
        UsageError: limits are set, and the severity that they judge is not among those of the variants; or a limit
            names a perturbation that is neither here nor in the catalogue.
    """
    if limits.globs() or limits.part_globs("max_drop_family"):
        limits.check_names([*(one.id for one in source.perturbations), *all_names()])
    if limits.sets_any() and limits.gate_severity not in source.severities:
        there = ", ".join(map(str, source.severities))
        raise UsageError(
            f"limits hold at severity {limits.gate_severity}, and {visible(source.name)} has variants at {there}: "
            f"give gate_severity={source.severities[-1]}, or make variants at severity {limits.gate_severity}"
        )
    if limits.min_control is not None and not any(_is_control(one) for one in source.perturbations):
        raise UsageError(
            f"min_control limits perturbations that change the right answer, and {visible(source.name)} has none: name "
            "control.* ones that fit its task (`robustgen list 'control.*'` shows them), or leave min_control out"
        )
    return sum(1 for one in source.perturbations if _gates(one, limits))


def never_gate(source: Source) -> list[str]:
    """Return name@version of the perturbations that never gate: whole-text encodings, unknown contracts."""
    return [one.id for one in source.perturbations if not one.gates]


def foresight(source: Source, limits: Limits, gating: int, *, share: float = 1.0) -> list[str]:
    """Return what is known before a model is called: how many variants, and whether the limits can be told at all.

    Of each perturbation a share of the golden examples is run.
    """
    held = [one for one in source.perturbations if any(one.variants.values())]
    names = f"{len(held)} {'perturbation' if len(held) == 1 else 'perturbations'}"
    said = f"up to {sum(source.size(one) for one in held):,} variants of {names}"
    clusters = _clusters(source) if limits.sets_any() else source.examples
    planned = []
    for one in held:
        if _gates(one, limits):
            each = max(1, source.size(one) // len(source.severities))
            golden = min(source.examples, each)  # at best: which of them have variants, only the rows say
            apart, grouped = math.ceil(share * min(golden, clusters)), clusters < source.examples
            planned.append(Planned(one.id, apart, each / golden, _relations(one)[0], grouped))
    warning = margin_warning(planned, limits, gating=gating)
    return [said, *([warning] if warning else [])]


def _clusters(source: Source) -> int:
    """Return how many groups the golden examples fall into, one without a group being its own."""
    try:
        golden = source.golden()
    except RobustgenError:  # the items that need the rows say what is wrong with them
        return source.examples
    return len({(example.group is None, example.group or example.id) for example in golden})


def _relations(declared: Declared) -> list[str]:
    return [_RELATIONS.get(contract, contract) for contract in declared.contract.split("/")]


def _is_control(declared: Declared) -> bool:
    return any(is_control(bare(declared.id), relation) for relation in _relations(declared))


def _gates(declared: Declared, limits: Limits) -> bool:
    if not declared.gates or not declared.variants.get(limits.gate_severity):
        return False
    return any(limits.gates(bare(declared.id), relation) for relation in _relations(declared))
