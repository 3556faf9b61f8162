"""Inputs out, predictions in: every row, exact text, and whatever does not answer the suite refused by name."""

from __future__ import annotations

import csv
import io
import json

import pytest

import robustgen as rg
from robustgen.errors import PredictionError
from robustgen.exporting import write_inputs
from robustgen.predictions import cases_of, read_predictions

NASTY = '=1+1, "quoted"\r\nsecond\u2028line \u202eabc \x00 naïve 你 \U0001f600'
GOLDEN = [
    {"id": "a", "text": "Please book a table", "label": "book"},
    {"id": "b", "text": NASTY, "label": "odd"},
    {"id": "c", "text": "Where is my parcel", "label": "track"},
]


@pytest.fixture(scope="module")
def suite():
    return rg.generate(GOLDEN, perturb=["ood.case.upper", "typo.drop"], per_example=2, seed=1, name="tiny")


def inputs(suite, path, **options):
    write_inputs(suite, path, **options)
    return path


def written(path):
    match path.suffix:
        case ".jsonl":
            return [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]
        case ".csv":
            with path.open(newline="", encoding="utf-8") as file:
                return list(csv.DictReader(file))
        case _:
            parquet = pytest.importorskip("pyarrow.parquet")
            return parquet.read_table(path).to_pylist()


def answered(suite, **changed):
    """A row a case that answers rightly; `changed` maps ids to rows, or to None for one left out."""
    rows = {case.id: {"id": case.id, "output": case.expected} for case in cases_of(suite)}
    return [row for row in (rows | changed).values() if row is not None]


def predictions(tmp_path, rows, name="predictions.jsonl"):
    path = tmp_path / name
    if name.endswith(".csv"):
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif name.endswith(".parquet"):
        pyarrow = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(pyarrow.Table.from_pylist(rows), path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def refused(tmp_path, suite, rows):
    with pytest.raises(PredictionError) as caught:
        read_predictions(predictions(tmp_path, rows), suite)
    return str(caught.value)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_one_row_a_golden_example_then_one_a_variant_with_its_exact_text(tmp_path, suite, suffix):
    rows = written(inputs(suite, tmp_path / f"inputs{suffix}"))
    assert rows == [{"id": case.id, "text": case.text} for case in cases_of(suite)]
    assert [row["id"] for row in rows][:3] == ["a", "b", "c"]
    assert len(rows) == 3 + len(suite)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_fields_writes_every_field_of_a_row(tmp_path, suffix):
    golden = [
        {"id": "x", "text": "Which one", "options": ["red", "blue"], "top": 3, "label": 0},
        {"id": "y", "text": "Which two", "options": ["one"], "label": 0, "note": None},
    ]
    suite = rg.generate(golden, perturb=["ood.case.upper"])
    rows = written(inputs(suite, tmp_path / f"inputs{suffix}", fields=True))
    if suffix == ".jsonl":
        assert rows[0] == {"id": "x", "text": "Which one", "options": ["red", "blue"], "top": 3}
        assert rows[2]["text"] == "WHICH ONE"
    else:
        assert list(rows[0]) == ["id", "text", "options", "top", "note"]
        assert rows[0]["options"] == '["red", "blue"]'
        assert [row["top"] for row in rows] == (["3", "", "3", ""] if suffix == ".csv" else [3, None, 3, None])


def test_a_line_of_jsonl_is_a_line_for_every_reader(tmp_path, suite):
    text = inputs(suite, tmp_path / "inputs.jsonl").read_bytes().decode()
    assert len(text.splitlines()) == 3 + len(suite)


def test_an_open_file_gets_jsonl(suite):
    file = io.BytesIO()
    assert write_inputs(suite, file) == 3 + len(suite)
    assert json.loads(file.getvalue().decode().split("\n")[0]) == {"id": "a", "text": "Please book a table"}


def test_formulas_are_defused_on_request(tmp_path, suite):
    plain = written(inputs(suite, tmp_path / "plain.csv"))
    safe = written(inputs(suite, tmp_path / "safe.csv", formulas=False))
    assert plain[1]["text"] == NASTY
    assert safe[1]["text"] == "'" + NASTY
    assert safe[0] == plain[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("inputs.txt", "written to .jsonl"),
        ("inputs", "written to .jsonl"),
        ("there.csv", "there already"),
        (".", "written"),
    ],
)
def test_a_target_that_will_not_do_is_refused_and_left_alone(tmp_path, suite, name, said):
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(rg.UsageError, match=said):
        write_inputs(suite, tmp_path / name)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("there.csv", "mine")]


def test_overwrite_replaces_a_file(tmp_path, suite):
    path = tmp_path / "inputs.jsonl"
    path.write_text("old")
    write_inputs(suite, path, overwrite=True)
    assert "old" not in path.read_text(encoding="utf-8")


def test_a_field_named_id_is_not_written_over_the_id(tmp_path):
    suite = rg.generate([{"key": "k", "id": 7, "text": "some text"}], id="key", perturb=["ood.case.upper"])
    with pytest.raises(rg.UsageError, match="input field 'id'"):
        write_inputs(suite, tmp_path / "inputs.jsonl", fields=True)
    assert write_inputs(suite, tmp_path / "inputs.jsonl") == 2


@pytest.mark.parametrize("name", ["p.jsonl", "p.csv", "p.parquet"])
def test_predictions_come_back_with_their_cases(tmp_path, suite, name):
    rows = answered(suite)
    answers = read_predictions(predictions(tmp_path, list(reversed(rows)), name), suite)
    cases = {case.id: case for case in cases_of(suite)}
    assert {answer.case.id: answer.output for answer in answers} == {row["id"]: row["output"] for row in rows}
    assert all(answer.case == cases[answer.case.id] for answer in answers)


def test_status_stands_in_for_an_output_and_repeats_are_kept(tmp_path, suite):
    rows = [{**row, "repeat": repeat} for row in answered(suite) for repeat in (1, 2)]
    del rows[0]["output"]
    rows[0]["status"] = "timeout"
    answers = read_predictions(predictions(tmp_path, rows), suite)
    assert (answers[0].status, answers[0].output, answers[0].repeat) == ("timeout", None, 1)
    assert (answers[1].status, answers[1].repeat) == (None, 2)


def test_an_empty_cell_of_csv_is_no_status_and_an_empty_output(tmp_path, suite):
    rows = [{**row, "output": "", "status": "", "repeat": ""} for row in answered(suite)]
    answers = read_predictions(predictions(tmp_path, rows, "p.csv"), suite)
    assert {(one.output, one.status, one.repeat) for one in answers} == {("", None, None)}


def test_null_is_an_output_that_is_no_answer(tmp_path, suite):
    for name in ("p.jsonl", "p.parquet"):
        rows = answered(suite, a={"id": "a", "output": None})
        answers = read_predictions(predictions(tmp_path, rows, name), suite)
        assert next(one.output for one in answers if one.case.id == "a") is None


def test_numbers_for_ids_and_other_fields_are_taken(tmp_path):
    suite = rg.generate([{"id": 1, "text": "good morning"}], perturb=["ood.case.upper"])
    rows = [{"id": 1, "output": 3, "seconds": 0.1}, {"id": next(iter(suite)).id, "output": 3, "seconds": 0.2}]
    assert read_predictions(predictions(tmp_path, rows), suite)[0].case.id == "1"


def test_missing_doubled_and_unknown_ids_are_named_together(tmp_path, suite):
    rows = [*answered(suite, b=None), {"id": "c", "output": "x"}, {"id": "\x1b[2Jzz", "output": "x"}]
    said = refused(tmp_path, suite, rows)
    assert f"does not answer suite tiny ({suite.id[:8]})" in said
    assert "1 missing, 1 given twice, 1 not in the suite" in said
    assert "missing: b\n" in said
    assert "given twice: c\n" in said
    assert "not in the suite: \\x1b[2Jzz" in said
    assert "need a `repeat`" in said


def test_twenty_are_named_and_the_rest_counted(tmp_path):
    suite = rg.generate([{"id": f"g{i:02}", "text": f"text {i}"} for i in range(30)], perturb=["ood.case.upper"])
    said = refused(tmp_path, suite, [{"id": "g29", "output": 1}])
    assert "59 missing" in said
    assert "g00, g01," in said
    assert "g19, … and 39 more" in said
    assert "g20" not in said


def test_a_repeat_that_some_inputs_lack_is_missing(tmp_path, suite):
    rows = [{**row, "repeat": repeat} for row in answered(suite) for repeat in (1, 2)]
    said = refused(tmp_path, suite, [row for row in rows if (row["id"], row["repeat"]) != ("b", 2)])
    assert "1 missing" in said
    assert "b (repeat 2)" in said


def test_predictions_for_another_suite_are_recognised(tmp_path, suite):
    other = rg.generate([{"id": "zz", "text": "something else", "label": "x"}], perturb=["ood.case.upper"])
    said = refused(tmp_path, suite, answered(other))
    assert "none of the 2 ids are of suite tiny" in said
    assert "predictions for another suite?" in said
    assert "'zz'" in said


def test_predictions_for_another_seed_are_recognised_by_their_text(tmp_path, suite):
    other = rg.generate(GOLDEN, perturb=["ood.case.upper", "typo.drop"], per_example=2, seed=2)
    rows = [{"id": case.id, "text": case.text, "output": "x"} for case in cases_of(other)]
    said = refused(tmp_path, suite, rows)
    assert "the text of 'a/typo.drop@" in said
    assert "is not the suite's: made for another suite?" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a", "output": NaN}', "predictions.jsonl:2: NaN is no JSON number"),
        ('{"id": "a", "output": 1e999}', "predictions.jsonl:2: the number 1e999 is out of range"),
        ('{"id": "a", "output": "x"', "predictions.jsonl:2: not JSON"),
        ('{"id": "a", "id": "b", "output": "x"}', "predictions.jsonl:2: column 'id': the key stands twice"),
        ('["a", "x"]', "predictions.jsonl:2: list"),
        ('{"output": "x"}', "predictions.jsonl:2: no id"),
        ('{"id": null, "output": "x"}', "predictions.jsonl:2: no id"),
        ('{"id": 1.5, "output": "x"}', "predictions.jsonl:2: the id is 1.5"),
        ('{"id": "a"}', "predictions.jsonl:2: neither output nor status of 'a'"),
        ('{"id": "a", "status": "eror"}', "predictions.jsonl:2: status 'eror' of 'a'"),
        ('{"id": "a", "output": "x", "repeat": [1]}', "predictions.jsonl:2: repeat [1] of 'a'"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_line(tmp_path, suite, line, said):
    path = tmp_path / "predictions.jsonl"
    first, *rest = [json.dumps(row) for row in answered(suite, a=None)]
    path.write_text("\n".join([first, line, *rest]) + "\n", encoding="utf-8")
    with pytest.raises(PredictionError) as caught:
        read_predictions(path, suite)
    assert said in str(caught.value)
    assert "1 of" in str(caught.value)


def test_a_nan_of_parquet_is_refused(tmp_path, suite):
    rows = [{"id": case.id, "output": float("nan") if case.id == "a" else 1.0} for case in cases_of(suite)]
    with pytest.raises(PredictionError, match="column 'output': nan is no JSON number"):
        read_predictions(predictions(tmp_path, rows, "p.parquet"), suite)


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("p.jsonl", None, rg.UsageError, "not there"),
        ("p.jsonl", b"", PredictionError, "is empty"),
        ("p.jsonl", b"\n\n", PredictionError, "has no rows"),
        ("p.csv", b"id,output\n", PredictionError, "has no rows"),
        ("p.txt", b"x", rg.UsageError, "predictions are read from .jsonl"),
        ("p.jsonl", b'{"id": "a", "output": "\xff"}\n', PredictionError, "byte 0xff at offset 23 is not UTF-8"),
        ("p.jsonl", b'{"id": "a", "prediction": 1}\n', PredictionError, "no field 'output'; it has id, prediction"),
        ("p.jsonl", b'{"ID": "a", "output": 1}\n', PredictionError, "no field 'id'; it has ID, output"),
        ("p.csv", b"id,output\na\n", PredictionError, "1 cells, where the header has 2"),
        ("p.parquet", b"not parquet", PredictionError, "cannot be read as Parquet"),
    ],
)
def test_a_file_that_will_not_do(tmp_path, suite, name, content, error, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error) as caught:
        read_predictions(path, suite)
    assert said in str(caught.value)
