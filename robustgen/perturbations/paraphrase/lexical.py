"""Words for words: ordinals in figures and in words, abbreviations written out and made, synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from robustgen.definition import share
from robustgen.perturbations.matching import (
    Guard,
    Hand,
    Index,
    after,
    before,
    find,
    holds,
    index,
    inside,
    longest,
    named,
    quoted,
    read_guard,
    unquoted,
    word_lists,
)
from robustgen.perturbations.numbers import spelled
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

PLACES = share(0.1, 0.25, 0.5, 0.75, 1)

_TABLES = "robustgen/perturbations/tables"
_CAMBRIDGE = "R. Huddleston and G. K. Pullum, The Cambridge Grammar of the English Language (2002)"
_ORDINAL = re.compile(r"(?<![\w.,/:'\u2019#$-])([1-9]|[1-9]\d)(st|nd|rd|th)(?![\w'\u2019/-])", re.ASCII | re.IGNORECASE)
# "Friday the" 13th, "16th and" 23rd week: a name, and what is written like its neighbour.
_TIED = re.compile(r"day the $|(?:st|nd|rd|th) (?:and|or|to) (?:the )?$", re.IGNORECASE)
_IRREGULAR = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_SHORT = re.compile(r"(?<![\w'\u2019@#/&.+-])[A-Za-z]+(?:[./][A-Za-z]+)*[./]?(?![\w'\u2019@#&+-]| /)", re.ASCII)
_ABBREVIATED = re.compile(r"[./]")


class _Sense(NamedTuple):
    """What may be said for a form of a word: of its part of speech, or its kind of verb form."""

    kind: str
    other: str
    guard: Guard


@perturbation(
    "paraphrase.ordinal", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE, numbers=True
)
def ordinal(text: Text) -> Iterator[Place]:
    """Write an ordinal that is no date in words, or in figures.

    >>> from robustgen.generation import perturb
    >>> perturb("it was my 2nd visit", "paraphrase.ordinal").text
    'it was my second visit'
    """
    lists, quotations, hand = word_lists("ordinal_words"), quoted(text.string), Hand.of(text)
    for match in _ORDINAL.finditer(text.string):
        start, end = match.span()
        number = int(match[1])
        if match[2].lower() != _suffix(number) or _meets(text.hard, start, end) or inside(start, quotations):
            continue
        counted = after(text.string, end) in lists["counted"] | lists["figures"]
        if counted and _counts(text.string, start, end, lists, hand):
            yield Place(start, end, (hand.write(ordinal_word(number)),))
    for found in find(text, _ordinals()):
        start, end = found.start, found.end
        if not text.string[start:end].islower() or inside(start, quotations):
            continue
        one = before(text.string, start) in ("a", "an") and found.value == 1  # "a first time director"
        counted = after(text.string, end) in lists["counted"] and not one
        if counted and _counts(text.string, start, end, lists, hand):
            yield Place(start, end, (f"{found.value}{_suffix(found.value)}",))


@perturbation(
    "paraphrase.abbreviation",
    label="preserves",
    amount=PLACES,
    languages=("en",),
    source=f"{_TABLES}/abbreviations.tsv",
)
def abbreviation(text: Text) -> Iterator[Place]:
    """Write an abbreviation out, or abbreviate what is written out.

    >>> from robustgen.generation import perturb
    >>> perturb("call me back ASAP", "paraphrase.abbreviation").text
    'call me back as soon as possible'
    """
    hand, quotations = Hand.of(text), quoted(text.string)
    found = [(a, b, row) for a, b, row in _shortened(text) if text.free(a, b) and not inside(a, quotations)]
    found += [(match.start, match.end, match.value) for match in longest(unquoted(text, _full_forms()))]
    for start, end, (new, guard) in sorted(found, key=lambda place: place[:2]):
        if holds(guard, text.string, start, end, small=hand.small) and not named(text.string, start, end):
            written = _written(text.string, start, end, new, hand)
            if written:
                yield Place(start, end, (written,))


@perturbation("paraphrase.synonym", label="unknown", amount=PLACES, languages=("en",), source=f"{_TABLES}/synonyms.tsv")
def synonym(text: Text) -> Iterator[Place]:
    """Exchange a word for a synonym of the same part of speech, inflected like it.

    >>> from robustgen.generation import perturb
    >>> perturb("a hilarious movie about a physician", "paraphrase.synonym", seed=2).text
    'a hilarious movie about a doctor'
    """
    hand = Hand.of(text)
    for match in unquoted(text, _synonyms()):
        start, end = match.start, match.end
        original, previous = text.string[start:end], before(text.string, start)
        acronym = len(original) < 5 and original.isupper() and not hand.capital  # "LAD"
        article = _article(text, match.first) if previous in ("a", "an") else ""
        if acronym or article is None or named(text.string, start, end):
            continue
        written: list[str] = []
        for sense in match.value:
            if _fits(sense.kind, previous) and holds(sense.guard, text.string, start, end):
                written.append(hand.fit(sense.other, original))
        if article:
            start = text.words[match.first - 1][0]
            written = [f"{hand.fit(_indefinite(new), article)} {new}" for new in written]
        yield Place(start, end, tuple(dict.fromkeys(written)))


def ordinal_word(number: int) -> str:
    """Return the ordinal of 1 to 99 in words.

    >>> ordinal_word(3), ordinal_word(20), ordinal_word(42)
    ('third', 'twentieth', 'forty-second')
    """
    if number > 20 and number % 10:
        return f"{spelled(number - number % 10)}-{ordinal_word(number % 10)}"
    if number in _IRREGULAR:
        return _IRREGULAR[number]
    word = spelled(number)
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


def _suffix(number: int) -> str:
    return "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@cache
def _ordinals() -> Index[int]:
    return index((ordinal_word(number), number) for number in range(1, 21))


def _counts(string: str, start: int, end: int, lists: Mapping[str, frozenset[str]], hand: Hand) -> bool:
    """Return whether an ordinal counts what the next word names: "my 2nd visit", but no date, street or second."""
    if string[end : end + 1] != " " or string[start - 1 : start] != " " or before(string, start) not in lists["before"]:
        return False
    if _TIED.search(string, max(0, start - 16), start):
        return False
    following = after(string, end)
    name = string[end + 1 : end + 2].isupper() and not hand.capital
    return not name and following not in lists["not_counted"]


def _meets(regions: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in regions)


@cache
def _short_forms() -> dict[str, tuple[str, Guard]]:
    """Return (full form, guard) by abbreviation."""
    table = rows("abbreviations")
    return {found: (new, read_guard(guard)) for found, new, guard in table if _is_short(found, new)}


@cache
def _full_forms() -> Index[tuple[str, Guard]]:
    """Return (abbreviation, guard) by full form, and by what has a hyphen."""
    table = rows("abbreviations")
    return index((found, (new, read_guard(guard))) for found, new, guard in table if not _is_short(found, new))


@cache
def _acronyms() -> frozenset[str]:
    """Return the abbreviations that are written in capitals: of several words, or so in the table."""
    several = {short for short, (full, _) in _short_forms().items() if " " in full}
    return frozenset(several | {new.lower() for _, new, _ in rows("abbreviations") if new.isupper()})


def _is_short(found: str, new: str) -> bool:
    plain = len(found) < len(new) and " " not in found and "-" not in found and "'" not in found
    return plain or _ABBREVIATED.search(found) is not None


def _shortened(text: Text) -> Iterator[tuple[int, int, tuple[str, Guard]]]:
    """Yield (start, end, what the table says) of abbreviations, with their point but where that ends a sentence."""
    table, string, capital = _short_forms(), text.string, text.string.isupper()
    for match in _SHORT.finditer(string):
        token, (start, end) = match.group().lower(), match.span()
        if len(token) > 1 and match.group().isupper() and not capital and token not in _acronyms():
            continue  # "HRS" is no hours
        beside = string[end : end + 2]
        if token.endswith(".") and (not beside.strip() or beside[1:2].isupper() or beside[0] == "\n"):
            end -= 1
            if token[:-1] in table or beside.strip():
                token = token[:-1]
        if token in table:
            yield start, end, table[token]


def _written(string: str, start: int, end: int, new: str, hand: Hand) -> str:
    """Return `new` as the text would write it in place of [start, end); empty where that is not plain."""
    original, previous = string[start:end], before(string, start)
    if previous in ("a", "an") and (new[0].lower() in "aeiou") != (previous == "an"):
        return ""
    if new.endswith(".") and string[end : end + 1] == ".":
        return ""
    if hand.capital or hand.small:
        return hand.write(new.upper() if hand.capital else new.lower())
    if previous == "^" and original[0].isupper():
        new = match_case(new, "A")
    return hand.write(new)


@cache
def _synonyms() -> Index[tuple[_Sense, ...]]:
    """Return what may be said for every form of every word of the table."""
    found: dict[str, list[_Sense]] = {}
    for forms, part, synonyms, guard in rows("synonyms"):
        written = forms.split("/")
        kinds = [part] if part != "verb" else ["base", "third", "past", "participle", "ing"]
        for synonym in synonyms.split("|"):
            others = synonym.split("/")
            # "painted" is past and participle at once: only a synonym whose own two differ asks which it is.
            unsure = part == "verb" and written[2] == written[3] and others[2] != others[3]
            for number, (form, other) in enumerate(zip(written, others, strict=True)):
                kind = kinds[number] if len(kinds) > number else part
                if kind in ("past", "participle") and not unsure:
                    kind = "either"
                found.setdefault(form, []).append(_Sense(kind, other, read_guard(guard)))
    return index((form, tuple(senses)) for form, senses in found.items())


def _fits(kind: str, previous: str) -> bool:
    """Return whether a word may be of the kind that its row says, by the word before it."""
    lists = word_lists("ordinal_words")
    if kind in ("base", "third", "past", "participle"):
        return previous in lists[f"before_{kind}"]
    if kind in ("either", "ing"):
        return previous not in lists["determiner"]
    if kind == "noun":
        return previous not in lists["before_base"] or previous == "^"
    return kind == "adverb" or previous not in ("more", "most", "less", "least", "as", "how", "so")


def _article(text: Text, word: int) -> str | None:
    """Return the article before word `word`, or None where more than a space stands between."""
    if not word or text.string[text.words[word - 1][1] : text.words[word][0]] != " ":
        return None
    return text.string[slice(*text.words[word - 1])]


def _indefinite(word: str) -> str:
    """Return the indefinite article of a word of the table."""
    low = word.lower()
    vowel = low[0] in "aeiou" and not low.startswith(("usual", "use", "uni", "one"))
    return "an" if vowel or low.startswith(("honest", "hour")) else "a"
