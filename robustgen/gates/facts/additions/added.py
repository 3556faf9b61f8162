"""A phrase put to a text that is otherwise still there: a reason, a place, a time, a company, a consequence.

An addition is told by what surrounds it: nearly every word of the other text has a counterpart, and beside them stands
a phrase, opened by a word that opens phrases, in which no word has one. Where much is said in other words, a new phrase
may be how the rewriter says an old one, so nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from robustgen.gates.facts.language.forms import is_listed
from robustgen.gates.facts.language.lexicon import near, stand_in, stands_for
from robustgen.gates.facts.language.reading import Reading, Token
from robustgen.gates.facts.names.entities import names
from robustgen.gates.facts.numbers.quantities import counted
from robustgen.gates.facts.roles.arguments import people
from robustgen.gates.tables import listed, words

KEPT = 0.6
"""The share of a text's words that have to stand in the other for what it has beside them to be an addition."""
_REASON = words("because since due owing thanks despite although though given following after before whereas")
_CLAUSE = words("and but yet while when where who which that whom whose as plus until once")
_COMPANY = words("with without including except besides")
_PLACE = words(
    "in at on for from by to into onto through near inside outside behind beside under over across around between"
    " among beyond towards toward against about"
)
_OPENERS = _REASON | _CLAUSE | _COMPANY | _PLACE
_MARKS = words(", ; : - ( ) . ! ? ...")
_DETERMINERS = words("a an the my your his her its our their this that these those some any every each no another one")
_OWNERS = words("my your his her its our their")
_QUESTION = words("what which how why whose whatever whichever")
_PRONOUNS = words("i you he she it we they me him her us them this that these those there")
_MOVABLE = words(
    "it them him her this that these those now again soon here there always never often together away back still"
    " already yet almost too also alone ever outside inside abroad home early late sometimes once twice instead both"
    " either apart forward"
)
"""Small words that a phrase may be said for: "here" is "in this place", "her" is "the nurse"."""


@dataclass(frozen=True, slots=True)
class Part:
    """A phrase of a text: its first token, the one behind its last, the words that open it, the sign before it."""

    start: int
    end: int
    opening: tuple[str, ...]
    mark: str


def parts(reading: Reading) -> Iterator[Part]:
    """Yield the phrases of a text, cut at signs and before each word that opens one; clauses also as a whole."""
    tokens, at, mark = reading.tokens, 0, ""
    while at < len(tokens):
        if tokens[at].low in _MARKS:
            mark, at = tokens[at].low, at + 1
            continue
        opened = at
        while opened < len(tokens) and tokens[opened].low in _OPENERS:
            opened += 1
        end = _end(reading, opened, _OPENERS)
        opening = tuple(token.low for token in tokens[at:opened])
        yield Part(at, end, opening, mark)
        closing = (_REASON | _CLAUSE) - {"as"} if set(opening) & (_REASON | _CLAUSE) else frozenset()
        whole = _end(reading, opened, closing)
        if whole > end and (closing or mark in (".", "!", "?", ";")):
            yield Part(at, whole, opening, mark)
        mark, at = "", max(end, at + 1)


def _end(reading: Reading, start: int, closing: frozenset[str]) -> int:
    end = start
    while (
        end < len(reading.tokens)
        and reading.low(end) not in _MARKS
        and (end == start or reading.low(end) not in closing)
    ):
        end += 1
    return end


def bland(token: Token) -> bool:
    """Return whether a word says next to nothing: what frames a message, a light verb, a general noun."""
    return len(token.base) < 3 or token.base in listed("bland", "bland") or token.low in listed("bland", "bland")


def answered(token: Token, other: Reading) -> bool:
    """Return whether a word has a counterpart in a text: itself, kin, or what may be a slip of it."""
    base = token.base
    if base in other.bases or token.low in other.lows or stand_in(base, other.bases):
        return True
    return len(base) > 4 and any(near(base, low) or low.endswith("-" + base) for low in other.lows)


def added(longer: Reading, shorter: Reading, lost: list[Token]) -> list[Token]:
    """Return the words of a phrase that one text has over and above another, empty where it is not sure.

    Args:
        longer: the text that may say more.
        shorter: the other one.
        lost: the words of the shorter text that have none in the longer.
    """
    content = shorter.content()
    said = [token for token in content if not bland(token)]
    missing = [token for token in content if not answered(token, longer)]
    if len(missing) > (1 - KEPT) * len(content) or _size(longer) <= _size(shorter):
        return []
    lost = [token for token in lost if not bland(token)]
    moved = any(token.low in _MOVABLE and token.low not in longer.lows for token in shorter.tokens)
    copied = all(token.base in longer.bases for token in said)
    apart = counted(longer) | {i for one in names(longer) for i in range(one.start, one.end)}
    telling = [
        i
        for i, token in enumerate(longer.tokens)
        if token.content and i not in apart and not bland(token) and not answered(token, shorter)
        if longer.low(i - 1) not in ("this", "these")  # what is spoken of in any case
    ]
    for part in parts(longer):
        fresh = [i for i in telling if part.start <= i < part.end]
        inside = [token for token in longer.tokens[part.start : part.end] if token.content]
        if moved or not fresh or any(answered(token, shorter) for token in inside):
            continue
        outside = len(telling) - len(fresh)
        clause = set(part.opening) & _REASON or (len(fresh) > 1 and set(part.opening) & _CLAUSE)
        if (missing if "without" in part.opening else lost) and not (
            clause and len(lost) <= min(outside, max(1, len(said) // 4))
        ):
            continue  # the phrase may be how a lost word is said
        if _states(longer, part, len(fresh), len(inside), copied):
            return [longer.tokens[i] for i in fresh]
    return []


def _size(reading: Reading) -> int:
    return sum(token.kind != "sign" for token in reading.tokens)


def inserted(longer: Reading, shorter: Reading) -> list[Token]:
    """Return the words of the one phrase by which a text is longer than another that it else repeats word by word."""
    at, theirs = ([i for i, token in enumerate(text.tokens) if token.kind != "sign"] for text in (longer, shorter))
    ours, others = [longer.tokens[i] for i in at], [shorter.tokens[i] for i in theirs]
    if not 0 < len(ours) - len(others) <= _PHRASE:
        return []
    ahead = _alike(ours, others)
    end = len(ours) - (len(others) - ahead)
    if ahead + _alike(ours[::-1], others[::-1]) < len(others) or not ahead:
        return []
    apart = counted(longer)
    told = [
        token
        for i, token in zip(at[ahead:end], ours[ahead:end], strict=True)
        if i not in apart
        and token.content
        and is_listed(token.base)
        and not bland(token)
        and not answered(token, shorter)
    ]
    return told if told and _informs(longer, at[ahead], ours[ahead:end], len(told), ours[ahead - 1], end) else []


def _informs(reading: Reading, at: int, phrase: list[Token], told: int, before: Token, end: int) -> bool:
    """Return whether a phrase that is put to a text is news: a clause, an apposition, an origin, a quality, a name.

    What is said redundantly seldom is one of these: "late in arriving", "closed to traffic", "fast asleep".
    """
    opening = phrase[0].low
    if opening in _COMMENTING or phrase[-1].low == "and" or any(token.low in _ADDRESSING for token in phrase):
        return False
    if opening in ("and", "but", "because") or (
        reading.low(at - 1) in (",", "-", "(") and opening in _DETERMINERS and told > 1
    ):
        return True
    if opening in ("from", "by"):
        return len(phrase) > 1 and phrase[1].low in _DETERMINERS
    if before.low in _DETERMINERS | _QUESTION and end and all(token.content for token in phrase):
        return not any(token.low in _EMPHATIC or token.low.endswith("ly") for token in phrase)
    return told > 1 and any(at <= name.start < at + len(phrase) for name in names(reading))


_EMPHATIC = words("brand own very fast wide dead stone pitch same entire whole great big good nice real")
_PHRASE = 12
"""How many words a phrase may have that is put to a text."""
_COMMENTING = words("so which as if though please thanks thank lol haha you i")
_ADDRESSING = words("you your me please thanks sorry")


def _alike(ours: list[Token], theirs: list[Token]) -> int:
    """Return how many words two texts begin with together."""
    for i, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one.base != other.base and not (one.content and other.content and stands_for(one.base, other.base)):
            return i
    return min(len(ours), len(theirs))


def cut(longer: Reading, shorter: Reading) -> list[Token]:
    """Return the words of a phrase that was cut out of a text, the rest of it kept word by word."""
    there = iter(token.base for token in longer.tokens if token.kind != "sign")
    if not all(token.base in there for token in shorter.tokens if token.kind != "sign"):
        return []
    begun = next((i for i, token in enumerate(longer.tokens) if token.content and answered(token, shorter)), 0)
    words = added(longer, shorter, [])
    return words if words and longer.tokens.index(words[0]) > begun else []


def imposed(longer: Reading, shorter: Reading) -> list[Token]:
    """Return the words of a condition that one text sets and the other, which says the rest, does not."""
    if shorter.lows & _CONDITIONS or (shorter.phrase(0, "when|whenever")):
        return []
    if not shorter.content() or not all(answered(token, longer) for token in shorter.content()):
        return []
    for i, token in enumerate(longer.tokens):
        long = longer.phrase(i - 2, "as|so", "long", "as")
        if not (token.low in _CONDITIONS or long or longer.phrase(i - 1, "only", "after|when|with")):
            continue
        if token.low in ("once", "provided", "providing") and longer.low(i + 1) not in _STARTING:
            continue  # "once a week", "provided by"
        if {longer.low(k) for k in range(i + 1, i + 4)} & _POLITE or longer.low(i - 1) in _BESIDE:
            continue
        closing = _VERBS if token.low == "except" else _REASON | {"but", "and", "or"}
        inside = [one for one in longer.tokens[i + 1 : _end(longer, i + 1, closing)] if one.content]
        if inside and not any(answered(one, shorter) or one.base in _POLITE for one in inside):
            return inside
    return []


_CONDITIONS = words("if unless provided providing assuming except once")
_POLITE = words(
    "possible could can would may might please like want wish mind prefer get necessary anything there that not time"
    " moment chance question trouble problem issue concern doubt help need interested ready minute feel ask remember"
    " recall mistaken wrong honest frank say think convenient difficulty opportunity information detail case so"
)
_STARTING = words("i you he she it we they that the this these those your my his her our their all")
_BESIDE = words("as even wonder know ask see check")
_VERBS = words("is are was were has have had can could will would may must should do does did")


def _states(reading: Reading, part: Part, fresh: int, size: int, copied: bool) -> bool:
    """Return whether a phrase states something, by how it is opened and how many of its words are new.

    Args:
        reading: the text.
        part: the phrase.
        fresh: how many of its words are new and tell something.
        size: how many there are beside small ones.
        copied: whether the rest of the text is a copy: a place or a time then counts as well.
    """
    opening, after = set(part.opening), part.start + len(part.opening)
    low = reading.low(after)
    if low in _QUESTION or (opening & {"after", "before"} and opening & {"which", "that"}):
        return False
    if opening & _REASON:
        return True
    if opening & {"and", "plus"}:
        return fresh > 1 or (not part.mark and (size > 1 or low in _DETERMINERS))
    if opening & {"until", "once"}:
        return fresh > 1 and copied
    if opening & _CLAUSE:
        return fresh > 1 or bool(part.mark)
    bare = part.end == after + 1 and not low.endswith("s")  # "in bed", "on paper", "by hand": how, not where
    owned = low in _OWNERS and fresh == 1  # "with his foot", "into her car"
    if opening & _COMPANY:
        return not owned or bool({token.base for token in reading.tokens[after : part.end]} & people())
    if opening & _PLACE:
        if not copied or low in _PRONOUNS or "by" in opening or bare or owned:
            return False
        return fresh > 1 or "to" not in opening or low in _DETERMINERS
    resulting = low.endswith("ing") and bland(reading.tokens[after])
    return part.start > 0 and fresh > 1 and not resulting
