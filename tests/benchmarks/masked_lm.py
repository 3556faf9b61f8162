"""rewrite.masked_lm against the bare fill-mask pipeline of transformers: the same masked sentences, the same batch size.

    python tests/benchmarks/masked_lm.py [SENTENCES] [BATCH]

The model has the size and vocabulary of a small BERT (4 layers of 256), with random weights: time does not depend on
what they are. Each is run three times by turns, and the fastest counts. `generate` is timed as a whole, places, seeds,
the model, the words drawn, tier 0, edits and variants, but without the gates of tier 1: made-up words are no sentences,
and what a gate rejects is asked for again.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from unittest import mock

import robustgen as rg
from robustgen import registry
from robustgen.definition import Perturbation
from robustgen.quiet import quiet
from robustgen.rewriters import masked_lm

LETTERS, SYLLABLES = "bdfgklmnprstv", ("a", "e", "i", "o", "u", "ea", "ou")


def vocabulary(size: int) -> list[str]:
    """Made-up words of two to four syllables."""
    random, words = Random(1), {}
    while len(words) < size:
        word = "".join(random.choice(LETTERS) + random.choice(SYLLABLES) for _ in range(random.randint(2, 4)))
        words[word] = None
    return list(words)


def save_model(folder: Path, words: list[str]) -> None:
    """A BERT with random weights."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *words]
    made = Tokenizer(models.WordPiece({token: i for i, token in enumerate(tokens)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]", model_max_length=128,
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(tokens), hidden_size=256, num_hidden_layers=4, num_attention_heads=4, intermediate_size=1024
    )
    BertForMaskedLM(config).save_pretrained(folder)


def main(number: int, batch: int) -> None:
    """Print seconds and their ratio."""
    import torch
    from transformers import pipeline

    torch.set_num_threads(1)
    words = vocabulary(20_000)
    random = Random(2)
    texts = [" ".join(random.choices(words, k=random.randint(8, 24))).capitalize() + "." for _ in range(number)]
    with tempfile.TemporaryDirectory() as root, quiet():
        folder = Path(root) / "bert"
        save_model(folder, words)
        bare = pipeline("fill-mask", model=str(folder), batch_size=batch, device=-1)
        # Random weights give every word the same small probability.
        name = f"rewrite.masked_lm:{folder}#batch={batch},least=0"
        found = registry.get(name)
        ungated = replace(found, rewriter=replace(found.rewriter, gates=()))
        masked = texts_of_one_run(ungated, texts)
        ours, theirs = [], []
        for _ in range(3):
            start = time.perf_counter()
            bare(masked, top_k=20)
            theirs.append(time.perf_counter() - start)
            start = time.perf_counter()
            suite = rg.generate([{"text": text} for text in texts], perturb=[ungated])
            ours.append(time.perf_counter() - start)
    (proposals,) = suite.manifest.data["proposals"].values()
    print(f"{number:,} sentences, batches of {batch}: {len(suite):,} variants; {proposals}")
    print(
        f"bare pipeline {min(theirs):.2f} s, rewrite.masked_lm {min(ours):.2f} s, ratio {min(ours) / min(theirs):.2f}"
    )


def texts_of_one_run(found: Perturbation, texts: list[str]) -> list[str]:
    """Return the sequences that a first run sends to the model, which loads it too."""
    seen: list[str] = []
    fill = masked_lm._fill

    def noting(sequences, loaded, settings):
        seen.extend(one.string for one in sequences)
        fill(sequences, loaded, settings)

    with mock.patch.object(masked_lm, "_fill", noting):
        rg.generate([{"text": text} for text in texts], perturb=[found])
    return seen[: len(texts)]


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [1000, 32][len(given) :]))
