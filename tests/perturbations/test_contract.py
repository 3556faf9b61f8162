"""Every perturbation in the catalogue keeps the contract, on our texts and on any text at all. None is listed here."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robustgen import registry
from robustgen.definition import Subject
from robustgen.examples import Example
from robustgen.proposing import Proposer
from robustgen.testing import DELICATE, PLAIN, check_example, check_perturbation
from tests.perturbations.subjects import EXAMPLES, TEXTS

NAMES = sorted({p.name for name in registry.list_perturbations() for p in [registry.get(name)]})
ALL_NAMES = sorted(
    {registry.get(name).name for base in NAMES for name in [base, *registry.list_perturbations(base + ".*")]}
)


def languages(name: str) -> str:
    found = registry.get(name)
    return found.languages[0] if found.languages else "en"


@pytest.mark.parametrize("name", ALL_NAMES)
def test_keeps_the_contract(name: str) -> None:
    check_perturbation(name, texts=TEXTS.get(name, ()), examples=EXAMPLES.get(name, ()))


def delicate_text() -> st.SearchStrategy[str]:
    """Arbitrary Unicode (no surrogates) with pieces of real text and things to protect strewn in."""
    pieces = st.sampled_from(
        [*PLAIN, *DELICATE, "https://a.example/x", "a@b.example", "1,000", "{x}", "don't", "\t", "  "]
    )
    return st.lists(st.one_of(pieces, st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), max_size=5).map(
        "".join
    )


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=delicate_text())
def test_any_text_comes_back_unchanged_outside_the_edits(name: str, text: str) -> None:
    found = registry.get(name)
    task = next((task for task in found.label if task != "*"), None)
    check_example(found, Example("x", {"text": text}, "positive", task=task, language=languages(name)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unit", ["a", "Do not go on. ", "\u0301", "\u00e9", "1", ". ", "'"], ids=ascii)
def test_a_long_text_of_one_piece_is_survived(name: str, unit: str) -> None:
    """200,000 code points; anything that is not linear would not come back (tests/benchmarks/scaling.py measures it)."""
    subject = Subject(Example("x", {"text": unit * (200_000 // len(unit))}, "positive", language=languages(name)))
    proposer = Proposer(registry.get(name), subject)
    if len(proposer.places):
        proposer.propose(b"k" * 32, 0, 0, (1, 2))
