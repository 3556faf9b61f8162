"""The data that TextAttack takes from elsewhere, of our own making: stop words, a WordNet of four groups, a tagger.

Run as a script with a folder it trains the tagger of names and places there: flair finds it by FLAIR_CACHE_ROOT.
"""

from __future__ import annotations

import sys
from pathlib import Path

STOP_WORDS = ("the", "a", "an", "and", "or", "of", "to", "in", "is", "it", "i", "do", "not")

# What means the same, by part of speech: (letter, number of the file of lexicographers, groups).
_NOUNS = ("n", 6, (("film", "movie"), ("harbour", "port")))
_VERBS = ("v", 35, (("shut", "close"), ("start", "begin")))
_KINDS = {"noun": _NOUNS, "verb": _VERBS, "adj": ("a", 0, ()), "adv": ("r", 2, ())}


def make(folder: Path, *, wordnet: bool = False) -> Path:
    """Write the folder and return it; NLTK finds it by NLTK_DATA."""
    stop_words = folder / "corpora/stopwords"
    stop_words.mkdir(parents=True)
    (stop_words / "english").write_text("\n".join(STOP_WORDS) + "\n")
    if wordnet:
        _make_wordnet(folder / "corpora/wordnet")
        (folder / "corpora/omw-1.4").mkdir()
    return folder


def _make_wordnet(folder: Path) -> None:
    folder.mkdir()
    for kind, (letter, number, groups) in _KINDS.items():
        data, index = "", {}
        for group in groups:
            offset = len(data)
            words = " ".join(f"{word} 0" for word in group)
            frames = " 01 + 08 00" if letter == "v" else ""
            data += f"{offset:08d} {number:02d} {letter} {len(group):02x} {words} 000{frames} | what is called so  \n"
            index |= {word: f"{word} {letter} 1 0 1 0 {offset:08d}  \n" for word in group}
        (folder / f"data.{kind}").write_text(data)
        (folder / f"index.{kind}").write_text("".join(index[word] for word in sorted(index)))
        (folder / f"{kind}.exc").write_text("")
    (folder / "lexnames").write_text("".join(f"{i:02d}\tfile.{i}\t1\n" for i in range(45)))
    for name in ("cntlist.rev", "index.sense"):
        (folder / name).write_text("")


_NAMES, _PLACES = ("Anna", "Ben", "Carla", "Tom"), ("Leeds", "Oslo", "Rome", "Paris")
_TAGS = dict.fromkeys(_NAMES, "PER") | dict.fromkeys(_PLACES, "LOC")


def make_tagger(root: Path) -> None:
    """Train flair's tagger on sentences about four people and places, and store it as the hub's cache would."""
    import flair
    from flair.data import Corpus, Sentence
    from flair.datasets import FlairDatapointDataset
    from flair.embeddings import OneHotEmbeddings
    from flair.models import SequenceTagger
    from flair.trainers import ModelTrainer

    flair.set_seed(1)
    rows = []
    for text in [
        f"{who} {does} in {where} with us" for who in _NAMES for where in _PLACES for does in ("lives", "was")
    ]:
        rows.append(Sentence(text))
        for i, token in enumerate(rows[-1].tokens):
            if token.text in _TAGS:
                rows[-1][i : i + 1].add_label("ner", _TAGS[token.text])
    parts = [FlairDatapointDataset(part) for part in (rows, rows[:4], rows[:4])]
    corpus = Corpus(*parts, sample_missing_splits=False)
    tags = corpus.make_label_dictionary("ner", add_unk=False)
    words = OneHotEmbeddings.from_corpus(corpus, min_freq=1, embedding_length=16)
    tagger = SequenceTagger(words, tags, "ner", use_rnn=False, use_crf=False, reproject_embeddings=False)
    ModelTrainer(tagger, corpus).train(
        root / "training", learning_rate=0.5, max_epochs=25, mini_batch_size=8, embeddings_storage_mode="none"
    )
    cached, revision = root / "models/ner-english/models--flair--ner-english", "0" * 40
    (cached / "snapshots" / revision).mkdir(parents=True)
    (cached / "refs").mkdir()
    (cached / "refs/main").write_text(revision)
    tagger.save(cached / "snapshots" / revision / "pytorch_model.bin")


if __name__ == "__main__":
    make_tagger(Path(sys.argv[1]))
