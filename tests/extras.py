"""Packages that only some users have: their tests skip without them, and fail where CI asked for all."""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest


def need(module: str, pip: str) -> Any:
    """Return the module, or skip with the line that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        line = f"needs {module}: pip install {pip}"
        if os.environ.get("ROBUSTGEN_REQUIRE_EXTRAS"):
            pytest.fail(line)
        pytest.skip(line)
