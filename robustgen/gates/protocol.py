"""What every gate for rewritten texts is: a name, a tier, and `check`, which keeps a pair or says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Pair:
    """A golden text and what was made of it.

    Attributes:
        source: the golden text.
        candidate: what a rewriter handed in.
        language: the language both are to be in, such as "en" or "de-CH"; None for unknown.
    """

    source: str
    candidate: str
    language: str | None = None

    @property
    def base_language(self) -> str | None:
        """The language without region: "de" for "de-CH"."""
        return self.language.partition("-")[0].lower() if self.language else None


class Rejected(Exception):
    """Something that must not be kept. Tier 0 raises it, the other gates return it.

    Attributes:
        reason: one of a few words a gate has for what it finds, such as "negation lost": what is counted.
        gate: the name of the gate.
        detail: what was found in this pair, such as "'not' has nothing that answers it"; may hold untrusted text.
    """

    def __init__(self, reason: str, *, gate: str = "structure", detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.gate, self.detail = reason, gate, detail

    def __repr__(self) -> str:
        return f"Rejected({self.gate}: {self.reason}{f' ({self.detail})' if self.detail else ''})"


@runtime_checkable
class Gate(Protocol):
    """What keeps or rejects rewritten texts.

    Attributes:
        name: as the manifest counts it, parameters included: "facts", "similarity:models/minilm".
        tier: 1 for own tables alone, 2 for models, 3 for a judge; lower tiers look first.
    """

    @property
    def name(self) -> str:
        """The name that its rejections are counted under."""
        ...

    @property
    def tier(self) -> int:
        """1, 2 or 3."""
        ...

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair in order, None to keep it or why it is rejected."""
        ...


@runtime_checkable
class Outside(Protocol):
    """A gate whose verdict is an outside system's, which may give another one next time."""

    def made_by(self) -> Mapping[str, Any]:
        """Return who judges, as JSON values for the manifest."""
        ...
