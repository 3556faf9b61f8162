"""The pytest plugin: options, the marker, and the few hooks that are always there.

Nothing else of ours is imported until the first marked test is collected (`collecting`), or, with --robustgen, where
results come together (`gate`): on the controller of xdist, or in the only process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_robustgen.collecting import Collecting

ERRORS = "robustgen_errors"  # in a worker's output: errors of usage
STOPPED = "robustgen-stopped"  # the user property of an item that the budget stopped, and
BILL = (
    "robustgen-bill"  # of the first item of a test on a worker: what is said before a call; the controller takes both
)
COLLECTING = pytest.StashKey["Collecting"]()
WORKER_ERRORS = pytest.StashKey[list[str]]()
ONLY = pytest.StashKey[dict[tuple[Path, str], set[str]]]()
_OF_WHOLES = {  # options that mean whole runs with --robustgen, and their defaults
    "robustgen_trials": 1,
    "robustgen_max_calls": None,
    "robustgen_max_cost": None,
    "robustgen_max_time": None,
    "robustgen_baseline": None,
    "robustgen_history": None,
    "robustgen_run": None,
    "robustgen_html": None,
    "robustgen_json": None,
}

_MARKER = (
    "robustgen(suite, *, max_drop, min_accuracy, max_flip, min_control, max_drop_all, min_clean, golden, perturb, "
    "vary, ...): run this test over the variants of a frozen suite, or of golden data, and it takes the argument "
    "`case` (one at a time) or `robustgen` (batches); or, with vary='text', over variants of its own parameter sets"
)
_VARIANT_ARGUMENT = re.compile(r"::.*\[(?:.*-)?[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+-g[0-9]+-s[1-5]-i[0-9]+\](?:@.*)?$")
_GATE_ARGUMENT = re.compile(r"(.+?)::(.+?)\[(?:(.*)-)?robustgen-gate\](?:@.*)?")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("robustgen", "robustness of models under perturbation")
    group.addoption(
        "--robustgen",
        action="store_true",
        dest="robustgen",
        help="run marked tests over their variants, one item a perturbation, and hold the limits in their markers",
    )
    group.addoption(
        "--robustgen-require-complete",
        action="store_true",
        dest="robustgen_require_complete",
        help="fail where a gate is not evaluated, whatever the reason",
    )
    group.addoption(
        "--robustgen-run",
        metavar="DIR",
        dest="robustgen_run",
        help="folder for outcomes, cards and verdicts of the run (default: .robustgen/last in the root directory)",
    )
    group.addoption(
        "--robustgen-baseline",
        metavar="FILE",
        dest="robustgen_baseline",
        help="hold the run against the night recorded in FILE: fail where the model got worse beyond chance",
    )
    group.addoption(
        "--robustgen-update-baseline",
        action="store_true",
        dest="robustgen_update_baseline",
        help="record this run in the file of --robustgen-baseline; a run of part of the tests is refused",
    )
    group.addoption(
        "--robustgen-tolerance",
        metavar="X",
        type=float,
        default=0.0,
        dest="robustgen_tolerance",
        help="mean change for the worse since the baseline that is allowed, a share (default: 0)",
    )
    group.addoption(
        "--robustgen-history",
        metavar="URL",
        dest="robustgen_history",
        help="add the run to a history: a SQLite file, or any URL of SQLAlchemy",
    )
    group.addoption(
        "--robustgen-label", metavar="TEXT", dest="robustgen_label", default="", help="what the history calls the run"
    )
    group.addoption(
        "--robustgen-trials",
        metavar="N",
        type=int,
        default=1,
        dest="robustgen_trials",
        help="ask everything N times, clean inputs too, for models that are not deterministic (default: 1)",
    )
    _add_calling(group)
    _add_selecting(group)
    group.addoption(
        "--robustgen-html",
        metavar="FILE",
        dest="robustgen_html",
        help="write the report of the run as one HTML file to FILE",
    )
    group.addoption(
        "--robustgen-json", metavar="FILE", dest="robustgen_json", help="write the verdicts as JSON to FILE"
    )


def _add_calling(group: pytest.OptionGroup) -> None:
    """Add the options about calls: how they are made, how many, at what price."""
    group.addoption(
        "--robustgen-in-flight",
        metavar="N",
        type=int,
        dest="robustgen_in_flight",
        help="the most calls of an async test or model at a time (default: 16)",
    )
    group.addoption(
        "--robustgen-timeout",
        metavar="S",
        type=float,
        dest="robustgen_timeout",
        help="seconds one call of a robustgen.model may take; one that takes longer is a `timeout`",
    )
    group.addoption(
        "--robustgen-isolate",
        action="store_true",
        dest="robustgen_isolate",
        help="call every robustgen.model in a process of its own, which may crash, hang or run out of memory",
    )
    group.addoption(
        "--robustgen-cache",
        choices=("on", "off", "read", "refresh"),
        default="on",
        dest="robustgen_cache",
        help="answers of models with an id are kept in .robustgen/cache.sqlite; read: add none, refresh: ask anew",
    )
    group.addoption(
        "--robustgen-max-calls",
        metavar="N",
        type=int,
        dest="robustgen_max_calls",
        help="ask at most N inputs: a sample of the golden examples, and no more than what settles the verdicts",
    )
    group.addoption(
        "--robustgen-max-cost",
        metavar="X",
        type=float,
        dest="robustgen_max_cost",
        help="the same for money, in the currency of cost= of robustgen.model",
    )
    group.addoption(
        "--robustgen-max-time",
        metavar="S",
        type=float,
        dest="robustgen_max_time",
        help="the same for seconds of the whole run",
    )


def _add_selecting(group: pytest.OptionGroup) -> None:
    """Add the options that go into detail."""
    group.addoption(
        "--robustgen-items",
        choices=("perturbation", "variant"),
        default="perturbation",
        dest="robustgen_items",
        help="what one item is; variant: a test result for each single variant, at most 2,000 (default: perturbation)",
    )
    group.addoption(
        "--robustgen-only",
        metavar="ID",
        action="append",
        default=[],
        dest="robustgen_only",
        help="run the variant with this id alone, as an item of its own; may be given several times",
    )
    group.addoption(
        "--robustgen-minimise",
        metavar="CALLS",
        type=int,
        default=50,
        dest="robustgen_minimise",
        help="the most calls a failing item makes to find the smallest change that still breaks (default: 50)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Add the marker; where results come together, what gathers them."""
    config.addinivalue_line("markers", _MARKER)
    _map_gates(config)
    if _goes_into_detail(config):
        config.option.robustgen = True  # on workers of xdist too: they get these options
    for option, least in (("trials", 1), ("in-flight", 1), ("minimise", 0)):
        given = config.getoption(f"robustgen_{option.replace('-', '_')}")
        if given is not None and given < least:
            raise pytest.UsageError(f"--robustgen-{option} is {given}: expected {least} or more")
    limit = config.getoption("robustgen_timeout")
    if limit is not None and not limit > 0:
        raise pytest.UsageError(f"--robustgen-timeout is {limit}: expected seconds, more than 0")
    if any(config.getoption(f"robustgen_max_{of}") is not None for of in ("calls", "cost", "time")):
        from pytest_robustgen.budget import check_options

        check_options(config)
    if config.getoption("robustgen") and not is_worker(config):
        from pytest_robustgen.gate import Gatekeeper

        config.pluginmanager.register(Gatekeeper(config), "robustgen-gatekeeper")
        from pytest_robustgen.stopping import Stopped

        config.pluginmanager.register(Stopped(config), "robustgen-stopped")


@pytest.fixture(scope="session")
def robustgen_same_as_clean() -> Callable[[Any], None]:
    """Hold an output against the model's own answer to the clean input, in a test with vary=; elsewhere accept it."""
    from robustgen.case import RUNNING

    def same_as_clean(output: Any) -> None:
        running = RUNNING.get()
        if running is not None:
            running.same_as_clean(output)

    return same_as_clean


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Generator[None, object, object]:
    """Make one item a perturbation of a marked test; around every other parameter, so that ours stands last."""
    if metafunc.definition.get_closest_marker("robustgen") is None:
        return (yield)
    with _collecting(metafunc.config).parametrizing(metafunc):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse marked tests that cannot be run, and stop on errors of usage."""
    marked = [item for item in items if item.get_closest_marker("robustgen") is not None]
    if marked or config.getoption("robustgen_only"):
        _collecting(config)
    if marked:
        import unittest

        for item in marked:
            cls = getattr(item, "cls", None)
            if isinstance(cls, type) and issubclass(cls, unittest.TestCase):
                _collecting(config).refuse_unittest(item)
    found = config.stash.get(COLLECTING, None)
    if found is not None:
        found.settle(items)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say which options were given that do nothing without --robustgen, for a gate that is not there cannot fail."""
    if not config.getoption("robustgen"):
        strict = ["--robustgen-require-complete"] if config.getoption("robustgen_require_complete") else []
        if given := [*given_of_wholes(config), *strict]:
            terminalreporter.write_line(f"not used without --robustgen: {', '.join(given)}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep the errors of usage that a worker of xdist reports."""
    errors = getattr(node, "workeroutput", {}).get(ERRORS)
    if errors:
        node.config.stash.setdefault(WORKER_ERRORS, []).extend(errors)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Turn errors of usage that workers reported into pytest's own: exit code 4."""
    result = yield
    errors = session.config.stash.get(WORKER_ERRORS, None)
    if errors:
        raise pytest.UsageError("\n".join(dict.fromkeys(errors)))
    return result


def is_worker(config: pytest.Config) -> bool:
    """Return whether this process is a worker of xdist."""
    return hasattr(config, "workerinput")


def run_folder(config: pytest.Config) -> Path:
    """Return where a run with --robustgen leaves its files."""
    given = config.getoption("robustgen_run")
    return config.invocation_params.dir / given if given else config.rootpath / ".robustgen" / "last"


def given_of_wholes(config: pytest.Config) -> list[str]:
    """Return the options that were given and mean whole runs with --robustgen."""
    return [f"--{name.replace('_', '-')}" for name, usual in _OF_WHOLES.items() if config.getoption(name) != usual]


def verbosity(config: pytest.Config) -> int:
    """Return how often -v was given, less -q; 0 where the terminal plugin, whose option it is, is left out."""
    return int(config.getoption("verbose", 0))


def _goes_into_detail(config: pytest.Config) -> bool:
    """Return whether single variants are asked for, which --robustgen goes without saying for."""
    if config.getoption("robustgen_only") or config.getoption("robustgen_items") == "variant":
        return True
    return any(_VARIANT_ARGUMENT.search(argument) for argument in config.args)


def _collecting(config: pytest.Config) -> Collecting:
    """Return what collects and runs marked tests; imported and registered for the first of them."""
    found = config.stash.get(COLLECTING, None)
    if found is None:
        from pytest_robustgen.collecting import Collecting

        found = config.stash[COLLECTING] = Collecting(config)
        config.pluginmanager.register(found, "robustgen-collecting")
    return found


def _map_gates(config: pytest.Config) -> None:
    """Let the node id of a gate, given as an argument, mean the whole of its test."""
    only: dict[tuple[Path, str], set[str]] = {}
    for place, argument in enumerate(config.args):
        match = _GATE_ARGUMENT.fullmatch(argument)
        if match is None:
            continue
        path, names, parameters = match.groups()
        config.args[place] = f"{path}::{names}"
        if parameters is not None and f"{path}::{names}" not in config.invocation_params.args:
            key = (config.invocation_params.dir / path).resolve(), names
            only.setdefault(key, set()).add(parameters)
    if only:
        config.stash[ONLY] = only
    config.args[:] = dict.fromkeys(config.args)
