"""`rewrite.llm:MODEL`: rewrites by a language model behind any OpenAI-compatible endpoint, or behind a function.

The endpoint and its key are those of the `openai` package: OPENAI_BASE_URL and OPENAI_API_KEY. Retries, time-outs, the
circuit breaker and the cache are those of `robustgen.model`. The key stands nowhere: not in provenance, errors, caches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from robustgen.case import Failed
from robustgen.definition import EVERY, Perturbation, contracts
from robustgen.display import visible
from robustgen.errors import MissingExtra, PredictionError, UsageError
from robustgen.gates.names import TIER1
from robustgen.gates.protocol import Rejected
from robustgen.predict.cache import caching
from robustgen.predict.model import Model, model
from robustgen.predict.threads import side_by_side
from robustgen.resources import resource
from robustgen.rewriters import decoding, prompts
from robustgen.rewriters.adapter import version_of
from robustgen.rewriters.dialogue import SETTINGS as SPOKEN
from robustgen.rewriters.dialogue import Ask, Said, identity, rewritten
from robustgen.rewriters.protocol import Answer, Candidate, Request, Rewriter, nowhere, rewriter
from robustgen.rewriters.settings import Setting, Value, read_settings

NAME = "rewrite.llm"
SOURCE = "Y. Bai et al., Constitutional AI, 2022: critique and revision by written principles"
ATTEMPTS = 4
SETTINGS = {
    **SPOKEN,
    "longest": Setting(1024, 16, 100_000, "tokens of one answer"),
    "price_in": Setting(0.0, 0, 1e6, "of a million tokens of prompts, in your currency"),
    "price_out": Setting(0.0, 0, 1e6, "of a million tokens of answers"),
    "in_flight": Setting(8, 1, 1000, "texts at a time"),
    "timeout": Setting(60.0, 0.1, 3600, "seconds of one call"),
    "retries": Setting(3, 0, 20, "of a call that ended in a passing error"),
    "backoff": Setting(0.5, 0, 60, "seconds, doubled with each retry"),
    "cache": Setting("", doc="a file that answers are kept in, as .robustgen/answers.sqlite"),
}
_DECIDING = (*SPOKEN, "longest")  # the settings that change what comes out
_REFUSED = (401, 403, 404)


@dataclass(slots=True)
class Spent:
    """What a model's answers came to in this process, those from a cache left out.

    Attributes:
        calls: answers.
        tokens_in, tokens_out: of prompts and of answers, as the endpoint counts them.
        cost: at the prices given, in the user's currency.
    """

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    _lock: Any = field(default_factory=Lock, repr=False)

    def add(self, tokens: tuple[int, int], settings: Mapping[str, Value]) -> None:
        """Count an answer."""
        with self._lock:
            self.calls += 1
            self.tokens_in += tokens[0]
            self.tokens_out += tokens[1]
            self.cost += (tokens[0] * float(settings["price_in"]) + tokens[1] * float(settings["price_out"])) / 1e6

    def __str__(self) -> str:
        return (
            f"{self.calls:,} answers, {self.tokens_in:,} tokens of prompts, {self.tokens_out:,} of answers,"
            f" cost {self.cost:,.4f}"
        )


def spent(name: str) -> Spent:
    """Return what a rewriter cost in this process: `spent("rewrite.llm:MODEL")`."""
    return _endpoint(name.partition(":")[2].partition("@")[0])[1]


def _made_by(parameter: str | None) -> dict[str, Any]:
    name, settings = read_settings(NAME, parameter, SETTINGS)
    return {
        "package": "openai", "version": version_of("openai"), "model": name, "endpoint": _endpoint(parameter or "")[2],
        "prompts": identity(settings), "parameters": {key: settings[key] for key in _DECIDING}, "repeatable": False,
    }  # fmt: skip


@rewriter(
    NAME, label="preserves", made_by=_made_by, source=SOURCE, attempts=ATTEMPTS,
    needs=(resource("openai"),), gates=TIER1,
    takes="a model's name, with settings perhaps (#temperature=0.7,revise=1)",
)  # fmt: skip
def llm(requests: Sequence[Request], parameter: str | None) -> list[Answer]:
    """Say a text in other words with a language model, which criticises its own rewrite and revises it."""
    _, settings = read_settings(NAME, parameter, SETTINGS)
    asked, _, where = _endpoint(parameter or "")
    failed: list[Failed] = []

    def ask(prompt: str, temperature: float, seed: int) -> Said:
        try:
            said = asked([prompt, round(temperature, 6), seed])
        except Failed as error:
            failed.append(error)
            raise Rejected(f"no answer: {error.kind}") from None
        if said["refused"] or said["finish"] == "content_filter":
            raise Rejected("refused")
        if said["finish"] == "length":
            raise Rejected("cut off")
        return Said(said["text"], (said["tokens"][0], said["tokens"][1]))

    with caching(str(settings["cache"]) or None):
        answers = _answers(requests, ask, settings)
    if failed and all(str(one).startswith("no answer: ") for answer in answers for one in answer):
        raise PredictionError(f"{where} came to no answer for any of {len(requests):,} texts: {failed[0]}")
    return answers


def from_ask(
    ask: Callable[[str, float, int], str],
    name: str,
    *,
    label: str | Mapping[str, str] = "preserves",
    languages: Sequence[str] = (),
    version: int = 1,
    settings: str = "",
    made_by: Mapping[str, Any] | None = None,
) -> Perturbation:
    """Return a rewriter by a language model of yours as a perturbation; `rg.register` gives it its name.

    Args:
        ask: takes a prompt, a temperature and a seed below 2**31, and returns the answer: a local GGUF, another API.
        name: family.name, as for `rg.perturbation`.
        label: the contract, as for `rg.perturbation`.
        languages: base languages it writes; empty for any.
        version: a changed output means a new version.
        settings: as behind a model's name: "temperature=0.7,revise=1".
        made_by: what the provenance says: {"package", "version", "model"}; with "repeatable": False where the same seed
            may give another text.
    """
    _, chosen = read_settings(NAME, f"ask#{settings}", SPOKEN)

    def asked(prompt: str, temperature: float, seed: int) -> Said:
        said = ask(prompt, temperature, seed)
        if not isinstance(said, str):
            raise PredictionError(f"{name}: ask returned a {type(said).__name__}: it must return the answer, a text")
        return Said(said)

    def function(requests: Sequence[Request]) -> list[Answer]:
        return _answers(requests, asked, {**chosen, "in_flight": 1})

    told = {
        "package": "a function of the user's own", **(made_by or {}), "prompts": identity(chosen), "parameters": chosen,
    }  # fmt: skip
    doc = "Say a text in other words with a language model of the user's own."
    return Perturbation(
        name, version, nowhere, EVERY, contracts(label), tuple(languages), SOURCE, doc,
        rewriter=Rewriter(function, lambda: told, gates=TIER1, attempts=ATTEMPTS),
    )  # fmt: skip


def ask_transformers(path: str, *, revision: str = "", longest: int = 512) -> Callable[[str, float, int], str]:
    """Return the `ask` of a text-generation model of transformers, for `from_ask`.

    Args:
        path: a folder, or an id of the hub.
        revision: of the hub's model.
        longest: tokens of one answer.
    """
    defaults = {key: one.default for key, one in decoding.SETTINGS.items()}

    def ask(prompt: str, temperature: float, seed: int) -> str:
        from robustgen.rewriters.hub import load
        from robustgen.rewriters.sequences import spoken_to

        loaded = load("causal", path, revision)
        settings = {**defaults, "temperature": temperature, "longest": longest}
        ((said, *_),) = decoding.write(loaded, [spoken_to(loaded, prompt)], [seed], settings, continued=True)
        if isinstance(said, Rejected):
            raise said
        return said

    return ask


def _answers(requests: Sequence[Request], ask: Ask, settings: Mapping[str, Value]) -> list[Answer]:
    made: list[Answer] = [()] * len(requests)

    def work(number: int) -> Candidate | Rejected:
        return rewritten(requests[number], ask, settings)

    width = min(int(settings["in_flight"]), len(requests))
    if width < 2:
        return [[work(number)] for number in range(len(requests))]
    for number, one in side_by_side(range(len(requests)), work, width):
        made[number] = [one]
    return made


@cache
def _endpoint(parameter: str) -> tuple[Model, Spent, str]:
    """Return a model behind the endpoint that the environment names, what it cost, and where it is.

    Raises:
        UsageError: openai finds no key.
    """
    openai = import_module("openai")
    name, settings = read_settings(NAME, parameter, SETTINGS)
    try:
        client = openai.OpenAI(max_retries=0, timeout=float(settings["timeout"]))
    except openai.OpenAIError:
        raise MissingExtra(
            f"{NAME} finds no key: set OPENAI_API_KEY, and OPENAI_BASE_URL where the endpoint is not OpenAI's own (a"
            " local server takes any key): export OPENAI_API_KEY=…"
        ) from None
    where, tally = _where(str(client.base_url)), Spent()
    plain = bool(settings["plain"])
    stop = {"stop": ["\n"]} if plain else {}  # a small model would go on with sentences of its own

    def call(asked: list[Any]) -> dict[str, Any]:
        prompt, temperature, seed = asked
        try:
            answer = client.chat.completions.create(
                model=name, messages=prompts.turns(prompt) if plain else [{"role": "user", "content": prompt}],
                temperature=temperature, seed=seed,
                max_tokens=int(settings["longest"]), stream=False, **stop,
            )  # fmt: skip
        except openai.APIStatusError as error:
            if error.status_code in _REFUSED:
                # What the server says may quote the key.
                raise UsageError(
                    f"{where} answers {error.status_code} to the model {visible(name, 100)}: check OPENAI_API_KEY,"
                    " OPENAI_BASE_URL and the model's name"
                ) from None
            raise
        except ValueError:  # a body that is no JSON, or half of it
            raise _NotAnAnswer("the endpoint's answer is no JSON") from None
        found = _read(answer)
        tally.add(tuple(found["tokens"]), settings)
        return found

    params = {"longest": settings["longest"], "prompts": identity(settings)}
    asked = model(
        call, id=f"{name} at {where}", params=params, each=True, in_flight=int(settings["in_flight"]),
        retries=int(settings["retries"]), backoff=float(settings["backoff"]),
        retry_on=(ConnectionError, TimeoutError, _NotAnAnswer, 408, 409, 429, 500, 502, 503, 504),
    )  # fmt: skip
    return asked, tally, where


def _where(url: str) -> str:
    """Return an address without what may be a secret: user, password, query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


class _NotAnAnswer(Exception):
    """The endpoint answered something that is no chat completion; it may pass."""


def _read(answer: Any) -> dict[str, Any]:
    """Return what matters of a chat completion, as JSON values."""
    choices = getattr(answer, "choices", None)
    if not choices or getattr(choices[0], "message", None) is None:
        raise _NotAnAnswer("the endpoint's answer holds no choice")
    message, usage = choices[0].message, getattr(answer, "usage", None)
    text = message.content or ""
    refused = bool(getattr(message, "refusal", None)) or not text.strip()
    tokens = [int(getattr(usage, key, 0) or 0) for key in ("prompt_tokens", "completion_tokens")]
    return {"text": text.strip(), "finish": str(choices[0].finish_reason), "refused": refused, "tokens": tokens}
