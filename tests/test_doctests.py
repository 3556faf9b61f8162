"""Every example in a docstring shows what really comes out."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import robustgen

MODULES = sorted(found.name for found in pkgutil.walk_packages(robustgen.__path__, "robustgen."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0
