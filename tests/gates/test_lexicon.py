"""What the gates know of English words: base forms, what is a word, what is alike and what is opposed."""

from itertools import combinations

import pytest

from robustgen.gates.facts.additions.kinds import excluded
from robustgen.gates.facts.language.forms import is_word, lemma
from robustgen.gates.facts.language.lexicon import denied, kin, opposed
from robustgen.gates.tables import rows

LEMMAS = """
went go, cities city, stopped stop, making make, colours color, glasses glass, this this, wing wing, wings wing, bus bus,
buses bus, species species, series series, news news, is be, was be, been be, has have, does do, did do, done do, caring care,
coding code, biting bite, biking bike, hiking hike, dating date, dined dine, firing fire, filing file, grading grade,
hiding hide, mating mate, noted note, rating rate, riding ride, shaking shake, skating skate, sloping slope, sparing spare,
wired wire, ratting rat, robbed rob, robed robe, hopped hop, hoped hope, tapped tap, taped tape, starred star, stared stare,
planned plan, planed plane, willing willing, wicked wicked, deed deed, heed heed, need need, weed weed, agreed agree,
freed free, guaranteed guarantee, singing sing, ringing ring, bringing bring, changing change, hanging hang, ranging range,
herring herring, earrings earring, ceiling ceiling, sibling sibling, building building, evening evening, morning morning,
wedding wedding, king king, string string, spring spring, thing thing, nothing nothing, during during, red red, bed bed,
hundred hundred, sacred sacred, shed shed, speed speed, seed seed, feed feed, fed feed, bled bleed, wound wound,
wounded wound, bit bit, clothes clothes, goods goods, headquarters headquarters, jeans jeans, customs customs, pants pants,
shorts shorts, trousers trousers, scissors scissors, sometimes sometimes, always always, perhaps perhaps, towards towards,
mathematics mathematics, physics physics, politics politics, tennis tennis, basis basis, crisis crisis, crises crisis,
analyses analysis, criteria criterion, phenomena phenomenon, children child, women woman, men man, people person, feet foot,
teeth tooth, mice mouse, geese goose, oxen ox, wives wife, knives knife, leaves leave, shelves shelf, wolves wolf,
thieves thief, halves half, loaves loaf, potatoes potato, heroes hero, photos photo, shoes shoe, toes toe, gases gas,
quizzes quiz, lenses lens, viruses virus, boxes box, churches church, dishes dish, classes class, prizes prize, horses horse,
houses house, prices price, pages page, noises noise, causes cause, courses course, bases base, doses dose, dies die,
died die, dying die, lying lie, tied tie, tying tie, dyed dye, eyed eye, owed owe, tries try, tried try, carried carry,
movies movie, cookies cookie, played play, plays play, buys buy, bought buy, brought bring, caught catch, taught teach,
thought think, sought seek, fought fight, kept keep, slept sleep, swept sweep, wept weep, crept creep, felt feel, dealt deal,
meant mean, spent spend, sent send, lent lend, bent bend, built build, made make, said say, paid pay, laid lay, lain lie,
sold sell, told tell, held hold, stood stand, understood understand, withdrew withdraw, withdrawn withdraw, flew fly,
flown fly, grew grow, known know, threw throw, drawn draw, began begin, begun begin, swam swim, sang sing, sung sing,
drank drink, sank sink, shrunk shrink, stank stink, spun spin, won win, hung hang, stuck stick, struck strike, dug dig,
swung swing, wrung wring, bound bind, found find, ground grind, rode ride, ridden ride, written write, driven drive,
risen rise, chosen choose, frozen freeze, spoken speak, stolen steal, broken break, woken wake, worn wear, torn tear,
sworn swear, born born, forgotten forget, given give, forbidden forbid, hidden hide, bitten bite, eaten eat, fallen fall,
beaten beat, shaken shake, taken take, mistaken mistake, proven prove, sewn sew, sown sow, shown show, cut cut, put put,
hit hit, cost cost, hurt hurt, shut shut, let let, set set, quit quit, read read, spread spread, panicked panic,
focused focus, travelling travel, cancelled cancel, controlled control, referred refer, offered offer, visited visit,
opening open, closing close, using use, used use, leaving leave, living live, giving give, moving move, having have,
seeing see, being be, doing do, going go, data data, sheep sheep, fish fish, aircraft aircraft
"""


@pytest.mark.parametrize("pair", LEMMAS.replace("\n", " ").split(","))
def test_a_form_has_its_base(pair):
    form, base = pair.split()
    assert lemma(form) == base


WORDS = (
    "unhelpfully rebooked greenness underfed overcrowded cheaper kindest washable cloudless tallish waterproof misread"
)
NO_WORDS = "untill realy becker definately hapiness recieve wich teh coud qwerty zorblax marvinson"


@pytest.mark.parametrize("word", WORDS.split())
def test_a_derived_word_is_a_word(word):
    assert is_word(word)


@pytest.mark.parametrize("word", NO_WORDS.split())
def test_a_slip_or_a_name_is_no_word(word):
    assert not is_word(word)


DENIED = [
    ("unhappy", "happy"), ("impossible", "possible"), ("illegal", "legal"), ("irregular", "regular"),
    ("dishonest", "honest"), ("careless", "careful"), ("nonviolent", "violent"), ("invalid", "valid"),
]  # fmt: skip
NOT_DENIED = (
    "under uncle unite universe discover discovered distance discuss district impress improved important inform injury"
    " inmate invent island irritate immigrants impaired infancy inflamed infuse intense interior intuition invoice"
    " unravel unrest unveil unwind restless ruthless listless priceless seamless timeless boundless nonsense"
)


@pytest.mark.parametrize(("word", "base"), DENIED)
def test_a_prefix_denies(word, base):
    assert denied(word) == base


@pytest.mark.parametrize("word", NOT_DENIED.split())
def test_what_only_begins_like_a_denial_denies_nothing(word):
    assert denied(word) is None


ALIKE = ("alike", "alike_verbs", "alike_qualities", "alike_ideas")
NUMBERS = {word for word, kind, _ in rows("number_words") if kind in ("card", "ten", "scale", "roman")} - {"scale"}
NAMES = {name for kind, name in rows("names") if kind in ("day", "month", "country", "continent")} - {"may", "march"}


@pytest.mark.parametrize("table", ALIKE)
def test_words_that_are_alike_exclude_each_other_in_no_sense(table):
    converse = {frozenset(row) for row in rows("converses")}
    clashes = [
        (one, other)
        for (row,) in rows(table)
        for one, other in combinations(row.split("|"), 2)
        if opposed(one, other) or excluded(one, other) or frozenset((one, other)) in converse
    ]
    assert not clashes


@pytest.mark.parametrize("table", ALIKE)
def test_words_that_are_alike_are_no_numbers_and_no_names(table):
    assert not [word for (row,) in rows(table) for word in row.split("|") if word in NUMBERS | NAMES]


def test_opposites_are_no_kin():
    family = {("accused", "accuser"), ("employee", "employer")}
    assert {(one, other) for one, other in rows("opposites") if kin(lemma(one), lemma(other))} == family


def test_the_rows_of_a_table_are_sorted_and_stand_once():
    for table in (*ALIKE[1:], "opposites", "words", "phrases", "irregular"):
        assert list(rows(table)) == sorted(set(rows(table))), table


KIN = [
    ("purchase", "buy"), ("swiftly", "rapidly"), ("happiness", "joy"), ("cautiously", "carefully"), ("amend", "modify"),
    ("drawback", "downside"), ("thrilled", "delighted"), ("annoying", "irritating"), ("eatery", "restaurant"),
    ("pick up", "collect"), ("pick up", "fetch"), ("turn off", "switch off"), ("look into", "investigate"),
]  # fmt: skip
STRANGERS = [
    ("cat", "dog"), ("buy", "sell"), ("turn on", "turn off"), ("pick up", "drop off"), ("win", "lose"), ("red", "blue"),
    ("rise", "fall"), ("january", "june"), ("two", "three"), ("doctor", "nurse"), ("arrive", "leave"), ("cheap", "dear"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), KIN)
def test_words_of_about_the_same_meaning_are_kin(one, other):
    assert kin(one, other)
    assert kin(other, one)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_other_words_are_no_kin(one, other):
    assert not kin(one, other)


OPPOSED = ["open shut", "lenient strict", "spacious cramped", "tidy messy", "wasteful thrifty", "turn on turn off"]
NOT_OPPOSED = [
    ("pretty", "hideous"),
    ("kind", "mean"),
    ("repair", "damage"),
    ("turn off", "switch off"),
    ("well", "sick"),
]


@pytest.mark.parametrize("pair", OPPOSED)
def test_opposites_are_opposed(pair):
    words = pair.split()
    half = len(words) // 2
    assert opposed(" ".join(words[:half]), " ".join(words[half:]))


@pytest.mark.parametrize(("one", "other"), NOT_OPPOSED)
def test_words_that_may_be_said_of_one_thing_are_not_opposed(one, other):
    assert not opposed(one, other)
