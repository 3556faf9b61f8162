"""`rewrite.seq2seq`, `rewrite.back_translation`, `rewrite.generate`: whole texts written by models of transformers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from robustgen import prompts
from robustgen.definition import EVERY, Perturbation, contracts
from robustgen.display import visible
from robustgen.draws import Draws
from robustgen.errors import PredictionError, UsageError
from robustgen.gates.names import TIER1
from robustgen.gates.protocol import Rejected
from robustgen.resources import resource
from robustgen.rewriters.adapter import version_of
from robustgen.rewriters.decoding import NOT_SAID, SETTINGS, write
from robustgen.rewriters.hub import NEEDS, Loaded, identity, load, made_by
from robustgen.rewriters.protocol import Answer, Candidate, Request, Rewriter, nowhere, rewriter
from robustgen.rewriters.repair import repair
from robustgen.settings import Setting, Value, read_settings

SEQ2SEQ, BACK, GENERATE = "rewrite.seq2seq", "rewrite.back_translation", "rewrite.generate"
_REVISION = {"revision": Setting("", doc="of a model of the hub")}
SEQ2SEQ_SETTINGS = {**SETTINGS, **_REVISION, "prefix": Setting("", doc="put before each sentence, as paraphrase:")}
BACK_SETTINGS = {**SETTINGS, "pair": Setting("", doc="the languages, as en-de, where the models do not say")}
GENERATE_SETTINGS = {**SETTINGS, **_REVISION, "prompt": Setting("continue.v1", doc="one of ours, or a path to a .txt")}
SOURCE_BACK = "R. Sennrich et al., Improving Neural Machine Translation Models with Monolingual Data, ACL 2016"
_TAKES = "a model's id or path, with settings perhaps (#temperature=1.2,candidates=4)"
_PAIR = re.compile(r"(?:^|-)([a-z]{2,3})-([a-z]{2,3})/?$")
_SEED = 2**63

Write = Callable[[Sequence[str], Sequence[int]], "list[list[str | Rejected]]"]


def _seq2seq_made_by(parameter: str | None) -> dict[str, Any]:
    name, settings = read_settings(SEQ2SEQ, parameter, SEQ2SEQ_SETTINGS)
    return made_by(name, str(settings["revision"]), _said(settings))


@rewriter(
    SEQ2SEQ, label="preserves", made_by=_seq2seq_made_by, needs=NEEDS, gates=TIER1, takes=_TAKES,
    source="a paraphraser of the user's choice",
)  # fmt: skip
def seq2seq(requests: Sequence[Request], parameter: str | None) -> list[Answer]:
    """Say each sentence in other words with a sequence-to-sequence model."""
    name, settings = read_settings(SEQ2SEQ, parameter, SEQ2SEQ_SETTINGS)
    loaded = load("sequence", name, str(settings["revision"]))
    prefix = f"{settings['prefix']} " if settings["prefix"] else ""

    def written(texts: Sequence[str], seeds: Sequence[int]) -> list[list[str | Rejected]]:
        return write(loaded, [prefix + text for text in texts], seeds, settings)

    return _by_sentence(requests, written, settings, [loaded])


def _back_made_by(parameter: str | None) -> dict[str, Any]:
    (there, back), settings = _both(parameter)
    return {
        **made_by(there, "", _said(settings)), "languages": list(_pair(there, back, settings)),
        "model_back": back, "back": identity(back, ""),
        **({"sacremoses": version_of("sacremoses")} if resource("sacremoses").met else {}),
    }  # fmt: skip


@rewriter(
    BACK, label="preserves", made_by=_back_made_by, needs=NEEDS, gates=TIER1, source=SOURCE_BACK,
    takes="two models' ids or paths, there and back, with a + between them",
)  # fmt: skip
def back_translation(requests: Sequence[Request], parameter: str | None) -> list[Answer]:
    """Translate each sentence into another language and back with a pair of Marian models."""
    names, settings = _both(parameter)
    language, _ = _pair(*names, settings)
    there, back = (load("sequence", name, "") for name in names)
    surest: dict[str, Value] = {**settings, "temperature": 0.0, "beams": 1}

    def written(texts: Sequence[str], seeds: Sequence[int]) -> list[list[str | Rejected]]:
        abroad = write(there, texts, seeds, settings)
        ours = [one for made in abroad for one in made if isinstance(one, str)]
        home = iter(write(back, ours, [0] * len(ours), surest))
        return [[next(home)[0] if isinstance(one, str) else one for one in made] for made in abroad]

    return _by_sentence(requests, written, settings, [there, back], language=language)


def from_translators(
    there: Callable[[list[str]], Sequence[str]],
    back: Callable[[list[str]], Sequence[str]],
    name: str,
    *,
    languages: tuple[str, str],
    label: str | Mapping[str, str] = "preserves",
    version: int = 1,
    made_by: Mapping[str, Any] | None = None,
) -> Perturbation:
    """Return back-translation with functions of yours as a perturbation; `rg.register` gives it its name.

    What they return must be a function of the text alone; where they draw, say `"repeatable": False` in `made_by`.

    Args:
        there: takes texts and returns as many, translated.
        back: does the same the other way.
        name: family.name, as for `rg.perturbation`.
        languages: of the golden texts, and the one in between: ("en", "pt").
        label: the contract, as for `rg.perturbation`.
        version: a changed output means a new version.
        made_by: what the provenance says: {"package", "version", "parameters"}.
    """

    def written(texts: Sequence[str], _: Sequence[int]) -> list[list[str | Rejected]]:
        return [[one] for one in _as_many(back, _as_many(there, list(texts)))]

    def function(requests: Sequence[Request]) -> list[Answer]:
        return _by_sentence(requests, written, {}, [], language=languages[0])

    said = {"package": "functions of the user's own", **(made_by or {}), "languages": list(languages)}
    return Perturbation(
        name, version, nowhere, EVERY, contracts(label), (languages[0],), SOURCE_BACK,
        f"Translate each sentence into {languages[1]} and back.",
        rewriter=Rewriter(function, lambda: said, gates=TIER1, attempts=1),
    )  # fmt: skip


def _generate_made_by(parameter: str | None) -> dict[str, Any]:
    name, settings = read_settings(GENERATE, parameter, GENERATE_SETTINGS)
    prompt = sha256(prompts.text(str(settings["prompt"])).encode()).hexdigest()
    return {**made_by(name, str(settings["revision"]), _said(settings)), "prompt_sha256": prompt}


@rewriter(
    GENERATE, label="unknown", made_by=_generate_made_by, needs=NEEDS, gates=TIER1, takes=_TAKES,
    source="a language model and a prompt of the user's choice",
)  # fmt: skip
def generate(requests: Sequence[Request], parameter: str | None) -> list[Answer]:
    """Let a causal language model continue a prompt that holds the text; the first line it writes is the variant."""
    name, settings = read_settings(GENERATE, parameter, GENERATE_SETTINGS)
    loaded = load("causal", name, str(settings["revision"]))
    number = 1 if int(settings["beams"]) > 1 else int(settings["candidates"])
    answers: list[list[Any]] = [[_refusal(one, settings, [loaded], "")] for one in requests]
    asked = [(i, seed) for i, one in enumerate(requests) if answers[i] == [None] for seed in _seeds(one, number)]
    prompt = str(settings["prompt"])
    texts = [spoken_to(loaded, prompts.filled(prompt, {"text": requests[i].text})) for i, _ in asked]
    for (i, _), made in zip(
        asked, write(loaded, texts, [seed for _, seed in asked], settings, continued=True), strict=True
    ):
        answers[i] += [_finished(requests[i], one) for one in made]
    return [[one for one in answer if one is not None] for answer in answers]


def spoken_to(loaded: Loaded, prompt: str) -> str:
    """Return a prompt as the model was taught to take one: within its chat template, where it has one."""
    if not getattr(loaded.tokenizer, "chat_template", None):
        return prompt
    said: str = loaded.tokenizer.apply_chat_template(
        [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True
    )
    return said


def _finished(request: Request, made: str | Rejected) -> str | Candidate | Rejected:
    if isinstance(made, Rejected):
        return made
    line = made if "\n" in request.text.strip() else made.strip().partition("\n")[0]
    return _repaired(request, str(_begun(request.text, line)))


def _by_sentence(
    requests: Sequence[Request], written: Write, settings: dict[str, Value], loaded: Sequence[Loaded], *,
    language: str = "",
) -> list[Answer]:  # fmt: skip
    """Return the answers of a model that takes sentences: what stands between them stays as it is."""
    number = 1 if int(settings.get("beams", 1)) > 1 else int(settings.get("candidates", 1))
    refusals = [_refusal(one, settings, loaded, language) for one in requests]
    jobs = [
        (i, candidate, sentence, Draws(seed.to_bytes(32, "little"), sentence).below(_SEED))
        for i, one in enumerate(requests) if refusals[i] is None
        for candidate, seed in enumerate(_seeds(one, number)) for sentence in range(len(one.parsed.sentences))
    ]  # fmt: skip
    texts = [requests[i].text[slice(*requests[i].parsed.sentences[sentence])] for i, _, sentence, _ in jobs]
    wordless = [not any(mark.isalpha() for mark in text) for text in texts]
    asked = [place for place, none in enumerate(wordless) if not none]
    made: list[list[str | Rejected]] = [[text] for text in texts]
    for place, found in zip(asked, written([texts[i] for i in asked], [jobs[i][3] for i in asked]), strict=True):
        made[place] = [_begun(texts[place], one) for one in found]
    parts: dict[tuple[int, int], list[list[str | Rejected]]] = {}
    for (i, candidate, _, _), found in zip(jobs, made, strict=True):
        parts.setdefault((i, candidate), []).append(found)
    answers: list[Answer] = [[] if one is None else [one] for one in refusals]
    for (i, _), sentences in parts.items():
        for rank in range(max(map(len, sentences))):
            answers[i] = [*answers[i], _joined(requests[i], [one[min(rank, len(one) - 1)] for one in sentences])]
    return answers


def _refusal(request: Request, settings: dict[str, Value], loaded: Sequence[Loaded], language: str) -> Rejected | None:
    """Return why a model is not asked about a text."""
    if any(one.steered(request.text) for one in loaded):
        return Rejected("special token in the text")
    if language and request.parsed.base_language != language:
        return Rejected(f"not in {language}")
    if request.attempt and (int(settings.get("beams", 1)) > 1 or not settings.get("temperature", 1)):
        return Rejected("nothing more without drawing")
    return None


def _seeds(request: Request, number: int) -> list[int]:
    draws = Draws(request.seed.to_bytes(32, "little"), 1)
    return [draws.below(_SEED) for _ in range(number)]


def _begun(old: str, made: str | Rejected) -> str | Rejected:
    """Return a sentence that begins with a capital where the old one did: models without capitals lose it."""
    return made[0].upper() + made[1:] if isinstance(made, str) and old[0].isupper() and made[0].islower() else made


def _joined(request: Request, sentences: Sequence[str | Rejected]) -> str | Candidate | Rejected:
    pieces: list[str] = []
    at = 0
    for (start, end), made in zip(request.parsed.sentences, sentences, strict=True):
        if isinstance(made, Rejected):
            return made
        pieces += [request.text[at:start], made]
        at = end
    return _repaired(request, "".join(pieces) + request.text[at:])


def _repaired(request: Request, made: str) -> str | Candidate | Rejected:
    """Return a text with the blanks and the protected text of the golden one, as far as it is sure where."""
    try:
        text, what = repair(request.text, made, protected=request.parsed.protected, splits=True)
    except Rejected as rejected:
        return rejected
    return Candidate(text, {"repaired": list(what)}) if what else text


def _both(parameter: str | None) -> tuple[tuple[str, str], dict[str, Value]]:
    name, settings = read_settings(BACK, parameter, BACK_SETTINGS)
    there, plus, back = name.partition("+")
    if not (there and plus and back):
        raise UsageError(
            f"{BACK} needs two models, there and back: {BACK}:HUB/EN-DE+HUB/DE-EN, not {visible(name, 200)}"
        )
    return (there, back), settings


def _pair(there: str, back: str, settings: dict[str, Value]) -> tuple[str, str]:
    """Return the language of the texts and the one in between.

    Raises:
        UsageError: nothing says which they are, or the second model does not translate back.
    """
    found = [match.groups() if (match := _PAIR.search(one)) else None for one in (there, back)]
    if settings["pair"]:
        language, _, other = str(settings["pair"]).partition("-")
        return language, other
    if found[0] is None or found[1] is None:
        raise UsageError(
            f"{BACK}: the names {visible(there, 100)} and {visible(back, 100)} do not say which languages these are:"
            f" add #pair=en-de"
        )
    if found[0] != found[1][::-1]:
        raise UsageError(
            f"{BACK}: {visible(there, 100)} translates {'-'.join(found[0])} and {visible(back, 100)}"
            f" {'-'.join(found[1])}: the second must translate back"
        )
    return found[0][0], found[0][1]


def _as_many(translate: Callable[[list[str]], Sequence[str]], texts: list[str]) -> list[str]:
    made = list(translate(texts))
    if len(made) != len(texts) or not all(isinstance(one, str) for one in made):
        raise PredictionError(
            f"a translator was given {len(texts)} texts and returned {len(made)} things: expected as many texts"
        )
    return made


def _said(settings: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in settings.items() if key not in NOT_SAID}
