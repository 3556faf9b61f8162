"""What is there of a resource or a model: version, size and hash. Nothing heavy is imported, nothing is fetched."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from robustgen.errors import UsageError
from robustgen.resources import Resource

BOUND = 256 * 2**20
"""Bytes of a file that are hashed; of a larger one the first so many, which is said."""
PATIENCE = 5.0
"""Seconds that a program has to say its version."""

_VERSION_OPTIONS = {"tesseract": "--version", "sox": "--version", "flite": "--version"}
_VERSION = re.compile(r"(?:v|flite-|tesseract )(\d+(?:\.\d+)+)")
_INSTALLER = ("INSTALLER", "REQUESTED", "RECORD", "direct_url.json")
_WEIGHTS = (".safetensors", ".bin", ".onnx", ".gguf", ".pt", ".h5", ".msgpack")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing.

    Attributes:
        there: whether it is there and can be used.
        why: where it cannot, what is wrong, if there is more to say than that it is missing.
        version: of a package or program; of data, the version of the package they are in; else empty.
        sha256: of a file; of a folder, over the names and hashes of its files; of a package, over what its RECORD says
            of its files, but for those that differ from install to install.
        size: bytes of a file or folder; None for packages and programs.
        whole: whether all bytes went into the hash: of larger files the first BOUND do.
        path: where it is; empty where it is not.
    """

    there: bool
    why: str = ""
    version: str = ""
    sha256: str = ""
    size: int | None = None
    whole: bool = True
    path: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


def inspect(found: Resource) -> Finding:
    """Return what is there of a resource."""
    path = found.path
    if path is None:
        return Finding(False)
    if found.kind == "package":
        return _package(found, path)
    if found.kind == "program":
        digest, _, whole = file_hash(path)
        return Finding(True, "", program_version(found.name), digest, None, whole, str(path))
    return Finding(True, "", "", *hashed(path), path=str(path))


def package_version(name: str) -> str:
    """Return the version of a distribution, or "" where it is not installed."""
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return ""


@cache
def program_version(name: str) -> str:
    """Return the version that a program says it has, or "" where it says none in time."""
    try:
        said = subprocess.run(
            [name, _VERSION_OPTIONS.get(name, "--version")],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
        ).stdout.decode(errors="replace")  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = _VERSION.search(said)
    return match[1] if match else ""


def hashed(path: Path) -> tuple[str, int, bool]:
    """Return (sha256, bytes, whether all bytes went into the hash) of a file, or of all files of a folder."""
    if not path.is_dir():
        return file_hash(path)
    digest, size, whole = hashlib.sha256(), 0, True
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        one, length, all_of_it = file_hash(file)
        digest.update(f"{file.relative_to(path).as_posix()} {length} {one}\n".encode())
        size, whole = size + length, whole and all_of_it
    return digest.hexdigest(), size, whole


def file_hash(path: Path) -> tuple[str, int, bool]:
    """Return (sha256, bytes, whether all bytes went into the hash) of a file."""
    status = path.stat()
    return _file_hash(path, status.st_size, status.st_mtime_ns)


@cache
def _file_hash(path: Path, size: int, _: int) -> tuple[str, int, bool]:
    digest, left = hashlib.sha256(), BOUND
    with path.open("rb") as file:
        while left and (block := file.read(min(left, 2**20))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest(), size, size <= BOUND


def inspect_model(name: str) -> Finding:
    """Return what is there of a model: a folder or file of this machine, or an id in Hugging Face's cache.

    Raises:
        UsageError: neither a path that exists nor an id.
    """
    path = Path(name).expanduser()
    if path.exists():
        why = _incomplete(path) if path.is_dir() else ""
        return Finding(not why, why, "", *hashed(path), path=str(path))
    if not _HUB_ID.fullmatch(name):
        raise UsageError(f"{name!r} is no file or folder here, and no id of a model such as org/name")
    snapshot = _snapshot(name)
    if snapshot is None:
        return Finding(False, f"not in Hugging Face's cache ({hub_cache()})")
    why = _incomplete(snapshot)
    return Finding(not why, why, snapshot.name[:12], *hashed(snapshot), path=str(snapshot))


def model_command(name: str) -> str:
    """Return the command that gets a model of a hub, or nothing for a path of this machine."""
    return "" if Path(name).expanduser().exists() else f"hf download {shlex.quote(name)}"


def hub_cache() -> Path:
    """Return the folder of Hugging Face's cache, by its own variables."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(variable):
            return Path(os.environ[variable]).expanduser()
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(home).expanduser() / "hub"


def _snapshot(name: str) -> Path | None:
    """Return the folder of a model in the cache: of its main branch, or else the first there is."""
    folder = hub_cache() / f"models--{name.replace('/', '--')}"
    reference = folder / "refs" / "main"
    if reference.is_file() and (found := folder / "snapshots" / reference.read_text().strip()).is_dir():
        return found
    there = sorted((folder / "snapshots").glob("*")) if folder.is_dir() else []
    return there[0] if there else None


def _incomplete(folder: Path) -> str:
    """Return what a model's folder lacks, or nothing."""
    names = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    broken = sorted(one.name for one in folder.rglob("*") if one.is_symlink() and not one.exists())
    if broken:
        return f"not downloaded to the end: {', '.join(broken[:3])}"
    for index in sorted(folder.glob("*.index.json")):
        if lacking := sorted(set(_shards(index)) - names):
            return f"{index.name} names files that are not there: {', '.join(lacking[:3])}"
    if not any(name.endswith(_WEIGHTS) for name in names):
        return "it holds no weights" + (": " + ", ".join(sorted(names)[:3]) if names else ", it is empty")
    return ""


def _shards(index: Path) -> Iterable[str]:
    try:
        files: Mapping[str, str] = json.loads(index.read_bytes())["weight_map"]
        return [str(name) for name in files.values()]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"({index.name} is damaged)"]


def _package(found: Resource, path: Path) -> Finding:
    try:
        of = distribution(found.distribution)
    except PackageNotFoundError:  # importable, but installed by no package manager
        return Finding(not found.unfit, found.unfit, path=str(path))
    return Finding(not found.unfit, found.unfit, of.version, _record_hash(of), path=str(path))


def _record_hash(of: Distribution) -> str:
    """Return a hash over what RECORD says of the files that every install of these versions has, or ""."""
    lines = sorted(_same_everywhere(of.read_text("RECORD") or ""))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""


def _same_everywhere(record: str) -> Iterator[str]:
    for line in record.splitlines():
        name, _, rest = line.partition(",")
        own = name.rpartition("/")[2] not in _INSTALLER
        if own and rest.strip(",") and not name.startswith("..") and not name.endswith(".pyc"):
            yield line
