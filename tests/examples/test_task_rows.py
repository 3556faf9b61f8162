"""What a task needs beside text: each row says what is given, what is wanted and what to do."""

from __future__ import annotations

import pytest

from robustgen.examples import read_examples
from tests.examples.rows import problems

TOOLS = [{"name": "get_time"}, {"type": "function", "function": {"name": "send_mail"}}]
CHAT = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]


class TestChoices:
    @pytest.mark.parametrize(
        ("options", "expected", "reason"),
        [
            (["a", "b"], "a", None),
            (["a", "b"], 1, None),
            ([2, 1], 1, None),
            ("a or b", "c", None),
            (["a", "b"], "c", "'c' is neither one of the 2 options nor an index from 0 to 1"),
            (["x", "y"], "B",
             "'B' is neither one of the 2 options nor an index from 0 to 1; for the option B write 1"),
            (["a", "b"], 2, "2 is neither one of the 2 options nor an index from 0 to 1"),
            (["a", "b"], -1, "-1 is neither one of the 2 options nor an index from 0 to 1"),
            (["a", "b"], True, "True is neither one of the 2 options nor an index from 0 to 1"),
            ([1, 0], 1, "1 is an option and the index of another: write the options as text"),
        ],
    )  # fmt: skip
    def test_the_answer_to_a_choice_is_an_option_or_its_index(self, options, expected, reason):
        rows = [{"text": "a", "options": options, "label": expected}]
        if reason is None:
            assert read_examples(rows, task="qa_choice")[0].expected == expected
        else:
            assert problems(rows, task="qa_choice") == [f"rows[0]: column 'label': {reason}"]

    @pytest.mark.parametrize("field", ["options", "choices"])
    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ([], "no options in the list: the answer must be one of two or more"),
            (["a", "b", "a"], "'a' stands twice among the options, at 0 and 2: leave one out"),
            (["a", ""], "option 1 is empty: write it, or leave it out"),
            (["a", None], "option 1 is empty: write it, or leave it out"),
            ('["a", "b"]', "the options are a text that looks like JSON: cells of CSV stay text, so write the rows as "
             ".jsonl"),
        ],
    )  # fmt: skip
    def test_options_are_some_and_differ(self, field, options, reason):
        rows = [{"text": "a", field: options, "label": 0}]
        assert problems(rows, task="qa_choice") == [f"rows[0]: column '{field}': {reason}"]

    def test_one_and_true_are_two_options(self):
        (example,) = read_examples([{"text": "a", "options": [1, True, "1"], "label": "1"}], task="qa_choice")
        assert example.expected == "1"


class TestMessages:
    @pytest.mark.parametrize(
        ("messages", "reason"),
        [
            ("Hi", "str 'Hi', where a list of messages is needed: [{'role': 'user', 'content': …}, …]"),
            ({"role": "user", "content": "Hi"}, "dict {'role': 'user', 'content': 'Hi'}, where a list of messages is "
             "needed: [{'role': 'user', 'content': …}, …]"),
            ([], "no message in the list: write at least one of a user"),
            (["Hi"], "message 0 is str 'Hi': write {'role': 'user', 'content': …}"),
            ([CHAT[0], {"from": "human", "value": "Hi"}],
             "message 1 has no role, such as 'user' or 'assistant'; it has 'from', 'value'"),
            ([{"role": "user"}], "the content of message 0 ('user') is null, where text is needed"),
            ([{"role": "user", "content": 3}], "the content of message 0 ('user') is int 3, where text is needed"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("task", ["chat", "tool_call"])
    def test_messages_are_a_list_of_roles_and_contents(self, task, messages, reason):
        rows = [{"text": "a", "tools": TOOLS, "messages": messages}]
        assert problems(rows, task=task) == [f"rows[0]: column 'messages': {reason}"]

    def test_calls_and_parts_may_stand_in_place_of_text(self):
        messages = [
            {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
            {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "get_time"}}]},
        ]
        assert read_examples([{"messages": messages}], vary="messages", task="chat")

    def test_other_tasks_may_call_anything_messages(self):
        assert read_examples([{"text": "a", "messages": 3}], task="intent")


class TestTools:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ({}, "column 'tools': missing, and a call needs tools; there is text"),
            ({"tools": "get_time"}, "column 'tools': str 'get_time', where a list of tools is needed: "
             "[{'name': …, 'description': …}, …]"),
            ({"tools": []}, "column 'tools': no tool in the list: a call needs one"),
            ({"functions": [{"description": "x"}]},
             "column 'functions': tool 0 has no name: write it at its top, or under 'function'"),
            ({"tools": [TOOLS[0], TOOLS[0]]},
             "column 'tools': 'get_time' is the name of 2 tools: give each its own"),
            ({"tools": TOOLS, "expected": {"name": "get_tme"}}, "column 'expected': calls 'get_tme', and the tools are "
             "'get_time', 'send_mail'; did you mean 'get_time'?"),
            ({"tools": TOOLS, "expected": [{"function": {"name": "stop"}}]},
             "column 'expected': calls 'stop', and the tools are 'get_time', 'send_mail'"),
        ],
    )  # fmt: skip
    def test_a_call_needs_tools_with_names(self, row, reason):
        assert problems([{"text": "a", **row}], task="tool_call") == [f"rows[0]: {reason}"]

    @pytest.mark.parametrize("expected", [{"name": "send_mail"}, [{"function": {"name": "get_time"}}], [], "no call"])
    def test_what_is_called_is_a_tool_or_nothing(self, expected):
        assert read_examples([{"text": "a", "tools": TOOLS, "expected": expected}], task="tool_call")


class TestAnswers:
    def row(self, answer, *spans):
        return [{"context": "Ada lives in Oslo.", "answer": answer, "spans": list(spans)}]

    @pytest.mark.parametrize("answer", ["Oslo", " oslo", ["Oslo", "in Oslo"]])
    def test_an_answer_is_the_text_of_a_span(self, answer):
        spans = [13, 17, "answer"], [10, 17, "answer"]
        (example,) = read_examples(self.row(answer, *spans), vary="context", expected="answer", task="qa_span")
        assert len(example.spans) == 2

    def test_an_answer_that_is_not_is_refused(self):
        assert problems(self.row("Oslo", [0, 3, "answer"]), vary="context", expected="answer", task="qa_span") == [
            "rows[0]: column 'answer': 'Oslo', and the text at the spans is 'Ada': mend the offsets, or the answer"
        ]
