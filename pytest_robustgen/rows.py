"""What travels from the process that ran an item to the one that sums up: plans, and one compact row an item.

A row has one letter an outcome, in suite order, and says of its variants only their severity and index, so that a row
is about as long as the golden ids in it. Everything is JSON in ASCII: it passes through xdist and any report file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from robustgen.scoring.limits import Limits
from robustgen.scoring.outcomes import decode

if TYPE_CHECKING:
    from robustgen.scoring.card import Card
    from robustgen.variant import Variant

ROW = "robustgen"  # the user property that holds a row until the controller takes it out
GATE = "robustgen-gate"  # stands in the gate's node id where the name of a perturbation stands in an item's
GOLDEN = "golden"  # the same for the one item of a run without --robustgen


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a test: a perturbation, or one of several blocks of its golden examples.

    Attributes:
        id: what stands in the item's node id.
        perturbation: name@version; "" for the golden item.
        block, blocks: which block of the golden examples it runs, of how many.
        empty: why it has nothing to run, or "".
    """

    id: str
    perturbation: str
    block: int = 0
    blocks: int = 1
    empty: str = ""


@dataclass(slots=True)
class Plan:
    """What one test is about to measure: the function plus every parameter that is not ours.

    Attributes:
        test: its node id without our part.
        suite, suite_id: what it runs over; the id is None where variants are made from golden data on the spot.
        source: where that lies, from the root directory if it lies there.
        limits: plain data for `Limits`.
        gating: P, how many perturbations can fail the run, whatever was selected.
        never_gate: name@version of those that never do.
        parts: all of its items, in order.
        line: where the test function stands in its file, from 1.
        selected: node ids of the items that are to run, by the id of their part.
    """

    test: str
    suite: str
    suite_id: str | None
    source: str
    limits: dict[str, Any]
    gating: int
    never_gate: list[str]
    parts: list[Part]
    line: int = 1
    selected: dict[str, str] = field(default_factory=dict)

    @property
    def needed(self) -> list[Part]:
        """The parts that have something to measure."""
        return [part for part in self.parts if not part.empty]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Plan:
        """Return the plan that `to_json` wrote."""
        return cls(**{**data, "parts": [Part(**part) for part in data["parts"]]})


@dataclass(frozen=True, slots=True)
class Row:
    """What one item measured.

    Attributes:
        test, part, perturbation: of which test and item; the perturbation is name@version.
        golden: ids of the golden examples that have variants here, in suite order.
        groups: their groups, or nothing where none has one.
        clean: a letter for each of them.
        shape: runs of golden examples with alike variants: [how many, relation, [[severity, index], …]].
        variants: a letter a variant.
        clean_scores, scores: comma-separated shares beside the letters, empty ones for none; "" without any.
        consistency: whether "right" means "as the clean answer".
        calls, seconds: what it cost.
        kinds: how many variants ended by each type of exception.
        details: lines on the worst variants, safe to show.
        flaky: ids of variants whose answer changed when they were asked again.
        contents: 8 hexadecimal digits a variant, see `robustgen.variant.fingerprints`.
        failures: variants that were not answered right, as far as kept, see `robustgen.runs.failure_json`, and
        failed_golden: the golden rows that they were made from.
    """

    test: str
    part: str
    perturbation: str
    golden: list[str]
    groups: list[str | None]
    clean: str
    shape: list[list[Any]]
    variants: str
    clean_scores: str = ""
    scores: str = ""
    consistency: bool = False
    calls: int = 0
    seconds: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)
    flaky: list[str] = field(default_factory=list)
    contents: str = ""
    failures: list[dict[str, Any]] = field(default_factory=list)
    failed_golden: list[dict[str, Any]] = field(default_factory=list)

    def written(self) -> str:
        """Return the row as it travels."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Row:
        """Return the row that `written` wrote."""
        return cls(**json.loads(text))

    def outcomes(self) -> Iterator[tuple[str, str, int, int]]:
        """Yield golden id, relation, severity and index of each variant."""
        golden = iter(self.golden)
        for count, relation, pattern in self.shape:
            for _ in range(count):
                golden_id = next(golden)
                for severity, index in pattern:
                    yield golden_id, relation, severity, index


def shape_of(variants: Iterable[Variant]) -> list[list[Any]]:
    """Return the runs of golden examples with alike variants."""
    runs: list[list[Any]] = []
    before, relation = None, ""
    pattern: list[list[int]] = []

    def close() -> None:
        if before is None:
            return
        if runs and runs[-1][1:] == [relation, pattern]:
            runs[-1][0] += 1
        else:
            runs.append([1, relation, pattern])

    for variant in variants:
        if variant.golden is not before:
            close()
            before, pattern, relation = variant.golden, [], variant.relation
        pattern.append([variant.severity, variant.index])
    close()
    return runs


def join_scores(scores: Sequence[float | None]) -> str:
    """Return shares as they travel; "" where there are none."""
    if all(score is None for score in scores):
        return ""
    return ",".join("" if score is None else repr(float(score)) for score in scores)


def split_scores(text: str, count: int) -> list[float | None]:
    """Return the shares that `join_scores` joined."""
    if not text:
        return [None] * count
    return [float(part) if part else None for part in text.split(",")]


def card_of(rows: Iterable[Row], never_gate: Iterable[str] = ()) -> Card:
    """Return the card of several items of one test.

    A golden example that several of them asked clean counts once, with the answer that comes first here.
    """
    import pandas as pd

    from robustgen.scoring.card import score

    rows = list(rows)
    clean: dict[str, tuple[str, float | None]] = {}
    groups: dict[str, str] = {}
    for row in rows:
        shares = split_scores(row.clean_scores, len(row.clean))
        for golden_id, status, share in zip(row.golden, decode(row.clean), shares, strict=True):
            clean.setdefault(golden_id, (status, share))
        groups |= {name: group for name, group in zip(row.golden, row.groups, strict=False) if group is not None}
    columns: dict[str, list[Any]] = {
        "golden_id": list(clean),
        "perturbation": [None] * len(clean),
        "severity": [None] * len(clean),
        "relation": ["same"] * len(clean),
        "status": [status for status, _ in clean.values()],
    }
    scores = [share for _, share in clean.values()]
    for row in rows:
        _add_variants(columns, row)
        scores += split_scores(row.scores, len(row.variants))
    frame = pd.DataFrame(columns, dtype="object")
    if any(share is not None for share in scores):
        frame["score"] = pd.Series(scores, dtype="float64")
    if groups:
        frame["group"] = frame["golden_id"].map(groups)
    return score(frame, consistency=any(row.consistency for row in rows), never_gate=never_gate)


def _add_variants(columns: dict[str, list[Any]], row: Row) -> None:
    """Add a line a variant, a run of alike golden examples at a time."""
    at = 0
    for count, relation, pattern in row.shape:
        ids = row.golden[at : at + count]
        at += count
        columns["golden_id"] += ids if len(pattern) == 1 else [name for name in ids for _ in pattern]
        columns["severity"] += [severity for severity, _ in pattern] * count
        columns["relation"] += [relation] * (count * len(pattern))
    columns["perturbation"] += [row.perturbation] * len(row.variants)
    columns["status"] += decode(row.variants)


def contradictions(rows: Iterable[Row]) -> int:
    """Return how many golden examples got differing clean outcomes in several items: the model is not deterministic."""
    first: dict[str, str] = {}
    differing = set()
    for row in rows:
        for golden_id, letter in zip(row.golden, row.clean, strict=True):
            if first.setdefault(golden_id, letter) != letter:
                differing.add(golden_id)
    return len(differing)


def limits_of(plan: Plan) -> Limits:
    """Return the limits of a plan."""
    return Limits.of(plan.limits)
