"""Tier 2: does the candidate mean the same? Similarity of embeddings by window, and entailment both ways.

Similarity stands beside the fact check, never alone: it does not see a negation or exchanged roles. Nor does it gate
typos: a misspelt sentence lies far from its source and means the same.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from robustgen.errors import UsageError
from robustgen.gates.encoder import BATCH, Encoder, hub_errors, load
from robustgen.gates.protocol import Pair, Rejected
from robustgen.resources import missing_module
from robustgen.text import Text

LEAST = 0.5
"""The least cosine of a window with its nearest one; set by the figures in docs/gates.md."""
WINDOW = 60
"""Words of a window at most: sentences are joined up to so many, longer ones are cut."""
KEPT_TEXTS = 20_000
"""Texts whose embeddings are kept, so that a source with many candidates is embedded once."""
ENTAILED = 0.5
"""The least probability that each text entails the other."""


class Similarity:
    """Keeps a candidate each of whose windows lies near one of the source, and the other way round.

    Args:
        model: as `robustgen.gates.encoder.load` takes it; nothing is loaded before the first pair.
        least: the least cosine, in [-1, 1].
    """

    tier = 2
    needs = ("facts",)

    def __init__(self, model: str = "minilm", *, least: float = LEAST) -> None:
        if not -1 <= least <= 1:
            raise UsageError(f"similarity: least is a cosine in [-1, 1], not {least}")
        self.model, self.least, self.name = model, least, f"similarity:{model}"
        self._vectors: dict[str, Any] = {}

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or the cosine of the window that lies farthest off."""
        found: list[Rejected | None] = []
        for cosine in self.cosines(pairs):
            low = cosine < self.least
            found.append(
                Rejected("not similar", gate=self.name, detail=f"cosine {cosine:.2f}, at least {self.least:g}")
                if low
                else None
            )
        return found

    def cosines(self, pairs: Sequence[Pair]) -> list[float]:
        """Return, for each pair, the least over the windows of both texts of the cosine with the other's nearest."""
        cut = {text: windows(text) for pair in pairs for text in (pair.source, pair.candidate)}
        self._embed(window for made in cut.values() for window in made)
        return [self._cosine(cut[pair.source], cut[pair.candidate]) for pair in pairs]

    def _embed(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if not new:
            return
        encoder: Encoder = load(self.model)
        if len(self._vectors) + len(new) > KEPT_TEXTS:
            needed = set(texts) - set(new)
            self._vectors = {text: vector for text, vector in self._vectors.items() if text in needed}
        self._vectors.update(zip(new, encoder.encode(new), strict=True))

    def _cosine(self, source: Sequence[str], candidate: Sequence[str]) -> float:
        if not source or not candidate:
            return 1.0 if source == candidate else 0.0
        if len(source) == len(candidate) == 1:
            return float(self._vectors[source[0]] @ self._vectors[candidate[0]])
        import numpy as np

        one = np.stack([self._vectors[text] for text in source])
        two = np.stack([self._vectors[text] for text in candidate])
        table = one @ two.T
        return float(min(table.max(0).min(), table.max(1).min()))


def windows(text: str) -> list[str]:
    """Cut a text into windows of whole sentences, of at most WINDOW words; a longer sentence into stretches.

    >>> windows("One. Two.")
    ['One. Two.']
    """
    made: list[list[str]] = []
    room = 0
    for start, end in Text(text).sentences:
        words = re.findall(r"\S+", text[start:end])
        if len(words) <= room:
            made[-1] += words
            room -= len(words)
            continue
        made += [words[i : i + WINDOW] for i in range(0, len(words), WINDOW)]
        room = WINDOW - len(made[-1])
    return [" ".join(words) for words in made]


class Entailment:
    """Keeps a candidate that the source entails and that entails the source, by a classifier of transformers.

    Args:
        model: a path or hub id of a natural-language-inference model, one of whose labels is entailment.
        least: the least probability of entailment each way.
    """

    tier = 2

    def __init__(self, model: str, *, least: float = ENTAILED) -> None:
        if not 0 <= least <= 1:
            raise UsageError(f"entailment: least is a probability in [0, 1], not {least}")
        self.model, self.least, self.name = model, least, f"entailment:{model}"
        self._loaded: Any = None

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or which of the two texts does not follow from the other."""
        ways = [(pair.source, pair.candidate) for pair in pairs] + [(pair.candidate, pair.source) for pair in pairs]
        shares = self.probabilities(ways)
        found: list[Rejected | None] = []
        for forth, back in zip(shares[: len(pairs)], shares[len(pairs) :], strict=True):
            detail = f"entailed {forth:.2f}, entails {back:.2f}, at least {self.least:g}"
            if forth < self.least:
                found.append(Rejected("does not follow from the source", gate=self.name, detail=detail))
            elif back < self.least:
                found.append(Rejected("the source does not follow from it", gate=self.name, detail=detail))
            else:
                found.append(None)
        return found

    def probabilities(self, ways: Sequence[tuple[str, str]]) -> list[float]:
        """Return, for each (premise, hypothesis), the probability of entailment."""
        if not ways:
            return []
        model, tokenizer, label, torch = self._load()
        order = sorted(range(len(ways)), key=lambda i: len(ways[i][0]) + len(ways[i][1]))
        found = [0.0] * len(ways)
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            given = tokenizer(
                [ways[i][0] for i in part],
                [ways[i][1] for i in part],
                padding=True,
                truncation=True,
                return_tensors="pt",
            ).to(model.device)
            with torch.inference_mode():
                shares = model(**given).logits.softmax(-1)[:, label].tolist()
            for i, share in zip(part, shares, strict=True):
                found[i] = float(share)
        return found

    def _load(self) -> tuple[Any, Any, int, Any]:
        if self._loaded is None:
            transformers, torch = needed("entailment", self.model)
            with hub_errors("entailment", self.model):
                tokenizer = transformers.AutoTokenizer.from_pretrained(self.model, local_files_only=True)
                model = transformers.AutoModelForSequenceClassification.from_pretrained(
                    self.model, local_files_only=True
                )
            names = {str(name).lower(): int(number) for number, name in model.config.id2label.items()}
            label = next((number for name, number in names.items() if name.startswith("entail")), None)
            if label is None:
                raise UsageError(
                    f"gate entailment: {self.model!r} has the labels {', '.join(names)}; expected one named "
                    "entailment: a natural-language-inference model"
                )
            model.eval()
            self._loaded = model.to("cuda" if torch.cuda.is_available() else "cpu"), tokenizer, label, torch
        loaded: tuple[Any, Any, int, Any] = self._loaded
        return loaded


def needed(gate: str, model: str) -> tuple[Any, Any]:
    """Return (transformers, torch).

    Raises:
        MissingExtra: one of them is missing; names the line that installs it.
    """
    try:
        return importlib.import_module("transformers"), importlib.import_module("torch")
    except ImportError as error:
        raise missing_module(str(error.name), f"gate {gate}:{model}") from None
