"""What travels from the process that ran an item to the one that sums up: plans, and one compact row an item.

A row has one letter an outcome, in suite order, and says of its variants only their severity and index, so that a row
is about as long as the golden ids in it. Everything is JSON in ASCII: it passes through xdist and any report file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from robustgen.scoring.limits import Limits
from robustgen.scoring.statuses import decode

if TYPE_CHECKING:
    import pandas as pd

    from robustgen.scoring.card import Card
    from robustgen.scoring.verdict import Verdict
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
        remarks: what a reader should know of what it runs over.
        selected: node ids of the items that are to run, by the id of their part.
        singles: how many items that run one variant each are to run.
        sample: what the budget leaves of it, see `pytest_robustgen.budget.sample_json`; None without one.
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
    remarks: list[str] = field(default_factory=list)
    selected: dict[str, str] = field(default_factory=dict)
    singles: int = 0
    sample: dict[str, Any] | None = None

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


class Round(TypedDict):
    """The outcomes of one trial, as in a row."""

    clean: str
    variants: str
    clean_scores: str
    scores: str


@dataclass(frozen=True, slots=True)
class Row:
    """What one item measured.

    Attributes:
        test, part, perturbation: of which test and item; the perturbation is name@version.
        golden: ids of the golden examples that have variants here, in suite order.
        groups: their groups, or nothing where none has one.
        tags: their tags, or nothing where none has one.
        clean: a letter for each of them.
        shape: runs of golden examples with alike variants: [how many, relation, [[severity, index], …]].
        variants: a letter a variant.
        clean_scores, scores: comma-separated shares beside the letters, empty ones for none; "" without any.
        again: the same four of each further trial.
        consistency: whether "right" means "as the clean answer".
        calls, seconds: what it cost.
        cached, retried, abandoned: inputs that the cache answered, calls made again, calls left behind in a thread.
        cost: in the user's currency, as far as models say.
        notes: about the calls, what could not be said as a warning.
        kinds: how many variants ended by each type of exception.
        lost: what inputs came to no answer by, "error" or "timeout" and the type: how many, and the first reason.
        details: lines on the worst variants, safe to show.
        flaky: ids of variants whose answer changed when they were asked again.
        confirmed: position, letter and share of those whose most frequent answer was another than the first.
        contents: 8 hexadecimal digits a variant, see `robustgen.variant.fingerprints`.
        failures: variants that were not answered right, as far as kept, see `robustgen.runs.failure_json`, and
        failed_golden: the golden rows that they were made from.
        look: the planned look at which it stopped, see `robustgen.scoring.sequential.Look`; None where only the whole
            was looked at.
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
    again: list[Round] = field(default_factory=list)
    consistency: bool = False
    calls: int = 0
    seconds: float = 0.0
    cached: int = 0
    retried: int = 0
    abandoned: int = 0
    cost: float = 0.0
    notes: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    lost: dict[str, tuple[int, str]] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)
    tags: list[list[str]] = field(default_factory=list)
    flaky: list[str] = field(default_factory=list)
    confirmed: list[list[Any]] = field(default_factory=list)
    contents: str = ""
    failures: list[dict[str, Any]] = field(default_factory=list)
    failed_golden: list[dict[str, Any]] = field(default_factory=list)
    look: dict[str, Any] | None = None

    def written(self) -> str:
        """Return the row as it travels."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Row:
        """Return the row that `written` wrote."""
        return cls(**json.loads(text))

    def rounds(self) -> Iterator[Round]:
        """Yield the outcomes of each trial."""
        yield {
            "clean": self.clean,
            "variants": self.variants,
            "clean_scores": self.clean_scores,
            "scores": self.scores,
        }
        yield from self.again

    def outcomes(self) -> Iterator[tuple[str, str, int, int]]:
        """Yield golden id, relation, severity and index of each variant."""
        golden = iter(self.golden)
        for count, relation, pattern in self.shape:
            for _ in range(count):
                golden_id = next(golden)
                for severity, index in pattern:
                    yield golden_id, relation, severity, index


def sample_of(plan: Plan, rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return what a budget left of a test, with what was run of it; None without a budget."""
    if plan.sample is None:
        return None
    golden = len({name for row in rows for name in row.golden}) if plan.sample["at_most"] else plan.sample["golden"]
    return {**plan.sample, "golden": golden, "variants_run": sum(len(row.variants) for row in rows)}


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
    from robustgen.scoring.card import score

    rows = list(rows)
    levels = {row.perturbation: row.look["confidence"] for row in rows if row.look}
    consistency = any(row.consistency for row in rows)
    return score(frame_of(rows), consistency=consistency, never_gate=never_gate, levels=levels)


def verdict_of(rows: Sequence[Row], plan: Plan) -> Verdict:
    """Return the verdict on the items of one test that were measured."""
    from robustgen.scoring.slices import slices
    from robustgen.scoring.verdict import judge

    consistency = any(row.consistency for row in rows)
    tags = {name: tags for row in rows for name, tags in zip(row.golden, row.tags, strict=False) if tags}
    apart = slices(frame_of(rows), tags, consistency=consistency, never_gate=plan.never_gate) if tags else ()
    return judge(card_of(rows, plan.never_gate), Limits.of(plan.limits), gating=plan.gating, slices=apart)


def frame_of(rows: Sequence[Row]) -> pd.DataFrame:
    """Return the outcomes of several items of one test as the tidy frame that `rg.score` reads."""
    import pandas as pd

    trials = max((1 + len(row.again) for row in rows), default=1)
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    seen: set[tuple[str, int]] = set()
    for row in rows:
        for repeat, told in enumerate(row.rounds()):
            _add_clean(columns, row, told, repeat, seen)
        for repeat, told in enumerate(row.rounds()):
            _add_variants(columns, row, told, repeat, trials)
    groups = {name: group for row in rows for name, group in zip(row.golden, row.groups, strict=False)}
    if any(group is not None for group in groups.values()):
        columns["group"] = [groups.get(name) for name in columns["golden_id"]]
    if trials == 1:
        del columns["repeat"]
    for name in ("score", "variant_id"):
        if all(value is None for value in columns[name]):
            del columns[name]
    types = {"score": "float64"}
    names = list(columns)  # each list goes as soon as its column is made: there may be millions of outcomes
    return pd.DataFrame({name: pd.Series(columns.pop(name), dtype=types.get(name, "object")) for name in names})


_COLUMNS = ("golden_id", "perturbation", "variant_id", "severity", "relation", "repeat", "status", "score")


def _add_clean(columns: dict[str, list[Any]], row: Row, told: Round, repeat: int, seen: set[tuple[str, int]]) -> None:
    """Add a line a golden example that no earlier item asked in this trial."""
    shares = split_scores(told["clean_scores"], len(told["clean"]))
    fresh = [place for place, name in enumerate(row.golden) if (name, repeat) not in seen]
    statuses = decode(told["clean"])
    golden = [row.golden[place] for place in fresh]
    seen.update((name, repeat) for name in golden)
    _extend(
        columns,
        golden_id=golden,
        relation="same",
        repeat=repeat,
        status=[statuses[place] for place in fresh],
        score=[shares[place] for place in fresh],
    )


def _add_variants(columns: dict[str, list[Any]], row: Row, told: Round, repeat: int, trials: int) -> None:
    """Add a line a variant; with an id where trials of one are to be told apart."""
    places = list(row.outcomes())
    _extend(
        columns,
        golden_id=[golden_id for golden_id, *_ in places],
        perturbation=row.perturbation,
        variant_id=[f"{golden_id}/{index}" for golden_id, _, _, index in places] if trials > 1 else None,
        severity=[severity for _, _, severity, _ in places],
        relation=[relation for _, relation, *_ in places],
        repeat=repeat,
        status=list(decode(told["variants"])),
        score=split_scores(told["scores"], len(told["variants"])),
    )


def _extend(columns: dict[str, list[Any]], *, golden_id: list[str], **others: Any) -> None:
    """Add lines to a table held by columns; one value stands for all lines, no value for None."""
    count = len(golden_id)
    for name, column in columns.items():
        held = golden_id if name == "golden_id" else others.get(name)
        column += held if isinstance(held, list) else [held] * count
        if len(column) != len(columns["golden_id"]):
            raise ValueError(f"{len(held or ())} values of {name} for {count} outcomes: the row is damaged")


def contradictions(rows: Iterable[Row]) -> int:
    """Return how many golden examples got differing clean outcomes in several items: the model is not deterministic."""
    first: dict[str, str] = {}
    differing = set()
    for row in rows:
        for golden_id, letter in zip(row.golden, row.clean, strict=True):
            if first.setdefault(golden_id, letter) != letter:
                differing.add(golden_id)
    return len(differing)
