"""What a text denies, and whether another text denies the same: negation with its scope, opposites, how much and how surely.

A negator ("not", "no", "without", "hardly") falls on the next word that says something, which is *denied*; the other
words of its clause are in doubt, since "He bought no car" and "He did not buy a car" deny the same. Two negators on one
word cancel. What a prefix or an opposite denies counts too: "not cheap", "expensive" and "not inexpensive" are read by
the same rule. Verbs such as "think" pass the negation on to what is thought.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from robustgen.gates.lexicon import denied, kin, lemma, opposed, polarity
from robustgen.gates.numbers import bound_span, quantities
from robustgen.gates.reading import Reading, Token
from robustgen.gates.tables import listed, rows, words

Difference = tuple[str, str]

_IDIOMS: tuple[tuple[str, ...], ...] = (
    ("not", "only"), ("not", "just"), ("not", "merely"), ("not", "to", "mention"), ("no", "doubt"), ("no", "wonder"),
    ("without", "doubt"), ("without", "a", "doubt"), ("without", "question"), ("no", "matter"), ("no", "sooner"),
    ("or", "not"), ("if", "not"), ("why", "not"), ("not", "wait", "to"), ("not", "wait", "for"), ("not", "help", "but"),
    ("nothing", "but"), ("none", "other", "than"), ("nothing", "short", "of"), ("no", "question"), ("no", "problem"),
    ("no", "worries"), ("no", "thanks"), ("no", "less", "a"), ("not", "simply"), ("no", "other", "than"), ("no", "one", "but"),
    ("without", "fail"), ("never", "mind"), ("no", "later", "than"), ("not", "later", "than"), ("not", "until"),
    ("no", "sweat"), ("without", "further"),
)  # fmt: skip
_NEGATORS = (("anything", "but"), ("yet", "to"))
"""Negators of two words."""
_QUESTION_AUX = words("is are was were do does did can could will would should has have had am")
_PRONOUNS = words("i you he she it we they there")
_PLACES = words("before after above below over under up down in out on off inside outside ahead behind")
"""Opposites that have two sides: `roles` compares them."""


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
        if i not in spoilt
        and (token.low in listed("negation", "explicit") or any(reading.phrase(i, *words) for words in _NEGATORS))
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


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) of the first difference between what two texts deny, or None."""
    one, two = claims(source), claims(candidate)
    answered: Counter[str] = Counter()
    found = _opposite(source, candidate, one, two, answered) or _turned(source, candidate, one, two, answered)
    if found:
        return found
    return _unanswered(source, candidate, one, two, answered)


def _turned(source: Reading, candidate: Reading, one: Claims, two: Claims, answered: Counter[str]) -> Difference | None:
    """Return a word that one text only asserts and the other only denies, with nothing else that denies it there."""
    for base, signs in one.signs.items():
        there = two.signs.get(base)
        if (
            signs == {1}
            and there == {-1}
            and not (answered["cue"] or _implied(source, candidate, near=frozenset({base})))
        ):
            return "negation added", f"{base!r} is denied now"
        if (
            signs == {-1}
            and there == {1}
            and not (answered["cue"] or _implied(candidate, source, near=frozenset({base})))
        ):
            return "negation lost", f"{base!r} is no longer denied"
    return None


def _opposite(
    source: Reading, candidate: Reading, one: Claims, two: Claims, answered: Counter[str]
) -> Difference | None:
    """Return a word whose opposite took its place; count the negators that an opposite answers."""
    lost = _only(source, candidate)
    new = _only(candidate, source)
    for a in lost:
        for b in new:
            if (a.low in _PLACES and b.low in _PLACES) or {a.low, b.low} & listed("negation", "explicit"):
                continue
            denial = denied(a.low) or denied(b.low)
            if not (opposed(a.low, b.low) or opposed(a.base, b.base) or (denial and _base_of(a, b))):
                continue
            here, there = _sign(one, a), _sign(two, b)
            if here == 0 or there == 0 or here != there:
                answered["cue"] += 1
                continue
            if _converse(source, candidate, a, b):
                continue
            return "opposite", f"{a.low!r} became {b.low!r}"
    if not lost or not new:
        return None
    before, after = _praise(source, one), _praise(candidate, two)
    gained = [b for b in new if polarity(b.low) or polarity(b.base)]
    gone = [a for a in lost if polarity(a.low) or polarity(a.base)]
    if before * after < 0 and gone and gained:
        return "opposite", f"{gone[0].low!r} became {gained[0].low!r}"
    return None


def _base_of(a: Token, b: Token) -> bool:
    """Return whether one of two words is the other with a prefix that denies it."""
    for x, y in ((a, b), (b, a)):
        base = denied(x.low)
        if base and y.base in (base, lemma(base)):
            return True
        base = denied(x.base)
        if base and kin(lemma(base), y.base):
            return True
    return False


def _only(reading: Reading, other: Reading) -> list[Token]:
    """Return the tokens of a text that the other does not have, particles that have opposites too."""
    return [
        token
        for token in reading.tokens
        if token.kind == "word" and token.low not in other.lows and token.base not in other.bases
    ]


def _sign(claim: Claims, token: Token) -> int:
    signs = claim.signs.get(token.base, frozenset({0 if token.clause in claim.clauses else 1}))
    return next(iter(signs)) if len(signs) == 1 else 0


def _praise(reading: Reading, claim: Claims) -> int:
    """Return the sum of what a text praises and damns, each word with its sign."""
    total = 0
    for token in reading.tokens:
        value = polarity(token.low) or polarity(token.base)
        if value:
            total += value * _sign(claim, token)
    return total


def _converse(source: Reading, candidate: Reading, a: Token, b: Token) -> bool:
    """Return whether what stood before a word stands after its opposite: "A is taller than B", "B is shorter than A".

    Of words that are each other's converse ("lend", "borrow") nothing is said where no subject is the same.
    """
    i, j = source.tokens.index(a), candidate.tokens.index(b)
    before, after = _sides(source, i)
    before_too, after_too = _sides(candidate, j)
    moved = ((before & after_too) - after) | ((after & before_too) - before)
    compared = "than" in source.lows and "than" in candidate.lows
    if (a.base, b.base) in converses() and not (source.low(i + 1) == "than" or a.base.endswith("er")):
        return bool(moved or not before & before_too)
    return compared and bool(moved) and not (before & before_too and after & after_too)


@cache
def converses() -> frozenset[tuple[str, str]]:
    """Return the pairs of base forms that say the same of two things exchanged, both ways round."""
    found = rows("converses")
    return frozenset([(one, other) for one, other in found] + [(other, one) for one, other in found])


def _sides(reading: Reading, at: int) -> tuple[set[str], set[str]]:
    named = [
        (i, token.low if token.low in PERSONS else token.base)
        for i, token in enumerate(reading.tokens)
        if token.sentence == reading.tokens[at].sentence and (token.content or token.low in PERSONS)
    ]
    return {PERSONS.get(word, word) for i, word in named if i < at}, {
        PERSONS.get(word, word) for i, word in named if i > at
    }


PERSONS = {
    "i": "i", "me": "i", "my": "i", "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "they": "they",
    "them": "they", "their": "they", "we": "we", "us": "we", "our": "we", "you": "you", "your": "you", "mine": "i",
    "hers": "she", "ours": "we", "yours": "you", "theirs": "they", "himself": "he", "herself": "she", "myself": "i",
}  # fmt: skip


def _unanswered(
    source: Reading, candidate: Reading, one: Claims, two: Claims, answered: Counter[str]
) -> Difference | None:
    """Return a negator that nothing in the other text answers."""
    lost, new = list(one.cues), list(two.cues)
    for cue in one.cues:
        fit = [other for other in new if cue.target and cue.target == other.target]
        fit = fit or [other for other in new if cue.scope & other.scope]
        fit = fit or [
            other
            for other in new
            if bool(cue.target) == bool(other.target)
            and not (_asserted(two, cue.target) or _asserted(one, other.target))
        ]
        fit = fit or ([other for other in new if _fuzzy(cue, other)] if new else [])
        if fit:
            if _elsewhere(cue, fit[0], source, candidate):
                return "negation moved", f"{cue.word!r} denies {fit[0].target!r} instead of {cue.target!r}"
            new.remove(fit[0])
            lost.remove(cue)
    lost = [cue for cue in lost if not _harm_averted(cue, candidate)]
    new = [cue for cue in new if not _harm_averted(cue, source)]
    excuses = answered["cue"] + len(_implied(candidate, source, near=frozenset().union(*(cue.scope for cue in lost))))
    excuses_there = answered["cue"] + len(
        _implied(source, candidate, near=frozenset().union(*(cue.scope for cue in new)))
    )
    if len(lost) > excuses:
        return "negation lost", f"nothing answers {lost[0].word!r} before {lost[0].target!r}"
    if len(new) > excuses_there:
        return "negation added", f"{new[0].word!r} before {new[0].target!r} answers nothing"
    if (not one.cues and not two.cues) or len(one.cues) == len(two.cues):
        found = list(_turned_by(candidate, source))
        if found and not _implied(source, candidate):
            return "negation added", f"{found[0]!r} answers nothing"
        found = list(_turned_by(source, candidate))
        if found and not _implied(candidate, source):
            return "negation lost", f"nothing answers {found[0]!r}"
    return None


def _elsewhere(cue: Cue, other: Cue, source: Reading, candidate: Reading) -> bool:
    """Return whether two negators of verbs deny two words that both texts have: "did not promise to", "promised not to"."""
    passing = listed("negation", "raising") | listed("negation", "adverb") | {""}
    if cue.word not in ("not", "never") or other.word not in ("not", "never") or {cue.target, other.target} & passing:
        return False
    return cue.target != other.target and cue.target in candidate.bases and other.target in source.bases


def _asserted(claim: Claims, base: str) -> bool:
    return 1 in claim.signs.get(base, frozenset())


def _harm_averted(cue: Cue, other: Reading) -> bool:
    """Return whether a negator denies something bad that the other text does not speak of: "nothing wrong" is "fine"."""
    bad = polarity(cue.target) < 0 or cue.target in listed("negation", "bad")
    return bad and not any(kin(cue.target, base) for base in other.bases)


def _fuzzy(cue: Cue, other: Cue) -> bool:
    """Return whether two negators bear upon words that are kin, or the one upon words the other text says otherwise."""
    return any(kin(a, b) for a in cue.scope for b in other.scope)


def _implied(reading: Reading, other: Reading, *, near: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a text, not of the other, that may do the work of a negator there.

    Args:
        reading: the text they are looked for in.
        other: the text that lacks them.
        near: base forms whose sentences alone count, where any holds one.
    """
    words = listed("negation", "implicit")
    sentences = {token.sentence for token in reading.tokens if token.base in near}
    return [
        token.base
        for token in _only(reading, other)
        if (not sentences or token.sentence in sentences)
        and (token.base in words or token.low in words or denied(token.low) or denied(token.base))
    ] + _constructions(reading, other)


def _constructions(reading: Reading, other: Reading) -> list[str]:
    """Return the words that deny by how they are used: "too heavy to", "the last time", "taller than", "only at noon"."""
    found = ["too"] if _excess(reading) and not _excess(other) else []
    lows, there = reading.lows, other.lows
    if there & {"since", "until", "till"}:
        found += [word for word in ("last", "first", "only", "stay", "remain") if word in lows - there]
    found += ["last"] if "last" in lows - there and "time" in lows else []
    compared = any(other.phrase(i, "not", "as|so|nearly|quite|that|such") for i in range(len(other.tokens)))
    found += ["than"] if compared and "than" in lows else []
    found += ["only"] if lows & {"only", "sole"} and there & {"other", "else"} and not lows & {"other", "else"} else []
    bounds, bounds_there = ({one.bound for one in quantities(text)} for text in (reading, other))
    flipped = (">=" in bounds and "<" in bounds_there) or ("<=" in bounds and ">" in bounds_there)
    return found + (["bound"] if flipped else [])


def _excess(reading: Reading) -> bool:
    return any(
        token.low == "too" and {"to", "for"} & {reading.low(k) for k in range(i + 2, i + 5)}
        for i, token in enumerate(reading.tokens)
    )


def _turned_by(reading: Reading, other: Reading) -> Iterator[str]:
    """Yield words of a text, not of the other, that turn round what follows them and the other text asserts."""
    strict = listed("negation", "strict")
    for i, token in enumerate(reading.tokens):
        if token.base not in strict or token.base in other.bases or token.low in listed("negation", "explicit"):
            continue
        if claims(reading).signs.get(token.base) == {-1}:
            continue  # a negator before it turns it round again
        after = [t.base for t in reading.tokens[i + 1 : i + 8] if t.content and t.clause == token.clause]
        if after and after[0] in other.bases:
            yield token.low


@cache
def _degrees() -> dict[str, dict[str, frozenset[str]]]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for track, name, word in rows("degrees"):
        found[track][word].add(name)
    return {track: {word: frozenset(names) for word, names in words.items()} for track, words in found.items()}


_CLASHES = {
    "amount": "few-some one-some one-many all-some all-most all-few all-many few-many few-most some-most some-many"
              " all-notall none-notall",
    "often": "always-sometimes always-rarely always-often sometimes-often often-rarely sometimes-rarely",
    "modal": "will-can must-should must-may must-can should-may will-may should-can will-should",
}  # fmt: skip


def degrees_differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) where how much, how often or how surely something is said differs, or None."""
    for track, reason in (("amount", "quantifier"), ("often", "frequency"), ("modal", "modality")):
        one, two = _classes(source, track), _classes(candidate, track)
        if track == "often" and _averted(source, candidate):
            continue
        lost, new = one.keys() - two.keys(), two.keys() - one.keys()
        if track == "modal" and _doubtful(source) != _doubtful(candidate) and not _hedged(source, candidate):
            return "modality changed", f"{(_doubtful(source) or _doubtful(candidate))!r} on one side only"
        for a in lost:
            for b in new:
                if f"{a}-{b}" in _CLASHES[track].split() or f"{b}-{a}" in _CLASHES[track].split():
                    return f"{reason} changed", f"{one[a]!r} became {two[b]!r}"
    if _exclusive(source) != _exclusive(candidate) and not all(r.lows & _ONLY for r in (source, candidate)):
        return "quantifier changed", "'only' on one side only"
    return None


_ONLY = words(
    "only solely exclusively just alone but except unless limited sole merely reserved restricted must"
    " other else not no none nobody without required needed"
)


def _exclusive(reading: Reading) -> bool:
    """Return whether a sentence opens with "only" and whom it is said of."""
    return any(
        token.low == "only" and token.first and reading.tokens[i + 1].kind == "word" and reading.tokens[i + 1].content
        for i, token in enumerate(reading.tokens[:-1])
    )


def _averted(source: Reading, candidate: Reading) -> bool:
    """Return whether one of two texts says that something bad never happens, and the other does not speak of that."""
    return any(
        cue.word == "never" and _harm_averted(cue, other)
        for reading, other in ((source, candidate), (candidate, source))
        for cue in claims(reading).cues
    )


def _doubtful(reading: Reading) -> str:
    """Return the word by which a text says that something is only possible, or an empty string."""
    for i, token in enumerate(reading.tokens):
        sure = token.low in ("might", "perhaps", "maybe", "possibly", "conceivably")
        if (sure or (token.low == "may" and reading.low(i + 1) in ("be", "have"))) and reading.low(i + 1) not in (
            "i",
            "you",
            "we",
        ):
            return token.low
    return ""


def _hedged(source: Reading, candidate: Reading) -> bool:
    """Return whether both texts say in some way that they are not sure."""
    return all(reading.lows & listed("negation", "hedge") for reading in (source, candidate))


def _classes(reading: Reading, track: str) -> dict[str, str]:
    found: dict[str, str] = {}
    table = _degrees()[track]
    claim = claims(reading)
    cues = {cue.at for cue in claim.cues} if track != "modal" else set()
    for i, token in enumerate(reading.tokens):
        names = table.get(token.low, frozenset())
        if track == "modal":
            if reading.low(i + 1) in ("you", "i", "we") or reading.phrase(i + 1, "to", "know"):
                continue  # a question or a request, in whichever verb
            if token.low in ("have", "has", "need", "needs", "had") and reading.low(i + 1) == "to":
                names = frozenset({"must"})
            if token.low == "may" and token.text[0].isupper() and not token.first:
                names = frozenset()
            if reading.low(i + 1) == "not" and names & {"must", "can", "may"}:
                names = frozenset({"mustnot"})
            if "not" in (reading.low(i - 1), reading.low(i - 2)) and names & {"must"}:
                names = frozenset({"neednot"})
        elif track == "amount":
            if token.low == "a" and reading.low(i + 1) in ("few", "handful"):
                names = frozenset({"some"})
            if token.low in ("few", "handful") and reading.low(i - 1) == "a":
                names = frozenset({"some"})
            if token.low == "little" and reading.low(i - 1) not in ("a", "the", "my", "this", "that", "very"):
                names = frozenset({"few"})
            if token.low in ("lot", "much") and reading.low(i + 1) != "more":
                names = frozenset({"many"})
            if names & {"many"} and "not" in (reading.low(i - 1), reading.low(i - 2)):
                names = frozenset({"few"})
            if token.low == "no" and i in cues:
                names = frozenset({"none"})
            if token.low == "all" and reading.low(i - 1) in ("at", "after", "of", "in", "above", "first", "once"):
                names = frozenset()
            if token.low == "most" and not (reading.low(i + 1) == "of" or _plural(reading, i + 1)):
                names = frozenset()
            if token.low == "certain" and not _plural(reading, i + 1):
                names = frozenset()
        if track != "modal" and reading.low(i - 1) in ("almost", "nearly", "virtually", "practically"):
            names = frozenset(
                {"all": "most", "always": "often", "none": "few", "never": "rarely"}.get(n, n) for n in names
            )
        if track == "amount" and token.low in ("one", "single") and reading.low(i - 1) in ("a", "only", "just", "^"):
            names = frozenset({"one"})
        if track != "modal" and "not" in (reading.low(i - 1), reading.low(i - 2)) and names & {"all", "always"}:
            names = frozenset({"notall"})
        if track == "often" and names & {"rarely", "never"} and "without" in reading.lows:
            names = frozenset({"always"})
        if track == "often" and names & {"often"} and token.clause in claim.clauses:
            names = frozenset({"rarely"})
        for name in names:
            found.setdefault(name, token.low)
    return found


def _plural(reading: Reading, at: int) -> bool:
    word = reading.low(at)
    return word.endswith("s") or word in ("people", "men", "women", "children")
