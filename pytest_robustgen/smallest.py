"""Where an item fails its limit: the smallest part of a lost variant's changes that still breaks the model.

Lost is a variant that is wrong and whose golden example is right when clean. Several are looked at side by side, so
that a model that takes batches, or many calls at a time, gets them; all within one number of calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from pytest_robustgen.showing import Smallest, Wrong
from pytest_robustgen.work import Work
from robustgen.case import Case
from robustgen.display import visible
from robustgen.edits import Change
from robustgen.report.kinds import kind_of, word_of
from robustgen.search import Minimal, minimising
from robustgen.variant import Variant

_SIDE_BY_SIDE = 4  # variants looked at at a time, and
_MOST = 8  # in all
_BROKEN = ("wrong", "unanswered")
_LOST = ("error", "timeout")

Questions: TypeAlias = Generator[list[Case], Sequence[str], None]


def looking(work: Work) -> Questions:
    """Yield what is to be asked, several cases at a time, and take how each ended; note what was found in `work`."""
    if work.searches < 1:
        return
    places = list(islice((place for place, wrong in enumerate(work.lost) if _divisible(wrong.of)), _MOST))
    if not places or work.fails is None or not work.fails():
        return
    left = work.searches
    for first in range(0, len(places), _SIDE_BY_SIDE):
        if not left:
            return
        left = yield from _side_by_side(work, places[first : first + _SIDE_BY_SIDE], left)


def advance(questions: Questions, statuses: Sequence[str]) -> list[Case] | None:
    """Return what is to be asked next, given how the cases before ended; None at the end."""
    try:
        return questions.send(statuses)
    except StopIteration:
        return None


def give_up(work: Work, error: Exception) -> None:
    """Say that asking raised, where nothing but the search needs an answer."""
    _give_up(work, f"{type(error).__name__}: {error}")


def _give_up(work: Work, why: str) -> None:
    said = f"  the search for the smallest change that still breaks was given up: {visible(why, 200)}"
    work.remarks.append(said)


def _side_by_side(work: Work, places: Sequence[int], left: int) -> Generator[list[Case], Sequence[str], int]:
    """Ask about several lost variants in turns; return how many calls are left."""
    searches: dict[int, Generator[Case, bool | None, Minimal | None]] = {}
    waiting: dict[int, Case] = {}
    for place in places:
        variant = work.lost[place].of
        assert isinstance(variant, Variant)
        searches[place] = minimising(variant)
        waiting[place] = next(searches[place])
    while waiting:
        asked = list(waiting)[:left]
        statuses = (yield [waiting[place] for place in asked]) if asked else ()
        lost = [status for status in statuses if status in _LOST]
        if lost:
            _give_up(work, f"a call came to no answer ({lost[0]})")
            return 0
        left -= len(asked)
        answers: dict[int, bool | None] = dict.fromkeys(waiting)
        answers.update((place, status in _BROKEN) for place, status in zip(asked, statuses, strict=True))
        for place, answer in answers.items():
            try:
                waiting[place] = searches[place].send(answer)
            except StopIteration as done:
                del waiting[place]
                work.lost[place] = replace(work.lost[place], smallest=_found(work.lost[place], done.value))
    return left


def _divisible(of: object) -> bool:
    """Return whether it makes sense to leave changes out: there are several, and the answer stays what it is."""
    return isinstance(of, Variant) and of.relation == "same" and len(of.changes) > 1


def _found(wrong: Wrong, found: Minimal | None) -> Smallest | None:
    assert isinstance(wrong.of, Variant)
    if found is None:
        return Smallest(None, "asked again it is answered right: the model is not deterministic")
    if not found.calls:
        return None
    few, many = len(found.changes), len(wrong.of.changes)
    if not few:
        return Smallest(None, "asked again even without any change it is wrong: the model is not deterministic")
    if few == many and not found.proven:
        return Smallest(None, "no smaller change was found in time")
    if few == many:
        return Smallest(found.changes, f"all of its {many} changes are needed to break it")
    if not found.proven:
        return Smallest(found.changes, f"smallest change found in time that still breaks ({few} of {many})")
    return Smallest(found.changes, f"smallest change that still breaks ({few} of {many})")


def patterns(lost: Sequence[Wrong]) -> list[str]:
    """Return up to two lines on what the smallest breaking changes have in common: what they do, and to which words."""
    known = {}
    for wrong in lost:
        changes = _smallest(wrong)
        if isinstance(wrong.of, Variant) and changes:
            known[wrong.of.golden.id, changes] = wrong.of.golden  # severities share an accident: it counts once
    kinds: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for (_, changes), golden in known.items():
        kinds.update({kind_of(golden, change) for change in changes})
        words.update({word for change in changes if (word := word_of(golden, change))})
    said = []
    if len(kinds) > 1:
        said.append(f"  broke by  {_listed(kinds, len(known), 4)}")
    if any(count > 1 for count in words.values()):
        said.append(f"  broke in  {_listed(words, len(known), 6)}")
    return said


def _smallest(wrong: Wrong) -> tuple[Change, ...] | None:
    """Return the changes that are to blame, where they are known: a single one always is."""
    if wrong.smallest is not None:
        return wrong.smallest.changes
    return wrong.of.changes if isinstance(wrong.of, Variant) and len(wrong.of.changes) == 1 else None


def _listed(counts: Counter[str], total: int, most: int) -> str:
    """Return the most frequent, the first with the number of all that were counted.

    >>> _listed(Counter(a=2, b=1, c=1), 4, 2)
    'a 2 of 4, b 1, 1 more'
    """
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [
        f"{visible(name, 40)} {count:,}{'' if place else f' of {total:,}'}"
        for place, (name, count) in enumerate(ranked)
    ]
    return ", ".join([*shown[:most], *([f"{len(ranked) - most:,} more"] if ranked[most:] else [])])
