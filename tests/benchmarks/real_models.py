"""Freeze, verify, run and score on real data with real models: `python tests/benchmarks/real_models.py DATA`.

DATA is a folder with intents.train.jsonl, intents.test.jsonl and reviews.counterfactual_pairs.jsonl. The models are
TF-IDF with logistic regression (scikit-learn): intents from intents.train on 1,000 rows of intents.test, and film reviews
from 287 pairs on the 400 reviews of the other 200. Prints both tables in Markdown with the share of texts that have a place.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import robustgen as rg
from robustgen.freezing import write_suite
from robustgen.planning import make_plan

WITHOUT_CONTROLS = ["typo.*", "paraphrase.*", "ood.*"]
Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def model(rows: Rows) -> Callable[[list[str]], list[str]]:
    pipeline = make_pipeline(
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)), LogisticRegression(C=30, max_iter=2000)
    )
    pipeline.fit([row["text"] for row in rows], [row["label"] for row in rows])
    return lambda texts: pipeline.predict(texts).tolist()


def run(
    name: str, golden: Rows, predict: Callable[[list[str]], list[str]], names: list[str], folder: Path, **reading: str
) -> None:
    spent, clock = {}, time.perf_counter()

    def lap(step: str) -> None:
        nonlocal clock
        spent[step], clock = time.perf_counter() - clock, time.perf_counter()

    plan = make_plan(rg.read_examples(golden, expected="label", **reading), perturb=names, seed=7)
    manifest = write_suite(plan, folder / name)
    lap("freeze")
    assert rg.verify(folder / name, regenerate=True) == []
    lap("verify --regenerate")
    suite = rg.load_suite(folder / name)
    lap("load")
    card = rg.evaluate(suite, predict)
    lap("run")
    verdict = card.verdict(max_drop=0.03)
    lap("score")
    total = sum(spent.values())
    print(f"\n### {name}: {len(plan.golden):,} golden, {len(suite):,} variants, suite {suite.id[:8]}\n")
    print("shares of the time: " + ", ".join(f"{step} {seconds / total:.0%}" for step, seconds in spent.items()))
    print(f"in all {total / len(suite) * 1e6:.0f} µs a variant\n")
    print("| perturbation | texts with a place | clean | variants | delta | interval | max_drop 0.03 |")
    print("|---|---|---|---|---|---|---|")
    shares = {one.name: one.variants[2] / manifest.data["counts"]["golden"] for one in manifest.perturbations}
    judged = {one.row.perturbation.partition("@")[0]: one for one in verdict.judgements}
    for name in sorted(shares):
        if name not in judged:
            print(f"| {name} | {shares[name]:.1%} | | | | | no place |")
            continue
        row = judged[name].row
        low, high = row.interval(verdict.confidence) or (float("nan"), float("nan"))
        delta = f"{row.delta.value:+.3f}" if row.delta else "control"
        print(
            f"| {name} | {shares[name]:.1%} | {row.clean.value:.3f} | {row.accuracy.value:.3f} | {delta} |"
            f" {low:+.3f} to {high:+.3f} | {judged[name].verdict} |"
        )


def main() -> None:
    data = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        intents = model(read(data / "intents.train.jsonl"))
        run("intents", read(data / "intents.test.jsonl")[:1000], intents, WITHOUT_CONTROLS, folder, task="intent")
        reviews = read(data / "reviews.counterfactual_pairs.jsonl")
        pairs = sorted({row["pair"] for row in reviews}, key=int)
        held = set(pairs[:200])
        test, train = ([r for r in reviews if (r["pair"] in held) is kept] for kept in (True, False))
        run("reviews", test, model(train), [*WITHOUT_CONTROLS, "control.*"], folder, task="sentiment", group="pair")


if __name__ == "__main__":
    main()
