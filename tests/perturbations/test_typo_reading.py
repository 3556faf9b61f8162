"""What a careful reader found wrong in slips, and what stays so: in the words, the keys and the languages of a text."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.perturbations.tables import rows
from robustgen.perturbations.typo.characters import neighbours
from robustgen.places import Mixture
from robustgen.registry import get


def made(name: str, text: str, language: str = "en") -> set[str]:
    """Return every text that one place of `name` can make of `text`."""
    example = rg.Example("x", {"text": text}, language=language)
    found = get(name).find(Subject(example))
    parts = [places for _, places in found.parts] if isinstance(found, Mixture) else [found]
    return {
        apply(example.row(), places.change(i, option))["text"]
        for places in parts
        for i in range(len(places))
        for option in places.options(i)
    }


@pytest.mark.parametrize(
    ("name", "text", "some", "none"),
    [
        # By rule: a consonant is doubled where people do it, and endings keep their sound.
        ("misspelling_rule", "writing until tomorrow", {"writting until tomorrow", "writing untill tomorrow"}, set()),
        ("misspelling_rule", "thought", {"thougth"}, {"thout"}),
        ("misspelling_rule", "attention", {"attension", "atention"}, set()),
        ("misspelling_rule", "because uniform results", set(), {"beccause uniform results", "because unniform results"}),
        ("misspelling_rule", "muddied", {"mudied"}, {"muddeid"}),
        ("misspelling_rule", "payment", set(), {"paymant"}),
        ("misspelling_rule", "romance", set(), {"romence"}),
        ("misspelling_rule", "called", set(), {"caled"}),
        # Letters that stand for one another, and an order that the ear keeps.
        ("dyslexia", "animal", {"aminal"}, {"anamil"}),
        ("dyslexia", "first", {"frist"}, {"fsrit"}),
        ("dyslexia", "movie", set(), {"mivoe"}),
        ("dyslexia", "interest", set(), {"iuterest"}),
        ("dyslexia", "problem", {"prodlem", "porblem"}, set()),
        ("dyslexia", "proper", {"porper"}, {"proqer"}),
        # What says something when it stands twice, and what is no small word.
        ("double_word", "it is not late", {"it it is not late"}, {"it is not not late"}),
        ("double_word", "he had time", set(), {"he had had time"}),
        ("double_word", "plan A is on and IT is off", set(), {"plan A a is on and IT is off", "plan A is on and IT it is off"}),
        ("double_word", "ON THE BUS", {"ON THE THE BUS"}, {"ON THE the BUS"}),
        ("double_word", "on the the bus", set(), {"on the the the the bus"}),
        # Fixed expressions, names, and half of a word.
        ("elongate", "long ago", {"loooong ago"}, set()),
        ("elongate", "as long as it is", set(), {"as loooong as it is"}),
        ("elongate", "no, no one knows", {"noooo, no one knows"}, {"no, noooo one knows"}),
        ("elongate", "thanks to you", set(), {"thankssss to you"}),
        ("elongate", "the long-term plan", set(), {"the loooong-term plan"}),
        ("elongate", "we saw The Big Sleep", set(), {"we saw The Biiiig Sleep"}),
        ("autocorrect", "a long-term card", set(), {"a long-term far"}),
        ("space_drop", "not able to be a typical guest", {"not ableto be a typical guest"},
         {"notable to be a typical guest", "not able to be atypical guest"}),
        # One text, one wrong keyboard.
        ("layout_slip", "many ways", {"many zqys"}, {"manz ways"}),
        ("layout_slip.qwertz", "many ways", {"manz ways", "many wazs"}, {"many zqys"}),
    ],
)  # fmt: skip
def test_words_slip_so_and_not_so(name, text, some, none):
    found = made(f"typo.{name}", text)
    assert some <= found
    assert not none & found


def test_a_keyboard_takes_one_slip_for_another_word():
    """A neighbouring key, a letter lost, doubled or hit in passing, two exchanged, an apostrophe lost or put in."""
    near = neighbours("us")

    def slips(word: str) -> set[str]:
        cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
        wrong = {a + key + b[1:] for a, b in cuts if b for key in near.get(b[0], ())}
        lost = {a + b[1:] for a, b in cuts if b}
        keys = {i: {*near.get(word[i], ()), word[i]} for i in range(len(word))}
        added = {a + key + b for a, b in cuts for i in (len(a) - 1, len(a)) for key in keys.get(i, ())}
        swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        return wrong | lost | added | swapped

    for word, others in rows("autocorrect"):
        for other in others.split("|"):
            assert other in slips(word) or other.replace("'", "") == word.replace("'", ""), (word, other)
            assert other != word


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("article", "He told a joke an hour ago.", {"He told joke an hour ago."}),
        ("article", "He read Winnie the Pooh.", set()),
        ("article", "A group of men is here", set()),
        ("article", "Who the hell is it?", set()),
        ("article", 'He saw "the end".', set()),
        ("agreement", "Have you read it?", set()),
        ("agreement", "Thank you come again", set()),
        ("agreement", "They gave it stars", set()),
        ("agreement", "We watched other people praise it", set()),
        ("agreement", "Several people talk", {"Several people talks"}),
        ("agreement", "Most people are here", {"Most people is here"}),
        ("agreement", "They are here", set()),
        ("agreement", "you know, I left", set()),
        ("number", "three movies", {"three movie"}),
        ("number", "two classes", {"two class"}),
        ("number", "many houses", {"many house"}),
        ("number", "all news of these series", set()),
        ("number", "two lives", set()),
        ("number", "both buses", set()),
        ("number", "i want to research flights", set()),
        ("number", "the research team", set()),
        ("number", "my research is new", {"my researches is new"}),
        ("number", "some humans", set()),
        ("preposition", "We went to see it", set()),
        ("preposition", "We went to the zoo", {"We went in the zoo"}),
        ("preposition", "call me bob", set()),
        ("preposition", "not bad at all", set()),
        ("preposition", "what I am talking about", set()),
        ("tense", "I did not put it", set()),
        ("tense", "I ran", {"I runned"}),
        ("tense", "I have run", {"I have ran"}),
    ],
)  # fmt: skip
def test_learners_write_so(part, text, expected):
    assert made(f"typo.learner.{part}", text) == expected


@pytest.mark.parametrize("word", ["never", "Neither", "none", "kein", "keiner", "nein"])
def test_no_slip_takes_the_letter_that_says_no(word):
    assert word[1:].casefold() not in {text.casefold() for text in made("typo.human", word, "de")}
    assert "arrative" in made("typo.human", "narrative")


@pytest.mark.parametrize("name", ["misspelling_rule", "dyslexia"])
def test_slips_of_what_is_no_word_are_not_listed(name):
    assert made(f"typo.{name}", "battalion" * 20_000) == set()


@pytest.mark.parametrize("text", ["我不喜欢这部电影", "この映画は好きではない", "이 영화는 좋아하지 않아요"])
@pytest.mark.parametrize("name", ["keyboard", "swap", "drop", "double", "insert", "human", "space_shift", "caps_lock"])
def test_what_is_not_typed_letter_by_letter_has_no_slips_of_letters(name, text):
    """A character lost or exchanged would be another word, "not" among them."""
    for language in ("zh", "ja", "ko"):
        assert made(f"typo.{name}", text, language) == set()


@pytest.mark.parametrize(
    ("name", "language", "text", "some", "none"),
    [
        ("shift_slip", "tr", "Iğdır", {"IĞdır", "ıĞdır"}, {"iĞdır"}),
        ("shift_slip", "tr", "İzmir", {"İZmir", "iZmir"}, set()),
        ("shift_slip", "tr", "Bilet", {"Bİlet", "bİlet"}, {"BIlet"}),
        ("shift_slip", "en", "Bilet", {"BIlet", "bIlet"}, {"BİLET"}),
        ("caps_lock", "tr", "İzmir ışık", {"iZMİR ışık", "İzmir IŞIK"}, set()),
        ("caps_lock", "de", "Straße", set(), {"sTRASSE"}),
        ("caps_lock", "el", "σοφός", {"ΣΟΦΌΣ"}, set()),
        ("caps_lock", "hr", "ǌega", {"ǊEGA"}, set()),
        ("caps_lock", "ar", "مرحبا", set(), {"مرحبا"}),
        ("human", "tr", "İstanbul", {"Sitanbul"}, {"Sİtanbul"}),
        ("human", "tr", "Işıklar", {"Şııklar"}, {"Şiıklar"}),
        ("space_shift", "ru", "мой заказ", {"мо йзаказ", "мойз аказ"}, set()),
        ("layout_slip", "ru", "Бык ёж", {"<sr ёж"}, {",sr ёж"}),
        ("layout_slip", "ru", "ёжик", {"`;br"}, set()),
        ("layout_slip", "he", "תודה רבה", {",usv רבה"}, set()),
        ("layout_slip.azerty", "de", "zwei", {"yzei"}, {"wzei"}),
        ("layout_slip.qwertz", "fr", "quai", {"auqi"}, {"quqi"}),
        ("layout_slip.azerty", "fr", "quai", set(), {"auqi"}),
        ("double_word", "fr", "nous nous voyons et nous partons", set(), {"nous nous voyons et nous nous partons"}),
        ("double_word", "de", "es ist nicht spät", {"es es ist nicht spät"}, {"es ist nicht nicht spät"}),
    ],
)  # fmt: skip
def test_slips_are_those_of_the_language(name, language, text, some, none):
    found = made(f"typo.{name}", text, language)
    assert some <= found
    assert not none & found


@pytest.mark.parametrize(
    ("layout", "letter", "exactly"),
    [
        ("pl", "a", "qszą"), ("pl", "ą", "aśż"), ("pl", "o", "ilpó"), ("pt", "ç", "lp"), ("tr", "İ", "ĞŞ"), ("tr", "I", "KOU"),
        ("fr", "a", "qzé"), ("fr", "A", "QZ"), ("it", "p", "oèò"), ("it", "P", "O"), ("de", "ß", "pü"), ("ru", "х", "зъэ"),
        ("us", "g", "bfhtv"), ("phone", "g", "fhtvy"), ("dvorak", "t", "chmnw"), ("he", "ש", "דז"), ("ar", "ض", "شص"),
    ],
)  # fmt: skip
def test_a_slip_is_one_key_with_the_shift_that_was_held(layout, letter, exactly):
    """With AltGr held or not; a capital only where the key gives one with shift."""
    assert set(neighbours(layout)[letter]) == set(exactly)
