"""A budget: what is run of the golden examples, when an item stops, what is never exceeded, and what is said of it."""

from __future__ import annotations

import json
import re

import pytest

from pytest_robustgen.sampling import Asking, Drawable, Share, keyed_order, largest_share, whole_share
from robustgen.examples import Example
from robustgen.runs import read_run
from tests.extras import need
from tests.plugin.conftest import table
from tests.plugin.varying import LABELLED, SIGNS

COUNTED = '''
import os


def counted(text):
    """Right unless the text has a "!"; leaves a line a call in a file."""
    with open("calls.txt", "a", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {text}\\n")
    return "none" if "!" in text else parity(text)
'''


def calls(project):
    """The inputs that were really asked, in order, by any process; forgotten afterwards."""
    file = project.pytester.path / "calls.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return [line.partition(" ")[2] for line in lines]


def written(project, name="v.json"):
    (test,) = json.loads((project.pytester.path / name).read_text(encoding="utf-8"))["tests"]
    return test


ONE = """
@pytest.mark.robustgen({marker})
def test_parity(case):
    assert counted(case.text) == case.expected
"""
MANY = """
@pytest.mark.robustgen({marker})
def test_parity(robustgen):
    robustgen.check(lambda texts: [counted(text) for text in texts], batch_size=7)
"""
STYLES = {
    "one": ONE,
    "many": MANY,
    "async one": ONE.replace("def ", "async def "),
    "async many": MANY.replace("def ", "async def ").replace("robustgen.check(", "await robustgen.acheck("),
}
each_style = pytest.mark.parametrize("style", STYLES)


def counting(project, style="one", marker='"s.v1", max_drop=0.2', **suite):
    project.suite(**suite)
    project.write(COUNTED + STYLES[style].format(marker=marker))


# ---- the order and the shares


def golden(labels):
    return [Example(f"g{number}", {"text": f"t{number}"}, label) for number, label in enumerate(labels)]


def test_the_order_depends_on_ids_alone():
    examples = golden(["a", "b"] * 30)
    order = keyed_order(examples)
    assert sorted(order) == sorted(example.id for example in examples)
    assert keyed_order(examples[::-1]) == order
    assert order != [example.id for example in examples]


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9])
def test_every_stretch_holds_each_label_as_all_of_the_data_does(share):
    examples = golden(["a"] * 150 + ["b"] * 40 + ["c"] * 10)
    labels = {example.id: example.expected for example in examples}
    first = [labels[name] for name in keyed_order(examples)][: int(200 * share)]
    assert abs(first.count("a") - 150 * share) <= 2
    assert abs(first.count("b") - 40 * share) <= 2
    assert abs(first.count("c") - 10 * share) <= 1


def test_a_label_that_is_rare_is_not_always_left_out():
    firsts = []
    for number in range(60):
        examples = golden(["a"] * 39 + [f"rare{number}"] * 1)
        firsts.append("g39" in keyed_order(examples)[:20])
    assert 15 <= sum(firsts) <= 45


def asking(*sizes, **settings):
    parts = {
        f"p{place}": Drawable(tuple(f"g{i}" for i in range(size)), (2,) * size) for place, size in enumerate(sizes)
    }
    return Asking(parts, **settings)


@pytest.mark.parametrize(
    ("test", "share", "expected"),
    [
        (asking(10, 10), Share(1, 1), 10 + 40),
        (asking(10, 10, workers=2), Share(1, 1), 20 + 40),
        (asking(10, 10, workers=4), Share(1, 1), 20 + 40),
        (asking(10, 10, trials=3), Share(1, 1), 3 * 50),
        (asking(10, 4), Share(1, 2), 5 + 2 * (5 + 2)),
        (asking(10, 1), Share(1, 10), 1 + 2 * 2),
    ],
)
def test_calls_are_counted_as_they_will_be_made(test, share, expected):
    assert test.calls(share) == expected


@pytest.mark.parametrize("calls", range(12, 80, 5))
def test_the_largest_share_is_within_the_budget_and_the_next_is_not(calls):
    tests = [asking(10, 10), asking(5)]
    whole = whole_share(tests)
    share = largest_share(tests, whole, calls=calls, cost=float("inf"))
    assert sum(test.calls(share) for test in tests) <= calls
    if share != whole:
        assert sum(test.calls(Share(share.part + 1, share.whole)) for test in tests) > calls


# ---- calls


@each_style
def test_a_sample_of_the_same_golden_examples_is_asked_and_no_more(project, style):
    counting(project, style)
    result = project.run("--robustgen", "--robustgen-max-calls=200", "--robustgen-json=v.json")
    asked = calls(project)
    assert len(asked) <= 200
    test = written(project)
    assert test["sample"]["golden"] == 50
    assert (test["sample"]["of_golden"], test["sample"]["of_variants"]) == (80, 240)
    assert test["calls"] == len(asked)
    result.stdout.fnmatch_lines(
        [
            "robustgen: *: a sample of 50 of 80 golden examples, by --robustgen-max-calls 200: up to 200 calls",
            "a sample of 50 of 80 golden examples, by --robustgen-max-calls 200; * of 240 variants were not run",
        ]
    )
    run = read_run(project.pytester.path / ".robustgen/last").tests[0]
    drawn = {row["golden_id"] for row in run.outcomes}
    numbers = {int(name[1:]) for name in drawn}
    assert 0.4 < sum(number % 2 for number in numbers) / len(numbers) < 0.6
    assert run.sample["variants_run"] == sum(row["perturbation"] is not None for row in run.outcomes)


def test_a_larger_budget_adds_to_the_sample_of_a_smaller_one(project):
    counting(project, marker='"s.v1"')
    project.run("--robustgen", "--robustgen-max-calls=80")
    small = calls(project)
    project.run("--robustgen", "--robustgen-max-calls=160")
    assert set(small) < set(calls(project))


def test_the_sample_does_not_depend_on_the_order_of_the_file(project):
    found = []
    for step in (1, -1):
        project.golden(40)
        lines = (project.pytester.path / "golden.jsonl").read_text(encoding="utf-8").splitlines()[::step]
        (project.pytester.path / "golden.jsonl").write_text("\n".join(lines), encoding="utf-8")
        marker = 'golden="golden.jsonl", expected="label", task="parity", perturb=["typo.swap", "ood.case.upper"]'
        project.write(COUNTED + ONE.format(marker=marker))
        project.run("--robustgen", "--robustgen-max-calls=60")
        found.append(sorted(calls(project)))
    assert found[0] == found[1]


def test_tests_share_a_budget_by_their_size(project):
    project.suite("sign.bang", "sign.star", golden=80)
    project.suite("sign.bang", "sign.star", golden=20, name="t.v1")
    project.write(
        COUNTED + ONE.format(marker='"s.v1"') + ONE.format(marker='"t.v1"').replace("test_parity", "test_small")
    )
    project.run("--robustgen", "--robustgen-max-calls=150", "--robustgen-json=v.json")
    tests = json.loads((project.pytester.path / "v.json").read_text(encoding="utf-8"))["tests"]
    assert [test["sample"]["golden"] for test in tests] == [40, 10]
    assert len(calls(project)) == 150


def test_what_is_selected_has_the_whole_budget(project):
    counting(project, marker='"s.v1"')
    project.run("--robustgen", "--robustgen-max-calls=100", "-k", "star")
    assert len(calls(project)) == 100


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_together_stay_within_the_budget(project, workers):
    counting(project, marker='"s.v1"')
    result = project.run_xdist("--robustgen", "--robustgen-max-calls=200", f"-n{workers}", "--robustgen-json=v.json")
    assert result.ret == 0
    assert 100 < len(calls(project)) <= 200
    bill = (
        f"robustgen: *: a sample of * of 80 golden examples, by --robustgen-max-calls 200: up to * (clean*{workers} *"
    )
    result.stdout.fnmatch_lines([bill])
    assert written(project)["sample"]["workers"] == workers


def test_the_same_plan_gives_the_same_table_however_the_items_are_shared_out(project):
    counting(project)
    found = []
    for how in ("load", "loadfile", "worksteal"):
        result = project.run_xdist("--robustgen", "--robustgen-max-calls=220", f"--dist={how}")
        found.append(table(result))
    assert found[0] == found[1] == found[2]
    assert set(found[0]) == {"sign.bang", "sign.star", "sign.dash"}


def test_trials_are_counted(project):
    counting(project)
    project.run("--robustgen", "--robustgen-max-calls=200", "--robustgen-trials=2", "--robustgen-json=v.json")
    assert len(calls(project)) == 200
    assert written(project)["sample"]["golden"] == 25


def test_a_budget_that_is_enough_leaves_the_numbers_as_they_are(project):
    counting(project, marker='"s.v1"')
    plain = table(project.run("--robustgen"))
    asked = calls(project)
    assert table(project.run("--robustgen", "--robustgen-max-calls=320")) == plain
    assert sorted(calls(project)) == sorted(asked)


def test_an_existing_test_is_sampled_by_its_parameter_sets(project):
    project.write(
        COUNTED
        + SIGNS
        + f"""
@pytest.mark.robustgen(vary="text", {LABELLED})
@pytest.mark.parametrize("text, label", GOLDEN)
def test_parity(text, label):
    assert counted(text) == label
"""
    )
    project.run("--robustgen", "--robustgen-max-calls=60", "--robustgen-json=v.json")
    assert len(calls(project)) == 60
    assert written(project)["sample"]["golden"] == 20


# ---- planned looks


@each_style
def test_an_item_stops_when_its_verdict_is_settled_and_is_judged_at_the_level_of_that_look(project, style):
    counting(project, style)
    result = project.run("--robustgen", "--robustgen-max-calls=320", "--robustgen-json=v.json", "--junitxml=j.xml")
    assert result.ret == 1
    test = written(project)
    assert {name: look["golden"] for name, look in test["looks"].items()} == {
        "sign.bang@1": 20,
        "sign.dash@1": 40,
        "sign.star@1": 40,
    }
    rows = {row["perturbation"]: row for row in test["verdict"]["rows"]}
    for name, look in test["looks"].items():
        assert rows[name]["confidence"] == look["confidence"] > 0.995
    low, high = rows["sign.bang@1"]["delta_interval"]
    shown = f"[{low:+.3f}, {high:+.3f}]"
    assert table(result)["sign.bang"][-2:] == [f"0.000 -1.000 {shown}", "FAIL"]
    assert shown in (project.pytester.path / "j.xml").read_text(encoding="utf-8")
    result.stdout.fnmatch_lines(
        [
            f"max_drop 0.200: * is 1.000 below clean 1.000 ({-high:.3f}..{-low:.3f}, 20 golden)",
            "  looked  after 25 %, settled: 20 of 80 golden examples, look 1 of 7, interval at 99.9*",
            "all 80 golden examples are within --robustgen-max-calls 320; 140 of 240 variants were not run",
            "stopped, their verdict settled: sign.bang after 25 % (interval at 99.9*",
        ]
    )
    assert len(calls(project)) == 40 + 20 + 40 + 40


def test_what_went_to_the_end_says_its_level(project):
    counting(project, marker='"s.v1", max_drop=0.001')
    result = project.run("--robustgen", "--robustgen-max-calls=320", "-k", "star")
    result.stdout.fnmatch_lines(
        ["looked at 7 times by plan, with 95 % over all looks: 1 of 1 went to the end, their intervals at 98.7 %"]
    )


def test_the_run_folder_gives_the_same_verdict_again(project):
    counting(project)
    project.run("--robustgen", "--robustgen-max-calls=320", "--robustgen-json=v.json")
    run = read_run(project.pytester.path / ".robustgen/last").tests[0]
    assert run.verdict().to_json() == written(project)["verdict"]
    assert run.stopped == ["sign.bang@1", "sign.dash@1", "sign.star@1"]


WHOLE = {
    "a limit on the whole": ("max_drop_all=0.5", [], "max_drop_all needs every item whole"),
    "two of them": ("max_drop_family=0.5, min_clean=0.5", [], "max_drop_family, min_clean need every item whole"),
    "trials": ("max_flip=0.9", ["--robustgen-trials=2"], "--robustgen-trials asks everything again*"),
    "a baseline": ("max_flip=0.9", ["--robustgen-baseline=b.json"], "*cannot be held against a baseline"),
}


@pytest.mark.parametrize(("limits", "options", "why"), WHOLE.values(), ids=list(WHOLE))
def test_what_needs_everything_stops_nothing_and_says_so(project, limits, options, why):
    counting(project, marker=f'"s.v1", max_drop=0.2, {limits}', golden=40)
    result = project.run("--robustgen", "--robustgen-max-calls=2000", *options)
    result.stdout.fnmatch_lines([f"no item stopped before it was through: {why}"])
    assert set(calls(project)) >= {f"number {number} it is!" for number in range(40)}
    assert {cells[0] for cells in table(result).values()} == {"40"}


def test_without_a_budget_everything_is_run_and_nothing_is_said(project):
    counting(project)
    result = project.run("--robustgen", "--robustgen-json=v.json")
    assert len(calls(project)) == 320
    assert (written(project)["sample"], written(project)["looks"]) == (None, {})
    result.stdout.no_fnmatch_line("*golden examples are within*")


def test_under_xdist_the_bill_of_a_test_begins_a_line(project):
    project.suite("sign.star")
    project.write("".join(f'@pytest.mark.robustgen("s.v1")\ndef test_{n}(case):\n    pass\n\n\n' for n in "ab"))
    result = project.run_xdist("--robustgen", "-n1")
    result.stdout.fnmatch_lines(["robustgen: test_it.py::test_b: up to *"])
    result.stdout.no_fnmatch_line("?*robustgen: test_it.py*")


def test_the_bill_stands_before_the_first_call(project):
    counting(project, marker='"s.v1", cost=0.5')
    result = project.run("--robustgen", "--robustgen-trials=2")
    result.stdout.fnmatch_lines(
        ["robustgen: *: up to 640 calls with the clean inputs, 320 at 0.5 each (everything 2 times)"]
    )


# ---- cost

PRICED = """
import robustgen as rg


@pytest.fixture(scope="session")
def model():
    return rg.model(lambda texts: [counted(text) for text in texts], id="m", cost={cost})


@pytest.mark.robustgen("s.v1"{marker})
def test_parity(robustgen, model):
    robustgen.check(model)
"""


@pytest.mark.parametrize("known", ["in the marker", "in the model"])
def test_a_price_makes_a_sample_of_money(project, known):
    project.suite()
    in_marker = known == "in the marker"
    project.write(COUNTED + PRICED.format(cost=None if in_marker else 0.01, marker=", cost=0.01" if in_marker else ""))
    result = project.run("--robustgen", "--robustgen-max-cost=2", "--robustgen-json=v.json")
    assert result.ret == 0
    assert len(calls(project)) == 200
    assert written(project)["sample"]["golden"] == 50
    at = "a sample of 50 of 80 golden examples, by --robustgen-max-cost 2: up to 200 calls, 2 at 0.01 each"
    later = "all 80 golden examples at the most, by --robustgen-max-cost 2: up to 320 calls"
    result.stdout.fnmatch_lines([f"robustgen: *: {at if in_marker else later}"])


def test_a_model_dearer_than_the_marker_says_stops_and_is_not_evaluated(project):
    project.suite()
    project.write(COUNTED + PRICED.format(cost=0.02, marker=", cost=0.01, batch_size=10"))
    result = project.run("--robustgen", "--robustgen-max-cost=2", "-rs")
    assert len(calls(project)) * 0.02 <= 2
    result.stdout.fnmatch_lines(["SKIPPED*--robustgen-max-cost: this item's part of it is *"])


def test_cost_without_a_price_says_how_to_give_one(project):
    counting(project, "many")
    result = project.run("--robustgen", "--robustgen-max-cost=2")
    assert result.ret == 1
    assert calls(project) == []
    result.stdout.fnmatch_lines(["--robustgen-max-cost needs the price of one input: say cost= in the marker, or *"])


def test_too_little_money_for_a_price_found_late_says_what_would_do(project):
    project.suite()
    project.write(COUNTED + PRICED.format(cost=5, marker=""))
    result = project.run("--robustgen", "--robustgen-max-cost=19.5")
    assert calls(project) == []
    result.stdout.fnmatch_lines(["*at 5 an input, one golden example of each perturbation costs 20"])


@each_style
def test_a_portion_whose_clean_inputs_all_raise_says_nothing_of_the_item(project, style):
    stumbles = """
def stumbles(text):
    if counted(text) == "even":
        raise ValueError("the model's own")
    return "odd"
"""
    project.suite("sign.star")
    test = STYLES[style].format(marker='"s.v1", max_drop=0.2').replace("counted(", "stumbles(")
    project.write(COUNTED + stumbles + test.replace("batch_size=7", "batch_size=1"))
    result = project.run("--robustgen", "--robustgen-max-calls=20")
    result.stdout.fnmatch_lines(["sign.star * 10  0.500 *", "sign.star: counted as wrong are 5 ValueError"])


# ---- hard stops


SLOW = (
    COUNTED
    + """
import time


def slow(text):
    time.sleep(0.02)
    return counted(text)
"""
)


@each_style
def test_no_call_is_made_after_the_time_is_over_and_what_is_open_is_not_evaluated(project, style):
    project.suite()
    project.write(SLOW + STYLES[style].format(marker='"s.v1"').replace("counted(", "slow("))
    result = project.run("--robustgen", "--robustgen-max-time=2", "-rs", "--robustgen-json=v.json")
    result.stdout.fnmatch_lines(
        ["SKIPPED*not evaluated: --robustgen-max-time: 2 s are over; * of its * inputs were asked; about * fit *"]
    )
    made = len(calls(project))
    assert made <= 120
    fit = re.findall("about ([0-9]+) fit into that time: --robustgen-max-calls ([0-9]+)", result.stdout.str())
    assert set(fit) == {(f"{made}", f"{made}")}
    assert written(project)["gate"] in ("skipped", "failed")
    assert "the budget ran out" in written(project)["message"]
    assert not written(project)["complete"]


def test_workers_end_when_the_controller_would(project):
    project.suite()
    project.write(SLOW + ONE.format(marker='"s.v1"').replace("counted(", "slow("))
    result = project.run_xdist("--robustgen", "--robustgen-max-time=0.1", "-rs")
    assert calls(project) == []
    result.stdout.fnmatch_lines(["SKIPPED*--robustgen-max-time: 0.1 s are over; 0 of its * inputs were asked"])
    assert result.ret == 1  # nothing was measured


def test_a_model_that_is_called_twice_an_input_stops_within_the_budget(project):
    project.suite()
    project.write(
        COUNTED
        + """
import robustgen as rg

model = rg.model(lambda texts: [counted(text) for text in texts])  # without an id nothing is cached


@pytest.mark.robustgen("s.v1")
def test_parity(case):
    model([case.text])
    assert model([case.text]) == [case.expected]
"""
    )
    result = project.run("--robustgen", "--robustgen-max-calls=200", "-rs", "--junitxml=j.xml")
    assert "robustgen-stopped" not in (project.pytester.path / "j.xml").read_text(encoding="utf-8")
    assert 0 < len(calls(project)) <= 200
    result.stdout.fnmatch_lines(
        ["SKIPPED*--robustgen-max-calls: this item's part of it is *, and more were asked for*"]
    )


@pytest.mark.parametrize("fault", ["ConnectionError", "KeyError"])
def test_what_is_asked_again_after_an_error_takes_nothing_from_the_plan(project, fault):
    """A lost connection is tried again; a batch in which one input raises is halved until that stands alone."""
    project.suite()
    project.write(
        COUNTED
        + f"""
import itertools

import robustgen as rg

NUMBER = itertools.count()


def answer(texts):
    if {fault} is KeyError and any(" 7 " in text for text in texts):
        raise KeyError(7)
    if {fault} is ConnectionError and next(NUMBER) % 3 == 0:
        raise ConnectionError("reset")
    return [counted(text) for text in texts]


@pytest.mark.robustgen("s.v1")
def test_parity(robustgen):
    robustgen.check(rg.model(answer, backoff=0.0), batch_size=8)
"""
    )
    result = project.run("--robustgen", "--robustgen-max-calls=200")
    assert result.ret == 0
    assert 150 < len(set(calls(project))) <= 200
    result.stdout.fnmatch_lines(["a sample of 50 of 80 golden examples*", "*made again*"])


@pytest.mark.extras
def test_an_item_is_not_run_again_in_the_hope_of_another_outcome(project):
    need("pytest_rerunfailures", "pytest-rerunfailures")
    counting(project)
    result = project.run("--robustgen", "--robustgen-max-calls=200", "--reruns=2", plugins=["rerunfailures"])
    assert result.ret == 1
    assert len(calls(project)) <= 200
    assert table(result)["sign.bang"][-1] == "FAIL"


def test_a_worker_in_place_of_one_that_crashed_asks_nothing(project):
    project.suite("sign.bang", "sign.star", "sign.dash", "other.tilde")
    project.write(
        COUNTED
        + """
import os


@pytest.mark.robustgen("s.v1")
def test_parity(case):
    answer = counted(case.text)
    if "!" in case.text:
        os._exit(1)
    assert answer == case.expected
"""
    )
    result = project.run_xdist("--robustgen", "--robustgen-max-calls=200", "-n1", "-rs")
    assert len(calls(project)) <= 200
    assert result.ret == 1
    result.stdout.fnmatch_lines(["SKIPPED*a worker crashed, and what it asked was part of the budget*"])


# ---- the baseline


def test_a_sample_is_no_baseline(project):
    counting(project)
    result = project.run(
        "--robustgen", "--robustgen-max-calls=200", "--robustgen-baseline=b.json", "--robustgen-update-baseline"
    )
    assert result.ret == 1
    result.stdout.fnmatch_lines(["the baseline was not updated: *test_parity was measured on a sample*"])
    assert not (project.pytester.path / "b.json").exists()


@pytest.mark.parametrize(("model", "code"), [("parity", 0), ("counted", 1)])
def test_a_sample_is_held_against_what_the_baseline_has_of_it(project, model, code):
    project.suite()
    project.write(COUNTED + ONE.format(marker='"s.v1"').replace("counted(", "parity("))
    project.run("--robustgen", "--robustgen-baseline=b.json", "--robustgen-update-baseline")
    project.write(COUNTED + ONE.format(marker='"s.v1"').replace("counted(", f"{model}("))
    result = project.run("--robustgen", "--robustgen-max-calls=200", "--robustgen-baseline=b.json")
    assert result.ret == code
    result.stdout.fnmatch_lines(
        [
            "since *150 of 150 variants paired",
            "a sample: 150 of the baseline's 240 variants are of what was run now",
        ]
    )


# ---- errors of usage

BAD = {
    "no calls": (["--robustgen-max-calls=0"], "--robustgen-max-calls is 0: expected more than 0"),
    "a debt": (["--robustgen-max-cost=-1"], "--robustgen-max-cost is -1: expected more than 0"),
    "no time": (["--robustgen-max-time=0"], "--robustgen-max-time is 0: expected more than 0"),
    "no number": (["--robustgen-max-time=nan"], "--robustgen-max-time is nan: expected more than 0"),
    "too few": (["--robustgen-max-calls=3"], "the smallest that works is 4; -k selects"),
}


@pytest.mark.parametrize(("options", "said"), BAD.values(), ids=list(BAD))
def test_a_budget_of_nothing_is_an_error_of_usage(project, options, said):
    counting(project)
    result = project.run("--robustgen", *options)
    assert result.ret == 4
    assert said in result.stderr.str()
    assert calls(project) == []


def test_too_few_calls_for_all_workers_is_an_error_of_usage(project):
    counting(project)
    result = project.run_xdist("--robustgen", "--robustgen-max-calls=4")
    assert result.ret == 4
    assert "the smallest that works is 5, clean inputs by each of 2 workers" in result.stderr.str()


@pytest.mark.parametrize("options", [["--robustgen-items=variant"], ["--robustgen-only=g001/sign.bang@1/2/0"]])
def test_single_variants_have_no_plan(project, options):
    counting(project)
    result = project.run("--robustgen", "--robustgen-max-calls=100", *options)
    assert result.ret == 4
    assert "single variants are run without a plan: leave --robustgen-max-calls 100 out" in result.stderr.str()


def test_a_failing_item_asks_nothing_beside_the_plan(project):
    project.suite("typo.swap", golden=60, severity=2)
    project.write(COUNTED + ONE.format(marker='"s.v1", max_drop=0.01').replace("counted(case.text)", "counted('1')"))
    project.run("--robustgen", "--robustgen-max-calls=60", "--robustgen-minimise=50")
    assert len(calls(project)) <= 60


@pytest.mark.parametrize("cost", ["0", "-1", "'much'", "True"])
def test_a_price_that_is_none_is_an_error_of_usage(project, cost):
    counting(project, marker=f'"s.v1", cost={cost}')
    result = project.run("--robustgen")
    assert result.ret == 4
    assert re.search("cost is .*: it must be the price of one input, a number over 0", result.stderr.str())
