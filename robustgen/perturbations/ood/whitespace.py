"""More white space than there was."""

from __future__ import annotations

import re
from collections.abc import Sequence

from robustgen.definition import share
from robustgen.places import Spots
from robustgen.registry import perturbation
from robustgen.text import Text

_SINGLE = re.compile(r"(?<=\S) (?=\S)")
_WIDER: Sequence[str] = ("  ", "   ")


@perturbation(
    "ood.whitespace.multiple",
    label="preserves",
    amount=share(0.02, 0.06, 0.15, 0.4, 1.0),
    source="written for robustgen: a space bar that is hit twice, text pasted from columns",
)
def multiple(text: Text) -> Spots:
    """Write two or three spaces where one stands between words.

    >>> from robustgen.generation import perturb
    >>> perturb("What is the weather in Rome?", "ood.whitespace.multiple").text
    'What is the  weather in Rome?'
    """
    found = (match.start() for match in _SINGLE.finditer(text.string))
    return Spots(text, [at for at in found if text.free(at, at + 1)], lambda _: _WIDER)
