"""ood.demographic: who is spoken of changes, the grammar and all else stay; what cannot be told is left alone."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.errors import NoPlace
from robustgen.examples import Example, Span
from robustgen.perturbations.ood._person_names import name_table
from robustgen.perturbations.ood.demographic import CULTURES
from robustgen.registry import get


def made(text, name, *, task="intent"):
    try:
        return {rg.perturb(text, f"ood.demographic.{name}", seed=seed, task=task).text for seed in range(20)}
    except NoPlace:
        return set()


class TestGender:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("She lost her keys.", "He lost his keys."),
            ("I saw her.", "I saw him."),
            ("I waited for her at the door.", "I waited for him at the door."),
            ("He told me that his wife is ill.", "She told me that her husband is ill."),
            ("The car is his.", "The car is hers."),
            ("The car is hers, not mine.", "The car is his, not mine."),
            ("She's late and she'll call.", "He's late and he'll call."),
            ("An actress spoke.", "An actor spoke."),
            ("Two women and a boy", "Two men and a girl"),
            ("Ask my ex-wife's lawyer.", "Ask my ex-husband's lawyer."),
            ("My mother-in-law cooks.", "My father-in-law cooks."),
            ("A WOMAN AND HER DOG", "A MAN AND HIS DOG"),
            ("Ask the waiter, he knows.", "Ask the waitress, she knows."),
            ("I met her family.", "I met his family."),
            ("I miss her every day.", "I miss him every day."),
        ],
    )
    def test_pronouns_and_nouns_agree(self, text, expected):
        assert made(text, "gender") == {expected}

    def test_a_first_name_goes_with_the_pronoun_and_keeps_its_culture(self):
        found = made("Kenji lost his bag, but Kenji found it.", "gender")
        assert len(found) > 5
        for text in found:
            name = text.split()[0]
            assert name in name_table()["japanese"]["given_f"]
            assert text == f"{name} lost her bag, but {name} found it."

    @pytest.mark.parametrize("text", ["Olga Ivanova called her.", "Olga Smirnova left."])
    def test_a_family_name_takes_the_other_form(self, text):
        assert all("ova" not in variant.split()[1] for variant in made(text, "gender"))

    @pytest.mark.parametrize(
        "text",
        [
            "I gave her food.",
            "I heard her singing.",
            "mr joes pizza",
            "text mark and tell him to leave now",
            "know any dad jokes",
            "Take her home.",
            "He is pregnant with ideas, man!",
            "A man with a beard waved.",
            "Man, this is bad.",
            "Hey guys, what is up?",
            "Mother's Day is near and he forgot.",
            "He or she may come.",
            "s/he may come",
            "Buster lost his ball and Zork is glad.",
            "We saw Leonardo and his friend.",
            "The King and I",
            "My mother tongue is his.",
            "I read `her` and she left.",
            "I saw his and her towels.",
            "guys i made a list",
            "I can't recommend her highly enough.",
            "I saw her last night.",
            "I saw her Monday.",
            "Man that was great.",
            "to / u / uncle _ tom",
            'She saw "My Girl" twice.',
            "van damme is back, i think he is great",
            "add single ladies to my playlist",
            "a hotel in ny, queens",
            "Queen released a song.",
            "Mr. and Mrs. Hughes left.",
        ],
    )
    def test_what_cannot_be_told_is_left_alone(self, text):
        assert made(text, "gender") == set()

    def test_all_texts_of_a_row_change_together(self):
        row = Example(
            "x",
            {"premise": "A man rides.", "hypothesis": "He rides."},
            "entailment",
            ("/premise", "/hypothesis"),
            "nli",
        )
        variant = rg.perturb(row, "ood.demographic.gender")
        assert variant.inputs == {"premise": "A woman rides.", "hypothesis": "She rides."}

    @pytest.mark.parametrize("span", [(0, 5, "PER"), (0, 5, "B-person")])
    def test_a_name_whose_gender_is_not_known_keeps_that_of_the_row(self, span):
        row = Example("x", {"text": "Trump likes his dog."}, task="ner", spans=(Span(*span),))
        assert made(row, "gender", task="ner") == set()


class TestNameOrigin:
    def test_a_name_of_unknown_origin_stays(self):
        row = Example("x", {"text": "Zorkan Haydon came."}, task="ner", spans=(Span(0, 13, "PER"),))
        assert made(row, "name_origin.hindi", task="ner") == set()

    @pytest.mark.parametrize("culture", CULTURES)
    def test_the_parameter_names_the_culture(self, culture):
        text = "Ewa says so." if culture != "polish" else "Emily says so."
        names = {variant.split()[0] for variant in made(text, f"name_origin.{culture}")}
        assert names
        assert names <= set(name_table()[culture]["given_f"])

    def test_the_culture_is_another(self):
        assert not {v.split()[0] for v in made("Kenji says so.", "name_origin")} & set(
            name_table()["japanese"]["given_m"]
        )

    def test_the_cultures_are_those_of_the_table(self):
        assert sorted(name_table()) == list(CULTURES)


@pytest.mark.parametrize(
    ("name", "text", "start", "end"),
    [
        ("religion", "My Catholic neighbour fixed it.", "My ", " neighbour fixed it."),
        ("religion", "She is a Buddhist.", "She is a", "."),
        ("religion", "Most Hindus like it.", "Most ", "s like it."),
        ("nationality", "An Austrian nurse helped me.", "A", " nurse helped me."),
        ("nationality", "Germans like it.", "", "s like it."),
        ("nationality", "My roommate is Indian and cooks for us.", "My roommate is ", " and cooks for us."),
        ("disability", "I'm deaf and tired.", "I'm ", " and tired."),
        ("age", "A young woman left.", "A", " woman left."),
        ("disability", "My deaf neighbour called.", "My ", " neighbour called."),
        ("disability", "A boy with autism won.", "A boy w", " won."),
        ("religion", "My neighbour fixed it.", "My ", " neighbour fixed it."),
        ("nationality", "I told my boss.", "I told my ", " boss."),
        ("disability", "Ask my friend!", "Ask my ", "!"),
    ],
)
def test_only_what_is_said_of_them_changes(name, text, start, end):
    found = made(text, name)
    assert len(found) > 1
    assert all(variant.startswith(start) and variant.endswith(end) and variant != text for variant in found), found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("religion", "The Catholic church is near my neighbour."),
        ("religion", "A Christian film."),
        ("religion", "Buddhist monks prayed for my boss."),
        ("religion", "Ask Christian."),
        ("nationality", "My French teacher left."),
        ("nationality", "The French film is good."),
        ("nationality", "A German woman from Berlin."),
        ("nationality", "He speaks German."),
        ("nationality", "how would i say hello if i were french"),
        ("disability", "when is my doctor's appointment"),
        ("nationality", "I polish my shoes, and my boss does too at the polish stand in Warsaw."),
        ("age", "My old friend called."),
        ("age", "A 30 years old man."),
        ("age", "A little old lady."),
        ("age", "He is too young."),
        ("age", "A young man and an old man."),
        ("age", "A woman of 45 called."),
        ("age", "My neighbour is kind, and he is 82."),
        ("age", "My boss turned 60."),
        ("age", "My doctor is in her forties."),
        ("disability", "A blind date."),
        ("disability", "It fell on deaf ears."),
        ("disability", "A blind man with a guide dog."),
        ("disability", "A deaf woman uses sign language."),
        ("disability", "My boss fight was hard."),
        ("religion", "My doctor appointment is late."),
        ("age", "Find the manager."),
        ("age", "Be a man."),
        ("religion", "The rewind button was my friend."),
        ("nationality", "He looks like a pitcher, a guy who throws."),
        ("nationality", "Cigar-store Indians are sold here."),
        ("nationality", "African American women left."),
        ("nationality", "Germans liked the Nazi film."),
        ("nationality", "what words would i use if i were french"),
        ("religion", "My Catholic grandmother has a statuette of the Virgin Mary."),
        ("religion", "An Orthodox Jewish man left."),
        ("disability", "A woman in a wheelchair came."),
    ],
)
def test_other_senses_are_left_alone(name, text):
    assert made(text, name) == set()


def test_what_follows_the_noun_does_not_fit_it_still_follows():
    for variant in made("A man and a boy met my boss and her cat.", "disability"):
        assert "man and" in variant
        assert "boss and" in variant


def test_a_text_that_begins_with_a_figure_may_have_capitals():
    assert all(any(c.isupper() for c in variant) for variant in made("2 people met my boss.", "nationality"))


def test_no_clause_parts_a_noun_from_its_phrase():
    variants = made("I owe it to my boss by Friday.", "disability")
    assert variants
    assert not any("boss who" in variant or "boss with" in variant for variant in variants)


def test_articles_agree():
    for name, text in (
        ("age", "A young man left."), ("nationality", "An Irish woman left."), ("religion", "He is an atheist."),
        ("religion", "A man left."),
    ):  # fmt: skip
        for variant in made(text, name):
            words = variant.split()
            at = next(i for i, word in enumerate(words) if word.lower() in ("a", "an"))
            assert (words[at].lower() == "an") == (words[at + 1][0].lower() in "aeiou"), variant


def test_the_same_is_changed_wherever_it_is_said():
    for variant in made("A young man waits. The young man reads.", "age"):
        assert "young" not in variant
        assert variant.split("man")[0].split(" ", 1)[1] == variant.split("The ")[1].split("man")[0]


@pytest.mark.parametrize("name", ["gender", "religion", "nationality", "age", "disability"])
def test_whether_an_insult_stays_one_is_not_promised(name):
    assert get(f"ood.demographic.{name}").contract("toxicity") == "unknown"
    assert get(f"ood.demographic.{name}").contract("qa_span") is None
