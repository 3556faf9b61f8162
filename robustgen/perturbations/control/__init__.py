"""The family control: the meaning changes on purpose. A model that answers as before is deaf, not robust."""

from __future__ import annotations

from robustgen.perturbations.control import negate, quantity

__all__ = ["negate", "quantity"]
