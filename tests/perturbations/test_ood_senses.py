"""Words are exchanged in the sense their row has, values stay what they are, and what is put beside a text says nothing."""

from __future__ import annotations

import re

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.perturbations.tables import rows
from robustgen.registry import get


def made(name: str, text: str, language: str = "en") -> set[str]:
    example = rg.Example("x", {"text": text}, language=language)
    found = get(name).find(Subject(example))
    return {apply(example.row(), found.change(i, o))["text"] for i in range(len(found)) for o in found.options(i)}


GUARDED = ("archaic_words", "baby_talk", "formal_words", "legal_phrases", "text_speak", "emoji_words")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # another sense or part of speech
        ("ood.register.text_speak", "Going to Union Station."),
        ("ood.register.formal", "You gave up too soon."),
        ("ood.register.archaic", "wait a while"),
        ("ood.register.archaic", "as it was intended"),
        ("ood.register.archaic", "could you please wait"),
        ("ood.register.archaic", "The reason I saw it was the cast."),
        ("ood.register.legalese", "I think so."),
        ("ood.register.legalese", "The film is long."),  # no film was spoken of
        ("ood.register.baby_talk", "They train at noon."),
        ("ood.register.emoji_replace", "book a table"),
        ("ood.register.emoji_replace", "dress up like that"),
        ("ood.language.code_switch.es", "the post office"),
        ("ood.language.code_switch.es", "by the very same man"),
        ("ood.language.code_switch.fr", "my car insurance"),
        # a form that does not fit
        ("ood.language.code_switch.de", "an airport in the hills"),
        ("ood.language.code_switch.es", "a tree in the hills"),
        ("ood.register.formal", "a cheap hotel"),
        ("ood.register.formal", "Aren't we all?"),
        # names, tags, handles and paths
        ("ood.register.emoji_replace", "a table at pizza hut"),
        ("ood.register.emoji_replace", "r / soccer / news"),
        ("ood.register.text_speak", "# photo"),
        ("ood.register.formal", "/ u / somebody"),
        ("ood.language.code_switch.es", "at red robin"),
        # words that are spoken of
        ("ood.register.formal", "how do you spell info"),
        ("ood.language.code_switch.fr", "translate hello"),
        ("ood.register.baby_talk", "the song called love"),
        # capitals amid small letters
        ("ood.register.formal", "It is on TV tonight."),
    ],
)
def test_a_word_in_another_sense_is_left(name, text):
    assert made(name, text) == set()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ood.register.text_speak", "i'm going to call", {"i'm gonna call", "i'm goin to call"} - {"i'm goin to call"}),
        ("ood.register.formal", "They began work.", {"They commenced work."}),
        ("ood.register.archaic", "I think the hill is steep.", {"Methinks the hill is steep."}),
        ("ood.register.archaic", "So I think the hill is steep.", {"So methinks the hill is steep."}),
        ("ood.register.archaic", "It\u2019s late.", {"\u2019Tis late."}),
        ("ood.register.legalese", "A film. I saw the film today.", {"A film. I saw the said film today."}),
        ("ood.register.emoji_replace", "read a book today", {"read a \U0001f4d6 today"}),
        ("ood.register.emoji_add", "use credit card points", set()),
        ("ood.language.code_switch.de", "The wine is here", {"The Wein is here"}),
        ("ood.language.code_switch.es", "skip this song", {"skip this canci\u00f3n"}),
        ("ood.language.code_switch.es", "Two dogs of mine", {"Two perros of mine"}),
        ("ood.language.code_switch.hi-Latn", "it is easy to do", {"it is aasaan to do"}),
    ],
)
def test_a_word_in_its_sense_is_exchanged(name, text, expected):
    assert made(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        # a stop that ends a sentence stays; one of "p.m." goes
        ("clock", "Meet at 8pm. Bring it.", {"Meet at 20:00. Bring it.", "Meet at 20.00. Bring it.",
                                             "Meet at 2000 hours. Bring it."}),
        ("clock", "It (9 a.m.) is off.", {"It (09:00) is off.", "It (09.00) is off.", "It (0900 hours) is off."}),
        ("clock", "at 12 pm", {"at 12:00", "at 12.00", "at 1200 hours"}),
        ("clock", "leaves at 00:15", {"leaves at 12:15 am", "leaves at 12:15am"}),
        # both ends of a span in one way
        ("clock", "from 3 pm to 5 pm", {"from 15:00 to 17:00", "from 15.00 to 17.00", "from 1500 hours to 1700 hours"}),
        ("clock", "from 3-5 pm", set()),
        ("clock", "between 3 and 5 pm", set()),
        ("clock", "open 9 am - 5 pm", set()),
        ("clock", "a score of 13:20", set()),
        ("clock", "John 13:34 says", set()),
        ("clock", "07 : 10 AM", set()),
        ("date", "on the 3rd of May", {"on 3 May", "on May 3", "on 3rd May", "on May 3rd"}),
        ("date", "from May 12 to 15", set()),
        ("date", "the 5th to the 9th of march", set()),
        ("date", "the 2 may differ", set()),
        ("date", "on February 30", set()),
        ("date", "on 29 February 2019", set()),
        ("date", "a May 5 deadline", set()),
        ("date", "the September 11 attacks", set()),
        ("date", "ON MARCH 3", {"ON 3 MARCH", "ON 3RD MARCH", "ON MARCH 3RD"}),
        # no figure that could be read as another
        ("number", "1,500 of them", {"1\u00a0500 of them", "1'500 of them"}),
        ("number", "1,234.50 and 2.50", {"1\u00a0234,50 and 2,50", "1'234.50 and 2.50", "1.234,50 and 2,50"}),
        ("number", "CI 1.02-1.14", set()),
        ("number", "2.50 and 1.5", set()),
        ("date", "from April 2 to April 4", {"from 2 April to 4 April", "from 2nd April to 4th April",
                                             "from April 2nd to April 4th"}),
        ("clock", "at 6am or 615am", set()),
        ("units", "the number of feet in 3 miles", set()),
        ("number", "at 7.30 p.m.", set()),
        ("number", "since 2019, call 555-1234", set()),
        ("currency", "a $20 bill", {"a 20$ bill"}),
        ("currency", "I owe 20 bucks.", {"I owe 20 dollars.", "I owe 20$.", "I owe $20."}),
        ("currency", "from $10 to $20", {"from 10 dollars to 20 dollars", "from 10$ to 20$"}),
        ("currency", "US $40", set()),
        ("currency", "$30 cad", set()),
        ("currency", "$10-20", set()),
        ("currency", "\u20ac5 each", {"5 EUR each", "EUR 5 each", "5 euros each", "5\u20ac each"}),
        ("units", "100 km at 60 mph", {"62 miles at 97 km/h"}),
        ("units", "I am 5 feet 10 inches tall", set()),
        ("units", "a 12 inch pizza", set()),
        ("units", "2,500 metres high", {"8,200 feet high"}),
        ("clock", "at 14:30, not 15:30", set()),
        ("units", "how many feet are 3 yards", set()),
        ("units", "convert 5 km", set()),
        ("units", "between 5 and 9 miles", set()),
        ("units", "up by 2 \u00b0C", set()),
        ("units", "they raised 5 m", set()),
        ("units", "8 Mile is a film", set()),
        ("units", "8 ounces of milk", set()),
        ("units", "she won the race over 10,000 metres", set()),
        ("units", "a medal in the 400 metres", set()),
        ("units", "it weighs 2.2 pounds and is 14 inches wide", set()),
    ],
)  # fmt: skip
def test_values_are_the_same_or_left(name, text, expected):
    assert made(f"ood.locale.{name}", text) == expected


def test_a_measure_is_off_by_less_than_one_in_two_hundred():
    for value in (3, 7.5, 12, 45, 99, 123, 1234):
        (one,) = made("ood.locale.units", f"it is {value} miles from here")
        given = float(re.search(r"[\d.]+", one)[0])
        assert abs(given / (value * 1.609344) - 1) < 0.005


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("\u0435\u0433\u043e", "ru", "yego"),
        ("\u043e\u0431\u044a\u0435\u043a\u0442", "ru", "obyekt"),
        ("\u0404\u043d\u0430\u043a\u0456\u0454\u0432\u0435", "uk", "Yenakiieve"),
        ("\u0417\u0433\u043e\u0440\u0430\u043d\u0438", "uk", "Zghorany"),
        ("\u0421\u043e\u0444\u0438\u044f", "bg", "Sofia"),
        ("\u03b1\u03cd\u03c1\u03b9\u03bf", "el", "\u00e1vrio"),
        ("\u03b5\u03c5\u03c7\u03b1\u03c1\u03b9\u03c3\u03c4\u03ce", "el", "efcharist\u00f3"),
        ("\u03bc\u03c0\u03cd\u03c1\u03b1", "el", "b\u00fdra"),
    ],
)
def test_rules_for_more_than_one_letter(text, language, expected):
    assert made("ood.language.transliterate", text, language) == {expected}


def test_what_is_put_beside_a_text_has_no_number_negation_or_name():
    for kind, line in rows("context_lines"):
        if kind in ("fact", "padding"):
            assert not re.search(r"\d|\b(?:no|not|never|cannot|two|three|four|five|six|seven|eight|nine|ten)\b", line)
            assert all(word[0].islower() for part in re.split(r"\. ", line) for word in part.split()[1:])


@pytest.mark.parametrize("name", ["distractor", "fact"])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('He said "I came. I saw." and left.', '"I came. I saw."'),
        ("It rained (So it did. Twice.) all day.", "(So it did. Twice.)"),
        ("1. It is open. 2. It is shut.", "2. It is shut."),
        ("See https://a.example/b", "See https://a.example/b"),
        ("It ended . . . Then we left.", ". . ."),
    ],
)
def test_nothing_is_put_inside_quotations_brackets_lists_and_links(name, text, kept):
    variants = made(f"ood.context.{name}", text)
    assert variants
    assert all(kept in one and f"{kept}." not in one.replace(text, "") for one in variants)


def test_a_code_beside_a_command_may_be_its_argument():
    for name in ("url", "handle", "random_string"):
        assert get(f"ood.context.{name}").contract("tool_call") == "unknown"


def test_a_hashtag_that_is_added_tells_no_day_and_no_time():
    ends = {one.rpartition("#")[2] for one in made("ood.register.social", "it is so") if "#" in one}
    assert ends
    assert not ends & {"monday", "today", "now", "update"}


def test_a_hashtag_is_made_of_a_noun():
    assert "my #calendar" in {one for one in made("ood.register.social", "my calendar")}
    assert not any(
        "#called" in one or "#friday" in one for one in made("ood.register.social", "it is called on friday")
    )


def test_no_foreign_word_is_a_word_of_english_with_another_meaning():
    false_friends = {"pain", "chat", "lit", "pan", "sal", "log", "hafta", "lied", "brief", "kind", "film", "patron"}
    assert not {other for _, _, other in rows("code_switch")} & (false_friends | {"Lied", "Brief", "Kind", "Film"})


def test_guards_are_of_words_that_the_tables_have():
    words = {word for _, word, _ in rows("code_switch")}
    assert {word for _, word, _ in rows("code_switch_guards")} <= words


@pytest.mark.parametrize("table", GUARDED)
def test_guards_read_as_their_header_says(table):
    lists = {name for name, _ in rows("noun_guards")}
    for _, _, guard in rows(table):
        for condition in guard.split():
            assert re.fullmatch(r"seen|(?:next|prev)!?=[^\s=]+", condition)
            assert {word[1:] for word in condition.partition("=")[2].split(",") if word[:1] == "@"} <= lists
