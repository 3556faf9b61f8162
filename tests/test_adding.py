"""The page on adding a perturbation is run as it stands: a package of its own, found by its entry point."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "adding.md"


@pytest.fixture
def package(tmp_path: Path) -> dict[str, str]:
    """Install the page's package into a folder of its own, and return the environment that sees it."""
    for name, body in re.findall(r"```\w+\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        (tmp_path / name).write_text(body, encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in points.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(PAGE.parents[1])])}


def run(arguments: list[str], environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_page_works_as_it_stands(package: dict[str, str], tmp_path: Path) -> None:
    listed = run(["-m", "robustgen", "list", "chat.*"], package, tmp_path)
    assert "chat.missing_g" in listed.stdout, listed.stderr
    shown = run(["-m", "robustgen", "show", "chat.missing_g", "--text", "I was waiting."], package, tmp_path)
    assert "waitin" in shown.stdout, shown.stderr
    tested = run(["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_chat_slips.py"], package, tmp_path)
    assert tested.returncode == 0, tested.stdout
    assert "1 passed" in tested.stdout


def test_the_package_names_its_modules_which_setuptools_does_not_guess_beside_a_test_file(
    package: dict[str, str], tmp_path: Path
) -> None:
    settings = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))
    points = settings["project"]["entry-points"]["robustgen.perturbations"].values()
    assert settings["tool"]["setuptools"]["py-modules"] == list(points)


def test_the_contract_test_finds_a_fault(package: dict[str, str], tmp_path: Path) -> None:
    module = tmp_path / "chat_slips.py"
    module.write_text(module.read_text(encoding="utf-8").replace('[""]', '["g"]'), encoding="utf-8")
    tested = run(["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_chat_slips.py"], package, tmp_path)
    assert tested.returncode == 1
    assert "puts back what stands there" in tested.stdout
