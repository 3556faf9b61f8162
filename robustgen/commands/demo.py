"""`demo`: the whole job on the packaged example."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import typer

from robustgen.commands.console import waiting
from robustgen.errors import RobustgenError
from robustgen.resources import missing

_PERTURB = ("realistic", "ood.unicode.homoglyph")
_MAX_DROP = 0.12


def demo() -> None:
    """Run the whole job on the packaged example: generate, ask a model, score. Takes seconds.

    The model is vaderSentiment, a word list of 2014: pip install 'robustgen[demo]'. Always exits 0.
    """
    model = _vader()
    import robustgen as rg
    from robustgen.commands.scoring import facts
    from robustgen.predictions import cases_of
    from robustgen.report.text import table
    from robustgen.scoring.verdict import judge

    golden = rg.read_examples(golden_file(), task="sentiment", language="en")
    typer.echo(f"1. {len(golden)} sentences with their sentiment, written by hand, such as")
    typer.echo(f"   {golden[0].inputs['text']}  ({golden[0].expected})")
    started = time.perf_counter()
    with waiting("making variants"):
        suite = rg.generate(golden, perturb=_PERTURB, seed=7, name="demo")
        made = time.perf_counter() - started
    example = next(one for one in suite if one.perturbation.startswith("typo.") and len(one.text) < 90)
    typer.echo(f"2. {len(suite):,} variants, with what people do to a sentence and one attack ({made:.1f} s), such as")
    typer.echo(f"   {_shown(example)}  ({example.perturbation})")
    started = time.perf_counter()
    with waiting("asking the model"):
        card = rg.evaluate(suite, model)
    seconds = time.perf_counter() - started
    typer.echo(f"3. vaderSentiment's answers to all of them, with max_drop={_MAX_DROP}\n")
    verdict = judge(card, rg.Limits(max_drop=_MAX_DROP))
    asked = len({case.text for case in cases_of(suite)})
    typer.echo(table(facts(suite, calls=asked, seconds=seconds), verdict))
    typer.echo(
        "\ndelta is accuracy on the variants less accuracy on the sentences they were made from; the intervals hold\n"
        "together with 95 % and decide. `pytest --robustgen` prints the same table for tests of your own, and fails."
    )


def golden_file() -> Path:
    """Return the golden examples of the demo: packaged in a wheel, under suites/ in a checkout."""
    import robustgen

    package = Path(robustgen.__file__).parent
    for found in (package / "demo" / "golden.jsonl", package.parent / "suites" / "demo" / "golden.jsonl"):
        if found.is_file():
            return found
    raise RobustgenError(
        "the demo's golden examples are not installed: install robustgen again, from a wheel or a checkout"
    )


def _vader() -> Any:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        raise missing("vaderSentiment", "the demo") from None
    analyzer = SentimentIntensityAnalyzer()

    def predict(texts: list[str]) -> list[str]:
        scores = [analyzer.polarity_scores(text)["compound"] for text in texts]
        return ["positive" if s >= 0.05 else "negative" if s <= -0.05 else "neutral" for s in scores]

    return predict


def _shown(variant: Any) -> str:
    from robustgen.report.changes import in_place

    return in_place(variant.golden, variant.changes)[0]
