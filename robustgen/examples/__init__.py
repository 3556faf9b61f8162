"""Golden examples: what people made, and what everything else is derived from."""

from __future__ import annotations

from robustgen.examples.example import (
    MISSING,
    Example,
    Missing,
    Span,
    canonical,
    hash_id,
    pointer_to,
    said_by_user,
)
from robustgen.examples.reader import GoldenWarning, read_examples

__all__ = [
    "MISSING",
    "Example",
    "GoldenWarning",
    "Missing",
    "Span",
    "canonical",
    "hash_id",
    "pointer_to",
    "read_examples",
    "said_by_user",
]
