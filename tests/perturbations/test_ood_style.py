"""Contexts, trades, registers and languages: what is said otherwise, and where nothing may be."""

from __future__ import annotations

import re

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.perturbations.tables import rows
from robustgen.registry import get


def made(name: str, text: str, language: str = "en") -> set[str]:
    example = rg.Example("x", {"text": text}, language=language)
    found = get(name).find(Subject(example))
    return {apply(example.row(), found.change(i, o))["text"] for i in range(len(found)) for o in found.options(i)}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ood.register.text_speak", "See you tomorrow", {"See u tomorrow", "See ya tomorrow", "See you 2moro",
                                                         "See you tmrw", "See you tmr"}),
        ("ood.register.text_speak", "Thank you!", {"Ty!", "Thx!"}),
        ("ood.register.formal", "I'm late.", {"I am late."}),
        ("ood.register.formal", "They found it.", set()),
        ("ood.register.archaic", "It is late.", {"'Tis late."}),
        ("ood.register.archaic", "Maybe.", {"Perchance."}),
        ("ood.register.legalese", "I want to pay.", {"I hereby request to pay."}),
        ("ood.register.legalese", "If I want to pay, I say so.", set()),
        ("ood.register.baby_talk", "my tiny cat", {"my teeny-tiny cat", "my tiny kitty"}),
        ("ood.register.emoji_replace", "a pizza.", {"a \U0001f355."}),
        ("ood.register.emoji_replace", "Pizza Hut", set()),
        ("ood.register.emoji_replace", "at the Pizza Hut", set()),
        ("ood.register.emoji_replace", "pizza-sized", set()),
        ("ood.register.emoji_add", "a pizza.", {"a pizza \U0001f355."}),
        ("ood.language.code_switch.es", "my brother", {"my hermano"}),
        ("ood.language.code_switch.de", "The house is big.", {"The Haus is big."}),
        ("ood.language.code_switch.de", "we head home", set()),
        ("ood.language.code_switch.fr", "Ann House called.", set()),
    ],
)  # fmt: skip
def test_words_and_phrases_are_exchanged(name, text, expected):
    assert made(name, text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("\u0429\u0443\u043a\u0430", "ru", "Shchuka"),
        ("\u041f\u0418\u0420\u041e\u0413", "ru", "PIROG"),
        ("\u041a\u0438\u0457\u0432", "uk", "Kyiv"),
        ("\u0429\u0435", "bg", "Shte"),
        ("\u040d\u0435\u0433\u043e\u0448", "sr", None),
        ("\u040a\u0435\u0433\u043e\u0448", "sr", "Njego\u0161"),
        ("\u03bc\u03bf\u03c5", "el", "mou"),
        ("hello", "ru", None),
    ],
)
def test_letters_have_their_standard_latin(text, language, expected):
    assert made("ood.language.transliterate", text, language) == ({expected} if expected else set())


@pytest.mark.parametrize("name", ["fact", "tautology", "padding", "url", "handle", "random_string"])
@pytest.mark.parametrize(
    "text", ["The room was clean. I slept well.", "check my balance", "Is it open? See https://a.example/b."]
)
def test_what_stands_beside_a_text_leaves_it_whole(name, text):
    for one in made(f"ood.context.{name}", text):
        parts = [part.rstrip(".") for part in re.split(r"(?<=[.?]) ", text)]
        assert all(part in one or part[:1].lower() + part[1:] in one for part in parts)
        assert len(one) > len(text)


def test_a_question_has_no_tautology_and_empty_text_nothing_beside_it():
    assert made("ood.context.tautology", "Is it open?") == set()
    for name in ("fact", "tautology", "padding", "url", "handle", "random_string"):
        assert made(f"ood.context.{name}", "") == set()


@pytest.mark.parametrize("name", ["fact", "distractor", "url", "handle", "random_string"])
def test_nothing_is_put_on_the_first_line_of_a_table_or_a_list(name):
    for text in ("| city | people |\n|---|---|\n| Oslo | 7 |\n\nWhich is it?", "- tea\n- milk\n\nWhat is missing?"):
        assert all(one.startswith(text) for one in made(f"ood.context.{name}", text))
        assert not any(one.startswith("@") for one in made("ood.register.social", text))
        assert made("ood.domain.legal", text) == set()


@pytest.mark.parametrize("name", ["medical", "legal", "news", "support_desk"])
def test_a_frame_holds_the_text_and_claims_nothing_of_the_label(name):
    text = "The room was cold.\nI left."
    assert all(text in one and one != text for one in made(f"ood.domain.{name}", text))
    assert set(get(f"ood.domain.{name}").label.values()) == {"unknown"}


def test_a_span_stays_where_a_frame_stands_around_it():
    example = rg.Example("x", {"text": "Meet Ada."}, task="ner", spans=(rg.Span(5, 8, "person"),))
    for name in ("ood.domain.news", "ood.context.url", "ood.register.social"):
        variant = rg.perturb(example, name, severity=3)
        assert variant.text[variant.spans[0].start : variant.spans[0].end] == "Ada"


@pytest.mark.parametrize(
    "table", ["text_speak", "formal_words", "archaic_words", "legal_phrases", "baby_talk", "emoji_words"]
)
def test_no_word_stands_for_itself(table):
    for word, others, _ in rows(table):
        assert word not in others.split("|")


def test_every_language_has_a_hundred_words():
    for name in ("de", "es", "fr", "hi-Latn"):
        assert sum(row[0] == name for row in rows("code_switch")) >= 100
