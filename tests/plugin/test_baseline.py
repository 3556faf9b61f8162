"""A run held against last night: recorded, compared, refused, and asked again where an answer changed."""

from __future__ import annotations

import json

import pytest

FLAKY = '''
import random

random.seed({seed})


def unsure(text):
    """Right, but for one answer in ten."""
    return "none" if random.random() < 0.1 else parity(text)
'''
BASELINE = "--robustgen-baseline=base.json"
UPDATE = "--robustgen-update-baseline"


def recorded(project, model="parity", **settings):
    project.suite()
    project.one(model, **settings)
    result = project.run("--robustgen", BASELINE, UPDATE)
    assert result.ret == 0
    return result


def test_a_first_run_says_how_to_make_one_and_is_judged_on_its_limits(project):
    project.suite()
    project.one('broken_by("!")', max_drop=0.2)
    result = project.run("--robustgen", BASELINE)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["there is no baseline base.json yet: `pytest --robustgen --robustgen-baseline base.json *-baseline` records *"]
    )
    assert not (project.pytester.path / "base.json").exists()


def test_it_is_recorded_on_request(project):
    result = recorded(project)
    result.stdout.fnmatch_lines(["recorded 240 variants of 1 test in base.json"])
    assert (project.pytester.path / "base.json").read_text(encoding="utf-8").count(' r"') == 240


def test_the_folders_of_what_is_asked_for_are_made(project):
    project.suite()
    project.one()
    result = project.run("--robustgen", "--robustgen-baseline=night/base.json", UPDATE, "--robustgen-json=out/v.json")
    assert result.ret == 0
    assert (project.pytester.path / "night/base.json").is_file()
    assert (project.pytester.path / "out/v.json").is_file()


def test_the_same_model_the_next_night_changes_nothing(project):
    recorded(project)
    result = project.run("--robustgen", BASELINE)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["since *: no regression shown: 0 newly broken, 0 mended, 0 still failing; 240 of 240 variants paired"]
    )


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one process", "-n2"])
@pytest.mark.parametrize("style", ["one", "many"])
def test_a_model_that_got_worse_fails_the_gate_without_any_limit(project, style, workers):
    recorded(project)
    getattr(project, style)('broken_by("!")')
    run = project.run_xdist if workers else project.run
    result = run("--robustgen", BASELINE, "--robustgen-json=v.json")
    assert result.ret == 1
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*sign.bang got worse by 1.000 since the baseline (*, 80 golden)"])
    (test,) = json.loads((project.pytester.path / "v.json").read_text(encoding="utf-8"))["tests"]
    assert test["baseline"]["outcome"] == "fail"
    assert len(test["baseline"]["shifts"][0]["newly_broken"]) == 80


def test_a_perturbation_that_is_gone_fails(project):
    recorded(project)
    project.suite("sign.bang", "sign.star")
    result = project.run("--robustgen", BASELINE)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["since *: INCOMPLETE: *", "*in the baseline and not in this run: sign.dash; record it anew if that is meant"]
    )


def test_a_selection_is_compared_as_far_as_it_goes_and_never_recorded(project):
    recorded(project)
    before = (project.pytester.path / "base.json").read_bytes()
    result = project.run("--robustgen", BASELINE, "-k", "bang")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*80 of 80 variants paired"])
    result = project.run("--robustgen", BASELINE, UPDATE, "-k", "bang")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["the baseline was not updated: test_it.py::test_parity was measured in part only*"])
    assert (project.pytester.path / "base.json").read_bytes() == before


def test_an_unsure_model_stays_quiet_because_changed_answers_are_asked_again(project):
    project.suite()
    project.write(FLAKY.format(seed=1) + '\n@pytest.mark.robustgen("s.v1")\ndef test_parity(case):\n'
                  "    assert unsure(case.text) == case.expected\n")  # fmt: skip
    assert project.run("--robustgen", BASELINE, UPDATE).ret == 0
    project.write(FLAKY.format(seed=2) + '\n@pytest.mark.robustgen("s.v1")\ndef test_parity(case):\n'
                  "    assert unsure(case.text) == case.expected\n")  # fmt: skip
    result = project.run("--robustgen", BASELINE, "--robustgen-json=v.json")
    assert result.ret == 0
    (test,) = json.loads((project.pytester.path / "v.json").read_text(encoding="utf-8"))["tests"]
    shifts = test["baseline"]["shifts"]
    assert sum(len(shift["flaky"]) for shift in shifts) > 20
    assert sum(len(shift["newly_broken"]) for shift in shifts) < 6
    assert test["calls"] > 320


def test_limits_are_held_against_first_answers_so_that_clean_and_variants_flip_alike(project):
    """Variants that were asked again beside clean inputs that were not would hide a drop as large as what flips."""
    recorded(project)
    once = '''
asked = {}


def at_first_wrong(text):
    """Wrong the first time that a variant is asked, right ever after."""
    asked[text] = asked.get(text, 0) + 1
    return "none" if asked[text] == 1 and text[-1] in "!*-" else parity(text)
'''
    project.write(once + '\n@pytest.mark.robustgen("s.v1", max_drop=0.5)\ndef test_parity(case):\n'
                  "    assert at_first_wrong(case.text) == case.expected\n")  # fmt: skip
    result = project.run("--robustgen", BASELINE, "--robustgen-json=v.json")
    assert result.ret == 1
    (test,) = json.loads((project.pytester.path / "v.json").read_text(encoding="utf-8"))["tests"]
    assert test["verdict"]["whole"]["accuracy"] == 0.0
    assert test["baseline"]["summary"].startswith("0 newly broken, 0 mended, 0 still failing, 240 flaky")
    assert test["baseline"]["outcome"] == "pass"


def test_a_test_that_was_renamed_is_said_to_be_another(project):
    recorded(project)
    file = project.pytester.path / "test_it.py"
    file.write_text(file.read_text(encoding="utf-8").replace("def test_parity", "def test_even"), encoding="utf-8")
    result = project.run("--robustgen", BASELINE)
    result.stdout.fnmatch_lines(
        ["the baseline base.json has nothing of test_it.py::test_even; was it called test_it.py::test_parity there?: *"]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--robustgen-baseline=.",), "is a folder: a baseline is one file"),
        (("--robustgen-tolerance=2",), "--robustgen-tolerance is 2.0: expected a share"),
        ((UPDATE,), "--robustgen-update-baseline records the run in a file: name it by --robustgen-baseline"),
        ((BASELINE, "--robustgen-tolerance=2"), "--robustgen-tolerance is 2.0: expected a share"),
        (("--robustgen-baseline=test_it.py",), "the baseline cannot be read"),
    ],
)
def test_options_that_cannot_be_followed_are_usage_errors(project, arguments, message):
    project.suite()
    project.one()
    result = project.run("--robustgen", *arguments)
    assert result.ret == 4
    assert message in result.stderr.str()
