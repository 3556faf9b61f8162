"""What a speech recogniser writes: words of the same sound, no capitals, no punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import OnTexts, Perturbation, chain, share
from robustgen.edits import Replace
from robustgen.perturbations.matching import Index, before, find, index
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import register
from robustgen.text import Text

_SOURCE = "written for robustgen; cf. P. Huang and S. Chen, Learning ASR-Robust Contextualized Embeddings, ICASSP 2020"
_MARK = re.compile(
    r"(?<![.,;:!?\u2026\"\u201c\u201d()\[\]])[.,;:!?\u2026\"\u201c\u201d()\[\]]++(?=\s|$|<[A-Za-z/])"
    r"|(?<!\S)[\"\u201c(\[]+|(?<=\s)[-\u2013\u2014]+(?=\s)"
)
_QUOTED = re.compile(r"(?<!\S)'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){1,60}'(?!\w)")
# Marks that hold two words apart, as in "almost any movie...even".
_BETWEEN = re.compile(r"(?<=[^\W\d_])(?:\.{2,}|\u2026|-{2,}|\s?[\u2013\u2014]\s?|[,;:!?]+)(?=[^\W\d_])")
_DOTTED = re.compile(r"(?<!\w)(?:[A-Za-z]\.)+[A-Za-z]\Z")
# Words that writers exchange, the sounds of which differ, or that nobody says where the other stands.
_WRITTEN = frozenset((
    "breath", "breathe", "choose", "chose", "conscience", "conscious", "costumer", "could've", "customer",
    "customers", "decent", "definitely", "descent", "desert", "deserts", "dessert", "desserts", "later", "latter",
    "lay", "laying", "lie", "loathe", "loose", "lose", "loses", "losing", "lying", "might've", "moral", "morale",
    "must've", "off", "personnel", "quiet", "quite", "respectfully", "respectively", "should've", "thorough",
    "though", "thought", "through", "to", "too", "trail", "trails", "trial", "trials", "wander", "wandered",
    "wandering", "we're", "were", "where", "won't", "wonder", "wondered", "wondering", "would've", "yoke",
))  # fmt: skip
_HEARD = share(0.02, 0.05, 0.1, 0.2, 0.4, of="words")


def misheard(text: Text) -> Iterator[Place]:
    """Yield words with others of the same sound."""
    for match in find(text, _sounds()):
        # Capitals inside a sentence are names, which a recogniser has lists of.
        if text.string[match.start].isupper() and before(text.string, match.start) != "^":
            continue
        yield Place(match.start, match.end, match.value, key=match.first)


def lower_case(text: Text) -> Iterator[Place]:
    """Yield words with capitals, in lower case."""
    for start, end in text.words:
        word = text.string[start:end]
        if word.lower() != word and len(word.lower()) == len(word):
            yield Place(start, end, [word.lower()], key=start)


def unpunctuated(text: Text) -> Iterator[Place]:
    """Yield punctuation marks between words, left out."""
    string = text.string
    for match in _MARK.finditer(string):
        start, end = match.span()
        # The stop of "u.s." is a part of the word.
        if string[start] == "." and _DOTTED.search(string, max(0, start - 12), start):
            start += 1
        # What stands apart goes with one of its spaces.
        if string[start - 1 : start] == " " and string[end : end + 1] in ("", " "):
            start -= 1
        elif not start and string[end : end + 1] == " ":
            end += 1
        if start < end and text.free(start, end):
            # Nothing may run on with a tag.
            yield Place(start, end, [" " if string[end : end + 1] == "<" else ""])
    for match in _QUOTED.finditer(string):
        first, last = match.start(), match.end() - 1
        if text.free(first, first + 1) and text.free(last, last + 1):
            yield Place(options=[(Replace("", first, first + 1, ""), Replace("", last, last + 1, ""))])
    for match in _BETWEEN.finditer(string):
        if text.free(*match.span()):
            yield Place(*match.span(), [" "])


@cache
def _sounds() -> Index[tuple[str, ...]]:
    return index((word, tuple(others.split("|"))) for word, others in rows("homophones") if word not in _WRITTEN)


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
