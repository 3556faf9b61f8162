"""Dialect features written as rules: patterns of words, and what stands for the bracketed part of each.

A pattern is a row of words with single spaces between (table dialect_rules):

    a|b        one of these words; <adj> a class, * any word, ~ any but a name, # a number; "?" behind it: or none
    [ ... ]    the part that is replaced; [] a place where something is put in
    !a|b       none of these here; =a|b one of these here, which stays; before the first word they look back, later
               ahead; there ^ is the start of a sentence, $ its end, and "," a mark beside
    @past      the sentence meets a condition (Tokens.holds)

A replacement is words, {2} for the second word of the pattern and {2:past} for a form of it; - is none at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from robustgen.perturbations.ood._dialect_text import Tokens, tokens
from robustgen.perturbations.ood._dialect_words import form, is_plural, words
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.text import Text

_REFERENCE = re.compile(r"\{(\d+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Element:
    """One word of a pattern, or one look beside it.

    Attributes:
        kind: "" for a word, "!" or "=" for a look.
        words, any, plural: what fits; `plain` asks that any word be no name and not quoted.
        optional: whether it may be missing.
        edges: of a look, marks that fit as well: ^ $ and ",".
    """

    kind: str
    words: frozenset[str]
    any: bool = False
    plain: bool = False
    plural: bool = False
    optional: bool = False
    edges: str = ""

    def fits(self, found: Tokens, i: int) -> bool:
        """Return whether word `i` fits."""
        word = found.lower[i]
        if word in self.words and (word == "#" or found.plain[i]):
            return True
        return (self.any and word != "#" and (found.plain[i] or not self.plain)) or (
            self.plural and found.plain[i] and is_plural(word)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, read; `first` and `last` are the elements of the bracket, last < first for an insertion."""

    elements: tuple[Element, ...]
    first: int
    last: int
    conditions: tuple[str, ...]
    replacement: str
    anchor: int

    def match(self, found: Tokens, start: int) -> list[int] | None:
        """Return the number of the word that each element takes from word `start` on, -1 for none; or None."""
        i, taken = start, list[int]()
        begun = False
        for element in self.elements:
            if element.kind:
                if not _looks(element, found, i, back=not begun):
                    return None
                continue
            if i < len(found) and (not begun or found.near[i]) and element.fits(found, i):
                taken.append(i)
                begun = True
                i += 1
            elif element.optional:
                taken.append(-1)
            else:
                return None
        return taken

    def place(self, found: Tokens, start: int) -> Place | None:
        """Return the place of the rule at word `start`, or None where it does not apply."""
        taken = self.match(found, start)
        if taken is None or not all(found.holds(condition, start) for condition in self.conditions):
            return None
        made = self._made(found, taken)
        if made is None:
            return None
        if self.last < self.first:
            at = max(taken[: self.first])
            edit = found.inserted(at, made)
            return Place(edit.start, edit.end, [edit.text], key=at)
        spots = [at for at in taken[self.first : self.last + 1] if at >= 0]
        if not spots or not all(found.plain[at] for at in spots):
            return None
        change = found.replaced(spots[0], spots[-1], made)
        return Place(change.start, change.end, [change.text], key=spots[0]) if change else None

    def _made(self, found: Tokens, taken: list[int]) -> str | None:
        if self.replacement == "-":
            return ""
        whole = True

        def put(match: re.Match[str]) -> str:
            nonlocal whole
            at = taken[int(match[1]) - 1]
            if at < 0:
                return ""
            if match[2]:
                new = form(found.lower[at], match[2])
                whole = whole and bool(new)
                return new
            return found.lower[at] if found.plain[at] else found.string[found.starts[at] : found.ends[at]]

        made = " ".join(_REFERENCE.sub(put, self.replacement).split())
        return made if whole else None


def _looks(element: Element, found: Tokens, i: int, *, back: bool) -> bool:
    """Return whether a look holds: at word `i`, or `back`, at the one before it."""
    if back:
        beside = i - 1 if i and found.near[i] else -1
        edge = ("^" in element.edges and found.opens(i)) or ("," in element.edges and beside < 0)
    else:
        beside = i if i < len(found) and found.near[i] else -1
        edge = ("$" in element.edges and found.closes(i - 1)) or ("," in element.edges and found.marked(i - 1))
    hit = edge or (
        beside >= 0
        and (element.any or found.lower[beside] in element.words or (element.plural and is_plural(found.lower[beside])))
    )
    return hit == (element.kind == "=")


def rule(pattern: str, replacement: str) -> Rule:
    """Read a pattern and its replacement."""
    elements, conditions = list[Element](), list[str]()
    first, last, word = -1, -2, 0
    for part in pattern.split():
        if part[0] == "@":
            conditions.append(part[1:])
            continue
        if part == "[]":
            first, last = word, word - 1
            continue
        if part[0] == "[":
            first, part = word, part[1:]
        if part[-1] == "]":
            last, part = word, part[:-1]
        element = _element(part)
        elements.append(element)
        word += not element.kind
    if first < 0:
        raise ValueError(f"the pattern {pattern!r} has no bracket")
    return Rule(tuple(elements), first, last, tuple(conditions), replacement, _anchor(elements))


def _element(part: str) -> Element:
    kind = part[0] if part[0] in "!=" and len(part) > 1 else ""
    part = part[len(kind) :]
    optional = part.endswith("?") and not kind
    known, edges, anything, plain, plural = set[str](), "", False, False, False
    for piece in part.removesuffix("?").split("|") if optional else part.split("|"):
        if piece in ("^", "$", ","):
            edges += piece
        elif piece in ("*", "~"):
            anything, plain = True, piece == "~"
        elif piece == "<plural>":
            plural = True
        elif piece[0] == "<":
            known |= words(piece[1:-1])
        else:
            known.add(piece)
    return Element(kind, frozenset(known), anything, plain, plural, optional, edges)


def _anchor(elements: list[Element]) -> int:
    """Return which word of a pattern to look for in a text: the one with the fewest words, before any optional one."""
    best, size, at = -1, 1 << 30, 0
    for element in elements:
        if element.kind:
            continue
        if element.optional:
            break
        if not element.any and not element.plural and len(element.words) < size:
            best, size = at, len(element.words)
        at += 1
    if best < 0:
        raise ValueError("a pattern needs a word or a class of words before its first optional one")
    return best


Index = Mapping[str, tuple[Rule, ...]]


@cache
def _features() -> Mapping[str, Index]:
    """Return the rules of each feature by their anchor words."""
    found: dict[str, dict[str, list[Rule]]] = {}
    for feature, pattern, replacement in rows("dialect_rules"):
        made = rule(pattern, replacement)
        anchor = [element for element in made.elements if not element.kind][made.anchor]
        for word in sorted(anchor.words):
            found.setdefault(feature, {}).setdefault(word, []).append(made)
    return {name: {word: tuple(rules) for word, rules in index.items()} for name, index in found.items()}


def ruled() -> tuple[str, ...]:
    """Return the names of the features that are written as rules."""
    return tuple(_features())


def by_rule(feature: str, text: Text) -> list[Place]:
    """Return the places of a feature of the table dialect_rules."""
    found, index = tokens(text), _features()[feature]
    made = list[Place]()
    for i, word in enumerate(found.lower):
        for one in index.get(word, ()):
            place = one.place(found, i - one.anchor) if i >= one.anchor else None
            if place is not None:
                made.append(place)
    made.sort(key=lambda place: (place.start, place.end))
    return made
