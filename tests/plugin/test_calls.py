"""Slow and flaky models under pytest: what each call ended as, in the table, in the failure and in the run folder."""

from __future__ import annotations

import contextlib
import gc
import http.server
import json
import threading
import warnings
from collections import Counter
from typing import ClassVar

import pytest

from tests.extras import need

FLAKY = """
import asyncio

import robustgen


def answer(text):
    {what}
    return parity(text)


{sync}def predict(texts):
    return [answer(text) for text in texts]


@pytest.mark.robustgen("s.v1", max_drop=0.2, metric="exact")
def test_parity(robustgen):
    robustgen.check(robustgen.model(predict, {arguments}))
"""

CASE = """
import robustgen


def predict(text):
    {what}
    return parity(text)


model = robustgen.model(predict, each=True, {arguments})


@pytest.mark.robustgen("s.v1", max_drop=0.2)
def test_parity(case):
    assert model(case.text) == case.expected
"""

STYLES = {"batches": FLAKY, "cases": CASE}


def write(project, style, what, arguments, sync=""):
    fill = {"what": what, "arguments": arguments, "sync": sync}
    project.write(STYLES[style].format(**fill))


def statuses(project):
    """How many variants had each status, and what is said of the failures, as the run folder has it."""
    (folder,) = (project.pytester.path / ".robustgen/last").glob("*/")
    lines = [json.loads(line) for line in (folder / "outcomes.jsonl").read_text(encoding="utf-8").splitlines()]
    failures = [json.loads(line) for line in (folder / "failures.jsonl").read_text(encoding="utf-8").splitlines()]
    return Counter(line["status"] for line in lines if line["perturbation"]), {one["said"] for one in failures}


ENDS = {
    # what a model does on the variants of one golden example: (status, kind, arguments)
    "raise ConnectionResetError('cut')": ("error", "ConnectionResetError", "retries=1, backoff=0.001"),
    "raise TimeoutError('slow')": ("timeout", "TimeoutError", "retries=0"),
    "__import__('time').sleep(5)": ("timeout", "TimeoutError", "timeout=0.2"),
    "raise KeyError('theirs')": ("wrong", "KeyError", ""),
    "raise SystemExit(3)": ("wrong", "SystemExit", ""),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("what", ENDS)
def test_what_a_call_ends_as(project, style, what):
    status, kind, arguments = ENDS[what]
    project.suite("sign.bang")
    write(project, style, f"if ' 42 ' in text and '!' in text: {what}", arguments)
    project.pytester.path.joinpath("pytest.ini").write_text("[pytest]\n")
    result = project.run("--robustgen")
    if style == "batches" and status == "error":  # the batch is one call
        assert statuses(project)[0] == {"error": 80}
        return
    counts, said = statuses(project)
    lost = 10 if style == "batches" and status == "timeout" else 1
    assert counts == {"right": 80 - lost, status: lost}
    assert all(one.startswith(kind) for one in said)
    told = "counted as wrong are" if status == "wrong" else "no answer:"
    result.stdout.fnmatch_lines([f"sign.bang: {told} *{lost} *{kind}*"])


@pytest.mark.parametrize("workers", [False, True], ids=["alone", "-n 2"])
def test_a_flaky_endpoint_is_an_error_and_never_a_drop(project, workers):
    project.suite("sign.bang", "sign.star")
    write(project, "cases", "if '!' in text and '7' in text: raise ConnectionResetError('cut')", "backoff=0.001")
    result = project.run_xdist("--robustgen") if workers else project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "max_errors 0.020: an error or a time-out*took out 17 of 80 golden examples*",
            "  lost    17 error ConnectionResetError: cut (4 calls)",
            "sign.bang *ERROR 17 of 80 golden lost to errors",
            "calls: 51 made again",
            "sign.bang: no answer: 17 error ConnectionResetError: cut (4 calls)",
        ]
    )
    assert statuses(project)[0] == {"right": 143, "error": 17}


def test_a_dead_endpoint_ends_the_run_soon(project):
    project.suite()
    write(project, "cases", "raise ConnectionRefusedError('nobody there')", "retries=0")
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "s.v1 * 80 golden, 0 variants, 3 perturbations, severity 2; 15 calls, *",
            "sign.star: no answer: 1?? error NotAsked: * calls in a row came to no answer (last: ConnectionRefusedError),*",
        ]
    )


@pytest.mark.parametrize("style", STYLES)
def test_where_no_clean_input_is_answered_the_item_says_what_was_raised(project, style):
    project.suite("sign.bang")
    write(project, style, "raise ZeroDivisionError('theirs')", "")
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["E *ZeroDivisionError: theirs", "E *robustgen: none of the 80 clean inputs got an answer*"]
    )
    result.stdout.no_fnmatch_line("stopped after *")


@pytest.mark.parametrize("flag", [(), ("--robustgen-in-flight=4",)])
def test_async_predictors_are_asked_side_by_side(project, flag):
    project.suite("sign.bang")
    project.write(
        """
import asyncio

import robustgen

now, peak = 0, 0


async def predict(text):
    global now, peak
    now += 1
    peak = max(peak, now)
    await asyncio.sleep(0.002)
    now -= 1
    return parity(text)


@pytest.mark.robustgen("s.v1")
def test_parity(robustgen):
    robustgen.check(robustgen.model(predict, each=True))


def test_peak():
    print("peak", peak)
"""
    )
    result = project.run("--robustgen", "-s", *flag)
    result.stdout.fnmatch_lines([f"*peak {4 if flag else 16}"])


def test_the_option_limits_every_model(project):
    project.suite("sign.bang")
    write(project, "cases", "if ' 42 ' in text and '!' in text: __import__('time').sleep(5)", "timeout=60")
    result = project.run("--robustgen", "--robustgen-timeout=0.2")
    assert statuses(project)[0] == {"right": 79, "timeout": 1}
    result.stdout.fnmatch_lines(["calls: 1 left behind after their time-out"])


def test_what_it_cost(project):
    project.suite("sign.bang")
    write(project, "batches", "pass", "cost=0.25")
    project.run("--robustgen").stdout.fnmatch_lines(["calls: cost 40"])


def test_a_run_that_is_within_its_budget_no_longer_ends(project):
    """What `Session.spend` raises is no outcome of a case, whatever the test makes of it."""
    project.suite("sign.bang")
    project.pytester.makeconftest(
        """
        import pytest
        import pytest_robustgen.items as items

        made = items.session_of


        class Spent(Exception):
            pass


        def session_of(config):
            session, left = made(config), [100]

            def spend(model, inputs):
                left[0] -= inputs
                if left[0] < 0:
                    raise Spent("the budget is spent")

            session.spend = spend
            return session


        @pytest.fixture(autouse=True, scope="session")
        def budget():
            items.session_of = session_of
            yield
            items.session_of = made
        """
    )
    project.write(
        """
import robustgen

model = robustgen.model(parity, each=True)


@pytest.mark.robustgen("s.v1")
def test_parity(case):
    try:
        found = model(case.text)
    except Exception:
        found = "none"
    assert found == case.expected
"""
    )
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["E   *Spent: the budget is spent", "*stopped after 100 of 160 inputs*"])


class Endpoint(http.server.BaseHTTPRequestHandler):
    """A model behind HTTP that has bad days: what it does depends on how often a text was asked."""

    asked: ClassVar = Counter()

    def do_POST(self):
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        self.asked[text] += 1
        number = int("".join(filter(str.isdigit, text)))
        fault = {3: 429, 5: 500, 7: "cut", 11: "half", 13: "slow"}.get(number) if self.asked[text] == 1 else None
        if number == 17:
            fault = 503  # every time
        if fault == "cut":
            self.connection.close()
            return
        if isinstance(fault, int):
            self.send_response(fault)
            self.send_header("retry-after", "0.05")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        body = json.dumps({"label": "odd" if number % 2 else "even"}).encode()
        if fault == "slow":
            threading.Event().wait(2)
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:5] if fault == "half" else body)

    def handle(self):
        with contextlib.suppress(OSError):
            super().handle()

    def finish(self):
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *args):
        pass


@pytest.fixture
def endpoint():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.daemon_threads = True
    Endpoint.asked.clear()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # sockets that urllib leaves to the collector of garbage
        gc.collect()


def test_an_endpoint_with_faults_is_asked_until_it_answers(project, endpoint):
    project.suite("sign.bang", golden=40)
    project.write(
        f"""
import json
import urllib.request

import robustgen


def ask(text):
    request = urllib.request.Request({endpoint!r}, data=text.encode(), method="POST")
    with urllib.request.urlopen(request, timeout=1) as response:
        return json.loads(response.read())["label"]


@pytest.mark.robustgen("s.v1", max_drop=0.2, max_errors=0.1)
def test_parity(robustgen):
    robustgen.check(robustgen.model(ask, each=True, in_flight=8, backoff=0.01))
"""
    )
    result = project.run("--robustgen")
    result.stdout.fnmatch_lines(
        [
            "calls: [12]? made again",  # 16, and one for each that a slow machine loses
            "sign.bang: no answer: 2 error HTTPError: HTTP Error 503: Service Unavailable (4 calls)",
        ]
    )
    assert statuses(project)[0] == {"right": 39, "error": 1}
    assert result.ret == 0
    assert max(Endpoint.asked.values()) == 4


SLOW = """
import time


@pytest.mark.robustgen("s.v1")
def test_parity(case):
    if case.id.startswith("g042/sign.bang"):
        time.sleep(60)
    assert parity(case.text) == case.expected
"""


@pytest.mark.parametrize("workers", [False, True], ids=["alone", "-n 2"])
@pytest.mark.extras
def test_the_limit_of_pytest_timeout_ends_an_item_with_its_outcomes_so_far(project, workers):
    need("pytest_timeout", "pytest-timeout")
    project.suite("sign.bang", "sign.star")
    project.write(SLOW)
    run = project.run_xdist if workers else project.run_apart
    result = run("--robustgen", "--timeout=8", plugins=("pytest_timeout",))
    assert result.ret == 1
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(
        [
            "*Timeout (>8.0s) from pytest-timeout.*",
            "stopped after 122 of 160 inputs, at g042/sign.bang@1/2/0; the outcomes so far are in stopped.jsonl of *",
        ]
    )
    lines = (project.pytester.path / ".robustgen/last/stopped.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["golden_id"] for line in lines] == [f"g{n:03}" for n in range(42)]
    assert json.loads(lines[0]) == {
        "test": "test_it.py::test_parity",
        "golden_id": "g000",
        "variant_id": "g000/sign.bang@1/2/0",
        "status": "right",
    }
    project.write(SLOW.replace("60", "0"))
    project.run_apart("--robustgen")
    assert not (project.pytester.path / ".robustgen/last/stopped.jsonl").exists()


@pytest.mark.parametrize("flag", ["--robustgen-timeout=0", "--robustgen-in-flight=0"])
def test_a_limit_that_allows_nothing_is_a_usage_error(project, flag):
    project.suite("sign.bang")
    project.one()
    result = project.run("--robustgen", flag)
    assert result.ret == 4
    assert f"{flag.partition('=')[0]} is 0" in result.stderr.str()
