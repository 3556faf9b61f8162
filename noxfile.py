"""The compatibility matrix of the pytest plugin, one combination of releases a session; docs/compatibility.md.

nox                                      all of it
nox -t ci                                the riskiest, about three minutes
nox -s "compat(newest-html+xdist)"       one
nox -s compat-table                      what the last run of each found, as Markdown
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from tests.compat.combinations import COMBINATIONS, Combination  # noqa: E402  (only the line above finds it)
from tests.compat.results import markdown  # noqa: E402  (the same)

RESULTS = ROOT / "build" / "compat"

nox.needs_version = ">=2024.4"
nox.options.sessions = ["compat"]
nox.options.default_venv_backend = "virtualenv"


@nox.session
@nox.parametrize("combination", [nox.param(one, id=one.id, tags=["ci"] * one.ci) for one in COMBINATIONS])
def compat(session: nox.Session, combination: Combination) -> None:
    """Run tests/compat beside plugins of other people, in an environment of its own."""
    session.install("--no-compile", "-e", ".", *combination.requirements)
    RESULTS.mkdir(parents=True, exist_ok=True)
    session.run(
        "python",
        "-m",
        "pytest",
        "-q",
        "tests/compat",
        f"--junitxml={RESULTS / combination.id}.xml",
        *session.posargs,
        env={
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # the companions are there for the runs that are checked
            "ROBUSTGEN_COMPAT": "+".join(combination.companions),
            "HF_HUB_OFFLINE": "1",
        },
    )
    shutil.rmtree(session.virtualenv.location)  # 380 MB


@nox.session(name="compat-table", venv_backend="none")
def compat_table(session: nox.Session) -> None:
    """Print what the last run of each combination found."""
    session.log("\n" + markdown(RESULTS, [one.id for one in COMBINATIONS]))
