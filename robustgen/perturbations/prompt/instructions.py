"""What a prompt says, where it says it, and what it sets its parts apart with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from robustgen.definition import count, share
from robustgen.edits import Insert, Replace
from robustgen.examples import Example
from robustgen.perturbations.matching import Hand, Index, find, index, inside, longest, quoted
from robustgen.perturbations.structured import instructions, phrases, requests, whole_chats
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation

ONE = count(1, 1, 1, 1, 1)
_FORMATS = "M. Sclar et al., Quantifying Language Models' Sensitivity to Spurious Features in Prompt Design, ICLR 2024"
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_FENCES = (('"""', '"""'), ("<text>", "</text>"), ("###", "###"), ("---", "---"), ("<<<", ">>>"), ("```", "```"))
_POINTING = {"the following": "the above", "below": "above", "The following": "The above", "Below": "Above"}
_LISTING = re.compile(r"\b(?:following|below|these)\b[^.\n]*:[ \t]*\S", re.IGNORECASE)
_CUE = re.compile(r":[ \t]*\Z")
_ROLE = re.compile(
    r"\b(?:you(?:'re|\u2019re| are| work| play| will be)"
    r" (?!given|provided|asked|to\b|shown|going|not\b|allowed)"
    r"|act(?:ing)? as|roles?|persona|imagine|pretend|assistant|chatbot|your name)\b",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"<\||\[INST\]|<s>|<start_of_turn>")
_LABELLED = re.compile(r"[^\w\"'\u201c\u2018(]|[A-Za-z][\w ]{0,20}:")
_DATA_BEGINS = re.compile(r"\n[ \t]*\n|: +(?=\S)")
_BELOW = re.compile(r"\b(?:the following|below)\b", re.IGNORECASE)


@perturbation(
    "prompt.instruction_paraphrase",
    label="preserves",
    amount=share(0.2, 0.4, 0.6, 0.8, 1.0),
    languages=("en",),
    on="example",
    source=f"cf. {_FORMATS}; phrases of our own, see the table prompt_phrases",
)
def instruction_paraphrase(example: Example) -> Iterator[Place]:
    """Say in other words what the model has to do.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"instruction": "Answer the question. Be brief."}, vary=("/instruction",))
    >>> rg.perturb(row, "prompt.instruction_paraphrase").inputs["instruction"]
    'Give an answer to the question. Be brief.'
    """
    return _reworded(example, "instruction")


@perturbation(
    "prompt.output_format_wording",
    label="preserves",
    amount=share(0.2, 0.4, 0.6, 0.8, 1.0),
    languages=("en",),
    on="example",
    source=f"cf. {_FORMATS}; phrases of our own, see the table prompt_phrases",
)
def output_format_wording(example: Example) -> Iterator[Place]:
    """Say in other words in which form the model has to answer.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"prompt": "Is ice cold? Answer with yes or no."}, vary=("/prompt",))
    >>> rg.perturb(row, "prompt.output_format_wording").inputs["prompt"]
    'Is ice cold? Say yes or no.'
    """
    return _reworded(example, "format")


@perturbation(
    "prompt.instruction_position",
    label="preserves",
    amount=ONE,
    languages=("en",),
    on="example",
    source="written for robustgen: the first paragraph of a prompt moved behind the others",
)
def instruction_position(example: Example) -> Iterator[Place]:
    r"""Put the instruction behind the text that it is about, where a prompt has them in paragraphs.

    >>> import robustgen as rg
    >>> prompt = "Name the city in the following text:\n\nShe lives in Oslo."
    >>> row = rg.Example("x", {"prompt": prompt}, vary=("/prompt",))
    >>> rg.perturb(row, "prompt.instruction_position").inputs["prompt"]
    'She lives in Oslo.\n\nName the city in the above text.'
    """
    for path, text in requests(example):
        parts = list(_PARAGRAPHS.finditer(text.string))
        if len(parts) != 1 or not text.free(0, parts[0].end()) or text.string[-1:].isspace():
            continue
        head, body = text.string[: parts[0].start()], text.string[parts[0].end() :]
        if head.rstrip()[-1:] not in (":", ".") or not _instructs(head) or not _is_data(body) or _LISTING.search(head):
            continue
        moved = _BELOW.sub(lambda match: _POINTING.get(match[0], match[0]), head.rstrip(" :.")) + "."
        end = len(text.string)
        edits = (
            Replace(path, 0, parts[0].end(), ""),
            Replace(path, end, end, text.string[slice(*parts[0].span())] + moved),
        )
        yield Place(options=(edits,), key=path)


@perturbation(
    "prompt.delimiter",
    label="preserves",
    amount=ONE,
    on="example",
    source=f"cf. {_FORMATS}",
)
def delimiter(example: Example) -> Iterator[Place]:
    r"""Set the text that a prompt is about apart: by quotation marks, a tag, ### or the like on lines of their own.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"prompt": "Name the city:\n\nShe lives in Oslo."}, vary=("/prompt",))
    >>> rg.perturb(row, "prompt.delimiter", seed=3).inputs["prompt"]
    'Name the city:\n\n<text>\nShe lives in Oslo.\n</text>'
    """
    for path, text in requests(example):
        parts = list(_PARAGRAPHS.finditer(text.string))
        if len(parts) != 1 or not _instructs(text.string) or not _is_data(text.string[parts[0].end() :]):
            continue
        start, end = parts[0].end(), len(text.string)
        fences = [fence for fence in _FENCES if fence[0] not in text.string and fence[1] not in text.string]
        options = tuple((Replace(path, start, start, a + "\n"), Replace(path, end, end, "\n" + b)) for a, b in fences)
        if text.free(start, start) and text.free(end, end):
            yield Place(options=options, key=path)


@perturbation(
    "prompt.role_framing",
    label="preserves",
    amount=ONE,
    languages=("en",),
    on="example",
    source="cf. K. Zhu et al., PromptRobust, 2023; sentences of our own, see the table prompt_texts",
)
def role_framing(example: Example) -> Iterator[Place]:
    """Tell the model who it is, in a sentence that changes nothing about the task.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"instruction": "Translate the text."}, vary=("/instruction",))
    >>> rg.perturb(row, "prompt.role_framing").inputs["instruction"]
    'You are a helpful assistant. Translate the text.'
    """
    return _opened(example, "role")


@perturbation(
    "prompt.benign_system_noise",
    label="preserves",
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    on="example",
    source="written for robustgen: lines that a system adds and that mean nothing to the task; see prompt_texts",
)
def benign_system_noise(example: Example) -> Iterator[Place]:
    r"""Put a line before the instruction that a system would add and that has nothing to do with the task.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"instruction": "Translate the text."}, vary=("/instruction",))
    >>> rg.perturb(row, "prompt.benign_system_noise").inputs["instruction"]
    'Current shift: morning.\nTranslate the text.'
    """
    return _opened(example, "noise", several=True)


def _reworded(example: Example, kind: str) -> Iterator[Place]:
    asked = dict(requests(example))
    for path, text in list(instructions(example)) or asked.items():
        hand, quotations = Hand.of(text), quoted(text.string)
        end = _end_of_orders(text.string) if path in asked else len(text.string)
        for match in longest(find(text, _phrases(kind))):
            original = text.string[match.start : match.end]
            if match.end > end or inside(match.start, quotations):
                continue
            if text.free(match.start, match.end):
                options = [(Replace(path, match.start, match.end, hand.fit(other, original)),) for other in match.value]
                yield Place(options=options, key=(path, match.start))


@cache
def _phrases(kind: str) -> Index[tuple[str, ...]]:
    return index((phrase, tuple(others.split("|"))) for name, phrase, others in rows("prompt_phrases") if name == kind)


def _instructs(head: str) -> bool:
    """Return whether a paragraph begins with a verb that tells what to do."""
    first = re.match(r"[A-Za-z]+", head)
    return first is not None and first[0].lower() in phrases("verb")


def _is_data(body: str) -> bool:
    """Return whether a second paragraph is a text to work on: neither more orders, nor one that ends in a cue."""
    return bool(body.strip()) and not _instructs(body) and not _CUE.search(body)


def _end_of_orders(prompt: str) -> int:
    """Return where a prompt may go over into what it is about: at a blank line, or at a colon in a line."""
    found = _DATA_BEGINS.search(prompt, len(prompt) - len(prompt.lstrip()))
    return found.start() if found else len(prompt)


def _opened(example: Example, kind: str, *, several: bool = False) -> Iterator[Place]:
    """Yield places before each instruction; a chat without a system message may gain one."""
    found = list(instructions(example))
    if not several and any(_ROLE.search(text.string) for _, text in found):
        return  # who the model is has been said
    for path, text in found:
        if text.free(0, 0) and not _TEMPLATE.search(text.string):
            joint = "\n" if several else "\n\n" if _LABELLED.match(text.string) else " "
            lines = [line.lower() if text.string.islower() else line for line in phrases(kind)]
            options = tuple((Replace(path, 0, 0, line + joint),) for line in lines)
            for part in _dealt(options, 4 if several else 1):
                yield Place(options=part, key=None if several else path)
    for path, chat in () if found else whole_chats(example):
        if all(message["role"] not in ("system", "developer") for message in chat):
            new = tuple((Insert(path, 0, {"role": "system", "content": line}),) for line in phrases(kind))
            yield Place(options=new, key=path)


def _dealt(options: tuple[tuple[Replace], ...], hands: int) -> list[tuple[tuple[Replace], ...]]:
    """Return the options dealt out to so many places, so that no two put the same line."""
    return [options[i::hands] for i in range(hands)]
