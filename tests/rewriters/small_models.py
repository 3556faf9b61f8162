"""Small real models, trained in seconds on sentences of a little grammar, and saved as transformers saves models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from warnings import catch_warnings, filterwarnings

NOUNS = ("garden", "kitchen", "station", "library", "market", "harbour", "office", "village", "museum", "theatre")
THINGS = ("lamp", "letter", "parcel", "ticket", "bottle", "basket", "blanket", "camera", "hammer", "guitar")
GOOD, BAD = ("lovely", "cheerful", "bright", "pleasant"), ("gloomy", "broken", "dreadful", "noisy")
PEOPLE = ("teacher", "farmer", "doctor", "singer", "driver", "painter", "neighbour", "visitor")
DOES = ("bought", "found", "carried", "repaired", "forgot", "lost", "showed", "wanted")
WHEN = ("yesterday", "today", "again", "early", "quickly", "quietly")
WORDS = (*NOUNS, *THINGS, *GOOD, *BAD, *PEOPLE, *DOES, *WHEN, "the", "a", "in", "near", "and", "was", "very", "it")
PIECES = (
    "lamp",
    "let",
    "##ter",
    "##s",
    "##ing",
    "gar",
    "##den",
    "un",
    "##kind",
    "t",
    "s",
    "b",
    "'",
    ".",
    ",",
    "!",
    "?",
)
SYNONYMS = dict(zip(GOOD + BAD, GOOD[::-1] + BAD[::-1], strict=True)) | {
    "bought": "got", "found": "discovered", "carried": "took", "repaired": "mended", "forgot": "left", "near": "by",
    "today": "now", "quickly": "fast", "teacher": "tutor", "doctor": "physician", "parcel": "package",
}  # fmt: skip
WORD_LEVEL = (*WORDS, *sorted(set(SYNONYMS.values()) - set(WORDS)), ".", ",", "!", "?", ":", "text", "again")


def sentence(random: Random) -> str:
    """One sentence of the grammar, without a mark at its end."""
    kind = random.choice((GOOD, BAD))
    thing, where = random.choice(THINGS), random.choice(NOUNS)
    return random.choice(
        (
            f"the {random.choice(PEOPLE)} {random.choice(DOES)} a {random.choice(kind)} {thing} in the {where}"
            f" {random.choice(WHEN)}",
            f"the {where} was very {random.choice(kind)} and the {random.choice(PEOPLE)} {random.choice(DOES)} it"
            f" {random.choice(WHEN)}",
            f"a {random.choice(PEOPLE)} near the {where} {random.choice(DOES)} the {random.choice(kind)} {thing}",
        )
    )


def sentences(number: int, seed: int = 0) -> list[str]:
    """Sentences with a full stop, some of them twice."""
    random = Random(seed)
    return [sentence(random).capitalize() + "." for _ in range(number)]


def otherwise(text: str) -> str:
    """The sentence with every word exchanged that SYNONYMS knows: what the sequence-to-sequence model learns."""
    return " ".join(SYNONYMS.get(word, word) for word in text.split(" "))


@contextmanager
def training(seed: int) -> Iterator[Any]:
    """Torch in one thread with its own seed, and its global state as it was afterwards."""
    import torch

    from robustgen.quiet import quiet
    from robustgen.rewriters.scope import seeded

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # models as small as these wait for threads more than they gain
    try:
        with quiet(), seeded(seed), catch_warnings():
            filterwarnings("ignore", "Recommended: pip install sacremoses")
            filterwarnings("ignore", category=DeprecationWarning)  # of transformers 4 with torch of today
            yield torch
    finally:
        torch.set_num_threads(threads)


def fit(torch: Any, model: Any, batches: Iterator[dict[str, Any]], rate: float = 3e-3, *, steps: int = 0) -> None:
    """Train a model on batches that hold labels; given their number the rate rises over the first tenth, then falls."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    shares = [min(10 * (step + 1) / steps, max(0.05, 1 - step / steps)) for step in range(steps)] or [1.0]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: shares[min(step, len(shares) - 1)])
    model.train()
    for batch in batches:
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
    model.eval()


def save(model: Any, tokenizer: Any, folder: Path) -> Path:
    """Save both as users do."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def word_tokenizer(words: Sequence[str], *, ends: bool = True) -> Any:
    """A tokenizer of whole words, with the special tokens of sequence-to-sequence and causal models."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["<pad>", "<s>", "</s>", "<unk>"]
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys([*special, *words]))}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    if ends:
        made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 2)])
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>",
        model_max_length=64,
    )  # fmt: skip


def piece_tokenizer() -> Any:
    """A tokenizer of words and pieces of words, as BERT has it."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {token: number for number, token in enumerate(dict.fromkeys((*special, *WORDS, *PIECES)))}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]", model_max_length=128,
    )  # fmt: skip


def masked_lm(folder: Path, *, steps: int = 150) -> Path:
    """A BERT of two layers whose vocabulary has words and pieces of words."""
    from transformers import BertConfig, BertForMaskedLM

    with training(1) as torch:
        tokenizer = piece_tokenizer()
        config = BertConfig(
            vocab_size=len(tokenizer), hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128,
            max_position_embeddings=128, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        model = BertForMaskedLM(config)

        def batches() -> Iterator[dict[str, Any]]:
            for step in range(steps):
                given = tokenizer(sentences(32, step), return_tensors="pt", padding=True)
                labels = given["input_ids"].clone()
                hidden = (torch.rand(labels.shape) < 0.2) & (labels > 4)
                given["input_ids"][hidden] = tokenizer.mask_token_id
                labels[~hidden] = -100
                yield {**given, "labels": labels}

        fit(torch, model, batches())
        return save(model, tokenizer, folder)


def sequence_to_sequence(folder: Path, *, steps: int = 300, backwards: bool = False) -> Path:
    """A T5 of two layers that learns to exchange the words of SYNONYMS, or to exchange them back."""
    from transformers import T5Config, T5ForConditionalGeneration

    with training(2) as torch:
        tokenizer = word_tokenizer(WORD_LEVEL)
        config = T5Config(
            vocab_size=len(tokenizer), d_model=64, d_kv=16, d_ff=128, num_layers=2, num_heads=4, dropout_rate=0.0,
            decoder_start_token_id=0, pad_token_id=0, eos_token_id=2,
        )  # fmt: skip
        model = T5ForConditionalGeneration(config)

        def batches() -> Iterator[dict[str, Any]]:
            random = Random(3)
            for _ in range(steps):
                texts = [sentence(random) + " ." for _ in range(32)]
                there = [otherwise(text) for text in texts]
                sources, targets = (there, texts) if backwards else (texts, there)
                given = tokenizer(sources, return_tensors="pt", padding=True, return_token_type_ids=False)
                labels = tokenizer(targets, return_tensors="pt", padding=True)["input_ids"]
                labels[labels == 0] = -100
                yield {**given, "labels": labels}

        fit(torch, model, batches(), 5e-3)
        return save(model, tokenizer, folder)


def causal(folder: Path, *, steps: int = 300) -> Path:
    """A GPT-2 of two layers that learns to continue `text: SENTENCE again:` with the sentence, words exchanged."""
    from transformers import GPT2Config, GPT2LMHeadModel

    with training(4) as torch:
        tokenizer = word_tokenizer(WORD_LEVEL, ends=False)
        config = GPT2Config(
            vocab_size=len(tokenizer), n_positions=64, n_embd=64, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=2,
            pad_token_id=0, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        )  # fmt: skip
        model = GPT2LMHeadModel(config)

        def batches() -> Iterator[dict[str, Any]]:
            random = Random(5)
            for _ in range(steps):
                texts = [sentence(random) + " ." for _ in range(32)]
                whole = [f"text : {text} again : {otherwise(text)} </s>" for text in texts]
                given = tokenizer(whole, return_tensors="pt", padding=True, return_token_type_ids=False)
                labels = given["input_ids"].clone()
                labels[labels == 0] = -100
                yield {**given, "labels": labels}

        fit(torch, model, batches(), 5e-3)
        return save(model, tokenizer, folder)


def classifier(folder: Path, *, steps: int = 80) -> Path:
    """A DistilBERT of one layer that tells GOOD from BAD: a model to test, and none that fills masks."""
    from transformers import DistilBertConfig, DistilBertForSequenceClassification

    with training(6) as torch:
        tokenizer = word_tokenizer(WORD_LEVEL)
        config = DistilBertConfig(
            vocab_size=len(tokenizer), dim=32, n_layers=1, n_heads=2, hidden_dim=64, max_position_embeddings=64,
            pad_token_id=0, id2label={0: "bad", 1: "good"}, label2id={"bad": 0, "good": 1}, dropout=0.0,
            attention_dropout=0.0, seq_classif_dropout=0.0,
        )  # fmt: skip
        model = DistilBertForSequenceClassification(config)

        def batches() -> Iterator[dict[str, Any]]:
            for step in range(steps):
                texts = sentences(32, step)
                given = tokenizer(texts, return_tensors="pt", padding=True, return_token_type_ids=False)
                labels = torch.tensor([int(any(word in text for word in GOOD)) for text in texts])
                yield {**given, "labels": labels}

        fit(torch, model, batches())
        return save(model, tokenizer, folder)
