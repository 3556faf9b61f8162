"""Names of people, places, organisations and products, each exchanged for another of its kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from robustgen.definition import count
from robustgen.examples import Example
from robustgen.perturbations.ood._names import Scene
from robustgen.perturbations.ood._persons import persons, replacements
from robustgen.perturbations.ood._things import Kind, things
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation

_SAME = dict.fromkeys(("intent", "topic", "sentiment", "toxicity", "ner"), "preserves")
_AMOUNT = count(1, 1, 2, 3, 4)
_CF = "cf. S. Longpre et al., Entity-Based Knowledge Conflicts in Question Answering, EMNLP 2021; "
_PAIRS = ("nli", "paraphrase")


@perturbation(
    "ood.entity.person",
    label={
        **_SAME,
        "nli": "preserves",
        "paraphrase": "preserves",
        "qa_span": "edits",
        "tool_call": "edits",
        "*": "unknown",
    },
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "names written for robustgen, see the tables person_names and name_guards",
)
def person(example: Example) -> Iterator[Place]:
    """Give somebody the name of another of the same gender, from any of many cultures, wherever the row names them.

    >>> from robustgen.generation import perturb
    >>> perturb("Emily and Tom Hughes came. Emily's sister likes Tom.", "ood.entity.person").text
    "Emily and Gökhan Kaplan came. Emily's sister likes Gökhan."
    """
    scene = Scene(example, follow=True)
    for one in persons(scene):
        yield replacements(scene, one)


@perturbation(
    "ood.entity.place",
    label={**_SAME, "nli": "preserves", "paraphrase": "preserves", "*": "unknown"},
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "places written for robustgen, see the tables places and place_words",
)
def place(example: Example) -> Iterator[Place]:
    """Put another city in place of a city, another country in place of a country, wherever the row names it.

    >>> from robustgen.generation import perturb
    >>> perturb("Is it cold in Oslo? A flight to Oslo is cheap.", "ood.entity.place").text
    'Is it cold in Douala? A flight to Douala is cheap.'
    """
    scene = Scene(example)
    # A pair of texts may hang on what lies where: only where both name the place, and no other.
    yield from things(scene, _places(), alike=example.task in _PAIRS)


@perturbation(
    "ood.entity.organisation",
    label={**_SAME, "*": "unknown"},
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "names written for robustgen, see the table organisations",
)
def organisation(example: Example) -> Iterator[Place]:
    """Put an invented organisation of the same kind in place of a well-known one, wherever the row names it.

    >>> from robustgen.generation import perturb
    >>> perturb("Netflix raised its price, so I left Netflix.", "ood.entity.organisation").text
    'Cinora raised its price, so I left Cinora.'
    """
    yield from things(Scene(example), _invented("organisations", "organisation"))


@perturbation(
    "ood.entity.product",
    label={**_SAME, "*": "unknown"},
    amount=_AMOUNT,
    languages=("en",),
    on="example",
    source=_CF + "names written for robustgen, see the table products",
)
def product(example: Example) -> Iterator[Place]:
    """Put an invented product of the same kind in place of a well-known one, wherever the row names it.

    >>> from robustgen.generation import perturb
    >>> perturb("My iPhone broke again.", "ood.entity.product").text
    'My Brennik broke again.'
    """
    yield from things(Scene(example), _invented("products", "product"))


@cache
def _places() -> Kind:
    table = rows("places")
    words: dict[str, list[str]] = defaultdict(list)
    for land, word in rows("place_words"):
        words[land].append(word)
    for _, _, land, adjectives, _ in table:
        words[land] += [f"{adjective}s" for adjective in adjectives.split("|")]
    return Kind(
        "place",
        found={name: kind for kind, name, _, _, use in table if use != "avoid"},
        made=_by_kind((kind, name) for kind, name, _, _, use in table if use in ("both", "in")),
        sure=frozenset(name for _, name, _, _, use in table if use in ("both", "find")),
        country={name: country for _, name, country, _, _ in table},
        company={
            name: frozenset((land, *adjectives.split("|"), *words[land])) for _, name, land, adjectives, _ in table
        },
    )


@cache
def _invented(table: str, name: str) -> Kind:
    found = {word: kind for use, kind, word in rows(table) if use == "find"}
    made = _by_kind((kind, word) for use, kind, word in rows(table) if use == "in")
    return Kind(name, found, made, frozenset(found), {}, {})


def _by_kind(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for kind, name in pairs:
        made.setdefault(kind, []).append(name)
    return made
