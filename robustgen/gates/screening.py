"""Gates together: the cheap ones first, the dear ones see only what passed, and every rejection is counted."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from robustgen.errors import UsageError
from robustgen.gates.names import TIER1, resolve
from robustgen.gates.protocol import Gate, Pair, Rejected


@dataclass(frozen=True, slots=True)
class Screening:
    """What gates made of pairs.

    Attributes:
        pairs: the pairs, in order.
        rejections: for each pair None, or the first rejection.
    """

    pairs: tuple[Pair, ...]
    rejections: tuple[Rejected | None, ...]

    @property
    def kept(self) -> list[int]:
        """The places of the pairs that every gate kept."""
        return [i for i, found in enumerate(self.rejections) if found is None]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many pairs were rejected, by gate and reason."""
        counted = Counter((found.gate, found.reason) for found in self.rejections if found)
        made: dict[str, dict[str, int]] = {}
        for (gate, reason), number in sorted(counted.items()):
            made.setdefault(gate, {})[reason] = number
        return made


def screen(pairs: Iterable[Pair | tuple[str, str]], gates: str | Sequence[str | Gate] = TIER1) -> Screening:
    """Return what gates make of pairs: each gate sees, in one batch, what those before it kept.

    Args:
        pairs: pairs, or (source, candidate).
        gates: gates and names of gates, by tier and then in the order given, or one name; all of tier 1 by default.

    Raises:
        UnknownName: there is no gate of that name.
        UsageError: a similarity gate or a judge stands alone, or a gate answers for another number of pairs.
    """
    asked = tuple(one if isinstance(one, Pair) else Pair(*one) for one in pairs)
    wanted = [gates] if isinstance(gates, str) else gates
    return Screening(
        asked, tuple(cascade(asked, together(resolve(one) if isinstance(one, str) else one for one in wanted)))
    )


def cascade(asked: Sequence[Pair], gates: Sequence[Gate]) -> list[Rejected | None]:
    """Return, for each pair, None or why the first gate rejects it; each sees what those before it kept.

    Raises:
        UsageError: a gate answers for another number of pairs.
    """
    found: list[Rejected | None] = [None] * len(asked)
    left = list(range(len(asked)))
    for gate in gates:
        if not left:
            break
        answers = gate.check([asked[i] for i in left])
        if len(answers) != len(left):
            raise UsageError(f"gate {gate.name!r} answered for {len(answers)} pairs where {len(left)} were asked")
        for i, answer in zip(left, answers, strict=True):
            found[i] = answer
        left = [i for i in left if found[i] is None]
    return found


def check_pairs(
    pairs: Iterable[Pair | tuple[str, str]], gates: str | Sequence[str | Gate] = TIER1
) -> list[Rejected | None]:
    """Return, for each pair, None to keep it or why the first gate rejects it; arguments as `screen` has them.

    >>> check_pairs([("We sold 3 cars.", "We sold three cars."), ("We sold 3 cars.", "We sold 4 cars.")])
    [None, Rejected(facts: number changed ('3' became '4'))]
    """
    return list(screen(pairs, gates).rejections)


def together(gates: Iterable[Gate]) -> list[Gate]:
    """Return gates in the order in which they look: by tier, then as given.

    Raises:
        UsageError: a similarity gate or a judge among them stands without the gate that it needs.
    """
    wanted = sorted(gates, key=lambda gate: gate.tier)
    there = {gate.name.partition(":")[0] for gate in wanted}
    for gate in wanted:
        for need in getattr(gate, "needs", ()):
            if need not in there:
                why = _ALONE.get(gate.tier, "it leans on another")
                raise UsageError(
                    f"gate {gate.name!r} does not stand alone: {why}; give {need!r} beside it:"
                    f" gates={[need, gate.name]!r}, or --gate {need} --gate {shlex.quote(gate.name)}"
                )
    return wanted


_ALONE = {
    2: "it does not see negations and exchanged roles, which 'facts' does",
    3: "a model can be talked to by what it judges, and 'facts' cannot",
}
