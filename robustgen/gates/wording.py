"""Fluency without a model: small words that do not follow each other, agreement, articles, missing words.

English only. A sign counts where the candidate has more of it than its source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from robustgen.gates.facts.lexicon import is_word, kin, vocabulary
from robustgen.gates.facts.quantities import counted, quantities
from robustgen.gates.facts.reading import Reading, Token, read_pair
from robustgen.gates.protocol import Pair, Rejected
from robustgen.gates.surface import told
from robustgen.gates.tables import listed, phrases, words
from robustgen.perturbations import tables

UNKNOWN_SHARE = 0.3
"""How much larger the share of words in no table may be than in the source, from LEAST_UNKNOWN such words on."""
LEAST_UNKNOWN = 3
BARE_SHARE = 0.15
"""The share of small words below which a text of LEAST_WORDS words is a telegram, where its source is none."""
LEAST_WORDS = 6

_FORBIDDEN: tuple[tuple[str, str], ...] = (
    ("article", "article"), ("article", "owner"), ("owner", "article"), ("owner", "owner"), ("article", "preposition"),
    ("owner", "preposition"), ("article", "finite"), ("owner", "finite"), ("article", "conjunction"),
    ("owner", "conjunction"), ("article", "subject"), ("owner", "subject"), ("article", "object"), ("owner", "object"),
    ("preposition", "subject"), ("preposition", "conjunction"), ("finite", "finite"),
    ("object", "object"), ("finite", "object"),
)  # fmt: skip
_AGREEMENT = phrases(
    "he are|she are|it are|they is|they was|we is|we was|you is|i is|i are|we has|they has|you has|i has"
    "|he am|she am|they am|we am|you am|it am|these is|those is|these was|those was|this are|this were"
    "|there be"
)
_MAY_FOLLOW = words("and or of with")
_FINE = phrases(
    "for by|for if|of if|by if|into if|with if|than if|at or|by and|for or|for and|of or|with or|from and"
    "|with and|but if|and if|or if|because if|if not|is was|was is|is is|is are|for they|for i|for he"
    "|for she|for we|by i|during he|at and|of and|into and|onto and|by or|than a|every of|is us|is me"
    "|is him|was him|was me|was us|are them|is them|was them|has me|has them|has him|has us|a for|a at"
    "|an at|the for|the by|a by|by because|by he|by she|by we|by they|at because|with because|for because"
    "|of because|at but|with but|for but|of but|by but|from or|from but|for than|of than|with than"
    "|at than|by than|from than|into or|during and|during or|his of|of from|was were|is has|was has"
    "|are is|are was|were was|has is|has was|is were|are were"
)
_MODALS = words("can could would should must might cannot")
_BARE = words("go eat see take make give get know think write speak begin choose forget teach")
_BE = words("is are was were am")
_SILENT = ("hour", "honest", "honor", "honour", "heir", "herb", "homage")
_CONSONANTAL = ("uni", "use", "usu", "uti", "eu", "one", "once", "ut", "ub", "uk", "ur", "us", "u", "ewe", "ouija")


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
    for one, other in pairwise(tokens):
        if one.kind != "word" or other.kind != "word" or one.sentence != other.sentence:
            continue
        pair = f"{one.low} {other.low}"
        if one.low == other.low and one.low not in listed("wording", "repeatable") and len(one.low) > 1:
            yield "word said twice", repr(pair)
        elif (pair in _AGREEMENT and not (other.low == "are" and _joined(reading, one))) or _third(reading, one, other):
            yield "verb does not agree", repr(pair)
        elif _forbidden(one, other, pair) or (_form(one, other) and "do" not in reading.lows):
            yield "words that do not follow each other", repr(pair)
        elif one.low in ("a", "an") and _wrong_article(one, other):
            yield "a for an, or an for a", repr(pair)
    for one in tokens:
        if one.low in _regularised():
            yield "no such form", repr(one.text)
    for quantity in quantities(reading):
        if quantity.kind == "number" and quantity.value >= 2 and not quantity.units and not quantity.soft:
            yield from _singular(reading, quantity.end)
    words = [token for token in tokens if token.kind == "word"]
    end = tokens[-1] if tokens else None
    if (
        words
        and end is not None
        and (end.kind == "word" or end.low == ".")
        and words[-1].low in listed("wording", "unfinished")
    ):
        last = tokens[-2] if end.low == "." and len(tokens) > 1 else end
        if last.kind == "word":
            yield "unfinished", f"ends with {words[-1].low!r}"


def _third(reading: Reading, one: Token, other: Token) -> bool:
    """Return whether "he", "she" or "it" opens a sentence before a verb that does not agree: "She have"."""
    return one.first and one.low in ("he", "she", "it") and other.low in ("have", "do", "were", "are", *_BARE)


@cache
def _regularised() -> frozenset[str]:
    """Return what irregular verbs would be if they were regular: "finded", "goed"."""
    irregular = {base for base, _, past, _ in tables.rows("verb_forms") if not past.endswith("ed")}
    made = {base + ("d" if base.endswith("e") else "ed") for base in irregular}
    return frozenset(made - {"costed", "lied", "hanged", "shined", "fitted", "spited", "weaved", "speeded", "lighted"})


def _singular(reading: Reading, at: int) -> Iterator[tuple[str, str]]:
    """Yield the noun behind a number above one that lacks its plural: "two account and"."""
    noun = reading.tokens[at] if at < len(reading.tokens) else None
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if noun is None or not noun.content or noun.kind != "word" or noun.low.endswith("s") or noun.base != noun.low:
        return
    ends = after is None or (not after.content and after.kind == "word" and after.low not in ("or", "to"))
    plural = noun.low + "s" in vocabulary()
    if (
        ends
        and plural
        and noun.low not in ("percent", "dozen", "hundred", "thousand", "million", "billion", "sheep", "fish")
    ):
        yield "noun lacks its plural", repr(f"{reading.low(at - 1)} {noun.low}")


def _joined(reading: Reading, token: Token) -> bool:
    at = next(i for i, other in enumerate(reading.tokens) if other is token)
    return reading.low(at - 1) in _MAY_FOLLOW


@cache
def _classes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in ("article", "owner", "subject", "object", "preposition", "finite", "conjunction"):
        for word in listed("wording", name):
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def _forbidden(one: Token, other: Token, pair: str) -> bool:
    classes = _classes()
    here, there = classes.get(one.low), classes.get(other.low)
    if not here or not there or pair in _FINE or (other.text.isupper() and len(other.text) > 1):
        return False
    return any(a in here and b in there for a, b in _FORBIDDEN)


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


def _form(one: Token, other: Token) -> bool:
    """Return whether a verb has a form that does not follow: "can goes", "did went", "is eat", "to went"."""
    if one.low == "to":
        return other.low in _thirds()
    if one.low in _MODALS or one.low in ("did", "does"):
        return other.low in _inflected() and other.low not in ("saw", "left", "found", "felt", "lay", "fell", "wound")
    return one.low in _BE and other.low in _BARE


def _wrong_article(one: Token, other: Token) -> bool:
    word = other.low
    if len(word) < 2 or other.text[:2].isupper() or not word.isascii():
        return False
    vowel = word[0] in "aeiou"
    if one.low == "a":
        return (vowel and not word.startswith(_CONSONANTAL)) or word.startswith(_SILENT[:4])
    return (not vowel and not word.startswith(_SILENT) and word[0] != "h") or word.startswith(
        ("uni", "use", "eu", "one")
    )


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
    if last.kind != "word" or source.tokens[-1].low not in (".", "!", "?"):
        return None
    if not is_word(last.low) and any(low.startswith(last.low) and len(low) > len(last.low) for low in source.lows):
        return "unfinished", f"ends in the middle of a word: {last.text!r}"
    end = next((token for token in reversed(source.tokens) if token.content), None)
    missing = end is not None and not any(kin(end.base, base) for base in candidate.bases)
    size, made = (sum(token.content for token in reading.tokens) for reading in (source, candidate))
    if missing and made < size:
        return "unfinished", f"no final mark, and nothing for {end.low!r}" if end else ""
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
