"""The report as one HTML file that needs nothing else: no network, no other file, and no script to be read.

Everything that comes from golden data, variants or a model is untrusted. The page is made by Jinja with autoescape, and
each text on its way into it goes through `visible()`; the data of its script is JSON in which no `<` stands; its policy
allows the one style and the one script that are written here, by their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from robustgen import __version__
from robustgen.display import visible
from robustgen.report import charts, over_time, plain, sections
from robustgen.report.failing import Packed, Shown, command_of, failing, item_of
from robustgen.report.sampling import sample_lines
from robustgen.runs import Run, TestRun

if TYPE_CHECKING:
    from jinja2 import Environment

    from robustgen.comparison import Comparison
    from robustgen.history import Night
    from robustgen.scoring.verdict import Verdict

SIZE = 1_900_000
"""The most bytes of a report, about: failing variants that would make it larger stay in the run's folder."""

STATIC = 200
"""Failing variants that are listed where no script runs."""


def html_report(
    run: Run,
    *,
    verdicts: Sequence[Verdict | None] | None = None,
    comparisons: Sequence[Comparison | None] = (),
    nights: Sequence[Night] = (),
    folder: str = "",
) -> str:
    """Return the report of a run as one page.

    Args:
        run: what was measured.
        verdicts: of its tests, where they were judged already.
        comparisons: of its tests with the baseline, None where there is none.
        nights: of the history; those of the run's tests are shown.
        folder: where the run lies, as a reader would type it.
    """
    where = folder or (str(run.path) if run.path else ".robustgen/last")
    if verdicts is None:
        verdicts = [test.verdict() if test.outcomes else None for test in run.tests]
    held = list(comparisons) or [None] * len(run.tests)
    shown = [_failing(test, verdict) for test, verdict in zip(run.tests, verdicts, strict=True)]
    tests = [
        context(run, test, verdict, since, nights, key=f"t{number}")
        for number, (test, verdict, since) in enumerate(zip(run.tests, verdicts, held, strict=True), 1)
    ]
    static = _static(shown)
    nothing = [Packed((), 0)] * len(tests)
    while len(bare := _rendered(tests, _listed(run, shown, static, nothing, where), where).encode()) > 0.6 * SIZE:
        if any(test.get("every") for test in tests):
            tests = [{**test, "every": None} for test in tests]  # its deltas stand in the heat map too
        elif any(static):
            static = [listed[: len(listed) // 2] for listed in static]
        else:
            break
    packed = _packed(shown, max(SIZE // 10, SIZE - len(bare)))
    return _rendered(tests, _listed(run, shown, static, packed, where), where)


def context(
    run: Run,
    test: TestRun,
    verdict: Verdict | None,
    comparison: Comparison | None,
    nights: Sequence[Night],
    *,
    key: str,
) -> dict[str, Any]:
    """Return what the page says of one test, but for its failing variants: plain data, no markup."""
    status = plain.status_of(test, verdict, comparison)
    word, sign = plain.STATUSES[status]
    made: dict[str, Any] = {
        "key": key,
        "name": test.test,
        "suite": test.suite,
        "status": status,
        "tone": {"pass": "pass", "fail": "fail", "error": "fail", "-": "plain"}.get(status, "unsure"),
        "word": word,
        "sign": sign,
        "sentence": _opened(plain.sentence(test, verdict, comparison)),
        "started": run.started[:16].replace("T", " "),
        "measured": verdict is not None,
    }
    if verdict is None:
        return made
    card = verdict.card
    golden = {failure.variant.golden.id: failure.variant.golden for failure in test.failures}
    return made | {
        "summary": verdict.summary,
        "reasons": sections.reasons(verdict, comparison),
        "notes": [*sample_lines(test.sample, test.looks), *verdict.warnings],
        "golden": card.golden,
        "variants": sum(row.variants for row in card.rows),
        "perturbations": len({row.perturbation for row in card.rows}),
        "severities": sorted({row.severity for row in card.rows if row.severity is not None}),
        "consistency": card.consistency,
        "confidence": f"{100 * verdict.confidence:.4g}",
        "gating": verdict.gating,
        "tables": sections.tables(verdict),
        "parts": sections.parts(verdict),
        "every": sections.every_severity(verdict),
        "heat": sections.heat_map(verdict),
        "curves": sections.severity_curves(verdict),
        "forest": sections.forest(verdict),
        "worst": sections.worst_of_v(card, confidence=verdict.confidence),
        "baseline": over_time.since_baseline(comparison),
        "trend": over_time.trend(nights, test),
        "always": sections.always_failing(verdict, golden),
        "made": sections.how_made(test, verdict, run.versions),
    }


def headline(tests: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the verdict on the whole run: that of its worst test, with how many ended like it where there are several.

    Worst is what stands first in `plain.STATUSES`.
    """
    if not tests:
        return {"tone": "unsure", "word": "Not judged", "sign": "○", "sentence": "the run has no test."}
    statuses = [test["status"] for test in tests]
    status = min(statuses, key=list(plain.STATUSES).index)
    first = next(test for test in tests if test["status"] == status)
    sentence = first["sentence"]
    if len(tests) > 1:
        sentence = f"{statuses.count(status)} of {len(tests)} tests: {sentence[:1].lower()}{sentence[1:]}"
    return {name: first[name] for name in ("tone", "word", "sign")} | {"sentence": sentence}


def _opened(sentence: str) -> str:
    """Return a sentence with a capital, unless it opens with the name of a perturbation."""
    return sentence if "." in sentence.split(" ", 1)[0] else sentence[:1].upper() + sentence[1:]


def _failing(test: TestRun, verdict: Verdict | None) -> list[Shown]:
    """Return the failing variants of a test, those of its worst perturbation first."""
    order = [] if verdict is None else list(dict.fromkeys(one.row.perturbation for one in sections.ordered(verdict)))
    return failing(test, order)


def _packed(shown: Sequence[Sequence[Shown]], room: int) -> list[Packed]:
    """Return the failing variants of each test within a number of bytes; what one does not need the others have."""
    made: dict[int, Packed] = {}
    left = room
    for turn, number in enumerate(sorted(range(len(shown)), key=lambda one: len(shown[one]))):
        made[number], size = _fitted(shown[number], left // (len(shown) - turn))
        left -= size
    return [made[number] for number in range(len(shown))]


def _fitted(shown: Sequence[Shown], room: int) -> tuple[Packed, int]:
    """Return as many failing variants as fit, and the bytes that they take: what is counted on the way is a guess."""
    made = Packed(shown, room)
    size = len(_json(made.data).encode())
    if size > room:
        made = Packed(shown, int(0.99 * room * room / size))
        size = len(_json(made.data).encode())
    return made, size


def _static(shown: Sequence[Sequence[Shown]]) -> list[Sequence[Shown]]:
    """Return the failing variants that are listed where no script runs, as many of each test."""
    each = STATIC // max(1, sum(map(bool, shown)))
    return [listed[:each] for listed in shown]


def _listed(
    run: Run,
    shown: Sequence[Sequence[Shown]],
    static: Sequence[Sequence[Shown]],
    packed: Sequence[Packed],
    where: str,
) -> list[dict[str, Any]]:
    """Return what the page says of the failing variants of each test."""
    found = []
    for test, every, first, kept in zip(run.tests, shown, static, packed, strict=True):
        command = command_of(test, where)
        names = list(dict.fromkeys(one.variant.perturbation for one in every))
        found.append(
            {
                "wrong": _wrong(test),
                "total": len(every),
                "kept": len(kept.kept),
                "left_out": kept.left_out,
                "static": [(one, command.of(one.variant)) for one in first],
                "severities": sorted({one.variant.severity for one in every}),
                "items": [(name, item) for name in names if (item := item_of(test, name))],
                "json": _json({**kept.data, "head": command.head, "tail": command.tail}),
            }
        )
    return found


def _wrong(test: TestRun) -> int:
    """Return how many variants were not answered right the first time that they were asked."""
    return sum(
        row["perturbation"] is not None and row["status"] in ("wrong", "unanswered") and not row.get("repeat")
        for row in test.outcomes
    )


def _rendered(tests: Sequence[dict[str, Any]], failures: Sequence[dict[str, Any]], where: str) -> str:
    from markupsafe import Markup

    style, script = _resource("report.css"), _resource("report.js")
    # Both are files of ours; nothing else is ever marked as safe but charts, which are built as elements.
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            tests=tests,
            failures=failures,
            head=headline(tests),
            started=tests[0]["started"] if tests else "",
            version=__version__,
            where=where,
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("robustgen.report"),
        autoescape=True,
        finalize=_made_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {
        "axis": charts.axis,
        "curve": charts.curve,
        "heat": charts.heat,
        "interval_bar": charts.interval_bar,
        "share_bar": charts.share_bar,
        "steps": charts.STEPS,
    }
    made.filters |= {"signed": charts.signed, "bare": lambda name: name.partition("@")[0]}
    return made


def _made_visible(value: Any) -> Any:
    """Make every text that the template prints safe to show; markup of ours is left alone."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _json(data: Any) -> Any:
    """Return data as JSON that can stand in a page: no `<` in it ends or opens anything."""
    from markupsafe import Markup

    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@cache
def _resource(name: str) -> str:
    return files("robustgen.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
