"""rewrite.llm with a real, very small language model in llama.cpp: shown how, it writes some lines that pass."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.endpoint import spent
from robustgen.gates import check_pairs

pytestmark = pytest.mark.extras

TEXTS = (
    "Two dogs run across the field.",
    "The old woman is sitting on a bench near the river.",
    "how do i change the address on my account",
    "The soup was cold and the waiter never came back.",
    "Three boys play football in the street.",
)


def test_some_of_what_it_writes_is_kept_and_the_rest_is_counted(smollm2):
    name = "rewrite.llm:smollm2#plain=1,temperature=0.3,longest=40,in_flight=1"
    suite = rg.generate([{"text": text} for text in TEXTS], perturb=name)
    (proposals,) = suite.manifest.data["proposals"].values()
    print(proposals, *((variant.golden.inputs["text"], variant.text) for variant in suite), sep="\n")  # noqa: T201
    asked = sum(number for what, number in proposals.items() if what == "kept" or what.startswith("rejected: "))
    assert spent(name).calls == asked >= len(TEXTS)
    assert proposals["kept"] == len(suite) >= 1
    assert proposals["kept"] < asked
    pairs = [(variant.golden.inputs["text"], variant.text) for variant in suite]
    assert check_pairs(pairs) == [None] * len(pairs)
    assert all(variant.provenance["tokens"]["answer"] for variant in suite)


def test_closed_answers_are_too_much_for_it_and_that_is_said(smollm2):
    name = "rewrite.llm:smollm2#revise=0,longest=40,in_flight=1"
    suite = rg.generate([{"text": TEXTS[0]}], perturb=name)
    (proposals,) = suite.manifest.data["proposals"].values()
    assert len(suite) == 0
    assert sum(number for what, number in proposals.items() if "not the closed answer" in what or "cut off" in what) > 2
