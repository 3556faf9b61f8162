"""How many real misspellings a typo reaches: `python tests/benchmarks/reach.py [PERTURBATION ...]`.

The misspellings are those of codespell's dictionary (`pip install codespell`), which is no source of our tables: single
words in ASCII, one edit from the right word (a letter put, lost, added, or exchanged with its neighbour), every n-th of
them. A misspelling is reached if some place and option of some typo makes it.
"""

from __future__ import annotations

import sys
from collections import Counter
from importlib.resources import files

import robustgen as rg
from robustgen import registry
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.places import Mixture

WANTED = 6000


def one_edit(wrong: str, right: str) -> bool:
    """Return whether two words are one edit apart, an exchange of neighbours included."""
    if len(wrong) == len(right):
        apart = [i for i in range(len(wrong)) if wrong[i] != right[i]]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1 and wrong[apart[0]] == right[apart[1]]
        return len(apart) == 1 or (swapped and wrong[apart[1]] == right[apart[0]])
    short, long = sorted((wrong, right), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def pairs() -> list[tuple[str, str]]:
    """Return (wrong, right) of every single-edit entry with one correction."""
    lines = (files("codespell_lib") / "data" / "dictionary.txt").read_text(encoding="utf-8").splitlines()
    found = [line.partition("->")[::2] for line in lines]
    plain = [
        (wrong, right) for wrong, right in found if wrong.isalpha() and right.isalpha() and (wrong + right).isascii()
    ]
    return [(wrong, right) for wrong, right in plain if one_edit(wrong, right)]


def reachable(name: str, word: str) -> set[str]:
    """Return every text that one place and option of a perturbation makes of a word."""
    example = rg.Example("x", {"text": word})
    places = registry.get(name).find(Subject(example))
    parts = [part for _, part in places.parts] if isinstance(places, Mixture) else [places]
    return {
        apply(example.row(), part.change(i, option))["text"]
        for part in parts
        for i in range(len(part))
        for option in part.options(i)
    }


def main() -> None:
    """Print the shares."""
    names = sys.argv[1:] or registry.list_perturbations("typo.*")
    every = pairs()
    chosen = every[:: max(1, len(every) // WANTED)]
    by: Counter[str] = Counter()
    reached = 0
    for wrong, right in chosen:
        hits = [name for name in names if wrong in reachable(name, right)]
        by.update(hits)
        reached += bool(hits)
    print(f"{len(chosen)} of {len(every)} single-edit misspellings; reached by some typo: {reached / len(chosen):.1%}")
    for name, count in by.most_common():
        print(f"  {name:28} {count / len(chosen):.1%}")


if __name__ == "__main__":
    main()
