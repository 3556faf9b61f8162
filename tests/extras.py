"""What only some users have: tests of it skip without, and fail where CI asked for all."""

from __future__ import annotations

import importlib
import os
from typing import Any, NoReturn

import pytest


def need(module: str, pip: str) -> Any:
    """Return the module, or skip with the line that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        lacking(module, f"pip install {pip}")


def lacking(what: str, command: str) -> NoReturn:
    """Skip for want of something, with the command that gets it; fail where CI asked for all."""
    line = f"needs {what}: {command}"
    if os.environ.get("ROBUSTGEN_REQUIRE_EXTRAS"):
        pytest.fail(line)
    pytest.skip(line)
