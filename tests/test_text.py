"""What a text offers to perturbations, and what it keeps from them."""

from __future__ import annotations

import sys
import unicodedata
from itertools import product

import pytest

from robustgen import unicode14
from robustgen.text import Text, match_case


def pieces(text: str, spans) -> list[str]:
    return [text[a:b] for a, b in spans]


PROTECTED = [
    ("See https://a.example/x?y=1, please.", ["https://a.example/x?y=1"]),
    ("See www.example.org/a_b. Then go", ["www.example.org/a_b"]),
    ("on example.co.uk/menu and in notes.txt", ["example.co.uk/menu", "notes.txt"]),
    ("mail ana.b+c@example.com or @bob", ["ana.b+c@example.com", "@bob"]),
    ("run `rm x` and ```two\nlines```", ["`rm x`", "```two\nlines```"]),
    ("Hi {name}, {{x}} ${y} %(z)s", ["{name}", "{{x}}", "${y}", "%(z)s"]),
    ("a <br /> b &amp; c &#39; d", ["<br />", "&amp;", "&#39;"]),
    ("at 10:30 pay $1,234.50 for 3rd mp3 from 192.168.1.1", ["10:30", "$1,234.50", "3rd", "mp3", "192.168.1.1"]),
    ("The end.Then a new one", []),
    ("nothing here", []),
]


@pytest.mark.parametrize(("text", "found"), PROTECTED, ids=[text[:12] for text, _ in PROTECTED])
def test_protected(text: str, found: list[str]) -> None:
    parsed = Text(text)
    assert pieces(text, parsed.protected) == found
    for start, end in parsed.protected:
        assert not parsed.free(start, end)
        assert not parsed.free(start + 1, start + 1), "an insertion inside is one too many"
        assert parsed.free(start, start)
        assert parsed.free(end, end)
        assert not set(range(start, end)) & set(parsed.letters)


def test_listed_strings_are_protected_wherever_they_occur() -> None:
    text = Text("Zorb likes Zorbing", protect=["Zorb"])
    assert text.protected == ((0, 4), (11, 15))


WORDS = [
    ("Don't stop-gap it’s O'Neil's", ["Don't", "stop", "gap", "it’s", "O'Neil's"]),
    ("naïve Ångström über", ["naïve", "Ångström", "über"]),
    ("e\u0301te\u0301 नमस्ते", ["e\u0301te\u0301", "नमस्ते"]),
    ("Привет, мир", ["Привет", "мир"]),
    ("42 and x1", ["and"]),
    ("'quoted'", ["quoted"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "words"), WORDS, ids=[ascii(text) for text, _ in WORDS])
def test_words(text: str, words: list[str]) -> None:
    assert pieces(text, Text(text).words) == words


def test_ascii_is_read_as_any_other_text() -> None:
    """Its words, numbers and letters are found by other means, so all short texts of a few signs are compared."""
    for signs in product("aB1'. ", repeat=5):
        text = Text("".join(signs))
        other = Text(f"{text.string} \u00c9")
        assert (*text.all_words, (6, 7)) == other.all_words
        assert (*text.words, (6, 7)) == other.words
        assert text.numbers == other.numbers
        assert text.letters_in_words(2) == other.letters_in_words(2)


def test_a_letter_with_a_mark_or_joiner_is_no_single_place() -> None:
    text = Text("ae\u0301b\u200dc\u0378")
    assert text.letters == [0, 5]


SENTENCES = [
    ("One. Two! Three?", ["One.", "Two!", "Three?"]),
    ("Mr. Lee came at 3 p.m. today. He left.", ["Mr. Lee came at 3 p.m. today.", "He left."]),
    ('She said "Go." Then she left…', ['She said "Go."', "Then she left…"]),
    ("no stop\n\nnew line", ["no stop", "new line"]),
    ("It is 3.5 kg. See https://a.example/b.c now", ["It is 3.5 kg.", "See https://a.example/b.c now"]),
    ("你好。再见！", ["你好。", "再见！"]),
    ("  ", []),
]


@pytest.mark.parametrize(("text", "sentences"), SENTENCES, ids=[ascii(text)[:20] for text, _ in SENTENCES])
def test_sentences(text: str, sentences: list[str]) -> None:
    assert pieces(text, Text(text).sentences) == sentences


@pytest.mark.parametrize(
    ("replacement", "original", "result"),
    [("the", "TEH", "THE"), ("the", "Teh", "The"), ("the", "teh", "the"), ("am", "I", "Am"), ("", "X", "")],
)
def test_match_case(replacement: str, original: str, result: str) -> None:
    assert match_case(replacement, original) == result


@pytest.mark.skipif(unicodedata.unidata_version != unicode14.VERSION, reason="compares with Unicode 14.0, Python 3.11")
@pytest.mark.parametrize(("name", "category"), [("LETTERS", "L"), ("MARKS", "M"), ("DIGITS", "Nd")])
def test_the_pinned_table_is_unicode_14(name: str, category: str) -> None:
    pinned = set()
    for token in getattr(unicode14, name).split():
        first, _, last = token.partition("-")
        pinned |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert pinned == {c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)).startswith(category)}
