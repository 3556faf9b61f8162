"""Questions asked outright and indirectly: the order of words, what "do" becomes, and what is left alone."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.registry import get


def made(text: str) -> set[str]:
    example = rg.Example("x", {"text": text})
    found = get("paraphrase.question_form").find(Subject(example))
    return {apply(example.row(), found.change(i, o))["text"] for i in range(len(found)) for o in found.options(i)}


@pytest.mark.parametrize(
    ("outright", "clause"),
    [
        ("what is my balance", "what my balance is"),
        ("what's my balance", "what my balance is"),
        ("what is the balance of my account", "what the balance of my account is"),
        ("what was the date of my last payment", "what the date of my last payment was"),
        ("what is the weather like in oslo", "what the weather is like in oslo"),
        ("where are you from", "where you are from"),
        ("when is my bill due", "when my bill is due"),
        ("what is the minimum required payment", "what the minimum required payment is"),
        ("what time zone is oslo in", "what time zone oslo is in"),
        ("what should i wear today", "what i should wear today"),
        ("how much money do i have", "how much money i have"),
        ("when does the bank open", "when the bank opens"),
        ("how long does it take to get there", "how long it takes to get there"),
        ("what did i spend last week", "what i spent last week"),
        ("how do i change my pin", "how to change my pin"),
        ("how do you spell oslo", "how to spell oslo"),
        ("how do you know my name", "how you know my name"),
        ("what is on my list", "what is on my list"),
        ("who wrote the letter", "who wrote the letter"),
        ("which is the oldest mill", "which is the oldest mill"),
        ("how many eggs are in a box", "how many eggs are in a box"),
        ("is there a fee", "if there is a fee"),
        ("is my flight on time", "if my flight is on time"),
        ("has my parcel arrived yet", "if my parcel has arrived yet"),
        ("does the card have a fee", "if the card has a fee"),
        ("what do banks charge", "what banks charge"),
    ],
)
def test_a_question_is_told_in_the_order_of_a_statement(outright, clause):
    assert made(outright) == {
        f"{opening} {clause}"
        for opening in (
            "can you tell me",
            "could you tell me",
            "i'd like to know",
            "i would like to know",
            "i want to know",
        )
    }


@pytest.mark.parametrize(
    ("indirect", "outright"),
    [
        ("Can you tell me what my balance is?", "What is my balance?"),
        ("I'd like to know when the bank opens.", "When does the bank open?"),
        ("Can you tell me if banks charge a fee?", "I'd like to know if banks charge a fee."),
        ("Please tell me if my flight is on time.", "Is my flight on time?"),
        ("Tell me what my travel plans are.", "What are my travel plans?"),
        ("Tell me what gas this car uses.", "What gas does this car use?"),
        ("Tell me how to change my pin.", "How do I change my pin?"),
        ("I want to know what I spent last week.", "What did I spend last week?"),
        ("could you tell me what i have to pay", "what do i have to pay"),
        ("do you know what is on my list", "what is on my list"),
    ],
)
def test_an_indirect_question_is_asked_outright(indirect, outright):
    assert outright in made(indirect)


def test_a_plain_do_goes():
    assert "Can you tell me if banks charge a fee?" in made("Do banks charge a fee?")


def test_marks_and_capitals_follow():
    assert "I'd like to know what my balance is." in made("What is my balance?")
    assert "Can you tell me what my balance is?" in made("What is my balance?")
    assert "Could you tell me what my balance is?" in made("I'd like to know what my balance is.")


@pytest.mark.parametrize(
    "text",
    [
        "Can you play some jazz?",
        "Could I have a coffee?",
        "Do you know that song?",
        "How are you?",
        "How do you do?",
        "What's up?",
        "Is the soup good for you?",
        "Does the leukocyte count correlate with age?",
        "Can oats predict the length of a stay?",
        "What is the amount I owe?",
        "What is the total I've spent?",
        "When was the road over the pass closed?",
        "When is the office at the station open?",
        "Where is the man with the hat?",
        "Which planet is the closest to the sun?",
        "When is the train from Rome?",
        "What is my balance and when is my bill due?",
        "Why is the sky blue?",
        "Isn't it late?",
        "What a day!",
        "Can you tell me a joke?",
        "do the dishes",
        "what are the carry-on rules",
        'He asked: "What is my balance?"',
        "WHAT IS MY BALANCE?",
    ],
)
def test_what_cannot_be_told_or_is_no_such_question_is_no_place(text):
    assert made(text) == set()
