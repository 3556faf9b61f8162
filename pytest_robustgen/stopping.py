"""Items that end early, by a limit on their time or an error: what they asked so far is told and kept.

It judges nothing: the outcomes go to stopped.jsonl in the run folder, beside the run and no part of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pytest_robustgen.plugin import run_folder
from robustgen.display import visible
from robustgen.scoring.statuses import decode

if TYPE_CHECKING:
    from pytest_robustgen.work import Work

CUT = "robustgen-stopped-rows"  # the user property that holds outcomes until the controller takes it out
FILE = "stopped.jsonl"


def tell_stop(item: pytest.Item, work: Work, test: str) -> None:
    """Say how far an item was, and at which case; send the outcomes it has to whoever writes the run folder."""
    data, asked = work.data, len(work.letters)
    total = len(data.golden) + len(data.variants)
    waiting = next((one.id for one in data.golden if one.id not in work.memory.clean), None)
    if waiting is None and asked < len(data.variants):
        waiting = data.variants[asked].id
    said = f"stopped after {work.calls:,} of {total:,} inputs"
    if waiting is not None and work.calls < total:
        said += f", at {visible(waiting, 100)}"
    lines = [
        {"test": test, "golden_id": variant.golden.id, "variant_id": variant.id, "status": status}
        for variant, status in zip(data.variants, decode("".join(work.letters)), strict=False)
    ]
    if lines and item.config.getoption("robustgen"):
        item.user_properties[:] = [pair for pair in item.user_properties if pair[0] != CUT]
        item.user_properties.append((CUT, json.dumps(lines, separators=(",", ":"))))
        said += f"; the outcomes so far are in {FILE} of the run folder"
    item.add_report_section("call", "robustgen", said)


class Stopped:
    """Takes the outcomes of items that ended early out of their reports, and writes them down at the end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._found: dict[str, list[dict[str, Any]]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what an item sent; the last time counts where it is run again."""
        if report.when == "call":
            self._found.pop(report.nodeid, None)
        for key, value in report.user_properties:
            if key == CUT and report.when == "call":
                self._found[report.nodeid] = json.loads(str(value))
        report.user_properties[:] = [pair for pair in report.user_properties if pair[0] != CUT]

    def pytest_sessionfinish(self) -> None:
        """Write them, or take away the file of another run."""
        if self._config.option.collectonly:
            return
        path = run_folder(self._config) / FILE
        try:
            if not self._found:
                path.unlink(missing_ok=True)
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(line) + "\n" for found in self._found.values() for line in found]
            path.write_text("".join(lines), encoding="utf-8")
        except OSError:  # said of the run folder as a whole, where it is written
            return
