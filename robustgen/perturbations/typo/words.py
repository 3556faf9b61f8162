"""Slips on whole words: misspelt by rule, put right wrongly, on the wrong layout, in the wrong case, twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from robustgen.definition import share
from robustgen.perturbations.matching import Hand
from robustgen.perturbations.tables import rows
from robustgen.perturbations.typo._letters import capital, names, small, typed
from robustgen.perturbations.typo.characters import WORDS
from robustgen.places import Place, Stretches
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

_TABLES = "robustgen/perturbations/tables"
_LETTERS = re.compile(r"[a-z]+")
# Longer ones are no words, and their slips too many to be listed.
_LONGEST = 40
_CONSONANTS = "bcdfglmnprst"
# Pattern, what is written instead, and the shortest word it is done to. The first group, if there is one, stays.
_RULES = tuple((re.compile(pattern), new, least) for pattern, new, least in (
    (rf"(?<=[aeiou])(?!(?:ss|ll)(?:ed|e[rs]|ing)\b)([{_CONSONANTS}])\1(?=[aeiouly])", r"\1", 6),  # beginning → begining
    (r"(?<=[bcdfgjklmnprstvz]i)([lt])(?=ing\b|ed\b)", r"\1\1", 7),  # writing → writting
    (r"(?<=[ptv]e)n(?=ing\b|ed\b)|(?<=co)m(?=ing\b)|(?<=elo)p(?=ing\b|ed\b)", r"\g<0>\g<0>", 6),  # coming → comming
    (r"(?<=[bdfglmnprstvz][eoi])(l)\b", r"\1\1", 5),  # until → untill
    (r"\b(total|final|general|several|normal|personal)\b", r"\1l", 5),
    (r"(?<=\ba)(?:m(?=az|ount)|n(?=oth)|r(?=ound)|p(?=art|olog))|(?<=\bo)(?:p(?=in|erat)|m(?=it))", r"\g<0>\g<0>", 5),
    (r"(?<=\bpro)f(?=e)|(?<=\bto)m(?=orr)|(?<=\bocca)s(?=i)|(?<=\bdi)s(?=a)|(?<=\bre)c(?=om)", r"\g<0>\g<0>", 7),
    (r"(?<=[bdflnrst])ie(?!(?:d|r|s|st|ng)\b)(?=[a-rt-z])", "ei", 5),  # friend → freind
    (r"(?<=[a-z])(?<!\br)(?<!ag)ei(?=[a-z])(?!ng\b)", "ie", 5),  # receive → recieve
    (r"\bbeing\b", "bieng", 5),
    (r"able\b", "ible", 7),
    (r"ible\b", "able", 6),
    (r"(?<![nv])(?<!rom)ance\b", "ence", 7),
    (r"ence\b", "ance", 6),
    (r"ant\b", "ent", 7),
    (r"(?:(?<=pend)|(?<=ffer)|(?<=xcell)|(?<=ppar)|(?<=her)|(?<=man)|(?<=dul))ent\b", "ant", 7),
    (r"(?<=[a-z]{2})ery\b", "ary", 6),
    (r"(?<=[a-z]{2})ary\b", "ery", 6),
    (r"(?<=[a-z]{2})(?<!l)e(?=ly\b|ment\b)", "", 7),  # definitely → definitly
    (r"(?<=[a-z])full\b", "ful", 6),
    (r"(?<=[a-z]{2})ful\b", "full", 6),
    (r"(?<=[a-z])sc(?=[ei])", "s", 6),  # fascinating → fasinating
    (r"ght", "gth", 5),  # thought → thougth
    (r"(?<=[a-z])mb\b", "m", 5),
    (r"\brh(?=[aeioy])", "r", 6),
    (r"(?<=[a-z]{2})mn\b", "m", 6),
    (r"(?<=[a-z])ou(?=s\b)", "u", 7),
    (r"(?<=[a-z]n)tion\b", "sion", 7),  # attention → attension
    (r"(?<=[a-z]n)sion\b", "tion", 7),  # extension → extention
    (r"(?<=[a-z]{2})cede\b", "ceed", 6),
))  # fmt: skip
# Words that are in every text, so that a slip on others is seen as often.
_EVERYWHERE = frozenset(("of", "with", "this", "that", "can", "your", "from", "have", "there"))
# Rows of letters of layouts that people switch between, key for key: QWERTY with AZERTY, QWERTZ and other scripts.
_QWERTY = "qwertyuiopasdfghjklzxcvbnm"
_SWITCHED = {
    "azerty": (_QWERTY, "azertyuiopqsdfghjklwxcvbn,"),
    "qwertz": (_QWERTY, "qwertzuiopasdfghjklyxcvbnm"),
    "ru": ("`qwertyuiop[]asdfghjkl;'zxcvbnm,.", "ёйцукенгшщзхъфывапролджэячсмитьбю"),
    "uk": ("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхїфівапролджєячсмитьбю"),
    "he": ("ertyuiopasdfghjkl;zxcvbnm,.", "קראטוןםפשדגכעיחלךףזסבהנמצתץ"),
}
_SHIFTED = dict(zip("`[];',.", '~{}:"<>', strict=True))


@perturbation(
    "typo.misspelling_rule",
    label="preserves",
    amount=WORDS,
    languages=("en",),
    source="written for robustgen; cf. M. Yannakoudakis and D. Fawthrop, The rules of spelling errors, Information "
    "Processing and Management 19 (1983)",
)
def misspelling_rule(text: Text) -> Stretches:
    """Misspell a word by rule: single and double consonants, ie and ei, -able and -ible, -ance and -ence, mute letters.

    >>> from robustgen.generation import perturb
    >>> perturb("the beginning of a friendship", "typo.misspelling_rule").text
    'the begining of a friendship'
    """
    string, named = text.string, names(text)
    spans = [
        span for span, word in zip(text.words, text.lowered, strict=True)
        if 4 < len(word) < _LONGEST and _LETTERS.fullmatch(word) and not named(*span) and misspelt(word)
    ]  # fmt: skip
    return Stretches(text, spans, lambda a, b: [match_case(new, string[a:b]) for new in misspelt(string[a:b].lower())])


@perturbation("typo.autocorrect", label="unknown", amount=WORDS, languages=("en",), source=f"{_TABLES}/autocorrect.tsv")
def autocorrect(text: Text) -> Stretches:
    """Write the frequent word that a keyboard takes a slip of one key for: "food" for "good", "well" for "we'll".

    >>> from robustgen.generation import perturb
    >>> perturb("have a good time", "typo.autocorrect").text
    'have a good tie'
    """
    string, table, hand, named = text.string, _autocorrected(), Hand.of(text), names(text)
    spans = [
        (a, b) for (a, b), word in zip(text.words, text.lowered, strict=True)
        if word in table and not named(a, b) and "-" not in string[max(0, a - 1) : b + 1]
    ]  # fmt: skip
    return Stretches(
        text,
        spans,
        lambda a, b: [hand.fit(new, string[a:b]) for new in table[string[a:b].lower().replace("\u2019", "'")]],
        weights=[1 if string[a:b].lower() in _EVERYWHERE else 4 for a, b in spans],
    )


@perturbation(
    "typo.layout_slip",
    label="preserves",
    amount=share(0.02, 0.05, 0.1, 0.2, 0.4, of="words"),
    source=f"{_TABLES}/layouts.tsv: the same keys on QWERTY, AZERTY, QWERTZ, Russian, Ukrainian and Hebrew keyboards",
    parameters=("azerty", "qwertz"),
)
def layout_slip(text: Text, layout: str | None) -> Stretches:
    """Type a word as on another layout: "qre" for "are" on AZERTY, "zes" for "yes" on QWERTZ; Russian on QWERTY.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.layout_slip").text
    'check my bqlqnce'
    """
    string, keys = text.string, _layout_map(text.base_language, layout)
    made: dict[tuple[int, int], str] = {}
    for start, end in text.words:
        word = string[start:end]
        if end - start > 2 and all(letter in keys for letter in word):
            new = "".join(keys[letter] for letter in word)
            if new != word and (new.isalpha() or not word.isascii()):
                made[start, end] = new
    return Stretches(text, list(made), lambda a, b: (made[a, b],))


@perturbation(
    "typo.shift_slip",
    label="preserves",
    amount=share(0.05, 0.1, 0.2, 0.4, 0.8),
    source="written for robustgen: the shift key let go too late, or pressed too late",
)
def shift_slip(text: Text) -> Iterator[Place]:
    """Let the shift key go too late, or press it too late: "THe" for "The", "tHe" for "The".

    >>> from robustgen.generation import perturb
    >>> perturb("The staff was kind", "typo.shift_slip").text
    'THe staff was kind'
    """
    string, low, upper = text.string, small(text), capital(text)
    for number, (start, end) in enumerate(text.words):
        a, b = string[start], string[start + 1 : start + 2]
        if end - start > 2 and a.isupper() and string[start + 1 : end].islower() and low(a) != a and upper(b) != b:
            late = a + upper(b)
            yield Place(start, start + 2, [late, late, late, low(a) + upper(b)], key=number)


@perturbation(
    "typo.caps_lock",
    label="preserves",
    amount=share(0.01, 0.02, 0.05, 0.15, 0.4, of="words"),
    source="written for robustgen: the caps lock key, left on for a word",
)
def caps_lock(text: Text) -> Stretches:
    """Type a word with caps lock on: "hELLO" for "Hello", "BALANCE" for "balance".

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.caps_lock").text
    'CHECK my balance'
    """
    string, low, upper = text.string, small(text), capital(text)

    def inverted(start: int, end: int) -> str:
        """Return a word with capitals for small letters and the reverse, or "" where a letter has no other case."""
        word = string[start:end]
        made = [upper(letter) if letter.islower() else low(letter) for letter in word]
        return "".join(made) if all(map(_changed, made, word)) else ""

    spans = [(a, b) for a, b in text.words if b - a > 2 and not string[a + 1 : b].isupper() and inverted(a, b)]
    return Stretches(text, spans, lambda a, b: (inverted(a, b),))


@perturbation(
    "typo.double_word",
    label="preserves",
    amount=share(0.005, 0.01, 0.03, 0.08, 0.2, of="words"),
    languages=("en", "de", "fr", "es", "it", "nl", "pt"),
    source=f"{_TABLES}/doubled_words.tsv",
)
def double_word(text: Text) -> Stretches:
    """Type a small word twice: "the the".

    >>> from robustgen.generation import perturb
    >>> perturb("what is the balance of my account", "typo.double_word").text
    'what is the the balance of my account'
    """
    string, small_words, named, shouted = text.string, _doubled(text.base_language), names(text), text.string.isupper()
    spans = [
        (a, b) for (a, b), word, following in zip(text.words, text.lowered, (*text.lowered[1:], ""), strict=False)
        if word in small_words and word != following and string[b : b + 1] == " " and not named(a, b)
        and (word != "i" or string[a] == "i")
    ]  # fmt: skip
    return Stretches(text, spans, lambda a, b: (f"{string[a:b]} {string[a:b] if shouted else string[a:b].lower()}",))


@perturbation(
    "typo.space_shift",
    label="preserves",
    amount=share(0.01, 0.02, 0.05, 0.1, 0.2, of="words"),
    source="written for robustgen: the thumb on the space bar one key too soon, or too late",
)
def space_shift(text: Text) -> Iterator[Place]:
    """Hit the space bar one letter too soon or too late: "th edog", "thed og".

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "typo.space_shift").text
    'check myb alance'
    """
    string, keys = text.string, frozenset(typed(text, text.letters))
    for (start, gap), (following, end) in pairwise(text.words):
        if following == gap + 1 and string[gap] == " ":
            if gap - start > 2 and gap - 1 in keys:
                yield Place(gap - 1, gap + 1, [" " + string[gap - 1]], key=gap)
            if end - following > 2 and following in keys:
                yield Place(gap, gap + 2, [string[following] + " "], key=gap)


@cache
def misspelt(word: str) -> list[str]:
    """Return what the rules make of a word in small letters; never a word that stands in our tables."""
    made = []
    for pattern, new, least in _RULES:
        if len(word) >= least:
            made += [word[: m.start()] + m.expand(new) + word[m.end() :] for m in pattern.finditer(word)]
    return [new for new in dict.fromkeys(made) if new != word and new not in known()]


@cache
def known() -> frozenset[str]:
    """Return words that the tables show to be right: what misspellings stand for, variants, verb forms, homophones."""
    found = {word for row in rows("misspellings") for word in row[:1]}
    found |= {word for row in rows("spelling_variants") for word in row[:2]}
    found |= {word for row in rows("verb_forms") for word in row}
    return frozenset(found | {word for row in rows("homophones") for word in (row[0], *row[1].split("|"))})


@cache
def _autocorrected() -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(others.split("|")) for word, others in rows("autocorrect")}


@cache
def _doubled(language: str) -> frozenset[str]:
    return frozenset(word for name, word in rows("doubled_words") if name == language)


@cache
def _layout_map(language: str, layout: str | None) -> Mapping[str, str]:
    """Return what each letter becomes on the wrong layout: that of `layout`, or the one a writer of `language` has."""
    if language in ("ru", "uk", "he"):
        latin, own = _SWITCHED[language]
        return _with_capitals(dict(zip(own, latin, strict=True))) if layout is None else {}
    usual = {"fr": "azerty", "de": "qwertz"}.get(language, "qwerty")
    wrong = layout or ("azerty" if usual == "qwerty" else "qwerty")
    same = dict(zip(_QWERTY, _QWERTY, strict=True))
    hit, shown = (dict(zip(*_SWITCHED[name], strict=True)) if name in _SWITCHED else same for name in (usual, wrong))
    return _with_capitals({hit[key]: shown[key] for key in _QWERTY}) if wrong != usual else {}


def _with_capitals(keys: dict[str, str]) -> dict[str, str]:
    return keys | {a.upper(): _SHIFTED.get(b) or b.upper() for a, b in keys.items() if a.upper() != a}


def _changed(made: str, letter: str) -> bool:
    """Return whether a letter is another now, or stands for no letter, such as an apostrophe."""
    return made != letter or not letter.isalpha()
