"""Who did what to whom, and what is more than what: what the fact check says of roles, and what it leaves alone."""

import pytest

from robustgen.gates import Pair, resolve

EXCHANGED = [
    ("The vicar thanked the mayor.", "The mayor thanked the vicar."),
    ("The vicar thanked the mayor.", "The vicar was thanked by the mayor."),
    ("The lake is deeper than the river.", "The river is deeper than the lake."),
    ("The lake is deeper than the river.", "The lake is shallower than the river."),
    ("The lake is deeper than the river.", "The lake isn't as deep as the river."),
    ("Exports exceeded imports in May.", "In May, imports exceeded exports."),
    ("Exports exceeded imports in May.", "Exports were lower than imports in May."),
    ("I prefer the sequel to the original film.", "I like the original film better than the sequel."),
    ("Rye bread costs more than white bread.", "White bread is dearer than rye bread."),
    ("The tram is cheaper than the ferry.", "The tram costs more than the ferry."),
    ("She left Oslo for Rome.", "In spring she left Rome for Oslo."),
    ("They moved us from the attic to the cellar.", "We were moved out of the cellar and into the attic."),
    ("Copy the files from the stick to the laptop.", "The files have to be copied onto the stick from the laptop."),
    ("The landlord sent the letter to the tenant.", "The tenant posted the letter to the landlord."),
    (
        "The opera was adapted from a poem that came out in spring.",
        "A poem that came out in spring was adapted from the opera.",
    ),
    ("The farmer owes the bank money.", "The bank owes the farmer money."),
    ("The guide warned the climbers about the bear.", "The climbers warned the guide about the bear."),
    ("The nurse handed the doctor a scalpel.", "The doctor handed the nurse a scalpel."),
    ("Boys outnumber girls in the class.", "Girls outnumber boys in the class."),
    ("The sailors voted against the captain.", "The sailors voted for the captain."),
    ("The fans waited for the band after the show.", "The fans waited for the band before the show."),
]
KEPT = [
    ("The lake is deeper than the river.", "The river is shallower than the lake."),
    ("The lake is deeper than the river.", "The river isn't as deep as the lake."),
    ("Trains are faster than buses.", "Buses are slower than trains."),
    ("Trains are faster than buses.", "A bus takes longer than a train."),
    ("More men than women applied.", "Fewer women than men applied."),
    ("Exports exceeded imports.", "Imports were lower than exports."),
    ("Exports exceeded imports.", "Imports were exceeded by exports."),
    ("I prefer tea to coffee.", "I like tea more than coffee."),
    ("I prefer tea to coffee.", "I would rather have tea than coffee."),
    ("I prefer tea to coffee.", "Coffee appeals to me less than tea."),
    ("She likes hiking better than cycling.", "She prefers hiking to cycling."),
    ("The novel outsold the memoir.", "The memoir sold fewer copies than the novel."),
    ("Boys outnumber girls in the class.", "There are more boys than girls in the class."),
    ("Boys outnumber girls in the class.", "Girls are outnumbered by boys in the class."),
    ("It costs less to rent than to buy.", "Renting is cheaper than buying."),
    ("It costs less to rent than to buy.", "Buying costs more than renting."),
    ("We drove from Leeds to York.", "We went to York from Leeds by car."),
    ("We drove from Leeds to York.", "Starting from Leeds, we drove to York."),
    ("He moved out of the flat and into a house.", "He moved into a house from the flat."),
    ("She left Oslo for Rome.", "She moved from Oslo to Rome."),
    ("She left Oslo for Rome.", "It was for Rome that she left Oslo."),
    ("Translate this letter from Dutch into Polish.", "Turn this Dutch letter into Polish."),
    ("The ball went from Ade to Milo.", "Milo got the ball from Ade."),
    ("The landlord sent the letter to the tenant.", "The tenant received the letter from the landlord."),
    ("The landlord sent the letter to the tenant.", "The tenant was sent the letter by the landlord."),
    ("The landlord sent the letter to the tenant.", "The letter to the tenant was sent by the landlord."),
    ("The aunt gave the watch to the boy.", "The boy got the watch from the aunt."),
    ("The aunt gave the watch to the boy.", "The boy was given the watch by the aunt."),
    ("The bank lent the farmer money.", "The farmer borrowed money from the bank."),
    ("The farmer owes money to the bank.", "The bank is owed money by the farmer."),
    ("The chef taught the waiter to cook.", "The waiter learned to cook from the chef."),
    ("The vet examined the horse.", "It was the horse that the vet examined."),
    ("The vet examined the horse.", "The horse underwent an examination by the vet."),
    ("The storm delayed the ferry.", "The ferry ran late because of the storm."),
    ("The storm damaged the roof of the barn.", "The barn's roof was damaged in the storm."),
    ("The editor rejected the article by Pia.", "Pia's article was turned down by the editor."),
    ("A crowd followed the singer to the hotel.", "The singer was followed to the hotel by a crowd."),
    ("The film is based on a play.", "A play is the basis for the film."),
    ("The film was adapted from a play.", "A play was adapted for the film."),
    ("The company merged with its rival.", "The rival merged with the company."),
    ("Ada is married to Ben.", "Ben is married to Ada."),
    ("Ada and Ben work for the council.", "Ben and Ada are employed by the council."),
    ("Salt dissolves in water.", "Water dissolves salt."),
    (
        "The judge believed the witness, not the driver.",
        "It was the witness rather than the driver whom the judge believed.",
    ),
    ("After the talk, the students questioned the minister.", "The students questioned the minister after the talk."),
    (
        "The minister was questioned by the students after the talk.",
        "After the talk, questions were put to the minister by the students.",
    ),
    ("Before you eat, wash your hands.", "Wash your hands before you eat."),
    ("Wash your hands before you eat.", "Eat after you have washed your hands."),
    ("Close the gate after the cows come in.", "Once the cows have come in, close the gate."),
    ("The lawyer defended the thief against the state.", "Against the state, the thief was defended by the lawyer."),
    ("Bulgaria beat Malta in the final.", "Malta lost to Bulgaria in the final."),
    ("Bulgaria beat Malta in the final.", "In the final, Malta were beaten by Bulgaria."),
    ("Our team lost to the students.", "The students beat our team."),
    ("My sister inherited the farm from my grandfather.", "My grandfather left the farm to my sister."),
    ("The virus spreads from bats to people.", "People catch the virus from bats."),
    ("The river flows from the hills to the sea.", "The river runs to the sea from the hills."),
    ("Forward the mail from Rita to Hugo.", "Send Hugo the mail that came from Rita."),
    ("The teacher was proud of the pupils.", "The pupils made the teacher proud."),
    ("The noise scared the cat.", "The cat was scared of the noise."),
    ("I sold my bike to my neighbour.", "My neighbour bought my bike."),
    ("I sold my bike to my neighbour.", "My neighbour bought a bike from me."),
    ("Copy the files from the stick to the laptop.", "Copy the files onto the laptop from the stick."),
    ("The blue bag is heavier than the red one.", "Of the two bags, the blue one weighs more than the red one."),
    ("The blue bag is heavier than the red one.", "The red bag is lighter than the blue one."),
    ("Spring was wetter than summer this year.", "Summer was drier than spring this year."),
    ("The committee chose Dana over Eli.", "Dana was chosen by the committee instead of Eli."),
    ("Older people sleep less than younger people.", "Younger people sleep more than older people."),
    ("The photo shows a man chasing a dog.", "In the photo, a dog is being chased by a man."),
    ("The firm paid the workers with vouchers.", "Vouchers were what the firm paid the workers with."),
    ("The fans threw bottles at the referee.", "Bottles were thrown at the referee by the fans."),
    ("The nurse handed the doctor a scalpel.", "The doctor was handed a scalpel by the nurse."),
    ("The nurse handed the doctor a scalpel.", "A scalpel was handed to the doctor by the nurse."),
    ("The dog ran from the wolf.", "The wolf chased the dog away."),
    ("The city lies north of the lake.", "The lake lies south of the city."),
    ("The cupboard stands behind the door.", "The door stands in front of the cupboard."),
    ("Gas is replacing coal.", "Coal is giving way to gas."),
    ("We replaced the carpet with tiles.", "Tiles have replaced the carpet."),
    ("Her father warned her about the dog.", "She was warned about the dog by her father."),
    ("Kim introduced Lee to Max.", "Max was introduced to Lee by Kim."),
    ("The bus overtook the van.", "The van was overtaken by the bus."),
    ("In May the shop hired two cooks and fired one.", "The shop fired one cook and hired two in May."),
    (
        "The night guard brought blankets, made us soup and carried our bags.",
        "Our bags were carried, and blankets and soup brought, by the night guard.",
    ),
    ("You took the whole fee from my account today.", "Today the whole fee was charged to my account."),
    (
        "The play dazzled me like a firework, and the film bored me.",
        "The movie bored me, and the play dazzled me like fireworks.",
    ),
]


def found(source, candidate):
    return [
        one and one.reason
        for one in resolve("facts:roles,negation").check([Pair(source, candidate), Pair(candidate, source)])
    ]


@pytest.mark.parametrize(("source", "candidate"), EXCHANGED)
def test_other_roles_are_told(source, candidate):
    assert None not in found(source, candidate)


@pytest.mark.parametrize(("source", "candidate"), KEPT)
def test_the_same_roles_in_another_construction_are_kept(source, candidate):
    assert resolve("facts:roles").check([Pair(source, candidate), Pair(candidate, source)]) == [None, None]
