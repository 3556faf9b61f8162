"""Where results come together: rows become a verdict a test, and the verdict a test result of its own, the gate.

Registered with --robustgen in the only process, or on the controller of xdist. The gate is a report like any other
(setup, call and teardown), so that the summary line, the exit code, JUnit and every other reporter know of it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import pytest

from pytest_robustgen.plugin import BILL, STOPPED, WORKER_ERRORS, given_of_wholes, verbosity
from robustgen.display import visible
from robustgen.errors import RobustgenError

if TYPE_CHECKING:
    from pytest_robustgen.rows import Plan, Row
    from robustgen.comparison import Comparison
    from robustgen.runs import Run
    from robustgen.scoring.verdict import Verdict

Outcome = Literal["passed", "failed", "skipped"]

_KEY = "robustgen"  # rows.ROW, which this module knows without importing what rows need
_SELECTING = ("keyword", "markexpr", "lf", "stepwise", "deselect")


@dataclass(slots=True)
class Result:
    """What came of one test.

    Attributes:
        plan: what was to be measured.
        rows: what was, in the order of the plan.
        verdict: what the limits say; None where nothing was measured.
        outcome: of the gate; None where the user selected part of the test, which the summary says instead.
        message: why, a sentence or several lines.
        own: whether the gate failed for more than items that failed themselves.
        rerun: parts that were measured more than once (pytest-rerunfailures).
        comparison: with the baseline; None without one.
        stopped: parts that the budget stopped, with the reason.
    """

    plan: Plan
    rows: list[Row]
    verdict: Verdict | None
    outcome: Outcome | None
    message: str
    own: bool
    rerun: list[str] = field(default_factory=list)
    comparison: Comparison | None = None
    stopped: dict[str, str] = field(default_factory=dict)

    @property
    def gate_id(self) -> str:
        """The node id of the gate."""
        from pytest_robustgen.rows import GATE

        name = self.plan.test
        return f"{name.removesuffix(']')}-{GATE}]" if name.endswith("]") else f"{name}[{GATE}]"


class Gatekeeper:
    """Gathers rows from reports, and emits one gate a test after the loop."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        names = ("robustgen_baseline", "robustgen_update_baseline", "robustgen_tolerance")
        if any(config.getoption(name) for name in names):
            from pytest_robustgen.nights import check_options

            check_options(config)
        self._strict = bool(config.getoption("robustgen_require_complete"))
        self._rows: dict[tuple[str, str], Row] = {}
        self._rerun: set[tuple[str, str]] = set()
        self._expected: set[tuple[str, str]] = set()
        self._stopped: dict[tuple[str, str], str] = {}
        self._said: dict[str, None] = {}
        self._plans: dict[str, Plan] = {}
        self._deselected = False
        self._heard = False
        self._began = time.time()
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        self.results: list[Result] = []
        self.remark = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the row out of a report before any reporter sees it."""
        ours = {key: json.loads(str(value)) for key, value in report.user_properties if key in (STOPPED, BILL)}
        if ours:
            report.user_properties[:] = [pair for pair in report.user_properties if pair[0] not in ours]
        if told := ours.get(STOPPED):
            self._stopped[told["test"], told["part"]] = told["reason"]
        if told := ours.get(BILL):
            self._say(told)
        found = [value for key, value in report.user_properties if key == _KEY]
        if not found:
            return
        report.user_properties[:] = [pair for pair in report.user_properties if pair[0] != _KEY]
        if report.when == "call":
            from pytest_robustgen.rows import Row

            row = Row.read(str(found[-1]))
            self._rows[row.test, row.part] = row
            if report.outcome == "skipped" and hasattr(report, "wasxfail"):
                self._expected.add((row.test, row.perturbation))
            if str(report.outcome) == "rerun":
                self._rerun.add((row.test, row.part))

    def _say(self, lines: Sequence[str]) -> None:
        """Print what a worker says before its first call of a test; once, whichever worker is first."""
        terminal: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        fresh = [line for line in lines if line not in self._said]
        self._said |= dict.fromkeys(fresh)
        if terminal is not None and fresh and verbosity(self._config) >= 0:
            terminal.ensure_newline()
            writer = self._config.get_terminal_writer()
            if writer.width_of_current_line:  # under xdist the terminal does not know of its own line
                writer.line()
            for line in fresh:
                terminal.write_line(line)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Let every worker of xdist end when this process would."""
        if self._config.getoption("robustgen_max_time") is not None:
            from pytest_robustgen.budget import DEADLINE

            node.workerinput[DEADLINE] = self._began + self._config.getoption("robustgen_max_time")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist had planned; they all plan the same."""
        output = getattr(node, "workeroutput", None)
        if output is not None:
            self._heard = True
            self._take(json.loads(output.get("robustgen_plans", "{}")))

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Emit the gates when the loop is over, however it ended."""
        # Innermost of the wrappers: outside of the terminal's own, progress would read [125%].
        try:
            result = yield
        except BaseException:
            self._finish(session, stopped=True)
            raise
        self._finish(session, stopped=False)
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Let --lf run the whole of a test whose gate failed for more than items that failed themselves."""
        cache = getattr(self._config, "cache", None)
        if cache is None or not self.results:
            return
        failed: dict[str, bool] = cache.get("cache/lastfailed", {})
        before = dict(failed)
        for result in self.results:
            if failed.pop(result.gate_id, False) and result.own:
                failed.update(dict.fromkeys(result.plan.selected.values(), True))
        if failed != before:
            cache.set("cache/lastfailed", failed)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the summary."""
        if self.results or self.remark:
            from pytest_robustgen.terminal import summary

            level = verbosity(self._config)
            lines = summary(self.results, self.remark, verbosity=level)
            if level >= 0:
                terminalreporter.write_sep("=", "robustgen")
            for line in lines:
                terminalreporter.write_line(line)

    def _take(self, found: dict[str, Any]) -> None:
        self._deselected = self._deselected or bool(found.get("deselected"))
        if found.get("plans"):
            from pytest_robustgen.rows import Plan

            self._plans |= {plan["test"]: Plan.from_json(plan) for plan in found["plans"]}

    def _finish(self, session: pytest.Session, *, stopped: bool) -> None:
        """Judge what was measured, emit the gates, write the run folder."""
        option = self._config.option
        if option.collectonly or getattr(option, "setuponly", False) or getattr(option, "setupplan", False):
            return
        if self._config.stash.get(WORKER_ERRORS, None):
            return
        if self._config.pluginmanager.has_plugin("robustgen-collecting"):
            from pytest_robustgen.collecting import COLLECTED

            self._take(self._config.stash.get(COLLECTED, {}))
        if not self._plans:
            if not stopped and session.testscollected:
                self._nothing(session)
            return
        self.results = [self._result(plan, stopped=stopped) for plan in self._plans.values()]
        from pytest_robustgen.folder import leave, run_of

        run = run_of(self.results, started=self._started)
        singles = not self._rows and any(plan.singles for plan in self._plans.values())
        if singles:
            self.remark = _unused(self._config)
        else:
            self._hold_against_baseline(run)
        for result in self.results:
            if result.outcome is not None:
                self._emit(session, result.gate_id, result.outcome, result.message, line=result.plan.line)
        if self._config.getoption("robustgen_update_baseline"):
            self._update_baseline(session, run)
        for problem in () if singles else leave(self._config, self.results, run):
            try:
                self._config.issue_config_time_warning(problem, stacklevel=1)
            except UserWarning:  # warnings are errors here, and a run is not to end in one of ours
                self.remark = str(problem)

    def _hold_against_baseline(self, run: Run) -> None:
        """Compare every test with the baseline; one that got worse fails its gate."""
        from pytest_robustgen.nights import compared

        comparisons, remarks = compared(self._config, run)
        self.remark = "\n".join([*([self.remark] if self.remark else []), *remarks])
        for result, comparison in zip(self.results, comparisons, strict=True):
            result.comparison = comparison
            unknown = comparison is not None and comparison.outcome == "not evaluated"
            if comparison is not None and (comparison.fails or (unknown and self._strict)):
                lines = [result.message, *(f"  {visible(reason)}" for reason in comparison.reasons)]
                result.outcome, result.message, result.own = "failed", "\n".join(lines), True

    def _update_baseline(self, session: pytest.Session, run: Run) -> None:
        """Record the run; where that is refused, the session fails."""
        from pytest_robustgen.nights import update

        try:
            said = update(self._config, run)
        except (RobustgenError, OSError) as error:
            said = str(error)
            self._emit(session, "robustgen-baseline", "failed", said)
        self.remark = "\n".join([*([self.remark] if self.remark else []), said])

    def _nothing(self, session: pytest.Session) -> None:
        """Fail a run that measured nothing because no test is marked, unless the user selected tests by name."""
        said = "--robustgen measured nothing: no test that was collected has the marker robustgen"
        named = any("::" in argument for argument in self._config.args)
        chosen = any(self._config.getoption(name, None) for name in _SELECTING)
        if named or chosen or self._deselected:
            self.remark = f"{said} among those selected"
            return
        self.remark = f"{said}; mark one, or leave --robustgen out"
        self._emit(session, "robustgen-gate", "failed", self.remark)

    def _result(self, plan: Plan, *, stopped: bool) -> Result:
        from pytest_robustgen.rows import verdict_of

        needed = plan.needed
        rows = [row for part in needed if (row := self._rows.get((plan.test, part.id))) is not None]
        verdict = verdict_of(rows, plan) if rows else None
        left_out = [part for part in needed if part.id not in plan.selected]
        missing = [part for part in needed if part.id in plan.selected and (plan.test, part.id) not in self._rows]
        result = Result(plan, rows, verdict, None, "", own=False)
        result.rerun = [part.id for part in needed if (plan.test, part.id) in self._rerun]
        total = len(needed)
        if left_out:
            result.message = f"gate not evaluated: {total - len(left_out):,} of {total:,} items were selected"
            if plan.singles:
                each = f"{plan.singles:,} {'variant is' if plan.singles == 1 else 'variants are'}"
                result.message = f"gate not evaluated, limits not judged: {each} a test result each"
            result.outcome = "failed" if self._strict else None
        elif missing:
            why = "the run stopped early" if stopped else "see their own results"
            result.stopped = {part.id: said for part in missing if (said := self._stopped.get((plan.test, part.id)))}
            if len(result.stopped) == len(missing):
                why = f"the budget ran out ({next(iter(result.stopped.values()))})"
            result.message = (
                f"gate not evaluated: {len(rows):,} of {total:,} items were measured, {why}; missing: "
                f"{_listed(part.id for part in missing)}"
            )
            result.outcome = "failed" if self._strict or not (self._rows or stopped) else "skipped"
        elif verdict is None:
            result.message = "nothing was measured: no perturbation has a place in the golden examples"
            result.outcome = "skipped" if self._rows and not self._strict else "failed"
        else:
            expected = {name for test, name in self._expected if test == plan.test}
            _conclude(result, verdict, strict=self._strict, expected=expected)
        if verdict is not None and result.outcome != "failed" and (broken := _split_failures(plan, verdict)):
            # A perturbation that was shared out among items has no other place to fail, gate or no gate.
            result.outcome, result.message = "failed", "\n".join([result.message, *broken])
        result.own = result.outcome == "failed" and _own(plan, verdict, complete=not left_out and not missing)
        return result

    def _emit(self, session: pytest.Session, nodeid: str, outcome: Outcome, message: str, *, line: int = 1) -> None:
        """Send a whole protocol of reports: pytest-html finishes a row only on teardown."""
        path, _, domain = nodeid.partition("::")
        location = (path, line - 1, domain.replace("::", ".") or path)
        hook = self._config.hook
        session.testscollected += 1
        hook.pytest_runtest_logstart(nodeid=nodeid, location=location)
        for when in ("setup", "call", "teardown"):
            called = when == "call"
            report = pytest.TestReport(
                nodeid=nodeid,
                location=location,
                keywords={"robustgen": 1},
                when=when,
                outcome=outcome if called else "passed",
                longrepr=_longrepr(str(self._config.rootpath / path), line, outcome, message) if called else None,
            )
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=nodeid, location=location)


def _conclude(result: Result, verdict: Verdict, *, strict: bool, expected: set[str]) -> None:
    """Let a complete test's verdict be the gate's outcome; `expected` perturbations fail by pytest's xfail."""
    from robustgen.scoring.verdict import NOT_EVALUATED

    result.message = f"{visible(result.plan.suite)}: {verdict.summary}"
    failed = [one for one in verdict.judgements if one.fails and one.row.perturbation not in expected]
    if failed or any(check.fails for check in verdict.checks):
        lines = [f"  {visible(one.row.perturbation.partition('@')[0])}  {one.reason}" for one in failed]
        lines += [f"  {check.reason}" for check in verdict.checks if check.fails]
        result.outcome, result.message = "failed", "\n".join([result.message, *lines])
    elif verdict.outcome == NOT_EVALUATED:
        result.outcome = "failed" if strict else "skipped"
        result.message = "\n".join([f"gate not evaluated: {result.message}", *verdict.missing])
    else:
        result.outcome = "passed"


def _split_failures(plan: Plan, verdict: Verdict) -> list[str]:
    """Return what failed among perturbations that are wholly measured and were shared out among several items."""
    split = {part.perturbation for part in plan.parts if part.blocks > 1 and part.id in plan.selected}
    split -= {part.perturbation for part in plan.parts if part.blocks > 1 and part.id not in plan.selected}
    return [one.reason for one in verdict.judgements if one.fails and one.row.perturbation in split]


def _own(plan: Plan, verdict: Verdict | None, *, complete: bool) -> bool:
    """Return whether a failed gate says more than that items failed."""
    if verdict is None or not complete:
        return True
    split = {part.perturbation for part in plan.parts if part.blocks > 1}
    by_items = [one for one in verdict.judgements if one.fails and one.row.perturbation not in split]
    return not by_items or any(check.fails for check in verdict.checks)


def _unused(config: pytest.Config) -> str:
    """Say which options were given that mean nothing where single variants are run; "" without any."""
    given = given_of_wholes(config)
    return f"not used where a variant is a test result: {', '.join(given)}" if given else ""


def _longrepr(path: str, line: int, outcome: Outcome, message: str) -> Any:
    """Return what pytest itself makes of a test that ended so, at the line of the test."""
    if outcome == "passed":
        return None
    if outcome == "skipped":
        return path, line, f"Skipped: {message}"
    try:
        pytest.fail(message, pytrace=False)
    except pytest.fail.Exception as error:
        shown = pytest.ExceptionInfo.from_exception(error).getrepr(style="value")
    if shown.reprcrash is not None:
        shown.reprcrash.path, shown.reprcrash.lineno = path, line
    return shown


def _listed(names: Iterable[str]) -> str:
    named = list(names)
    return ", ".join(named[:5]) + (f" and {len(named) - 5:,} more" if named[5:] else "")
