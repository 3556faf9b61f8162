"""Training reviews: patterns filled with our own words, drawn by a seed, and the reviews of data/written.csv."""

from __future__ import annotations

import csv
import random
from pathlib import Path

THINGS = (
    "kettle lamp blender jacket suitcase keyboard headset mattress tent backpack toaster drill scarf charger camera "
    "chair mug printer umbrella pillow pan watch speaker bicycle pump heater vase mirror carpet bottle game book oven "
    "fan radio desk shirt belt"
).split()
GOOD = (
    "great excellent lovely brilliant sturdy comfortable perfect beautiful reliable quiet fantastic handy wonderful "
    "superb solid pleasant elegant generous clever impressive flawless soft bright quick delightful cosy good nice "
    "smooth stylish spotless practical strong accurate durable warm cheerful neat tasty silent roomy friendly amazing"
).split()
BAD = (
    "awful terrible flimsy useless horrible noisy ugly broken cheap uncomfortable disappointing dreadful weak faulty "
    "rubbish poor shoddy clumsy dull slow scratched worthless annoying smelly sticky cracked bad nasty "
    "wobbly stiff blurred loud rude greasy rusty thin overpriced fragile crooked dirty misleading messy cold"
).split()
GOOD_CLAUSES = (
    "it works like a charm",
    "it arrived a day early",
    "I use it every day",
    "my children love it",
    "it was worth every penny",
    "it looks even better than in the pictures",
    "I would buy it again",
    "setting it up was easy",
    "the seller was helpful",
    "it still runs like new",
    "everybody asks me where I got it",
    "it does exactly what it should",
    "the quality surprised me",
    "I am very happy with it",
    "we recommend it to all our friends",
    "it feels well made",
    "it has made my mornings better",
    "it fits perfectly",
    "it saved us a lot of time",
    "it makes a lovely present",
    "the battery lasts for days",
    "I can't praise it enough",
    "I love how quiet it is",
    "we had a good time with it",
    "the colours are bright and clear",
    "it never let me down",
    "delivery was quick and it came well packed",
    "it is easy to clean",
    "my wife likes it a lot",
    "there were no problems at all",
    "it keeps the room warm",
    "the sound is clear",
    "it survived a fall without a scratch",
    "I would give it more stars if I could",
    "it is the best one I have ever had",
    "nothing was missing",
    "it washes well and doesn't fade",
    "I sleep better than before",
    "you won't regret it",
    "the whole family enjoys it",
    "it doesn't leak",
    "I am thrilled with it",
    "we are pleased and would order again",
    "customer service solved my question in minutes",
)
BAD_CLAUSES = (
    "it stopped working after a week",
    "it fell apart in my hands",
    "it never arrived",
    "the handle broke on the first day",
    "I sent it straight back",
    "nobody answers my messages",
    "it was a waste of money",
    "it looks nothing like the picture",
    "it smells of plastic",
    "I regret buying it",
    "half of the parts were missing",
    "it leaks everywhere",
    "the instructions make no sense",
    "I want my money back",
    "it is too small for anybody",
    "the battery dies within an hour",
    "it came in a torn box",
    "the seller refuses a refund",
    "it gave me a headache",
    "I would never order here again",
    "the colour washed out at once",
    "I can't recommend it to anyone",
    "I hate how loud it is",
    "it makes a strange noise",
    "the colours are dull and blurred",
    "it let me down on the first trip",
    "delivery took a month and it came badly packed",
    "it is hard to clean",
    "my wife doesn't like it at all",
    "there were problems from the start",
    "the room stays cold",
    "the sound crackles",
    "it broke in the first fall",
    "I would give it no stars if I could",
    "it is the worst one I have ever had",
    "two screws were missing",
    "it shrank in the first wash",
    "my neck hurts every morning",
    "you will regret it",
    "nobody in the family wants it",
    "it doesn't work",
    "I am unhappy with it",
    "we are annoyed and disappointed",
    "customer service was rude to me",
)
PATTERNS = (
    "The {thing} is {same}.",
    "What a {same} {thing}!",
    "A {same} {thing}, {clause}.",
    "I bought this {thing} last month and {clause}.",
    "{Clause}.",
    "{Clause}, and {clause2}.",
    "The {thing} is {same} and {same2}.",
    "I find this {thing} really {same}.",
    "Really {same}, {clause}.",
    "The {thing} is not {other} at all.",
    "It isn't {other}, {clause}.",
    "I expected something {other}, but {clause}.",
    "{Clause}, so I think the {thing} is {same}.",
    "My sister says her {thing} is {same}, and she is right.",
    "Bought for my father: {same}, {same2}, and {clause}.",
    "After two weeks: {clause}.",
)


def generated(count: int, seed: int) -> list[tuple[str, str]]:
    """Return so many reviews with their labels, no two alike."""
    draw = random.Random(seed)
    made: dict[str, str] = {}
    while len(made) < count:
        label = draw.choice(["positive", "negative"])
        same, other = (GOOD, BAD) if label == "positive" else (BAD, GOOD)
        first, second = draw.sample(GOOD_CLAUSES if label == "positive" else BAD_CLAUSES, 2)
        text = draw.choice(PATTERNS).format(
            thing=draw.choice(THINGS),
            same=draw.choice(same),
            same2=draw.choice(same),
            other=draw.choice(other),
            clause=first,
            clause2=second,
            Clause=first[0].upper() + first[1:],
        )
        made[text] = label
    return list(made.items())


def written(path: Path) -> list[tuple[str, str]]:
    """Return the reviews of a file with their labels."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]
