from __future__ import annotations

import json

import pandas
import pytest

from robustgen.errors import GoldenError
from robustgen.examples import Example, read_examples
from tests.examples.rows import lines, problems


class TestHostileText:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b'{"text": "caf\xe9"}', "byte 0xe9 at offset 30 is not UTF-8: save the file as UTF-8"),
            (b'{"text": "a\xed\xa0\x80"}', "byte 0xed at offset 28 is not UTF-8: save the file as UTF-8"),
            (b'{"text": "a"', "not JSON: Expecting ',' delimiter at character 13"),
            (b"{'text': 'a'}", "not JSON: Expecting property name enclosed in double quotes at character 2"),
            (b'{"text": "a"} {}', "not JSON: Extra data at character 15"),
            (b'{"text": "a\tb"}', "not JSON: Invalid control character at character 12"),
            (b'{"text": "NaN", "n": NaN}', "NaN is no JSON number at character 22"),
            (b'{"text": "a", "n": [-Infinity]}', "-Infinity is no JSON number at character 21"),
            (b'{"text": "a", "n": 1e999}', "the number 1e999 is out of range"),
            (b'{"text": "a", "text": "b"}', "column 'text': the key stands twice in one object"),
            (b'{"text": "a", "n": {"x": 1, "x": 1}}', "column 'x': the key stands twice in one object"),
            (b'{"text": "a\\ud800"}', "column 'text': a lone surrogate \\ud800 at character 2"),
            (b'{"text": "a", "n": {"\\udc00": 1}}', "column 'n': a lone surrogate \\udc00 at character 1"),
            (b'["text"]', "list ['text'], where a row must be an object of fields"),
            (b"3", "int 3, where a row must be an object of fields"),
            (b'{"text": "a", "n": ' + b"[" * 64 + b"]" * 64 + b"}", "column 'n': nested deeper than 64 levels"),
            (b"[" * 200_000, "nested deeper than 64 levels"),
        ],
    )
    def test_a_faulty_line_is_named_with_the_reason(self, golden, line, reason):
        assert problems(golden(b'{"text": "fine"}\n' + line + b"\n")) == [f"golden.jsonl:2: {reason}"]

    def test_an_integer_too_long_to_read_is_a_faulty_line(self, golden):
        (problem,) = problems(golden('{"text": "a", "n": ' + "9" * 5000 + "}"))
        assert problem.startswith("golden.jsonl:1: not JSON: Exceeds the limit")

    def test_a_line_over_16_mb_is_a_faulty_line_and_the_next_is_read(self, golden):
        content = b'{"text": "' + b"x" * 20_000_000 + b'"}\n{"text": 3}\n'
        assert problems(golden(content)) == [
            "golden.jsonl:1: longer than 16,777,216 bytes",
            "golden.jsonl:2: column 'text': int 3, where text is needed",
        ]

    def test_a_row_over_16_mb_is_refused_wherever_it_comes_from(self):
        assert problems([{"text": "x" * 17_000_000}]) == ["rows[0]: longer than 16,777,216 characters"]

    @pytest.mark.parametrize(
        "text",
        [
            "nul \x00 esc \x1b del \x7f",
            "line\u2028paragraph\u2029next\x85",
            "\u202ebidi\u2066",
            "e" + "\u0301" * 100_000,
            "x" * 10_000_000,
            "\U0010ffff\ufffe\ufeff",
            "",
            " \t\r\n",
        ],
        ids=["controls", "separators", "bidi", "combining", "10 MB", "noncharacters", "empty", "blank"],
    )
    @pytest.mark.parametrize("ascii_only", [True, False])
    def test_strange_text_comes_through_unchanged(self, golden, text, ascii_only):
        (example,) = read_examples(golden(json.dumps({"text": text}, ensure_ascii=ascii_only)))
        assert example.inputs == {"text": text}
        assert Example.from_json(json.loads(json.dumps(example.to_json()))) == example

    def test_depth_64_is_allowed(self, golden):
        (example,) = read_examples(golden('{"text": "a", "n": ' + "[" * 63 + "]" * 63 + "}"))
        assert example.inputs["text"] == "a"

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: 2}, b"x", {1, 2}, pandas.Timestamp(0)])
    def test_values_that_json_has_not_are_refused(self, value):
        (problem,) = problems([{"text": "a", "n": [value]}])
        assert problem.startswith("rows[0]: column 'n': ")

    def test_messages_show_hostile_names_and_values_as_escapes(self, golden):
        rows = [{"text": "\x1b[2J", "\u202ekey": 1, "task": "::error::intents"}, {"text": "b", "spans": "\x1b[2J"}]
        with pytest.raises(GoldenError) as caught:
            read_examples(golden(lines(*rows), "\x1bgolden.jsonl"))
        assert str(caught.value).replace("\n", "").isprintable()
        assert "\\x1bgolden.jsonl:2" in str(caught.value)
