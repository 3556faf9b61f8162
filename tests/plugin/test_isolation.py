"""Models in a process of their own under pytest: what killed them is told, and nothing else is lost."""

from __future__ import annotations

import json
import sys
from collections import Counter

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

MODEL = """
import ctypes
import os
import re
import time


def one(text):
    print("a model that prints")
    if "!" in text:
        if " 42 " in text:
            os.abort()
        if " 43 " in text:
            ctypes.string_at(0)
        if " 44 " in text:
            ctypes.PyDLL(None).usleep(60_000_000)
        if " 45 " in text:
            raise MemoryError
    return "even" if int(re.search("[0-9]+", text)[0]) % 2 == 0 else "odd"


def many(texts):
    return [one(text) for text in texts]
"""

TESTS = {
    "batches": """
import model


@pytest.mark.robustgen("s.v1", max_drop=0.2, max_errors=0.2, batch_size=8)
def test_parity(robustgen):
    robustgen.check(model.many)
""",
    "cases": """
import robustgen

import model

answer = robustgen.model(model.one, each=True)


@pytest.mark.robustgen("s.v1", max_drop=0.2, max_errors=0.2)
def test_parity(case):
    assert answer(case.text) == case.expected
""",
}


@pytest.mark.parametrize("workers", [False, True], ids=["alone", "-n 2"])
@pytest.mark.parametrize("style", TESTS)
def test_what_killed_it_is_told_and_the_rest_goes_on(project, style, workers):
    project.suite("sign.bang", "sign.star")
    (project.pytester.path / "model.py").write_text(MODEL)
    project.write(TESTS[style])
    run = project.run_xdist if workers else project.run_apart
    result = run("--robustgen", "--robustgen-isolate", "--robustgen-timeout=3")
    assert result.ret == 0
    (path,) = (project.pytester.path / ".robustgen/last").glob("*/outcomes.jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert Counter(line["status"] for line in lines) == {"right": 236, "wrong": 3, "timeout": 1}
    result.stdout.fnmatch_lines(
        [
            "sign.bang: no answer: 1 timeout TimeoutError: no answer within 3 s; its process was ended",
            "sign.bang: counted as wrong are 1 Crashed: SIGABRT, 1 Crashed: SIGSEGV, 1 MemoryError",
        ]
    )
    result.stdout.no_fnmatch_line("*a model that prints*")


def test_a_model_that_no_process_can_import_is_an_error_of_its_items(project):
    project.suite("sign.bang")
    project.many()
    result = project.run("--robustgen", "--robustgen-isolate")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["the model * cannot be called in a process of its own *give a function that stands in a module by its name*"]
    )
