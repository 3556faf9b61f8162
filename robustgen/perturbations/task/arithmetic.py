"""Word problems with a number too many."""

from __future__ import annotations

from collections.abc import Iterator

from robustgen.definition import count
from robustgen.edits import Replace
from robustgen.examples import Example
from robustgen.perturbations.structured import phrases, requests
from robustgen.places import Place
from robustgen.registry import perturbation


@perturbation(
    "task.arithmetic.irrelevant_quantity",
    label={"generation": "preserves", "chat": "preserves", "qa_choice": "preserves"},
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    on="example",
    source="F. Shi et al., Large Language Models Can Be Easily Distracted by Irrelevant Context, ICML 2023; "
    "sentences of our own, see the table prompt_texts",
)
def irrelevant_quantity(example: Example) -> Iterator[Place]:
    """Put a sentence with a number that does not matter before the question of a word problem.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"question": "Ada has 3 pens and buys 2 more. How many has she?"}, "5",
    ...     vary=("/question",), task="generation")
    >>> rg.perturb(row, "task.arithmetic.irrelevant_quantity").text
    'Ada has 3 pens and buys 2 more. On the wall hangs a calendar with 31 pictures. How many has she?'
    """
    if not any(character.isdigit() for character in str(example.expected)):
        return
    for path, text in requests(example):
        told = [i for i, (start, end) in enumerate(text.sentences) if text.string[end - 1] == "."]
        asked = [i for i, (start, end) in enumerate(text.sentences) if text.string[end - 1] == "?"]
        if not told or asked != [len(text.sentences) - 1] or len(text.numbers) < 2:
            continue
        at = text.sentences[asked[0]][0]
        if text.free(at, at):
            said = phrases("arithmetic")
            for i in range(4):
                yield Place(options=[(Replace(path, at, at, one + " "),) for one in said[i::4]], key=i)
