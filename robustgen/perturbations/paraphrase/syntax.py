"""The same said in another order: clauses, phrases and sentences moved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from robustgen.definition import count, share
from robustgen.edits import Change, Replace
from robustgen.perturbations.matching import after, word_lists
from robustgen.perturbations.paraphrase._moving import Sentence, sentences, swapped
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

PLACES = share(0.1, 0.25, 0.5, 0.75, 1)

_QUIRK = "R. Quirk et al., A Comprehensive Grammar of the English Language (1985)"
_THIRD = {
    "he": "he", "him": "he", "his": "he", "he's": "he", "he'll": "he", "he'd": "he",
    "she": "she", "her": "she", "hers": "she", "she's": "she", "she'll": "she", "she'd": "she",
    "it": "it", "its": "it", "it's": "it", "it'll": "it",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "they're": "they", "they've": "they",
    "they'll": "they", "they'd": "they",
}  # fmt: skip
_AUXILIARIES = frozenset((
    "is", "are", "was", "were", "am", "do", "does", "did", "can", "could", "will", "would", "should", "must", "may",
    "might", "shall", "has", "have", "had",
))  # fmt: skip
# "I had just sat down when it rang" tells what happened next, which no clause in front does.
_HARDLY = frozenset(("about", "had", "hadn't", "just"))
_POINTING = ("this", "that", "these", "those")
_COMMA_BEFORE = ("although", "though", "even though", "since", "while")


@perturbation("paraphrase.clause_order", label="preserves", amount=PLACES, languages=("en",), source=_QUIRK)
def clause_order(text: Text) -> Iterator[Place]:
    """Move an adverbial clause (if, when, because, although ...) to the other end of its sentence.

    >>> from robustgen.generation import perturb
    >>> perturb("If you like horror, you will love this.", "paraphrase.clause_order").text
    'You will love this if you like horror.'
    """
    for sentence in sentences(text):
        change = _to_back(sentence) or _to_front(sentence)
        if change:
            yield Place(sentence.start, sentence.end, (change,), key=sentence.number)


@perturbation("paraphrase.fronting", label="preserves", amount=PLACES, languages=("en",), source=_QUIRK)
def fronting(text: Text) -> Iterator[Place]:
    """Move a final phrase of time or place to the front of a sentence of one clause.

    >>> from robustgen.generation import perturb
    >>> perturb("I'll call you tomorrow.", "paraphrase.fronting").text
    "Tomorrow I'll call you."
    """
    for sentence in sentences(text):
        change = _fronted(sentence)
        if change:
            yield Place(sentence.start, sentence.end, (change,), key=sentence.number)


@perturbation(
    "paraphrase.sentence_order",
    label="unknown",
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    source="written for robustgen: sentences that no connective or pronoun hangs on the one before",
)
def sentence_order(text: Text) -> Iterator[Place]:
    """Exchange two neighbouring sentences on how things are, which neither connective nor pronoun hangs on another.

    >>> from robustgen.generation import perturb
    >>> perturb("We like the hotel. Breakfast is good. The staff is kind.", "paraphrase.sentence_order").text
    'We like the hotel. The staff is kind. Breakfast is good.'
    """
    if len(text.sentences) < 3:
        return
    plain = [sentence for sentence in sentences(text) if sentence.number and _stands_alone(sentence)]
    for one, two in pairwise(plain):
        gap = text.string[one.end + len(one.mark) : two.start]
        if two.number == one.number + 1 and gap == " " and _independent(one, two) and not _hangs(text, two.number + 1):
            change = _exchanged(one, two)
            if change:
                yield Place(one.start, two.end, (change,))


def _to_back(sentence: Sentence) -> Change | None:
    """Return the edits for "If A, B" -> "B if A"; None where it has no such form, or cannot be turned safely."""
    low, string = sentence.low, sentence.text.string
    length = 1 if sentence.within("subordinator", 0) and low[0] not in ("as", "whether", "than", "once") else 0
    if low[:2] in (("even", "though"), ("even", "if")):
        length = 2
    body = string[sentence.start : sentence.end]
    if not length or body.count(",") != 1:
        return None
    comma = sentence.start + body.index(",")
    cut = next((i for i, (start, _) in enumerate(sentence.words) if start > comma), len(low))
    if cut - length < 2 or len(low) - cut < 2 or sentence.words[cut - 1][1] != comma or sentence.gap(cut) != ", ":
        return None
    word = " ".join(low[:length])
    if (
        sentence.has("subordinator", length, len(low))
        or sentence.has("anaphor", cut, len(low))
        or not _opens_main(sentence, cut)
        or low[length] in ("so", "not", "only", "all", "then", "that", "this", "any", "long", "ever", "possible")
        or _coordinated(sentence, cut, len(low))
        or not _opens_clause(sentence, length, word)
    ):
        return None
    if not _safe(sentence, length, cut, cut, len(low), word, forward=False):
        return None
    participle = low[length].endswith("ing")
    between = ", " if word in _COMMA_BEFORE and not participle else " "
    return swapped(sentence, comma, sentence.words[cut][0], between)


def _to_front(sentence: Sentence) -> Change | None:
    """Return the edits for "B if A" -> "If A, B"; None where it has no such form, or cannot be turned safely."""
    low, string = sentence.low, sentence.text.string
    found = [i for i in range(2, len(low) - 2) if sentence.within("subordinator", i)]
    if len(found) != 1 or sentence.within("subordinator", 0) or low[found[0]] in ("as", "whether", "than", "once"):
        return None
    cut = found[0]
    word, at = low[cut], cut
    if low[cut - 1 : cut + 1] in (("even", "though"), ("even", "if")):
        at, word = cut - 1, " ".join(low[cut - 1 : cut + 1])
    gap = sentence.gap(at)
    body = string[sentence.start : sentence.end]
    if gap not in (" ", ", ") or body.count(",") != (gap == ", ") or at < 2:
        return None
    first = cut + 1
    if (
        sentence.within("not_after", at - 1)
        or sentence.has("complement", 0, at)
        or sentence.has("linker", at, len(low))
        or sentence.has("anaphor", first, len(low))
        or _coordinated(sentence, 0, at)
        or not _opens_clause(sentence, first, word)
        or not _says(sentence, at)
        or (word in ("when", "before", "until") and not _HARDLY.isdisjoint(low[:at]))
    ):
        return None
    if not _safe(sentence, first, len(low), 0, at, word, forward=True):
        return None
    return swapped(sentence, sentence.words[at - 1][1], sentence.words[at][0], ", ")


def _opens_clause(sentence: Sentence, first: int, word: str) -> bool:
    """Return whether a clause opens at word `first`: with a subject, or a participle after while, before, after."""
    low = sentence.low
    if low[first].endswith("ing") and len(low[first]) > 4:
        return word in ("while", "before", "after", "when")
    if word in ("before", "after", "since", "until"):
        return sentence.within("pronoun_subject", first)
    return sentence.within("subject", first)


def _opens_main(sentence: Sentence, i: int) -> bool:
    """Return whether a main clause may open at word `i`: with a subject, a name, a question's word or a request's."""
    name = sentence.text.string[sentence.words[i][0]].isupper()
    known = sentence.within("subject", i) or sentence.within("question", i) or sentence.within("imperative", i)
    return (known or name) and not sentence.within("not_opening", i)


def _says(sentence: Sentence, stop: int) -> bool:
    """Return whether the words before `stop` are a clause: a statement, a question, or a request."""
    low = sentence.low[:stop]
    if sentence.within("imperative", 0) or sentence.within("question", 0):
        return True
    if not sentence.within("subject", 0) or (sentence.has("linker", 0, stop) and sentence.has("negation", 0, stop)):
        return False
    if not {"that", "who", "which"}.isdisjoint(low) or (low[0] == "it" and "be" in low):
        return False
    finite = any(word in _AUXILIARIES or "'" in word for word in low)
    return finite or (sentence.within("pronoun_subject", 0) and not _verbs().isdisjoint(low[1:]))


@cache
def _verbs() -> frozenset[str]:
    """Return the words that may be the verb of a clause."""
    return _AUXILIARIES.union(*rows("verb_forms"))


def _coordinated(sentence: Sentence, first: int, stop: int) -> bool:
    """Return whether the words [first, stop) join two clauses, so that the adverbial clause may belong to one."""
    for i in range(first + 1, stop - 1):
        if sentence.low[i] in ("and", "or", "but", "so", "yet") and sentence.within("subject", i + 1):
            return True
    return sentence.has("linker", first, stop) and bool(
        {"which", "who", "so", "but", "then"} & {*sentence.low[first:stop]}
    )


def _safe(sentence: Sentence, a: int, a_stop: int, b: int, b_stop: int, word: str, *, forward: bool) -> bool:
    """Return whether pronouns and negations mean the same when clause A and clause B change places."""
    low = sentence.low
    subject_a, subject_b = _THIRD.get(low[a]), _THIRD.get(low[b])
    for i in range(b, b_stop):
        group = _THIRD.get(low[i])
        if group and group != subject_a:
            return False
        if low[i] == "this" and not (i + 1 == b_stop or sentence.within("deictic", i + 1)):
            return False
    if forward and any(_THIRD.get(low[i]) not in (None, subject_b) for i in range(a, a_stop)):
        return False
    if not forward and "the" in low[b:b_stop] and ("a" in low[a:a_stop] or "an" in low[a:a_stop]):
        return False
    denied = any(w.endswith("n't") for w in low[b:b_stop]) or sentence.has("negation", b, b_stop)
    question = sentence.mark == "?" or sentence.within("question", b)
    return not (word in ("because", "since", "until", "while", "before", "after") and (denied or question))


def _fronted(sentence: Sentence) -> Change | None:
    """Return the edits for "We met yesterday" -> "Yesterday we met"; None where more than one clause may be meant."""
    low, words, n = sentence.low, sentence.words, len(sentence.low)
    plain = sentence.within("subject", 0) and sentence.mark != "?" and sentence.end == words[-1][1]
    if not plain or any(sentence.gap(i) != " " for i in range(1, n)):
        return None
    if any(sentence.has(name, 0, n) for name in ("subordinator", "linker", "negation")):
        return None
    at = _adverbial(sentence)
    if at is None or at < 3 or any(word.endswith("n't") for word in low) or not _plain_clause(sentence, at):
        return None
    short = sentence.within("time", at) and n - at == 1
    return swapped(sentence, words[at - 1][1], words[at][0], " " if short else ", ")


def _adverbial(sentence: Sentence) -> int | None:
    """Return the number of the first word of the final phrase of time or place; None for none."""
    low, n = sentence.low, len(sentence.low)
    before, last = low[n - 2], low[n - 1]
    day = sentence.within("day", n - 1)
    if sentence.within("time", n - 1) or sentence.within("outside", n - 1):
        return n - 1
    two = (
        (before == "tomorrow" and last in ("morning", "night", "afternoon", "evening"))
        or (before in ("last", "next", "this", "every") and (day or sentence.within("time_unit", n - 1)))
        or (before == "on" and day)
        or (before, last) in (("at", "night"), ("right", "now"), ("these", "days"))
    )
    if two:
        return n - 2
    place = before in ("the", "a") and low[n - 3] in ("in", "on", "at") and sentence.within("place_noun", n - 1)
    return n - 3 if place and n > 5 else None


def _plain_clause(sentence: Sentence, stop: int) -> bool:
    """Return whether the words before `stop` are one clause with nothing else that the phrase could belong to."""
    low, last = sentence.low, stop - 1
    if sentence.has("stative", 0, stop) or not {"to", "there", "there's"}.isdisjoint(low[:stop]):
        return False
    if low[0] in ("that", "this", "these", "those", "all", "most", "no", "one") or low[last] in _AUXILIARIES:
        return False
    if sentence.within("preposition", last):
        return False
    if len(low) - stop < 3 and not sentence.within("outside", stop):  # time
        return sentence.within("pronoun_subject", 0) and not low[0].startswith("it")
    if sentence.has("preposition", 0, stop) or sentence.within("no_front_verb", last):
        return False
    finite = next((i for i in range(1, stop) if low[i] in _AUXILIARIES), last)
    runs = low[finite] in ("is", "are", "was", "were") and low[finite + 1].endswith("ing")
    return runs and low[last] not in ("man", "woman", "people")


def _stands_alone(sentence: Sentence) -> bool:
    """Return whether a sentence says what is so now, and nothing in it points or links to another."""
    low, n, string = sentence.low, len(sentence.low), sentence.text.string
    listed = string[max(0, sentence.start - 3) : sentence.start - 1].rstrip(".)").isdigit()  # "1. Open it."
    if listed or sentence.mark not in (".", "!") or not string[sentence.start].isupper():
        return False
    linked = sentence.within("sentence_link", 0) or sentence.has("link", 0, n) or sentence.has("anaphor", 0, n)
    points = any(_THIRD.get(word) for word in low) or any(
        word in _POINTING and not sentence.within("deictic", i + 1) for i, word in enumerate(low)
    )
    return not (linked or points or sentence.has("past", 0, n)) and sentence.has("present", 0, n)


def _hangs(text: Text, number: int) -> bool:
    """Return whether sentence `number` is short, or opens with a word that points or links to the one before."""
    linking = word_lists("reorder_words")["sentence_link"]
    for start, end in text.sentences[number : number + 1]:
        said = text.string[start:end].partition("<")[0]
        return after(text.string, start) in linking or said.count(" ") < 4
    return False


def _independent(one: Sentence, two: Sentence) -> bool:
    """Return whether two sentences share no word but the commonest: "a dog" and "the dog" are told in order."""
    words = {word for word in one.low if len(word) > 2} - word_lists("reorder_words")["common"]
    return words.isdisjoint(two.low)


def _exchanged(one: Sentence, two: Sentence) -> Change | None:
    """Return the edits that exchange two sentences; the one without protected text is moved."""
    text, string = one.text, one.text.string
    one_end, two_end = one.end + len(one.mark), two.end + len(two.mark)
    if text.free(two.start, two_end):
        moved = string[two.start : two_end] + " "
        return (Replace("", one.start, one.start, moved), Replace("", one_end, two_end, ""))
    if text.free(one.start, one_end):
        moved = " " + string[one.start : one_end]
        return (Replace("", one.start, two.start, ""), Replace("", two_end, two_end, moved))
    return None
