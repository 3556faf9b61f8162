"""What the gates catch and what they reject wrongly: `python tests/benchmarks/gates.py [FILE …] [--data DIR] …`.

Prints, with Wilson intervals of 95 %: the labelled pairs of tests/gates/pairs by label and kind, first those that
nobody who mended the rules has read; which gate rejected how many; with `--data` the counterfactual reviews, the NLI
pairs, and our own paraphrases and typos of real texts, which are the same by contract; with `--encoder minilm` the
similarity gate beside tier 1, its cosines by label, and its time beside bare onnxruntime at the same batch size.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from robustgen.gates import TIER1, Gate, Pair, Rejected, resolve, screen

Row = tuple[Pair, str, str]  # the pair, its label, its kind
PAIRS = Path(__file__).parent.parent / "gates" / "pairs"
UNREAD = {"round-15": slice(None), "round-16": slice(None)}
"""Lines that were never read by anybody who mended the rules, by file; see the README beside them."""
CORE = ("negation", "number", "entity")


def labelled(path: Path) -> list[Row]:
    """Return the labelled pairs of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(Pair(row["source"], row["rewrite"], "en"), row["label"], row["kind"]) for row in rows]


def core(rows: Sequence[Row], found: Sequence[Rejected | None]) -> None:
    """Print how many negations, numbers and names that changed were caught, together."""
    asked = [
        rejected is not None
        for (_, label, kind), rejected in zip(rows, found, strict=True)
        if label == "changed" and kind in CORE
    ]
    if asked:
        print(f"  changed  {' + '.join(CORE):20} rejected {share(sum(asked), len(asked))}")


def share(caught: int, number: int) -> str:
    """Return a share with its interval, in percent."""
    from robustgen.scoring.statistics import wilson

    low, high = wilson(caught, number)
    return f"{caught:4} of {number:4}  {100 * caught / number:5.1f} %  [{100 * low:4.1f}, {100 * high:4.1f}]"


def table(title: str, rows: Sequence[Row], gates: Sequence[Gate | str]) -> list[Rejected | None]:
    """Print what gates reject, by label and kind; return the rejections."""
    found = list(screen([pair for pair, _, _ in rows], gates).rejections)
    by_kind: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for (_, label, kind), rejected in zip(rows, found, strict=True):
        by_kind[label, kind].append(rejected is not None)
        if kind:
            by_kind[label, ""].append(rejected is not None)
    print(f"\n{title}")
    for (label, kind), caught in sorted(by_kind.items()):
        print(f"  {label:8} {kind or 'all':20} rejected {share(sum(caught), len(caught))}")
    return found


def reasons(rows: Sequence[Row], found: Sequence[Rejected | None]) -> None:
    """Print which gate gave which reason how often, by label."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, label, _), rejected in zip(rows, found, strict=True):
        if rejected:
            counts[label][f"{rejected.gate}: {rejected.reason}"] += 1
    for label, counter in sorted(counts.items()):
        print(f"  {label}: " + ", ".join(f"{reason} {number}" for reason, number in counter.most_common()))


def alone(rows: Sequence[Row], gates: Iterable[str]) -> None:
    """Print what each gate rejects when it is asked alone."""
    print("\nEach gate alone: of same, changed, broken")
    for name in gates:
        found = resolve(name).check([pair for pair, _, _ in rows])
        by_label: dict[str, list[bool]] = defaultdict(list)
        for (_, label, _), rejected in zip(rows, found, strict=True):
            by_label[label].append(rejected is not None)
        print(
            f"  {name:12}"
            + "   ".join(f"{sum(by_label[key])}/{len(by_label[key])}" for key in ("same", "changed", "broken"))
        )


def real(folder: Path) -> Iterable[tuple[str, list[Row]]]:
    """Yield (title, pairs) of real data: reviews and NLI pairs as people wrote them, texts as our perturbations vary them."""
    import robustgen as rg

    def read(name: str) -> list[dict[str, str]]:
        return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]

    by_pair: dict[str, list[str]] = defaultdict(list)
    for row in read("reviews.counterfactual_pairs.jsonl"):
        by_pair[row["pair"]].append(row["text"])
    yield (
        "Counterfactual reviews",
        [(Pair(one, two, "en"), "changed", "label flipped") for one, two in by_pair.values()],
    )
    yield "NLI", [(Pair(row["premise"], row["hypothesis"], "en"), row["label"], "") for row in read("nli.jsonl")]
    texts = [row["text"] for row in read("intents.test.jsonl")[::4]]
    texts += [row["text"] for row in read("reviews.counterfactual_pairs.jsonl")[::6]]
    texts += [row["premise"] for row in read("nli.jsonl")]
    for glob in ("paraphrase.*", "typo.*"):
        names = rg.list_perturbations(glob)
        made: list[Row] = []
        for i, text in enumerate(texts):
            for name in names[i % 4 :: 4]:
                try:
                    variant = rg.perturb(text, name, severity=2, seed=i)
                except rg.NoPlace:
                    continue
                made.append((Pair(text, variant.text, "en"), "same", name))
        yield f"{glob} at severity 2 of {len(texts)} real texts", made


def timed(rows: Sequence[Row], encoder: str) -> None:
    """Print the time of the similarity gate beside its bare session on the same batches, and cosines by label."""
    from robustgen.gates.encoder import BATCH, load
    from robustgen.gates.meaning import Similarity, windows

    gate = Similarity(encoder)
    pairs = [pair for pair, _, _ in rows]
    cosines = gate.cosines(pairs)
    by_label: dict[str, list[float]] = defaultdict(list)
    for (_, label, kind), cosine in zip(rows, cosines, strict=True):
        by_label[label].append(cosine)
        if label == "changed":
            by_label[f"{label} {kind}"].append(cosine)
    print("\nCosines: 5th, 50th, 95th percentile")
    for label, values in sorted(by_label.items()):
        values.sort()
        print(f"  {label:26}" + "  ".join(f"{values[int(part * (len(values) - 1))]:.2f}" for part in (0.05, 0.5, 0.95)))
    texts = list(
        dict.fromkeys(part for pair in pairs for text in (pair.source, pair.candidate) for part in windows(text))
    )
    session, tokenizer, wanted = load(encoder).bare()  # type: ignore[attr-defined]
    ratios = []
    for _ in range(5):
        start = time.perf_counter()
        Similarity(encoder).cosines(pairs)
        middle = time.perf_counter()
        bare(session, tokenizer, wanted, sorted(texts, key=len), BATCH)
        ratios.append((middle - start) / (time.perf_counter() - middle))
    print(
        f"Gate / bare onnxruntime on {len(texts)} texts, batches of {BATCH}: "
        + ", ".join(f"{one:.2f}" for one in sorted(ratios))
    )


def bare(session: object, tokenizer: object, wanted: Sequence[str], texts: Sequence[str], size: int) -> None:
    """Run a session on batches of texts, as one would without the gate."""
    import numpy as np

    for start in range(0, len(texts), size):
        encoded = tokenizer.encode_batch(texts[start : start + size])  # type: ignore[attr-defined]
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        session.run(None, {name: given[name] for name in wanted})  # type: ignore[attr-defined]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled pairs; those of tests/gates/pairs by default")
    parser.add_argument("--data", type=Path, help="a folder with the sets of real data")
    parser.add_argument("--encoder", help="similarity gate: minilm, or a folder")
    wanted = parser.parse_args()
    files = wanted.files or sorted(PAIRS.glob("*.jsonl"))
    parts = {file.stem: labelled(file) for file in files}
    rows = [row for part in parts.values() for row in part]
    unread = [row for name, part in parts.items() if name in UNREAD for row in part[UNREAD[name]]]
    for title, part in (*([("Never read", unread)] if unread else []), *parts.items()):
        found = table(title, part, TIER1)
        core(part, found)
        reasons(part, found)
    alone(rows, TIER1)
    start = time.perf_counter()
    screen([pair for pair, _, _ in rows], TIER1)
    print(f"Tier 1, texts read before: {1000 * (time.perf_counter() - start) / len(rows):.2f} ms a pair")
    if wanted.encoder:
        table("Tier 1 and similarity", rows, [*TIER1, f"similarity:{wanted.encoder}"])
        timed(rows, wanted.encoder)
    if wanted.data:
        for title, part in real(wanted.data):
            start = time.perf_counter()
            reasons(part, table(title, part, TIER1))
            print(f"  {1000 * (time.perf_counter() - start) / len(part):.1f} ms a pair")


if __name__ == "__main__":
    main()
