"""What a budget left of a run, in words: the sample, what was not run, and the looks at which perturbations stopped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from robustgen.display import visible
from robustgen.scoring.limits import bare

_NAMED = 8


def sample_lines(
    sample: Mapping[str, Any] | None, looks: Mapping[str, Mapping[str, Any]], *, every: bool = False
) -> Iterator[str]:
    """Yield sentences on a test that was run within a budget; none where there was no budget.

    Args:
        sample: of a `TestRun`.
        looks: of a `TestRun`.
        every: name every perturbation.
    """
    if sample is None:
        return
    left = sample["of_variants"] - sample["variants_run"]
    not_run = f"; {left:,} of {sample['of_variants']:,} variants were not run" if left else ""
    drawn = f"all {sample['of_golden']:,} golden examples are within"
    if sample["golden"] < sample["of_golden"]:
        drawn = f"a sample of {sample['golden']:,} of {sample['of_golden']:,} golden examples, by"
    yield f"{drawn} {visible(sample['by'], 200)}{not_run}"
    if not looks:
        if sample["runs_whole"]:
            yield f"no item stopped before it was through: {sample['runs_whole']}"
        return
    early = [(name, look) for name, look in sorted(looks.items()) if look["golden"] < look["total"]]
    through = [look for look in looks.values() if look["golden"] == look["total"]]
    if early:
        named = early if every else early[:_NAMED]
        said = [
            f"{visible(bare(name))} after {_share(look)} (interval at {percent(look['confidence'])})"
            for name, look in named
        ]
        more = f" and {len(early) - len(named):,} more" if len(early) > len(named) else ""
        yield f"stopped, their verdict settled: {', '.join(said)}{more}"
    if through:
        level = percent(max(look["confidence"] for look in through))
        yield (
            f"looked at {max(look['planned'] for look in looks.values())} times by plan, with 95 % over all looks: "
            f"{len(through):,} of {len(looks):,} went to the end, their intervals at {level}"
        )


def look_said(look: Mapping[str, Any]) -> str:
    """Say where a row was last looked at."""
    where = "at the end" if look["golden"] == look["total"] else f"after {_share(look)}, settled"
    seen = f"{look['golden']:,} of {look['total']:,} golden examples"
    return f"{where}: {seen}, look {look['number']} of {look['planned']}, interval at {percent(look['confidence'])}"


def percent(share: float) -> str:
    """Return a confidence with as many digits as it takes to see how far it is from all.

    >>> percent(0.95), percent(0.9969547), percent(0.9999999317)
    ('95 %', '99.7 %', '99.9999932 %')
    """
    tail = 100 * (1 - share)
    digits = max(0, 1 - math.floor(math.log10(tail))) if 0 < tail < 1 else 1
    return f"{100 - round(tail, digits):.{digits}f}".rstrip("0").rstrip(".") + " %"


def _share(look: Mapping[str, Any]) -> str:
    return f"{100 * look['golden'] / look['total']:.0f} %"
