"""What files, mail and forms do to a text: the line breaks of a column, quoting, a limit of length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from robustgen.definition import count, share
from robustgen.edits import Change, Replace
from robustgen.perturbations.ood.unicode_letters import ligature
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

ONE = count(1, 1, 1, 1, 1)
_VOWELS = frozenset("aeiouy")
# Two consonants that begin a syllable together, or are one sound.
_TOGETHER = re.compile("[bcdfgkptvw]r|[bcfgkps]l|[cgpstw]h|[gk]n|s[ckmnptw]|[dt]w|ck|ng|ps")
# Of "work-ing", "want-ed", "tell-er" the last consonant goes with the stem, of "run-ning" it does not.
_ENDING = re.compile(r"(?:ing|ings|ed|er|ers|est|es|en|y|ies|ish|ist|ism|able|age|or|ors|al|als|ance|ence)(?![a-z])")
_STEMS_DOUBLE = "lsfz"
_COLUMN = (34, 46)


@perturbation(
    "ood.channel.pdf_copy",
    label="preserves",
    amount=ONE,
    source="written for robustgen: text copied from a column keeps its line breaks, hyphens and ligatures",
)
def pdf_copy(text: Text) -> Iterator[Place]:
    r"""Copy the text as from a column of a PDF file: hard line breaks, words cut by hyphens, ligatures.

    >>> from robustgen.generation import perturb
    >>> perturb("The staff at the hotel were friendly and the breakfast was fine.", "ood.channel.pdf_copy").text
    'The staff at the hotel were friendly and the\nbreakfast was fine.'
    """
    if "\n" in text.string or len(text.string) < _COLUMN[0]:
        return
    options: list[Change] = []
    tied = [Replace("", place.start, place.end, str(place.options[0])) for place in ligature(text)]
    for width in _COLUMN:
        edits = list(_broken(text, width))
        if not edits:
            continue
        options.append(tuple(edits))
        cuts = {edit.start for edit in edits}
        options.append((*edits, *(tie for tie in tied if cuts.isdisjoint(range(tie.start, tie.end + 1)))))
    yield Place(options=list(dict.fromkeys(options)))


@perturbation(
    "ood.channel.quoted_reply",
    label="preserves",
    amount=ONE,
    languages=("en",),
    source="RFC 3676, section 4.5, on quoting in mail; lines of our own, see the table mail_lines",
)
def quoted_reply(text: Text) -> Iterator[Place]:
    r"""Quote or forward the text as mail programs do, with a line that says so, or sign it.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.channel.quoted_reply").text
    'check my balance\n\nSent from my mobile device'
    """
    string, end = text.string, len(text.string)
    if not text.words or not text.free(0, 0) or not text.free(end, end):
        return
    lines = [0, *(match.end() for match in re.finditer("\n", string))]
    lines_of: dict[str, list[str]] = {kind: [] for kind in ("forward", "quote", "signature")}
    for kind, line in rows("mail_lines"):
        lines_of[kind].append(line.replace("\\n", "\n"))
    options: list[Change] = [(Replace("", 0, 0, head),) for head in lines_of["forward"]]
    if all(text.free(at, at) for at in lines):
        quoted = [Replace("", at, at, "> ") for at in lines[1:] if at < end]
        options += [(Replace("", 0, 0, head + "> "), *quoted) for head in lines_of["quote"]]
    options += [(Replace("", end, end, sign),) for sign in lines_of["signature"]]
    yield Place(options=options)


@perturbation(
    "ood.channel.truncate",
    label="unknown",
    amount=share(0.1, 0.2, 0.35, 0.5, 0.7),
    in_order=True,
    source="written for robustgen: the limits of length of forms and messages",
)
def truncate(text: Text) -> Iterator[Place]:
    """Cut words off the end, as a limit of length does.

    >>> from robustgen.generation import perturb
    >>> perturb("We went to the lake and then we walked home in the rain", "ood.channel.truncate").text
    'We went to the lake and then we walked home in'
    """
    words, end = text.all_words, len(text.string)
    for start, _ in reversed(words[1:]):
        at = start - (text.string[start - 1] == " ")
        if not text.free(at, end):
            return
        yield Place(at, end, [""])
        end = at


def _broken(text: Text, width: int) -> Iterator[Replace]:
    """Yield line breaks for the spaces where a line of `width` is full, and hyphens inside long words there."""
    string, line = text.string, 0
    gaps = [(a, b) for (_, a), (b, _) in pairwise(text.all_words) if string[a:b] == " " and text.free(a, b)]
    for (left, right), (following, _) in pairwise([*gaps, (len(string), len(string))]):
        if following - line <= width:
            continue
        cut = _syllable(string, right, line + width - 1) if text.base_language == "en" else 0
        if cut and text.free(cut, cut):
            yield Replace("", cut, cut, "-\n")
            line = cut
        else:
            yield Replace("", left, right, "\n")
            line = right


def _syllable(string: str, start: int, limit: int) -> int:
    """Return where the word at `start` may be cut before `limit`: between two consonants, well inside; or 0."""
    end = start
    while end < len(string) and string[end].isascii() and string[end].isalpha():
        end += 1
    if string[start : start + 1].isupper() or string[end : end + 1] in tuple("'\u2019-_@/"):
        return 0
    for at in range(min(limit, end - 3), start + 2, -1):
        left, right = string[at - 1], string[at]
        inside = left not in _VOWELS and right not in _VOWELS and left.islower() and right.islower()
        if (
            not inside
            or string[at - 2] not in _VOWELS
            or string[at + 1] not in _VOWELS
            or _TOGETHER.match(left + right)
        ):
            continue
        ending = _ENDING.match(string, at + 1)
        if ending and (left != right or left in _STEMS_DOUBLE or (ending.group() == "ed" and left not in "td")):
            continue
        return at
    return 0
