"""Case and white space: what they change, and what they leave alone; labelled spans; the tables."""

from __future__ import annotations

import re

import pytest

from robustgen.definition import Subject
from robustgen.examples import Example, Span
from robustgen.generation import perturb
from robustgen.perturbations import tables
from robustgen.registry import get
from tests.perturbations.surface import HIDDEN, all_taken, hidden, single


class TestCase:
    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("Hello there", "hElLo tHeRe"),
            ("NASA", "nAsA"),
            ("a I", "a i"),
            ("don't", "dOn'T"),
            ("see {Name} at a.com", "sEe {Name} aT a.com"),
            ("3pm", None),
            ("你好", None),
        ],
    )
    def test_letters_are_small_and_capital_by_turns(self, text, made):
        assert all_taken(text, "ood.case.alternating") == made

    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "Is it? We think so.", "is it? we think so."),
            ("en", '"Stop," he said. I left. It rained.', '"stop," he said. I left. it rained.'),
            ("en", "I'm late. I left.", None),
            ("en", "NASA said no. TVs did. McDonald went.", None),
            ("en", "I LOVE IT. YES.", None),
            ("en", "J. Smith came.", None),
            ("en", "A) first", None),
            ("en", "Dr. Smith came to Rome.", "dr. Smith came to Rome."),
            ("de", "Am 3. Mai kommt sie.", "am 3. Mai kommt sie."),
            ("de", "Sie kommen. Ihr Haus ist alt. Das geht.", "Sie kommen. Ihr Haus ist alt. das geht."),
            ("en", "Sie is a name.", "sie is a name."),
            ("nl", "IJs is koud.", "ijs is koud."),
            ("hr", "ǅep je prazan.", "ǆep je prazan."),
            ("tr", "Iğdır uzak. İzmir yakın.", "ığdır uzak. izmir yakın."),
            ("en", "all is small.", None),
        ],
    )
    def test_sentences_begin_small(self, language, text, made):
        assert all_taken(text, "ood.case.sentence_start_lower", language) == made

    @pytest.mark.parametrize(
        ("text", "none"),
        [("the NATO plan", "NaTO"), ("the NATO plan", "nATO"), ("a McDonald", "MCDonald"), ("a b", "A b")],
    )
    def test_the_shift_key_leaves_acronyms_and_single_letters(self, text, none):
        assert not {made for made in single(text, "ood.case.random") if none in made}
        assert single("IT IS", "ood.case.random") == {"iT IS", "It IS", "IT iS", "IT Is"}

    def test_a_capital_inside_a_word_comes_from_a_shift_let_go_late(self):
        places = get("ood.case.random").find(Subject(Example("x", {"text": "The dog"})))
        assert places.weights.each == [60, 20, 1, 60, 1, 1]

    @pytest.mark.parametrize(
        ("name", "made"), [("lower", "ǆep"), ("upper", "ǄEP"), ("title", None), ("alternating", "ǆEp")]
    )
    def test_a_digraph_in_title_case_has_two_other_cases(self, name, made):
        assert all_taken("ǅep", f"ood.case.{name}", "hr") == made


class TestWhitespace:
    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("One. Two", {"One.\nTwo", "One.\n\nTwo"}),
            ("Yes, we", {"Yes,\nwe"}),
            ("see Mr. Lee", set()),
            ("in the U.S. to", set()),
            ("so, - this", set()),
            ("so, 12 of them", set()),
            ("a b", set()),
            ("a, `a b`", set()),
            (
                "tout va bien aujourd'hui , et puis",
                {"tout va bien\naujourd'hui , et puis", "tout va bien aujourd'hui ,\net puis"},
            ),
            ('he is here . "', set()),
            ("can you help me, please", {"can you help me,\nplease"}),
            ("what weather is it there now", {"what weather\nis it there now", "what weather is\nit there now"}),
        ],
    )
    def test_lines_break_between_words(self, text, made):
        assert single(text, "ood.whitespace.newline") == made

    @pytest.mark.parametrize("text", ["a\tb", "a\nb", "a  b", "`a b`", "word"])
    def test_a_tab_stands_for_a_single_space(self, text):
        assert single(text, "ood.whitespace.tab") == set()
        assert single("a b", "ood.whitespace.tab") == {"a\tb"}

    @pytest.mark.parametrize("name", ["newline", "tab"])
    def test_no_line_or_column_begins_with_a_closing_mark(self, name):
        text = "Tout va bien aujourd'hui ? On part maintenant ; c'est « très bien » pour nous ."
        for made in single(text, f"ood.whitespace.{name}", "fr"):
            assert not re.search(r"[\n\t][?;».]|«[\n\t]", made)

    @pytest.mark.parametrize(
        ("text", "made"),
        [("Ça va ?", {"Ça\u00a0va ?", "Ça va\u00a0?", "Ça va\u202f?"}), ("« a", {"«\u00a0a", "«\u202fa"})],
    )
    def test_the_narrow_space_stands_at_high_marks_in_french(self, text, made):
        assert single(text, "ood.whitespace.nbsp", "fr") == made

    @pytest.mark.parametrize("text", ["", " ", "\n\n", " a "])
    def test_nothing_is_put_about_a_blank_text_or_more_about_one_that_has_it(self, text):
        assert single(text, "ood.whitespace.leading_trailing") == set()

    def test_white_space_stands_outside_the_text(self):
        made = single("a b", "ood.whitespace.leading_trailing")
        assert {variant.strip() for variant in made} == {"a b"}
        assert {variant.startswith("a") for variant in made} == {True, False}

    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("a b", {"a\u00a0b"}),
            ("5 km", {"5\u00a0km", "5\u202fkm"}),
            ("a\u00a0b", {"a b"}),
            ("a  b", set()),
            ("`a b`", set()),
        ],
    )
    def test_a_fixed_space_stands_for_a_space_or_the_reverse(self, text, made):
        assert single(text, "ood.whitespace.nbsp") == made

    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("Hi, you", {"Hi,you"}),
            ("Stop! Now", {"Stop!Now"}),
            ("It works. We left", {"It works.We left"}),
            ("did it. no", set()),
            ("It works. Me too", set()),
            ("at 5, 6 and on 3 May, 4", set()),
            ("3pm, ok", set()),
            ("Mr. Lee", set()),
            ("the U.S. Army", set()),
            ("see: (this)", set()),
            ("open a.com, now", set()),
        ],
    )
    def test_words_run_on_after_a_mark(self, text, made):
        assert single(text, "ood.whitespace.none_after_punctuation") == made


def test_labelled_spans_stay_where_their_words_are():
    text = "We met Anna Ray in New York, didn't we?"
    spans = (Span(7, 15, "person"), Span(19, 27, "place"))
    for name in ("ood.whitespace.newline", *HIDDEN, "ood.unicode.bidi_control", "ood.case.alternating"):
        example = Example("x", {"text": text}, task="ner", spans=spans, vary=("/text",))
        made = perturb(example, name, severity=5)
        words = [hidden(made.text[span.start : span.end]).casefold().split() for span in made.spans]
        assert [sorted("".join(pair)) for pair in words] == [sorted("annaray"), sorted("newyork")]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("apostrophes", 2),
        ("combining_classes", 2),
        ("decompositions", 3),
        ("final_marks", 3),
        ("plain_letters", 3),
    ],
)
def test_tables_are_sorted_and_say_where_they_come_from(table, columns):
    found = tables.rows(table)
    header = tables.header(table).splitlines()
    assert {len(row) for row in found} == {columns}
    assert any(line.startswith("Columns: ") for line in header)
    assert any(line.startswith("Source: written for robustgen") for line in header)
    assert header[-1] == "Licence: Apache-2.0"
    keys = [(len(row[0]), row[0]) if table == "decompositions" else row[:2] for row in found]
    assert keys == sorted(set(keys))
