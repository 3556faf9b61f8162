"""Gates: keep a proposed variant, or reject it with a reason that is counted.

Tier 0 (`structure`) looks at every variant, whatever made it. The others look at what a rewriter handed in:

    from robustgen.gates import check_pairs
    check_pairs([("We sold 3 cars.", "We sold 4 cars.")])      # [Rejected(facts: number changed ('3' became '4'))]
    check_pairs(pairs, ["facts", "wording", "similarity:minilm"])

A gate of one's own is any object with `name`, `tier` and `check(pairs)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from robustgen.gates.judge import Judge
    from robustgen.gates.names import TIER1, known, resolve
    from robustgen.gates.protocol import Gate, Pair, Rejected
    from robustgen.gates.screening import Screening, check_pairs, screen

__all__ = [
    "TIER1",
    "Gate",
    "Judge",
    "Pair",
    "Rejected",
    "Screening",
    "check_pairs",
    "known",
    "resolve",
    "screen",
]

_WHERE = {
    "judge": ("Judge",),
    "names": ("TIER1", "known", "resolve"),
    "protocol": ("Gate", "Pair", "Rejected"),
    "screening": ("Screening", "check_pairs", "screen"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: tier 0, which every import of robustgen needs, loads none of the rest."""
    from importlib import import_module

    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"robustgen.gates.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
