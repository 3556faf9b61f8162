"""Where sentences end, for marks and white space that follow them."""

from __future__ import annotations

import re

from robustgen.text import Text

STOPS = ".!?…؟۔।॥։።"
CLOSERS = ")]}\"'”’»」』）"
# The stop of "U.S.", "z.B." or an initial belongs to the word.
OWN_STOP = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]\.)*[^\W\d_]\Z")
# Marks that end a sentence in their scripts, beside those of Latin, Chinese and Japanese; in Greek ; asks.
_OTHERS = re.compile(rf"[؟۔।॥։።]++[{re.escape(CLOSERS)}]*+(?=\s|\Z)")
_GREEK = re.compile(r"[;\u037e]++[»”]*+(?=\s|\Z)")
_WORD = re.compile(r"\S")
# The first line of a table, a list, a heading, a quotation or a block of code that goes on: what is put before its mark
# on the same line breaks it.
_MARKED_LINE = re.compile(r"(?:\||[-*+] |#{1,6} |>|\d{1,3}[.)] |```|~~~)[^\n]*\n")


def opens_plainly(string: str) -> bool:
    r"""Return whether words may be put before a text on its first line: not before a table, a list or a heading.

    >>> opens_plainly("Where is it?"), opens_plainly("| a | b |\n|---|---|\n| 1 | 2 |")
    (True, False)
    """
    return _MARKED_LINE.match(string) is None


def sentence_starts(text: Text) -> list[int]:
    """Return where sentences start, those after the marks of other scripts too."""
    after = (_WORD.search(text.string, end) for end in _other_ends(text))
    return sorted({start for start, _ in text.sentences} | {match.start() for match in after if match})


def sentence_ends(text: Text) -> set[int]:
    """Return where sentences end, before and after closing quotes; none at the stop of an initial or of a number."""
    string, found = text.string, set()
    last = text.sentences[-1][1] - 1 if text.sentences else 0
    for start, closed in text.sentences:
        end = closed
        while end > start and string[end - 1] in CLOSERS:
            end -= 1
        stop = end
        while stop > start and string[stop - 1] in STOPS:
            stop -= 1
        numbered = string[stop - 1 : stop].isdigit() and end < last
        if string[stop:end] == "." and (numbered or OWN_STOP.search(string, max(0, stop - 12), stop)):
            continue
        found |= {end, closed}
    return found.union(_other_ends(text))


def _other_ends(text: Text) -> list[int]:
    ends = [match.end() for match in _OTHERS.finditer(text.string)]
    return ends + [match.end() for match in _GREEK.finditer(text.string)] if text.base_language == "el" else ends
