"""Who does it and who it is done to, exchanged: a dog chases a cat, a cat chases a dog."""

from __future__ import annotations

from collections.abc import Iterator

from robustgen.definition import Subject
from robustgen.edits import Replace
from robustgen.examples import Example
from robustgen.perturbations.control.english import COPULAS, Words
from robustgen.perturbations.control.entailment import is_hypothesis
from robustgen.perturbations.control.swaps import ONE, states
from robustgen.perturbations.control.vocabulary import clause_words
from robustgen.perturbations.matching import word_lists
from robustgen.places import Place
from robustgen.registry import perturbation

_MOST = 4
"""Words of a noun phrase, its article included."""


@perturbation(
    "control.role_swap",
    label={"nli": "differs"},
    amount=ONE,
    languages=("en",),
    on="example",
    source="cf. R. T. McCoy, E. Pavlick and T. Linzen, Right for the Wrong Reasons, ACL 2019",
)
def role_swap(example: Example) -> Iterator[Place]:
    """Exchange subject and object of an entailed statement: people or animals, and a verb that has a direction.

    >>> from robustgen.generation import perturb
    >>> perturb("A dog is chasing a small boy.", "control.role_swap", task="nli").text
    'A small boy is chasing a dog.'
    """
    for path, text in Subject(example).texts:
        if not is_hypothesis(example, path, {"entailment"}) or not states(text):
            continue
        words = Words(text)
        subject = _phrase(words, 0)
        verb = subject and _verb(words, subject.stop)
        theirs = verb and _phrase(words, verb)
        if not subject or not theirs or _many(words, subject) != _many(words, theirs):
            continue
        (a, b), (c, d) = (_span(words, subject), _span(words, theirs))
        string = text.string
        one, other = string[a:b], string[c:d]
        if one.lower() != other.lower():
            back = one[:1].lower() + one[1:] if other[:1].islower() else one
            yield Place(options=((Replace(path, a, b, _begun(other, one)), Replace(path, c, d, back)),), key=path)


def _begun(phrase: str, like: str) -> str:
    """Return `phrase` with a capital where `like` has one."""
    return phrase[:1].upper() + phrase[1:] if like[:1].isupper() else phrase


def _span(words: Words, phrase: range) -> tuple[int, int]:
    return words.spans[phrase.start][0], words.spans[phrase.stop - 1][1]


def _phrase(words: Words, first: int) -> range | None:
    """Return the words from `first` on that name people or animals: an article, adjectives, a noun."""
    lists = word_lists("control_roles")
    if first >= len(words.lower) or words.lower[first] not in lists["article"]:
        return None
    for i in range(first + 1, min(first + _MOST, len(words.lower))):
        if not words.follows(i):
            return None
        if words.lower[i] in lists["one"] or words.lower[i] in lists["many"]:
            behind = words.lower[i + 1] if i + 1 < len(words.lower) and words.follows(i + 1) else ""
            alone = not behind or behind in clause_words("behind_noun") or behind in lists["directed"]
            return range(first, i + 1) if alone and behind not in ("and", "or", "with", "of", "who", "that") else None
        if words.lower[i] not in lists["adjective"]:
            return None
    return None


def _many(words: Words, phrase: range) -> bool:
    return words.lower[phrase.stop - 1] in word_lists("control_roles")["many"]


def _verb(words: Words, i: int) -> int | None:
    """Return the number of the word behind a verb with a direction at word `i`, its auxiliary included."""
    directed = word_lists("control_roles")["directed"]
    if i < len(words.lower) and words.lower[i] in COPULAS and words.follows(i + 1) and words.lower[i + 1][-3:] == "ing":
        i += 1
    if i + 1 >= len(words.lower) or not words.follows(i) or words.lower[i] not in directed or not words.follows(i + 1):
        return None
    return i + 1
