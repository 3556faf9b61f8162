"""Words for words: ordinals in figures and in words, abbreviations written out and made, synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.matching import (
    Hand,
    Index,
    after,
    before,
    find,
    index,
    inside,
    longest,
    quoted,
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
_IRREGULAR = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_SHORT = re.compile(r"(?<![\w'\u2019@#/&.+-])[A-Za-z]+(?:[./][A-Za-z]+)*[./]?(?![\w'\u2019@#&+-])", re.ASCII)
_ABBREVIATED = re.compile(r"[./]")
Guard = tuple[tuple[str, bool, frozenset[str]], ...]


@perturbation(
    "paraphrase.ordinal", label="preserves", amount=PLACES, languages=("en",), source=_CAMBRIDGE, numbers=True
)
def ordinal(text: Text) -> Iterator[Place]:
    """Write an ordinal that is no date in words, or in figures.

    >>> from robustgen.generation import perturb
    >>> perturb("it was my 2nd visit", "paraphrase.ordinal").text
    'it was my second visit'
    """
    lists, quotations, small = word_lists("ordinal_words"), quoted(text.string), text.string.islower()
    for match in _ORDINAL.finditer(text.string):
        start, end = match.span()
        number = int(match[1])
        if match[2].lower() != _suffix(number) or _meets(text.hard, start, end) or inside(start, quotations):
            continue
        counted = after(text.string, end) in lists["counted"] | lists["figures"]
        if counted and _counts(text.string, start, end, lists, small=small):
            yield Place(start, end, (match_case(ordinal_word(number), "A" if text.string.isupper() else "a"),))
    for found in find(text, _ordinals()):
        start, end = found.start, found.end
        if not text.string[start:end].islower() or inside(start, quotations):
            continue
        one = before(text.string, start) in ("a", "an") and found.value == 1  # "a first time director"
        if (
            not one
            and after(text.string, end) in lists["counted"]
            and _counts(text.string, start, end, lists, small=small)
        ):
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
    taken = []
    for start, end, (new, guard) in _shortened(text):
        if (
            text.free(start, end)
            and not inside(start, quotations)
            and _allowed(text.string, start, end, guard, small=hand.small)
        ):
            written = _written(text.string, start, end, new, hand)
            if written:
                taken.append((start, Place(start, end, (written,))))
    for match in longest(unquoted(text, _full_forms())):
        if _allowed(text.string, match.start, match.end, match.value[1], small=hand.small):
            written = _written(text.string, match.start, match.end, match.value[0], hand)
            if written:
                taken.append((match.start, Place(match.start, match.end, (written,))))
    yield from (place for _, place in sorted(taken, key=lambda pair: pair[0]))


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
        original = text.string[start:end]
        previous, following = before(text.string, start), after(text.string, end)
        article = _article(text, match.first) if previous in ("a", "an") else None
        options: list[str] = []
        for part, form, others, guard in match.value:
            if _fits(part, form, previous, following) and _allowed(text.string, start, end, guard):
                options += [other for other in others if other not in options]
        if previous in ("a", "an") and article is None:
            continue
        written = [hand.fit(other, original) for other in options]
        if article is not None:
            start = text.words[match.first - 1][0]
            written = [f"{hand.fit(_indefinite(new), article)} {new}" for new in written]
        yield Place(start, end, written)


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


def _counts(string: str, start: int, end: int, lists: Mapping[str, frozenset[str]], *, small: bool) -> bool:
    """Return whether an ordinal counts what the next word names: "my 2nd visit", but no date, street or second."""
    if string[end : end + 1] != " " or string[start - 1 : start] != " " or before(string, start) not in lists["before"]:
        return False
    following = after(string, end)
    capital = not small and string[end + 1 : end + 2].isupper() and not string.isupper()
    return not capital and following not in lists["not_counted"]


def _meets(regions: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in regions)


@cache
def _short_forms() -> dict[str, tuple[str, Guard]]:
    """Return (full form, guard) by abbreviation."""
    return {found: (new, parsed(guard)) for found, new, guard in rows("abbreviations") if _is_short(found, new)}


@cache
def _full_forms() -> Index[tuple[str, Guard]]:
    """Return (abbreviation, guard) by full form, and by what has a hyphen."""
    table = rows("abbreviations")
    return index((found, (new, parsed(guard))) for found, new, guard in table if not _is_short(found, new))


def _is_short(found: str, new: str) -> bool:
    plain = len(found) < len(new) and " " not in found and "-" not in found and "'" not in found
    return plain or _ABBREVIATED.search(found) is not None


def _shortened(text: Text) -> Iterator[tuple[int, int, tuple[str, Guard]]]:
    """Yield (start, end, what the table says) of abbreviations; a final point belongs to one where the text goes on."""
    table = _short_forms()
    for match in _SHORT.finditer(text.string):
        token, (start, end) = match.group().lower(), match.span()
        if token.endswith("."):
            beside = text.string[end : end + 2]
            ends = not beside.strip() or beside[1:2].isupper() or beside[:1] == "\n"
            if not ends and token in table:
                yield start, end, table[token]
                continue
            token, end = token[:-1], end - 1
            if not ends or (token not in table and beside.strip()):
                continue
            if token not in table:
                token += "."
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
def parsed(guard: str) -> Guard:
    """Return the conditions of a guard: the side, whether it wants one of the words, and the words."""
    conditions = []
    for condition in guard.split():
        side, _, words = condition.partition("=")
        conditions.append((side.removesuffix("!"), not side.endswith("!"), frozenset(words.split(","))))
    return tuple(conditions)


def _allowed(string: str, start: int, end: int, guard: Guard, *, small: bool = False) -> bool:
    for side, wanted, words in guard:
        if side == "hand":
            if not small:
                return False
            continue
        beside = after(string, end) if side == "next" else before(string, start)
        if (beside in words or ("#" in words and beside[:1].isdigit())) != wanted:
            return False
    return True


@cache
def _synonyms() -> Index[tuple[tuple[str, int, tuple[str, ...], Guard], ...]]:
    """Return (part of speech, number of the form, synonyms in that form, guard) of every form."""
    found: dict[str, list[tuple[str, int, tuple[str, ...], Guard]]] = {}
    for forms, part, synonyms, guard in rows("synonyms"):
        for number, form in enumerate(forms.split("/")):
            others = tuple(synonym.split("/")[number] for synonym in synonyms.split("|"))
            found.setdefault(form, []).append((part, number, others, parsed(guard)))
    return index((form, tuple(senses)) for form, senses in found.items())


def _fits(part: str, form: int, previous: str, following: str) -> bool:
    """Return whether a word may be the part of speech that its row says, by the words beside it."""
    lists = word_lists("ordinal_words")
    if part == "verb":
        if form == 0:
            return previous in lists["before_base"]
        return previous in lists["before_third"] if form == 1 else previous not in lists["determiner"]
    if part == "noun":
        return previous not in lists["before_base"] or previous in ("^", "~")
    return previous not in ("more", "most", "less", "least", "as", "how", "so") or part == "adverb"


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
