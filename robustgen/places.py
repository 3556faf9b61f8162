"""Places: where a perturbation may act, and the keyed order in which they are taken.

A place has options (what may be put there), an integer weight, and a conflict key: of two places with the same key one
at most is taken. Nothing here draws but `take`, whose order is part of the suite format: draw below the total weight
of the places not yet drawn, then that place's option at once; pass over a place whose key is taken or whose edits meet
those of an accepted one; a severity takes a prefix of what was accepted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from robustgen.draws import ONE_WORD, Draws, first_pairs
from robustgen.edits import Change, Edit, Replace, conflict, flatten, rebase
from robustgen.text import Text
from robustgen.urns import Uniform, Urn, Weighted, fenwick


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes:
        start, end: the code points [start, end) that a text option replaces; unused where options are changes.
        options: texts, or changes (tuples of edits that stand or fall together); a lazy sequence will do.
        weight: how likely the place is, beside the others; at least 1.
        key: conflict key, or None for a place that conflicts with none but by overlap.
    """

    start: int = 0
    end: int = 0
    options: Sequence[str | Change] = ()
    weight: int = 1
    key: Hashable = None


class Places(Protocol):
    """What the sampler, the search and the Hypothesis strategies read."""

    @property
    def weights(self) -> Sequence[int] | None:
        """The weights, or None where all are 1."""

    @property
    def disjoint(self) -> bool:
        """Whether two places with differing keys never overlap."""

    @property
    def key_limit(self) -> int | None:
        """How many differing keys there can be where every place has one; None where some have none."""

    def __len__(self) -> int: ...
    def urn(self) -> Urn:
        """Return the places as none is drawn yet."""

    def key(self, i: int) -> Hashable:
        """Return the conflict key of place `i`."""

    def options(self, i: int) -> Sequence[str | Change]:
        """Return the options of place `i`; never empty."""

    def change(self, i: int, option: str | Change) -> Change:
        """Return place `i` with `option` as a change of the golden row."""


class PlaceList:
    """Places listed one by one, in one text or in a whole row."""

    __slots__ = ("_path", "_places", "key_limit", "weights")
    disjoint = False

    def __init__(self, places: Sequence[Place], *, path: str = "") -> None:
        self._places = [place for place in places if len(place.options)]
        self._path = path
        weights = [place.weight for place in self._places]
        self.weights: Sequence[int] | None = None if all(w == 1 for w in weights) else weights
        keys = [place.key for place in self._places]
        self.key_limit = None if None in keys else len(set(keys))

    def __len__(self) -> int:
        return len(self._places)

    def urn(self) -> Urn:
        """Return the places as none is drawn yet."""
        return Uniform(len(self)) if self.weights is None else Weighted(self.weights, fenwick(self.weights))

    def key(self, i: int) -> Hashable:
        """Return the conflict key of place `i`."""
        return self._places[i].key

    def options(self, i: int) -> Sequence[str | Change]:
        """Return the options of place `i`."""
        return self._places[i].options

    def change(self, i: int, option: str | Change) -> Change:
        """Return place `i` with `option` as a change of the golden row."""
        place = self._places[i]
        if isinstance(option, str):
            return (Replace(self._path, place.start, place.end, option),)
        return rebase(option, self._path) if self._path else option


class Spots:
    """Many like places in one text, kept as offsets: `width` code points each, one error a word.

    `options` is asked for the places that are drawn only; `starts` ascends and holds none without options.
    """

    __slots__ = ("_options", "_tree", "path", "starts", "text", "weights", "width")
    disjoint = True

    def __init__(
        self,
        text: Text,
        starts: Sequence[int],
        options: Callable[[int], Sequence[str]],
        *,
        width: int = 1,
        weights: Sequence[int] | None = None,
    ) -> None:
        self.text, self.starts, self._options, self.width = text, starts, options, width
        self.weights = weights
        self._tree: list[int] | None = None
        self.path = ""

    def at(self, path: str) -> Spots:
        """Return these places as those of the text at `path` of a row."""
        self.path = path
        return self

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def key_limit(self) -> int:
        """The number of pieces between white space."""
        return len(self.text.spaces) + 1

    def urn(self) -> Urn:
        """Return the places as none is drawn yet."""
        return Uniform(len(self.starts)) if self.weights is None else self._weighted()

    def _weighted(self) -> Weighted:
        """Return an urn with weights; its tree is built once and copied."""
        weights = self.weights or ()
        if self._tree is None:
            self._tree = fenwick(weights)
        return Weighted(weights, self._tree)

    def key(self, i: int) -> int:
        """Return the piece between white space that place `i` lies in."""
        return self.text.word_at(self.starts[i])

    def options(self, i: int) -> Sequence[str]:
        """Return the options of place `i`."""
        return self._options(self.starts[i])

    def change(self, i: int, option: str | Change) -> Change:
        """Return place `i` with `option` as a change of the golden row."""
        start = self.starts[i]
        return (Replace(self.path, start, start + self.width, option),)  # type: ignore[arg-type]

    def cuts(self, draws: Draws, wanted: int) -> list[tuple[int, str]]:
        """Return what `take` accepts, in its order, as (start, option) pairs: the same draws without the objects."""
        starts, options_at, n = self.starts, self._options, len(self.starts)
        if n > ONE_WORD or (self.weights is not None and sum(self.weights) > ONE_WORD):  # more than one word a draw
            return [(edit.start, edit.text) for edit in flatten(take(self, draws, wanted)) if isinstance(edit, Replace)]
        spaces, word = self.text.spaces, draws.stream().__next__
        urn = None if self.weights is None else self._weighted()
        moved: dict[int, int] = {}
        keys: set[int] = set()
        most = min(wanted, self.key_limit)
        accepted: list[tuple[int, str]] = []
        for left in range(n - 1, -1, -1):
            if urn is None:  # lazy Fisher-Yates, as in Uniform
                seat = word() * (left + 1) >> 32
                start = starts[moved.get(seat, seat)]
                moved[seat] = moved.get(left, left)
            else:
                start = starts[urn.at(word())]
            options = options_at(start)
            option = options[word() * len(options) >> 32]
            key = bisect_left(spaces, start)
            if key in keys:
                continue
            keys.add(key)
            accepted.append((start, option))
            if len(accepted) == most:
                break
        return accepted

    def column(self, base: bytes, wanted: int, indices: int) -> list[list[tuple[int, str]]]:
        """Return the `cuts` of the first attempt of each index."""
        starts, options_at, n = self.starts, self._options, len(self.starts)
        if wanted > 1 or self.weights is not None or n > ONE_WORD:
            return [self.cuts(Draws(base, index), wanted) for index in range(indices)]
        made = []
        for place, which in first_pairs(base, indices):
            start = starts[place * n >> 32]
            options = options_at(start)
            made.append([(start, options[which * len(options) >> 32])])
        return made

    def clear_of(self, regions: Sequence[tuple[int, int]]) -> bool:
        """Return whether no place meets or touches any of `regions`; the starts must ascend."""
        return all([bisect_left(self.starts, a - self.width) == bisect_left(self.starts, b + 1) for a, b in regions])


class Joined:
    """The places of several texts of one row, one after the other."""

    __slots__ = ("_parts", "_starts", "disjoint", "key_limit", "weights")

    def __init__(self, parts: Sequence[Places]) -> None:
        self._parts = parts
        self._starts = [0]
        for part in parts:
            self._starts.append(self._starts[-1] + len(part))
        self.disjoint = all(part.disjoint for part in parts)
        weighted = any(part.weights is not None for part in parts)
        self.weights = [w for part in parts for w in part.weights or [1] * len(part)] if weighted else None
        limits = [part.key_limit for part in parts]
        self.key_limit = None if None in limits else sum(limit for limit in limits if limit is not None)

    def __len__(self) -> int:
        return self._starts[-1]

    def urn(self) -> Urn:
        """Return the places as none is drawn yet."""
        return Uniform(len(self)) if self.weights is None else Weighted(self.weights, fenwick(self.weights))

    def _part(self, i: int) -> tuple[int, int]:
        part = bisect_left(self._starts, i + 1) - 1
        return part, i - self._starts[part]

    def key(self, i: int) -> Hashable:
        """Return the conflict key of place `i`."""
        part, j = self._part(i)
        key = self._parts[part].key(j)
        return None if key is None else (part, key)

    def options(self, i: int) -> Sequence[str | Change]:
        """Return the options of place `i`."""
        part, j = self._part(i)
        return self._parts[part].options(j)

    def change(self, i: int, option: str | Change) -> Change:
        """Return place `i` with `option` as a change of the golden row."""
        part, j = self._part(i)
        return self._parts[part].change(j, option)


@dataclass(frozen=True, slots=True)
class Mixture:
    """The places of several perturbations; a part is drawn by weight among those with places left, then its place."""

    parts: tuple[tuple[int, Places], ...]

    def __len__(self) -> int:
        return sum(len(places) for _, places in self.parts)

    @property
    def key_limit(self) -> int | None:
        """That of spots in one text, which share their keys; None for other parts."""
        texts = {id(places.text) if isinstance(places, Spots) else None for _, places in self.parts}
        return self.parts[0][1].key_limit if len(texts) == 1 and None not in texts else None


def take(places: Places | Mixture, draws: Draws, wanted: int, *, in_order: bool = False) -> list[Change]:
    """Return the first `wanted` changes that the keyed order accepts, or all there are.

    `in_order` takes places first to last and draws their options only.
    """
    accepted: list[Change] = []
    keys: set[Hashable] = set()
    taken = None if not isinstance(places, Mixture) and places.disjoint else _Taken()
    limit = places.key_limit
    order = _mixed_order(places, draws) if isinstance(places, Mixture) else _order(places, draws, in_order)
    for source, i in order:
        options = source.options(i)
        option = options[draws.below(len(options))]
        key = source.key(i)
        if key is not None and key in keys:
            continue
        change = source.change(i, option)
        if taken is not None and not taken.add(change):
            continue
        if key is not None:
            keys.add(key)
        accepted.append(change)
        if len(accepted) == wanted or len(accepted) == limit:
            break
    return accepted


def _order(places: Places, draws: Draws, in_order: bool) -> Iterator[tuple[Places, int]]:
    if in_order:
        for i in range(len(places)):
            yield places, i
        return
    urn = places.urn()
    while urn.left:
        yield places, urn.draw(draws)


def _mixed_order(mixture: Mixture, draws: Draws) -> Iterator[tuple[Places, int]]:
    urns = [(weight, places, places.urn()) for weight, places in mixture.parts if len(places)]
    while urns:
        drawn = draws.below(sum(weight for weight, _, _ in urns))
        number = 0
        while drawn >= urns[number][0]:
            drawn -= urns[number][0]
            number += 1
        _, places, urn = urns[number]
        i = urn.draw(draws)
        if not urn.left:
            del urns[number]
        yield places, i


class _Taken:
    """The edits accepted so far, to find whether another change meets them."""

    __slots__ = ("_others", "_texts")

    def __init__(self) -> None:
        self._texts: dict[str, list[tuple[int, int]]] = {}
        self._others: list[Edit] = []

    def add(self, change: Change) -> bool:
        """Take `change` unless it meets what was taken; say whether it was."""
        if any(self._meets(edit) for edit in change):
            return False
        for edit in change:
            if isinstance(edit, Replace):
                regions = self._texts.setdefault(edit.path, [])
                regions.insert(bisect_left(regions, (edit.start, edit.end)), (edit.start, edit.end))
            else:
                self._others.append(edit)
        return True

    def _meets(self, edit: Edit) -> bool:
        if any(conflict(edit, other) for other in self._others):
            return True
        if not isinstance(edit, Replace):
            return any(conflict(edit, Replace(path, a, b, "")) for path, spans in self._texts.items() for a, b in spans)
        regions = self._texts.get(edit.path)
        if not regions:
            return False
        i = bisect_left(regions, (edit.start, edit.end))
        near = regions[max(0, i - 2) : i + 2]
        return any(conflict(edit, Replace(edit.path, a, b, "")) for a, b in near)
