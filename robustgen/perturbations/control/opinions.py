"""Whether a review can be turned round, and the opinions to deny for it.

All that is said for the old verdict counts against it: opinions in clauses that are not denied, words that only tinge,
ratings and advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from robustgen.edits import Replace
from robustgen.perturbations.control.clauses import Both, deny
from robustgen.perturbations.control.english import COPULAS, NEGATIVE, PRONOUNS, Words
from robustgen.perturbations.control.predicates import Opinion, Reader
from robustgen.perturbations.control.vocabulary import clause_words, opinion_words, polarities, tinge
from robustgen.text import Text, match_case

_BOUNDARY = re.compile(r"[.!?…\n<>|]|--| - ")
_NOT = r"(?:n['’]t| not)"
# Verdicts without a word of the tables, advice and turns of phrase: no rule denies them. A rating is one at any number.
_VERDICTS = (
    r"\d{1,3} ?(?:/|out of|of) ?\d{1,3}",
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|zero|no|\d+)[ -]?(?:stars?|out of)",
    r"rat(?:ed|ing|e)|grade|score|thumbs?|give (?:it|this)|must[- ](?:see|watch|have|read|own)",
    r"(?:check|miss|see|watch|buy|rent|get|read|try) (?:it|this|one)|go (?:see|watch)|stay away|money back",
    rf"do{_NOT} (?:bother|waste|watch|see|rent|buy|go|even)|should{_NOT}?|can(?:not|['’]t) (?:wait|stop|believe)",
    rf"would{_NOT}? (?:see|watch|buy|go|read|come|visit)|never (?:again|go|buy|watch|see|come)|come back|go back",
    r"walk(?:ed)? out|turn(?:ed)? (?:it|this) off|of my life|over and over|the hell|instead|how (?:can|could|did)",
    r"too \w+|so \w+ that|such an? \w+|not (?:only|just|merely|even)|(?:anything|nothing|nobody|none) but",
)
_VERDICT = re.compile(rf"\b(?:{'|'.join(_VERDICTS)})\b", re.IGNORECASE)
_FACES = re.compile("[:;=8][-o']?[()DPp/|]|<3|[\u2600-\u27bf\U0001f300-\U0001faff]")
# Opinions denied for each that is left; words of a long text for each, and the share of them that may stand in clauses
# that are not denied; how long a text is short, where every clause is denied;
# how many opinions a long text must have.
_LEFT, _SPREAD, _UNREAD, _SHORT = 6, 20, 2, 40
_FEW = 3
# Words whose clause speaks against the verdict anyway, and how many words without a verb say nothing.
_CONCEDING = frozenset(("although", "though", "despite"))
_ASIDE = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says.

    Attributes:
        opinions: those that can be denied.
        others: how much else it says for and against.
        claims: denials of other clauses beside an opinion, in full forms and contracted.
        turns: each "but" before a clause, as an "and", with the polarity of the opinion that it brings.
        words: how long it is.
        unread: how many words stand in clauses that say something and cannot be denied.
        advises: whether it rates, advises or smiles.
    """

    opinions: tuple[Opinion, ...]
    others: dict[int, int]
    claims: tuple[Both, ...]
    turns: tuple[tuple[int, Replace], ...]
    words: int
    unread: int
    advises: bool

    def edits(self, direction: int, *, short: bool) -> list[Replace]:
        """Return the edits that turn the text round."""
        said = [opinion for opinion in self.opinions if opinion.polarity == direction]
        made = [edit for opinion in said for edit in (opinion.short if short else opinion.full)]
        made += [edit for polarity, edit in self.turns if polarity == direction]
        if self.words <= _SHORT:
            made += [edit for claim in self.claims for edit in claim[short]]
        return made


def read(text: Text) -> Reading:
    """Return what a text says for and against."""
    words = Words(text)
    found: list[Opinion] = []
    claims: list[Both] = []
    turns: list[tuple[int, Replace]] = []
    others, unread = {1: 0, -1: 0}, 0
    for reader in _sentences(words):
        opinions = list(reader.opinions())
        found += opinions
        clauses = {clause.start: clause for clause in _clauses(reader)}
        turns += _turns(reader, opinions, clauses)
        taken = {i for opinion in opinions for i in range(opinion.start, _scope(reader, opinion, clauses))}
        for clause in clauses.values():
            if taken.intersection(clause):
                continue
            claim = _claim(words, clause) if opinions and len(words.lower) <= _SHORT else None
            if _concedes(reader, clause):
                taken.update(clause)
            elif claim is not None:
                taken.update(clause)
                claims.append(claim)
            elif len(clause) > _ASIDE or any(reader.finite(i) for i in clause):
                unread += len(clause)
        for i in range(reader.first, reader.stop):
            sign = 0 if i in taken else _tinge(reader, i)
            if sign:
                others[sign] += 1
    advises = bool(_VERDICT.search(text.string) or _FACES.search(text.string))
    return Reading(tuple(found), others, tuple(claims), tuple(turns), len(words.lower), unread, advises)


def turned(readings: list[Reading], direction: int) -> bool:
    """Return whether denying every opinion of `direction` turns the verdict of the texts round."""
    said = [opinion for reading in readings for opinion in reading.opinions if opinion.polarity == direction]
    against = sum(len(o.words) for r in readings for o in r.opinions if o.polarity == -direction)
    against += sum(reading.others[-direction] for reading in readings)
    denied = sum(len(opinion.words) for opinion in said)
    plain = sum(len(opinion.words) for opinion in said if opinion.plain)
    kept = sum(reading.others[direction] for reading in readings)
    length, unread = sum(reading.words for reading in readings), sum(reading.unread for reading in readings)
    if any(reading.advises for reading in readings) or not plain or 2 * plain < denied:
        return False
    spread = denied >= _FEW and length <= _SPREAD * denied and unread * _UNREAD <= length
    return kept * _LEFT <= denied and against <= denied and (unread == 0 if length <= _SHORT else spread)


def _sentences(words: Words) -> Iterator[Reader]:
    """Yield sentences: runs of words without a full stop or a line break between them."""
    first = 0
    for i in range(1, len(words.lower) + 1):
        gap = words.gap(i) if i < len(words.lower) else words.text.string[words.spans[-1][1] :][:8]
        if i == len(words.lower) or _BOUNDARY.search(gap):
            yield Reader(words, first, i, asks="?" in gap)
            first = i


def _clauses(reader: Reader) -> Iterator[range]:
    """Yield the clauses of a sentence; what stands between commas or conjunctions without a verb is one too."""
    start = reader.first
    for i in range(reader.first + 1, reader.stop + 1):
        if i < reader.stop and reader.words.gap(i) in (" ", "-") and reader.lower[i] not in clause_words("joining"):
            continue
        yield range(start, i)
        start = i


def _scope(reader: Reader, opinion: Opinion, clauses: Mapping[int, range]) -> int:
    """Return where the denial ends: behind "who never tires" in "is not a good teacher who never tires"."""
    stop = opinion.stop
    described = {"a", "an"}.intersection(reader.lower[opinion.start : opinion.words[0]])
    if not described or stop not in clauses or not reader.words.follows(stop):
        return stop
    return clauses[stop].stop if reader.lower[stop] in ("who", "that", "which") else stop


def _turns(reader: Reader, opinions: list[Opinion], clauses: Mapping[int, range]) -> Iterator[tuple[int, Replace]]:
    """Yield what joins clauses that the denial sets on one side: "It is not cheap, and it is not good"."""
    for before in clauses.values():
        clause = clauses.get(before.stop)
        if clause is None or reader.lower[clause.start] != "but":
            continue
        brought = {opinion.polarity for opinion in opinions if opinion.start in clause}
        said = {opinion.polarity for opinion in opinions if opinion.start in before}
        if len(brought) == 1 and not brought & said and any(reader.finite(i) for i in before):
            start, end = reader.words.spans[clause.start]
            yield brought.pop(), Replace("", start, end, match_case("and", reader.words.text.string[start:end]))


def _claim(words: Words, clause: range) -> Both | None:
    """Return the denial of a clause of its own that says what something is."""
    first = clause.start + (words.lower[clause.start] in ("and", "so"))
    # "What I liked is that it is fun" says one thing.
    if (
        clause.stop - first < 3
        or words.auxiliary(clause.stop - 1)
        or words.lower[first] in clause_words("joining") | PRONOUNS | {"this", "there"}
    ):
        return None
    copulas = [i for i in range(first, clause.stop) if words.auxiliary(i) in COPULAS]
    return deny(words, first, clause.stop) if len(copulas) == 1 and words.lower[copulas[0]] in COPULAS else None


def _concedes(reader: Reader, clause: range) -> bool:
    """Return whether a clause is what a but after it, or its although, sets against the verdict."""
    if reader.lower[clause.start] in _CONCEDING:
        return True
    return clause.stop < reader.stop and reader.lower[clause.stop] == "but"


def _tinge(reader: Reader, i: int) -> int:
    """Return what a word that no denial reaches says in its context, or 0."""
    word = reader.lower[i]
    sign = polarities().get(word, 0) or tinge(word)
    if not sign:
        return 0
    near = reader.before(i)[-4:]
    return -sign if any(w in opinion_words("negator") or w in NEGATIVE for w in near) else sign
