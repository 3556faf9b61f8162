"""The same text in another register: of text messages, of formal letters, of old books, of lawyers, of the nursery."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from robustgen.definition import share
from robustgen.perturbations.matching import Hand, Index, before
from robustgen.perturbations.ood._guards import Row, fits_article, guarded, meant
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

SOME = share(0.2, 0.4, 0.6, 0.8, 1.0)
_TABLES = "robustgen/perturbations/tables"


@perturbation(
    "ood.register.text_speak", label="preserves", amount=SOME, languages=("en",), source=f"{_TABLES}/text_speak.tsv"
)
def text_speak(text: Text) -> Iterator[Place]:
    """Write what people write in short messages: "u", "thx", "tmrw", "idk".

    >>> from robustgen.generation import perturb
    >>> perturb("thank you for your help tonight", "ood.register.text_speak", severity=5).text
    'ty 4 ur help 2nite'
    """
    return exchanged(text, "text_speak")


@perturbation(
    "ood.register.formal", label="preserves", amount=SOME, languages=("en",), source=f"{_TABLES}/formal_words.tsv"
)
def formal(text: Text) -> Iterator[Place]:
    """Put what a formal letter has for a word of everyday speech: "obtain", "assist", "I am".

    >>> from robustgen.generation import perturb
    >>> perturb("I'm trying to find out what they bought", "ood.register.formal", severity=5).text
    'I am attempting to ascertain what they purchased'
    """
    return exchanged(text, "formal_words")


@perturbation(
    "ood.register.archaic", label="preserves", amount=SOME, languages=("en",), source=f"{_TABLES}/archaic_words.tsv"
)
def archaic(text: Text) -> Iterator[Place]:
    """Put an older word of the same part of speech: "'tis", "perchance", "verily".

    >>> from robustgen.generation import perturb
    >>> perturb("It is over there, perhaps.", "ood.register.archaic", severity=5).text
    "'Tis yonder, perchance."
    """
    return exchanged(text, "archaic_words")


@perturbation(
    "ood.register.legalese", label="preserves", amount=SOME, languages=("en",), source=f"{_TABLES}/legal_phrases.tsv"
)
def legalese(text: Text) -> Iterator[Place]:
    """Put what lawyers write for a phrase of everyday English: "the said", "hereby", "without undue delay".

    >>> from robustgen.generation import perturb
    >>> perturb("I want to cancel my card right away", "ood.register.legalese", severity=5).text
    'I hereby request to cancel the card held by me forthwith'
    """
    return exchanged(text, "legal_phrases")


@perturbation(
    "ood.register.baby_talk", label="preserves", amount=SOME, languages=("en",), source=f"{_TABLES}/baby_talk.tsv"
)
def baby_talk(text: Text) -> Iterator[Place]:
    """Put what people say to infants, or when they play at it: "doggy", "tummy", "pwease".

    >>> from robustgen.generation import perturb
    >>> perturb("the dog has a very small stomach", "ood.register.baby_talk", severity=5).text
    'the doggy has a vewy teeny-weeny tummy'
    """
    return exchanged(text, "baby_talk")


def exchanged(text: Text, table: str) -> Iterator[Place]:
    """Yield the words and phrases of a table, used and not mentioned, with what stands for them."""
    hand = Hand.of(text)
    for match, others in meant(text, _index(table)):
        if match.first and any("hereby" in other for other in others):  # "if I want to" requests nothing
            continue
        start, end = match.start, match.end
        original = text.string[start:end]
        others = [other for other in others if fits_article(text.string, start, other)]
        made = [
            hand.write("'") + hand.fit(other[1:], original) if other[0] == "'" else hand.fit(other, original)
            for other in others
        ]
        if (
            original[0] == "I" and before(text.string, start) == "^"
        ):  # a capital of the pronoun alone begins no sentence
            made = [one[:1].upper() + one[1:] for one in made]
        yield Place(start, end, [one for one in made if one != original], key=match.first)


@cache
def _index(table: str) -> Index[tuple[Row, ...]]:
    return guarded((phrase, others, guard) for phrase, others, guard in rows(table))
