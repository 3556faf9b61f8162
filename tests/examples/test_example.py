from __future__ import annotations

import json
import pickle

import pytest

from robustgen.errors import EditError, GoldenError
from robustgen.examples import MISSING, Example, Span
from tests.examples.rows import READ


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
