"""rewrite.llm with a real, very small language model in llama.cpp, which cannot paraphrase well: the gates say so."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.endpoint import spent
from robustgen.gates import check_pairs

pytestmark = pytest.mark.extras

TEXTS = (
    "The soup was cold and the waiter never came back.", "How do I change the address on my account?",
)  # fmt: skip


def test_what_is_kept_passed_the_gates_and_the_rest_is_counted(smollm2):
    name = "rewrite.llm:smollm2#revise=0,longest=80,in_flight=1"
    suite = rg.generate([{"text": text} for text in TEXTS], perturb=name)
    (proposals,) = suite.manifest.data["proposals"].values()
    asked = sum(number for what, number in proposals.items() if what == "kept" or what.startswith("rejected: "))
    assert asked >= len(TEXTS)
    assert proposals.get("kept", 0) == len(suite)
    assert sum(number for what, number in proposals.items() if what.startswith("rejected: ")) > asked / 2
    pairs = [(variant.golden.inputs["text"], variant.text) for variant in suite]
    assert check_pairs(pairs) == [None] * len(pairs)
    assert spent(name).tokens_out > 0
    print(f"asked {asked} times: {proposals}", *pairs, sep="\n")  # noqa: T201
