"""Write a suite to a folder: streamed, whole or not at all, the same bytes whatever the number of processes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from robustgen.display import visible
from robustgen.errors import UsageError
from robustgen.generation import BLOCK, variants
from robustgen.manifest import (
    CARD,
    GOLDEN,
    MANIFEST,
    VARIANTS,
    Manifest,
    Tally,
    canary_of,
    golden_content,
    golden_line,
    make_manifest,
)
from robustgen.planning import Counts, Plan
from robustgen.variant import Variant

Progress = Callable[[int, int], None]


def write_suite(
    plan: Plan,
    directory: Path,
    *,
    rows: Iterable[Variant] | None = None,
    counts: Counts | None = None,
    workers: int = 1,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Write the suite of `plan` and return its manifest.

    Args:
        plan: what to make.
        directory: the folder, which must not be there yet unless `overwrite` is set.
        rows: its variants, if they are made already; else they are made here and never all in memory.
        counts: the rejections that belong to `rows`.
        workers: processes that make variants.
        overwrite: replace a suite that is there.
        progress: called with (golden examples done, of how many).

    Raises:
        UsageError: the folder is there, or holds something else than a suite.
    """
    directory = Path(os.path.abspath(directory))
    _check_target(directory, overwrite)
    name = directory.name
    canary = canary_of(name)
    tally, counted = Tally(), {} if counts is None else counts
    part = directory.with_name(f".{name}.part-{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        files = {}
        with _HashedFile(part / GOLDEN) as file:
            for example in plan.golden:
                tally.add(golden_content(example))
                file.write((golden_line(example, canary) + "\n").encode())
            files[GOLDEN] = file.facts()
        with _HashedFile(part / VARIANTS) as file:
            done = 0
            for block in _blocks(plan, rows, canary, workers):
                file.write(block.lines)
                tally.hash.update(block.content)
                tally.variants.update(block.variants)
                for key, reasons in block.counts.items():
                    counted.setdefault(key, Counter()).update(reasons)
                done += block.golden
                if progress is not None:
                    progress(done, len(plan.golden))
            files[VARIANTS] = file.facts()
        manifest = make_manifest(plan, tally, counted, name)
        manifest = Manifest({**manifest.data, "files": files}, manifest.perturbations)
        _write(part / CARD, card(manifest))
        _write(part / MANIFEST, json.dumps(manifest.data, ensure_ascii=False, indent=1) + "\n")
        _swap(part, directory)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


@dataclass(frozen=True, slots=True)
class _Block:
    """What a stretch of golden examples adds to a suite."""

    lines: bytes
    content: bytes
    variants: Counter[tuple[str, int]]
    counts: Counts
    golden: int


def _blocks(plan: Plan, rows: Iterable[Variant] | None, canary: str, workers: int) -> Iterator[_Block]:
    if rows is not None:
        yield _block(rows, canary, {}, len(plan.golden))
        return
    parts = [replace(plan, golden=plan.golden[i : i + BLOCK]) for i in range(0, len(plan.golden), BLOCK)]
    if workers == 1 or len(parts) == 1:
        for part in parts:
            yield _made(part, canary)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, since forking a process that has threads may hang; perturbations travel by the name of their function.
    with ProcessPoolExecutor(min(workers, len(parts)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_made, parts, [canary] * len(parts))


def _made(plan: Plan, canary: str) -> _Block:
    counts: Counts = {}
    rows = list(variants(plan, counts))
    return _block(rows, canary, counts, len(plan.golden))


def _block(rows: Iterable[Variant], canary: str, counts: Counts, golden: int) -> _Block:
    lines: list[str] = []
    contents: list[str] = []
    kinds: list[tuple[str, int]] = []
    for row in rows:
        line, content = row.written(canary)
        lines.append(line)
        contents.append(content)
        kinds.append((row.perturbation, row.severity))
    tally = Counter(kinds)
    if not lines:
        return _Block(b"", b"", tally, counts, golden)
    return _Block(("\n".join(lines) + "\n").encode(), ("\n".join(contents) + "\n").encode(), tally, counts, golden)


class _HashedFile:
    """A new file that knows its sha256, and is on disk when it is closed."""

    def __init__(self, path: Path) -> None:
        self._path, self._hash, self._bytes, self._rows = path, hashlib.sha256(), 0, 0
        self._file: BinaryIO

    def __enter__(self) -> _HashedFile:
        self._file = self._path.open("xb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self._bytes += len(data)
        self._rows += data.count(b"\n")

    def facts(self) -> dict[str, Any]:
        return {"sha256": self._hash.hexdigest(), "bytes": self._bytes, "rows": self._rows}


def card(manifest: Manifest) -> str:
    """Return the dataset card of a suite: Markdown under a YAML head that Hugging Face's loader reads."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("robustgen", "templates"), keep_trailing_newline=True, autoescape=False, trim_blocks=True
    )
    return environment.get_template("suite_card.md.jinja").render(
        manifest=manifest.data, perturbations=manifest.perturbations, golden=GOLDEN, variants=VARIANTS
    )


def _check_target(directory: Path, overwrite: bool) -> None:
    if not directory.exists():
        return
    shown = visible(str(directory))
    if not directory.is_dir() or (any(directory.iterdir()) and not (directory / MANIFEST).is_file()):
        raise UsageError(f"{shown} is there and is no suite: choose another folder")
    if any(directory.iterdir()) and not overwrite:
        raise UsageError(f"a suite is at {shown} already: choose another folder, or overwrite it (--force)")


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _swap(part: Path, directory: Path) -> None:
    """Put the finished folder in its place; files a suite does not own (reviews, notes) move along."""
    old = directory.with_name(f".{directory.name}.old-{os.getpid()}")
    if directory.exists():
        for item in directory.iterdir():
            if item.name not in (GOLDEN, VARIANTS, MANIFEST, CARD):
                (shutil.copytree if item.is_dir() else shutil.copy2)(item, part / item.name)
        os.rename(directory, old)
    os.rename(part, directory)
    shutil.rmtree(old, ignore_errors=True)
    with suppress(OSError):  # not every file system lets a folder be synced
        handle = os.open(directory.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
