"""A language model behind any OpenAI-compatible endpoint, asked one prompt at a time.

The endpoint and its key are those of the `openai` package: OPENAI_BASE_URL and OPENAI_API_KEY. Retries, time-outs, the
circuit breaker and the cache are those of `robustgen.model`. The key stands nowhere: not in provenance, errors, caches.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from robustgen.case import Failed
from robustgen.display import visible
from robustgen.errors import MissingExtra, UsageError
from robustgen.predict.cache import caching
from robustgen.predict.model import Model, model
from robustgen.predict.policy import PASSING, reason_of
from robustgen.resources import missing_module
from robustgen.settings import Setting, Value

SETTINGS = {
    "longest": Setting(1024, 16, 100_000, "tokens of one answer"),
    "price_in": Setting(0.0, 0, 1e6, "of a million tokens of prompts, in your currency"),
    "price_out": Setting(0.0, 0, 1e6, "of a million tokens of answers"),
    "in_flight": Setting(8, 1, 1000, "prompts at a time"),
    "timeout": Setting(60.0, 0.1, 3600, "seconds of one call"),
    "retries": Setting(3, 0, 20, "of a call that ended in a passing error"),
    "backoff": Setting(0.5, 0, 60, "seconds, doubled with each retry"),
    "cache": Setting("", doc="a file that answers are kept in, as .robustgen/answers.sqlite"),
}
DECIDING = ("longest",)
"""The settings that change what comes out."""
NAMED = "its name at the endpoint"
_PASSING = (*PASSING, 409)
_REFUSED = (401, 403, 404)
_SHOWN = 300
_A_KEY = 8  # letters of what may be a key; local servers are given "none"


Conversation = list[dict[str, str]]
"""What was said, in turn: {"role": "system", "user" or "assistant", "content": …}."""


@dataclass(slots=True)
class Spent:
    """What a model's answers came to in this process.

    Attributes:
        answered: answers, those from a cache too, which cost nothing.
        calls: answers of the endpoint itself.
        tokens_in, tokens_out: of prompts and of answers, as the endpoint counts them.
        cost: at the prices given, in the user's currency.
    """

    answered: int = 0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    _lock: Any = field(default_factory=Lock, repr=False)

    def got(self) -> None:
        """Count an answer, wherever it comes from."""
        with self._lock:
            self.answered += 1

    def add(self, tokens: tuple[int, int], settings: Mapping[str, Value]) -> None:
        """Count an answer of the endpoint's."""
        with self._lock:
            self.calls += 1
            self.tokens_in += tokens[0]
            self.tokens_out += tokens[1]
            self.cost += (tokens[0] * float(settings["price_in"]) + tokens[1] * float(settings["price_out"])) / 1e6

    def __str__(self) -> str:
        cached = f"; {self.answered - self.calls:,} more from the cache" if self.answered > self.calls else ""
        cost = f", cost {self.cost:,.4f}" if self.cost else ""  # without prices nobody knows it
        tokens = f"{self.tokens_in:,} tokens of prompts, {self.tokens_out:,} of answers"
        return f"{self.calls:,} answers, {tokens}{cost}{cached}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer.

    Attributes:
        text: the answer, blanks around it taken off.
        flaw: why it is none: "refused" or "cut off"; empty for a whole one.
        tokens: of the prompt and of the answer, as the endpoint counts them; 0 where it does not.
    """

    text: str
    flaw: str
    tokens: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model at an endpoint.

    Attributes:
        name: the model's.
        where: the endpoint's address, without what may be a secret.
        spent: what its answers came to.
    """

    name: str
    where: str
    spent: Spent
    _model: Model = field(repr=False)
    _cache: str = field(repr=False)

    def ask(self, prompt: str | Conversation, temperature: float, seed: int, *, stop: str = "") -> Reply:
        """Return the answer to a prompt, from the cache where it is there.

        Args:
            prompt: what the user says, or a whole conversation.
            temperature: of sampling.
            seed: of sampling, where the endpoint heeds it.
            stop: ends the answer.

        Raises:
            Failed: it came to no answer: "error" or "timeout" once retries are spent, "wrong" where the endpoint does
                not take this prompt (HTTP 400, 413, …).
            UsageError: the endpoint refuses the key or the model.
        """
        said = self._model([prompt, round(temperature, 6), seed, *([stop] if stop else [])])
        self.spent.got()
        flaw = "refused" if said["refused"] or said["finish"] == "content_filter" else ""
        flaw = flaw or ("cut off" if said["finish"] == "length" else "")
        return Reply(said["text"], flaw, (said["tokens"][0], said["tokens"][1]))

    def remembering(self) -> AbstractContextManager[None]:
        """Return a block in which answers come from the file of the setting `cache`, and go there."""
        return caching(self._cache or None)


def endpoint(family: str, name: str, settings: Mapping[str, Value]) -> Endpoint:
    """Return a model at the endpoint that the environment names; the same one for the same arguments.

    Args:
        family: who asks, for errors and for `spent`: "rewrite.llm", "judge".
        name: the model's.
        settings: at least those of SETTINGS.

    Raises:
        MissingExtra: openai is not installed, or finds no key.
    """
    return _endpoint(family, name, tuple((key, settings[key]) for key in SETTINGS))


def spent(name: str) -> Spent:
    """Return what a model cost in this process: `spent("rewrite.llm:MODEL")`, `spent("judge:MODEL")`.

    Raises:
        UsageError: nothing was asked under that name.
    """
    for mark in "#?@":
        name = name.partition(mark)[0]
    if name not in _SPENT:
        raise UsageError(f"nothing was asked as {name!r} in this process; asked: {', '.join(sorted(_SPENT)) or 'none'}")
    return _SPENT[name]


def tallies() -> dict[str, Spent]:
    """Return what every model cost that was asked in this process, by the names that `spent` takes."""
    return dict(_SPENT)


def forget() -> None:
    """Forget clients and what they cost: another key or address in the environment holds from here on."""
    _endpoint.cache_clear()
    _SPENT.clear()


_SPENT: dict[str, Spent] = {}


def _package(family: str, name: str) -> Any:
    try:
        return import_module("openai")
    except ImportError:
        raise missing_module("openai", f"{family}:{name}") from None


def _client(openai: Any, family: str, timeout: float) -> Any:
    """Return a client of the endpoint that the environment names."""
    try:
        client = openai.OpenAI(max_retries=0, timeout=timeout)
    except openai.OpenAIError:
        raise MissingExtra(
            f"{family} finds no key: set OPENAI_API_KEY, and OPENAI_BASE_URL where the endpoint is not OpenAI's own (a"
            " local server takes any key): export OPENAI_API_KEY=…"
        ) from None
    if client.base_url.scheme not in ("http", "https"):
        given = visible(str(client.base_url).rpartition("@")[2].partition("?")[0], 100)
        raise UsageError(
            f"OPENAI_BASE_URL is {given!r}: it begins with http:// or https://, as http://localhost:8080/v1"
        )
    return client


@cache
def _endpoint(family: str, name: str, items: tuple[tuple[str, Value], ...]) -> Endpoint:
    settings, openai = dict(items), _package(family, name)
    client = _client(openai, family, float(settings["timeout"]))
    where, tally = _where(str(client.base_url)), _SPENT.setdefault(f"{family}:{name}", Spent())

    def call(asked: list[Any]) -> dict[str, Any]:
        prompt, temperature, seed, *stop = asked
        try:
            answer = client.chat.completions.create(
                model=name, messages=[{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt,
                temperature=temperature, seed=seed, max_tokens=int(settings["longest"]), stream=False,
                **({"stop": stop} if stop else {}),
            )  # fmt: skip
        except openai.APIStatusError as error:
            if error.status_code in _PASSING:
                raise
            if error.status_code in _REFUSED:
                # What the server says may quote the key.
                raise UsageError(
                    f"{where} answers {error.status_code} to the model {visible(name, 100)}: check OPENAI_API_KEY,"
                    " OPENAI_BASE_URL and the model's name"
                ) from None
            said = reason_of(error)
            said = said.replace(client.api_key, "…") if len(client.api_key) >= _A_KEY else said
            raise Failed("wrong", f"HTTP {error.status_code}", visible(said, _SHOWN)) from None
        except ValueError:  # a body that is no JSON, or half of it
            raise _NotAnAnswer("the endpoint's answer is no JSON") from None
        found = _read(answer)
        tally.add(tuple(found["tokens"]), settings)
        return found

    asked = model(
        call, id=f"{name} at {where}", params={key: settings[key] for key in DECIDING}, each=True,
        in_flight=int(settings["in_flight"]), retries=int(settings["retries"]), backoff=float(settings["backoff"]),
        retry_on=(*_PASSING, _NotAnAnswer),
    )  # fmt: skip
    return Endpoint(name, where, tally, asked, str(settings["cache"]))


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
