"""Each project and each run of it is made once a session; the releases in use stand in the JUnit file."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from tests.compat.combinations import COMPANIONS
from tests.compat.project import USED, add_own_tests, run, write, write_plain

collect_ignore = [
    *([] if USED else ["test_in_use.py"]),
    *([] if "timeout" in USED else ["test_timeout.py"]),
]


@pytest.fixture(scope="session", autouse=True)
def releases(record_testsuite_property):
    for name in ("pytest", *dict.fromkeys(COMPANIONS[name].pip for name in USED)):
        record_testsuite_property(name, version(name))


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory):
    """The folder of a project: of which model, beside the companions or without them."""
    made = {}

    def folder(model, *, beside):
        key = model, beside
        if key not in made:
            made[key] = tmp_path_factory.mktemp("project") / model
            if model == "none":
                write_plain(made[key])
            else:
                write(made[key], fragile=model == "fragile")
                if beside:
                    add_own_tests(made[key])
        return made[key]

    return folder


@pytest.fixture(scope="session")
def run_of(folder_of):
    """What is seen of a run: of which model, with which arguments, beside the companions or without them."""
    seen = {}

    def of(model, *args, beside):
        key = model, args, beside
        if key not in seen:
            given = [part for name in USED for part in COMPANIONS[name].args] if beside else []
            seen[key] = run(folder_of(model, beside=beside), *given, *args, beside=beside)
        return seen[key]

    return of
