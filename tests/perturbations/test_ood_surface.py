"""Case, punctuation, white space and Unicode: what they change, and what they leave alone."""

from __future__ import annotations

import re
import unicodedata

import pytest

from robustgen.definition import Subject
from robustgen.errors import ContractError, NoPlace
from robustgen.examples import Example, Span
from robustgen.generation import perturb
from robustgen.perturbations import tables
from robustgen.perturbations.ood._canonical import clusters, composed, decomposed
from robustgen.registry import get, list_perturbations


def all_taken(text: str, name: str, language: str = "en") -> str | None:
    """The text with every place taken, or None where there is none."""
    try:
        return perturb(text, name, severity=5, language=language).text
    except NoPlace:
        return None


def single(text: str, name: str, language: str = "en") -> set[str]:
    """The text with one place taken, in all ways."""
    found = get(name).find(Subject(Example("x", {"text": text}, language=language)))
    made = set()
    for i in range(len(found)):
        for option in found.options(i):
            variant = text
            for edit in sorted(found.change(i, option), key=lambda edit: -edit.start):
                variant = variant[: edit.start] + edit.text + variant[edit.end :]
            made.add(variant)
    return made


def hidden(string: str) -> str:
    """The text without characters that are not seen."""
    return "".join(c for c in string if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")


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


class TestStripFinal:
    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "One. Two.", "One. Two"),
            ("en", "Really?!", "Really"),
            ("en", 'He said "no."', 'He said "no"'),
            ("en", "Well ... \n", "Well \n"),
            ("en", "We leave at 5.", "We leave at 5"),
            ("fr", "Ça va ?", "Ça va"),
            ("es", "Hola. ¿Qué tal?", "Hola. Qué tal"),
            ("es", "¿Qué? Nada.", "¿Qué? Nada"),
            ("el", "Πού πας;", "Πού πας"),
            ("en", "This; that;", None),
            ("en", "He lives in the U.S.", None),
            ("en", "at 5 p.m.", None),
            ("en", "fine :-.", None),
            ("en", "See a.com", None),
            ("en", "...", None),
        ],
    )
    def test_the_last_mark_goes(self, language, text, made):
        assert all_taken(text, "ood.punctuation.strip_final", language) == made


class TestAddFinal:
    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "book a table for two", "book a table for two."),
            ("en", "where is my phone", "where is my phone?"),
            ("en", "can you find my phone", "can you find my phone?"),
            ("en", "do not call me deb", "do not call me deb."),
            ("en", "do you like pizza", "do you like pizza?"),
            ("en", "tell me what it costs", "tell me what it costs."),
            ("en", "there is one that was late", "there is one that was late."),
            ("en", "it rains. where is it", "it rains. where is it?"),
            ("de", "wo ist mein Telefon", "wo ist mein Telefon?"),
            ("el", "πού είναι το σπίτι", "πού είναι το σπίτι;"),
            ("ar", "أين هو الهاتف", "أين هو الهاتف؟"),
            ("zh", "请帮我订一张桌子", "请帮我订一张桌子。"),
            # Unclear, or no sentence: nothing is put there.
            ("en", "i will go or stay", None),
            ("en", "for this car what fuel does it take", None),
            ("en", "we are at home, is it far", None),
            ("en", "so they charge me for that", None),
            ("en", "new york", None),
            ("en", "The Long Winter Of Discontent", None),
            ("en", "it is done.", None),
            ("en", "it is done \U0001f600", None),
            ("en", "please open example.com/a", None),
            ("en", "so good #winning", None),
            ("en", "Dear all,\nthanks for coming", None),
            ("de", "kommst du morgen mit", None),
            ("es", "tienes hambre o no", None),
            ("zh", "今天下雨了吗", None),
            ("ja", "これはいくらですか", None),
        ],
    )
    def test_a_mark_ends_what_is_plain(self, language, text, made):
        assert all_taken(text, "ood.punctuation.add_final", language) == made

    @pytest.mark.parametrize("language", ["th", "he", "ko"])
    def test_has_no_rules_where_a_question_looks_like_a_statement(self, language):
        with pytest.raises(ContractError, match="no rules"):
            perturb("שלום לכולם וברוכים הבאים", "ood.punctuation.add_final", language=language)


class TestDouble:
    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("Stop!", {"Stop!!", "Stop!!!"}),
            ("No.", {"No..", "No..."}),
            ("a, b", {"a,, b"}),
            ("停！", {"停！！", "停！！！"}),
            ("Really?!", set()),
            ("Dr. Lee came", set()),
            ("J. Lee came", set()),
            ("the U.S. office", set()),
            ("1. First", set()),
            ("1,000 at 10:30", set()),
            ("so; what: this", set()),
            ("fine :) ;) :-)", set()),
            ("`a!` {b!}", set()),
        ],
    )
    def test_single_marks_are_repeated(self, text, made):
        assert single(text, "ood.punctuation.double") == made


class TestSpacing:
    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "Well, it works!", {"Well , it works!", "Well, it works !"}),
            ("en", "Well , it works", {"Well, it works"}),
            ("fr", "Ça va\u00a0?", {"Ça va?"}),
            ("fr", "Oui ; non", {"Oui; non"}),
            ("en", "Dr. Lee at 10:30 in the U.S. office", set()),
            ("en", "fine :) or ;)", set()),
            ("en", "see a.com/x,y now", set()),
            ("zh", "你好，世界。", set()),
        ],
    )
    def test_a_space_comes_or_goes(self, language, text, made):
        assert single(text, "ood.punctuation.spacing", language) == made


class TestApostrophe:
    @pytest.mark.parametrize(
        ("language", "text", "made"),
        [
            ("en", "I don't; it’s John's", "I dont; its Johns"),
            ("en", "DON'T", "DONT"),
            ("en", "I'd like that, and I'll be there", "Id like that, and Ill be there"),
            ("en", "we're, we'll, he'll, she'll, we'd, she'd, who're", None),
            ("en", "I'll, I'd", None),
            ("en", "O'Neil and rock 'n' roll", None),
            ("en", "'quoted' and the dogs' bowl", None),
            ("en", "`don't` {isn't}", None),
            ("fr", "C'est l'homme qu'il aime", "Cest lhomme quil aime"),
            ("fr", "l'aide, t'es, l'a, d'un", None),
            ("de", "Wie geht's?", "Wie gehts?"),
            ("it", "un po' tardi, c'è", "un po tardi, cè"),
            ("tr", "İstanbul'da, Ankara'ya", "İstanbulda, Ankaraya"),
            ("tr", "TBMM'de", None),
            ("uk", "п'ять м'яч", "пять мяч"),
        ],
    )
    def test_goes_where_no_other_word_comes_of_it(self, language, text, made):
        assert all_taken(text, "ood.punctuation.apostrophe_drop", language) == made

    def test_the_table_makes_no_word_that_it_names_as_another(self):
        others = {
            "were",
            "well",
            "hell",
            "ill",
            "shell",
            "wed",
            "shed",
            "whore",
            "id",
            "la",
            "les",
            "tes",
            "ses",
            "des",
        }
        assert not {word.replace("'", "") for _, word in tables.rows("apostrophes")} & others


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

    @pytest.mark.parametrize(
        ("text", "made"),
        [
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


HIDDEN = ("ood.unicode.tag_characters", "ood.unicode.variation_selector", "ood.unicode.invisible_separator")


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


def test_labelled_spans_stay_where_their_words_are():
    text = "We met Anna Ray in New York, didn't we?"
    spans = (Span(7, 15, "person"), Span(19, 27, "place"))
    for name in ("ood.whitespace.newline", *HIDDEN, "ood.unicode.bidi_control", "ood.case.alternating"):
        example = Example("x", {"text": text}, task="ner", spans=spans, vary=("/text",))
        made = perturb(example, name, severity=5)
        words = [hidden(made.text[span.start : span.end]).casefold().split() for span in made.spans]
        assert [sorted("".join(pair)) for pair in words] == [sorted("annaray"), sorted("newyork")]


def test_controls_about_a_labelled_word_stay_outside_its_span():
    example = Example("x", {"text": "to Rome"}, task="ner", spans=(Span(3, 7, "place"),), vary=("/text",))
    found = {perturb(example, "ood.unicode.bidi_control", severity=5, seed=seed) for seed in range(20)}
    plain = {made.text[made.spans[0].start : made.spans[0].end] for made in found} - {"\u202eemoR\u202c"}
    assert plain == {"Rome"}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("apostrophes", 2),
        ("combining_classes", 2),
        ("decompositions", 3),
        ("final_marks", 5),
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


def test_every_language_of_add_final_has_a_row():
    assert {row[0] for row in tables.rows("final_marks")} == set(get("ood.punctuation.add_final").languages)
    assert {row[0] for row in tables.rows("apostrophes")} <= set(get("ood.punctuation.apostrophe_drop").languages)
