"""What each section of the HTML report says, from the card and the verdict of a test: plain data, no markup.

Texts are as they are measured; the page makes every one of them safe to show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from robustgen.comparison import Comparison
from robustgen.display import visible
from robustgen.examples import MISSING, Example
from robustgen.report.charts import Point, Scale, signed
from robustgen.report.text import kind_of, worst_first
from robustgen.runs import TestRun
from robustgen.scoring import wording
from robustgen.scoring.card import Card
from robustgen.scoring.judging import ERROR, FAIL, INCONCLUSIVE, MEASURED, NOT_EVALUATED, PASS, Judgement, at_gate
from robustgen.scoring.limits import Limits, bare
from robustgen.scoring.parts import Part
from robustgen.scoring.rows import Row
from robustgen.scoring.verdict import Verdict
from robustgen.scoring.worst import chance_of_failure
from robustgen.variant import first_text

CURVES = 12  # severity curves that are drawn
PLACEBO = 0.01  # the flip rate of a model that answers at random once in a hundred
TONES = {PASS: "pass", FAIL: "fail", ERROR: "fail", INCONCLUSIVE: "unsure", NOT_EVALUATED: "unsure"}
_UNSURE = 5  # of those that cannot be told, how many say why at the top
_GROUPS = {
    "same": ("Changes that keep the right answer", ""),
    "changes": ("Changes that change the right answer along", "Judged by the same limits, and never averaged in."),
    "control": (
        "Controls",
        "These change the meaning on purpose, so the answer should change too. Counted is what was right when clean; "
        "“variants” is the share of answers that changed. A model that ignores its input gets 0.",
    ),
}

_PARTS = {
    "family": ("Family", "By family", "The mean of its perturbations, each with the same weight."),
    "slice": ("Tag", "By tag", "The golden examples of one tag: the mean of the means of the families."),
}


def ordered(verdict: Verdict) -> list[Judgement]:
    """Return the judgements worst first; the severities of one perturbation stand together, in order."""
    judged = {one.row.perturbation for one in verdict.judgements if at_gate(one.row, verdict.limits)}
    heads = [
        one
        for one in verdict.judgements
        if at_gate(one.row, verdict.limits) or one.row.perturbation not in judged
    ]  # fmt: skip
    names = list(dict.fromkeys(one.row.perturbation for one in sorted(heads, key=worst_first)))
    return sorted(verdict.judgements, key=lambda one: (names.index(one.row.perturbation), one.row.severity or 0))


def tables(verdict: Verdict) -> list[dict[str, Any]]:
    """Return the table of perturbations in up to three parts: what keeps the answer, what changes it, controls.

    A perturbation stands there at the severity that is judged, or at each where it has none such.
    """
    judged = {one.row.perturbation for one in verdict.judgements if at_gate(one.row, verdict.limits)}
    chosen = [
        one
        for one in ordered(verdict)
        if at_gate(one.row, verdict.limits) or one.row.perturbation not in judged
    ]  # fmt: skip
    made = []
    for kind, (heading, note) in _GROUPS.items():
        block = [_row(one, verdict) for one in chosen if kind_of(one.row) == kind]
        if block:
            made.append({"kind": kind, "heading": heading, "note": note, "rows": block, "first": "Perturbation"})
    return made


def parts(verdict: Verdict) -> list[dict[str, Any]]:
    """Return the tables of families, and of slices where the golden data has tags, worst first; none of one family."""
    made = []
    for kind, (first, heading, note) in _PARTS.items():
        held = [part for part in verdict.parts if part.kind == kind]
        held.sort(key=lambda part: part.whole.delta.value if part.whole else 0.0)
        if len(held) > 1 or any(part.decision.verdict != MEASURED for part in held):
            folded = kind == "slice" and all(part.decision.verdict in (MEASURED, PASS) for part in held)
            told = {"kind": kind, "heading": heading, "note": note, "first": first, "folded": folded}
            made.append({**told, "rows": [_part(part) for part in held]})
    return made


def _part(part: Part) -> dict[str, Any]:
    whole, decision = part.whole, part.decision
    word = {MEASURED: "–", INCONCLUSIVE: "cannot tell"}.get(decision.verdict, decision.verdict)
    tone = "fail" if decision.fails else TONES.get(decision.verdict, "plain")
    ends = part.interval
    return {
        "name": part.name,
        "severity": None,
        "n": part.golden,
        "clean": None if whole is None else wording.share(whole.clean),
        "accuracy": None if whole is None else wording.share(whole.accuracy),
        "delta": None if whole is None else signed(whole.delta.value),
        "value": None if whole is None else whole.delta.value,
        "interval": None if ends is None else f"{signed(ends[0])} … {signed(ends[1])}",
        "word": word,
        "tone": tone,
        "reason": decision.short.removeprefix(f"{word} ") or ("no limit set" if word == "–" else ""),
        "left": "",
    }


def every_severity(verdict: Verdict) -> dict[str, Any] | None:
    """Return the table of everything that was measured; None where the table of perturbations holds it all."""
    if all(at_gate(one.row, verdict.limits) for one in verdict.judgements):
        return None
    rows = [_row(one, verdict) for one in ordered(verdict)]
    heading = "Every perturbation and severity"
    return {"kind": "all", "heading": heading, "note": "", "rows": rows, "first": "Perturbation"}


def _row(one: Judgement, verdict: Verdict) -> dict[str, Any]:
    row, ends = one.row, one.row.interval(verdict.confidence)
    number = wording.share if row.is_control else signed
    word, tone, reason = _said(one, verdict.limits)
    return {
        "name": bare(row.perturbation),
        "severity": row.severity,
        "n": row.golden,
        "clean": None if row.clean is None else wording.share(row.clean.value),
        "variants": row.variants,
        "accuracy": None if row.accuracy is None else wording.share(row.accuracy.value),
        "delta": None if row.delta is None else signed(row.delta.value),
        "value": None if row.headline is None else row.headline.value,
        "interval": None if ends is None else f"{number(ends[0])} … {number(ends[1])}",
        "word": word,
        "tone": tone,
        "reason": reason,
        "left": _left(row),
    }


def _said(one: Judgement, limits: Limits) -> tuple[str, str, str]:
    """Return the word, the tone and the reason of a judgement; in full a reason stands in the section that says why."""
    if one.verdict == MEASURED:
        curve = not at_gate(one.row, limits) and limits.sets_any()
        return "–", "plain", f"judged is severity {limits.gate_severity}" if curve else "no limit set"
    held = ", ".join(f"{decision.limit} {_allowed(decision.limit, one, limits)}" for decision in one.decisions)
    reason = one.short or held
    if one.fails and one.verdict != ERROR:
        return FAIL, "fail", reason
    word = {INCONCLUSIVE: "cannot tell"}.get(one.verdict, one.verdict)
    if not one.gates and not one.fails:
        word = {PASS: "within", FAIL: "beyond"}.get(word, word)
    tone = "unsure" if one.beyond else TONES[one.verdict] if one.gates or one.fails else "plain"
    return word, tone, reason.removeprefix(f"{word} ")


def _allowed(limit: str, one: Judgement, limits: Limits) -> str:
    value = limits.min_clean if limit == "min_clean" else limits.bound(limit, one.row.perturbation)
    return "" if value is None else wording.share(value)


def _left(row: Row) -> str:
    """Say how many golden examples a row does not count."""
    parts = [(row.lost, "lost to errors"), (row.skipped, "skipped"), (row.uncounted, "wrong when clean")]
    return ", ".join(f"{count:,} {what}" for count, what in parts if count)


def heat_map(verdict: Verdict) -> dict[str, Any] | None:
    """Return delta by perturbation and severity, worst first; None with fewer than two severities."""
    rows = [one.row for one in ordered(verdict) if one.row.delta is not None and one.row.severity is not None]
    levels = sorted({row.severity for row in rows if row.severity is not None})
    if len(levels) < 2:
        return None
    cells: dict[str, dict[int | None, dict[str, Any]]] = {}
    for row in rows:
        ends, delta = row.interval(verdict.confidence), row.delta
        assert ends is not None and delta is not None  # noqa: PT018 - chosen so above
        cells.setdefault(bare(row.perturbation), {})[row.severity] = {
            "delta": delta.value, "shown": signed(delta.value), "sure": ends[1] < 0 or ends[0] > 0, "n": row.golden,
        }  # fmt: skip
    return {
        "levels": levels,
        "gate": verdict.limits.gate_severity,
        "rows": [{"name": name, "cells": [found.get(level) for level in levels]} for name, found in cells.items()],
    }


def severity_curves(verdict: Verdict) -> dict[str, Any] | None:
    """Return the worst dozen severity curves, each with its breaking point; None where nothing has several."""
    names = [one.row.perturbation for one in ordered(verdict)]
    found = sorted(verdict.card.curves(), key=lambda curve: names.index(curve.perturbation))
    if not found:
        return None
    made, values = [], [0.0]
    for curve in found[:CURVES]:
        allowed = verdict.limits.bound("max_drop", curve.perturbation)
        breaks = curve.breaking_point(allowed or 0.0, confidence=verdict.confidence)
        points = []
        for row in curve.rows:
            ends, delta = row.interval(verdict.confidence), row.delta
            assert ends is not None and delta is not None  # noqa: PT018 - a curve has no row without
            points.append(Point(str(row.severity), delta.value, ends, beyond=ends[1] < -(allowed or 0.0)))
            values += ends
        values += [] if allowed is None else [-allowed]
        limit = None if allowed is None else -allowed
        name = bare(curve.perturbation)
        said = f"breaks at {breaks}" if breaks else "does not break"
        shown = {"name": name, "points": points, "limit": limit, "breaks": breaks, "said": said}
        made.append({**shown, "area": wording.share(curve.area)})
    return {"curves": made, "left_out": len(found) - len(made), "scale": Scale.over(values)}


def forest(verdict: Verdict) -> dict[str, Any] | None:
    """Return the deltas at the severity that gates, worst first, with their limits."""
    rows: list[dict[str, Any]] = []
    values = [0.0]
    for one in ordered(verdict):
        row, ends = one.row, one.row.interval(verdict.confidence)
        if row.delta is None or ends is None or not at_gate(row, verdict.limits):
            continue
        allowed = verdict.limits.bound("max_drop", row.perturbation)
        limit = None if allowed is None else -allowed
        word, tone, _ = _said(one, verdict.limits)
        shown = f"{signed(row.delta.value)} ({signed(ends[0])} … {signed(ends[1])})"
        told = {"name": bare(row.perturbation), "value": row.delta.value, "ends": ends, "limit": limit}
        rows.append({**told, "shown": shown, "word": word, "tone": tone, "allowed": allowed})
        values += [*ends, *([] if limit is None else [limit])]
    # A few golden examples make an interval that would press all others together: it runs off the plot.
    reach = 2.2 * max((abs(place) for row in rows for place in (row["value"], row["limit"] or 0.0)), default=0.0)
    return {"rows": rows, "scale": Scale.over(values, reach=max(reach, 0.05))} if rows else None


def worst_of_v(card: Card, *, confidence: float) -> dict[str, Any] | None:
    """Return worst of V, beside what a placebo does: the model's own repeats, or a flip in a hundred."""
    rows: list[dict[str, Any]] = []
    values = [0.0]
    controls = {row.perturbation for row in card.rows if row.is_control}
    for one in card.worst_of():
        if one.v < 2 or one.perturbation in controls:
            continue
        low, high = one.accuracy.interval(confidence)
        chance = one.clean * chance_of_failure(PLACEBO, one.v)
        bar = one.placebo if one.placebo is not None else chance
        values += [one.harm + (one.placebo or 0.0), bar]
        rows.append(
            {
                "name": bare(one.perturbation),
                "severity": one.severity,
                "v": one.v,
                "n": one.golden,
                "clean": wording.share(one.clean),
                "accuracy": wording.share(one.accuracy.value),
                "interval": f"{wording.share(low)} … {wording.share(high)}",
                "harm": one.harm + (one.placebo or 0.0),
                "placebo": None if one.placebo is None else wording.share(one.placebo),
                "chance": chance,
                "bar": bar,
            }
        )
    rows.sort(key=lambda row: (-row["harm"], row["name"], row["severity"] or 0))
    return {"rows": rows, "scale": Scale.over(values, within=(0.0, 1.0))} if rows else None


def always_failing(verdict: Verdict, golden: Mapping[str, Example]) -> dict[str, Any] | None:
    """Return golden examples that are right when clean and wrong on every variant of a perturbation, worst first."""
    whole = verdict.whole or verdict.card.whole(verdict.card.rows)
    if whole is None or not whole.always_failing:
        return None
    under: dict[str, list[str]] = {}
    for row in verdict.card.rows:
        for name in row.always_failing:
            under.setdefault(name, []).append(bare(row.perturbation))
    rows = []
    for name, count in whole.always_failing:
        example = golden.get(name)
        known = example is not None and example.expected is not MISSING
        rows.append(
            {
                "id": name,
                "count": count,
                "text": "" if example is None else visible(first_text(example, example.inputs), 300),
                "expected": visible(str(example.expected), 80) if example is not None and known else "",
                "under": list(dict.fromkeys(under.get(name, ()))),
            }
        )
    return {"rows": rows, "more": whole.always_failing_count - len(rows)}


def how_made(test: TestRun, verdict: Verdict, versions: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what stands behind the figures, name and value."""
    card, limits = verdict.card, verdict.limits.to_json()
    written = json.dumps(limits, sort_keys=True)
    said = {name: value for name, value in limits.items() if value not in (None, [], ())}
    left = {
        "lost to an error or a time-out": sum(row.lost for row in card.rows),
        "skipped": sum(row.skipped for row in card.rows),
        "not counted by a control, being wrong when clean": sum(row.uncounted for row in card.rows),
    }
    counts = ", ".join(f"{count:,} {status}" for status, count in card.clean.counts.items() if count)
    varied: dict[str, int] = {}
    for row in card.rows:
        for status, count in row.variant_counts.items():
            varied[status] = varied.get(status, 0) + count
    answers = ", ".join(f"{count:,} {status}" for status, count in varied.items() if count)
    excluded = ", ".join(f"{count:,} {what}" for what, count in left.items() if count)
    measured = len({row.perturbation for row in card.rows})
    rows = [
        ("Test", test.test),
        ("Suite", test.suite + (f", {test.source}" if test.source and test.source != test.suite else "")),
        ("Suite id", test.suite_id or "none: the variants were made from golden data during the run"),
        ("Measure", "consistency with the model's own clean answers" if card.consistency else "accuracy"),
        ("Golden examples", f"{card.golden:,}; clean answers: {counts or 'none'}"),
        ("Variants", answers or "none"),
        ("Left out of the comparisons", f"{excluded}, added up over the rows" if excluded else "nothing"),
        ("Limits", json.dumps(said, ensure_ascii=False)),
        ("Hash of the limits", hashlib.sha256(written.encode()).hexdigest()[:16]),
        (
            "Intervals",
            f"{100 * verdict.confidence:.4g} % each, which is 1 − 0.05/{max(1, verdict.gating)}: P = {verdict.gating} "
            "kinds of change can fail the run, and all intervals hold together with 95 %. t over golden examples (or "
            "their groups) with two pseudo-clusters",
        ),
        ("Never judged", ", ".join(map(bare, test.never_gate)) or "none"),
        ("Perturbations", f"{len(test.planned):,} planned, {measured:,} measured"),
        ("Measured again", ", ".join(test.rerun) or "nothing"),
        ("Calls", f"{test.calls:,} in {test.seconds:,.1f} s"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions.items())),
    ]  # fmt: skip
    return rows


def reasons(verdict: Verdict, comparison: Comparison | None) -> list[str]:
    """Return why a test ended as it did, worst first: a sentence each, as exact as it can be said."""
    judged = ordered(verdict)
    said = [f"{bare(one.row.perturbation)}: {one.reason}" for one in judged if one.fails]
    said += [check.reason for check in verdict.checks]
    said += list(verdict.missing)
    unsure = [one for one in judged if one.gates and one.verdict == INCONCLUSIVE and not one.fails]
    said += [f"{bare(one.row.perturbation)}: {one.reason}" for one in unsure[:_UNSURE]]
    if len(unsure) > _UNSURE:
        said.append(f"and {len(unsure) - _UNSURE} more that cannot be told, in the table")
    said += [f"{bare(one.row.perturbation)}: {one.reason}" for one in judged if one.beyond]
    return said + (list(comparison.reasons) if comparison else [])
