"""Each plugin of a combination does in the run what its user has it for, and knows of items and gates."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.compat.combinations import COMPANIONS
from tests.compat.project import AGAIN, FLAG, USED, of_the_project


@pytest.mark.parametrize("name", USED)
def test_the_companion_is_in_use(run_of, name):
    seen = run_of("fragile", FLAG, beside=True)
    assert re.search(COMPANIONS[name].says, seen.output), seen.output
    if name in IN_USE:
        IN_USE[name](seen, run_of("fragile", FLAG, beside=False))


def reruns(seen, alone):
    failed = [nodeid for nodeid, outcome in alone.outcomes.items() if outcome == "failed"]
    items = {nodeid for nodeid in failed if not nodeid.endswith("robustgen-gate]")}
    assert items, alone.output
    told = of_the_project(seen.reported)
    assert {nodeid for nodeid, outcomes in told.items() if outcomes == ["rerun", "failed"]} == items
    assert seen.output.count(AGAIN) == len({nodeid.partition("::")[0] for nodeid in items})


def shuffled(seen, alone):
    assert "xdist" in USED or [*of_the_project(seen.reported)] != [*alone.reported], seen.output


def in_html(seen, alone):
    text = (seen.folder / "report.html").read_text(encoding="utf-8")
    (blob,) = re.findall(r'data-jsonblob="([^"]*)"', text)
    tests = json.loads(html.unescape(blob))["tests"]
    found = {row["testId"]: row["result"].lower() for rows in tests.values() for row in rows}
    assert of_the_project(found) == of_the_project(seen.outcomes)


def in_json(seen, alone):
    tests = json.loads((seen.folder / "report.json").read_text(encoding="utf-8"))["tests"]
    found = {test["nodeid"]: test["outcome"] for test in tests}
    assert of_the_project(found) == of_the_project(seen.outcomes)


def covered(seen, alone):
    files = json.loads((seen.folder / "coverage.json").read_text(encoding="utf-8"))["files"]
    assert files["model.py"]["summary"]["percent_covered"] == 100


IN_USE = {"rerunfailures": reruns, "randomly": shuffled, "html": in_html, "json-report": in_json, "cov": covered}
