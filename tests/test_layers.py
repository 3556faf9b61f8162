"""Who may import whom, held to the table below; and what generation may not touch, a suite being a function of a key.

A module imports what stands before it in the table: all of the lower layers, and what its own line names earlier; and
within a folder, its own folder. Imports inside functions count, those under `if TYPE_CHECKING` do not. A module that
the table does not name fails.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import robustgen

TABLE = """
0  errors unicode14 masks cached display draws edits composition strict_json resources quiet inspection
1  text reading fields task_rows examples case
2  urns places taking definition proposing registry tokendiff predict prompts settings endpoint
3  perturbations gates rewriters
4  variant planning rewriting sampling generation testing
5  manifest freezing thawing suite metrics
6  search strategies scoring reviews exporting predictions runs evaluation
7  baseline comparison history report
8  commands cli __main__
"""

# Families of perturbations import their own module or folder and these, never each other.
SHARED = {"_family", "tables", "matching", "numbers", "structured"}
HEAVY = ("pandas", "numpy", "scipy", "pytest", "typer", "rich", "jinja2", "pyarrow", "hypothesis", "torch")

ORDER = [name for line in TABLE.split("\n") for name in line.split()[1:]]
# What a suite is made by: all of it a function of golden data, seed and versions.
# What calls a model waits and retries: that decides whether there is an answer, never which.
GENERATION = [one for one in ORDER[: ORDER.index("generation") + 1] if one != "predict"] + [
    "suite",
    "freezing",
    "thawing",
]
PACKAGE = Path(robustgen.__file__).parent
PLUGIN = PACKAGE.parent / "pytest_robustgen"


def modules(package: Path) -> list[tuple[str, Path]]:
    """(dotted name below the package, file) of every module; the package itself is ""."""
    found = []
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), file))
    return found


def each(wanted: Callable[[str], bool]) -> pytest.MarkDecorator:
    """Parametrize a test over the modules of robustgen."""
    return pytest.mark.parametrize(
        ("name", "file"), [pytest.param(name, file, id=name) for name, file in modules(PACKAGE) if wanted(name)]
    )


def imports(source: str, package: str, name: str, *, within_functions: bool = True) -> Iterator[str]:
    """Dotted names that the module `name` of `package` imports; of `from a import b` both a and a.b."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not within_functions:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{package}.{name}: a relative import; write it out"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting += ast.iter_child_nodes(node)


def ours(imported: str) -> list[str]:
    """The parts of a dotted name below robustgen that are modules; none where it is not ours."""
    parts = imported.split(".")
    if parts.pop(0) != "robustgen":
        return []
    while parts and not any(
        (PACKAGE.joinpath(*parts[:-1], parts[-1] + end)).exists() for end in (".py", "/__init__.py")
    ):
        parts.pop()
    return parts


def offences(source: str, name: str) -> list[str]:
    """What the module `name` of robustgen imports against the table."""
    unit = name.partition(".")[0]
    known = ORDER[: ORDER.index(unit)] if unit in ORDER else []
    found = []
    for imported in imports(source, "robustgen", name):
        if imported.partition(".")[0] == "pytest_robustgen":
            found.append(f"robustgen.{name} imports {imported}: the plugin is built on robustgen, never the reverse")
        if imported == "robustgen" or (imported.startswith("robustgen.") and not ours(imported)):
            if unit not in ("commands", "cli") and imported != "robustgen.__version__":
                found.append(f"robustgen.{name} imports {imported} from the package: name the module")
            continue
        parts = ours(imported)
        if not parts or parts[0] == unit:
            continue
        if parts[0] not in known:
            found.append(f"robustgen.{name} imports robustgen.{'.'.join(parts)}, which stands behind it in the table")
    return found


def test_every_module_stands_in_the_table():
    found = {name.partition(".")[0] for name, _ in modules(PACKAGE)} - {""}
    assert found == set(ORDER)
    assert len(ORDER) == len(set(ORDER))


@each(lambda name: name != "")
def test_imports_go_down(name, file):
    assert offences(file.read_text(encoding="utf-8"), name) == []


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("edits", "from robustgen.suite import Suite", "behind it"),
        ("edits", "def f():\n    import robustgen.suite", "behind it"),
        ("edits", "from robustgen import suite", "behind it"),
        ("draws", "from robustgen.edits import Replace", "behind it"),
        ("thawing", "from robustgen.scoring.card import score", "behind it"),
        ("freezing", "from robustgen.thawing import read_suite", "behind it"),
        ("suite", "import robustgen", "name the module"),
        ("suite", "from robustgen import load_suite", "name the module"),
        ("cli", "from pytest_robustgen.plugin import x", "never the reverse"),
    ],
)
def test_an_import_that_goes_up_is_found(name, source, said):
    assert said in " ".join(offences(source, name))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("suite", "from robustgen.edits import Replace\nfrom robustgen import __version__, unicode14"),
        ("suite", "def f():\n    from robustgen.freezing import write_suite"),
        ("edits", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from robustgen.suite import Suite"),
        ("scoring.card", "from robustgen.scoring.verdict import judge"),
        ("commands.demo", "import robustgen as rg"),
    ],
)
def test_an_import_that_goes_down_is_not(name, source):
    assert offences(source, name) == []


@each(lambda name: name.startswith("perturbations."))
def test_families_never_import_each_other(name, file):
    family = name.split(".")[1]
    beside = {
        parts[1]
        for imported in imports(file.read_text(encoding="utf-8"), "robustgen", name)
        if len(parts := ours(imported)) > 1 and parts[0] == "perturbations"
    }
    assert beside <= SHARED | (set() if family in SHARED else {family})


def test_the_plugin_module_imports_pytest_and_the_standard_library_alone():
    imported = imports(
        (PLUGIN / "plugin.py").read_text(encoding="utf-8"), "pytest_robustgen", "plugin", within_functions=False
    )
    assert {name.partition(".")[0] for name in imported} <= {"pytest", *sys.stdlib_module_names}


@pytest.mark.parametrize(
    "code", ["import robustgen", "import robustgen; robustgen.RobustgenError", "import pytest_robustgen"]
)
def test_importing_loads_nothing_heavy(code):
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*{{name.partition('.')[0] for name in sys.modules}})"],
        env={"PYTHONPATH": str(PACKAGE.parent)}, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert set(HEAVY) & set(loaded) == set()


FORBIDDEN_MODULES = {"random", "time", "secrets", "locale", "platform"}
FORBIDDEN_CALLS = {
    "hash", "os.getcwd", "os.urandom", "os.environ", "os.getenv", "uuid.uuid1", "uuid.uuid4", "Path.cwd",
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "datetime.datetime.now", "datetime.date.today",
}  # fmt: skip


def impurities(source: str) -> list[str]:
    """What in a source depends on something else than its arguments."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            found += [
                f"line {node.lineno}: import of {name}" for name in names if name.partition(".")[0] in FORBIDDEN_MODULES
            ]
        if isinstance(node, ast.Call) and ast.unparse(node.func) in FORBIDDEN_CALLS:
            found.append(f"line {node.lineno}: {ast.unparse(node.func)}()")
        if isinstance(node, ast.Attribute) and ast.unparse(node) in FORBIDDEN_CALLS - {"hash"}:
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


# `scope` seeds other packages' global random state and puts it back; TextAttack's adapter draws within it, and puts the
# environment back as it was before the import. The others look at what is installed on this machine, and where.
IMPURE = {
    "rewriters.scope", "rewriters.textattack", "rewriters.textattack_resources", "rewriters.programs",
    "resources", "inspection",
}  # fmt: skip


@each(lambda name: name.partition(".")[0] in GENERATION and name not in IMPURE)
def test_generation_depends_on_its_arguments_alone(name, file):
    assert impurities(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import Random",
        "def f():\n    import time",
        "hash('a')",
        "import os\nos.getcwd()",
        "import os\nos.environ['A']",
        "from pathlib import Path\nPath.cwd()",
        "from datetime import datetime\ndatetime.now()",
        "import uuid\nuuid.uuid4()",
    ],
)
def test_an_impurity_is_found(source):
    assert impurities(source)
