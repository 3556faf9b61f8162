"""A word problem made larger: the answer follows, or there is no place."""

from __future__ import annotations

from typing import Any

import pytest

import robustgen as rg
from robustgen.definition import Subject
from robustgen.edits import apply
from robustgen.registry import get
from tests.perturbations.subjects.arithmetic import problem

NAME = "task.arithmetic.number_rescale"


def made(question: str, answer: object) -> set[tuple[str, Any]]:
    example = problem(question, answer)
    found = get(NAME).find(Subject(example))
    rows = [apply(example.row(), found.change(i, o)) for i in range(len(found)) for o in found.options(i)]
    return {(row["question"], row["expected"]) for row in rows}


@pytest.mark.parametrize(
    ("question", "answer", "larger", "new"),
    [
        ("Ada has 3 pens and buys 2 more. How many?", "5", "Ada has 6 pens and buys 4 more. How many?", "10"),
        (
            "A bus holds 40. 12 get off, 5 get on. How many?",
            "33",
            "A bus holds 80. 24 get off, 10 get on. How many?",
            "66",
        ),
        ("Two boys and three girls came. How many?", 5, "Four boys and six girls came. How many?", 10),
        ("Tea is $3.50, a bun $2.25. How much?", "$5.75", "Tea is $7.00, a bun $4.50. How much?", "$11.50"),
        ("1,200 litres less 450. How much?", "750", "2,400 litres less 900. How much?", "1500"),
        ("6 plus 4 is what?", 10.0, "12 plus 8 is what?", 20.0),
    ],
)
def test_the_answer_grows_with_the_numbers(question, answer, larger, new):
    assert (larger, new) in made(question, answer)


def test_one_factor_for_all_numbers():
    assert {answer for _, answer in made("Ada has 3 pens and buys 2 more. How many?", "5")} == {
        "10",
        "15",
        "20",
        "25",
        "50",
    }


def test_numbers_in_words_stay_in_words():
    assert made("Forty-two birds sat there; eighteen flew off. How many stayed?", "24") == {
        ("Eighty-four birds sat there; thirty-six flew off. How many stayed?", "48")
    }


def test_the_expected_answer_is_as_right_as_before():
    variant = rg.perturb(problem("Ada has 3 pens and buys 2 more. How many?", "5"), NAME)
    assert variant.relation == "same"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("Tom reads 15 pages a day. How many in 4 days?", "60", id="a product"),
        pytest.param("Mia reads 2 pages in 2 minutes. How many pages?", "4", id="sum and product alike"),
        pytest.param("A rope of 24 metres is cut into pieces of 6 metres. How many pieces?", "4", id="a quotient"),
        pytest.param("A shop sells 30 buns at $2 a bun and 10 cakes. How many things?", "40", id="a rate"),
        pytest.param("Ada has 3 pens, Bo has 2 pens each day. How many?", "5", id="each"),
        pytest.param("20% of 50 and 30 is what?", "40", id="a share"),
        pytest.param("It is 5 pm. The train leaves in 3 hours. When?", "8", id="the time of day"),
        pytest.param("He came in 1950 and left in 1990. How many years?", "40", id="years"),
        pytest.param("Ada is 5, Bo is 3 years older. How old is Bo?", "8", id="ages"),
        pytest.param("9 cats; 4 left, and 1 came back. How many?", "6", id="a singular"),
        pytest.param("Ada has 3 pens and 2 hats. How many pens?", "3", id="a number that is not used"),
        pytest.param("Ada has 3 pens and buys 2 more. How many?", "five pens", id="no plain answer"),
        pytest.param("Ada has 3 pens and buys 2 more.", "5", id="no question"),
        pytest.param("Ada has 3 pens and buys half a dozen and 2. How many?", "5", id="a number not written out"),
    ],
)
def test_where_the_row_does_not_prove_it_is_no_place(question, answer):
    assert made(question, answer) == set()


def test_numbers_elsewhere_in_the_row_leave_no_place():
    inputs = {"question": "Ada has 3 pens and buys 2 more. How many?", "examples": "2 and 2 is 4"}
    with pytest.raises(rg.NoPlace):
        rg.perturb(rg.Example("x", inputs, "5", vary=("/question",), task="generation"), NAME)
