"""What a test, a metric or a predictor sees of one golden example or variant."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, Protocol

from robustgen.errors import UsageError


class Unanswered(Exception):
    """An output that is no answer: refused, unparsable, none of the labels. Metrics return it, tests raise it."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Failed(Exception):
    """A call that came to no answer: an output for metrics, raised in tests that call a model themselves.

    Attributes:
        status: "error" (a declared error that retries did not mend), "timeout", or "wrong": the model raised something
            else on this input, or died of it.
        kind: the type of exception, or what ended the model's process.
        reason: its message.
    """

    def __init__(self, status: Literal["error", "timeout", "wrong"], kind: str, reason: str = "") -> None:
        super().__init__(status, kind, reason)
        self.status, self.kind, self.reason = status, kind, reason

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}" if self.reason else self.kind


class Running(Protocol):
    """The call of a test function for one case, while it is under way."""

    def same_as_clean(self, output: Any) -> None:
        """Hold an output against the answer to the clean input."""


RUNNING: ContextVar[Running | None] = ContextVar("robustgen_running", default=None)
"""The call that is under way here: in this thread, or in this task of an event loop."""


@dataclass(frozen=True, slots=True)
class Case:
    """One input with what is expected of it.

    Attributes:
        text: the first varied field, changed; a JSON text where that field is no string.
        inputs: the whole golden row with the changes in it, without the expected value.
        expected: the expected value of this input; `MISSING` where golden data has none.
        relation: how the right answer relates to the golden one: same, differs, flips or monotone.
        id: the variant's id, or the golden id for a clean input.
        golden_id: the golden example this was made from.
        perturbation: name@version, or None for a clean input.
        severity: 1 to 5, or 0 for a clean input.
        tags: the golden example's tags.
    """

    text: str
    inputs: dict[str, Any]
    expected: Any
    relation: str
    id: str
    golden_id: str
    perturbation: str | None
    severity: int
    tags: tuple[str, ...]

    def unanswered(self, reason: str = "") -> NoReturn:
        """Record this case as unanswered, neither right nor wrong, and end it."""
        raise Unanswered(reason)

    def same_as_clean(self, output: Any) -> None:
        """Hold an output against the model's own answer to the clean input; a clean input's own is noted.

        For golden data without expected values: what the test then measures is consistency, not accuracy. Outputs are
        compared as the metric "same_as_clean" does; several a case are compared in the order of the calls.

        Raises:
            AssertionError: it is another than that of the clean input.
            Unanswered: there is none, here or of the clean input.
            UsageError: called outside of a test that robustgen runs.
        """
        __tracebackhide__ = True  # pytest shows the line of the test
        running = RUNNING.get()
        if running is None:
            raise UsageError(
                "case.same_as_clean is for tests that pytest runs with the marker robustgen; "
                "robustgen.evaluate and robustgen.check have metric='same_as_clean'"
            )
        running.same_as_clean(output)
