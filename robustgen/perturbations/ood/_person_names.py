"""Names of people by culture and gender, and those that may be put in."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from robustgen.perturbations.ood._names import guards
from robustgen.perturbations.tables import rows


@cache
def name_table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return names by culture and kind."""
    found: dict[str, dict[str, list[str]]] = {}
    for culture, kind, name in rows("person_names"):
        found.setdefault(culture, defaultdict(list))[kind].append(name)
    return {culture: {kind: tuple(names) for kind, names in kinds.items()} for culture, kinds in found.items()}


@cache
def given_genders() -> dict[str, str]:
    """Return the gender of every given name: "f", "m" or "u"."""
    return {name: kind[-1] for _, kind, name in rows("person_names") if kind.startswith("given")}


@cache
def families() -> frozenset[str]:
    """Return all family names."""
    return frozenset(name for _, kind, name in rows("person_names") if kind.startswith("family"))


def cultures_of(given: str) -> frozenset[str]:
    """Return the cultures in which a given name is common."""
    return frozenset(c for c, kinds in name_table().items() if any(given in kinds.get(f"given_{s}", ()) for s in "fmu"))


@cache
def others(gender: str, family: bool, given: bool) -> tuple[dict[str, str], ...]:
    """Return new names: one for each given name of the gender, or for each family name where no given name is said."""
    made: dict[tuple[str, str], dict[str, str]] = {}
    for culture, kinds in name_table().items():
        for sex in gender or "fm":
            shared = kinds.get("family", ())
            last_names = shared or (kinds.get(f"family_{sex}", ()) if gender else ())
            if not given:
                for name in last_names:
                    made.setdefault(("", name), {"culture": culture, "family": name})
                continue
            for number, name in enumerate(kinds.get(f"given_{sex}", ())):
                last = last_names[(number * 7 + 3) % len(last_names)] if last_names else ""
                if (family and not last) or f"{name} {last}" in guards("famous") or name == last:
                    continue
                made.setdefault((name, ""), {"culture": culture, "given": name, "family": last})
    return tuple(made.values())


def capitalised(word: str) -> str:
    """Return a word with a capital where its letters are all small, or all capitals."""
    return word[:1].upper() + word[1:].lower() if word.isupper() or word.islower() else word
