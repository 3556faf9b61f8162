"""A small WordNet of our own, in WordNet's own format: wndb(5WN), senseidx(5WN)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

TYPES = {"noun": ("n", 1), "verb": ("v", 2), "adj": ("a", 3), "adv": ("r", 4)}
TAKES_A_THING, TAKES_NOTHING = 8, 2

# Part of speech, its words with how often they have this sense, and how verbs are built. A word's senses stand in order.
SYNSETS = (
    ("verb", {"buy": 90, "purchase": 30}, TAKES_A_THING),
    ("verb", {"stop": 20, "halt": 9}, TAKES_NOTHING),
    ("verb", {"give": 60, "hand": 8}, TAKES_A_THING),
    ("verb", {"give_up": 6}, TAKES_NOTHING),
    ("verb", {"begin": 40, "commence": 9}, TAKES_A_THING),
    ("verb", {"chat": 10}, TAKES_NOTHING),
    ("verb", {"tell": 12, "inform": 9}, TAKES_A_THING),
    ("noun", {"car": 70, "auto": 9}, 0),
    ("noun", {"kid": 12, "child": 30}, 0),
    ("noun", {"error": 20, "mistake": 14}, 0),
    ("noun", {"answer": 20, "reply": 14}, 0),
    ("noun", {"bank": 20, "shore": 9}, 0),
    ("noun", {"bank": 18, "lender": 9}, 0),
    ("noun", {"office": 30, "bureau": 12}, 0),
    ("noun", {"post_office": 4}, 0),
    ("noun", {"fuel": 9, "propellant": 1}, 0),
    ("noun", {"government": 40, "authorities": 10}, 0),
    ("noun", {"dog": 30, "hound": 6}, 0),
    ("noun", {"hound": 30}, 0),
    ("noun", {"London": 9, "Town": 9}, 0),
    ("adj", {"huge": 20, "enormous": 11}, 0),
    ("adj", {"quick": 20, "fast": 14}, 0),
    ("adj", {"silly": 9, "foolish": 9}, 0),
    ("adv", {"recently": 30, "lately": 12}, 0),
    ("adv", {"after": 6, "later": 9}, 0),
)
EXCEPTIONS = {
    "noun": "children child\n",
    "verb": "bought buy\nstopped stop\nstopping stop\nbegan begin\nbegun begin\ngave give\ngiven give\ntold tell\n"
    "chatted chat\nchatting chat\n",
    "adj": "",
    "adv": "",
}


def write_wordnet(folder: Path, *, version: str = "9.1") -> Path:
    """Write the files and return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = []
    for part, (letter, number) in TYPES.items():
        data = f"  1 Made for a test. WordNet {version} is the version it says it has.  \n".encode()
        senses = defaultdict(list)
        for kind, words, frame in SYNSETS:
            if kind != part:
                continue
            offset = len(data)
            frames = f" 01 + {frame:02d} 00" if part == "verb" else ""
            listed = " ".join(f"{word} {len(senses[word.lower()]):x}" for word in words)
            data += f"{offset:08d} 00 {letter} {len(words):02x} {listed} 000{frames} | a gloss  \n".encode()
            for word, uses in words.items():
                earlier = senses[word.lower()]
                keys.append(f"{word.lower()}%{number}:00:{len(earlier):02d}:: {len(earlier) + 1} {uses}")
                earlier.append(offset)
        lines = [
            f"{word} {letter} {len(at)} 0 {len(at)} {len(at)} {' '.join(f'{one:08d}' for one in at)}  "
            for word, at in sorted(senses.items())
        ]
        (folder / f"data.{part}").write_bytes(data)
        (folder / f"index.{part}").write_text("  1 Made for a test.  \n" + "\n".join(lines) + "\n")
        (folder / f"{part}.exc").write_text(EXCEPTIONS[part])
    (folder / "cntlist.rev").write_text("\n".join(sorted(keys)) + "\n")
    return folder
