"""Dialect features stand where speakers put them, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

import robustgen as rg
from robustgen.edits import Replace, apply
from robustgen.perturbations.ood._dialect_clauses import CLAUSES
from robustgen.perturbations.ood._dialect_rules import rule, ruled
from robustgen.perturbations.ood._dialect_words import form, ing, words
from robustgen.perturbations.ood.dialect import PACKS, places_of
from robustgen.perturbations.tables import rows
from robustgen.registry import get, list_perturbations, select
from robustgen.text import Text
from tests.perturbations.subjects.ood_dialect import SPOKEN

FEATURES = [feature for feature, *_ in rows("dialect_features")]
REFUSED = (
    ("zero_be_progressive", "I am working late."),
    ("zero_be_progressive", "It is raining."),
    ("zero_be_progressive", "I know who she is."),
    ("zero_be_progressive", "Are they coming?"),
    ("zero_be_adjective", "I am happy, and so she is."),
    ("zero_be_adjective", "She was nice."),
    ("zero_be_nominal", "He was a teacher."),
    ("zero_be_nominal", "I'm a teacher."),
    ("zero_be_locative", "I wonder where they are."),
    ("habitual_be", "He's always wanted one."),
    ("habitual_be", "Do you always check?"),
    ("habitual_be", "They are late."),
    ("do_be", "They are late."),
    ("existential_be", "The people over there are nice."),
    ("was_levelling", "If we were rich, we would go."),
    ("was_levelling", "I wish you were here."),
    ("third_zero", "I like the works of Bach."),
    ("third_zero", "The doctor visits were short."),
    ("generalised_s", "Do I need it?"),
    ("generalised_s", "Let them go."),
    ("generalised_s", "I put it there."),
    ("invariant_dont", "They don't know."),
    ("aint_be", "It is not only good but cheap."),
    ("aint_be", "They were not there."),
    ("aint_have", "I haven't a clue."),
    ("aint_did", "Didn't you see it?"),
    ("negative_concord", "Don't you know anything?"),
    ("negative_concord", "I don't think anything was wrong."),
    ("negative_concord", "It wasn't anything but good."),
    ("negative_concord", "I know anyone can come."),
    ("negative_inversion", "I know nobody can help."),
    ("me_coordination", "She met my brother, and I left."),
    ("me_coordination", "Emma and I left."),
    ("them_those", "Those who came were happy."),
    ("this_here", "I heard this week."),
    ("this_here", "He said that car drivers are rude."),
    ("this_plural", "These are mine."),
    ("me_possessive", "Oh my goodness."),
    ("yall", "How old are you?"),
    ("yall", "Are you all set?"),
    ("youse", "Can you help me?"),
    ("ye", "Can you help me?"),
    ("hisself", "She did it herself."),
    ("personal_dative", "I need a lot of time."),
    ("personal_dative", "He needs the coat."),
    ("us_singular", "Call me tomorrow."),
    ("zero_the", "The same is true."),
    ("zero_the", "All the books."),
    ("zero_a", "I have a few."),
    ("zero_a", "Twice a week."),
    ("the_institution", "We took the school bus."),
    ("the_institution", "He went to school board meetings."),
    ("mass_plural", "The information desk is closed."),
    ("measure_plural", "He travels many miles."),
    ("plural_zero", "Two of us came."),
    ("double_comparative", "You had better go."),
    ("double_comparative", "An easier way is known."),
    ("analytic_comparative", "An easier way is known."),
    ("than_what", "It was better than mine."),
    ("done_perfect", "I have never told you."),
    ("zero_have", "Have been there."),
    ("past_as_participle", "It was broken."),
    ("past_as_participle", "We have broken windows."),
    ("participle_as_past", "The saw is sharp."),
    ("participle_as_past", "I did not go."),
    ("regular_past", "He met Grew."),
    ("bare_past", "We came home."),
    ("zero_past", "I walked home."),
    ("a_prefixing", "The book is interesting."),
    ("a_prefixing", "My hobby is running."),
    ("a_prefixing", "They were eating."),
    ("a_prefixing", "I am going to call."),
    ("stative_progressive", "I have seen it."),
    ("stative_progressive", "You know, I left."),
    ("stative_progressive", "I have to go."),
    ("wanting_progressive", "He would like it."),
    ("habitual_progressive", "I usually know."),
    ("perfect_for_past", "I saw him."),
    ("past_for_perfect", "I have seen it."),
    ("present_for_perfect", "I have been here before."),
    ("after_perfect", "I just wanted to ask."),
    ("after_perfect", "I've seen it."),
    ("be_perfect", "I have eaten."),
    ("double_modal", "I might go."),
    ("fixing_to", "It is a book about to-do lists."),
    ("finna", "What is about right?"),
    ("gon", "I'm going to the bank."),
    ("liketa", "It took almost an hour."),
    ("needs_washed", "I want to be happy."),
    ("for_to", "I want to go."),
    ("for_to", "He is on the way to work."),
    ("to_bare", "It made me happy."),
    ("to_drop", "I told him to go."),
    ("bare_adverb", "She quickly left."),
    ("bare_adverb", "A poorly-made film."),
    ("real_good", "I really like it."),
    ("embedded_inversion", "I will go if he can come."),
    ("embedded_inversion", "I know it is late."),
    ("wh_uninverted", "Who came?"),
    ("wh_uninverted", "I know what you are doing."),
    ("wh_zero_aux", "What did you say?"),
    ("yesno_uninverted", "are you coming"),
    ("yesno_uninverted", "Have I ever seen it?"),
    ("yesno_zero_aux", "do you like it"),
    ("zero_relative", "I like the man who lives there."),
    ("what_relative", "The fact that I like it."),
    ("what_relative", "She told the bank that I left."),
    ("left_dislocation", "I like my brother."),
    ("left_dislocation", "My brother and I work."),
    ("too_for_very", "It was very bad."),
    ("too_for_very", "A very funny film."),
    ("prepositions_added", "It goes without saying, not to mention the cost."),
    ("itself_focus", "It is cold today."),
    ("got_existential", "The man who is there left."),
    ("yonder", "There is more."),
    ("it_existential", "There are dogs."),
    ("this_my", "This is my phone."),
    ("if_was", "We were late."),
    ("already_final", "I have sent the form and left."),
    ("already_final", "I have never sent the form."),
    ("final_but", "Though it was good, I left."),
    ("can_or_not", "You can close it."),
    ("tag_isnt_it", "You are right."),
    ("tag_is_it", "Is that right?"),
    ("tag_innit", "Didn't she leave?"),
    ("particle_lah", "Where is the station?"),
    ("particle_lor", "Where is the station?"),
    ("particle_ah", "It is very hot."),
    ("particle_o", "Where is the station?"),
    ("final_like", "Where is the station?"),
)


def variants(feature: str, text: str) -> list[str]:
    """Return what each place of a feature makes of a text."""
    made = []
    for place in places_of(feature)(Text(text)):
        option = place.options[0]
        made.append(apply(text, (Replace("", place.start, place.end, option),) if isinstance(option, str) else option))
    return made


@pytest.mark.parametrize(("feature", "text", "expected"), SPOKEN)
def test_a_feature_is_written_where_it_belongs(feature, text, expected):
    assert expected in variants(feature, text)


@pytest.mark.parametrize(("feature", "text"), REFUSED)
def test_a_feature_is_not_written_elsewhere(feature, text):
    assert variants(feature, text) == []


def test_every_feature_has_texts_with_a_place_and_without():
    assert {feature for feature, *_ in SPOKEN} == set(FEATURES) == {feature for feature, _ in REFUSED}


@pytest.mark.parametrize(
    ("feature", "text", "expected"),
    [
        ("zero_be_progressive", "She's working.", "She working."),
        ("zero_be_progressive", "SHE IS WORKING.", "SHE WORKING."),
        ("zero_the", "The movie is long.", "Movie is long."),
        ("embedded_inversion", "Tell me what I can do.", "Tell me what can I do."),
        ("wh_uninverted", "what can i do", "what i can do"),
        ("wh_uninverted", "What can I do?", "What I can do?"),
        ("me_coordination", "My wife and I left.", "Me and my wife left."),
        ("aint_be", "I\u2019m not sure.", "I ain\u2019t sure."),
        ("aint_be", "im not sure", "i ain't sure"),
        ("after_perfect", "I have just paid.", "I'm after paying."),
        ("can_or_not", "can you close it for me", "you close it for me, can or not"),
    ],
)
def test_case_apostrophe_and_spaces_stay_those_of_the_text(feature, text, expected):
    assert variants(feature, text)[0] == expected


@pytest.mark.parametrize(
    "text",
    ['He said "she is working" to us.', "We read She Is Working.", "See she-is-working.", "Use `she is working`."],
)
def test_quotations_titles_compounds_and_code_are_left_alone(text):
    assert variants("zero_be_progressive", text) == []


def test_a_denial_stays_one():
    text = "I don't know anything, and nobody told me anything."
    assert variants("negative_concord", text) == ["I don't know nothing, and nobody told me anything."]


def test_one_sentence_in_three_at_most_ends_in_a_particle():
    text = "It was very good there. He liked it very much. We went home by train. You know that place."
    taken = rg.perturb(text, "ood.dialect_feature.particle_lah", severity=5, seed=1).text
    assert taken.count(" lah.") <= 2


class TestPacks:
    def test_there_are_enough_and_each_holds_enough(self):
        held = {pack: [feature for one, feature, *_ in rows("dialect_packs") if one == pack] for pack in PACKS}
        assert len(held) >= 8
        assert all(len(features) >= 8 and len(set(features)) == len(features) for features in held.values())
        assert {pack for pack, *_ in rows("dialect_packs")} == set(PACKS)

    def test_every_feature_is_in_a_pack_and_every_row_names_a_feature(self):
        assert {feature for _, feature, *_ in rows("dialect_packs")} == set(FEATURES)

    def test_only_attested_features_are_held(self):
        known = {feature: (number, further) for feature, number, _, further, _ in rows("dialect_features")}
        for _, feature, weight, attested in rows("dialect_packs"):
            assert attested in ("A", "B", "-")
            assert int(weight) >= 1
            assert attested != "-" or known[feature][1] != "-"

    def test_the_preset_fairness_takes_the_packs(self):
        chosen, _ = select("fairness", tasks=["intent"], languages=["en"])
        assert {f"ood.dialect.{pack}" for pack in PACKS} <= {one.name for one in chosen}

    def test_features_are_listed_where_they_are_asked_for(self):
        assert not [name for name in list_perturbations("ood.dialect.*") if "feature" in name]
        assert list_perturbations("ood.dialect_feature.*") == [
            f"ood.dialect_feature.{name}" for name in sorted(FEATURES)
        ]

    def test_a_pack_writes_nothing_but_its_features(self):
        text = "There are two cars, and she is working. I don't know anything about those movies."
        allowed = {
            v for f in FEATURES if ("aave", f) in {row[:2] for row in rows("dialect_packs")} for v in variants(f, text)
        }
        for seed in range(20):
            assert rg.perturb(text, "ood.dialect.aave", severity=1, seed=seed).text in allowed

    def test_the_page_names_every_pack_and_every_feature_with_its_packs(self):
        page = (Path(__file__).parents[2] / "docs" / "dialects.md").read_text(encoding="utf-8").splitlines()
        lines = {cells[1].strip(): line for line in page if len(cells := line.split("|")) > 3}
        assert {f"ood.dialect.{pack}" for pack in PACKS} <= set(lines)
        for pack, feature, _, attested in rows("dialect_packs"):
            assert f"{pack} {attested}".removesuffix(" -") in lines[feature]

    def test_label_and_language(self):
        one = get("ood.dialect.irish")
        assert one.contract("sentiment") == "preserves"
        assert one.speaks("en-IE")
        assert not one.speaks("de")


class TestNotation:
    def test_every_feature_is_a_rule_or_a_function(self):
        assert set(ruled()) | set(CLAUSES) == set(FEATURES)

    @pytest.mark.parametrize("pattern", ["no bracket here", "[*]"])
    def test_a_pattern_that_cannot_be_looked_for_is_refused(self, pattern):
        with pytest.raises(ValueError, match="pattern"):
            rule(pattern, "x")

    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            ("make", "making"),
            ("run", "running"),
            ("lie", "lying"),
            ("visit", "visiting"),
            ("die", "dying"),
            ("apply", "applying"),
        ],
    )
    def test_forms_in_ing(self, base, expected):
        assert ing(base) == expected

    def test_forms(self):
        assert form("went", "participle") == "gone"
        assert form("applied", "base") == "apply"
        assert form("nothing", "past") == ""
        assert "running" in words("a_ing")
        assert "eating" not in words("a_ing")
