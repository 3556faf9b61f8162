from __future__ import annotations

import builtins
import csv
import json
import pickle
import subprocess
import sys
import textwrap

import numpy
import pandas
import pytest

from robustgen.errors import EditError, GoldenError, MissingExtra, UsageError
from robustgen.examples import MISSING, Example, GoldenWarning, Span, read_examples

ROWS = [
    {"id": "a", "text": "hello there", "label": "greet", "lang": "x"},
    {"id": "b", "text": "bye now", "label": "leave", "lang": "y"},
]
READ = (
    Example("a", {"text": "hello there", "lang": "x"}, "greet"),
    Example("b", {"text": "bye now", "lang": "y"}, "leave"),
)


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def golden(tmp_path, monkeypatch):
    """Return a function that writes a file and gives its name; messages then show the bare name."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="golden.jsonl"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write


def problems(source, **named):
    with pytest.raises(GoldenError) as caught:
        read_examples(source, **named)
    assert all(line in str(caught.value) for line in caught.value.problems[:50])
    return list(caught.value.problems)


class TestExample:
    def test_the_row_is_the_inputs_and_the_expected_value_if_any(self):
        assert Example("a", {"text": "x", "n": 1}, "y").row() == {"text": "x", "n": 1, "expected": "y"}
        assert Example("a", {"text": "x"}, None).row() == {"text": "x", "expected": None}
        assert Example("a", {"text": "x"}).row() == {"text": "x"}

    def test_a_row_is_a_copy(self):
        example = Example("a", {"text": "x"})
        example.row()["text"] = "y"
        assert example.inputs == {"text": "x"}

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("text", "x"),
            ("/text", "x"),
            ("/messages/1/content", "second"),
            ("expected", "y"),
            ("a/b", 1),
            ("/a~1b", 1),
            ("/til~0de", 2),
        ],
    )
    def test_a_value_is_found_by_name_or_pointer(self, path, value):
        messages = [{"content": "first"}, {"content": "second"}]
        example = Example("a", {"text": "x", "messages": messages, "a/b": 1, "til~de": 2}, "y")
        assert example.value(path) == value

    @pytest.mark.parametrize("path", ["other", "/text/0", "/messages/2", "/messages/x", "expected"])
    def test_a_value_that_is_not_there_is_an_error(self, path):
        with pytest.raises(EditError):
            Example("a", {"text": "x", "messages": [1, 2]}).value(path)

    def test_names_of_varied_fields_become_pointers(self):
        assert Example("a", {}, vary=("text", "/messages/0", "a/b")).vary == ("/text", "/messages/0", "/a~1b")

    def test_the_stored_form_has_sorted_keys_and_leaves_out_what_is_empty(self):
        full = Example(
            "a", {"z": 1, "b": 2}, None, ("/z",), "ner", "de", ("P",), ("t",), "g", (Span(0, 1, "per"), Span(2, 3, "x"))
        )
        assert json.dumps(full.to_json()) == (
            '{"expected": null, "group": "g", "id": "a", "inputs": {"z": 1, "b": 2}, "language": "de", '
            '"protect": ["P"], "spans": [[0, 1, "per"], [2, 3, "x"]], "tags": ["t"], "task": "ner", "vary": ["/z"]}'
        )
        assert (
            json.dumps(Example("a", {}).to_json()) == '{"id": "a", "inputs": {}, "language": "en", "vary": ["/text"]}'
        )
        for example in (full, Example("a", {}), *READ):
            assert Example.from_json(json.loads(json.dumps(example.to_json()))) == example

    def test_what_is_left_out_of_the_stored_form_is_the_default(self):
        assert Example.from_json({"id": "a", "inputs": {}}) == Example("a", {})

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"vari": []}, "unknown key 'vari' in a golden example; did you mean 'vary'?"),
            ({"id": 3}, "key 'id' of a golden example is int 3: it must be a string that is not empty"),
            ({"id": ""}, "key 'id'"),
            ({"inputs": []}, "key 'inputs' of a golden example is list []: it must be an object"),
            ({"vary": []}, "key 'vary'"),
            ({"vary": ["text"]}, "a list of JSON pointers"),
            ({"tags": "t"}, "key 'tags'"),
            ({"protect": [1]}, "key 'protect'"),
            ({"spans": [[0, 1]]}, "key 'spans'"),
            ({"spans": [[1, 1, "x"]]}, "0 <= start < end"),
            ({"spans": [[True, 2, "x"]]}, "key 'spans'"),
            ({"task": None}, "key 'task' of a golden example is null"),
            ({"expected": 1, "inputs": {"expected": 2}}, "'expected' among its inputs"),
        ],
    )
    def test_a_stored_form_of_another_shape_is_refused(self, change, message):
        with pytest.raises(GoldenError) as caught:
            Example.from_json({"id": "a", "inputs": {}, **change})
        assert message in str(caught.value)

    @pytest.mark.parametrize("obj", [None, [], "a", {}, {"id": "a"}, {"inputs": {}}])
    def test_a_stored_form_needs_id_and_inputs(self, obj):
        with pytest.raises(GoldenError, match="golden example"):
            Example.from_json(obj)

    def test_missing_is_one_object_everywhere(self):
        assert pickle.loads(pickle.dumps(MISSING)) is MISSING
        assert repr(MISSING) == "MISSING"


class TestSources:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("g.jsonl", lines(*ROWS)),
            ("g.ndjson", lines(*ROWS).rstrip("\n")),
            ("g.JSONL", "\ufeff" + lines(*ROWS).replace("\n", "\r\n\r\n")),
            ("g.json", json.dumps(ROWS)),
            ("g.csv", "id,text,label,lang\na,hello there,greet,x\nb,bye now,leave,y\n"),
            ("g.csv", '\ufeffid,text,label,lang\r\n"a","hello there",greet,x\r\n\r\nb,bye now,leave,y'),
        ],
    )
    def test_every_kind_of_file_gives_the_same_examples(self, golden, name, content):
        assert read_examples(golden(content, name)) == READ

    @pytest.mark.parametrize(
        "source",
        [
            ROWS,
            tuple(ROWS),
            pandas.DataFrame(ROWS),
            READ,
        ],
        ids=["list", "tuple", "frame", "examples"],
    )
    def test_every_object_gives_the_same_examples(self, source):
        assert read_examples(source) == READ

    def test_a_generator_is_read_once(self):
        assert read_examples(row for row in ROWS) == READ

    def test_parquet_gives_the_same_examples(self, tmp_path):
        pandas.DataFrame(ROWS).to_parquet(tmp_path / "g.parquet")
        assert read_examples(tmp_path / "g.parquet") == READ

    def test_parquet_without_pyarrow_names_the_pip_line(self, golden, monkeypatch):
        found = builtins.__import__

        def without(name, *rest):
            if name.startswith("pyarrow"):
                raise ImportError(name)
            return found(name, *rest)

        name = golden(b"PAR1", "g.parquet")
        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(MissingExtra, match=r"pip install 'robustgen\[parquet\]'"):
            read_examples(name)

    def test_a_parquet_file_that_is_none_is_an_error(self, golden):
        with pytest.raises(GoldenError, match=r"g\.parquet cannot be read as Parquet"):
            read_examples(golden(b"PAR1 nonsense", "g.parquet"))

    @pytest.mark.parametrize(
        ("source", "message"),
        [
            ("goldn.jsonl", "goldn.jsonl is not there; did you mean 'golden.jsonl'?"),
            (".", ". is no regular file"),
            ("notes.txt", "notes.txt: golden data is read from .jsonl, .ndjson, .json, .csv, .parquet files"),
            ('{"text": "a"}' * 400, "is no path of a file"),
            (b"golden.jsonl", "golden data is a bytes: pass a path"),
            (3, "golden data is a int"),
            ({"text": "a"}, "golden data is one mapping: pass a list of them"),
            ([], "the list has no rows"),
            (pandas.DataFrame({"text": []}), "the DataFrame has no rows"),
            (pandas.DataFrame([["a", "b"]], columns=["text", "text"]), "the header names a column twice: 'text'"),
            (pandas.DataFrame([["a"]]), "a column of the DataFrame is int 0"),
        ],
    )
    def test_a_source_of_another_kind_says_what_to_give(self, golden, source, message):
        golden(lines(*ROWS))
        golden("text", "notes.txt")
        with pytest.raises(UsageError) as caught:
            read_examples(source)
        assert message in str(caught.value)

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("g.jsonl", "", "g.jsonl is empty"),
            ("g.jsonl", "\n \n", "g.jsonl has no rows"),
            ("g.csv", "text,label\n", "g.csv has no rows"),
            ("g.csv", "text,text,a,a\n1,2,3,4\n", "g.csv:1: the header names a column twice: 'text', 'a'"),
            ("g.csv", "text,\n1,2\n", "g.csv:1: the header has a column without a name"),
            ("g.csv", 'te"xt,"a"b\n1,2\n', "g.csv:1: the header is not CSV"),
            ("g.csv", b"te\xffxt\na\n", "g.csv:1: byte 0xff at offset 2 is not UTF-8"),
            ("g.json", "[]", "g.json has no rows"),
            ("g.json", '{"text": "a"}', "g.json is a JSON dict {'text': 'a'}: it must be a list of objects"),
            ("g.json", '[{"text": "a"}', "g.json: not JSON: Expecting ',' delimiter at character 15"),
            ("g.json", b'[\n{"text": "\xff"}]', "g.json:2: byte 0xff at offset 12 is not UTF-8"),
            ("g.jsonl", lines(*ROWS).encode("utf-16"), "g.jsonl is UTF-16: save it as UTF-8"),
        ],
    )
    def test_a_file_that_holds_no_rows_says_why(self, golden, name, content, message):
        with pytest.raises(GoldenError) as caught:
            read_examples(golden(content, name))
        assert message in str(caught.value)

    def test_csv_records_span_lines_and_their_values_stay_text(self, golden):
        first, second = read_examples(golden('text,n,label\n"a\nb",1,2\n"say ""hi""",,x\n', "g.csv"))
        assert (first.inputs, first.expected) == ({"text": "a\nb", "n": "1"}, "2")
        assert second.inputs == {"text": 'say "hi"', "n": ""}

    def test_csv_holds_lists_as_json_and_empty_cells_as_nothing(self, golden):
        content = (
            "id,text,label,tags,protect,spans,group\n"
            'a,Ann sings,x,"[""t"", ""u""]",Ann,"[[0, 3, ""per""]]",g\n'
            ",other,y,,,,\n"
        )
        first, second = read_examples(golden(content, "g.csv"))
        assert (first.tags, first.protect, first.spans, first.group) == (
            ("t", "u"),
            ("Ann",),
            (Span(0, 3, "per"),),
            "g",
        )
        assert (second.tags, second.protect, second.spans, second.group) == ((), (), (), None)
        assert second.id.startswith("g-")

    def test_faulty_csv_records_are_named_by_the_line_they_start_on(self, golden):
        content = b'text,label\n"a\nb",x\nshort\na,b,long\n"c"d,x\ne\xe9,x\nfine,x\n"open,x\n'
        assert problems(golden(content, "g.csv")) == [
            "g.csv:4: 1 cells, where the header has 2",
            "g.csv:5: 3 cells, where the header has 2",
            "g.csv:6: not CSV: ',' expected after '\"'",
            "g.csv:7: byte 0xe9 at offset 42 is not UTF-8",
            "g.csv:9: not CSV: unexpected end of data",
        ]

    def test_a_cell_may_be_as_long_as_a_row(self, golden):
        before = csv.field_size_limit()
        (example,) = read_examples(golden("text\n" + "x" * 10_000_000 + "\n", "g.csv"))
        assert len(example.inputs["text"]) == 10_000_000
        assert csv.field_size_limit() == before

    def test_in_a_table_null_and_nan_are_no_value(self):
        frame = pandas.DataFrame(
            {"text": ["a", "b"], "label": [1, 0], "note": ["x", None], "n": [numpy.nan, 2.0], "group": [pandas.NA, "g"]}
        )
        first, second = read_examples(frame)
        assert (first.inputs, first.group, first.expected) == ({"text": "a", "note": "x"}, None, 1)
        assert (second.inputs, second.group, type(second.expected)) == ({"text": "b", "n": 2.0}, "g", int)

    def test_the_same_table_has_the_same_ids_in_every_form(self, tmp_path):
        rows = [{"text": "a", "n": 1, "note": None}, {"text": "b", "n": 2, "note": "x"}]
        frame = pandas.DataFrame(rows)
        frame.to_parquet(tmp_path / "g.parquet")
        wanted = read_examples([{"text": "a", "n": 1}, {"text": "b", "n": 2, "note": "x"}])
        assert read_examples(frame) == wanted
        assert read_examples(tmp_path / "g.parquet") == wanted

    def test_numpy_values_and_tuples_become_json(self):
        (example,) = read_examples([{"text": numpy.str_("a"), "n": numpy.int64(3), "v": numpy.array([1.5]), "t": (1,)}])
        assert example.inputs == {"text": "a", "n": 3, "v": [1.5], "t": [1]}
        assert [type(value) for value in example.inputs.values()] == [str, int, list, list]


class TestHostileText:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b'{"text": "caf\xe9"}', "byte 0xe9 at offset 30 is not UTF-8"),
            (b'{"text": "a\xed\xa0\x80"}', "byte 0xed at offset 28 is not UTF-8"),
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


class TestFields:
    def test_reserved_fields_leave_the_inputs_which_keep_their_order(self):
        row = {
            "z": 1, "text": "Ann sings", "id": 7, "expected": {"b": 1, "a": 2}, "group": 3, "task": "mine",
            "language": "de", "protect": ["Ann"], "tags": "t", "spans": [{"start": 0, "end": 3, "label": "per"}],
            "a": 2,
        }  # fmt: skip
        (example,) = read_examples([row], task="intent")
        inputs, expected = {"z": 1, "text": "Ann sings", "a": 2}, {"b": 1, "a": 2}
        spans = (Span(0, 3, "per"),)
        assert example == Example("7", inputs, expected, ("/text",), "mine", "de", ("Ann",), ("t",), "3", spans)
        assert list(example.inputs) == ["z", "text", "a"]

    def test_fields_may_have_other_names(self):
        row = {
            "uid": "u", "question": "Where is Rome?", "answer": "Italy", "doc": "d", "keep": "Rome", "kinds": ["t"],
            "marks": [[9, 13, "loc"]], "id": "an input now",
        }  # fmt: skip
        named = {
            "expected": "answer",
            "id": "uid",
            "group": "doc",
            "protect": "keep",
            "tags": "kinds",
            "spans": "marks",
        }
        (example,) = read_examples([row], vary="question", task="qa_span", language="de", **named)
        inputs = {"question": "Where is Rome?", "doc": "d", "id": "an input now"}
        spans = (Span(9, 13, "loc"),)
        assert example == Example("u", inputs, "Italy", ("/question",), "qa_span", "de", ("Rome",), ("t",), "d", spans)

    def test_expected_goes_before_label_which_is_then_an_input(self):
        (example,) = read_examples([{"text": "a", "label": 1, "expected": 2}])
        assert (example.expected, example.inputs) == (2, {"text": "a", "label": 1})

    def test_text_lists_and_objects_may_vary(self):
        row = {"messages": [{"content": "hi"}], "tools": {"a": 1}}
        (example,) = read_examples([row], vary=["messages", "/messages/0/content", "tools"])
        assert example.vary == ("/messages", "/messages/0/content", "/tools")

    @pytest.mark.parametrize(
        ("named", "message"),
        [
            (
                {},
                "no field 'text': there is txt, label; did you mean 'txt'?; name the fields that may change with vary=",
            ),
            ({"vary": "tezt"}, "no field 'tezt': there is txt, label; did you mean 'txt'?"),
            ({"vary": "/tezt/0"}, "no field 'tezt'"),
            ({"vary": "txt", "expected": "lable"}, "no field 'lable': there is txt, label; did you mean 'label'?"),
            ({"vary": "txt", "group": "doc"}, "no field 'doc'"),
            ({"vary": "label"}, "field 'label' cannot vary: it is read as expected"),
            ({"vary": ["txt", "/txt"]}, "vary is ['txt', '/txt']: name one field or more, each once"),
            ({"vary": []}, "name one field or more"),
            ({"vary": "txt", "task": "sentimnt"}, "unknown task 'sentimnt'; did you mean 'sentiment'?"),
        ],
    )
    def test_a_field_that_is_not_there_is_named_with_those_that_are(self, named, message):
        with pytest.raises(UsageError) as caught:
            read_examples([{"txt": "a", "label": "b"}], **named)
        assert message in str(caught.value)

    def test_two_fields_for_the_expected_value_are_one_too_many(self):
        with pytest.raises(GoldenError, match="field 'expected' stands beside 'label': rename it"):
            read_examples([{"text": "a", "expected": 1, "label": 2}], expected="label")

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ({"text": None}, "column 'text': null, where text is needed"),
            ({"text": 3}, "column 'text': int 3, where text is needed"),
            ({"text": True}, "column 'text': bool True, where text is needed"),
            ({"txt": "a"}, "column 'text': missing; there is txt; did you mean 'txt'?"),
            ({"text": "a", "id": ""}, "column 'id': empty"),
            ({"text": "a", "id": 1.5}, "column 'id': float 1.5, where text is needed"),
            ({"text": "a", "id": True}, "column 'id': bool True, where text is needed"),
            ({"text": "a", "group": ["g"]}, "column 'group': list ['g'], where text is needed"),
            ({"text": "a", "language": 3}, "column 'language': int 3, where text is needed"),
            ({"text": "a", "tags": {"t": 1}}, "column 'tags': dict {'t': 1}, where a list of strings is needed"),
            ({"text": "a", "tags": ["t", 1]}, "column 'tags': int 1 in the list, where text is needed"),
            ({"text": "a", "protect": "A"}, "column 'protect': 'A' does not occur in what varies"),
            ({"text": "a", "protect": ["a", ""]}, "column 'protect': an empty string in the list"),
            ({"text": "a", "task": "Sentiment"}, "column 'task': unknown task 'Sentiment'; did you mean 'sentiment'? "
             "A task of your own needs another name"),
            ({"text": "a", "spans": 3}, "column 'spans': int 3, where a list of spans is needed"),
            ({"text": "a", "spans": [3]},
             "column 'spans': 3 is no span: write {start, end, label} or [start, end, label]"),
            ({"text": "a", "spans": [{"start": 0}]}, "column 'spans': a span without end, label"),
            ({"text": "a", "spans": [[0, "1", "x"]]},
             "column 'spans': span [0, '1', 'x'] needs two integers and a text"),
            ({"text": "a", "spans": [[0, 2, "x"]]}, "column 'spans': span 0..2 outside the text of 1 characters"),
            ({"text": "a", "spans": [[-1, 1, "x"]]}, "column 'spans': span -1..1 needs 0 <= start < end"),
            ({"text": "a", "spans": [[1, 1, "x"]]}, "column 'spans': span 1..1 needs 0 <= start < end"),
            ({"text": "a", "spans": [[0, 1, "x"]] * 2}, "column 'spans': span 0..1 stands twice"),
            ({"text": "Ann", "spans": [{"start": 0, "end": 2, "label": "x", "text": "Ann"}]},
             "column 'spans': span 0..2 is said to be 'Ann', and the text has 'An'"),
            ({"text": "abcd", "task": "ner", "spans": [[2, 4, "x"], [0, 3, "y"]]},
             "column 'spans': spans 0..3 and 2..4 overlap"),
            ({"text": ["a"], "spans": [[0, 1, "x"]]},
             "column 'spans': spans over list ['a']: the first field that varies must be text"),
            ({"text": "a", "id": "", "tags": 3},
             "column 'id': empty; column 'tags': int 3, where a list of strings is needed"),
        ],
    )  # fmt: skip
    def test_a_faulty_field_is_named_with_the_reason(self, row, reason):
        assert problems([{"text": "fine", "id": "fine"}, row]) == [f"rows[1]: {reason}"]

    def test_spans_may_overlap_where_the_task_is_not_ner(self):
        (example,) = read_examples([{"text": "abcd", "spans": [[0, 3, "y"], [2, 4, "x"]]}], task="qa_span")
        assert example.spans == (Span(0, 3, "y"), Span(2, 4, "x"))

    def test_spans_count_code_points(self):
        (example,) = read_examples([{"text": "😀 Ann", "spans": [{"start": 2, "end": 5, "label": "x", "text": "Ann"}]}])
        assert example.spans == (Span(2, 5, "x"),)

    def test_a_protected_string_may_stand_in_any_field_that_varies(self):
        row = {"a": "x", "b": [{"c": "keep me"}], "protect": ["keep"]}
        (example,) = read_examples([row], vary=["a", "b"])
        assert example.protect == ("keep",)

    def test_a_pointer_that_leads_nowhere_is_a_fault_of_its_row(self):
        rows = [{"messages": [{"content": "hi"}]}, {"messages": []}, {"messages": [{"content": None}]}]
        assert problems(rows, vary="/messages/0/content") == [
            "rows[1]: column '/messages/0/content': nothing is there",
            "rows[2]: column '/messages/0/content': null, where text is needed",
        ]

    @pytest.mark.parametrize("task", ["intent", "qa_choice", "tool_call", "my_task", "summarise", "x"])
    def test_a_task_is_one_of_ours_or_one_of_the_users_own(self, task):
        (example,) = read_examples([{"text": "a", "label": 0}], task=task)
        assert example.task == task

    @pytest.mark.parametrize(
        ("options", "expected", "reason"),
        [
            (["a", "b"], "a", None),
            (["a", "b"], 1, None),
            ([2, 1], 1, None),
            ("a or b", "c", None),
            (["a", "b"], "B", "'B' is neither one of the 2 options nor an index from 0 to 1"),
            (["a", "b"], 2, "2 is neither one of the 2 options nor an index from 0 to 1"),
            (["a", "b"], -1, "-1 is neither one of the 2 options nor an index from 0 to 1"),
            (["a", "b"], True, "True is neither one of the 2 options nor an index from 0 to 1"),
            (["a", "a"], "a", "'a' stands 2 times among the options: give its index"),
            ([1, 0], 1, "1 is an option and the index of another: write the options as text"),
        ],
    )
    def test_the_answer_to_a_choice_is_an_option_or_its_index(self, options, expected, reason):
        rows = [{"text": "a", "options": options, "label": expected}]
        if reason is None:
            assert read_examples(rows, task="qa_choice")[0].expected == expected
        else:
            assert problems(rows, task="qa_choice") == [f"rows[0]: column 'label': {reason}"]

    def test_a_named_expected_field_must_stand_in_every_row(self):
        rows = [{"text": "a", "y": 1}, {"text": "b"}, {"text": "c", "y": None}]
        assert problems(rows, expected="y") == ["rows[1]: column 'y': missing", "rows[2]: column 'y': missing"]

    def test_expected_values_in_some_rows_only_are_worth_a_warning(self):
        with pytest.warns(GoldenWarning, match=r"no expected value in 1 of 2 rows: rows\[1\]"):
            first, second = read_examples([{"text": "a", "label": 1}, {"text": "b"}])
        assert (first.expected, second.expected) == (1, MISSING)


class TestTogether:
    def test_every_faulty_row_is_listed_in_order_and_nothing_is_read(self, golden):
        content = lines({"text": "a", "id": 1}, {"text": 2}, {"text": "b", "id": 1}) + "{\n" + lines({"text": None})
        with pytest.raises(GoldenError) as caught:
            read_examples(golden(content))
        assert str(caught.value) == textwrap.dedent("""\
            golden.jsonl: 4 of 5 rows cannot be used, so none is read
            golden.jsonl:2: column 'text': int 2, where text is needed
            golden.jsonl:3: column 'id': '1' is the id of golden.jsonl:1 too
            golden.jsonl:4: not JSON: Expecting property name enclosed in double quotes at character 2
            golden.jsonl:5: column 'text': null, where text is needed""")

    def test_the_message_stops_at_50_and_the_error_holds_all(self):
        with pytest.raises(GoldenError) as caught:
            read_examples([{"text": n} for n in range(60)])
        assert len(caught.value.problems) == 60
        assert str(caught.value).count("\n") == 51
        assert str(caught.value).endswith("rows[49]: column 'text': int 49, where text is needed\n… and 10 more")

    @pytest.mark.parametrize(
        ("rows", "problem"),
        [
            (
                [{"text": "a", "label": "x"}, {"text": "a", "label": "y"}],
                'rows[1]: column \'label\': "y", and rows[0] has "x" for the same inputs',
            ),
            (
                [{"text": "a", "n": 1, "label": 1}, {"n": 1, "text": "a", "label": True}],
                "rows[1]: column 'label': true, and rows[0] has 1 for the same inputs",
            ),
            (
                [{"text": "a", "spans": [[0, 1, "x"]]}, {"text": "a"}],
                "rows[1]: column 'label': no expected value, and rows[0] has no expected value with spans "
                '[[0,1,"x"]] for the same inputs',
            ),
            (
                [{"text": "a", "label": "x"}, {"text": "a", "label": "x"}],
                "rows[1]: column 'id': 'g-f75db5d478a4' is the id of rows[0] too; "
                "give rows of equal inputs ids of their own",
            ),
        ],
    )
    def test_equal_inputs_contradict_each_other_or_need_ids(self, rows, problem):
        assert problems(rows) == [problem]

    def test_long_answers_that_differ_at_the_end_are_told_apart(self):
        (problem,) = problems([{"text": "a", "label": "x" * 200 + end} for end in "ab"])
        shown, other = problem.split(", and ")
        assert shown.split("… ")[1] not in other

    def test_equal_inputs_may_have_different_answers_for_different_tasks(self):
        rows = [
            {"id": 1, "text": "a", "task": "topic", "label": 1},
            {"id": 2, "text": "a", "task": "intent", "label": 2},
        ]
        assert len(read_examples(rows)) == 2

    def test_equal_inputs_with_ids_of_their_own_are_worth_a_warning(self):
        with pytest.warns(GoldenWarning, match=r"the same inputs.*: rows\[0\] and rows\[1\]"):
            read_examples([{"id": n, "text": "a", "label": 1} for n in (1, 2)])

    def test_inputs_equal_after_nfc_are_worth_a_warning_that_names_both(self):
        with pytest.warns(GoldenWarning, match=r"\(NFC\): rows\[0\] and rows\[2\]$"):
            read_examples([{"text": "caf\u00e9"}, {"text": "cafe"}, {"text": "cafe\u0301"}])

    def test_ids_equal_after_nfkc_and_case_folding_are_worth_a_warning_that_names_both(self):
        with pytest.warns(GoldenWarning, match=r"\(NFKC\) and case folding: 'A1' and 'ａ1'$"):
            read_examples([{"id": id, "text": id} for id in ("A1", "A2", "ａ1")])

    def test_a_long_list_in_a_warning_is_cut(self):
        with pytest.warns(GoldenWarning, match=r"rows\[0\] and rows\[5\], … and 4 more"):
            read_examples([{"id": n, "text": "a"} for n in range(10)])

    def test_examples_are_checked_as_rows_are(self):
        examples = [
            Example("a", {"text": "x"}),
            Example("a", {"text": "y"}),
            Example("b", {"txt": "y"}),
            Example("c", {"text": "y"}, spans=(Span(0, 2, "x"),)),
            Example("d", {"text": "y"}, task="NER", protect=("z",)),
            Example("", {"text": {1: 2}}, float("nan")),
        ]
        assert problems(examples) == [
            "rows[1]: column 'id': 'a' is the id of rows[0] too",
            "rows[2]: column 'text': missing; there is txt; did you mean 'txt'?",
            "rows[3]: column 'spans': span 0..2 outside the text of 1 characters",
            "rows[4]: column 'task': unknown task 'NER'; did you mean 'ner'? A task of your own needs another name; "
            "column 'protect': 'z' does not occur in what varies",
            "rows[5]: column 'id': empty; column 'inputs': a key is int 1, and JSON has only strings for keys; "
            "column 'expected': nan is no JSON number",
        ]

    def test_examples_and_rows_may_be_mixed(self):
        assert read_examples([READ[0], ROWS[1]]) == READ

    def test_other_arguments_do_not_go_with_examples(self):
        with pytest.raises(UsageError, match="examples carry their own fields"):
            read_examples(READ, task="intent")


class TestIds:
    def test_a_hash_is_of_the_inputs_alone_and_not_of_their_order(self):
        one, other = (
            {"text": "a", "n": {"x": 1, "y": 2}},
            {"n": {"y": 2, "x": 1}, "label": 1, "tags": "t", "text": "a"},
        )
        assert read_examples([one])[0].id == read_examples([other])[0].id

    @pytest.mark.parametrize(
        ("inputs", "id"),
        [
            ({"text": "a"}, "g-f75db5d478a4"),
            ({"text": "naïve 😀\u2028"}, "g-d16dc02b6e2e"),
            ({"text": "a", "n": [1, 2.5, None, True]}, "g-d01e37158ec6"),
        ],
    )
    def test_a_hash_stays_the_same_for_good(self, inputs, id):
        assert read_examples([inputs])[0].id == id


def test_importing_examples_loads_no_heavy_library():
    code = "import sys, robustgen.examples, robustgen.metrics, robustgen.predict; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "numpy", "pyarrow", "datasets", "scipy", "pytest"} & set(loaded)
