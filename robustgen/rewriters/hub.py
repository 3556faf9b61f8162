"""Models of transformers: found in a folder or in the hub's cache, loaded once a process, never downloaded here.

Everything is read from a folder of this machine, so nothing waits for a network. What is missing is named with the
command that gets it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from warnings import catch_warnings, filterwarnings

from robustgen.display import visible
from robustgen.errors import MissingExtra, UsageError
from robustgen.quiet import quiet
from robustgen.resources import missing_pieces, resource
from robustgen.rewriters.adapter import version_of
from robustgen.rewriters.scope import seeded

NEEDS = (resource("transformers"), resource("torch"))
TASKS = {
    "masked": ("AutoModelForMaskedLM", "fill masked words"),
    "sequence": ("AutoModelForSeq2SeqLM", "turn one text into another"),
    "causal": ("AutoModelForCausalLM", "continue a text"),
}
"""What a model is loaded for: the class of transformers, and what such a model does."""

_HASHED = (".safetensors", ".bin", ".json", ".txt", ".model", ".spm", ".jinja")
_MASKED = ("ForMaskedLM", "ForPreTraining")  # their weights fit a causal model, and make no sense there
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?")


@dataclass(frozen=True)
class Loaded:
    """A model at work.

    Attributes:
        name: the id or path that it was asked for by.
        tokenizer, model: of transformers, the model in evaluation mode on its device.
        device: the kind: "cpu", "cuda", "mps".
        longest: the most tokens that it takes.
        kept: what a family works out once about this model.
    """

    name: str
    tokenizer: Any
    model: Any
    device: str
    longest: int
    kept: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def marks(self) -> tuple[str, ...]:
        """The tokens that mean something to the tokenizer where they stand in a text, such as "[SEP]"."""
        found: tuple[str, ...] = self.kept.get("marks", ())
        if not found:
            found = self.kept["marks"] = tuple(mark for mark in self.tokenizer.all_special_tokens if mark.strip())
        return found

    def steered(self, text: str) -> bool:
        """Return whether a text holds one of these: the model would not read it as text."""
        return any(mark in text for mark in self.marks)


@cache
def load(task: str, name: str, revision: str) -> Loaded:
    """Return a model and its tokenizer, loaded once a process.

    Args:
        task: one of TASKS.
        name: a folder, or an id of the hub.
        revision: of the hub's model; empty for "main".

    Raises:
        MissingExtra: it is not on this machine, or a package that reads its files is not; names the command.
        UsageError: it is there and no model for the task, or cannot be loaded.
    """
    torch, transformers = import_module("torch"), import_module("transformers")

    folder, _ = found(name, revision)
    kind, does = TASKS[task]
    cls = getattr(transformers, kind)
    with quiet(), seeded(0), catch_warnings():
        filterwarnings("ignore", "Recommended: pip install sacremoses")  # the provenance says whether it is there
        filterwarnings("ignore", category=DeprecationWarning)  # what transformers uses of torch is no one's error here
        try:
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False
            )
            model, info = cls.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False, output_loading_info=True
            )
        except Exception as error:  # of whatever type a loader raises: the user is told which model, and what it lacks
            if lacking := missing_pieces(error, visible(name, 200)):
                raise lacking from None
            raise UsageError(_unloadable(name, folder, kind, does, error)) from error
    if missing := sorted(info["missing_keys"]):
        raise UsageError(
            f"{visible(name, 200)} cannot {does}: its weights lack {visible(missing[0], 80)} and {len(missing) - 1:,}"
            f" more, for it was trained as {visible(_trained_as(model), 100)}; give a model for {kind}"
        )
    if task == "causal" and _trained_as(model).endswith(_MASKED):
        raise UsageError(f"{visible(name, 200)} cannot {does}: it was trained as {visible(_trained_as(model), 100)}")
    device = _device(torch)
    model = (model.float() if device == "cpu" else model).to(device).eval()
    return Loaded(name, tokenizer, model, device, _longest(tokenizer, model))


def made_by(name: str, revision: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return who writes, for the manifest: the package, the model with what identifies its weights, the settings."""
    torch = import_module("torch")
    return {
        "package": "transformers",
        "version": version_of("transformers"),
        "torch": version_of("torch"),
        "device": _device(torch),
        "model": name,
        **identity(name, revision),
        "parameters": dict(parameters),
    }


def identity(name: str, revision: str) -> dict[str, str]:
    """Return what tells a model's weights apart: the hub's commit, or a hash of the files in its folder."""
    folder, from_hub = found(name, revision)
    return {"revision": folder.name} if from_hub else {"sha256": _hash(folder)}


@cache
def found(name: str, revision: str) -> tuple[Path, bool]:
    """Return the folder that holds a model, and whether that is one of the hub's cache.

    Raises:
        MissingExtra: it is not on this machine.
        UsageError: the name is a folder without a model.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise UsageError(f"{visible(name, 200)} is a folder without config.json: no model that transformers saved")
        return folder.resolve(), False
    if not _HUB_ID.fullmatch(name):
        raise MissingExtra(f"there is no folder {visible(name, 200)}, and this is no id of the hub, as owner/name")
    there = import_module("huggingface_hub").try_to_load_from_cache(name, "config.json", revision=revision or None)
    if not isinstance(there, str):
        raise MissingExtra(
            f"{visible(name, 200)} is neither a folder nor in the hub's cache of this machine, and nothing is"
            f" downloaded here: {_command(name, revision)}"
        )
    return Path(there).parent, True


def batches(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield the numbers of texts in batches, texts of like length together, so that little is padded."""
    order = sorted(range(len(lengths)), key=lambda number: (lengths[number], number))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _command(name: str, revision: str) -> str:
    return f"hf download {name}" + (f" --revision {revision}" if revision else "")


def _unloadable(name: str, folder: Path, kind: str, does: str, error: Exception) -> str:
    said = visible(str(error).strip().partition("\n")[0], 200)
    weights = [*folder.glob("*.safetensors"), *folder.glob("*.bin")]
    if not weights:
        return f"{visible(name, 200)} has no weights on this machine: {_command(name, '')}"
    if "Unrecognized configuration class" in str(error):
        return f"{visible(name, 200)} cannot {does}: transformers knows no {kind} of its kind"
    return f"{visible(name, 200)} cannot be loaded as {kind}: {type(error).__name__}: {said}"


def _trained_as(model: Any) -> str:
    return ", ".join(model.config.architectures or ()) or "something else"


def _device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _longest(tokenizer: Any, model: Any) -> int:
    config = model.config
    places = getattr(config, "max_position_embeddings", None) or getattr(config, "n_positions", None) or 100_000
    # RoBERTa and its kin count their positions from behind the padding token's id.
    shifts = (
        getattr(module, "padding_idx", None) for name, module in model.named_modules()
        if name.endswith("position_embeddings")
    )  # fmt: skip
    taken = max((shift + 1 for shift in shifts if shift is not None), default=0)
    return int(min(tokenizer.model_max_length, places - taken))


@cache
def _hash(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.suffix in _HASHED and file.is_file():
            with file.open("rb") as stream:
                total.update(file.name.encode() + b"\0" + hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()
