"""Which golden examples a budget is spent on: the same for every perturbation, in an order that only their ids decide.

The order is keyed and stratified by expected label: each stretch of it holds the labels about as all of the data does.
A sample is what comes first of it, so that a larger budget only adds to a smaller one's sample, night after night.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from robustgen.draws import Draws, base_key
from robustgen.evaluation import labels_of
from robustgen.examples import Example
from robustgen.variant import Variant, clean_case

_SEED = 0


@dataclass(frozen=True, slots=True)
class Drawable:
    """One item's golden examples that have variants in it, in the keyed order, and how many variants each has."""

    golden: tuple[str, ...]
    variants: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the items of one test would ask.

    Attributes:
        parts: its items, by the id of their part.
        trials: how often everything is asked.
        workers: processes that may each ask the clean inputs.
        price: of one input; None where it is not known yet.
    """

    parts: dict[str, Drawable]
    trials: int = 1
    workers: int = 1
    price: float | None = None

    def golden(self, share: Share) -> dict[str, tuple[str, ...]]:
        """Return the golden ids that a share draws, by part."""
        return {name: one.golden[: share.of(len(one.golden))] for name, one in self.parts.items()}

    def variants(self, share: Share) -> int:
        """Return how many variants a share draws."""
        return sum(sum(one.variants[: share.of(len(one.golden))]) for one in self.parts.values())

    def calls(self, share: Share) -> int:
        """Return the most inputs that are asked with a share: a clean one by each worker that may need it."""
        askers = Counter(name for drawn in self.golden(share).values() for name in drawn)
        clean = sum(min(self.workers, count) for count in askers.values())
        return self.trials * (clean + self.variants(share))


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` equal steps: what is run of the golden examples of every perturbation, at least one of each."""

    part: int
    whole: int

    def of(self, count: int) -> int:
        """Return how many of `count` golden examples are run."""
        return -(-self.part * count // self.whole)

    def steps(self) -> Iterator[Share]:
        """Yield every share up to this one, smallest first."""
        return (Share(part, self.whole) for part in range(1, self.part + 1))


def keyed_order(golden: Sequence[Example]) -> list[str]:
    """Return golden ids in the order in which a budget runs them.

    Of a label with m golden examples, the i-th in order of its key stands at (i + u) / m of the way, where u in [0, 1)
    is drawn for the label: so every golden example is as likely to be within any stretch as any other.
    """
    closed = labels_of([clean_case(example) for example in golden]) is not None
    strata: dict[str, list[tuple[bytes, str]]] = {}
    for example in golden:
        label = json.dumps(example.expected) if closed else ""
        key = base_key(_SEED, "budget", example.id.encode("utf-8", "surrogatepass"))
        strata.setdefault(label, []).append((key, example.id))
    placed: list[tuple[float, bytes, str]] = []
    for label, held in strata.items():
        shift = Draws(base_key(_SEED, "budget/label", label.encode())).below(1 << 30) / (1 << 30)
        placed += [((at + shift) / len(held), *one) for at, one in enumerate(sorted(held))]
    return [name for _, _, name in sorted(placed)]


def drawable(order: Sequence[str], variants: Sequence[Variant]) -> Drawable:
    """Return what an item with these variants may draw from."""
    counts = Counter(variant.golden.id for variant in variants)
    golden = tuple(name for name in order if name in counts)
    return Drawable(golden, tuple(counts[name] for name in golden))


def whole_share(tests: Sequence[Asking]) -> Share:
    """Return the share that is everything, in steps of one golden example of the largest item."""
    most = max((len(part.golden) for test in tests for part in test.parts.values()), default=1) or 1
    return Share(most, most)


def largest_share(tests: Sequence[Asking], whole: Share, *, calls: float, cost: float) -> Share | None:
    """Return the largest share with which the tests together stay within calls and cost; None where none does."""

    def over(share: Share) -> bool:
        asked = [test.calls(share) for test in tests]
        price = sum((test.price or 0.0) * count for test, count in zip(tests, asked, strict=True))
        return sum(asked) > calls or price > cost

    if not over(whole):
        return whole
    steps = list(whole.steps())
    fitting = bisect_left(steps, True, key=over)
    return steps[fitting - 1] if fitting else None


def smallest(tests: Sequence[Asking], whole: Share) -> tuple[int, float]:
    """Return the calls and the cost of one golden example of every item."""
    asked = [test.calls(Share(1, whole.whole)) for test in tests]
    return sum(asked), sum((test.price or 0.0) * count for test, count in zip(tests, asked, strict=True))
