"""Golden data from the real `datasets` library."""

from __future__ import annotations

import pytest

from robustgen.errors import UsageError
from robustgen.examples import Example, read_examples
from tests.extras import need

pytestmark = pytest.mark.extras

ROWS = [
    {"id": "a", "text": "hello there", "label": "greet", "n": 1, "note": None},
    {"id": "b", "text": "bye now", "label": "leave", "n": 2, "note": "x"},
]
READ = (
    Example("a", {"text": "hello there", "n": 1}, "greet"),
    Example("b", {"text": "bye now", "n": 2, "note": "x"}, "leave"),
)


@pytest.fixture(scope="module")
def datasets():
    return need("datasets", "datasets")


@pytest.mark.parametrize("form", ["plain", "numpy", "iterable"])
def test_every_form_of_a_dataset_gives_the_same_examples(datasets, form: str) -> None:
    dataset = datasets.Dataset.from_list(ROWS)
    dataset = {
        "plain": lambda: dataset,
        "numpy": lambda: dataset.with_format("numpy"),
        "iterable": dataset.to_iterable_dataset,
    }[form]()
    assert read_examples(dataset) == READ


def test_rows_without_ids_get_those_of_the_same_rows_in_a_list(datasets) -> None:
    rows = [{key: value for key, value in row.items() if key != "id"} for row in ROWS]
    without_nulls = [{key: value for key, value in row.items() if value is not None} for row in rows]
    assert read_examples(datasets.Dataset.from_list(rows)) == read_examples(without_nulls)


def test_several_splits_are_refused(datasets) -> None:
    with pytest.raises(UsageError, match="a DatasetDict has several splits"):
        read_examples(datasets.DatasetDict())
