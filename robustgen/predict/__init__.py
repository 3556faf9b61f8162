"""The call seam: every call to a user's model goes through here."""

from __future__ import annotations

from robustgen.predict.asking import arun, run
from robustgen.predict.cache import Cache, caching
from robustgen.predict.model import Model, Predictor, model, model_of
from robustgen.predict.session import Session, current, repeated, use

__all__ = [
    "Cache",
    "Model",
    "Predictor",
    "Session",
    "arun",
    "caching",
    "current",
    "model",
    "model_of",
    "repeated",
    "run",
    "use",
]
