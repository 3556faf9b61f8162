"""Dialect features that take more than a pattern: double denials, coordinated subjects, ends of sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from robustgen.edits import Replace
from robustgen.perturbations.ood._dialect_text import Tokens, tokens
from robustgen.perturbations.ood._dialect_words import form, words
from robustgen.places import Place
from robustgen.text import Text

_NEGATIVE = frozenset((
    "don't", "doesn't", "didn't", "can't", "won't", "wouldn't", "couldn't", "isn't", "aren't", "wasn't", "weren't",
    "haven't", "hasn't", "hadn't", "ain't", "never", "shouldn't",
))  # fmt: skip
_SUBJECTS = frozenset(("i", "you", "he", "she", "it", "we", "they", "that"))
_CONCORD = {
    "any": "no", "anything": "nothing", "anyone": "nobody", "anybody": "nobody", "anywhere": "nowhere",
}  # fmt: skip
_NO_OBJECT = frozenset(("have", "got", "see", "need", "want", "get"))
_REACH = 7
_PRONOUNS = frozenset(("i", "you", "he", "she", "it", "we", "they"))


def negative_concord(text: Text) -> Iterator[Place]:
    """Yield the words in any- that stand after a denial in its clause, and the "a" of its object.

    The denial has its subject before it, so that no question is met, whose answer it would slant.
    """
    found = tokens(text)
    for i, word in enumerate(found.lower):
        if word not in _NEGATIVE or not found.plain[i] or not i or not found.near[i] or _asks(found, i):
            continue
        j = i + 1
        while (
            j < min(i + _REACH, len(found)) and found.near[j] and found.lower[j] not in words("ends_denial") | _NEGATIVE
        ):
            place = _denied_again(found, i, j)
            if place is not None:
                yield place
                break
            j += 1


def _asks(found: Tokens, i: int) -> bool:
    """Return whether the subject of a denial stands behind it: "don't you", or before it no word that may be one."""
    return i + 1 < len(found) and found.lower[i + 1] in _PRONOUNS


def _denied_again(found: Tokens, i: int, j: int) -> Place | None:
    word, following = found.lower[j], found.lower[j + 1] if j + 1 < len(found) and found.near[j + 1] else ""
    if not found.plain[j]:
        return None
    made = _CONCORD.get(word)
    if word in ("any", "anything", "anyone") and following in ("of", "but", "longer", "way", "other", "less", "like"):
        return None
    if word in ("a", "an") and found.lower[j - 1] in _NO_OBJECT and following in words("count") | words("person"):
        made = "no"
    if word == "any" and (found.breaks(j) or following in words("prep") | words("conj")):
        made = "none"
    edit = found.replaced(j, j, made) if made else None
    return Place(edit.start, edit.end, [edit.text], key=j) if edit else None


def me_coordination(text: Text) -> Iterator[Place]:
    """Yield coordinated subjects with I: "my wife and I" becomes "me and my wife"."""
    found = tokens(text)
    for i, word in enumerate(found.lower):
        if word != "i" or i < 2 or not (found.near[i] and found.near[i - 1] and found.lower[i - 1] == "and"):
            continue
        first = i - 2
        if found.lower[first] in ("you", "he", "she"):
            pass
        elif found.near[first] and found.lower[first - 1] in ("my", "our") and found.lower[first] in words("kin"):
            first -= 1
        else:
            continue
        opens = found.opens(first) or (
            found.near[first] and found.lower[first - 1] in words("conj") | {"if", "between"}
        )
        if not opens or found.breaks(i) or not all(found.plain[first : i + 1]):
            continue
        other = " ".join(found.lower[first : i - 1])
        other = {"he": "him", "she": "her"}.get(other, other)
        edit = found.replaced(first, i, f"me and {other}")
        if edit:
            yield Place(edit.start, edit.end, [edit.text], key=first)


def already_final(text: Text) -> Iterator[Place]:
    """Yield what has been done, said in one clause: "I have sent the form." becomes "I sent the form already."."""
    found = tokens(text)
    for i in range(1, len(found) - 1):
        begins = found.lower[i - 1] in _PRONOUNS and (
            found.opens(i - 1) or not found.near[i - 1] or found.lower[i - 2] in words("conj") | {"think", "know"}
        )
        if not begins or not found.near[i]:
            continue
        verb, past, edits = i, "", tuple[Replace, ...]()
        if found.lower[i] in words("done_already"):
            past = found.lower[i]
        elif found.lower[i] in ("have", "has", "'ve") and found.near[i + 1]:
            verb = i + 1 + (found.lower[i + 1] in ("already", "just"))
            if verb < len(found) and found.near[verb] and found.lower[verb] in words("telic") | words("mutative"):
                past = form(found.lower[verb], "past")
                edit = found.replaced(i, verb, past)
                edits = (edit,) if edit else ()
        last = _clause(found, verb) if past else None
        if last is not None and (edits or verb == i):
            yield Place(options=[(*edits, found.inserted(last, "already"))], key=i)


def _clause(found: Tokens, i: int) -> int | None:
    """Return the last word of the sentence where from word `i` on it is one short clause, else None."""
    for j in range(i, min(i + 10, len(found))):
        if j > i and (
            not found.near[j]
            or found.lower[j]
            in words("ends_denial") | words("not_already") | words("modal") | {"i", "he", "she", "we", "they"}
        ):
            return None
        if found.closes(j):
            return j
    return None


def _ends(found: Tokens, least: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, first and last word of each sentence of `least` words that a stop, or the text's end, closes."""
    first, number = 0, 0
    for i in range(len(found)):
        if found.opens(i):
            first = i
        if not found.closes(i):
            continue
        number += 1
        tail = found.string[found.ends[i] : found.ends[i] + 2]
        closed = tail[:1] in ("", ".", "!", "?") and tail != ".."
        if closed and i - first + 1 >= least and found.lower[i] != "#" and found.plain[i]:
            yield number, first, i


def _final(particle: str, fits: Callable[[Tokens, int, int], bool], text: Text) -> Iterator[Place]:
    """Yield ends of sentences that `particle` fits; of three in a row it takes one at most."""
    found = tokens(text)
    for number, first, last in _ends(found, 4):
        called = found.string[found.ends[last] : found.ends[last] + 1] == "!"
        if not called and found.lower[last] not in words("no_particle") and fits(found, first, last):
            edit = found.inserted(last, particle)
            yield Place(edit.start, edit.end, [edit.text], key=("end", number // 3))


def _asked(found: Tokens, first: int, last: int) -> bool:
    return found.holds("question", last) and found.lower[last] not in ("i", "he", "she", "we", "they")


def _told(found: Tokens, first: int, last: int) -> bool:
    """Return whether a sentence says something of a person or thing that a pronoun names, and orders nothing."""
    wants = found.lower[first] == "i" and first < last and found.lower[first + 1] in words("wanting")
    told = found.lower[first] in _SUBJECTS and not wants and not found.holds("order", last)
    return told and not found.holds("question", last)


def _told_or_ordered(found: Tokens, first: int, last: int) -> bool:
    ordered = found.lower[first] in words("base") or found.holds("order", last)
    return _told(found, first, last) or (ordered and not found.holds("question", last))


def final_but(text: Text) -> Iterator[Place]:
    """Yield sentences that end in "though", which becomes "but"."""
    found = tokens(text)
    for _, first, last in _ends(found, 3):
        if (
            found.lower[last] == "though"
            and last - first > 1
            and found.string[found.ends[last] : found.ends[last] + 1] != "?"
        ):
            edit = found.replaced(last, last, "but")
            if edit:
                yield Place(edit.start, edit.end, [edit.text], key=last)


def _tag(new: str, text: Text) -> Iterator[Place]:
    """Yield tags ("aren't they?", "right?"), with `new` for each."""
    found = tokens(text)
    for _, first, last in _ends(found, 4):
        if found.string[found.ends[last] : found.ends[last] + 1] != "?":
            continue
        start = last - (found.lower[last] in _PRONOUNS and found.lower[last - 1] in _NEGATIVE)
        if start == last and found.lower[last] != "right":
            continue
        if start - first < 2 or found.near[start] or found.string[found.ends[start - 1]] != ",":
            continue
        edit = found.replaced(start, last, new)
        if edit:
            yield Place(edit.start, edit.end, [edit.text], key=last)


def can_or_not(text: Text) -> Iterator[Place]:
    """Yield requests that begin in "can": "Can you close it?" becomes "You close it, can or not?"."""
    found = tokens(text)
    for _, first, last in _ends(found, 4):
        if found.lower[first] != "can" or found.lower[first + 1] not in _PRONOUNS or not found.near[first + 1]:
            continue
        inside = range(first + 1, last + 1)
        stops = words("conj") | {"not", "please", "i", "he", "she", "we"}
        if last - first > 12 or any(not found.near[j] or found.lower[j] in stops for j in inside[1:]):
            continue
        opened = found.replaced(first, first, "")
        if opened and found.string[found.ends[last] : found.ends[last] + 1] != ".":
            yield Place(options=[(opened, found.inserted(last, ", can or not"))], key=first)


CLAUSES: Mapping[str, Callable[[Text], Iterator[Place]]] = {
    "negative_concord": negative_concord,
    "me_coordination": me_coordination,
    "already_final": already_final,
    "final_but": final_but,
    "can_or_not": can_or_not,
    "tag_isnt_it": partial(_tag, "isn't it"),
    "tag_is_it": partial(_tag, "is it"),
    "tag_innit": partial(_tag, "innit"),
    "particle_lah": partial(_final, "lah", _told_or_ordered),
    "particle_lor": partial(_final, "lor", _told),
    "particle_ah": partial(_final, "ah", _asked),
    "particle_o": partial(_final, "o", _told),
    "final_like": partial(_final, ", like", _told),
}
"""The features that are functions, by name."""
