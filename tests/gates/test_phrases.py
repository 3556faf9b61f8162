"""Phrases of several words are read as what they mean."""

import pytest

from robustgen.gates import Pair, resolve
from robustgen.gates.facts.language.phrases import senses
from robustgen.gates.facts.language.reading import read, read_pair
from robustgen.gates.tables import rows

READ = [
    ("They got rid of the sofa.", "remove"),
    ("She made up her mind.", "decide"),
    ("He gave me a hand with it.", "help"),
    ("We turned the offer down.", "turn down"),
    ("Turn down the offer.", "turn down"),
    ("It was a piece of cake.", "easy"),
    ("The lift is out of order.", "out of order"),
    ("It arrived on time.", "on time"),
    ("We are looking forward to it.", "look forward to"),
    ("The shoes are out of stock.", "unavailable"),
    ("Light as a feather, this tent.", "light"),
    ("She picked the kids up.", "pick up"),
    ("He takes after his uncle.", "resemble"),
]


@pytest.mark.parametrize(("text", "base"), READ)
def test_a_phrase_has_the_base_form_of_its_meaning(text, base):
    assert base in read(text).bases


PLAIN = [
    ("He put the book on the table.", "put on"),
    ("She got a rid.", "remove"),
    ("Turn left. Down there it is.", "turn down"),
    ("A piece of the cake is left.", "easy"),
    ("The order is out.", "out of order"),
]


@pytest.mark.parametrize(("text", "base"), PLAIN)
def test_the_same_words_in_another_order_are_no_phrase(text, base):
    assert base not in read(text).bases


def test_a_phrase_that_says_nothing_has_no_content():
    assert [token.low for token in read("To be honest, at the end of the day the soup was cold.").content()] == [
        "soup",
        "cold",
    ]


def test_a_phrase_has_a_meaning_and_more_than_one_word():
    for phrase, meant in rows("phrases"):
        assert " " in phrase.replace("~ ", ""), phrase
        assert all(meant.split("|")), phrase
        assert phrase not in meant.split("|"), phrase
        assert phrase.count("~") <= 1, phrase


def test_a_phrase_of_several_senses_is_read_as_itself():
    assert senses()["pick up"][:2] == ("collect", "fetch")
    assert "get rid of" not in senses()


SAME = [
    ("They got rid of the old sofa.", "They threw the old sofa away."),
    ("Please reply as soon as possible.", "Please reply promptly."),
    ("We are fed up with the noise.", "The noise annoys us."),
    ("The lift is out of order.", "The lift is broken."),
    ("She was over the moon about the gift.", "She was delighted with the gift."),
    ("Make sure the door is locked.", "Ensure that the door is locked."),
    ("He made up his mind to leave.", "He decided to leave."),
    ("The exam was a piece of cake.", "The exam was easy."),
    ("It cost an arm and a leg.", "It was expensive."),
    ("To be honest, the soup was cold.", "The soup was cold."),
    ("He dropped me a line last week.", "He wrote to me last week."),
    ("I will keep an eye on your bag.", "I will watch your bag."),
    ("The shop ran out of bread.", "The shop had no bread left."),
    ("The parcel turned up on Friday.", "The parcel arrived on Friday."),
    ("We had a look at the flat.", "We looked at the flat."),
    ("She took part in the race.", "She participated in the race."),
    ("The firm laid off ten workers.", "The firm dismissed ten workers."),
    ("They put the meeting off until May.", "They postponed the meeting until May."),
    ("He came up with a plan.", "He devised a plan."),
    ("It rained cats and dogs.", "It poured."),
    ("The band broke up in 1999.", "The band split in 1999."),
    ("Get in touch with the bank.", "Contact the bank."),
    ("From time to time she calls.", "Sometimes she calls."),
    ("The two of them see eye to eye.", "The two of them agree."),
]
CHANGED = [
    ("Turn the heating on.", "Turn the heating off."),
    ("Switch on the lamp.", "Turn off the lamp."),
    ("They turned down the offer.", "They accepted the offer."),
    ("The shoes are in stock.", "The shoes are out of stock."),
    ("Prices went up.", "Prices fell."),
    ("She got better.", "She got worse."),
    ("She logged in.", "She logged out."),
    ("They got rid of the sofa.", "They did not get rid of the sofa."),
    ("He gave up smoking.", "He smoked."),
    ("The exam was a piece of cake.", "The exam was difficult."),
]


@pytest.mark.parametrize(("source", "candidate"), SAME)
def test_a_phrase_and_its_meaning_are_the_same(source, candidate):
    assert resolve("facts").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), CHANGED)
def test_a_phrase_and_its_opposite_are_not(source, candidate):
    assert None not in resolve("facts").check([Pair(source, candidate), Pair(candidate, source)])


SLIPS = [
    ("I do not know her.", "I dno't know her."),
    ("It is not ready.", "It is'nt ready."),
    ("They did not call.", "They dind't call."),
    ("You cannot fly there.", "You canot fly there."),
    ("I hate the noise here.", "I hate hte noise here."),
    ("Oskar lost his hat.", "Oskra lost his hat."),
]
NO_SLIPS = [
    ("The cat is outside.", "The car is outside."),
    ("We saw a house there.", "We saw a horse there."),
    ("He sat on the boat.", "He sat on the goat."),
    ("She lives in Brelm.", "She lives in Brolm."),
    ("Call Marten tonight.", "Call Garten tonight."),
]
OTHER_NAMES = NO_SLIPS[3:]


@pytest.mark.parametrize(("source", "candidate"), SLIPS)
def test_a_slip_is_read_as_the_word_it_is_a_slip_of(source, candidate):
    assert resolve("facts").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), NO_SLIPS)
def test_another_word_a_letter_away_is_no_slip(source, candidate):
    one, two = read_pair(source, candidate)
    assert one.bases != two.bases


@pytest.mark.parametrize(("source", "candidate"), OTHER_NAMES)
def test_another_name_a_letter_away_is_another_name(source, candidate):
    assert resolve("facts:names").check([Pair(source, candidate)])[0].reason == "name changed"


def test_no_phrase_stands_twice():
    phrases = [phrase for phrase, _ in rows("phrases")]
    assert len(phrases) == len(set(phrases))
