"""The compatibility matrix of the pytest plugin, one combination of releases a session; docs/compatibility.md.

nox                                      all of it
nox -t ci                                the riskiest six
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
_BUILT: list[Path] = []
# Make what is installed in a folder importable, after what the environment itself has.
_ADD = """
import pathlib, sys, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "robustgen.pth").write_text(sys.argv[1], encoding="utf-8")
"""

nox.needs_version = ">=2024.4"
nox.options.sessions = ["compat"]
nox.options.default_venv_backend = "virtualenv"


@nox.session
@nox.parametrize("combination", [nox.param(one, id=one.id, tags=["ci"] * one.ci) for one in COMBINATIONS])
def compat(session: nox.Session, combination: Combination) -> None:
    """Run tests/compat beside plugins of other people, in an environment of its own."""
    session.install(*combination.requirements)
    shared = _robustgen(session)
    session.run("python", "-c", _ADD, str(shared), silent=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    session.run(
        *("python", "-m", "pytest", "-q", "tests/compat", f"--junitxml={RESULTS / combination.id}.xml"),
        *session.posargs,
        env={
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # the companions are there for the runs that are checked
            "ROBUSTGEN_COMPAT": "+".join(combination.companions),
            "HF_HUB_OFFLINE": "1",
        },
    )


def _robustgen(session: nox.Session) -> Path:
    """Install robustgen and what it needs, but pytest, once an invocation: the same in every session, and 300 MB."""
    shared = Path(session.cache_dir, "robustgen").resolve()
    if not _BUILT:
        shutil.rmtree(shared, ignore_errors=True)
        needs = nox.project.load_toml(ROOT / "pyproject.toml")["project"]["dependencies"]
        into = ("python", "-m", "pip", "install", "-q", "--target", str(shared))
        session.run(*into, *(one for one in needs if not one.startswith("pytest")))
        session.run(*into, "--no-deps", str(ROOT))
        _BUILT.append(shared)
    return shared


@nox.session(name="compat-table", venv_backend="none")
def compat_table(session: nox.Session) -> None:
    """Print what the last run of each combination found."""
    session.log("\n" + markdown(RESULTS))
