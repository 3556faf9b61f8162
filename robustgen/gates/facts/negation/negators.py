"""Which words of a text deny: "not", "hardly", "rather than", "everyone but"; and which only look it."""

from __future__ import annotations

from functools import cache

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.negation.superlatives import at_most
from robustgen.gates.facts.numbers.quantities import bound_span, quantities
from robustgen.gates.tables import listed, words

_IDIOMS: tuple[tuple[str, ...], ...] = (
    ("not", "only"), ("not", "just"), ("not", "merely"), ("not", "to", "mention"), ("no", "doubt"), ("no", "wonder"),
    ("without", "doubt"), ("without", "a", "doubt"), ("without", "question"), ("no", "matter"), ("no", "sooner"),
    ("or", "not"), ("if", "not"), ("not", "wait", "to"), ("not", "wait", "for"), ("not", "help", "but"),
    ("nothing", "but"), ("nothing", "more", "than"), ("none", "other", "than"), ("nothing", "short", "of"),
    ("no", "question"), ("no", "problem"), ("no", "choice", "but"), ("no", "option", "but"),
    ("can|could", "not", "believe"), ("no", "more", "than"), ("no", "less", "than"), ("no", "fewer", "than"),
    ("no", "alternative", "but"),
    ("no", "worries"), ("no", "thanks"), ("no", "less", "a"), ("not", "simply"), ("no", "other", "than"),
    ("no", "one", "but"), ("nobody", "but"), ("nobody", "except"), ("no-one", "but"), ("none", "but"),
    ("no", "one", "except"), ("nothing", "except"), ("nothing", "else", "than"), ("nobody", "else", "than"),
    ("nothing", "other", "than"), ("nobody", "other", "than"), ("no", "one", "other", "than"),
    ("without", "fail"), ("never", "mind"), ("no", "later", "than"), ("not", "later", "than"), ("not", "until"),
    ("not", "till"), ("not", "since"), ("never", "until"), ("no", "sweat"), ("without", "further"),
    ("no", "idea", "how"),
    ("last", "but", "not", "least"), ("believe", "it", "or", "not"), ("whether", "or", "not"), ("not", "long", "ago"),
    ("no", "time"), ("in", "no", "time"), ("not", "be", "fooled"),
    ("not", "say", "no"), ("yes", "or", "no"), ("without", "hesitation"),
    ("not", "to", "lie"), ("not", "going", "to", "lie"),
    ("without", "delay"), ("without", "exception"), ("no", "big", "deal"), ("needless", "to", "say"),
    ("no", "sign", "of", "stopping"), ("not", "for", "nothing"), ("not", "to", "say"), ("nothing", "like"),
    ("not", "unlike"), ("no", "longer", "than"), ("no", "small"), ("no", "mean"), ("not", "without"),
    ("more", "often", "than", "not"), ("as", "often", "as", "not"), ("not", "least"),
    ("none", "of", "your|my|his|her|our|their", "business"), ("no", "end", "of"),
)  # fmt: skip
"""Phrases whose negator denies nothing, or no more than the rest of the phrase says."""


_NEGATORS: tuple[tuple[str, ...], ...] = (
    ("anything", "but"), ("yet", "to"), ("have|has|had|is|are|remains", "still", "to"), ("rather", "than"),
    ("instead", "of"), ("except",), ("excluding",),
    ("apart", "from"), ("aside", "from"),
    ("save", "for"), ("with", "the", "exception", "of"), ("no", "longer"), ("at", "no", "time|point|stage"),
    ("in", "no", "way"), ("by", "no", "means"), ("under", "no", "circumstances|condition"), ("on", "no", "account"),
    ("no", "one"), ("lest",),
    ("keep|keeps|kept|keeping", "off|away|from|out"), ("stay|stays|stayed|staying", "away|off"),
    ("advise|advised|advises|advising|decide|decided|recommend|recommended|recommends|warn|warned|warns|vote|voted|votes"
     "|argue|argued|argues|counsel|counselled|rule|ruled|campaigned|caution|cautioned", "against"),
)  # fmt: skip
"""Negators of several words, and words that deny of one thing what is said of others."""


_WARNING = "|".join(
    f"{verb}{end}"
    for verb in ("advis", "warn", "decid", "recommend", "counsel", "caution")
    for end in ("e", "ed", "es", "s", "ing", "")
)
_ALL = words("all everyone everybody everything every any anyone anybody each always")
_QUESTION_AUX = words("is are was were do does did can could will would should has have had am")
_PRONOUNS = words("i you he she it we they there")
_HOMES = words("home town work land shore school base land sea civilization")


def negators(reading: Reading) -> dict[int, int]:
    """Return the places of the words that deny something, each with how many words it has."""
    harmless, found, end = _harmless(reading), {}, 0
    explicit = listed("negation", "explicit")
    for i, token in enumerate(reading.tokens):
        long = _several(reading, i) or (1 if token.low in explicit else 0)
        if i >= end and long and i not in harmless:
            found[i], end = long, i + long
    return found


def questions(reading: Reading) -> frozenset[int]:
    """Return the places of the "not" of tags and of questions that expect yes: "isn't it?", "Haven't you eaten?"."""
    return frozenset(i for i, token in enumerate(reading.tokens) if token.low == "not" and _asks(reading, i))


def _several(reading: Reading, at: int) -> int:
    """Return how many words the negator of several words at a place has, 0 where there is none."""
    low = reading.low(at)
    for phrase in _opening().get(low, ()):
        if low == "apart" and reading.low(at - 1) in (
            "told",
            "tell",
            "tells",
            "telling",
            "set",
            "sets",
            "live",
            "lived",
        ):
            continue  # "told apart from females"
        if reading.phrase(at, *phrase):
            counts = at + len(phrase) < len(reading.tokens) and low in ("instead", "rather")
            return 0 if counts and _counted(reading, at + len(phrase)) else len(phrase)
    if low == "than" and reading.tokens[at - 1].low != "rather":
        before = [i for i in range(max(0, at - 9), at) if reading.low(i) == "rather"]
        return 1 if before and reading.tokens[before[-1]].sentence == reading.tokens[at].sentence else 0
    if low == "but" and at and reading.low(at + 1) not in ("for", "also", "not"):
        apart = reading.tokens[at - 1].content and {reading.low(at - 2), reading.low(at - 3)} & _ALL
        if reading.low(at + 1) in _PRONOUNS | {"nothing", "nobody", "none"}:
            return 0  # "tried everything but it will not start"
        short = any(_ends(reading, at + k) for k in (2, 3))
        return 1 if reading.low(at - 1) in _ALL or (apart and short) else 0
    if low == "against":  # "advised him against it"
        return int(any(reading.phrase(i, _WARNING) for i in range(max(0, at - 4), at)))
    named = at + 1 < len(reading.tokens) and reading.tokens[at + 1].text[:1].isupper()
    if low in _KEEPING and (named or reading.low(at + 1) in words("the a my your his her our their")):
        out = any(
            reading.low(i) in ("out", "away") for i in range(at + 2 + (not named), at + 5)
        )  # "keeps the rain out"
        return int(out)
    if low == "free" and reading.hyphened(at):
        return 1  # "sugar-free"
    if low not in _AWAY:
        return 0
    after = reading.tokens[at + 2] if at + 2 < len(reading.tokens) else None
    if reading.phrase(at, "free|devoid|void|bereft", "from|of") and reading.low(at + 2) != "charge":
        return 1
    plain = (
        after is not None
        and (after.content or after.low in ("over", "done"))
        and after.text.islower()
        and after.low not in _HOMES
    )
    return 1 if reading.phrase(at, "far", "from") and plain else 0


def _counted(reading: Reading, at: int) -> bool:
    """Return whether a number begins at a place: "forty minutes instead of three hours" denies no hours."""
    return any(one.start == at and not one.soft for one in quantities(reading))


def bounding(reading: Reading) -> set[int]:
    """Return the places of the words that bound a number: "no more than"."""
    found: set[int] = set()
    for one in quantities(reading):
        _, start, end = bound_span(reading, one)
        between = reading.tokens[start + 1 : min(end, one.start)]
        if sum(token.content for token in between) > any(token.low == "than" for token in between):
            continue  # "is not given to children under 16" denies that it is given
        found.update(range(start, end))
    return found


_KEEPING = words("keep keeps kept keeping")
_AWAY = words("free devoid void bereft far")


@cache
def _opening() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the negators of several words by their first word."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in _NEGATORS:
        for word in phrase[0].split("|"):
            found[word] = (*found.get(word, ()), phrase)
    return found


def _harmless(reading: Reading) -> set[int]:
    """Return the places of negators that deny nothing: idioms, bounds of numbers, tags, polite questions, answers."""
    found: set[int] = set(questions(reading)) | bounding(reading)
    tokens = reading.tokens
    for i, token in enumerate(tokens):
        low = token.low
        if reading.phrase(i, "except", "that"):
            found.add(i)
        if low == "except" and reading.low(i - 1) in words("nobody nothing none no-one one anything anyone anybody"):
            found.add(i)  # "nobody except her" is "only she"
        if reading.phrase(i, "yet", "to") and at_most(reading, i):
            found.add(i)
        if low not in listed("negation", "explicit"):
            continue
        if token.inner:
            found.add(i)  # what the phrase means says it
        if (
            (
                any(reading.phrase(i - words.index(low), *words) for words in _IDIOMS if low in words)
                and not (token.first and reading.phrase(i, "not", "until|till"))
            )
            or _suggests(reading, i)
            or (
                low in ("no", "nope", "nay")
                and (token.first or reading.low(i - 1) in ("oh", ",", ";", ":"))
                and (_ends(reading, i + 1) or reading.low(i + 1) in _PRONOUNS | {"that", "this", "thanks"})
            )
            or (low in ("not", "never", "no", "nothing", "nobody", "nowhere") and at_most(reading, i))
            or (low == "not" and reading.low(i + 1) == "help" and reading.low(i + 2).endswith("ing"))
            or (reading.phrase(i, "not", "even", "once|one") and _denied_before(reading, i))
            or (low == "not" and (_ends_later(reading, i) or _bounds(reading, i) or _twice(reading, i)))
            or (reading.phrase(i, "not", "quite|even") and _counted(reading, i + 2))
            or (reading.phrase(i, "no", ".") and "number" in {t.kind for t in tokens[i + 2 : i + 3]})  # "No. 14"
        ):
            found.add(i)
        elif low == "nor" and any(o.low == "neither" and o.sentence == token.sentence for o in tokens[:i]):
            found.add(i)  # "neither he nor she" denies once
    return found


def _denied_before(reading: Reading, at: int) -> bool:
    """Return whether the sentence denies before a place: "has not failed me, not even once"."""
    sentence, explicit = reading.tokens[at].sentence, listed("negation", "explicit")
    return any(token.low in explicit and token.sentence == sentence for token in reading.tokens[:at])


def _twice(reading: Reading, at: int) -> bool:
    """Return whether a "not" is said again by another negator behind its verb: "ain't got no bread"."""
    plain = words("no nothing nobody never nowhere none")
    between = reading.low(at + 1) not in plain and reading.low(at + 1) not in (",", "but", "and", "or")
    return between and reading.low(at + 2) in plain and reading.low(at - 1) in _QUESTION_AUX


def _bounds(reading: Reading, at: int) -> bool:
    """Return whether a "not" only bounds how often: "do not water it more than once a month"."""
    clause = reading.tokens[at].clause
    return any(
        reading.phrase(i, "more", "than", "once|twice|one|two|three") and reading.tokens[i].clause == clause
        for i in range(at + 1, at + 8)
    )


def _ends_later(reading: Reading, at: int) -> bool:
    """Return whether a "not" only says up to when something lasts: "does not end until June"."""
    ending = reading.tokens[at + 1 : at + 2]
    return (
        bool(ending)
        and ending[0].base in words("end expire finish close lapse conclude")
        and any(reading.low(i) in ("until", "till") for i in range(at + 2, at + 5))
    )


def _suggests(reading: Reading, at: int) -> bool:
    """Return whether a negator only suggests or asks what nobody doubts: "why not", "why don't we", "who wouldn't"."""
    low = reading.low(at)
    if "?" in reading.lows and low in ("not", "never"):
        start = next(i for i, token in enumerate(reading.tokens) if token.sentence == reading.tokens[at].sentence)
        if reading.phrase(start, "who", "would|among|of|has|could|can|does") and at - start < 6:
            return True
    if low != "not":
        return False
    return reading.low(at - 1) == "why" or reading.phrase(at - 2, "why", "do", "not", "we|you|i")


def _ends(reading: Reading, at: int) -> bool:
    return reading.low(at) in (",", ".", "!", "", ";", ":", "-")


def _asks(reading: Reading, at: int) -> bool:
    """Return whether the "not" at a place belongs to a tag ("isn't it?") or a question that expects yes."""
    if reading.phrase(at - 2, "can|could|would|will", "you", "not"):
        return False  # "Could you not tell her?" asks not to
    if reading.low(at - 1) in _PRONOUNS and reading.low(at - 2) in _QUESTION_AUX:
        tag = reading.low(at - 3) == "," and reading.low(at + 1) == "?"  # ", would she not?"
        if reading.tokens[at - 2].first or tag:
            return _asked(reading, at)  # "Do you not like it?"
    if reading.low(at - 1) not in _QUESTION_AUX:
        return False
    pronoun = reading.low(at + 1) in _PRONOUNS
    if pronoun and reading.low(at + 2) in ("?", "", ".", "!"):
        return reading.low(at - 2) in (",", "-") or at > 3
    return (
        _asked(reading, at)
        and (reading.tokens[at - 1].first or reading.low(at - 2) == ",")
        and (pronoun or reading.low(at + 1) in ("the", "this", "that", "my", "your"))
    )


def _asked(reading: Reading, at: int) -> bool:
    sentence = reading.tokens[at].sentence
    return any(token.low == "?" and token.sentence >= sentence for token in reading.tokens[at:])
