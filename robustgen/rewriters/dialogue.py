"""A rewrite by a language model: asked for, criticised by written principles, revised; each answer parsed strictly.

The golden text stands between marks made of a nonce that it does not hold, so that nothing in it gives orders. Every
step is kept as provenance. What is not exactly the closed answer asked for is rejected under a name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from robustgen import prompts
from robustgen.errors import UsageError
from robustgen.gates.protocol import Rejected
from robustgen.rewriters.protocol import Candidate, Request
from robustgen.settings import Setting, Value

PROMPTS = ("rewrite.v1", "critique.v1", "revise.v1", "principles.v1")
PLAIN = "plain.v1"
SETTINGS = {
    "temperature": Setting(0.7, 0, 2, "of the first rewrite asked for"),
    "hotter": Setting(0.2, 0, 2, "is added each time one is asked for again"),
    "hottest": Setting(1.3, 0, 2, "the highest temperature"),
    "revise": Setting(1, 0, 4, "how often a rewrite is criticised and, where it is at fault, written anew"),
    "plain": Setting(
        0, 0, 1, "1 shows a model too small for closed answers a few rewrites, and takes a line; no critique"
    ),
}
_FAULTS = 8
_WHY = 300
_NO_ANSWER = "not the closed answer"
_NO_LINE = "not a line of text"
_QUOTES = {'"': '"', "\u201c": "\u201d"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a model answered.

    Attributes:
        text: its answer.
        tokens: of the prompt and of the answer, where it says so.
    """

    text: str
    tokens: tuple[int, int] | None = None


Ask = Callable[[str, float, int], Said]
"""Takes a prompt, a temperature and a seed below 2**31; raises Rejected where there is no answer."""


@dataclass(slots=True)
class _Steps:
    """The steps of one rewrite, as its provenance holds them."""

    ask: Ask
    temperature: float
    seed: int
    steps: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[int] = field(default_factory=lambda: [0, 0])

    def put(self, prompt: str, values: Mapping[str, str], temperature: float) -> dict[str, Any]:
        """Ask, and return the JSON object that was answered."""
        said = self.say(prompt, values, temperature)
        found = _object(said)
        if values["nonce"] in said:
            raise Rejected("prompt echoed")
        self.steps.append({"prompt": prompt, "temperature": round(temperature, 6)})
        return found

    def say(self, prompt: str, values: Mapping[str, str], temperature: float) -> str:
        """Ask, count the tokens, and return what was answered."""
        said = self.ask(prompts.filled(prompt, values), temperature, (self.seed + len(self.steps)) % 2**31)
        for place, number in enumerate(said.tokens or ()):
            self.tokens[place] += number
        return said.text


def rewritten(request: Request, ask: Ask, settings: Mapping[str, Value]) -> Candidate | Rejected:
    """Return what a model makes of a text, with every step of it."""
    temperature = min(
        float(settings["temperature"]) + request.attempt * float(settings["hotter"]), float(settings["hottest"])
    )
    dialogue = _Steps(ask, temperature, request.seed)
    try:
        text = _plain(request, dialogue) if settings["plain"] else _dialogue(request, dialogue, int(settings["revise"]))
    except Rejected as rejected:
        return rejected
    note: dict[str, Any] = {"steps": dialogue.steps}
    if any(dialogue.tokens):
        note["tokens"] = {"prompt": dialogue.tokens[0], "answer": dialogue.tokens[1]}
    return Candidate(text, note)


def _dialogue(request: Request, dialogue: _Steps, revisions: int) -> str:
    values = {
        "text": request.text, "language": request.language, "principles": prompts.text("principles.v1"),
        "nonce": nonce(request.text),
    }  # fmt: skip
    text = _text(dialogue.put("rewrite.v1", values, dialogue.temperature))
    dialogue.steps[-1]["said"] = text
    for _ in range(revisions):
        values |= {"candidate": text, "nonce": nonce(request.text, text)}
        faults = _faults(dialogue.put("critique.v1", values, 0.0))
        dialogue.steps[-1]["faults"] = faults
        if not faults:
            break
        values |= {"faults": "\n".join(f"{one['principle']}: {one['why']}" for one in faults)}
        values |= {"nonce": nonce(request.text, text, values["faults"])}
        text = _text(dialogue.put("revise.v1", values, dialogue.temperature))
        dialogue.steps[-1]["said"] = text
    return text


def _plain(request: Request, dialogue: _Steps) -> str:
    """Return the line that a model writes behind a few sentences and their rewrites."""
    if len(request.text.strip().splitlines()) > 1:  # a line of its own could open a turn
        raise Rejected("more than one line")
    said = dialogue.say(PLAIN, {"text": request.text.strip()}, dialogue.temperature)
    text = said.strip().partition("\n")[0].strip()
    if text[:1] in _QUOTES and text.endswith(_QUOTES[text[0]]) and request.text[:1] != text[0]:
        text = text[1:-1].strip()
    label = prompts.text(PLAIN).rstrip().rpartition("\n")[2]
    text = text.removeprefix(label).strip()
    if not text:
        raise Rejected(_NO_LINE)
    dialogue.steps.append({"prompt": PLAIN, "temperature": round(dialogue.temperature, 6), "said": text})
    return text


def nonce(*texts: str) -> str:
    """Return sixteen letters and digits, a function of the texts, that none of them holds."""
    joined = "\0".join(texts)
    for attempt in range(1000):
        found = hashlib.blake2b(f"{attempt}\0{joined}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        if found not in joined.lower():
            return found
    raise UsageError("no mark was found that the text does not hold")


def principles() -> tuple[str, ...]:
    """Return the names of the principles."""
    return tuple(line.partition(":")[0] for line in prompts.text("principles.v1").splitlines() if ":" in line)


def identity(settings: Mapping[str, Value]) -> dict[str, str]:
    """Return the prompts by name with a hash of each, for the provenance."""
    names = (PLAIN,) if settings["plain"] else PROMPTS
    return {name: hashlib.sha256(prompts.text(name).encode()).hexdigest()[:16] for name in names}


def _object(said: str) -> dict[str, Any]:
    """Return the one JSON object that an answer is; a key that stands twice is no closed answer."""

    def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    try:
        found = json.loads(said, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Rejected(_NO_ANSWER) from None
    if not isinstance(found, dict):
        raise Rejected(_NO_ANSWER)
    return found


def _text(found: Mapping[str, Any]) -> str:
    if set(found) != {"rewrite"} or not isinstance(found["rewrite"], str):
        raise Rejected(_NO_ANSWER)
    return str(found["rewrite"]).strip()


def _faults(found: Mapping[str, Any]) -> list[dict[str, str]]:
    faults = found.get("faults") if set(found) == {"faults"} else None
    if not isinstance(faults, list) or len(faults) > _FAULTS:
        raise Rejected(_NO_ANSWER)
    for one in faults:
        fits = isinstance(one, dict) and set(one) == {"principle", "why"}
        if not fits or one["principle"] not in principles() or not isinstance(one["why"], str):
            raise Rejected(_NO_ANSWER)
    return [{"principle": one["principle"], "why": one["why"][:_WHY]} for one in faults]
