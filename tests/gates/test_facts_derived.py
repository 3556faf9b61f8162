"""Numbers that follow from others: totals, shares, the rest of a whole, comparisons turned round."""

import pytest

from robustgen.gates import Pair, resolve

SAME = [
    ("A quarter of the staff arrived.", "Three quarters of the staff did not arrive."),
    ("30 % of the beds are full.", "70 % of the beds are empty."),
    ("Four of our seven printers failed the test.", "Only three of the seven printers passed it."),
    ("The tram is twice as fast as the bus.", "The bus is half as fast as the tram."),
    ("The new oven takes half the time the old one took.", "The new oven is twice as quick as the old one."),
    ("There are six eggs in each of the three boxes.", "There are eighteen eggs in total, in three boxes."),
    ("Each of the 5 shelves holds 20 jars.", "The five shelves hold 100 jars altogether."),
    ("I have paid 30 of the 80 euros.", "Of the 80 euros, 50 are still outstanding."),
    ("We sold all but three of the 20 plants.", "We sold 17 of the 20 plants."),
    ("The bus left at 9:10 and arrived at 9:50.", "The bus left at 9:10 and took 40 minutes."),
    ("The coat was £15 off, so it cost £60.", "The coat, originally £75, cost £60."),
    ("Prices rose from 40 to 50 euros.", "Prices rose by a quarter, from 40 to 50 euros."),
    ("The club has 45 % men, the rest are women.", "The club has 45 % men and 55 % women."),
    ("At most nine guests may sleep here.", "Ten or more guests may not sleep here."),
    ("The prize is split equally between five winners.", "Each of the five winners gets 20 %."),
    ("The odds are 8 to 1.", "It is eight for every one."),
    ("She works Mondays and Thursdays.", "She works twice a week, on Mondays and Thursdays."),
    ("He is in his forties.", "He is between 40 and 49."),
    ("We are five hours into the ten-hour drive.", "We are halfway through the ten-hour drive."),
    ("We need four pairs of gloves.", "We need eight gloves."),
    ("Fry it for 5 minutes each side.", "Fry it for ten minutes in total, turning it once."),
    ("The rug is 3 m by 2 m.", "The rug covers six square metres, 3 m by 2 m."),
    ("We won 18 of the 24 games.", "We won 75% of the games, 18 of 24."),
]

CHANGED = [
    ("A quarter of the staff arrived.", "Three quarters of the staff arrived."),
    ("A quarter of the staff arrived.", "Half of the staff did not arrive."),
    ("30 % of the beds are full.", "60 % of the beds are empty."),
    ("Four of our seven printers failed the test.", "Only two of the seven printers passed it."),
    ("Four of our seven printers failed the test.", "Three of the seven printers failed the test."),
    ("The tram is twice as fast as the bus.", "The tram is half as fast as the bus."),
    ("The tram is twice as fast as the bus.", "The bus is a third as fast as the tram."),
    ("Each of the 5 shelves holds 20 jars.", "The five shelves hold 80 jars altogether."),
    ("Each of the 5 shelves holds 20 jars.", "Each of the five shelves holds 100 jars."),
    ("I have paid 30 of the 80 euros.", "Of the 80 euros, 40 are still outstanding."),
    ("We sold all but three of the 20 plants.", "We sold 16 of the 20 plants."),
    ("The bus left at 9:10 and arrived at 9:50.", "The bus left at 9:10 and took 50 minutes."),
    ("The coat was £15 off, so it cost £60.", "The coat, originally £80, cost £60."),
    ("At most nine guests may sleep here.", "Eleven or more guests may not sleep here."),
    ("We need four pairs of gloves.", "We need six gloves."),
    ("Fry it for 5 minutes each side.", "Fry it for 15 minutes in total, turning it once."),
    ("The rug is 3 m by 2 m.", "The rug covers eight square metres, 3 m by 2 m."),
    ("We have 3 cats and 1 dog.", "We have 3 cats and 4 dogs."),
    ("The home side won 4-1.", "The home side won 4-3."),
    ("The rent for the two rooms is £900 a month.", "The rent for the two rooms is £1800 per month."),
    ("She has called twice.", "She has called four times."),
    ("Write at least 40 pages.", "Write at most 40 pages."),
]


@pytest.mark.parametrize(("source", "candidate"), SAME)
def test_a_number_that_follows_from_others_is_kept(source, candidate):
    assert resolve("facts:numbers").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), CHANGED)
def test_a_number_that_does_not_follow_is_rejected(source, candidate):
    assert None not in resolve("facts:numbers").check([Pair(source, candidate), Pair(candidate, source)])
