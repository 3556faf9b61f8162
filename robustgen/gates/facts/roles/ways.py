"""Whence and whither: things whose preposition became the contrary one, and ways that were turned round."""

from __future__ import annotations

from functools import cache

from robustgen.gates.facts.language.forms import lemma
from robustgen.gates.facts.language.lexicon import converses
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.claims import claims
from robustgen.gates.facts.roles.arguments import OWNERS, PASSIVE, PREPOSITIONS, word_of
from robustgen.gates.facts.roles.compared import crossed
from robustgen.gates.tables import words
from robustgen.perturbations import tables

Difference = tuple[str, str]

_CONTRARY = (
    ("from", "to"), ("for", "against"), ("before", "after"), ("above", "below"), ("over", "under"), ("into", "from"),
    ("inside", "outside"), ("up", "down"), ("by", "to"), ("from", "into"), ("on", "under"),
    ("behind", "before"), ("with", "against"), ("on", "off"), ("in", "outside"),
    ("toward", "from"), ("towards", "from"),
)  # fmt: skip
_TURNING = words("translate convert turn change transform render")
_DETERMINING = words("the a an my your his her its our their this that of")


def redirected(source: Reading, candidate: Reading) -> Difference | None:
    """Return a thing whose preposition became the contrary one: "from Paris" for "to Paris"."""
    if bool(claims(source).cues) != bool(claims(candidate).cues) or not copied(source, candidate):
        return None
    one, two = _directions(source), _directions(candidate)
    swapped = []
    for word, here in one.items():
        there = two.get(word)
        if there is None or here == there:
            continue
        if (here, there) in _CONTRARY or (there, here) in _CONTRARY:
            swapped.append((word, here, there))
    verbs = {token.base for token in source.content()} ^ {token.base for token in candidate.content()}
    if len(swapped) == 1 and any((one, other) in converses() for one in verbs for other in verbs):
        return None
    if swapped and ({here for _, here, _ in swapped} & {"by"}) and len(swapped) == 1:
        return None
    ways = [{"from", "to"} <= set(places.values()) for places in (one, two)]
    if len(swapped) == 1 and ways[0] != ways[1]:
        return None
    if swapped:
        word, here, there = swapped[0]
        one_verb, other_verb = _governor(source, word), _governor(candidate, word)
        known = not (one_verb and other_verb) or one_verb.base == other_verb.base
        if len(swapped) == 1 and (not known or word in PERSONS):
            return None  # "taken from my card", "charged to my card"
        return "roles exchanged", f"'{here} {word}' became '{there} {word}'"
    return None


def copied(source: Reading, candidate: Reading) -> bool:
    """Return whether both texts say the same words: one may be new on either side."""
    return all(
        sum(token.base not in other.bases for token in one.content()) < 2
        for one, other in ((source, candidate), (candidate, source))
    )


def _directions(reading: Reading) -> dict[str, str]:
    """Return the preposition before each thing that stands once in a text."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    twice: set[str] = set()
    last = ""
    for i, token in enumerate(reading.tokens):
        if token.low in PREPOSITIONS and not (token.low == "to" and _infinitive(reading, i)):
            last = "" if reading.low(i - 1) in ("next", "close", "near") else token.low  # "next to"
        elif token.content or (token.low in PERSONS and token.low not in OWNERS):
            word = word_of(token.low, token.base)
            if word in seen:
                twice.add(word)
            seen.add(word)
            if last:
                found[word] = last
            after = reading.tokens[i + 1] if i + 1 < len(reading.tokens) else None
            if not (after and after.content and after.kind == "word"):
                last = ""
        elif token.low not in _DETERMINING:
            last = ""
    return {word: preposition for word, preposition in found.items() if word not in twice}


def _governor(reading: Reading, word: str) -> Token | None:
    """Return the verb that a thing's preposition goes with: the nearest before it, None where none is known."""
    at = next((i for i, token in enumerate(reading.tokens) if word_of(token.low, token.base) == word), 0)
    return next((token for token in reversed(reading.tokens[:at]) if token.content and token.base in _verbs()), None)


def sent_back(source: Reading, candidate: Reading) -> Difference | None:
    """Return two places whose way was turned round: "from Rome to Oslo", "to Rome from Oslo", "left Oslo for Rome"."""
    one, two = _way(source), _way(candidate)
    found = crossed(one, two) if one and two else None
    return ("roles exchanged", f"the way from {found[0]!r} to {found[1]!r} was turned round") if found else None


def _way(reading: Reading) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return (whence, whither) of a text that speaks of one way, None of none or several."""
    whence: list[frozenset[str]] = []
    whither: list[frozenset[str]] = []
    for i, token in enumerate(reading.tokens):
        if token.low == "from" or reading.phrase(i - 1, "out", "of"):
            whence.append(_thing(reading, i + 1))
        elif token.base in _TURNING and "from" not in reading.lows:
            goal = next((k for k in range(i + 2, i + 8) if reading.low(k) in ("into", "to")), None)
            if goal:
                whence.append(frozenset(one.base for one in reading.tokens[i + 1 : goal] if one.content))
        elif token.base == "replace":
            passive = reading.low(i - 1) in PASSIVE
            other = next((k for k in range(i + 1, i + 8) if reading.low(k) in ("with", "by")), None)
            if other:
                before = frozenset(one.base for one in reading.tokens[max(0, i - 6) : i] if one.content)
                whence.append(before if passive else _thing(reading, i + 1))
                whither.append(_thing(reading, other + 1))
        elif token.low in ("into", "onto") or (token.low == "to" and not _infinitive(reading, i)):
            whither.append(_thing(reading, i + 1))
        elif token.base == "leave":
            goal = next((k for k in range(i + 2, i + 6) if reading.low(k) == "for"), None)
            if goal:
                whence.append(_thing(reading, i + 1))
                whither.append(_thing(reading, goal + 1))
    return (whence[0], whither[0]) if len(whence) == len(whither) == 1 else None


def _thing(reading: Reading, start: int) -> frozenset[str]:
    """Return the words of the thing that is spoken of from a place on, up to the next preposition or sign."""
    found: set[str] = set()
    for token in reading.tokens[start : start + 5]:
        if token.kind == "sign" or token.low in PREPOSITIONS or token.low in ("and", "but", "or", "when", "while"):
            break
        if token.content:
            found.add(lemma(token.low))
    return frozenset(found)


def _infinitive(reading: Reading, at: int) -> bool:
    """Return whether the "to" at a place likely stands before a verb."""
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    return bool(after) and after is not None and after.base in _verbs() and not after.text[:1].isupper()


@cache
def _verbs() -> frozenset[str]:
    return frozenset(row[0] for row in tables.rows("verb_forms"))
