from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from robustgen.errors import GoldenError, UsageError
from robustgen.examples import Example, GoldenWarning, Span, read_examples
from tests.examples.rows import READ, ROWS, lines, problems


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
            "rows[3]: column 'spans': span 0..2 outside the text of 1 characters: "
            "offsets are code points of the first field that varies",
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
