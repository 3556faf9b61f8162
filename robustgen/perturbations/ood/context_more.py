"""More of what stands around a text: facts, tautologies, paragraphs, links, handles, strings that mean nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial

from robustgen.definition import count
from robustgen.perturbations.ood._sentences import opens_plainly
from robustgen.perturbations.ood.context import LABEL, asks, between_sentences
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_STRESS = "cf. A. Naik et al., Stress Test Evaluation for Natural Language Inference, COLING 2018; see context_lines"
# "track my parcel B7X-09": a code, a name or a link beside a command could be what it is about.
NO_CALL = {**LABEL, "tool_call": "unknown"}
_TABLE = "written for robustgen: see the table context_lines"


@perturbation(
    "ood.context.fact",
    label=LABEL,
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    source="cf. F. Shi et al., Large Language Models Can Be Easily Distracted by Irrelevant Context, ICML 2023; facts "
    "of our own, see the table context_lines",
)
def fact(text: Text) -> Iterator[Place]:
    """Put a fact that is true and beside the point before, between or after the sentences.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.context.fact").text
    'What is the weather in Rome? Diamonds consist of carbon.'
    """
    return between_sentences(text, partial(_lines, "fact"))


@perturbation("ood.context.tautology", label=LABEL, amount=count(1, 1, 2, 3, 5), languages=("en",), source=_STRESS)
def tautology(text: Text) -> Iterator[Place]:
    """Add to the last sentence something that is always true, again and again with severity.

    >>> from robustgen.generation import perturb
    >>> perturb("The room was clean.", "ood.context.tautology").text
    'The room was clean, and one is one.'
    """
    end = len(text.string.rstrip())
    mark = text.string[end - 1 : end]
    stopped = mark == "."
    if not text.words or not (mark.isalnum() or stopped) or text.string[end - 2 : end] in ("..", ".)") or asks(text):
        return
    at = end - stopped
    linked = any(b == at for _, b in text.hard)
    if text.free(at, at) and text.string[at - 1].isalnum() and not linked:
        for said in _lines("tautology", False):
            yield Place(at, at, [", " + said])


@perturbation("ood.context.padding", label=LABEL, amount=count(1, 1, 2, 2, 3), languages=("en",), source=_TABLE)
def padding(text: Text) -> Iterator[Place]:
    """Put a paragraph on something else before or after the text.

    >>> from robustgen.generation import perturb
    >>> len(perturb("What is the weather in Rome?", "ood.context.padding").text) > 200
    True
    """
    string, said = text.string, _lines("padding", False)
    end = len(string)
    if not text.words:
        return
    if text.free(0, 0) and not string[:1].isspace():
        yield Place(0, 0, [paragraph + "\n\n" for paragraph in said[::3]])
    if text.free(end, end) and not string[-1:].isspace():
        for start in (1, 2):
            yield Place(end, end, ["\n\n" + paragraph for paragraph in said[start::3]])


@perturbation(
    "ood.context.url", label=NO_CALL, amount=count(1, 1, 1, 2, 2), source="RFC 2606, reserved domains; " + _TABLE
)
def url(text: Text) -> Iterator[Place]:
    """Put a link that leads nowhere before or after the text.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.context.url").text
    'check my balance https://example.com/t/90311'
    """
    return _beside(text, "url")


@perturbation("ood.context.handle", label=NO_CALL, amount=count(1, 1, 1, 2, 2), source=_TABLE)
def handle(text: Text) -> Iterator[Place]:
    """Put the handle of somebody on a social network before or after the text.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.context.handle").text
    'check my balance @user4821'
    """
    return _beside(text, "handle")


@perturbation("ood.context.random_string", label=NO_CALL, amount=count(1, 1, 1, 2, 2), source=_TABLE)
def random_string(text: Text) -> Iterator[Place]:
    """Put a string that means nothing before or after the text, as of a ticket, a cat or a form.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.context.random_string").text
    'check my balance B7X-09'
    """
    return _beside(text, "random")


def _beside(text: Text, kind: str) -> Iterator[Place]:
    string, said = text.string, _lines(kind, False)
    end = len(string)
    if not text.words:
        return
    if text.free(0, 0) and not string[:1].isspace() and opens_plainly(string):
        yield Place(0, 0, [one + " " for one in said[::2]], key="before")
    if text.free(end, end) and not string[-1:].isspace():
        yield Place(end, end, [" " + one for one in said[1::2]], weight=3, key="after")


@cache
def _lines(kind: str, casual: bool) -> Sequence[str]:
    """Return the texts of a kind, small and without a stop for a writer who is `casual`."""
    said = [text for name, text in rows("context_lines") if name == kind]
    if not casual:
        return tuple(said)
    return tuple(text[:1].lower() + text[1:].removesuffix(".") for text in said)
