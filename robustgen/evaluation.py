"""From a suite and a model to a card: ask, judge, score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from robustgen.case import Case
from robustgen.display import visible
from robustgen.examples import MISSING, Example
from robustgen.metrics import Metric, get_metric, judge, plain_output
from robustgen.predict import Predictor, caching, run
from robustgen.predictions import Answer, cases_of
from robustgen.runs import Failure, TestRun
from robustgen.scoring.calibration import confidence_in
from robustgen.suite import Suite
from robustgen.variant import fingerprints

if TYPE_CHECKING:
    import pandas as pd

    from robustgen.scoring.card import Card
    from robustgen.scoring.limits import Limits

_NAMED = 5
_KEPT, _SAID = 20_000, 400  # failures that go into a run, and the most characters of an answer there
SAME_AS_CLEAN = "same_as_clean"


def evaluate(
    suite: Suite,
    predict: Predictor,
    *,
    metric: str | Metric = "exact",
    fields: bool = False,
    batch_size: int = 256,
    output: Callable[[Any], Any] | None = None,
    labels: Iterable[Any] | None = None,
    cache: str | Path | None = None,
) -> Card:
    """Run a model over the golden examples and variants of a suite, and score its answers.

    Equal inputs are asked once. Where the golden data expects nothing, "exact" becomes "same_as_clean": the card then
    shows consistency with the model's own clean answers, not accuracy (`card.consistency`).

    Args:
        suite: made by `generate`, or read by `load_suite`.
        predict: gets a list of texts and returns as many outputs, `async def` allowed; or what `robustgen.model` made.
        metric: the name of one, or `metric(output, expected, case)`.
        fields: give the predictor the fields of each row, a dict, instead of the text.
        batch_size: the most inputs of one call.
        output: maps each raw output to what the metric compares.
        labels: an output that is none of these is no answer ("unanswered", not "wrong"). Without, the labels of the
            suite where it has a closed set of them, see `labels_of`; an empty tuple takes every output as an answer.
        cache: a file of answers: what is in it is not asked again, of a model with an id.

    Raises:
        PredictionError: the predictor returned something other than one output an input.
        BaseException: what the model raised on the first golden example, where it raised on every one.
        UsageError: an unknown metric, or one that needs what the golden data does not have.
    """
    metric = metric_for(suite.golden, metric)
    cases = cases_of(suite)
    with caching(cache):
        outputs = run(predict, cases, fields=fields, batch_size=batch_size, output=output)
    answers = [
        Answer(case, said, confidence=confidence_in(said, None)) for case, said in zip(cases, outputs, strict=True)
    ]
    return card_of(suite, answers, metric=metric, labels=labels)


def metric_for(golden: Iterable[Example], metric: str | Metric) -> str | Metric:
    """Return the metric to use: "same_as_clean" for "exact" where no golden example expects anything."""
    if metric == "exact" and all(example.expected is MISSING for example in golden):
        return SAME_AS_CLEAN
    return metric


def labels_of(cases: Iterable[Case]) -> frozenset[Any] | None:
    """Return the labels of cases that have a closed set of them, else None.

    It is closed where every case expects a text, an integer or a truth value and clean cases expect each at least
    twice, on average: a few examples of many intents, or references to compare with, do not name all there are.
    """
    clean: list[Any] = []
    found = set()
    for case in cases:
        if not isinstance(case.expected, str | int):
            return None
        found.add(case.expected)
        if case.perturbation is None:
            clean.append(case.expected)
    return frozenset(found) if found and len(clean) >= 2 * len(set(clean)) else None


def card_of(
    suite: Suite, answers: Iterable[Answer], *, metric: str | Metric = "exact", labels: Iterable[Any] | None = None
) -> Card:
    """Return the card of the answers to a suite's cases; `metric` and `labels` as in `evaluate`."""
    from robustgen.scoring.card import score

    frame, consistency = _judged(suite, list(answers), metric, labels)
    return score(frame, consistency=consistency)


def as_test_run(
    suite: Suite,
    answers: Iterable[Answer],
    *,
    metric: str | Metric = "exact",
    labels: Iterable[Any] | None = None,
    limits: Limits | None = None,
) -> TestRun:
    """Return the answers to a suite's cases as an entry of a run, named after the suite; see `card_of`."""
    answers = list(answers)
    frame, consistency = _judged(suite, answers, metric, labels)
    contents = dict(zip((variant.id for variant in suite), fingerprints(suite), strict=True))
    variants = {variant.id: variant for variant in suite}
    rows = frame.drop(columns=["gates", "output"]).to_dict("records")
    failures = [
        Failure(variants[row["variant_id"]], row["status"], repr(answer.output)[:_SAID])
        for row, answer in zip(rows, answers, strict=True)
        if row["perturbation"] is not None and row["status"] in ("wrong", "unanswered")
    ]
    declared = suite.manifest.perturbations
    return TestRun(
        test=suite.name,
        suite=suite.name,
        suite_id=suite.id,
        source="" if suite.path is None else suite.path.name,
        outcomes=[_plain(row, contents) for row in rows],
        limits={} if limits is None else limits.to_json(),
        never_gate=[one.id for one in declared if not one.gates],
        planned=[one.id for one in declared if any(one.variants.values())],
        consistency=consistency,
        calls=len(answers),
        tags={example.id: list(example.tags) for example in suite.golden if example.tags},
        failures=failures[:_KEPT],
    )


def unknown_labels(answers: Iterable[Answer]) -> str | None:
    """Say which outputs are none of the labels of the golden data, and where; None where all are, or it has no set.

    They count as unanswered: a model may refuse, and a misspelt label in a mapping looks just so.
    """
    answers = list(answers)
    labels = labels_of([answer.case for answer in answers])
    strange: dict[str, list[str]] = {}
    for answer in answers:
        output = plain_output(answer.output)
        if labels is not None and answer.status is None and isinstance(output, str | int) and output not in labels:
            strange.setdefault(repr(output), []).append(answer.case.id)
    if labels is None or not strange:
        return None
    count = sum(map(len, strange.values()))
    known = ", ".join(sorted(visible(repr(label), 40) for label in labels)[:_NAMED])
    known += f" and {len(labels) - _NAMED:,} more" if len(labels) > _NAMED else ""
    said = "1 output is none of the golden labels" if count == 1 else f"{count:,} outputs are none of the golden labels"
    lines = [f"{said} ({known}), and {'counts' if count == 1 else 'count'} as unanswered:"]
    for output, ids in sorted(strange.items(), key=lambda entry: -len(entry[1]))[:_NAMED]:
        more = f" and {len(ids) - 3:,} more" if len(ids) > 3 else ""
        lines.append(f"  {visible(output, 60)}: {', '.join(visible(name, 80) for name in ids[:3])}{more}")
    return "\n".join(lines)


def _plain(row: Mapping[Any, Any], contents: Mapping[str, str]) -> dict[str, Any]:
    """Return an outcome as a run holds it: without what is missing, a variant with its fingerprint."""
    kept = {name: value for name, value in row.items() if value is not None and value == value}
    if row["perturbation"] is None:
        return {"golden_id": row["golden_id"], "perturbation": None} | {
            name: value for name, value in kept.items() if name in ("group", "status", "score", "repeat", "confidence")
        }
    return kept | {"severity": int(row["severity"]), "content": contents[row["variant_id"]]}


def _judged(
    suite: Suite, answers: list[Answer], metric: str | Metric, labels: Iterable[Any] | None
) -> tuple[pd.DataFrame, bool]:
    """Return the frame of outcomes, and whether "right" means "as the clean answer"."""
    chosen = metric_for(suite.golden, metric)
    if labels is None and chosen == "exact":
        labels = labels_of([answer.case for answer in answers])
    frame = outcomes(
        answers,
        metric=chosen,
        labels=frozenset(labels or ()) or None,
        groups={example.id: example.group for example in suite.golden},
        never_gate=frozenset(one.id for one in suite.manifest.perturbations if not one.gates),
    )
    return frame, chosen == SAME_AS_CLEAN


def outcomes(
    answers: Iterable[Answer],
    *,
    metric: str | Metric = "exact",
    labels: frozenset[Any] | None = None,
    groups: Mapping[str, str | None] | None = None,
    never_gate: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Judge answers and return the tidy frame that `rg.score` reads, one row an answer, in their order.

    Args:
        answers: of clean cases and variants; with "same_as_clean" each variant's is held against the clean answer of
            the same repeat, or else the first.
        metric: the name of one, or a function.
        labels: an output that is none of these is no answer.
        groups: the cluster of each golden id that has one.
        never_gate: name@version of perturbations that never gate.
    """
    import pandas as pd

    answers = list(answers)
    compare, groups = get_metric(metric), groups or {}
    if metric == SAME_AS_CLEAN:
        answers = _against_clean(answers)
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    add = [column.append for column in columns.values()]
    for answer in answers:
        case, status, score = answer.case, answer.status, None
        if status is None:
            status, score = judge(answer.output, case, compare, labels)
        shown = plain_output(answer.output) if status in ("right", "wrong") else None
        row = (
            case.golden_id, case.perturbation, case.id, groups.get(case.golden_id), case.severity or None,
            answer.repeat, case.relation, status, score, case.perturbation not in never_gate, shown, answer.confidence,
        )  # fmt: skip
        for append, value in zip(add, row, strict=True):
            append(value)
    frame = pd.DataFrame({name: pd.Series(values, dtype=_COLUMNS[name]) for name, values in columns.items()})
    empty = [name for name in ("group", "repeat", "score", "confidence") if frame[name].isna().all()]
    return frame.drop(columns=empty)


_COLUMNS = {
    "golden_id": "object",
    "perturbation": "object",
    "variant_id": "object",
    "group": "object",
    "severity": "float64",
    "repeat": "object",
    "relation": "object",
    "status": "object",
    "score": "float64",
    "gates": "bool",
    "output": "object",
    "confidence": "float64",
}


def _against_clean(answers: list[Answer]) -> list[Answer]:
    """Return the answers with the model's own clean answer as what is expected."""
    clean: dict[tuple[str, Any], Any] = {}
    for answer in answers:
        if answer.case.perturbation is None:
            said = answer.output if answer.status in (None, "right", "wrong") else None
            clean.setdefault((answer.case.golden_id, answer.repeat), said)
            clean.setdefault((answer.case.golden_id, None), said)
    held = []
    for answer in answers:
        name = answer.case.golden_id
        said = clean.get((name, answer.repeat), clean.get((name, None)))
        held.append(replace(answer, case=replace(answer.case, expected=said)))
    return held
