"""An opposite tells of another claim only where both words are said of the same thing."""

from __future__ import annotations

import pytest

from robustgen.gates import Pair, resolve
from robustgen.gates.facts.language.lexicon import loosely, opposed

SAME = [
    ("The nets kept the birds from eating the cherries.", "The nets stopped birds getting at the cherries."),
    ("Clean the brush before the next use.", "After the previous use, the brush should be washed."),
    ("You need to finish the first module before starting the second.",
     "You can begin module two once you are done with module one."),
    ("The team needs a win to stay up.", "If the team loses it will go down."),
    ("The judge spared him a long sentence.", "He got only a short sentence from the judge."),
    ("Can the dough be chilled before it is rolled?", "Is it possible to chill the dough unrolled?"),
    ("My cousin is older than my wife.", "My wife is younger than my cousin."),
    ("He gave up law in 1990 to become a baker.", "In 1990 he left the legal profession and took up baking."),
    ("Leave the text on the back exactly as it is.", "The wording on the back must stay the same."),
    ("The cheap tickets sold out within hours, leaving only expensive ones.",
     "Only expensive seats remained after the cheap ones had gone in a few hours."),
    ("A heavy smoker, he found climbing stairs hard.", "He smoked a lot, so stairs were not easy for him."),
]  # fmt: skip
CHANGED = [
    ("The nurse said the wound was clean.", "According to the nurse, the wound was dirty."),
    ("She passed her final exam with ease.", "Her final exam ended in her failing it."),
    ("Turn the volume up before you start recording.", "Before recording, turn the volume down."),
    ("The lights in the hall are too bright.", "The hall lights are too dim."),
    ("He drives a heavy truck.", "He drives a light truck."),
    ("The drug was effective in mice.", "In mice the drug proved ineffective."),
    ("I start work at seven.", "I finish work at seven."),
    ("Add the sugar at the beginning.", "Put in the sugar at the end."),
    ("He was found guilty.", "He was acquitted."),
]


@pytest.mark.parametrize(("source", "rewrite"), SAME)
def test_an_opposite_said_of_another_thing_is_kept(source, rewrite):
    assert resolve("facts").check([Pair(source, rewrite), Pair(rewrite, source)]) == [None, None]


@pytest.mark.parametrize(("source", "rewrite"), CHANGED)
def test_an_opposite_said_of_the_same_thing_is_rejected(source, rewrite):
    assert None not in resolve("facts").check([Pair(source, rewrite), Pair(rewrite, source)])


@pytest.mark.parametrize(("one", "other", "loose"), [("join", "leave", True), ("cheap", "expensive", False)])
def test_opposites_in_some_uses_only_are_opposed_loosely(one, other, loose):
    assert (opposed(one, other), loosely(one, other)) == (True, loose)
