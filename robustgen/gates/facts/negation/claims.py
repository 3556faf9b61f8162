"""What a text denies, and of what.

A negator ("not", "no", "without", "hardly") falls on the next word that says something, which is *denied*; the other
words of its clause are in doubt, since "He bought no car" and "He did not buy a car" deny the same. Two negators on one
word cancel. Verbs such as "think" pass the negation on to what is thought.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.negators import negators
from robustgen.gates.tables import listed, words


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
        bound: what is denied as long as a condition does not hold: "enter" in "you cannot enter without a ticket".
    """

    cues: tuple[Cue, ...]
    signs: dict[str, frozenset[int]]
    clauses: frozenset[int]
    bound: frozenset[str]


def claims(reading: Reading) -> Claims:
    """Return what a text asserts and denies."""
    return _claims(reading)


@lru_cache(maxsize=4096)
def _claims(reading: Reading) -> Claims:
    tokens, places = reading.tokens, negators(reading)
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
        inner = inner and not (token.base == "stop" and reading.low(target + 1) in words("at in by off there here"))
        cancelled.update(falling if inner else falling[: len(falling) - len(falling) % 2])
        signs[target] = -1 if len(falling) % 2 else 1
    conditions = _conditions(reading, places)
    cancelled |= conditions
    nested = _nested(reading, places)
    cancelled |= nested
    for target, falling in targets.items():
        if set(falling) & (conditions | nested) or any(_loose(reading, at) for at in falling):
            signs[target] = 0
    live = [(at, target) for at, target in cues if at not in cancelled]
    made = tuple(
        Cue(at, _said(reading, at, places[at]), tokens[t].base if t is not None else "", _scope(reading, at))
        for at, t in live
    )
    clauses = frozenset(tokens[at].clause for at, _ in live)
    bound = frozenset(
        tokens[target].base for at, target in cues if at in conditions and target is not None and not _opens(tokens[at])
    )
    return Claims(made, _signs(reading, live, signs), clauses, bound)


def _loose(reading: Reading, at: int) -> bool:
    """Return whether a negator may fall on more than the next word: "except Ann", "nothing I tried"."""
    things = ("nothing", "nobody", "none", "no-one", "one")
    if reading.phrase(at, "no", "one"):
        at += 1
    return reading.low(at) in _EXCEPTING or (
        reading.low(at) in things and reading.low(at + 1) in words("i you he she we they who that it in on at of")
    )


_EXCEPTING = words("except excluding but save with")


def _nested(reading: Reading, places: dict[int, int]) -> set[int]:
    """Return the places of two negators of which the second stands in what the first denies: "no one who does not"."""
    found: set[int] = set()
    for at, then in pairwise(sorted(places)):
        if _of_all(reading, at, then):
            found |= {at, then}  # "there was nothing he could not mend", "not a bird he could not name"
            continue
        between = {reading.low(i) for i in range(at + 1, then)}
        whole = reading.low(at + 1) in ("a", "one", "single")  # "not a day goes by when she does not"
        there = "there" in (reading.low(at - 2), reading.low(at - 3))
        if reading.low(at) in ("not", "never") and not there and not whole:
            continue  # "do not sign what you have not read"
        if then - at < 8 and between & words("that who which when where") and not between & words("and or but , ; . :"):
            found |= {at, then}
    return found


def _of_all(reading: Reading, at: int, then: int) -> bool:
    """Return whether a "not" stands in what "nothing" or "not a" before it is said of, without a "that" between."""
    between = {reading.low(i) for i in range(at + 1, then)}
    there = "there" in {reading.low(at - 1), reading.low(at - 2), reading.low(at - 3)}
    one = {reading.low(at + 1), reading.low(at + 2)} & words("a an any one single")
    none = reading.low(at) in ("nothing", "nobody") or (reading.low(at) in ("not", "never") and bool(one))
    near = then - at < 12 and reading.tokens[at].sentence == reading.tokens[then].sentence
    return there and none and near and reading.low(then) == "not" and not between & words("and or but , ; . :")


def _said(reading: Reading, at: int, long: int) -> str:
    return " ".join(token.low for token in reading.tokens[at : at + long])


def _opens(token: Token) -> bool:
    """Return whether a word opens a condition by denying it."""
    return token.low in ("without", "unless")


def _signs(reading: Reading, live: list[tuple[int, int | None]], signs: dict[int, int]) -> dict[str, frozenset[int]]:
    raising = listed("negation", "raising")
    found: dict[str, set[int]] = defaultdict(set)
    reaches = [(_reach(reading, at), reading.tokens[at].clause) for at, _ in live]
    raised = [_raised(reading, at) for at, target in live if target is None or reading.tokens[target].base in raising]
    for i, token in enumerate(reading.tokens):
        if not telling(token):
            continue
        if i in signs and token.base not in raising:
            found[token.base].add(signs[i])
        elif any(i in places for places in raised) or any(
            start <= i and token.clause == clause for start, clause in reaches
        ):
            found[token.base].add(0)
        else:
            found[token.base].add(1)
    return {base: frozenset(values) for base, values in found.items()}


def _raised(reading: Reading, at: int) -> range:
    """Return the places that a negated "think" may bear upon: its sentence, up to a clause that is joined to it."""
    sentence, clause = reading.tokens[at].sentence, reading.tokens[at].clause
    start = next(i for i, token in enumerate(reading.tokens) if token.sentence == sentence)
    end = at
    while end < len(reading.tokens) and reading.tokens[end].sentence == sentence:
        token = reading.tokens[end]
        if token.clause != clause and token.low in ("and", "but", "yet", "so"):
            break
        end += 1
    return range(start, end)


def _reach(reading: Reading, at: int) -> int:
    """Return the place from which on a negator may bear upon its clause: not on what "and" joins it to before it."""
    for i in range(at - 1, max(at - 5, -1), -1):
        if reading.tokens[i].content:
            break
        if reading.low(i) in ("and", "but", "yet", "or", "then"):
            return i
    return 0


def telling(token: Token) -> bool:
    """Return whether a word can be what is denied: one that says something, or a small one such as "same"."""
    return token.content or token.low in _TELLING


_TELLING = words("same done enough able alike allowed over available need needs needed")


def _target(reading: Reading, at: int, places: dict[int, int]) -> int | None:
    """Return the place of the word that the negator at `at` denies: the next one that says something, in its clause."""
    tokens = reading.tokens
    negative = listed("negation", "strict")
    between = listed("negation", "adverb")
    if reading.low(at) == "free" and reading.hyphened(at):
        return at - 1
    spare: int | None = None
    start = at + places[at]
    clause = tokens[start - 1].clause
    start = _past_relative(reading, at, start)
    clause = tokens[start].clause if start < len(tokens) and start > at + places[at] else clause
    for i in range(start, min(start + 8, len(tokens))):
        token = tokens[i]
        if token.clause != clause and token.low != "-":
            break
        if i in places:
            return _target(reading, i, places)
        if token.base in negative:
            return i
        if token.base in ("let", "make", "have") and (then := _made_to(reading, i)):
            return then
        if telling(token) and not (token.base in between or token.low.endswith("ly")):
            return i
        if token.content and spare is None:
            spare = i
    return spare


def _past_relative(reading: Reading, at: int, start: int) -> int:
    """Return the place behind "who …" where a modal follows it: "Nobody who has read it should miss this".

    So does the verb of "Not even at weekends does it get crowded".
    """
    if reading.phrase(at, "not", "even") and reading.low(at + 2) in words("on at in for with during"):
        behind = range(at + 3, min(at + 10, len(reading.tokens)))
        return next((i for i in behind if reading.low(i) in words("do does did is are was were has have had")), start)
    if not (reading.low(at) in ("nobody", "none", "no") and reading.low(start) in ("who", "that", "which")):
        return start
    modals = words("should must will would can could may might shall")
    behind = range(start + 2, min(start + 12, len(reading.tokens)))
    return next((i for i in behind if reading.low(i) in modals), start)


def _made_to(reading: Reading, at: int) -> int | None:
    """Return the place of the turning verb that somebody lets somebody do: "never lets it stop her"."""
    strict = listed("negation", "strict")
    return next((i for i in (at + 2, at + 3) if i < len(reading.tokens) and reading.tokens[i].base in strict), None)


def _conditions(reading: Reading, places: dict[int, int]) -> set[int]:
    """Return the places of "without", "unless" and the negator each goes with: "Without a ticket you cannot enter"."""
    found: set[int] = set()
    for at in places:
        starts = reading.tokens[at].first or reading.low(at - 1) in ("that", "and", "but", "so")
        if _opens(reading.tokens[at]) and starts:
            rest = [i for i in places if i > at and reading.tokens[i].sentence == reading.tokens[at].sentence]
            found.update([at, rest[0]] if rest else [at] if _unable(reading, at) else [])
        elif _opens(reading.tokens[at]) or reading.tokens[at].low == "except":  # "no one except her" is "only she"
            rest = [i for i in places if i < at and reading.tokens[i].sentence == reading.tokens[at].sentence]
            apart = rest and any(reading.low(i) in ("and", "but", "so", "yet", ",") for i in range(rest[-1], at))
            found.update([at, rest[-1]] if rest and not apart else [])
            if not rest and any(
                token.low == "impossible" and token.sentence == reading.tokens[at].sentence
                for token in reading.tokens[:at]
            ):
                found.add(at)  # "impossible without" is "only with"
    return found


def _unable(reading: Reading, at: int) -> bool:
    """Return whether the sentence goes on with a word that denies by itself: "Without it we are unable to see"."""
    strict, sentence = listed("negation", "strict"), reading.tokens[at].sentence
    return any(t.base in strict or t.low in _UNABLE for t in reading.tokens[at + 1 :] if t.sentence == sentence)


_UNABLE = words("unable impossible useless lost stuck helpless hopeless")


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
