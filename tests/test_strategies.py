"""Hypothesis over real variants: what they keep, what they shrink to, and how a failure is made again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings, target
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase
from hypothesis.errors import Unsatisfiable

import robustgen as rg
from robustgen.definition import Subject
from robustgen.registry import get, unregister
from robustgen.strategies import golden, perturbations, variants
from robustgen.testing import DELICATE, PLAIN, _check_protected

DOCS = Path(__file__).parents[1] / "docs"
ROWS = [
    json.loads(line)
    for file in sorted((DOCS / "golden").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
STRUCTURED = [rg.Example.from_json(row) for row in ROWS if "inputs" in row]
REVIEW = " ".join(PLAIN * 2)[:900]
QUIET = settings(database=None, deadline=None, max_examples=100, phases=[Phase.generate])


def minimal(strategy, condition):
    """The smallest that Hypothesis finds, the same every time."""
    return find(strategy, condition, settings=settings(database=None, max_examples=2000), random=Random(0))


def failure(strategy, breaks):
    """The error of a test that fails where `breaks`, with what Hypothesis notes on it."""

    @settings(database=None, derandomize=True, max_examples=500, phases=[Phase.generate, Phase.shrink])
    @given(strategy)
    def check(variant):
        failed.append(variant)
        assert not breaks(variant)
        failed.pop()

    failed: list[rg.Variant] = []
    with pytest.raises(AssertionError) as caught:
        check()
    return failed[-1], "\n".join([str(caught.value), *getattr(caught.value, "__notes__", [])])


# What it shrinks to


@pytest.mark.parametrize("text", ["the kitchen is fine", REVIEW])
@pytest.mark.parametrize("perturb", ["typo.keyboard", "typo.human", "realistic"])
def test_shrinks_to_the_one_change_to_blame(text, perturb):
    found = minimal(variants(text, perturb), lambda v: v.text.count("x") > text.count("x"))
    assert len(found.changes) == 1


@pytest.mark.parametrize(
    "perturb",
    ["typo.keyboard", "typo.human", "typo.drop", "ood.case.upper", "ood.case.alternating", "ood.unicode.homoglyph"],
)
def test_shrinks_to_the_two_changes_that_break_together(perturb):
    text = "our kitchen was never clean and their dining room was always cold"

    def breaks(variant):
        return "kitchen" not in variant.text and "dining" not in variant.text

    found = minimal(variants(text, perturb), breaks)
    assert len(found.changes) == 2
    first, second = sorted(edit.start for edit in found.edits)
    assert 4 <= first < 11
    assert 38 <= second < 44


def test_shrinks_to_the_first_option_of_the_first_place_of_the_shortest_example():
    rows = [{"text": REVIEW}, {"text": "I am not going there."}, {"text": "It is late and I am tired."}]
    found = minimal(variants(rows, "typo.keyboard"), lambda v: True)
    assert found.golden.inputs == rows[1]
    places = get("typo.keyboard").find(Subject(found.golden))
    assert found.changes == (places.change(0, places.options(0)[0]),)


def test_options_shrink_to_the_first_that_breaks():
    @rg.perturbation("typo.mild", label="preserves", amount=rg.share(0.1, 0.2, 0.4, 0.8, 1.0), source="a test")
    def mild(text):
        """Put a digit for a word."""
        return [rg.Place(a, b, ["1", "2", "3", "4", "5"]) for a, b in text.words]

    try:
        found = minimal(variants("one two three", "typo.mild"), lambda v: bool(set(v.text) & set("345")))
        assert found.text == "3 two three"
    finally:
        unregister("typo.mild")


def test_all_or_nothing_comes_whole_and_in_part():
    made = set()

    @QUIET
    @given(variants("we met them there", "ood.case.upper"))
    def look(variant):
        made.add(variant.text)

    look()
    assert "WE MET THEM THERE" in made
    assert "WE met them there" in made


# What a variant keeps


def check_valid(variant):
    """What `rg.perturb` keeps: the edits make the row, protected text stands, spans lie where their text went."""
    example = variant.golden
    row = rg.apply(example.row(), variant.edits)
    expected = row.pop("expected", rg.MISSING)
    assert row == variant.inputs
    assert variant.changes
    found = get(variant.perturbation)
    assert variant.relation == found.relation(example.task)
    if variant.relation == "same" and example.task != "qa_span":
        assert variant.expected == expected
    if not found.whole_text:
        _check_protected(found, example, variant.inputs)
    for span, old in zip(variant.spans, example.spans, strict=True):
        assert (span.label, bool(variant.text[span.start : span.end].strip())) == (old.label, True)
    variant.case()


@pytest.mark.parametrize("perturb", ["realistic", "stress", "all"])
@pytest.mark.parametrize("severity", [None, 2])
def test_of_plain_and_delicate_text_only_valid_variants_are_drawn(perturb, severity):
    QUIET(given(variants([*PLAIN, *DELICATE], perturb, severity=severity))(check_valid))()


@pytest.mark.parametrize("task", sorted({example.task or "" for example in STRUCTURED}))
def test_of_structured_rows_only_valid_variants_are_drawn(task):
    rows = [example for example in STRUCTURED if (example.task or "") == task]
    QUIET(given(variants(rows, "all"))(check_valid))()


def test_no_place_is_taken_twice_and_no_two_share_a_key():
    @QUIET
    @given(variants("we have been to the market", ["typo.keyboard", "typo.human", "typo.insert"], severity=5))
    def one_slip_a_word(variant):
        words = [variant.golden.inputs["text"][: edit.start].count(" ") for edit in variant.edits]
        assert len(words) == len(set(words))

    one_slip_a_word()


def test_what_is_taken_in_order_stays_in_order():
    text = "We went to the lake and then we walked home in the rain"

    @QUIET
    @given(variants(text, "ood.channel.truncate"))
    def cut(variant):
        assert text.startswith(variant.text)

    cut()


def test_a_control_flips_the_label_and_is_never_taken_in_part():
    rows = [
        {"text": "I like it. We do not like the end.", "label": "positive"},
        {"text": "It is good.", "label": "mixed"},
    ]

    @QUIET
    @given(variants(rows, "control.*negate", task="sentiment"))
    def flips(variant):
        assert (variant.relation, variant.expected, variant.golden.expected) == ("flips", "negative", "positive")
        assert len(variant.changes) == len(rg.perturb(variant.golden, variant.perturbation).changes)

    flips()


@pytest.mark.parametrize(
    ("limits", "most"), [({"max_changes": 1}, 1), ({"max_changes": 3}, 3), ({"severity": 1}, 1), ({"severity": 2}, 2)]
)
def test_changes_are_bounded(limits, most):
    text = "I was waiting for the train on the platform, and after that I walked all the way home, which took me two hours and more, yet it was a lovely evening."
    numbers = set()

    @QUIET
    @given(
        variants(
            text,
            ["typo.keyboard", "ood.channel.asr_table", "ood.case.upper"][: 1 if "severity" in limits else 3],
            **limits,
        )
    )
    def count(variant):
        numbers.add(len(variant.changes))
        assert variant.severity == limits.get("severity", variant.severity)

    count()
    assert max(numbers) == most


def test_the_severity_is_the_mildest_that_asks_for_as_many():
    @QUIET
    @given(variants(REVIEW, "typo.keyboard"))
    def check(variant):
        as_many = rg.perturb(REVIEW, "typo.keyboard", severity=variant.severity)
        assert len(variant.changes) <= len(as_many.changes)
        if variant.severity > 1:
            assert len(variant.changes) > len(
                rg.perturb(REVIEW, "typo.keyboard", severity=variant.severity - 1).changes
            )

    check()


# Where a test fails


def call_in(said):
    return next(line for line in said.splitlines() if line.startswith("rg.apply("))


@pytest.mark.parametrize("perturb", ["typo.keyboard", "ood.unicode.*", "ood.whitespace.*", "ood.obfuscation.*"])
def test_the_printed_call_makes_the_text_again(perturb):
    text = "It's \"late\"\tand\n  we're \\tired\\ \U0001f600"
    variant, said = failure(variants(text, perturb), lambda v: True)
    assert eval(call_in(said), {"rg": rg}) == variant.text


@pytest.mark.parametrize("task", ["nli", "chat", "ner", "qa_choice", "tool_call"])
def test_the_printed_call_makes_the_row_again(task):
    rows = [example for example in STRUCTURED if example.task == task]
    assert rows
    variant, said = failure(variants(rows, "all"), lambda v: True)
    made = eval(call_in(said), {"rg": rg})
    if isinstance(made, str):
        assert made == variant.text
    else:
        made.pop("expected", None)
        assert made == variant.inputs


def test_it_says_which_perturbation_changed_which_example_how_often():
    _, said = failure(variants("we met several people there", "typo.drop"), lambda v: len(v.changes) > 1)
    assert (
        "typo.drop@1, 2 changes of golden example 'text':\nrg.apply('we met several people there', [rg.Replace('', "
        in said
    )


def test_a_strange_text_is_printed_harmlessly():
    _, said = failure(variants("stop \x1b[31m\u202e now", "typo.*"), lambda v: True)
    assert call_in(said).isascii()


def test_the_database_replays_a_failure():
    seen = []

    @given(variants(REVIEW, "typo.*"))
    def check(variant):
        seen.append(variant.text)
        assert "q" not in variant.text

    database = InMemoryExampleDatabase()
    check._hypothesis_internal_use_settings = settings(database=database, deadline=None, max_examples=1000)
    with pytest.raises(AssertionError):
        check()
    smallest = seen[-1]
    seen.clear()
    check._hypothesis_internal_use_settings = settings(database=database, deadline=None, phases=[Phase.reuse])
    with pytest.raises(AssertionError):
        check()
    assert seen[0] == smallest


def test_derandomized_runs_are_equal():
    def run():
        made = []

        @settings(database=None, derandomize=True)
        @given(variants(REVIEW, "stress"))
        def check(variant):
            made.append(variant.text)

        check()
        return made

    first = run()
    assert first == run()
    assert len(set(first)) > 50


def test_target_climbs():
    def highest(aim):
        found = []

        @settings(database=None, derandomize=True, deadline=None, max_examples=300)
        @given(variants(PLAIN[1], "typo.keyboard"))
        def check(variant):
            found.append(variant.share)
            if aim:
                target(variant.share, label="share")

        check()
        return max(found)

    assert highest(aim=True) >= highest(aim=False)


# Speed and health


@pytest.mark.parametrize(
    "text",
    ["ok then", "Can you book a table?", REVIEW, PLAIN[2] * 200],
    ids=["two words", "a request", "a review", "20,000 code points"],
)
@pytest.mark.parametrize("perturb", ["realistic", "all", "ood.case.upper", "ood.unicode.combining"])
def test_health_checks_and_deadline_pass(text, perturb):
    drawn = given(variants(text, perturb))
    once = settings(database=None, max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
    once(drawn(lambda v: None))()  # reads the tables, once a process
    settings(database=None, max_examples=25)(drawn(lambda v: None))()


def test_health_checks_pass_where_few_examples_have_a_place():
    rows = [{"text": f"Row {i} is as good as any."} for i in range(60)] + [{"text": "They do not know."}]
    for source in (rows, golden(rows)):
        QUIET(given(variants(source, "paraphrase.contract"))(lambda v: None))()


def test_a_hundred_variants_of_a_review_take_little_time():
    check = QUIET(given(variants(REVIEW, "realistic"))(lambda v: None))
    check()
    start = time.perf_counter()
    check()
    assert time.perf_counter() - start < 3


# Sources


@pytest.mark.parametrize(
    "source",
    [
        "I do not know.",
        ["I do not know.", "They do not care."],
        [{"text": "I do not know.", "label": "a"}],
        rg.Example("g", {"text": "I do not know."}),
        [rg.Example("g", {"text": "I do not know."})],
        golden([{"said": "I do not know."}], vary="said"),
        st.sampled_from(["I do not know.", "They do not care.", "Nothing here."]),
        st.builds(lambda n: rg.Example("g", {"text": "I do not know. " * n}), st.integers(1, 3)),
    ],
    ids=["text", "texts", "rows", "example", "examples", "golden", "strategy of texts", "strategy of examples"],
)
def test_variants_are_made_of(source):
    assert "don't" in minimal(variants(source, "paraphrase.contract"), lambda v: True).text


def test_a_path_is_read_when_a_test_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    strategies = [variants("rows.jsonl", "typo.drop"), variants(golden(Path("rows.jsonl")), "typo.drop")]
    examples = golden("rows.jsonl", task="topic")
    Path("rows.jsonl").write_text('{"text": "a longer one"}\n{"text": "short"}\n', encoding="utf-8")
    for strategy in strategies:
        assert minimal(strategy, lambda v: True).golden.inputs == {"text": "short"}
    assert minimal(examples, lambda e: True).task == "topic"


def test_perturbations_draws_names_that_fit():
    assert minimal(perturbations("typo.*"), lambda name: True) == "typo.autocorrect"

    @QUIET
    @given(perturbations("control.*", task="sentiment"))
    def fits(name):
        assert get(name).contract("sentiment") == "flips"

    fits()


def test_strategies_combine():
    @QUIET
    @given(perturbations("typo.*"), st.data())
    def check(name, data):
        try:
            variant = data.draw(variants(REVIEW, name))
        except rg.NoPlace:
            return
        assert variant.perturbation.startswith(f"{name}@")

    check()


# What is refused


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: variants("a text", "typo.keybord"), rg.UsageError, "did you mean 'typo.keyboard'"),
        (lambda: variants("a text", "tipo.*"), rg.UsageError, "no perturbation matches 'tipo"),
        (lambda: variants("a text", "task.ner.concat"), rg.UsageError, "say which yours is, with task="),
        (lambda: variants("a text", "task.ner.*", task="topic"), rg.UsageError, "no perturbation is left to run"),
        (lambda: variants("123", "typo.*"), rg.NoPlace, r"made of golden example 'text' \(typo.autocorrect: no place"),
        (lambda: variants(["1", "2"], "typo.drop"), rg.NoPlace, "any of 2 golden examples .typo.drop: no place"),
        (lambda: variants(golden([{"text": "1"}]), "typo.drop"), rg.NoPlace, "no variant can be made"),
        (lambda: variants(st.integers().map(str), "typo.drop"), rg.NoPlace, "no variant can be made of any of"),
        (lambda: variants(st.integers(), "typo.drop"), rg.UsageError, "drew a int"),
        (lambda: variants("a text", max_changes=0), rg.UsageError, "max_changes is 0"),
        (lambda: variants("a text", severity=6), rg.UsageError, "severity must be 1, 2, 3, 4 or 5"),
        (lambda: variants("a text", severity=(1, 2)), rg.UsageError, "severity must be"),
        (lambda: variants("nowhere.jsonl"), rg.UsageError, "nowhere.jsonl is not there"),
        (lambda: variants(rg.Example("g", {"text": "a"}), task="nli"), rg.UsageError, "carry their own fields"),
        (lambda: variants("half \ud83d a pair"), rg.UsageError, "surrogate"),
        (lambda: golden([]), rg.UsageError, "no rows"),
        (lambda: golden([{"text": "a"}], vary="said"), rg.UsageError, "no field 'said'"),
        (lambda: perturbations("nothing.*"), rg.UsageError, "no perturbation matches"),
        (lambda: perturbations("task.ner.*", task="topic"), rg.UsageError, "no perturbation of 'task.ner"),
    ],
)  # fmt: skip
def test_is_refused_when_a_test_runs_and_not_before(make, error, said):
    check = settings(database=None, suppress_health_check=list(HealthCheck))(given(make())(lambda drawn: None))
    with pytest.raises(error, match=said):
        check()


def test_a_filter_that_nothing_passes_is_hypothesis_own_affair():
    with pytest.raises(Unsatisfiable):
        find(
            variants("some text", "typo.drop").filter(lambda v: False), lambda v: True, settings=settings(database=None)
        )


def test_without_hypothesis_the_pip_line_is_named():
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import robustgen as rg\n"
        "try:\n    import robustgen.strategies\n"
        "except rg.UsageError as error:\n    assert isinstance(error, ImportError); print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "robustgen.strategies needs hypothesis: pip install 'robustgen[hypothesis]'\n"


def test_the_page_shows_what_happens(pytester):
    page = (DOCS / "hypothesis.md").read_text(encoding="utf-8")
    name, code = re.search(r"```python\n# (\S+)\n(.*?)```", page, re.DOTALL).groups()
    (pytester.path / name).write_text(
        code.replace("@given", "@settings(derandomize=True, max_examples=1000)\n@given").replace(
            "import given,", "import given, settings,"
        ),
        encoding="utf-8",
    )
    run = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", name)
    run.assert_outcomes(failed=1)
    said = run.stdout.str()
    assert ", 1 change of golden example 'g-a95ff15d91c5':" in said
    made = call_in("\n".join(line.removeprefix("E").strip() for line in said.splitlines()))
    assert "refund" not in eval(made, {"rg": rg})
    shown = re.search(r"```text\n(.*?)```", page, re.DOTALL).group(1)
    assert "refund" not in eval(call_in(shown), {"rg": rg})
