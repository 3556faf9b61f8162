"""Calls in a process of their own: however it ends, what ended it is recorded and the rest goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from robustgen import predict
from robustgen.case import Case, Failed, Unanswered
from robustgen.errors import PredictionError, UsageError
from tests.predict import models

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def cases(*texts):
    return [Case(text, {"text": text}, "x", "same", text, text, "a.b@1", 1, ()) for text in texts]


def ended(outputs):
    return [f"{one.status} {one.kind}" if isinstance(one, Failed) else one for one in outputs]


def ask(*texts, fn=models.one, each=True, **how):
    model = predict.model(fn, each=each, isolate=True, backoff=0.001, **how)
    return predict.run(model, cases(*texts))


ENDS = {
    "segfault": "wrong Crashed: SIGSEGV",
    "abort": "wrong Crashed: SIGABRT",
    "_exit": "wrong Exited: 3",
    "killed": "wrong Crashed: SIGKILL",
    "sys.exit": "wrong SystemExit",
    "raise": "wrong ZeroDivisionError",
    "cut": "error ConnectionResetError",
    "print": "PRINT",
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("each", [True, False], ids=["each", "batch"])
def test_what_ended_a_call_is_recorded_and_the_rest_goes_on(end, each):
    fn = models.one if each else models.many
    rest = ["A", "B", "D"] if each or end != "cut" else ["error ConnectionResetError"] * 3
    outputs = ended(ask("a", "b", end, "d", fn=fn, each=each))
    assert outputs == [*rest[:2], ENDS[end], rest[2]]


@pytest.mark.parametrize("how", ["hang", "hang in C", "close"])
def test_a_call_that_hangs_is_ended_whatever_holds_it(how):
    started = time.monotonic()
    outputs = ask("a", how, "b", timeout=1.0)
    expected = "wrong Crashed: SIGKILL" if how == "close" else "timeout TimeoutError"
    assert ended(outputs) == ["A", expected, "B"]
    assert time.monotonic() - started < 30


@pytest.mark.skipif(sys.platform != "linux", reason="where memory can be held")
def test_memory_that_runs_out():
    assert ended(ask("a", "memory", "b", memory_mb=2_000)) == ["A", "wrong MemoryError", "B"]


def test_the_process_is_kept_until_it_dies():
    (first,), (second, _), (third,) = ask("pid"), ask("pid", "abort"), ask("pid")
    assert first == second
    assert third != first


def test_several_processes_at_a_time():
    started = time.monotonic()
    outputs = ask(*map(str, range(40)), "abort", in_flight=3)
    assert ended(outputs) == [*map(str, range(40)), "wrong Crashed: SIGABRT"]
    assert time.monotonic() - started < 60


def test_a_model_that_always_dies_is_given_up():
    outputs = ask("abort", "_exit", "segfault", "a", "b", give_up_after=2)
    assert ended(outputs) == ["wrong Crashed: SIGABRT", "wrong Exited: 3", *["error NotAsked"] * 3]


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_async_functions_too(timeout):
    assert ended(ask("a", "abort", "b", fn=models.later, timeout=timeout)) == ["A", "wrong Crashed: SIGABRT", "B"]
    model = predict.model(models.later, each=True, isolate=True, timeout=timeout)

    async def within():
        return await model("a"), await predict.arun(model, cases("b", "c"))

    assert asyncio.run(within()) == ("A", ["B", "C"])


def test_nobody_waits_for_a_call_that_was_cancelled():
    model = predict.model(models.later, each=True, isolate=True)

    async def within():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(model("hang"), 1.0)
        return await model("a")

    started = time.monotonic()
    assert asyncio.run(within()) == "A"
    assert time.monotonic() - started < 50  # of the 60 that the call takes


def test_called_directly():
    model = predict.model(models.one, each=True, isolate=True)
    assert model("a") == "A"
    with pytest.raises(Failed, match="Crashed: SIGSEGV"):
        model("segfault")
    with pytest.raises(Unanswered, match="refused"):
        model("refused")
    with pytest.raises(PredictionError, match="an answer cannot leave the model's process"):
        model("unsendable")


def test_a_method_of_an_object_travels_with_it():
    assert ask("a", fn=models.Loaded(3).predict, each=False) == ["aaa"]


def test_a_function_whose_name_is_its_model_is_found():
    with predict.use(predict.Session(isolate=True)):
        assert ended(predict.run(models.decorated, cases("a", "abort"))) == ["A", "wrong Crashed: SIGABRT"]


@pytest.mark.parametrize("fn", [lambda text: text, type("Here", (), {"__call__": lambda self, text: text})()])
def test_what_no_other_process_can_import_is_refused_with_the_way_out(fn):
    with pytest.raises(UsageError, match="give a function that stands in a module by its name"):
        ask("a", fn=fn)


def test_a_module_that_cannot_be_imported_there_is_named(tmp_path, monkeypatch):
    (tmp_path / "elsewhere.py").write_text("def model(text):\n    return text\n")
    monkeypatch.syspath_prepend(tmp_path)
    import elsewhere

    monkeypatch.undo()
    with pytest.raises(UsageError, match="No module named 'elsewhere'"):
        ask("a", fn=elsewhere.model)


PARENT = """
import sys, threading
from robustgen import predict
from tests.predict import models

model = predict.model(models.one, each=True, isolate=True)
print(model("pid"), model("grandchild"), flush=True)
if sys.argv[1] == "idle":
    sys.stdin.read()
model(sys.argv[1])
"""


def lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("doing", ["idle", "hang", "hang in C"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_behind_however_the_parent_ends(doing, how):
    command = [sys.executable, "-c", PARENT, doing]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        child, grandchild = map(int, parent.stdout.readline().split())
        assert lives(child)
        time.sleep(0.3)
        parent.send_signal(how)
    until = time.monotonic() + 10
    while (lives(child) or lives(grandchild)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not lives(child)
    if lives(grandchild):
        os.kill(grandchild, signal.SIGKILL)
        raise AssertionError("what the model started lives on")
