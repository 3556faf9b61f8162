"""`async def` tests: on the loop of their fixtures, cases side by side, and all else as in plain tests."""

from __future__ import annotations

import importlib
import json
import re
from collections import Counter

import pytest

from robustgen.runs import read_run
from tests.extras import need
from tests.plugin.varying import LABELLED, SIGNS

for _name in (
    "pytest_asyncio.plugin",
    "anyio.pytest_plugin",
    "anyio._backends._asyncio",
    "anyio._backends._trio",
    "trio",
):
    importlib.import_module(_name)  # a run within this process forgets what it imported

ASYNCIO, ANYIO = ("pytest_asyncio.plugin",), ("anyio.pytest_plugin",)
BACKEND = '\n@pytest.fixture(scope="session")\ndef anyio_backend():\n    return "{}"\n'
# what runs the test: (plugins, command line, mark, fixture of the backend, async sleep)
FRAMEWORKS = {
    "pytest-asyncio": (ASYNCIO, (), "@pytest.mark.asyncio", "", "asyncio.sleep"),
    "pytest-asyncio, auto": (ASYNCIO, ("--asyncio-mode=auto",), "", "", "asyncio.sleep"),
    "anyio on asyncio": (ANYIO, (), "@pytest.mark.anyio", BACKEND.format("asyncio"), "anyio.sleep"),
    "anyio on trio": (ANYIO, (), "@pytest.mark.anyio", BACKEND.format("trio"), "trio.sleep"),
    "nothing": ((), (), "", "", "asyncio.sleep"),
}
each_framework = pytest.mark.parametrize("framework", FRAMEWORKS)
IMPORTS = "import asyncio\nimport anyio\nimport trio\nimport pytest_asyncio\n"
MOST = """
flying = most = 0


async def slow(text, sleep=asyncio.sleep):
    global flying, most
    flying += 1
    most = max(most, flying)
    await sleep(0.01)
    flying -= 1
    return broken_by("!")(text)
"""


def write(project, source, framework="pytest-asyncio", golden=20, **suite):
    """A test file in which `@mark` and `sleep` are the framework's."""
    _, _, mark, backend, sleep = FRAMEWORKS[framework]
    project.suite("sign.bang", "sign.star", golden=golden, **suite)
    body = source.replace("@mark", mark or "@pytest.mark.filterwarnings()").replace("SLEEP", sleep)
    project.write(f"{IMPORTS}{backend}{MOST}{body}")


def run(project, *args, framework="pytest-asyncio", how="run"):
    plugins, line, *_ = FRAMEWORKS[framework]
    return getattr(project, how)(*line, *args, plugins=plugins)


def measured(result):
    """Number, clean and varied accuracy by perturbation; pytest's list of failures names them too where CI is set."""
    rows = [cells for line in result.outlines if (cells := line.split()) and cells[0] in TABLE]
    return {cells[0]: cells[1:4] for cells in rows if cells[1].isdigit()}


def outcomes(project):
    (test,) = read_run(project.pytester.path / ".robustgen/last").tests
    return [(row["variant_id"], row["status"]) for row in test.outcomes if row["perturbation"]]


def counts(project):
    return Counter(status for _, status in outcomes(project))


TABLE = {"sign.bang": ["20", "1.000", "0.000"], "sign.star": ["20", "1.000", "1.000"]}
TESTS = {
    "a case": """
@mark
@pytest.mark.robustgen("s.v1")
async def test_it(case):
    assert await slow(case.text, SLEEP) == case.expected
""",
    "parameter sets": f"""
{SIGNS}
@mark
@pytest.mark.robustgen(vary="text", {LABELLED})
@pytest.mark.parametrize("text, label", GOLDEN[:20])
async def test_it(text, label):
    assert await slow(text, SLEEP) == label
""",
    "batches": """
@mark
@pytest.mark.robustgen("s.v1")
async def test_it(robustgen):
    async def predict(texts):
        return [await slow(text, SLEEP) for text in texts]

    await robustgen.acheck(predict)
""",
    "a class": """
@mark
@pytest.mark.robustgen("s.v1")
class TestIt:
    def setup_method(self):
        self.ask = slow

    async def test_it(self, case):
        assert await self.ask(case.text, SLEEP) == case.expected
""",
}


@each_framework
@pytest.mark.parametrize("test", TESTS)
def test_every_style_runs_under_every_framework(project, test, framework):
    write(project, TESTS[test], framework)
    result = run(project, "--robustgen", framework=framework)
    result.assert_outcomes(passed=3)
    assert measured(result) == TABLE


@each_framework
def test_without_the_flag_golden_examples_alone_are_run(project, framework):
    write(project, TESTS["a case"].replace("slow(case.text, SLEEP)", 'broken_by("3 ")(case.text)')
          .replace("await ", ""), framework)  # fmt: skip
    result = run(project, framework=framework)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["2 of 20 golden examples are not answered right", "*  g003  expected 'odd'"])


IN_FLIGHT = {
    # marker, command line: the most at a time
    "by itself": ("", (), 16),
    "the marker": (", in_flight=3", (), 3),
    "the command line": (", in_flight=3", ("--robustgen-in-flight=5",), 5),
    "one after another": (", in_flight=1", (), 1),
}


@pytest.mark.parametrize("framework", ["pytest-asyncio", "anyio on trio", "nothing"])
@pytest.mark.parametrize("said", IN_FLIGHT)
def test_so_many_cases_are_in_flight_and_no_more(project, said, framework):
    marker, line, most = IN_FLIGHT[said]
    source = TESTS["a case"].replace('"s.v1"', f'"s.v1"{marker}')
    write(project, f"{source}\n\ndef test_most():\n    assert most == {most}\n", framework, golden=40)
    run(project, "--robustgen", *line, framework=framework).assert_outcomes(passed=4)


def test_fewer_than_one_in_flight_is_a_usage_error(project):
    write(project, TESTS["a case"])
    result = run(project, "--robustgen", "--robustgen-in-flight=0")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--robustgen-in-flight is 0: expected 1 or more*"])


@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_async_fixtures_of_pytest_asyncio_are_on_the_loop_of_the_cases(project, scope):
    source = f"""
@pytest_asyncio.fixture(loop_scope="{scope}", scope="{scope}")
async def loop():
    yield asyncio.get_running_loop()
    assert not flying


@pytest.mark.asyncio(loop_scope="{scope}")
@pytest.mark.robustgen("s.v1", min_accuracy=0.5, fixtures_ok="loop")
async def test_it(case, loop):
    assert asyncio.get_running_loop() is loop
    await asyncio.sleep(0)
"""
    write(project, source)
    result = run(project, "--robustgen", "-W", "error::RuntimeWarning")
    result.assert_outcomes(passed=3)
    assert measured(result) == {name: ["20", "1.000", "1.000"] for name in TABLE}


@pytest.mark.parametrize("scope", ["function", "module"])
@pytest.mark.parametrize("framework", ["anyio on asyncio", "anyio on trio"])
def test_async_fixtures_of_anyio_are_alive_while_the_cases_run(project, framework, scope):
    source = f"""
@pytest.fixture(scope="{scope}")
async def send(anyio_backend):
    sender, receiver = anyio.create_memory_object_stream(100)
    async with sender, receiver, anyio.create_task_group() as tasks:
        async def echo():
            async for answer, text in receiver:
                await answer.send(text)
        tasks.start_soon(echo)
        yield sender
        tasks.cancel_scope.cancel()


@mark
@pytest.mark.robustgen("s.v1", fixtures_ok="send")
async def test_it(case, send):
    answer, here = anyio.create_memory_object_stream(1)
    with answer, here, anyio.fail_after(60):
        await send.send((answer, case.text))
        assert await here.receive() == case.text
"""
    write(project, source, framework)
    result = run(project, "--robustgen", framework=framework)
    result.assert_outcomes(passed=3)
    assert measured(result) == {name: ["20", "1.000", "1.000"] for name in TABLE}


def test_each_backend_of_anyio_is_a_test_with_ids_and_a_gate_of_its_own(project):
    write(project, TESTS["a case"], "anyio on asyncio")
    source = (project.pytester.path / "test_it.py").read_text()
    project.pytester.makepyfile(test_it=source.replace(BACKEND.format("asyncio"), ""))
    result = project.run("--robustgen", "--collect-only", "-q", plugins=ANYIO)
    ids = [line for line in result.outlines if line.startswith("test_it.py::")]
    assert ids == [
        f"test_it.py::test_it[{backend}-sign.{sign}]" for backend in ("asyncio", "trio") for sign in ("bang", "star")
    ]
    result = project.run("--robustgen", "test_it.py::test_it[asyncio-robustgen-gate]", plugins=ANYIO)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["robustgen: test_it.py::test_it?asyncio?: *", "s.v1 * 60 calls, *"])


def answering(keyword, later):
    """A test that is wrong about every other text, sooner or later."""
    wait = f"await asyncio.sleep({later})" if keyword == "async " else ""
    return f"""
@pytest.mark.robustgen("s.v1", max_drop=0.1)
{"@pytest.mark.asyncio" if keyword else ""}
{keyword}def test_it(case):
    number = int(case.text.split()[1])
    {wait}
    if case.perturbation and number % 5 == 4:
        raise KeyError(number)
    said = "none" if case.perturbation and number % 2 else case.expected
    assert said == case.expected
"""


def failures(project):
    (path,) = (project.pytester.path / ".robustgen/last").glob("*/failures.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if "note" in row or "id" in row]


@pytest.mark.parametrize("later", ["number * 0.001", "0.02 - number * 0.001", "number * 7 % 5 * 0.002"])
def test_outcomes_and_messages_are_those_of_a_plain_test_whatever_order_calls_end_in(project, later):
    said = []
    for keyword in ("", "async "):
        write(project, answering(keyword, later))
        result = run(project, "--robustgen", "-vv")
        result.assert_outcomes(failed=3)
        lines = [line for line in result.outlines if re.match(r"  (wrong|g\d|    )", line)]
        assert any(line.strip().startswith("- odd") for line in lines)  # the first is explained
        said.append((outcomes(project), failures(project), lines))
    assert said[0] == said[1]


def test_clean_inputs_are_asked_before_variants_and_once(project):
    source = """
seen = []

@mark
@pytest.mark.robustgen("s.v1")
async def test_it(case):
    seen.append(case.perturbation or "clean")
    await asyncio.sleep(0.001 * (len(seen) % 3))

def test_order():
    assert seen == ["clean"] * 20 + ["sign.bang@1"] * 20 + ["sign.star@1"] * 20
"""
    write(project, source)
    run(project, "--robustgen").assert_outcomes(passed=4)


def test_equal_inputs_share_one_call(project):
    write(project, TESTS["a case"], severity=(1, 2, 3))
    result = run(project, "--robustgen")
    result.stdout.fnmatch_lines(["s.v1 * 20 golden, 120 variants, *; 60 calls, *"])
    assert counts(project) == {"wrong": 60, "right": 60}


ENDS = {
    # what happens on a variant of an async test: outcome
    "await asyncio.sleep(0)": "right",
    "assert case.text == 'x'": "wrong",
    "raise KeyError('no')": "wrong",
    "raise SystemExit(3)": "wrong",
    "case.unanswered('neither label')": "unanswered",
    "pytest.skip('not today')": "skipped",
    "await asyncio.wait_for(asyncio.sleep(60), 0.001)": "wrong",
    "asyncio.current_task().cancel(); await asyncio.sleep(1)": "wrong",
    "raise asyncio.CancelledError": "wrong",
    "raise BaseExceptionGroup('one', [pytest.skip.Exception('it')])": "skipped",
    "raise ExceptionGroup('two', [KeyError(), ValueError()])": "wrong",
    "import robustgen; raise robustgen.case.Failed('timeout', 'TimeoutError')": "timeout",
    "import robustgen; raise robustgen.case.Failed('error', 'RateLimit')": "error",
}


@pytest.mark.parametrize("end", ENDS)
def test_how_a_case_ends_is_its_outcome_and_no_others(project, end):
    source = f"""
@mark
@pytest.mark.robustgen("s.v1")
async def test_it(case):
    await asyncio.sleep(0)
    if case.perturbation == "sign.bang@1" and "7" in case.text:
        {end}
"""
    write(project, source)
    result = run(project, "--robustgen")
    assert "failed" not in result.parseoutcomes()
    assert counts(project) == Counter({"right": 38}) + Counter({ENDS[end]: 2})


@pytest.mark.parametrize("scope", ["move_on_after(0.001)", "fail_after(0.001)"])
def test_a_cancelled_scope_of_trio_ends_its_own_case_alone(project, scope):
    source = f"""
@mark
@pytest.mark.robustgen("s.v1")
async def test_it(case):
    if case.perturbation == "sign.bang@1" and "7" in case.text:
        with trio.{scope}:
            await trio.sleep(60)
    await trio.sleep(0)
"""
    write(project, source, "anyio on trio")
    run(project, "--robustgen", framework="anyio on trio").assert_outcomes(passed=3)
    wrong = 2 if scope.startswith("fail") else 0
    assert counts(project) == Counter({"right": 40 - wrong}) + Counter({"wrong": wrong})


@pytest.mark.parametrize("framework", ["pytest-asyncio", "anyio on asyncio", "anyio on trio", "nothing"])
@pytest.mark.parametrize("stop", ["raise KeyboardInterrupt", "pytest.exit('enough')"])
def test_what_stops_the_run_stops_it(project, stop, framework):
    write(project, f'\n@mark\n@pytest.mark.robustgen("s.v1")\nasync def test_it(case):\n    {stop}\n', framework)
    result = run(project, "--robustgen", framework=framework, how="run_apart")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


@each_framework
def test_a_test_that_is_broken_on_every_clean_input_says_how(project, framework):
    source = """
@mark
@pytest.mark.robustgen("s.v1")
async def test_it(case):
    await SLEEP(0)
    raise ConnectionError("no server at this address")
"""
    write(project, source, framework)
    result = run(project, "--robustgen", framework=framework)
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        ['>       raise ConnectionError("no server at this address")', "*none of the 20 clean inputs got an answer*"]
    )


def test_a_test_that_returns_something_asserts_nothing(project):
    source = '\n@mark\n@pytest.mark.robustgen("s.v1")\nasync def test_it(case):\n    return case.text == "a"\n'
    write(project, source)
    result = run(project, "--robustgen")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["the test returned bool, not None, so nothing was asserted*"])


def test_a_case_without_an_expected_value_says_so(project):
    (project.pytester.path / "golden.jsonl").write_text(
        "".join(json.dumps({"text": f"number {number} it is"}) + "\n" for number in range(20)), encoding="utf-8"
    )
    source = """
@mark
@pytest.mark.robustgen(golden="golden.jsonl", perturb="ood.case.upper", task="intent")
async def test_it(case):
    await asyncio.sleep(0)
    assert case.text == case.expected
"""
    write(project, source)
    result = run(project, "--robustgen")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*the golden data has no expected value: name its field with expected=*"])


@each_framework
def test_each_case_has_context_variables_of_its_own(project, framework):
    source = """
from contextvars import ContextVar

asked = ContextVar("asked", default=None)

@mark
@pytest.mark.robustgen("s.v1", min_accuracy=0.5)
async def test_it(case):
    assert asked.get() is None
    asked.set(case.id)
    await SLEEP(0.001)
    assert asked.get() == case.id
"""
    write(project, source, framework)
    result = run(project, "--robustgen", framework=framework)
    assert measured(result) == {name: ["20", "1.000", "1.000"] for name in TABLE}


def test_each_case_has_subtests_of_its_own(project):
    source = """
@pytest.fixture
def subtests():
    class Own:
        test = None
    return Own()

@mark
@pytest.mark.robustgen("s.v1", fixtures_ok="subtests")
async def test_it(case, subtests):
    with subtests.test("answer"):
        assert await slow(case.text) == case.expected
    await asyncio.sleep(0)
"""
    write(project, source)
    assert measured(run(project, "--robustgen")) == TABLE


def test_the_guard_against_explanations_does_not_reach_other_tests(project):
    source = f"""
{TESTS["a case"]}

def test_plain():
    assert [1, 2, 3] == [1, 2, 4]
"""
    write(project, source)
    result = run(project, "--robustgen")
    result.stdout.fnmatch_lines(["E *At index 2 diff: 3 != 4"])


def test_trials_run_in_one_stay_on_the_loop(project):
    source = """
@pytest.fixture
def client():
    loops = set()
    yield loops
    assert len(loops) == 1

@mark
@pytest.mark.robustgen("s.v1", fixtures_ok="client")
async def test_it(case, client):
    client.add(id(asyncio.get_running_loop()))
    assert await slow(case.text) == case.expected
"""
    for framework in ("pytest-asyncio", "anyio on asyncio", "nothing"):
        write(project, source, framework)
        result = run(project, "--robustgen", "--robustgen-trials=3", framework=framework)
        result.assert_outcomes(passed=3)
        result.stdout.fnmatch_lines(["s.v1 * 20 golden, 40 variants, *; 180 calls, *"])


def test_a_changed_answer_is_confirmed(project):
    record = ("--robustgen", "--robustgen-baseline=b.json", "--robustgen-update-baseline")
    write(project, TESTS["a case"])
    run(project, *record).assert_outcomes(passed=3)
    write(project, TESTS["a case"].replace("slow(case.text, SLEEP)", 'slow(case.text.replace("!", ""), SLEEP)'))
    result = run(project, "--robustgen", "--robustgen-baseline=b.json")
    result.stdout.fnmatch_lines(["s.v1 * 20 golden, 40 variants, *; 120 calls, *"])  # 60, and 20 three times more


def test_two_workers_give_the_same_table(project):
    write(project, TESTS["a case"])
    result = run(project, "--robustgen", how="run_xdist")
    result.assert_outcomes(passed=3)
    assert measured(result) == TABLE


ACHECKS = {
    "robustgen.acheck(predict)": "robustgen.check was never called*",
    "pass": "robustgen.check was never called*`await robustgen.acheck(predict)` in an async one*",
    "await robustgen.acheck(predict); await robustgen.acheck(predict)": "robustgen.check was called a second time*",
}


@pytest.mark.parametrize("line", ACHECKS)
def test_what_acheck_refuses(project, line):
    source = f"""
async def predict(texts):
    return [parity(text) for text in texts]

@mark
@pytest.mark.robustgen("s.v1")
async def test_it(robustgen):
    {line}
"""
    write(project, source)
    result = run(project, "--robustgen", "-W", "ignore::RuntimeWarning", "-W", "ignore::pytest.PytestWarning")
    assert result.ret == 1
    result.stdout.fnmatch_lines([ACHECKS[line]])


@pytest.mark.parametrize("framework", ["pytest-asyncio", "anyio on trio", "nothing"])
def test_acheck_takes_what_check_takes(project, framework):
    source = """
@mark
@pytest.mark.robustgen("s.v1", min_accuracy=0.5)
async def test_it(robustgen):
    async def predict(rows):
        assert len(rows) <= 7
        await SLEEP(0)
        return [(parity(row["text"]),) for row in rows]

    await robustgen.acheck(predict, fields=True, batch_size=7, output=lambda raw: raw[0], metric="exact")
"""
    write(project, source, framework)
    run(project, "--robustgen", framework=framework).assert_outcomes(passed=3)
    assert counts(project) == {"right": 40}


@each_framework
@pytest.mark.parametrize("args", [("--robustgen-items=variant",), ("test_it.py::test_it[sign.bang-g3-s2-i0]",)])
def test_a_single_variant_is_an_item_too(project, args, framework):
    write(project, TESTS["a case"], framework)
    result = run(project, *args, framework=framework)
    result.assert_outcomes(failed=20, passed=20) if "=" in args[0] else result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*assert 'none' == 'odd'", "*variant g003/sign.bang@1/2/0*"])


@pytest.mark.parametrize("plugins", [ASYNCIO, ()], ids=["unmarked", "no plugin"])
def test_an_async_fixture_that_no_plugin_brings_to_the_test_is_named(project, plugins):
    fixture = "pytest_asyncio.fixture" if plugins else "pytest.fixture"
    source = f"""
@{fixture}
async def client():
    return parity

@pytest.mark.robustgen("s.v1", fixtures_ok="client")
async def test_it(case, client):
    assert client(case.text) == case.expected
"""
    write(project, source, "nothing")
    result = project.run("--robustgen", "-W", "ignore", plugins=plugins)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*async fixture*client*"])
    result.stdout.fnmatch_lines(["*pytest.mark.asyncio*" if plugins else "*no plugin*"])


def test_a_time_limit_on_an_item_leaves_the_next_item_alone(project):
    source = """
import signal

@pytest.fixture(autouse=True)
def limit(request):
    def ring(*_):
        pytest.fail("Timeout (>1.0s) from pytest-timeout.")
    if "bang" in request.node.name:
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 1.0)

seen = []

@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.robustgen("s.v1", fixtures_ok="limit", in_flight=2)
async def test_it(case):
    seen.append(case.perturbation)
    await asyncio.sleep(0.3 if case.perturbation == "sign.bang@1" else 0)

@pytest.mark.asyncio(loop_scope="session")
async def test_after():
    before = len(seen)
    await asyncio.sleep(0.3)
    assert len(seen) == before
"""
    write(project, source)
    result = run(project, "--robustgen", how="run_apart")
    result.assert_outcomes(failed=1, passed=2, skipped=1)  # the gate misses an item
    result.stdout.fnmatch_lines(["*from pytest-timeout.", "*stopped after * of 40 inputs, at *"])


@pytest.mark.extras
def test_an_async_test_runs_again_where_another_plugin_asks_for_it(project):
    need("pytest_rerunfailures", "pytest-rerunfailures")
    source = """
@mark
@pytest.mark.robustgen("s.v1", max_drop=0.1)
class TestIt:
    async def test_it(self, case):
        assert await slow(case.text) == case.expected
"""
    write(project, source)
    plugins = (*ASYNCIO, "pytest_rerunfailures")
    result = project.run_apart("--robustgen", "--reruns=1", plugins=plugins)
    assert result.parseoutcomes()["rerun"] == 1
    assert measured(result) == TABLE
