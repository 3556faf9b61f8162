"""A tidy frame is checked once, at the border, and every refusal names its rows."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from robustgen.errors import UsageError
from robustgen.scoring.card import score
from robustgen.scoring.outcomes import read
from robustgen.scoring.statuses import LETTERS, STATUSES, decode, encode


def rows(*given, columns=("golden_id", "perturbation", "status")):
    return pd.DataFrame(list(given), columns=list(columns))


SCORED = ("golden_id", "perturbation", "score")


def test_six_statuses_have_six_letters():
    assert "".join(LETTERS[status] for status in STATUSES) == "rwuets"
    assert decode(encode(STATUSES)) == STATUSES


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: encode(["right", "rigth"]), "unknown status 'rigth'; did you mean 'right'"),
        (lambda: decode("rx"), "unknown letter of an outcome 'x'.*r, w, u, e, t, s"),
    ],
)
def test_unknown_letters_and_statuses_are_refused(call, says):
    with pytest.raises(UsageError, match=says):
        call()


def with_columns(**columns):
    frame = rows(("g1", None, "right"), ("g1", "typo.swap", "wrong"), ("g1", "typo.swap", "right"))
    return frame.assign(**columns)


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (rows(), "no rows"),
        (rows().drop(columns="golden_id"), "no column 'golden_id'"),
        (
            rows().rename(columns={"perturbation": "perturbatoin"}),
            "no column 'perturbation'; did you mean 'perturbatoin'",
        ),
        (rows().drop(columns="status"), "neither a column 'status' nor 'score'"),
        (with_columns(other=1).rename(columns={"other": "status"}), "column 'status' twice"),
        (with_columns(severty=[None, 2, 2]), "'severty'.*did you mean 'severity'"),
        (rows(("g1", None, "right"), ("g1", "a.b", "rihgt")), "unknown status 'rihgt'; did you mean 'right'.*row 1 "),
        (rows((None, None, "right")), "no golden_id.*row 0"),
        (rows(("g1", None, 1.0), ("g1", "a.b", float("nan")), columns=SCORED), "the score is missing.*row 1 .*'a.b'"),
        (rows(("g1", None, 1.0), ("g1", "a.b", 1.2), columns=SCORED), r"out of \[0, 1\].*1 of 2 rows.*row 1"),
        (rows(("g1", None, 1.0), ("g1", "a.b", float("inf")), columns=SCORED), r"out of \[0, 1\]"),
        (rows(("g1", None, "one"), columns=SCORED), "not a number.*row 0"),
        (rows(("g1", None, "right"), ("g2", "a.b", "right")), "no clean row.*row 1 .golden_id 'g2'"),
        (rows(("g1", None, "right"), ("g1", None, "wrong")), "second clean outcome.*row 1.*"),
        (with_columns(variant_id=[None, "v1", "v1"]), "second outcome of the same.*row 2"),
        (with_columns(repeat=[0, 1, 1]), "second outcome of the same.*row 2"),
        (with_columns(relation=[None, "same", "sane"]), "unknown relation 'sane'; did you mean 'same'.*row 2"),
        (with_columns(severity=[None, 2, 2.5]), "severity is not a whole number.*row 2"),
        (with_columns(severity=[None, 2, "hard"]), "severity is not a whole number.*row 2"),
        (with_columns(group=["a", "a", "b"]), "stands in two groups"),
        (with_columns(gates=[None, "no", "no"]), "neither True nor False"),
        (with_columns(score=[None, 0.5, None], status=["right", "error", "right"]), "score beside a status"),
        (
            with_columns(score=[None, 0.5, None], status=["right", "unanswered", "right"]),
            "unanswered with a score above 0",
        ),
        (with_columns(score=[1, 0.5, None], status=[None, None, None]), "neither a status nor a score.*row 2"),
    ],
)
def test_a_faulty_frame_is_refused_and_its_rows_are_named(frame, says):
    with pytest.raises(UsageError, match=says):
        read(frame)


def test_of_many_faulty_rows_five_are_named():
    frame = rows(("g1", None, "right"), *[(f"h{number}", "a.b", "right") for number in range(9)])
    with pytest.raises(UsageError, match=r"9 of 10 rows.*row 5 .*; and 4 more"):
        read(frame)


def test_a_row_is_named_by_what_stands_in_it():
    frame = with_columns(severity=[None, 2, 2.5])
    with pytest.raises(UsageError) as raised:
        read(frame)
    assert str(raised.value) == (
        "the severity is not a whole number, 1 to 5 as a rule (1 of 3 rows): "
        "row 2 (golden_id 'g1', perturbation 'typo.swap', status 'right', severity 2.5)"
    )


def test_hostile_ids_are_shown_and_not_sent():
    with pytest.raises(UsageError) as raised:
        read(rows(("g1", None, "right"), ("\x1b[2J\u202e", "a.b", "right")))
    assert "\x1b" not in str(raised.value)
    assert "\u202e" not in str(raised.value)


@pytest.mark.parametrize("missing", [None, float("nan"), "", pd.NA])
def test_a_clean_row_is_one_without_perturbation(missing):
    frame = pd.DataFrame({"golden_id": ["g1", "g1"], "perturbation": [missing, "a.b"], "status": ["right", "wrong"]})
    assert read(frame).cell.tolist() == [-1, 0]


def test_status_and_score_stand_beside_each_other():
    frame = pd.DataFrame(
        {
            "golden_id": ["g1"] * 5,
            "perturbation": [None, "a.b", "a.b", "a.b", "a.b"],
            "status": ["right", None, "unanswered", "timeout", "wrong"],
            "score": [0.8, 1.0, None, None, 0.25],
        }
    )
    made = read(frame)
    assert [STATUSES[code] for code in made.status] == ["right", "right", "unanswered", "timeout", "wrong"]
    assert made.value.tolist() == [0.8, 1.0, 0.0, 0.0, 0.25]
    assert made.graded


def test_cells_are_perturbation_severity_and_relation_in_order():
    frame = with_columns(
        perturbation=[None, "typo.swap", "ood.case.upper"], severity=[None, 10, 2], relation=[None, "flips", None]
    )
    cells = [(cell.perturbation, cell.severity, cell.relation) for cell in read(frame).cells]
    assert cells == [("ood.case.upper", 2, "same"), ("typo.swap", 10, "flips")]


def test_the_order_of_rows_changes_nothing():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        [(f"g{g}", None, None, f"d{g % 7}", None, "right") for g in range(40)]
        + [
            (f"g{g}", name, severity, f"d{g % 7}", f"{name}{severity}{g}{v}", rng.choice(STATUSES[:3]))
            for g in range(40)
            for name in ("typo.swap", "ood.case.upper")
            for severity in (1, 2)
            for v in range(3)
        ],
        columns=["golden_id", "perturbation", "severity", "group", "variant_id", "status"],
    )
    shuffled = frame.sample(frac=1, random_state=1)
    assert score(frame) == score(shuffled)
    assert score(frame).verdict(max_drop=0.1).to_json() == score(shuffled).verdict(max_drop=0.1).to_json()


@pytest.mark.parametrize("module", ["robustgen.scoring", "robustgen.scoring.outcomes", "robustgen.scoring.verdict"])
def test_light_modules_load_no_numpy(module):
    code = f"import sys, {module}; print([name for name in ('numpy', 'pandas', 'scipy') if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
