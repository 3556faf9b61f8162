"""The card as frames: documented types, a round trip through Parquet, golden example by perturbation."""

from __future__ import annotations

import pandas as pd
import pytest

import robustgen as rg
from robustgen.scoring.card import score
from tests.scoring.frames import frame

RELATION = {"control.negate": "flips"}


@pytest.fixture
def card():
    varied = {"typo.swap": ["rw", "rr", "e"], "control.negate": ["r", "r", "w"]}
    return score(frame("rwr", varied, relation=RELATION))


def test_the_tidy_frame_has_the_documented_types(card):
    types = {name: str(dtype) for name, dtype in card.to_frame().dtypes.items()}
    assert types["perturbation"] == types["relation"] == "string"
    assert types["severity"] == types["other"] == "Int64"
    assert types["control"] == "bool"
    assert types["golden"] == types["variant_right"] == "int64"
    assert {types[name] for name in ("delta", "delta_low", "harm", "attack_success", "relative_drop")} == {"float64"}


def test_a_card_without_a_severity_has_it_missing():
    made = frame("r", {"typo.swap": ["r"]}).drop(columns="severity")
    assert score(made).to_frame()["severity"].isna().all()


def test_the_wide_frame_has_a_line_a_golden_example(card):
    found = card.to_wide_frame()
    assert found.columns.tolist() == ["clean", "control.negate", "typo.swap"]
    assert found.index.tolist() == ["g000", "g001", "g002"]
    assert found["clean"].tolist() == [1.0, 0.0, 1.0]
    assert found["typo.swap"].tolist()[:2] == [0.5, 1.0]
    assert pd.isna(found.loc["g002", "typo.swap"])  # an error on its variant: the golden example left
    assert pd.isna(found.loc["g001", "control.negate"])  # its clean answer was wrong


def test_several_severities_stand_in_columns_of_their_own():
    one, two = (frame("rr", {"typo.swap": ["r", "w"]}, severity=s) for s in (1, 3))
    made = pd.concat([one, two[two["perturbation"].notna()]])
    found = score(made.assign(variant_id=range(len(made)))).to_wide_frame()
    assert found.columns.tolist() == ["clean", "typo.swap 1", "typo.swap 3"]


@pytest.mark.parametrize("way", ["to_frame", "to_wide_frame"])
def test_parquet_gives_the_same_card_back(card, tmp_path, way):
    pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'robustgen[parquet]'")
    made = getattr(card, way)()
    made.to_parquet(tmp_path / "card.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "card.parquet"), made)


@pytest.mark.parametrize(
    ("labels", "kind", "shown"),
    [
        (["odd", "even"], "string", ["even", "odd"]),
        ([1, 2], "Int64", [1, 2]),
        ([True, False], "boolean", [False, True]),
        ([{"a": 1}, [1, "x"]], "string", ['[1,"x"]', '{"a":1}']),
        ([1, "x"], "string", ["1", '"x"']),
    ],
    ids=str,
)
def test_parquet_gives_the_same_suite_back_whatever_is_expected(tmp_path, labels, kind, shown):
    pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'robustgen[parquet]'")
    rows = [{"text": f"number {i} of them", "label": label} for i, label in enumerate(labels)]
    made = rg.generate(rows, vary="text", expected="label", perturb=["ood.case.upper"]).to_frame()
    assert str(made["expected"].dtype) == kind
    assert sorted(made["expected"].tolist(), key=str) == sorted(shown, key=str)
    made.to_parquet(tmp_path / "suite.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "suite.parquet"), made)
