"""A user's parametrized test, and perturbations that add a sign, for the tests of `vary=`."""

from __future__ import annotations

SIGNS = """
import robustgen as rg
from robustgen.definition import EVERY, OnTexts, Perturbation


def adding(name, sign, label="preserves"):
    def places(text):
        yield rg.Place(len(text.string), len(text.string), [sign])

    return Perturbation(name=name, version=1, find=OnTexts(places), amount=EVERY, label={"*": label}, doc="Add a sign.")


BANG, STAR = adding("sign.bang", "!"), adding("sign.star", "*")
DIFFERS, FLIPS = adding("control.differs", "?", "differs"), adding("control.flips", " not", "flips")
GOLDEN = [(f"number {number} it is", "odd" if number % 2 else "even") for number in range(40)]
"""
TEST = """
@pytest.mark.robustgen(vary="text", {marker})
@pytest.mark.parametrize("text, label", GOLDEN)
def test_parity(text, label):
    assert {model}(text) == label
"""
BOTH = "perturb=[BANG, STAR]"
LABELLED = f'expected="label", {BOTH}'


def write(project, source):
    project.write(SIGNS + source)


def one(project, model="parity", marker=LABELLED):
    write(project, TEST.format(model=model, marker=marker))
