"""Variants a second beside nlpaug and TextAttack, wherever both have the operation: `python tests/benchmarks/peers.py DATA`.

DATA is a folder with intents.test.jsonl and reviews.counterfactual_pairs.jsonl; without it the demo's golden sentences.
Needs nlpaug, textattack ('flair>=0.15' 'transformers<5') or both; what is missing is said and left out. Each line is a
ratio of two things measured alternately in this run, on one core, at the peer's defaults; five variants of each text
asked for, those counted that differ from it and from one another. The median of the rounds counts.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from generation import EACH, ours, ratio, seconds, texts

import robustgen as rg

# Texts of a round: enough for a peer to take about half a second.
NLPAUG_ROUND, TEXTATTACK_ROUND = 300, 12

Augment = Callable[[str], object]


def nlpaug() -> Iterator[tuple[str, str, Augment]]:
    """Yield (our name, its name, five variants of a text)."""
    import nlpaug.augmenter.char as nac
    import nlpaug.augmenter.word as naw

    pairs = (
        ("typo.keyboard", "KeyboardAug", nac.KeyboardAug()),
        ("typo.swap", "RandomCharAug swap", nac.RandomCharAug(action="swap")),
        ("typo.drop", "RandomCharAug delete", nac.RandomCharAug(action="delete")),
        ("typo.insert", "RandomCharAug insert", nac.RandomCharAug(action="insert")),
        ("ood.channel.ocr_table", "OcrAug", nac.OcrAug()),
        ("typo.misspelling", "SpellingAug", naw.SpellingAug()),
        ("typo.space_add", "SplitAug", naw.SplitAug()),
    )
    for name, theirs, augmenter in pairs:
        yield name, theirs, lambda text, augmenter=augmenter: augmenter.augment(text, n=EACH)


def textattack() -> Iterator[tuple[str, str, Augment]]:
    """Yield (our name, its name, five variants of a text)."""
    folder = Path(tempfile.mkdtemp()) / "corpora" / "stopwords"
    folder.mkdir(parents=True)
    (folder / "english").write_text("a\nan\nand\nof\nthe\nto\n", encoding="utf-8")
    import nltk

    nltk.data.path.insert(0, str(folder.parents[1]))
    from textattack.augmentation import Augmenter, CharSwapAugmenter
    from textattack.transformations import (
        WordSwapContract,
        WordSwapExtend,
        WordSwapNeighboringCharacterSwap,
        WordSwapQWERTY,
        WordSwapRandomCharacterDeletion,
        WordSwapRandomCharacterInsertion,
    )

    pairs = (
        ("typo.keyboard", "WordSwapQWERTY", WordSwapQWERTY()),
        ("typo.swap", "WordSwapNeighboringCharacterSwap", WordSwapNeighboringCharacterSwap()),
        ("typo.drop", "WordSwapRandomCharacterDeletion", WordSwapRandomCharacterDeletion()),
        ("typo.insert", "WordSwapRandomCharacterInsertion", WordSwapRandomCharacterInsertion()),
        ("paraphrase.contract", "WordSwapContract", WordSwapContract()),
        ("paraphrase.expand", "WordSwapExtend", WordSwapExtend()),
    )
    for name, theirs, transformation in pairs:
        augmenter = Augmenter(transformation=transformation, transformations_per_example=EACH)
        yield name, theirs, augmenter.augment
    yield "typo.human", "CharSwapAugmenter", CharSwapAugmenter(transformations_per_example=EACH).augment


def beside(pairs: list[tuple[str, str, Augment]], rows: list[str], part: int) -> None:
    """Print our variants a second as a multiple of theirs, one by one on texts with a place, and all together."""
    for name, theirs, augment in pairs:
        found = with_a_place(rows, name)
        taken = [text for text in spread(found, part) if set(all_of(augment(text))) - {text}]  # it makes some of
        said = (
            ratio(per_variant([augment], taken), ours(found, name)) if taken else "it makes no variant of these texts"
        )
        print(f"  {name:24} {theirs:34} {said}", flush=True)
    names = sorted({name for name, _, _ in pairs})
    augments = [augment for _, _, augment in pairs]
    print(
        f"  {'all of them':59} {ratio(per_variant(augments, spread(rows, part // 4)), ours(rows, *names))}", flush=True
    )


def spread(rows: list[str], number: int) -> list[str]:
    """Return about `number` of the texts, taken evenly, so that they are as long as all are on average."""
    return rows[:: max(1, len(rows) // number)]


def per_variant(augments: list[Augment], rows: list[str]) -> Callable[[], float]:
    """Return the time of one of the peer's variants: different texts that are not the one they were made from."""

    def run() -> float:
        made: list[tuple[str, object]] = []
        spent = seconds(lambda: made.extend((text, augment(text)) for augment in augments for text in rows))
        return spent / max(1, sum(len({found for found in all_of(answer)} - {text}) for text, answer in made))

    return run


def all_of(answer: object) -> list[str]:
    """Return the texts that an augmenter returned; one alone comes bare."""
    return answer if isinstance(answer, list) else [str(answer)]


def with_a_place(rows: list[str], name: str) -> list[str]:
    """Return the texts in which the perturbation has one."""
    suite = rg.generate([rg.Example(str(i), {"text": text}) for i, text in enumerate(rows)], perturb=[name])
    return [rows[int(variant.golden.id)] for variant in suite]


def main() -> None:
    short, long = texts(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    for peer, rounds in ((nlpaug, NLPAUG_ROUND), (textattack, TEXTATTACK_ROUND)):
        for rows, kind in ((short, "short"), (long, "long")):
            try:
                pairs = list(peer())
            except ImportError as error:
                print(f"{peer.__name__} left out: {json.dumps(str(error))}")
                break
            print(f"{peer.__name__}, {len(rows)} {kind} texts; times as many variants a second:")
            beside(pairs, rows, rounds if kind == "short" else rounds // 6)


if __name__ == "__main__":
    main()
