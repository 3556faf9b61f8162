"""The gates for how a text looks: what each rejects beside a sound source, and what it keeps."""

import pytest

from robustgen.gates import Pair, resolve

SOURCE = "The hotel was clean and the staff were very friendly to us."
REJECTED = [
    ("leftovers", "Sure! Here is a paraphrase: The hotel was clean.", "left by a generator: opening"),
    ("leftovers", "Here's the rewritten sentence: The hotel was clean.", "left by a generator: opening"),
    ("leftovers", "Paraphrase: the hotel was clean.", "left by a generator: opening"),
    ("leftovers", "The hotel was [MASK] and the staff were friendly.", "left by a generator: token"),
    ("leftovers", "The hotel was clean.</s>", "left by a generator: token"),
    ("leftovers", "The hotel was clean ##ing and friendly.", "left by a generator: word piece"),
    ("leftovers", "I don ' t mind the hotel.", "left by a generator: spaced mark"),
    ("leftovers", "The hotel , it was clean .", "left by a generator: spaced mark"),
    ("leftovers", "As an AI language model I cannot rate hotels.", "left by a generator: refusal"),
    ("leftovers", "The hotel was clean. Note: I kept the meaning.", "left by a generator: comment"),
    ("leftovers", "Rewrite the following sentence: the hotel was clean.", "left by a generator: instruction"),
    ("leftovers", "The **hotel** was clean.", "left by a generator: fence"),
    ("leftovers", "<p>The hotel was clean.</p>", "left by a generator: markup"),
    ("leftovers", "The hotelâ€™s staff were friendly.", "left by a generator: damaged character"),
    ("leftovers", '"The hotel was clean."', "left by a generator: quotation marks"),
    ("leftovers", "The hotel was clean (and quiet.", "mark without a partner"),
    ("language", "Das Hotel war sauber und die Leute waren sehr freundlich zu uns.", "another language"),
    ("language", "El hotel estaba limpio y el personal era muy amable con nosotros.", "another language"),
    ("script", "Гостиница была чистой.", "another script"),
    ("script", "The hоtel was clean.", "scripts mixed in a word"),
    ("repetition", "The hotel was clean clean clean clean.", "words in a loop"),
    ("repetition", "The hotel was clean and the staff and the staff and the staff.", "words in a loop"),
    ("repetition", "The hotel was clean. The staff smiled. The hotel was clean.", "sentence said twice"),
    ("length", "OK", "too short"),
    ("length", "The hotel was clean. " * 16, "too long"),
    ("wording", "The hotel was clean and the", "unfinished"),
    ("wording", "The hotel was clean and the staff were very frien", "unfinished"),
    ("wording", "The the hotel was clean.", "word said twice"),
    ("wording", "The hotel was clean and they was friendly.", "verb does not agree"),
    ("wording", "It was a excellent hotel.", "a for an, or an for a"),
    ("wording", "The hotel clean was the of staff and is friendly us to.", "words that do not follow each other"),
    ("wording", "He can goes to the hotel.", "words that do not follow each other"),
    ("wording", "We finded the hotel clean.", "no such form"),
    ("wording", "We had two room and the staff were friendly.", "noun lacks its plural"),
    ("wording", "It were a clean hotel and you has friendly staff.", "verb does not agree"),
    ("wording", "The hotel was clean and the staff were", "unfinished"),
    ("wording", "He must went to the hotel with a unclean room.", "words that do not follow each other"),
    ("wording", "It was an hotel with an friendly staff.", "a for an, or an for a"),
    ("wording", "Hotel clean staff friendly breakfast good everyone happy.", "small words are missing"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "candidate", "reason"), REJECTED)
def test_damage_is_rejected(name, candidate, reason):
    found = resolve(name).check([Pair(SOURCE, candidate)])[0]
    assert (found.gate, found.reason) == (name, reason)


SOUND = [
    "The hotel was clean, and the staff was really kind to us.",
    "Clean hotel, and the staff were nice to us.",
    "What I liked: the hotel was clean, and its staff were friendly.",
    "THE HOTEL WAS CLEAN AND THE STAFF WERE VERY FRIENDLY TO US!",
    "the hotel was clean and the staff were very friendly to us",
]
NAMES = ("length", "leftovers", "script", "language", "repetition", "wording")


@pytest.mark.parametrize("candidate", SOUND)
@pytest.mark.parametrize("name", NAMES)
def test_a_sound_text_is_kept(name, candidate):
    assert resolve(name).check([Pair(SOURCE, candidate)]) == [None]


@pytest.mark.parametrize(
    ("name", "candidate", "reason"), [row for row in REJECTED if row[0] not in ("length", "language")]
)
def test_what_the_source_has_already_is_no_fault(name, candidate, reason):
    assert resolve(name).check([Pair(candidate, candidate)]) == [None]


KEPT = [
    ("leftovers", "See you soon.", "See you soon :)"),
    ("leftovers", "First the forms, second the fees.", "1) the forms 2) the fees"),
    ("leftovers", "Great idea!", "great idea !"),
    ("leftovers", "Tell me if the parcel is late.", "Let me know if the parcel is late."),
    ("leftovers", "I have no idea.", "no idea..."),
    ("repetition", "It was extremely good.", "It was very, very, very good."),
    ("repetition", "He refused.", "No no no, he said."),
    ("leftovers", "Love from us all.", "love from all of us xxx"),
    ("length", "Tasty but pricey.", "The food that we were served there was tasty, but it has to be said that it was also pricey."),
    ("length", "I am writing to let you know that the screen of the monitor I bought has dead pixels.", "Dead pixels!"),
    ("wording", "A talk about a frost and the fear of the farmers hit by it.",
     "A frost, and how frightened the farmers hit by it are, is what the talk is about."),
    ("wording", "The lamp from your shop has a loose cable.", "The lamp I bought from you has a loose cable."),
    ("wording", "I wired it to my landlady.", "I wired it to the woman whom I rent from."),
    ("wording", "I wired it to my landlady", "i wired it to the woman i rent from"),
    ("wording", "The village is unknown to me", "it's a village i have never heard of"),
    ("wording", "One of them was late.", "One of these was late."),
    ("wording", "It is harder than I had thought.", "It's harder than I'd imagined."),
    ("wording", "I read before I sleep.", "I read before I go to bed."),
    ("wording", "Everybody gains.", "It's a win-win for everybody."),
    ("wording", "He did not give his name.", "It was an unidentified man, an unimpressive one in an unlit room."),
    ("wording", "Vitamins of the A and C kind help.", "Vitamin a and vitamin c help."),
    ("wording", "The bin leaked.", "The trash can leaked."),
    ("wording", "Make a list, that is all.", "All you have to do is make a list."),
    ("wording", "Take the key of twelve.", "Take the room 12 key please"),
    ("wording", "We liked the hotel.", "the hotel we stayed at we liked"),
    ("wording", "A woman on a bench talks to her friend on the phone.", "a woman is talking on the phone to a friend"),
    ("wording", "There will surely be a queue.", "Will there be a queue? Surely."),
    ("wording", "They sell your tastes and mine to firms.", "Your and my tastes are sold to firms."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "candidate"), KEPT)
def test_sound_but_unusual_wording_is_kept(name, source, candidate):
    assert resolve(name).check([Pair(source, candidate)]) == [None]


def test_the_language_asked_for_is_the_pairs_own():
    german = "Das Hotel war sauber und die Leute waren sehr freundlich."
    pairs = [Pair(german, german, "de"), Pair(german, SOURCE, "de"), Pair("ホテル", "ホテルです", "ja")]
    assert [found and found.reason for found in resolve("language").check(pairs)] == [None, "another language", None]
