"""The judge behind an endpoint with faults: what was tried and how to go on, and no pair kept or rejected unjudged."""

from __future__ import annotations

import json
import re

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.cli import main
from robustgen.endpoint import forget, spent
from robustgen.errors import PredictionError, UsageError
from robustgen.examples import read_examples
from robustgen.gates import Judge, Pair, check_pairs, resolve
from robustgen.generation import make_plan
from tests.endpoint import KEY, completion

pytestmark = pytest.mark.extras

SOURCE = "The hotel was clean and quiet."
PAIRS = [
    Pair(SOURCE, "The hotel was quiet and clean."),
    Pair(SOURCE, "I bought a car last week."),
    Pair("The soup came late.", "The late soup came."),
]
REASONS = [None, "says something else", None]
QUICK = "judge:small?backoff=0"


def reasons(found):
    return [one and one.reason for one in found]


@pytest.fixture
def own():
    """A rewriter without gates of its own: the first attempt says something else, the second does not."""

    @rg.rewriter("own.careless", label="preserves", made_by={"package": "careless", "version": "1"}, attempts=2)
    def rewrite(requests):
        """Say it otherwise."""
        return [["I bought a car last week." if one.attempt == 0 else f"{one.text} Really."] for one in requests]

    yield "own.careless"
    registry.unregister("own")


def test_a_judge_by_name_asks_at_temperature_0_with_one_seed_and_no_stream(endpoint):
    assert reasons(resolve(QUICK).check(PAIRS)) == REASONS
    assert len(endpoint.asked) == 3 + 2 + 3
    sent = {
        json.dumps({key: body.get(key, False) for key in ("model", "temperature", "seed", "stream", "max_tokens")})
        for body in endpoint.asked
    }
    assert sent == {json.dumps({"model": "small", "temperature": 0.0, "seed": 0, "stream": False, "max_tokens": 64})}


def test_in_python_it_takes_the_same_name(endpoint):
    judge = Judge("small?in_flight=1")
    assert (reasons(judge.check(PAIRS)), judge.name, judge.tier) == (REASONS, "judge:small", 3)


def test_what_the_fact_check_rejects_is_not_asked_about(endpoint):
    found = check_pairs([("We sold 3 cars.", "We sold 4 cars.")], ["judge:small", "facts"])
    assert (found[0].gate, endpoint.asked) == ("facts", [])


def test_answers_are_cached_by_prompt_model_and_parameters_without_the_key(endpoint, tmp_path):
    file = tmp_path / "answers.sqlite"
    first = reasons(resolve(f"{QUICK}&cache={file}").check(PAIRS))
    assert reasons(resolve(f"{QUICK}&cache={file}").check(PAIRS)) == first == REASONS
    assert len(endpoint.asked) == 8
    resolve(f"judge:other?cache={file}").check(PAIRS)
    assert len(endpoint.asked) == 16
    resolve(f"judge:small?cache={file}&longest=32").check(PAIRS)
    assert len(endpoint.asked) == 24
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_tokens_and_cost_are_counted(endpoint):
    judge = Judge("small?price_in=2&price_out=10")
    judge.check(PAIRS)
    assert (judge.spent.calls, judge.spent.tokens_in, judge.spent.tokens_out) == (8, 800, 160)
    assert judge.spent.cost == pytest.approx(800 * 2e-6 + 160 * 1e-5)
    assert spent("judge:small") is judge.spent
    assert str(judge.spent).endswith("160 of answers, cost 0.0032")


@pytest.mark.parametrize("address", ["localhost:8080/v1", "endpoint"])
def test_an_address_without_its_scheme_is_refused(endpoint, monkeypatch, address):
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with pytest.raises(UsageError, match=rf"OPENAI_BASE_URL is '{address}/': it begins with http:// or https://"):
        resolve(QUICK).check(PAIRS)


def test_no_cost_is_told_without_prices(endpoint):
    resolve(QUICK).check(PAIRS)
    assert "cost" not in str(spent("judge:small"))


def test_what_was_never_asked_has_no_cost(endpoint):
    with pytest.raises(UsageError, match="nothing was asked as 'judge:nobody' in this process"):
        spent("judge:nobody")


PASSING = {
    "busy": (429, {"retry-after": "0"}, b'{"error": {"message": "later"}}'),
    "broken": (500, {}, b"{}"),
    "cut": (200, {"x-size": "5000"}, completion("{}")[:40]),
    "nonsense": (200, {"content-type": "text/html"}, b"<html>a proxy's page</html>"),
    "half an answer": (200, {}, b'{"id": "c", "object": "chat.completion"}'),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_is_asked_again(endpoint, fault):
    endpoint.fault = lambda number, body: PASSING[fault] if number % 3 == 0 else None
    assert reasons(resolve(f"{QUICK}&in_flight=1").check(PAIRS)) == REASONS


def test_a_slow_endpoint_is_not_waited_for(endpoint):
    endpoint.fault = lambda number, body: (200, {"x-sleep": "6"}, completion("{}")) if number == 0 else None
    assert reasons(resolve(f"{QUICK}&timeout=3").check(PAIRS[:1])) == [None]


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_stays_on_one_pair_keeps_and_rejects_none_and_says_what_was_tried(endpoint, fault):
    endpoint.fault = lambda number, body: PASSING[fault] if "soup" in body["messages"][0]["content"] else None
    with pytest.raises(PredictionError) as caught:
        resolve(f"{QUICK}&retries=2").check(PAIRS)
    said = str(caught.value)
    assert re.search(r"judge:small at http://127.0.0.1:\d+/v1/ came to no answer on 1 of 3 pairs", said)
    assert "none of them is kept or rejected" in said
    assert "(3 calls)" in said
    assert "'judge:small?cache=FILE'" in said


def test_what_was_answered_before_a_fault_is_not_asked_again(endpoint, tmp_path):
    name = f"{QUICK}&retries=0&cache={tmp_path / 'answers.sqlite'}"
    endpoint.fault = lambda number, body: PASSING["busy"] if "soup" in body["messages"][0]["content"] else None
    with pytest.raises(PredictionError, match=r"its other answers are in .*answers.sqlite, so the next run asks"):
        resolve(name).check(PAIRS)
    endpoint.fault = lambda number, body: None
    before = len(endpoint.asked)
    assert reasons(resolve(name).check(PAIRS)) == REASONS
    assert len(endpoint.asked) == before + 3


def test_a_wrong_key_is_named_by_its_variable_and_never_shown(endpoint):
    endpoint.fault = lambda number, body: (401, {}, json.dumps({"error": {"message": f"wrong key {KEY}"}}).encode())
    with pytest.raises(UsageError, match=r"answers 401 .* check OPENAI_API_KEY") as caught:
        resolve(QUICK).check(PAIRS)
    assert KEY not in str(caught.value)


def test_without_a_key_the_variables_are_named(endpoint, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(UsageError, match="judge finds no key: set OPENAI_API_KEY, and OPENAI_BASE_URL"):
        resolve(QUICK).check(PAIRS)


TOO_LONG = (400, {}, json.dumps({"error": {"message": f"the context is 2048 tokens, key {KEY}"}}).encode())


def test_a_prompt_that_the_endpoint_does_not_take_rejects_its_pair_with_the_endpoints_words(endpoint):
    endpoint.fault = lambda number, body: TOO_LONG if "soup" in body["messages"][0]["content"] else None
    found = resolve(QUICK).check(PAIRS)
    assert reasons(found) == [None, "says something else", "not taken by the endpoint"]
    assert found[2].detail.startswith("HTTP 400: ")
    assert "the context is 2048 tokens" in found[2].detail
    assert KEY not in found[2].detail


def test_that_holds_for_a_pair_alone_once_the_endpoint_has_answered(endpoint):
    resolve(QUICK).check(PAIRS[:1])
    endpoint.fault = lambda number, body: TOO_LONG
    assert reasons(resolve(QUICK).check(PAIRS[2:])) == ["not taken by the endpoint"]


def test_it_holds_too_where_all_other_answers_are_in_the_cache(endpoint, tmp_path):
    name = f"{QUICK}&cache={tmp_path / 'answers.sqlite'}"
    resolve(name).check(PAIRS[:2])
    forget()
    endpoint.fault = lambda number, body: TOO_LONG
    assert reasons(resolve(name).check(PAIRS)) == [*REASONS[:2], "not taken by the endpoint"]
    assert "; 5 more from the cache" in str(spent("judge:small"))


def test_an_endpoint_that_never_took_a_prompt_is_an_error(endpoint):
    endpoint.fault = lambda number, body: TOO_LONG
    with pytest.raises(PredictionError, match=r"came to no answer on 3 of 3 pairs.*HTTP 400"):
        resolve(QUICK).check(PAIRS)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("They say the same.", "no closed answer"),
        ("SAME", "no closed answer"),
        ((200, {}, completion("")), "refused"),
        ((200, {}, completion(None, refusal="I cannot do that.")), "refused"),
        ((200, {}, completion("I think", finish="length")), "cut off"),
        ((200, {}, completion("{}", finish="content_filter")), "refused"),
    ],
)
def test_an_answer_that_cannot_be_read_rejects_with_a_reason(endpoint, answer, reason):
    endpoint.fault = lambda number, body: answer
    found = resolve(QUICK).check(PAIRS[:1])[0]
    assert (found.gate, found.reason) == ("judge:small", reason)


def test_a_rewriter_is_asked_again_for_what_the_judge_rejects_and_the_manifest_says_who_judged(endpoint, own, tmp_path):
    golden = [{"id": "a", "text": SOURCE}, {"id": "b", "text": "The soup came late in the evening."}]
    suite = rg.generate(golden, perturb=own, gates=["judge:small", "facts:numbers"])
    assert [variant.text for variant in suite] == [f"{row['text']} Really." for row in golden]
    (proposals,) = suite.manifest.data["proposals"].values()
    assert proposals == {"kept": 2, "rejected: judge:small: says something else": 2}
    suite.freeze(tmp_path / "s")
    rewriter = json.loads((tmp_path / "s/manifest.json").read_text())["perturbations"][0]["rewriter"]
    (judge,) = rewriter["judges"]
    assert (judge["model"], judge["prompt"], judge["endpoint"]) == ("small", "judge.v1", f"{endpoint.url}/")
    assert rewriter["repeatable"] is False
    before = len(endpoint.asked)
    assert rg.verify(tmp_path / "s", regenerate=True) == []
    assert len(endpoint.asked) == before


def test_a_judge_does_not_stand_alone_behind_a_rewriter(endpoint, own):
    with pytest.raises(
        UsageError, match=r"gate 'judge:small' does not stand alone: .* --gate facts --gate judge:small"
    ):
        rg.generate([{"text": SOURCE}], perturb=own, gates=["judge:small"])
    assert endpoint.asked == []


def test_a_judge_that_cannot_be_asked_is_an_error_before_a_rewriter_is(endpoint, own, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(UsageError, match="judge finds no key"):
        make_plan(read_examples([{"text": SOURCE}]), perturb=own, gates=["judge:small", "facts"])


@pytest.mark.parametrize(("more", "code"), [([], 2), (["--gate", "facts:numbers"], 0)])
def test_the_command_line_takes_a_judge_beside_the_fact_check_alone(endpoint, own, tmp_path, monkeypatch, capsys, more, code):  # fmt: skip
    golden = tmp_path / "golden.jsonl"
    golden.write_text(json.dumps({"text": SOURCE}) + "\n")
    command = ["freeze", str(golden), "-o", str(tmp_path / "s"), "-p", own, "--gate", "judge:small", *more]
    monkeypatch.setattr("sys.argv", ["robustgen", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert ("does not stand alone" in capsys.readouterr().err) == (code == 2)
