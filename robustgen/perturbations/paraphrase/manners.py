"""How a request is made: courtesies and greetings in and out, and fillers taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from robustgen.definition import EVERY, count, share
from robustgen.edits import Change, Replace
from robustgen.perturbations.matching import Hand, before, inside, quoted, word_lists
from robustgen.perturbations.paraphrase._asking import asks, requests, utterances
from robustgen.perturbations.paraphrase._moving import Sentence
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text, match_case

_BIBER = "D. Biber et al., Longman Grammar of Spoken and Written English (1999), chapter 14"
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|howdy)(?: there)?|good (?:morning|afternoon|evening)|greetings)\b[ ]?[,.!]?[ ]+",
    re.IGNORECASE,
)
_GREETINGS = ("hi", "hello", "hey", "hi there", "hello there", "hey there")
_OPENED = frozenset(("yo", "ok", "okay", "well", "so"))
_FACING = frozenset(("i", "i'd", "i'll", "i'm", "i've", "me", "my", "you", "you're", "your"))
_THANKS = re.compile(
    r"[,.!]? (?:many )?(?:thanks|thank you|thx)(?: so much| very much| a lot)?(?: in advance)?[.!]*\s*$", re.IGNORECASE
)
_POLITE = re.compile(r"\b(?:please|thanks?|thx|kindly)\b", re.IGNORECASE)
_MID_FIRST = frozenset(("um", "uh", "er", "erm", "umm", "uhh", "you", "like", "well"))


@perturbation("paraphrase.politeness", label="preserves", amount=count(1, 1, 2, 3, 4), languages=("en",), source=_BIBER)
def politeness(text: Text) -> Iterator[Place]:
    """Put "please" or thanks into a request, or take them out.

    >>> from robustgen.generation import perturb
    >>> perturb("could you please play some jazz", "paraphrase.politeness").text
    'could you play some jazz'
    """
    hand, polite = Hand.of(text), _POLITE.search(text.string)
    for said in utterances(text):
        if requests(said):
            yield from _blunt(said) if polite else _courteous(said, hand)


@perturbation("paraphrase.greeting", label="preserves", amount=EVERY, languages=("en",), source=_BIBER)
def greeting(text: Text) -> Iterator[Place]:
    """Open a request or a question with a greeting, or take the greeting away.

    >>> from robustgen.generation import perturb
    >>> perturb("What is my balance?", "paraphrase.greeting").text
    'Hey there! What is my balance?'
    """
    opened = _GREETING.match(text.string)
    if opened:
        yield from _ungreeted(text, opened.end())
        return
    said = next(iter(utterances(text)), None)
    if said and said.start == 0 and asks(said) and said.low[0] not in _OPENED and not _FACING.isdisjoint(said.low):
        yield Place(0, 0, _greeted(said))


@perturbation(
    "paraphrase.filler_drop", label="preserves", amount=share(0.1, 0.25, 0.5, 0.75, 1), languages=("en",), source=_BIBER
)
def filler_drop(text: Text) -> Iterator[Place]:
    """Take out a filler that says nothing.

    >>> from robustgen.generation import perturb
    >>> perturb("Um, what is, you know, the point?", "paraphrase.filler_drop", severity=5).text
    'What is the point?'
    """
    string, quotations = text.string, quoted(text.string)
    low = string.lower().replace("\u2019", "'")
    if len(low) != len(string):
        return
    for start, end in text.sentences:
        if inside(start, quotations) or inside(start + 1, quotations):
            continue
        cut = _opening_filler(low, start, end)
        if cut and text.free(start, cut):
            yield Place(start, cut, (_without(string, start, cut),), key=start)
        yield from _final_filler(text, low, start, end)
    yield from _inner_fillers(text, low, quotations)


def _greeted(said: Sentence) -> tuple[str | Change, ...]:
    """Return the greetings that may open a text: "hi, what ...", "Hi, what ..." and "Hi! What ..."."""
    first = said.text.string[0]
    if first.islower():
        return tuple(f"{words}{mark} " for words in _GREETINGS for mark in (",", ""))
    greetings = [match_case(words, "A") for words in _GREETINGS]
    if said.low[0].partition("'")[0] == "i":
        return tuple(f"{words}, " for words in greetings)
    small = Replace("", 0, 1, first.lower())
    return *(f"{words}! " for words in greetings), *((Replace("", 0, 0, f"{words}, "), small) for words in greetings)


def _ungreeted(text: Text, at: int) -> Iterator[Place]:
    """Yield what takes away the greeting that ends before offset `at`, where a request or a question follows."""
    string = text.string
    rest = utterances(Text(string[at:], language=text.language, protect=text.protect))
    if rest and asks(rest[0]) and text.free(0, at):
        yield Place(0, at, (_without(string, 0, at),))


def _courteous(said: Sentence, hand: Hand) -> Iterator[Place]:
    """Yield the places where a request takes a courtesy; one of them is taken."""
    lists, string, kind = word_lists("manner_words"), said.text.string, requests(said)
    start, end = said.start, said.end
    if kind == "imperative":
        first = string[start]
        if first.islower():
            yield Place(start, start, (hand.write("please "),), key=said.number)
        else:
            change: Change = (Replace("", start, start, "Please "), Replace("", start, start + 1, first.lower()))
            yield Place(start, start, (change,), key=said.number)
    elif kind == "able":
        at = said.words[1][1]
        yield Place(at, at, (hand.write(" please"),), key=said.number)
    if said.words[-1][1] != end:
        return
    if said.low[-1] not in lists["closing"] and len(said.low) <= 14 and "," not in string[start:end]:
        options = (" please", ", please") if hand.small else (", please",)
        yield Place(end, end, tuple(hand.write(option) for option in options), key=said.number)
    stop = end + len(said.mark)
    if not string[stop:].strip():
        yield Place(stop, stop, _thanks(said, hand), key=said.number)


def _thanks(said: Sentence, hand: Hand) -> tuple[str, ...]:
    if said.mark == "":
        return tuple(hand.write(words) for words in ((", thanks", " thanks") if hand.small else (", thanks",)))
    if said.mark == "?" and hand.small:
        return (" thanks", " thank you")
    return tuple(hand.write(words) for words in (" Thanks.", " Thank you.", " Thanks!"))


def _blunt(said: Sentence) -> Iterator[Place]:
    """Yield the courtesies of a request, each to be taken out."""
    low, string, words = said.low, said.text.string, said.words
    if low[0] == "please" and said.gap(1) == " " and len(low) > 2:
        start, at = said.start, words[1][0]
        yield Place(start, at, (_without(string, start, at),), key=("first", said.number))
    if len(low) > 4 and low[1:3] == ("you", "please"):
        yield Place(words[1][1], words[2][1], ("",), key=("you", said.number))
    if low[-1] == "please" and len(low) > 3 and words[-1][1] == said.end:
        gap = said.gap(len(low) - 1)
        if gap in (" ", ", ") and low[-2] not in word_lists("manner_words")["closing"]:
            yield Place(words[-2][1], said.end, ("",), key=("last", said.number))
    match = _THANKS.search(string, said.start)
    if match and len(string[said.start : match.start()].split()) > 2 and said.end + len(said.mark) >= match.start():
        marked = match.group().rstrip()[-1] in ".!" and string[match.start() - 1] != "?"
        if said.text.free(*match.span()):
            yield Place(match.start(), match.end(), ("." if marked else "",), key=("last", said.number))


def _opening_filler(low: str, start: int, end: int) -> int:
    """Return where a sentence goes on after the fillers that open it; 0 for none."""
    lists, at = word_lists("manner_words"), start
    for _ in range(4):
        word = low[at:end].split(" ", 1)[0] if at < end else ""
        comma = low.find(", ", at, min(end, at + 20))
        if comma > 0 and (low[at:comma] in lists["start_comma"] or low[at:comma] in lists["bare"]):
            at = comma + 2
        elif word in lists["bare"] and low[at + len(word) : at + len(word) + 1] == " ":
            at += len(word) + 1
        else:
            break
    goes_on = at > start and len(low[at:end].split()) > 1 and low[at].isalpha()
    return at if goes_on and not low.startswith(("huh", "oh "), at) else 0


def _final_filler(text: Text, low: str, start: int, end: int) -> Iterator[Place]:
    """Yield the filler that closes a sentence after a comma."""
    stop = start + len(low[start:end].rstrip(".!?"))
    comma = low.rfind(", ", max(start, stop - 20), stop)
    drops = comma > 0 and low[comma + 2 : stop] in word_lists("manner_words")["end_drop"]
    if drops and len(low[start:comma].split()) > 2 and text.free(comma, stop):
        yield Place(comma, stop, ("",), key=("end", start))


def _inner_fillers(text: Text, low: str, quotations: list[tuple[int, int]]) -> Iterator[Place]:
    """Yield fillers inside sentences: between commas after a function word, and bare hesitations."""
    lists, string = word_lists("manner_words"), text.string
    for number, (start, stop) in enumerate(text.words):
        word = low[start:stop]
        if not number or word not in _MID_FIRST or inside(start, quotations):
            continue
        previous = before(string, start - 2) if low[start - 2 : start] == ", " else before(string, start)
        if low[start - 2 : start] == ", " and previous in lists["function"]:
            for filler in sorted(lists["mid"], reverse=True):
                if low.startswith(f"{filler}, ", start):
                    yield Place(start - 2, start + len(filler) + 1, ("",))
                    break
        elif word in ("um", "uh", "erm", "umm", "uhh") and string[start:stop].islower():
            bare = low[start - 1] == " " and previous not in ("^", "~") and low[stop : stop + 1] == " "
            if bare and low[stop + 1 : stop + 2].isalpha() and not low.startswith(("huh", "oh "), stop + 1):
                yield Place(start, stop + 1, ("",))


def _without(string: str, start: int, cut: int) -> Change | str:
    """Return what takes [start, cut) out, its capital handed on."""
    if string[start].isupper() and string[cut].islower():
        return (Replace("", start, cut, ""), Replace("", cut, cut + 1, string[cut].upper()))
    return ""
