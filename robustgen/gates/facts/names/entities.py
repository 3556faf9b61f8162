"""The names of a text: people, places, firms, days, months, acronyms, addresses, codes; and which of them is lost.

A name is a word with a capital where only names have one, a word of our lists of names, an acronym, an e-mail address,
a link or a handle. Usual short forms are the same: "Obama" for "Barack Obama", "the UN" for "the United Nations",
"Mon" for "Monday", "German" for "Germany", "Bill" for "William".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from robustgen.gates.facts.language.forms import is_listed, is_word
from robustgen.gates.facts.language.lexicon import kin_in
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.names.aliases import answered, derived, goes_unsaid, root
from robustgen.gates.facts.names.companions import understood
from robustgen.gates.facts.names.days import in_range
from robustgen.gates.facts.numbers.quantities import counted
from robustgen.gates.facts.numbers.quantity import measures
from robustgen.gates.tables import listed, rows, words
from robustgen.perturbations import tables

_TITLES = words(
    "mr mrs ms dr miss sir madam lady lord prof professor doctor president minister king queen prince"
    " princess saint captain colonel general sergeant officer judge mayor senator governor pope uncle"
    " aunt mum mom dad god"
)
_AMBIGUOUS = words("polish pole poles turkey china states swede finn dane danes mon thai swiss roman romans")
_PARTICLES = words("out off up down over back in on away by")
_OPENERS = words("new los san santa las el saint st mount mt lake port fort cape north south east west la le")
"""Common words that begin a name of several: "South Korea", "Lake Como"."""


_JOINING = words("de la van von der den du da di del della le el al bin ibn ten ter zu y")
"""Small words inside a name: "Willem de Graaf"."""
_CALLED = words(
    "street road avenue lane square bridge park hall hospital school college university hotel airport station"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of tokens that name one thing: where it starts and ends, its words in lower case, as written.

    `sure` is False where it only may be a name, or may well go unsaid: a word with a capital that opens a sentence,
    common words with capitals, a first name in small letters, money without a number.
    """

    start: int
    end: int
    sure: bool
    words: tuple[str, ...]
    said: str


@cache
def _known() -> dict[str, frozenset[str]]:
    """Return lower-case words of names and what kind each names."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, kind, name in tables.rows("person_names"):
        found[name.lower()].add("given" if kind.startswith("given") else "family")
    for kind, place, *_ in tables.rows("places"):
        for word in place.lower().split():
            if word == place.lower() or (not is_word(word) and len(word) > 3):
                found[word].add(kind)
    for use, kind, name in tables.rows("organisations"):
        if use == "find" and " " not in name:
            found[name.lower()].add(kind)
    for kind, name in rows("names"):
        if kind != "word":
            found[name.lower()].add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@cache
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of our own list, and those of them that are common words as well."""
    both = {name for kind, name in rows("names") if kind == "word"}
    return frozenset(name for _, name in rows("names")), frozenset(both)


def _common(word: str) -> bool:
    """Return whether a lower-case word is a common word, whatever else it may name."""
    own, both = _listed()
    return word in both or (word not in own and is_word(word))


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
        while end < len(reading.tokens) and not reading.tokens[end].first:
            if _dated(reading, at, end):
                break
            step = _past_initial(reading, end)
            step += step == end and (reading.low(end) in _JOINING and reading.tokens[end].text.islower())
            step += step > end and reading.low(step) in _JOINING
            if step >= len(reading.tokens) or not _names(reading, step):
                break
            end = step + 1
        start = at - 1 if _opens(reading, at - 1) else at
        found.append(_name(reading, start, end))
        at = end
    return tuple(found)


def _dated(reading: Reading, start: int, end: int) -> bool:
    """Return whether a name is a day or a month behind a preposition, and what follows another: "in April Anna"."""
    dated = end == start + 1 and _kinds(reading.tokens[start]) & {"day", "month"}
    return bool(dated) and reading.low(start - 1) in _BEFORE_DATE


_BEFORE_DATE = words("in on since until by last next this every")


def _past_initial(reading: Reading, at: int) -> int:
    """Return the place behind an initial inside of a name, or the same place: behind "F." of "John F. Kennedy"."""
    initial = reading.tokens[at].text
    if len(initial) > 1 or not initial.isupper() or reading.low(at + 1) != "." or at + 2 >= len(reading.tokens):
        return at
    named = "given" in _kinds(reading.tokens[at - 1]) and reading.tokens[at + 2].text[:1].isupper()
    return at + 2 if named else at


def _opens(reading: Reading, at: int) -> bool:
    """Return whether the common word at a place begins the name behind it."""
    if at < 0 or at in counted(reading):
        return False
    if not reading.titled and _bare(reading, at):
        return True
    if reading.low(at) not in _OPENERS:
        return False
    return reading.tokens[at].text[:1].isupper() or not reading.tokens[at + 1].text[:1].isupper()


def _bare(reading: Reading, at: int) -> bool:
    """Return whether a word that opens a sentence belongs to a name that is none without it: "Harrow Mutual"."""
    token, after = reading.tokens[at], reading.tokens[at + 1]
    if not (token.first and token.content and token.text[:1].isupper()) or token.low.endswith(("ly", "day")):
        return False
    if token.low in listed("agents", "agent") or token.base in _verbs():  # "Detective Harrow", "Call Harrow"
        return False
    return _common(after.low) and not (_kinds(after) or derived(after.low)) and after.text[1:2].islower()


@cache
def _verbs() -> frozenset[str]:
    return frozenset(word for (group,) in rows("alike_verbs") for word in group.split("|"))


def _name(reading: Reading, start: int, end: int) -> Name:
    run = [token for token in reading.tokens[start:end] if token.low not in _TITLES] or list(reading.tokens[start:end])
    said = " ".join(token.text for token in reading.tokens[start:end])
    return Name(start, end, _sure(reading, start, end), tuple(token.low for token in run), said)


def _kinds(token: Token) -> frozenset[str]:
    return _known().get(token.low, frozenset())


def _sure(reading: Reading, start: int, end: int) -> bool:
    run = reading.tokens[start:end]
    first = run[0]
    if first.kind != "word":
        return True
    if (
        reading.low(start - 1) == ","
        and start > 1
        and any(kind & {"country", "continent"} for kind in map(_kinds, run))
    ):
        return not _kinds(reading.tokens[start - 2]) & {"city"}  # "Vienna, Austria"
    kinds = [_kinds(token) for token in run]
    if all(kind and kind <= {"given", "family", "money"} for kind in kinds) and first.text[:1].islower():
        return False
    if any(_spoken(token) and not token.first for token in run):
        return True
    if all(_common(token.low) and not token.text[1:2].isupper() for token in run):
        return False
    if end > start + 1 or not first.first or first.text[1:2].isupper():
        return True
    return is_listed(first.low) and not _common(first.low)


def _spoken(token: Token) -> bool:
    """Return whether a word with a capital names a people or its language: "fluent Danish"."""
    return token.text[:1].isupper() and derived(token.low) and "country" in _known().get(root(token.low), ())


def _names(reading: Reading, at: int) -> bool:
    """Return whether the token at a place is a name or a part of one."""
    token = reading.tokens[at]
    if at in counted(reading) or token.kind not in ("word", "link"):
        return False
    if token.kind == "link":
        return True
    if token.low in measures() and len(token.low) < 4 and token.text.isupper():
        return False
    if token.low in _NO_NAMES:
        return False
    if _listed_name(reading, at):
        return True
    if not token.text[:1].isupper():
        return False
    if token.low in listed("function", "function") or token.low in _TITLES:
        return False
    return _capital_names(reading, at)


_NO_NAMES = words("i 's ok okay tv pm am etc mr mrs ms dr bc ad bce ce dd mm yy yyyy")


def _listed_name(reading: Reading, at: int) -> bool:
    """Return whether our lists tell that a word is a name, in capitals or not."""
    token = reading.tokens[at]
    known = _known().get(token.low, frozenset())
    if known & {"day", "country", "city", "firm", "continent", "month", "thing", "money"}:
        plain = not _common(token.low) or (derived(token.low) and token.text[:1].isupper())
        plain = plain or bool(known & {"day", "month"})
        if plain and (token.low not in ("may", "march", "sun", "sat", "wed", "mar", "dec") or _month_like(reading, at)):
            return True
    if known & {"given"} and token.low in _listed()[0] and not _common(token.low):
        return True
    if not known and derived(token.low) and (token.text[:1].isupper() or token.low not in _AMBIGUOUS):
        kinds = _known().get(root(token.low), frozenset())
        return bool(kinds & {"country", "continent", "day", "month", "city", "thing", "money"})
    return False


def _capital_names(reading: Reading, at: int) -> bool:
    """Return whether a word with a capital is a name, judged by where it stands and what stands by it."""
    token = reading.tokens[at]
    known = bool(_known().get(token.low))
    if reading.titled:
        return known and not _common(token.low)
    if token.first and len(token.text) == 1 and reading.low(at + 1) == ".":  # "J. Smith"
        return reading.tokens[at + 2 : at + 3] != () and reading.tokens[at + 2].text[:1].isupper()
    if token.text.isupper() and len(token.text) > 1:
        return not (is_word(token.low) and len(token.text) > 3) and not _shouted(reading, at)
    if not token.first or (known and (not _common(token.low) or token.low in _listed()[0])):
        return True
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if after and after.kind == "word" and after.text[:1].isupper() and after.low not in listed("function", "function"):
        return not _common(token.low) or known or after.low in _CALLED
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


def unanswered(own: Reading, other: Reading) -> list[Name]:
    """Return the names of a text of which another has no usual form."""
    there = [name.words for name in names(other)]
    return [
        one for one in names(own) if not answered(one.words, own, other, there) and not in_range(one.words, own, other)
    ]


def telling(name: Name, reading: Reading) -> frozenset[int]:
    """Return the places of a name's words that tell it from others: not of "President", "of" or "Inc."."""
    places = range(name.start, name.end)
    return frozenset(at for at in places if not goes_unsaid(reading.low(at))) or frozenset(places)


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return (reason, detail) of the first name that one text has and the other has not, or None."""
    lost, added = unanswered(source, candidate), unanswered(candidate, source)
    left = [one for one in lost if not understood(telling(one, source), source, candidate)]
    new = [one for one in added if not understood(telling(one, candidate), candidate, source)]
    if not (left or new):
        return None
    if lost and added:
        return "name changed", f"{(left or lost)[0].said!r} became {(new or added)[0].said!r}"
    lost, added = [one for one in left if one.sure], [one for one in new if one.sure]
    part = next((one for one in lost if not candidate.lows.isdisjoint(one.words)), None)
    if part:
        return "name changed", f"{part.said!r} is there in part only"
    if lost and not _referred(source, candidate):
        return "name lost", f"{lost[0].said!r} is gone"
    longer = len(candidate.tokens) > len(source.tokens) + 1
    if added and (longer or not _referred(candidate, source)):
        return "name added", f"{added[0].said!r} is new"
    return None


_PRONOUNS = words("he him his she her hers it its they them their theirs we us our ours")


def _referred(named: Reading, other: Reading) -> bool:
    """Return whether another text may speak of what a text names without its name: "she", "the company"."""
    if (other.lows - named.lows) & _PRONOUNS:
        return True
    for at, token in enumerate(other.tokens):
        if token.low in ("the", "this", "that", "these", "our", "their", "its", "his", "her"):
            behind = other.tokens[at + 1 : at + 3]
            for noun in behind:
                if noun.content and not kin_in(noun.base, named.bases):
                    return True
    return False
