"""One word changed for another that says otherwise: oldest and youngest, before and after, with and without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from robustgen.definition import Subject, count
from robustgen.edits import Replace
from robustgen.examples import Example
from robustgen.perturbations.control.english import COPULAS, NEGATIVE, Words, forms, joined
from robustgen.perturbations.control.entailment import is_hypothesis
from robustgen.perturbations.control.vocabulary import clause_words, living
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

ONE = count(1, 1, 1, 1, 1)
_SOURCE = "D. A. Cruse, Lexical Semantics (1986), chapters 9 to 11; see the tables control_pairs and control_guards"
_QUESTIONS = ("qa_span", "qa_choice", "generation")
_WH = frozenset(("which", "what", "who", "whose", "whom", "where", "when"))
_DISTANCES = frozenset(("closest", "farther", "farthest", "nearer", "nearest"))
_COUNTED, _MEASURED = frozenset(("fewer", "fewest")), frozenset(("less", "least"))
_OF_THE_LIVING = frozenset(("younger", "youngest", "taller", "tallest"))
_OF_THINGS = frozenset(("newer", "newest", "longer", "longest"))
_KIN = frozenset(("mother", "father", "husband", "wife", "brother", "sister"))
_HE_OR_SHE = frozenset(("he", "she", "him", "her", "his", "hers", "himself", "herself"))
_EXTREMES = re.compile(r".{2,}est|most|least|best|worst|maximum|minimum")
_VOWEL = re.compile(r"[aeiou]|hour|honest|heir")
_NO_VOWEL = re.compile(r"uni|use|eu|one|once")

Fits = Callable[[Words, int], bool]


@perturbation(
    "control.comparative_flip",
    label={"nli": "differs", **dict.fromkeys(_QUESTIONS, "differs")},
    amount=ONE,
    languages=("en",),
    on="example",
    source=_SOURCE,
)
def comparative_flip(example: Example) -> Iterator[Place]:
    """Turn a comparison round: more and less, older and younger, in a question the oldest and the youngest.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the longest river of Asia?", "control.comparative_flip", task="qa_span").text
    'What is the shortest river of Asia?'
    """
    return _swapped(example, "comparative", _compares)


@perturbation(
    "control.temporal_flip",
    label={"nli": "differs", **dict.fromkeys(_QUESTIONS, "differs")},
    amount=ONE,
    languages=("en",),
    on="example",
    source=_SOURCE,
)
def temporal_flip(example: Example) -> Iterator[Place]:
    """Turn an order in time round: before and after, first and last, yesterday and tomorrow.

    >>> from robustgen.generation import perturb
    >>> perturb("What happened before the war?", "control.temporal_flip", task="qa_span").text
    'What happened after the war?'
    """
    return _swapped(example, "temporal", _orders)


@perturbation(
    "control.only_unless_not", label={"nli": "differs"}, amount=ONE, languages=("en",), on="example", source=_SOURCE
)
def only_unless_not(example: Example) -> Iterator[Place]:
    """Change the small word that a statement hangs on: with and without, if and unless, all and not all.

    >>> from robustgen.generation import perturb
    >>> perturb("A man with a beard is talking.", "control.only_unless_not", task="nli").text
    'A man without a beard is talking.'
    """
    return _swapped(example, "logic", _limits)


@perturbation(
    "control.label_word_swap", label={"nli": "differs"}, amount=ONE, languages=("en",), on="example", source=_SOURCE
)
def label_word_swap(example: Example) -> Iterator[Place]:
    """Change what an entailed statement is about for another of its kind: a dog for a horse, red for blue.

    >>> from robustgen.generation import perturb
    >>> perturb("A dog is running.", "control.label_word_swap", task="nli").text
    'A goat is running.'
    """
    return _swapped(example, "exclusive", _names_one)


def changes_of_word(example: Example, path: str, text: Text, table: str, fits: Fits) -> Iterator[Place]:
    """Yield a place for each word of a list of control_pairs where it `fits`, one at most a text.

    What the row says already is no option: it may be just as true.
    """
    words = Words(text)
    said = _said_elsewhere(example, path) | words.present
    for i, word in enumerate(words.lower):
        others = pairs(table).get(word)
        if (
            others is None
            or not fits(words, i)
            or _guarded(words, i)
            or (others[0][0].isupper() and word == text.string[slice(*words.spans[i])])
        ):
            continue
        fit = [other for other in others if other.lower() not in said and _suits(words, i, other)]
        options = [change_word(words, i, other, path) for other in fit]
        yield Place(options=tuple(options), key=path)


@cache
def pairs(table: str) -> dict[str, tuple[str, ...]]:
    """Return a list of control_pairs: what says otherwise, by word."""
    return {word: tuple(others.split("|")) for name, word, others in rows("control_pairs") if name == table}


def change_word(words: Words, i: int, other: str, path: str) -> tuple[Replace, ...]:
    """Return the edits that put `other` for word `i` of the text at `path`, the article before it mended."""
    edits = [words.replaced(i, other)]
    if words.follows(i) and words.lower[i - 1] in ("a", "an"):
        article = "an" if _VOWEL.match(other.lower()) and not _NO_VOWEL.match(other.lower()) else "a"
        if article != words.lower[i - 1]:
            edits.insert(0, words.replaced(i - 1, article))
    return tuple(Replace(path, edit.start, edit.end, edit.text) for edit in joined(edits))


@cache
def _guards() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    """Return where a word has no opposite, by word: the place and the words that stand there."""
    found: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
    for word, where, others in rows("control_guards"):
        found[word] = (*found.get(word, ()), (where, living() if others == "@living" else frozenset(others.split("|"))))
    return found


def _guarded(words: Words, i: int) -> bool:
    """Return whether what stands beside word `i` gives it another sense."""
    phrase = {_before(words, j) for j in range(max(1, i - 2), i + 1)}
    beside = {"bare": {_before(words, i)}, "before": phrase, "after": {_next(words, i)}}
    for where, others in _guards().get(words.lower[i], ()):
        if others.isdisjoint(beside.get(where, words.present)) == (where == "needs"):
            return True
    return False


def _suits(words: Words, i: int, other: str) -> bool:
    """Return whether `other` is the right one of two opposites: fewer men but less rain, a younger man, a newer car."""
    following = _next(words, i)
    if other in _DISTANCES and following in ("to", "from"):
        return False  # "closest to", but "farthest from"
    if other in _COUNTED | _MEASURED:
        plural = following in clause_words("plural") or (following[-1:] == "s" and following[-2:] not in ("ss", "us"))
        return plural == (other in _COUNTED)
    if other in _OF_THE_LIVING | _OF_THINGS:
        unnamed = not following or following == "than" or following in clause_words("behind_noun")
        if following in living() or (unnamed and not living().isdisjoint(words.present)):
            return other in _OF_THE_LIVING
        # "Who was the oldest queen?" and "Who has the oldest car?" are not told apart.
        told = living().isdisjoint(words.present) and (
            other[:3] != "new" or words.lower[0] in ("what", "which", "where")
        )
        return told and other in _OF_THINGS
    return True


def _swapped(example: Example, table: str, fits: Fits) -> Iterator[Place]:
    for path, text in Subject(example).texts:
        if example.task in _QUESTIONS:
            if _asks(text):
                yield from changes_of_word(
                    example, path, text, table, lambda words, i: fits(words, i) and _picks(words, i)
                )
        elif is_hypothesis(example, path, {"entailment"}) and states(text):
            yield from changes_of_word(example, path, text, table, fits)


def states(text: Text) -> bool:
    """Return whether a text is one plain statement, without a not, of which a changed word changes the truth."""
    denied = any(word in NEGATIVE or word in clause_words("negative") for word in text.lowered)
    return len(text.sentences) == 1 and not denied and text.string.rstrip()[-1:] != "?"


def _asks(text: Text) -> bool:
    return text.string.rstrip()[-1:] == "?" and bool(_WH.intersection(text.lowered[:4]))


def _picks(words: Words, i: int) -> bool:
    """Return whether the word picks out one of several: the answer is another for the other word."""
    return bool(_EXTREMES.fullmatch(words.lower[i])) or words.lower[i] in ("before", "after", "first", "last")


def _said_elsewhere(example: Example, path: str) -> frozenset[str]:
    others = [value for key, value in example.inputs.items() if isinstance(value, str) and f"/{key}" != path]
    return frozenset(word for other in others for word in Text(other, language=example.language).lowered)


def _next(words: Words, i: int) -> str:
    return words.lower[i + 1] if i + 1 < len(words.lower) and words.follows(i + 1) else ""


def _before(words: Words, i: int) -> str:
    return words.lower[i - 1] if words.follows(i) else ""


def _compares(words: Words, i: int) -> bool:
    """Return whether a comparison is made: "more than", "older", but not "more or less" and "at least"."""
    word = words.lower[i]
    if word in ("least", "most", "best", "worst") and _before(words, i) not in ("the", "is", "are", "was", "were"):
        return False
    return not {"or", "and", "no", "any", "once"}.intersection((_next(words, i), _before(words, i)))


def _orders(words: Words, i: int) -> bool:
    word, before, following = words.lower[i], _before(words, i), _next(words, i)
    if word in ("first", "last", "next", "previous"):
        return before in ("the", "his", "her", "its", "their") and following not in ("of", "name", "to", "and", "")
    return following != "all"


def _limits(words: Words, i: int) -> bool:
    word, before, following = words.lower[i], _before(words, i), _next(words, i)
    if word in ("with", "without"):
        verb = forms()
        acts = before[-3:] == "ing" or before[-2:] == "ed" or before in verb.inflected or before in verb.third
        return (
            bool(before)
            and not acts
            and before not in verb.participles
            and following in clause_words("before_belonging")
        )
    if word in ("if", "unless"):
        return before not in clause_words("before_whether")
    if word == "always":
        return before in COPULAS
    return i == 0


def _names_one(words: Words, i: int) -> bool:
    word, before, following = words.lower[i], _before(words, i), _next(words, i)
    if word in ("black", "white", "brown", "yellow", "red") and following in clause_words("person"):
        return False
    if before in ("no", "or", "and") or following in ("or", "and", "of"):
        return False
    coloured = word == "red" or word in pairs("exclusive")["red"]
    if before in pairs("exclusive") and before not in pairs("exclusive")["red"] and before != "red":
        # In "table tennis" and "hospital bed" two words are one.
        return False
    if word in clause_words("person") | _KIN and not _HE_OR_SHE.isdisjoint(words.present):
        return False
    if word[-3:] == "ing" and word not in ("spring",):
        return before in COPULAS and (not following or following in clause_words("behind_noun"))
    alone = not following or following in clause_words("behind_noun") or following in forms().third
    if coloured:
        # An orange may be eaten.
        return not alone or before in COPULAS | {"in", "wearing"}
    return alone or following[-3:] == "ing"
