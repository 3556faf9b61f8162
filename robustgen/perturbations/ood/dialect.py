"""Dialects of English: packs of attested features, ood.dialect.<pack>, and each alone, ood.dialect_feature.<name>.

Facts stand in tables: dialect_features (what, sources), dialect_varieties and dialect_packs (which pack holds which),
dialect_rules, dialect_words and dialect_forms (how). What the packs are, and are not, is said in docs/dialects.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from robustgen.definition import Amount, OnTexts, Perturbation, count, mix, share
from robustgen.perturbations.ood._dialect_clauses import CLAUSES
from robustgen.perturbations.ood._dialect_rules import by_rule
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import register
from robustgen.text import Text

DENSITY = share(0.25, 0.5, 0.7, 0.85, 1.0)
"""How many of the places that a text offers are taken."""
PACKS = {pack: (speech, variety, further) for pack, speech, variety, further in rows("dialect_varieties")}
"""By pack: what its writers speak, the variety of the atlas whose ratings it follows, further sources or "-"."""
_ATLAS = (
    "B. Kortmann, K. Lunkenheimer and K. Ehret (eds.), The Electronic World Atlas of Varieties of English (2020), "
    "ewave-atlas.org"
)


def places_of(feature: str) -> Callable[[Text], Iterable[Place]]:
    """Return the function that finds where a text offers a place for a feature.

    >>> [place.options for place in places_of("double_modal")(Text("I might be able to help"))]
    [['might could']]
    """
    return CLAUSES.get(feature) or partial(by_rule, feature)


def _any_feature(text: Text) -> Iterator[Place]:
    """Yield the places of all features, one taken at most."""
    found = [place for feature, *_ in rows("dialect_features") for place in places_of(feature)(text)]
    found.sort(key=lambda place: (place.start, place.end))
    yield from (place._replace(key="feature") for place in found)


def _made(name: str, find: Callable[[Text], Iterable[Place]], amount: Amount, doc: str, source: str) -> Perturbation:
    parameter = name.rpartition(".")[2] if name.startswith("ood.dialect_feature.") else None
    return Perturbation(name, 1, OnTexts(find), amount, {"*": "preserves"}, ("en",), source, doc, parameter=parameter)


def _register_features() -> dict[str, Perturbation]:
    """Register each feature and the plain name; return the features by name."""
    made: dict[str, Perturbation] = {}
    for feature, number, atlas, further, doc in rows("dialect_features"):
        sources = [f"feature {number}, {atlas}, in {_ATLAS}"] if number != "-" else []
        sources += [further] if further != "-" else []
        name = f"ood.dialect_feature.{feature}"
        made[feature] = register(_made(name, places_of(feature), DENSITY, doc, "; ".join(sources)))
    doc = "Write one feature of one dialect of English, of all that the text has a place for."
    register(_made("ood.dialect_feature", _any_feature, count(1, 1, 1, 1, 1), doc, _ATLAS))
    return made


def _register_packs(features: dict[str, Perturbation]) -> None:
    for pack, (speech, variety, further) in PACKS.items():
        parts = [(features[name], int(weight)) for held, name, weight, _ in rows("dialect_packs") if held == pack]
        register(
            mix(
                f"ood.dialect.{pack}",
                parts,
                label="preserves",
                amount=DENSITY,
                languages=("en",),
                source=f"{_ATLAS}: {variety}" + (f"; {further}" if further != "-" else ""),
                doc=f"Write with features of {speech}.",
            )
        )


_register_packs(_register_features())
