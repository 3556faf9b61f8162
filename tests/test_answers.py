"""What a right answer is once its text has changed: an extracted answer is the text at its span."""

from __future__ import annotations

import pytest

import robustgen as rg

CONTEXT = "Ada lives in Oslo. She sings in Oslo."


def example(expected, **more) -> rg.Example:
    spans = (rg.Span(13, 17, "answer"),)
    inputs = {"context": CONTEXT, "question": "Where does Ada live?"}
    return rg.Example(
        "q", inputs, expected, ("/context", "/question"), more.pop("task", "qa_span"), spans=spans, **more
    )


def test_an_answer_follows_the_text_of_its_span():
    variant = rg.perturb(example("Oslo"), "ood.case.upper", severity=5)
    assert variant.text == CONTEXT.upper()
    assert variant.expected == variant.case().expected == "OSLO"


def test_of_several_answers_those_at_spans_follow():
    assert rg.perturb(example(["Oslo", "in Norway"]), "ood.case.upper", severity=5).expected == ["OSLO", "in Norway"]


def test_an_answer_whose_span_is_untouched_stays():
    variant = rg.perturb(example("Oslo"), "task.qa.distractor_sentence", seed=2)
    assert variant.expected == "Oslo"


@pytest.mark.parametrize("task", ["generation", "topic"])
def test_other_tasks_keep_what_they_expect(task):
    assert rg.perturb(example("Oslo", task=task), "ood.case.upper", severity=5).expected == "Oslo"


def test_what_must_differ_is_the_golden_answer():
    suite = rg.generate([example("Oslo")], perturb="control.*")
    assert all(variant.expected == "Oslo" for variant in suite if variant.relation == "differs")


def test_a_frozen_suite_holds_it(tmp_path):
    suite = rg.generate([example("Oslo")], perturb=["ood.case.upper", "typo.human"], severity=(2, 5))
    suite.freeze(tmp_path / "s")
    loaded = rg.load_suite(tmp_path / "s")
    assert [variant.expected for variant in loaded] == [variant.expected for variant in suite]
    assert "OSLO" in [variant.expected for variant in loaded]


def test_what_the_user_says_last_is_the_text_of_a_varied_chat():
    said = ["Where is Oslo?", "And where is Lima?"]
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": said[0]},
        {"role": "assistant", "content": "In Norway."},
        {"role": "user", "content": said[1]},
    ]
    row = rg.Example("c", {"messages": messages}, "Peru", ("/messages",), "chat")
    variant = rg.perturb(row, "ood.case.upper", severity=5)
    made = [message["content"] for message in variant.inputs["messages"]]
    assert made == ["Be brief.", said[0], "In Norway.", said[1].upper()]
    assert 0.7 < variant.share < 0.9
    assert 0 < rg.perturb(row, "typo.human").share < 0.2
