"""Phrases, keys, look-alikes, misreadings, diacritics and distractors have the shape their tables' headers state."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from robustgen.perturbations import tables

WORD = r"[a-z]+(?:['-][a-z]+)*"
PHRASE = rf"{WORD}(?: {WORD})*"
NEIGHBOURS = rf"(?:{WORD}|[~^$])(?:,(?:{WORD}|[~^$]))*"
CONDITION = rf"(?:next|prev)!?={NEIGHBOURS}"
OTHER_LETTERS = r"[^\x00-\x7f](?:\|[^\x00-\x7f])*"

LAYOUTS = (
    "us",
    "uk",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "tr",
    "se",
    "ru",
    "uk-UA",
    "he",
    "ar",
    "dvorak",
    "phone",
)

# table → the least number of rows, the columns that make a row unique, one pattern for each column
SHAPES: dict[str, tuple[int, tuple[int, ...], tuple[str, ...]]] = {
    "diacritics": (40, (0,), ("[A-Za-z]", OTHER_LETTERS)),
    "distractors": (60, (0,), (r"[A-Z][a-z]*(?: [A-Za-z]+)+\.",)),
    "homoglyphs": (40, (0,), ("[0-9A-Za-z]", OTHER_LETTERS)),
    "layouts": (700, (0, 1), ("|".join(LAYOUTS), r"\S", r"\d+(?:\.\d+)?", "[0-3]")),
    "ocr": (40, (0,), ("[!-~]{1,3}", r"[^\s|]{1,3}(?:\|[^\s|]{1,3})*", r"[1-9]\d?|100")),
    "phrases": (500, (0,), (PHRASE, rf"{PHRASE}(?:\|{PHRASE})*", rf"|{CONDITION}(?: {CONDITION})*")),
}
LANGUAGE_LETTERS = {"us": "", "uk": "", "de": "äöüß", "fr": "éèçàù"}
FOLDER = Path(tables.__file__).parent
# Words spelt with a vowel that begin with a consonant: "a" stands before them.
CONSONANT_SOUND = {"one", "once", "use", "uses", "using", "usually"}


def phrases() -> list[tuple[str, list[str], dict[str, set[str]]]]:
    found = []
    for phrase, others, guard in tables.rows("phrases"):
        conditions = (re.fullmatch(r"((?:next|prev)!?=)(.+)", condition) for condition in guard.split())
        found.append((phrase, others.split("|"), {m[1]: set(m[2].split(",")) for m in conditions if m}))
    return found


def takes_an(phrase: str) -> bool:
    first = re.split(r"[ ']", phrase)[0]
    return first not in CONSONANT_SOUND and first[0] in "aeiou"


def has_pronoun_i(phrase: str) -> bool:
    return any(word.split("'")[0] == "i" for word in phrase.split())


@pytest.mark.parametrize("name", SHAPES)
class TestEveryTable:
    def test_opens_with_a_header_that_names_columns_source_and_licence(self, name):
        lines = tables.header(name).splitlines()
        assert any(line.startswith("Columns: ") for line in lines[1:])
        assert any(line.startswith("Source: written for robustgen ") for line in lines)
        assert lines[-1] == "Licence: Apache-2.0"

    def test_has_its_header_on_top_no_blank_line_and_one_final_line_feed(self, name):
        text = (FOLDER / f"{name}.tsv").read_bytes().decode("utf-8")
        lines = text.split("\n")
        assert lines.pop() == ""
        top = [line.startswith("# ") for line in lines]
        assert top == sorted(top, reverse=True)
        assert all(line.strip() for line in lines)
        assert "\r" not in text

    def test_is_sorted(self, name):
        assert list(tables.rows(name)) == sorted(tables.rows(name))

    def test_has_the_rows_it_needs_and_none_twice(self, name):
        least, key, _ = SHAPES[name]
        keys = [tuple(row[i] for i in key) for row in tables.rows(name)]
        assert len(keys) >= least
        assert len(keys) == len(set(keys))

    def test_holds_in_each_cell_what_its_column_says(self, name):
        patterns = SHAPES[name][2]
        faulty = [
            row for row in tables.rows(name) if len(row) != len(patterns) or not all(map(re.fullmatch, patterns, row))
        ]
        assert faulty == []


@pytest.mark.parametrize("name", ["diacritics", "homoglyphs", "ocr", "phrases"])
def test_no_row_maps_a_string_to_itself_or_twice_to_the_same(name):
    for string, others, *_ in tables.rows(name):
        several = others.split("|")
        assert string not in several
        assert len(several) == len(set(several))


class TestPhrases:
    def test_name_each_condition_once_and_its_neighbours_in_order(self):
        for phrase, _, guard in tables.rows("phrases"):
            kinds = [condition.split("=")[0] for condition in guard.split()]
            assert len(kinds) == len(set(kinds)), phrase
            for condition in guard.split():
                words = condition.split("=")[1].split(",")
                assert words == sorted(set(words)), phrase

    def test_ask_for_an_end_after_and_for_a_start_before(self):
        for phrase, _, guard in phrases():
            for condition, words in guard.items():
                assert ("^" if condition.startswith("next") else "$") not in words, phrase

    def test_never_ask_for_a_neighbour_and_forbid_it(self):
        for phrase, _, guard in phrases():
            for side in ("next", "prev"):
                assert not guard.get(f"{side}=", set()) & guard.get(f"{side}!=", set()), phrase

    def test_bring_in_the_word_i_only_where_the_match_shows_its_case(self):
        for phrase, others, _ in phrases():
            for other in others:
                assert has_pronoun_i(phrase) or not has_pronoun_i(other), phrase

    def test_never_leave_a_before_a_vowel_or_an_before_a_consonant(self):
        for phrase, others, guard in phrases():
            if any(takes_an(other) != takes_an(phrase) for other in others):
                asked, forbidden = guard.get("prev=", set()), guard.get("prev!=", set())
                assert {"a", "an"} <= forbidden or (asked and not asked & {"a", "an"}), phrase


class TestLayouts:
    @pytest.mark.parametrize("layout", LANGUAGE_LETTERS)
    def test_hold_the_alphabet_the_digits_or_what_stands_for_them_and_the_letters_of_the_language(self, layout):
        keys = {key for name, key, *_ in tables.rows("layouts") if name == layout}
        assert set("abcdefghijklmnopqrstuvwxyz") | set(LANGUAGE_LETTERS[layout]) <= keys
        assert layout == "fr" or set("0123456789") <= keys

    @pytest.mark.parametrize("layout", LANGUAGE_LETTERS)
    def test_put_keys_of_a_row_one_width_apart_or_more(self, layout):
        places = sorted((float(y), float(x)) for name, _, x, y in tables.rows("layouts") if name == layout)
        assert all(b[0] > a[0] or b[1] - a[1] >= 1 for a, b in pairwise(places))

    @pytest.mark.parametrize(
        ("layout", "key", "beside"),
        [
            ("us", "s", set("awdzx")),
            ("us", "p", set("0-o[;")),
            ("uk", "z", set("\\asx")),
            ("de", "z", set("67tuh")),
            ("de", "ö", set("plä.-")),
            ("fr", "a", set("&ézq")),
            ("fr", "m", set("plù:!")),
        ],
    )
    def test_place_keys_where_the_board_has_them(self, layout, key, beside):
        at = {k: (float(x), float(y)) for name, k, x, y in tables.rows("layouts") if name == layout}
        x, y = at[key]
        assert {k for k, (a, b) in at.items() if k != key and (a - x) ** 2 + (b - y) ** 2 < 1.2**2} == beside


def test_homoglyphs_are_letters_that_normalising_does_not_betray():
    for _, others in tables.rows("homoglyphs"):
        for other in others.split("|"):
            assert unicodedata.category(other) in {"Ll", "Lu", "Lt", "Lo", "Nl"}
            assert unicodedata.normalize("NFC", other) == other
    assert {"а", "е", "о", "р", "с"} <= {o for _, others in tables.rows("homoglyphs") for o in others.split("|")}


def test_diacritics_are_the_letter_and_one_combining_mark():
    for letter, others in tables.rows("diacritics"):
        for other in others.split("|"):
            base, mark = unicodedata.normalize("NFD", other)
            assert base == letter
            assert unicodedata.combining(mark)


def test_ocr_reads_no_digit_as_another_and_touches_no_mark_of_numbers():
    for string, others, _ in tables.rows("ocr"):
        assert not set(string + others) & set(".,:/-+%")
        assert not string.isdigit() or not any(c.isdigit() for c in others)


def test_distractors_hold_no_negation_number_or_word_of_degree():
    words = {word for (sentence,) in tables.rows("distractors") for word in re.findall(r"[a-z]+", sentence.lower())}
    assert not words & {"no", "not", "never", "none", "without", "but", "very", "more", "most", "least", "less", "so"}
    assert not words & {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
