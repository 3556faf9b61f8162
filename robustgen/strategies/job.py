"""One perturbation on one example as Hypothesis draws from it: places and options by number, one after the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from math import isqrt
from typing import Any, TypeAlias
from zlib import crc32

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from robustgen.composition import compose
from robustgen.definition import SEVERITIES, Perturbation, Subject
from robustgen.edits import Change, Edit, to_json
from robustgen.errors import UsageError
from robustgen.examples import MISSING
from robustgen.gates.structure import Rejected, admit
from robustgen.places import Mixture, Places
from robustgen.planning import Plan
from robustgen.proposing import Proposer
from robustgen.taking import Taken
from robustgen.variant import Variant, encode

TRIES = 100
"""How many options are tried before a perturbation is said to have none that passes tier 0."""
MANY = 500
"""Up to this many places of an all-or-nothing perturbation each is drawn in or out; of more, a few are drawn."""

Pick: TypeAlias = tuple[int, int]
"""The number of a place and that of its option."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked `variants` for."""

    perturb: tuple[str | Perturbation, ...]
    severity: int | None
    max_changes: int | None
    label_map: Mapping[str, Any]

    def check(self) -> None:
        """Refuse numbers that mean nothing."""
        if self.max_changes is not None and (type(self.max_changes) is not int or self.max_changes < 1):
            raise UsageError(f"max_changes is {self.max_changes!r}: it must be an integer from 1, or None")
        if self.severity is not None and (type(self.severity) is not int or self.severity not in SEVERITIES):
            raise UsageError(f"severity must be 1, 2, 3, 4 or 5, not {self.severity!r}")


class Job:
    """One perturbation on one example, and the drawing of its variants."""

    def __init__(self, perturbation: Perturbation, subject: Subject, plan: Plan, asked: Asked) -> None:
        """Find the places, and the simplest changes that pass tier 0.

        Raises:
            Rejected: there are none, with the reason.
        """
        self.perturbation, self.subject, self._asked = perturbation, subject, asked
        example, amount = subject.example, perturbation.amount
        relation = perturbation.relation(example.task)
        if relation is None or not perturbation.speaks(example.language):
            raise Rejected("no contract for the task" if relation is None else "no rules for the language")
        if perturbation.rewriter is not None:
            raise Rejected("a rewriter, which lists no places to draw from")
        self._relation, self._proposer = relation, Proposer(perturbation, subject)
        if not len(self._proposer.places):
            raise Rejected("no place")
        self._flipped = plan.flipped(example) if relation == "flips" else MISSING
        if relation == "flips" and self._flipped is MISSING:
            raise Rejected("label outside the label map")
        # Half of what is all or nothing is a variant too, but it may not do to the label what the whole does.
        self._whole = amount.kind == "all" and perturbation.contract(example.task) not in ("preserves", "unknown")
        self._first = self._simplest()

    def draw(self, draw: DrawFn) -> Variant:
        """Draw a variant that passes tier 0."""
        made = self._drawn(draw)
        row = self._row(made)
        if row is None and not (self._whole or self.perturbation.links):
            passed: list[Change] = []
            for change in made:
                if self._row((*passed, change)) is not None:
                    passed.append(change)
            made, row = tuple(passed), self._row(tuple(passed))
        if row is None:
            made, row = self._first, self._row(self._first)
        return self._variant(made, row)  # type: ignore[arg-type]

    def _variant(self, changes: tuple[Change, ...], row: dict[str, Any]) -> Variant:
        expected = row.pop("expected", MISSING)
        if self._relation == "flips":
            expected = self._flipped
        sizes = zip(SEVERITIES, self._proposer.sizes(SEVERITIES), strict=True)
        severity = self._asked.severity or next((s for s, size in sizes if size >= len(changes)), SEVERITIES[-1])
        number = crc32(encode(to_json(changes)).encode())
        name = self.perturbation.id
        variant = Variant(self.subject.example, name, severity, number, 0, self._relation, expected, changes)
        variant.inputs = row
        return variant

    def _row(self, changes: tuple[Change, ...]) -> dict[str, Any] | None:
        """Return the row that `changes` make, or None where they may not be made."""
        try:
            return self._admitted(changes)
        except Rejected:
            return None

    def _admitted(self, changes: tuple[Change, ...]) -> dict[str, Any]:
        if len(changes) > (self._asked.max_changes or len(changes)):
            raise Rejected("max_changes are too few")
        return admit(self.perturbation, self.subject, changes)

    def _simplest(self) -> tuple[Change, ...]:
        """Return the simplest changes that pass tier 0.

        Raises:
            Rejected: none of those tried does; the reason is that of the first.
        """
        places, reason = self._proposer.places, Rejected("no place")
        if self._whole or self.perturbation.links:
            made = self._drawn(None)
            self._admitted(made)
            return made
        numbers = ((i, j) for i in range(len(places)) for j in range(len(_options(places, i))))
        for tried, (i, j) in enumerate(islice(numbers, TRIES)):
            try:
                self._admitted((_change(places, i, j),))
                return (_change(places, i, j),)
            except Rejected as rejected:
                reason = reason if tried else rejected
        raise reason

    def _drawn(self, draw: DrawFn | None) -> tuple[Change, ...]:
        """Draw changes that do not meet; without `draw`, the simplest."""
        one = self.perturbation
        if not one.links:
            return self._of(one, self._proposer, draw, whole=self._whole)
        subject = self.subject
        total: tuple[Change, ...] = ()
        for number, link in enumerate(one.links):  # as Proposer.propose does with a key
            step = Proposer(link, subject)
            if len(step.places) and link.speaks(subject.example.language):
                made = self._of(link, step, draw, whole=number != one.follows)
                total = compose(total, made, self.subject.row) if total else made
                subject = subject.after(made)
        return total

    def _of(self, link: Perturbation, step: Proposer, draw: DrawFn | None, *, whole: bool) -> tuple[Change, ...]:
        """Draw places and options of one link, each passed over where it meets one drawn before."""
        places, severity = step.places, self._asked.severity or SEVERITIES[-1]
        most = len(places)
        if not whole:
            asked = self.perturbation.amount.wanted((severity,), most, step.subject)[0]
            most = min(most, asked, self._asked.max_changes or most)
        picks: Iterable[Pick]
        if whole or (link.in_order and link.amount.kind != "all"):
            most = most if whole else draw(st.integers(1, most)) if draw else 1
            picks = ((i, _option(draw, places, i)) for i in range(len(places)))
        elif draw is None:
            most, picks = 1, [(0, 0)]
        elif link.amount.kind == "all" and most == len(places) <= MANY:
            picks = [(i, _option(draw, places, i)) for i in draw(_part(most))]
        else:
            picks = draw(st.lists(_pick(places), min_size=1, max_size=most, unique_by=lambda pick: pick[0]))
        return _accepted(places, picks, most)


def _accepted(places: Places | Mixture, picks: Iterable[Pick], most: int) -> tuple[Change, ...]:
    """Return the changes of the picks in their order, up to `most`, as `robustgen.taking.take` accepts them."""
    accepted: list[Change] = []
    keys: set[Hashable] = set()
    taken = None if places.disjoint else Taken()
    for i, j in picks:
        source, number = _source(places, i)
        key, change = source.key(number), _change(places, i, j)
        if (key is not None and key in keys) or (taken is not None and not taken.add(change)):
            continue
        if key is not None:
            keys.add(key)
        accepted.append(change)
        if len(accepted) == most:
            break
    return tuple(accepted)


def _source(places: Places | Mixture, i: int) -> tuple[Places, int]:
    """Return the places that number `i` lies in, and its number there: the parts of a mixture stand in a row."""
    if not isinstance(places, Mixture):
        return places, i
    for _, part in places.parts:
        if i < len(part):
            return part, i
        i -= len(part)
    raise IndexError(i)


def _options(places: Places | Mixture, i: int) -> Sequence[str | Change]:
    source, number = _source(places, i)
    return source.options(number)


def _change(places: Places | Mixture, i: int, j: int) -> Change:
    source, number = _source(places, i)
    return source.change(number, source.options(number)[j])


def _option(draw: DrawFn | None, places: Places | Mixture, i: int) -> int:
    last = len(_options(places, i)) - 1
    return draw(st.integers(0, last)) if draw and last else 0


@st.composite
def _part(draw: DrawFn, n: int) -> list[int]:
    """Draw a part of the numbers below `n`, in order: often all, half of them, or nearly none.

    Each is drawn in or out, and before it the stretch that it stands in, so that what does not matter falls out in
    stretches first. Zero is out whatever the odds: were it in for any, nothing would shrink to fewer.
    """
    odds = st.integers(0, 255 if draw(st.booleans()) else 1)
    found: list[int] = []
    width = isqrt(n)
    for start in range(0, n, width):
        stretch = range(start, min(start + width, n))
        found += draw(_stretch(stretch, odds))
    return found


@st.composite
def _stretch(draw: DrawFn, numbers: Sequence[int], odds: SearchStrategy[int]) -> list[int]:
    return [i for i in numbers if draw(odds)] if draw(odds) else []


@st.composite
def _pick(draw: DrawFn, places: Places | Mixture) -> Pick:
    i = draw(st.integers(0, len(places) - 1))
    return i, _option(draw, places, i)


class Again:
    """How a variant is made again, written out where a test fails."""

    __slots__ = ("_variant",)

    def __init__(self, variant: Variant) -> None:
        self._variant = variant

    def __repr__(self) -> str:
        variant, golden = self._variant, self._variant.golden
        number = len(variant.changes)
        head = f"{variant.perturbation}, {number} change{'s' * (number > 1)} of golden example {golden.id!r}"
        path, edits = golden.vary[0], variant.edits
        text = golden.inputs.get(path[1:])
        if isinstance(text, str) and len(golden.inputs) == 1 and {edit.path for edit in edits} == {path}:
            edits = [replace(edit, path="") for edit in edits]
        else:
            text = golden.row()
        return f"{head}:\nrg.apply({text!r}, [{', '.join(map(_call, edits))}])"


def _call(edit: Edit) -> str:
    values = ", ".join(repr(getattr(edit, field.name)) for field in fields(edit))
    return f"rg.{type(edit).__name__}({values})"
