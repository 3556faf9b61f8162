"""How much, how often and how surely something is said: "all" for "some", "may" for "must"."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from robustgen.gates.facts.language.closeness import counterparts
from robustgen.gates.facts.language.lexicon import opposed
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.negation.claims import claims
from robustgen.gates.facts.negation.denials import akin, harm_averted
from robustgen.gates.facts.negation.excuses import only
from robustgen.gates.facts.numbers.quantities import quantities
from robustgen.gates.tables import listed, rows, words


@cache
def _degrees() -> dict[str, dict[str, frozenset[str]]]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for track, name, word in rows("degrees"):
        found[track][word].add(name)
    return {track: {word: frozenset(names) for word, names in words.items()} for track, words in found.items()}


_CLASHES = {
    "amount": "few-some one-some one-many all-some all-most all-few all-many few-many few-most some-most some-many"
              " all-notall none-notall rest-many rest-all none-some none-many",
    "often": "always-sometimes always-rarely always-often sometimes-often often-rarely sometimes-rarely",
    "sure": "certain-likely certain-maybe",
    "modal": "will-can must-should must-may must-can should-may will-may should-can will-should",
}  # fmt: skip


Anchored = tuple[str, frozenset[str]]
"""A word of a degree, and the words near it that it may be said of."""


def differ(source: Reading, candidate: Reading) -> tuple[str, str] | None:
    """Return (reason, detail) where how much, how often or how surely something is said differs, or None.

    Degrees are compared where they are said of the same: in "most of my patience" and "little patience left" they are,
    in "you need to press it" and "you can reset it" they are not.
    """
    for track, reason in (
        ("amount", "quantifier"),
        ("often", "frequency"),
        ("modal", "modality"),
        ("sure", "modality"),
    ):
        if track in ("modal", "sure") and not word_for_word(source, candidate):
            continue  # "must stay until" is "may not leave before": the words around tell
        if track == "modal" and _counted(source) and _counted(candidate):
            continue  # the bounds of the numbers tell: "must not exceed 10 MB", "may be up to 10 MB"
        if track == "modal" and "?" in source.lows and "?" in candidate.lows:
            continue
        one, two = _classes(source, track), _classes(candidate, track)
        if track == "often" and _averted(source, candidate):
            continue
        lost, new = one.keys() - two.keys(), two.keys() - one.keys()
        for a in sorted(lost):
            for b in sorted(new):
                clash = f"{a}-{b}" in _CLASHES[track].split() or f"{b}-{a}" in _CLASHES[track].split()
                if {a, b} in ({"must", "can"}, {"must", "may"}) and "only" in source.lows ^ candidate.lows:
                    continue  # "only members can" is "you must be a member to"
                if {a, b} == {"must", "should"} and (source.lows | candidate.lows) & {"need", "needs"}:
                    continue  # "needs to read more" is "ought to read more"
                if "few" in (a, b) and _contrary(source, candidate):
                    continue  # "few saw it" is "most did not see it"
                if clash and (found := _same_thing(one[a], two[b])):
                    return f"{reason} changed", f"{found[0]!r} became {found[1]!r}"
    if not word_for_word(source, candidate) or (_counted(source) and _counted(candidate)):
        return None
    if (word := _doubtful(source, candidate) or _doubtful(candidate, source)) and not _hedged(source, candidate):
        return "modality changed", f"{word!r} on one side only"
    if _exclusive(source) != _exclusive(candidate) and not all(_restricts(r) for r in (source, candidate)):
        return "quantifier changed", "'only' on one side only"
    return None


def word_for_word(source: Reading, candidate: Reading) -> bool:
    """Return whether every word of each text has a counterpart in the other, those of degrees aside."""
    aside = frozenset(word for track in _degrees().values() for word in track) | {"going"}
    return all(
        said == met
        for met, said in (
            counterparts(source, candidate, beside=aside),
            counterparts(candidate, source, beside=aside),
        )
    )


def _counted(reading: Reading) -> bool:
    """Return whether a text bounds a number: "at least 18"."""
    return any(one.bound for one in quantities(reading))


def _contrary(source: Reading, candidate: Reading) -> bool:
    """Return whether only one of two texts denies, or each has a word that is the contrary of one of the other's."""
    if bool(claims(source).cues) != bool(claims(candidate).cues):
        return True
    lost, new = only(source, candidate), only(candidate, source)
    return any(opposed(one.base, other.base) for one in lost if one.content for other in new if other.content)


def _same_thing(one: list[Anchored], two: list[Anchored]) -> tuple[str, str] | None:
    """Return two words of two degrees that are said of the same, or None."""
    for word, near in one:
        for other, near_too in two:
            if any(akin(a, b) for a in near for b in near_too):
                return word, other
    return None


def _anchors(reading: Reading, at: int, track: str) -> frozenset[str]:
    """Return the words that a word of a degree may be said of: what follows it, and before it what it may qualify."""
    tokens = reading.tokens
    ahead = range(at + 1, at + 9)
    end = next((i for i in ahead if reading.low(i) in _CONDITIONS or reading.phrase(i, "as", "long")), at + 9)
    behind = [t.base for t in tokens[at + 1 : end] if t.sentence == tokens[at].sentence and t.content]
    before = [t.base for t in tokens[max(0, at - 8) : at] if t.sentence == tokens[at].sentence and t.content]
    if track == "amount":
        return frozenset(behind[:2])
    return frozenset(behind[:2] + (before[-2:] if track == "often" or tokens[at].content else []))


_CONDITIONS = words("if unless provided whether")
"""Words behind which something else is said: "is possible if you pay"."""
_ONLY = words(
    "only solely exclusively just alone but except unless limited sole merely reserved restricted must"
    " other else not no none nobody without required needed need needs"
)


def _restricts(reading: Reading) -> bool:
    """Return whether a text says by any word whom alone it speaks of: "only", "must", "had to"."""
    return bool(reading.lows & _ONLY) or reading.has("had|has|have", "to")


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


def _doubtful(reading: Reading, other: Reading) -> str:
    """Return the word by which a text says that what the other takes for sure is only possible, or an empty string."""
    sure = claims(other).signs
    loose = words(
        "sometimes occasionally some often only free let lets let's ok okay fine choose option right entitled allow"
        " restricted reserved limited allowed allows permit permitted permits permission maximum max limit"
    )
    if "?" in reading.lows | other.lows or other.lows & loose or other.bases & {"entitle", "permit"}:
        return ""
    if other.has("up", "to"):
        return ""  # "sleeps up to 18 hours" is "may sleep 18 hours"
    for i, token in enumerate(reading.tokens):
        content = i + 1 < len(reading.tokens) and reading.tokens[i + 1].content
        content = content and reading.low(i - 1) not in ("you", "we", "i")
        may = token.low == "may" and (content or reading.low(i + 1) in ("be", "have", "not"))
        ahead = [other.low for other in reading.tokens[:i] if other.clause == token.clause]
        may = may and not {"no", "not", "never", "nobody", "none"} & {*ahead}
        if not (may or token.low in ("might", "perhaps", "maybe", "possibly", "conceivably")):
            continue
        if (
            reading.low(i + 1) in ("i", "you", "we", "want", "like", "wish")
            or reading.phrase(i + 1, "as", "well")
            or token.low in other.lows
            or {"if", "whether"} & {reading.low(k) for k in range(i - 3, i)}
            or (reading.low(i - 1) == "you" and reading.tokens[i + 1].base in _PARENTHETICAL)
        ):
            continue
        said = [t.base for t in reading.tokens[i + 1 : i + 8] if t.content and t.sentence == token.sentence][:2]
        if any(akin(base, there) for base in said for there in sure):
            return token.low
    return ""


_PARENTHETICAL = words("expect imagine guess think say know")
"""Verbs of asides: "as you might expect"."""


def _hedged(source: Reading, candidate: Reading) -> bool:
    """Return whether both texts say in some way that they are not sure."""
    return all(reading.lows & listed("negation", "hedge") for reading in (source, candidate))


def _classes(reading: Reading, track: str) -> dict[str, list[Anchored]]:
    found: dict[str, list[Anchored]] = defaultdict(list)
    table = _degrees()[track]
    said = {"modal": _modal, "amount": _amount, "often": _often}.get(track)
    for i, token in enumerate(reading.tokens):
        names = table.get(token.low, frozenset())
        if token.low == "possible" and "if" in (reading.low(i - 1), reading.low(i - 2), reading.low(i - 3)):
            continue  # "if that is possible" is a courtesy
        names = said(reading, i, names) if said else _denied(reading, i, _nearly(reading, i, names))
        for name in names:
            found[name].append((token.low, _anchors(reading, i, track)))
    return found


_NONE: frozenset[str] = frozenset()


def _modal(reading: Reading, i: int, names: frozenset[str]) -> frozenset[str]:
    """Return what a word tells of what must or may be, from the classes of the table."""
    token = reading.tokens[i]
    asked = reading.low(i + 1) in ("you", "i", "we") and token.low not in ("perhaps", "maybe")
    if asked or reading.phrase(i + 1, "to", "know"):
        return _NONE  # a question or a request, in whichever verb
    if token.low in ("may", "might") and reading.low(i + 1) in ("want", "like", "wish", "as"):
        names = frozenset({"should"})
    if token.low in ("shall", "will") and reading.bases & {"entitle"} and reading.low(i + 1) in ("be", "have"):
        names = frozenset({"may"})
    if token.low in ("have", "has", "need", "needs", "had") and reading.low(i + 1) == "to":
        names = frozenset({"must"})
    if {"whether", "if"} & {reading.low(k) for k in range(i - 5, i)} and names & {"will"}:
        names = _NONE
    if token.low == "may" and token.text[0].isupper() and not token.first:
        names = _NONE
    if reading.low(i + 1) == "not" and names & {"must", "can", "may"}:
        names = frozenset({"mustnot"})
    if "not" in (reading.low(i - 1), reading.low(i - 2)) and names & {"must"}:
        names = frozenset({"neednot"})
    return names


def _amount(reading: Reading, i: int, names: frozenset[str]) -> frozenset[str]:
    """Return what a word tells of how much, from the classes of the table."""
    token, before, after = reading.tokens[i], reading.low(i - 1), reading.low(i + 1)
    if token.low in ("few", "handful") and before == "a":
        names = frozenset({"few" if reading.low(i - 2) in ("only", "just") else "some"})
    if token.low == "every" and after in ("now", "so", "once", "time", "other"):
        names = _NONE
    if token.low == "little" and before not in ("a", "the", "my", "this", "that", "very"):
        names = frozenset({"few"})
    if names & {"few"} and {"left", "remaining"} & {reading.low(k) for k in range(i + 1, i + 5)}:
        names = frozenset({"rest"})  # of what is mostly gone
    if token.low in ("lot", "much") and after != "more":
        names = frozenset({"many"})
    if names & {"many"} and "not" in (before, reading.low(i - 2)):
        names = frozenset({"few"})
    if token.low == "no" and i in {cue.at for cue in claims(reading).cues}:
        names = frozenset({"none"})
    if token.low == "all" and before in ("at", "after", "of", "in", "above", "first", "once"):
        names = _NONE
    if token.low == "most" and not (token.first or after == "of" or _plural(reading, i + 1)):
        names = _NONE
    if token.low == "certain" and not _plural(reading, i + 1):
        names = _NONE
    names = _nearly(reading, i, names)
    if token.low in ("one", "single") and before in ("a", "only", "just", "^"):
        names = frozenset({"one"})
    return _denied(reading, i, names)


def _often(reading: Reading, i: int, names: frozenset[str]) -> frozenset[str]:
    """Return what a word tells of how often, from the classes of the table."""
    names = _denied(reading, i, _nearly(reading, i, names))
    if names & {"rarely", "never"} and "without" in reading.lows:
        names = frozenset({"always"})
    if names & {"often"} and _denied_before(reading, i):
        names = frozenset({"rarely"})
    return names | {name for name, phrases in _PHRASES.items() if any(reading.phrase(i, *one) for one in phrases)}


def _nearly(reading: Reading, i: int, names: frozenset[str]) -> frozenset[str]:
    """Return the next classes to some that a word such as "almost" stands before: "almost the entire crop" is most."""
    near = i - 2 if reading.low(i - 1) in ("the", "an", "a") else i - 1
    if reading.low(near) not in ("almost", "nearly", "virtually", "practically"):
        return names
    return frozenset({"all": "most", "always": "often", "none": "few", "never": "rarely"}.get(n, n) for n in names)


def _denied(reading: Reading, i: int, names: frozenset[str]) -> frozenset[str]:
    """Return classes, or that not all are meant, where "not" stands before the word."""
    before = "not" in (reading.low(i - 1), reading.low(i - 2))
    return frozenset({"notall"}) if before and names & {"all", "always"} else names


_PHRASES: dict[str, tuple[tuple[str, ...], ...]] = {
    "sometimes": (
        ("now", "and", "then|again"), ("from", "time", "to", "time"), ("once", "in", "a", "while"),
        ("every", "so", "often"), ("at", "times"), ("on", "occasion"),
    ),
    "always": (("all", "the", "time"), ("every", "time"), ("at", "all", "times"), ("without", "exception")),
    "often": (("most", "of", "the", "time"), ("as", "a", "rule"), ("on", "the", "whole")),
    "rarely": (("once", "in", "a", "blue", "moon"), ("hardly|scarcely|barely", "ever"), ("almost|nearly", "never")),
}  # fmt: skip


def _denied_before(reading: Reading, at: int) -> bool:
    """Return whether "often" is denied: "not often", "does not watch it very often"."""
    if "not" in (reading.low(at - 1), reading.low(at - 2)):
        return True
    clause = [token.low for token in reading.tokens[max(0, at - 8) : at] if token.clause == reading.tokens[at].clause]
    return reading.low(at) in ("often", "frequently", "regularly") and "not" in clause and "and" not in clause


def _plural(reading: Reading, at: int) -> bool:
    word = reading.low(at)
    return word.endswith("s") or word in ("people", "men", "women", "children")
