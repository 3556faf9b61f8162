"""Read a frozen suite back, trusting nothing that can be checked: every row is written again and compared."""

from __future__ import annotations

import gc
import hashlib
import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from robustgen.display import visible
from robustgen.edits import apply, from_json
from robustgen.errors import RobustgenError, SuiteError
from robustgen.examples import MISSING, Example
from robustgen.manifest import GOLDEN, VARIANTS, Declared, Manifest, Tally, golden_content, golden_line
from robustgen.variant import Variant

MAX_ROW = 16 * 2**20  # characters
MAX_BYTES = 4 * (MAX_ROW + 2)
RELATIONS = frozenset({"same", "differs", "flips", "monotone"})


def read_golden(root: Path, manifest: Manifest) -> tuple[Example, ...]:
    """Read the golden examples of the suite at `root`, each held to its checksum.

    Raises:
        SuiteError: a row is not what was frozen.
    """
    canary = str(manifest.data["canary"])
    golden = tuple([_golden(line, canary, where) for _, where, line in _lines(root, GOLDEN)])
    for one, following in pairwise(golden):
        if one.id >= following.id:
            name = visible(following.id, 80)
            raise SuiteError(
                f"{root / GOLDEN}: {name!r} stands behind {visible(one.id, 80)!r}: rows are doubled or moved"
            )
    _check_file(root / GOLDEN, manifest)
    return golden


def read_rows(
    root: Path, manifest: Manifest, *, damaged: dict[str, SuiteError] | None = None
) -> tuple[tuple[Example, ...], list[Variant]]:
    """Read the golden examples and the variants of the suite at `root`.

    Args:
        root: the suite's folder.
        manifest: what it says of itself.
        damaged: where damaged variants shall cost only their perturbation: takes an error for each such perturbation,
            by name@version. The other rows are each held to their own changes and counted.

    Raises:
        SuiteError: something is not what was frozen; names the file and the row.
    """
    golden = read_golden(root, manifest)
    with _no_collector():
        rows = [variant for _, variant in _checked_rows(root, manifest, golden, damaged)]
    return golden, rows


@dataclass(slots=True)
class Index:
    """Where the rows of one perturbation stand in the file, and which golden example each is made from, by number."""

    offsets: array[int] = field(default_factory=lambda: array("q"))
    golden: array[int] = field(default_factory=lambda: array("l"))


def index_rows(
    root: Path, manifest: Manifest, *, damaged: dict[str, SuiteError]
) -> tuple[tuple[Example, ...], dict[str, Index]]:
    """Check the suite at `root` as `read_rows` does, and keep of each variant its place alone, by name@version.

    Raises:
        SuiteError: something is not what was frozen; names the file and the row.
    """
    golden = read_golden(root, manifest)
    numbers = {example.id: number for number, example in enumerate(golden)}
    found = {one.id: Index() for one in manifest.perturbations}
    for offset, variant in _checked_rows(root, manifest, golden, damaged):
        index = found[variant.perturbation]
        index.offsets.append(offset)
        index.golden.append(numbers[variant.golden.id])
    return golden, found


def rows_at(root: Path, manifest: Manifest, golden: Sequence[Example], offsets: Iterable[int]) -> list[Variant]:
    """Return the variants that stand at these places of the file, each held to its own changes again.

    Raises:
        SuiteError: the file is no longer what it was when it was indexed.
    """
    canary = str(manifest.data["canary"])
    examples = {example.id: example for example in golden}
    known = {one.id: one for one in manifest.perturbations}
    path = root / VARIANTS
    rows = []
    with path.open("rb") as file:
        for offset in offsets:
            file.seek(offset)
            line = file.readline(MAX_BYTES).decode(errors="replace").removesuffix("\n")
            rows.append(_variant(line, examples, known, canary, f"{path}, byte {offset}")[0])
    return rows


def _checked_rows(
    root: Path, manifest: Manifest, golden: Sequence[Example], damaged: dict[str, SuiteError] | None
) -> Iterator[tuple[int, Variant]]:
    """Yield each row with its place in the file; what is wrong with the whole is said at the end."""
    tally = Tally()
    for example in golden:
        tally.add(golden_content(example))
    canary = str(manifest.data["canary"])
    examples = {example.id: example for example in golden}
    known = {one.id: one for one in manifest.perturbations}
    faults: list[tuple[str, SuiteError]] = []
    for offset, where, line in _lines(root, VARIANTS, lenient=damaged is not None):
        try:
            variant, content = _variant(line, examples, known, canary, where)
        except SuiteError as error:
            if damaged is None:
                raise
            faults.append((line, error))
            continue
        yield offset, variant
        tally.add(content)
        tally.variants[variant.perturbation, variant.severity] += 1
    if damaged is not None and (found := _damaged(root, manifest, tally, faults)):
        damaged.update(found)
    elif faults:
        raise faults[0][1]  # rows that no perturbation lacks were put in
    else:
        _check_whole(root, manifest, tally)


def _damaged(
    root: Path, manifest: Manifest, tally: Tally, faults: list[tuple[str, SuiteError]]
) -> dict[str, SuiteError]:
    """Return, by name@version, the perturbations whose rows are not all there, each with what was found of them."""
    found: dict[str, SuiteError] = {}
    for name, missing in _miscounted(root, manifest, tally).items():
        own = next((error for line, error in faults if f'"perturbation":"{name}"' in line), None)
        found[name] = own or (faults[0][1] if faults else missing)
    return found


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the garbage collector out while many objects are made that all stay: its visits would cost half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _lines(root: Path, name: str, *, lenient: bool = False) -> Iterator[tuple[int, str, str]]:
    """Yield (byte offset, file:line, row); `lenient` leaves bad bytes and a cut end to whoever reads the row."""
    path = root / name
    if path.is_symlink() or not path.is_file():
        raise SuiteError(f"{path} is missing: the suite is not whole; freeze it again")
    offset = 0
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(MAX_BYTES), b""), 1):
            try:
                line = raw.decode(errors="surrogateescape" if lenient else "strict")
            except UnicodeDecodeError as error:
                byte = offset + error.start
                raise SuiteError(f"{path}:{number}: byte {byte} is not UTF-8: the file was changed") from None
            if len(line) > MAX_ROW:
                raise SuiteError(f"{path}:{number}: a row of more than {MAX_ROW} characters")
            if not line.endswith("\n") and not lenient:
                raise SuiteError(f"{path}:{number}: the last row is cut off")
            yield offset, f"{path}:{number}", line.removesuffix("\n")
            offset += len(raw)


def _golden(line: str, canary: str, where: str) -> Example:
    try:
        data = json.loads(line)
        del data["canary"], data["crc32"]
        example = Example.from_json(data)
        if golden_line(example, canary) == line:
            return example
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SuiteError(f"{where}: not a golden row ({visible(str(error), 120)}): the file was changed") from None
    raise SuiteError(f"{where}: the golden example {visible(example.id, 80)!r} is not what was frozen")


def _variant(
    line: str, golden: dict[str, Example], known: dict[str, Declared], canary: str, where: str
) -> tuple[Variant, str]:
    try:
        data = json.loads(line)
        example = golden[data["golden_id"]]
        name, relation, raw = data["perturbation"], data["relation"], data["changes"]
        inputs, expected = _applied(example, raw)
        if relation == "flips":
            expected = data["expected"]
        if name not in known or relation not in RELATIONS:
            raise SuiteError(
                f"{where}: {visible(str(name), 80)!r} ({visible(str(relation), 20)}) is not in the manifest"
            )
        variant = Variant(
            example, name, data["severity"], data["index"], data["attempt"], relation, expected, raw,
            provenance=data.get("provenance"),
        )  # fmt: skip
        variant.inputs = inputs
        written, content = variant.written(canary)
    except SuiteError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, RobustgenError) as error:
        raise SuiteError(
            f"{where}: not a row of this suite ({visible(repr(error), 160)}): the file was changed"
        ) from None
    if written != line:
        raise SuiteError(
            f"{where}: {visible(str(data.get('id')), 120)} is not what was frozen ({_differing(data, written)})"
        )
    return variant, content


def _applied(example: Example, raw: Any) -> tuple[dict[str, Any], Any]:
    """Return the inputs and the expected value that raw changes make; replacements in one text without detours."""
    path = example.vary[0]
    source = example.inputs.get(path[1:])
    if type(source) is str:
        parts: list[str] = []
        at = -1
        spans = []
        for change in raw:
            for edit in change:
                if edit[0] != "replace" or edit[1] != path:
                    break
                spans.append(edit)
            else:
                continue
            break
        else:
            spans.sort(key=_position)
            at = 0
            for _, _, start, end, text in spans:
                if start < at or end < start or end > len(source):
                    raise SuiteError("edits overlap or lie outside the golden text")
                parts.append(source[at:start])
                parts.append(text)
                at = end
            parts.append(source[at:])
            inputs = dict(example.inputs)
            inputs[path[1:]] = "".join(parts)
            return inputs, example.expected
    row = apply(example.row(), from_json(raw))
    expected = row.pop("expected", MISSING)
    return row, expected


def _position(edit: list[Any]) -> tuple[int, int]:
    return edit[2], edit[3]


def _differing(data: dict[str, Any], written: str) -> str:
    fresh = json.loads(written)
    names = [key for key in fresh.keys() | data.keys() if fresh.get(key, MISSING) != data.get(key, MISSING)]
    return ", ".join(sorted(visible(str(name), 40) for name in names)) or "its written form"


def _miscounted(root: Path, manifest: Manifest, tally: Tally) -> dict[str, SuiteError]:
    """Return, by name@version, the perturbations that have more or fewer rows than the manifest says."""
    declared = {(one.id, severity): n for one in manifest.perturbations for severity, n in one.variants.items() if n}
    counted = tally.variants
    wrong = sorted(key for key in declared.keys() | counted.keys() if declared.get(key) != counted.get(key))
    return {
        name: SuiteError(
            f"{root / VARIANTS}: {tally.variants.get((name, severity), 0)} rows of {name} at severity {severity},"
            f" the manifest says {declared.get((name, severity), 0)}: rows are missing or were added"
        )
        for name, severity in reversed(wrong)
    }


def _check_whole(root: Path, manifest: Manifest, tally: Tally) -> None:
    for error in reversed(_miscounted(root, manifest, tally).values()):
        raise error
    if tally.hash.hexdigest() != manifest.suite_id:
        raise SuiteError(
            f"{root}: the rows make suite id {tally.hash.hexdigest()[:12]}…, the manifest says"
            f" {visible(manifest.suite_id[:12])}…: rows were exchanged, or the manifest was changed"
        )
    _check_file(root / VARIANTS, manifest)


def _check_file(path: Path, manifest: Manifest) -> None:
    """Refuse a file whose rows are each in order, but that is not the one that was frozen."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != manifest.data["files"][path.name]["sha256"]:
        raise SuiteError(f"{path}: its sha256 is not the one in the manifest: the file was changed")
