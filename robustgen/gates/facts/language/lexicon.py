"""What the gates know of English words: kinship, opposites, converses, praise and blame."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

from robustgen.gates.facts.language.forms import ALIKE, lemma, vocabulary
from robustgen.gates.facts.language.phrases import carrier, senses
from robustgen.gates.tables import listed, rows, words
from robustgen.perturbations import tables

_NEGATIVE_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "non-")


@cache
def _alike() -> dict[str, frozenset[int]]:
    """Return the numbers of the groups of words that may stand for each other."""
    found: dict[str, set[int]] = defaultdict(set)
    groups = [row[0].split("|") for name in ALIKE for row in rows(name)]
    for forms, _, synonyms, _ in tables.rows("synonyms"):
        groups.append([forms.partition("/")[0], *(other.partition("/")[0] for other in synonyms.split("|"))])
    groups += [group.split("/") for _, _, kinds in rows("kinds") for group in kinds.split("|") if "/" in group]
    for number, group in enumerate(groups):
        for word in group:
            found[lemma(word)].add(number)
    plain = {word: frozenset(numbers) for word, numbers in found.items()}
    own: dict[str, int] = {}
    for phrase, meanings in senses().items():
        found[phrase].update(*(plain.get(lemma(meant), ()) for meant in meanings))
        for shared in (*meanings, f"{carrier(phrase)} of {phrase}"):
            number = own.setdefault(shared, len(groups) + len(own))
            found[phrase].add(number)
            found[lemma(shared.partition(" ")[0])].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@lru_cache(maxsize=65536)
def kin(one: str, other: str) -> bool:
    """Return whether two base forms are the same, derived from each other, or listed as alike.

    >>> kin("decide", "decision"), kin("car", "automobile"), kin("cat", "dog")
    (True, True, False)
    """
    return related(one, other) or (not _groups(one).isdisjoint(_groups(other)) and not opposed(one, other))


@lru_cache(maxsize=65536)
def related(one: str, other: str) -> bool:
    """Return whether two base forms are the same or derived from each other: "decide" and "decision"."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short) and long[len(short) :] in _ENDINGS:
        return True
    shared = 0
    while shared < len(short) and short[shared] == long[shared]:
        shared += 1
    return shared >= 4 and long[shared:] in _ENDINGS and short[shared:] in _ENDINGS


@lru_cache(maxsize=65536)
def _groups(word: str) -> frozenset[int]:
    """Return the numbers of the groups that hold a word, or what it is derived from: "swiftly" those of "swift"."""
    alike = _alike()
    found = alike.get(word, frozenset())
    for end, others in _DERIVED:
        if word.endswith(end) and len(word) - len(end) > 2:
            stem = word[: -len(end)]
            for other in others:
                found |= alike.get(stem + other, frozenset())
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found |= alike.get(stem[:-1], frozenset())
    return found


_DERIVED = (
    ("ly", ("", "le")), ("ily", ("y",)), ("ness", ("",)), ("iness", ("y",)), ("ment", ("",)), ("er", ("", "e")),
    ("or", ("", "e")), ("ation", ("e", "")), ("ion", ("e", "")), ("ance", ("", "e")), ("ence", ("", "e")),
    ("ing", ("", "e")), ("ed", ("", "e")), ("able", ("", "e")), ("ful", ("",)), ("al", ("", "e")), ("ive", ("e", "")),
    ("y", ("", "e")), ("ity", ("e", "")), ("ability", ("able",)), ("ibility", ("ible",)), ("ication", ("y",)),
    ("ption", ("be", "ve")), ("sion", ("d", "de", "t")), ("ous", ("", "e", "y")), ("ic", ("", "y")),
    ("ically", ("ic",)), ("th", ("",)), ("ency", ("ent",)), ("ancy", ("ant",)),
)  # fmt: skip
"""Endings that make a word of another, and what the other has in their place."""


@cache
def _nouns() -> dict[str, frozenset[int]]:
    """Return the numbers of the groups of nouns that may stand for each other."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, (group,) in enumerate(rows("nouns")):
        for word in group.split("|"):
            found[lemma(word)].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def stands_for(one: str, other: str) -> bool:
    """Return whether a base form may take the place of another: akin, or nouns that mean much the same.

    Wider than `kin`: enough to say that a word has a counterpart, too little to tell from it who does what.
    """
    return kin(one, other) or bool(_nouns().get(one, frozenset()) & _nouns().get(other, frozenset()))


def has_synonyms(word: str) -> bool:
    """Return whether any table holds another word for a base form."""
    return bool(_groups(word)) or word in _nouns()


@lru_cache(maxsize=65536)
def kin_in(word: str, bases: frozenset[str]) -> bool:
    """Return whether any of some base forms is kin to a word; as `kin` with each of them, without asking each."""
    index = _index(bases)
    likely = {*index.get(word[:3], ()), *(base for group in _groups(word) for base in index.get(group, ()))}
    return any(kin(word, base) for base in likely)


@lru_cache(maxsize=65536)
def stand_in(word: str, bases: frozenset[str]) -> bool:
    """Return whether any of some base forms may take the place of a word; as `stands_for` with each of them."""
    nouns = _nouns()
    own = nouns.get(word, frozenset())
    return kin_in(word, bases) or bool(own and any(own & nouns[base] for base in bases if base in nouns))


@lru_cache(maxsize=4096)
def _index(bases: frozenset[str]) -> dict[object, list[str]]:
    """Return base forms by their first three letters, which words of one family share, and by their groups."""
    found: dict[object, list[str]] = defaultdict(list)
    for base in bases:
        for key in (base[:3], *_groups(base)):
            found[key].append(base)
    return found


_ENDINGS = words(
    "s es ed d ing ly y er r or ers ist ism ion tion ation ition sion ment ness al ial ical ic ity ty ive"
    " ative able ible ful ance ence ant ent e ance ancy ency ous ious ry ery ure th t en age ship hood"
    " dom ally ily ied ies ision ssion cation ication ification de d ct se ce eon i ied ier iest est man"
    " men ern erly"
)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    pairs = [(one, other) for name in ("opposites", "opposites_loose") for one, other in rows(name)]
    for kind, word, others in tables.rows("control_pairs"):
        if kind in ("antonym", "comparative", "temporal"):
            pairs += [(word, other) for other in others.lower().split("|") if " " not in other]
    for one, other in pairs:
        for a, b in ((one, other), (lemma(one), lemma(other))):
            found[a].add(b)
            found[b].add(a)
    return {word: frozenset(others) for word, others in found.items()}


@lru_cache(maxsize=65536)
def opposed(one: str, other: str) -> bool:
    """Return whether two words, as written or in base form, exclude each other: "cheap" and "expensive"."""
    table = _opposites()
    if other in table.get(one, ()) or denied(one) == other or denied(other) == one:
        return True
    meant, meant_too = (senses().get(word, (word,)) for word in (one, other))
    if len(meant) + len(meant_too) > 2 and not {*meant} & {*meant_too}:
        first, first_too = meant[0], meant_too[0]
        if opposed(first, first_too) or opposed(lemma(first), lemma(first_too)):
            return True
    for end in ("ly", "er", "est"):
        plain, plain_too = one.removesuffix(end), other.removesuffix(end)
        if plain != one and plain_too != other and len(plain) > 2 and opposed(plain, plain_too):
            return True
    if one.endswith("ly") != other.endswith("ly"):
        plain, plain_too = one.removesuffix("ly"), other.removesuffix("ly")
        return plain_too in table.get(plain, ())
    return False


@cache
def _loose() -> frozenset[frozenset[str]]:
    firm = {frozenset(map(lemma, row)) for row in rows("opposites")}
    return frozenset(frozenset(map(lemma, row)) for row in rows("opposites_loose")) - firm


def loosely(one: str, other: str) -> bool:
    """Return whether two base forms are opposites in some uses only: "join" and "leave"."""
    meant, meant_too = (senses().get(word, (word,)) for word in (one, other))
    return any(frozenset((lemma(a), lemma(b))) in _loose() for a in meant for b in meant_too)


@cache
def converses() -> frozenset[tuple[str, str]]:
    """Return the pairs of base forms that say the same of two things exchanged, both ways round."""
    found = rows("converses")
    return frozenset([(one, other) for one, other in found] + [(other, one) for one, other in found])


@lru_cache(maxsize=65536)
def denied(word: str) -> str | None:
    """Return the base that a word denies by a prefix or "-less": "unhappy" denies "happy", "careless" "careful".

    >>> denied("unhappy"), denied("impossible"), denied("under"), denied("careless")
    ('happy', 'possible', None, 'careful')
    """
    if listed("function", "undenied") & {word, lemma(word)}:
        return None
    for prefix in _NEGATIVE_PREFIXES:
        base = word.removeprefix(prefix)
        if base != word and len(base) > 3 and (base in vocabulary() or lemma(base) in vocabulary()):
            return base
    if word.endswith("less") and len(word) > 6:
        return word[:-4] + "ful" if word[:-4] + "ful" in vocabulary() else word[:-4]
    return None


@cache
def _polar() -> dict[str, int]:
    found: dict[str, int] = {}
    for word, polarity, _ in tables.rows("evaluative"):
        found[word] = int(polarity)
        found.setdefault(lemma(word), int(polarity))
    return found


def polarity(word: str) -> int:
    """Return +1 or -1 for a word that praises or damns, 0 for any other."""
    return _polar().get(word, 0)


@lru_cache(maxsize=65536)
def near(one: str, other: str) -> bool:
    """Return whether two words are one slip apart: a letter added, dropped, replaced, or two exchanged."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
