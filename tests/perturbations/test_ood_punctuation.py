"""Punctuation: which marks come, go and double, and which are part of something else."""

from __future__ import annotations

import pytest

from robustgen.errors import ContractError
from robustgen.generation import perturb
from robustgen.perturbations import tables
from robustgen.registry import get
from tests.perturbations.surface import all_taken, single


class TestStrip:
    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("¿Qué tal, amigo?", {"¿Qué tal amigo?", "Qué tal, amigo"}),
            ("Hola. ¡Qué bien! ¿No?", {"Hola ¡Qué bien! ¿No?", "Hola. Qué bien ¿No?", "Hola. ¡Qué bien! No"}),
            ("¿Va el Sr. Paz?", {"¿Va el Sr Paz?", "Va el Sr. Paz"}),
            ("Y tú, ¿qué haces?", {"Y tú ¿qué haces?", "Y tú, qué haces"}),
            ("¿Vienes", set()),
        ],
    )
    def test_marks_that_open_and_close_go_together(self, text, made):
        assert single(text, "ood.punctuation.strip", "es") == made


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
            ("fr", "où est la gare la plus proche", "où est la gare la plus proche ?"),
            ("hi", "मुझे कल की टिकट चाहिए", "मुझे कल की टिकट चाहिए।"),
            ("en", "tell me who they are", "tell me who they are."),
            ("en", "which gas would be best", "which gas would be best?"),
            ("en", "how many calories are in an egg", "how many calories are in an egg?"),
            ("en", "do the laundry today", "do the laundry today."),
            ("pl", "czy jutro będzie padać", "czy jutro będzie padać?"),
            ("es", "el hotel estaba muy limpio", "el hotel estaba muy limpio."),
            # Clauses and exclamations that open as questions do, and questions that open as statements.
            ("en", "when it rains i stay home", None),
            ("en", "what a nice day it was", None),
            ("en", "how lovely the view was", None),
            ("en", "is the best in town", None),
            ("en", "hasn't worked since monday", None),
            ("de", "wie schön das alles war", None),
            ("de", "wer wagt gewinnt am ende", None),
            ("de", "fährt der bus heute noch", None),
            ("es", "vienes con nosotros al cine", None),
            ("it", "apre la domenica il negozio", None),
            ("ru", "какой прекрасный сегодня день", None),
            ("ja", "明日これ食べる", None),
            # Unclear, or no sentence: nothing is put there.
            ("en", "is milk on my list, if not add it", None),
            ("en", "on monday i changed my tires are they still good", None),
            ("hi", "दिल्ली का मौसम कैसा है", None),
            ("hi", "आप मेरी मदद कर सकते हैं", None),
            ("zh", "我们明天去好不好", None),
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
            ("tokens apart . . or not", set()),
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


def test_every_language_of_add_final_has_a_row():
    assert {row[0] for row in tables.rows("final_marks")} == set(get("ood.punctuation.add_final").languages)
    assert {row[0] for row in tables.rows("apostrophes")} <= set(get("ood.punctuation.apostrophe_drop").languages)
