"""What a speech recogniser writes: words of the same sound, no capitals, no punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import OnTexts, Perturbation, chain, share
from robustgen.perturbations.matching import Index, find, index
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import register
from robustgen.text import Text

_SOURCE = "written for robustgen; cf. P. Huang and S. Chen, Learning ASR-Robust Contextualized Embeddings, ICASSP 2020"
_MARK = re.compile(r"[.,;:!?\u2026\"\u201c\u201d()]+(?=\s|$)|(?<!\S)[\"\u201c(]+|(?<=\s)[-\u2013\u2014]+(?=\s)")
_HEARD = share(0.02, 0.05, 0.1, 0.2, 0.4, of="words")


def misheard(text: Text) -> Iterator[Place]:
    """Yield words with others of the same sound."""
    for match in find(text, _sounds()):
        yield Place(match.start, match.end, match.value, key=match.first)


def lower_case(text: Text) -> Iterator[Place]:
    """Yield words with capitals, in lower case."""
    for start, end in text.words:
        word = text.string[start:end]
        if word.lower() != word and len(word.lower()) == len(word):
            yield Place(start, end, [word.lower()], key=start)


def unpunctuated(text: Text) -> Iterator[Place]:
    """Yield punctuation marks between words, left out."""
    for match in _MARK.finditer(text.string):
        if text.free(*match.span()):
            yield Place(*match.span(), [""])


@cache
def _sounds() -> Index[tuple[str, ...]]:
    return index((word, tuple(others.split("|"))) for word, others in rows("homophones"))


def _link(find_places: object, **declared: object) -> Perturbation:
    return Perturbation("ood.channel.asr_table", 1, OnTexts(find_places), label={"*": "preserves"}, **declared)  # type: ignore[arg-type]


register(
    chain(
        "ood.channel.asr_table",
        [
            _link(misheard, amount=_HEARD, languages=("en",)),
            _link(lower_case, amount=share(1, 1, 1, 1, 1)),
            _link(unpunctuated, amount=share(1, 1, 1, 1, 1)),
        ],
        label="preserves",
        languages=("en",),
        source=_SOURCE,
        doc="Write what a speech recogniser would: words of the same sound, no capitals, no punctuation.",
    )
)
