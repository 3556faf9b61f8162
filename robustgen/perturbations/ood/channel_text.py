"""What mail, web pages and files do to a text: wrong codecs, entities, line breaks, quoting, a limit of length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from robustgen.definition import count, share
from robustgen.edits import Change, Replace
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

ONE = count(1, 1, 1, 1, 1)
_NOT_ASCII = re.compile(r"[\u00a1-\u024f\u2010-\u2026\u20ac\u2122]")
_TYPED = {"'": "\u2019", "\u2019": "\u2019", "\u2018": "\u2018", "\u201c": "\u201c", "\u201d": "\u201d"}
_ENTITY = {"&": ("&amp;", "&#38;"), "<": ("&lt;", "&#60;"), ">": ("&gt;", "&#62;"), '"': ("&quot;", "&#34;"),
           "'": ("&#39;", "&apos;", "&#x27;"), "\u2019": ("&rsquo;", "&#8217;"), "\u2026": ("&hellip;",),
           "\u20ac": ("&euro;",), "\u00a3": ("&pound;",), "\u2013": ("&ndash;",), "\u2014": ("&mdash;",)}  # fmt: skip
_URL = {" ": ("%20", "+"), "'": ("%27",), '"': ("%22",), ",": ("%2C",), "?": ("%3F",), "!": ("%21",), ":": ("%3A",),
        ";": ("%3B",), "/": ("%2F",), "&": ("%26",), "$": ("%24",), "(": ("%28",), ")": ("%29",)}  # fmt: skip
_LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "fi": "\ufb01", "fl": "\ufb02", "ff": "\ufb00"}
_LIGATURE = re.compile("ffi|ffl|fi|fl|ff")
_VOWELS = frozenset("aeiouy")
_COLUMN = (34, 46)


@perturbation(
    "ood.channel.mojibake",
    label="preserves",
    amount=share(0.2, 0.4, 0.7, 1.0, 1.0),
    source="UTF-8 (RFC 3629) read as Windows-1252 or ISO 8859-1",
)
def mojibake(text: Text) -> Iterator[Place]:
    """Read a character that is not ASCII, or the apostrophe that mail programs make curly, with the wrong codec.

    >>> from robustgen.generation import perturb
    >>> perturb("Zo\u00eb called", "ood.channel.mojibake", seed=1).text == "Zo\u00c3\u00ab called"
    True
    """
    for match in _NOT_ASCII.finditer(text.string):
        i = match.start()
        if text.free(i, i + 1):
            yield Place(i, i + 1, _misread(match[0]), key=i)
    for a, b in text.words:
        word = text.string[a:b]
        at = word.find("'", 1, -1)
        if at > 0 and text.free(a + at, a + at + 1):
            yield Place(a + at, a + at + 1, _misread("\u2019"), key=a + at)


@perturbation(
    "ood.channel.html_entities",
    label="preserves",
    amount=share(0.25, 0.5, 1.0, 1.0, 1.0),
    source="HTML Living Standard, section 13.5, named character references",
)
def html_entities(text: Text) -> Iterator[Place]:
    """Leave a quotation mark, an apostrophe, an accented letter or the like as the entity that a web page has for it.

    >>> from robustgen.generation import perturb
    >>> perturb("it's here", "ood.channel.html_entities").text
    'it&apos;s here'
    """
    entities = {**_ENTITY, **{letter: (f"&{name};", f"&#{ord(letter)};") for letter, name in rows("html_letters")}}
    for i, character in enumerate(text.string):
        if character in entities and text.free(i, i + 1):
            yield Place(i, i + 1, entities[character], key=i)


@perturbation(
    "ood.channel.url_escape",
    label="preserves",
    amount=share(0.25, 0.5, 1.0, 1.0, 1.0),
    source="RFC 3986, section 2.1, and the form encoding of the URL Standard (spaces as +)",
)
def url_escape(text: Text) -> Iterator[Place]:
    """Leave spaces and marks escaped as in the address of a web page, spaces all in one way.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.channel.url_escape", severity=3).text
    'check%20my%20balance'
    """
    for i, character in enumerate(text.string):
        if character in _URL and text.free(max(0, i - 1), i + 2):
            yield Place(i, i + 1, _URL[character][:1], key=i)


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
    for width in _COLUMN:
        for ligatures in (False, True):
            edits = list(_broken(text, width))
            if ligatures:
                taken = [edit.start for edit in edits if edit.text != "\n"]
                edits += [edit for edit in _ligated(text) if not any(edit.start <= at <= edit.end for at in taken)]
            if edits:
                options.append(tuple(edits))
    yield Place(options=list(dict.fromkeys(options)))


@perturbation(
    "ood.channel.quoted_reply",
    label="preserves",
    amount=ONE,
    languages=("en",),
    source="RFC 3676, section 4.5, on quoting in mail; lines of our own, see the table mail_lines",
)
def quoted_reply(text: Text) -> Iterator[Place]:
    r"""Quote the text as a reply by mail does, with a line on who wrote it, or sign it.

    >>> from robustgen.generation import perturb
    >>> perturb("check my balance", "ood.channel.quoted_reply").text
    'check my balance\n\nKind regards\nSam Rivers'
    """
    string, end = text.string, len(text.string)
    if not text.words or not text.free(0, 0) or not text.free(end, end):
        return
    breaks = [m.end() for m in re.finditer("\n", string)]
    if not all(text.free(at, at) for at in breaks):
        return
    marks = tuple(Replace("", at, at, "> ") for at in breaks)
    heads = [line for kind, line in rows("mail_lines") if kind == "head"]
    signs = [line.replace("\\n", "\n") for kind, line in rows("mail_lines") if kind == "signature"]
    quoted: list[Change] = [(Replace("", 0, 0, f"{head}\n> "), *marks) for head in heads]
    yield Place(options=[*quoted, *((Replace("", end, end, sign),) for sign in signs)])


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


def _misread(character: str) -> list[str]:
    """Return what the UTF-8 of a character is in other codecs."""
    raw, found = character.encode(), []
    for codec in ("cp1252", "latin-1"):
        try:
            made = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if made.isprintable():
            found.append(made)
    return list(dict.fromkeys([*found, "?", "\ufffd"]))


def _broken(text: Text, width: int) -> Iterator[Replace]:
    """Yield line breaks for the spaces where a line of `width` is full, and hyphens inside long words there."""
    string, line = text.string, 0
    gaps = [(a, b) for (_, a), (b, _) in pairwise(text.all_words) if string[a:b] == " " and text.free(a, b)]
    for (left, right), (following, _) in pairwise([*gaps, (len(string), len(string))]):
        if following - line <= width:
            continue
        cut = _syllable(string, right, line + width)
        if cut and text.free(cut, cut):
            yield Replace("", cut, cut, "-\n")
            line = cut
        else:
            yield Replace("", left, right, "\n")
            line = right


def _syllable(string: str, start: int, limit: int) -> int:
    """Return where the word at `start` may be cut before `limit`: between two consonants, well inside."""
    end = start
    while end < len(string) and string[end].isascii() and string[end].isalpha():
        end += 1
    for at in range(min(limit, end - 3), start + 2, -1):
        left, right = string[at - 1], string[at]
        inside = left not in _VOWELS and right not in _VOWELS and left.islower() and right.islower()
        if inside and string[at - 2] in _VOWELS and string[at + 1] in _VOWELS and left + right not in _DIGRAPHS:
            return at
    return 0


_DIGRAPHS = frozenset(("ch", "sh", "th", "ph", "gh", "wh", "ck", "ng", "tr", "st"))


def _ligated(text: Text) -> Iterator[Replace]:
    for match in _LIGATURE.finditer(text.string):
        if text.free(*match.span()):
            yield Replace("", *match.span(), _LIGATURES[match[0]])
