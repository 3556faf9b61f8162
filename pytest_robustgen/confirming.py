"""Variants whose answer is another than in the baseline are asked again the same night, and the majority is compared.

A model that flips one answer in a hundred at random "newly breaks" several variants every night; asked three times
more, it hardly ever breaks the same one twice. The limits are held against the first answers all the same: clean inputs
are asked once, and variants that get a second chance beside them would hide a drop as large as what flips.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from robustgen.variant import Variant, fingerprints

if TYPE_CHECKING:
    from pytest_robustgen.work import Work
    from robustgen.baseline import Outcome, Place

AGAIN = 3
SEARCHING = AGAIN + 1  # the repeat that the search for smaller changes asks in: what it asks again, no cache answers
Said = tuple[str, float | None]  # the letter of a status, the share


def changed(variants: Sequence[Variant], letters: Sequence[str], before: dict[Place, Outcome]) -> list[int]:
    """Return the positions of variants that were right and are not, or the other way round, their content the same."""
    found = []
    for position, (variant, letter) in enumerate(zip(variants, letters, strict=True)):
        old = before.get((variant.perturbation, variant.golden.id, f"{variant.severity}/{variant.index}"))
        if old is not None and (old.letter == "r") != (letter == "r") and old.letter in "rwu" and letter in "rwu":
            found.append(position)
    contents = fingerprints(variants[position] for position in found)
    kept = []
    for position, content in zip(found, contents, strict=True):
        variant = variants[position]
        old = before[variant.perturbation, variant.golden.id, f"{variant.severity}/{variant.index}"]
        if old.content == content:
            kept.append(position)
    return kept


def to_confirm(work: Work) -> list[int]:
    """Return the positions of the variants of an item that are to be asked again."""
    return changed(work.data.variants, work.letters, work.before) if work.before else []


def settle(work: Work, positions: Sequence[int], rounds: Sequence[Sequence[Said]]) -> None:
    """Note what most answers to those variants said, and which of them change their answer.

    Args:
        work: of the item.
        positions: of the variants that were asked again.
        rounds: what was said each time, in the same order.
    """
    for place, position in enumerate(positions):
        said = [one[place] for one in rounds]
        letters = [letter for letter, _ in said]
        majority = max(sorted(set(letters)), key=letters.count)
        if {*letters, work.letters[position]} != {majority}:
            work.flaky.append(work.data.variants[position].id)
        score = next(score for letter, score in said if letter == majority) if work.scores else None
        if majority != work.letters[position]:
            work.confirmed[position] = (majority, score)
