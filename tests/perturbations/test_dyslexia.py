"""Slips of dyslexic writers: what is written for what, once a word, the first letter kept."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.places import Mixture
from robustgen.registry import get

NAME = "typo.dyslexia"


def made(text: str, language: str = "en") -> set[str]:
    example = rg.Example("x", {"text": text}, language=language)
    found = get(NAME).find(Subject(example))
    assert isinstance(found, Mixture)
    changes = [part.change(i, o) for _, part in found.parts for i in range(len(part)) for o in part.options(i)]
    return {apply(example.row(), change)["text"] for change in changes}


@pytest.mark.parametrize(
    ("text", "some", "none"),
    [
        ("table", {"tadle", "tabel"}, {"taqle", "table", "atble"}),
        ("because", {"becuase"}, {"decause", "ebcause"}),
        ("animal", {"aminal"}, {"anamil"}),
        ("proper", {"porper"}, {"proqer"}),
        ("equal", {"epual"}, set()),
        ("information", {"informashon", "infomation"}, set()),
        ("different friends", {"diffrent friends", "different freinds"}, {"different frainds"}),
        ("which", {"wich"}, {"whihc"}),
        ("Meet Robert Bader", set(), {"Meet Rodert Bader", "Meet Robert Baber"}),
    ],
)
def test_letters_are_mistaken_moved_lost_or_written_by_ear(text, some, none):
    found = made(text)
    assert some <= found
    assert not none & found


@pytest.mark.parametrize(
    ("text", "language", "some"),
    [("tuvo una llave", "es", {"tubo una llave", "tuvo una yave"}), ("wir sitzen", "de", {"wir sizen"})],
)
def test_each_language_has_its_own_ear(text, language, some):
    assert some & made(text, language)


def test_once_a_word_and_the_first_letter_kept():
    text = "because the information about different problems should probably be remembered"
    for seed in range(40):
        variant = rg.perturb(text, NAME, severity=5, seed=seed)
        pairs = list(zip(text.split(), variant.text.split(), strict=True))
        assert all(right[0] == wrong[0] for right, wrong in pairs)
        assert 4 <= sum(right != wrong for right, wrong in pairs) <= 6
