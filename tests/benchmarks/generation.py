"""Generation, freezing and loading beside nlpaug and json: `python tests/benchmarks/generation.py [DATA]`.

DATA is a folder with intents.test.jsonl and reviews.counterfactual_pairs.jsonl (rows with "text"); without it the demo's
golden sentences are used, repeated in longer texts. Every line is a ratio of two things measured alternately in this
run, on one core; the median of seven rounds counts.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import robustgen as rg
from robustgen.freezing import write_suite
from robustgen.generation import variants
from robustgen.manifest import read_manifest
from robustgen.planning import make_plan

ROUNDS, EACH = 7, 5
DEMO = Path(__file__).parents[2] / "suites" / "demo" / "golden.jsonl"


def texts(folder: Path | None) -> tuple[list[str], list[str]]:
    if folder is None:
        short = [json.loads(line)["text"] for line in DEMO.read_text(encoding="utf-8").splitlines()]
        return (short * 10)[:2000], [" ".join(short[i : i + 12]) for i in range(0, 188)]
    short, long = (
        [json.loads(line)["text"] for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        for name in ("intents.test.jsonl", "reviews.counterfactual_pairs.jsonl")
    )
    return short[:2000], long[:200]


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes, without the garbage collector's visits, as the standard library's timeit does."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    finally:
        gc.enable()


def ratio(theirs: Callable[[], float], ours: Callable[[], float]) -> str:
    """Return the median, least and most of theirs / ours over the rounds, each run in turn."""
    theirs(), ours()  # what is made once: compiled patterns, tables, caches
    found = sorted(theirs() / ours() for _ in range(ROUNDS))
    return f"{statistics.median(found):.1f} (from {found[0]:.1f} to {found[-1]:.1f})"


def ours(rows: list[str], *names: str) -> Callable[[], float]:
    """Return the time a variant takes: five of each text, as objects, their texts made."""
    golden = [rg.Example(str(i), {"text": t}) for i, t in enumerate(rows)]
    plan = make_plan(golden, perturb=names or ["typo.keyboard"], per_example=EACH)

    def run() -> float:
        made: list[rg.Variant] = []
        spent = seconds(lambda: made.extend(variant for variant in variants(plan, {}) if variant.text))
        return spent / len(made)

    return run


def nlpaug(rows: list[str], share: float = 0.2) -> Callable[[], float]:
    """Return the time one of nlpaug's variants takes, at its defaults, on a part of the texts that keeps this short."""
    import nlpaug.augmenter.char as nac

    augmenter = nac.KeyboardAug()
    part = rows[:: int(1 / share)]  # a part of all lengths
    return lambda: seconds(lambda: [augmenter.augment(t, n=EACH) for t in part]) / (len(part) * EACH)


def freezing(rows: list[str], folder: Path) -> Callable[[], float]:
    """Return the time a variant takes from text to a synced file: 100,000 of them, ten of each of 10,000 golden rows."""
    golden = [
        rg.Example(f"g{i:05}", {"text": f"{t} {i // len(rows) or ''}".strip()}, "x")
        for i, t in zip(range(10_000), cycle(rows))
    ]
    plan = make_plan(golden, perturb=["typo.keyboard"], per_example=10)

    def run() -> float:
        spent = seconds(lambda: write_suite(plan, folder / "frozen", overwrite=True))
        return spent / read_manifest(folder / "frozen").data["counts"]["variants"]

    return run


def loading(folder: Path) -> str:
    lines = (folder / "frozen" / "variants.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    bare = lambda: seconds(lambda: [json.loads(line) for line in lines])  # noqa: E731
    return ratio(lambda: seconds(lambda: rg.load_suite(folder / "frozen")), bare)


def importing() -> str:
    """Return milliseconds that `import robustgen` adds to a bare interpreter, and how many heavy modules it loads."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    bare, full = (
        statistics.median(
            seconds(lambda c=code: subprocess.run([sys.executable, "-c", c], check=True, env=environment))
            for _ in range(9)
        )
        for code in ("pass", "import robustgen")
    )
    heavy = (
        "import robustgen, sys; print(sum(m in sys.modules for m in ('pandas', 'numpy', 'pytest', 'scipy', 'torch')))"
    )
    loaded = subprocess.run([sys.executable, "-c", heavy], check=True, capture_output=True, text=True).stdout.strip()
    return f"{(full - bare) * 1000:.0f} ms, {loaded} of pandas, numpy, pytest, scipy, torch loaded"


def main() -> None:
    short, long = texts(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(f"{len(short)} short texts, {len(long)} long ones; times faster than nlpaug's KeyboardAug at its defaults:")
    print("  typo.keyboard, short texts:", ratio(nlpaug(short), ours(short)))
    print("  typo.keyboard, long texts: ", ratio(nlpaug(long), ours(long)))
    with tempfile.TemporaryDirectory() as folder:
        print("  freezing 100,000 variants to disk:", ratio(nlpaug(short), freezing(short, Path(folder))))
        print("loading and checking a suite, times json.loads of its lines:", loading(Path(folder)))
    print("import robustgen, beyond a bare interpreter:", importing())


if __name__ == "__main__":
    main()
