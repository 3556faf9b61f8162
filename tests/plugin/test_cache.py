"""Answers kept in .robustgen/cache.sqlite between runs of pytest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

BODIES = {
    "batches": """
@pytest.mark.robustgen("s.v1")
def test_parity(robustgen):
    robustgen.check(model)
""",
    "cases": """
@pytest.mark.robustgen("s.v1")
def test_parity(case):
    assert model(case.text) == case.expected
""",
}

HEAD = """
import os

import robustgen


def noted(text):
    with open("asked.txt", "a") as file:
        file.write(text + "\\n")
    {what}
    return parity(text)


model = robustgen.model(noted, each=True, id="m")
"""


@pytest.fixture
def cached(project):
    """A project whose model writes down what it was asked."""
    project.suite("sign.bang", "sign.star")

    def write(style="cases", what="pass"):
        project.write(HEAD.format(what=what) + BODIES[style])

    def asked():
        file = project.pytester.path / "asked.txt"
        found = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return found

    project.write_cached, project.asked = write, asked
    return project


@pytest.mark.parametrize("style", BODIES)
def test_a_second_run_asks_nothing_and_says_so(cached, style):
    cached.write_cached(style)
    first = cached.run("--robustgen")
    assert len(cached.asked()) == 240
    second = cached.run("--robustgen")
    assert cached.asked() == []
    second.stdout.fnmatch_lines(["*; 0 calls, *", "calls: 240 answered by the cache"])
    rows = [line for line in first.outlines if line.startswith(("sign.", "all"))]
    assert [line for line in second.outlines if line.startswith(("sign.", "all"))] == rows
    assert (cached.pytester.path / ".robustgen/.gitignore").read_text() == "*\n"


MODES = {
    "off": (240, 0),
    "read": (0, 0),
    "refresh": (240, 0),
}


@pytest.mark.parametrize("mode", MODES)
def test_modes(cached, mode):
    cached.write_cached()
    cached.run("--robustgen")
    cached.asked()
    cached.run("--robustgen", f"--robustgen-cache={mode}")
    again, _ = MODES[mode]
    assert len(cached.asked()) == again
    cached.run("--robustgen")
    assert cached.asked() == []


@pytest.mark.parametrize("mode", ["off", "read"])
def test_nothing_is_written_where_nothing_is_to_be(cached, mode):
    cached.write_cached()
    cached.run("--robustgen", f"--robustgen-cache={mode}")
    assert not (cached.pytester.path / ".robustgen/cache.sqlite").exists()


def test_golden_examples_alone_are_asked_as_they_always_were(cached):
    cached.write_cached()
    for _ in range(2):
        cached.run()
        assert len(cached.asked()) == 80
    assert not (cached.pytester.path / ".robustgen").exists()


@pytest.mark.parametrize("style", BODIES)
def test_trials_never_share_an_answer(cached, style):
    cached.write_cached(style)
    cached.run("--robustgen", "--robustgen-trials=3")
    assert len(cached.asked()) == 3 * 240
    cached.run("--robustgen", "--robustgen-trials=3")
    assert cached.asked() == []


def test_what_is_asked_again_beside_a_baseline_is_not_the_first_answer(cached):
    cached.write_cached()
    cached.run("--robustgen", "--robustgen-baseline=b.json", "--robustgen-update-baseline")
    cached.asked()
    cached.pytester.path.joinpath("flip").touch()
    cached.write_cached(what="if os.path.exists('flip') and '42' in text and '!' in text: return 'none'")
    cached.run("--robustgen", "--robustgen-baseline=b.json", "--robustgen-cache=refresh")
    assert cached.asked().count("number 42 it is!") == 4


@pytest.mark.parametrize("style", BODIES)
def test_the_search_for_smaller_changes_asks_again_what_the_cache_has(project, style):
    project.suite("spread.signs", golden=40)
    what = "if '*' in text and open('asked.txt').read().count(text) == 1: return 'none'"
    limit = BODIES[style].replace('"s.v1"', '"s.v1", max_drop=0.1')
    project.write(HEAD.format(what=what) + limit)
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(["      asked again it is answered right: the model is not deterministic"])


def test_two_workers_share_it(cached):
    cached.write_cached()
    result = cached.run_xdist("--robustgen")
    assert result.ret == 0
    assert set(cached.asked()) == {f"number {n} it is{end}" for n in range(80) for end in ("", "!", "*")}
    result = cached.run_xdist("--robustgen")
    assert cached.asked() == []
    result.stdout.fnmatch_lines(["calls: * answered by the cache"])


@pytest.mark.parametrize("workers", [0, 2])
def test_after_kill_9_a_run_goes_on_where_it_was(cached, workers):
    cached.write_cached(what="__import__('time').sleep(0.01)")
    plugins = ["-p", "pytest_robustgen.plugin", *(["-p", "xdist", f"-n{workers}"] if workers else [])]
    command = [sys.executable, "-m", "pytest", *plugins, "--robustgen"]
    file = cached.pytester.path / "asked.txt"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as run:
        until = time.monotonic() + 30
        while (not file.exists() or file.stat().st_size < 20 * 60) and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGKILL)
    before = cached.asked()
    assert 40 < len(before) < 200
    result = cached.run("--robustgen")
    assert result.ret == 0
    assert len(set(before) & set(cached.asked())) <= max(1, workers)


@pytest.mark.parametrize(("flag", "said"), [([], "RobustgenWarning"), (["-Werror"], "note")], ids=["", "-W error"])
def test_a_damaged_file_is_set_aside_with_a_warning(cached, flag, said):
    cached.write_cached()
    (cached.pytester.path / ".robustgen").mkdir()
    (cached.pytester.path / ".robustgen/cache.sqlite").write_text("what is this" * 100)
    result = cached.run_apart("--robustgen", *flag)
    assert result.ret == 0
    result.stdout.fnmatch_lines([f"*{said}: the cache *cache.sqlite was damaged: it was set aside as *"])


def test_a_place_that_cannot_be_written_is_a_warning(cached):
    cached.write_cached()
    (cached.pytester.path / ".robustgen").write_text("no folder")
    result = cached.run_apart("--robustgen", "--robustgen-run=elsewhere")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*RobustgenWarning: the cache *cache.sqlite cannot be used*"])


def test_answers_that_cannot_be_kept_are_said_once(cached):
    cached.write_cached(what="return type('Label', (str,), {})(parity(text))")
    result = cached.run("--robustgen")
    said = [line for line in result.outlines if "are not cached: a Label is not what JSON gives back" in line]
    assert len(said) == 1
