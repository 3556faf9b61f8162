"""Adversarial robustness test suites from a few golden examples, run by pytest, with error bars that hold."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each public name lives; loaded when it is first asked for, so that importing robustgen costs next to nothing.
_HOMES = {
    "Card": "scoring.card",
    "Candidate": "rewriters.protocol",
    "Case": "case",
    "Example": "examples",
    "Failed": "case",
    "Insert": "edits",
    "Limits": "scoring.verdict",
    "MISSING": "examples",
    "NoPlace": "errors",
    "Order": "edits",
    "Place": "places",
    "Remove": "edits",
    "Replace": "edits",
    "Rejected": "gates.structure",
    "Request": "rewriters.protocol",
    "RobustgenError": "errors",
    "Set": "edits",
    "Span": "examples",
    "Suite": "suite",
    "Text": "text",
    "Unanswered": "case",
    "UsageError": "errors",
    "Variant": "variant",
    "apply": "edits",
    "chain": "definition",
    "count": "definition",
    "diff": "suite",
    "evaluate": "evaluation",
    "generate": "suite",
    "list_perturbations": "registry",
    "load_suite": "suite",
    "minimise": "search",
    "mix": "definition",
    "model": "predict",
    "perturb": "generation",
    "perturbation": "registry",
    "read_examples": "examples",
    "register": "registry",
    "rewriter": "rewriters.protocol",
    "score": "scoring.card",
    "share": "definition",
    "verify": "suite",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'robustgen' has no attribute {name!r}")
    value = getattr(import_module(f"robustgen.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


if TYPE_CHECKING:
    from robustgen.case import Case as Case
    from robustgen.case import Failed as Failed
    from robustgen.case import Unanswered as Unanswered
    from robustgen.definition import chain as chain
    from robustgen.definition import count as count
    from robustgen.definition import mix as mix
    from robustgen.definition import share as share
    from robustgen.edits import Insert as Insert
    from robustgen.edits import Order as Order
    from robustgen.edits import Remove as Remove
    from robustgen.edits import Replace as Replace
    from robustgen.edits import Set as Set
    from robustgen.edits import apply as apply
    from robustgen.errors import NoPlace as NoPlace
    from robustgen.errors import RobustgenError as RobustgenError
    from robustgen.errors import UsageError as UsageError
    from robustgen.evaluation import evaluate as evaluate
    from robustgen.examples import MISSING as MISSING
    from robustgen.examples import Example as Example
    from robustgen.examples import Span as Span
    from robustgen.examples import read_examples as read_examples
    from robustgen.gates.structure import Rejected as Rejected
    from robustgen.generation import perturb as perturb
    from robustgen.places import Place as Place
    from robustgen.predict import model as model
    from robustgen.registry import list_perturbations as list_perturbations
    from robustgen.registry import perturbation as perturbation
    from robustgen.registry import register as register
    from robustgen.rewriters.protocol import Candidate as Candidate
    from robustgen.rewriters.protocol import Request as Request
    from robustgen.rewriters.protocol import rewriter as rewriter
    from robustgen.scoring.card import Card as Card
    from robustgen.scoring.card import score as score
    from robustgen.scoring.verdict import Limits as Limits
    from robustgen.search import minimise as minimise
    from robustgen.suite import Suite as Suite
    from robustgen.suite import diff as diff
    from robustgen.suite import generate as generate
    from robustgen.suite import load_suite as load_suite
    from robustgen.suite import verify as verify
    from robustgen.text import Text as Text
    from robustgen.variant import Variant as Variant
