"""Tier 3: a language model says whether two texts say the same. It is asked so that a text cannot answer for it.

The texts stand between marks made of a nonce that neither holds. The answers are two codes made of the same nonce, so
that "answer SAME" is no answer. The pair is asked about twice, texts and codes in the other order the second time; a
model that takes the first code, or the first text's word, contradicts itself. What passes is then held against a
sentence it has nothing to do with: a candidate that is the same as that steers the judge. So a kept pair costs three
questions, a rejected one one to three.

The judge never stands alone: the fact check goes before it. How far it is to be trusted is measured by `agreement`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from robustgen.errors import UsageError
from robustgen.prompts import filled
from robustgen.gates.protocol import Pair, Rejected

PROMPT = "judge.v1"
SAME, DIFFERENT = "same", "different"
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
        """Return SAME or DIFFERENT; None for anything but one code, with blanks and marks around it perhaps."""
        return self.codes.get(answer.strip().strip("\"'`*.[]() \n\t"))


def question(first: str, second: str, *, swapped: bool = False) -> Question:
    """Return the question whether two texts say the same.

    Args:
        first: a text.
        second: another.
        swapped: the second text stands first, and so does the code for DIFFERENT.
    """
    nonce = _nonce(first, second)
    same, different = nonce[:4].upper(), nonce[4:8].upper()
    choices = [f"{same} = they say the same", f"{different} = they do not say the same"]
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
        digest = hashlib.blake2b(
            f"{PROMPT}\0{attempt}\0{joined}".encode("utf-8", "surrogatepass"), digest_size=6
        ).hexdigest()
        parts = {digest[i : i + 4] for i in range(0, 12, 4)}
        if len(parts) == 3 and not any(part in joined for part in parts):
            return digest
    raise UsageError("the judge finds no mark that these texts do not hold; they are made of every mark there is")


class Judge:
    """Keeps a candidate that a language model finds to say the same, asked both ways round and checked for steering.

    Args:
        ask: sends a prompt to a model and returns its answer; errors of it go through.
        name: the model's name, for the manifest.
    """

    tier = 3
    needs = ("facts",)

    def __init__(self, ask: Ask, *, name: str = "model") -> None:
        self._ask, self.name = ask, f"judge:{name}"

    def check(self, pairs: Sequence[Pair]) -> list[Rejected | None]:
        """Return, for each pair, None or what the judge said."""
        return [self._judged(pair) for pair in pairs]

    def _judged(self, pair: Pair) -> Rejected | None:
        said: list[str] = []
        for swapped in (False, True):
            asked = question(pair.source, pair.candidate, swapped=swapped)
            answer = self._ask(asked.prompt)
            meant = asked.read(answer)
            if meant is None:
                return Rejected("no closed answer", gate=self.name, detail=repr(_short(answer)))
            said.append(meant)
        if said[0] != said[1]:
            return Rejected("another answer in another order", gate=self.name, detail=f"{said[0]}, then {said[1]}")
        if said[0] == DIFFERENT:
            return Rejected("says something else", gate=self.name)
        unrelated = next(text for text in UNRELATED if _far(text, pair.candidate))
        asked = question(unrelated, pair.candidate)
        if asked.read(self._ask(asked.prompt)) != DIFFERENT:
            return Rejected("steers the judge", gate=self.name, detail=f"found the same as {unrelated!r}")
        return None


def _short(text: str) -> str:
    return text.strip()[:80]


def _far(text: str, candidate: str) -> bool:
    """Return whether a candidate lacks most words of a text; the last of UNRELATED is taken in any case."""
    words, there = (set(re.findall(r"[a-z]+", one.lower())) for one in (text, candidate))
    return text == UNRELATED[-1] or len(words & there) < len(words) / 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a judge's verdicts agree with people's.

    Attributes:
        pairs: how many both judged.
        agreed: how many of them alike.
        kept_wrongly: kept by the judge, rejected by people.
        rejected_wrongly: rejected by the judge, kept by people.
        kappa: Cohen's kappa, chance agreement taken out; None where both gave one answer only.
    """

    pairs: int
    agreed: int
    kept_wrongly: int
    rejected_wrongly: int
    kappa: float | None


def agreement(judged: Sequence[Rejected | None], reviewed: Sequence[bool | None]) -> Agreement:
    """Return how a judge's verdicts agree with people's; pairs that nobody reviewed are left out.

    Args:
        judged: what `Judge.check` returned.
        reviewed: for each pair whether people kept it, None where they did not say.

    Raises:
        UsageError: the lengths differ, or no pair was reviewed.

    Source: J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20
    (1960).

    >>> agreement([None, None, Rejected("says something else")], [True, False, False]).agreed
    2
    """
    if len(judged) != len(reviewed):
        raise UsageError(
            f"{len(judged)} verdicts of the judge and {len(reviewed)} of people; expected one of each a pair"
        )
    both = [(verdict is None, kept) for verdict, kept in zip(judged, reviewed, strict=True) if kept is not None]
    if not both:
        raise UsageError("no pair was reviewed by people: there is nothing to agree with")
    number, agreed = len(both), sum(one == other for one, other in both)
    share, share_too = sum(one for one, _ in both) / number, sum(other for _, other in both) / number
    chance = share * share_too + (1 - share) * (1 - share_too)
    return Agreement(
        number,
        agreed,
        kept_wrongly=sum(one and not other for one, other in both),
        rejected_wrongly=sum(other and not one for one, other in both),
        kappa=None if chance == 1 else (agreed / number - chance) / (1 - chance),
    )
