"""Where prompts, tasks and tables are left alone, and what follows: read from rows of many shapes."""

from __future__ import annotations

import ast
import json

import pytest

import robustgen as rg
from tests.perturbations.test_structured import chat, prompt, quiz, rows_made


def question(text: str, options: list[str], expected: int | str = 0) -> rg.Example:
    return rg.Example("q", {"question": text, "options": options}, expected, ("/question", "/options"), "qa_choice")


class TestInstructions:
    @pytest.mark.parametrize(
        "text",
        [
            "You are a travel agent. Answer the question.",
            "# Role\nTax clerk\n# Rules\nBe brief.",
            "Act as a poet.",
            "<|im_start|>user\nName the city.<|im_end|>",
        ],
    )
    def test_who_the_model_is_stays_as_it_was_said(self, text):
        assert rows_made("prompt.role_framing", chat(("system", text), ("user", "Hi"))) == []

    def test_a_labelled_prompt_has_the_role_in_a_paragraph_of_its_own(self):
        made = rows_made("prompt.role_framing", prompt("Q: Is ice cold?\nA:"))
        assert made
        assert all("\n\nQ: Is ice cold?" in row["prompt"] for row in made)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("prompt.instruction_position", "Answer the question.\n\nContext: It rained.\nAnswer:"),
            ("prompt.instruction_position", "Use one of the following labels: good, bad.\n\nIt rained."),
            ("prompt.instruction_position", "Write a poem.\n\nUse four lines."),
            ("prompt.delimiter", "Answer the question.\n\nContext: It rained.\nAnswer:"),
            ("prompt.delimiter", "Write a poem.\n\nUse four lines."),
            ("prompt.instruction_paraphrase", 'Rewrite it: "Be brief. Answer the question."'),
            ("prompt.instruction_paraphrase", "Tell me a joke."),
            ("prompt.output_format_wording", "Translate:\n\nAnswer yes or no."),
        ],
    )
    def test_what_is_no_instruction_or_no_data_stays(self, name, text):
        assert rows_made(name, prompt(text)) == []

    def test_the_case_of_what_points_down_stays(self):
        (row,) = rows_made("prompt.instruction_position", prompt("Read it. The following text is old.\n\nHej!"))
        assert row["prompt"] == "Hej!\n\nRead it. The above text is old."


class TestConversations:
    @pytest.mark.parametrize("text", ["And in Oslo?", "Name it.\n\nWhere?", "Q: Where?"])
    def test_a_frame_stands_before_one_question_only(self, text):
        assert rows_made("prompt.hypothetical_framing", chat(("user", text))) == []

    def test_pressure_is_no_part_of_the_text_a_question_is_about(self):
        assert rows_made("prompt.social_pressure", prompt("Is it good? Say yes or no.\n\nIt was cold.", "yes")) == []

    def test_sentences_are_quoted_and_options_on_others_not_suggested(self):
        made = rows_made("prompt.social_pressure", question("Which?", ["Ice.", "Fire is hot.", "All of the above"]))
        assert made
        assert all('"Fire is hot"' in row["question"] and ".." not in row["question"] for row in made)

    def test_small_talk_comes_first(self):
        turns = ("user", "Where is it?"), ("assistant", "Here."), ("user", "Since when?")
        row = rows_made("prompt.multi_turn_padding", chat(*turns))[0]
        assert [message["content"] for message in row["messages"]][2:] == ["Where is it?", "Here.", "Since when?"]

    def test_orders_in_json_stand_in_its_last_sentence_and_it_stays_json(self):
        made = rows_made("prompt.injection", chat(("tool", '{"id": 3, "note": "It is open."}'), ("user", "So?")))
        assert made
        for row in made:
            told = json.loads(row["messages"][0]["content"])
            assert told["id"] == 3
            assert told["note"].startswith("It is open.")
            assert len(told["note"]) > 20
        assert rows_made("prompt.injection", chat(("tool", '{"id": 3}'), ("user", "So?"))) == []


class TestOptions:
    @pytest.mark.parametrize(
        "last", ["A and B", "Both", "1 and 3", "I only", "II and III", "All answers are right", "None", "Options a, b",
                 "Only the first", "A, C", "a & b"],
    )  # fmt: skip
    def test_options_that_speak_of_others_keep_the_order(self, last):
        assert rows_made("prompt.option_order", quiz(["x", "y", last], 0)) == []

    def test_letters_of_a_list_in_the_question_stay(self):
        example = question("Which?\nA) Oslo\nB) Nile", ["A", "B"], 1)
        for name in ("prompt.option_order", "prompt.option_labels", "task.choice.none_of_the_above"):
            assert rows_made(name, example) == []

    @pytest.mark.parametrize(
        ("said", "first"),
        [
            ("Answer with the letter.", "Aa"),
            ("Answer with A or B.", "A"),
            ("Answer with the number.", "1"),
            ("Pick.", "Aa1"),
        ],
    )
    def test_names_of_options_fit_what_is_said(self, said, first):
        made = rows_made("prompt.option_labels", question(said, ["pear", "stone"]))
        assert {row["options"][0].strip("(")[0] for row in made} == set(first)

    @pytest.mark.parametrize("expected", ["AB", "", "D"])
    def test_what_is_expected_must_be_one_of_the_letters(self, expected):
        assert rows_made("prompt.option_labels", prompt("Pick.\nA) x\nB) y\nC) z", expected)) == []

    @pytest.mark.parametrize(
        "text", ["Which is the oldest?", "Which is most likely?", "Which is not a river?", "What isn't red?"]
    )
    def test_the_next_best_may_be_right(self, text):
        assert rows_made("task.choice.none_of_the_above", question(text, ["x", "y", "z"])) == []

    def test_a_new_option_ends_as_the_others_do(self):
        made = rows_made("task.choice.none_of_the_above", question("What now?", ["Run.", "Wait.", "Sit."]))
        assert made
        assert all(row["options"][-1].endswith(".") for row in made)


class TestDocuments:
    def row(self, documents, expected, query="Where?", task="retrieval"):
        return rg.Example("d", {"query": query, "documents": documents}, expected, ("/documents",), task)

    @pytest.mark.parametrize("name", ["prompt.document_order", "prompt.document_distractor"])
    @pytest.mark.parametrize(
        ("documents", "expected", "query"),
        [
            (["x y", "y z"], [0], "Where?"),
            (["x y", "y z"], [1, 0], "Where?"),
            ([{"id": 1, "text": "x"}, {"id": 2, "text": "y"}], 1, "Where?"),
            (["[1] x", "[2] y"], "x", "Where?"),
            (["x y", "y z"], 1, "What does the first document say?"),
        ],
    )
    def test_indexes_that_cannot_follow_keep_the_order(self, name, documents, expected, query):
        assert rows_made(name, self.row(documents, expected, query)) == []

    def test_ids_go_on_counting_and_files_keep_their_suffix(self):
        documents = [{"id": "d7", "source": "a.pdf", "text": "x"}]
        made = rows_made("prompt.document_distractor", self.row(documents, "x", task="generation"))
        new = [doc for row in made for doc in row["documents"] if doc["text"] != "x"]
        assert {doc["id"] for doc in new} == {"d8", "d9"}
        assert all(doc["source"].endswith(".pdf") for doc in new)

    def test_numbered_examples_and_lettered_keys_keep_their_order(self):
        shots = rg.Example("s", {"examples": ["Example 1: x", "Example 2: y"]}, "x", ("/examples",), "topic")
        assert rows_made("prompt.few_shot_order", shots) == []
        keys = rg.Example("k", {"options": {"A": "x", "B": "y"}}, "A", ("/options",), "generation")
        assert rows_made("prompt.json_key_order", keys) == []


class TestTools:
    def row(self, expected, name="search", **inputs):
        tools = [{"name": name, "description": "x"}, {"name": "other", "description": f"Call {name} first."}]
        vary = ("/tools", *(f"/{field}" for field in inputs))
        return rg.Example("t", {"tools": tools, **inputs}, expected, vary, "tool_call")

    def renamed(self, name, example):
        return [row for row in rows_made("prompt.tool_schema_rename", example) if row["tools"][0]["name"] != name]

    def test_arguments_that_read_like_the_name_stay(self):
        made = self.renamed("search", self.row({"name": "search", "arguments": {"q": "search"}}))
        assert made
        assert all(row["expected"]["arguments"] == {"q": "search"} for row in made)
        assert all(row["expected"]["name"] == row["tools"][0]["name"] for row in made)

    def test_other_descriptions_and_choices_follow(self):
        choice = {"function": {"name": "get_time"}}
        made = self.renamed("get_time", self.row({"name": "get_time"}, "get_time", tool_choice=choice))
        assert made
        for row in made:
            new = row["tools"][0]["name"]
            assert row["tools"][1]["description"] == f"Call {new} first."
            assert row["tool_choice"]["function"]["name"] == new

    def test_a_name_that_something_fixed_mentions_stays(self):
        example = self.row({"name": "get_time"}, "get_time")
        fixed = rg.Example("t", {**example.inputs, "note": "Use get_time."}, example.expected, ("/tools",), "tool_call")
        assert self.renamed("get_time", fixed) == []

    @pytest.mark.parametrize("expected", [{"get_time": {"city": "Oslo"}}, "get_time(city=1)"])
    def test_an_expected_value_that_cannot_follow_keeps_the_name(self, expected):
        assert self.renamed("get_time", self.row(expected, "get_time")) == []

    @pytest.mark.parametrize("name", ["add_to_cart", "search_results", "book_table", "set_timer"])
    def test_no_verb_that_means_something_else(self, name):
        words = {
            row["tools"][0]["name"].lower().replace("_", "").replace("-", "")
            for row in self.renamed(name, self.row({"name": name}, name))
        }
        assert words == {name.replace("_", "")}


class TestNames:
    def row(self, text, *names):
        spans = tuple(rg.Span(text.index(name), text.index(name) + len(name), label) for name, label in names)
        return rg.Example("n", {"text": text}, task="ner", spans=spans)

    @pytest.mark.parametrize("name", ["task.ner.entity_oov", "task.ner.entity_longer"])
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("I like @ Paul and #Paris.", [("Paul", "person"), ("Paris", "location")]),
            ("See the Brandts, Obama-era.", [("Brandts", "organisation"), ("Obama", "person")]),
            ("He is a Dark Knight.", [("Dark Knight", "person")]),
            ("RT JoMcVargas_x now.", [("JoMcVargas_x", "person")]),
        ],
    )
    def test_a_name_that_is_tied_to_its_place_stays(self, name, text, names):
        assert rows_made(name, self.row(text, *names)) == []

    @pytest.mark.parametrize(
        ("name", "label"),
        [
            ("Velden University", "org"),
            ("North Velden", "loc"),
            ("France", "loc"),
            ("Ann Lee Jr", "per"),
            ("Big apple", "loc"),
        ],
    )
    def test_names_that_are_full_get_no_longer(self, name, label):
        assert rows_made("task.ner.entity_longer", self.row(f"Near {name} it rains.", (name, label))) == []

    def test_tokens_of_one_name_stay(self):
        spans = rg.Span(0, 3, "B-PER"), rg.Span(4, 12, "I-PER")
        example = rg.Example("n", {"text": "Ada Lovelace came."}, task="ner", spans=spans)
        for name in ("entity_case", "entity_typo", "entity_oov", "entity_longer"):
            assert rows_made(f"task.ner.{name}", example) == []

    def test_one_name_said_twice_is_one_change(self):
        spans = rg.Span(0, 5, "loc"), rg.Span(10, 15, "loc")
        example = rg.Example("n", {"text": "Paris and Paris."}, task="ner", spans=spans)
        made = [row["text"] for row in rows_made("task.ner.entity_oov", example)]
        assert made
        assert all(len(set(text.rstrip(".").split(" and "))) == 1 for text in made)

    @pytest.mark.parametrize("name", ["NATO", "\u5317\u4eac\u5e02\u5317"])
    def test_short_forms_and_letters_without_case_have_no_slips(self, name):
        assert rows_made("task.ner.entity_typo", self.row(f"See {name} now.", (name, "org"))) == []

    def test_what_is_put_beside_has_the_case_of_the_text(self):
        made = [row["text"] for row in rows_made("task.ner.concat", self.row("i saw ada.", ("ada", "per")))]
        assert made
        assert all(text.islower() for text in made)


class TestCodeAndTables:
    def code(self, code, **more):
        return rg.Example("c", {"code": code, **more}, "x", ("/code",), "generation")

    @pytest.mark.parametrize(
        ("code", "more"),
        [
            ("def f(a):\n    # total so far\n    total = a\n    return total\n", {}),
            ("def f(a):\n    total = a.total\n    return total\n", {}),
            ("def f(a):\n    total = a\n    return total\n", {"question": "What is `total`?"}),
            ("def f(a):\n    for _ in a:\n        pass\n", {}),
        ],
    )
    def test_a_name_that_something_else_mentions_stays(self, code, more):
        assert rows_made("task.code.rename_identifiers", self.code(code, **more)) == []

    @pytest.mark.parametrize(
        "code",
        [
            "def f(a):\n  if a:\n    return 1\n  return 2\n",
            "def f(a):\n    if a:\n        return 1\n    elif not a:\n        return 2\n    return 3\n",
            "def f(a):\n    x = (a +\n        1)\n    return x\n",
        ],
    )
    def test_another_layout_is_the_same_program(self, code):
        made = [row["code"] for row in rows_made("task.code.formatting", self.code(code))]
        assert made
        assert all(ast.dump(ast.parse(text)) == ast.dump(ast.parse(code)) for text in made)
        assert not any("\n\n    elif" in text or "\n\n  elif" in text for text in made)

    def test_a_question_on_lines_keeps_the_layout(self):
        code = "def f(a):\n    b = a\n    return b\n"
        assert rows_made("task.code.formatting", self.code(code, question="What is on line 2?")) == []

    @pytest.mark.parametrize(
        "inputs",
        [
            {"table": [["a", "b"], ["x", 1], ["y", 2], ["Total", 3]]},
            {"table": [["a", "b"], ["x", 1], ["y", 2]], "question": "What comes after x?"},
            {"prompt": "| a |\n|---|\n| x |\n| y |\n\nWhat is in the second row?"},
            {"prompt": "| a |\n|---|\n| x |\n| y |\n| Total |\n\nWhere is x?"},
        ],
    )
    def test_rows_whose_order_counts_stay(self, inputs):
        example = rg.Example("t", inputs, "x", (f"/{next(iter(inputs))}",), "generation")
        assert rows_made("task.table.row_order", example) == []

    def test_the_rows_of_a_text_are_turned_round_and_back(self):
        example = prompt("| a |\n|---|\n| x |\n| y |\n| z |\n\nWhere is x?")
        made = {"".join(row["prompt"].split("\n")[2:5]) for row in rows_made("task.table.row_order", example)}
        assert made == {"| y || z || x |", "| z || x || y |", "| z || y || x |"}

    def test_a_table_of_many_rows_is_survived(self):
        example = prompt("| a |\n|---|\n" + "| x |\n| y |\n" * 10_000 + "\nWhere is x?")
        assert rg.perturb(example, "task.table.row_order").text != example.inputs["prompt"]

    def test_a_long_table_is_not_laid_on_its_side(self):
        table = [["a", "b"], *([i, i] for i in range(20))]
        assert (
            rows_made("task.table.transpose", rg.Example("t", {"table": table}, "x", ("/table",), "generation")) == []
        )


class TestQuestions:
    def row(self, context, answer="Oslo", asked="Where?"):
        start = context.index(answer)
        spans = (rg.Span(start, start + len(answer), "answer"),)
        return rg.Example(
            "q", {"context": context, "question": asked}, answer, ("/context", "/question"), "qa_span", spans=spans
        )

    @pytest.mark.parametrize(
        "context",
        [
            'He said "Go. Stay." in Oslo',
            "She saw (far off. Then near) Oslo",
            "1. Oslo wins",
            "Rain fell. However, Oslo slept",
        ],
    )
    def test_no_sentence_inside_what_belongs_together(self, context):
        assert rows_made("task.qa.distractor_sentence", self.row(context)) == []

    @pytest.mark.parametrize(
        "context",
        [
            "Programmed death (PCD) is slow. Ada came to Oslo.",
            "First, oil is heated. Ada came to Oslo.",
            "Rain fell.\n\nAda came to Oslo.",
            "Bo had a dog. Tea was hot. Ada came to Oslo with its bone.",
            "Salt is cheap. Ada came to Oslo. Shops sell both.",
        ],
    )
    def test_sentences_that_others_need_stay(self, context):
        assert rows_made("task.qa.answer_position", self.row(context)) == []

    def test_a_name_at_the_start_of_a_question_keeps_its_capital(self):
        example = self.row("Will Smith came to Oslo.", asked="Will Smith came where?")
        assert rows_made("task.qa.question_paraphrase", example) == []

    def test_no_number_on_what_a_problem_counts(self):
        example = prompt("Tom has 5 chairs and buys 7 more. How many chairs are there?", "12")
        made = [row["prompt"] for row in rows_made("task.arithmetic.irrelevant_quantity", example)]
        assert made
        assert all(text.count("chairs") == 2 for text in made)

    def test_an_answer_without_a_number_is_no_word_problem(self):
        example = question("It began in 1844 and ended in 1850. Who won?", ["Reds", "Blues"], 1)
        assert rows_made("task.arithmetic.irrelevant_quantity", example) == []
