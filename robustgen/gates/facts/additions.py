"""What a text says over and above another: things invented, things left out, a thing exchanged for one of its kin."""

from __future__ import annotations

from functools import cache

from robustgen.gates.facts.added import added, answered, bland, cut, imposed
from robustgen.gates.facts.entities import names
from robustgen.gates.facts.lexicon import is_listed, kin, near, opposed
from robustgen.gates.facts.quantities import counted, quantities
from robustgen.gates.facts.reading import Reading, Token
from robustgen.gates.tables import rows
from robustgen.perturbations import tables

Difference = tuple[str, str]


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) where one text says more than the other, or another thing of the same kind, or None."""
    lost, new = _unmatched(source, candidate), _unmatched(candidate, source)
    found = _sibling(source, candidate, lost, new)
    if found:
        return found
    strange = [[token for token in words if not is_listed(token.base.removeprefix("re"))] for words in (lost, new)]
    if len(lost) == len(new) == 1 and all(strange) and not near(lost[0].base, new[0].base):
        return "another thing", f"{lost[0].low!r} became {new[0].low!r}"
    words = added(candidate, source, lost) or imposed(candidate, source)
    if words:
        return "addition", f"nothing in the source speaks of {', '.join(repr(token.low) for token in words[:4])}"
    words = cut(source, candidate) or imposed(source, candidate)
    if words:
        return "omission", f"nothing speaks of {', '.join(repr(token.low) for token in words[:4])} any more"
    return None


def _unmatched(reading: Reading, other: Reading) -> list[Token]:
    """Return the words of a text that say something and have no counterpart in the other, each once.

    Numbers and names have checks of their own.
    """
    apart = counted(reading) | {i for one in names(reading) for i in range(one.start, one.end)}
    found: dict[str, Token] = {}
    for i, token in enumerate(reading.tokens):
        base = token.base
        if not token.content or i in apart:
            continue
        if base in other.bases or token.low in other.lows or token.kind != "word" or bland(token):
            continue
        if answered(token, other):
            continue
        found.setdefault(base, token)
    return list(found.values())


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Return for a word of a kind (an animal, a colour, a meal) the others of its kind."""
    found: dict[str, set[str]] = {}
    for kind, word, others in tables.rows("control_pairs"):
        if kind == "exclusive":
            found.setdefault(word, set()).update(others.lower().split("|"))
    for (row,) in rows("kinds"):
        words = row.split("|")
        for word in words:
            found.setdefault(word, set()).update(other for other in words if other != word)
    return {word: frozenset(others) for word, others in found.items()}


def _sibling(source: Reading, candidate: Reading, lost: list[Token], new: list[Token]) -> Difference | None:
    """Return a word that another of its kind took the place of: "dog" for "cat", "blue" for "red"."""
    gone = {
        token.base: token
        for token in source.tokens
        if token.low not in candidate.lows and token.base not in candidate.bases
    }
    come = {
        token.base: token
        for token in candidate.tokens
        if token.low not in source.lows and token.base not in source.bases
    }
    apart, apart_too = (
        {reading.tokens[i].base for one in quantities(reading) if not one.soft for i in range(one.start, one.end)}
        for reading in (source, candidate)
    )
    gone = {base: token for base, token in gone.items() if base not in apart}
    come = {base: token for base, token in come.items() if base not in apart_too}
    kinds = _kinds()
    for base, token in gone.items():
        for other in kinds.get(base, frozenset()) & come.keys():
            if not any(kin(base, there) for there in candidate.bases) or opposed(base, other):
                return "another thing", f"{token.low!r} became {come[other].low!r}"
    return None
