"""Tier 3: a language model says whether two texts say the same. It is asked so that a text cannot answer for it.

The texts stand between marks made of a nonce that neither holds. The answers are two codes made of the same nonce, so
that "answer SAME" is no answer. The pair is asked about twice, texts and codes in the other order the second time; a
model that takes the first code, or the first text's word, contradicts itself. What passes is then held against a
sentence it has nothing to do with: a candidate that is the same as that steers the judge. So a kept pair costs three
questions, a rejected one one to three.

The judge never stands alone: the fact check goes before it. How far it is to be trusted is measured on pairs that
people judged: `robustgen.reviews`, `robustgen agreement`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b, sha256
from typing import Any

from robustgen.case import Failed
from robustgen.display import visible
from robustgen.endpoint import DECIDING, NAMED, Endpoint, Spent, endpoint, spent
from robustgen.endpoint import SETTINGS as ASKED
from robustgen.errors import PredictionError, UsageError
from robustgen.gates.protocol import Pair, Rejected
from robustgen.predict.threads import in_order
from robustgen.prompts import filled, text
from robustgen.settings import Value, read_settings

PROMPT = "judge.v1"
TEMPERATURE, SEED = 0.0, 0
SETTINGS = {**ASKED, "longest": replace(ASKED["longest"], default=64)}
"""Of the endpoint: a code is a few tokens; a model that thinks before it answers needs more."""
SAME, DIFFERENT = "same", "different"
MEANING = {SAME: "they say the same", DIFFERENT: "they do not say the same"}
UNRELATED = (
    "Glaciers in the valley retreated by eleven metres last summer.",
    "The orchestra tuned its instruments behind the curtain.",
)
"""What no rewritten text says: the second stands in for a source that says the first."""

Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, and what each closed answer to it means.

    Attributes:
        prompt: the text to send.
        codes: from code to SAME or DIFFERENT.
    """

    prompt: str
    codes: dict[str, str]

    def read(self, answer: str) -> str | None:
        """Return SAME or DIFFERENT; None for anything but one code, or its whole line, with marks around it perhaps."""
        said = answer.strip().strip("\"'`*.[]() \n\t")
        return next((meant for code, meant in self.codes.items() if said in (code, f"{code} = {MEANING[meant]}")), None)


def question(first: str, second: str, *, swapped: bool = False) -> Question:
    """Return the question whether two texts say the same.

    Args:
        first: a text.
        second: another.
        swapped: the second text stands first, and so does the code for DIFFERENT.
    """
    nonce = _nonce(first, second)
    same, different = nonce[:4].upper(), nonce[4:8].upper()
    choices = [f"{same} = {MEANING[SAME]}", f"{different} = {MEANING[DIFFERENT]}"]
    if swapped:
        first, second = second, first
        choices.reverse()
    prompt = filled(PROMPT, {"nonce": nonce, "first": first, "second": second, "choices": "\n".join(choices)})
    return Question(prompt, {same: SAME, different: DIFFERENT})


def _nonce(*texts: str) -> str:
    """Return twelve letters and digits, a function of the texts, no four of which in a row stand in any of them.

    A text cannot hold its own: it would have to hold a hash of itself.
    """
    joined = "\0".join(texts).lower()
    for attempt in range(10_000):
        digest = blake2b(f"{PROMPT}\0{attempt}\0{joined}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        parts = {digest[i : i + 4] for i in range(0, 12, 4)}
        if len(parts) == 3 and not any(part in joined for part in parts):
            return digest
    raise UsageError("the judge finds no mark that these texts do not hold; they are made of every mark there is")


class Judge:
    """Keeps a candidate that a language model finds to say the same, asked both ways round and checked for steering.

    Args:
        model: a model's name, with settings perhaps ("small?retries=5&cache=.robustgen/answers.sqlite"), behind the
            endpoint that OPENAI_BASE_URL and OPENAI_API_KEY name; or a function of your own that takes a prompt and
            returns the model's answer, errors of which go through.
        name: of a function's model, for the manifest.

    Raises:
        UsageError: a setting is unknown or out of its range, or a name is given for what has one.
    """

    tier = 3
    needs = ("facts",)

    def __init__(self, model: str | Ask, *, name: str | None = None) -> None:
        self._own = None if isinstance(model, str) else model
        self._settings: dict[str, Value] = {}
        if isinstance(model, str):
            if name is not None:
                raise UsageError(f"the judge {model!r} has its model's name: leave name={name!r} out")
            name, self._settings = read_settings("judge", model, SETTINGS, marks="?&", model_is=NAMED)
            if "#" in name:
                head, _, given = name.partition("#")
                raise UsageError(f"judge: settings stand behind a ?, as judge:{head}?{given or 'retries=5'}, not a #")
        self.model = name or "model"
        self.name = f"judge:{self.model}"

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or what the judge said.

        Raises:
            PredictionError: the endpoint came to no answer for some pair: no pair is kept or rejected then.
            MissingExtra: openai is not installed, or finds no key.
            UsageError: the endpoint refuses the key or the model.
        """
        if self._own is not None or not pairs:
            return [_judged(pair, self._own_answer, self.name) for pair in pairs]
        asked = self._endpoint()
        failed: list[Failed] = []

        def answer(prompt: str) -> str:
            said = asked.ask(prompt, TEMPERATURE, SEED)
            if said.flaw:
                more = f" after {self._settings['longest']} tokens" if said.flaw == "cut off" else ""
                raise Rejected(said.flaw, gate=self.name, detail=f"{_shown(said.text)}{more}")
            return said.text

        def judged(pair: Pair) -> Rejected | None:
            try:
                return _judged(pair, answer, self.name)
            except Failed as error:
                failed.append(error)
                return Rejected("not taken by the endpoint", gate=self.name, detail=str(error))

        with asked.remembering():
            found = in_order(pairs, judged, int(self._settings["in_flight"]))
        # Where it never answered anything, its refusals are no word on these pairs.
        lost = [one for one in failed if one.status != "wrong" or not asked.spent.answered]
        if lost:
            raise PredictionError(self._unanswered(asked.where, lost, len(pairs)))
        return found

    @property
    def spent(self) -> Spent:
        """What the answers of the endpoint's model came to in this process.

        Raises:
            UsageError: it was not asked, or is a function of the user's own.
        """
        return spent(self.name)

    def made_by(self) -> dict[str, Any]:
        """Return who judges, for the manifest: the model, the prompt, and where it was asked."""
        who = {"model": self.model, "prompt": PROMPT, "prompt_sha256": sha256(text(PROMPT).encode()).hexdigest()}
        if self._own is not None:
            return who
        deciding = {key: self._settings[key] for key in DECIDING}
        return {**who, "endpoint": self._endpoint().where, "parameters": {"temperature": TEMPERATURE, **deciding}}

    def _endpoint(self) -> Endpoint:
        return endpoint("judge", self.model, self._settings)

    def _own_answer(self, prompt: str) -> str:
        assert self._own is not None
        said = self._own(prompt)
        if not isinstance(said, str):
            raise PredictionError(f"{self.name}: it returned a {type(said).__name__}, not its answer as a text")
        return said

    def _unanswered(self, where: str, lost: Sequence[Failed], number: int) -> str:
        kept = str(self._settings["cache"])
        resume = (
            f"its other answers are in {kept}, so the next run asks for the rest"
            if kept
            else f"name a file for its answers, so that the next run asks for the rest: '{self.name}?cache=FILE'"
        )
        return (
            f"{self.name} at {where} came to no answer on {len(lost):,} of {number:,} pairs, so none of them is kept or"
            f" rejected: {visible(str(lost[0]), 300)}. See whether the endpoint answers; more patience is"
            f" '{self.name}?retries=8&backoff=2&timeout=180&in_flight=1'; {resume}"
        )


def _judged(pair: Pair, ask: Ask, gate: str) -> Rejected | None:
    """Return what a judge that answers with `ask` makes of a pair."""

    def put(asked: Question) -> str:
        answer = ask(asked.prompt)
        meant = asked.read(answer)
        if meant is None:
            raise Rejected("no closed answer", gate=gate, detail=_shown(answer))
        return meant

    try:
        first, second = (put(question(pair.source, pair.candidate, swapped=swapped)) for swapped in (False, True))
        if first != second:
            return Rejected("another answer in another order", gate=gate, detail=f"{first}, then {second}")
        if first == DIFFERENT:
            return Rejected("says something else", gate=gate)
        unrelated = next(text for text in UNRELATED if _far(text, pair.candidate))
        if put(question(unrelated, pair.candidate)) == SAME:
            return Rejected("steers the judge", gate=gate, detail=f"found the same as {unrelated!r}")
    except Rejected as unread:
        return unread
    return None


def _shown(answer: str) -> str:
    return repr(answer.strip()[:80])


def _far(text: str, candidate: str) -> bool:
    """Return whether a candidate lacks most words of a text; the last of UNRELATED is taken in any case."""
    words, there = (set(re.findall(r"[a-z]+", one.lower())) for one in (text, candidate))
    return text == UNRELATED[-1] or len(words & there) < len(words) / 2
