"""Slices: the same card for the golden examples of one tag, beside that of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from robustgen.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from robustgen.scoring.card import Card


@dataclass(frozen=True, slots=True)
class Slice:
    """What was measured on the golden examples of one tag.

    Attributes:
        tag: as the golden data names it.
        golden: how many golden examples have it.
        card: their card.
    """

    tag: str
    golden: int
    card: Card


def slices(
    frame: pd.DataFrame,
    tags: Mapping[str, Iterable[str]],
    *,
    consistency: bool = False,
    never_gate: Iterable[str] = (),
) -> tuple[Slice, ...]:
    """Score the golden examples of each tag apart, tags in order of name; one without variants is left out.

    Args:
        frame: a tidy frame as `rg.score` reads.
        tags: the tags of each golden id; one that is not named has none.
        consistency: as for `rg.score`.
        never_gate: as for `rg.score`.

    Raises:
        UsageError: tags name golden ids, and none of them is in the frame.
    """
    from robustgen.scoring.card import score

    there = set(frame["golden_id"])
    held: dict[str, set[str]] = {}
    for golden_id, named in tags.items():
        for tag in named:
            held.setdefault(tag, set()).add(golden_id)
    if held and not any(there & ids for ids in held.values()):
        raise UsageError("no golden id that has a tag is in the frame: are these the outcomes of another suite?")
    found = []
    for tag, ids in sorted(held.items()):
        part = frame[frame["golden_id"].isin(ids)]
        if part["perturbation"].notna().any():
            card = score(part, consistency=consistency, never_gate=never_gate)
            found.append(Slice(tag, len(ids & there), card))
    return tuple(found)
