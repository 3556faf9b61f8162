"""Texts written by models of transformers, each drawn with its own seed whatever else is in the batch."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from robustgen.gates.protocol import Rejected
from robustgen.quiet import quiet
from robustgen.rewriters.hub import Loaded, batches
from robustgen.settings import Setting, Value

SETTINGS = {
    "temperature": Setting(1.0, 0, 10, "0 takes the most likely token; above 1 less likely ones are drawn more often"),
    "top_p": Setting(0.95, 0.01, 1, "tokens are drawn from the most likely ones with this share of the probability"),
    "beams": Setting(1, 1, 64, "above 1 nothing is drawn: the candidates are the best beams"),
    "candidates": Setting(1, 1, 64, "texts of one answer; with beams as many as there are beams"),
    "longest": Setting(256, 1, 8192, "tokens of one sentence or answer, where its own length allows no fewer"),
    "batch": Setting(32, 1, 4096, "texts of one call of the model"),
}
NOT_SAID = ("revision", "batch")
"""Settings that change nothing, or stand in the provenance elsewhere."""
CUT = "cut off"


def write(
    loaded: Loaded, texts: Sequence[str], seeds: Sequence[int], settings: dict[str, Value], *, continued: bool = False
) -> list[list[str | Rejected]]:
    """Return what a model makes of each text: one text drawn by its seed, or the best beams, best first.

    What runs on past twice the length of its text, and a few tokens, is rejected as cut off.

    Args:
        loaded: a sequence-to-sequence model; one that continues texts where `continued`.
        texts: what it is given.
        seeds: one a text.
        settings: of SETTINGS.
        continued: the answer stands behind the text.
    """
    torch = import_module("torch")

    tokenizer, beams, most = loaded.tokenizer, int(settings["beams"]), int(settings["longest"])
    if continued:
        tokenizer.padding_side = "left"
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    lengths = [len(ids) for ids in tokenizer(list(texts))["input_ids"]] if texts else []
    room = [min(most, 16 + 2 * length) for length in lengths]
    written: list[list[str | Rejected]] = [[Rejected("too long for the model")] for _ in texts]
    fitting = [number for number, length in enumerate(lengths) if length + continued * room[number] <= loaded.longest]
    for part in batches([lengths[number] for number in fitting], int(settings["batch"])):
        numbers = [fitting[place] for place in part]
        drawn = _Drawn(torch, [seeds[number] for number in numbers], settings)
        with quiet(), torch.inference_mode():
            given = tokenizer([texts[number] for number in numbers], return_tensors="pt", padding=True).to(
                loaded.device
            )
            given.pop("token_type_ids", None)
            made = loaded.model.generate(
                **given, max_new_tokens=max(room[number] for number in numbers), do_sample=False, num_beams=beams,
                num_return_sequences=beams, pad_token_id=tokenizer.pad_token_id,
                logits_processor=[] if beams > 1 or not settings["temperature"] else [drawn],
            )  # fmt: skip
        # An encoder-decoder begins with a token of its own, a continued text stands before its continuation.
        rows = made[:, given["input_ids"].shape[1] if continued else 1 :].tolist()
        for place, number in enumerate(numbers):
            here = rows[place * beams : (place + 1) * beams]
            written[number] = [_read(tokenizer, row, room[number], loaded.model) for row in here]
    return written


class _Drawn:
    """Turns the choice of the most likely token into a draw: by noise on its score (the Gumbel-max trick).

    Each row draws from a generator of its own, so that it comes out the same in any batch.
    """

    def __init__(self, torch: Any, seeds: Sequence[int], settings: dict[str, Value]) -> None:
        self._torch, self._settings = torch, settings
        self._generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        torch, share = self._torch, float(self._settings["top_p"])
        scores = torch.log_softmax(scores.float() / float(self._settings["temperature"]), dim=-1)
        ranked, order = scores.sort(dim=-1, descending=True)
        beyond = ranked.exp().cumsum(dim=-1) - ranked.exp() >= share
        scores = scores.masked_fill(torch.zeros_like(beyond).scatter(1, order, beyond), float("-inf"))
        size = scores.shape[-1]
        noise = torch.stack([torch.rand(size, generator=one, dtype=torch.float64) for one in self._generators])
        return scores - (-noise.clamp(1e-300, 1 - 1e-16).log()).log().to(scores.device, scores.dtype)


def _read(tokenizer: Any, row: list[int], room: int, model: Any) -> str | Rejected:
    ends = model.generation_config.eos_token_id
    ends = set(ends if isinstance(ends, list) else [ends])
    at = next((place for place, token in enumerate(row[:room]) if token in ends), None)
    if at is None:
        return Rejected(CUT)
    said: str = tokenizer.decode(row[:at], skip_special_tokens=True)
    return said.strip() or Rejected("no answer")
