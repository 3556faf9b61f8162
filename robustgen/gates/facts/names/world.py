"""What is known of the world: other names of one thing, capitals, and what lies in, belongs to or comes from what.

A text is read as keys, one for each word that says something, peoples and short forms as what they are derived from:
"the French capital" is "france", "capital". A form of a name in our tables is a run of such keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from robustgen.gates.facts.language.forms import is_word
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.names.aliases import root
from robustgen.gates.tables import phrases, rows, words
from robustgen.perturbations import tables

_SMALL = words("the of 's ' - . &")
"""What a name may be written with and without."""
_MERGED = {("united", "usa"): "usa", ("united", "kingdom"): "uk", ("great", "uk"): "uk", ("new", "zealand"): "zealand"}
_SPEAKS_FOR = phrases("government|authorities|administration|ministry|foreign ministry|officials|leaders|leadership")
"""What a country's capital is said to be when it acts."""
_ACTS = words(
    "reject deny say warn announce urge accuse refuse insist sign impose agree respond condemn threaten ban back"
    " oppose recognise recognize summon expel demand promise pledge offer vow sanction negotiate recall retaliate"
    " decline welcome criticise criticize dismiss withdraw ratify veto apologise apologize talks treaty"
)
"""What states do, so that one may be meant by its capital: "Ankara rejected the plan" and "Turkey rejected it"."""
_WITHIN = words("in at to from near around through across outside into towards via for leaving visiting")
"""What stands before a capital that is meant as a place."""


class Spot(NamedTuple):
    """A thing that a text names, and the places of the tokens that name it."""

    thing: str
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Form:
    """A run of keys that names a thing; `acting`: not where a text speaks of it as a place."""

    keys: tuple[str, ...]
    thing: str
    acting: bool = False


def _keys(lows: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the keys of words, each with the places of the words that it stands for."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for place, low in enumerate(lows):
        if low in _SMALL:
            continue
        key, places = root(low), (place,)
        if found:
            last, before = found[-1]
            merged = key if last == key and key.isalpha() else _MERGED.get((last, key))
            if merged:
                found[-1] = (merged, before + places)
                continue
        found.append((key, places))
    return found


@cache
def keyed(name: str) -> tuple[str, ...]:
    """Return the keys of a name as our tables write it."""
    parts = name.replace("-", " ").replace("&", " ").split()
    return tuple(key for key, _ in _keys([part.removesuffix("'s").removesuffix("'") for part in parts]))


def _forms() -> Iterator[_Form]:
    """Yield every form of a thing that our tables know."""
    for (row,) in rows("known_as"):
        names = [keyed(name) for name in row.split("|")]
        for name in names:
            yield _Form(name, " ".join(names[0]))
    for capital, country in rows("capitals"):
        name, land = keyed(capital), keyed(country)
        yield _Form(name, " ".join(name))
        yield _Form(land, " ".join(land))
        for seat in (("capital",), ("capital", "city")):
            yield _Form(land + seat, " ".join(name))
            yield _Form(seat + land, " ".join(name))
        acts = " ".join((*land, "government"))
        yield _Form(name, acts, acting=True)
        yield _Form(land, acts, acting=True)
        for body in _SPEAKS_FOR:
            yield _Form(land + keyed(body), acts)
            yield _Form(keyed(body) + land, acts)
    for thing, _, whole in rows("companions"):
        for name in (keyed(thing), keyed(whole)):
            yield _Form(name, " ".join(name))
    for city, country in _cities():
        for name in (keyed(city), keyed(country)):
            yield _Form(name, " ".join(name))


def _cities() -> list[tuple[str, str]]:
    """Return cities and the countries that they lie in, in lower case."""
    return [(city.lower(), land.lower()) for kind, city, land, *_ in tables.rows("places") if kind == "city"]


@cache
def _index() -> dict[str, tuple[_Form, ...]]:
    """Return the forms by their first key."""
    found: dict[str, dict[_Form, None]] = defaultdict(dict)
    for form in _forms():
        if form.keys:
            found[form.keys[0]][form] = None
    return {key: tuple(forms) for key, forms in found.items()}


@lru_cache(maxsize=1024)
def spots(reading: Reading) -> tuple[Spot, ...]:
    """Return the things of our tables that a text names."""
    keys, index = _keys([token.low for token in reading.tokens]), _index()
    found: list[Spot] = []
    for at, (key, _) in enumerate(keys):
        for form in index.get(key, ()):
            run = keys[at : at + len(form.keys)]
            if tuple(one for one, _ in run) != form.keys:
                continue
            places = frozenset(place for _, several in run for place in several)
            if len(run) == 1 and not _marked(reading, min(places)):
                continue
            if form.acting and not _acts(reading, min(places)):
                continue
            found.append(Spot(form.thing, places))
    return tuple(found)


def _acts(reading: Reading, place: int) -> bool:
    """Return whether a capital or a country may be meant as a government."""
    return reading.low(place - 1) not in _WITHIN and not _ACTS.isdisjoint(reading.bases | reading.lows)


def _marked(reading: Reading, place: int) -> bool:
    """Return whether a single word may name a thing: it has a capital, or is no word of the dictionary."""
    token = reading.tokens[place]
    return token.text[:1].isupper() or not is_word(token.low)


@cache
def _belongs() -> dict[str, frozenset[tuple[str, str]]]:
    """Return for a thing the (kind, thing) of what our tables say it lies in or belongs to."""
    pairs = [(kind, part, whole) for part, kind, whole in rows("companions")]
    pairs += [("place", part, whole) for part, whole in (*rows("capitals"), *_cities())]
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for kind, part, whole in pairs:
        keys = keyed(part)
        for form in _index()[keys[0]]:
            if form.keys == keys and not form.acting:
                found[form.thing].add((kind, " ".join(keyed(whole))))
    return {thing: frozenset(wholes) for thing, wholes in found.items()}


@cache
def companions(thing: str) -> frozenset[tuple[str, str]]:
    """Return (kind, thing) of what may be said with a thing: what it lies in, what that lies in, who made it."""
    found: set[tuple[str, str]] = set()
    ends = [thing]
    while ends:
        fresh = _belongs().get(ends.pop(), frozenset()) - found
        found |= fresh
        ends += [whole for kind, whole in fresh if kind == "place"]
    return frozenset(found)
