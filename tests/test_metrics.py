from __future__ import annotations

import math

import numpy
import pandas
import pytest

from robustgen import metrics
from robustgen.case import Case, Unanswered
from robustgen.errors import PredictionError, UnknownName, UsageError
from robustgen.examples import MISSING, Span


def case(expected="pos", relation="same", **inputs):
    return Case("text", {"text": "text", **inputs}, expected, relation, "v-1", "g-1", "typo.x@1", 2, ())


def call(name, output, expected, **inputs):
    """Return what the metric says, "?" for unanswered."""
    found = metrics.get_metric(name)(output, expected, case(expected, **inputs))
    return "?" if isinstance(found, Unanswered) else found


@pytest.mark.parametrize(
    ("output", "expected", "equal"),
    [
        ("pos", "pos", True),
        (" pos\n", "pos", True),
        ("Pos", "pos", False),
        ("neg", "pos", False),
        (1, 1, True),
        (1, "1", True),
        ("1", 1, True),
        (1.0, "1", True),
        ("01", 1, False),
        (True, 1, True),
        (True, "True", False),
        (0.5, 0.5, True),
        ([1, "a"], [1, "a"], True),
        ([1, "a"], (1, "a"), True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ("pos", None, False),
        (10**4000, "1", False),
    ],
)
def test_exact_compares_values_and_strips_text(output, expected, equal):
    assert call("exact", output, expected) is equal


@pytest.mark.parametrize("name", ["exact", "text", "numeric"])
def test_an_integer_too_long_to_print_is_not_right(name):
    assert call(name, 10**5000, "1") in (False, "?")


@pytest.mark.parametrize(
    ("output", "found"),
    [
        ("Paris", True),
        (" paris ", True),
        (1, True),
        ("B", True),
        ("b", True),
        ("(B)", True),
        ("B.", True),
        ("B) Paris", True),
        ("B: paris", True),
        ("B) London", "?"),
        ("London", False),
        ("A", False),
        (0, False),
        (3, "?"),
        (-1, "?"),
        (True, "?"),
        ("1", "?"),
        ("E", "?"),
        ("", "?"),
        ("I do not know", "?"),
        (["Paris"], "?"),
    ],
)
@pytest.mark.parametrize("expected", [1, "Paris", "B"])
def test_choice_takes_text_letter_or_index(output, found, expected):
    assert call("choice", output, expected, options=["London", "Paris", "Rome"]) is found


@pytest.mark.parametrize(
    ("options", "output", "expected", "found"),
    [
        (["B", "A"], "A", 1, True),  # the text of an option goes before its letter
        (["3", "4"], "4", 1, True),
        ([5, 7], 7, 1, True),
        ([5, 7], "7", 1, True),
        (["same", "Same", "x"], "same", 0, "?"),
        (["same", "Same", "x"], 0, 0, True),
        (["10", "20", "1"], 1, 1, True),  # a number is no text
    ],
)
def test_choice_among_options_that_look_like_letters_or_numbers(options, output, expected, found):
    assert call("choice", output, expected, options=options) is found


PER, LOC = [0, 3, "per"], [5, 9, "loc"]


@pytest.mark.parametrize(
    ("output", "expected", "share"),
    [
        ([PER, LOC], [PER, LOC], 1.0),
        ([LOC, PER, PER], [PER, LOC], 1.0),
        ([PER], [PER, LOC], 2 / 3),
        ([PER, LOC, [1, 2, "x"]], [PER], 0.5),
        ([[0, 4, "per"]], [PER], 0.0),
        ([[0, 3, "org"]], [PER], 0.0),
        ([], [PER], 0.0),
        ([], [], 1.0),
        ([PER], [], 0.0),
        ([(0, 3, "per")], [Span(0, 3, "per")], 1.0),
        ([{"start": 0, "end": 3, "label": "per", "text": "Ann"}], [PER], 1.0),
        ([{"start": 0, "end": 3, "entity_group": "per", "score": 0.9, "word": "Ann"}], [PER], 1.0),
        ('[[0, 3, "per"]]', [PER], 1.0),
        ("Ann is a person", [PER], "?"),
        ("[" * 100_000, [PER], "?"),
        ("{}", [PER], "?"),
        ([[0, 3]], [PER], "?"),
        ([[0, "3", "per"]], [PER], "?"),
        ([{"start": 0, "label": "per"}], [PER], "?"),
    ],
)
def test_spans_is_the_f1_score_of_exact_triples(output, expected, share):
    assert call("spans", output, expected) == share


@pytest.mark.parametrize(
    ("output", "expected", "found"),
    [
        (42, 42, True),
        (42.00001, 42, True),
        (42.001, 42, False),
        ("42", 42, True),
        ("The answer is 42.", "42", True),
        ("3 + 4 = 7", 7, True),
        ("10-12", 12, True),
        ("it fell to -5", -5, True),
        ("it fell to −5 °C", -5, True),
        ("$1,234.50", 1234.5, True),
        ("1, 2, 3", 3, True),
        ("1,2,3", 3, True),
        ("1,000,000 people", 1_000_000, True),
        ("2e3", 2000, True),
        ("x = .5", 0.5, True),
        ("0", 0, True),
        (1e-9, 0, False),
        ("forty-two", 42, "?"),
        ("GPT4", 4, "?"),
        ("", 42, "?"),
        (math.inf, 42, "?"),
        (10**400, 42, "?"),
        ("9" * 1000, 42, "?"),
        (True, 1, "?"),
        ([42], 42, "?"),
    ],
)
def test_numeric_compares_the_last_number(output, expected, found):
    assert call("numeric", output, expected) is found


@pytest.mark.parametrize(
    ("output", "expected", "found"),
    [
        ("Hello  World\n", "hello world", True),
        ("STRASSE", "straße", True),
        ("hello, world", "hello world", False),
        (42, "42", True),
        (4.5, "4.5", True),
        ("", "", True),
        (["hello"], "hello", "?"),
        ({"text": "hello"}, "hello", "?"),
    ],
)
def test_text_folds_case_and_white_space(output, expected, found):
    assert call("text", output, expected) is found


@pytest.mark.parametrize(
    ("output", "clean", "found"),
    [
        ("a", "a ", True),
        ("a", "b", False),
        ("pos", [{"label": "pos", "score": 0.9}], True),
        (1, numpy.int64(1), True),
        ("a", None, "?"),
        ("a", Unanswered("refused"), "?"),
    ],
)
def test_same_as_clean_compares_with_the_clean_answer(output, clean, found):
    assert call("same_as_clean", output, clean) is found


@pytest.mark.parametrize(
    ("name", "expected", "message"),
    [
        ("exact", MISSING, "metric 'exact' needs an expected value, and case 'v-1' has none; metric='same_as_clean'"),
        ("numeric", "none", "metric 'numeric': what case 'v-1' expects is no number"),
        ("spans", "per", "metric 'spans': what case 'v-1' expects is no list of spans"),
        ("text", ["a"], "metric 'text': what case 'v-1' expects is no text"),
        ("choice", 0, "metric 'choice' needs a list `options` in the row, and case 'v-1' has none"),
    ],
)
def test_a_golden_value_that_a_metric_cannot_use_is_an_error(name, expected, message):
    with pytest.raises(UsageError) as caught:
        call(name, "a", expected)
    assert message in str(caught.value)


def test_a_golden_choice_that_is_no_option_is_an_error():
    with pytest.raises(UsageError, match="none of its 2 options"):
        call("choice", "a", "c", options=["a", "b"])


def test_metrics_have_names_and_functions_are_metrics():
    assert metrics.get_metric("exact") is metrics.exact
    assert metrics.get_metric(call) is call


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "exactt",
            "no metric 'exactt': there are exact, choice, spans, numeric, text, same_as_clean; did you mean 'exact'",
        ),
        ("\x1b", "no metric '\\x1b'"),
        (3, "metric is a int"),
    ],
)
def test_an_unknown_metric_names_those_there_are(name, message):
    with pytest.raises(UsageError) as caught:
        metrics.get_metric(name)
    assert message in str(caught.value)
    assert isinstance(caught.value, UnknownName) is isinstance(name, str)


def says(value):
    def metric(output, expected, case):
        if isinstance(value, Exception) and not isinstance(value, Unanswered):
            raise value
        return value

    return metric


@pytest.mark.parametrize(
    ("relation", "status"), [("same", "right"), ("flips", "right"), ("monotone", "right"), ("differs", "wrong")]
)
def test_an_output_equal_to_expected_is_right_except_where_it_must_differ(relation, status):
    other = {"right": "wrong", "wrong": "right"}[status]
    assert metrics.judge("pos", case(relation=relation), metrics.exact) == (status, None)
    assert metrics.judge("neg", case(relation=relation), metrics.exact) == (other, None)


@pytest.mark.parametrize(
    ("share", "relation", "judged"),
    [
        (1.0, "same", ("right", 1.0)),
        (0.75, "same", ("wrong", 0.75)),
        (0.0, "same", ("wrong", 0.0)),
        (1.0, "differs", ("wrong", 0.0)),
        (0.75, "differs", ("right", 0.25)),
        (numpy.float32(0.5), "same", ("wrong", 0.5)),
        (1, "same", ("right", None)),
        (0, "same", ("wrong", None)),
        (numpy.bool_(True), "same", ("right", None)),
        (numpy.bool_(True), "differs", ("wrong", None)),
    ],
)
def test_a_share_is_a_score_and_a_yes_or_no_is_none(share, relation, judged):
    assert metrics.judge("x", case(relation=relation), says(share)) == judged


@pytest.mark.parametrize("value", [math.nan, 1.01, -0.1, math.inf, 2, None, "right", [True]])
def test_a_metric_that_returns_anything_else_is_an_error_that_names_the_case(value):
    with pytest.raises(PredictionError, match="case 'v-1'"):
        metrics.judge("x", case(), says(value))


@pytest.mark.parametrize("relation", ["same", "differs"])
@pytest.mark.parametrize("output", [None, math.nan, numpy.float64("nan"), pandas.NA, pandas.NaT, Unanswered("refused")])
def test_no_output_is_no_answer_whatever_the_relation(output, relation):
    assert metrics.judge(output, case(relation=relation), metrics.exact) == ("unanswered", None)


def test_a_metric_may_return_or_raise_unanswered():
    def raising(output, expected, case):
        raise Unanswered("unparsable")

    assert metrics.judge("x", case(), says(Unanswered("unparsable"))) == ("unanswered", None)
    assert metrics.judge("x", case(), raising) == ("unanswered", None)


def test_any_other_error_of_a_metric_comes_out():
    with pytest.raises(ZeroDivisionError):
        metrics.judge("x", case(), says(ZeroDivisionError()))


@pytest.mark.parametrize(
    ("output", "labels", "status"),
    [
        ("pos", {"pos", "neg"}, "right"),
        (" pos ", {"pos", "neg"}, "right"),
        ("neg", {"pos", "neg"}, "wrong"),
        ("I cannot say", {"pos", "neg"}, "unanswered"),
        ("", {"pos", "neg"}, "unanswered"),
        (7, {"pos", "neg"}, "unanswered"),
        (0.7, {"pos", "neg"}, "unanswered"),
        (["pos"], {"pos", "neg"}, "wrong"),
        ("I cannot say", None, "wrong"),
    ],
)
def test_an_output_that_is_none_of_the_labels_is_no_answer(output, labels, status):
    assert metrics.judge(output, case(), metrics.exact, labels and frozenset(labels)) == (status, None)


@pytest.mark.parametrize("output", [1, "1", 1.0, True, numpy.int64(1), numpy.array(1)])
@pytest.mark.parametrize("labels", [{"0", "1"}, {0, 1}])
def test_labels_written_as_digits_and_as_integers_are_the_same(output, labels):
    for expected in labels:
        status = "right" if int(expected) == 1 else "wrong"
        assert metrics.judge(output, case(expected), metrics.exact, frozenset(labels)) == (status, None)


@pytest.mark.parametrize(
    ("output", "plain"),
    [
        ("pos", "pos"),
        (numpy.str_("pos"), "pos"),
        (numpy.int64(3), 3),
        (numpy.float64(0.5), 0.5),
        (numpy.bool_(True), True),
        (numpy.array(["a", "b"]), ["a", "b"]),
        ((1, (2, 3)), [1, [2, 3]]),
        ({"label": "pos", "score": 0.9}, "pos"),
        ({"label": "pos"}, "pos"),
        ([{"label": "pos", "score": numpy.float32(0.9)}], "pos"),
        ([{"label": "neg", "score": 0.1}, {"label": "pos", "score": 0.9}], "pos"),
        ([{"label": "neg"}, {"label": "pos"}], [{"label": "neg"}, {"label": "pos"}]),
        ([{"label": "per", "start": 0, "end": 3}], [{"label": "per", "start": 0, "end": 3}]),
        ([{"label": "pos", "score": "high"}], [{"label": "pos", "score": "high"}]),
        ({}, {}),
        ([], []),
    ],
)
def test_numpy_values_and_pipeline_outputs_become_plain(output, plain):
    found = metrics.plain_output(output)
    assert found == plain
    assert type(found) is type(plain)


def test_an_output_nested_beyond_reason_is_no_answer():
    output = []
    for _ in range(100_000):
        output = [output]
    assert metrics.judge(output, case(), metrics.exact) == ("unanswered", None)
