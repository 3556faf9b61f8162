"""Requests, greetings, links, clauses, sentences and single words said otherwise, and where they must stay."""

from __future__ import annotations

import re

import pytest

from robustgen.perturbations.paraphrase._asking import asks, requests, utterances
from robustgen.perturbations.paraphrase._moving import sentences
from robustgen.perturbations.tables import rows
from robustgen.text import Text
from tests.perturbations.test_paraphrase import reachable

CHANGES = [
    # ordinals that count
    ("ordinal", "it was my 2nd visit", {"it was my second visit"}),
    ("ordinal", "This is the third time.", {"This is the 3rd time."}),
    ("ordinal", "THE 21ST EPISODE WAS BEST", {"THE TWENTY-FIRST EPISODE WAS BEST"}),
    # abbreviations, with the case, the point and the sentence they stand in
    ("abbreviation", "call me asap", {"call me as soon as possible"}),
    ("abbreviation", "It runs 30 mins.", {"It runs 30 minutes."}),
    ("abbreviation", "We met on Jan. 5 in town", {"We met on January 5 in town"}),
    ("abbreviation", "books, films, etc. were sold", {"books, films, and so on were sold"}),
    ("abbreviation", "They sell books, films, etc.", {"They sell books, films, and so on."}),
    ("abbreviation", "IMO it was long", {"In my opinion it was long"}),
    ("abbreviation", "set a timer for 5 minutes", {"set a timer for 5 mins"}),
    # synonyms inflect like the word, and take the article along
    ("synonym", "they purchased it", {"they bought it"}),
    ("synonym", "it was a gorgeous view", {"it was a beautiful view"}),
    ("synonym", "it was an enormous bill", {"it was a huge bill"}),
    ("synonym", "we selected this", {"we chose this"}),
    ("synonym", "we have selected this", {"we have chosen this"}),
    ("synonym", "The Attorney called, an attorney", {"The Attorney called, a lawyer"}),
    # connectives
    ("discourse", "It rained. However, we stayed.",
     {"It rained. But we stayed.", "It rained. Nevertheless, we stayed.", "It rained. Still, we stayed."}),
    ("discourse", "It rained. But we stayed.", {"It rained. However, we stayed."}),
    ("discourse", "The rain was heavy, but we stayed in the garden.",
     {"The rain was heavy; however, we stayed in the garden."}),
    ("discourse", "It rained; therefore, we left.",
     {"It rained; as a result, we left.", "It rained, so we left.", "It rained; thus, we left."}),
    # clauses
    ("clause_order", "If it rains, we stay at home.", {"We stay at home if it rains."}),
    ("clause_order", "i can call you if we land", {"if we land, i can call you"}),
    ("clause_order", "I was late because the bus broke down.", {"Because the bus broke down, I was late."}),
    ("clause_order", "Although the food is cold, I like the place.", {"I like the place, although the food is cold."}),
    ("clause_order", "If the card is lost, what should I do?", {"What should I do if the card is lost?"}),
    # time and place
    ("fronting", "We watched it last night.", {"Last night, we watched it."}),
    ("fronting", "I'll call you tomorrow.", {"Tomorrow I'll call you."}),
    ("fronting", "They are playing football in the garden.", {"In the garden, they are playing football."}),
    # sentences
    ("sentence_order", "We like it. Breakfast is good. The staff are kind. We will come again soon enough.",
     {"We like it. The staff are kind. Breakfast is good. We will come again soon enough."}),
    # requests
    ("politeness", "play some jazz",
     {"please play some jazz", "play some jazz please", "play some jazz, please", "play some jazz thanks",
      "play some jazz, thanks"}),
    ("politeness", "Could you play some jazz?",
     {"Could you please play some jazz?", "Could you play some jazz, please?", "Could you play some jazz? Thanks.",
      "Could you play some jazz? Thank you.", "Could you play some jazz? Thanks!"}),
    ("politeness", "Please play some jazz.", {"Play some jazz."}),
    ("politeness", "play some jazz, please", {"play some jazz"}),
    ("politeness", "can you please play some jazz", {"can you play some jazz"}),
    ("greeting", "I'd like to book it.",
     {"Hi, I'd like to book it.", "Hello, I'd like to book it.", "Hey, I'd like to book it.",
      "Hi there, I'd like to book it.", "Hello there, I'd like to book it.", "Hey there, I'd like to book it."}),
    ("greeting", "Hello there! What is my balance?", {"What is my balance?"}),
    ("greeting", "hi, what is my balance", {"what is my balance"}),
    ("greeting", "Hi, what is my balance?", {"What is my balance?"}),
    # fillers
    ("filler_drop", "um, what is it then", {"what is it then"}),
    ("filler_drop", "Well, uh, it broke again.", {"It broke again."}),
    ("filler_drop", "So it broke, you know.", {"So it broke."}),
    ("filler_drop", "it is, like, far away", {"it is far away"}),
    ("filler_drop", "it was uh far away", {"it was far away"}),
    # phrases
    ("phrase", "We left early in order to see it", {"We left early to see it"}),
    ("phrase", "I found a large number of errors", {"I found a great number of errors", "I found a great many errors"}),
]  # fmt: skip

STAYS = [
    ("ordinal", "it opens on the 5th of may"), ("ordinal", "Friday the 13th part 3"), ("ordinal", "on 5th avenue"),
    ("ordinal", "the 2nd Earl"), ("ordinal", "Henry the 8th"), ("ordinal", "a first time director"),
    ("ordinal", "it is 3nd time lucky"), ("ordinal", "he came second"), ("ordinal", "the twentieth century fox"),
    ("ordinal", 'the book "my 2nd visit" is good'),
    ("abbreviation", "Survival of HRS was low"), ("abbreviation", "a PLS analysis"),
    ("abbreviation", "it took 1 min"), ("abbreviation", "a 10 min walk"), ("abbreviation", "at 5 km / h"),
    ("abbreviation", "what does asap mean"), ("abbreviation", "exchange 200 pounds"),
    ("abbreviation", "see a.example/info"), ("abbreviation", "an ad hoc plan"), ("abbreviation", "ask @tv_info"),
    ("synonym", "the immune complex"), ("synonym", "the LAD artery"), ("synonym", "what's happening now"), ("synonym", "a proof of concept study"),
    ("synonym", "quickly selected"), ("synonym", "the selected few"), ("synonym", "a purchase"),
    ("synonym", "not nearly all"), ("synonym", "the colour is grey and dull"), ("synonym", "a dull sky"),
    ("synonym", "play the song called amazing grace"), ("synonym", "define bizarre"), ("synonym", "how do you spell gorgeous"), ("synonym", "see Fantastic Voyage"),
    ("discourse", "But for the rain we stayed."), ("discourse", "Overall, 79 of 90 came."),
    ("discourse", "It was not only long, but it was dull as well too."), ("discourse", "However hard it is."),
    ("discourse", 'He said "However, we stayed." and left.'),
    ("clause_order", "I had just sat down when it rang."),
    ("clause_order", "When I get old I hope to be free, thumbing my nose at it."),
    ("clause_order", "I wonder if it rains."), ("clause_order", "If only we knew, we could go."),
    ("clause_order", "She stayed because he asked."), ("clause_order", "If it breaks, then call us."),
    ("clause_order", "Before it ends... it drags, we left it."), ("clause_order", "I did not go because it rained."),
    ("clause_order", "It rained, as it does, when we came."),
    ("fronting", "I hope to see you tomorrow."), ("fronting", "Will you come tomorrow?"),
    ("fronting", "I never saw it yesterday."), ("fronting", "The man is in the garden."),
    ("fronting", "She looks at the man in the garden."),
    ("sentence_order", "We like it. Breakfast is good."),
    ("sentence_order", "We came. A dog is in the yard. The dog is old. We left it there for good."),
    ("sentence_order", "We came. Breakfast is good. The music is great! It is by a friend of ours."),
    ("sentence_order", "We came. Breakfast was good. The staff were kind. We will come again soon enough."),
    ("sentence_order", "We came. Breakfast is good. However, the staff is rude. We will not come again."),
    ("sentence_order", "We came. First is the hall. Next is the kitchen. The rest of it is upstairs."),
    ("politeness", "the acting is superb"), ("politeness", "i like jazz"), ("politeness", "give and take"),
    ("politeness", "Thanks to the rain we stayed in."), ("politeness", "can you believe it"),
    ("greeting", "The film is dull."), ("greeting", "Does fenofibrate help against sleep apnoea?"),
    ("greeting", "Are we seeing the effects of it?"), ("greeting", "ok, what is my balance"),
    ("greeting", "hello kitty is my cat"), ("greeting", "Hi."),
    ("filler_drop", "I like it"), ("filler_drop", "well done"), ("filler_drop", "you know what i mean"),
    ("filler_drop", "uh huh, it is"), ("filler_drop", 'she said "um, no" to it'), ("filler_drop", "um"),
    ("phrase", "what is the meaning of a fortnight"), ("phrase", "the tool they used in order to win"),
    ("phrase", "i found a large number of our letters"), ("phrase", "he came back then, and slept"),
    ("phrase", "how is it possible to win"), ("phrase", "thanks in advance"),
    ("phrase", "rounded to the nearest millimeter"), ("phrase", "he left as of late 2019"),
    ("spelling_variant", "how do you spell color"), ("spelling_variant", "define the word colour"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "made"), CHANGES)
def test_changes_to_just_these(name: str, text: str, made: set[str]) -> None:
    assert reachable(name, text) == made


@pytest.mark.parametrize(("name", "text"), STAYS)
def test_stays(name: str, text: str) -> None:
    assert reachable(name, text) == set()


def test_a_greeting_is_said_with_a_comma_or_loud() -> None:
    made = reachable("greeting", "What is my balance?")
    assert {"Hi, what is my balance?", "Hi! What is my balance?"} < made
    assert all(text[text.index("hat is") - 1] == ("W" if "!" in text else "w") for text in made)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("play some jazz", "imperative"),
        ("please send it", "imperative"),
        ("could you play some jazz", "able"),
        ("can you please play some jazz", "able"),
        ("i want you to play some jazz", "wish"),
        ("I'd like to book a room", "wish"),
        ("i would like to book a room", "wish"),
        ("the room is small", ""),
        ("can you swim", ""),
        ("i want a room", ""),
    ],
)
def test_tells_how_a_request_is_made(text: str, kind: str) -> None:
    (said,) = utterances(Text(text))
    assert requests(said) == kind


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("what is my balance", True),
        ("What is my balance?", True),
        ("What is my balance", False),
        ("i need a room", True),
        ("I need a room", False),
        ("what is the capital", False),
        ("the room is small", False),
    ],
)
def test_tells_what_is_asked_of_somebody(text: str, is_asked: bool) -> None:
    (said,) = utterances(Text(text))
    assert asks(said) is is_asked


@pytest.mark.parametrize("text", ["word " * 46, "One more. " * 5, "x" * 401])
def test_nobody_says_so_much_at_once(text: str) -> None:
    assert utterances(Text(text)) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It is late. We go home now!", ["It is late", "We go home now"]),
        ("It is late", ["It is late"]),
        ("Go now. It is late.", ["It is late"]),  # two words are not enough
        ("IT IS LATE NOW.", []),
        ("It is (so) late.", []),
        ("It is  late now.", []),
        ("It is late ... so late.", []),
        ("See http://a.example/x for it.", []),
    ],
)
def test_finds_sentences_without_quotations_brackets_or_markup(text: str, plain: list[str]) -> None:
    assert [text[sentence.start : sentence.end] for sentence in sentences(Text(text))] == plain


GUARD = re.compile(r"(?:(?:(?:next|prev)!?=[^ =,]+(?:,[^ =,]+)*|hand=small)(?: |$))*")


@pytest.mark.parametrize("table", ["abbreviations", "synonyms"])
def test_guards_are_written_as_the_header_says(table: str) -> None:
    assert [row for row in rows(table) if not GUARD.fullmatch(row[-1])] == []


def test_synonyms_have_the_forms_of_their_word() -> None:
    forms = {"noun": (1, 2), "verb": (5,), "adjective": (1,), "adverb": (1,)}
    for written, part, synonyms, _ in rows("synonyms"):
        count = written.count("/") + 1
        assert count in forms[part], written
        for synonym in synonyms.split("|"):
            assert synonym.count("/") + 1 == count, synonym
            assert set(synonym.split("/")).isdisjoint(written.split("/")), synonym


def test_connectives_stand_where_the_header_says_and_for_others() -> None:
    for connective, place, others in rows("connectives"):
        assert place in ("start", "semicolon")
        assert connective not in others.split("|")
