"""Forms of one name: "the UN" for "the United Nations", "Mon" for "Monday", "German" for "Germany"."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from robustgen.gates.facts.language.forms import is_word
from robustgen.gates.facts.language.lexicon import kin_in, near
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.tables import rows, words
from robustgen.perturbations import tables

_LINKING = words("of the and de la van von der du le el al bin & - . ' 's")
_ROLES = words(
    "mr mrs ms dr miss sir madam lady lord prof professor doctor president minister king queen prince princess saint"
    " captain colonel general sergeant officer judge mayor senator governor pope uncle aunt mum mom dad god coach dame"
    " inc inc. incorporated corp corporation ltd limited llc gmbh ag plc co company sa bv nv group holdings sons bros"
)
"""What stands with a name and may go unsaid."""
_KINDS = words(
    "republic kingdom state states city county province island river lake mount mountain sea ocean desert bay cape"
    " valley hotel restaurant cafe university college school hospital airport station street road avenue boulevard"
    " square bridge tower park bank museum church cathedral festival airlines airways energy motors foods coffee chief"
    " executive day great prime financial head officer director manager project party club team fc league cup war"
)
"""What says what kind of thing a name names: with the name itself on both sides, it may go unsaid."""

_SIDES = words("north south east west northern southern eastern western")
_DIVIDED = words("korea ireland sudan carolina dakota virginia yemen timor germany africa america")
"""What has a part for each side, which is another place."""


def goes_unsaid(word: str) -> bool:
    """Return whether a word of a name may go unsaid: a title, "of", "Inc."."""
    return word in _ROLES or word in _LINKING


@cache
def _roots() -> dict[str, str]:
    """Return for a word of a name what it is another word for: "german" is "germany", "mon" is "monday"."""
    found: dict[str, str] = {}
    for kind, name, _country, adjectives, _ in tables.rows("places"):
        if kind == "country":
            for adjective in adjectives.lower().replace("|", ",").split(","):
                found[adjective.strip()] = name.lower()
    for adjective, one, several, _ in tables.rows("nationalities"):
        for form in (one, several):
            if form and " " not in form:
                found.setdefault(form.lower(), found.get(adjective.lower(), adjective.lower()))
    found.pop("", None)
    return found | {short: full for short, full in rows("short_names")}


@cache
def _longer() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((short, tuple(full.split())) for short, full in rows("acronyms"))


def derived(word: str) -> bool:
    """Return whether a lower-case word is short for or derived from another name."""
    return word in _roots()


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """Return the word that a word of a name is short for or derived from, or itself; without accents."""
    roots = _roots()
    word = roots.get(word, word)
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
        word = roots.get(word, word)
    return roots.get(word, word)


@lru_cache(maxsize=4096)
def _there(reading: Reading) -> frozenset[str]:
    """Return the words of a text as names may stand in it: roots, parts of compounds, the letters of codes."""
    found = {root(low) for low in reading.lows} | {root(low.removesuffix("s")) for low in reading.lows}
    for token in reading.tokens:
        if token.kind == "code":
            found.add(token.low.rstrip("0123456789.-"))
        if "-" in token.low:
            found.update(root(part) for part in token.low.split("-"))
        if token.low.endswith("ers") and len(token.low) > 6:
            found.add(token.low[:-3])  # "Berliners"
    found.update(
        short for short, full in _longer() if all(word in reading.lows for word in full if word not in _LINKING)
    )
    for token in reading.tokens:
        if token.low.endswith(("ian", "ean")) and len(token.low) > 6:
            found.update((token.low[:-3], token.low[:-2], token.low[:-3] + "e"))  # "Shakespearean"
    return frozenset(found)


def answered(name: tuple[str, ...], own: Reading, other: Reading, names_there: list[tuple[str, ...]]) -> bool:
    """Return whether another text holds a name, or a usual form of it.

    Args:
        name: its words.
        own: the text that it stands in.
        other: the other text.
        names_there: the words of each of the other text's names.
    """
    if {*name} <= _WEEKEND and "weekend" in other.bases:
        return True
    if len(name) == 1 and len(name[0]) == 1:
        return _initial(name[0], own, names_there)
    if "".join(name) in _tags(other) or all(word[0] in "#@" and _tagged(word[1:], other) for word in name):
        return True
    words = [word for word in name if word not in _LINKING and len(word) > 1] or list(name)
    initials = [word for word in name if len(word) == 1]
    there = _there(other)
    held = [word for word in words if _held(word, other, there)]
    if len(held) == len(words):
        return not _other_initial(initials, words, names_there)
    plain = [word for word in words if word not in _KINDS and word not in _ROLES]
    if _abbreviated(words, own, other):
        return True
    if not plain and len(words) == 1:  # "the Republic", "the President"
        return True
    missing = {word for word in words if word not in held}
    if plain and set(plain) <= set(held):
        return not (missing - _ROLES and _other_body(words, plain, names_there))
    if missing & _SIDES and set(held) & _DIVIDED and not (missing <= {"south"} and "republic" in other.lows):
        return False
    return bool(held) and not _replaced(words, held, own, names_there)


@lru_cache(maxsize=4096)
def _tags(reading: Reading) -> frozenset[str]:
    """Return the tags and handles of a text without their mark: "blackfriday" of "#BlackFriday"."""
    return frozenset(token.low[1:] for token in reading.tokens if token.kind == "link" and token.low[0] in "#@")


def _tagged(tag: str, other: Reading) -> bool:
    """Return whether words that follow each other in another text are those of a tag."""
    lows = [token.low for token in other.tokens if token.kind != "sign" and token.low != "'s"]
    return any(tag == "".join(lows[at : at + size]) for at in range(len(lows)) for size in range(1, 5))


_WEEKEND = words("saturday saturdays sunday sundays and")


def _initial(letter: str, own: Reading, names_there: list[tuple[str, ...]]) -> bool:
    """Return whether a letter may stand in another text's name: "J. Smith" and "John Smith"; not so "vitamin D"."""
    alone = {name[0] for name in names_there if len(name) == len(name[0]) == 1}
    if letter in alone:
        return True
    dotted = any(own.phrase(at, letter, ".") for at in range(len(own.tokens)))
    return dotted and (letter in {word[0] for name in names_there for word in name} or not alone)


def _other_initial(initials: list[str], words: list[str], names_there: list[tuple[str, ...]]) -> bool:
    """Return whether the other text gives a name other initials: "J. Smith" and "K. Smith"."""
    for name in names_there:
        theirs = [word for word in name if len(word) == 1]
        if initials and theirs and words[-1] in name and not set(initials) & set(theirs):
            return True
    return False


def _abbreviated(words: list[str], own: Reading, other: Reading) -> bool:
    """Return whether the other text has letters for a name, or the name for the letters."""
    initials = "".join(word[0] for word in words)
    if len(initials) > 1 and (initials in other.lows or initials.replace("o", "") in other.lows):
        return True
    if any(set(words) <= run for run in _lettered(own, other)):
        return True
    if len(words) == 1:
        if any(short == words[0] and all(word in other.lows for word in full) for short, full in _longer()):
            return True
        if 1 < len(words[0]) < 6 and _spelt_out(words[0], other):
            return True
    return any(
        _written(short, other)
        and not set(words).isdisjoint(full)
        and all(word in own.lows for word in full if word not in _LINKING)
        for short, full in _longer()
    )


@lru_cache(maxsize=4096)
def _letters(reading: Reading) -> frozenset[str]:
    """Return the words of a text and the letters of its codes."""
    codes = {token.low.rstrip("0123456789.-") for token in reading.tokens if token.kind == "code"}
    return reading.lows | codes


def _written(short: str, other: Reading) -> bool:
    """Return whether a text has an abbreviation; one of two letters only in capitals, but for well-known ones."""
    if short not in _letters(other):
        return False
    plain = len(short) > 2 or not is_word(short)
    return plain or any(token.low.startswith(short) and token.text.isupper() for token in other.tokens)


def _held(word: str, other: Reading, there: frozenset[str]) -> bool:
    own = root(word)
    if word in other.lows or own in there or root(word.removesuffix("s")) in there:
        return True
    if len(own) > 4 and any(own == low[: len(own)] and low[len(own) :] in _ADJECTIVE for low in there):
        return True
    if len(word) > 2 and any(shortened(word, token) or _nickname(word, token.low) for token in other.tokens):
        return True
    if is_word(word) and not named(word) and kin_in(word, other.bases):
        return True
    if len(word) > 5 and word.isalpha() and not named(word):
        return any(near(word, low) and low[0] == word[0] and not named(low) and not is_word(low) for low in other.lows)
    return False


def _nickname(one: str, other: str) -> bool:
    """Return whether a name is the beginning of another: "Sam" of "Samantha"."""
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and len(long) > len(short) + 2 and long.startswith(short) and named(one) and named(other)


_ADJECTIVE = words("n an ian ean er ers ese ish")


@cache
def _listed() -> frozenset[str]:
    found = {name for kind, name in rows("names")} | {name.lower() for *_, name in tables.rows("person_names")}
    return frozenset(found)


def named(word: str) -> bool:
    """Return whether a lower-case word is in a list of names."""
    return word in _listed()


def shortened(word: str, token: Token) -> bool:
    """Return whether a word with a capital is short for another: "Utd" for "united", "Dept" for "department"."""
    if not token.text[:1].isupper() or len(token.low) < 3 or token.low[0] != word[0] or token.low == word:
        return False
    short, long = sorted((word, token.low), key=len)
    if len(long) < len(short) + 2 or len(short) > 5 or is_word(short):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and (long.startswith(short) or long[-1] == short[-1])


def _other_body(words: list[str], held: list[str], names_there: list[tuple[str, ...]]) -> bool:
    """Return whether another name holds the same words and says what else it is: "World Bank", "World Health …"."""
    for name in names_there:
        rest = {*name} - {*words} - _ROLES - _LINKING - _SIDES
        placed = _PLACED & rest and _PLACED & {*words}
        other = rest - _KINDS and (len(name) > len(held) + 1 or {*words} & _KINDS)
        if {*held} <= {*name} and (placed or other):
            return True
    return False


_PLACED = words("station park bridge street road square airport hospital university school hotel museum church bank")
"""Kinds of places that are no other: "Kelvin Station", "Kelvin Park"."""


def _replaced(words: list[str], held: list[str], own: Reading, names_there: list[tuple[str, ...]]) -> bool:
    """Return whether the part of a name that is missing has another in its place, or was all that told two apart."""
    here = {root(low) for low in own.lows}
    bare = {root(word) for word in held}
    for name in names_there:
        if not any(root(word) in bare for word in name):
            continue
        fresh = {word for word in name if len(word) > 1 and word not in _LINKING and root(word) not in here}
        fresh -= _ROLES | _KINDS if not fresh <= _KINDS else _ROLES
        if any(not any(long.startswith(word) or word.startswith(long) for long in words) for word in fresh):
            return True
    return False


_SMALL = (_LINKING | {"for"}, _LINKING | words("for to in on at with against"))
"""What may have no letter in an acronym: "for" and "of"; "to" in "RSPCA", though not in "ETA" (expect to arrive)."""


@lru_cache(maxsize=4096)
def _lettered(own: Reading, other: Reading) -> list[set[str]]:
    """Return the words of one text, run by run, for which the other has the letters: the parts of a long name."""
    letters = [t.low for t in other.tokens if t.text.isupper() and 2 < len(t.low) < 6 and t.low not in own.lows]
    if not letters:
        return []
    runs: list[set[str]] = []
    for small in _SMALL:
        words = [token.low for token in own.tokens if token.kind == "word" and token.low not in small]
        firsts = "".join(word[0] for word in words)
        runs += [
            set(words[at : at + len(one)])
            for one in letters
            for at in range(len(words) - len(one) + 1)
            if firsts.startswith(one, at)
        ]
    return runs


def _spelt_out(acronym: str, other: Reading) -> bool:
    """Return whether words that follow each other begin with the letters of an acronym."""
    for small in _SMALL:
        letters = "".join(t.low[0] for t in other.tokens if t.kind == "word" and t.low not in small)
        if acronym in letters:
            return True
    return False
