"""A limit of pytest-timeout is on an item of ours, as on any other."""

from __future__ import annotations

from tests.compat.project import FLAG, USED

HANGS = """
import time

import pytest

from model import intent


@pytest.mark.robustgen("suite.v1", max_drop=0.2)
def test_hangs(case):
    if case.text.isupper():
        time.sleep(60)
    assert intent(case.text) == case.expected
"""


def test_an_item_beyond_its_time_limit_fails_and_the_gate_is_not_evaluated(folder_of, run_of):
    (folder_of("hanging", beside=True) / "test_hangs.py").write_text(HANGS)
    once = ["--reruns=0"] if "rerunfailures" in USED else []  # pytest-timeout limits the first run of an item alone
    seen = run_of("hanging", FLAG, "--timeout=5", *once, "test_hangs.py", beside=True)
    assert seen.code == 1, seen.output
    assert {nodeid.partition("::")[2]: outcome for nodeid, outcome in seen.outcomes.items()} == {
        "test_hangs[ood.case.upper]": "failed",
        "test_hangs[ood.whitespace.multiple]": "passed",
        "test_hangs[typo.drop]": "passed",
        "test_hangs[robustgen-gate]": "skipped",
    }, seen.output
    assert "Timeout" in seen.output
    assert "missing: ood.case.upper" in seen.output
