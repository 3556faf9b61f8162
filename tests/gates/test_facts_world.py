"""Names that what is known of the world tells: epithets, capitals, seats of government, what belongs to what."""

import pytest

from robustgen.gates import Pair, resolve
from robustgen.gates.facts.names.world import companions, keyed
from robustgen.gates.tables import rows

SAME = [
    ("We flew to the Big Apple.", "We flew to New York."),
    ("He lives in Beantown.", "He lives in Boston."),
    ("She studied in the Eternal City.", "She studied in Rome."),
    ("A rover landed on the Red Planet.", "A rover landed on Mars."),
    ("The Northern Lights were bright.", "The aurora borealis was bright."),
    ("They emigrated Down Under.", "They emigrated to Australia."),
    ("Calcutta was flooded.", "Kolkata was flooded."),
    ("We climbed Ayers Rock.", "We climbed Uluru."),
    ("I heard it on the Beeb.", "I heard it on the BBC."),
    ("The Gunners won.", "Arsenal won."),
    ("The Springboks lost in Rome.", "South Africa lost in the Italian capital."),
    ("We read a sonnet by the Bard.", "We read a sonnet by Shakespeare."),
    ("George Orwell was born in 1903.", "Eric Blair, known as George Orwell, was born in 1903."),
    ("Prices in Madrid rose.", "Prices in the Spanish capital rose."),
    ("She works in Nairobi.", "She works in the capital of Kenya."),
    ("He grew up in Edinburgh.", "He grew up in the Scottish capital."),
    ("Beijing rejected the claim.", "The Chinese government rejected the claim."),
    ("Ottawa condemned the attack.", "Canada condemned the attack."),
    ("Talks with Tehran failed.", "Talks with the Iranian authorities failed."),
    ("Downing Street was silent.", "The British prime minister's office was silent."),
    ("The Pentagon denied it.", "The US Department of Defense denied it."),
    ("The bill passed the Knesset.", "The bill passed the Israeli parliament."),
    ("ESA will build it.", "The European space agency will build it."),
    ("ISRO launched a satellite.", "India's space agency launched a satellite."),
    ("The RSPB counted birds.", "The Royal Society for the Protection of Birds counted birds."),
    ("ETA ten minutes.", "I expect to arrive in ten minutes."),
    ("He has ALS.", "He has Lou Gehrig's disease."),
    ("We saw Big Ben.", "We saw Big Ben in London."),
    ("The Colosseum was shut.", "Rome's Colosseum was shut."),
    ("The flight to Lyon was late.", "The flight to the French city of Lyon was late."),
    ("Tokyo Tower is red.", "Tokyo Tower, in Japan, is red."),
    ("The Taj Mahal reopened.", "The Taj Mahal in Agra, India, reopened."),
    ("I bought an Xbox.", "I bought Microsoft's games console, the Xbox."),
    ("We saw Macbeth.", "We saw Shakespeare's play Macbeth."),
    ("We met Bono.", "We met the Irish singer Bono."),
    ("Reagan spoke.", "US president Ronald Reagan spoke."),
    ("The Swedish ambassador to Peru came.", "Sweden's ambassador in Lima, Peru, came."),
    ("A Mancunian won.", "A man from Manchester won."),
    ("The Geordies cheered.", "The people of Newcastle cheered."),
    ("Both Oxford and Cambridge offered places.", "Both Oxbridge universities offered places."),
    ("Shops shut on Christmas Eve.", "Shops shut on 24 December."),
    ("Deliver to Apt 7.", "Deliver to Apartment 7."),
]

CHANGED = [
    ("We flew to the Big Apple.", "We flew to Boston."),
    ("She studied in the Eternal City.", "She studied in Venice."),
    ("A rover landed on the Red Planet.", "A rover landed on Venus."),
    ("They emigrated Down Under.", "They emigrated to Canada."),
    ("I support the Gunners.", "I support Chelsea."),
    ("We read a sonnet by the Bard.", "We read a sonnet by Milton."),
    ("George Orwell was born in 1903.", "Lewis Carroll was born in 1903."),
    ("Prices in Madrid rose.", "Prices in the Italian capital rose."),
    ("She works in Nairobi.", "She works in the capital of Uganda."),
    ("Prices in Milan rose.", "Prices in the Italian capital rose."),
    ("The mayor of Paris came.", "The French mayor came."),
    ("Beijing rejected the claim.", "The Japanese government rejected the claim."),
    ("Ottawa was cold.", "Canada was cold."),
    ("Ottawa condemned the attack.", "Mexico condemned the attack."),
    ("We landed in Moscow.", "We landed near the Russian government."),
    ("Downing Street was silent.", "The French prime minister's office was silent."),
    ("The Pentagon denied it.", "The US State Department denied it."),
    ("The bill passed the Knesset.", "The bill passed the Polish parliament."),
    ("NASA will build it.", "The European space agency will build it."),
    ("We saw Big Ben.", "We saw Big Ben in Leeds."),
    ("We met at the museum.", "We met at the museum in London."),
    ("The Colosseum was shut.", "Verona's Colosseum was shut."),
    ("We took pictures of the Eiffel Tower in Paris.", "We took pictures of the Eiffel Tower in Lyon."),
    ("The trains in Lyon were late.", "The trains in Lyon, a city of Spain, were late."),
    ("The president arrived in Paris.", "The Belgian president arrived in Paris."),
    ("I bought an Xbox.", "I bought Sony's games console, the Xbox."),
    ("We saw Macbeth.", "We saw Marlowe's play Macbeth."),
    ("A Mancunian won.", "A man from Liverpool won."),
    ("Both Oxford and Cambridge offered places.", "Both Oxford and Durham offered places."),
]


@pytest.mark.parametrize(("source", "candidate"), SAME)
def test_what_is_known_of_a_name_is_kept(source, candidate):
    assert resolve("facts:names").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), CHANGED)
def test_what_is_known_of_another_name_is_rejected(source, candidate):
    assert None not in resolve("facts:names").check([Pair(source, candidate), Pair(candidate, source)])


@pytest.mark.parametrize("table", ["acronyms", "capitals", "companions", "known_as"])
def test_the_rows_of_a_table_are_sorted_and_stand_once(table):
    assert list(rows(table)) == sorted(set(rows(table)))


def test_no_capital_is_that_of_two_countries():
    shared = {"barcelona", "brussels", "london", "edinburgh", "munich", "victoria", "washington"}
    found = {}
    for capital, country in rows("capitals"):
        found.setdefault(capital, set()).add(country)
    assert {capital for capital, lands in found.items() if len(lands) > 1} <= shared


def test_a_thing_lies_in_what_its_place_lies_in():
    assert {("place", "paris"), ("place", "france")} <= companions("louvre")


def test_a_product_does_not_lie_where_its_maker_does():
    assert companions("playstation") == {("maker", "sony")}


def test_peoples_are_read_as_their_countries():
    assert keyed("the british capital") == keyed("capital of the united kingdom")[::-1]


@pytest.mark.parametrize(
    ("source", "candidate"),
    [
        ("The Swedish ambassador to Peru came.", "Sweden's ambassador in Quito, Peru, came."),
        ("We met in Ecuador.", "We met in Quito, Ecuador."),
        ("We spoke to the government of Ecuador.", "We spoke to the government in Bogota, Ecuador."),
    ],
)
def test_a_capital_is_added_only_where_its_government_or_embassy_is(source, candidate):
    assert resolve("facts:names").check([Pair(source, candidate)]) != [None]


RANGES = [
    ("Open Tue-Thu.", "Open on Tuesday, Wednesday and Thursday."),
    ("Open Tue–Thu.", "Open on Tuesday, Wednesday and Thursday."),
    ("Closed Friday to Monday.", "Closed on Friday, Saturday, Sunday and Monday."),
    ("Open Mon-Fri.", "Open on weekdays."),
    ("Open Monday, Tuesday, Wednesday, Thursday and Friday.", "Open on weekdays."),
    ("It runs between May and July.", "It runs in May, June and July."),
]
NO_RANGES = [
    ("Open Tue-Thu.", "Open on Tuesday, Friday and Thursday."),
    ("Open Tue-Thu.", "Open on Wednesday."),
    ("Open Mon-Fri.", "Open Tuesday to Friday."),
    ("It moved from Monday to Wednesday.", "It is on Tuesday instead of Monday."),
    ("Closed Friday to Monday.", "Closed on Friday, Saturday, Tuesday and Monday."),
    ("Open on Monday.", "Open on weekdays."),
    ("It runs between May and July.", "It runs in May, December and July."),
]


@pytest.mark.parametrize(("source", "candidate"), RANGES)
def test_a_range_holds_the_days_between(source, candidate):
    assert resolve("facts:names").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), NO_RANGES)
def test_a_range_does_not_hold_other_days(source, candidate):
    assert None not in resolve("facts:names").check([Pair(source, candidate), Pair(candidate, source)])


WRITTEN = [
    ("#tired and #hungry after work", "Tired and hungry after work."),
    ("The #CyberMonday sale starts.", "The Cyber Monday sale starts."),
    ("Lyndon B. Johnson signed it.", "President Johnson signed it."),
    ("tel him to call", "Tell him to call."),
    ("Born: 03/14/1990 (MM/DD/YYYY)", "Born: 14 March 1990"),
]
WRITTEN_OTHERWISE = [
    ("The #CyberMonday sale starts.", "The Black Friday sale starts."),
    ("John F. Kennedy spoke.", "Robert F. Kennedy spoke."),
    ("Erik arrives in August.", "In April Erik arrives."),
    ("Save it as a PDF.", "Save it as a JPEG."),
]


@pytest.mark.parametrize(("source", "candidate"), WRITTEN)
def test_tags_initials_and_date_patterns_are_kept(source, candidate):
    assert resolve("facts:names").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]


@pytest.mark.parametrize(("source", "candidate"), WRITTEN_OTHERWISE)
def test_other_tags_and_other_first_names_are_rejected(source, candidate):
    assert None not in resolve("facts:names").check([Pair(source, candidate), Pair(candidate, source)])
