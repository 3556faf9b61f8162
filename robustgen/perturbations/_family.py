"""A family is a folder: every module in it is imported, and each adds its perturbations to the catalogue."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence


def load(name: str, path: Sequence[str]) -> None:
    """Import every module of the package `name` whose folder is `path`, in the order of their names."""
    for module in sorted(found.name for found in pkgutil.iter_modules(path)):
        importlib.import_module(f"{name}.{module}")
