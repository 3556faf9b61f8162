"""What a key draws from a perturbation's places: as many changes as a severity takes, link by link along a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, prod

from robustgen.composition import compose
from robustgen.definition import Perturbation, Subject
from robustgen.draws import Draws
from robustgen.edits import Change, Replace
from robustgen.places import Mixture, Places
from robustgen.taking import take


@dataclass(slots=True)
class Proposer:
    """One perturbation on one subject: the places found once, and the changes that a key draws from them."""

    perturbation: Perturbation
    subject: Subject
    places: Places | Mixture = field(init=False)

    def __post_init__(self) -> None:
        """Find the places."""
        self.places = self.perturbation.find(self.subject)

    def propose(
        self, base: bytes, index: int, attempt: int, severities: Sequence[int]
    ) -> dict[int, tuple[Change, ...]]:
        """Return the changes of each of `severities` under the key (base, index, attempt)."""
        if self.perturbation.links:
            return {severity: self._chained(base, index, attempt, severity) for severity in severities}
        wanted = dict(zip(severities, self.sizes(severities), strict=True))
        draws = Draws(base, index, attempt)
        in_order = self.perturbation.in_order or self.perturbation.amount.kind == "all"
        accepted = take(self.places, draws, max(wanted.values()), in_order=in_order)
        if self.perturbation.amount.kind == "length":
            return {severity: tuple(_until(accepted, self._length(severity))) for severity in severities}
        return {severity: tuple(accepted[:number]) for severity, number in wanted.items()}

    def most(self) -> float:
        """Return how many different variants there can be at severity 1, infinity where it was not counted."""
        places, amount = self.places, self.perturbation.amount
        if self.perturbation.links or isinstance(places, Mixture):
            return inf
        if amount.kind == "all":
            return prod(len(places.options(i)) for i in range(len(places)))
        return sum(len(places.options(i)) for i in range(len(places))) if self.sizes((1,)) == [1] else inf

    def sizes(self, severities: Sequence[int]) -> list[int]:
        """Return how many changes each severity asks for."""
        amount = self.perturbation.amount
        if amount.kind == "length":
            return [len(self.places)] * len(severities)
        return amount.wanted(severities, len(self.places), self.subject)

    def _length(self, severity: int) -> int:
        letters = sum(len(text.string) for _, text in self.subject.texts)
        return max(1, letters * self.perturbation.amount.steps[severity - 1] // 1000)

    def _chained(self, base: bytes, index: int, attempt: int, severity: int) -> tuple[Change, ...]:
        subject, original = self.subject, self.subject.row
        total: tuple[Change, ...] = ()
        for number, link in enumerate(self.perturbation.links):
            step = Proposer(link, subject)
            if not len(step.places) or not link.speaks(subject.example.language):
                continue
            draws = Draws(base + number.to_bytes(4, "little"), index, attempt)
            follows = number == self.perturbation.follows
            # A link of its own kind of amount is asked as the chain says; the others take all their places.
            wanted = (
                self.perturbation.amount.wanted((severity,), len(step.places), subject)[0]
                if follows
                else len(step.places)
            )
            made = tuple(take(step.places, draws, wanted, in_order=link.in_order or wanted == len(step.places)))
            total = compose(total, made, original) if total else made
            subject = subject.after(made)
        return total


def _until(accepted: list[Change], length: int) -> list[Change]:
    """Return the shortest prefix, of at least one change, that touches `length` code points."""
    size = 0
    for number, change in enumerate(accepted, 1):
        size += sum(max(e.end - e.start, len(e.text)) for e in change if isinstance(e, Replace))
        if size >= length:
            return accepted[:number]
    return accepted
