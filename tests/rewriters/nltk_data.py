"""A folder of NLTK data of our own: stop words, and a WordNet of four words in WordNet's file format."""

from __future__ import annotations

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
