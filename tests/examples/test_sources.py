from __future__ import annotations

import builtins
import csv
import json

import numpy
import pandas
import pytest

from robustgen.errors import GoldenError, MissingExtra, UsageError
from robustgen.examples import Span, read_examples
from tests.examples.rows import READ, ROWS, lines, problems


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

    @pytest.mark.parametrize("mark", [";", "\t"])
    def test_csv_may_have_a_byte_order_mark_and_the_semicolons_or_tabs_of_a_spreadsheet(self, golden, mark):
        content = '\ufefftext,label\r\n"a; b, c",x\r\n'.replace(",label", f"{mark}label").replace(",x", f"{mark}x")
        (found,) = read_examples(golden(content, "g.csv"))
        assert (found.inputs, found.expected) == ({"text": "a; b, c"}, "x")

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
            "g.csv:7: byte 0xe9 at offset 42 is not UTF-8: save the file as UTF-8",
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
