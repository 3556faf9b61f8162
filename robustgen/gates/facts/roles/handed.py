"""Doers and those whom a thing reaches that changed places: "A sold it to B", "it was sold to A by B"; "A into B"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from robustgen.gates.facts.language.lexicon import kin, related
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.names.entities import names
from robustgen.gates.facts.roles.arguments import (
    OWNERS,
    PASSIVE,
    PREPOSITIONS,
    arguments,
    nearest,
    passive,
    people,
    verbal,
    word_of,
)
from robustgen.gates.facts.roles.compared import crossed
from robustgen.gates.tables import words

Difference = tuple[str, str]
Sides = tuple[frozenset[str], frozenset[str]]

_INTO = words("to into onto over on")
_FORMS = {"i": "me", "he": "him", "she": "her", "we": "us", "they": "them"}


def handed_back(source: Reading, candidate: Reading) -> Difference | None:
    """Return who hands over and who gets a thing, or what goes where, where they changed places around one verb."""
    for i, j in _verbs(source, candidate) if source.lows & _INTO and candidate.lows & _INTO else ():
        for sides in (_giver_and_goal, _thing_and_goal):
            one, two = sides(source, i), sides(candidate, j)
            moved = crossed(one, two) if one and two else None
            if moved:
                return "roles exchanged", f"{moved[0]!r} and {moved[1]!r} changed places around {source.low(i)!r}"
    return _cases(source, candidate) or resequenced(source, candidate)


def _verbs(source: Reading, candidate: Reading) -> Iterator[tuple[int, int]]:
    """Yield the places of words that both texts have once and that may be verbs."""
    alike: dict[str, list[int]] = defaultdict(list)  # by the letters that related words begin with
    for j, other in enumerate(candidate.tokens):
        if other.content:
            alike[other.base[:3]].append(j)
    often = Counter(token.base for token in source.tokens)
    for i, token in enumerate(source.tokens):
        if not token.content or often[token.base] > 1 or not verbal(source, i):
            continue
        same = [j for j in alike[token.base[:3]] if related(token.base, candidate.tokens[j].base)]
        if len(same) == 1 and verbal(candidate, same[0]):
            yield i, same[0]


def _giver_and_goal(reading: Reading, at: int) -> Sides | None:
    """Return who does what the verb at a place says and whom it reaches by "to", None where one is not said."""
    who = _doers(reading)
    sentence = reading.tokens[at].sentence
    here = [k for k in sorted(who) if reading.tokens[k].sentence == sentence]
    goal = next((k for k in here if k > at and _led(reading, k, at) == "to"), None)
    if goal is None:
        return None
    if passive(reading, at):
        doer = next((k for k in here if k > at and _led(reading, k, at) == "by"), None)
    else:
        be = any(reading.low(k) in PASSIVE for k in range(at - 3, at))
        doer = None if be else next((k for k in reversed(here) if k < at), None)
    return (frozenset({who[doer]}), frozenset({who[goal]})) if doer is not None else None


def _thing_and_goal(reading: Reading, at: int) -> Sides | None:
    """Return what is put somewhere by the verb at a place, right behind it, and where to: "pour A onto B"."""
    way = 0
    for k in range(at + 1, min(at + 8, len(reading.tokens))):
        if reading.tokens[k].kind == "sign" or (reading.low(k) in PREPOSITIONS and reading.low(k) not in _INTO):
            return None
        if reading.low(k) in _INTO:
            way = k
            break
    if not way or reading.low(at - 1) in PASSIVE or passive(reading, at):
        return None
    thing = frozenset(token.base for token in reading.tokens[at + 1 : way] if token.content)
    goal: set[str] = set()
    for token in reading.tokens[way + 1 : way + 6]:
        if token.kind == "sign" or token.low in PREPOSITIONS or token.low in ("and", "or", "but"):
            break
        if token.content:
            goal.add(token.base)
    return (thing, frozenset(goal)) if thing and goal else None


@lru_cache(maxsize=64)
def _doers(reading: Reading) -> dict[int, str]:
    """Return the places of all that may have a role, and the word of each."""
    return arguments(reading) | _beings(reading)


def _beings(reading: Reading) -> dict[int, str]:
    """Return the places of persons, animals and names, and the word of each."""
    found = {one.end - 1: one.words[-1] for one in names(reading)}
    for i, token in enumerate(reading.tokens):
        if (token.content and token.base in people()) or token.low in PERSONS:
            found.setdefault(i, word_of(token.low, token.base))
    return found


def _led(reading: Reading, at: int, after: int) -> str:
    """Return the preposition before a being at a place, behind another place; empty without one."""
    for k in range(at - 1, max(after, at - 4), -1):
        if reading.low(k) in PREPOSITIONS:
            return reading.low(k)
    return ""


def resequenced(source: Reading, candidate: Reading) -> Difference | None:
    """Return two things of which the other comes first now: "A came before B", "A followed B"."""
    one, two = _sequence(source), _sequence(candidate)
    if one is None or two is None or source.low(one[0]) == candidate.low(two[0]):
        return None
    shared = set(arguments(source).values()) & set(arguments(candidate).values())
    sides, sides_too = nearest(source, one[0], shared), nearest(candidate, two[0], shared)
    if not all(sides) or sides[0] == sides[1] or {*sides} != {*sides_too} or (sides == sides_too) == (one[1] == two[1]):
        return None
    return "roles exchanged", f"{sides[0]!r} and {sides[1]!r} come in another order"


def _sequence(reading: Reading) -> tuple[int, bool] | None:
    """Return the place of the one word that says what comes first, and whether it is what stands before that word."""
    found = [i for i, token in enumerate(reading.tokens) if token.low in _SEQUENCE or token.base in _SEQUENCE]
    if len(found) != 1 or reading.tokens[found[0]].first:
        return None
    at = found[0]
    token = reading.tokens[at]
    forward = _SEQUENCE.get(token.low, _SEQUENCE.get(token.base, True))
    return at, forward != (token.content and passive(reading, at))


_SEQUENCE = {"before": True, "precede": True, "predate": True, "after": False, "follow": False, "succeed": False}


def _cases(source: Reading, candidate: Reading) -> Difference | None:
    """Return two persons of one clause whose cases were exchanged around a verb: "they invited us", "we asked them"."""
    one, two = _subject_and_object(source), _subject_and_object(candidate)
    if one is None or two is None or one[:2] != (two[1], two[0]) or one[0] == one[1]:
        return None
    if not (one[2] == two[2] or kin(one[2], two[2])):
        return None
    return "roles exchanged", f"{one[0]!r} and {one[1]!r} changed places around {one[2]!r}"


def _subject_and_object(reading: Reading) -> tuple[str, str, str] | None:
    """Return (who acts, on whom, the verb) of a text of one sentence in the active with a pronoun for one of them."""
    if any(token.sentence and token.kind != "sign" for token in reading.tokens) or "by" in reading.lows:
        return None
    beings = _beings(reading)
    places = sorted(k for k in beings if reading.low(k) not in OWNERS)
    if len(places) < 2:
        return None
    first, second = places[0], places[1]
    said = [k for k in range(first + 1, second) if reading.tokens[k].content]
    if not said or reading.low(second) in _FORMS or reading.low(first) in _FORMS.values():
        return None
    if not any(reading.low(k) in PERSONS for k in (first, second)) or "from" in reading.lows:
        return None
    if any(reading.low(k) in PASSIVE or reading.tokens[k].kind == "sign" for k in range(first, second)):
        return None
    return beings[first], beings[second], reading.tokens[said[-1] if len(said) == 1 else said[0]].base
