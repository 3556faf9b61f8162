"""What dyslexic writers write: letters mistaken for their mirror image, moved, left out, or spelt by ear.

One error a word, the first letter kept but for a mute one before it; what our tables know for another word is not made.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from robustgen.definition import OnTexts, Perturbation, mix, share
from robustgen.perturbations.tables import rows
from robustgen.perturbations.typo._letters import names
from robustgen.perturbations.typo.words import known
from robustgen.places import Stretches
from robustgen.registry import register
from robustgen.text import Text, match_case

_WORD = re.compile(r"[a-zäöüßáéíóúñ]{4,24}")
_AMOUNT = share(0.05, 0.1, 0.2, 0.3, 0.5, of="words")
_LANGUAGES = ("en", "de", "es")
# Sounds alike that begin two syllables, such as those of "animal": "aminal".
_ONSETS = re.compile(r"(?<=[aeiou])(?=([lmnrv])[aeiou](?!\1)[lmnrv][aeiouy])")
_VOWELS, _STOPS = "aeiou", "bcdfgkpt"


def mirrored(word: str, pair: str) -> list[str]:
    """Return a word in small letters with one letter of a pair for the other, once, not at its start.

    >>> mirrored("number", "bd"), mirrored("equal", "pq"), mirrored("puddle", "bd")
    (['numder'], ['epual'], [])
    """
    other = dict(zip(pair, reversed(pair), strict=True))
    return [
        word[:i] + other[word[i]] + word[i + 1 :]
        for i in range(1, len(word))
        if word[i] in pair and word[i] not in (word[i - 1], word[i + 1 : i + 2])
    ]


def misordered(word: str) -> list[str]:
    """Return a word in small letters with letters inside exchanged: two vowels, vowel and l or r, two syllables.

    Exchanged is what can still be read: l and r go behind a consonant, or from behind one.

    >>> misordered("girl"), misordered("because"), misordered("table"), misordered("animal"), misordered("phone")
    (['gril'], ['beacuse', 'becuase'], ['tabel'], ['aminal'], [])
    """
    starts = [m.start() for m in _ONSETS.finditer(word)]
    made = [word[:i] + word[i + 2] + word[i + 1] + word[i] + word[i + 3 :] for i in starts]
    for i in range(1, len(word) - 1):
        before, a, b = word[i - 1], word[i], word[i + 1]
        pair = (a in _VOWELS and b in _VOWELS) or a + b in ("ca", "gh")
        to_cluster = a in _VOWELS and b in "lr" and before in _STOPS and b != word[i + 2 : i + 3]
        to_cluster = to_cluster and before + b not in ("dl", "tl")
        from_cluster = a in "lr" and b in _VOWELS and before in _STOPS
        inside = i + 2 < len(word) or a + b == "le"
        if (pair or to_cluster or from_cluster) and a != b and before != "q" and inside:
            made.append(word[:i] + b + a + word[i + 2 :])
    return made


def by_rule(word: str, language: str, kind: str) -> list[str]:
    """Return what the rules of a kind, "ear" or "lost", make of a word in small letters.

    >>> by_rule("information", "en", "ear"), by_rule("information", "en", "lost")
    (['informashon', 'informasion'], ['infomation'])
    """
    return [
        word[: m.start()] + m.expand(new) + word[m.end() :]
        for pattern, new, least in _rules(language, kind)
        if len(word) >= least
        for m in pattern.finditer(word)
    ]


def _mistaken(word: str) -> list[str]:
    """Return a word with q for p, or the reverse, where no other slips: the hand mistakes them, hardly the key."""
    return [] if mirrored(word, "bd") or misordered(word) else mirrored(word, "pq")


@cache
def _rules(language: str, kind: str) -> tuple[tuple[re.Pattern[str], str, int], ...]:
    return tuple(
        (re.compile(pattern), new.replace("-", ""), int(least))
        for lang, sort, pattern, new, least in rows("dyslexia")
        if (lang, sort) == (language, kind)
    )


def _slips(word: str, language: str, kind: str) -> list[str]:
    """Return what one kind of slip makes of a word in small letters."""
    if kind == "b_d":
        return mirrored(word, "bd")
    if kind == "p_q":
        return _mistaken(word)
    return misordered(word) if kind == "misordered" else by_rule(word, language, kind)


@lru_cache(maxsize=16384)
def _wrong(word: str, language: str, kind: str) -> tuple[str, ...]:
    return tuple(new for new in _slips(word, language, kind) if new != word and new not in known())


def _places(text: Text, kind: str) -> Stretches:
    """Return the words that slip in one way, and how."""
    string, language, named = text.string, text.base_language, names(text)
    spans = [
        span for span, word in zip(text.words, text.lowered, strict=True)
        if _WORD.fullmatch(word) and not named(*span) and _wrong(word, language, kind)
    ]  # fmt: skip

    def options(a: int, b: int) -> list[str]:
        return [match_case(new, string[a:b]) for new in _wrong(string[a:b].lower(), language, kind)]

    return Stretches(text, spans, options)


def _part(kind: str) -> Perturbation:
    return Perturbation(f"typo.dyslexia_{kind}", 1, OnTexts(_places, (kind,)), _AMOUNT, {"*": "preserves"}, _LANGUAGES)


register(
    mix(
        "typo.dyslexia",
        (
            (_part("b_d"), 20),
            (_part("p_q"), 2),
            (_part("misordered"), 25),
            (_part("ear"), 35),
            (_part("lost"), 20),
        ),
        label="preserves",
        amount=_AMOUNT,
        languages=_LANGUAGES,
        source="robustgen/perturbations/tables/dyslexia.tsv; L. Rello, R. Baeza-Yates and J. Llisterri, DysList: an "
        "annotated resource of dyslexic errors, LREC 2014; J. Pedler, Computer correction of real-word spelling errors "
        "in dyslexic text (2007)",
        doc="Spell as dyslexic writers do: b for d, letters moved or left out inside a word, words written by ear.",
    )
)
