"""A thing exchanged for another of its kind is another thing; another word for it, or for its class, is not."""

import re

import pytest

from robustgen.gates import Pair, resolve
from robustgen.gates.tables import rows

EXCHANGED = [
    ("We watched the otters at the zoo.", "We watched the lemurs at the zoo."),
    ("Magpies nest in our chimney.", "Swans nest in our chimney."),
    ("The interview went out on the radio.", "The interview was shown on television."),
    ("Ask someone in procurement for a quote.", "For a quote, ask someone in payroll."),
    ("Please return the form by fax.", "Please send the form back by courier."),
    ("He is allergic to shellfish.", "He's allergic to almonds."),
    ("Sweeten the tea with honey.", "Use maple syrup to sweeten the tea."),
    ("She ordered a poodle puppy.", "She ordered a beagle puppy."),
    ("A labrador was barking.", "A parrot was screeching."),
    ("We keep the mower in the basement.", "The mower is kept in the attic."),
    ("The floor is made of slate.", "The floor is made of marble."),
    ("My neighbour is a carpenter.", "My neighbour works as a plumber."),
    ("They referred me to a cardiologist.", "I was referred to a dermatologist."),
    ("I left my scarf in the cloakroom.", "I left my gloves in the cloakroom."),
    ("Pay by direct debit.", "Payment is by credit card."),
    ("The savings account was closed.", "They closed the joint account."),
    ("The deacon of the cathedral plays the oboe.", "The deacon of the cathedral plays the trombone."),
    ("My grandfather built this boat.", "My uncle built this boat."),
    ("It rains most in autumn.", "Most of the rain comes in spring."),
    ("He was charged with arson.", "He was charged with perjury."),
    ("She teaches geology.", "She teaches linguistics."),
    ("The tenant pays for repairs.", "Repairs are paid for by the landlord."),
    ("I'd like a window seat.", "I'd like an aisle seat."),
    ("Book me a room with half board.", "Book a room with full board for me."),
    ("The northern slope is icy.", "The southern slope is icy."),
    ("The doctor's note is missing.", "The police report is missing."),
]  # fmt: skip

SAME = [
    ("We bought a couch.", "We bought a sofa."),
    ("My physician is on holiday.", "My doctor is on holiday."),
    ("The penguin slipped on the ice.", "The bird slipped on the ice."),
    ("My poodle is ill.", "My dog is ill."),
    ("He parked the saloon outside.", "He parked the car outside."),
    ("A girl wears a yellow raincoat.", "A girl is wearing a yellow rain jacket."),
    ("I need a cardiologist.", "I need a heart specialist."),
    ("She bought an armchair.", "She bought a chair."),
    ("We had fruit juice made of oranges.", "We had orange juice."),
    ("He saw a hammer on the bench.", "There was a hammer on the bench, he noticed."),
    ("I can bring a box.", "A box is something I can bring."),
    ("They fly back on Monday.", "On Monday they fly back."),
    ("I'll post the new rules.", "I'll put the new rules in an announcement."),
    ("She is his mother.", "He is her son."),
    ("My driver's license has expired.", "My driving licence has run out."),
]


@pytest.mark.parametrize(("source", "candidate"), EXCHANGED)
def test_another_kind_is_another_thing(source, candidate):
    there, back = resolve("facts:additions").check([Pair(source, candidate), Pair(candidate, source)])
    assert (there.reason, back.reason) == ("another thing", "another thing")


@pytest.mark.parametrize(("source", "candidate"), SAME)
def test_another_word_for_a_thing_is_no_other_thing(source, candidate):
    assert resolve("facts").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize("row", rows("kinds"), ids=lambda row: row[2][:40])
def test_a_row_holds_each_kind_once(row):
    kinds = re.split(r"[|/]", row[2])
    assert len(kinds) == len(set(kinds))


def test_every_class_that_kinds_inherit_from_is_a_kind_itself():
    listed = {one for _, _, kinds in rows("kinds") for one in re.split(r"[|/]", kinds)}
    assert {above[1:].split("/")[0] for _, above, _ in rows("kinds") if above.startswith("^")} <= listed
