"""Extractive question answering: more text around the answer, the answer elsewhere, the question put otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from robustgen.definition import count
from robustgen.edits import Replace
from robustgen.examples import Example
from robustgen.perturbations.matching import inside, quoted
from robustgen.perturbations.structured import PROMPTS, fields, parsed, phrases
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

ONE = count(1, 1, 1, 1, 1)
_SHORT_FORM = re.compile(r"\b[A-Z][a-z]?[A-Z]+s?\b")
_MARK = re.compile(r"(?:\A|\s)\(?\w[.)]\Z")
_LOOK_BACK = 400
_LOOSE = frozenset(("the", "in", "as", "one", "there"))  # openers that need not point back
_LISTED = re.compile(r"\s*(?:[-*\u2022]|\d+[.)])[ \t]")
_CONTEXTS = frozenset(("context", "passage", "document", "paragraph", "text", "article"))


@perturbation(
    "task.qa.distractor_sentence",
    label={"qa_span": "preserves"},
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    on="example",
    source="cf. R. Jia and P. Liang, Adversarial Examples for Evaluating Reading Comprehension Systems, EMNLP 2017; "
    "sentences of our own, see the table distractors",
)
def distractor_sentence(example: Example) -> Iterator[Place]:
    """Put a sentence on something else between the sentences of the text, never into the answer.

    >>> import robustgen as rg
    >>> row = rg.Example(
    ...     "x", {"context": "Ada lives in Oslo. Tea is cheap.", "question": "Where does Ada live?"}, "Oslo",
    ...     vary=("/context",), task="qa_span", spans=(rg.Span(13, 17, "answer"),),
    ... )
    >>> rg.perturb(row, "task.qa.distractor_sentence").text
    'Ada lives in Oslo. The bridge crosses a small stream. Tea is cheap.'
    """
    sentences = [row[0] for row in rows("distractors")]
    for path, text in _contexts(example):
        quotations = quoted(text.string)
        points = [end for _, end in text.sentences if text.string[end - 1] in ".!?" and text.free(end, end)]
        for number, end in enumerate(points):
            if not _inside_answer(example, path, end) and _between(text.string, end) and not inside(end, quotations):
                mine = sentences[number % 4 :: 4]  # of its own, so that none is put twice
                yield Place(options=[(Replace(path, end, end, " " + one),) for one in mine], key=number % 4)


@perturbation(
    "task.qa.answer_position",
    label={"qa_span": "preserves"},
    amount=ONE,
    languages=("en",),
    on="example",
    source="M. Ko et al., Look at the First Sentence: Position Bias in Question Answering, EMNLP 2020",
)
def answer_position(example: Example) -> Iterator[Place]:
    """Move a sentence from before the answer to the end of the text, or from the end to before it; the span follows.

    >>> import robustgen as rg
    >>> row = rg.Example(
    ...     "x", {"context": "Rain fell. Ada lives in Oslo. Tea was served.", "question": "Where?"}, "Oslo",
    ...     vary=("/context",), task="qa_span", spans=(rg.Span(24, 28, "answer"),),
    ... )
    >>> variant = rg.perturb(row, "task.qa.answer_position")
    >>> variant.text, variant.spans[0].start
    ('Rain fell. Tea was served. Ada lives in Oslo.', 40)
    """
    for path, text in _contexts(example):
        answer = _answer_sentence(example, path, text)
        sentences, string = text.sentences, text.string
        if answer is None or len(sentences) < 2 or any(string[end - 1] not in ".!?" for _, end in sentences):
            continue
        gaps = {string[one[1] : other[0]] for one, other in pairwise(sentences)}
        if gaps != {" "} or quoted(string) or ("(" in string and not all(_closed(string[a:b]) for a, b in sentences)):
            continue
        plain = [not _leans(string, start, end) for start, end in sentences]
        last = len(sentences) - 1
        for i, (start, end) in enumerate(sentences):
            # The two sentences behind the moved one must not lean on it, nor what it comes to stand before.
            if i == answer or not all(plain[i : i + 3]):
                continue
            sentence = string[start:end]
            if i < answer:
                gap = sentences[i + 1][0]
                if text.free(start, gap) and text.free(len(string), len(string)):
                    end_of_text = sentences[last][1]
                    moved = Replace(path, start, gap, ""), Replace(path, end_of_text, end_of_text, " " + sentence)
                    yield Place(options=(moved,), key=path)
            elif plain[answer] and text.free(sentences[i - 1][1], end) and text.free(sentences[0][0], sentences[0][0]):
                at, before = sentences[answer][0], sentences[i - 1][1]
                yield Place(
                    options=((Replace(path, at, at, sentence + " "), Replace(path, before, end, "")),), key=path
                )


@perturbation(
    "task.qa.question_paraphrase",
    label={"qa_span": "preserves", "qa_choice": "preserves", "generation": "preserves"},
    amount=ONE,
    languages=("en",),
    on="example",
    source="cf. W. C. Gan and H. T. Ng, Improving the Robustness of Question Answering Systems to Question "
    "Paraphrasing, ACL 2019; phrases of our own, see the table prompt_texts",
)
def question_paraphrase(example: Example) -> Iterator[Place]:
    """Put a question as people do who have a text before them ("According to the text, …"), or who ask for help.

    >>> import robustgen as rg
    >>> inputs = {"context": "Ada lives in Oslo.", "question": "Where does Ada live?"}
    >>> row = rg.Example("x", inputs, "Oslo", vary=("/question",), task="qa_span")
    >>> rg.perturb(row, "task.qa.question_paraphrase").text
    'I have a question. Where does Ada live?'
    """
    on_text = any(name.lower() in _CONTEXTS for name in example.inputs)
    for path, value in fields(example, PROMPTS):
        text = parsed(example, value) if isinstance(value, str) else None
        if text is None or not text.lowered or text.string[:1] != text.string[slice(*text.words[0])][:1]:
            continue
        if text.lowered[0] not in phrases("question_opener") or not text.string.endswith("?") or not text.free(0, 1):
            continue
        if text.string[text.words[0][1] :][1:2].isupper() and text.lowered[0] in ("will", "can"):
            continue  # may be a name: "Will Smith won what?"
        small = text.string[0].lower()
        made = [(Replace(path, 0, 1, prefix + small),) for prefix in phrases("question_prefix")] if on_text else []
        made += [(Replace(path, 0, 0, request),) for request in phrases("question_request")]
        yield Place(options=made, key=path)


def _contexts(example: Example) -> Iterator[tuple[str, Text]]:
    for path, value in fields(example, _CONTEXTS):
        if isinstance(value, str) and example.task in ("qa_span", None):
            yield path, parsed(example, value)


def _inside_answer(example: Example, path: str, at: int) -> bool:
    if example.spans:
        return path == example.vary[0] and any(span.start < at < span.end for span in example.spans)
    answer, string = example.expected, example.value(path)
    return isinstance(answer, str) and answer in string[max(0, at - len(answer) + 1) : at + len(answer) - 1]


def _between(string: str, at: int) -> bool:
    """Return whether a sentence may follow at `at`: a new one begins there, and neither brackets nor a list is open."""
    following = string[at : at + 80].lstrip()[:1]
    begin = max(0, at - _LOOK_BACK)
    line = string[max(begin, string.rfind("\n", begin, at)) : at]
    first = re.match(r"\W*(\w*)", string[at : at + 80])
    if first and first[1].lower() in phrases("leaning_opener") and first[1].lower() not in _LOOSE:
        return False
    return (
        not following.islower()
        and not following.isdigit()
        and _closed(line)
        and not _LISTED.match(line)
        and not _MARK.search(line)
    )


def _closed(string: str) -> bool:
    return string.count("(") == string.count(")") and string.count("[") == string.count("]")


def _answer_sentence(example: Example, path: str, text: Text) -> int | None:
    """Return the number of the sentence that holds the answer, or None where it is not one alone."""
    if example.spans and path == example.vary[0]:
        marked = {(span.start, span.end) for span in example.spans}
    elif isinstance(example.expected, str) and text.string.count(example.expected) == 1:
        start = text.string.index(example.expected)
        marked = {(start, start + len(example.expected))}
    else:
        return None
    found = {i for i, (a, b) in enumerate(text.sentences) if any(a <= start and end <= b for start, end in marked)}
    return found.pop() if len(found) == 1 and len(marked) == 1 else None


def _leans(string: str, start: int, end: int) -> bool:
    """Return whether a sentence points back: by its first word, a pronoun or a short form."""
    words = [word.strip(",.;:'\"()").lower() for word in string[start:end].split()]
    if _SHORT_FORM.search(string, start, end):
        return True  # where it is first said, it is said what it stands for
    return words[0] in phrases("leaning_opener") or any(word in phrases("leaning_word") for word in words)
