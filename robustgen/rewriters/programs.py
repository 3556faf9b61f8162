"""Programs at work for rewriters: in batches, on all processors, each run with a time-out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from robustgen.edits import Replace
from robustgen.gates.structure import Rejected
from robustgen.rewriters.protocol import Answer, Candidate, Request
from robustgen.rewriters.repair import repair
from robustgen.tokendiff import token_diff

T = TypeVar("T")
R = TypeVar("R")

ENOUGH = (0.25, 0.35, 0.5, 0.65, 0.8)
"""The most of a text that may come out otherwise, by severity: the share of its characters that stand in words that do.

One changed stretch may always be: a short text has few words.
"""


def run(command: Sequence[str], *, timeout: float, given: bytes = b"") -> bytes | None:
    """Return what a program writes on stdout; None where it fails, or takes longer than `timeout` seconds and is ended.

    It runs on one processor: `in_batches` uses the others.
    """
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=timeout, check=True,
            env=environment,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return done.stdout


def in_batches(work: Callable[[Sequence[T]], Sequence[R]], items: Sequence[T], *, most: int) -> list[R]:
    """Return what `work` makes of items, at most so many at a time, as many batches at once as there are processors."""
    workers = os.cpu_count() or 1
    size = max(1, min(most, -(-len(items) // workers)))
    with ThreadPoolExecutor(workers) as pool:
        return [one for part in pool.map(work, _parts(items, size)) for one in part]


def heard(request: Request, text: str, note: dict[str, object]) -> Answer:
    """Return the answer to a request from what a program read or heard: protected text is put back, garbage refused."""
    try:
        made, repaired = repair(request.text, text, protected=request.parsed.protected, splits=True)
    except Rejected as rejected:
        return [rejected]
    edits = token_diff(request.text, made)
    if len(edits) > 1 and _edited(edits) > ENOUGH[request.severity - 1] * len(request.text):
        return [Rejected("garbled")]
    return [Candidate(made, {**note, **({"repaired": list(repaired)} if repaired else {})})]


def _edited(edits: Sequence[Replace]) -> int:
    return sum(max(edit.end - edit.start, len(edit.text)) for edit in edits)


def _parts(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
