"""Places: where a perturbation may act.

A place has options (what may be put there), an integer weight, and a conflict key: of two places with the same key one
at most is taken. Nothing here draws: the order in which places are taken is that of `robustgen.taking`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import le
from typing import NamedTuple, Protocol, TypeAlias

from robustgen.edits import Change, Replace, rebase
from robustgen.text import Text
from robustgen.urns import Uniform, Urn, Weights

Cut: TypeAlias = tuple[int, int, str]
"""Start and end of what is replaced in one text, and what stands there then."""


class Place(NamedTuple):
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
    def weights(self) -> Weights | None:
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


_LISTS, _TEXTS = (tuple, list), {str}


class PlaceList:
    """Places listed one by one, in one text or in a whole row."""

    __slots__ = ("_apart", "_places", "key_limit", "path", "text", "weights")

    def __init__(self, places: Sequence[Place], *, path: str = "", text: Text | None = None) -> None:
        self._places = [place for place in places if len(place[2])]
        self.path, self.text = path, text
        weights = [place[3] for place in self._places]
        self.weights = _uneven(weights)
        keys = [place[4] for place in self._places]
        self.key_limit = None if None in keys else len(set(keys))
        self._apart: bool | None = None

    def __len__(self) -> int:
        return len(self._places)

    @property
    def disjoint(self) -> bool:
        """Whether it is plain that two places with differing keys never overlap."""
        if self._apart is None:
            self._apart = self.text is not None and self._ascend()
        return self._apart

    def _ascend(self) -> bool:
        """Return whether all options are texts and places stand in order, overlapping only where they share a key."""
        last, reach, holder, known = -1, -1, None, None
        for place in self._places:
            start, end, options, _, key = place
            if start < last or ((start < reach or start == last) and (key is None or key != holder)):
                return False
            if type(options) not in _LISTS or (options is not known and set(map(type, options)) != _TEXTS):
                return False
            if end > reach or start == last:
                reach, holder = max(reach, end), key
            last, known = start, options
        return True

    def urn(self) -> Urn:
        """Return the places as none is drawn yet."""
        return Uniform(len(self)) if self.weights is None else self.weights.urn()

    def span(self, i: int) -> tuple[int, int]:
        """Return start and end of place `i`."""
        place = self._places[i]
        return place.start, place.end

    def cut(self, i: int, word: int, keys: set[Hashable] | None = None) -> Cut | None:
        """Return place `i` with the option that a word draws; None where its key is in `keys`, which gain it."""
        start, end, options, _, key = self._places[i]
        if keys is not None and key is not None:
            if key in keys:
                return None
            keys.add(key)
        return start, end, options[word * len(options) >> 32]  # type: ignore[return-value]

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
            return (Replace(self.path, place.start, place.end, option),)
        return rebase(option, self.path) if self.path else option


class Spots:
    """Many like places in one text, kept as offsets: `width` code points each, one error a word.

    `options` is asked for the places that are drawn only; `starts` ascends and holds none without options.
    """

    __slots__ = ("options_at", "path", "starts", "text", "weights", "width")
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
        self.text, self.starts, self.options_at, self.width = text, starts, options, width
        self.weights = None if weights is None else Weights(weights)
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
        return Uniform(len(self.starts)) if self.weights is None else self.weights.urn()

    def span(self, i: int) -> tuple[int, int]:
        """Return start and end of place `i`."""
        start = self.starts[i]
        return start, start + self.width

    def touch(self, regions: Iterable[tuple[int, int]]) -> bool:
        """Return whether a place meets or touches one of `regions`."""
        starts, width = self.starts, self.width
        ends = [(bisect_left(starts, start - width), end) for start, end in regions]
        return any([i < len(starts) and starts[i] <= end for i, end in ends])

    def cut(self, i: int, word: int, keys: set[Hashable] | None = None) -> Cut | None:
        """Return place `i` with the option that a word draws; None where its key is in `keys`, which gain it."""
        start = self.starts[i]
        if keys is not None:
            key = bisect_left(self.text.spaces, start)
            if key in keys:
                return None
            keys.add(key)
        options = self.options_at(start)
        return start, start + self.width, options[word * len(options) >> 32]

    def key(self, i: int) -> int:
        """Return the piece between white space that place `i` lies in."""
        return self.text.word_at(self.starts[i])

    def options(self, i: int) -> Sequence[str]:
        """Return the options of place `i`."""
        return self.options_at(self.starts[i])

    def change(self, i: int, option: str | Change) -> Change:
        """Return place `i` with `option` as a change of the golden row."""
        start = self.starts[i]
        return (Replace(self.path, start, start + self.width, option),)  # type: ignore[arg-type]


class Stretches:
    """Many places in one text, of differing widths, kept as offsets; `options(start, end)` is asked for the drawn only.

    The spans ascend, and none is without options. `key` gives the conflict key by start; the piece between white space
    where none is given. `apart` says that places which overlap are known to share a key, so that nobody need look.
    """

    __slots__ = ("_key", "_options", "disjoint", "path", "spans", "text", "weights")
    key_limit = None

    def __init__(
        self,
        text: Text,
        spans: Sequence[tuple[int, int]],
        options: Callable[[int, int], Sequence[str]],
        *,
        key: Callable[[int], Hashable] | None = None,
        weights: Sequence[int] | None = None,
        apart: bool = False,
    ) -> None:
        self.text, self.spans, self._options, self._key = text, spans, options, key or text.word_at
        self.weights = _uneven(weights or ())
        self.disjoint = apart or self._apart()
        self.path = ""

    def _apart(self) -> bool:
        """Return whether places that overlap have the same key."""
        if all(map(le, [end for _, end in self.spans], [start for start, _ in self.spans[1:]])):
            return len(set(self.spans)) == len(self.spans)
        last, reach, holder = -1, -1, None
        for start, end in self.spans:
            if start < reach or start == last:
                key = self._key(start)
                if holder is None:
                    holder = self._key(last)
                if key != holder:
                    return False
                reach = max(reach, end)
            else:
                reach, holder = end, None
            last = start
        return True

    def at(self, path: str) -> Stretches:
        """Return these places as those of the text at `path` of a row."""
        self.path = path
        return self

    def __len__(self) -> int:
        return len(self.spans)

    def urn(self) -> Urn:
        """Return the places as none is drawn yet."""
        return Uniform(len(self.spans)) if self.weights is None else self.weights.urn()

    def span(self, i: int) -> tuple[int, int]:
        """Return start and end of place `i`."""
        return self.spans[i]

    def cut(self, i: int, word: int, keys: set[Hashable] | None = None) -> Cut | None:
        """Return place `i` with the option that a word draws; None where its key is in `keys`, which gain it."""
        start, end = self.spans[i]
        if keys is not None:
            key = self._key(start)
            if key in keys:
                return None
            if key is not None:
                keys.add(key)
        options = self._options(start, end)
        return start, end, options[word * len(options) >> 32]

    def key(self, i: int) -> Hashable:
        """Return the conflict key of place `i`."""
        return self._key(self.spans[i][0])

    def options(self, i: int) -> Sequence[str]:
        """Return the options of place `i`."""
        return self._options(*self.spans[i])

    def change(self, i: int, option: str | Change) -> Change:
        """Return place `i` with `option` as a change of the golden row."""
        return (Replace(self.path, *self.spans[i], option),)  # type: ignore[arg-type]


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
        weights = [w for part in parts for w in (part.weights.each if part.weights else [1] * len(part))]
        self.weights = Weights(weights) if weighted else None
        limits = [part.key_limit for part in parts]
        self.key_limit = None if None in limits else sum(limit for limit in limits if limit is not None)

    def __len__(self) -> int:
        return self._starts[-1]

    def urn(self) -> Urn:
        """Return the places as none is drawn yet."""
        return Uniform(len(self)) if self.weights is None else self.weights.urn()

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


class Mixture:
    """The places of several perturbations; a part is drawn by weight among those with places left, then its place.

    Attributes:
        parts: (weight, places) of each.
        spots: the parts, where all are spots in one text, which share their keys; else none.
        text, path: that text, if there is one, and where it stands in the row.
    """

    __slots__ = ("key_limit", "parts", "path", "spots", "text")

    def __init__(self, parts: tuple[tuple[int, Places], ...]) -> None:
        self.parts = parts
        spots = tuple([places for _, places in parts if isinstance(places, Spots)])
        alike = len(spots) == len(parts) and len({id(places.text) for places in spots}) == 1
        self.spots = spots if alike else ()
        self.text: Text | None = spots[0].text if alike else None
        self.path = spots[0].path if alike else ""
        self.key_limit = spots[0].key_limit if alike else None

    def __len__(self) -> int:
        return sum([len(places) for _, places in self.parts])

    @property
    def disjoint(self) -> bool:
        """Whether two places with differing keys never overlap."""
        return bool(self.spots)


def _uneven(weights: Sequence[int]) -> Weights | None:
    """Return weights, or None where all are 1."""
    return Weights(weights) if weights.count(1) < len(weights) else None
