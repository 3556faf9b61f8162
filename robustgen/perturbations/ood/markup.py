"""The same text in the markup of a page, a file or a chat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from robustgen.definition import count
from robustgen.edits import Change, Replace
from robustgen.perturbations.ood._sentences import sentence_ends
from robustgen.perturbations.ood.punctuation import quotation_marks
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

ONE = count(1, 1, 1, 1, 1)
_SPECIAL = re.compile(r"[<>&]")
_STARS = re.compile(r"[*_#>`\[\]]")
_OPENING = "\"'\u201c\u2018\u00ab\u201e¿¡"
_CODE = ("```\n", "\n```"), ("~~~\n", "\n~~~"), ("```text\n", "\n```")
_KEYS = ("text", "message", "content", "input", "body")
_QUOTES = ('"', '"'), ("> ", ""), ("[quote]", "[/quote]")
_CORNERS = ("\u300c", "\u300d")  # of Japanese
# Lines that are set in, or in columns, as code and tables are: marks among them would be taken for a part of them.
_LAID_OUT = re.compile(r"\n[ \t]|(?:^|\n)\||[ \t]{3}")


@perturbation(
    "ood.markup.markdown",
    label="preserves",
    amount=count(1, 1, 2, 3, 5),
    source="CommonMark specification, version 0.31, on emphasis and headings",
)
def markdown(text: Text) -> Iterator[Place]:
    """Set a word in bold or italics, or the whole text under a heading mark.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.markup.markdown").text
    '_check_ my balance'
    """
    if _STARS.search(text.string) or _LAID_OUT.search(text.string):
        return
    for start, end in text.words:
        if (
            end - start > 3
            and text.string[start - 1 : start] in ("", " ")
            and text.string[end : end + 1] in ("", " ", ".", ",", "!", "?")
        ):
            marks = ("**", "*", "_", "__")
            yield Place(options=[(_put(start, mark), _put(end, mark)) for mark in marks], key=start)
    first = text.words[0][0] if text.words else 1
    if not first and "\n" not in text.string and len(text.sentences) == 1:
        # Not together with marks about the first word, which would come before those of the heading.
        yield Place(options=[(_put(0, mark),) for mark in ("# ", "## ", "### ")], key=first)


@perturbation(
    "ood.markup.html",
    label="preserves",
    amount=count(1, 1, 2, 3, 5),
    source="HTML Living Standard, sections 4.4 and 4.5: p, br, b, i, em, strong, span",
)
def html(text: Text) -> Iterator[Place]:
    """Put tags of HTML around the text, a sentence or a word.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.markup.html").text
    'check my <strong>balance</strong>'
    """
    if _SPECIAL.search(text.string) or _LAID_OUT.search(text.string) or not text.words:
        return
    start, end = _bounds(text)
    around = ("<p>", "</p>"), ("<div>", "</div>"), ('<span class="text">', "</span>"), ("<p><b>", "</b></p>")
    if text.free(start, start) and text.free(end, end):
        yield Place(options=[(_put(start, a), _put(end, b)) for a, b in around], key="all")
    ends = sentence_ends(text)
    for (_, left), (right, _) in pairwise(text.sentences):
        if (
            left in ends
            and text.string[left:right].isspace()
            and text.free(left, right)
            and text.string[right].isalnum()
        ):
            yield Place(left, right, ["<br>", "<br />", "<br>\n"], key=left)
    for a, b in text.words:
        if b - a > 4:
            tags = ("b", "i", "em", "strong")
            # A word at either end has no tags together with the whole: they would not nest.
            key = "all" if a == start or b == end else a
            yield Place(options=[(_put(a, f"<{tag}>"), _put(b, f"</{tag}>")) for tag in tags], key=key)


@perturbation("ood.markup.json_wrap", label="preserves", amount=ONE, source="RFC 8259, section 7")
def json_wrap(text: Text) -> Iterator[Place]:
    """Make the text the value of a JSON object, its quotation marks and line breaks escaped.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.markup.json_wrap").text
    '{"text": "check my balance"}'
    """
    string = text.string
    escaped: list[Replace] = []
    for i, character in enumerate(string):
        if character in '"\\\n\r\t' or character < " ":
            escaped.append(Replace("", i, i + 1, json.dumps(character)[1:-1]))
    inside = all(text.free(edit.start, edit.end) for edit in escaped)
    if not string.strip() or not inside or len(escaped) > 500 or not _open_ended(text):
        return
    end = len(string)
    yield Place(options=[(_put(0, f'{{"{key}": "'), *escaped, _put(end, '"}')) for key in _KEYS])


@perturbation(
    "ood.markup.code_fence", label="preserves", amount=ONE, source="CommonMark specification, version 0.31, section 4.5"
)
def code_fence(text: Text) -> Iterator[Place]:
    r"""Fence the text as code.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.markup.code_fence").text
    '~~~\ncheck my balance\n~~~'
    """
    if text.words and "```" not in text.string and "~~~" not in text.string and _open_ended(text):
        end, broken = len(text.string), text.string.endswith("\n")
        yield Place(options=[(_put(0, a), _put(end, b[broken:])) for a, b in _CODE])


@perturbation(
    "ood.markup.bullet_list",
    label="preserves",
    amount=ONE,
    source="CommonMark specification, version 0.31, section 5.2",
)
def bullet_list(text: Text) -> Iterator[Place]:
    r"""Make a list of the sentences, each with a bullet or a number.

    >>> from robustgen.generation import perturb
    >>> perturb("The room was clean. The staff were kind.", "ood.markup.bullet_list").text
    '- The room was clean.\n- The staff were kind.'
    """
    sentences, string, ends = text.sentences, text.string, sentence_ends(text)
    gaps = [(left, right) for (_, left), (right, _) in pairwise(sentences)]
    spaced = all(a in ends and string[a:b] and string[a:b].isspace() and text.free(a, b) for a, b in gaps)
    numbers = [string[start:end].count(" ") for start, end in sentences]
    if (
        not 2 <= len(sentences) <= 12
        or not all(numbers)
        or not spaced
        or not text.free(sentences[0][0], sentences[0][0])
        or "\n" in string
        or _SPECIAL.search(string)
        or not all(string[start].isalnum() or string[start] in _OPENING for start, _ in sentences)
    ):
        return
    options: list[Change] = []
    for bullet in ("- ", "* ", "\u2022 ", "{}. ", "{}) "):
        edits = [_put(sentences[0][0], bullet.format(1))]
        edits += [Replace("", a, b, "\n" + bullet.format(i)) for i, (a, b) in enumerate(gaps, 2)]
        options.append(tuple(edits))
    yield Place(options=options)


@perturbation(
    "ood.markup.quote", label="preserves", amount=ONE, source="written for robustgen: how mail, chats and print quote"
)
def quote(text: Text) -> Iterator[Place]:
    """Quote the whole text, in one of the ways of mail, chats and print.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.markup.quote").text
    '"check my balance"'
    """
    string = text.string
    printed = _CORNERS if text.base_language == "ja" else quotation_marks(text.base_language)[:2]
    pairs = dict.fromkeys((*_QUOTES, printed))
    marks = [(a, b) for a, b in pairs if a.strip() not in string and not (a == "> " and "\n" in string)]
    start, end = _bounds(text)
    if text.words and text.free(start, start) and text.free(end, end):
        yield Place(options=[(_put(start, a), _put(end, b)) if b else (_put(start, a),) for a, b in marks])


def _put(at: int, mark: str) -> Replace:
    return Replace("", at, at, mark)


def _bounds(text: Text) -> tuple[int, int]:
    """Return where the text begins and ends, white space around it apart."""
    string = text.string
    return len(string) - len(string.lstrip()), len(string.rstrip())


def _open_ended(text: Text) -> bool:
    return text.free(0, 0) and text.free(len(text.string), len(text.string))
