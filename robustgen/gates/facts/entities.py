"""The names of a text: people, places, firms, days, months, acronyms, addresses, codes; and which of them is lost.

A name is a word with a capital where only names have one, a word of our lists of names, an acronym, an e-mail address,
a link or a handle. Usual short forms are the same: "Obama" for "Barack Obama", "the UN" for "the United Nations",
"Mon" for "Monday", "German" for "Germany", "Bill" for "William".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from robustgen.gates.facts.lexicon import is_listed, is_word, kin, near
from robustgen.gates.facts.quantities import counted
from robustgen.gates.facts.reading import Reading, Token
from robustgen.gates.tables import listed, rows, words
from robustgen.perturbations import tables

_TITLES = words(
    "mr mrs ms dr miss sir madam lady lord prof professor doctor president minister king queen prince"
    " princess saint captain colonel general sergeant officer judge mayor senator governor pope uncle"
    " aunt mum mom dad god"
)
_AMBIGUOUS = words("polish pole poles turkey china states swede finn dane danes mon thai swiss roman romans")
_PARTICLES = words("out off up down over back in on away by")
_LINKING = words("of the and de la van von der du le el al bin & - . ' 's")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of tokens that name one thing: where it starts and ends, its words in lower case, as written.

    `sure` is False where its one word only looks like a name: unknown, with a capital that opens a sentence.
    """

    start: int
    end: int
    sure: bool
    words: tuple[str, ...]
    said: str


@cache
def _known() -> dict[str, frozenset[str]]:
    """Return lower-case words of names and what kind each names; only words that are no common words as well."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, kind, name in tables.rows("person_names"):
        found[name.lower()].add("given" if kind.startswith("given") else "family")
    for kind, place, *_ in tables.rows("places"):
        for word in place.lower().split():
            if word == place.lower() or not is_word(word):
                found[word].add(kind)
    for use, kind, name in tables.rows("organisations"):
        if use == "find" and " " not in name:
            found[name.lower()].add(kind)
    for kind, name in rows("names"):
        found[name.lower()].add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


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


def root(word: str) -> str:
    """Return the word that a word of a name is short for or derived from, or itself."""
    roots = _roots()
    word = roots.get(word, word)
    return roots.get(word, word)


@lru_cache(maxsize=4096)
def names(reading: Reading) -> tuple[Name, ...]:
    """Return the names of a text, in order."""
    found: list[Name] = []
    at = 0
    while at < len(reading.tokens):
        if not _names(reading, at):
            at += 1
            continue
        end = at + 1
        while end < len(reading.tokens) and _names(reading, end) and not reading.tokens[end].first:
            end += 1
        run = [token for token in reading.tokens[at:end] if token.low not in _TITLES] or reading.tokens[at:end]
        first = reading.tokens[at]
        sure = (
            end > at + 1 or not first.first or is_listed(first.low) or first.kind != "word" or first.text[1:2].isupper()
        )
        found.append(
            Name(
                at,
                end,
                sure,
                tuple(token.low for token in run),
                " ".join(token.text for token in reading.tokens[at:end]),
            )
        )
        at = end
    return tuple(found)


def _names(reading: Reading, at: int) -> bool:
    """Return whether the token at a place is a name or a part of one."""
    token = reading.tokens[at]
    if token.kind == "link":
        return True
    if (
        token.kind != "word"
        or at in counted(reading)
        or token.low in ("i", "'s", "ok", "okay", "tv", "pm", "am", "etc", "mr", "mrs", "ms", "dr")
    ):
        return False
    known = _known().get(token.low)
    if known and known & {"day", "country", "city", "firm", "continent", "month", "thing"}:
        plain = not is_word(token.low) or token.low in _roots() or bool(known & {"day", "month", "country", "thing"})
        if plain and (token.low not in ("may", "march", "sun", "sat", "wed", "mar", "dec") or _month_like(reading, at)):
            return True
    if known is None and token.low in _roots() and (token.text[:1].isupper() or token.low not in _AMBIGUOUS):
        kinds = _known().get(root(token.low), frozenset())
        if kinds & {"country", "continent", "day", "month"}:
            return True
    if not token.text[:1].isupper():
        return False
    if token.low in listed("function", "function") or token.low in _TITLES:
        return False
    if reading.titled:
        return bool(known) and not is_word(token.low)
    if token.text.isupper() and len(token.text) > 1:
        return not (is_word(token.low) and len(token.text) > 3) and not _shouted(reading, at)
    if not token.first:
        return True
    if known and not is_word(token.low):
        return True
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if after and after.kind == "word" and after.text[:1].isupper() and after.low not in listed("function", "function"):
        return not is_word(token.low) or bool(known)
    if any(other.text == token.text and not other.first for other in reading.tokens):
        return True
    return not _ordinary(token)


def _month_like(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if not token.text[:1].isupper():
        return False
    return not token.first and (token.low not in ("may",) or reading.low(at - 1) in _BEFORE_MONTH)


_BEFORE_MONTH = words("in of since until by last next this late early mid before after during every from to")


def _shouted(reading: Reading, at: int) -> bool:
    """Return whether the words around are in capitals too."""
    beside = [reading.tokens[i] for i in (at - 1, at + 1) if 0 <= i < len(reading.tokens)]
    return any(other.kind == "word" and len(other.text) > 2 and other.text.isupper() for other in beside)


def _ordinary(token: Token) -> bool:
    """Return whether a word with a capital at the start of a sentence is likely no name."""
    low = token.low
    if is_word(low) or len(low) < 3:
        return True
    if any(is_word(low[:cut]) and _completes(low[cut:]) for cut in range(3, len(low) - 1)):
        return True
    return low.endswith(
        ("ing", "ed", "ly", "tion", "sion", "ment", "ness", "ity", "ers", "ors", "ists", "ies", "ous", "ful", "less",
         "able", "ible", "ive", "ance", "ence", "ship", "ism", "ists", "ology", "graphy", "ees", "ants", "ents", "ages")
    )  # fmt: skip


def _completes(end: str) -> bool:
    """Return whether a part of a word may end a compound: "out" of "turnout", "market" of "supermarket"."""
    return end in _PARTICLES or (len(end) > 3 and is_word(end))


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return (reason, detail) of the first name that one text has and the other has not, or None."""
    lost = [one for one in names(source) if not _answered(one, candidate, source)]
    added = [one for one in names(candidate) if not _answered(one, source, candidate)]
    if lost and added:
        return "name changed", f"{lost[0].said!r} became {added[0].said!r}"
    lost, added = [one for one in lost if one.sure], [one for one in added if one.sure]
    if lost:
        return "name lost", f"{lost[0].said!r} is gone"
    if added:
        return "name added", f"{added[0].said!r} is new"
    return None


def _answered(name: Name, other: Reading, own: Reading) -> bool:
    """Return whether another text holds a name, or a usual form of it."""
    words = [word for word in name.words if word not in _LINKING]
    there = {root(low) for low in other.lows} | {root(low.removesuffix("s")) for low in other.lows}
    held = [word for word in words if _held(word, other, there)]
    if len(held) == len(words):
        return True
    there_too = {word for one in names(other) for word in one.words}
    if held and not _replaced(words, held, other, own, there_too):
        return True
    initials = "".join(word[0] for word in words)
    if len(initials) > 1 and (initials in other.lows or initials.replace("o", "") in other.lows):
        return True
    if len(words) == 1:
        if any(short == words[0] and all(word in other.lows for word in full) for short, full in _longer()):
            return True
        if 1 < len(words[0]) < 6:
            return _spelt_out(words[0], other)
    return any(
        short in other.lows and all(word in words for word in full if word not in _LINKING) for short, full in _longer()
    )


def _held(word: str, other: Reading, there: set[str]) -> bool:
    own = root(word)
    if word in other.lows or own in there or root(word.removesuffix("s")) in there:
        return True
    if len(word) > 2 and any(_shortened(word, token) for token in other.tokens):
        return True
    if is_word(word) and any(kin(word, base) for base in other.bases):
        return True
    if len(word) > 5 and word.isalpha() and word not in _known():
        return any(
            near(word, low) and low[0] == word[0] and low not in _known() and not is_word(low) for low in other.lows
        )
    return False


def _shortened(word: str, token: Token) -> bool:
    """Return whether a word with a capital is short for another: "Utd" for "united", "Dept" for "department"."""
    if not token.text[:1].isupper() or len(token.low) < 3 or token.low[0] != word[0] or token.low == word:
        return False
    short, long = sorted((word, token.low), key=len)
    if len(long) < len(short) + 2 or len(short) > 5 or is_word(short):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and (long.startswith(short) or long[-1] == short[-1])


def _replaced(words: list[str], held: list[str], other: Reading, own: Reading, there: set[str]) -> bool:
    """Return whether the part of a name that is missing has another in its place, or was all that told two apart."""
    fresh = {word for word in there if word not in own.lows and root(word) not in {root(low) for low in own.lows}}
    short = {
        token.low for token in other.tokens for word in words if _shortened(word, token) or word.startswith(token.low)
    }
    return bool(fresh - short)


def _spelt_out(acronym: str, other: Reading) -> bool:
    """Return whether words that follow each other begin with the letters of an acronym."""
    words = [
        token.low for token in other.tokens if token.kind == "word" and token.low not in ("of", "the", "for", "and")
    ]
    letters = [word[0] for word in words]
    size = len(acronym)
    return any("".join(letters[i : i + size]) == acronym for i in range(len(letters) - size + 1))
