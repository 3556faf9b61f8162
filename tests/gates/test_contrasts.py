"""Denials that changed places, lost their condition or stand in idioms: rejected where they deny another thing."""

import pytest

from robustgen.gates import Pair, resolve

SAME = [
    ("The kitchen is clean, but the cellar is not.", "The cellar isn't clean, although the kitchen is."),
    ("Guests without a key cannot enter.", "Guests who have no key are unable to get in."),
    ("Hurry or we will not catch the tram.", "Unless you hurry, we won't catch the tram."),
    ("Not all of the candidates passed.", "Some of the candidates failed."),
    ("It wasn't until June that the pool opened.", "The pool did not open before June."),
    ("The contract doesn't end until May.", "The contract runs until May."),
    ("The soap is sugar-free.", "There is no sugar in the soap."),
    ("She keeps the cold out with a curtain.", "With a curtain she keeps out the cold."),
    ("There was no choice but to sell the boat.", "Selling the boat was the only thing left."),
    ("I haven't eaten such a good pie in years.", "It is the best pie I have eaten in years."),
    ("We tried everything but it will not open.", "We have tried everything, but it won't open."),
    ("The team was beaten at home.", "The visitors won away."),
]
CHANGED = [
    ("I doubt that the bridge will hold.", "I have no doubt that the bridge will hold."),
    ("The kitchen is clean, but the cellar is not.", "The kitchen isn't clean, but the cellar is."),
    ("Guests without a key cannot enter.", "Guests without a key can enter."),
    ("Dogs must not come in unless they are on a lead.", "Dogs must not come in if they are on a lead."),
    ("The radio works without a battery.", "The radio won't work unless it has a battery."),
    ("She always locks the shed at night.", "She never locks the shed at night."),
    ("Pupils may use a ruler in part one.", "Rulers are not allowed in part one."),
    ("The spray is harmless to cats.", "This spray does harm to cats."),
    ("I want to keep the old sofa.", "I do not wish to keep the old sofa."),
    ("There is no evidence that the cream helps.", "There is clear evidence that the cream helps."),
    ("Shut the window before you light the fire.", "Don't shut the window before you light the fire."),
    (
        "I was cold, but I didn't complain. The driver never apologised.",
        "I was cold, but I didn't complain. He apologised.",
    ),
]


@pytest.mark.parametrize(("source", "candidate"), SAME)
def test_the_same_denial_is_kept(source, candidate):
    assert resolve("facts").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), CHANGED)
def test_another_denial_is_rejected(source, candidate):
    assert None not in resolve("facts").check([Pair(source, candidate), Pair(candidate, source)])
