"""Word problems with a number too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from robustgen.definition import count
from robustgen.edits import Replace
from robustgen.examples import Example
from robustgen.perturbations.structured import answer_index, phrases, requests
from robustgen.places import Place
from robustgen.registry import perturbation

_PLAIN = frozenset(("that", "there", "with", "from", "been", "every", "next", "away", "down", "also", "outside"))


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
    'Ada has 3 pens and buys 2 more. The building next door has 14 floors. How many has she?'
    """
    if not any(character.isdigit() for character in _answer(example)):
        return
    for path, text in requests(example):
        told = [i for i, (start, end) in enumerate(text.sentences) if text.string[end - 1] == "."]
        asked = [i for i, (start, end) in enumerate(text.sentences) if text.string[end - 1] == "?"]
        if not told or asked != [len(text.sentences) - 1] or len(text.numbers) < 2:
            continue
        at = text.sentences[asked[0]][0]
        if text.free(at, at):
            said = [one for one in phrases("arithmetic") if not _nouns(one) & set(text.lowered)]
            for i in range(4):
                yield Place(options=[(Replace(path, at, at, one + " "),) for one in said[i::4]], key=i)


def _answer(example: Example) -> str:
    """Return the right answer as a text; of a multiple choice, the right option."""
    for items in example.inputs.values() if example.task == "qa_choice" else ():
        index = answer_index(example, items) if isinstance(items, list) else None
        if index is not None:
            return str(items[index])
    return str(example.expected)


def _nouns(sentence: str) -> set[str]:
    """Return what a sentence is about: a problem that has one of its longer words could mean its number."""
    return {
        form for word in re.findall(r"[a-z]{4,}", sentence.lower()) for form in (word, word.removesuffix("s"))
    } - _PLAIN
