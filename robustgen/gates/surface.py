"""Gates of tier 1 for what a text looks like: language, script, loops, what generators leave, length.

Each compares with the source: what the source has already is no fault of the candidate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from robustgen.gates.protocol import Pair, Rejected
from robustgen.gates.tables import listed, rows

LEAST_STOP_WORDS = 2
"""How many of its commonest words a text must hold to be told to be in another language than asked for."""
MARGIN = 1.5
"""How many times as many of them as of the language asked for."""
LOOP = 3
"""How often one word may follow itself; two or more words may do so once less."""
REPEATED_SHARE = 0.3
"""The share of a longer text's runs of four words that may have stood before in it."""
SHORTEST, LONGEST = 0.25, 3.0
"""How many times as long as its source a candidate may be, in code points, beside ALLOWANCE."""
ALLOWANCE = 100
"""Code points that a text may gain beside that, a tenth of it lose: "OK" is "That is all right with me"."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("Latin", "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"),
    ("Greek", "\u0370-\u03ff\u1f00-\u1fff"), ("Cyrillic", "\u0400-\u052f"), ("Armenian", "\u0530-\u058f"),
    ("Hebrew", "\u0590-\u05ff"), ("Arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("Devanagari", "\u0900-\u097f"), ("Bengali", "\u0980-\u09ff"), ("Tamil", "\u0b80-\u0bff"),
    ("Thai", "\u0e00-\u0e7f"),
    ("Georgian", "\u10a0-\u10ff"), ("Hangul", "\u1100-\u11ff\uac00-\ud7a3"), ("kana", "\u3040-\u30ff"),
    ("Han", "\u3400-\u9fff"), ("mathematical letters", "\U0001d400-\U0001d7ff"), ("fullwidth", "\uff21-\uff5a"),
)  # fmt: skip
_TOGETHER = ({"Han", "kana"}, {"Han", "Hangul"}, {"kana", "Hangul"})


class _Surface:
    """A gate of one function: what is wrong with a candidate beside its source, as (reason, detail), or None."""

    tier = 1

    def __init__(self, name: str, find: Callable[[Pair], tuple[str, str] | None]) -> None:
        self.name, self._find = name, find

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or what is wrong with the candidate."""
        found = [self._find(pair) for pair in pairs]
        return [Rejected(one[0], gate=self.name, detail=one[1]) if one else None for one in found]


def language() -> _Surface:
    """Return the gate for candidates in another language than the pair's, told by the commonest words of each."""
    return _Surface("language", _language)


def script() -> _Surface:
    """Return the gate for letters of a script that the source does not use, and for words of two scripts."""
    return _Surface("script", _script)


def repetition() -> _Surface:
    """Return the gate for loops: words, phrases or sentences said over and over."""
    return _Surface("repetition", _repetition)


def leftovers() -> _Surface:
    """Return the gate for what generators leave: "Sure! Here is", "[MASK]", "##ing", "Don ' t", a prompt's echo."""
    return _Surface("leftovers", _leftovers)


def length() -> _Surface:
    """Return the gate for candidates far shorter or longer than their source."""
    return _Surface("length", _length)


@cache
def _profiles() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in rows("languages")}


@lru_cache(maxsize=4096)
def _stop_words(text: str) -> tuple[Counter[str], int]:
    """Return how many words of a text are among the commonest of each language, and how many words there are."""
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]
    counts: Counter[str] = Counter()
    for code, profile in _profiles().items():
        counts[code] = sum(word in profile for word in words)
    return counts, len(words)


def told(text: str) -> str | None:
    """Return the code of the language whose commonest words a text has most of, None where no one leads.

    >>> told("the hotel was clean and quiet"), told("das Hotel war sauber und ruhig"), told("Hotel")
    ('en', 'de', None)
    """
    counts, _ = _stop_words(text)
    (best, most), (_, next_most) = counts.most_common(2)
    return best if most >= LEAST_STOP_WORDS and most > next_most else None


def _language(pair: Pair) -> tuple[str, str] | None:
    wanted = pair.base_language or told(pair.source)
    if wanted not in _profiles():
        return None
    counts, size = _stop_words(pair.candidate)
    best, most = counts.most_common(1)[0]
    here, _ = _stop_words(pair.source)
    if best != wanted and most >= LEAST_STOP_WORDS and most >= MARGIN * counts[wanted] and most > here[best]:
        return (
            "another language",
            f"{most} of {size} words are among the commonest of {best!r}, {counts[wanted]} of {wanted!r}",
        )
    return None


@cache
def _script_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"([{letters}]+)" for _, letters in _SCRIPTS))


@lru_cache(maxsize=4096)
def _scripts(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return (scripts of a text, its words of several scripts)."""
    if text.isascii():
        return frozenset({"Latin"}), frozenset()
    used: set[str] = set()
    mixed: set[str] = set()
    for word in _WORD.findall(text):
        here = {_SCRIPTS[match.lastindex - 1][0] for match in _script_pattern().finditer(word) if match.lastindex}
        used |= here
        if len(here) > 1 and not any(here <= together for together in _TOGETHER):
            mixed.add(word)
    return frozenset(used), frozenset(mixed)


def _script(pair: Pair) -> tuple[str, str] | None:
    (here, mixed_here), (there, mixed_there) = _scripts(pair.source), _scripts(pair.candidate)
    if mixed_there - mixed_here:
        return "scripts mixed in a word", repr(min(mixed_there - mixed_here))
    new = there - here
    if new and not (new <= {"Latin"} and _few_letters(pair.candidate)):
        return "another script", f"letters of {', '.join(sorted(new))}"
    return None


def _few_letters(text: str) -> bool:
    """Return whether the Latin letters of a text in another script are a name or two."""
    latin = sum(len(word) for word in _WORD.findall(text) if word.isascii())
    return latin <= 0.3 * sum(map(len, _WORD.findall(text)))


@lru_cache(maxsize=4096)
def _loops(text: str) -> tuple[int, float, str]:
    """Return (most times a run of words follows itself, counted as of one word; share of repeated fours; the run)."""
    words = [word.lower() for word in re.findall(r"\w+(?:['\u2019]\w+)*|[^\w\s]", text)]
    most, which = 1, ""
    for size in range(1, 13):
        at, run = 0, 1
        while at + 2 * size <= len(words):
            if words[at : at + size] == words[at + size : at + 2 * size] and any(
                map(str.isalnum, words[at : at + size])
            ):
                run += 1
                at += size
                # Two words that follow themselves once are as odd as one that does so twice.
                weight = run + (size > 1) * (run > 1)
                if weight > most and not (size == 2 and run == 2 and len("".join(words[at : at + 2])) < 6):
                    most, which = weight, " ".join(words[at : at + size])
            else:
                run, at = 1, at + 1
    fours = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
    share = 1 - len(set(fours)) / len(fours) if len(fours) > 8 else 0.0
    return most, share, which


def _sentences(text: str) -> Counter[str]:
    parts = [" ".join(_WORD.findall(part.lower())) for part in re.split(r"[.!?\n]+", text)]
    return Counter(part for part in parts if part.count(" ") > 1)


def _repetition(pair: Pair) -> tuple[str, str] | None:
    (most_here, share_here, _), (most, share, which) = _loops(pair.source), _loops(pair.candidate)
    stressed = most <= 4 and set(_WORD.findall(which)) <= listed("wording", "repeatable")
    if most >= LOOP and most > most_here and not stressed:
        return "words in a loop", repr(which)
    if share > REPEATED_SHARE + share_here:
        return "words in a loop", f"{share:.0%} of the runs of four words stood before"
    before = _sentences(pair.source)
    again = [part for part, count in _sentences(pair.candidate).items() if count > max(1, before[part])]
    if again and not any(count > 1 for count in before.values()):
        return "sentence said twice", repr(again[0])
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    exact = ("token", "word piece", "damaged character", "fence", "list", "spaced mark")
    return tuple(
        (what, re.compile(pattern, 0 if what in exact else re.IGNORECASE)) for what, pattern in rows("leftovers")
    )


def _leftovers(pair: Pair) -> tuple[str, str] | None:
    for what, pattern in _patterns():
        found = pattern.findall(pair.candidate)
        if found and len(found) > len(pattern.findall(pair.source)):
            match = pattern.search(pair.candidate)
            assert match is not None
            return f"left by a generator: {what}", repr(match.group().strip()[:60])
    return _wrapped(pair) or _unbalanced(pair)


def _wrapped(pair: Pair) -> tuple[str, str] | None:
    """Return quotation marks around the whole candidate that the source has not."""
    made, golden = pair.candidate.strip(), pair.source.strip()
    for opening, closing in ('""', "''", "\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb"):
        whole = len(made) > 2 and made[0] == opening and made[-1] == closing and made[1:-1].count(opening) == 0
        if whole and golden[:1] not in "\"'\u201c\u201e\u00ab":
            return "left by a generator: quotation marks", made[:20]
    return None


_FACES = re.compile(r"(?:[:;=]|(?<!\w)[8xX])['\u2019]?-?[()\[\]]")
_LISTED = re.compile(r"(?:^|(?<=\s))(?:\d{1,2}|[a-z])\)")
"""Smileys and the marks of lists, "1)" and "a)": brackets that need no partner."""


def _unbalanced(pair: Pair) -> tuple[str, str] | None:
    """Return a bracket or quotation mark without its partner that the source has not."""
    made, golden = (_FACES.sub("", text) for text in (pair.candidate, pair.source))
    made, golden = (_LISTED.sub("", text) if text.count(")") > text.count("(") else text for text in (made, golden))
    for opening, closing in ("()", "[]", "{}", "\u201c\u201d"):
        odd = [text.count(opening) - text.count(closing) for text in (made, golden)]
        if odd[0] and odd[0] != odd[1]:
            return "mark without a partner", opening if odd[0] > 0 else closing
    if pair.candidate.count('"') % 2 > pair.source.count('"') % 2 and not re.search(r"\d\"", pair.candidate):
        return "mark without a partner", '"'
    return None


def _length(pair: Pair) -> tuple[str, str] | None:
    size, made = len(pair.source), len(pair.candidate)
    if made > LONGEST * size + ALLOWANCE:
        return "too long", f"{made} code points, the source {size}"
    if made < SHORTEST * size - ALLOWANCE / 10 or (not pair.candidate.strip() and pair.source.strip()):
        return "too short", f"{made} code points, the source {size}"
    return None
