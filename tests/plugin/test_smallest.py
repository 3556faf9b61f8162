"""Where an item fails its limit: the smallest part of a variant's changes that still breaks the model."""

from __future__ import annotations

import json
import re

import pytest

import robustgen as rg
from robustgen.runs import read_run
from tests.plugin.varying import write

# After the words of "number 1 it is": ! * - ~
BREAKS = 'broken_by("*")'
LINE = "      smallest change that still breaks (1 of 4): number 0[[]+[*]] it is"
STYLES = ("one", "many")


def run_of(project):
    (test,) = read_run(project.pytester.path / ".robustgen/last").tests
    return test


def calls(result):
    return int(re.search(r"; ([\d,]+) calls,", result.stdout.str())[1].replace(",", ""))


@pytest.mark.parametrize("style", STYLES)
def test_the_failure_shows_it_in_place(project, style):
    project.suite("spread.signs", golden=40)
    getattr(project, style)(BREAKS, max_drop=0.1)
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["    number[[]+!] 0[[]+[*]] it[[]+-] is[[]+~]", LINE], consecutive=False)


def test_an_existing_parametrized_test_shows_it_too(project):
    source = """
@pytest.mark.robustgen(vary="text", expected="label", perturb=["typo.human"], severity=5, gate_severity=5, max_drop=0.1)
@pytest.mark.parametrize("text, label", [(f"the plain number {n} it is, and nothing else", n) for n in range(20)])
def test_it(text, label):
    assert "plain" in text
"""
    write(project, source)
    project.run("--robustgen").stdout.fnmatch_lines(["*smallest change that still breaks (1 of *): the *"])


def test_two_workers_find_the_same(project):
    project.suite("spread.signs", golden=40)
    project.one(BREAKS, max_drop=0.1)
    project.run_xdist("--robustgen").stdout.fnmatch_lines([LINE])


def test_the_calls_count_and_stay_within_their_number(project):
    project.suite("spread.signs", golden=40)
    project.many(BREAKS, max_drop=0.1)
    without, few, usual = (calls(project.run("--robustgen", f"--robustgen-minimise={n}")) for n in (0, 7, 50))
    assert without == 80
    assert few == 87
    assert 87 < usual <= 130


def test_fewer_calls_than_none_are_an_error_of_usage(project):
    project.suite("sign.bang")
    project.one()
    result = project.run("--robustgen", "--robustgen-minimise=-1")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*--robustgen-minimise is -1: expected 0 or more"])


def test_none_is_asked_where_one_change_is_all_there_is(project):
    project.suite("sign.bang", golden=40)
    project.one('broken_by("!")', max_drop=0.1)
    assert calls(project.run("--robustgen")) == 80


def test_none_is_asked_where_no_limit_fails(project):
    project.suite("spread.signs", golden=40)
    project.one(BREAKS)
    assert calls(project.run("--robustgen")) == 80


def test_what_was_found_when_the_calls_ran_out_is_said_to_be_so(project):
    project.suite("spread.signs", golden=40)
    project.one(BREAKS, max_drop=0.1)
    result = project.run("--robustgen", "--robustgen-minimise=8")
    result.stdout.fnmatch_lines(["*smallest change found in time that still breaks (2 of 4): number*"])


def test_changes_that_are_all_needed_are_said_to_be(project):
    project.suite("spread.signs", golden=40)
    source = 'lambda text: "none" if set("!*-~") <= set(text) else parity(text)'
    project.write(
        f'@pytest.mark.robustgen("s.v1", max_drop=0.1)\ndef test_it(case):\n    assert ({source})(case.text) == case.expected\n'
    )
    project.run("--robustgen").stdout.fnmatch_lines(["      all of its 4 changes are needed to break it"])


def test_where_no_smaller_change_was_found_in_time_nothing_is_said_to_have_broken_it(project):
    project.suite("spread.signs", golden=40)
    project.one(BREAKS, max_drop=0.1)
    result = project.run("--robustgen", "--robustgen-minimise=4")
    result.stdout.fnmatch_lines(["      no smaller change was found in time"])
    result.stdout.no_fnmatch_line("  broke *")


def test_a_model_that_changes_its_mind_is_said_to(project):
    project.suite("spread.signs", golden=40)
    project.write(
        """
SEEN = set()

@pytest.mark.robustgen("s.v1", max_drop=0.1)
def test_it(case):
    fresh = case.text not in SEEN
    SEEN.add(case.text)
    assert not (fresh and "*" in case.text)
"""
    )
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["      asked again it is answered right: the model is not deterministic"])


@pytest.mark.parametrize("style", STYLES)
def test_a_model_that_is_gone_by_then_leaves_the_failure_as_it_is(project, style):
    project.suite("spread.signs", golden=40)
    source = """
CALLS = []

def model(text):
    CALLS.append(text)
    if len(CALLS) > 80:
        raise ConnectionError("closed")
    return broken_by("*")(text)
"""
    test = "def test_it(case):\n    assert model(case.text) == case.expected\n"
    if style == "many":
        test = "def test_it(robustgen):\n    robustgen.check(lambda texts: [model(text) for text in texts])\n"
    project.write(f'{source}\n@pytest.mark.robustgen("s.v1", max_drop=0.1)\n{test}')
    result = project.run("--robustgen")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["max_drop 0.100: accuracy on variants 0.000 is 1.000 below*"])
    if style == "many":
        result.stdout.fnmatch_lines(["  the search for the smallest*was given up: a call came to no answer (error)"])


def test_a_model_that_is_open_only_within_the_test_is_asked_there(project):
    project.suite("spread.signs", golden=40)
    project.write(
        """
class Model:
    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, *_):
        self.open = False

    def __call__(self, texts):
        assert self.open
        return [broken_by("*")(text) for text in texts]

@pytest.mark.robustgen("s.v1", max_drop=0.1)
def test_it(robustgen):
    with Model() as model:
        robustgen.check(model)
"""
    )
    project.run("--robustgen").stdout.fnmatch_lines([LINE])


def test_several_are_looked_at_in_one_batch(project):
    project.suite("spread.signs", golden=40)
    project.write(
        """
SIZES = []

@pytest.mark.robustgen("s.v1", max_drop=0.1)
def test_it(robustgen):
    def model(texts):
        SIZES.append(len(texts))
        return [broken_by("*")(text) for text in texts]
    robustgen.check(model)
    print("batches of", SIZES)
"""
    )
    project.run("--robustgen").stdout.fnmatch_lines(["batches of [[]40, 40, 4, *"])


def test_the_folder_of_the_run_keeps_it(project):
    project.suite("spread.signs", golden=40)
    project.one(BREAKS, max_drop=0.1)
    project.run("--robustgen")
    first, *_, last = run_of(project).failures
    assert rg.apply(first.variant.golden.row(), first.smallest)["text"] == "number 0* it is"
    assert last.smallest is None


def test_a_run_of_before_is_read_as_ever(project):
    project.suite("spread.signs", golden=40)
    project.one(BREAKS, max_drop=0.1)
    project.run("--robustgen")
    (path,) = (project.pytester.path / ".robustgen/last").glob("*/failures.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert sum(row.pop("smallest", None) is not None for row in rows) == 8
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert [failure.smallest for failure in run_of(project).failures] == [None] * 40


def test_the_html_report_shows_it(project):
    project.suite("spread.signs", golden=40)
    project.one(BREAKS, max_drop=0.1)
    project.run("--robustgen", "--robustgen-html=r.html")
    page = (project.pytester.path / "r.html").read_text(encoding="utf-8")
    assert "One change is enough" in page
    assert "The smallest seen:" in page


def test_the_failure_counts_the_words_that_break_most(project):
    golden = [f"please play song {n} for me" for n in range(40)]
    source = f"""
@pytest.mark.robustgen(vary="text", perturb=["typo.human"], severity=3, gate_severity=3, max_drop=0.05, seed=1)
@pytest.mark.parametrize("text", {golden})
def test_it(text):
    assert "please" in text and "song" in text
"""
    write(project, source)
    result = project.run("--robustgen")
    result.stdout.re_match_lines([r"  broke in  (please|song) \d+ of \d+, (please|song) \d+"])
    result.stdout.re_match_lines([r"  broke by  .* \d+ of \d+, .*"])
