"""Small real models over vocabularies of pieces: byte pairs and SentencePiece, trained and saved in the layout of the hub.

The files are those of the models' authors (vocab.json and merges.txt, spiece.model, source.spm), not the tokenizer.json
that transformers makes of them: `AutoTokenizer` reads them as it reads an older model of the hub.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from tests.rewriters.small_models import (
    DOES,
    NOUNS,
    PEOPLE,
    SYNONYMS,
    THINGS,
    WORDS,
    fit,
    otherwise,
    sentence,
    training,
)

NAMES = ("Anna", "Boris", "Clara", "Dmitri", "Emilia")
LONGER = ("gardener", "lampshade", "stationmaster", "unlovely", "ticketing", "hammered", "kitchenette")
ROOM = 64  # tokens of one sequence
_FOREIGN = str.maketrans("abcdefghijklmnopqrstuvwxyz", "uvcdyfghejklmnopqrstibwxaz")


def named(random: Random) -> str:
    """A sentence of the grammar, in half of them a name in the place of a person, with its capital and full stop."""
    made = sentence(random)
    person = next(word for word in made.split() if word in PEOPLE)
    article = "a" if f"a {person}" in made else "the"
    if random.random() < 0.5:
        made = made.replace(f"{article} {person}", random.choice(NAMES))
    return made[0].upper() + made[1:] + "."


def written(number: int, seed: int = 0) -> list[str]:
    """Sentences with names."""
    random = Random(seed)
    return [named(random) for _ in range(number)]


def roberta(folder: Path) -> Path:
    """A RoBERTa over byte pairs: "\u0120garden" holds the blank before it, and the first word of a text none."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import RobertaConfig, RobertaForMaskedLM

    folder.mkdir(parents=True, exist_ok=True)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    made = ByteLevelBPETokenizer()
    made.train_from_iterator(
        [*written(400), *LONGER], 600, min_frequency=1, special_tokens=special, show_progress=False
    )
    made.save_model(str(folder))
    config = {"vocab_size": made.get_vocab_size(), **_small(), "max_position_embeddings": ROOM + 2}
    return _masked(folder, "RobertaTokenizer", RobertaForMaskedLM, RobertaConfig(**config), written)


def albert(folder: Path) -> Path:
    """An ALBERT over pieces of a unigram model, without capitals: "\u2581garden"."""
    from transformers import AlbertConfig, AlbertForMaskedLM

    size = _pieces(
        folder / "spiece.model", pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols="[CLS],[SEP],[MASK]",
        normalization_rule_name="nmt_nfkc_cf",
    )  # fmt: skip
    config = {
        "vocab_size": size, **_small(), "embedding_size": 32, "max_position_embeddings": ROOM,
        "bos_token_id": 2, "eos_token_id": 3,
    }  # fmt: skip
    return _masked(folder, "AlbertTokenizer", AlbertForMaskedLM, AlbertConfig(**config), written)


def xlm_roberta(folder: Path) -> Path:
    """An XLM-RoBERTa over pieces of a unigram model with capitals, whose ids lie one above the file's."""
    from transformers import XLMRobertaConfig, XLMRobertaForMaskedLM

    size = _pieces(folder / "sentencepiece.bpe.model", unk_id=0, bos_id=1, eos_id=2)
    config = {"vocab_size": size + 2, **_small(), "max_position_embeddings": ROOM + 2, "pad_token_id": 1}
    return _masked(folder, "XLMRobertaTokenizer", XLMRobertaForMaskedLM, XLMRobertaConfig(**config), written)


def foreign(text: str) -> str:
    """The sentence in a made-up language, in which two synonyms are one word: what the first translator learns."""
    return otherwise(text).translate(_FOREIGN)


def marian(folder: Path, *, backwards: bool = False, steps: int = 240) -> Path:
    """A Marian model of a layer each way that translates into the made-up language, or back into the other synonym."""
    from transformers import AutoTokenizer, MarianConfig, MarianMTModel

    words = sorted({*WORDS, *SYNONYMS.values()})
    abroad = [foreign(word) for word in words]
    source, target = (abroad, words) if backwards else (words, abroad)
    for name, side in (("source.spm", source), ("target.spm", target)):
        _pieces(folder / name, side, normalization_rule_name="nmt_nfkc_cf")
    vocabulary = _joint(folder)
    _write(folder / "tokenizer_config.json", {
        "tokenizer_class": "MarianTokenizer", "source_lang": "xx" if backwards else "en",
        "target_lang": "en" if backwards else "xx", "model_max_length": ROOM,
    })  # fmt: skip
    with training(7) as torch:
        config = MarianConfig(
            vocab_size=len(vocabulary), d_model=64, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4,
            decoder_attention_heads=4, encoder_ffn_dim=128, decoder_ffn_dim=128, max_position_embeddings=ROOM,
            pad_token_id=vocabulary["<pad>"], eos_token_id=0, decoder_start_token_id=vocabulary["<pad>"],
            forced_eos_token_id=0, dropout=0.0, attention_dropout=0.0, activation_dropout=0.0, scale_embedding=True,
            bos_token_id=None, init_std=0.1,
        )  # fmt: skip
        config.save_pretrained(folder)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = MarianMTModel(config)

        def batches() -> Iterator[dict[str, Any]]:
            random = Random(8)
            for _ in range(steps):
                texts = [sentence(random) for _ in range(32)]
                there = [foreign(text) + "." for text in texts]
                home = [otherwise(text) + "." for text in texts]
                texts = [text + "." for text in texts]
                given = tokenizer(there if backwards else texts, return_tensors="pt", padding=True)
                labels = tokenizer(text_target=home if backwards else there, return_tensors="pt", padding=True)
                labels = labels["input_ids"]
                labels[labels == config.pad_token_id] = -100
                yield {**given, "labels": labels}

        fit(torch, model, batches(), 4e-3, steps=steps)
        model.save_pretrained(folder)
    return folder


def _pieces(file: Path, words: Iterable[str] = (), **options: Any) -> int:
    """Train a unigram model on words in any order and save it; return how many pieces it has.

    What stands often before several marks becomes one piece; what stands seldom is cut into many.
    """
    import sentencepiece

    file.parent.mkdir(parents=True, exist_ok=True)
    random, model = Random(9), BytesIO()
    words = list(words)
    seldom: tuple[str, ...] = ()
    if not words:
        words = [*WORDS, *NAMES, *(word.capitalize() for word in (*NOUNS, *THINGS, *DOES, "the", "a"))]
        seldom = LONGER
    lines = [
        " ".join(word + random.choice((" ", ".", ",", "'s")) for word in random.sample(words, 12)) for _ in range(900)
    ]
    lines += [" ".join(seldom)] * 2
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, vocab_size=400, hard_vocab_limit=False, num_threads=1,
        minloglevel=2, **options,
    )  # fmt: skip
    file.write_bytes(model.getvalue())
    return int(sentencepiece.SentencePieceProcessor(model_proto=model.getvalue()).get_piece_size())


def _joint(folder: Path) -> dict[str, int]:
    """Write the one vocabulary that both of Marian's files share."""
    import sentencepiece

    pieces: dict[str, None] = dict.fromkeys(("</s>", "<unk>"))
    for name in ("source.spm", "target.spm"):
        read = sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
        pieces |= dict.fromkeys(read.id_to_piece(number) for number in range(read.get_piece_size()))
    made = {piece: number for number, piece in enumerate((*(one for one in pieces if one != "<s>"), "<pad>"))}
    _write(folder / "vocab.json", made)
    return made


def _small() -> dict[str, Any]:
    return {
        "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128,
        "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    }  # fmt: skip


def _masked(
    folder: Path, tokenizer_class: str, cls: Any, config: Any, texts: Callable[[int, int], list[str]], steps: int = 200
) -> Path:
    """Train a masked language model with the tokenizer whose files stand in the folder, and save it beside them."""
    from transformers import AutoTokenizer

    _write(folder / "tokenizer_config.json", {"tokenizer_class": tokenizer_class})
    with training(1) as torch:
        config.save_pretrained(folder)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = cls(config)
        special = torch.tensor(tokenizer.all_special_ids)

        def batches() -> Iterator[dict[str, Any]]:
            for step in range(steps):
                given = tokenizer(texts(32, step), return_tensors="pt", padding=True)
                labels = given["input_ids"].clone()
                hidden = (torch.rand(labels.shape) < 0.2) & ~torch.isin(labels, special)
                given["input_ids"][hidden] = tokenizer.mask_token_id
                labels[~hidden] = -100
                yield {**given, "labels": labels}

        fit(torch, model, batches())
        model.save_pretrained(folder)
    return folder


def _write(file: Path, values: dict[str, Any]) -> None:
    file.write_text(json.dumps(values), encoding="utf-8")
