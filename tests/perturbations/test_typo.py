"""What each slip reaches, and what it leaves alone."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from robustgen.definition import Subject
from robustgen.edits import apply_text
from robustgen.examples import Example
from robustgen.generation import perturb, variants
from robustgen.perturbations.tables import rows
from robustgen.perturbations.typo.characters import neighbours
from robustgen.places import Mixture
from robustgen.planning import make_plan
from robustgen.registry import get

TEXT = (
    "The acting was surprisingly good and the story kept moving until the very last minute. Please transfer some money "
    "from my savings account to the checking account today. What's the weather going to be like tomorrow afternoon? "
)


def reachable(name: str, text: str, language: str = "en") -> set[str]:
    """Return every text that one place of `name` can make of `text`."""
    found = get(name).find(Subject(Example("x", {"text": text}, language=language)))
    parts = [places for _, places in found.parts] if isinstance(found, Mixture) else [found]
    return {
        apply_text(text, places.change(i, option))
        for places in parts
        for i in range(len(places))
        for option in places.options(i)
    }


@pytest.mark.parametrize(
    ("name", "text", "made"),
    [
        ("typo.keyboard", "cat", {"cqt", "cst", "czt", "car", "cay", "cag"}),
        ("typo.keyboard.fr", "cas", {"cés", "czs", "cqs", "caq", "cad", "caz", "caw", "cax"}),
        ("typo.swap", "tell", {"tlel"}),
        ("typo.drop", "tell", {"tll", "tel"}),
        ("typo.double", "tell", {"teell", "telll"}),
        ("typo.misspelling", "I definitely", {"I definately", "I definitly", "I definetly"}),
        ("typo.homophone", "they're late", {"there late", "their late"}),
        ("typo.homophone", "I should've gone", {"I should of gone"}),
        ("typo.space_drop", "a b  c\td e", {"ab  c\td e", "a b  c\tde"}),
        ("typo.space_add", "my account", {"my ac count"}),
        ("typo.elongate", "So cool", {f"S{'o' * n} cool" for n in (3, 4, 5)} | {f"So c{'o' * n}l" for n in (4, 5, 6)}),
    ],
)
def test_reaches_just_these(name: str, text: str, made: set[str]) -> None:
    assert reachable(name, text) == made


@pytest.mark.parametrize("name", ["typo.keyboard", "typo.swap", "typo.drop", "typo.double", "typo.insert"])
def test_character_slips_leave_first_letters_short_words_acronyms_and_numbers_alone(name: str) -> None:
    assert not reachable(name, "I am on it: NASA, 1st, 2500, x7, www.example.org")
    assert all(made[0] == "k" for made in reachable(name, "keyboards"))
    assert reachable(name, "WHOLE TEXT IN CAPITALS")


@pytest.mark.parametrize("name", ["typo.keyboard", "typo.insert", "typo.human"])
def test_the_case_of_a_letter_is_that_of_its_place(name: str) -> None:
    assert all(made.isupper() for made in reachable(name, "KEYBOARD"))
    assert all(made[1:].islower() for made in reachable(name, "Keyboard"))


def test_a_swapped_capital_stays_in_front() -> None:
    assert "Hte" in reachable("typo.human", "The")


@pytest.mark.parametrize("layout", ["us", "uk", "de", "fr"])
def test_neighbours_are_letters_and_mutual(layout: str) -> None:
    near = neighbours(layout)
    for letter, others in near.items():
        for other in others:
            assert other.isalpha()
            assert other.isupper() == letter.isupper()
            assert letter in near[other]


def test_the_plain_name_takes_the_layout_of_the_language() -> None:
    text = "Straße und Wege"
    assert reachable("typo.keyboard", text, "de-CH") == reachable("typo.keyboard.de", text)
    assert reachable("typo.keyboard", text, "nl") == reachable("typo.keyboard.us", text)
    assert reachable("typo.keyboard", text, "nl") != reachable("typo.keyboard.de", text)


@pytest.mark.parametrize("text", ["re\u0301sume\u0301s", "विद्यार्थी", "กำลังทำ", "\u1112\u1161\u11ab"])
@pytest.mark.parametrize("name", ["typo.swap", "typo.drop", "typo.double", "typo.human", "typo.space_add"])
def test_marks_stay_on_their_letters(name: str, text: str) -> None:
    whole = re.compile("[^ ][\u0300-\u036f\u0901-\u0903\u093a-\u094f\u0e31\u0e33-\u0e3a\u1160-\u11ff]+")
    for made in reachable(name, text):
        assert set(whole.findall(made)) <= set(whole.findall(text))


def test_human_slips_have_the_profile_of_people() -> None:
    """Shares of wrong, lost, added and exchanged letters, and of first letters kept, as in the slips of people."""
    words = [word for word, _ in rows("misspellings") if len(word) < 9]
    golden = [Example(str(i), {"text": " ".join(words[i : i + 7])}, task="intent") for i in range(0, len(words), 7)]
    kinds: Counter[str] = Counter()
    first = 0
    for variant in variants(make_plan(golden, perturb="typo.human", per_example=4, seed=11), {}):
        text = variant.golden.inputs["text"]
        for edit in variant.edits:
            old, new = text[edit.start : edit.end], edit.text
            grown = len(new) - len(old)
            level = "transpose" if len(old) == 2 else "substitute"
            kinds["insert" if grown > 0 else "omit" if grown < 0 else level] += 1
            first += text[: edit.start][-1:] in ("", " ") and new[:1] != old[:1]
    share = {kind: number / kinds.total() for kind, number in kinds.items()}
    assert 0.24 <= share["substitute"] <= 0.37
    assert 0.29 <= share["omit"] <= 0.41
    assert 0.21 <= share["insert"] <= 0.27
    assert 0.07 <= share["transpose"] <= 0.15
    assert 0.93 <= 1 - first / kinds.total() <= 0.97


@pytest.mark.parametrize("name", ["typo.keyboard", "typo.human", "typo.drop", "typo.swap"])
def test_one_slip_a_word_and_about_two_letters_in_a_hundred_at_severity_2(name: str) -> None:
    text = TEXT * 4
    variant = perturb(text, name, severity=2, task="topic")
    words = [text[: edit.start].count(" ") for edit in variant.edits]
    assert len(words) == len(set(words))
    assert len(words) == round(0.02 * sum(c.isalpha() for c in text))
