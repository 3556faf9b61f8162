"""Without --robustgen and without a marked test the plugin is not there; a test without the marker is never touched."""

from __future__ import annotations

import pytest

PLAIN = """
import sys

import pytest

OURS = ("robustgen", "pandas", "numpy", "scipy")


@pytest.fixture
def case():
    return "the user's own"


@pytest.mark.parametrize("robustgen", [1, 2])
def test_names_of_ours_are_free(case, robustgen):
    assert case == "the user's own"
    assert robustgen in (1, 2)


@pytest.mark.parametrize("case", ["a"])
def test_parametrized(case):
    assert case == "a"
"""
LOADED = """
def test_nothing_of_ours_is_loaded():
    found = [name for name in sys.modules if name.partition(".")[0].removeprefix("pytest_") in OURS]
    assert sorted(found) == ["pytest_robustgen", "pytest_robustgen.plugin"]
"""


def test_a_run_without_a_marked_test_loads_writes_and_prints_nothing(project):
    project.pytester.makepyfile(test_it=PLAIN + LOADED)
    result = project.run_apart("-p", "no:cacheprovider")
    result.assert_outcomes(passed=4)
    assert "robustgen" not in result.stdout.str()
    left = {path.name for path in project.pytester.path.iterdir()}
    assert left - {"__pycache__"} == {"test_it.py", "tox.ini", "stdout", "stderr", "runpytest-0", "runpytest-current"}


def test_a_test_without_the_marker_is_not_touched_beside_marked_ones(project):
    project.suite()
    project.one()
    project.pytester.makepyfile(test_other=PLAIN)
    project.run().assert_outcomes(passed=4)
    project.run("--robustgen").assert_outcomes(passed=7)


def test_the_plugin_is_found_by_its_entry_point_and_can_be_left_out(project, monkeypatch):
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    project.suite()
    project.one()
    found = project.pytester.runpytest_subprocess("--robustgen", "-p", "no:randomly")
    found.assert_outcomes(passed=4)
    left_out = project.pytester.runpytest_subprocess("-p", "no:robustgen", "-p", "no:randomly")
    assert left_out.ret == pytest.ExitCode.INTERRUPTED  # --strict-markers: the marker is not known


def test_the_hooks_that_are_always_there_are_few(pytestconfig):
    from pytest_robustgen import plugin

    names = {name for name in vars(plugin) if name.startswith("pytest_")}
    assert names == {
        "pytest_addoption",
        "pytest_configure",
        "pytest_generate_tests",
        "pytest_collection_modifyitems",
        "pytest_runtestloop",
        "pytest_terminal_summary",
        "pytest_testnodedown",
    }
    assert not any("runtest_" in name for name in names)  # none is called once a test that runs


def test_every_option_is_named_after_us(pytestconfig):
    for name in ("robustgen", "robustgen_require_complete", "robustgen_run", "robustgen_json"):
        assert hasattr(pytestconfig.option, name)


def test_the_marker_is_documented(project):
    project.run("--markers").stdout.fnmatch_lines(["@pytest.mark.robustgen(suite, *, max_drop, *"])
