"""Numbers in shorthand and under other names: prescriptions, powers of ten, Roman numerals, figure by figure."""

import pytest

from robustgen.gates import Pair, resolve

SAME = [
    ("Give 5 ml tds after meals.", "Give five millilitres three times a day after meals."),
    ("Ibuprofen 400 mg qid.", "Ibuprofen 400 mg four times daily."),
    ("Check the drain q6h.", "Check the drain every six hours."),
    ("Apply the ointment bd for 2/52.", "Apply the ointment twice a day for two weeks."),
    ("Vomiting x2 days.", "He has been vomiting for two days."),
    ("The dose is 3x daily.", "The dose is three times daily."),
    ("We made a bid of 5 million.", "Our bid was five million."),
    ("Gate two-oh-six is shut.", "Gate 206 is shut."),
    ("Dad turns seven-oh in May.", "Dad turns 70 in May."),
    ("He was born in nineteen oh eight.", "He was born in 1908."),
    ("A pint costs a quid twenty.", "A pint costs £1.20."),
    ("Three score years went by.", "Sixty years went by."),
    ("They sold a baker's dozen.", "They sold thirteen."),
    ("We sold a gross of screws.", "We sold 144 screws."),
    ("See vol. XIV.", "See volume 14."),
    ("The stone says MDCCCLXI.", "The stone says 1861."),
    ("The shop is open 8-4.30.", "The shop is open from eight to half past four."),
    ("It weighs 2.5 × 10^3 kg.", "It weighs 2,500 kg."),
    ("There are 10⁹ cells.", "There are a billion cells."),
    ("The gap is 2e-3 m.", "The gap is 2 mm."),
    ("The card is valid thru 04/28.", "The card is valid until April 2028."),
    ("Made on the 7th day of July 2019.", "Made on 7 July 2019."),
    ("Cut the cake into sixths.", "Cut the cake into six pieces."),
    ("Nine dentists in ten agree.", "Ninety percent of dentists agree."),
    ("One in each five fails.", "20% fail."),
    ("The tank holds two cubic metres.", "The tank holds 2,000 litres."),
    ("He took silver in Rome.", "He came second in Rome."),
    ("The two lines meet at a right angle.", "The two lines meet at 90 degrees."),
    ("Sort code 45-22-90.", "The sort code is 452290."),
    ("It blinks at 60 Hz.", "It blinks 60 times per second."),
    ("It ended half a century ago.", "It ended 50 years ago."),
    ("She finished at -3.", "She finished three under par."),
    ("The fair runs from Mon 6 to Wed 8 Nov.", "The fair runs from Monday, November 6, to Wednesday, November 8."),
    ("He was two minutes short of an hour.", "He took 58 minutes."),
    ("The yield grew a hundredfold.", "The yield grew by a factor of 100."),
    ("She had twelve wins in ten years.", "In ten years she won twelve times."),
]

CHANGED = [
    ("Give 5 ml tds after meals.", "Give five millilitres twice a day after meals."),
    ("Check the drain q6h.", "Check the drain every eight hours."),
    ("Apply the ointment bd for 2/52.", "Apply the ointment twice a day for two days."),
    ("Vomiting x2 days.", "He has been vomiting for three days."),
    ("Gate two-oh-six is shut.", "Gate 216 is shut."),
    ("They sold a baker's dozen.", "They sold twelve."),
    ("See vol. XIV.", "See volume 16."),
    ("The stone says MDCCCLXI.", "The stone says 1851."),
    ("The shop is open 8-4.30.", "The shop is open from eight to half past five."),
    ("It weighs 2.5 × 10^3 kg.", "It weighs 25,000 kg."),
    ("The card is valid thru 04/28.", "The card is valid until May 2028."),
    ("The card is valid thru 04/28.", "The card is valid until April 2029."),
    ("Made on the 7th day of July 2019.", "Made on 8 July 2019."),
    ("Cut the cake into sixths.", "Cut the cake into eight pieces."),
    ("Nine dentists in ten agree.", "Eighty percent of dentists agree."),
    ("The tank holds two cubic metres.", "The tank holds 200 litres."),
    ("He took silver in Rome.", "He came third in Rome."),
    ("Sort code 45-22-90.", "The sort code is 452299."),
    ("It blinks at 60 Hz.", "It blinks 50 times per second."),
    ("A pint costs a quid twenty.", "A pint costs £1.30."),
    ("Three score years went by.", "Fifty years went by."),
    ("He was two minutes short of an hour.", "He took 52 minutes."),
]


@pytest.mark.parametrize(("source", "candidate"), SAME)
def test_shorthand_for_the_same_number_is_kept(source, candidate):
    assert resolve("facts:numbers").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), CHANGED)
def test_shorthand_for_another_number_is_rejected(source, candidate):
    assert None not in resolve("facts:numbers").check([Pair(source, candidate), Pair(candidate, source)])
