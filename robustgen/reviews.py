"""Pairs that people judged: read from a file, and held against what gates make of the same pairs.

A row is one person's verdict on one pair: `source`, `rewrite`, `kept` (true, false, or empty where nobody said), and
perhaps `reviewer`, `label` (figures are given for each), `group` (what belongs together; the source if not given) and
`language`. Several people judge a pair in several rows; the majority is the verdict, and a pair they are split on has
none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from robustgen.display import visible
from robustgen.errors import GoldenError, UsageError, nearest
from robustgen.gates.names import resolve
from robustgen.gates.protocol import Gate, Pair, Rejected
from robustgen.gates.screening import cascade
from robustgen.reading import Row, read_rows
from robustgen.scoring.agreement import Coefficient, alpha, kappa
from robustgen.scoring.statistics import Estimate, rate

NEEDED, MORE = ("source", "rewrite", "kept"), ("reviewer", "label", "group", "language")
_SAID = {**dict.fromkeys(("true", "yes", "1", "1.0"), True), **dict.fromkeys(("false", "no", "0", "0.0"), False)}
_LISTED = 20
_AT_A_TIME = 32


@dataclass(slots=True)
class Reviewed:
    """A pair with what people said of it.

    Attributes:
        pair: source and rewrite.
        label: the kind it is counted under; empty for none.
        group: the cluster it belongs to.
        said: from a reviewer's name to whether they kept it; those without a name are "#1", "#2", ….
    """

    pair: Pair
    label: str = ""
    group: str = ""
    said: dict[str, bool] = field(default_factory=dict)

    @property
    def kept(self) -> bool | None:
        """Whether most kept it; None where nobody said, or as many as did not."""
        twice = 2 * sum(self.said.values()) - len(self.said)
        return None if twice == 0 else twice > 0

    def agree(self) -> float:
        """Return the share of pairs of reviewers who said the same."""
        number, yes = len(self.said), sum(self.said.values())
        return 1 - 2 * yes * (number - yes) / (number * (number - 1))


def read_reviews(source: Any, *, language: str = "en") -> tuple[Reviewed, ...]:
    """Return the pairs of a file (.jsonl, .csv, .json, .parquet), a DataFrame or a list of dicts, in order.

    Args:
        source: rows as the module describes them.
        language: of rows that do not say.

    Raises:
        GoldenError: rows that cannot be used, each with its line; or a column is missing.
        UsageError: no such file.

    >>> row = {"source": "We sold 3 cars.", "rewrite": "We sold three cars."}
    >>> (found,) = read_reviews([{**row, "kept": True, "reviewer": "ana"}, {**row, "kept": "no", "reviewer": "ben"}])
    >>> found.said, found.kept
    ({'ana': True, 'ben': False}, None)
    """
    table = read_rows(source)
    there = {key for row in table.rows for key in row.fields or ()}
    for name in NEEDED:
        if there and name not in there:
            raise GoldenError(
                f"{table.name} has no field {name!r}{nearest(name, there)}; it has"
                f" {visible(', '.join(sorted(there)), 200)}. A row is one verdict on one pair: {', '.join(NEEDED)}, and"
                f" perhaps {', '.join(MORE)}"
            )
    found: dict[tuple[str, str, str], Reviewed] = {}
    for row in table.rows:
        if not row.faults:
            _add(row, found, language)
    faulty = [f"{row.where}: {fault}" for row in table.rows for fault in row.faults]
    if faulty:
        more = f"\n… and {len(faulty) - _LISTED:,} more" if len(faulty) > _LISTED else ""
        raise GoldenError("\n".join(faulty[:_LISTED]) + more, problems=tuple(faulty))
    return tuple(found.values())


def _add(row: Row, found: dict[tuple[str, str, str], Reviewed], language: str) -> None:
    fields = {key: value for key, value in row.fields.items() if value not in (None, "")}
    texts = [fields.get(name) for name in ("source", "rewrite")]
    for name, text in zip(("source", "rewrite"), texts, strict=True):
        if not isinstance(text, str) or not text.strip():
            row.faults.append(f"column {name!r}: no text")
    given = fields.get("kept")
    kept = None if given is None else _SAID.get(str(given).strip().lower())
    if given is not None and kept is None:
        row.faults.append(f"column 'kept' is {visible(repr(given), 40)}: true or false, or empty where nobody said")
    if row.faults:
        return
    one, two = map(str, texts)
    spoken = str(fields.get("language", language))
    label, group = str(fields.get("label", "")), str(fields.get("group", one))
    here = found.setdefault((one, two, spoken), Reviewed(Pair(one, two, spoken), label, group))
    for name, before, now in (("label", here.label, label), ("group", here.group, group)):
        if before != now:
            row.faults.append(f"column {name!r} is {visible(now, 40)!r}, and {visible(before, 40)!r} in an earlier row")
    if kept is None:
        return
    who = str(fields.get("reviewer", f"#{len(here.said) + 1}"))
    if who in here.said:
        row.faults.append(f"reviewer {visible(who, 40)!r} judged this pair in an earlier row")
    here.said[who] = kept


@dataclass(frozen=True, slots=True)
class Part:
    """How gates and people agree on some pairs. Shares have intervals clustered by group.

    Attributes:
        label: the label of these pairs, or "all".
        pairs, groups: how many.
        both_kept, both_rejected: on which they agree.
        kept_wrongly: kept by the gates, rejected by people.
        rejected_wrongly: rejected by the gates, kept by people.
        agreed: the share they agree on.
        kappa: Cohen's kappa, chance agreement taken out; None where people gave one answer only.
        of_kept: the share of what people kept that the gates kept; None where people kept nothing.
        of_rejected: the share of what people rejected that the gates rejected; None where people rejected nothing.
    """

    label: str
    pairs: int
    groups: int
    both_kept: int
    both_rejected: int
    kept_wrongly: int
    rejected_wrongly: int
    agreed: Estimate
    kappa: Coefficient | None
    of_kept: Estimate | None
    of_rejected: Estimate | None


@dataclass(frozen=True, slots=True)
class People:
    """How people agree among themselves, on pairs that several of them judged.

    Attributes:
        reviewers: how many there are.
        pairs: that at least two judged.
        agreed: how often one reviewer says what another says.
        alpha: Krippendorff's alpha, chance agreement taken out; None where all said the same throughout.
        with_gates: how often the gates say what one reviewer says: not more is to be asked of them than `agreed`.
    """

    reviewers: int
    pairs: int
    agreed: Estimate
    alpha: Coefficient | None
    with_gates: Estimate


@dataclass(frozen=True, slots=True)
class Agreement:
    """What `agreement` returns.

    Attributes:
        gates: their names, in the order in which they looked.
        parts: all pairs, then those of each label where there are several.
        rejected: from "gate: reason" to how many pairs that people kept, and that people rejected.
        people: how people agree among themselves; None where nobody judged a pair that another did.
        split: pairs that as many people kept as rejected, left out of `parts`.
        unsaid: pairs that nobody judged, about which nothing was asked.
    """

    gates: tuple[str, ...]
    parts: tuple[Part, ...]
    rejected: dict[str, tuple[int, int]]
    people: People | None
    split: int
    unsaid: int

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values; an estimate is {"value", "interval"}, at 95 %."""
        plain: dict[str, Any] = _plain(self)
        return plain


def agreement(
    reviews: Any,
    gates: str | Sequence[str | Gate],
    *,
    language: str = "en",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Agreement:
    """Ask gates about pairs that people judged, and return how far they agree.

    Here a judge may stand alone: it is measured, and decides nothing.

    Args:
        reviews: what `read_reviews` takes or returns.
        gates: gates and names of gates, such as "judge:small"; several look one after the other, as in `screen`.
        language: of rows that do not say.
        progress: told how many pairs of how many are done.

    Raises:
        GoldenError: see `read_reviews`.
        UnknownName: there is no gate of that name.
        UsageError: no gate was given, or no pair was judged by people.
        PredictionError: a judge came to no answer on some pair.

    >>> rows = [("We sold 3 cars.", "We sold three cars.", True), ("We sold 3 cars.", "We sold 4 cars.", False)]
    >>> found = agreement([dict(zip(("source", "rewrite", "kept"), row)) for row in rows], ["facts"])
    >>> found.parts[0].both_kept, found.parts[0].both_rejected
    (1, 1)
    """
    given = reviews if isinstance(reviews, tuple) else read_reviews(reviews, language=language)
    names = [gates] if isinstance(gates, str) else gates
    wanted = sorted((resolve(one) if isinstance(one, str) else one for one in names), key=lambda gate: gate.tier)
    if not wanted:
        raise UsageError("no gate was given to hold against people: name one, such as judge:MODEL or facts")
    said = [one for one in given if one.said]
    if not said:
        raise UsageError(f"nobody judged any of {len(given):,} pairs: 'kept' is to be true or false where people did")
    found: list[Rejected | None] = []
    waiting = iter(said)
    while part := list(islice(waiting, _AT_A_TIME)):
        found += cascade([one.pair for one in part], wanted)
        progress(len(found), len(said))
    return _agreement(tuple(gate.name for gate in wanted), said, found, len(given) - len(said))


def _agreement(
    gates: tuple[str, ...], said: Sequence[Reviewed], found: Sequence[Rejected | None], unsaid: int
) -> Agreement:
    both = [(one, verdict) for one, verdict in zip(said, found, strict=True) if one.kept is not None]
    labels = sorted({one.label for one, _ in both})
    parts = [_part("all", both)] if both else []
    if len(labels) > 1:
        parts += [_part(label or "none", [one for one in both if one[0].label == label]) for label in labels]
    counts = [Counter(_why(verdict) for one, verdict in both if verdict and one.kept == kept) for kept in (True, False)]
    reasons = sorted(counts[0] | counts[1], key=lambda why: (-counts[0][why] - counts[1][why], why))
    several = [(one, verdict is None) for one, verdict in zip(said, found, strict=True) if len(one.said) > 1]
    return Agreement(
        gates, tuple(parts), {why: (counts[0][why], counts[1][why]) for why in reasons},
        _people(said, several) if several else None, len(said) - len(both), unsaid,
    )  # fmt: skip


def _why(verdict: Rejected) -> str:
    return f"{verdict.gate}: {verdict.reason}"


def _part(label: str, both: Sequence[tuple[Reviewed, Rejected | None]]) -> Part:
    verdicts = [(verdict is None, bool(one.kept)) for one, verdict in both]
    groups = [one.group for one, _ in both]
    counted = Counter(verdicts)
    beyond = kappa(verdicts, groups) if len({people for _, people in verdicts}) == 2 else None
    return Part(
        label, len(both), len(set(groups)), counted[True, True], counted[False, False], counted[True, False],
        counted[False, True], rate([gates == people for gates, people in verdicts], groups), beyond,
        _share([(gates, group) for (gates, people), group in zip(verdicts, groups, strict=True) if people]),
        _share([(not gates, group) for (gates, people), group in zip(verdicts, groups, strict=True) if not people]),
    )  # fmt: skip


def _share(values: Sequence[tuple[bool, Hashable]]) -> Estimate | None:
    return rate([value for value, _ in values], [group for _, group in values]) if values else None


def _people(said: Sequence[Reviewed], several: Sequence[tuple[Reviewed, bool]]) -> People:
    groups = [one.group for one, _ in several]
    kept = [sum(one.said.values()) for one, _ in several]
    with_gates = [
        (yes if gates else len(one.said) - yes) / len(one.said) for (one, gates), yes in zip(several, kept, strict=True)
    ]
    return People(
        len({who for one in said for who in one.said}), len(several), rate([one.agree() for one, _ in several], groups),
        alpha([(yes, len(one.said) - yes) for (one, _), yes in zip(several, kept, strict=True)], groups),
        rate(with_gates, groups),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Estimate | Coefficient):
        return {"value": value.value, "interval": list(value.interval())}
    if isinstance(value, Agreement | Part | People):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
