"""What a text denies, and of what.

A negator ("not", "no", "without", "hardly") falls on the next word that says something, which is *denied*; the other
words of its clause are in doubt, since "He bought no car" and "He did not buy a car" deny the same. Two negators on one
word cancel. Verbs such as "think" pass the negation on to what is thought.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from robustgen.gates.facts.lexicon import lemma
from robustgen.gates.facts.quantities import bound_span, quantities
from robustgen.gates.facts.reading import Reading, Token
from robustgen.gates.tables import listed, words

_IDIOMS: tuple[tuple[str, ...], ...] = (
    ("not", "only"), ("not", "just"), ("not", "merely"), ("not", "to", "mention"), ("no", "doubt"), ("no", "wonder"),
    ("without", "doubt"), ("without", "a", "doubt"), ("without", "question"), ("no", "matter"), ("no", "sooner"),
    ("or", "not"), ("if", "not"), ("why", "not"), ("not", "wait", "to"), ("not", "wait", "for"), ("not", "help", "but"),
    ("nothing", "but"), ("none", "other", "than"), ("nothing", "short", "of"), ("no", "question"), ("no", "problem"),
    ("no", "worries"), ("no", "thanks"), ("no", "less", "a"), ("not", "simply"), ("no", "other", "than"),
    ("no", "one", "but"),
    ("without", "fail"), ("never", "mind"), ("no", "later", "than"), ("not", "later", "than"), ("not", "until"),
    ("no", "sweat"), ("without", "further"),
)  # fmt: skip


_NEGATORS = (("anything", "but"), ("yet", "to"))
"""Negators of two words."""


_QUESTION_AUX = words("is are was were do does did can could will would should has have had am")


_PRONOUNS = words("i you he she it we they there")


@dataclass(frozen=True, slots=True)
class Cue:
    """A negator that is not cancelled by another: its token, what it denies, and the words it may bear upon."""

    at: int
    word: str
    target: str
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a text asserts and denies.

    Attributes:
        cues: the negators that count.
        signs: for every word that says something, by base form, the signs it stands with: +1, -1, or 0 for in doubt.
        clauses: the clauses that hold one of the cues.
    """

    cues: tuple[Cue, ...]
    signs: dict[str, frozenset[int]]
    clauses: frozenset[int]


def claims(reading: Reading) -> Claims:
    """Return what a text asserts and denies."""
    return _claims(reading)


@lru_cache(maxsize=4096)
def _claims(reading: Reading) -> Claims:
    tokens, spoilt = reading.tokens, _harmless(reading)
    places = [
        i
        for i, token in enumerate(tokens)
        if i not in spoilt and (token.low in listed("negation", "explicit") or _two_words(reading, i))
    ]
    targets: dict[int, list[int]] = defaultdict(list)
    cues: list[tuple[int, int | None]] = []
    for at in places:
        target = _target(reading, at, places)
        cues.append((at, target))
        if target is not None:
            targets[target].append(at)
    cancelled: set[int] = set()
    signs: dict[int, int] = {}
    for target, falling in targets.items():
        token = tokens[target]
        inner = token.base in listed("negation", "strict") and token.low not in listed("negation", "explicit")
        cancelled.update(falling if inner else falling[: len(falling) - len(falling) % 2])
        signs[target] = -1 if len(falling) % 2 else 1
    conditions = _conditions(reading, places)
    cancelled |= conditions
    for target, falling in targets.items():
        if set(falling) & conditions:
            signs[target] = 0
    live = [(at, target) for at, target in cues if at not in cancelled]
    made = tuple(
        Cue(at, tokens[at].low, tokens[t].base if t is not None else "", _scope(reading, at)) for at, t in live
    )
    return Claims(made, _signs(reading, live, signs), frozenset(tokens[at].clause for at, _ in live))


def _two_words(reading: Reading, at: int) -> bool:
    """Return whether two words that deny begin at a place: "anything but", "yet to", "far from" before a quality."""
    if any(reading.phrase(at, *pair) for pair in _NEGATORS):
        return True
    after = reading.tokens[at + 2] if at + 2 < len(reading.tokens) else None
    plain = after is not None and after.content and after.text.islower() and after.low not in _PLACES
    if reading.phrase(at, "free|devoid|void|bereft", "from|of") and reading.low(at + 2) != "charge":
        return True
    return reading.phrase(at, "far", "from") and plain


_PLACES = words("home town work land shore school base land sea civilization")


def _signs(reading: Reading, live: list[tuple[int, int | None]], signs: dict[int, int]) -> dict[str, frozenset[int]]:
    raising = listed("negation", "raising")
    found: dict[str, set[int]] = defaultdict(set)
    clauses = {reading.tokens[at].clause for at, _ in live}
    raised = {
        reading.tokens[at].sentence for at, target in live if target is None or reading.tokens[target].base in raising
    }
    for i, token in enumerate(reading.tokens):
        if not token.content:
            continue
        if i in signs and token.base not in raising:
            found[token.base].add(signs[i])
        elif token.clause in clauses or token.sentence in raised:
            found[token.base].add(0)
        else:
            found[token.base].add(1)
    return {base: frozenset(values) for base, values in found.items()}


def _harmless(reading: Reading) -> set[int]:
    """Return the places of negators that deny nothing: idioms, bounds of numbers, tags, polite questions, answers."""
    found: set[int] = set()
    for one in quantities(reading):
        _, start, end = bound_span(reading, one)
        found.update(range(start, end))
    tokens = reading.tokens
    for i, token in enumerate(tokens):
        low = token.low
        if low not in listed("negation", "explicit"):
            continue
        if (
            any(reading.phrase(i - words.index(_negator(words)), *words) for words in _IDIOMS if low in words)
            or (
                low in ("no", "nope", "nay")
                and (token.first or reading.low(i - 1) in ("oh", ","))
                and (_ends(reading, i + 1) or reading.low(i + 1) in _PRONOUNS | {"that", "this", "thanks"})
            )
            or (low in ("not", "never", "no", "nothing", "nobody") and _at_most(reading, i))
            or (low == "not" and reading.low(i + 1) == "help" and reading.low(i + 2).endswith("ing"))
            or (low == "not" and reading.low(i - 1) in _QUESTION_AUX and _asks(reading, i))
        ):
            found.add(i)
        elif low == "nor" and any(other.low in ("neither", "not", "never", "no") for other in tokens[:i]):
            found.update(() if not reading.phrase(i - 1, "neither") else (i,))
    return found


def _at_most(reading: Reading, at: int) -> bool:
    """Return whether a negator makes a superlative: "could not be better", "never been so happy", "nothing better"."""
    rest = [token.low for token in reading.tokens[at + 1 : at + 8] if token.clause == reading.tokens[at].clause]
    low = reading.low(at)
    if low == "not" and "enough" in rest and rest[:1] and rest[0] in ("recommend", "thank", "praise", "stress", "say"):
        return True
    if low == "not" and reading.low(at + 1) in ("find", "get", "see", "meet", "beat", "ask", "imagine"):
        return "better" in rest or reading.low(at + 1) == "beat"
    if low == "not":
        return reading.low(at - 1) == "could" and bool(
            {"more", "better", "worse", "happier", "easier", "nicer"} & set(rest)
        )
    if low == "never":
        return bool({"better", "worse", "more", "so", "such"} & set(rest)) or "as" in rest[:5]
    if reading.low(at + 1) in ("longer", "later", "more"):
        return False
    if rest[:1] and (
        lemma(rest[0]) in ("beat", "top", "rival", "match", "compare") or any(map(_comparative, rest[:2]))
    ):
        return True
    return bool({"better", "worse"} & set(rest[:3])) or (
        "ever" in rest and bool({"more", "so", "this", "as"} & set(rest))
    )


def _comparative(word: str) -> bool:
    """Return whether a word is likely a comparative in -er: "younger"."""
    stem = word.removesuffix("er")
    return stem != word and bool({stem, stem + "e", stem[:-1]} & _ADJECTIVES)


_ADJECTIVES = words(
    "young old tall short big small fast slow high low long great late early hard soft near far cheap"
    " rich poor strong weak warm cold hot cool large wide deep close smart bright clever kind nice safe"
)


def _negator(words: tuple[str, ...]) -> str:
    return next(word for word in words if word in listed("negation", "explicit"))


def _ends(reading: Reading, at: int) -> bool:
    return reading.low(at) in (",", ".", "!", "", ";", ":", "-")


def _asks(reading: Reading, at: int) -> bool:
    """Return whether the "not" at a place belongs to a tag ("isn't it?") or a question that expects yes."""
    pronoun = reading.low(at + 1) in _PRONOUNS
    asked = any(token.low == "?" and token.sentence >= reading.tokens[at].sentence for token in reading.tokens[at:])
    if pronoun and reading.low(at + 2) in ("?", "", ".", "!"):
        return reading.low(at - 2) in (",", "-") or at > 3
    return asked and (reading.tokens[at - 1].first or reading.low(at - 2) in ("why", ",")) and (
        pronoun or reading.low(at + 1) in ("the", "this", "that", "my", "your")
    )  # fmt: skip


def _target(reading: Reading, at: int, places: list[int]) -> int | None:
    """Return the place of the word that the negator at `at` denies: the next one that says something, in its clause."""
    tokens, clause = reading.tokens, reading.tokens[at].clause
    negative = listed("negation", "strict")
    between = listed("negation", "adverb")
    spare: int | None = None
    if reading.phrase(at, "anything", "but"):
        at, clause = at + 1, tokens[at + 1].clause
    for i in range(at + 1, min(at + 9, len(tokens))):
        token = tokens[i]
        if token.clause != clause and token.low != "-":
            break
        if i in places:
            return _target(reading, i, places)
        if token.base in negative:
            return i
        if token.content and not (token.base in between or token.low.endswith("ly")):
            return i
        if token.content and spare is None:
            spare = i
    return spare


def _conditions(reading: Reading, places: list[int]) -> set[int]:
    """Return the places of "without", "unless" and the negator each goes with: "Without a ticket you cannot enter"."""
    found: set[int] = set()
    for at in places:
        if reading.tokens[at].low in ("without", "unless") and reading.tokens[at].first:
            rest = [i for i in places if i > at and reading.tokens[i].sentence == reading.tokens[at].sentence]
            found.update([at, rest[0]] if rest else [])
        elif reading.tokens[at].low in ("without", "unless"):
            rest = [i for i in places if i < at and reading.tokens[i].sentence == reading.tokens[at].sentence]
            found.update([at, rest[-1]] if rest else [])
    return found


def _scope(reading: Reading, at: int) -> frozenset[str]:
    token, found = reading.tokens[at], set()
    for i, other in enumerate(reading.tokens):
        if other.content and other.sentence == token.sentence and (other.clause == token.clause or i > at):
            found.add(other.base)
    return frozenset(found)


def sign(claim: Claims, token: Token) -> int:
    """Return whether a token is asserted (+1), denied (-1) or in doubt (0)."""
    signs = claim.signs.get(token.base, frozenset({0 if token.clause in claim.clauses else 1}))
    return next(iter(signs)) if len(signs) == 1 else 0


def asserted(claim: Claims, base: str) -> bool:
    """Return whether a text asserts a word anywhere."""
    return 1 in claim.signs.get(base, frozenset())
