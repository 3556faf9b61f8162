"""Prompts and tasks of more than one text: what moves along with what, and where nothing may be touched."""

from __future__ import annotations

import ast

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.errors import ContractError
from robustgen.registry import get


def rows_made(name: str, example: rg.Example) -> list[dict]:
    """Every row that one place and option of a perturbation makes, the first 40 options of each place."""
    found = get(name).find(Subject(example))
    return [
        apply(example.row(), found.change(i, found.options(i)[j]))
        for i in range(len(found))
        for j in range(min(40, len(found.options(i))))
    ]


def quiz(options: list[str], expected, **more) -> rg.Example:
    return rg.Example("q", {"question": "Which?", "options": options}, expected, ("/options",), "qa_choice", **more)


def prompt(text: str, expected="x") -> rg.Example:
    return rg.Example("p", {"prompt": text}, expected, ("/prompt",), "generation")


def chat(*turns: tuple[str, str]) -> rg.Example:
    messages = [{"role": role, "content": content} for role, content in turns]
    return rg.Example("c", {"messages": messages}, "x", ("/messages",), "chat")


class TestOptions:
    def test_the_answer_index_follows_the_order(self):
        made = rows_made("prompt.option_order", quiz(["Nile", "Oslo", "Mars"], 1))
        assert len(made) == 5
        assert all(row["options"][row["expected"]] == "Oslo" for row in made)
        assert len({tuple(row["options"]) for row in made}) == 5

    def test_an_expected_text_stays(self):
        assert {row["expected"] for row in rows_made("prompt.option_order", quiz(["x", "y"], "y"))} == {"y"}

    @pytest.mark.parametrize("last", ["All of the above", "Both a and b", "None of these above", "B) the Nile"])
    def test_options_that_speak_of_the_others_stay(self, last):
        assert rows_made("prompt.option_order", quiz(["x", "y", last], 0)) == []

    def test_labels_are_exchanged_and_an_expected_option_follows(self):
        made = rows_made("prompt.option_labels", quiz(["A) Nile", "B) Oslo"], "B) Oslo"))
        assert (["1. Nile", "2. Oslo"], "2. Oslo") in [(row["options"], row["expected"]) for row in made]
        assert all(row["expected"] == row["options"][1] for row in made)
        assert ["A) Nile", "B) Oslo"] not in [row["options"] for row in made]

    def test_letters_in_a_prompt_are_exchanged_and_the_expected_one_follows(self):
        made = rows_made("prompt.option_labels", prompt("Pick one.\nA) Nile\nB) Oslo", "B"))
        assert {(row["prompt"].split("\n")[2], row["expected"]) for row in made} == {
            ("2. Oslo", "2"), ("2) Oslo", "2"), ("(2) Oslo", "2"), ("b) Oslo", "b"), ("(b) Oslo", "b"),
            ("B. Oslo", "B"), ("(B) Oslo", "B"),
        }  # fmt: skip

    def test_none_of_the_above_is_right_once_the_answer_is_gone(self):
        for row in rows_made("task.choice.none_of_the_above", quiz(["Nile", "Oslo", "Mars"], 0)):
            assert "Nile" not in row["options"]
            assert row["options"][row["expected"]].startswith("None of")

    def test_pressure_never_suggests_the_right_answer(self):
        example = rg.Example("q", {"question": "Which?", "options": ["Nile", "Oslo"]}, 0, ("/question",), "qa_choice")
        made = [row["question"] for row in rows_made("prompt.social_pressure", example)]
        assert made
        assert all("Oslo" in text and "Nile" not in text for text in made)


class TestPrompts:
    def test_an_instruction_goes_behind_its_text_and_points_back(self):
        (row,) = rows_made("prompt.instruction_position", prompt("Translate the following text:\n\nHej!"))
        assert row["prompt"] == "Hej!\n\nTranslate the above text."

    @pytest.mark.parametrize("text", ["One paragraph.", "Hello there.\n\nHow are you?", "Name it:\n\na\n\nb"])
    def test_what_is_no_instruction_with_one_text_stays(self, text):
        assert rows_made("prompt.instruction_position", prompt(text)) == []

    def test_a_delimiter_that_stands_there_already_is_not_used(self):
        made = [row["prompt"] for row in rows_made("prompt.delimiter", prompt("Name the city:\n\nSee ### Oslo."))]
        assert made
        assert not any("###\n" in text for text in made)

    def test_a_chat_without_a_system_message_gains_one(self):
        row = rows_made("prompt.role_framing", chat(("user", "Where is Oslo?")))[0]
        assert [message["role"] for message in row["messages"]] == ["system", "user"]

    def test_padding_stands_before_the_last_request_and_in_turns(self):
        row = rows_made("prompt.multi_turn_padding", chat(("system", "Be brief."), ("user", "Where is Oslo?")))[0]
        assert [message["role"] for message in row["messages"]] == ["system", "user", "assistant", "user"]
        assert row["messages"][-1]["content"] == "Where is Oslo?"

    def test_injections_never_stand_in_what_the_user_asks(self):
        example = chat(("user", "Is it open?"), ("tool", "Open from ten."), ("user", "And on Monday?"))
        made = rows_made("prompt.injection", example)
        assert made
        assert all([m["content"] for m in row["messages"]][::2] == ["Is it open?", "And on Monday?"] for row in made)

    def test_only_what_may_vary_varies(self):
        fixed = rg.Example(
            "p", {"prompt": "Answer the question. Is ice cold?", "text": "x"}, "yes", ("/text",), "generation"
        )
        for name in ("prompt.instruction_paraphrase", "prompt.role_framing", "prompt.social_pressure"):
            assert rows_made(name, fixed) == []


class TestDocumentsAndTools:
    def test_an_expected_index_follows_its_document(self):
        example = rg.Example("r", {"query": "q", "documents": ["a", "b", "c"]}, 2, ("/documents",), "retrieval")
        for name in ("prompt.document_order", "prompt.document_distractor"):
            assert {row["documents"][row["expected"]] for row in rows_made(name, example)} == {"c"}

    def test_a_distractor_has_the_form_of_the_others(self):
        documents = [{"id": "d1", "title": "Oslo", "text": "Oslo is a city."}]
        example = rg.Example("r", {"documents": documents}, "x", ("/documents",), "generation")
        assert all(list(doc) == ["id", "title", "text"] for row in rows_made("prompt.document_distractor", example)
                   for doc in row["documents"])  # fmt: skip

    def test_an_unknown_form_of_document_stays(self):
        example = rg.Example("r", {"documents": [{"vector": [1, 2]}]}, "x", ("/documents",), "generation")
        assert rows_made("prompt.document_distractor", example) == []

    def test_a_tool_is_renamed_in_schema_messages_and_expected_call(self):
        tools = [{"type": "function", "function": {"name": "get_time", "description": "The time."}}]
        messages = [{"role": "user", "content": "Call get_time, not get_timer."}]
        expected = [{"function": {"name": "get_time", "arguments": {}}}]
        example = rg.Example(
            "t", {"tools": tools, "messages": messages}, expected, ("/tools", "/messages"), "tool_call"
        )
        made = rows_made("prompt.tool_schema_rename", example)
        assert made
        for row in made:
            new = row["tools"][0]["function"]["name"]
            assert row["expected"][0]["function"]["name"] == new != "get_time"
            assert row["messages"][0]["content"] == f"Call {new}, not get_timer."
            assert row["tools"][0]["function"]["description"] == "The time."

    def test_no_two_tools_get_one_name(self):
        tools = [{"name": "get_time"}, {"name": "getTime"}, {"name": "fetch_time"}]
        example = rg.Example("t", {"tools": tools}, {"name": "get_time"}, ("/tools",), "tool_call")
        for row in rows_made("prompt.tool_schema_rename", example):
            assert len({tool["name"] for tool in row["tools"]}) == 3


class TestNames:
    EXAMPLE = rg.Example(
        "n", {"text": "Ada Lovelace saw ada.example in Paris."}, task="ner",
        spans=(rg.Span(0, 12, "PER"), rg.Span(32, 37, "B-LOC")),
    )  # fmt: skip

    @pytest.mark.parametrize("kind", ["entity_case", "entity_typo", "entity_oov", "entity_longer", "concat"])
    def test_spans_hold_the_names_afterwards(self, kind):
        for seed in range(8):
            variant = rg.perturb(self.EXAMPLE, f"task.ner.{kind}", severity=5, seed=seed)
            assert [span.label for span in variant.spans] == ["PER", "B-LOC"]
            names = [variant.text[span.start : span.end] for span in variant.spans]
            assert all(name == name.strip() and name for name in names)
            assert variant.text.count(" saw ada.example in ") == 1

    def test_other_labels_have_no_invented_names(self):
        example = rg.Example("n", {"text": "He won the Golden Pen."}, task="ner", spans=(rg.Span(11, 21, "award"),))
        assert rows_made("task.ner.entity_oov", example) == []
        assert rows_made("task.ner.entity_case", example)


class TestQuestions:
    def example(self, context: str, answer: str) -> rg.Example:
        start = context.index(answer)
        spans = (rg.Span(start, start + len(answer), "answer"),)
        inputs = {"context": context, "question": "Who?"}
        return rg.Example("q", inputs, answer, ("/context",), "qa_span", spans=spans)

    def test_the_answer_moves_with_its_span(self):
        example = self.example("Rain fell. Ada Lovelace came. Tea was served.", "Ada Lovelace")
        for seed in range(6):
            variant = rg.perturb(example, "task.qa.answer_position", seed=seed)
            (span,) = variant.spans
            assert variant.text[span.start : span.end] == "Ada Lovelace"
            assert sorted(variant.text.split(". ")) != sorted(example.inputs["context"].split(". ")) or variant.text

    @pytest.mark.parametrize(
        "context", ["Ada came.", "Ada came. She sang. It rained.", "It rained. However, Ada came. Then she left."]
    )
    def test_sentences_that_lean_on_others_stay(self, context):
        assert rows_made("task.qa.answer_position", self.example(context, "Ada")) == []

    def test_a_distractor_never_stands_in_the_answer(self):
        example = self.example("Ada came. Bo left. Cy slept.", "came. Bo left")
        assert all("came. Bo left" in row["context"] for row in rows_made("task.qa.distractor_sentence", example))


class TestCode:
    def run(self, code: str, *arguments):
        space: dict = {}
        exec(code, space)  # our own golden rows
        return space["f"](*arguments)

    @pytest.mark.parametrize("name", ["task.code.rename_identifiers", "task.code.formatting"])
    def test_it_does_what_it_did(self, name):
        code = (
            "def f(n, step=1):\n    total = 0\n    for i in range(0, n, step):\n        total += i\n    return total\n"
        )
        made = rows_made(name, rg.Example("c", {"code": code}, "x", ("/code",), "generation"))
        assert made
        for row in made:
            assert row["code"] != code
            assert self.run(row["code"], 10) == 45
            assert self.run(row["code"], 10, 3) == 18

    @pytest.mark.parametrize(
        "body",
        [
            "x = 1\n    return locals()",
            "x = 1\n    return f'{x}'",
            "global x\n    x = 1",
            "x = 1\n    return lambda: x",
        ],
    )
    def test_variables_that_something_else_may_see_keep_their_names(self, body):
        code = f"def f():\n    {body}\n"
        ast.parse(code)
        example = rg.Example("c", {"code": code}, "x", ("/code",), "generation")
        assert rows_made("task.code.rename_identifiers", example) == []

    @pytest.mark.parametrize("name", ["typo.swap", "ood.case.lower", "ood.punctuation.strip", "paraphrase.filler"])
    def test_what_edits_prose_leaves_a_program_alone(self, name):
        code = "def F(n):\n    return [letter for letter in n]\n"
        example = rg.Example("c", {"code": code, "ask": "What Does It Do?"}, "x", ("/code", "/ask"), "generation")
        made = rows_made(name, example)
        assert made
        assert all(row["code"] == code for row in made)

    def test_a_field_of_that_name_may_hold_prose(self):
        example = rg.Example("c", {"function": "head of sales"}, "x", ("/function",), "topic")
        assert rows_made("typo.swap", example)

    @pytest.mark.parametrize("code", ["def f(:", "", "x = 'é'\n", "not python at all"])
    def test_what_is_no_python_stays(self, code):
        example = rg.Example("c", {"code": code}, "x", ("/code",), "generation")
        assert rows_made("task.code.rename_identifiers", example) == []


TABLE = [["city", "people"], ["Oslo", 7], ["Lima", 100]]


class TestTablesAndNumbers:
    def test_the_head_stays_on_top(self):
        example = rg.Example("t", {"table": TABLE, "question": "Where do 7 live?"}, "Oslo", ("/table",), "generation")
        assert [row["table"] for row in rows_made("task.table.row_order", example)] == [
            [["city", "people"], ["Lima", 100], ["Oslo", 7]]
        ]

    @pytest.mark.parametrize("question", ["Which city stands in the first row?", "What is the last city?"])
    def test_a_question_on_positions_keeps_the_order(self, question):
        example = rg.Example("t", {"table": TABLE, "question": question}, "Oslo", ("/table",), "generation")
        for name in ("task.table.row_order", "task.table.transpose"):
            assert rows_made(name, example) == []

    def test_a_number_too_many_stands_before_the_question(self):
        example = prompt("Ada has 3 pens and buys 2. How many has she?", "5")
        made = [row["prompt"] for row in rows_made("task.arithmetic.irrelevant_quantity", example)]
        assert made
        assert all(t.startswith("Ada has 3 pens and buys 2. ") and t.endswith(" How many has she?") for t in made)


def test_a_task_without_a_contract_is_counted_and_one_named_outright_is_refused():
    rows = [quiz(["Nile", "Oslo"], 0), rg.Example("s", {"text": "Good."}, "positive", task="sentiment")]
    suite = rg.generate([rows[0], rg.Example("s", {"options": ["a", "b"]}, "x", ("/options",), "topic")],
                        perturb="prompt.option_order")  # fmt: skip
    assert suite.counts["prompt.option_order"]["no contract for the task"] == 1
    with pytest.raises(ContractError, match="no label contract for 'sentiment'"):
        rg.generate([rows[1]], perturb="prompt.option_order")


def test_pairs_are_exchanged_only_where_neither_comes_first():
    both = {"premise": "A man sleeps.", "hypothesis": "A man rests."}
    example = rg.Example("n", both, "entailment", ("/premise", "/hypothesis"), "nli")
    assert rows_made("task.pair.swap_sides", example) == []
    assert rows_made("task.nli.overlap", example)[0]["hypothesis"] == "A man sleeps, and a man rests."


@pytest.mark.parametrize("hypothesis", ["Is it cold?", "Priya sings."])
def test_a_hypothesis_that_may_begin_with_a_name_or_asks_is_not_joined(hypothesis):
    both = {"premise": "A man sleeps.", "hypothesis": hypothesis}
    assert rows_made("task.nli.overlap", rg.Example("n", both, "neutral", ("/hypothesis",), "nli")) == []
