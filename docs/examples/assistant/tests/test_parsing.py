import pytest
import triage


@pytest.mark.parametrize(
    ("answer", "queue"),
    [
        ("Queue: billing", "billing"),
        ("**Queue:** Billing.", "billing"),
        ("I'm sorry, but I can't help with that.", "unsorted"),
        ("billing or account", "unsorted"),
        ("", "unsorted"),
        (None, "unsorted"),
    ],
)
def test_parse(answer, queue):
    assert triage.parse(answer) == queue
