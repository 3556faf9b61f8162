"""The marker on a function, a class or a module; what several of them mean together."""

from __future__ import annotations

METHODS = """
@pytest.mark.robustgen("s.v1", max_drop=0.2)
class TestModel:
    def test_parity(self, case):
        assert parity(case.text) == case.expected

    def test_in_batches(self, robustgen):
        robustgen.check(lambda texts: [parity(text) for text in texts])

    def test_plain(self):
        assert parity("7") == "odd"
"""


def test_on_a_class(project):
    project.suite()
    project.write(METHODS)
    result = project.run("--robustgen", "-v")
    result.assert_outcomes(passed=9)
    result.stdout.fnmatch_lines(["test_it.py::TestModel::test_parity[[]robustgen-gate] PASSED*"])
    project.run("--robustgen", "test_it.py::TestModel::test_parity[robustgen-gate]").assert_outcomes(passed=4)


def test_on_a_module(project):
    project.suite()
    project.write(
        """
pytestmark = pytest.mark.robustgen("s.v1", max_drop=0.2)


def test_parity(case):
    assert parity(case.text) == case.expected


def test_plain(tmp_path):
    assert parity("7") == "odd"


import unittest


class TestOld(unittest.TestCase):
    def test_old(self):
        pass
"""
    )
    project.run("--robustgen").assert_outcomes(passed=6)


def test_the_innermost_argument_counts(project):
    project.suite()
    project.write(
        """
pytestmark = pytest.mark.robustgen("s.v1", max_drop=0.9, min_clean=0.5)


@pytest.mark.robustgen(max_drop=0.05)
def test_strict(case):
    assert (parity(case.text) if "7" not in case.text or not case.perturbation else "none") == case.expected


def test_lax(case):
    assert (parity(case.text) if "7" not in case.text or not case.perturbation else "none") == case.expected
"""
    )
    result = project.run("--robustgen", "-v")
    result.stdout.fnmatch_lines_random(
        ["test_it.py::test_strict[[]sign.bang] FAILED*", "test_it.py::test_lax[[]sign.bang] PASSED*"]
    )
    result.stdout.fnmatch_lines(["*test_strict*", "all *min_clean pass"])


def test_an_inner_suite_replaces_outer_golden_data(project):
    project.suite()
    project.golden()
    project.write(
        """
pytestmark = pytest.mark.robustgen(golden="golden.jsonl", perturb="typo.swap", seed=3, task="intent", min_clean=0.5)


@pytest.mark.robustgen("s.v1")
def test_frozen(case):
    assert parity(case.text) == case.expected


def test_made(case):
    assert parity(case.text) == case.expected
"""
    )
    result = project.run("--robustgen", "--co", "-q")
    assert [line.partition("::")[2] for line in result.outlines if "::" in line] == [
        "test_frozen[sign.bang]",
        "test_frozen[sign.dash]",
        "test_frozen[sign.star]",
        "test_made[typo.swap]",
    ]


def test_function_scoped_fixtures_are_named_once_a_test(project):
    project.suite()
    project.write(
        """
@pytest.fixture
def counter():
    return []


@pytest.fixture(scope="module")
def model():
    return parity


@pytest.mark.robustgen("s.v1")
def test_warned(case, counter, model, request):
    assert model(case.text) == case.expected


@pytest.mark.robustgen("s.v1", fixtures_ok=["counter"])
def test_told(case, counter, model):
    assert model(case.text) == case.expected
"""
    )
    result = project.run_apart("--robustgen")  # in this process warnings are errors
    result.assert_outcomes(passed=8, warnings=1)
    result.stdout.fnmatch_lines(
        ["*RobustgenWarning: test_it.py::test_warned: function-scoped fixtures are made once an item*: counter. *"]
    )


def test_a_failing_assert_is_explained_once_an_item(project):
    project.suite()
    project.pytester.makeconftest(
        """
        explained = []

        def pytest_assertrepr_compare(op, left, right):
            explained.append((op, left, right))

        def pytest_terminal_summary(terminalreporter):
            terminalreporter.write_line(f"explained {len(explained)}")
        """
    )
    project.one('broken_by("number")', max_drop=0.5)
    project.run("--robustgen").stdout.fnmatch_lines(["explained 0"])  # wrong when clean too: nothing was lost
    project.one('broken_by("!")', max_drop=0.5)
    project.run("--robustgen").stdout.fnmatch_lines(["explained 1"])
    project.run().stdout.fnmatch_lines(["explained 0"])


def test_a_comparison_that_the_test_itself_catches_keeps_its_meaning(project):
    project.suite()
    project.write(
        """
@pytest.mark.robustgen("s.v1", min_accuracy=0.5)
def test_a(case):
    with pytest.raises(AssertionError, match="assert 'even' == 'odd'|assert 'odd' == 'even'"):
        assert parity(case.text) == {"odd": "even", "even": "odd"}[case.expected]
"""
    )
    project.run("--robustgen").assert_outcomes(passed=4)
