"""`robustgen replay ID`: one variant of a run, shown, and run again by its own test."""

from __future__ import annotations

import subprocess
import sys

import pytest

import robustgen as rg

PROGRAM = [sys.executable, "-c", "from robustgen.cli import main; main()"]
WORDS = ("apple", "bread", "chair", "dance", "earth", "flame", "grape", "house")
GOLDEN = [
    {"id": f"g{i}", "text": f"where is the {word}", "label": "where" if i % 2 else "other"}
    for i, word in enumerate(WORDS)
]
TEST = """
import pytest

LABELS = {words!r}

@pytest.mark.robustgen("s.v1")
@pytest.mark.parametrize("size", ["small", "large"])
def test_it(case, size):
    assert any(word in case.text for word in LABELS) or size == "large"

@pytest.mark.robustgen("s.v1")
class TestIt:
    def test_it(self, case):
        assert "apple" in case.text or case.perturbation != "ood.case.upper@1"
"""
WRONG = "g0/ood.case.upper@1/2/0"
RIGHT = "g0/typo.drop@1/2/0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project that pytest has run."""
    root = tmp_path_factory.mktemp("project")
    rg.generate(GOLDEN, perturb=["ood.case.upper", "typo.drop"], task="intent", seed=7).freeze(root / "s.v1")
    (root / "test_it.py").write_text(TEST.format(words=WORDS), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pytest", "-q", "--robustgen"], cwd=root, capture_output=True, check=False)
    return root


def replay(folder, *args):
    return subprocess.run(
        [*PROGRAM, "replay", *args], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip


def test_it_shows_what_was_asked_and_what_came_of_it(folder):
    found = replay(folder, WRONG, "--show", "--test", "test_it.py::test_it[small]")
    assert found.returncode == 0
    assert found.stdout.splitlines() == [
        f"{WRONG}  of test_it.py::test_it[small] (s.v1)",
        "  golden    where is the apple",
        "  variant   [where→WHERE] [is→IS] [the→THE] [apple→APPLE]",
        "  expected  'other'",
        "  outcome   wrong; when clean right",
        "  said      " + found.stdout.partition("  said      ")[2].rstrip("\n"),
    ]
    assert "assert" in found.stdout.splitlines()[-1]


def test_it_runs_that_variant_again_and_has_the_exit_code_of_pytest(folder):
    wrong = replay(folder, WRONG, "--test", "test_it.py::test_it[small]", "--", "-v")
    assert wrong.returncode == pytest.ExitCode.TESTS_FAILED
    assert "test_it[small-ood.case.upper-g0-s2-i0] FAILED" in wrong.stdout
    assert "1 failed" in wrong.stdout
    right = replay(folder, WRONG, "--test", "test_it.py::test_it[large]")
    assert right.returncode == 0
    assert "1 passed" in right.stdout


def test_all_tests_that_have_it_are_run(folder):
    found = replay(folder, WRONG, "--", "-v")
    assert found.returncode == 1
    assert "2 failed, 1 passed" in found.stdout
    assert "TestIt::test_it[ood.case.upper-g0-s2-i0] FAILED" in found.stdout


def test_the_line_that_it_prints_does_the_same(folder):
    found = replay(folder, WRONG, "--test", "test_it.py::TestIt::test_it")
    line = next(line for line in found.stdout.splitlines() if line.startswith("pytest "))
    again = subprocess.run(
        [sys.executable, "-m", *line.split()], cwd=folder, capture_output=True, text=True, check=False
    )
    assert again.returncode == found.returncode == 1
    assert "1 failed" in again.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_model_that_crashed_in_a_process_of_its_own_does_so_again(tmp_path):
    rg.generate(GOLDEN[:2], perturb=["ood.case.upper"], task="intent", seed=7).freeze(tmp_path / "s.v1")
    (tmp_path / "crashing.py").write_text(
        "import os\n\n\ndef ask(text):\n    if text.isupper():\n        os.abort()\n    return 'where'\n",
        encoding="utf-8",
    )
    (tmp_path / "test_it.py").write_text(
        "import crashing, pytest, robustgen\n\nmodel = robustgen.model(crashing.ask, each=True)\n\n"
        "@pytest.mark.robustgen('s.v1')\ndef test_it(case):\n    model(case.text)\n",
        encoding="utf-8",
    )
    run = [sys.executable, "-m", "pytest", "-q", "--robustgen", "--robustgen-isolate"]
    subprocess.run(run, cwd=tmp_path, capture_output=True, check=False)
    found = replay(tmp_path, WRONG)
    assert found.returncode == pytest.ExitCode.TESTS_FAILED
    assert "Crashed: SIGABRT" in found.stdout.partition("\npytest ")[2]


def test_further_arguments_go_to_pytest(folder):
    found = replay(folder, WRONG, "--", "--collect-only", "-q", "-k", "large")
    assert "test_it.py::test_it[large-ood.case.upper-g0-s2-i0]" in found.stdout
    assert "small-ood" not in found.stdout


def test_what_was_right_comes_from_the_suite(folder):
    found = replay(folder, RIGHT, "--show", "--test", "test_it.py::TestIt::test_it")
    assert "  golden    where is the apple" in found.stdout
    assert "  outcome   right; when clean right" in found.stdout


def test_without_the_suite_what_was_right_is_run_all_the_same_but_not_shown(folder):
    (folder / "s.v1").rename(folder / "gone")
    try:
        found = replay(folder, RIGHT, "--show", "--test", "test_it.py::TestIt::test_it")
    finally:
        (folder / "gone").rename(folder / "s.v1")
    assert "its text is not in the run" in found.stdout
    assert "outcome   right" in found.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["g0/ood.case.uper@1/2/0"], f"the run has no variant g0/ood.case.uper@1/2/0; did you mean {WRONG}?"),
        (["zzz"], "the run has no variant zzz; an id ends in /severity/index"),
        ([WRONG, "--test", "test_it.py::test_it[smal]"], "did you mean 'test_it.py::test_it[small]'?"),
        ([WRONG, "--run", "s.v1"], "s.v1 holds no run"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(folder, args, said):
    found = replay(folder, *args)
    assert found.returncode == 2
    assert said in found.stderr


def test_a_run_without_a_test_prints_the_lines_that_make_the_variant_again(folder, tmp_path):
    suite = rg.load_suite(folder / "s.v1")
    rows = [f'{{"id": "{one.id}", "output": "none"}}\n' for one in [*suite.golden, *suite]]
    (tmp_path / "p.jsonl").write_text("".join(rows), encoding="utf-8")
    score = [*PROGRAM, "score", str(tmp_path / "p.jsonl"), "--suite", str(folder / "s.v1"), "--run", "run", "-q"]
    subprocess.run(score, cwd=tmp_path, capture_output=True, check=False)
    found = replay(tmp_path, WRONG, "--run", "run")
    assert found.returncode == 0
    shown, _, code = found.stdout.partition("import robustgen")
    assert "  outcome   unanswered; when clean unanswered" in shown
    made = subprocess.run([sys.executable, "-c", f"import robustgen{code}"], capture_output=True, text=True, check=True)
    assert "'text': 'WHERE IS THE APPLE'" in made.stdout
