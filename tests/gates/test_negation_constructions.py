"""Constructions in which negators cancel, say one thing twice, or make a superlative, a condition or an idiom."""

import pytest

from robustgen.gates import Pair, resolve

KEPT = [
    # Nothing of a kind that does not: all of it does.
    ("There isn't a shelf in the shop he hasn't dusted.", "He has dusted every shelf in the shop."),
    ("In all those years there wasn't a bill they didn't pay.", "They paid every bill in all those years."),
    # Who would not: everybody.
    ("Who wouldn't want a week by the sea?", "Everyone would want a week by the sea."),
    # Superlatives.
    ("No lake in the county is deeper than this one.", "This is the deepest lake in the county."),
    ("I've never been prouder.", "This is the proudest I have ever been."),
    ("We have yet to find a baker as good as Ines.", "Ines is the best baker we have found so far."),
    ("No winter since 1963 had brought a colder night.", "It was the coldest night of any winter since 1963."),
    ("Nobody was more pleased than the cook.", "The cook was the most pleased of all."),
    # Said twice.
    ("They ain't got no milk left.", "They don't have any milk left."),
    ("She needn't sign anything.", "She doesn't need to sign anything."),
    ("Do not leave any box blank.", "Every box has to be filled in."),
    ("He has never once been late.", "He has not been late, not even once."),
    # Conditions.
    ("Pay by Friday or you'll lose the room.", "If you don't pay by Friday, you'll lose the room."),
    ("Cover the dough lest it dry out.", "Cover the dough so that it doesn't dry out."),
    ("It was dawn by the time the plumber arrived.", "The plumber didn't arrive until dawn."),
    # Idioms.
    ("More often than not, the bus is late.", "The bus is usually late."),
    ("Go and see it, not least for the music.", "Go and see it, particularly for the music."),
    ("All guests, without exception, have to register.", "Every guest has to register."),
    ("The argument is far from over.", "The argument is by no means over."),
    ("Yes, I'm in; no, I don't need a seat.", "Yes I'm in. No, I don't need a seat."),
    ("The fish weighed just under two kilos.", "The fish weighed not quite two kilos."),
]

REJECTED = [
    ("There isn't a shelf in the shop.", "There is a shelf in the shop."),
    ("There isn't a shelf in the shop he hasn't dusted.", "There is no shelf in the shop that he has dusted."),
    ("No visa is needed for visits shorter than a month.", "A visa is needed for visits shorter than a month."),
    ("Students have yet to choose a topic.", "Students have chosen a topic."),
    ("They ain't got no milk left.", "They have some milk left."),
    ("She doesn't need to sign anything.", "She needs to sign something."),
    ("Do not leave the box in the hall.", "Leave the box in the hall."),
    ("Unless you mind, I'll take the window seat.", "I'll take the window seat only if you mind."),
    ("He left without paying.", "He paid before leaving."),
    ("The argument is far from over.", "The argument is over."),
    ("The plan was approved without delay.", "The approval of the plan was delayed."),
    (
        "I would not recommend this chair to anyone with a bad back.",
        "I would recommend this chair to anyone with a bad back.",
    ),
]


@pytest.mark.parametrize(("source", "candidate"), KEPT)
def test_the_same_in_another_construction_is_kept(source, candidate):
    assert resolve("facts").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), REJECTED)
def test_what_is_turned_round_is_rejected(source, candidate):
    assert None not in resolve("facts").check([Pair(source, candidate)])
