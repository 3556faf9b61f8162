"""The same content framed by another trade: a patient's file, a brief, a report, a ticket. The label needs a reader."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from robustgen.definition import count
from robustgen.edits import Change, Replace
from robustgen.perturbations.ood._sentences import opens_plainly
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

ONE = count(1, 1, 1, 1, 1)
_SOURCE = "written for robustgen: see the table domain_frames"


@perturbation("ood.domain.medical", label="unknown", amount=ONE, languages=("en",), source=_SOURCE)
def medical(text: Text) -> Iterator[Place]:
    r"""Frame the text as a note in a patient's file.

    >>> from robustgen.generation import perturb
    >>> perturb("The room was cold.", "ood.domain.medical").text
    'Subjective: The room was cold.\nObjective: see chart.'
    """
    return _framed(text, "medical")


@perturbation("ood.domain.legal", label="unknown", amount=ONE, languages=("en",), source=_SOURCE)
def legal(text: Text) -> Iterator[Place]:
    """Frame the text as a statement in a file of a court or a law firm.

    >>> from robustgen.generation import perturb
    >>> perturb("The room was cold.", "ood.domain.legal").text
    'Exhibit B, page 2: The room was cold.'
    """
    return _framed(text, "legal")


@perturbation("ood.domain.news", label="unknown", amount=ONE, languages=("en",), source=_SOURCE)
def news(text: Text) -> Iterator[Place]:
    """Frame the text as a report from somewhere.

    >>> from robustgen.generation import perturb
    >>> perturb("The room was cold.", "ood.domain.news").text
    'Asked about it, a passer-by said: The room was cold.'
    """
    return _framed(text, "news")


@perturbation("ood.domain.support_desk", label="unknown", amount=ONE, languages=("en",), source=_SOURCE)
def support_desk(text: Text) -> Iterator[Place]:
    """Frame the text as a ticket at a support desk.

    >>> from robustgen.generation import perturb
    >>> perturb("The room was cold.", "ood.domain.support_desk").text
    'Feedback form, field 3: The room was cold.'
    """
    return _framed(text, "support_desk")


def _framed(text: Text, domain: str) -> Iterator[Place]:
    end = len(text.string)
    if text.words and text.free(0, 0) and text.free(end, end) and opens_plainly(text.string):
        options: list[Change] = []
        for before, after in _frames(domain):
            edits = [Replace("", 0, 0, before)] if before else []
            options.append((*edits, Replace("", end, end, after)) if after else tuple(edits))
        yield Place(options=options)


@cache
def _frames(domain: str) -> tuple[tuple[str, str], ...]:
    """Return what stands before and after the text in each frame of a domain."""
    found = [line.replace("\\n", "\n") for name, line in rows("domain_frames") if name == domain]
    return tuple((before, after) for before, _, after in (line.partition("{}") for line in found))
