"""Casing, punctuation, white space and Unicode in fifteen languages; and who has rules for which language."""

from __future__ import annotations

import re
import unicodedata

import pytest

from robustgen import registry
from robustgen.definition import Subject
from robustgen.edits import Replace, flatten
from robustgen.errors import ContractError, NoPlace
from robustgen.examples import Example
from robustgen.generation import perturb
from robustgen.proposing import Proposer
from robustgen.registry import get
from robustgen.testing import PLAIN, check_example

SENTENCES = {
    "en": ("It's the teacher's book, isn't it? I've read it twice!", "what is the weather like in Leeds today"),
    "de": ("Die Straße zum Fluss ist süß und grün. Wie geht's dir, Jürgen?", "ich möchte einen Tisch für zwei"),
    "fr": ("C'est l'été ; j'ai vu l'homme aujourd'hui. Où vas-tu ?", "je voudrais une chambre pour demain soir"),
    "es": ("¿Dónde está el niño? ¡Qué alegría, señora Pérez!", "quiero reservar una mesa para dos personas"),
    "pl": ("Łódź jest piękna, a żółw śpi. Czy wiesz, gdzie mieszkam?", "zarezerwuj stolik na jutro wieczorem"),
    "tr": ("İstanbul'da ışıklar yandı. Iğdır'a gidiyor musun?", "yarın akşam için bir masa ayırt"),
    "ru": ("Ёжик ещё не пришёл, а йогурт съели. Где он?", "закажи столик на завтра вечером"),
    "el": ("Ο δρόμος ήταν μεγάλος, αλλά φτάσαμε! Πού πας, Γιώργος;", "κλείσε ένα τραπέζι για αύριο"),
    "ar": ("مرحبا، كيف حالك؟ ذَهَبَ الوَلَدُ إِلَى المَدْرَسَةِ.", "احجز طاولة لشخصين غدا"),
    "he": ("שלום, מה שלומך? שָׁלוֹם לְכֻלָּם!", "הזמן שולחן לשניים מחר"),
    "hi": ("मैं कल दिल्ली जा रहा हूँ। क्या आप ज़रूर आएँगे?", "मेरे लिए एक मेज़ बुक करें"),
    "th": ("สวัสดีครับ ผมชื่อสมชาย น้ำตกสวยมาก", "วันนี้อากาศดี เราไปเที่ยวกันไหม"),
    "zh": ("你好，世界！今天天气很好。你去哪里？", "帮我订一张明天晚上的桌子"),
    "ja": ("こんにちは。東京は今日、とても暑いですね！ガギグは？", "明日の夜に席を予約してください"),
    "ko": ("안녕하세요, 저는 서울에 살아요. 어디에 가세요?", "내일 저녁 자리를 예약해 줘"),
}
ODD = (
    "", "\u2026\u2014!?", "\U0001f1e9\U0001f1ea\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u0915\u094d\u0937\u093f",
    "\u0e19\u0e49\u0e33", "\u1100\u1161\u11a8", "g\u0308", "\u00df", "\u01c5", "\u0130", "\u03a3", "\ufb03", "\u1e9e\u017f",
    "\u00bf?", "'", "\u2019s", "\u3002", "\u037e", "\u0964",
)  # fmt: skip
CASELESS = ("ar", "he", "hi", "th", "zh", "ja", "ko")
CASE = registry.list_perturbations("ood.case.*")
SURFACE = [
    *CASE,
    *registry.list_perturbations("ood.punctuation.*"),
    *registry.list_perturbations("ood.whitespace.*"),
    *registry.list_perturbations("ood.unicode.*"),
]
# What continues the character before it: marks, joiners, Thai sara am, conjoining vowels and finals of Hangul.
_CONTINUES = re.compile("[\u200d\u0e33\u1160-\u11ff]")


def continues(string: str, at: int) -> bool:
    return at < len(string) and (unicodedata.category(string[at]).startswith("M") or bool(_CONTINUES.match(string[at])))


def variant(text: str, name: str, language: str, severity: int = 5):
    try:
        return perturb(text, name, severity=severity, language=language)
    except (NoPlace, ContractError):
        return None


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("name", SURFACE)
def test_no_character_is_split_from_its_marks(name, language):
    for text in SENTENCES[language]:
        for severity in (2, 5):
            made = variant(text, name, language, severity)
            for edit in flatten(made.changes) if made else ():
                assert isinstance(edit, Replace)
                assert not continues(text, edit.start), (name, edit)
                assert not continues(text, edit.end), (name, edit)


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("name", SURFACE)
def test_odd_texts_keep_the_contract(name, language):
    found = get(name)
    if found.speaks(language):
        for text in ODD:
            check_example(found, Example("x", {"text": text}, language=language))


@pytest.mark.parametrize("language", CASELESS)
@pytest.mark.parametrize("name", CASE)
def test_a_script_without_case_has_no_place(name, language):
    for text in SENTENCES[language]:
        with pytest.raises(NoPlace):
            perturb(text, name, language=language)


@pytest.mark.parametrize(
    ("name", "language", "text", "made"),
    [
        ("upper", "tr", "istanbul ışık", "İSTANBUL IŞIK"),
        ("upper", "en", "istanbul", "ISTANBUL"),
        ("upper", "az", "iki qız", "İKİ QIZ"),
        ("lower", "tr", "IĞDIR İZMİR", "ığdır izmir"),
        ("title", "tr", "istanbul ırmak", "İstanbul Irmak"),
        ("upper", "de", "süße größe", None),
        ("upper", "de", "schöne grüße an köln", "SCHÖNE grüße AN KÖLN"),
        ("lower", "el", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("upper", "el", "Είπε: πού είναι ο δρόμος;", "ΕΙΠΕ: ΠΟΥ ΕΙΝΑΙ Ο ΔΡΟΜΟΣ;"),
        ("upper", "el", "ή η νεράιδα ή το ρολόι και η προϋπόθεση", "Ή Η ΝΕΡΑΪΔΑ Ή ΤΟ ΡΟΛΟΪ ΚΑΙ Η ΠΡΟΫΠΟΘΕΣΗ"),
        ("upper", "el", "το ταΐζω", "ΤΟ ΤΑΪΖΩ"),
        ("lower", "el", "Σ", "σ"),
        ("title", "hr", "ǆep ljeto", "ǅep Ljeto"),
        ("title", "nl", "ijsland en ijs", "IJsland En IJs"),
        ("upper", "en", "ﬁne ﬂat", None),
        ("upper", "pl", "żółw łódź", "ŻÓŁW ŁÓDŹ"),
        ("lower", "ru", "ЁЖИК", "ёжик"),
        ("upper", "fr", "l'œuf brûlé", "L'ŒUF BRÛLÉ"),
        ("alternating", "tr", "istanbul", "iStAnBuL"),
        ("alternating", "tr", "bilinir", "bİlİnİr"),
        ("alternating", "de", "straße", "sTrAßE"),
        ("alternating", "el", "ΟΔΟΣ ΣΑΣ", "οΔοΣ σΑς"),
        ("alternating", "hr", "ǆep", "ǆEp"),
        ("alternating", "en", "ﬁxes", "ﬁXeS"),
        ("sentence_start_lower", "tr", "Irmak uzak. İyi.", "ırmak uzak. iyi."),
        ("sentence_start_lower", "es", "¿Qué tal? ¡Bien!", "¿qué tal? ¡bien!"),
        ("sentence_start_lower", "hy", "Ուշ է։ Գնանք։", "ուշ է։ գնանք։"),
        ("sentence_start_lower", "el", "Σήμερα βρέχει; Όχι.", "σήμερα βρέχει; όχι."),
    ],
)  # fmt: skip
def test_casing_is_that_of_the_language(name, language, text, made):
    found = variant(text, f"ood.case.{name}", language)
    assert (found.text if found else None) == made


@pytest.mark.parametrize(
    ("language", "text", "bare"),
    [
        ("en", "Is it late?", "Is it late"),
        ("de", "Ist es spät?", "Ist es spät"),
        ("fr", "Est-il tard ?", "Est-il tard"),
        ("es", "¿Es tarde?", "Es tarde"),
        ("pl", "Czy jest późno?", "Czy jest późno"),
        ("tr", "Geç mi oldu?", "Geç mi oldu"),
        ("ru", "Уже поздно?", "Уже поздно"),
        ("el", "Είναι αργά;", "Είναι αργά"),
        ("el", "Είναι αργά\u037e", "Είναι αργά"),
        ("ar", "هل الوقت متأخر؟", "هل الوقت متأخر"),
        ("fa", "دیر شده؟", "دیر شده"),
        ("ur", "دیر ہو گئی۔", "دیر ہو گئی"),
        ("he", "כבר מאוחר?", "כבר מאוחר"),
        ("hi", "बहुत देर हो गई।", "बहुत देर हो गई"),
        ("zh", "很晚了。", "很晚了"),
        ("zh", "很晚了吗？", "很晚了吗"),
        ("ja", "もう遅いです。", "もう遅いです"),
        ("ja", "「もう遅い。」", "「もう遅い」"),
        ("ko", "늦었어요.", "늦었어요"),
        ("hy", "Արդեն ուշ է։", "Արդեն ուշ է"),
        ("am", "መሽቷል።", "መሽቷል"),
        ("th", "ดึกแล้ว", None),
    ],
)  # fmt: skip
def test_the_final_mark_of_the_script_is_known(language, text, bare):
    made = variant(text, "ood.punctuation.strip_final", language)
    assert (made.text if made else None) == bare


@pytest.mark.parametrize(
    ("language", "text", "made"),
    [
        ("ar", "مرحبا، كيف حالك؟", "مرحبا كيف حالك"),
        ("zh", "你好，世界。", "你好，世界"),
        ("hi", "बहुत देर हो गई।", "बहुत देर हो गई"),
        ("es", "¿Qué tal, amigo?", "Qué tal amigo"),
        ("ko", "네, 늦었어요.", "네 늦었어요"),
    ],
)
def test_marks_between_words_go_where_words_stay_apart(language, text, made):
    found = variant(text, "ood.punctuation.strip", language)
    assert found.text == made


@pytest.mark.parametrize(
    ("language", "text", "made"),
    [
        ("de", 'Sag "ja".', "Sag „ja“."),
        ("pl", 'Powiedz "tak".', "Powiedz „tak”."),
        ("fr", 'Dis "oui".', "Dis «\u00a0oui\u00a0»."),
        ("ru", 'Скажи "да".', "Скажи «да»."),
        ("sv", 'Säg "ja".', "Säg ”ja”."),
        ("en", 'Say "yes".', "Say “yes”."),
    ],
)
def test_quotation_marks_are_those_of_the_language(language, text, made):
    assert variant(text, "ood.punctuation.smart_quotes", language).text == made


@pytest.mark.parametrize("language", ["zh", "ja"])
@pytest.mark.parametrize("name", [n for n in registry.list_perturbations("ood.whitespace.*") if "leading" not in n])
def test_text_without_spaces_has_no_place_for_other_spaces(name, language):
    for text in SENTENCES[language]:
        with pytest.raises(NoPlace):
            perturb(text, name, language=language)


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("name", registry.list_perturbations("ood.whitespace.*"))
def test_white_space_alone_changes_in_every_language(name, language):
    for text in SENTENCES[language]:
        made = variant(text, name, language)
        assert made is None or "".join(made.text.split()) == "".join(text.split())


@pytest.mark.parametrize("language", SENTENCES)
def test_normal_forms_are_canonically_the_same_text(language):
    for text in SENTENCES[language]:
        made = variant(text, "ood.unicode.normal_form", language)
        if unicodedata.is_normalized("NFD", text):
            assert made is None
        else:
            assert made.text == unicodedata.normalize("NFD", text)


def english_only() -> list[str]:
    found = [get(name) for name in registry.all_names()]
    return [one.name for one in found if one.languages == ("en",) and one.outside is None]  # those need packages


@pytest.mark.parametrize("name", english_only())
def test_rules_for_english_make_nothing_of_a_german_text(name):
    assert not get(name).speaks("de-CH")
    task = next((task for task in get(name).label if task != "*"), None)
    for text in (*PLAIN, *SENTENCES["de"]):
        with pytest.raises((ContractError, NoPlace)):
            perturb(Example("x", {"text": text}, "positive", task=task, language="de"), name)


@pytest.mark.parametrize("language", ["tr", "it", "uk", "de", "el", "zh", "ja"])
@pytest.mark.parametrize("unit", ["a", "\u0130", "d'", "a. ", "\u6211"], ids=ascii)
def test_rules_of_a_language_survive_a_long_text(language, unit):
    for name in (
        "ood.case.sentence_start_lower",
        "ood.punctuation.add_final",
        "ood.punctuation.apostrophe_drop",
        "ood.punctuation.double",
        "ood.unicode.diacritics_strip",
    ):
        subject = Subject(Example("x", {"text": unit * (100_000 // len(unit))}, language=language))
        proposer = Proposer(get(name), subject)
        if len(proposer.places):
            assert proposer.propose(b"k" * 32, 0, 0, (2,))[2]
