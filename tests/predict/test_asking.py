from __future__ import annotations

import asyncio

import numpy
import pandas
import pytest

from robustgen import predict
from robustgen.case import Case, Unanswered
from robustgen.errors import PredictionError, UsageError


def case(text, **inputs):
    return Case(text, {"text": text, **inputs}, "x", "same", "v1", "g1", None, 0, ())


CASES = [case(letter) for letter in "abcde"]


class Recorder:
    def __init__(self):
        self.batches = []

    def __call__(self, inputs):
        self.batches.append(list(inputs))
        return [text.upper() for text in inputs]


def test_every_case_gets_its_output_in_order_whatever_the_batches():
    recorder = Recorder()
    assert predict.run(recorder, CASES, batch_size=2) == ["A", "B", "C", "D", "E"]
    assert recorder.batches == [["a", "b"], ["c", "d"], ["e"]]


def test_equal_texts_are_asked_once_and_share_the_output():
    recorder = Recorder()
    assert predict.run(recorder, [case("b"), case("a"), case("b")]) == ["B", "A", "B"]
    assert recorder.batches == [["b", "a"]]


def test_no_cases_call_nothing():
    recorder = Recorder()
    assert predict.run(recorder, []) == []
    assert recorder.batches == []


def test_with_fields_the_predictor_gets_rows_and_equal_rows_are_asked_once():
    seen = []

    def model(rows):
        seen.extend(rows)
        return [row["context"] for row in rows]

    cases = [case("q", context="one"), case("q", context="two"), case("q", context="one")]
    assert predict.run(model, cases, fields=True) == ["one", "two", "one"]
    assert seen == [{"text": "q", "context": "one"}, {"text": "q", "context": "two"}]


def test_rows_that_differ_in_key_order_or_number_type_are_different_inputs():
    cases = [case("q", options={"a": 1, "b": 2}), case("q", options={"b": 2, "a": 1}), case("q", options={"a": True})]
    assert predict.run(lambda rows: [list(row["options"].items()) for row in rows], cases, fields=True) == [
        [("a", 1), ("b", 2)],
        [("b", 2), ("a", 1)],
        [("a", True)],
    ]


def test_rows_that_are_not_json_are_asked_each():
    cases = [case("q", extra={1, 2}), case("q", extra={1, 2})]
    assert predict.run(lambda rows: list(range(len(rows))), cases, fields=True) == [0, 1]


@pytest.mark.parametrize("inputs", [{"n": 1}, {"messages": [{"content": "hi"}]}, {"messages": [], "odd": {1}}])
def test_a_predictor_that_changes_its_rows_changes_no_case(inputs):
    def model(rows):
        for row in rows:
            row["text"] = "changed"
            row.get("messages", []).append("changed")
        return [0] * len(rows)

    asked = case("q", **inputs)
    predict.run(model, [asked], fields=True)
    assert asked == case("q", **inputs)
    assert "changed" not in str(asked)


async def async_model(inputs):
    await asyncio.sleep(0)
    return [text.upper() for text in inputs]


class AsyncCallable:
    async def __call__(self, inputs):
        return await async_model(inputs)


@pytest.mark.parametrize(
    "model",
    [async_model, AsyncCallable(), lambda inputs: async_model(inputs), predict.model(async_model)],
    ids=["function", "object", "awaitable", "model"],
)
def test_async_predictors_run_with_and_without_a_running_loop(model):
    async def within():
        return predict.run(model, CASES, batch_size=2), await predict.arun(model, CASES, batch_size=2)

    wanted = ["A", "B", "C", "D", "E"]
    assert predict.run(model, CASES, batch_size=2) == wanted
    assert asyncio.run(within()) == (wanted, wanted)


def test_all_batches_of_a_run_share_one_event_loop():
    loops = set()

    async def model(inputs):
        loops.add(asyncio.get_running_loop())
        return inputs

    predict.run(model, CASES, batch_size=1)
    assert len(loops) == 1


def test_arun_takes_a_predictor_that_is_not_async():
    assert asyncio.run(predict.arun(Recorder(), CASES)) == ["A", "B", "C", "D", "E"]


class Tensor:
    """What TensorFlow returns: no tolist, but numpy()."""

    def numpy(self):
        return numpy.array([1, 2])


@pytest.mark.parametrize(
    ("result", "outputs"),
    [
        ([1, 2], [1, 2]),
        ((1, 2), [1, 2]),
        ((n for n in (1, 2)), [1, 2]),
        (map(int, "12"), [1, 2]),
        (numpy.array([1, 2]), [1, 2]),
        (numpy.array([[0.5], [1.0]]), [[0.5], [1.0]]),
        (pandas.Series([1, 2]), [1, 2]),
        (Tensor(), [1, 2]),
    ],
    ids=["list", "tuple", "generator", "map", "array", "2d", "series", "tensor"],
)
def test_whatever_holds_one_output_an_input_is_taken_as_a_list(result, outputs):
    assert predict.run(lambda inputs: result, CASES[:2]) == outputs


async def async_generator():
    yield 1


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (
            None,
            "predict returned None for 5 inputs: it must return one output an input, in order; is a `return` missing",
        ),
        ("right", "predict returned a str for 5 inputs: it must return one output an input, in order, in a list"),
        (b"right", "returned a bytes"),
        ({"a": 1}, "returned a dict"),
        ({1, 2, 3, 4, 5}, "returned a set"),
        (7, "returned a int"),
        (numpy.array(3), "returned a ndarray"),
        (pandas.DataFrame({"a": [1] * 5}), "returned a DataFrame"),
        (async_generator(), "returned a async_generator"),
        ([1, 2, 3], "predict returned 3 outputs for 5 inputs: it must return one output an input, in order"),
        ([1], "predict returned 1 output for 5 inputs"),
        ([1] * 6, "predict returned 6 outputs for 5 inputs"),
        ([], "predict returned 0 outputs for 5 inputs"),
    ],
)
def test_anything_else_is_an_error_that_says_what_came_and_what_should(result, message):
    with pytest.raises(PredictionError) as caught:
        predict.run(lambda inputs: result, CASES)
    assert message in str(caught.value)


def test_a_predictor_that_empties_its_batch_does_not_hide_how_many_were_asked():
    with pytest.raises(PredictionError, match="0 outputs for 5 inputs"):
        predict.run(lambda inputs: inputs.clear() or inputs, CASES)


def test_what_the_model_raises_comes_out_as_it_was():
    def model(inputs):
        raise ZeroDivisionError("theirs")

    with pytest.raises(ZeroDivisionError, match="theirs"):
        predict.run(model, CASES)


def test_output_maps_each_distinct_answer_once_and_unanswered_is_an_output():
    mapped = []

    def output(raw):
        mapped.append(raw)
        if raw == "B":
            raise Unanswered("refused")
        return raw.lower()

    first, second, third = predict.run(Recorder(), [case("a"), case("b"), case("a")], output=output)
    assert (first, third, mapped) == ("a", "a", ["A", "B"])
    assert isinstance(second, Unanswered)
    assert second.reason == "refused"


@pytest.mark.parametrize("size", [0, -1, 1.5, True, None])
def test_a_batch_size_is_an_integer_from_one(size):
    with pytest.raises(UsageError, match="batch_size"):
        predict.run(Recorder(), CASES, batch_size=size)


@pytest.mark.parametrize("make", [lambda fn: predict.run(fn, CASES), predict.model])
def test_a_predictor_must_be_callable(make):
    with pytest.raises(UsageError, match="not a str"):
        make("package.module:function")


def test_a_model_counts_inputs_and_answers_as_its_function_does():
    model = predict.model(Recorder(), id="mine", params={"temperature": 0}, cost=0.01)
    assert predict.run(model, [*CASES, case("a")], batch_size=2) == ["A", "B", "C", "D", "E", "A"]
    assert (model.calls, model.id, model.params, model.cost) == (5, "mine", {"temperature": 0}, 0.01)


@pytest.mark.parametrize(
    ("fn", "name"), [(async_model, f"{__name__}:async_model"), (Recorder(), f"{__name__}:Recorder")]
)
def test_a_model_without_an_id_is_named_after_its_function(fn, name):
    assert predict.model(fn).id == name


@pytest.mark.parametrize("cost", [-1, float("nan")])
def test_a_cost_is_not_below_zero(cost):
    with pytest.raises(UsageError, match="cost"):
        predict.model(Recorder(), cost=cost)
