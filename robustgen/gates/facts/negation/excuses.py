"""What does the work of a negator without being one: "fail", "impassable", "too heavy to", "took an hour to"."""

from __future__ import annotations

import re
from functools import lru_cache

from robustgen.gates.facts.language.closeness import apart
from robustgen.gates.facts.language.forms import BE, lemma
from robustgen.gates.facts.language.lexicon import denied, kin, kin_in, opposed, related
from robustgen.gates.facts.language.phrases import senses
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.negation.negators import bounding, negators
from robustgen.gates.facts.numbers.quantities import quantities
from robustgen.gates.tables import listed, words

_WORDS: tuple[tuple[str, str, str], ...] = (
    ("last", "last first only stay remain", "since until till"),
    ("last", "last", "never"),
    ("earliest", "earliest soonest", "until till before"),
    ("first", "first", "before"),
    ("since", "since ago", "for in"),
    ("from", "from out off away", ""),
    ("just", "just narrowly difficulty struggled struggle", "barely hardly scarcely"),
    ("took", "take takes took", "before until till for in within"),
    ("than", "than", "as"),
    ("over", "end ended stopped finished ceased discontinued former ex expired dropped over abandoned quit gone stop",
     "longer anymore any"),
    ("moved", "from moved move moves switched shifted relocated changed swapped replaced replaces replacing",
     "instead rather"),
    ("off", "off", "without"),
    ("prefer", "prefer prefers preferred preferring", "than instead"),
    ("need", "need needs needed require requires", "yet"),
    ("closes", "close closes closed end ends ended shut shuts stop stops", "after"),
    ("wait", "await awaits awaiting waiting waits pending", "yet still"),
    ("wait", "wait waits waited waiting", "before until till"),
    ("only", "only sole", "other else"),
    ("self", "ourselves myself yourself yourselves themselves himself herself else", ""),
)  # fmt: skip
"""What a use is called, the words for it that the other text lacks, and the words there that it answers."""


_NEEDED = {
    "since": words("been last"),
    "from": words("keep keeps kept keeping stop stopped saved hold stay"),
    "than": words("than"),
    "took": words("hour hours minute minutes day days week weeks month months year years time while long ages before"),
}
"""Words of the same text without which a use is none."""


_PHRASES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("last", ("last", "time|person|thing|place|man|woman"), ""),
    ("no", ("no|nope", ",|.|!"), ""),
    ("used", ("used", "to"), ""),
    ("took", ("take|takes|took", "a|an|some|all|more|ages|hours|weeks|days|months|years|time|lots"), ""),
    ("earliest", ("at", "the", "earliest|latest|soonest"), ""),
    ("before", ("before", "i|you|he|she|it|we|they"), ""),
    ("took", ("it", "was|is"), "before"),
    ("others", ("all|every|any", "other|others|else"), "only"),
    ("others", ("everyone|everybody|everything", "else"), "only"),
    ("others", ("the", "rest|others"), "only"),
    ("clear of", ("clear", "of"), ""),
    ("remain", ("remain|remains|remained", "to"), ""),
    ("free of", ("free", "of|from"), ""),
)
"""The same of phrases."""


def operates(word: str) -> bool:
    """Return whether a word that `implied` names may deny the very word that stands in both texts: "fail to come"."""
    named = {name for name, *_ in (*_WORDS, *_PHRASES)} | {
        "too",
        "almost",
        "bound",
        "until",
        "low",
        "modest",
        "only if",
    }
    return word in listed("negation", "operator") or word in named or bool(_SHAPED.search(word))


def implied(reading: Reading, other: Reading, *, near: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a text, not of the other, that may do the work of a negator there, as `excuses` does."""
    return [word for word, _ in excuses(reading, other, near=near)]


def excuses(reading: Reading, other: Reading, *, near: frozenset[str] = frozenset()) -> list[tuple[str, int | None]]:
    """Return the words of a text, not of the other, that may do the work of a negator there, each with its clause.

    Args:
        reading: the text they are looked for in.
        other: the text that lacks them.
        near: base forms whose sentences alone count, where any holds one.
    """
    listing = listed("negation", "implicit")
    sentences = {token.sentence for token in reading.tokens if token.base in near}
    counting = {reading.tokens[i] for i in bounding(reading)}
    cues = {i for at, long in negators(other).items() for i in range(at, at + long)}
    there = (
        frozenset(token.base for i, token in enumerate(other.tokens) if i not in cues and denying(token, listing))
        - reading.bases
    )
    return [
        (word, token.clause)
        for token in only(reading, other)
        if not sentences or token.sentence in sentences
        if token not in counting
        for word in (denying(token, listing),)
        if word and not token.inner and not any(alike(token.base, base) for base in there)
        if word in listing or not kin_in(token.base, other.bases)
        if not any(related(token.base, base) for base in other.bases)
        if not _denied(reading, token) and not _some(reading, token)
        if token.low != "against" or reading.lows & _LAWS
        if token.low not in ("other", "another") or not _each(reading, token)
        if token.low not in ("late", "quiet") or other.lows & {"sooner"} or _contrary_in(token.low, other)
        if token.low != "clear" or not _before_thing(reading, token)
        if token.low != "alone" or not other.lows & {"only", "sole", "lone"}
    ] + constructed(reading, other)


def denying(token: Token, listing: frozenset[str]) -> str:
    """Return the word by which a token denies, one of a phrase's too ("run out of"), or an empty string."""
    parts = [word for word in token.base.split() if word not in _PARTICLES]
    parts += senses().get(token.base, ())
    found = next((word for word in (token.base, token.low, *parts) if word in listing), "")
    return found or (token.base if _prefixed(token) else "")


def _contrary_in(word: str, other: Reading) -> bool:
    return any(opposed(word, base) for base in other.bases)


def _before_thing(reading: Reading, token: Token) -> bool:
    """Return whether a word qualifies the next one: "clear evidence"."""
    at = reading.tokens.index(token) + 1
    return at < len(reading.tokens) and reading.tokens[at].content


def _each(reading: Reading, token: Token) -> bool:
    """Return whether a word belongs to "each other" or "one another"."""
    return reading.low(reading.tokens.index(token) - 1) in ("each", "one", "yet")


def alike(word: str, other: str) -> bool:
    """Return whether two words that deny say the same: of words that turn claims round, one derived from the other."""
    turning = {word, other} & (listed("negation", "strict") - listed("negation", "explicit"))
    return related(word, other) if turning else kin(word, other)


def _some(reading: Reading, token: Token) -> bool:
    """Return whether a word for few or little says some, or a size: "a few", "my little one", "far bluer"."""
    at = reading.tokens.index(token)
    if token.low == "far":
        return reading.low(at + 1) != "from"
    return token.low in ("few", "little") and reading.low(at - 1) in _SOME


_SOME = words("a the my your his her our their this that quite these those")


def _denied(reading: Reading, token: Token) -> bool:
    """Return whether a negator right before a word that denies takes its force away: "never lets it stop her"."""
    at = reading.tokens.index(token)
    before = [other for other in reading.tokens[max(0, at - 3) : at] if other.clause == token.clause]
    turning = listed("negation", "strict") - listed("negation", "explicit")
    stops = token.base == "stop" and reading.low(at + 1) == "to"  # "did not stop to think"
    return any(other.low in ("not", "never") for other in before) and token.base in turning and not stops


_LAWS = words("rule rules law laws policy regulations advice wish wishes will vote voted argued spoke decided")
_PARTICLES = words("out off away down over against on up")


def only(reading: Reading, other: Reading) -> list[Token]:
    """Return the tokens of a text that the other does not have, particles that have opposites too."""
    particles = listed("function", "function")
    return [
        token
        for token in reading.tokens
        if token.kind == "word"
        and not (token.inner and token.low in particles)
        and token.base not in other.bases
        and (token.low not in other.lows or token.base != lemma(token.low))
    ]


_SHAPED = re.compile(r"^(?:un|in|im|il|ir|non-?|dis)\w+(?:able|ible|ibly|ably|ed|ent|ive)$|\w{3}(?:proof|less|free)$")
"""Words that look like a denial, their stem known or not: "impassable", "waterproof"."""


def _prefixed(token: Token) -> bool:
    """Return whether a word denies by what is put to its stem."""
    if {token.low, token.base} & listed("function", "undenied"):
        return False
    return bool(denied(token.low) or denied(token.base) or _SHAPED.search(token.low))


@lru_cache(maxsize=1024)
def constructed(reading: Reading, other: Reading) -> list[tuple[str, int | None]]:
    """Return the words that deny by how they are used: "too heavy to", "the last time", "taller than", "only then"."""
    fresh, there = reading.lows - other.lows, other.lows
    placed: list[tuple[str, int | None]] = []
    for name, here, answers in _WORDS:
        used = fresh & words(here)
        if name == "from" and any(_denied(reading, token) for token in reading.tokens):
            continue  # "does not stop her from"
        if used and (not answers or there & words(answers)) and reading.lows & _NEEDED.get(name, reading.lows):
            uses = [t for t in reading.tokens if t.low in used and not (name == "took" and t.base != "take")]
            if name == "over":  # "it is over", not "over the past year"
                uses = [t for t in uses if t.low != "over" or reading.low(reading.tokens.index(t) - 1) in BE | {"'s"}]
            placed += [(name, token.clause) for token in uses][:1]
    places = range(len(reading.tokens))
    for name, phrase, answers in _PHRASES:
        if name == "before" and (there & {"before"} or (there & {"without"} and not there & {"not", "never", "no"})):
            continue  # "left without paying" is not "paid before leaving"
        if (not answers or answers in there) and not other.has(*phrase):
            at = [i for i in places if reading.phrase(i, *phrase)]
            if phrase == ("it", "was|is"):  # "it was an hour before"
                at = [i for i in at if reading.low(i + 2) in _WHILE or reading.low(i + 2)[:1].isdigit()]
            placed += [(name, reading.tokens[i].clause) for i in at][:1]
    found = ["too"] if excess(reading) is not None and excess(other) is None else []
    found += ["almost"] if any(_almost(reading, i, other) for i in places) else []
    joined = (reading.lows & _CONNECTING) != (there & _CONNECTING)
    found += ["only", "only"] if "only" in fresh and joined and there & {"not", "no", "never"} else []
    found += ["only"] if "only" in fresh and quantities(reading) and quantities(other) else []
    found += ["until"] if _waits(reading, other) else []
    found += ["still"] if "still" in fresh else []
    found += ["than"] if "than" in fresh and reading.bases & _EXPECTING and other.bases & _EXPECTING else []
    be, particle = "is|was|are|were|be|been", "down|off|over|out|up"
    down = reading.has(be, particle) or reading.has(be, "completely|all|totally|clean|fully", particle)
    found += ["down"] if down else []
    reworded = "unless" in there and apart(reading, other)[1] > 1  # "stays locked unless", "is opened only if"
    if reworded and any(reading.phrase(i, "only", "if|with|when|after|once|for") for i in places):
        found.append("only if")
    conditional = "unless" in there or other.has("if", "you|we|i|they|he|she", "do|does|did", "not")
    if conditional and "or" in fresh:
        found.append("otherwise")  # "brown them slowly or they will taste bitter"
    if there & {"much", "high", "hopes"} and "not" in there:
        found += sorted(fresh & words("low little modest"))
    if "enough" in there and "not" in there:
        found += sorted(fresh & words("short need needs more low insufficient"))
    bounds, bounds_there = ({one.bound for one in quantities(text)} for text in (reading, other))
    flipped = (">=" in bounds and "<" in bounds_there) or ("<=" in bounds and ">" in bounds_there)
    return placed + [(name, None) for name in found + (["bound"] if flipped else [])]


_EXPECTING = words("expect think imagine hope fear")
"""What is said to be more than one did: "nearer than we expected" is "we did not expect it so near"."""


_WHILE = words(
    "a an some well late long nearly almost about past after only not half midnight noon dark until two three"
)


def _waits(reading: Reading, other: Reading) -> bool:
    """Return whether a text says of what the other denies "until" something that it comes after it."""
    late = reading.has("not", "until|till")
    if reading.has("by", "the", "time") and other.has("until|till"):
        return True
    if late and "before" in other.lows and other.lows & {"not", "never"}:
        return True
    if not (other.lows & {"until", "till"} and other.lows & {"not", "never"}):
        return False
    if reading.lows & {"until", "till"} and not late:
        return False
    at = next(i for i, token in enumerate(other.tokens) if token.low in ("until", "till"))
    if not any(token.low in ("not", "never") for token in other.tokens[:at]):
        return False
    if late:
        return True
    if "before" not in reading.lows or reading.lows & {"wait", "waits", "waited", "waiting"}:
        return bool(reading.lows & words("before after once when only wait waits waited waiting first"))
    behind = [token.base for token in other.tokens[at + 1 :] if token.content]
    here = next(i for i, token in enumerate(reading.tokens) if token.low == "before")
    return any(kin(token.base, base) for token in reading.tokens[:here] for base in behind if token.content)


_CONNECTING = words("before after when if once with without unless until in on while")


def _almost(reading: Reading, at: int, other: Reading) -> bool:
    """Return whether something nearly happened: "almost fell" for "did not fall"."""
    after = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    verb = after is not None and after.content and after.base != after.low and after.base in other.bases
    return verb and reading.low(at) in ("almost", "nearly", "narrowly")


def excess(reading: Reading) -> int | None:
    """Return the place of a "too" that denies what follows it, "too heavy to lift", or None."""
    return next(
        (
            i
            for i, token in enumerate(reading.tokens)
            if token.low == "too" and {"to", "for"} & {reading.low(k) for k in range(i + 2, i + 5)}
        ),
        None,
    )
