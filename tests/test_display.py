from __future__ import annotations

import sys
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest

from robustgen.display import visible

KEPT = [
    "",
    "plain text, 100 % ASCII: a::b, C:\\new, ## heading, #1",
    "Größe naïve çà",
    "日本語　テキスト",
    "नमस्ते",
    "العربية עברית",
    "zalgo c\u0301\u0302\u0303",
    "no-break\u00a0space",
    "😀🇫🇷👍🏽",
    "replacement \ufffd",
]


@pytest.mark.parametrize("text", KEPT)
def test_text_that_people_read_stays_as_it_is(text):
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]52;c;aGk=\x07", "\\x1b]52;c;aGk=\\x07"),
        ("nul\x00 del\x7f csi\x9b", "nul\\x00 del\\x7f csi\\x9b"),
        ("\u202etxt.exe\u2066", "\\u202etxt.exe\\u2066"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("👨\u200d👩", "👨\\u200d👩"),
        ("❤\ufe0f", "❤\\ufe0f"),
        ("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("lone \ud800 \udfff", "lone \\ud800 \\udfff"),
        ("soft\u00adhyphen \u3164", "soft\\u00adhyphen \\u3164".replace("\\u00ad", "\\xad")),
        ("\ufffe \ue000 \U0010ffff", "\\ufffe \\ue000 \\U0010ffff"),
    ],
)
def test_what_hides_or_acts_is_shown_as_an_escape(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("  ::error::x", "  \\x3a:error::x"),
        ("first\n::error::x", "first\\n\\x3a:error::x"),
        ("wrapped here ::error::x", "wrapped here \\x3a:error::x"),
        ("##[error]x", "\\x23#[error]x"),
        ("x ##vso[task.setvariable]", "x \\x23#vso[task.setvariable]"),
        ("##TeamCity[x]", "\\x23#TeamCity[x]"),
    ],
)
def test_commands_of_build_servers_never_come_out_raw(text, shown):
    assert visible(text) == shown


def test_no_code_point_that_is_a_control_or_a_format_character_is_shown_raw():
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    raw = [
        f"{code:x}" for code in range(sys.maxunicode + 1) if visible(char := chr(code)) == char and _is(char, hidden)
    ]
    assert raw == []


def test_no_letter_digit_or_symbol_is_escaped_except_the_invisible_ones():
    escaped = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if _is(char, {"L", "N", "P", "S"}) and visible(char) != char
    ]
    assert escaped == ["\u115f", "\u1160", "\u3164", "\uffa0"]  # the Hangul fillers


@pytest.mark.parametrize("text", [*KEPT, "::x", "##[x]", "a\n\x1b\u202e::", "\ud800\\x1b"])
def test_showing_twice_is_showing_once(text):
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("text", ["\x00\x08\x0b\x1f", "\ufffe\uffff\ud800", "&<>\u2028"])
def test_the_result_is_legal_xml_and_utf_8(text):
    element = ElementTree.Element("a")
    element.text = visible(text)
    assert ElementTree.fromstring(ElementTree.tostring(element, "utf-8")).text == visible(text)


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("ab\x1bcd", 8, "ab\\x1bcd"),
        ("ab\x1bcd", 7, "ab\\x1b…"),
        ("ab\x1bcd", 6, "ab…"),
        ("\n\n\n", 3, "\\n…"),
        ("\u202e", 1, "…"),
        ("::error", 6, "\\x3a:…"),
        ("##vso[task]", 6, "\\x23#…"),
        ("x" * 10_000_000, 3, "xx…"),
        ("e" + "\u0301" * 100_000, 4, "e\u0301\u0301…"),
    ],
)
def test_a_limit_counts_what_is_shown_and_never_splits_an_escape(text, limit, shown):
    assert visible(text, limit) == shown


def test_a_limit_without_room_for_the_ellipsis_is_refused():
    with pytest.raises(ValueError, match="limit is 0"):
        visible("text", 0)


def _is(char, categories):
    category = unicodedata.category(char)
    return category in categories or category[0] in categories
