"""Whether a review can be turned round, and the opinions to deny for it.

All that is said for the old verdict counts against it: opinions in clauses that are not denied, words that only tinge,
ratings and advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from robustgen.perturbations.control.english import NEGATIVE, Words, forms
from robustgen.perturbations.control.predicates import Opinion, Reader, lists, polarities
from robustgen.text import Text

_BOUNDARY = re.compile(r"[.!?…\n<>|]|--| - ")
# Verdicts without a word of the tables. A rating is one whatever its number.
_RATING = re.compile(
    r"\b\d{1,3}\s*(?:/|out of|of)\s*\d{1,3}\b|\b(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|zero|no|\d+)[ -]?"
    r"(?:\+|star|stars|out of)\b|\brat(?:ed|ing|e)\b|\bgrade\b|\bthumbs?\b|\bscore\b|\bgive (?:it|this)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:must[- ](?:see|watch|have|read|own)|check (?:it|this)|miss (?:it|this)|(?:see|watch|buy|rent|get|read|try) (?:it|this|one)\b|go (?:see|watch)|"
    r"stay away|do(?:n['’]t| not) (?:bother|waste|watch|see|rent|buy|go|even)|should(?:n['’]t| not)?|money back|walk(?:ed)? out|"
    r"turn(?:ed)? (?:it|this) off|of my life|over and over|how (?:can|could|did)|too (?:\w+)|the hell|instead|"
    r"can(?:not|['’]t) (?:wait|stop|believe)|would(?:n['’]t| not)? (?:see|watch|buy|go|read|come|visit)|"
    r"never (?:again|go|buy|watch|see|come)|come back|go back|so \w+ that|not (?:only|just|merely|even)|(?:anything|nothing|nobody|none) but|such an? \w+)\b",
    re.IGNORECASE,
)
_FACES = re.compile("[:;=8][-o']?[()DPp/|]|<3|[\u2600-\u27bf\U0001f300-\U0001faff]")
# Opinions denied for each that is left, words of the text for each, and the shortest text that is held to that.
_LEFT, _SPREAD, _SHORT = 6, 20, 25
# Words that begin a clause, and how many words without a verb say nothing.
_JOINING = frozenset(
    "and but or so because since as although though while when where which who whom whose that if unless until before "
    "after than without despite".split()
)
_ASIDE = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: the opinions that can be denied, how much else it says for and against, and how long it is."""

    opinions: tuple[Opinion, ...]
    others: dict[int, int]
    words: int
    unread: int
    advises: bool


def read(text: Text) -> Reading:
    """Return what a text says for and against."""
    words = Words(text)
    found: list[Opinion] = []
    others, unread = {1: 0, -1: 0}, 0
    for reader in _sentences(words):
        opinions = list(reader.opinions())
        taken = {i for opinion in opinions for i in opinion.words}
        found += opinions
        unread += _unread(reader, taken)
        for i in range(reader.first, reader.stop):
            sign = 0 if i in taken else _tinge(reader, i)
            if sign:
                others[sign] += 1
    advises = any(cue.search(text.string) for cue in (_RATING, _ADVICE, _FACES))
    return Reading(tuple(found), others, len(words.lower), unread, advises)


def turned(readings: list[Reading], direction: int) -> bool:
    """Return whether denying every opinion of `direction` (0: of the majority) turns the verdict of the texts round."""
    said = [opinion for reading in readings for opinion in reading.opinions if opinion.polarity == direction]
    against = sum(len(o.words) for r in readings for o in r.opinions if o.polarity == -direction)
    against += sum(reading.others[-direction] for reading in readings)
    denied = sum(len(opinion.words) for opinion in said)
    plain = sum(len(opinion.words) for opinion in said if opinion.plain)
    kept = sum(reading.others[direction] for reading in readings)
    length = sum(reading.words for reading in readings)
    unread = sum(reading.unread for reading in readings)
    if unread * 2 > (length if length > 40 else 0):
        return False
    if any(reading.advises for reading in readings) or not plain or 2 * plain < denied:
        return False
    return kept * _LEFT <= denied and against <= denied and (length <= _SHORT or length <= _SPREAD * denied)


def _sentences(words: Words) -> Iterator[Reader]:
    """Yield sentences: runs of words without a full stop or a line break between them."""
    first = 0
    for i in range(1, len(words.lower) + 1):
        gap = words.gap(i) if i < len(words.lower) else words.text.string[words.spans[-1][1] :][:8]
        if i == len(words.lower) or _BOUNDARY.search(gap):
            yield Reader(words, first, i, asks="?" in gap)
            first = i


def _tinge(reader: Reader, i: int) -> int:
    """Return what a word that no denial reaches says in its context, or 0."""
    word, words = reader.lower[i], lists()
    sign = polarities().get(word, 0) or (word in words["tinged_for"]) - (word in words["tinged_against"])
    if not sign:
        return 0
    near = reader.before(i)[-4:]
    return -sign if any(w in words["negator"] or w in NEGATIVE for w in near) else sign


def _unread(reader: Reader, taken: set[int]) -> int:
    """Return how many words stand in clauses that say something of their own and that no denial reaches."""
    count = 0
    start = reader.first
    for i in range(reader.first + 1, reader.stop + 1):
        if i < reader.stop and reader.words.gap(i) in (" ", "-") and reader.lower[i] not in _JOINING:
            continue
        clause = range(start, i)
        if not taken.intersection(clause) and (len(clause) > _ASIDE or any(_finite(reader, j) for j in clause)):
            count += len(clause)
        start = i
    return count


def _finite(reader: Reader, i: int) -> bool:
    word, known = reader.lower[i], forms()
    return reader.words.auxiliary(i) is not None or word in known.third or word in known.past or word.endswith("ed")
