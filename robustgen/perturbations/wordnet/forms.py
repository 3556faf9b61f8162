"""Which form of which word a token is, and the same form of another word, where both are certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from robustgen.perturbations.tables import rows
from robustgen.perturbations.wordnet.database import Database

_VOWELS = "aeiou"
_ENDINGS = {
    "noun": (("s", "", "plural"), ("es", "", "plural"), ("ies", "y", "plural")),
    "verb": (
        ("s", "", "third"), ("es", "", "third"), ("ies", "y", "third"),
        ("ed", "", "past"), ("ed", "e", "past"), ("ied", "y", "past"), ("ing", "", "ing"), ("ing", "e", "ing"),
    ),
    "adj": (
        ("er", "", "comparative"), ("er", "e", "comparative"), ("ier", "y", "comparative"),
        ("est", "", "superlative"), ("est", "e", "superlative"), ("iest", "y", "superlative"),
    ),
    "adv": (),
}  # fmt: skip
_SHORT = re.compile(
    r"(?:qu|[^aeiou])*[aeiou]{1,2}[^aeiouwxy]{1,2}e?|[^aeiou]*[aeiouy]+[^aeiouy]+y"
)  # quick, nice; happy


class Reading(NamedTuple):
    """A token as a form of a word: "plural" of a noun, "past" of a verb, …; "base" is the word itself."""

    lemma: str
    part: str
    form: str


def readings(token: str, wordnet: Database) -> Iterator[Reading]:
    """Yield what a token in small letters may be: every word of WordNet that it is a form of."""
    for part, endings in _ENDINGS.items():
        if wordnet.has(token, part):
            yield Reading(token, part, "base")
        irregular = wordnet.bases[part].get(token, ())
        for base in irregular:
            if base != token and (form := _irregular_form(token, part)):
                yield Reading(base, part, form)
        if irregular:
            continue
        for ending, instead, form in endings:
            base = token[: -len(ending)] + instead
            known = token.endswith(ending) and len(base) > 1 and wordnet.has(base, part)
            if known and inflect(base, part, form, wordnet) == token:
                yield Reading(base, part, form)


def inflect(base: str, part: str, form: str, wordnet: Database) -> str:
    """Return a form of a word, or "" where it is not certain.

    The past of a verb is returned where the participle is the same: which of both a token is, is not looked for.
    """
    if form == "base":
        return base
    irregular = wordnet.inflected(base, part)
    if part == "noun":
        return _with_s(base) if not irregular else irregular[0] if len(irregular) == 1 else ""
    if part == "verb":
        return _verb(base, form, irregular)
    return _compared(base, form, irregular)


def _irregular_form(token: str, part: str) -> str:
    if part == "noun":
        return "plural"
    if part == "verb":
        return "ing" if token.endswith("ing") else "third" if token.endswith("s") else "past"
    return "superlative" if token.endswith("st") else "comparative"


def _verb(base: str, form: str, irregular: tuple[str, ...]) -> str:
    if form == "third":
        return {"have": "has", "be": ""}.get(base, _with_s(base))
    if form == "ing":
        known = [one for one in irregular if one.endswith("ing") and one != base]
        return known[0] if len(known) == 1 else "" if known else _with(base, "ing")
    if base in _past_and_participle():
        past, participle = _past_and_participle()[base]
        return past if past == participle else ""
    known = [one for one in irregular if not one.endswith(("ing", "s"))]
    return known[0] if len(known) == 1 and known[0].endswith("ed") else "" if known else _with(base, "ed")


def _compared(base: str, form: str, irregular: tuple[str, ...]) -> str:
    ending, more = ("er", "more") if form == "comparative" else ("est", "most")
    known = [one for one in irregular if one.endswith(ending)]
    if known:
        return known[0] if len(known) == 1 else ""
    return _with(base, ending) if _SHORT.fullmatch(base) else f"{more} {base}"


def _with_s(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _with(base: str, ending: str) -> str:
    """Return a regular form; where a consonant is doubled, WordNet has it as an exception."""
    if base.endswith("ie") and ending == "ing":
        return base[:-2] + "ying"
    if base.endswith("e") and (ending != "ing" or base[-2:-1] not in "eoy"):
        return base[:-1] + ending
    if base.endswith("y") and ending != "ing" and base[-2:-1] not in _VOWELS:
        return base[:-1] + "i" + ending
    return base + ending


@cache
def _past_and_participle() -> dict[str, tuple[str, str]]:
    return {base: (past, participle) for base, _, past, participle in rows("verb_forms")}
