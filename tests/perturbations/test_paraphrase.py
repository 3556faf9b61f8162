"""What is said otherwise, and what must not be."""

from __future__ import annotations

import pytest

from robustgen.definition import Subject
from robustgen.edits import apply_text
from robustgen.errors import NoPlace
from robustgen.examples import Example
from robustgen.generation import perturb
from robustgen.registry import get


def reachable(name: str, text: str) -> set[str]:
    """Return every text that one place of `name` can make of `text`."""
    found = get(f"paraphrase.{name}").find(Subject(Example("x", {"text": text})))
    return {
        apply_text(text, found.change(i, option)) for i in range(len(found)) for option in found.options(i)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "made"),
    [
        ("contract", "Do not go.", {"Don't go."}),
        ("contract", "I AM HERE NOW", {"I'M HERE NOW"}),
        ("contract", "i am here now", {"i'm here now"}),
        ("contract", "It’s odd, but I am here", {"It’s odd, but I’m here"}),
        ("contract", "it is not here", {"it's not here", "it isn't here"}),
        ("contract", "I have already seen it", {"I've already seen it"}),
        ("contract", "days i have still for vacation", set()),
        ("contract", "how could they have known", set()),
        ("contract", "yes, it is.", set()),
        ("contract", "see how good it is in color", set()),
        ("contract", "most of it is dull", set()),
        ("contract", "What a gloriously sunny day it is in Bergen!", set()),
        ("contract", "How very bright and airy it is in here!", set()),
        ("contract", "What a day! I think it is in Bergen", {"What a day! I think it's in Bergen"}),
        ("expand", "I'm sure he won't come", {"I am sure he won't come", "I'm sure he will not come"}),
        ("expand", "DON'T STOP", {"DO NOT STOP"}),
        ("expand", "don’t stop", {"do not stop"}),
        ("expand", "isn't it late", set()),
        ("expand", "why don't you call", set()),
        ("expand", "the dog's bowl", set()),
        ("spelling_variant", "My favorite Colour", {"My favourite Colour"}),
        ("spelling_variant", "TRAVELLING IS FUN", {"TRAVELING IS FUN"}),
        ("spelling_variant", "Lincoln Center", set()),
        ("number_words", "wait 7 days", set()),
        ("number_words", "wait for 7 days", {"wait for seven days"}),
        ("number_words", "in twenty-five minutes", {"in 25 minutes"}),
        ("number_words", "send two hundred dollars", {"send 200 dollars"}),
        ("number_words", "set a 10 minute timer", {"set a ten minute timer"}),
        ("number_words", "for 1 hour", {"for one hour"}),
        ("number_words", "these two new rules", {"these 2 new rules"}),
        ("phrase", "As soon as possible, please",
         {"As quickly as possible, please", "At the earliest opportunity, please"}),
    ],
)  # fmt: skip
def test_reaches_just_these(name: str, text: str, made: set[str]) -> None:
    assert reachable(name, text) == made


@pytest.mark.parametrize(
    "text",
    [
        "this one is no one of the ones", "in 1999 there were riots",
        "at 7 pm", "at 10:30", "3.5 stars", "for 1,200 days",
        "version 2.0 features", "route 5 has signs", "call 555 1234", "1. first steps", "for 7kg bags",
        "the nineteen eighties", "for two thousand dollars", "a 100 times", "5 feet 10 inches",
        "for $5 bills",
        "in 10% cases", "one day i will", "Seven Samurai rules", "with 7 Samurai", "from 9 to 5 each", "on 5th streets",
        "for half two days", "page 7 says so",
    ],
)  # fmt: skip
def test_numbers_that_do_not_count_stay(text: str) -> None:
    assert reachable("number_words", text) == set()


@pytest.mark.parametrize("text", ["in the color of colors", "utilize labor"])
def test_spelling_changes_throughout_and_back(text: str) -> None:
    british = perturb(text, "paraphrase.spelling_variant").text
    assert perturb(british, "paraphrase.spelling_variant").text == text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("i lost my card", "um, i lost my card", "i lost my card, so yeah"),
        ("The film is dull.", "Um, the film is dull.", "The film is dull, you know."),
        ("I saw a film!", "Um, I saw a film!", "I saw a film, so yeah!"),
        ("I LOST MY CARD", "UM, I LOST MY CARD", "I LOST MY CARD, SO YEAH"),
    ],
)
def test_a_filler_takes_the_case_of_its_sentence(text: str, start: str, end: str) -> None:
    assert {start, end} <= reachable("filler", text)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Paris is dull", ", paris"),  # the first word may be a name: nothing is put before it
        ("ok, check it", "um, ok"),
        ("what's my balance", ", so yeah"),
        ("is it far?", ", so yeah"),
        ("check my balance", ", so yeah"),
        ("An episode of Combat! has it all.", "so has"),  # a small letter after a mark begins no sentence here
        ("It is 'on the real side' now", "the, um"),
        ("call my mother", "you know, call"),
        ("I like Dead To Rights a lot", "to, "),
        ("that is of course so", "of, "),
    ],
)
def test_a_filler_keeps_out_where_it_jars(text: str, never: str) -> None:
    assert not [made for made in reachable("filler", text) if never in made.lower()]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("phrase", 'he said "this movie is it"'), ("phrase", "I saw The Rest Of The series"),
        ("phrase", "the best movie of ALL time"), ("phrase", "car horns, anyone?"),
        ("contract", "watch I Am Legend"), ("contract", "a book, \u201cit is late\u201d, by him"),
        ("expand", "text mike 'i'm late' now"), ("spelling_variant", 'call it "my color" then'),
        ("spelling_variant", "a charge from guitar center"),
        ("number_words", 'the book "for 7 days" is it'),
    ],
)  # fmt: skip
def test_quotations_and_names_stay(name: str, text: str) -> None:
    with pytest.raises(NoPlace):
        perturb(text, f"paraphrase.{name}", severity=5)


@pytest.mark.parametrize("text", ['"it is late"', "it is the boys' and the girls' ball", "rock 'n' roll it is now"])
def test_what_is_no_quotation_changes(text: str) -> None:
    assert "it's" in perturb(text, "paraphrase.contract", severity=5).text


def test_at_most_one_filler_a_sentence() -> None:
    text = "i want to check the balance of my account. " * 3
    variant = perturb(text, "paraphrase.filler", severity=5)
    assert len({text[: edit.start].count(".") for edit in variant.edits}) == len(variant.edits)


def test_protected_text_stays() -> None:
    with pytest.raises(NoPlace):
        perturb("`do not` {do not} http://a.example/color", "paraphrase.contract")
    assert reachable("spelling_variant", "see http://a.example/color and `color`") == set()
