"""Slices: the golden examples of a tag scored apart."""

from __future__ import annotations

import pytest

from robustgen.errors import UsageError
from robustgen.scoring.slices import slices
from tests.scoring.frames import frame


def test_each_tag_has_the_card_of_its_golden_examples():
    made = frame("rrrr", {"typo.swap": ["r", "w", "r", "w"]})
    found = slices(made, {"g000": ["short"], "g001": ["short", "hard"], "g003": ["hard"]})
    assert [(one.tag, one.golden, one.card.rows[0].delta.value) for one in found] == [
        ("hard", 2, -1.0),
        ("short", 2, -0.5),
    ]


def test_a_tag_without_variants_is_left_out():
    made = frame("rrr", {"typo.swap": ["r", "w"]})
    assert [one.tag for one in slices(made, {"g000": ["a"], "g002": ["b"]})] == ["a"]


def test_tags_of_another_suite_are_refused():
    with pytest.raises(UsageError, match="another suite"):
        slices(frame("r", {"typo.swap": ["r"]}), {"other-1": ["a"]})


def test_no_tags_make_no_slices():
    assert slices(frame("r", {"typo.swap": ["r"]}), {}) == ()
