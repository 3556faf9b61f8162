"""pytest --robustgen-html: the report of the run that has just been made, and the same as `robustgen report` makes."""

from __future__ import annotations

import html
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from robustgen.cli import app

RUN = ".robustgen/last"


def invoke(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_it_is_written_beside_the_run(project):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    project.run("--robustgen", "--robustgen-html=out/report.html")
    text = (project.pytester.path / "out/report.html").read_text(encoding="utf-8")
    assert "sign.bang breaks the model more than you allow: of 100 answers 0 are right where 100 were" in text
    assert ".robustgen/last" in text


def test_the_command_makes_the_same_from_the_folder(project, monkeypatch):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    project.run("--robustgen", "--robustgen-html=report.html")
    monkeypatch.chdir(project.pytester.path)
    result = invoke("report", RUN, "-o", "again.html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(r"again.html: \d+ kB\n", result.stdout)
    assert (project.pytester.path / "again.html").read_bytes() == (project.pytester.path / "report.html").read_bytes()


def test_it_holds_the_run_against_the_baseline_and_shows_the_nights(project, monkeypatch):
    project.suite()
    project.one()
    project.run_apart(
        "--robustgen", "--robustgen-baseline=b.json", "--robustgen-update-baseline", "--robustgen-history=h.db"
    )
    project.one('broken_by("!")')
    project.run_apart(
        "--robustgen", "--robustgen-baseline=b.json", "--robustgen-history=h.db", "--robustgen-html=report.html"
    )  # fmt: skip
    text = (project.pytester.path / "report.html").read_text(encoding="utf-8")
    assert "The model got worse since" in text
    assert "Newly broken: 80 variants" in text
    assert "Delta over 2 nights" in text
    monkeypatch.chdir(project.pytester.path)
    assert invoke("report", RUN, "-o", "again.html", "--baseline", "b.json", "--history", "h.db").exit_code == 0
    assert "Newly broken: 80 variants" in (project.pytester.path / "again.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("marker", "sign", "name", "text"),
    [
        ('"s.v1"', "!", "sign.bang", "number 0 it is!"),
        ('golden="golden.jsonl", perturb="ood.case.upper"', "NUMBER", "ood.case.upper", "NUMBER 0 IT IS"),
    ],
    ids=["suite", "golden"],
)
def test_its_commands_make_a_variant_and_run_a_perturbation_again(project, marker, sign, name, text):
    project.suite()
    project.golden()
    project.one(f'broken_by("{sign}")', marker=marker, max_drop=0.2)
    project.run("--robustgen", "--robustgen-html=report.html")
    page = (project.pytester.path / "report.html").read_text(encoding="utf-8")
    commands = [html.unescape(one) for one in re.findall(r'<code class="command">([^<]+)', page)]
    again, part = commands[0], commands[-1]
    assert shell(project, again.replace("python", sys.executable, 1)) == (0, f"{text}\n")
    code, said = shell(project, part.replace("pytest", f"{sys.executable} -m pytest -p pytest_robustgen.plugin", 1))
    assert code == 1
    assert f"test_parity[{name}]" in said
    assert f"g000/{name}@1/2/0" in said
    assert "sign.star" not in said


def shell(project, command):
    done = subprocess.run(["sh", "-c", command], cwd=project.pytester.path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_with_workers_it_is_written_once_by_the_controller(project):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    project.run_xdist("--robustgen", "--robustgen-html=report.html")
    assert "sign.bang" in (project.pytester.path / "report.html").read_text(encoding="utf-8")


def test_what_cannot_be_written_is_a_warning(project):
    project.suite()
    project.one()
    (project.pytester.path / "taken").write_text("", encoding="utf-8")
    result = project.run("--robustgen", "--robustgen-html=taken/report.html")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*the report taken/report.html could not be written*"])


def test_without_robustgen_nothing_is_written(project):
    project.suite()
    project.one()
    project.run("--robustgen-html=report.html")
    assert not (project.pytester.path / "report.html").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere", "-o", "x.html"], "holds no run"),
        ([RUN, "-o", "."], "is a folder"),
        ([RUN, "-o", "x.html", "--history", "none.db"], "there is no history"),
        ([RUN, "-o", "x.html", "--baseline", "none.json"], "there is no none.json"),
        ([RUN, "-o", "x.html", "--tolerance", "3"], "expected a share"),
    ],
)
def test_a_usage_error_says_what_to_do(project, monkeypatch, args, said):
    project.suite()
    project.one()
    project.run("--robustgen")
    monkeypatch.chdir(project.pytester.path)
    result = invoke("report", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (project.pytester.path / "x.html").exists()
