"""ood.entity: what counts as a name, what is renamed along with it, and above all what is left alone."""

from __future__ import annotations

import re

import pytest

import robustgen as rg
from robustgen.errors import NoPlace
from robustgen.examples import Example, Span
from robustgen.perturbations.ood._person_names import given_genders, name_table
from robustgen.perturbations.tables import rows
from robustgen.registry import get


def made(example, name, **options):
    return [rg.perturb(example, f"ood.entity.{name}", seed=seed, severity=5, **options) for seed in range(12)]


def has_place(example, name):
    try:
        made(example, name)
    except NoPlace:
        return False
    return True


class TestPerson:
    def test_the_full_name_the_first_and_the_last_alone_change_together(self):
        for variant in made("Tom Hughes left. Tom's dog and Mr. Hughes stayed; Tom ran.", "person"):
            found = re.fullmatch(r"(\S+) (\S+) left\. (\S+)'s dog and Mr\. (\S+) stayed; (\S+) ran\.", variant.text)
            given, family, owner, mister, runner = found.groups()
            assert given == owner == runner != "Tom"
            assert family == mister != "Hughes"

    @pytest.mark.parametrize(("text", "gender"), [("We met Emily.", "f"), ("We met Tom.", "m"), ("We met Alex.", "u")])
    def test_the_gender_of_the_name_stays(self, text, gender):
        assert {given_genders()[v.text.split()[-1].strip(".")] for v in made(text, "person")} == {gender}

    def test_an_article_before_it_agrees(self):
        for variant in made("That was a Tom Hughes play, not an Emily Clark play.", "person"):
            for article, name in re.findall(r"\b(an?) (\w+)", variant.text):
                assert (article == "an") == (name[0] in "AEIOÉÁÅÖ"), variant.text

    def test_a_family_name_takes_the_form_for_the_gender(self):
        names = {v.text for seed in range(1) for v in made("We met Emily Clark.", "person")}
        masculine = {name for _, kind, name in rows("person_names") if kind == "family_m"}
        assert not any(text.rstrip(".").split()[-1] in masculine for text in names)

    def test_in_a_text_without_capitals_a_first_name_counts_after_words_that_call_for_one(self):
        assert has_place("text emily that i am late", "person")
        assert all(v.text.islower() for v in made("text emily that i am late", "person"))

    @pytest.mark.parametrize(
        "text",
        [
            "Paris Hilton and Jordan left in May with Will.",
            "We stayed at the Emily Street hostel.",
            "He works for St. Thomas Hospital.",
            "We watched Tom and Jerry.",
            "A Mary Poppins umbrella.",
            'I read "Emily alone" again.',
            "Write to @Emily or #Emily or emily@example.com.",
            "Emily wrote to emily@example.com.",
            "Tom is a tom.",
            "Saving Emily Brown Smith was dull.",
            "Hurricane Emily came closer.",
            "EMILY CAME HOME",
            "the mark will be paid by the bill",
            "Tom Hughes met Tom Clark.",
            "John Hughes and Mary Hughes married.",
            "Tom-like behaviour",
            "Tommy saw Tom.",
            "It is as good as Tamara (2005).",
            "Daniel day-hughes was superb.",
            "Sharon stone is superb.",
            "I will say that Tom<br /><br />Wloch is good.",
            "Rainer did a good job with her part.",
            "She is a Nancy Drew girl.",
            "The director is another Emily Clark.",
            "He wrote Oliver to show the poverty in London.",
            "Thomas the Tank Engine",
            "Emily Clark is on #EmilyClark.",
        ],
    )
    def test_what_may_be_no_person_or_cannot_be_renamed_throughout_is_left_alone(self, text):
        assert not has_place(text, "person")

    def test_a_name_alone_behind_a_title_is_the_family_name(self):
        given = {name for _, kind, name in rows("person_names") if kind.startswith("given")}
        family = {name for _, kind, name in rows("person_names") if kind.startswith("family")}
        assert "Osei" in given & family
        assert {v.text.split()[1] for v in made("Mr Osei called.", "person")} <= family

    def test_a_name_that_the_frozen_part_of_the_row_holds_stays(self):
        row = Example("x", {"text": "Emily called.", "note": "about Emily"}, task="intent")
        assert not has_place(row, "person")
        assert not has_place(Example("x", {"text": "Emily called."}, "Emily", task="generation"), "person")

    def test_the_answer_of_a_question_is_renamed_along(self):
        row = Example(
            "x", {"context": "Emily Clark met Tom.", "question": "Who met Tom?"}, "Emily Clark",
            ("/context", "/question"), "qa_span",
        )  # fmt: skip
        assert get("ood.entity.person").contract("qa_span") == "edits"
        for variant in made(row, "person"):
            assert variant.inputs["context"].startswith(variant.expected + " met ")
            assert variant.inputs["question"] == "Who met " + variant.inputs["context"].split(" met ")[1][:-1] + "?"

    def test_an_argument_of_the_expected_call_is_renamed_along_if_it_is_written_alike(self):
        def call(value):
            return Example(
                "x", {"text": "Text Emily hello."}, {"name": "send", "arguments": {"to": value}}, task="tool_call"
            )

        for variant in made(call("Emily"), "person"):
            assert variant.text == f"Text {variant.expected['arguments']['to']} hello."
        assert not has_place(call("emily@example.com"), "person")

    @pytest.mark.parametrize("label", ["PER", "person", "B-PER", "I-person", "PERSON"])
    def test_a_golden_span_moves_along_and_keeps_its_label(self, label):
        row = Example("x", {"text": "Col. Rajesh Kalia won."}, task="ner", spans=(Span(5, 17, label),))
        for variant in made(row, "person"):
            (span,) = variant.spans
            assert span.label == label
            assert variant.text == f"Col. {variant.text[span.start : span.end]} won."
            assert len(variant.text[span.start : span.end].split()) == 2

    def test_where_spans_tell_the_names_no_other_is_looked_for(self):
        assert not has_place(Example("x", {"text": "Emily won."}, task="ner"), "person")
        row = Example("x", {"text": "Emily in Emily."}, task="ner", spans=(Span(0, 5, "PER"),))
        assert not has_place(row, "person")


class TestPlace:
    def test_a_city_becomes_a_city_and_a_country_a_country(self):
        kinds = {name: kind for kind, name, *_ in rows("places")}
        for variant in made("We went from Oslo to Peru.", "place"):
            city, country = re.fullmatch(r"We went from (.+) to (.+)\.", variant.text).groups()
            assert (kinds[city], kinds[country]) == ("city", "country")

    def test_the_country_after_a_city_goes_with_it(self):
        lands = {name: country for _, name, country, *_ in rows("places")}
        for variant in made("We flew to Lyon, France and loved Lyon.", "place"):
            city, country, again = re.fullmatch(r"We flew to (.+), (.+) and loved (.+)\.", variant.text).groups()
            assert city == again
            assert lands[city] == country

    @pytest.mark.parametrize(
        "text",
        [
            "Paris Hilton arrived.",
            "We saw London Bridge.",
            "the New York Times",
            "Oslo is the pride of all Norwegian people.",
            "Lyon is my favourite city in France.",
            "Reading is fun; Nice people, Turkey for dinner.",
            "We moved to Boston, Lincolnshire.",
            "I like Brussels sprouts.",
            "See https://oslo.example for Oslo.",
            "the University of Oslo and Oslo University",
            "i love brussels sprouts and china plates",
            "flights to paris texas",
            "flights to boston, ma",
            "The Toast of Oslo won.",
            "University of Oslo",
            "Sleepless in Oslo",
            "Lyon, I Love You is a film.",
            "Filmed in Ronda, Spain.",
            "The love of two slaves in ancient Egypt.",
            "The border of Mexico is near.",
            "The road i-95 north to Boston",
            "Lyon is lovely, and the French are kind.",
            "Paris is lovely, and Parisians are kind.",
            "A cockney accent from London",
            "He was born in Oslo, Norway, and died in Bergen.",
            "Brazil nuts",
            "Kenya, in East Africa",
            "Sydney said so.",
            "my account at the bank of london",
        ],
    )
    def test_other_things_of_that_name_are_left_alone(self, text):
        assert not has_place(text, "place")

    def test_of_a_pair_of_texts_both_must_name_it_and_no_other(self):
        def pair(one, other):
            return Example("x", {"premise": one, "hypothesis": other}, "entailment", ("/premise", "/hypothesis"), "nli")

        assert has_place(pair("He is in Oslo now.", "He is in Oslo."), "place")
        assert not has_place(pair("He is in Oslo.", "He is away."), "place")
        assert not has_place(pair("He is in Oslo.", "He is in Oslo, not Lyon."), "place")


class TestOrganisationAndProduct:
    def test_capitals_of_a_short_name_are_its_own(self):
        assert not any(v.text.isupper() or " HBO" in v.text for v in made("I saw it on HBO.", "organisation"))
        assert not any(re.search(r"[A-Z]{4}", v.text) for v in made("I saw it on HBO.", "organisation"))

    @pytest.mark.parametrize(
        "text",
        [
            "Google it first.",
            "the Amazon river",
            "an apple a day",
            "Facebook Live starts",
            "She skyped him.",
            "@Netflix",
            "Uber to the airport.",
            "We stayed in an Airbnb.",
            "Our Airbnb was clean.",
            "The Uber was late.",
            "I saw it on the BBC.",
            "i need a blackberry pie recipe",
            "Skype me later.",
        ],
    )
    def test_other_senses_are_left_alone(self, text):
        assert not has_place(text, "organisation")
        assert not has_place(text, "product")

    def test_a_possessive_stays(self):
        assert all(v.text.endswith("'s price rose.") for v in made("Netflix's price rose.", "organisation"))

    def test_a_name_that_ends_in_s_is_replaced_whole(self):
        for variant in made("We ate at McDonald's.", "organisation"):
            assert "'s" not in variant.text

    def test_an_unknown_organisation_of_a_span_gets_a_name(self):
        row = Example("x", {"text": "Ask Halvorsen Bank now."}, task="ner", spans=(Span(4, 18, "ORG"),))
        banks = {name for use, kind, name in rows("organisations") if (use, kind) == ("in", "bank")}
        for variant in made(row, "organisation"):
            assert variant.text[variant.spans[0].start : variant.spans[0].end] in banks

    @pytest.mark.parametrize(
        ("text", "spans"),
        [
            ("Acme Citilink hires at Citilink.", ((23, 31, "ORG"),)),
            ("the Halvorsen pays", ((4, 13, "ORG"),)),
            ("Halvorsen Services pays", ((0, 9, "ORG"),)),
        ],
    )
    def test_an_unknown_organisation_that_is_said_in_part_only_is_left_alone(self, text, spans):
        assert not has_place(Example("x", {"text": text}, task="ner", spans=[Span(*s) for s in spans]), "organisation")


class TestSpans:
    @pytest.mark.parametrize(
        ("text", "span"),
        [("Jay 911 wrote.", (0, 7, "PER")), ("Greet your daughter Ines now.", (20, 24, "PER"))],
    )
    def test_a_span_that_no_name_fills_or_that_names_a_child_by_an_unknown_name_is_left_alone(self, text, span):
        assert not has_place(Example("x", {"text": text}, task="ner", spans=(Span(*span),)), "person")

    def test_a_name_that_is_written_in_two_ways_is_left_alone(self):
        spans = (Span(3, 7, "PER"), Span(27, 31, "PER"))
        assert not has_place(
            Example("x", {"text": "If KITT is best, then it's Kitt."}, task="ner", spans=spans), "person"
        )

    def test_a_gender_that_nothing_tells_is_not_guessed(self):
        row = Example("x", {"text": "Zorkan Haydon was there."}, task="ner", spans=(Span(0, 13, "PER"),))
        assert {given_genders()[v.text.split()[0]] for v in made(row, "person")} == {"u"}


def test_there_are_twelve_cultures_and_more_with_twenty_names_for_each_gender():
    table = name_table()
    assert len(table) >= 12
    for culture, kinds in table.items():
        assert min(len(kinds["given_f"]), len(kinds["given_m"])) >= 20, culture
        assert len(kinds.get("family", kinds.get("family_f", ()))) >= 20, culture


def test_a_first_name_has_one_gender_and_stands_for_nothing_else():
    genders = {}
    for _, kind, name in rows("person_names"):
        if kind.startswith("given"):
            assert genders.setdefault(name, kind) == kind
    assert genders.keys().isdisjoint({"May", "Will", "Mark", "Rose", "Grace", "Jordan", "Paris", "Austin", "Hope"})
    assert genders.keys().isdisjoint(name for _, name, *_ in rows("places"))


@pytest.mark.parametrize("table", ["organisations", "products"])
def test_what_is_looked_for_is_never_put_in_and_every_kind_has_a_choice(table):
    found = {name for use, _, name in rows(table) if use == "find"}
    put_in = {name for use, _, name in rows(table) if use == "in"}
    assert found.isdisjoint(put_in)
    for kind in {kind for use, kind, _ in rows(table) if use == "find"}:
        assert sum(use == "in" and k == kind for use, k, _ in rows(table)) >= 3


@pytest.mark.parametrize(
    "table",
    [
        "person_names", "places", "place_words", "organisations", "products", "name_guards", "gender_words", "gender_guards",
        "religions", "nationalities", "ages", "disability", "person_nouns",
    ],
)  # fmt: skip
def test_the_tables_are_sorted_hold_no_row_twice_and_no_stray_space(table):
    assert list(rows(table)) == sorted(set(rows(table)))
    assert all(cell == cell.strip() for row in rows(table) for cell in row)
