"""Pairs that people judged, read from files, and held against gates: by label, and people against each other."""

from __future__ import annotations

import csv
import json

import pytest

import robustgen as rg
from robustgen.cli import main
from robustgen.errors import GoldenError, PredictionError, UsageError
from robustgen.exporting import write_pairs
from robustgen.gates import Judge
from robustgen.reviews import agreement, read_reviews
from tests.endpoint import compared

CARS = "We sold 3 cars."
ROWS = [
    {"source": CARS, "rewrite": "We sold three cars.", "kept": True, "label": "number"},
    {"source": CARS, "rewrite": "We sold 4 cars.", "kept": False, "label": "number"},
    {"source": "It was good.", "rewrite": "It was not good.", "kept": False, "label": "negation"},
    {"source": "It was good.", "rewrite": "It was bad.", "kept": True, "label": "negation"},
]


def by(who, *verdicts, source="a b c", rewrite="c b a"):
    """Rows of one pair, one a reviewer."""
    return [
        {"source": source, "rewrite": rewrite, "kept": kept, "reviewer": one}
        for one, kept in zip(who, verdicts, strict=True)
    ]


def run(monkeypatch, capsys, *arguments):
    """Run the command line; return its exit code, stdout and stderr."""
    monkeypatch.setattr("sys.argv", ["robustgen", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return (ended.value.code or 0, *capsys.readouterr())


@pytest.fixture(params=["jsonl", "csv"])
def file(request, tmp_path):
    found = tmp_path / f"reviews.{request.param}"
    with found.open("w", encoding="utf-8", newline="") as to:
        if request.param == "csv":
            rows = csv.DictWriter(to, list(ROWS[0]))
            rows.writeheader()
            rows.writerows(ROWS)
        else:
            to.writelines(json.dumps(row) + "\n" for row in ROWS)
    return found


def test_a_file_is_read_and_held_against_gates_by_label(file):
    found = agreement(file, ["facts"])
    whole, negation, number = found.parts
    assert (whole.label, whole.pairs, whole.groups) == ("all", 4, 2)
    assert (whole.both_kept, whole.both_rejected, whole.kept_wrongly, whole.rejected_wrongly) == (1, 2, 0, 1)
    assert (whole.agreed.value, whole.kappa.value) == (0.75, 0.5)
    assert (whole.of_kept.value, whole.of_rejected.value) == (0.5, 1)
    assert [(part.label, part.agreed.value) for part in (negation, number)] == [("negation", 0.5), ("number", 1)]


def test_reasons_are_counted_by_what_people_said():
    found = agreement(ROWS, ["facts"])
    assert found.rejected == {
        "facts: negation added": (0, 1),
        "facts: number changed": (0, 1),
        "facts: opposite": (1, 0),
    }


def test_shares_are_clustered_by_source_or_by_group():
    one_source = [{**row, "source": CARS, "rewrite": f"{row['rewrite']} {n}"} for n, row in enumerate(ROWS * 3)]
    grouped = [{**row, "group": str(n)} for n, row in enumerate(one_source)]
    assert (agreement(one_source, ["facts"]).parts[0].groups, agreement(grouped, ["facts"]).parts[0].groups) == (1, 12)


def test_where_people_said_one_thing_only_there_is_no_kappa():
    found = agreement(ROWS[1:3], ["facts"]).parts[0]
    assert (found.agreed.value, found.kappa, found.of_kept) == (1, None, None)


def test_the_majority_of_reviewers_counts_and_a_split_is_left_out():
    rows = by("abc", True, True, False) + by("ab", True, False, source="d e f", rewrite="f e d")
    found = agreement(rows, ["length"])
    assert (found.parts[0].pairs, found.parts[0].both_kept, found.split) == (1, 1, 1)


def test_reviewers_are_held_against_each_other_and_the_gates_against_one_of_them():
    rows = by("abc", True, True, False) + by("ab", False, False, source="d e f", rewrite="g")
    people = agreement([*rows, ROWS[0]], [Judge(compared)]).people
    assert (people.reviewers, people.pairs) == (4, 2)
    assert people.agreed.value == pytest.approx((1 / 3 + 1) / 2)
    assert people.with_gates.value == pytest.approx((2 / 3 + 1) / 2)
    assert people.alpha.value == pytest.approx(1 - 4 * 2 / (2 * 2 * 3))


def test_without_a_second_reviewer_nothing_is_said_of_people():
    assert agreement(ROWS, ["length"]).people is None


def test_what_nobody_judged_is_counted_and_not_asked_about():
    asked = []
    rows = [{**ROWS[0], "kept": None}, {**ROWS[1], "kept": ""}, *ROWS[2:]]
    found = agreement(rows, [Judge(lambda prompt: asked.append(prompt) or compared(prompt))])
    assert (found.unsaid, found.parts[0].pairs) == (2, 2)
    assert not any(CARS in prompt for prompt in asked)


def test_a_judge_may_stand_alone_where_it_decides_nothing():
    assert agreement(ROWS, [Judge(compared, name="words")]).gates == ("judge:words",)


def test_gates_look_one_after_the_other_as_they_do_behind_a_rewriter():
    asked = []
    gates = [Judge(lambda prompt: asked.append(prompt) or compared(prompt), name="words"), "facts"]
    assert agreement(ROWS[:2], gates).gates == ("facts", "judge:words")
    assert not any("4 cars" in prompt for prompt in asked)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"text": "a", "kept": True}], "the list has no field 'source'; it has kept, text"),
        ([{**ROWS[0], "kept": "maybe"}], "rows[0]: column 'kept' is 'maybe': true or false"),
        ([{**ROWS[0], "rewrite": " "}], "rows[0]: column 'rewrite': no text"),
        (by("aa", True, False), "rows[1]: reviewer 'a' judged this pair in an earlier row"),
        ([ROWS[0], {**ROWS[0], "label": "x"}], "rows[1]: column 'label' is 'x', and 'number' in an earlier row"),
    ],
)
def test_rows_that_cannot_be_used_are_named(rows, said):
    with pytest.raises(GoldenError) as caught:
        read_reviews(rows)
    assert said in str(caught.value)


@pytest.mark.parametrize("kept", [True, 1, 1.0, "true", "Yes", "TRUE "])
def test_yes_is_said_in_several_ways(kept):
    assert read_reviews([{**ROWS[0], "kept": kept}])[0].kept is True


@pytest.mark.parametrize(
    ("rows", "gates", "said"),
    [(ROWS, [], "no gate was given"), ([{**ROWS[0], "kept": None}], ["facts"], "nobody judged any of 1 pairs")],
)
def test_nothing_to_compare_is_an_error(rows, gates, said):
    with pytest.raises(UsageError, match=said):
        agreement(rows, gates)


def test_the_command_prints_figures_with_intervals(file, monkeypatch, capsys):
    code, out, _ = run(monkeypatch, capsys, "agreement", file, "--gate", "facts")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "facts beside people, on 4 pairs of 2 sources: people kept 2 and rejected 2"
    assert lines[2].split()[:3] == ["all", "4", "0.750"]
    assert [line.split()[0] for line in lines[3:5]] == ["negation", "number"]
    assert lines[-1].startswith("intervals of 95 %, clustered by source")


def test_the_command_prints_json(file, monkeypatch, capsys):
    code, out, _ = run(monkeypatch, capsys, "agreement", file, "--gate", "facts", "--json")
    found = json.loads(out)
    assert (code, found["gates"], found["people"]) == (0, ["facts"], None)
    assert found["parts"][0]["kappa"]["value"] == 0.5
    assert len(found["parts"][0]["agreed"]["interval"]) == 2


def test_a_label_is_shown_and_not_obeyed(tmp_path, monkeypatch, capsys):
    file = tmp_path / "reviews.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ({**ROWS[0], "label": "\x1b[2J"}, ROWS[1])))
    _, out, _ = run(monkeypatch, capsys, "agreement", file, "--gate", "facts")
    assert "\x1b" not in out
    assert "\\x1b[2J" in out


def test_the_command_says_what_is_missing(file, monkeypatch, capsys):
    code, _, err = run(monkeypatch, capsys, "agreement", file)
    assert (code, err) == (2, "error: no gate was given to hold against people: --gate judge:MODEL, or --gate facts\n")


@pytest.mark.extras
def test_the_command_asks_a_judge_and_says_what_it_cost(endpoint, file, monkeypatch, capsys):
    code, out, _ = run(monkeypatch, capsys, "agreement", file, "--gate", "judge:small")
    assert code == 0
    assert out.splitlines()[-1].startswith(f"judge:small: {len(endpoint.asked)} answers, ")


@pytest.mark.extras
def test_a_judge_that_does_not_answer_is_no_figure(endpoint, file):
    endpoint.fault = lambda number, body: (500, {}, b"{}")
    with pytest.raises(PredictionError, match="came to no answer on 4 of 4 pairs"):
        agreement(file, ["judge:small?backoff=0&retries=1"])


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.csv"])
def test_the_pairs_of_a_suite_are_written_for_people_and_read_back(tmp_path, name):
    golden = [{"text": CARS}, {"text": 'He said "it was good", =1+1'}]
    suite = rg.generate(golden, perturb=["typo.drop", "ood.case.upper"])
    file = tmp_path / name
    assert write_pairs(suite, file) == len(suite)
    found = read_reviews(file)
    assert {(one.pair.source, one.pair.candidate, one.label) for one in found} == {
        (variant.golden.inputs["text"], variant.text, variant.perturbation.partition("@")[0]) for variant in suite
    }
    assert [one.kept for one in found] == [None] * len(suite)


def test_the_command_line_writes_pairs(tmp_path, monkeypatch, capsys):
    rg.generate([{"text": CARS}], perturb="ood.case.upper").freeze(tmp_path / "s")
    code, out, _ = run(monkeypatch, capsys, "export", tmp_path / "s", "--to", "pairs", "-o", tmp_path / "pairs.csv")
    assert (code, out) == (0, f"1 pair of 1 variant in {tmp_path / 'pairs.csv'}\n")


def test_pairs_have_no_other_fields(tmp_path, monkeypatch, capsys):
    code, _, err = run(monkeypatch, capsys, "export", tmp_path, "--to", "pairs", "--fields", "-o", tmp_path / "p.csv")
    assert (code, err.startswith("error: --fields is for inputs")) == (2, True)
