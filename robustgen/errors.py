"""Every error of robustgen.

RobustgenError
├── UsageError (ValueError)          what was asked cannot be done as asked; exit 2 on the command line
│   ├── GoldenError                  faulty golden data: every faulty row, with file, line, column and reason
│   ├── UnknownName (LookupError)    a perturbation, preset, metric, … that does not exist; names the nearest
│   ├── ContractError                a perturbation named outright with no contract for the task or language
│   └── MissingExtra (ImportError)   an optional package is needed; names the pip line
├── EditError (ValueError)           edits that overlap, or do not fit the row they address
├── NoPlace (LookupError)            a perturbation found nothing to change in this input
├── SuiteError (ValueError)          a frozen suite that is damaged, incomplete or of an unknown format
└── PredictionError (ValueError)     a model or a predictions file gave too few, too many or unknown outputs
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class RobustgenError(Exception):
    """Base of every error of ours."""


class UsageError(RobustgenError, ValueError):
    """What was asked cannot be done as asked."""


class GoldenError(UsageError):
    """Golden data that cannot be used. `problems` holds one line a faulty row."""

    def __init__(self, message: str, *, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems

    def __reduce__(self) -> tuple[object, ...]:
        return _golden_error, (str(self), self.problems)


class UnknownName(UsageError, LookupError):
    """A name that does not exist."""


class ContractError(UsageError):
    """A perturbation asked for by name that holds no label contract for the task or language."""


class MissingExtra(UsageError, ImportError):
    """An optional package is missing."""


class EditError(RobustgenError, ValueError):
    """Edits that overlap, or do not fit what they address."""


class NoPlace(RobustgenError, LookupError):
    """A perturbation found nothing to change in this input."""


class SuiteError(RobustgenError, ValueError):
    """A frozen suite that is damaged, incomplete or of an unknown format."""


class PredictionError(RobustgenError, ValueError):
    """A model, or a file of predictions, that does not answer what was asked."""


class CallWarning(UserWarning):
    """Something about calls to a model that a reader should know, and that stops nothing."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the nearest of `known`, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _golden_error(message: str, problems: tuple[str, ...]) -> GoldenError:
    return GoldenError(message, problems=problems)
