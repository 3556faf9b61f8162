"""Families and slices: the mean of their perturbations held against limits of their own."""

from __future__ import annotations

import pytest

from robustgen.errors import UsageError
from robustgen.report.text import Facts, table
from robustgen.scoring.card import score
from robustgen.scoring.limits import Limits
from robustgen.scoring.slices import slices
from robustgen.scoring.verdict import judge
from tests.scoring.frames import drop_frame

HARMED = {"typo.swap": 60, "typo.drop": 40, "ood.case.upper": 0, "control.negate": 100}


def verdict(tags=None, harmed=HARMED, golden=400, **limits):
    made = drop_frame(golden, harmed)
    return judge(score(made), Limits(**limits), slices=slices(made, tags or {}))


def parts(found):
    return {part.name: (round(part.whole.delta.value, 3), part.decision.verdict) for part in found.parts}


def test_a_family_is_the_mean_of_its_perturbations():
    assert parts(verdict()) == {"control": (-0.25, "-"), "ood": (0.0, "-"), "typo": (-0.125, "-")}


def test_a_limit_by_family_decides_by_the_interval_of_the_family():
    found = verdict(max_drop_family={"typo": 0.05, "ood": 0.05})
    assert parts(found) == {"control": (-0.25, "-"), "ood": (0.0, "pass"), "typo": (-0.125, "fail")}
    assert (found.fails, found.exit_code) == (True, 1)
    (failed,) = [check for check in found.checks if check.fails]
    assert failed.reason.startswith(
        "max_drop_family 0.050: family 'typo': accuracy on variants 0.875 is 0.125 below clean"
    )
    assert found.summary == "max_drop_family pass, max_drop_family failed"


def test_report_only_leaves_the_mean():
    assert parts(verdict(max_drop_family=0.05, report_only="typo.swap"))["typo"][0] == -0.1


def test_a_slice_that_breaks_fails_where_the_whole_does_not():
    tags = {f"g{number:03}": ["short"] if number < 80 else ["long"] for number in range(400)}
    found = verdict(tags, {"typo.swap": 40}, max_drop_slice=0.2, max_drop_all=0.2)
    assert {part.name: part.decision.verdict for part in found.parts if part.kind == "slice"} == {
        "long": "pass",
        "short": "fail",
    }
    assert [check.limit for check in found.checks if check.fails] == ["max_drop_slice"]


def test_a_limit_by_tag_holds_for_that_tag_alone():
    tags = {f"g{number:03}": ["short"] if number < 80 else ["long"] for number in range(400)}
    found = verdict(tags, {"typo.swap": 40}, max_drop_slice={"long": 0.2})
    assert not found.fails


@pytest.mark.parametrize(
    ("tags", "limit", "reason"),
    [
        (
            ["short"],
            {"shrt": 0.2},
            "names 'shrt', and no golden example that was measured has such a tag; did you mean",
        ),
        ([], 0.2, "is set, and no golden example has a tag: name the field that holds them by tags="),
    ],
)
def test_a_tag_that_is_not_there_does_not_pass_in_silence(tags, limit, reason):
    held = {f"g{number:03}": tags for number in range(400)} if tags else None
    found = verdict(held, max_drop_slice=limit)
    assert (found.outcome, found.exit_code) == ("not evaluated", 3)
    assert reason in found.checks[-1].reason


def test_a_family_that_does_not_exist_is_refused_by_name():
    names = ["typo.swap", "ood.case.upper"]
    Limits(max_drop_family={"typo": 0.1, "*": 0.2}).check_names(names)
    with pytest.raises(UsageError, match="no family is called so; did you mean 'typo'"):
        Limits(max_drop_family={"tpyo": 0.1}).check_names(names)


def test_intervals_of_more_slices_are_wider():
    few = {f"g{number:03}": ["a"] for number in range(400)}
    many = {name: ["a", *(f"t{i}" for i in range(30))] for name in few}
    width = {}
    for name, tags in (("few", few), ("many", many)):
        part = next(part for part in verdict(tags, {"typo.swap": 40}).parts if part.name == "a")
        width[name] = part.interval[1] - part.interval[0]
    assert width["many"] > 1.3 * width["few"]


@pytest.mark.parametrize("limits", [{"max_drop_family": 3}, {"max_drop_slice": {}}, {"max_drop_family": {"typo": "x"}}])
def test_faulty_limits_are_refused(limits):
    with pytest.raises(UsageError, match="max_drop_"):
        Limits(**limits)


def test_the_table_shows_what_is_beyond_and_under_v_everything():
    found = verdict(max_drop_family={"typo": 0.05, "ood": 0.05})
    short, everything = (table(Facts(name="s"), found, verbosity=level) for level in (0, 1))
    line = next(line for line in short.splitlines() if line.startswith("typo  "))
    assert line.split()[:5] == ["typo", "400", "1.000", "0.875", "-0.125"]
    assert line.endswith("FAIL")
    assert not any(line.startswith("ood  ") for line in short.splitlines())
    assert any(line.startswith("ood  ") for line in everything.splitlines())
    assert found.to_json()["parts"][2]["verdict"] == "fail"
