"""Fluency without a model: small words that do not follow each other, agreement, articles, missing words.

English only. A sign counts where the candidate has more of it than its source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from robustgen.gates.facts.language.forms import is_word, vocabulary
from robustgen.gates.facts.language.reading import Reading, Token, read_pair
from robustgen.gates.facts.numbers.quantities import counted, quantities
from robustgen.gates.protocol import Pair, Rejected
from robustgen.gates.surface import told
from robustgen.gates.tables import listed, phrases, rows, words
from robustgen.perturbations import tables

UNKNOWN_SHARE = 0.3
"""How much larger the share of words in no table may be than in the source, from LEAST_UNKNOWN such words on."""
LEAST_UNKNOWN = 3
BARE_SHARE = 0.15
"""The share of small words below which a text of LEAST_WORDS words is a telegram, where its source is none."""
LEAST_WORDS = 8

_FORBIDDEN: tuple[tuple[str, str], ...] = (
    ("article", "article"), ("article", "owner"), ("owner", "article"), ("owner", "owner"), ("article", "preposition"),
    ("owner", "preposition"), ("article", "finite"), ("owner", "finite"), ("article", "conjunction"),
    ("owner", "conjunction"), ("article", "subject"), ("owner", "subject"), ("article", "object"), ("owner", "object"),
    ("preposition", "subject"), ("preposition", "conjunction"), ("finite", "finite"),
    ("object", "object"), ("finite", "object"),
)  # fmt: skip
_AGREEMENT = phrases("he are|she are|they is|they was|we is|we was|we has|they has|he am|she am|they am|we am")
_OPENING_AGREEMENT = phrases(
    "it are|you is|i is|i are|you has|i has|you am|it am|these is|those is|these was|those was|this are|this were"
)
"""What disagrees where the first word opens its clause: "the sailors trapped in it are", "what I told you is"."""
_MAY_FOLLOW = words("and or nor of with")
_CLAUSE_OPENERS = words("because if although though unless whereas therefore , ;")
_FINE = phrases(
    "for by|for if|of if|by if|into if|with if|than if|at or|by and|for or|for and|of or|with or|from and"
    "|with and|but if|and if|or if|because if|if not|is was|was is|is is|is are|for they|for i|for he"
    "|for she|for we|by i|during he|at and|of and|into and|onto and|by or|than a|every of|is us|is me"
    "|is him|was him|was me|was us|are them|is them|was them|has me|has them|has him|has us|a for|a at"
    "|an at|the for|the by|a by|by because|by he|by she|by we|by they|at because|with because|for because"
    "|of because|at but|with but|for but|of but|by but|from or|from but|for than|of than|with than"
    "|at than|by than|from than|into or|during and|during or|his of|of from|was were|is has|was has"
    "|are is|are was|were was|has is|has was|is were|are were|the us|a me|the me|the i|a he|a she|the he|the she"
    "|are us|were us|are me|were me|my and|your and|our and|their and|my or|your or|our or|their or"
)
_MODALS = words("can could would should must might cannot")
_BARE = words("go eat see take make give get know think write speak begin choose forget teach")
_BE = words("is are was were am")
_SILENT = ("hour", "honest", "honor", "honour", "heir", "herb", "homage")
_CONSONANTAL = re.compile(r"u(?:ni(?!m|n[a-eh-z]|d)|[^aeioun]|$)|eu|ew|one\b|once|ouija")
"""What begins with a vowel's letter and a consonant's sound; what begins with "un" is left alone either way."""


class Wording:
    """Keeps a candidate that has no more broken wording than its source."""

    name, tier = "wording", 1

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or what is broken in the candidate."""
        return [self._checked(pair) for pair in pairs]

    def _checked(self, pair: Pair) -> Rejected | None:
        if (pair.base_language or told(pair.source) or "en") != "en":
            return None
        source, candidate = read_pair(pair.source, pair.candidate)
        before, after = Counter(signs(source)), Counter(signs(candidate))
        kinds: Counter[str] = Counter()
        for (reason, _), count in before.items():
            kinds[reason] += count
        for (reason, detail), _ in after.items():
            if sum(count for (other, _), count in after.items() if other == reason) > kinds[reason]:
                return Rejected(reason, gate=self.name, detail=detail)
        found = _strange(source, candidate) or _telegram(source, candidate) or _cut_off(source, candidate)
        return Rejected(found[0], gate=self.name, detail=found[1]) if found else None


@lru_cache(maxsize=4096)
def signs(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return (reason, detail) of every sign of broken wording in a text."""
    return tuple(_signs(reading))


def _signs(reading: Reading) -> Iterator[tuple[str, str]]:
    tokens = reading.tokens
    for at, (one, other) in enumerate(pairwise(tokens)):
        if one.kind != "word" or other.kind != "word" or one.sentence != other.sentence:
            continue
        pair = f"{one.low} {other.low}"
        if one.low == other.low and not _repeatable(reading, one):
            yield "word said twice", repr(pair)
        elif _disagrees(reading, at, pair) or _third(reading, one, other):
            yield "verb does not agree", repr(pair)
        elif _forbidden(reading, at, pair) or (_form(reading, at) and not reading.lows & _DOING):
            yield "words that do not follow each other", repr(pair)
        elif one.low in ("a", "an") and _wrong_article(one, other):
            yield "a for an, or an for a", repr(pair)
    for one in tokens:
        if one.low in _regularised():
            yield "no such form", repr(one.text)
    for quantity in quantities(reading):
        plain = quantity.kind == "number" and not quantity.units and not quantity.soft
        if plain and quantity.value >= 2 and not quantity.bound:  # "kids under three travel free"
            yield from _singular(reading, quantity.end)
    yield from _open_end(reading)


def _open_end(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield a last word that ends no text; a preposition may, behind a verb: "the woman I rent from"."""
    words = [token for token in reading.tokens[-2:] if token.kind == "word" or token.low not in (".", ",")]
    if not words or words[-1].kind != "word" or (len(reading.tokens) > 1 and reading.tokens[-1].low == ","):
        return
    last, at = words[-1], len(reading.tokens) - (1 if reading.tokens[-1].kind == "word" else 2)
    noun = reading.low(at - 2) in listed("wording", "article") | listed("wording", "owner")
    before = {token.low for token in reading.tokens[:at] if token.sentence == last.sentence}
    stranded = last.low in listed("wording", "preposition") and reading.tokens[at - 1].content
    stranded = stranded and (not noun or bool(before & _RELATIVE))
    if last.low in listed("wording", "unfinished") and not stranded:
        yield "unfinished", f"ends with {last.low!r}"


_RELATIVE = words("which that who whom what where")


def _repeatable(reading: Reading, one: Token) -> bool:
    """Return whether a word may stand twice: for stress, "win-win", "Bora Bora"."""
    low = one.low
    hyphened = f"{low}-{low}" in reading.text.lower()
    return low in listed("wording", "repeatable") or len(low) == 1 or hyphened or (one.text.istitle() and not one.first)


def _third(reading: Reading, one: Token, other: Token) -> bool:
    """Return whether "he", "she" or "it" opens a sentence before a verb that does not agree: "She have"."""
    return one.first and one.low in ("he", "she", "it") and other.low in ("have", "do", "were", "are", *_BARE)


@cache
def _regularised() -> frozenset[str]:
    """Return what irregular verbs would be if they were regular: "finded", "goed"."""
    irregular = {base for base, _, past, _ in tables.rows("verb_forms") if not past.endswith("ed")}
    made = {base + ("d" if base.endswith("e") else "ed") for base in irregular}
    return frozenset(made - vocabulary() - _REGULAR)


_REGULAR = words(
    "costed lied hanged shined fitted spited weaved speeded lighted kneeled leaped ringed singed sited wined leaved"
    " layed bed seed grinded"
)


def _singular(reading: Reading, at: int) -> Iterator[tuple[str, str]]:
    """Yield the noun behind a number above one that lacks its plural: "two account and"."""
    noun = reading.tokens[at] if at < len(reading.tokens) else None
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if reading.tokens[at - 1].kind == "number" and at > 1 and reading.tokens[at - 2].content:
        return  # a number that names: "room 12 key"
    figure = reading.tokens[at - 1]
    if reading.low(at - 2) in ("a", "an", "the") or (figure.kind == "number" and len(figure.low) > 2):
        return  # a number that is part of a name: "the 1937 version", "a four wheeler"
    if noun is None or not noun.content or noun.kind != "word" or noun.low.endswith("s") or noun.base != noun.low:
        return
    ends = after is None or (not after.content and after.kind == "word" and after.low not in ("or", "to"))
    plural = noun.low + "s" in vocabulary() and noun.low not in _qualities()
    if (
        ends
        and plural
        and noun.low not in ("percent", "dozen", "hundred", "thousand", "million", "billion", "sheep", "fish")
    ):
        yield "noun lacks its plural", repr(f"{reading.low(at - 1)} {noun.low}")


@cache
def _qualities() -> frozenset[str]:
    """Return words for qualities, which may stand for a thing without a plural: "their three favourite"."""
    groups = [row[0].split("|") for row in rows("alike_qualities")]
    return frozenset(word for group in groups for word in group)


def _disagrees(reading: Reading, at: int, pair: str) -> bool:
    """Return whether the pronoun at a place disagrees with the verb behind it and is sure to be its subject."""
    before = reading.low(at - 1)
    if pair in _AGREEMENT:
        return not (pair.endswith("are") and before in _MAY_FOLLOW)
    return pair in _OPENING_AGREEMENT and (reading.tokens[at].first or before in _CLAUSE_OPENERS)


@cache
def _classes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in ("article", "owner", "subject", "object", "preposition", "finite", "conjunction"):
        for word in listed("wording", name):
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def _forbidden(reading: Reading, at: int, pair: str) -> bool:
    one, other = reading.tokens[at], reading.tokens[at + 1]
    classes = _classes()
    here, there = classes.get(one.low), classes.get(other.low)
    letter = one.low == "a" and at and (one.text == "A" or reading.low(at - 1) in _LETTERED) and not one.first
    if not here or not there or pair in _FINE or letter or (other.text.isupper() and other.text != "I"):
        return False
    if "preposition" in here and "subject" in there and at and reading.tokens[at - 1].content:
        return False  # "the hotel we stayed at they liked"
    return any(a in here and b in there for a, b in _FORBIDDEN)


_LETTERED = words("vitamin plan group type part option section hepatitis grade team line exit terminal class block")


@cache
def _inflected() -> frozenset[str]:
    """Return third persons and pasts of verbs that are no base form, noun or participle of their own."""
    bases = {row[0] for row in tables.rows("verb_forms")}
    found = {form for base, third, past, participle in tables.rows("verb_forms") for form in (third, past)
             if form not in bases and form != base and (form != participle or form.endswith("ed"))}  # fmt: skip
    return frozenset(found)


@cache
def _thirds() -> frozenset[str]:
    return frozenset(row[1] for row in tables.rows("verb_forms") if row[1] in _inflected() and row[0] in _VERBS_ONLY)


_VERBS_ONLY = words(
    "go eat see take make give get know write speak begin choose forget teach buy sell send bring merge"
    " become keep tell say find lose meet pay put sit stand think understand wear win agree arrive ask"
    " believe"
)


def _form(reading: Reading, at: int) -> bool:
    """Return whether a verb has a form that does not follow: "can goes", "did went", "is eat", "to went"."""
    one, other, before = reading.low(at), reading.low(at + 1), reading.low(at - 1)
    if one == "to":
        return other in _thirds()
    if one in _MODALS or one in ("did", "does"):
        had = one == "would" and re.search(r"['\u2019]?d\b", reading.text) is not None
        noun = one in ("can", "must", "might") and before not in _SUBJECTS
        return other in _inflected() and not (had or noun) and other not in _ALSO_NOUNS
    return one in _BE and other in _BARE


_SUBJECTS = words("i you he she it we they who that which this")
_DOING = words("do does did what all")
"""Words of constructions in which a bare form may follow: "all you have to do is make"."""
_ALSO_NOUNS = words("saw left found felt lay fell wound")


def _wrong_article(one: Token, other: Token) -> bool:
    word = other.low
    if len(word) < 2 or other.text[1:].lower() != other.text[1:] or not word.isascii():
        return False
    vowel = word[0] in "aeiou"
    if one.low == "a":
        sounded = not vowel or word.startswith("un") or _CONSONANTAL.match(word)
        return not sounded or word.startswith(_SILENT[:4])
    return not vowel and word[0] not in "hxy" and not word.startswith(_SILENT)


def _strange(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return that many words of the candidate are in no table."""
    share = []
    for reading in (source, candidate):
        words = [token for token in reading.tokens if token.kind == "word"]
        odd = [token for token in words if len(token.low) > 2 and not _familiar(token)]
        share.append((len(odd) / max(1, len(words)), odd))
    new = [token for token in share[1][1] if token.low not in source.lows]
    if len(new) >= LEAST_UNKNOWN and share[1][0] > share[0][0] + UNKNOWN_SHARE:
        return "no words", ", ".join(repr(token.text) for token in new[:3])
    long = [token for token in new if len(token.low) > 20]
    return ("no words", repr(long[0].text)) if long else None


def _familiar(token: Token) -> bool:
    return is_word(token.low) or token.text[:1].isupper() or token.low in listed("function", "function")


def _cut_off(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return that a candidate ends in the middle of a word or of what its source says."""
    if not source.tokens or not candidate.tokens:
        return None
    last = candidate.tokens[-1]
    timed = last.low in ("am", "pm") and candidate.tokens[-2:-1] and candidate.tokens[-2].kind == "number"
    if last.kind != "word" or timed or source.tokens[-1].low not in (".", "!", "?"):
        return None
    if not is_word(last.low) and any(low.startswith(last.low) and len(low) > len(last.low) for low in source.lows):
        return "unfinished", f"ends in the middle of a word: {last.text!r}"
    before = candidate.tokens[-2].low if len(candidate.tokens) > 1 else ""
    places = [i for i in range(1, len(source.tokens) - 1) if source.phrase(i - 1, before, last.low)]
    follows = source.tokens[places[0] + 1] if len(places) == 1 else None
    open_end = follows and (follows.content or (last.low in _BE and follows.kind == "word"))
    if follows and open_end and len(candidate.tokens) < len(source.tokens):
        return "unfinished", f"no final mark, and nothing for {follows.low!r} behind {last.low!r}"
    return None


def _telegram(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return that a candidate lacks the small words that sentences have."""
    share = []
    for reading in (source, candidate):
        words = [token for token in reading.tokens if token.kind == "word"]
        apart = counted(reading)
        small = sum(not token.content or i in apart for i, token in enumerate(reading.tokens) if token.kind == "word")
        share.append((len(words), small / max(1, len(words))))
    if min(share[0][0], share[1][0]) >= LEAST_WORDS and share[1][1] < BARE_SHARE and share[0][1] > 2.5 * BARE_SHARE:
        return (
            "small words are missing",
            f"{share[1][1]:.0%} of the words are small ones, of the source's {share[0][1]:.0%}",
        )
    return None
