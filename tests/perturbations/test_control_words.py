"""The controls of one word: what they change, and where a changed word might leave the answer as it was."""

from __future__ import annotations

import pytest

from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.examples import Example
from robustgen.perturbations.tables import rows
from robustgen.registry import get


def made(name: str, example: Example) -> set[str]:
    found = get(f"control.{name}").find(Subject(example))
    path = example.vary[0].removeprefix("/")
    return {apply(example.row(), found.change(i, o))[path] for i in range(len(found)) for o in found.options(i)}


def entailed(hypothesis: str, premise: str = "Something is going on.", label: str = "entailment") -> Example:
    return Example("x", {"premise": premise, "hypothesis": hypothesis}, label, vary=("/hypothesis",), task="nli")


def question(text: str) -> Example:
    return Example("x", {"question": text, "context": "…"}, "an answer", vary=("/question",), task="qa_span")


def review(text: str, label: str) -> Example:
    return Example("x", {"text": text}, label, task="sentiment")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("antonym", "A man is outside.", {"A man is inside."}),
        ("antonym", "An old man rests.", {"A young man rests."}),
        ("comparative_flip", "The older boy won.", {"The younger boy won."}),
        ("temporal_flip", "They ate before the match.", {"They ate after the match."}),
        ("only_unless_not", "A man with a hat reads.", {"A man without a hat reads."}),
        ("only_unless_not", "All dogs are asleep.", {"Not all dogs are asleep."}),
        ("label_word_swap", "A boy is asleep.", {"A girl is asleep."}),
        ("role_swap", "A dog chases a boy.", {"A boy chases a dog."}),
        ("role_swap", "The young man is helping an old woman.", {"An old woman is helping the young man."}),
        ("un_negate", "A man is not singing.", {"A man is singing."}),
        ("un_negate", "Nobody is singing.", {"Somebody is singing."}),
    ],
)
def test_an_entailed_statement_is_changed(name, text, expected):
    assert made(name, entailed(text)) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("antonym", "A man is not outside."),
        ("antonym", "An old or young man rests."),
        ("antonym", "Is the man outside?"),
        ("comparative_flip", "It is more or less over."),
        ("comparative_flip", "The bank is the closest to the park."),
        ("comparative_flip", "The inn is farther from the sea than the mill."),
        ("comparative_flip", "At least two men sing."),
        ("temporal_flip", "The day before was cold."),
        ("temporal_flip", "She is looking after a child."),
        ("temporal_flip", "Her first name is Ana."),
        ("only_unless_not", "A man is talking with a woman."),
        ("only_unless_not", "She asks if it rains."),
        ("label_word_swap", "A man waves his hand."),
        ("label_word_swap", "A sheep is asleep."),
        ("label_word_swap", "Black people wait."),
        ("label_word_swap", "People wait at the bus station."),
        ("role_swap", "A man is hugging a woman."),
        ("role_swap", "A dog is chasing two cats."),
        ("role_swap", "A dog and a cat chase a boy."),
        ("un_negate", "A man is singing."),
        ("antonym", "Hot dogs are for sale."),
        ("antonym", "Two men are sitting down."),
        ("antonym", "He is married to his friend."),
        ("antonym", "The boy is seven years old."),
        ("antonym", "A faucet is running."),
        ("antonym", "A woman is walking her dog."),
        ("antonym", "A food stand burns."),
        ("antonym", "He has a cold."),
        ("antonym", "They work at night."),
        ("temporal_flip", "They will leave tomorrow."),
        ("temporal_flip", "A dog runs after a ball."),
        ("label_word_swap", "They play table tennis."),
        ("label_word_swap", "A dish of hot dogs"),
        ("label_word_swap", "Kids eat an orange."),
        ("label_word_swap", "People sit at a long table."),
        ("label_word_swap", "Kids are at school."),
        ("label_word_swap", "A ship is on the water."),
        ("label_word_swap", "A spring of fresh water"),
        ("label_word_swap", "A mother holds her child."),
        ("role_swap", "A mother feeds her baby."),
    ],
)
def test_no_place_where_the_truth_might_not_change(name, text):
    assert made(name, entailed(text)) == set()


def test_what_the_premise_says_as_well_is_no_option():
    premise = "A boy and a girl sit on a bench while a young and an old man stand."
    assert made("label_word_swap", entailed("A boy rests.", premise)) == set()
    assert made("antonym", entailed("A young man rests.", premise)) == set()


@pytest.mark.parametrize("label", ["neutral", "contradiction"])
@pytest.mark.parametrize("name", ["antonym", "comparative_flip", "label_word_swap", "role_swap", "only_unless_not"])
def test_only_what_is_entailed_must_change(name, label):
    assert made(name, entailed("The older dog is chasing a boy with a hat outside.", label=label)) == set()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("comparative_flip", "What is the largest city of Peru?", {"What is the smallest city of Peru?"}),
        ("comparative_flip", "Is Lima the largest city of Peru?", set()),
        ("comparative_flip", "What does more rain do?", set()),
        ("comparative_flip", "Which team won the most games?", {"Which team won the fewest games?"}),
        ("comparative_flip", "Which state got the most rain?", {"Which state got the least rain?"}),
        ("comparative_flip", "What is the oldest bridge?", {"What is the newest bridge?"}),
        ("comparative_flip", "Who was the oldest man?", {"Who was the youngest man?"}),
        ("comparative_flip", "Who was the oldest queen?", set()),
        ("comparative_flip", "What is the best known work?", set()),
        ("comparative_flip", "Where were most of the clocks made?", set()),
        ("temporal_flip", "Who was the first president of Ghana?", {"Who was the last president of Ghana?"}),
        ("temporal_flip", "Who came yesterday?", set()),
    ],
)
def test_a_question_asks_for_the_other_one(name, text, expected):
    assert made(name, question(text)) == expected


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("The food was great.", "positive", {"The food was terrible."}),
        ("I loved it.", "positive", {"I hated it."}),
        ("The plot is boring.", "negative", {"The plot is interesting."}),
        ("The food was great, and so were the views.", "positive", set()),
        ("The food was not great.", "negative", set()),
        ("The food was great.", "negative", set()),
        ("The room was spotless, quiet and full of light.", "positive", set()),
    ],
)
def test_a_review_is_turned_word_by_word(text, label, expected):
    assert made("antonym", review(text, label)) == expected


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("The plot is not good.", "negative", {"The plot is good."}),
        ("The plot is good.", "positive", set()),
        ("The plot is not bad.", "positive", {"The plot is bad."}),
    ],
)
def test_a_review_loses_its_not(text, label, expected):
    assert made("un_negate", review(text, label)) == expected


def test_no_word_is_its_own_opposite_and_opposites_of_opinions_have_the_other_sign():
    from robustgen.perturbations.control.vocabulary import polarities

    for name, word, others in rows("control_pairs"):
        assert word not in others.split("|"), (name, word)
        if name == "verdict":
            assert polarities().get(others, -polarities()[word]) == -polarities()[word], (word, others)
