"""The order of what a prompt lists, where the order carries nothing: examples, options, documents, keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from robustgen.definition import count
from robustgen.edits import Insert, Replace, Set, pointer
from robustgen.examples import MISSING, Example
from robustgen.perturbations.structured import (
    DOCUMENTS,
    OPTIONS,
    SHOTS,
    Permutations,
    answer_index,
    lists,
    may_vary,
    requests,
    speaks_of_others,
    texts_in,
)
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation

ONE = count(1, 1, 1, 1, 1)
_LABELS = {
    "A. ": "ABCDEFGH", "A) ": "ABCDEFGH", "(A) ": "ABCDEFGH", "a) ": "abcdefgh", "(a) ": "abcdefgh",
    "1. ": "12345678", "1) ": "12345678", "(1) ": "12345678",
}  # fmt: skip
_LABELLED = re.compile(r"(\(?)([A-Ha-h1-8])([.):]) +")
_LINES = re.compile(r"^(\(?)([A-H])([.):]) +(?=\S)", re.MULTILINE)
# What else is said decides which names of options still fit: "the letter", "A, B or C", "1 and 3".
_LETTER, _NUMBER = re.compile(r"\bletters?\b", re.IGNORECASE), re.compile(r"\bnumbers?\b|\b[1-8] (?:and|or|&) [1-8]\b")
_CAPITAL = re.compile(r"\b[B-H]\b|\bA\b(?=\)? ?(?:,|/|or\b|and\b|&))")
_LEAD = re.compile(r"\W{0,3}[A-Za-z]{1,12}:")
_NUMBERED = re.compile(r"\W{0,3}[A-Za-z]{0,12} ?#?\d{1,3}\b")
_BY_POSITION = re.compile(
    r"\b(?:first|second|third|last|previous|next) (?:document|doc|passage|source|text|article|paragraph|example)s?\b"
    r"|\b(?:document|doc|passage|source|context|article|paragraph|example) #?\d|\[\d+\]",
    re.IGNORECASE,
)


@perturbation(
    "prompt.few_shot_order",
    label="preserves",
    amount=ONE,
    on="example",
    source="Y. Lu et al., Fantastically Ordered Prompts and Where to Find Them, ACL 2022",
)
def few_shot_order(example: Example) -> Iterator[Place]:
    """Give the worked examples in another order.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"examples": ["a", "b", "c"]}, vary=("/examples",))
    >>> rg.perturb(row, "prompt.few_shot_order").inputs["examples"]
    ['a', 'c', 'b']
    """
    for path, items in lists(example, SHOTS):
        if _numbered(items) or _speaks_of_positions(example, path):
            continue
        yield Place(options=Permutations(path, len(items)), key=path)


@perturbation(
    "prompt.option_order",
    label={"qa_choice": "edits"},
    amount=ONE,
    on="example",
    source="P. Pezeshkpour and E. Hruschka, LLM Sensitivity to the Order of Options, NAACL Findings 2024",
)
def option_order(example: Example) -> Iterator[Place]:
    """Give the options of a multiple choice in another order; the index of the answer follows.

    None where an option speaks of the others ("all of the above") or carries its letter.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"options": ["Nile", "Oslo", "Mars"]}, 0, vary=("/options",), task="qa_choice")
    >>> variant = rg.perturb(row, "prompt.option_order")
    >>> variant.inputs["options"], variant.expected
    (['Nile', 'Mars', 'Oslo'], 0)
    """
    for path, items in lists(example, OPTIONS):
        texts = [item for item in items if isinstance(item, str)]
        bound = any(speaks_of_others(text) or _LABELLED.match(text) for text in texts) or _letters_alone(texts)
        if not bound and not _listed_in_question(example):
            yield Place(options=Permutations(path, len(items), answer_index(example, items)), key=path)


@perturbation(
    "prompt.option_labels",
    label={"qa_choice": "edits", "generation": "edits", "chat": "edits"},
    amount=ONE,
    on="example",
    source="C. Zheng et al., Large Language Models Are Not Robust Multiple Choice Selectors, ICLR 2024",
)
def option_labels(example: Example) -> Iterator[Place]:
    r"""Name the options otherwise: A, B, C for 1, 2, 3, in brackets or with a stop; an expected letter follows.

    >>> import robustgen as rg
    >>> prompt = "Which is a river?\nA) Oslo\nB) Nile"
    >>> row = rg.Example("x", {"prompt": prompt}, "B", vary=("/prompt",), task="generation")
    >>> variant = rg.perturb(row, "prompt.option_labels")
    >>> variant.text, variant.expected
    ('Which is a river?\n(1) Oslo\n(2) Nile', '2')
    """
    for path, items in lists(example, OPTIONS):
        plain = len(items) <= 8 and all(isinstance(item, str) and item for item in items)
        if example.task == "qa_choice" and plain and not _letters_alone(items) and not _listed_in_question(example):
            yield Place(options=tuple(_relabelled(example, path, items)), key=path)
    for path, text in requests(example) if example.task != "qa_choice" else ():
        marks = list(_LINES.finditer(text.string))
        letters = "".join(mark[2] for mark in marks)
        named = isinstance(example.expected, str) and len(example.expected) == 1 and example.expected in letters
        if len(marks) > 1 and "ABCDEFGH".startswith(letters) and named:
            new = _fitting(example, path, _LINES.sub("", text.string), {mark[0] for mark in marks})
            yield Place(options=tuple(_relettered(example, path, marks, letters, *each) for each in new), key=path)


@perturbation(
    "prompt.document_order",
    label={"retrieval": "edits", "*": "preserves"},
    amount=ONE,
    on="example",
    source="N. F. Liu et al., Lost in the Middle: How Language Models Use Long Contexts, TACL 2024",
)
def document_order(example: Example) -> Iterator[Place]:
    """Give the documents in another order; an expected index follows.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"documents": ["one", "two", "three"]}, 2, vary=("/documents",), task="retrieval")
    >>> variant = rg.perturb(row, "prompt.document_order")
    >>> variant.inputs["documents"], variant.expected
    (['three', 'one', 'two'], 0)
    """
    for path, items in lists(example, DOCUMENTS):
        if _may_move(example, path, items):
            answer = answer_index(example, items) if example.task == "retrieval" else None
            yield Place(options=Permutations(path, len(items), answer), key=path)


@perturbation(
    "prompt.document_distractor",
    label={"retrieval": "edits", "*": "preserves"},
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    on="example",
    source="cf. F. Shi et al., Large Language Models Can Be Easily Distracted by Irrelevant Context, ICML 2023; "
    "documents of our own, see the table prompt_documents",
)
def document_distractor(example: Example) -> Iterator[Place]:
    """Put a document on something else among the documents; an expected index follows.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"documents": ["Oslo is in Norway."]}, vary=("/documents",))
    >>> len(rg.perturb(row, "prompt.document_distractor").inputs["documents"])
    2
    """
    for path, items in lists(example, DOCUMENTS, least=1):
        if not _may_move(example, path, items) or len({_shape(item) for item in items}) > 1:
            continue
        answer = answer_index(example, items) if example.task == "retrieval" else None
        documents = rows("prompt_documents")
        # Each place has documents of its own, so that none is put twice; with an index to keep, all go to the end.
        places = min(4, len(items) + 1)
        for number in range(places):
            at = len(items) if answer is not None else number * len(items) // max(1, places - 1)
            options = [
                (Insert(path, at, made),) for row in documents[number::places] if (made := _like(items, number, *row))
            ]
            yield Place(options=options, key=(path, number))


@perturbation(
    "prompt.json_key_order",
    label="preserves",
    amount=count(1, 1, 2, 3, 4),
    on="example",
    source="RFC 8259, section 4: an object is an unordered collection",
)
def json_key_order(example: Example) -> Iterator[Place]:
    """Give the keys of a JSON object in another order.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"payload": {"id": 1, "city": 2, "day": 3}}, vary=("/payload",))
    >>> list(rg.perturb(row, "prompt.json_key_order").inputs["payload"])
    ['city', 'day', 'id']
    """
    for path in example.vary:
        for where, value in _objects(path, example.value(path)):
            yield Place(options=Permutations(where, len(value)), key=where)


def _objects(path: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield path and value of every object of two keys or more at `path` or below it."""
    waiting = [(path, value)]
    while waiting:
        where, found = waiting.pop()
        labels = isinstance(found, dict) and "".join(found).upper()  # keys A, B, C or 1, 2, 3 name options or steps
        if (
            labels
            and len(found) > 1
            and "role" not in found
            and not ("ABCDEFGH".startswith(labels) or "12345678".startswith(labels))
        ):
            yield where, found
        items = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
        waiting += [(where + pointer(key), item) for key, item in items]


def _relabelled(example: Example, path: str, items: list[str]) -> Iterator[tuple[Replace | Set, ...]]:
    """Yield the changes that name all options in another way; an expected option follows."""
    found = [_LABELLED.match(item) for item in items]
    old = [match[0] if match else "" for match in found] if all(found) else ["" for _ in items]
    for style, names in _fitting(
        example, path, "\n".join(item[len(a) :] for a, item in zip(old, items, strict=True)), ()
    ):
        new = [style.replace(style.strip("(). "), name) for name in names[: len(items)]]
        if new == old:
            continue
        edits: list[Replace | Set] = [
            Replace(f"{path}/{i}", 0, len(a), b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b
        ]
        if isinstance(example.expected, str) and example.expected in items:
            i = items.index(example.expected)
            edits.append(Set("/expected", new[i] + items[i][len(old[i]) :]))
        yield tuple(edits)


def _relettered(
    example: Example, path: str, marks: list[re.Match[str]], letters: str, style: str, names: str
) -> tuple[Replace | Set, ...]:
    edits: list[Replace | Set] = [
        Replace(path, *mark.span(), style.replace(style.strip("(). "), names[i])) for i, mark in enumerate(marks)
    ]
    new = names[letters.index(str(example.expected))]
    return tuple(edits) if new == example.expected else (*edits, Set("/expected", new))


def _fitting(example: Example, path: str, rest: str, old: Collection[str]) -> list[tuple[str, str]]:
    """Return the names for options, by style, that fit what is said beside the options: `rest`, and the other texts."""
    others = [text for name, value in example.inputs.items() for where, text in texts_in(pointer(name), value)
              if not where.startswith(path)]  # fmt: skip
    said = "\n".join([rest, *others])
    capital, letter, number = _CAPITAL.search(said), _LETTER.search(said), _NUMBER.search(said)
    found = []
    for style, names in _LABELS.items():
        kind = names[0]
        if (capital and kind != "A") or (letter and kind == "1") or (number and kind != "1") or style in old:
            continue
        found.append((style, names))
    return found


def _letters_alone(items: list[str]) -> bool:
    """Return whether the options are only the letters A, B, C of options that stand elsewhere."""
    return bool(items) and "ABCDEFGH".startswith("".join(item.strip("(). ") for item in items).upper())


def _listed_in_question(example: Example) -> bool:
    """Return whether a text beside the options lists them with their letters."""
    return any(isinstance(value, str) and len(_LINES.findall(value)) > 1 for value in example.inputs.values())


def _may_move(example: Example, path: str, items: list[Any]) -> bool:
    """Return whether documents may come to stand elsewhere: nothing counts them, or an index that follows."""
    if not may_vary(example, path) or _numbered(items) or _speaks_of_positions(example, path):
        return False
    if example.task != "retrieval" or example.expected is MISSING or isinstance(example.expected, str):
        return True
    if isinstance(example.expected, list):
        return all(isinstance(one, str) for one in example.expected)  # numbers may be indexes or grades
    by_number = any(isinstance(item, dict) and isinstance(item.get("id"), int) for item in items)
    return answer_index(example, items) is not None and not by_number


def _numbered(items: list[Any]) -> bool:
    """Return whether all items begin with a number, as in "[1] Oslo is a city" or "Example 1"."""
    return all(isinstance(item, str) and _NUMBERED.match(item) for item in items)


def _speaks_of_positions(example: Example, path: str) -> bool:
    """Return whether a text beside the list at `path`, or the answer, counts its items."""
    beside = {pointer(name): value for name, value in example.inputs.items() if pointer(name) != path}
    beside["/expected"] = example.expected
    return any(_BY_POSITION.search(text) for name, value in beside.items() for _, text in texts_in(name, value))


def _shape(item: Any) -> Any:
    return tuple(sorted(item)) if isinstance(item, dict) else type(item).__name__


def _like(items: list[Any], number: int, title: str, text: str) -> Any:
    """Return a document in the form of `items`: a text, or an object with the same keys; None for another form.

    An id goes on counting where the last one ends in a number, and a file has the suffix that the last one has.
    """
    item = items[-1]
    if isinstance(item, str):
        return None if _LEAD.match(item) else text
    if not isinstance(item, dict) or not all(isinstance(value, str) for value in item.values()):
        return None
    bodies = [key for key in item if key.lower() in ("text", "content", "body", "passage", "document")]
    rest = [key for key in item if key not in bodies]
    if len(bodies) != 1 or any(key.lower() not in ("title", "heading", "name", "id", "source") for key in rest):
        return None
    made = {key: text if key in bodies else _named(key.lower(), item[key], number, title) for key in item}
    return made if all(made.values()) else None


def _named(key: str, like: str, number: int, title: str) -> str:
    """Return a name, an id or a source for a new document; nothing where `like` is no plain one."""
    if key not in ("id", "source"):
        return title
    slug = title.lower().replace(" ", "-")
    if found := re.fullmatch(r"([A-Za-z]*[-_ ]?)(\d{1,6})", like):
        return f"{found[1]}{int(found[2]) + 1 + number:0{len(found[2])}}"
    if found := re.fullmatch(r"[\w -]+(\.[a-z]{2,4})", like):
        return slug + found[1]
    return slug if re.fullmatch(r"[\w-]+", like) else title if re.fullmatch(r"[\w ,'-]+", like) else ""
