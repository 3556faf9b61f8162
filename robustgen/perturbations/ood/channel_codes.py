"""What programs leave of a text that one encodes and another does not decode: wrong codecs, entities, percent signs.

A program treats the whole text alike, so that each is one change, and what it makes decodes to the text. A text that
nobody could read any more, since most of its letters would be codes, has no place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html.entities import codepoint2name
from urllib.parse import quote

from robustgen.definition import count
from robustgen.edits import Change, Replace
from robustgen.perturbations.ood.punctuation import smart_quotes
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_ONE = count(1, 1, 1, 1, 1)
_READABLE = 0.3  # the most of its letters that may turn into codes
_RUN = re.compile(r"[^\x00-\x7f]+")
# Windows, the Mac of old, the console of Windows.
_CODECS = ("cp1252", "mac_roman", "cp850")
_PRIVATE_OR_CONTROL = re.compile("[\x80-\x9f\uf8ff]")

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_NUMERIC = {mark: f"&#{ord(mark)};" for mark in "&<>\"'"}
_NAMED = {chr(code): f"&{name};" for code, name in codepoint2name.items()}
_SPECIAL = re.compile("[&<>\"']")
_SPECIAL_OR_NOT_ASCII = re.compile("[&<>\"']|[^\x00-\x7f]")

_SPACE = re.compile(" ")
_ENCODED = re.compile(r"[^A-Za-z0-9_.~\x2d]")
_ENCODED_IN_ADDRESS = re.compile(r"[^A-Za-z0-9_.~\x2d;,/?:@&=+$!*'()#]")


@perturbation(
    "ood.channel.mojibake",
    label="preserves",
    amount=_ONE,
    source="UTF-8 (RFC 3629) read as Windows-1252, Mac OS Roman or code page 850; Windows-1252 read as UTF-8; ASCII",
)
def mojibake(text: Text) -> Iterator[Place]:
    """Read the text with a wrong codec; one of ASCII alone gets the curly quotes first that mail programs write.

    A byte that Windows-1252 leaves undefined becomes U+FFFD, as in the decoders of Python and Java.

    >>> from robustgen.generation import perturb
    >>> perturb("Zo\u00eb called", "ood.channel.mojibake", seed=2).text
    'Zo\u00c3\u00ab called'
    """
    if not _stays_readable(text):
        return
    if text.string.isascii():
        runs = [(place.start, place.end, str(place.options[0])) for place in smart_quotes(text)]
    else:
        runs = [(*match.span(), match.group()) for match in _RUN.finditer(text.string) if text.free(*match.span())]
    ways: list[Callable[[str], str]] = [*map(_read_as, _CODECS), lambda run: "?" * len(run)]
    # What Windows-1252 does not hold was never written in it.
    if all(_in_windows_1252(run) for _, _, run in runs):
        ways.append(lambda run: run.encode("cp1252").decode("utf-8", "replace"))
    yield from _whole([(a, b, way(run)) for a, b, run in runs] for way in ways)


@perturbation(
    "ood.channel.html_entities",
    label="preserves",
    amount=_ONE,
    source="HTML Living Standard, section 13.5, named character references; the escapes of XML, Python and PHP",
)
def html_entities(text: Text) -> Iterator[Place]:
    """Leave the text as one of the usual programs escapes it for a web page.

    >>> from robustgen.generation import perturb
    >>> perturb("it's here", "ood.channel.html_entities").text
    'it&#39;s here'
    """
    ways = [(_SPECIAL, {**_MARKUP, "'": single}) for single in ("&#x27;", "&#039;", "&#39;", "&apos;")]
    made = [[(m.start(), m.end(), table[m.group()]) for m in _free(text, marks)] for marks, table in ways]
    if _stays_readable(text) and not text.string.isascii():
        found = [(m.start(), m.end(), m.group()) for m in _free(text, _SPECIAL_OR_NOT_ASCII)]
        made.append([(a, b, f"&#{ord(c)};") for a, b, c in found if not c.isascii()])
        made.append([(a, b, _NUMERIC.get(c) or f"&#{ord(c)};") for a, b, c in found])
        named = [(a, b, "&#039;" if c == "'" else _NAMED.get(c, c)) for a, b, c in found]
        made.append([edit for edit in named if edit[2] != text.string[edit[0]]])
    yield from _whole(made)


@perturbation(
    "ood.channel.url_escape",
    label="preserves",
    amount=_ONE,
    source="RFC 3986, section 2.1, and the form encoding of the URL Standard (spaces as +)",
)
def url_escape(text: Text) -> Iterator[Place]:
    """Leave the text escaped as in the address of a web page or in a form: spaces alone, or all that asks for it.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance, please", "ood.channel.url_escape").text
    'check+my+balance%2C+please'
    """
    ways: list[tuple[re.Pattern[str], str]] = [(_SPACE, "%20")]
    if "+" not in text.string:
        ways.append((_SPACE, "+"))
    if _stays_readable(text):
        ways += [(_ENCODED, "%20"), (_ENCODED, "+"), (_ENCODED_IN_ADDRESS, "%20")]
    made: list[list[tuple[int, int, str]]] = []
    for pattern, space in ways:
        edits = [
            (m.start(), m.end(), space if m.group() == " " else _quoted(m.group()))
            for m in pattern.finditer(text.string)
        ]
        # An address is escaped from end to end, or not at all.
        if all(_apart(text, *edit) for edit in edits):
            made.append(edits)
    yield from _whole(made)


def _whole(made: Iterable[list[tuple[int, int, str]]]) -> Iterator[Place]:
    """Yield one place, each list of replacements an option."""
    options: dict[Change, None] = {}
    for edits in made:
        if edits and not any(_PRIVATE_OR_CONTROL.search(written) for _, _, written in edits):
            options[tuple([Replace("", a, b, written) for a, b, written in edits])] = None
    yield Place(options=list(options))


def _stays_readable(text: Text) -> bool:
    """Return whether enough letters are of ASCII that the text can be read when the others are not."""
    if text.string.isascii():
        return True
    letters = text.letters
    others = sum(not text.string[i].isascii() for i in letters)
    return others <= _READABLE * len(letters)


def _free(text: Text, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    return [match for match in pattern.finditer(text.string) if text.free(*match.span())]


@lru_cache(maxsize=4096)
def _quoted(character: str) -> str:
    return quote(character, safe="")


def _apart(text: Text, start: int, end: int, written: str) -> bool:
    """Return whether what is written for [start, end) runs on with nothing protected."""
    return text.free(start, end) if written == "+" else text.free(max(0, start - 1), end + 1)


def _read_as(codec: str) -> Callable[[str], str]:
    return lambda run: run.encode().decode(codec, "replace")


def _in_windows_1252(run: str) -> bool:
    try:
        return bool(run.encode("cp1252"))
    except UnicodeEncodeError:
        return False
