"""What the fact check says about a change, and what it leaves alone."""

import pytest

from robustgen.gates import Pair, resolve

REASONS = [
    ("It costs 20 euros.", "It costs 30 euros.", "number changed", "'20' became '30'"),
    ("It costs 20 euros.", "It costs euros.", "number lost", "'20' is gone"),
    ("It costs euros.", "It costs 20 euros.", "number added", "'20' is new"),
    ("3 apples and 5 pears", "5 apples and 3 pears", "number moved", "'3' counts 'pear' instead of 'apple'"),
    ("Ann has 3 and Ben has 5.", "Ann has 5 and Ben has 3.", "number moved", "'3' and '5' changed places"),
    ("at least 3 people", "at most 3 people", "bound changed", ">= '3' became <= '3'"),
    ("See you on Monday.", "See you on Tuesday.", "name changed", "'Monday' became 'Tuesday'"),
    ("He met Anna and Ben in Paris.", "He met Ben in Paris.", "name lost", "'Anna' is gone"),
    ("It was cold.", "It was cold in Norway.", "name added", "'Norway' is new"),
    ("It was not cheap.", "It was cheap.", "negation lost", "'cheap' is no longer denied"),
    ("It was cheap.", "It was not cheap.", "negation added", "'cheap' is denied now"),
    ("He did not promise to come.", "He promised not to come.", "negation moved", "'not' denies 'come' instead of 'promise'"),
    ("It was cheap.", "It was expensive.", "opposite", "'cheap' became 'expensive'"),
    ("All guests left.", "Some guests left.", "quantifier changed", "'all' became 'some'"),
    ("He always calls.", "He sometimes calls.", "frequency changed", "'always' became 'sometimes'"),
    ("You must pay.", "You may pay.", "modality changed", "'must' became 'may'"),
    ("The dog chased the cat.", "The cat chased the dog.", "roles exchanged", "'dog' and 'cat' changed places"),
    ("He left.", "She left.", "person changed", "'he' became 'she'"),
    ("She likes the red car.", "She likes the blue car.", "another thing", "'red' became 'blue'"),
    ("The hotel was clean.", "The hotel was clean and had a rooftop pool.", "addition", "nothing in the source speaks of 'rooftop', 'pool'"),
    ("The hotel was clean and had a rooftop pool.", "The hotel was clean.", "omission", "nothing speaks of 'rooftop', 'pool' any more"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "candidate", "reason", "detail"), REASONS)
def test_a_rejection_says_what_changed(source, candidate, reason, detail):
    found = resolve("facts").check([Pair(source, candidate)])[0]
    assert (found.gate, found.reason, found.detail) == ("facts", reason, detail)


TYPOS = [
    ("Teh moive was godo.", "The movie was good."),
    ("I did nto like the hotel", "I did not like the hotel"),
    ("We stayed in Berlni for three nihgts", "We stayed in Berlin for three nights"),
    ("flights to manhat tan", "flights to manhattan"),
    ("Thisfilm is great", "This film is great"),
    ("pleaseeee help me", "please help me"),
    ("i dont know", "I don't know"),
]


@pytest.mark.parametrize(("typed", "meant"), TYPOS)
def test_a_typo_is_no_change_of_facts(typed, meant):
    assert resolve("facts").check([Pair(meant, typed), Pair(typed, meant)]) == [None, None]


def test_names_a_letter_apart_are_two_names():
    assert resolve("facts").check([Pair("Hansen called.", "Jansen called.")])[0].reason == "name changed"


def test_of_another_language_figures_alone_are_compared():
    pairs = [Pair("Das Hotel war nicht teuer.", "Das Hotel war teuer.", "de"), Pair("3 Hotels", "4 Hotels", "de-CH")]
    assert [found and found.reason for found in resolve("facts").check(pairs)] == [None, "number changed"]


def test_single_checks_can_be_asked_for():
    pairs = [Pair("We sold 3 cars.", "We sold 4 cars."), Pair("It was cheap.", "It was not cheap.")]
    assert [found and found.reason for found in resolve("facts:negation").check(pairs)] == [None, "negation added"]


@pytest.mark.parametrize(
    "text", ["", " ", "?", "\u200b", "\ud800", "1/0", "-", "n't", "half", "a", "at least", "9" * 400, "é" * 300]
)
def test_any_text_can_be_read(text):
    assert resolve("facts").check([Pair(text, text)]) == [None]
    resolve("facts").check([Pair(text, "It was not cheap."), Pair("Three men came.", text)])
