from __future__ import annotations

import pytest

from robustgen.errors import GoldenError, UsageError
from robustgen.examples import MISSING, Example, GoldenWarning, Span, read_examples
from tests.examples.rows import problems


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
            "uid": "u", "question": "Where is Rome?", "answer": "Rome", "doc": "d", "keep": "Rome", "kinds": ["t"],
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
        assert example == Example("u", inputs, "Rome", ("/question",), "qa_span", "de", ("Rome",), ("t",), "d", spans)

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
            ({"text": "a", "spans": [[0, 2, "x"]]},
             "column 'spans': span 0..2 outside the text of 1 characters: "
             "offsets are code points of the first field that varies"),
            ({"text": "a", "spans": [[-1, 1, "x"]]}, "column 'spans': span -1..1 needs 0 <= start < end"),
            ({"text": "abc", "spans": [[2, 1, "x"]]},
             "column 'spans': span 2..1 ends before it starts: write the start first"),
            ({"text": "a", "spans": [[1, 1, "x"]]}, "column 'spans': span 1..1 needs 0 <= start < end"),
            ({"text": "a", "spans": [[0, 1, "x"]] * 2}, "column 'spans': span 0..1 stands twice: leave one out"),
            ({"text": "Ann", "spans": [{"start": 0, "end": 2, "label": "x", "text": "Ann"}]},
             "column 'spans': span 0..2 is said to be 'Ann', and the text has 'An': count code points, end exclusive"),
            ({"text": "abcd", "task": "ner", "spans": [[2, 4, "x"], [0, 3, "y"]]},
             "column 'spans': spans 0..3 and 2..4 overlap: for the task ner keep one"),
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

    @pytest.mark.parametrize("task", ["intent", "qa_choice", "chat", "my_task", "summarise", "x"])
    def test_a_task_is_one_of_ours_or_one_of_the_users_own(self, task):
        (example,) = read_examples([{"text": "a", "label": 0}], task=task)
        assert example.task == task

    def test_a_named_expected_field_must_stand_in_every_row(self):
        rows = [{"text": "a", "y": 1}, {"text": "b"}, {"text": "c", "y": None}]
        assert problems(rows, expected="y") == ["rows[1]: column 'y': missing", "rows[2]: column 'y': missing"]

    def test_expected_values_in_some_rows_only_are_worth_a_warning(self):
        with pytest.warns(GoldenWarning, match=r"no expected value in 1 of 2 rows: rows\[1\]"):
            first, second = read_examples([{"text": "a", "label": 1}, {"text": "b"}])
        assert (first.expected, second.expected) == (1, MISSING)
