"""Train a small BERT on our own reviews, tokenizer and all, and write it to model/, as from_pretrained reads it.

python train.py              about ten seconds
python train.py --augment    the same, on varied reviews too
"""

from __future__ import annotations

import argparse
from pathlib import Path

import corpus
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

HERE = Path(__file__).parent
MODEL = HERE / "model"
LABELS = ["negative", "positive"]
LENGTH = 48  # tokens
AUGMENT = ["typo.drop", "typo.swap", "control.negate", "paraphrase.expand", "ood.context.distractor"]


def reviews(*, augment: bool, seed: int) -> list[tuple[str, str]]:
    """Return what the model is trained on."""
    rows = corpus.generated(1500, seed) + corpus.written(HERE / "data" / "written.csv") * 4
    if not augment:
        return rows
    import robustgen

    golden = [{"text": text, "label": label} for text, label in dict(rows).items()]
    made = robustgen.generate(golden, perturb=AUGMENT, severity=3, task="sentiment", seed=seed)
    return rows + [(variant.text, variant.expected) for variant in made]


def tokenizer_of(texts: list[str]) -> PreTrainedTokenizerFast:
    """Return a tokenizer of word pieces, trained on texts."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=1500, special_tokens=special))
    ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=LENGTH,
    )


def train(rows: list[tuple[str, str]], *, epochs: int, seed: int) -> None:
    """Train on reviews with their labels, and write the model and its tokenizer."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # a model as small as this is slower on more
    tokenizer = tokenizer_of([text for text, _ in rows])
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=LENGTH,
        pad_token_id=tokenizer.pad_token_id,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    model = BertForSequenceClassification(config).train()
    inputs = tokenizer([text for text, _ in rows], padding=True, truncation=True, return_tensors="pt")
    wanted = torch.tensor([LABELS.index(label) for _, label in rows])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    steps = epochs * -(-len(rows) // 32)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-3, total_steps=steps)
    for _ in range(epochs):
        for batch in torch.randperm(len(rows)).split(32):
            longest = int(inputs["attention_mask"][batch].sum(1).max())
            loss = model(
                input_ids=inputs["input_ids"][batch, :longest],
                attention_mask=inputs["attention_mask"][batch, :longest],
                labels=wanted[batch],
            ).loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    model.eval().save_pretrained(MODEL)
    tokenizer.save_pretrained(MODEL)


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description="Train a small BERT on our own reviews.")
    parser.add_argument("--augment", action="store_true", help="train on varied reviews too")
    parser.add_argument("--epochs", type=int, default=6)
    args = parser.parse_args()
    rows = reviews(augment=args.augment, seed=1)
    train(rows, epochs=args.epochs, seed=1)
    print(f"trained on {len(rows):,} reviews, in {MODEL.name}/")


if __name__ == "__main__":
    main()
