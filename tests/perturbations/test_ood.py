"""What the ood perturbations change, leave alone, and put there."""

from __future__ import annotations

import unicodedata

import pytest

from robustgen.definition import Subject
from robustgen.errors import NoPlace
from robustgen.examples import Example
from robustgen.generation import perturb
from robustgen.perturbations.tables import rows
from robustgen.registry import get


def places(text: str, name: str, language: str = "en"):
    return get(name).find(Subject(Example("x", {"text": text}, language=language)))


def options(text: str, name: str) -> set[str]:
    """All variants of one change."""
    found = places(text, name)
    made = set()
    for i in range(len(found)):
        for option in found.options(i):
            (edit,) = found.change(i, option)
            made.add(text[: edit.start] + edit.text + text[edit.end :])
    return made


class TestCase:
    @pytest.mark.parametrize(
        ("name", "language", "text", "made"),
        [
            ("ood.case.upper", "en", "It's on a.com at 3pm.", "IT'S ON a.com AT 3pm."),
            ("ood.case.upper", "de", "Die Straße ist süß", "DIE Straße IST süß"),
            ("ood.case.upper", "tr", "ılık istanbul", "ILIK İSTANBUL"),
            ("ood.case.upper", "en", "ﬁne ŉ naïve", "ﬁne ŉ NAÏVE"),
            ("ood.case.lower", "tr", "ILIK İstanbul", "ılık istanbul"),
            ("ood.case.lower", "el", "ΟΔΟΣ ΣΑΣ", "οδος σας"),
            ("ood.case.lower", "en", "NASA and {Name}", "nasa and {Name}"),
            ("ood.case.title", "en", "what's it like", "What's It Like"),
            ("ood.case.title", "nl", "wij zien ijs", "Wij Zien IJs"),
            ("ood.case.title", "hr", "ǆep", "ǅep"),
        ],
    )
    def test_is_exact_beyond_ascii(self, name, language, text, made):
        assert perturb(text, name, language=language).text == made

    @pytest.mark.parametrize(
        ("name", "text"),
        [("ood.case.lower", "all is small"), ("ood.case.upper", "你好"), ("ood.case.title", "All Is Well")],
    )
    def test_has_no_place_where_nothing_changes(self, name, text):
        with pytest.raises(NoPlace):
            perturb(text, name)

    def test_letters_that_gained_a_capital_after_unicode_14_have_none(self):
        assert perturb("aƛɤ", "ood.case.upper").text == "AƛƔ".replace("Ɣ", "ɤ")

    def test_a_stray_capital_is_one_letter_of_a_word(self):
        made = perturb("please book a table for two", "ood.case.random", severity=5).text
        assert all(sum(c.isupper() for c in word) <= 1 for word in made.split())


class TestPunctuation:
    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ('Hello, "world": fine!', "Hello world fine"),
            ("Wait... what?!", "Wait what"),
            ("He said 'no, thanks' to O'Neil's dogs'.", "He said no thanks to O'Neil's dogs'"),
            ("I paid 3.50, at 10:30, on a.com.", "I paid 3.50 at 10:30 on a.com"),
            ("It is e.g. this, or U.S. law :)", "It is e.g. this or U.S. law :)"),
            ("1. First.\n2. Second.", "1. First\n2. Second"),
            ("¿Qué tal, amigo?", "Qué tal amigo"),
            ("Fine , I think .", "Fine I think"),
            ("well,no", None),
            ("Great.<br />Good.", "Great.<br />Good"),
        ],
    )
    def test_everything_that_ends_a_word_goes_at_severity_5(self, text, made):
        if made is None:
            with pytest.raises(NoPlace):
                perturb(text, "ood.punctuation.strip", severity=5)
        else:
            assert perturb(text, "ood.punctuation.strip", severity=5).text == made

    def test_the_last_mark_goes_first(self):
        text = "One, two, three. Four, five. Six."
        finals = [perturb(text, "ood.punctuation.strip", severity=1, seed=s).text == text[:-1] for s in range(50)]
        assert sum(finals) >= 45

    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "\"It's 'fine',\" he said.", "“It’s ‘fine’,” he said."),
            ("en", "rock 'n' roll, the dogs' bowl, 'tis", "rock ’n’ roll, the dogs’ bowl, ’tis"),
            ("en", "He is 5'10\" tall; that's it.", "He is 5'10\" tall; that’s it."),
            ("de", "Das ist \"gut\" und 'so'.", "Das ist „gut“ und ‚so‘."),
            ("en", "“It’s fine,” he said.", '"It\'s fine," he said.'),
            ("en", "`don't` don't", "`don't` don’t"),
        ],
    )
    def test_quotes_turn_the_right_way(self, language, text, made):
        assert perturb(text, "ood.punctuation.smart_quotes", language=language).text == made


class TestWhitespace:
    @pytest.mark.parametrize("text", ["a\tb", "a\nb", "a  b", "`a b`", "{a b}", "word"])
    def test_only_single_spaces_between_words_grow(self, text):
        with pytest.raises(NoPlace):
            perturb(text, "ood.whitespace.multiple")

    def test_two_or_three_stand_for_one(self):
        assert options("a b", "ood.whitespace.multiple") == {"a  b", "a   b"}


class TestUnicode:
    def test_a_homoglyph_is_no_other_form_of_the_same_letter(self):
        for letter, others in rows("homoglyphs"):
            for other in others.split("|"):
                assert other != letter
                assert unicodedata.normalize("NFC", other) == other

    def test_letters_of_cyrillic_and_greek_have_homoglyphs_of_ascii(self):
        assert options("рис", "ood.unicode.homoglyph") == {"pис", "риc"}
        assert options("Κν", "ood.unicode.homoglyph") == {"Kν", "Κv"}
        assert options("Збили", "ood.unicode.homoglyph") == set()

    def test_a_diacritic_leaves_the_letter(self):
        for letter, others in rows("diacritics"):
            assert {unicodedata.normalize("NFD", other)[0] for other in others.split("|")} == {letter}

    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("ab", {"a\u200bb", "a\u200cb", "a\u200db", "a\u2060b"}),
            ("a\u200db", set()),
            ("ae\u0301", set()),
            ("a b", set()),
            ("\u1112\u1161\u11ab", set()),
            ("با", {"ب\u200bا", "ب\u2060ا"}),
            ("`ab`", set()),
        ],
    )
    def test_what_is_not_seen_stands_between_whole_letters(self, text, made):
        assert options(text, "ood.unicode.zero_width") == made


class TestChannel:
    def test_groups_of_letters_are_read_as_one(self):
        assert "modem" in options("modern", "ood.channel.ocr_table")

    @pytest.mark.parametrize("text", ["https://rn.example", "`rn`", "10", "rn@example.com"])
    def test_protected_text_is_read_right(self, text):
        assert options(text, "ood.channel.ocr_table") == set()


class TestDistractor:
    said = frozenset(row[0] for row in rows("distractors"))

    def test_stands_before_between_or_after_sentences(self):
        text = "It rains. I am cold."
        found = {
            made.replace(line, "#")
            for made in options(text, "ood.context.distractor")
            for line in self.said
            if line in made
        }
        assert found == {"# It rains. I am cold.", "It rains. # I am cold.", "It rains. I am cold. #"}

    @pytest.mark.parametrize(
        ("text", "form"),
        [
            ("what is the time", {"#, what is the time", "what is the time, #"}),
            ("text mike that i am late", {"#, text mike that i am late"}),
        ],
    )
    def test_is_written_as_the_writer_writes(self, text, form):
        small = {line[0].lower() + line[1:-1] for line in self.said}
        found = {
            made.replace(line, "#")
            for made in options(text, "ood.context.distractor")
            for line in small
            if line in made
        }
        assert form <= found
        assert all("." not in made for made in found)

    @pytest.mark.parametrize(
        ("task", "relation"),
        [("intent", "preserves"), ("qa_span", "unknown"), ("nli", "unknown"), ("generation", "unknown")],
    )
    def test_promises_nothing_where_a_sentence_more_may_matter(self, task, relation):
        assert get("ood.context.distractor").contract(task) == relation
