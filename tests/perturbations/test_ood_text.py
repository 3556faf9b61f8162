"""Codes, channels, markup and locales: the text comes back, values stay, and what is not plain stays as it was."""

from __future__ import annotations

import base64
import codecs
import html
import json
import re
from urllib.parse import unquote

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.registry import get

SAMPLES = (
    'The staff at Zo\u00eb\'s hotel were friendly, and breakfast was "fine". We paid $40 & left at 7 pm.',
    "check my balance",
    "Is it open?\nPlease say so at https://a.example/b?c=1 by Monday.",
)


def made(name: str, text: str, **more) -> set[str]:
    """Return every text that one place and option makes."""
    example = rg.Example("x", {"text": text}, **more)
    found = get(name).find(Subject(example))
    return {apply(example.row(), found.change(i, o))["text"] for i in range(len(found)) for o in found.options(i)}


def everything(name: str, text: str) -> str:
    return rg.perturb(text, name, severity=5).text


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize(
    ("name", "back"),
    [
        ("ood.obfuscation.rot13", lambda text: codecs.encode(text, "rot13")),
        ("ood.obfuscation.base64", lambda text: base64.b64decode(text).decode()),
        ("ood.channel.html_entities", html.unescape),
        ("ood.channel.url_escape", lambda text: unquote(text.replace("+", " "))),
        ("ood.markup.html", lambda text: re.sub(r"</?[a-z][^>]*>", lambda tag: " " if tag[0].startswith("<br") else "", text)),
        ("ood.obfuscation.underscore_spaces", lambda text: text.replace("_", " ")),
    ],
)  # fmt: skip
def test_a_code_can_be_undone(name, back, text):
    for one in made(name, text):
        assert back(one).replace("\u2019", "'").split() == text.replace("\u2019", "'").split()


@pytest.mark.parametrize("text", SAMPLES)
def test_json_around_a_text_is_json_with_the_text_in_it(text):
    wrapped = made("ood.markup.json_wrap", text)
    assert wrapped
    for one in wrapped:
        assert list(json.loads(one).values()) == [text]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ood.obfuscation.pig_latin", "quick", {"ickquay"}),
        ("ood.obfuscation.pig_latin", "Check", {"Eckchay"}),
        ("ood.obfuscation.pig_latin", "apple", {"appleway"}),
        ("ood.obfuscation.vowel_drop", "please", {"pls"}),
        ("ood.obfuscation.vowel_drop", "idea rated mailed ideas", set()),
        ("ood.obfuscation.vowel_drop", "location", {"lctn"}),
        ("ood.obfuscation.vowel_drop", "may they, Porsche, intracerebroventricular", set()),
        ("ood.obfuscation.morse", "sos", {"... --- ..."}),
        ("ood.obfuscation.morse", "s\u00f6s", set()),
        ("ood.locale.number", "It costs 1,234.50.", {"It costs 1.234,50.", "It costs 1\u00a0234,50.", "It costs 1'234.50."}),
        ("ood.locale.number", "Version 3.11 is out.", set()),
        ("ood.locale.number", "from 10.0.0.1", set()),
        ("ood.locale.clock", "at 12 am", {"at 00:00", "at 00.00", "at 0000 hours"}),
        ("ood.locale.clock", "at 12:15 pm", {"at 12:15", "at 12.15", "at 1215 hours"}),
        ("ood.locale.clock", "I am 3 years old", set()),
        ("ood.locale.units", "in 5 km", {"in 3.1 miles"}),
        ("ood.locale.units", "at 32 \u00b0F", set()),
        ("ood.locale.units", "25 pounds", set()),
        ("ood.locale.currency", "$1 each", {"1 dollar each", "1$ each"}),
        ("ood.locale.currency", "$3 million", set()),
        ("ood.locale.currency", "25 pounds", set()),
        ("ood.locale.date", "on 03/04/2020", set()),
        ("ood.locale.date", "On 25/12/1990", {"On 25 December 1990", "On December 25, 1990", "On 1990-12-25",
                                              "On 25 Dec 1990", "On 25.12.1990"}),
        ("ood.locale.date", "from april 2 to april 20", {"from 2 april to 20 april", "from 2nd april to 20th april",
                                                        "from april 2nd to april 20th"}),
        ("ood.locale.date", "from april 1 to april 20", set()),
        ("ood.locale.date", "May 5 to 7 or June 3", set()),
        ("ood.locale.date", "They march 12 miles.", set()),
        ("ood.locale.date", "You may 3 times ask.", set()),
        ("ood.markup.bullet_list", "One sentence only.", set()),
        ("ood.markup.markdown", "2 * 3 * 4 is twenty-four", set()),
        ("ood.markup.html", "a < b and c > d", set()),
        ("ood.channel.pdf_copy", "Short text.", set()),
        ("ood.obfuscation.leet", "a to me if I zz", set()),
        ("ood.obfuscation.spaced_letters", "can i", {"c.a.n i", "c-a-n i"}),
        ("ood.obfuscation.spaced_letters", "a can", {"a c.a.n", "a c-a-n"}),
        ("ood.obfuscation.underscore_spaces", "a file_name it is", set()),
        ("ood.obfuscation.underscore_spaces", "say `a b` now", set()),
        ("ood.obfuscation.upside_down", "up so on pod", set()),
        ("ood.obfuscation.upside_down", "so we", {"so \u01dd\u028d"}),
        ("ood.markup.bullet_list", "Choose one:\nA) this. B) that one.", set()),
        ("ood.markup.bullet_list", "We met on the 3. It was fine there.", set()),
        ("ood.markup.bullet_list", "An i.q. is not that of u.s. men.", set()),
        ("ood.markup.bullet_list", "It is fine. <br />It is not bad.", set()),
        ("ood.markup.markdown", "def total(numbers):\n    return sum(numbers)", set()),
        ("ood.markup.html", "| fruit | price |\n| apple | 2 |", set()),
        ("ood.markup.code_fence", "line\n", {"```\nline\n```", "~~~\nline\n~~~", "```text\nline\n```"}),
        ("ood.markup.quote", "well", {'"well"', "> well", "[quote]well[/quote]", "\u201cwell\u201d"}),
    ],
)  # fmt: skip
def test_what_is_made_and_what_is_left(name, text, expected):
    assert made(name, text) == expected


@pytest.mark.parametrize(
    ("language", "marks"),
    [("de", "\u201eja\u201c"), ("fr", "\u00ab\u00a0ja\u00a0\u00bb"), ("ja", "\u300cja\u300d"), ("ru", "\u00abja\u00bb")],
)  # fmt: skip
def test_print_quotes_with_the_marks_of_the_language(language, marks):
    assert made("ood.markup.quote", "ja", language=language) == {'"ja"', "> ja", "[quote]ja[/quote]", marks}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello, Ana! Is it OK?", "hello ana is it ok"),
        ("They live in the U.S. We don't.", "they live in the u.s. we don't"),
        ("almost any...even this \u2014 or that", "almost any even this or that"),
        ("He said 'no', twice.<br />Fine.", "he said no twice <br />fine"),
        ("[ FILE ] Tokens , apart ( so ) .", "file tokens apart so"),
    ],
)
def test_a_recogniser_leaves_neither_capitals_nor_marks(text, said):
    assert everything("ood.channel.asr_table", text) == said


def test_a_cut_text_is_a_beginning_of_the_text():
    text = "We went to the lake, and then we walked home in the rain."
    lengths = [len(rg.perturb(text, "ood.channel.truncate", severity=s).text) for s in (1, 2, 3, 4, 5)]
    assert lengths == sorted(lengths, reverse=True)
    assert all(text.startswith(rg.perturb(text, "ood.channel.truncate", severity=s).text) for s in (1, 5))


def test_lines_of_a_column_are_short_and_joined_again_they_are_the_text():
    text = "The staff at the hotel were friendly and the breakfast was not remarkable but it was fine for the money."
    for one in made("ood.channel.pdf_copy", text):
        assert max(map(len, one.split("\n"))) <= 48
        plain = (
            one.replace("-\n", "")
            .replace("\n", " ")
            .replace("\ufb01", "fi")
            .replace("\ufb02", "fl")
            .replace("\ufb00", "ff")
        )
        assert plain == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hear from Bill Weeks.", "here from bill weeks"),
        ("To lose, though, could've been right to choose.", "to lose though could've been right to choose"),
    ],
)
def test_a_recogniser_confuses_sounds_and_not_spellings_and_knows_names(text, said):
    assert everything("ood.channel.asr_table", text) == said


@pytest.mark.parametrize(
    ("word", "cuts"),
    [
        ("publisher", set()),
        ("hydrocele", set()),
        ("boyfriend", set()),
        ("nothing", set()),
        ("working", set()),
        ("wanted", set()),
        ("telling", set()),
        ("stopped", set()),
        ("admitted", {"admit-\nted"}),
        ("running", {"run-\nning"}),
        ("possible", {"pos-\nsible"}),
        ("outside", {"out-\nside"}),
        ("horrible", {"hor-\nrible"}),
        ("pos-sible", set()),
        ("Hampton", set()),
    ],
)
def test_a_word_is_cut_between_syllables_alone(word, cuts):
    line = "we are at the bend in a stream now "
    texts = {one for start in range(34) for one in made("ood.channel.pdf_copy", f"{line[start:]}{word}, and it is so")}
    assert {cut for one in texts for cut in re.findall(r"\w+-\n\w+", one)} == cuts


def test_words_of_other_languages_are_not_cut_by_the_rules_of_english():
    text = "queremos reservar una mesa para dos personas y comprar el billete de vuelta"
    assert not any("-\n" in one for one in made("ood.channel.pdf_copy", text, language="es"))


def test_i_without_a_dot_is_tied_in_no_column_of_turkish():
    text = "bu haftaki fikir ve ofis icin verilen cevaplar fena de\u011fil"
    assert not any("\ufb01" in one for one in made("ood.channel.pdf_copy", text, language="tr"))


def test_a_mail_is_quoted_line_by_line_and_forwarded_as_it_is():
    found = made("ood.channel.quoted_reply", "one\ntwo")
    assert any(one.endswith("> one\n> two") for one in found)
    assert any("Forwarded" in one and one.endswith("\n\none\ntwo") for one in found)
    assert all(one.startswith(">") or "\none" in one or "> one" in one or one.startswith("one") for one in found)


@pytest.mark.parametrize("text", ["thank you so much", "please find a table there", "Thank you. Please stay!"])
def test_tags_nest(text):
    for seed in range(40):
        open_tags = []
        for end, tag in re.findall(r"<(/?)(\w+)", rg.perturb(text, "ood.markup.html", severity=5, seed=seed).text):
            if end:
                assert open_tags.pop() == tag
            elif tag != "br":
                open_tags.append(tag)
        assert not open_tags


def test_a_heading_mark_opens_its_line():
    found = {rg.perturb("thank you so much", "ood.markup.markdown", severity=5, seed=seed).text for seed in range(40)}
    assert all(one.startswith("#") == ("#" in one) for one in found)


def test_spans_move_with_markup():
    example = rg.Example("x", {"text": "Meet Ada in Paris."}, task="ner", spans=(rg.Span(5, 8, "person"),))
    for name in ("ood.markup.quote", "ood.markup.code_fence", "ood.markup.json_wrap", "ood.channel.quoted_reply"):
        variant = rg.perturb(example, name)
        assert variant.text[variant.spans[0].start : variant.spans[0].end] == "Ada"


def test_values_are_the_same_for_a_classifier_and_unknown_for_an_answer():
    for name in ("number", "date", "clock", "units", "currency"):
        assert get(f"ood.locale.{name}").contract("intent") == "preserves"
        assert get(f"ood.locale.{name}").contract("qa_span") == "unknown"


@pytest.mark.parametrize("name", ["ood.markup.markdown", "ood.markup.html"])
@pytest.mark.parametrize("person", ["Ada Byron", "Ada", "Byron of Ada"])
def test_marks_about_a_part_of_a_labelled_name_both_belong_to_it(name, person):
    example = rg.Example(
        "x", {"text": f"Meet {person} here."}, task="ner", spans=(rg.Span(5, 5 + len(person), "person"),)
    )
    for index in range(8):
        try:
            variant = rg.perturb(example, name, severity=5, seed=3, index=index)
        except rg.NoPlace:
            break
        (span,) = variant.spans
        said = variant.text[span.start : span.end]
        assert said.count("<") == 2 * said.count("</")
        assert all(said.count(mark) % 2 == 0 for mark in "*_")


def test_the_answer_follows_marks_about_its_last_word():
    example = rg.Example(
        "x", {"context": "Marta Olsen built it.", "question": "Who?"}, "Marta Olsen",
        vary=("/context",), task="qa_span", spans=(rg.Span(0, 11, "answer"),),
    )  # fmt: skip
    found = {str(rg.perturb(example, "ood.markup.markdown", seed=seed).expected) for seed in range(30)}
    assert {"Marta **Olsen**", "**Marta** Olsen"} <= found
