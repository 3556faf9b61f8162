"""Answers kept between runs: which, under what name, and what becomes of the file when things go wrong."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys

import numpy
import pytest

import robustgen as rg
from robustgen import predict
from robustgen.case import Case
from robustgen.errors import CallWarning


def cases(*texts):
    return [Case(text, {"text": text}, "x", "same", text, text, "a.b@1", 1, ()) for text in texts]


class Counting:
    """A model that says how often it was asked about what."""

    def __init__(self, answer=str.upper):
        self.answer, self.asked = answer, []

    def one(self, text):
        self.asked.append(text)
        return self.answer(text)

    def many(self, texts):
        return [self.one(text) for text in texts]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache.sqlite"


def run(fn, file, *texts, mode="on", repeat=0, id="m", **how):
    """What a model answers in a session of its own, and what the session counted."""
    cache = predict.Cache(file, mode)
    with predict.use(predict.Session(cache=cache, repeat=repeat, notes=[])) as session:
        outputs = predict.run(predict.model(fn, id=id, **how), cases(*texts))
    cache.close()
    return outputs, session


def test_what_was_asked_is_not_asked_again(file):
    counting = Counting()
    run(counting.many, file, "a", "b")
    outputs, session = run(counting.many, file, "a", "b", "c")
    assert outputs == ["A", "B", "C"]
    assert counting.asked == ["a", "b", "c"]
    assert (session.cached, session.calls) == (2, 1)


def test_alone_in_a_batch_directly_and_async_an_input_is_the_same(file):
    async def one(text):
        raise AssertionError("asked")

    run(Counting().many, file, "a")
    counting = Counting()
    with predict.use(predict.Session(cache=predict.Cache(file))) as session:
        assert predict.model(counting.one, id="m", each=True)("a") == "A"
        assert predict.model(counting.many, id="m")(["a", "b"]) == ["A", "B"]
        assert asyncio.run(predict.model(one, id="m", each=True)("a")) == "A"
        assert predict.run(predict.model(one, id="m", each=True), cases("a", "b")) == ["A", "B"]
        session.cache.close()
    assert counting.asked == ["b"]
    assert session.cached == 5


OTHERS = {
    "another id": {"id": "n"},
    "other parameters": {"params": {"temperature": 1}},
    "another repeat": {"repeat": 1},
}


@pytest.mark.parametrize("other", OTHERS)
def test_two_models_and_two_repeats_never_share_an_answer(file, other):
    counting = Counting()
    run(counting.many, file, "a")
    run(counting.many, file, "a", **OTHERS[other])
    assert counting.asked == ["a", "a"]


def test_the_order_of_parameters_makes_no_other_model(file):
    counting = Counting()
    run(counting.many, file, "a", params={"a": 1, "b": 2})
    run(counting.many, file, "a", params={"b": 2, "a": 1})
    assert counting.asked == ["a"]


def test_arguments_by_name_are_part_of_what_was_asked(file):
    asked = []

    def answer(question, *, context="", top=1):
        asked.append((question, context, top))
        return f"{question} {context}"

    with predict.use(predict.Session(cache=predict.Cache(file))) as session:
        model = predict.model(answer, id="m", each=True)
        for _ in range(2):
            model("why", context="this")
            model("why", context="that")
            model("why", context="that", top=1.0)
            model("why", context="that", top=True)
        session.cache.close()
    assert asked == [("why", "this", 1), ("why", "that", 1), ("why", "that", 1.0), ("why", "that", True)]


def test_without_an_id_nothing_is_kept(file):
    counting = Counting()
    for _ in range(2):
        run(counting.many, file, "a", id=None)
    assert counting.asked == ["a", "a"]
    assert not file.exists()


KEPT = ["text", "é\ud800\U0001f600", 0, 1, True, False, 1.0, 0.1, [1, "a", None], {"b": 1, "a": [True, {}]}]
LEFT = [None, "", "  ", [], {}, (1, 2), float("nan"), numpy.float64(0.5), numpy.str_("a"), {1: "a"}, {1, 2}, object()]


@pytest.mark.parametrize("answer", KEPT, ids=ascii)
def test_an_answer_comes_back_equal_with_its_type(file, answer):
    counting = Counting(lambda text: answer)
    run(counting.many, file, "a")
    (output,), _ = run(counting.many, file, "a")
    assert counting.asked == ["a"]
    assert repr(output) == repr(answer)


@pytest.mark.parametrize("answer", LEFT, ids=[repr(one)[:12] for one in LEFT])
def test_what_is_no_answer_or_no_json_is_asked_again(file, answer):
    counting = Counting(lambda text: answer)
    for _ in range(2):
        outputs, _ = run(counting.many, file, "a")
        assert outputs == [answer] or answer != answer
    assert counting.asked == ["a", "a"]


def test_that_an_answer_cannot_be_kept_is_said_once(file):
    _, session = run(Counting(lambda text: (1, text)).many, file, "a", "b", "c")
    assert session.notes == [
        "answers of m are not cached: a tuple is not what JSON gives back; return plain lists, dicts, texts and numbers"
    ]


@pytest.mark.parametrize("error", [ConnectionError("cut"), ZeroDivisionError("theirs"), rg.Unanswered("refused")])
def test_what_came_to_no_answer_is_asked_again(file, error):
    def answer(text):
        if text == "b":
            raise error
        return text.upper()

    counting = Counting(answer)
    for _ in range(2):
        run(counting.one, file, "a", "b", "c", each=True, retries=0)
    assert counting.asked == ["a", "b", "c", "b"]


def test_answers_of_a_batch_that_was_halved_are_kept_at_once(file):
    def answer(text):
        if text == "d":
            raise KeyboardInterrupt
        if text == "b":
            raise ZeroDivisionError
        return text.upper()

    with pytest.raises(KeyboardInterrupt):
        run(Counting(answer).many, file, "a", "b", "c", "d")
    counting = Counting()
    run(counting.many, file, "a", "b", "c", "d")
    assert counting.asked == ["b", "c", "d"] or counting.asked == ["b", "d"]


@pytest.mark.parametrize(
    ("mode", "asked", "after"),
    [("on", ["b"], "old"), ("read", ["b"], "old"), ("refresh", ["a", "b"], "new")],
)
def test_modes(file, mode, asked, after):
    run(lambda texts: ["old"] * len(texts), file, "a")
    counting = Counting(lambda text: "new")
    outputs, _ = run(counting.many, file, "a", "b", mode=mode)
    assert counting.asked == asked
    assert outputs == [after, "new"]
    rest = Counting(lambda text: "asked")
    assert run(rest.many, file, "a", "b")[0] == [after, "asked" if mode == "read" else "new"]


def test_reading_makes_no_file(file):
    counting = Counting()
    run(counting.many, file, "a", mode="read")
    assert counting.asked == ["a"]
    assert list(file.parent.iterdir()) == []


def test_the_file_holds_no_input_and_no_parameter(file):
    run(lambda texts: ["said"] * len(texts), file, "a private question", params={"api_key": "sk-topsecret"})
    held = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert b"said" in held
    assert b"private" not in held
    assert b"topsecret" not in held


DAMAGES = {
    "no database": lambda data: b"what is this" * 100,
    "cut off": lambda data: data[: len(data) // 2],
    "a page overwritten": lambda data: data[:4096] + b"\xff" * 4096 + data[8192:],
    "empty pages": lambda data: data[:100] + b"\0" * 8000,
    "of another format": None,
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_set_aside_and_named(file, name):
    counting = Counting()
    run(counting.many, file, *map(str, range(300)))
    if DAMAGES[name] is None:
        with sqlite3.connect(file) as one:
            one.execute("PRAGMA user_version = 99")
        one.close()
    else:
        file.write_bytes(DAMAGES[name](file.read_bytes()))
    outputs, session = run(counting.many, file, "0", "1")
    assert outputs == ["0", "1"]
    assert session.notes == [
        f"the cache {file} was damaged: it was set aside as cache.sqlite.damaged-1, and begun anew"
    ]
    assert (file.parent / "cache.sqlite.damaged-1").exists()
    again = Counting()
    run(again.many, file, "0", "1")
    assert again.asked == []


def test_an_answer_that_is_no_json_any_more_is_not_an_answer(file):
    run(Counting().many, file, "a")
    with sqlite3.connect(file) as one:
        one.execute("UPDATE answers SET answer = 'broken'")
    one.close()
    outputs, session = run(Counting().many, file, "a")
    assert outputs == ["A"]
    assert "is damaged: this run does without" in session.notes[0]


def test_a_place_that_cannot_be_written_is_a_note(tmp_path):
    (tmp_path / "file").write_text("no folder")
    outputs, session = run(Counting().many, tmp_path / "file" / "cache.sqlite", "a")
    assert outputs == ["A"]
    assert len(session.notes) == 1
    assert "cannot be used" in session.notes[0]


def test_outside_of_a_run_a_note_is_a_warning(tmp_path):
    model = predict.model(lambda texts: [(1,)] * len(texts), id="m")
    with pytest.warns(CallWarning, match="are not cached"), predict.caching(tmp_path / "c.sqlite"):
        predict.run(model, cases("a"))


def test_evaluate_takes_a_file(tmp_path):
    golden = [{"id": str(n), "text": f"number {n} it is", "label": "odd" if n % 2 else "even"} for n in range(8)]
    suite = rg.generate(golden, perturb=["typo.swap"], task="classification")
    counting = Counting(lambda text: "odd")
    for _ in range(2):
        rg.evaluate(suite, rg.model(counting.many, id="m"), cache=tmp_path / "c.sqlite")
    assert len(counting.asked) == len(set(counting.asked)) > 8
    assert predict.current().cache is None


WORKER = """
import sys, time
from robustgen import predict
from robustgen.case import Case

def answer(text):
    print(text, flush=True)
    time.sleep(0.02)
    return text.upper()

cases = [Case(f"{n}", {}, "x", "same", f"{n}", f"{n}", "a.b@1", 1, ()) for n in range(int(sys.argv[2]))]
with predict.use(predict.Session(cache=predict.Cache(sys.argv[1]))):
    predict.run(predict.model(answer, id="m", each=True, in_flight=int(sys.argv[3])), cases)
"""


@pytest.mark.parametrize("in_flight", [1, 4])
def test_after_kill_9_only_what_was_in_flight_is_asked_again(file, in_flight):
    command = [sys.executable, "-c", WORKER, file, "500", str(in_flight)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        asked = [worker.stdout.readline() for _ in range(25)]
        worker.send_signal(signal.SIGKILL)
        asked += worker.stdout.readlines()
    assert all(asked)
    counting = Counting()
    run(counting.one, file, *map(str, range(len(asked))), each=True)
    assert len(counting.asked) <= in_flight


def test_processes_share_a_file(file):
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, file, "60", "4"], stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    counting = Counting()
    outputs, session = run(counting.many, file, *map(str, range(60)))
    assert (counting.asked, session.notes, len(outputs)) == ([], [], 60)


def test_of_processes_that_find_a_damaged_file_one_sets_it_aside(file):
    file.write_bytes(b"what is this" * 1000)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, file, "10", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    said = b"".join(worker.communicate()[1] for worker in workers)
    assert said.count(b"set aside as cache.sqlite.damaged-1") == 1
    assert sorted(one.name for one in file.parent.glob("*damaged*")) == ["cache.sqlite.damaged-1"]
    counting = Counting()
    run(counting.many, file, *map(str, range(10)))
    assert counting.asked == []
