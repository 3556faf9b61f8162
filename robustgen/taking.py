"""The keyed order in which places are taken, which is part of the suite format.

Draw below the total weight of the places not yet drawn, then that place's option at once; pass over a place whose key
is taken or whose edits meet those of an accepted one; a severity takes a prefix of what was accepted. `take` makes
changes of any places; `cuts` and `column` make the same draws without the objects, from places in one text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator
from typing import TypeAlias

from robustgen.draws import ONE_WORD, Draws, first_pair, first_pairs, pairs
from robustgen.edits import Change, Edit, Replace, conflict
from robustgen.places import Cut, Mixture, PlaceList, Places, Spots, Stretches
from robustgen.urns import Urn

Plain: TypeAlias = Spots | Stretches | PlaceList | Mixture
"""Places in one text whose options are texts; places with differing keys never overlap."""
_PLAIN = (Spots, Stretches, PlaceList, Mixture)


def is_plain(places: Places | Mixture) -> bool:
    """Return whether `cuts` can take `places`."""
    return isinstance(places, _PLAIN) and places.disjoint


def cuts(places: Plain, base: bytes, index: int, attempt: int, wanted: int) -> list[Cut]:
    """Return what `take` accepts of plain places under a key, in its order."""
    if isinstance(places, Mixture):
        draws = Draws(base, index, attempt)
        return _cuts_in_turn(_mixed_order(places, draws), draws, wanted, places.key_limit)
    if not _small(places):
        draws = Draws(base, index, attempt)
        return _cuts_in_turn(_order(places, draws, False), draws, wanted, places.key_limit)
    if wanted == 1:
        place, which = first_pair(base, index, attempt)
        weights = places.weights
        i = place * len(places) >> 32 if weights is None else weights.first(place)
        return [places.cut(i, which)]  # type: ignore[list-item]
    limit, words = places.key_limit, pairs(base, index, attempt)
    most = wanted if limit is None else min(wanted, limit)
    if isinstance(places, Spots) and places.weights is None:
        return _cuts_of_spots(places, words, most)
    urn, cut = places.urn(), places.cut
    keys: set[Hashable] = set()
    accepted: list[Cut] = []
    for _, (place, which) in zip(range(len(places)), words, strict=False):
        made = cut(urn.take(place * urn.total >> 32), which, keys)
        if made is not None:
            accepted.append(made)
            if len(accepted) == most:
                break
    return accepted


def _cuts_of_spots(places: Spots, words: Iterator[tuple[int, ...]], most: int) -> list[Cut]:
    """Return `cuts` of unweighted spots, the urn and the places written out: most of the time is spent here."""
    starts, options_at, width, spaces = places.starts, places.options_at, places.width, places.text.spaces
    moved: dict[int, int] = {}
    keys: set[int] = set()
    accepted: list[Cut] = []
    for last, (place, which) in zip(range(len(starts) - 1, -1, -1), words, strict=False):
        seat = place * (last + 1) >> 32
        start = starts[moved.get(seat, seat)]
        moved[seat] = moved.get(last, last)
        key = bisect_left(spaces, start)
        if key not in keys:
            keys.add(key)
            options = options_at(start)
            accepted.append((start, start + width, options[which * len(options) >> 32]))
            if len(accepted) == most:
                break
    return accepted


def column(places: Plain, base: bytes, wanted: int, indices: int) -> list[list[Cut]]:
    """Return the `cuts` of the first attempt of each index."""
    if wanted > 1 or isinstance(places, Mixture) or not _small(places):
        return [cuts(places, base, index, 0, wanted) for index in range(indices)]
    weights, n, cut = places.weights, len(places), places.cut
    if weights is None:
        return [[cut(place * n >> 32, which)] for place, which in first_pairs(base, indices)]  # type: ignore[list-item]
    return [[cut(weights.first(place), which)] for place, which in first_pairs(base, indices)]  # type: ignore[list-item]


def _small(places: Spots | Stretches | PlaceList) -> bool:
    """Return whether one word decides each draw."""
    return len(places) <= ONE_WORD and (places.weights is None or places.weights.sums[-1] <= ONE_WORD)


def _cuts_in_turn(order: Iterator[tuple[Places, int]], draws: Draws, wanted: int, limit: int | None) -> list[Cut]:
    accepted: list[Cut] = []
    keys: set[Hashable] = set()
    for source, i in order:
        options = source.options(i)
        option = options[draws.below(len(options))]
        key = source.key(i)
        if key is not None and key in keys:
            continue
        keys.add(key)
        start, end = source.span(i)  # type: ignore[attr-defined]
        accepted.append((start, end, option))  # type: ignore[arg-type]
        if len(accepted) == wanted or len(accepted) == limit:
            break
    return accepted


def take(places: Places | Mixture, draws: Draws, wanted: int, *, in_order: bool = False) -> list[Change]:
    """Return the first `wanted` changes that the keyed order accepts, or all there are.

    `in_order` takes places first to last and draws their options only.
    """
    accepted: list[Change] = []
    keys: set[Hashable] = set()
    taken = None if places.disjoint else Taken()
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
    left = [(weight, number) for number, (weight, places) in enumerate(mixture.parts) if len(places)]
    urns: dict[int, Urn] = {}  # made when a part is first drawn
    total = sum([weight for weight, _ in left])
    while left:
        drawn = draws.below(total)
        seat = 0
        while drawn >= left[seat][0]:
            drawn -= left[seat][0]
            seat += 1
        weight, number = left[seat]
        places = mixture.parts[number][1]
        urn = urns.get(number)
        if urn is None:
            urn = urns[number] = places.urn()
        i = urn.draw(draws)
        if not urn.left:
            del left[seat]
            total -= weight
        yield places, i


class Taken:
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
