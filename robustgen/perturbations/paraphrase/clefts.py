"""A wish said with its object set apart: "What I need to do is …".

Of the clefts only the one with "what", and only of what somebody needs or wants: "It is X that …" says besides that it
is X and nothing else, and sounds forced where nothing else was in question.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from robustgen.definition import count
from robustgen.edits import Replace
from robustgen.perturbations.matching import word_lists
from robustgen.perturbations.paraphrase._asking import utterances
from robustgen.perturbations.paraphrase._moving import Sentence
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

# How a wish opens, and the copula that goes with it.
_WISHES: dict[tuple[str, ...], str] = {
    (who, *verb): copula
    for persons, verbs, copula in (
        ("i we", ("need", "want", "would like"), "is"),
        ("i we", ("needed", "wanted"), "was"),
        ("i'd we'd", ("like",), "is"),
        ("i'm we're", ("trying",), "is"),
    )
    for who in persons.split()
    for verb in map(str.split, verbs)
}
_WISHED = frozenset(("a", "an", "some", "the", "my", "our", "directions", "help", "information"))
# Of these nobody says that he does them.
_NOT_DONE = frozenset((
    "be", "do", "know", "understand", "believe", "feel", "like", "think", "hear", "own", "want", "need", "love", "hate",
    "seem", "mean", "remember", "forget", "thank", "say", "ask", "tell", "hope", "wish", "die", "live", "become",
))  # fmt: skip
_ANSWERED = frozenset(("what", "where", "when", "who", "how", "why", "which", "whether", "if"))


@perturbation(
    "paraphrase.cleft",
    label="preserves",
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    source="R. Quirk et al., A Comprehensive Grammar of the English Language (1985), sections 18.25 to 18.30",
)
def cleft(text: Text) -> Iterator[Place]:
    """Say "What I need to do is …" for "I need to …", or the plain form for the cleft one.

    >>> from robustgen.generation import perturb
    >>> perturb("I want to change my password.", "paraphrase.cleft").text
    'What I want to do is change my password.'
    """
    for said in utterances(text):
        edits = _set_apart(said) or _plain(said)
        if edits and said.mark != "?" and all(text.free(edit.start, edit.end) for edit in edits):
            yield Place(said.start, said.end, (tuple(edits),), key=said.number)


def _set_apart(said: Sentence) -> list[Replace] | None:
    """Return the edits that set apart what is wished, or None for no wish."""
    n, copula = _wish(said.low, 0)
    behind = _behind(said, n) if n else None
    if not n or behind is None or any(said.gap(i) != " " for i in range(1, n + 2)):
        return None
    at, put = behind
    start, end = said.start, said.words[at][1]
    first = said.text.string[start]
    opening = match_case("what ", first) + (first if first in "Ii" else first.lower())
    return [Replace("", start, start + 1, opening), Replace("", end, end, f"{put} {copula}")]


def _plain(said: Sentence) -> list[Replace] | None:
    """Return the edits that take a cleft apart."""
    low, words = said.low, said.words
    n, copula = _wish(low, 1) if low[0] == "what" else (0, "")
    if not n or n >= len(low) - 2:
        return None
    if low[n] == copula:
        cut = (n, n)
    elif low[n : n + 3] == ("to", "do", copula):
        cut = (n + 1, n + 2)
    elif low[n : n + 4] == ("you", "to", "do", copula):
        cut = (n + 2, n + 3)
    else:
        return None
    if any(said.gap(i) != " " for i in range(1, min(cut[1] + 2, len(low)))) or cut[1] + 1 >= len(low):
        return None
    if cut[0] == n and low[n + 1] not in _WISHED | {"to"}:
        return None
    if cut[0] > n and low[cut[1] + 1] not in _bases():
        return None
    first = said.text.string[said.start]
    wisher = said.text.string[words[1][0]]
    new = wisher.upper() if first.isupper() else wisher
    gone = Replace("", words[cut[0] - 1][1], words[cut[1]][1], "")
    return [Replace("", said.start, words[1][0] + 1, new), gone]


def _wish(low: tuple[str, ...], first: int) -> tuple[int, str]:
    """Return the number of the word behind "I need" and the like, and the copula that fits; 0 where there is none."""
    for size in (3, 2):
        copula = _WISHES.get(low[first : first + size])
        if copula:
            return first + size, copula
    return 0, ""


def _behind(said: Sentence, n: int) -> tuple[int, str] | None:
    """Return the word behind which the copula stands and what is put before it, where what is wished begins at `n`."""
    low = said.low
    if n + 1 >= len(low):
        return None
    trying = low[n - 1] == "trying"
    if low[n] in _WISHED and not trying:
        return n - 1, ""
    at = n + 1 if low[n] == "you" and not trying else n
    if low[at] != "to" or at + 1 >= len(low):
        return None
    verb, following = low[at + 1], low[at + 2] if at + 2 < len(low) else ""
    if verb == "know" and following in _ANSWERED and not trying:
        return at + 1, ""
    return None if verb in _NOT_DONE else (at, " do")


@cache
def _bases() -> frozenset[str]:
    return frozenset(row[0] for row in rows("verb_forms")) | word_lists("manner_words")["verb"]
