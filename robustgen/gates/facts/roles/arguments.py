"""What can have a role in a sentence, and how a verb takes it: persons and things around a word, active or passive."""

from __future__ import annotations

from functools import cache

from robustgen.gates.facts.language.forms import BE, GET
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import number_words
from robustgen.gates.tables import listed, rows, words
from robustgen.perturbations import tables

OWNERS = words("my your his our their mine yours ours theirs hers")
_NOMINAL = words("the a an 's my your his our their its this these those no some any every each of in on at")
_GETTING = words("receive get draw win earn face suffer")
PASSIVE = BE | GET
MUTUAL = words(
    "meet marry equal resemble match differ join combine compare mix neighbor friend argue agree talk chat date relate"
    " connect border overlap coincide synonym fight wed divorce merge share exchange swap unite collide twin married"
    " sibling cousin partner"
)
SYMMETRIC = MUTUAL | words("and or with between both same similar like as together be")
PREPOSITIONS = words(
    "from to for against by before after above below over under behind into onto off out up down inside"
    " outside without on in than of at with via through near beside"
)


def word_of(token_low: str, base: str) -> str:
    """Return the word that counts for a role: a person as its subject form, else the base form."""
    return PERSONS.get(token_low, base)


def arguments(reading: Reading) -> dict[int, str]:
    """Return the places of what can have a role: names, persons, and words that say something."""
    return {
        i: word_of(token.low, token.base)
        for i, token in enumerate(reading.tokens)
        if (token.content and not _acts(reading, i)) or (token.low in PERSONS and token.low not in OWNERS)
    }


def _acts(reading: Reading, at: int) -> bool:
    """Return whether the word at a place is a verb in the past, and so no thing: "opened", but not "the accused"."""
    return reading.low(at) in _pasts() and reading.low(at - 1) not in _NOMINAL


@cache
def _pasts() -> frozenset[str]:
    return frozenset(past for base, _, past, _ in tables.rows("verb_forms") if past != base)


def nearest(reading: Reading, at: int, wanted: set[str]) -> tuple[str, str]:
    """Return the nearest of `wanted` before and after a place, within its sentence."""
    before = after = ""
    places, sentence = arguments(reading), reading.tokens[at].sentence
    for i in range(at - 1, -1, -1):
        if reading.tokens[i].sentence != sentence:
            break
        if places.get(i) in wanted and not belongs(reading, i):
            before = places[i]
            break
    for i in range(at + 1, len(reading.tokens)):
        if reading.tokens[i].sentence != sentence:
            break
        if places.get(i) in wanted and reading.low(i + 1) != "'s":
            after = places[i]
            break
    return before, after


def reaching(reading: Reading, at: int, word: str) -> str:
    """Return the preposition before a word behind a place, an empty string where it has none."""
    places = arguments(reading)
    goal = next((i for i in range(at + 1, len(reading.tokens)) if places.get(i) == word), at)
    for i in range(goal - 1, max(at, goal - 4), -1):
        if reading.low(i) in PREPOSITIONS:
            return reading.low(i)
    return ""


def belongs(reading: Reading, at: int) -> bool:
    """Return whether a thing only says of which other thing is spoken: "the mayor" in "the wife of the mayor"."""
    back = at - 1
    while reading.low(back) in ("the", "a", "an", "my", "your", "his", "her", "our", "their", "this", "that"):
        back -= 1
    return reading.low(back) == "of" or reading.low(at + 1) == "'s"


def bare_passive(reading: Reading, at: int) -> bool:
    """Return whether the word at a place likely stands in a passive that does not name its doer: "was published in"."""
    low = reading.low(at)
    be = any(reading.low(i) in PASSIVE for i in range(at - 3, at))
    return be and low != reading.tokens[at].base and not low.endswith("ing")


def verbal(reading: Reading, at: int) -> bool:
    """Return whether the word at a place may be a verb or a comparative: no article, owner or "of" beside it."""
    counted = number_words().get(reading.low(at - 1), ("",))[0] in ("card", "ten") or (
        at and reading.tokens[at - 1].kind == "number"
    )
    return not counted and reading.low(at - 1) not in _NOMINAL and reading.low(at + 1) not in ("of", "'s")


def passive(reading: Reading, at: int) -> bool:
    """Return whether the verb at a place stands in a passive that names its doer: "was seen by"."""
    tokens = reading.tokens
    before = any(tokens[i].low in PASSIVE for i in range(max(0, at - 4), at) if tokens[i].clause == tokens[at].clause)
    by = any(
        tokens[i].low == "by"
        for i in range(at + 1, min(at + 8, len(tokens)))
        if tokens[i].sentence == tokens[at].sentence
    )
    if any(tokens[i].base in _GETTING for i in range(max(0, at - 3), at)):
        return any(tokens[i].low in ("from", "by") for i in range(at + 1, min(at + 4, len(tokens))))
    participle = tokens[at].low.endswith(("ed", "en", "wn", "t", "ne", "d", "ught", "ung", "un", "st"))
    bare = at + 1 < len(tokens) and tokens[at + 1].low == "by"
    return by and participle and (before or (bare and tokens[at].low != tokens[at].base))


def sides_of(reading: Reading, at: int, wanted: set[str]) -> tuple[set[str], set[str]]:
    """Return which of `wanted` stand before and after a place in its sentence."""
    places = [(k, word) for k, word in arguments(reading).items() if word in wanted]
    here = [(k, word) for k, word in places if reading.tokens[k].sentence == reading.tokens[at].sentence]
    return {word for k, word in here if k < at}, {word for k, word in here if k > at}


@cache
def people() -> frozenset[str]:
    """Return the words for people and for what acts like them."""
    found = {row[1] for row in tables.rows("control_roles") if row[0] in ("one", "many")}
    beasts = {one for _, kind, several in rows("kinds") if kind.lstrip("^") in _BEASTS for one in several.split("|")}
    return frozenset(found | listed("agents", "agent") | {name for one in beasts for name in one.split("/")})


_BEASTS = {
    "animal/creature/beast",
    "bird",
    "fish",
    "insect/bug",
    "farm animal/livestock",
    "dog",
    "waterfowl/water bird",
}
