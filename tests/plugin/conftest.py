"""A project of a user: tiny suites whose perturbations add a sign, and a model that reads a number's parity."""

from __future__ import annotations

import importlib
import itertools
import json
import re
import shutil
from dataclasses import dataclass

import pytest

import robustgen as rg
from robustgen.definition import EVERY, OnTexts, Perturbation

# After a run within this process pytester forgets the modules that it imported: all of ours are imported before.
for _name in ("collecting", "folder", "gate", "terminal"):
    importlib.import_module(f"pytest_robustgen.{_name}")
rg.list_perturbations()
importlib.import_module("robustgen.scoring.card")
for _name in ("pandas", "scipy.special", "sqlalchemy.dialects.sqlite", "jinja2.ext", "robustgen.report.html"):
    importlib.import_module(_name)

MODEL = '''
import re

import pytest


def parity(text):
    """Right about every number, whatever stands around it."""
    return "even" if int(re.search("[0-9]+", text)[0]) % 2 == 0 else "odd"


def broken_by(sign):
    """Right, but where the text has this sign."""
    return lambda text: "none" if sign in text else parity(text)
'''

ONE = """
@pytest.mark.robustgen({marker})
def test_parity(case):
    assert {model}(case.text) == case.expected
"""

MANY = """
@pytest.mark.robustgen({marker})
def test_parity(robustgen):
    robustgen.check(lambda texts: [{model}(text) for text in texts])
"""


def adding(name, sign, *, label="preserves", where=""):
    """A perturbation that adds a sign at the end of each text that holds `where`."""

    def places(text):
        if where in text.string:
            yield rg.Place(len(text.string), len(text.string), [sign])

    return Perturbation(name=name, version=1, find=OnTexts(places), amount=EVERY, label={"*": label}, doc="Add a sign.")


def spreading(name, signs):
    """A perturbation that makes a change after each word: the signs in turn, one each."""

    def places(text):
        ends = [number for number, letter in enumerate(text.string) if letter == " "] + [len(text.string)]
        for sign, end in zip(itertools.cycle(signs), ends, strict=False):
            yield rg.Place(end, end, [sign])

    return Perturbation(name=name, version=1, find=OnTexts(places), amount=EVERY, label={"*": "preserves"}, doc="Add.")


PERTURBATIONS = {
    made.name: made
    for made in (
        spreading("spread.signs", "!*-~"),
        adding("sign.bang", "!"),
        adding("sign.star", "*"),
        adding("sign.dash", "-"),
        adding("sign.nowhere", "#", where="no text has this"),
        adding("other.tilde", "~"),
        adding("control.change", "?", label="differs"),
    )
}
SIGNS = ("sign.bang", "sign.star", "sign.dash")


@dataclass
class Project:
    """The folder of one user, in which pytest runs."""

    pytester: pytest.Pytester
    make_suite: object

    def suite(self, *names, golden=80, name="s.v1", **settings):
        """Put a frozen suite there and return its name."""
        made = self.make_suite(names or SIGNS, golden, name, tuple(sorted(settings.items())))
        shutil.copytree(made, self.pytester.path / name, dirs_exist_ok=True)
        return name

    def golden(self, count=80, name="golden.jsonl"):
        """Put a file of golden examples there."""
        lines = [json.dumps(row) + "\n" for row in rows(count)]
        (self.pytester.path / name).write_text("".join(lines), encoding="utf-8")
        return name

    def write(self, source, name="test_it"):
        """Put a test file there, with the model in front."""
        return self.pytester.makepyfile(**{name: MODEL + source})

    def one(self, model="parity", marker='"s.v1"', **limits):
        """Put a test there that takes one case at a time."""
        return self.write(ONE.format(model=model, marker=_marker(marker, limits)))

    def many(self, model="parity", marker='"s.v1"', **limits):
        """Put a test there that asks in batches."""
        return self.write(MANY.format(model=model, marker=_marker(marker, limits)))

    def run(self, *args, plugins=()):
        """Run pytest in this process, with our plugin and those named alone."""
        return self.pytester.runpytest_inprocess(*_loading("pytest_robustgen.plugin", *plugins), *args)

    def run_apart(self, *args, plugins=()):
        """Run pytest in a process of its own."""
        return self.pytester.runpytest_subprocess(*_loading("pytest_robustgen.plugin", *plugins), *args)

    def run_xdist(self, *args, plugins=()):
        """Run pytest in a process of its own, with two workers if `args` does not say otherwise."""
        workers = () if any(arg.startswith("-n") for arg in args) else ("-n2",)
        return self.run_apart(*workers, *args, plugins=("xdist", *plugins))


def _marker(marker, limits):
    return ", ".join([marker, *(f"{name}={value!r}" for name, value in limits.items())])


def _loading(*plugins):
    return [part for name in plugins for part in ("-p", name)]


def rows(count):
    """Golden rows whose right answer is the parity of a number."""
    return [
        {"id": f"g{number:03}", "text": f"number {number} it is", "label": "odd" if number % 2 else "even"}
        for number in range(count)
    ]


@pytest.fixture(scope="session")
def make_suite(tmp_path_factory):
    """Freeze each suite once a session."""
    made = {}

    def make(names, golden, name, settings):
        key = (names, golden, name, settings)
        if key not in made:
            folder = tmp_path_factory.mktemp("suite") / name
            chosen = [PERTURBATIONS.get(one, one) for one in names]
            rg.generate(rows(golden), perturb=chosen, task="parity", **dict(settings)).freeze(folder)
            made[key] = folder
        return made[key]

    return make


@pytest.fixture
def project(pytester, make_suite, monkeypatch):
    """A user's empty project."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\naddopts = --strict-markers\n")
    return Project(pytester, make_suite)


def table(result):
    """The rows of the summary's table: cells by perturbation."""
    lines = [re.split(r" {2,}", line) for line in result.outlines]
    return {cells[0]: cells[1:] for cells in lines if re.match(r"[a-z]+\.[a-z.]+$", cells[0]) and len(cells) > 3}


def verdicts(result, path):
    """The verdict of each perturbation, as --robustgen-json wrote it."""
    (test,) = json.loads(path.read_text(encoding="utf-8"))["tests"]
    return {row["perturbation"].partition("@")[0]: row["verdict"] for row in test["verdict"]["rows"]}
