"""The call seam: every call to a user's model goes through here."""

from __future__ import annotations

from robustgen.predict.asking import arun, run
from robustgen.predict.model import Model, Predictor, model

__all__ = ["Model", "Predictor", "arun", "model", "run"]
