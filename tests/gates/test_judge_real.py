"""The judge with a real, very small language model in llama.cpp, which is a poor one: what it says is counted."""

from __future__ import annotations

import pytest

from robustgen.gates import resolve
from robustgen.reviews import agreement

pytestmark = pytest.mark.extras

ROWS = [
    {"source": "The soup was cold.", "rewrite": "The soup was not warm.", "kept": True},
    {"source": "The soup was cold.", "rewrite": "The soup was hot.", "kept": False},
    {"source": "We left at noon.", "rewrite": "At noon we left.", "kept": True},
]


def test_every_pair_is_kept_or_rejected_with_a_reason(smollm2):
    name = "judge:smollm2?in_flight=1&longest=16&timeout=600"
    found = agreement(ROWS, [name])
    whole = found.parts[0]
    kept = whole.both_kept + whole.kept_wrongly
    assert whole.pairs == len(ROWS) == kept + sum(map(sum, found.rejected.values()))
    assert len(ROWS) <= resolve(name).spent.calls <= 3 * len(ROWS)
    print(found)  # noqa: T201
