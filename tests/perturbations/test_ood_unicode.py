"""Unicode: other characters for the same letters, and characters that are not seen."""

from __future__ import annotations

import unicodedata

import pytest

from robustgen.examples import Example, Span
from robustgen.generation import perturb
from robustgen.perturbations import tables
from robustgen.perturbations.ood._canonical import clusters, composed, decomposed
from robustgen.registry import list_perturbations
from tests.perturbations.surface import HIDDEN, all_taken, hidden, single


class TestNormalForms:
    def test_are_those_of_the_standard(self):
        strings = [row[0] for row in tables.rows("decompositions")]
        for code in strings:
            for string in (chr(int(code, 16)), f"a{chr(int(code, 16))}\u0323\u0301"):
                assert decomposed(string) == unicodedata.normalize("NFD", string)
                assert composed(string) == unicodedata.normalize("NFC", string)

    @pytest.mark.parametrize(
        "string",
        [
            "q\u0307\u0323", "\u1e69", "s\u0307\u0323", "\u1112\u1161\u11ab", "\ud55c\uae00", "\u0344", "\u09c7\u09be",
            "e\u0f73", "\u212b \u2126", "\u0958", "\u0915\u093c", "\ufb1d", "\u1100\uac00\u11a8", "\U0001d15e", "\u0301a",
        ],
    )  # fmt: skip
    def test_of_clusters_are_those_of_the_text(self, string):
        for change, form in ((decomposed, "NFD"), (composed, "NFC")):
            made, at = "", 0
            for start, end in clusters(string):
                made, at = made + string[at:start] + change(string[start:end]), end
            assert made + string[at:] == unicodedata.normalize(form, string)

    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("café, naïve", "cafe\u0301, nai\u0308ve"),
            ("cafe\u0301", "café"),
            ("한", "\u1112\u1161\u11ab"),
            ("\u1112\u1161\u11ab", "한"),
            ("a é{é}", "a e\u0301{é}"),
            ("plain", None),
            ("مدرسة", None),
        ],
    )
    def test_are_exchanged(self, text, made):
        assert all_taken(text, "ood.unicode.normal_form") == made


class TestLetters:
    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "café naïve Łódź Ærø", "cafe naive Lodz Aero"),
            ("de", "Über süße Äpfel, ÄRGER", "Ueber suesse Aepfel, AERGER"),
            ("da", "Ålborg, smørrebrød", "Aalborg, smoerrebroed"),
            ("es", "El niño comió", "El niño comio"),
            ("tr", "Iğdır'da ışık", "Igdir'da isik"),
            ("hr", "Đorđe", "Djordje"),
            ("vi", "Đường phố", "Duong pho"),
            ("ru", "Ёлка, йод и за́мок", "Елка, йод и замок"),
            ("uk", "їжак і йод", None),
            ("el", "Ο δρόμος, προϊόν", "Ο δρομος, προϊον"),
            ("ar", "إِلَى", "إلى"),
            ("he", "שָׁלוֹם", "שלום"),
            ("yi", "אַ", None),
            ("hi", "ज़रूर", "जरूर"),
            ("hi", "लड़का पढ़ाई", None),
            ("ja", "がギ", None),
            ("en", "cafe\u0301", "cafe"),
            ("en", "{é} a@é.com", None),
        ],
    )
    def test_lose_the_marks_that_writers_leave_out(self, language, text, made):
        assert all_taken(text, "ood.unicode.diacritics_strip", language) == made

    def test_of_a_word_lose_their_marks_together(self):
        made = single("do łóżka, Köln", "ood.unicode.diacritics_strip", "pl")
        assert made == {"do lozka, Köln", "do łóżka, Koln"}

    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("it's", "ｉｔ＇ｓ"),
            ("go home", "ｇｏ ｈｏｍｅ"),
            ("私はＮＨＫを", "私はNHKを"),
            ("用iPhone拍", "用ｉＰｈｏｎｅ拍"),
            ("café l'été n\u0303", None),
            ("{a} x1", None),
        ],
    )
    def test_are_wide_or_narrow(self, text, made):
        assert all_taken(text, "ood.unicode.fullwidth") == made

    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "fine flat off office raffle", "ﬁne ﬂat oﬀ oﬃce raﬄe"),
            ("tr", "fikir efendi ofis affiş flama", "fikir efendi ofis aﬀiş ﬂama"),
            ("en", "FI fj fi\u0301 {fi}", None),
        ],
    )
    def test_are_tied(self, language, text, made):
        assert all_taken(text, "ood.unicode.ligature", language) == made

    def test_of_mathematics_are_the_same_letters(self):
        text = "The quick brown fox jumps over a lazy dog CHNPQRZ"
        names = list_perturbations("ood.unicode.math_letters.*")
        assert len(names) == 10
        made = {all_taken(text, name) for name in names}
        assert len(made) == 10
        assert {unicodedata.normalize("NFKC", variant) for variant in made} == {text}

    def test_of_mathematics_are_of_one_style_in_a_text(self):
        styled = {all_taken("a b c", name) for name in list_perturbations("ood.unicode.math_letters.*")}
        assert all_taken("a b c", "ood.unicode.math_letters") in styled

    @pytest.mark.parametrize("text", ["été", "Привет", "{x}", "3pm"])
    def test_of_mathematics_stand_for_plain_words_alone(self, text):
        assert all_taken(text, "ood.unicode.math_letters") is None

    def test_carry_marks_that_compose_with_none(self):
        text = "Zalgo Ёж άλφα"
        made = all_taken(text, "ood.unicode.combining")
        assert made != text
        assert decomposed(composed(made)) == decomposed(made)
        piles = {mark for mark in made if unicodedata.combining(mark)}
        assert all(composed(letter + mark) == letter + mark for letter in text if letter.isalpha() for mark in piles)
        assert "".join(c for c in made if not unicodedata.combining(c)) == text

    @pytest.mark.parametrize("text", ["नमस्ते", "שלום", "你好", "e\u0301", "{a}", "12"])
    def test_of_other_scripts_carry_none(self, text):
        assert all_taken(text, "ood.unicode.combining") is None


class TestHidden:
    @pytest.mark.parametrize("name", HIDDEN)
    @pytest.mark.parametrize("text", ["Call my bank, it's late.", "Привет, мир", "שלום עולם", "안녕하세요"])
    def test_characters_are_not_seen(self, name, text):
        made = all_taken(text, name)
        assert made != text
        assert hidden(made) == text

    @pytest.mark.parametrize("name", HIDDEN)
    @pytest.mark.parametrize("text", ["", "12", "{a}", "\u0301", "\U0001f600"])
    def test_characters_stand_beside_letters_alone(self, name, text):
        assert all_taken(text, name) is None

    def test_tags_say_the_word_or_the_language(self):
        tagged = {"".join(chr(ord(c) & 0x7F) for c in made[2:]) for made in single("ab", HIDDEN[0], "de-CH")}
        assert tagged == {"ab", "\x01de"}

    @pytest.mark.parametrize("text", ["中文", "ᠮᠣᠩ", "ကခ"])
    def test_selectors_leave_letters_that_have_variants(self, text):
        assert all_taken(text, "ood.unicode.variation_selector") is None

    @pytest.mark.parametrize("text", ["سلام", "\u1112\u1161\u11ab", "\u0e19\u0e49\u0e33", "क्या"])
    def test_operators_part_no_joined_letters(self, text):
        assert all_taken(text, "ood.unicode.invisible_separator") is None


class TestDirection:
    def test_a_word_reads_as_before(self):
        made = single("my bank", "ood.unicode.bidi_control")
        overridden = {variant for variant in made if "\u202e" in variant}
        assert overridden == {"\u202eym\u202c bank", "my \u202eknab\u202c"}
        assert {hidden(variant) for variant in made - overridden} == {"my bank"}

    @pytest.mark.parametrize("text", ["שלום hello", "\u200eabc", "12", "ab שלום"])
    def test_a_text_in_both_directions_stays(self, text):
        assert single(text, "ood.unicode.bidi_control") == set()

    @pytest.mark.parametrize("text", ["e\u0301a", "नमस्ते", "สวัสดี", "שלום", "مرحبا"])
    def test_what_joins_clusters_or_runs_left_is_not_reversed(self, text):
        made = single(text, "ood.unicode.bidi_control")
        assert made
        assert {hidden(variant) for variant in made} == {text}

    @pytest.mark.parametrize("text", ["a", "word", "it's", "Ёлка", "שלום"])
    def test_what_is_opened_is_closed(self, text):
        for made in single(text, "ood.unicode.bidi_control"):
            assert sum(c in "\u202a\u202b\u202e" for c in made) == made.count("\u202c")
            assert sum(c in "\u2066\u2067\u2068" for c in made) == made.count("\u2069")


def test_controls_about_a_labelled_word_stay_outside_its_span():
    example = Example("x", {"text": "to Rome"}, task="ner", spans=(Span(3, 7, "place"),), vary=("/text",))
    found = {perturb(example, "ood.unicode.bidi_control", severity=5, seed=seed) for seed in range(20)}
    plain = {made.text[made.spans[0].start : made.spans[0].end] for made in found} - {"\u202eemoR\u202c"}
    assert plain == {"Rome"}
