"""A changed name makes the old answer wrong, or there is no place."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.edits import Replace
from robustgen.examples import Example
from robustgen.perturbations.tables import rows
from tests.perturbations.subjects.control_entities import EXAMPLES, nli, qa, tool

NAME = "control.entity_change"


def changed(example: Example) -> set[str]:
    """Return the texts that a variant changes."""
    variant = rg.perturb(example, NAME, seed=2)
    return {edit.path for change in variant.changes for edit in change if isinstance(edit, Replace)}


@pytest.mark.parametrize("example", EXAMPLES[NAME])
def test_one_text_alone_is_changed_and_the_answer_differs(example):
    variant = rg.perturb(example, NAME, seed=2)
    assert variant.relation == "differs"
    assert len(changed(example)) == 1


@pytest.mark.parametrize(
    ("example", "path"),
    [
        (nli("Emily rows on a lake.", "Emily is on a lake."), "/hypothesis"),
        (qa("Ahmed lives in Oslo.", "Where does Ahmed live?", "Oslo"), None),
        (qa("Peter sold the barn.", "Who sold the barn?", "Peter"), "/context"),
        (qa("Emily's shop sells lamps.", "What does Emily's shop sell?", "lamps"), "/question"),
        (tool("Is it raining in Nairobi?", city="Nairobi"), "/messages/0/content"),
    ],
)
def test_it_is_the_text_that_the_answer_hangs_on(example, path):
    assert path is None or changed(example) == {path}


def test_all_that_is_said_of_a_person_in_the_text_is_changed_and_the_new_name_is_new_to_the_row():
    example = qa("Emily Hughes built the mill. Later Emily Hughes sold it.", "Who built the mill?", "Emily Hughes")
    text = rg.perturb(example, NAME, seed=2).inputs["context"]
    assert "Emily" not in text
    assert "Hughes" not in text
    first, second = text.split(". ")
    assert first.split()[:2] == second.split()[1:3]


def test_a_question_is_asked_of_a_place_that_is_nowhere():
    example = qa("Peru lies in South America.", "Where does Peru lie?", "in South America")
    invented = {name for kind, name, _ in rows("invented_names") if kind == "place"}
    assert rg.perturb(example, NAME).inputs["question"].split()[2] in invented


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(nli("Emily rows on a lake.", "Emily is asleep.", "contradiction"), id="a contradiction stays one"),
        pytest.param(nli("Emily rows on a lake.", "Emily is happy.", "neutral"), id="neutral stays neutral"),
        pytest.param(nli("Everyone, Emily too, is asleep.", "Emily is asleep."), id="all others sleep too"),
        pytest.param(nli("Emily is asleep.", "Emily or Tom is asleep."), id="the other may still be"),
        pytest.param(nli("Emily is asleep.", "Nobody but Emily is not awake."), id="a not"),
        pytest.param(nli("A woman rows.", "A woman like Emily rows."), id="the premise does not say the name"),
        pytest.param(qa("Emily and Bo came.", "Who came besides Emily?", "Bo"), id="besides"),
        pytest.param(qa("Emily came.", "Did Emily come?", "yes", task="generation"), id="no may be right as well"),
        pytest.param(tool("Is it raining in Nairobi?", unit="celsius"), id="the call does not name it"),
        pytest.param(tool("Is it raining in nairobi?", city="Nairobi"), id="without its capital"),
        pytest.param(nli("South Oslo Road is wet.", "South Oslo Road is damp."), id="a part of another name"),
        pytest.param(
            qa("Emily Hughes met Bo. Hughes left.", "Who met Bo?", "Emily Hughes"), id="half the name is left"
        ),
    ],
)
def test_where_the_answer_may_stay_right_is_no_place(example):
    with pytest.raises(rg.NoPlace):
        rg.perturb(example, NAME)
