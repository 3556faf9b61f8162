"""`rewrite.llm:MODEL`: rewrites by a language model behind any OpenAI-compatible endpoint, or behind a function.

The endpoint, its key, retries and cache are those of `robustgen.endpoint`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from robustgen import prompts
from robustgen.case import Failed
from robustgen.definition import EVERY, Perturbation, contracts
from robustgen.display import visible
from robustgen.endpoint import DECIDING, NAMED, endpoint
from robustgen.endpoint import SETTINGS as ASKED
from robustgen.errors import PredictionError
from robustgen.gates.names import TIER1
from robustgen.gates.protocol import Rejected
from robustgen.predict.threads import in_order
from robustgen.resources import resource
from robustgen.rewriters import decoding
from robustgen.rewriters.adapter import version_of
from robustgen.rewriters.dialogue import SETTINGS as SPOKEN
from robustgen.rewriters.dialogue import Ask, Said, identity, rewritten
from robustgen.rewriters.protocol import Answer, Request, Rewriter, nowhere, rewriter
from robustgen.settings import Value, read_settings

NAME = "rewrite.llm"
SOURCE = "Y. Bai et al., Constitutional AI, 2022: critique and revision by written principles"
ATTEMPTS = 4
SETTINGS = {**SPOKEN, **ASKED}
_DECIDING = (*SPOKEN, *DECIDING)  # the settings that change what comes out


def _made_by(parameter: str | None) -> dict[str, Any]:
    name, settings = read_settings(NAME, parameter, SETTINGS, model_is=NAMED)
    return {
        "package": "openai", "version": version_of("openai"), "model": name,
        "endpoint": endpoint(NAME, name, settings).where, "prompts": identity(settings),
        "parameters": {key: settings[key] for key in _DECIDING}, "repeatable": False,
    }  # fmt: skip


@rewriter(
    NAME, label="preserves", made_by=_made_by, source=SOURCE, attempts=ATTEMPTS,
    needs=(resource("openai"),), gates=TIER1,
    takes="a model's name, with settings perhaps (#temperature=0.7,revise=1)",
)  # fmt: skip
def llm(requests: Sequence[Request], parameter: str | None) -> list[Answer]:
    """Say a text in other words with a language model, which criticises its own rewrite and revises it."""
    name, settings = read_settings(NAME, parameter, SETTINGS, model_is=NAMED)
    asked, plain = endpoint(NAME, name, settings), bool(settings["plain"])
    failed: list[Failed] = []

    def ask(prompt: str, temperature: float, seed: int) -> Said:
        try:
            if plain:  # a small model would go on with sentences of its own
                said = asked.ask(prompts.turns(prompt), temperature, seed, stop="\n")
            else:
                said = asked.ask(prompt, temperature, seed)
        except Failed as error:
            failed.append(error)
            raise Rejected(f"no answer: {error.kind}") from None
        if said.flaw:
            raise Rejected(said.flaw)
        return Said(said.text, said.tokens)

    with asked.remembering():
        answers = _answers(requests, ask, settings)
    unusable = any(one.status != "wrong" for one in failed) or not asked.spent.answered
    if failed and unusable and all(str(one).startswith("no answer: ") for answer in answers for one in answer):
        raise PredictionError(
            f"{asked.where} came to no answer for any of {len(requests):,} texts: {visible(str(failed[0]), 300)}. See"
            " whether the endpoint that OPENAI_BASE_URL names answers"
        )
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
    made = in_order(requests, lambda request: rewritten(request, ask, settings), int(settings["in_flight"]))
    return [[one] for one in made]
