"""Multiple choice where none of the options is right any more. The order of options is prompt.option_order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from robustgen.definition import count
from robustgen.edits import Insert, Remove, Set
from robustgen.examples import Example
from robustgen.perturbations.structured import OPTIONS, answer_index, lists, may_vary, phrases, speaks_of_others
from robustgen.places import Place
from robustgen.registry import perturbation

_OTHERS = re.compile(r"\b(?:above|none|neither|both|all of|cannot be|not enough)\b", re.IGNORECASE)
_VERDICTS = frozenset(("yes", "no", "maybe", "true", "false"))
_LABELLED = re.compile(r"\(?[A-Ha-h1-8][.):] ")
_LISTED = re.compile(r"(?m)^\(?[A-H][.):] ")
# Once the best is gone, the second best is the best; and what is asked for must not be the odd one out.
_COMPARING = re.compile(
    r"\b(?:most|least|best|worst|more|less|better|(?!forest|interest|request|harvest|protest|contest|guest|quest|west|rest|test"
    r"|nest|chest|priest|invest|suggest|arrest|digest|honest|modest|forest|latest)[a-z]{2,}est|not|except|false|incorrect|wrong)\b|n't\b",
    re.IGNORECASE,
)


@perturbation(
    "task.choice.none_of_the_above",
    label={"qa_choice": "edits"},
    amount=count(1, 1, 1, 1, 1),
    languages=("en",),
    on="example",
    source="cf. T. M. Haladyna et al., A Review of Multiple-Choice Item-Writing Guidelines, 2002",
)
def none_of_the_above(example: Example) -> Iterator[Place]:
    """Take the right option away and add "None of the above", which is right then.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"options": ["Nile", "Oslo", "Mars"]}, 0, vary=("/options",), task="qa_choice")
    >>> variant = rg.perturb(row, "task.choice.none_of_the_above")
    >>> variant.inputs["options"], variant.expected
    (['Oslo', 'Mars', 'None of these'], 2)
    """
    for path, items in lists(example, OPTIONS, least=3):
        index = answer_index(example, items)
        right = items.index(example.expected) if index is None and example.expected in items else index
        if right is None or not may_vary(example, path) or any(not isinstance(item, str) for item in items):
            continue
        asked = [value for value in example.inputs.values() if isinstance(value, str)]
        if (
            items.count(items[right]) > 1
            or items[right].lower() in _VERDICTS
            or any(_COMPARING.search(text) or _LISTED.search(text) for text in asked)
        ):
            continue
        if not any(_OTHERS.search(item) or speaks_of_others(item) or _LABELLED.match(item) for item in items):
            options = []
            stop = "." if all(item.endswith(".") for item in items) else ""
            for said in [none + stop for none in phrases("none")]:
                expected = len(items) - 1 if index is not None else said
                options.append((Remove(path, right), Insert(path, len(items), said), Set("/expected", expected)))
            yield Place(options=options, key=path)
