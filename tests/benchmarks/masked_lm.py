"""rewrite.masked_lm against the bare fill-mask pipeline of transformers: the same masked sentences, the same batch size.

    python tests/benchmarks/masked_lm.py [--sentences N] [--batch N] [--data FILE] [--model DIR] [--steps N] [--profile]

Without `--data`: made-up sentences and a BERT of 4 layers of 256 with random weights; time does not depend on what they
are, and the gates of tier 1 are left out, since such words are no sentences. With `--data`, a JSONL file with "text": a
BERT (`--layers`, `--width`) is trained on its sentences until what it fills in is mostly plausible (`--steps`, or a folder
that holds one, `--model`), other sentences of it are varied, and both are timed, without gates and with them.

Each is run three times by turns; the fastest counts, in seconds of the clock and of the processor, in one thread.
`generate` is timed as a whole: places, seeds, the model, the words drawn, gates, edits and variants.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import robustgen as rg
from robustgen import registry
from robustgen.definition import Perturbation
from robustgen.quiet import quiet
from robustgen.rewriters import masked_lm

LETTERS, SYLLABLES = "bdfgklmnprstv", ("a", "e", "i", "o", "u", "ea", "ou")
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def made_up(size: int) -> list[str]:
    """Made-up words of two to four syllables."""
    random, words = Random(1), {}
    while len(words) < size:
        word = "".join(random.choice(LETTERS) + random.choice(SYLLABLES) for _ in range(random.randint(2, 4)))
        words[word] = None
    return list(words)


def new_model(vocabulary: list[str], layers: int, width: int) -> tuple[Any, Any]:
    """A BERT with random weights, and its tokenizer."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

    made = Tokenizer(models.WordPiece({token: i for i, token in enumerate(vocabulary)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]", model_max_length=128,
    )  # fmt: skip
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=4,
        intermediate_size=4 * width,
    )
    return BertForMaskedLM(config), tokenizer


def train(model: Any, tokenizer: Any, texts: list[str], steps: int) -> None:
    """Train a model to fill masks in sentences; prints its last losses."""
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=steps)
    random, losses = Random(4), []
    model.train()
    for _ in range(steps):
        given = tokenizer(random.choices(texts, k=32), return_tensors="pt", padding=True)
        labels = given["input_ids"].clone()
        hidden = (torch.rand(labels.shape) < 0.15) & (labels >= len(SPECIAL))
        given["input_ids"][hidden] = tokenizer.mask_token_id
        labels[~hidden] = -100
        loss = model(**given, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        losses.append(loss.item())
    model.eval()
    print(f"trained for {steps:,} steps, loss {sum(losses[-50:]) / len(losses[-50:]):.2f}")


def pieces(texts: list[str], size: int) -> list[str]:
    """The vocabulary of words and pieces that sentences give."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    made.train_from_iterator(
        texts, trainers.WordPieceTrainer(vocab_size=size, special_tokens=SPECIAL, show_progress=False)
    )
    return sorted(made.get_vocab(), key=made.get_vocab().get)


def seconds(runs: dict[str, Callable[[], object]]) -> dict[str, tuple[float, float]]:
    """Run each three times by turns; return the fastest of each, of the clock and of the processor."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(3):
        for name, run in runs.items():
            clock, processor = time.perf_counter(), time.process_time()
            run()
            found[name].append((time.perf_counter() - clock, time.process_time() - processor))
    return {name: (min(one for one, _ in each), min(two for _, two in each)) for name, each in found.items()}


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


def main() -> None:
    """Print seconds, ratios and, with --profile, where the time goes with the gates."""
    import torch
    from transformers import pipeline

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)  # for training too: on a busy machine threads wait for each other more than they gain
    random, texts, learned = Random(2), [], []
    if given.data:
        read = [json.loads(line)["text"] for line in given.data.read_text(encoding="utf-8").splitlines()]
        random.shuffle(read)
        texts, learned = read[: given.sentences], read[given.sentences :]
        vocabulary = pieces(learned, 4000)
    else:
        words = made_up(20_000)
        texts = [
            " ".join(random.choices(words, k=random.randint(8, 24))).capitalize() + "." for _ in range(given.sentences)
        ]
        vocabulary = [*SPECIAL, ".", *words]
    with tempfile.TemporaryDirectory() as root, quiet():
        folder = given.model or Path(root) / "bert"
        if not (folder / "config.json").is_file():
            model, tokenizer = new_model(vocabulary, given.layers, given.width)
            if learned:
                train(model, tokenizer, learned, given.steps)
            model.save_pretrained(folder)
            tokenizer.save_pretrained(folder)
        bare = pipeline("fill-mask", model=str(folder), batch_size=given.batch, device=-1)
        # Random weights give every word the same small probability.
        gated = registry.get(f"rewrite.masked_lm:{folder}#batch={given.batch}{'' if given.data else ',least=0'}")
        ungated = replace(gated, rewriter=replace(gated.rewriter, gates=()))
        masked = texts_of_one_run(ungated, texts)
        golden = [{"text": text} for text in dict.fromkeys(texts)]
        runs: dict[str, Callable[[], object]] = {
            "bare pipeline": lambda: bare(masked, top_k=20),
            "masked_lm without gates": lambda: rg.generate(golden, perturb=[ungated]),
        }
        if given.data:
            runs["masked_lm with gates"] = lambda: rg.generate(golden, perturb=[gated])
        found = seconds(runs)
        base = found["bare pipeline"]
        for name, (clock, processor) in found.items():
            print(
                f"{name:26} {clock:6.2f} s ({clock / base[0]:.2f}), processor {processor:6.2f} s"
                f" ({processor / base[1]:.2f})"
            )
        suite = rg.generate(golden, perturb=[gated if given.data else ungated])
        (proposals,) = suite.manifest.data["proposals"].values()
        print(f"{len(golden):,} sentences, batches of {given.batch}: {len(suite):,} variants; {proposals}")
        if given.profile:
            with cProfile.Profile() as profile:
                rg.generate(golden, perturb=[gated])
            pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    main()
