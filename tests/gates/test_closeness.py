"""How far apart two texts are, by which it is decided whether a difference between them tells anything."""

from robustgen.gates import Pair, resolve
from robustgen.gates.facts.language.closeness import apart, counterpart
from robustgen.gates.facts.language.reading import read

MILLER = read("The tired miller sold four brown horses in Leeds yesterday.")


def test_words_without_a_counterpart_are_counted_on_both_sides():
    assert apart(MILLER, MILLER) == (0, 0)
    assert apart(MILLER, read("Yesterday the exhausted miller sold four brown horses and a cart in Leeds.")) == (0, 1)
    fewer, more = apart(MILLER, read("Please send the second invoice again before Friday evening."))
    assert fewer >= 5
    assert more >= fewer


def test_the_words_of_a_sentence_alone_may_be_counted():
    two = read("The miller sold his horses. Nobody bought the cart.")
    one = read("The miller sold his horses. The wagon rusted away in a shed.")
    assert apart(two, one, here=0, there=0) == (0, 0)
    assert apart(two, one, here=1, there=1)[1] >= 2


def test_a_sentence_has_its_counterpart_where_most_is_said_again():
    two = read("The cart is old. The miller sold four horses.")
    assert counterpart(MILLER, 0, two) == 1
    assert counterpart(two, 0, MILLER) == 0


def test_a_denial_tells_nothing_where_the_sentence_is_said_in_other_words():
    source = "The soup was lukewarm and the waiter shrugged when I pointed it out."
    far = "What I ate had hardly any warmth in it, a fact that my complaint to the staff did not alter."
    assert resolve("facts").check([Pair(source, far)]) == [None]
