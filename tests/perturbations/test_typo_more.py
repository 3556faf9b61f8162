"""Slips on words, layouts of seventeen keyboards, errors of learners: what is made, and what nobody would write."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.perturbations.tables import rows
from robustgen.perturbations.typo.characters import LAYOUTS, neighbours
from robustgen.registry import get


def made(name: str, text: str, language: str = "en") -> set[str]:
    example = rg.Example("x", {"text": text}, language=language)
    found = get(name).find(Subject(example))
    return {apply(example.row(), found.change(i, o))["text"] for i in range(len(found)) for o in found.options(i)}


class TestLayouts:
    def test_there_are_seventeen(self):
        assert len(LAYOUTS) == 17
        assert {row[0] for row in rows("layouts")} == set(LAYOUTS)

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_neighbours_go_both_ways_and_keep_the_case(self, layout):
        near = neighbours(layout)
        assert len(near) >= 26
        for letter, others in near.items():
            assert others
            assert letter not in others
            for other in others:
                assert letter in near[other] or other == "I" or letter in ("I", "\u0130")
                assert letter.isupper() == other.isupper()

    @pytest.mark.parametrize(
        ("layout", "letter", "beside", "not_beside"),
        [
            ("es", "l", "\u00f1k", "m"), ("it", "p", "\u00e8o", "q"), ("pt", "l", "\u00e7k", "m"), ("nl", "a", "qsz", "p"),
            ("pl", "a", "\u0105s", "\u015b"), ("tr", "o", "\u0131", "i"), ("tr", "\u015f", "li", "\u0131"),
            ("se", "p", "\u00e5", "\u00e4"), ("ru", "\u0444", "\u0439\u044b\u044f", "\u0430"),
            ("uk-UA", "\u0456", "\u0444\u0432", "\u0457"), ("he", "\u05e9", "\u05d3", "\u05dc"),
            ("ar", "\u0628", "\u064a\u0644", "\u0636"), ("dvorak", "a", "o", "s"), ("dvorak", "t", "hn", "y"),
            ("phone", "g", "fhtvy", "k"),
        ],
    )  # fmt: skip
    def test_keys_lie_where_the_standard_puts_them(self, layout, letter, beside, not_beside):
        near = neighbours(layout)[letter]
        assert set(beside) <= set(near)
        assert not_beside not in near

    def test_turkish_capitals_keep_their_dots(self):
        assert "\u0130" in neighbours("tr")
        assert {other for other in neighbours("tr")["\u0130"]} == {"\u015e", "\u011e"}

    @pytest.mark.parametrize(
        ("language", "layout"), [("es", "es"), ("sv", "se"), ("uk", "uk-UA"), ("ru", "ru"), ("en", "us")]
    )
    def test_a_language_has_its_own_keyboard(self, language, layout):
        text = "\u043f\u0440\u0438\u0432\u0435\u0442" if language in ("ru", "uk") else "manana hello"
        assert made("typo.keyboard", text, language) == made(f"typo.keyboard.{layout}", text, language) != set()


@pytest.mark.parametrize(
    ("name", "text", "some", "none"),
    [
        ("space_shift", "the dog", {"th edog", "thed og"}, set()),
        ("space_shift", "go to https://a.example now", set(), {"go tohttps://a.example now"}),
        ("misspelling_rule", "friend", {"freind"}, {"frend"}),
        ("misspelling_rule", "terrible", {"terrable"}, set()),
        ("misspelling_rule", "beginning", {"begining"}, set()),
        ("misspelling_rule", "definitely", {"definitly"}, set()),
        ("misspelling_rule", "movies", set(), {"moveis"}),
        ("misspelling_rule", "Meet Professor Kelly", set(), {"Meet Profesor Kelly"}),
        ("shift_slip", "The end", {"THe end", "tHe end"}, set()),
        ("shift_slip", "I'm at the UN", set(), {"i'm at the UN"}),
        ("caps_lock", "Hello NATO", {"hELLO NATO"}, {"Hello nato"}),
        ("caps_lock", "Stra\u00dfe", set(), {"sTRASSE"}),
        ("double_word", "in the house", {"in the the house", "in in the house"}, {"in the house house"}),
        ("double_word", "the, end", set(), {"the the, end"}),
        ("layout_slip", "was", {"zqs"}, set()),
        ("layout_slip", "you", set(), {"zou"}),
        ("layout_slip.qwertz", "you was", {"zou was"}, {"you zqs"}),
        ("autocorrect", "love", {"live"}, set()),
        ("autocorrect", "Meet Love in May", set(), {"Meet Live in May"}),
    ],
)  # fmt: skip
def test_words_slip_so_and_not_so(name, text, some, none):
    found = made(f"typo.{name}", text)
    assert some <= found
    assert not none & found


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("\u043f\u0440\u0438\u0432\u0435\u0442", "ru", {"ghbdtn"}),
        ("hello", "en", set()),
        ("nous", "fr", set()),
        ("quai", "fr", {"auqi"}),
        ("zwei", "de", {"ywei"}),
        ("\u05e9\u05dc\u05d5\u05dd", "he", {"akuo"}),
    ],
)
def test_a_word_on_the_wrong_layout(text, language, expected):
    found = made("typo.layout_slip", text, language)
    assert expected <= found
    assert expected or not found or language == "fr"


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("article", "I saw the film.", {"I saw film."}),
        ("article", "I slept a lot.", set()),
        ("article", "It is about life.", {"It is about the life."}),
        ("agreement", "She works here.", {"She work here."}),
        ("agreement", "They know it.", {"They knows it."}),
        ("agreement", "Does she know it?", set()),
        ("agreement", "Let them go.", set()),
        ("preposition", "It depends on you.", {"It depends of you.", "It depends from you."}),
        ("tense", "I did not see it.", {"I did not saw it."}),
        ("tense", "I have seen it.", {"I have saw it."}),
        ("tense", "I bought it.", {"I buyed it."}),
        ("tense", "I walked home.", set()),
        ("number", "two books", {"two book"}),
        ("number", "the information desk", set()),
        ("number", "some information", {"some informations"}),
        ("number", "these parties", {"these party"}),
        ("number", "this is less", set()),
    ],
)
def test_learners_write_so(part, text, expected):
    assert made(f"typo.learner.{part}", text) == expected


def test_no_rule_for_another_language():
    for name in ("typo.learner", "typo.learner.article", "typo.misspelling_rule", "typo.autocorrect"):
        suite = rg.generate([rg.Example("x", {"text": "The book is here."}, language="de"),
                             rg.Example("y", {"text": "The book is about life."})], perturb=name)  # fmt: skip
        assert {variant.golden.id for variant in suite} <= {"y"}
