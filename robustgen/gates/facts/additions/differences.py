"""What a text says over and above another: things invented, things left out, a thing exchanged for one of its kin."""

from __future__ import annotations

from robustgen.gates.facts.additions.added import added, answered, bland, cut, imposed, inserted
from robustgen.gates.facts.additions.kinds import classed, exchanged
from robustgen.gates.facts.additions.slots import swapped
from robustgen.gates.facts.language.lexicon import stand_in
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.names.entities import names
from robustgen.gates.facts.numbers.quantities import counted

Difference = tuple[str, str]


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) where one text says more than the other, or another thing of the same kind, or None."""
    lost, new = _unmatched(source, candidate), _unmatched(candidate, source)
    found = exchanged(source, candidate) or swapped(source, candidate, lost, new)
    if found:
        return found
    words = added(candidate, source, lost) or imposed(candidate, source) or inserted(candidate, source)
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
    fresh = other.bases - reading.bases
    found: dict[str, Token] = {}
    for i, token in enumerate(reading.tokens):
        base = token.base
        if not token.content or i in apart:
            continue
        if base in other.bases or token.low in other.lows or token.kind != "word" or bland(token):
            continue
        if answered(token, other):
            continue
        if stand_in(base, fresh) or classed(base, fresh):
            continue
        found.setdefault(base, token)
    return list(found.values())
