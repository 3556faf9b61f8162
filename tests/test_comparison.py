"""Two nights: what is paired, what broke and was mended, what is chance, what is refused."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from robustgen.baseline import Acknowledged, Outcome, Recorded
from robustgen.comparison import compare
from robustgen.report.comparison import comparison_lines
from tests.benchmarks.nights import simulate

NAME = "typo.swap@1"


def night(letters, *, perturbation=NAME, content="0123abcd", planned=None, groups=None):
    """A night on which golden example i has one letter a variant."""
    outcomes = {
        (perturbation, f"g{number}", f"2/{index}"): Outcome(content, letter)
        for number, word in enumerate(letters)
        for index, letter in enumerate(word)
    }
    return Recorded("s.v1", None, planned or [perturbation], outcomes, groups or {})


def held(before, after, **settings):
    return compare(before, after, test="t", since="2026-11-24T02:00:00+00:00", **settings)


def test_variants_are_sorted_by_what_became_of_them():
    found = held(night(["rrww"]), night(["rwrw"]))
    (shift,) = found.shifts
    assert shift.newly_broken == (f"g0/{NAME}/2/1",)
    assert shift.mended == (f"g0/{NAME}/2/2",)
    assert shift.still_failing == (f"g0/{NAME}/2/3",)
    assert (found.paired, found.expected, found.outcome) == (4, 4, "pass")
    assert found.summary == "1 newly broken, 1 mended, 1 still failing; 4 of 4 variants paired"


def test_other_content_under_the_same_id_is_new_and_gone():
    found = held(night(["r"]), night(["w"], content="ffffffff"))
    assert (found.count("new"), found.count("gone"), found.count("newly_broken"), found.paired) == (1, 1, 0, 0)


def test_an_error_is_no_answer_and_breaks_nothing():
    found = held(night(["rr"]), night(["re"]))
    assert (found.count("unanswered"), found.count("newly_broken")) == (1, 0)


def test_below_ninety_percent_paired_is_not_evaluated_and_names_the_command():
    found = held(night(["r"] * 100), night(["r"] * 89), rerecord="pytest --update")
    assert found.outcome == "not evaluated"
    assert found.reasons == (
        "only 89 of the baseline's 100 variants are in this run with the same content: record it anew with "
        "`pytest --update`",
    )
    assert held(night(["r"] * 100), night(["r"] * 90)).outcome == "pass"


def test_a_model_that_got_much_worse_fails():
    found = held(night(["rrr"] * 100), night(["rrr"] * 70 + ["www"] * 30))
    assert found.fails
    assert found.reasons[0].startswith("typo.swap got worse by 0.300 since the baseline (0.1")


def test_a_few_variants_that_broke_are_listed_and_fail_nothing():
    found = held(night(["rrr"] * 100), night(["rrr"] * 98 + ["rrw"] * 2))
    assert (found.outcome, found.count("newly_broken")) == ("pass", 2)


def test_tolerance_allows_a_change_for_the_worse():
    nights = night(["rrr"] * 400), night(["rrr"] * 360 + ["www"] * 40)
    assert held(*nights).fails
    assert held(*nights, tolerance=0.12).outcome == "pass"


def test_golden_examples_of_one_group_are_one_cluster():
    groups = {f"g{number}": "one document" if number < 30 else f"d{number}" for number in range(100)}
    after = night(["w"] * 30 + ["r"] * 70, groups=groups)
    assert held(night(["r"] * 100), night(["w"] * 30 + ["r"] * 70)).fails
    assert not held(night(["r"] * 100, groups=groups), after).fails


def test_small_losses_everywhere_show_in_the_whole():
    def many(losses, seed):
        rng = np.random.default_rng(seed)
        outcomes, names = {}, [f"typo.p{number:02}@1" for number in range(20)]
        for name in names:
            lost = set(rng.choice(200, losses, replace=False).tolist())
            outcomes |= {(name, f"g{i}", "2/0"): Outcome("0123abcd", "w" if i in lost else "r") for i in range(200)}
        return Recorded("s", None, names, outcomes)

    found = held(many(0, 1), many(6, 2))
    assert not any(shift.regressed for shift in found.shifts)
    assert found.fails
    assert found.reasons[0].startswith("all perturbations together got worse by 0.030")


def test_a_perturbation_that_the_run_lacks_fails_unless_it_was_selected():
    before = night(["r"] * 10, planned=[NAME, "typo.drop@1"])
    missing = held(before, night(["r"] * 10))
    assert missing.fails
    assert missing.missing == ("typo.drop@1",)
    assert "in the baseline and not in this run: typo.drop" in missing.reasons[0]
    assert held(before, night(["r"] * 10), complete=False).outcome == "pass"


class TestAcknowledged:
    KNOWN = Acknowledged(f"g0/{NAME}/2/0", "slang", datetime.date(2026, 12, 31))

    def test_a_known_failure_is_no_news(self):
        found = held(night(["r"]), night(["w"]), acknowledged=[self.KNOWN], today=datetime.date(2026, 12, 31))
        assert (found.count("newly_broken"), found.count("acknowledged"), found.expired) == (0, 1, ())
        assert found.shifts[0].change is None

    def test_from_the_day_after_it_is(self):
        found = held(night(["r"]), night(["w"]), acknowledged=[self.KNOWN], today=datetime.date(2027, 1, 1))
        assert (found.count("newly_broken"), found.expired) == (1, (self.KNOWN,))
        assert found.reasons[-1] == f"excused no longer and still failing: {self.KNOWN.id}"


def test_the_lines_say_what_a_stranger_needs():
    found = held(night(["rrr"] * 100), night(["rrr"] * 70 + ["www"] * 30), flaky=[f"g0/{NAME}/2/0"])
    lines = comparison_lines(found)
    assert lines[0] == (
        "since 2026-11-24 02:00: WORSE: 90 newly broken, 0 mended, 0 still failing, 1 flaky; 300 of 300 variants paired"
    )
    assert lines[2].split()[:5] == ["typo.swap", "300", "90", "0", "0"]
    assert lines[2].endswith("WORSE")
    assert lines[3].startswith("newly broken: g70/typo.swap@1/2/0, ")
    assert "and 85 more" in " ".join(lines)


def test_an_id_with_hyphens_is_never_broken_over_two_lines():
    names = [f"please-change-my-booking-{number}" for number in range(5)]
    before, after = night(["r"]), night(["w"])
    for one in (before, after):
        one.outcomes = {("typo.swap@1", name, "2/0"): next(iter(one.outcomes.values())) for name in names}
    text = "\n".join(comparison_lines(held(before, after)))
    assert all(f"{name}/{NAME}/2/0" in text for name in names)


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_strange_ids_are_shown_safely(verbosity):
    before, after = night(["r"]), night(["w"])
    for one in (before, after):
        one.outcomes = {("typo.swap@1", "\x1b[31mred\u202e", "2/0"): next(iter(one.outcomes.values()))}
    text = "\n".join(comparison_lines(held(before, after), verbosity=verbosity))
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(("flip", "again", "most"), [(0.0, True, 0), (0.01, True, 2), (0.01, False, 3)])
def test_nights_on_an_unchanged_model_stay_quiet(flip, again, most):
    """Sixty nights; `python -m tests.benchmarks.nights` has many more."""
    found = simulate(flip, 2, again=again, golden=60)
    assert round(found.red_nights * 60) <= most
    if flip:  # of 2,400 variants, 216 right and 24 wrong in a hundred; what the baseline had by luck breaks every night
        assert (found.newly_broken < 6) == again


def test_a_sample_is_held_against_the_golden_examples_that_were_drawn():
    before = night(["rr"] * 100)
    found = held(before, night(["rr"] * 30), sampled=True)
    assert (found.outcome, found.paired, found.expected, found.count("gone")) == ("pass", 60, 60, 0)
    assert found.reasons == ("a sample: 60 of the baseline's 200 variants are of what was run now",)
    assert held(before, night(["rw"] * 30), sampled=True).fails


def test_other_content_in_a_sample_is_not_evaluated():
    assert held(night(["r"] * 100), night(["r"] * 30, content="ffffffff"), sampled=True).outcome == "not evaluated"


def test_what_stopped_early_is_not_compared():
    other = "typo.drop@1"
    before, now = night(["r"] * 100), night(["w"] * 20)
    for one, letters in ((before, ["r"] * 100), (now, ["r"] * 50)):
        one.outcomes.update(night(letters, perturbation=other).outcomes)
        one.perturbations.append(other)
    found = held(before, now, sampled=True, stopped=[NAME])
    assert [shift.perturbation for shift in found.shifts] == [other]
    assert (found.outcome, found.paired, found.missing) == ("pass", 50, ())
    assert found.reasons[-1] == "not compared, since they stopped as soon as their verdict was settled: typo.swap"
