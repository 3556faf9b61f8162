"""Tier 2: is the candidate as fluent as its source? Perplexity by a causal language model, grammar errors by harper."""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from robustgen.errors import UsageError
from robustgen.gates.encoder import BATCH, hub_errors
from robustgen.gates.meaning import needed
from robustgen.gates.protocol import Pair, Rejected
from robustgen.gates.tables import words
from robustgen.resources import missing

PERPLEXITY_RATIO = 4.0
"""How many times its source's perplexity a candidate's may be."""
MORE_ERRORS = 0
"""How many more grammar errors than its source a candidate may hold."""
TOKENS = 512
"""The longest text whose perplexity is taken, in tokens; of longer ones the beginning."""
_WORDING_ONLY = words(
    "Spelling Style Readability Formatting WordChoice Enhancement Typo Capitalization Regionalism Redundancy"
)


class Perplexity:
    """Keeps a candidate whose perplexity is at most `most` times its source's.

    Args:
        model: a path or hub id of a causal language model of transformers.
        most: the greatest ratio of the two perplexities.
    """

    tier = 2

    def __init__(self, model: str, *, most: float = PERPLEXITY_RATIO) -> None:
        if most <= 0:
            raise UsageError(f"perplexity: most is a ratio above 0, not {most}")
        self.model, self.most, self.name = model, most, f"perplexity:{model}"
        self._loaded: Any = None
        self._known: dict[str, float] = {}

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or the two perplexities."""
        self._measure(dict.fromkeys(text for pair in pairs for text in (pair.source, pair.candidate)))
        found: list[Rejected | None] = []
        for pair in pairs:
            before, after = self._known[pair.source], self._known[pair.candidate]
            detail = f"perplexity {after:.0f}, the source's {before:.0f}, at most {self.most:g} times as much"
            found.append(Rejected("perplexity", gate=self.name, detail=detail) if after > self.most * before else None)
        return found

    def _measure(self, texts: dict[str, None]) -> None:
        new = sorted((text for text in texts if text not in self._known), key=len)
        if not new:
            return
        model, tokenizer, torch = self._load()
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            begin = tokenizer.bos_token or tokenizer.eos_token or ""
            given = tokenizer(
                [begin + text for text in part], padding=True, truncation=True, max_length=TOKENS, return_tensors="pt"
            ).to(model.device)
            with torch.inference_mode():
                logits = model(**given).logits[:, :-1].float()
            ids, mask = given["input_ids"][:, 1:], given["attention_mask"][:, 1:].float()
            losses = torch.nn.functional.cross_entropy(logits.transpose(1, 2), ids, reduction="none")
            means = (losses * mask).sum(1) / mask.sum(1).clamp(min=1)
            self._known.update(
                (text, math.exp(min(loss, 80.0))) for text, loss in zip(part, means.tolist(), strict=True)
            )

    def _load(self) -> tuple[Any, Any, Any]:
        if self._loaded is None:
            transformers, torch = needed("perplexity", self.model)
            with hub_errors("perplexity", self.model):
                tokenizer = transformers.AutoTokenizer.from_pretrained(self.model, local_files_only=True)
                model = transformers.AutoModelForCausalLM.from_pretrained(self.model, local_files_only=True)
            if tokenizer.pad_token is None:
                tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
            tokenizer.padding_side = "right"
            model.eval()
            self._loaded = model.to("cuda" if torch.cuda.is_available() else "cpu"), tokenizer, torch
        loaded: tuple[Any, Any, Any] = self._loaded
        return loaded


class Grammar:
    """Keeps a candidate with no more grammar errors than its source, as harper-py finds them; English only.

    Args:
        more: how many more errors are let pass.
    """

    name, tier = "grammar", 2

    def __init__(self, *, more: int = MORE_ERRORS) -> None:
        self.more = more
        self._known: dict[str, tuple[str, ...]] = {}

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or the first error that the source does not have."""
        return [self._checked(pair) if pair.base_language in (None, "en") else None for pair in pairs]

    def _checked(self, pair: Pair) -> Rejected | None:
        before, after = self._errors(pair.source), self._errors(pair.candidate)
        if len(after) <= len(before) + self.more:
            return None
        new = next((error for error in after if error not in before), after[-1])
        return Rejected("grammar", gate=self.name, detail=f"{len(after)} errors, the source {len(before)}: {new}")

    def _errors(self, text: str) -> tuple[str, ...]:
        if text not in self._known:
            lints = _linter().lint(text)
            self._known[text] = tuple(str(lint.message) for lint in lints if str(lint.lint_kind) not in _WORDING_ONLY)
        return self._known[text]


@cache
def _linter() -> Any:
    try:
        return importlib.import_module("harper").Linter()
    except ImportError:
        raise missing("harper-py", "gate grammar") from None
