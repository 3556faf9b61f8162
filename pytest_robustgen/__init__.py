"""Run a model's tests over adversarial variants: `pytest --robustgen`."""

from __future__ import annotations


class RobustgenWarning(UserWarning):
    """Something in a marked test, or in a run, that may not mean what its author thinks."""
