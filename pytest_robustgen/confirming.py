"""Variants whose answer is another than in the baseline are asked again the same night, and the majority is compared.

A model that flips one answer in a hundred at random "newly breaks" several variants every night; asked three times
more, it hardly ever breaks the same one twice. The limits are held against the first answers all the same: clean inputs
are asked once, and variants that get a second chance beside them would hide a drop as large as what flips.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from robustgen.predict import repeated
from robustgen.variant import Variant, fingerprints

if TYPE_CHECKING:
    from pytest_robustgen.work import Work
    from robustgen.baseline import Outcome, Place

AGAIN = 3
Said = tuple[str, float | None]  # the letter of a status, the share
Ask = Callable[[Sequence[Variant]], Sequence[Said]]


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


def confirm(work: Work, ask: Ask) -> None:
    """Ask the changed variants of an item again, note the majority, and which of them change their answer."""
    positions = changed(work.data.variants, work.letters, work.before) if work.before else []
    if not positions:
        return
    chosen = [work.data.variants[position] for position in positions]
    rounds = []
    for number in range(1, AGAIN + 1):
        with repeated(number):
            rounds.append(ask(chosen))
    for place, position in enumerate(positions):
        said = [one[place] for one in rounds]
        letters = [letter for letter, _ in said]
        majority = max(sorted(set(letters)), key=letters.count)
        if {*letters, work.letters[position]} != {majority}:
            work.flaky.append(work.data.variants[position].id)
        score = next(score for letter, score in said if letter == majority) if work.scores else None
        if majority != work.letters[position]:
            work.confirmed[position] = (majority, score)
