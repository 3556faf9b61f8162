"""Wishes set apart by "what", and put back."""

from __future__ import annotations

import pytest

import robustgen as rg

NAME = "paraphrase.cleft"


@pytest.mark.parametrize(
    ("plain", "apart"),
    [
        ("I want to change my password.", "What I want to do is change my password."),
        ("i need to pay my bill", "what i need to do is pay my bill"),
        ("I need you to find my phone.", "What I need you to do is find my phone."),
        ("I'd like a table for two.", "What I'd like is a table for two."),
        ("i would like to book a flight", "what i would like to do is book a flight"),
        ("We wanted to visit the harbour.", "What we wanted to do was visit the harbour."),
        ("I'm trying to open my account.", "What I'm trying to do is open my account."),
    ],
)
def test_a_wish_is_set_apart_and_put_back(plain, apart):
    assert rg.perturb(plain, NAME).text == apart
    assert rg.perturb(apart, NAME).text == plain


def test_what_one_would_know_is_set_apart_too():
    assert rg.perturb("I need to know when it opens.", NAME).text == "What I need to know is when it opens."


@pytest.mark.parametrize(
    "text",
    [
        "I need to be at work by eight.",
        "I want it back.",
        "I need to know about the fee.",
        "I like tea.",
        "I don't want to pay.",
        "Do I need a visa?",
        "The film I want to see is old.",
        "What I want is unclear.",
        'She said: "I want a table."',
    ],
)
def test_what_is_no_wish_or_sounds_forced_is_no_place(text):
    with pytest.raises(rg.NoPlace):
        rg.perturb(text, NAME)
