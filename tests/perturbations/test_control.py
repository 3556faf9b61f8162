"""What the controls change, and where they refuse because the label might not change."""

from __future__ import annotations

import pytest

from robustgen.errors import NoPlace
from robustgen.examples import MISSING, Example, Span
from robustgen.generation import perturb
from robustgen.registry import get


def all_made(example: Example, name: str) -> set[str]:
    from robustgen.definition import Subject
    from robustgen.edits import apply

    found = get(name).find(Subject(example))
    path = example.vary[0].removeprefix("/")
    return {apply(example.row(), found.change(i, o))[path] for i in range(len(found)) for o in found.options(i)}


def review(text: str, label: str) -> Example:
    return Example("x", {"text": text}, label, task="sentiment")


def pair(hypothesis: str, label: str) -> Example:
    return Example("x", {"premise": "Two men box.", "hypothesis": hypothesis}, label, vary=("/hypothesis",), task="nli")


class TestReviews:
    @pytest.mark.parametrize(
        ("text", "label", "full", "short"),
        [
            ("I loved this film.", "positive", "I did not love this film.", "I didn't love this film."),
            ("The food was great.", "positive", "The food was not great.", "The food wasn't great."),
            ("It is a wonderful place.", "positive", "It is not a wonderful place.", "It isn't a wonderful place."),
            ("Great movie!", "positive", "Not a great movie!", "Not a great movie!"),
            ("I highly recommend it.", "positive", "I do not recommend it.", "I don't recommend it."),
            ("It was an absolutely lovely day.", "positive", "It was not a lovely day.", "It wasn't a lovely day."),
            ("THE FOOD WAS GREAT", "positive", "THE FOOD WAS NOT GREAT", "THE FOOD WASN'T GREAT"),
            ("it is good and fun", "positive", "it is not good or fun", "it isn't good or fun"),
            ("I was bored.", "negative", "I was not bored.", "I wasn't bored."),
            ("I do not recommend it.", "negative", "I recommend it.", "I recommend it."),
            ("The plot is not good.", "negative", "The plot is good.", "The plot is good."),
            ("It's dull, and I'd not recommend it.", "negative", None, None),
        ],
    )
    def test_every_opinion_is_denied_at_once(self, text, label, full, short):
        made = all_made(review(text, label), "control.negate")
        assert made == ({full, short} if full else set())

    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("The food was great.", "negative"),
            ("It is the worst film ever.", "negative"),
            ("Is it a good film?", "positive"),
            ("It could have been good.", "negative"),
            ("If it was good I would say so.", "positive"),
            ("The food was great and we will come back.", "positive"),
            ("The food was great. 10/10", "positive"),
            ("The food was great, the staff remembered our names.", "positive"),
            ("The food was great :)", "positive"),
            ("Not only is it good, it is cheap.", "positive"),
            ("The dog which is good sleeps.", "positive"),
            ("He loved her.", "positive"),
            ("Love it!", "positive"),
            ("It was so good that I cried.", "positive"),
            ("The parcel came on Monday.", "positive"),
            ("Great acting and a clever plot.", "positive"),
            ("Good value for money.", "positive"),
        ],
    )
    def test_a_verdict_that_might_stand_has_no_place(self, text, label):
        assert all_made(review(text, label), "control.negate") == set()

    def test_the_label_flips(self):
        variant = perturb(review("I loved this film.", "positive"), "control.negate")
        assert (variant.relation, variant.expected) == ("flips", "negative")


class TestHypotheses:
    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("A man is sleeping.", {"A man is not sleeping.", "A man isn't sleeping."}),
            ("A dog runs", {"A dog does not run", "A dog doesn't run"}),
            ("Two boys play.", {"Two boys do not play.", "Two boys don't play."}),
            ("She has a dog.", {"She does not have a dog.", "She doesn't have a dog."}),
            ("A man has eaten.", {"A man has not eaten.", "A man hasn't eaten."}),
            ("A man can swim.", {"A man cannot swim.", "A man can't swim."}),
            ("There is a dog.", {"There is no dog."}),
            ("There are people.", {"There are no people."}),
            ("Someone is singing.", {"No one is singing."}),
            ("Nobody is singing.", {"Somebody is singing."}),
            ("A man isn't sleeping.", {"A man is sleeping."}),
            ("It's raining here.", {"It's not raining here."}),
            ("The trash can is full.", {"The trash can is not full.", "The trash can isn't full."}),
            ("His will is strong.", {"His will is not strong.", "His will isn't strong."}),
            ("The month of May is warm.", {"The month of May is not warm.", "The month of May isn't warm."}),
        ],
    )
    def test_the_main_clause_is_denied(self, text, made):
        assert all_made(pair(text, "entailment"), "control.negate") == made

    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("A man is sleeping.", "neutral"),
            ("A man is sleeping.", MISSING),
            ("A man is sleeping and a dog barks.", "contradiction"),
            ("All men are sleeping.", "entailment"),
            ("A man walking in a park.", "entailment"),
            ("A man who is old sleeps.", "entailment"),
            ("Is a man sleeping?", "entailment"),
            ("She rarely sleeps.", "entailment"),
            ("More people are sleeping.", "entailment"),
        ],
    )
    def test_a_label_that_might_stay_has_no_place(self, text, label):
        assert all_made(pair(text, label), "control.negate") == set()

    def test_a_premise_is_left_alone(self):
        example = Example("x", {"premise": "A man is ill.", "hypothesis": "He is."}, "entailment", ("/premise",), "nli")
        assert all_made(example, "control.negate") == set()


class TestQuantity:
    @pytest.mark.parametrize(
        ("text", "forms"),
        [
            ("I have 7 cats", r"I have \d{1,2} cats"),
            ("I have seven cats, seven!", r"I have (\w+) cats, \1!"),
            ("Seven cats", r"[A-Z][a-z]+ cats"),
            ("it costs $1,250", r"it costs \$\d,\d\d0"),
            ("it weighs 2.5 kg", r"it weighs \d\.\d kg"),
            ("it is 40% off", r"it is (?:\d{1,2}|100)% off"),
            ("at 7 pm", r"at (?:[2-9]|1[0-2]) pm"),
            ("a 5 year old", r"a (?!8|11|18)\d{1,2} year old"),
            ("june 25", r"june (?:[2-9]|1\d|2[0-8])"),
        ],
    )
    def test_the_form_stays_and_the_number_is_clearly_another(self, text, forms):
        import re

        made = all_made(Example("x", {"text": text}, task="generation"), "control.quantity")
        assert made
        assert text not in made
        assert all(re.fullmatch(forms, one) for one in made)

    @pytest.mark.parametrize(
        "text",
        ["in 1999", "at 10:30", "the 3rd", "mp3", "version 1.2.3", "1 cat", "one cat", "twenty-one cats", "two hundred",
         "room 12", "a four wheeler", "`7`", "order #12", "zip 01234", "2024-11-22"],
    )  # fmt: skip
    def test_what_only_looks_like_a_quantity_is_no_place(self, text):
        with pytest.raises(NoPlace):
            perturb(text, "control.quantity")

    @pytest.mark.parametrize(
        ("example", "changes"),
        [
            (pair("Two men are boxing.", "entailment"), True),
            (pair("Two men are boxing.", "contradiction"), False),
            (pair("Two men are boxing.", "neutral"), False),
            (pair("Fewer than 5 men are boxing.", "entailment"), False),
            (Example("x", {"text": "Ann has 7 cats."}, "7", task="qa_span", spans=(Span(8, 9, "answer"),)), True),
            (Example("x", {"text": "Ann, 30 years, has a cat."}, "a cat", task="qa_span"), False),
            (Example("x", {"text": "table for four"}, {"name": "book", "args": {"seats": 4}}, task="tool_call"), True),
            (Example("x", {"text": "table for four"}, {"name": "book"}, task="tool_call"), False),
            (Example("x", {"text": "Tom has 7 pears and eats 3. How many?"}, "4", task="generation"), True),
            (Example("x", {"text": "Who led the 7 samurai?"}, "Kambei", task="generation"), False),
        ],
    )
    def test_only_numbers_that_the_answer_hangs_on_are_changed(self, example, changes):
        assert bool(all_made(example, "control.quantity")) == changes

    def test_an_entailed_number_only_grows(self):
        made = all_made(pair("Five men are boxing.", "entailment"), "control.quantity")
        assert made
        assert not made & {"Two men are boxing.", "Three men are boxing."}

    @pytest.mark.parametrize("task", ["intent", "topic", "sentiment"])
    def test_promises_nothing_where_a_number_may_not_matter(self, task):
        assert get("control.quantity").contract(task) is None
