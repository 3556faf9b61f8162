"""Negators that make a superlative and deny nothing: "could not be better", "no town is bigger", "never so happy"."""

from __future__ import annotations

from itertools import pairwise

from robustgen.gates.facts.language.forms import lemma
from robustgen.gates.facts.language.lexicon import polarity
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantities import quantities
from robustgen.gates.tables import words


def at_most(reading: Reading, at: int) -> bool:
    """Return whether a negator makes a superlative: "could not be better", "never been so happy", "nothing better"."""
    rest = [token.low for token in reading.tokens[at + 1 : at + 12] if token.clause == reading.tokens[at].clause]
    low = reading.low(at)
    if low == "not" and "enough" in rest and rest[:1] and rest[0] in ("recommend", "thank", "praise", "stress", "say"):
        return True
    if low == "not" and "such" in rest and {"time", "ages", "years", "ever", "while"} & set(rest):
        return True  # "have not read such a good book in ages"
    if low == "not" and reading.low(at + 1) in ("find", "get", "see", "meet", "beat", "ask", "imagine"):
        return "better" in rest or reading.low(at + 1) == "beat"
    if low == "not":
        felt = rest[:1] and rest[0] in words("be have feel look get ask")
        more = {"more", "better", "worse"} & set(rest) or (felt and any(map(_comparative, rest[:4])))
        return reading.low(at - 1) == "could" and bool(more)
    if low == "nowhere":
        return rest[:1] != ["near"] and bool({"so", "as", "such"} & set(rest[:4]))
    if low in ("never", "yet") or (low == "not" and rest[:1] == ["ever"]):
        compared = {"better", "worse", "more", "so", "such"} & set(rest[: 5 if low == "yet" else None])
        plain = (word for before, word in pairwise(["", *rest[:4]]) if before != "the")  # no "becomes the thriller"
        return bool(compared) or "as" in rest[:5] or any(map(_comparative, plain))
    counts = reading.low(at + 1) in ("longer", "later", "more") and low not in ("nothing", "nobody")
    if counts or (low == "no" and rest[1:2] == ["than"]):
        return False
    if (
        low == "no"
        and rest[:1] == ["other"]
        and "as" in [token.low for token in reading.tokens[at:] if token.kind == "word"]
    ):
        return True
    if low in ("nothing", "nobody", "no") and _than_that(reading, at, rest):
        return True
    said = [token.low for token in reading.tokens[at + 1 :] if token.sentence == reading.tokens[at].sentence]
    if low == "no" and any(one in ("a", "an") and _comparative(word) for one, word in pairwise(said)):
        return True  # "no election had seen a higher turnout"
    if "as" in rest and rest[:1] != ["as"] and "as" in rest[rest.index("as") + 1 :]:
        return True  # "no other town is as big as"
    if rest[:1] and (
        lemma(rest[0]) in ("beat", "top", "rival", "match", "compare") or any(map(_comparative, rest[:2]))
    ):
        return True
    better = {"better", "worse"} & set(rest[:6])
    if low == "no" and "than" not in rest and not any(pair in _ARE_BETTER for pair in pairwise(rest)):
        better = set()  # "needs no treatment to get better"
    return bool(better) or ("ever" in rest and bool({"more", "so", "this", "as"} & set(rest)))


def _than_that(reading: Reading, at: int, rest: list[str]) -> bool:
    """Return whether a comparative stands right before "than", which no number follows: "no town is bigger than"."""
    if "than" not in rest:
        return False
    place = rest.index("than")
    counted = any(one.start == at + place + 2 for one in quantities(reading))
    more = any(word in ("more", "better", "worse") or _comparative(word) for word in rest[max(0, place - 4) : place])
    return more and not counted and (place > 1 or reading.low(at) != "no")


def _comparative(word: str) -> bool:
    """Return whether a word is likely a comparative in -er: "younger"."""
    stem = word.removesuffix("er")
    plain = {stem, stem + "e", stem[:-1], stem.removesuffix("i") + "y"}
    return stem != word and any(one in _ADJECTIVES or polarity(one) for one in plain)


_ARE_BETTER = frozenset((be, end) for be in ("is", "are", "was", "were", "be") for end in ("better", "worse"))
_ADJECTIVES = words(
    "proud young old tall short big small fast slow high low long great late early hard soft near far cheap"
    " rich poor strong weak warm cold hot cool large wide deep close smart bright clever kind nice safe"
    " happy easy friendly simple clear quiet lovely busy funny heavy fine clean fresh sweet tasty calm"
)
