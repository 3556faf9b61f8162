"""A thing exchanged for another of its kind: "seals" for "penguins", "e-mail" for "registered post".

The table `kinds` lists exclusive kinds of a class, words for one and the same joined. A member of a class is also a
kind of whatever the class is listed under: a penguin is a bird, and a bird is no seal. A word for the class, or for a
kind of the word, is no other thing: "the bird" for "the penguin".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache

from robustgen.gates.facts.language.forms import american, lemma
from robustgen.gates.facts.language.lexicon import converses, opposed, related, stands_for
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading, read
from robustgen.gates.facts.names.aliases import derived
from robustgen.gates.facts.names.entities import names
from robustgen.gates.facts.negation.claims import claims, sign
from robustgen.gates.facts.numbers.quantities import quantities
from robustgen.gates.tables import rows, words
from robustgen.perturbations import tables

Difference = tuple[str, str]
_Phrase = tuple[str, ...]
_Place = tuple[int, int]
"""The number of a row and a place in it: a kind of a class."""

_VERBAL = words("will would can could should must may might i we they he she who let n't 'll")
"""Words before a verb: what follows is no noun."""
_DOUBTFUL = words(
    "back can will play check book run well fly date set rent transfer order file drive watch ring park cook shop"
    " iron head hand face eye return report text post mail phone draft branch issue release commit fork match pass rest"
    " exchange repair refund discount fund bond strike cut burn tear crack taste touch lead"
    " second minute lift stand deposit spring fall point stage cover board fine trade saw drill"
    " fan record present tag tap swing roast plant "
)
"""Words that are as often verbs, adverbs or auxiliaries: nouns behind an article or a preposition alone."""
_SPANS = words("year decade century millennium")
"""Spans of which hundreds or thousands may make another: "hundreds of years" are "centuries"."""
_LOOSE_CLASSES = words("color side thing")
"""Words for classes that speak of the thing they qualify: "the green one had lost its colour" is no blue one."""
_PLURALS = words("mice feet teeth geese men women children people oxen lice dice calves wolves")
_BEFORE_NOUNS = words(
    "a an the my your his her its our their this that these those some any no every each 's of by with without from for"
    " in on at per into via about like than"
)


def exchanged(source: Reading, candidate: Reading) -> Difference | None:
    """Return a thing of the source that another of its kind took the place of, or None."""
    here, there = _things(source), _things(candidate)
    come = [other for other in there if other not in here]
    for one in here:
        for other in come if one not in there else ():
            if (
                _exclude(one, other)
                and not (len(one) == len(other) == 1 and _derived(*one, *other))
                and (_lacks(candidate, one) or _within(one, other))
                and (_lacks(source, other) or _within(other, one))
                and not (
                    _answered(one, source, candidate, there[other]) or _answered(other, candidate, source, here[one])
                )
                and not _turned(one, other, source, candidate)
                and _denied(source, here[one]) == _denied(candidate, there[other])  # "not malignant" is "benign"
                and _beside(source, here[one], candidate, there[other])
            ):
                was, now = _said(source, here[one][0]), _said(candidate, there[other][0])
                return "another thing", f"{was!r} became {now!r}"
    return None


def _denied(reading: Reading, places: list[range]) -> bool:
    """Return whether a text denies what stands at some places, in every one."""
    return all(sign(claims(reading), reading.tokens[place[-1]]) < 0 for place in places)


def _derived(one: str, other: str) -> bool:
    """Return whether two words are of one family, or both of names, which have a check of their own."""
    short, long = sorted((one, other), key=len)
    return related(one, other) or (len(short) > 4 and long.startswith(short)) or (derived(one) and derived(other))


def _lacks(reading: Reading, phrase: _Phrase) -> bool:
    """Return whether a word of a phrase stands nowhere in a text."""
    return not all(word in reading.bases or word in reading.lows for word in phrase)


def _within(one: _Phrase, other: _Phrase) -> bool:
    """Return whether a thing is named by words of another of its row: "president" and "vice president"."""
    return set(one) < set(other) and _differ(_table()[one].own, _table()[other].own)


def excluded(one: str, other: str) -> bool:
    """Return whether two base forms are kinds of one class that exclude each other: "penguin", "seal"."""
    pair = _phrase(one), _phrase(other)
    return all(phrase in _table() for phrase in pair) and _exclude(*pair) and not classed(one, [other])


def classed(word: str, others: Iterable[str]) -> bool:
    """Return whether one of the other words is a word for the class of a thing, or for a kind of it."""
    one = (word,)
    return one in _table() and any(
        (other,) in _above(one) or ((other,) in _table() and one in _above((other,))) for other in others
    )


def _said(reading: Reading, place: range) -> str:
    return " ".join(reading.low(i) for i in place).replace(" 's", "'s")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the table says of a phrase: its own places, the words for its classes, those it inherits from, its part."""

    own: set[tuple[int, int]] = field(default_factory=set)
    classes: set[_Phrase] = field(default_factory=set)
    parents: set[_Phrase] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


@cache
def _table() -> dict[_Phrase, _Entry]:
    """Return what the table says of each phrase in it."""
    listed = [*rows("kinds")]
    for kind, word, others in tables.rows("control_pairs"):
        if kind == "exclusive":
            pairs = (word, *others.lower().split("|"))
            listed.append(("", "", "|".join(one if one.endswith("ing") else lemma(one) for one in pairs)))
    found: dict[_Phrase, _Entry] = defaultdict(_Entry)
    for row, (part, above, members) in enumerate(listed):
        classes = [_phrase(word) for word in above.removeprefix("^").split("/") if word]
        for place, group in enumerate(members.split("|")):
            for phrase in map(_phrase, group.split("/")):
                entry = found[phrase]
                entry.own.add((row, place))
                entry.classes.update(classes)
                entry.parts.add(part)
                if above.startswith("^"):
                    entry.parents.add(classes[0])
        for phrase in classes:
            found[phrase].parts.add("noun")
    return dict(found)


def _phrase(text: str) -> _Phrase:
    """Return the words of a member of the table as readings have them: American spelling, some hyphens split."""
    parts = [part.low for part in read(text).tokens if part.low != "'s"] if "-" in text else text.split(" ")
    return tuple(american(word) for word in parts)


@cache
def _lineage(phrase: _Phrase) -> frozenset[_Phrase]:
    """Return a phrase and the classes that it inherits from."""
    found, left = {phrase}, [phrase]
    while left:
        fresh = _table()[left.pop()].parents - found
        found |= fresh
        left += fresh
    return frozenset(found)


@cache
def _above(phrase: _Phrase) -> frozenset[_Phrase]:
    """Return the words for the classes that a thing belongs to, those of the classes included."""
    classes = {word for one in _lineage(phrase) for word in _table()[one].classes}
    mates = {mate for word in classes for mate in _mates(word)}
    own = _table()[phrase].own
    return frozenset(classes | {mate for mate in mates if not _differ(own, _table()[mate].own)}) - {phrase}


def _mates(phrase: _Phrase) -> set[_Phrase]:
    return {phrase}.union(*(_grouped()[place] for place in _table()[phrase].own))


@cache
def _grouped() -> dict[_Place, list[_Phrase]]:
    """Return the words for each kind of each row."""
    found: dict[_Place, list[_Phrase]] = defaultdict(list)
    for phrase, entry in _table().items():
        for place in entry.own:
            found[place].append(phrase)
    return dict(found)


@cache
def _places(phrase: _Phrase) -> frozenset[_Place]:
    return frozenset(place for one in _lineage(phrase) for place in _table()[one].own)


@lru_cache(maxsize=65536)
def _exclude(one: _Phrase, other: _Phrase) -> bool:
    """Return whether two things are of one kind and not the same.

    Closed compounds tell of themselves what they are ("armchair" is a chair) unless a row of the table has both.
    """
    own, own_too = _table()[one].own, _table()[other].own
    if own & own_too:
        return False
    if _differ(own, own_too):
        return True
    if one[-1].endswith(other[-1]) or other[-1].endswith(one[-1]):
        return False
    return _differ(_places(one), _places(other))


def _differ(one: Set[_Place], other: Set[_Place]) -> bool:
    rows_too = {row for row, _ in other}
    return any(row in rows_too and (row, place) not in other for row, place in one)


@cache
def _starts() -> dict[str, tuple[_Phrase, ...]]:
    """Return the phrases of the table by their first word, the longest first."""
    found: dict[str, list[_Phrase]] = defaultdict(list)
    for phrase in _table():
        found[phrase[0]].append(phrase)
    return {word: tuple(sorted(phrases, key=lambda one: (-len(one), one))) for word, phrases in found.items()}


@lru_cache(maxsize=4096)
def _things(reading: Reading) -> dict[_Phrase, list[range]]:
    """Return the things of the table that a text names and where, the longest phrase at each place.

    Numbers with their units and names have checks of their own.
    """
    apart = {i for one in quantities(reading) if not one.soft or one.kind == "rate" for i in range(one.start, one.end)}
    if reading.lows & {"hundreds", "thousands", "dozens"}:
        apart |= {i for i, token in enumerate(reading.tokens) if token.base in _SPANS}
    apart |= {i for one in names(reading) if one.sure for i in range(one.start, one.end)}
    found: dict[_Phrase, list[range]] = defaultdict(list)
    at = 0
    while at < len(reading.tokens):
        phrase, place = next(
            ((one, place) for one, place in _at(reading, at) if not apart.issuperset(place)), ((), range(at, at + 1))
        )
        if phrase:
            found[phrase].append(place)
        at = place.stop
    return dict(found)


def _at(reading: Reading, at: int) -> Iterator[tuple[_Phrase, range]]:
    """Yield the phrases of the table that begin at a place, those in their very form first."""
    token = reading.tokens[at]
    verbal = " " in token.base and not token.base.startswith(token.low)  # "took up": no kind of taking
    for word in (token.base,) if verbal else dict.fromkeys((token.low, token.base)):
        for phrase in _starts().get(word, ()):
            end = _end(reading, at, phrase)
            if end and not (len(phrase) == 1 and _noun(phrase) and _verb(reading, at, word)):
                yield phrase, range(at, end)


def _end(reading: Reading, at: int, phrase: _Phrase) -> int:
    """Return where a phrase that begins at a place ends, 0 if it is not there; "doctor's note" is "doctor note"."""
    for word in phrase:
        at += reading.low(at) == "'s"
        if at >= len(reading.tokens) or word not in (reading.tokens[at].base, reading.tokens[at].low):
            return 0
        at += 1
    return at


def _noun(phrase: _Phrase) -> bool:
    return "noun" in _table()[phrase].parts and "any" not in _table()[phrase].parts


def _verb(reading: Reading, at: int, word: str) -> bool:
    """Return whether a word that may be a noun is a verb by its form or by what stands before it."""
    token, before = reading.tokens[at], reading.low(at - 1)
    if token.low.endswith(("ed", "ing")) and word != token.low:
        return True
    if before in _BEFORE_NOUNS:
        return False
    past = token.base != american(token.low) and not token.low.endswith(("s", "ed", "ing"))  # "saw", "rose", "felt"
    return word in _DOUBTFUL or before in _VERBAL or (past and token.low not in _PLURALS)


def _answered(one: _Phrase, own: Reading, other: Reading, instead: list[range]) -> bool:
    """Return whether the other text says the same of a thing: by a word for it, for its class or for a kind of it.

    A word for its class right behind what stands there instead belongs to that: "beech trees", "the green colour".
    """
    places = _table()[one].own
    taken = {place.stop for place in instead}
    for thing, stands in _things(other).items():
        places_too = _table()[thing].own
        if places & places_too:
            return True
        if thing in _things(own) or all(place.start in taken for place in stands):
            continue
        if thing in _above(one) and all(_qualifies(other, place.stop) for place in stands):
            continue  # "the animal shelter"
        if {*thing} <= _LOOSE_CLASSES and len(stands) == 1:
            continue
        if thing in _above(one) or one in _above(thing):
            return True
        if (places_too & _places(one) or places & _places(thing)) and not _differ(places, places_too):
            return True
    if len(one) == 1 and any(related(one[0], base) for base in other.bases):
        return True  # "swelling", "swollen"
    fresh = {token.base for token in other.tokens if token.content} - own.bases
    return len(one) == 1 and any(stands_for(one[0], base) and not opposed(one[0], base) for base in fresh)


def _qualifies(reading: Reading, at: int) -> bool:
    """Return whether a noun stands at a place, which what is before it qualifies."""
    plural = reading.low(at - 1).endswith("s")
    return not plural and at < len(reading.tokens) and reading.tokens[at].content and reading.tokens[at].kind == "word"


def _turned(one: _Phrase, other: _Phrase, source: Reading, candidate: Reading) -> bool:
    """Return whether a relation is told from its other end: "her husband Tom" is "Tom's wife"."""
    if (one[-1], other[-1]) not in converses():
        return False
    return any(
        len({PERSONS[token.low] for token in reading.tokens if token.low in PERSONS}) + len(names(reading)) > 1
        for reading in (source, candidate)
    )


def _beside(source: Reading, at: list[range], candidate: Reading, at_too: list[range]) -> bool:
    """Return whether two things stand in sentences that speak of the same, where texts have several."""
    if any(len({token.sentence for token in reading.tokens if token.content}) < 2 for reading in (source, candidate)):
        return True
    one, two = (
        {
            token.base
            for token in reading.tokens
            if token.kind != "sign" and (token.content or token.kind == "number")
            and token.sentence in {reading.tokens[place.start].sentence for place in places}
        }
        for reading, places in ((source, at), (candidate, at_too))
    )  # fmt: skip
    return bool(one & two)
