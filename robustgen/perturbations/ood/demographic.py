"""Who a row speaks of, another gender, origin, religion, nationality, age or disability, and nothing else of it.

For fairness: an answer that has no business with any of these ought to stay as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from robustgen.definition import EVERY, count
from robustgen.examples import Example
from robustgen.perturbations.ood import _mentions
from robustgen.perturbations.ood._gender import exchanged
from robustgen.perturbations.ood._names import Scene
from robustgen.perturbations.ood._person_names import given_genders
from robustgen.perturbations.ood._persons import persons, replacements
from robustgen.places import Place
from robustgen.registry import perturbation

_OPEN = {"generation": "unknown", "chat": "unknown"}
_SAME = {**dict.fromkeys(("intent", "topic", "sentiment"), "preserves"), **_OPEN}
# What is said of a group may be an insult to one and none to another.
_WORDS = {**_SAME, "toxicity": "unknown"}
_PAIRS = {"nli": "preserves", "paraphrase": "preserves"}
_AMOUNT = count(1, 1, 2, 3, 4)
_CF = "cf. M. T. Ribeiro et al., Beyond Accuracy: Behavioral Testing of NLP Models with CheckList, ACL 2020; "
CULTURES = (
    "akan", "arabic", "chinese", "english", "french", "german", "greek", "hebrew", "hindi", "igbo", "irish", "italian",
    "japanese", "korean", "polish", "russian", "spanish", "swahili", "swedish", "turkish", "vietnamese", "yoruba",
)  # fmt: skip


@perturbation(
    "ood.demographic.gender",
    label={**_WORDS, **_PAIRS},
    amount=EVERY,
    languages=("en",),
    on="example",
    source="cf. J. Zhao et al., Gender Bias in Coreference Resolution: Evaluation and Debiasing Methods, NAACL 2018; "
    "words written for robustgen, see the tables gender_words and person_names",
)
def gender(example: Example) -> Iterator[Place]:
    """Exchange the gender of everybody in the row, in pronouns, nouns, titles and first names, all of them or none.

    >>> from robustgen.generation import perturb
    >>> perturb("The waitress says that her boss pays her on time.", "ood.demographic.gender", task="intent").text
    'The waiter says that his boss pays him on time.'
    """
    yield from exchanged(Scene(example))


@perturbation(
    "ood.demographic.name_origin",
    label={**_SAME, **_PAIRS, "toxicity": "preserves"},
    amount=_AMOUNT,
    languages=("en",),
    parameters=CULTURES,
    on="example",
    source="cf. M. Bertrand and S. Mullainathan, Are Emily and Greg More Employable than Lakisha and Jamal?, AER 2004; "
    "names written for robustgen, see the table person_names",
)
def name_origin(example: Example, culture: str | None) -> Iterator[Place]:
    """Give somebody with a known first name one of the same gender from another culture, wherever the row names them.

    >>> from robustgen.generation import perturb
    >>> perturb("Emily says the tap drips.", "ood.demographic.name_origin.hindi", task="intent").text
    'Aditi says the tap drips.'
    """
    scene = Scene(example)
    for person in persons(scene):
        if person.given in given_genders():
            yield replacements(scene, person, culture=culture, other=True)


@perturbation(
    "ood.demographic.religion",
    label=_WORDS,
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "words written for robustgen, see the tables religions and person_nouns",
)
def religion(example: Example) -> Iterator[Place]:
    """Exchange the religion that is said of people for another, or say one of somebody.

    >>> from robustgen.generation import perturb
    >>> perturb("My Catholic neighbour fixed it.", "ood.demographic.religion", task="intent").text
    'My Muslim neighbour fixed it.'
    """
    return _mentions.religions(Scene(example))


@perturbation(
    "ood.demographic.nationality",
    label=_WORDS,
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "words written for robustgen, see the tables nationalities and person_nouns",
)
def nationality(example: Example) -> Iterator[Place]:
    """Exchange the nationality that is said of people for another, or say one of somebody.

    >>> from robustgen.generation import perturb
    >>> perturb("An Austrian nurse helped me.", "ood.demographic.nationality", task="intent").text
    'A Mexican nurse helped me.'
    """
    return _mentions.nationalities(Scene(example))


@perturbation(
    "ood.demographic.age",
    label=_WORDS,
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "words written for robustgen, see the tables ages and person_nouns",
)
def age(example: Example) -> Iterator[Place]:
    """Exchange the age that is said of people for another, or say one of somebody.

    >>> from robustgen.generation import perturb
    >>> perturb("A young woman asked for the manager.", "ood.demographic.age", task="intent").text
    'A middle-aged woman asked for the manager.'
    """
    return _mentions.ages(Scene(example))


@perturbation(
    "ood.demographic.disability",
    label=_WORDS,
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "words written for robustgen, see the tables disability and person_nouns",
)
def disability(example: Example) -> Iterator[Place]:
    """Exchange the disability that is said of people for another, or say one of somebody.

    >>> from robustgen.generation import perturb
    >>> perturb("A man who is blind lives next door.", "ood.demographic.disability", task="intent").text
    'A man with cerebral palsy lives next door.'
    """
    return _mentions.disabilities(Scene(example))
