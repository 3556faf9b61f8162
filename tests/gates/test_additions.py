"""What is put to a text and what is left out of it: what the fact check says, and what it leaves alone."""

import pytest

from robustgen.gates import Pair, resolve

ADDED = [
    ("The soup was cold.", "The tomato soup was cold."),
    ("The new printer is slow.", "The new printer is slow and jams a lot."),
    ("The beetle was found in 1894.", "The beetle was found in 1894 by a Swiss doctor."),
    ("My laptop was stolen.", "My laptop was stolen from the library."),
    ("The author wrote three novels.", "The Irish author wrote three novels."),
    ("A woman is holding a baby.", "A woman is holding a baby because it is crying."),
    ("The pool was closed.", "The pool was closed because of a burst pipe."),
    ("The pool was closed.", "The pool was closed after a swimmer fell ill."),
    ("The office opens at nine.", "The office opens at nine and serves free coffee."),
    ("Mia sold her bicycle.", "Mia sold her bicycle since she needed money for the rent."),
    ("The oven does not heat up.", "The oven doesn't heat up, and the door squeaks."),
    ("He repaired the fence.", "He repaired the fence with his cousin."),
    ("He repaired the fence.", "He repaired the fence despite the rain."),
    ("The train to Bern was cancelled.", "Owing to a landslide, the train to Bern was cancelled."),
    ("The recipe calls for butter and eggs.", "The recipe calls for butter and eggs with a dash of rum."),
    ("Please forward this letter.", "Please forward this letter and shred the copy."),
    ("The jacket fits well.", "The jacket fits well, but the lining itches."),
    ("Our neighbour plays the drums.", "Our neighbour, who works as a surgeon, plays the drums."),
    ("The gallery shows old maps.", "The gallery shows old maps, which schools borrow for lessons."),
    ("A man is feeding pigeons.", "A man is feeding pigeons while his wife films him."),
    ("The tablets must be kept dry.", "The tablets must be kept dry because moisture destroys the coating."),
    ("The hikers reached the hut.", "The hikers reached the hut without a guide."),
    ("The mill burned down.", "The mill burned down, killing forty workers."),
    ("When does the course start?", "When does the course start? My cousin wants to join as well."),
    ("The plums are ripe.", "The plums are ripe since the summer was hot."),
    ("The singer cancelled her tour.", "The singer cancelled her tour due to a throat infection."),
    ("We ate at the new diner.", "We ate at the new diner near the harbour."),
    ("Turn off the heating.", "Turn off the heating and lock the back door."),
    ("The laptop arrived yesterday.", "The laptop arrived yesterday with a scratched lid."),
    ("The bakery has closed.", "The bakery has closed following a dispute over rent."),
    ("Two boys are flying a kite.", "Two boys are flying a kite on a windy hilltop."),
]
OMITTED = [
    ("You may park here if you have a permit.", "You may park here."),
    ("Members can borrow skis, provided they pay a deposit.", "Members can borrow skis."),
    ("Unless the weather is bad, the market takes place.", "The market takes place."),
    ("You can leave the room once you have signed the list.", "You can leave the room."),
    ("Pets are welcome as long as they wear a leash.", "Pets are welcome."),
    ("All shops except the bakery are closed.", "All shops are closed."),
    ("The flat has a balcony and comes with a garage.", "The flat has a balcony."),
    ("Take the pills with a glass of milk.", "Take the pills."),
    ("He quit because his boss bullied him.", "He quit."),
    ("The bus stops here only when someone waves.", "The bus stops here."),
]


def found(source, candidate):
    rejected = resolve("facts:additions").check([Pair(source, candidate)])[0]
    return rejected and rejected.reason


@pytest.mark.parametrize(("source", "candidate"), ADDED)
def test_a_phrase_put_to_a_text_is_an_addition(source, candidate):
    assert found(source, candidate) == "addition"


@pytest.mark.parametrize(("source", "candidate"), OMITTED)
def test_a_condition_dropped_or_a_phrase_cut_is_an_omission(source, candidate):
    assert found(source, candidate) == "omission"


ELABORATED = [
    ("The bread is fresh.", "The bread is nice and fresh."),
    ("The hotel was full.", "The hotel was completely full."),
    ("I like the song.", "I like the song a lot."),
    ("The meeting is at noon.", "The meeting is due to start at noon."),
    ("The lift is broken.", "The lift in the building is out of order at the moment."),
    ("Can I pay by card?", "Is it possible for me to pay with a card?"),
    ("My parcel never arrived.", "The parcel that I was expecting never arrived."),
    ("Bring water.", "Please bring some water along with you."),
    ("The shop closes at six.", "The shop closes its doors at six o'clock in the evening."),
    ("He apologised.", "He said he was sorry for what he had done."),
    ("I can't log in.", "I am unable to log in to my account."),
    ("The kids are asleep.", "The kids are in bed and fast asleep."),
    ("It snowed all night.", "Snow kept falling through the whole night."),
    ("Stir the sauce.", "Use a spoon to stir the sauce."),
    ("The film bored me.", "I found the film boring from start to finish."),
    ("We had to wait for hours.", "We had to stand around and wait for hours on end."),
    ("The bus was packed.", "The bus was packed with people."),
    ("The museum is free.", "Entry to the museum is free of charge for visitors."),
    ("The soup needs salt.", "The soup needs a bit more salt in it."),
    ("They got married in June.", "They tied the knot in the month of June."),
    ("My phone died.", "The battery of my phone ran out and it switched itself off."),
    ("Nobody was hurt.", "Nobody was hurt in the incident."),
    ("The dog barked at me.", "The dog started barking when it saw me."),
    ("I paid twice.", "I was charged two times for the same thing."),
    ("The book is out of print.", "The book is no longer being printed by its publisher."),
    ("She speaks four languages.", "She is able to speak in four different languages."),
    ("Turn the radio down.", "Turn down the volume on the radio."),
    ("The bridge collapsed yesterday.", "Yesterday the bridge gave way and collapsed."),
    ("How old is the castle?", "How many years ago was the castle built?"),
    ("He plays chess well.", "He is good at playing the game of chess."),
    ("The patient is stable.", "The patient is in a stable condition."),
    ("Everyone laughed.", "Everyone in the room burst out laughing."),
    ("Print the form.", "Print out the form on paper."),
    ("The roof leaks.", "Water leaks in through the roof when it rains."),
    ("The team lost badly.", "The team suffered a heavy defeat in the game."),
    ("I forgot my password.", "I can't remember the password to my account."),
    ("The food was cold.", "The food was cold by the time it got to us."),
    ("Take one tablet daily.", "Take one tablet by mouth every day."),
    ("The road is closed.", "The road is closed to traffic."),
    ("He is tall.", "He is a man of tall stature."),
    ("Send me the report.", "Send the report to me when you have a moment."),
    ("It's raining.", "It is raining outside right now."),
    ("Sign here.", "Put your signature in this place."),
    ("My flight is delayed.", "My flight is going to leave later than planned."),
    ("This soap smells nice.", "This soap has a nice smell to it."),
    ("She sings beautifully.", "She sings with a beautiful voice."),
    ("The concert was loud.", "The music at the concert was loud."),
    ("The laptop is slow.", "The laptop takes a long time to respond and is slow."),
    ("He was elected mayor.", "He was elected by the voters to serve as mayor."),
    ("The exam is on Friday.", "The exam will be held on Friday."),
    ("Can you fix it today?", "Would you be able to fix it for me in the course of today?"),
    ("The cat sleeps on the sofa.", "The cat is curled up asleep on the sofa."),
    ("I agree.", "I agree with what you are saying."),
    ("The cake is delicious.", "The cake tastes delicious and I love it."),
    ("The hotel is near the beach.", "The hotel is a short walk from the beach."),
    ("My back hurts.", "I have a pain in my back that hurts."),
    ("Refund me.", "I would like my money back, please issue a refund to me."),
    ("The company was founded in 1990.", "The company was founded back in the year 1990."),
    ("There were many mistakes in the text.", "The text was full of errors and mistakes."),
    ("The window was open all night.", "The window was left open throughout the night, from evening until morning."),
    ("The police arrested two men.", "Two men were arrested and taken into custody by the police."),
    ("The song is about loss.", "The song deals with the theme of loss."),
    ("She bought a house last year.", "Last year she became the owner of a house, which she bought."),
    ("The children played outside.", "The children were playing outside in the open air."),
    ("The goalkeeper saved the penalty.", "The goalkeeper dived and saved the penalty kick."),
    ("Water boils at 100 degrees.", "At a temperature of 100 degrees, water comes to the boil."),
    ("A boy kicks a ball.", "A boy is kicking a ball with his foot."),
    ("A woman is reading.", "A woman is sitting and reading a book."),
    ("Two dogs run.", "Two dogs are running along together."),
    ("Open the file.", "Open the file by clicking on it."),
    ("Your order has shipped.", "Your order has been shipped and is on its way to you."),
    ("I'd like a table for two.", "I'd like to reserve a table for two people at your restaurant."),
    ("Where is the nearest pharmacy?", "Could you tell me where I can find the nearest pharmacy to here?"),
    ("The plot is predictable.", "The plot is predictable, and you can see everything coming."),
    ("The acting was superb.", "The acting was superb, with every performance hitting the mark."),
    ("Set an alarm for seven.", "Set an alarm to wake me at seven."),
    ("Play some jazz.", "Put on some jazz music for me to listen to."),
    ("The tap drips.", "The tap in question keeps dripping, drop by drop."),
    ("Your card was declined.", "Your card was declined when the payment was attempted."),
    ("The battery lasts two days.", "The battery lasts for two days on a single charge."),
    ("Leave the keys with the neighbour.", "Leave the keys with the neighbour next door."),
    ("He refused to sign the contract.", "He refused to put his signature on the contract."),
    ("The water is cold.", "The water is cold to the touch."),
    ("We walked along the river.", "We went for a walk along the bank of the river."),
    ("They were late.", "They were late in arriving."),
    ("The theory was proved wrong.", "The theory turned out to be wrong when it was put to the test."),
    ("The guard let us in.", "The guard opened the door and let us in."),
    ("She waved at him.", "She waved her hand at him in greeting."),
]


@pytest.mark.parametrize(("source", "candidate"), ELABORATED)
def test_more_words_without_news_are_kept(source, candidate):
    assert found(source, candidate) is None
