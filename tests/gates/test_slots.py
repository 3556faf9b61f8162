"""One thing in another's place, and how close two texts have to be for that to tell."""

import pytest

from robustgen.gates import Pair, resolve

SAME = [
    ("The clinic is next to the harbour.", "The clinic is beside the harbour."),
    ("He has asthma.", "He is asthmatic."),
    ("The swelling went down.", "It is less swollen now."),
    ("A sailor from Italy sang on the coast of Portugal.", "An Italian sailor sang on the Portuguese coast."),
    ("The tower stood empty for centuries.", "For hundreds of years the tower stood empty."),
]
CHANGED = [
    ("Herons nest behind the mill.", "Behind the mill, egrets nest."),
    ("The vestry is next to the refectory.", "The vestry is next to the scullery."),
    ("The beetle lives on oak bark.", "The beetle lives on the bark of beech trees."),
    ("The red one broke after a week.", "After a week the blue one had lost its colour and broke."),
    ("She works for Harrow Mutual.", "Dunmore Mutual is where she works."),
    ("The World Bank lent the money.", "The World Health Organization lent the money."),
]


@pytest.mark.parametrize(("source", "candidate"), SAME)
def test_the_same_thing_is_kept(source, candidate):
    assert resolve("facts").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), CHANGED)
def test_another_thing_is_rejected(source, candidate):
    assert None not in resolve("facts").check([Pair(source, candidate), Pair(candidate, source)])
