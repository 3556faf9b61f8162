"""Golden rows, what they are read as, and the faults that are found in others."""

from __future__ import annotations

import json

import pytest

from robustgen.errors import GoldenError
from robustgen.examples import Example, read_examples

ROWS = [
    {"id": "a", "text": "hello there", "label": "greet", "lang": "x"},
    {"id": "b", "text": "bye now", "label": "leave", "lang": "y"},
]
READ = (
    Example("a", {"text": "hello there", "lang": "x"}, "greet"),
    Example("b", {"text": "bye now", "lang": "y"}, "leave"),
)


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def problems(source, **named):
    with pytest.raises(GoldenError) as caught:
        read_examples(source, **named)
    assert all(line in str(caught.value) for line in caught.value.problems[:50])
    return list(caught.value.problems)
