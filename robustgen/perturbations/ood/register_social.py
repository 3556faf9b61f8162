"""The same text as on a social network: hashtags, handles, pictures beside words or in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import count, share
from robustgen.perturbations.matching import Index, Match, after, before, inside, quoted
from robustgen.perturbations.ood._guards import Row, guarded, meant, noun_list
from robustgen.perturbations.ood._sentences import opens_plainly
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_SOURCE = "robustgen/perturbations/tables/emoji_words.tsv"
_TAGGED = re.compile(r"[a-z]{5,}(?<!ing)(?<!ly)(?<!ed)")
_BEFORE_TAGS = frozenset(("a", "an", "the", "my", "your", "our", "his", "her", "this", "of", "for", "with", "about"))
# They say nothing: no day, no time, no feeling, no news.
_ENDS = ("#justsaying", "#fyi", "#thread", "#random", "#randomthoughts", "#showerthoughts", "#nofilter")


@perturbation(
    "ood.register.social",
    label="preserves",
    amount=count(1, 2, 3, 4, 6),
    languages=("en",),
    source="written for robustgen; cf. M. Zappavigna, Discourse of Twitter and Social Media (2012), on hashtags",
)
def social(text: Text) -> Iterator[Place]:
    """Make a hashtag of a long word, add one that says nothing, or begin with somebody's handle.

    >>> from robustgen.generation import perturb
    >>> perturb("what is the weather in Rome", "ood.register.social").text
    '@r2_lab what is the weather in Rome #nofilter'
    """
    string, end = text.string, len(text.string)
    if not text.words:
        return
    quotations, ahead, behind = quoted(string), _BEFORE_TAGS, noun_list("after")
    for (a, b), word in zip(text.words, text.lowered, strict=True):
        alone = string[a - 1 : a] == " " and string[b : b + 1] in ("", " ", ".", ",", "!", "?")
        if not alone or not _TAGGED.fullmatch(string[a:b]) or word in behind or word in noun_list("untagged"):
            continue
        if before(string, a) in ahead and after(string, b) in behind and not inside(a, quotations):
            yield Place(a, a, ["#"], key=a)
    if text.free(end, end) and not string[-1:].isspace():
        yield Place(end, end, [" " + tag for tag in _ENDS], weight=3, key="end")
    if text.free(0, 0) and not string[:1].isspace() and not string.startswith("RT ") and opens_plainly(string):
        handles = [line for kind, line in rows("context_lines") if kind == "handle"]
        yield Place(0, 0, [handle + " " for handle in handles], weight=2, key="start")


@perturbation(
    "ood.register.emoji_add",
    label="preserves",
    amount=share(0.25, 0.5, 0.75, 1.0, 1.0),
    languages=("en",),
    source=_SOURCE,
)
def emoji_add(text: Text) -> Iterator[Place]:
    """Put the picture of a thing behind its name.

    >>> from robustgen.generation import perturb
    >>> perturb("order a pizza for my birthday", "ood.register.emoji_add").text
    'order a pizza 🍕 for my birthday'
    """
    behind = noun_list("after")
    for match, picture in _pictured(text):
        # Behind the last noun of a phrase, not amid "credit card points".
        if text.free(match.end, match.end) and after(text.string, match.end) in behind:
            yield Place(match.end, match.end, [" " + picture], key=match.first)


@perturbation(
    "ood.register.emoji_replace",
    label="preserves",
    amount=share(0.25, 0.5, 0.75, 1.0, 1.0),
    languages=("en",),
    source=_SOURCE,
)
def emoji_replace(text: Text) -> Iterator[Place]:
    """Put the picture of a thing for its name.

    >>> from robustgen.generation import perturb
    >>> perturb("order a pizza for my birthday", "ood.register.emoji_replace").text
    'order a pizza for my 🎂'
    """
    for match, picture in _pictured(text):
        yield Place(match.start, match.end, [picture], key=match.first)


def _pictured(text: Text) -> Iterator[tuple[Match[tuple[Row, ...]], str]]:
    """Yield words with a picture: small, or first of a sentence, with a space or a mark on both sides."""
    string = text.string
    for match, pictures in meant(text, _pictures()):
        word = string[match.start : match.end]
        ahead, behind = string[match.start - 1 : match.start], string[match.end : match.end + 1]
        if word[1:].islower() and (word.islower() or match.first == 0) and ahead in ("", " ") and behind in _AFTER:
            yield match, pictures[0]


_AFTER = ("", " ", ".", ",", "!", "?", ";", ":", "\n")


@cache
def _pictures() -> Index[tuple[Row, ...]]:
    return guarded((word, picture, guard) for word, picture, guard in rows("emoji_words"))
