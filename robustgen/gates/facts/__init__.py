"""The fact check of tier 1: numbers, negations, names and roles the same, nothing turned round, added or left out.

English only: a pair in another language is kept, since nothing is known of it; numbers in figures, links and codes are
compared in any language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from robustgen.gates.facts.additions import differences as additions
from robustgen.gates.facts.language.closeness import allowed, apart
from robustgen.gates.facts.language.reading import Reading, read_pair
from robustgen.gates.facts.names import entities
from robustgen.gates.facts.negation import degrees, polarity
from robustgen.gates.facts.numbers import differences as numbers
from robustgen.gates.facts.roles import differences as roles
from robustgen.gates.protocol import Pair, Rejected

Check = Callable[[Reading, Reading], tuple[str, str] | None]

CHECKS: dict[str, Check] = {
    "numbers": numbers.differ,
    "names": entities.differ,
    "negation": polarity.differ,
    "degrees": degrees.differ,
    "roles": roles.differ,
    "additions": additions.differ,
}
"""What the gate compares, in this order; the first difference found is the reason."""


APART = {
    "number lost": 2,
    "bound changed": 2,
    "name lost": 3,
    "person changed": 0,
}
"""How many words without a counterpart both texts may have for a difference to count: with more, as many of those
found were wrong as right.

Counted at the first looks at 7,200 labelled pairs (`round-06` to `round-11` of tests/gates/pairs).
"""


class Facts:
    """Keeps a candidate that states the same facts as its source, as far as words and tables tell.

    Args:
        checks: which of CHECKS to make, all of them by default.

    >>> Facts().check([Pair("It is not cheap.", "It is expensive."), Pair("It is not cheap.", "It is cheap.")])
    [None, Rejected(facts: negation lost ('cheap' is no longer denied))]
    """

    tier = 1

    def __init__(self, *checks: str) -> None:
        self.checks = checks or tuple(CHECKS)
        self.name = ":".join(["facts", *([",".join(checks)] if checks else [])])

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or the first difference of facts."""
        return [self._checked(pair) for pair in pairs]

    def _checked(self, pair: Pair) -> Rejected | None:
        english = pair.base_language in (None, "en")
        source, candidate = read_pair(pair.source, pair.candidate)
        for name in self.checks if english else ("numbers",) if "numbers" in self.checks else ():
            found = CHECKS[name](source, candidate)
            if found and _near_enough(source, candidate, found[0]):
                return Rejected(found[0], gate=self.name, detail=found[1])
        return None


def _near_enough(source: Reading, candidate: Reading, reason: str) -> bool:
    """Return whether two texts say enough in the same words for a difference of a kind to count."""
    most = APART.get(reason)
    return most is None or apart(source, candidate)[0] <= allowed(most, source, candidate)
