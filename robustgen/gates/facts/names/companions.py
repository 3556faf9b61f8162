"""Whether what a text says tells a name that it lacks: "the Windy City", "Sony's PlayStation", "the French capital"."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.names.aliases import named
from robustgen.gates.facts.names.world import companions, spots
from robustgen.gates.tables import words

_JOINS = words("the a an of in at by from near to for and , - ( ) ' 's is was own based born")
_SORTS = words(
    "city town village capital port resort region state states county province district suburb area landmark bridge"
    " tower museum gallery theatre opera house stadium ground airport station club team side giant giants firm company"
    " maker carmaker automaker manufacturer retailer supermarket chain airline bank broadcaster newspaper paper daily"
    " console games game phone smartphone tablet browser search engine streaming service app software car cars aircraft"
    " plane author writer playwright poet novelist composer painter artist play plays novel tragedy comedy painting"
    " portrait symphony ballet song album film band singer rapper actor actress footballer player agency space health"
    " police force intelligence university college school president leader parliament street square park palace"
    " hospital hotel church cathedral island mountain river lake famous"
    " drug medicine pill vaccine toy doll brand minister chancellor"
)
"""What may stand between a thing and what it belongs to: "Sony's games console, the PlayStation"."""
_MISSIONS = words("ambassador embassy envoy government parliament")
_REACH = 7
"""How many places apart a thing and its companion stand at most."""


@lru_cache(maxsize=1024)
def _things(reading: Reading) -> frozenset[str]:
    return frozenset(thing for thing, _ in spots(reading))


def understood(places: frozenset[int], own: Reading, other: Reading) -> bool:
    """Return whether another text tells what a name names, in other words or by a thing that belongs to it.

    Args:
        places: of the tokens of the name that tell it from others.
        own: the text that it stands in.
        other: the other text.
    """
    shared = [spot for spot in spots(own) if spot.thing in _things(other)]
    if places <= {place for spot in shared for place in spot.places}:
        return True
    meant = {spot.thing for spot in spots(own) if places <= spot.places}
    for thing, others in shared:
        if others & places:
            continue
        around = companions(thing)
        ways = {kind for kind, whole in around if whole in meant}
        wholes = {whole for _, whole in around}
        between = {place for spot in spots(own) if spot.thing in wholes for place in spot.places}
        if ways and (_beside(own, places, others, between) or ("place" in ways and _located(own, places, others))):
            return True
    return _seat(places, meant, own, other)


def _beside(own: Reading, places: frozenset[int], others: frozenset[int], known: Set[int] = frozenset()) -> bool:
    """Return whether two names stand side by side, but for words that join them or say what sort of thing they are.

    `known` are the places of names that may stand between them: of the city between a sight and its country.
    """
    start, end = sorted((places, others), key=min)
    between = [own.tokens[at] for at in range(max(start) + 1, min(end)) if at not in known]
    return len(between) < _REACH and all(
        token.low in _JOINS or token.base in _SORTS or (token.text[:1].isupper() and named(token.low))
        for token in between
    )


def _located(own: Reading, places: frozenset[int], others: frozenset[int]) -> bool:
    """Return whether a place is named as the one where something is, in the sentence of what lies there."""
    at = min(places) - 1
    if own.low(at) == "the":
        at -= 1
    return own.low(at) == "in" and own.tokens[min(places)].sentence == own.tokens[min(others)].sentence


def _seat(places: frozenset[int], meant: set[str], own: Reading, other: Reading) -> bool:
    """Return whether a name is the capital of a country whose embassy or government is spoken of: "Quito, Ecuador"."""
    if not own.bases & _MISSIONS & other.bases:
        return False
    lands = {whole for thing in meant for kind, whole in companions(thing) if kind == "place"}
    return any(thing in lands and thing in _things(other) and _beside(own, places, at) for thing, at in spots(own))
