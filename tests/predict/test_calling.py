"""One call and many, when something goes wrong: time-outs, retries, halving, giving up; the same in every shape."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from decimal import Decimal

import pytest

from robustgen import predict
from robustgen.case import Case, Failed, Unanswered
from robustgen.errors import PredictionError, UsageError


def cases(*texts):
    return [Case(text, {"text": text}, "x", "same", text, text, "a.b@1", 1, ()) for text in texts]


TEN = cases(*"abcdefghij")
FAST = {"backoff": 0.001, "cool_down": 60.0}


def shaped(answer, shape):
    """The function `answer(text)` in each shape that a model may have."""

    async def one(text):
        await asyncio.sleep(0)
        return answer(text)

    async def many(texts):
        await asyncio.sleep(0)
        return [answer(text) for text in texts]

    return {
        "each": (answer, {"each": True}),
        "batch": (lambda texts: [answer(text) for text in texts], {}),
        "async each": (one, {"each": True}),
        "async batch": (many, {}),
        "threads": (answer, {"each": True, "in_flight": 4}),
        "awaitable": (lambda text: one(text), {"each": True}),
    }[shape]


SHAPES = ["each", "batch", "async each", "async batch", "threads", "awaitable"]
every_shape = pytest.mark.parametrize("shape", SHAPES)


def ended(outputs):
    """Outputs as they read: an answer, or status and kind."""
    return [f"{one.status} {one.kind}" if isinstance(one, Failed) else one for one in outputs]


def ask(answer, shape, asked=TEN, batch_size=256, **policy):
    fn, how = shaped(answer, shape)
    model = predict.model(fn, **{**FAST, **how, **policy})
    return model, predict.run(model, asked, batch_size=batch_size)


@every_shape
def test_the_input_that_raises_stands_alone_and_the_rest_is_answered(shape):
    def answer(text):
        if text == "c":
            raise ZeroDivisionError("theirs")
        if text == "h":
            raise SystemExit(3)
        return text.upper()

    _, outputs = ask(answer, shape)
    assert ended(outputs) == ["A", "B", "wrong ZeroDivisionError", "D", "E", "F", "G", "wrong SystemExit", "I", "J"]
    assert str(outputs[2]) == "ZeroDivisionError: theirs"


@every_shape
def test_a_declared_error_is_asked_again_until_it_is_answered(shape):
    failures = {"c": 2, "d": 1}

    def answer(text):
        if failures.get(text, 0):
            failures[text] -= 1
            raise ConnectionResetError("cut")
        return text.upper()

    with predict.use(predict.Session()) as session:
        _, outputs = ask(answer, shape)
    assert outputs == list("ABCDEFGHIJ")
    assert session.retried == 3


@every_shape
def test_after_its_retries_a_declared_error_is_an_error_and_not_a_wrong_answer(shape):
    def answer(text):
        if text == "c":
            raise ConnectionResetError("cut")
        return text.upper()

    model, outputs = ask(answer, shape, batch_size=1)
    assert ended(outputs) == ["A", "B", "error ConnectionResetError", *"DEFGHIJ"]
    assert outputs[2].reason == "cut (4 calls)"
    assert model.calls == 9 + 4


def test_declared_types_replace_the_default_ones():
    def answer(text):
        raise {"a": KeyError, "b": ConnectionError}[text]("no")

    _, outputs = ask(answer, "each", cases("a", "b"), retry_on=KeyError, retries=0)
    assert ended(outputs) == ["error KeyError", "wrong ConnectionError"]


class Carrying(Exception):
    """What clients of HTTP raise: a status, somewhere, and headers."""

    def __init__(self, **where):
        super().__init__("no")
        self.__dict__ |= where


class Response:
    def __init__(self, status, headers=None):
        self.status_code, self.headers = status, headers or {}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Carrying(status_code=429), "error"),
        (Carrying(response=Response(503)), "error"),
        (Carrying(code=500), "error"),
        (Carrying(status=504), "error"),
        (Carrying(status_code=400), "wrong"),
        (Carrying(response=Response(401)), "wrong"),
        (TimeoutError("the client's own limit"), "timeout"),
    ],
)
def test_what_an_exception_carries_says_whether_it_passes(error, status):
    def answer(text):
        raise error

    _, outputs = ask(answer, "each", cases("a"), retries=0)
    assert outputs[0].status == status


CLIENTS = {
    # what a client raises, its bases by name: the status of the input
    ("NetworkError", "ConnectError"): "error",
    ("APIConnectionError",): "error",
    ("TimeoutException", "ReadTimeout"): "timeout",
    ("APIConnectionError", "APITimeoutError"): "timeout",
    ("APIError", "BadRequestError"): "wrong",
}


@pytest.mark.parametrize("names", CLIENTS, ids=lambda names: names[-1])
def test_clients_that_have_their_own_name_for_it_are_understood(names):
    raised = Exception
    for name in names:
        raised = type(name, (raised,), {})

    def answer(text):
        raise raised("no")

    _, outputs = ask(answer, "each", cases("a"), retries=0)
    assert ended(outputs) == [f"{CLIENTS[names]} {names[-1]}"]


def test_an_error_that_comes_of_a_refused_connection_passes():
    def answer(text):
        try:
            raise ConnectionRefusedError("refused")
        except ConnectionRefusedError as error:
            raise LookupError("could not connect") from error

    _, outputs = ask(answer, "each", cases("a"))
    assert ended(outputs) == ["error LookupError"]


def test_a_server_that_says_when_is_asked_then_and_one_that_says_tomorrow_is_not():
    times = []

    def answer(text):
        times.append(time.monotonic())
        if len(times) == 1:
            raise Carrying(status_code=429, headers={"retry-after": "0.2"})
        raise Carrying(status_code=429, response=Response(429, {"retry-after": "86400"}))

    _, outputs = ask(answer, "each", cases("a"))
    assert times[1] - times[0] >= 0.2
    assert outputs[0].reason.endswith("(2 calls, told to wait 86,400 s)")


def test_keys_in_messages_are_left_out():
    def answer(text):
        raise ConnectionError("GET https://api/x?key=abc123&q=1 with Authorization: Bearer sk-secret failed")

    _, outputs = ask(answer, "each", cases("a"), retries=0)
    assert outputs[0].reason == "GET https://api/x?key=…&q=1 with Authorization: Bearer … failed (1 call)"


def test_waiting_draws_nothing_from_global_random_state():
    def answer(text):
        raise ConnectionError("no")

    random.seed(7)
    before = random.getstate()
    ask(answer, "each", cases("a"))
    assert random.getstate() == before


@every_shape
def test_a_dead_endpoint_is_given_up_and_what_was_not_asked_says_so(shape):
    def answer(text):
        raise ConnectionRefusedError("nobody there")

    model, outputs = ask(answer, shape, batch_size=1, retries=1, give_up_after=3, in_flight=1)
    assert ended(outputs) == ["error ConnectionRefusedError"] * 3 + ["error NotAsked"] * 7
    last = "3 calls in a row came to no answer (last: ConnectionRefusedError), so this one was not made"
    assert outputs[-1].reason == last
    assert model.calls == 6


def test_after_a_while_one_call_is_tried_and_where_it_is_answered_all_are():
    dead = True
    asked = []

    def answer(text):
        asked.append(text)
        if dead:
            raise ConnectionRefusedError("nobody there")
        return text.upper()

    model = predict.model(answer, each=True, retries=0, give_up_after=2, cool_down=0.05)
    assert ended(predict.run(model, TEN))[1:3] == ["error ConnectionRefusedError", "error NotAsked"]
    time.sleep(0.06)
    predict.run(model, TEN)
    assert asked == ["a", "b", "a"]
    dead = False
    time.sleep(0.06)
    assert predict.run(model, TEN) == list("ABCDEFGHIJ")


def test_a_call_that_raised_breaks_a_row_of_errors():
    def answer(text):
        raise ConnectionError("no") if text in "abdegh" else KeyError("theirs")

    _, outputs = ask(answer, "each", retries=0, give_up_after=3)
    assert "error NotAsked" not in ended(outputs)


@pytest.mark.parametrize("shape", ["each", "threads"])
def test_a_call_that_takes_too_long_is_left_behind_and_counted(shape):
    release = threading.Event()

    def answer(text):
        if text == "c":
            release.wait(20)
        return text.upper()

    with predict.use(predict.Session()) as session:
        _, outputs = ask(answer, shape, timeout=0.2)
    release.set()
    assert ended(outputs) == ["A", "B", "timeout TimeoutError", *"DEFGHIJ"]
    assert session.abandoned == 1


def test_an_async_call_that_takes_too_long_is_cancelled():
    ends = []

    async def answer(text):
        try:
            await asyncio.sleep(20 if text == "c" else 0)
        except asyncio.CancelledError:
            ends.append(text)
            raise
        return text.upper()

    _, outputs = ask(answer, "each", timeout=0.2)
    assert ended(outputs) == ["A", "B", "timeout TimeoutError", *"DEFGHIJ"]
    assert ends == ["c"]


def test_a_batch_that_times_out_is_halved_so_often_and_no_further():
    sizes = []

    async def answer(texts):
        sizes.append(len(texts))
        await asyncio.sleep(20 if "c" in texts else 0)
        return [text.upper() for text in texts]

    model = predict.model(answer, timeout=0.1)
    outputs = predict.run(model, cases(*(f"{n:02}" for n in range(31)), "c"))
    assert sizes == [32, 16, 16, 8, 8, 4, 4]
    assert ended(outputs)[28:] == ["timeout TimeoutError"] * 4
    assert ended(outputs)[:28] == [f"{n:02}" for n in range(28)]


def test_the_limit_of_a_session_outweighs_that_of_a_model():
    async def answer(text):
        await asyncio.sleep(20)

    model = predict.model(answer, each=True, timeout=15.0)
    with predict.use(predict.Session(timeout=0.05)):
        assert ended(predict.run(model, cases("a"))) == ["timeout TimeoutError"]


@pytest.mark.parametrize("shape", ["async each", "threads"])
def test_answers_stand_in_order_however_the_calls_end(shape):
    def slow(text):
        return 0.1 if text < "e" else 0.0

    def answer(text):
        time.sleep(slow(text))
        return text.upper()

    async def patient(text):
        await asyncio.sleep(slow(text))
        return text.upper()

    fn, in_flight = (patient, None) if shape == "async each" else (answer, 8)
    assert predict.run(predict.model(fn, each=True, in_flight=in_flight), TEN) == list("ABCDEFGHIJ")


@pytest.mark.parametrize(("given", "session", "most"), [(None, None, 16), (3, None, 3), (None, 5, 5), (3, 5, 5)])
def test_so_many_async_calls_are_in_flight(given, session, most):
    now, peak = 0, 0

    async def answer(text):
        nonlocal now, peak
        now += 1
        peak = max(peak, now)
        await asyncio.sleep(0.005)
        now -= 1
        return text

    model = predict.model(answer, each=True, in_flight=given)
    with predict.use(predict.Session(in_flight=session)):
        predict.run(model, cases(*map(str, range(60))))
    assert peak == most


def test_a_function_is_called_in_this_thread_alone_unless_it_says_otherwise():
    threads = set()

    def answer(texts):
        threads.add(threading.get_ident())
        return texts

    with predict.use(predict.Session(in_flight=64)):
        predict.run(answer, TEN, batch_size=1)
    assert threads == {threading.get_ident()}


def test_where_no_clean_input_is_answered_the_first_exception_comes_out():
    def answer(texts):
        raise ZeroDivisionError("theirs")

    clean = [Case(text, {"text": text}, "x", "same", text, text, None, 0, ()) for text in "ab"]
    with pytest.raises(ZeroDivisionError, match="theirs") as caught:
        predict.run(answer, [*clean, *TEN])
    assert caught.value.__notes__ == ["robustgen: none of the 2 clean inputs got an answer, so nothing was measured"]


def test_unanswered_and_failed_raised_by_a_function_are_outputs():
    def answer(text):
        if text == "a":
            raise Unanswered("refused")
        if text == "b":
            raise Failed("timeout", "TheirLimit", "a minute")
        return text

    _, outputs = ask(answer, "batch", cases("a", "b", "c"))
    assert outputs[0].reason == "refused"
    assert ended(outputs)[1:] == ["timeout TheirLimit", "c"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, PredictionError("too few"), UsageError("no")])
@every_shape
def test_what_is_no_answer_of_the_model_comes_out(shape, error):
    def answer(text):
        raise error

    with pytest.raises(error if isinstance(error, type) else type(error)):
        ask(answer, shape)


@every_shape
def test_a_budget_ends_the_run_at_once(shape):
    spent = []

    def spend(model, inputs):
        spent.append(inputs)
        if sum(spent) > 4:
            raise RuntimeError("the budget is spent")

    with (
        predict.use(predict.Session(spend=spend)) as session,
        pytest.raises(RuntimeError, match="the budget is spent"),
    ):
        ask(lambda text: text, shape, batch_size=2, in_flight=1)
    assert str(session.stopped) == "the budget is spent"
    assert session.calls == 4


def test_what_a_session_counts():
    model = predict.model(lambda texts: texts, cost=0.25)
    with predict.use(predict.Session()) as session:
        predict.run(model, TEN, batch_size=3)
        model(["a", "b"])
    assert (session.calls, session.cost, model.calls) == (12, 3.0, 12)


class TestDirectly:
    """A model called by a test itself."""

    def test_arguments_pass_as_they_are(self):
        model = predict.model(lambda question, *, context: f"{question} {context}", each=True)
        assert model("why", context="this") == "why this"
        assert model(question="why", context="that") == "why that"
        assert model.calls == 2

    def test_async_is_awaited(self):
        async def answer(text):
            return text.upper()

        model = predict.model(answer, each=True)
        assert asyncio.run(model("a")) == "A"

    def test_a_function_that_returns_an_awaitable_is_awaited(self):
        fn, how = shaped(str.upper, "awaitable")

        async def within():
            return await predict.model(fn, **how)("a")

        assert asyncio.run(within()) == "A"

    def test_what_a_model_allows_at_a_time_holds_whoever_asks(self):
        now, peak = 0, 0

        async def answer(text):
            nonlocal now, peak
            now += 1
            peak = max(peak, now)
            await asyncio.sleep(0.002)
            now -= 1
            return text

        async def within():
            await asyncio.gather(*(model(str(n)) for n in range(20)))

        model = predict.model(answer, each=True, in_flight=3)
        asyncio.run(within())
        asyncio.run(within())
        assert peak == 3

    def test_an_undeclared_error_comes_out_as_it_was(self):
        def answer(text):
            raise ZeroDivisionError("theirs")

        with pytest.raises(ZeroDivisionError, match="theirs"):
            predict.model(answer, each=True)("a")

    @pytest.mark.parametrize("shape", ["each", "async each"])
    def test_a_declared_one_is_failed_after_its_retries(self, shape):
        def answer(text):
            raise ConnectionError("cut")

        fn, how = shaped(answer, shape)
        model = predict.model(fn, retries=2, backoff=0.001, **how)

        async def within():
            return await model("a")

        with pytest.raises(Failed, match=r"ConnectionError: cut \(3 calls\)"):
            asyncio.run(within()) if shape == "async each" else model("a")

    def test_a_time_out_is_failed(self):
        async def answer(text):
            await asyncio.sleep(20)

        async def within():
            await predict.model(answer, each=True, timeout=0.05)("a")

        with pytest.raises(Failed, match=r"no answer within 0\.05 s") as caught:
            asyncio.run(within())
        assert caught.value.status == "timeout"


WRONG = {
    "timeout=0": {"timeout": 0},
    "timeout=nan": {"timeout": float("nan")},
    "backoff=-1": {"backoff": -1},
    "in_flight=0": {"in_flight": 0},
    "in_flight=2.5": {"in_flight": 2.5},
    "retries=-1": {"retries": -1},
    "give_up_after=0": {"give_up_after": 0},
    "retry_on: a status that is none": {"retry_on": [7]},
    "retry_on: a name": {"retry_on": ["ConnectionError"]},
    "retry_on has 'ConnectionError': a name, no list of letters": {"retry_on": "ConnectionError"},
    "timeout: a text": {"timeout": "30"},
    "cost: a Decimal": {"cost": Decimal("0.002")},
    "params: a list": {"params": [("temperature", 0)]},
    "id: no text": {"id": 7},
    "params: not JSON": {"id": "m", "params": {"client": object()}},
}


@pytest.mark.parametrize("given", WRONG)
def test_arguments_out_of_their_range_are_refused_by_name(given):
    with pytest.raises(UsageError, match=given.replace(":", "=").partition("=")[0]):
        predict.model(str, **WRONG[given])


def test_a_model_of_a_model_is_refused():
    with pytest.raises(UsageError, match="is a model already"):
        predict.model(predict.model(str))
