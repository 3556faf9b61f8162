"""The smallest set of changes that still breaks a model: delta debugging over the changes of a variant."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from robustgen.case import Case
from robustgen.display import visible
from robustgen.edits import Change, Edit, apply, flatten
from robustgen.errors import EditError, UsageError
from robustgen.examples import MISSING
from robustgen.variant import Variant, clean_case, first_text

Breaks = Callable[[Case], bool]
_Told = Generator[Case, bool | None, bool]


@dataclass(frozen=True, slots=True)
class Minimal:
    """What `minimise` found.

    Attributes:
        changes: the changes that still break the model, in the variant's order; empty where the golden example itself
            does.
        calls: how often `breaks` was asked.
        proven: whether without any single one of `changes` the model does not break; False where `max_calls` ran out.
    """

    changes: tuple[Change, ...]
    calls: int
    proven: bool
    _case: Case = field(repr=False)

    def case(self) -> Case:
        """Return what a test sees of the golden example with those changes alone; the model breaks on it."""
        return self._case

    @property
    def edits(self) -> list[Edit]:
        """The edits of the changes; `rg.apply(golden row, edits)` makes the row."""
        return flatten(self.changes)

    @property
    def text(self) -> str:
        """The first varied field with the changes in it."""
        return self._case.text


def minimise(variant: Variant, breaks: Breaks, *, max_calls: int = 200) -> Minimal:
    """Return the smallest part of a variant's changes found to break a model still.

    Changes are dropped in halves, quarters and so on (Zeller and Hildebrandt's ddmin), in the order they stand in, so
    that a deterministic `breaks` gives the same answer every time. No set of changes is asked about twice; one whose
    edits cannot apply without the others counts as not breaking.

    Args:
        variant: a variant that breaks the model with all its changes.
        breaks: gets a Case and says whether the model breaks on it: `lambda case: predict([case.text])[0] !=
            case.expected`. What it raises goes through.
        max_calls: the most calls of `breaks`, at least 1; when they are used up, the smallest part so far is returned.

    Raises:
        UsageError: the variant does not break the model, so that there is nothing to look for.

    Source: A. Zeller, R. Hildebrandt, Simplifying and Isolating Failure-Inducing Input, IEEE TSE 28 (2002). The empty
    set is asked about too, at the end: an example that breaks without any change says more than one change that does.
    """
    if type(max_calls) is not int or max_calls < 1:
        raise UsageError(f"max_calls is {max_calls!r}: it must be an integer from 1")
    steps = minimising(variant)
    case = next(steps)
    calls = 0
    try:
        while True:
            calls += 1
            case = steps.send(bool(breaks(case)) if calls <= max_calls else None)
    except StopIteration as done:
        found: Minimal | None = done.value
    if found is None:
        raise UsageError(
            f"{visible(variant.id, 120)} does not break this model with all its changes, so no part of them is to "
            "blame; pass a variant that fails, and a `breaks` that is True where the model fails"
        )
    return found


def minimising(variant: Variant) -> Generator[Case, bool | None, Minimal | None]:
    """Yield one case after the other, and take whether the model breaks on it; None ends the search with what it has.

    It returns what `minimise` does, None where the variant does not break the model with all its changes. So whoever
    asks may ask for several variants at once, or await the answers.
    """
    asked = _Asked(variant)
    everything = asked.smallest
    kept, proven = everything, True
    try:
        if not (yield from asked.breaks(everything)):
            return None
        kept = yield from _ddmin(kept, asked)
    except _Spent:
        kept, proven = asked.smallest, False
    changes = tuple(variant.changes[i] for i in kept)
    return Minimal(changes, asked.calls, proven, asked.case(kept))


class _Spent(Exception):
    """All calls are used up."""


class _Asked:
    """What was asked about which changes, by number."""

    def __init__(self, variant: Variant) -> None:
        self._variant = variant
        self._known: dict[tuple[int, ...], bool] = {}
        self.calls = 0
        self.smallest: tuple[int, ...] = tuple(range(len(variant.changes)))

    def breaks(self, part: tuple[int, ...]) -> _Told:
        """Return whether the model breaks on the golden example with the changes of these numbers."""
        if part in self._known:
            return self._known[part]
        try:
            case = self.case(part)
        except EditError:
            return self._known.setdefault(part, False)
        found = yield case
        if found is None:
            raise _Spent
        self.calls += 1
        self._known[part] = found
        if found and len(part) < len(self.smallest):
            self.smallest = part
        return found

    def case(self, part: tuple[int, ...]) -> Case:
        """Return the golden example with the changes of these numbers as a test sees it."""
        variant, golden = self._variant, self._variant.golden
        if not part:
            return clean_case(golden)
        row = apply(golden.row(), [variant.changes[i] for i in part])
        expected = row.pop("expected", MISSING)
        if variant.relation == "flips":
            expected = variant.expected
        return replace(variant.case(), text=first_text(golden, row), inputs=row, expected=expected)


def _ddmin(kept: tuple[int, ...], asked: _Asked) -> Generator[Case, bool | None, tuple[int, ...]]:
    """Return a part of `kept` that breaks and of which nothing single can be spared."""
    pieces = min(2, len(kept))
    while pieces > 1:
        bounds = [len(kept) * i // pieces for i in range(pieces + 1)]
        found = yield from _first([kept[a:b] for a, b in pairwise(bounds)], asked)
        if found is not None:
            kept, pieces = found, min(2, len(found))
            continue
        rests = [kept[:a] + kept[b:] for a, b in pairwise(bounds)] if pieces > 2 else []
        found = yield from _first(rests, asked)
        if found is not None:
            kept, pieces = found, max(pieces - 1, 2)
        elif pieces < len(kept):
            pieces = min(2 * pieces, len(kept))
        else:
            break
    return () if len(kept) == 1 and (yield from asked.breaks(())) else kept


def _first(parts: list[tuple[int, ...]], asked: _Asked) -> Generator[Case, bool | None, tuple[int, ...] | None]:
    """Return the first part that breaks."""
    for part in parts:
        if (yield from asked.breaks(part)):
            return part
    return None
