"""The words that link sentences and clauses, exchanged for others that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.matching import after, inside, quoted, word_lists
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

PLACES = share(0.1, 0.25, 0.5, 0.75, 1)

_QUIRK = "R. Quirk et al., A Comprehensive Grammar of the English Language (1985)"
_ADDING = ("not only", "n't only", "not just", "n't just")


@perturbation("paraphrase.discourse", label="preserves", amount=PLACES, languages=("en",), source=_QUIRK)
def discourse(text: Text) -> Iterator[Place]:
    """Exchange the connective that opens a sentence or a clause for another that says the same.

    >>> from robustgen.generation import perturb
    >>> perturb("We were late; however, they let us in.", "paraphrase.discourse").text
    'We were late; nevertheless, they let us in.'
    """
    string, quotations = text.string, quoted(text.string)
    small = string.islower()
    for start, end in text.sentences:
        if inside(start, quotations) or inside(start + 1, quotations):
            continue
        found = _opening(string, start, end, "start")
        if found and _links(string, start, found[0]):
            connective, others = found
            cut = start + len(connective)
            yield Place(start, cut, tuple(match_case(o, _letter(string, start)) for o in others), key=start)
        yield from _semicolons(text, start, end)
        if not small:
            yield from _mid_but(text, start, end)


@cache
def _connectives(place: str) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return (connective, replacements) by first word, the longest first."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for connective, where, others in rows("connectives"):
        if where == place:
            first = connective.split(" ")[0].rstrip(",")
            found.setdefault(first, []).append((connective, tuple(others.split("|"))))
    return {first: tuple(sorted(pairs, key=lambda pair: -len(pair[0]))) for first, pairs in found.items()}


def _opening(string: str, start: int, end: int, place: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the connective at `start`, and what may stand for it."""
    for connective, others in _connectives(place).get(after(string, start), ()):
        stop = start + len(connective)
        if stop + 1 < end and string[stop] == " " and string[start:stop].lower().replace("\u2019", "'") == connective:
            return connective, others
    return None


def _links(string: str, start: int, connective: str) -> bool:
    """Return whether what follows a connective is a clause: after "but" and "maybe" it opens with a pronoun."""
    following = after(string, start + len(connective) + (connective[-1] != ","))
    if connective in ("but", "maybe", "perhaps"):
        return following in word_lists("reorder_words")["pronoun_subject"]
    total = connective == "overall," and following[0].isdigit()  # "Overall, 79 of 90 came."
    return following not in ("$", "~") and not total


def _letter(string: str, start: int) -> str:
    """Return a letter in the case of the one at `start`."""
    return "A" if string[start].isupper() else "a"


def _semicolons(text: Text, start: int, end: int) -> Iterator[Place]:
    string = text.string
    at = string.find("; ", start, end)
    while at >= 0:
        found = _opening(string, at + 2, end, "semicolon")
        if found and text.free(at, at + 2 + len(found[0])):
            connective, others = found
            made = tuple(f"; {other}" if other.endswith(",") else f", {other}" for other in others)
            yield Place(at, at + 2 + len(connective), made, key=("semicolon", at))
        at = string.find("; ", at + 2, end)


def _mid_but(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield the ", but" of a statement that has one, between two clauses."""
    string, lists = text.string, word_lists("reorder_words")
    at = string.find(", but ", start, end)
    if at < 0 or string.count(" but ", start, end) > 1 or string.find(",", start, at) >= 0:
        return
    before = string[start:at].lower().replace("\u2019", "'")
    clause = before.split(" ", 1)[0] in lists["subject"] and 4 <= before.count(" ") + 1 <= 25
    clauses = clause and after(string, at + 6) in lists["pronoun_subject"] and end - at > 20
    adds = any(words in before for words in _ADDING)
    if clauses and not adds and ";" not in string[start:end] and string[end - 1] != "?":
        yield Place(at, at + 5, ("; however,",), key=("but", at))
