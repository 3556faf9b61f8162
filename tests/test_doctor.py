"""`robustgen doctor`: what is there, and the command for what is not."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from robustgen.errors import MissingExtra, UnknownName, UsageError
from robustgen.inspection import BOUND, hashed, inspect, inspect_model, program_version
from robustgen.resources import PARTS, RESOURCES, Resource, missing, missing_module, needed, resource, wordnet

ROOT = Path(__file__).parents[1]


def doctor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "robustgen", "doctor", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def packages(folder: Path, **versions: str) -> str:
    """A folder of installed packages: modules that must not be imported, with their metadata."""
    for name, version in versions.items():
        module = folder / name
        module.mkdir(parents=True)
        (module / "__init__.py").write_text("raise SystemExit('imported')")
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "RECORD").write_text(
            f"{name}/__init__.py,sha256=abc,1\n{name}-{version}.dist-info/INSTALLER,sha256=x,4\n"
        )
    return str(folder)


def test_each_thing_is_named_once_and_belongs_to_a_part():
    names = [one.name for one in RESOURCES]
    assert len(names) == len(set(names))
    assert {one.part for one in RESOURCES} == set(PARTS)


@pytest.mark.parametrize("one", RESOURCES, ids=lambda one: one.name)
def test_each_thing_can_be_found_and_says_what_gets_it(one):
    assert one.command.split()[0] in ("pip", "apt-get", "python", "curl")
    assert (one.kind == "package") == bool(one.module)
    assert (one.kind == "data") == (one.find is not None)


def test_each_extra_that_a_command_names_is_one_of_the_package():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = {extra for one in RESOURCES for extra in re.findall(r"robustgen\[(\w+)\]", one.command)}
    assert named <= set(extras)


def test_json_tells_all_there_is_to_know():
    run = doctor("--json")
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    rows = {row["name"]: row for row in said["resources"]}
    assert list(rows) == [one.name for one in RESOURCES]
    assert set(rows["pyarrow"]) == {
        "name", "kind", "part", "purpose", "command", "there", "why", "version", "sha256", "size", "whole", "path",
    }  # fmt: skip
    for row in rows.values():
        assert row["there"] == bool(row["path"] and not row["why"])


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_table_keeps_to_the_terminal_but_for_commands_to_copy(columns):
    run = doctor(COLUMNS=columns)
    assert run.returncode == 0
    lines = run.stdout.splitlines()
    assert [line for line in lines if len(line) > int(columns) and not line.startswith("    get: ")] == []
    assert re.search(r"\d+ of \d+ resources are here", run.stdout)


def test_a_package_is_found_without_importing_it(tmp_path):
    path = packages(tmp_path, nlpaug="9.8")
    run = doctor("--json", "--require", "nlpaug", PYTHONPATH=f"{path}{os.pathsep}{ROOT}")
    assert run.returncode == 0, run.stderr
    row = next(row for row in json.loads(run.stdout)["resources"] if row["name"] == "nlpaug")
    assert (row["version"], row["there"], row["path"]) == ("9.8", True, str(tmp_path / "nlpaug"))
    assert row["sha256"] == hashlib.sha256(b"nlpaug/__init__.py,sha256=abc,1").hexdigest()


def test_a_folder_that_is_called_like_a_package_is_none(tmp_path, monkeypatch):
    (tmp_path / "merely_a_folder").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert Resource("x", "package", "ocr", "", "", "merely_a_folder").path is None


def test_a_version_that_does_not_fit_is_said(tmp_path):
    path = packages(tmp_path, transformers="5.1")
    run = doctor("--require", "transformers<5", PYTHONPATH=f"{path}{os.pathsep}{ROOT}")
    assert run.returncode == 1
    assert re.search(r"unfit +transformers<5", run.stdout)
    assert "older than 5" in " ".join(run.stdout.split())


@pytest.mark.parametrize(
    ("required", "named"),
    [
        (["tesseract"], ["tesseract"]),
        (["ocr"], ["tesseract"]),
        (["TESSERACT", "flite"], ["tesseract", "flite"]),
    ],
)
def test_what_is_required_and_missing_fails_with_its_command(tmp_path, required, named):
    run = doctor(*(word for name in required for word in ("--require", name)), PATH=str(tmp_path))
    assert run.returncode == 1
    for name in named:
        assert f"required, missing: {name}: {resource(name).command}" in run.stderr


def test_nothing_else_that_is_missing_fails(tmp_path):
    run = doctor(PATH=str(tmp_path))
    assert run.returncode == 0
    assert re.search(r"missing +tesseract", run.stdout)


def test_an_unknown_requirement_is_a_usage_error():
    run = doctor("--require", "tesserakt")
    assert run.returncode == 2
    assert "did you mean 'tesseract'" in run.stderr


@pytest.mark.parametrize(
    ("found", "error", "said"),
    [
        (missing("pyarrow", "reading a.parquet"), MissingExtra, "needs pyarrow: pip install 'robustgen[parquet]'"),
        (missing_module("psycopg", "it"), MissingExtra, "it needs psycopg: pip install 'robustgen[postgres]'"),
        (missing_module("pymysql", "it"), MissingExtra, "it needs the package pymysql, which is not installed: pip"),
    ],
)
def test_errors_take_their_command_from_the_table(found, error, said):
    assert isinstance(found, error)
    assert said in str(found)


def test_a_part_stands_for_all_it_needs():
    assert [one.name for one in needed(["speech", "sox"])] == ["flite", "sox", "pocketsphinx", "pocketsphinx:en-us"]
    with pytest.raises(UnknownName, match="no resource is called 'speach'; did you mean 'speech'"):
        needed(["speach"])


# Data.


def test_a_file_is_hashed_whole(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert hashed(file) == (hashlib.sha256(b"abc").hexdigest(), 3, True)


def test_of_a_large_file_the_beginning_is_hashed_and_that_is_said(tmp_path, monkeypatch):
    import robustgen.inspection as inspection

    monkeypatch.setattr(inspection, "BOUND", 2)
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert hashed(file) == (hashlib.sha256(b"ab").hexdigest(), 3, False)
    assert BOUND > 2


def test_a_folder_s_hash_tells_names_and_contents(tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    for folder, name, content in ((first, "a", b"x"), (second, "b", b"x")):
        folder.mkdir()
        (folder / name).write_bytes(content)
    assert hashed(first)[0] != hashed(second)[0]
    (second / "b").rename(second / "a")
    assert hashed(first) == hashed(second)


@pytest.mark.parametrize(
    ("variable", "below", "kept"),
    [
        ("WNSEARCHDIR", "", ""),
        ("WNHOME", "dict", "dict"),
        ("NLTK_DATA", "corpora/wordnet", "corpora/wordnet"),
    ],
)
def test_wordnet_is_found_where_its_variables_say(tmp_path, monkeypatch, variable, below, kept):
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    (tmp_path / below / "index.noun").write_text("")
    monkeypatch.setenv(variable, str(tmp_path))
    assert wordnet() == tmp_path / kept


def test_wordnet_is_found_in_the_zip_file_that_nltk_keeps(tmp_path, monkeypatch):
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "wordnet.zip").write_bytes(b"PK")
    monkeypatch.setenv("NLTK_DATA", f"{tmp_path / 'none'}{os.pathsep}{tmp_path}")
    assert wordnet() == tmp_path / "corpora" / "wordnet.zip"


def test_data_that_are_nowhere_are_missing():
    nowhere = Resource("x", "data", "ocr", "", "", find=lambda: None)
    assert not inspect(nowhere).there


def test_a_program_that_hangs_has_no_version(tmp_path, monkeypatch):
    import robustgen.inspection as inspection

    program = tmp_path / "sleepy"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(inspection, "PATIENCE", 0.2)
    assert program_version("sleepy") == ""


# Models.


def model(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content)
    return folder


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"config__json": "{}", "model__safetensors": "w"}, ""),
        ({"model__onnx": "w"}, ""),
        ({"config__json": "{}"}, "it holds no weights: config.json"),
        ({}, "it holds no weights, it is empty"),
        (
            {"model__safetensors__index__json": '{"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}',
             "1__safetensors": "w"},
            "model.safetensors.index.json names files that are not there: 2.safetensors",
        ),
        ({"model__safetensors__index__json": "[]", "1__safetensors": "w"}, "names files that are not there"),
    ],
)  # fmt: skip
def test_a_model_s_folder_is_looked_through(tmp_path, files, why):
    found = inspect_model(str(model(tmp_path / "m", **files)))
    assert found.there == (not why)
    assert why in found.why
    assert found.size == sum(len(content) for content in files.values())


def test_a_model_in_the_cache_is_that_of_its_main_branch(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    folder = tmp_path / "models--org--small"
    model(folder / "snapshots" / "0000", config__json="{}")
    model(folder / "snapshots" / "aaaabbbbccccdddd", config__json="{}", model__safetensors="weights")
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("aaaabbbbccccdddd")
    found = inspect_model("org/small")
    assert (found.there, found.version, found.size) == (True, "aaaabbbbcccc", 9)


def test_a_model_that_was_not_downloaded_to_the_end_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    folder = model(tmp_path / "models--org--small" / "snapshots" / "0000", config__json="{}")
    (folder / "model.safetensors").symlink_to("../../blobs/none")
    assert inspect_model("org/small").why == "not downloaded to the end: model.safetensors"


def test_a_model_that_is_not_there_comes_with_the_command(tmp_path):
    run = doctor("--model", "org/small", HF_HOME=str(tmp_path))
    assert run.returncode == 0
    assert "get: hf download org/small" in run.stdout
    assert str(tmp_path / "hub") in "".join(run.stdout.split())


def test_a_model_without_a_name_is_a_usage_error():
    with pytest.raises(UsageError, match="no file or folder here, and no id"):
        inspect_model("no such/fol der/x")
