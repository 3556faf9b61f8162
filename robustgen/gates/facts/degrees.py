"""How much, how often and how surely something is said: "all" for "some", "may" for "must"."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from robustgen.gates.facts.claims import claims
from robustgen.gates.facts.denials import harm_averted
from robustgen.gates.facts.reading import Reading
from robustgen.gates.tables import listed, rows, words


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


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
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
        cue.word == "never" and harm_averted(cue, other)
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
            if token.low == "most" and not (token.first or reading.low(i + 1) == "of" or _plural(reading, i + 1)):
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
