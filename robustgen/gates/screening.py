"""Gates together: the cheap ones first, the dear ones see only what passed, and every rejection is counted."""

from __future__ import annotations

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


def screen(pairs: Iterable[Pair | tuple[str, str]], gates: Sequence[str | Gate] = TIER1) -> Screening:
    """Return what gates make of pairs: each gate sees, in one batch, what those before it kept.

    Args:
        pairs: pairs, or (source, candidate).
        gates: gates and names of gates, by tier and then in the order given; all of tier 1 by default.

    Raises:
        UnknownName: there is no gate of that name.
        UsageError: a similarity gate or a judge stands alone, or a gate answers for another number of pairs.
    """
    wanted = sorted((resolve(one) if isinstance(one, str) else one for one in gates), key=lambda gate: gate.tier)
    _accompanied(wanted)
    asked = tuple(one if isinstance(one, Pair) else Pair(*one) for one in pairs)
    found: list[Rejected | None] = [None] * len(asked)
    left = list(range(len(asked)))
    for gate in wanted:
        if not left:
            break
        answers = gate.check([asked[i] for i in left])
        if len(answers) != len(left):
            raise UsageError(f"gate {gate.name!r} answered for {len(answers)} pairs where {len(left)} were asked")
        for i, answer in zip(left, answers, strict=True):
            found[i] = answer
        left = [i for i in left if found[i] is None]
    return Screening(asked, tuple(found))


def check_pairs(pairs: Iterable[Pair | tuple[str, str]], gates: Sequence[str | Gate] = TIER1) -> list[Rejected | None]:
    """Return, for each pair, None to keep it or why the first gate rejects it; arguments as `screen` has them.

    >>> check_pairs([("We sold 3 cars.", "We sold three cars."), ("We sold 3 cars.", "We sold 4 cars.")])
    [None, Rejected(facts: number changed ('3' became '4'))]
    """
    return list(screen(pairs, gates).rejections)


def _accompanied(gates: Sequence[Gate]) -> None:
    """Refuse gates that need another beside them."""
    for gate in gates:
        needs: tuple[str, ...] = getattr(gate, "needs", ())
        for need in needs:
            if not any(other.name.partition(":")[0] == need for other in gates):
                raise UsageError(
                    f"gate {gate.name!r} does not stand alone: it does not see what {need!r} sees (negations, "
                    f"exchanged roles); give both: {[need, gate.name]!r}"
                )
