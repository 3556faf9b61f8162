"""Untrusted text made safe to show: in a terminal, a test id, XML and the log of a build server."""

from __future__ import annotations

import re

# First and last code point of everything that is shown as an escape. The table is ours and written out, so that the
# same text looks the same under every Python, whose own Unicode data changes with its version.
_HIDDEN: tuple[tuple[int, int], ...] = (
    (0x00, 0x1F),  # C0 controls: ESC, CR, BEL, NUL, newline, tab
    (0x7F, 0x9F),  # DEL and the C1 controls, CSI and OSC among them
    (0xAD, 0xAD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x0600, 0x0605),  # Arabic signs that span numbers
    (0x061C, 0x061C),  # Arabic letter mark (bidi)
    (0x06DD, 0x06DD),  # Arabic end of ayah
    (0x070F, 0x070F),  # Syriac abbreviation mark
    (0x0890, 0x0891),  # Arabic pound and piastre marks
    (0x08E2, 0x08E2),  # Arabic disputed end of ayah
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels, invisible
    (0x180B, 0x180F),  # Mongolian variation selectors and vowel separator
    (0x200B, 0x200F),  # zero-width space and joiners, left-to-right and right-to-left marks
    (0x2028, 0x202E),  # line and paragraph separators, bidi embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, bidi isolates
    (0x3164, 0x3164),  # Hangul filler
    (0xD800, 0xF8FF),  # surrogates standing alone; private use, which nobody can read
    (0xFDD0, 0xFDEF),  # noncharacters
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xFFF0, 0xFFFB),  # interlinear annotation
    (0xFFFE, 0xFFFF),  # noncharacters, not allowed in XML
    (0x110BD, 0x110BD),  # Kaithi number sign
    (0x110CD, 0x110CD),  # Kaithi number sign above
    (0x13430, 0x1343F),  # Egyptian hieroglyph format controls
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical format controls
    *((plane * 0x10000 + 0xFFFE, plane * 0x10000 + 0xFFFF) for plane in range(1, 14)),  # noncharacters
    (0xE0000, 0x10FFFF),  # tag characters, further variation selectors, private use
)
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}

# "::" opens a command of GitHub's log where it starts a line, spaces before it allowed, and a table may break a line
# at any space; "##[", "##vso[" and "##teamcity[" open one of Azure's and TeamCity's.
_COMMAND = r"(?<!\S)::|##(?=\[|(?i:vso|teamcity)\[)"
_CLASS = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _HIDDEN)
_UNSAFE = re.compile(f"[{_CLASS}]|{_COMMAND}")


def visible(text: str, limit: int | None = None) -> str:
    r"""Return `text` with everything that hides, moves the cursor or commands a log shown as an escape.

    Letters of every script, emoji and ordinary spaces stay; a backslash stays as it is, so that text made visible
    once does not change when it is made visible again. The result has one line.

    Args:
        text: any string, lone surrogates included.
        limit: the most characters to return, at least 1; longer text ends in "…", never within an escape.

    >>> print(visible("pay\u202e now\x1b[2J\n"))
    pay\u202e now\x1b[2J\n
    >>> print(visible("::error::failed", limit=10))
    \x3a:erro…
    """
    if limit is not None and (len(text) > limit or limit < 1):
        return _cut(text, limit)
    if text.isascii() and text.isprintable() and "::" not in text and "##" not in text:
        return text
    shown = _UNSAFE.sub(_escape, text)
    return shown if limit is None or len(shown) <= limit else _cut(text, limit)


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) == 2:
        return f"\\x{ord(found[0]):02x}{found[1]}"
    code = ord(found)
    if code < 0x100:
        return _NAMED.get(found) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cut(text: str, limit: int) -> str:
    if limit < 1:
        raise ValueError(f"limit is {limit}: it must be at least 1, the room of the ellipsis")
    # Every character takes at least one, and a command is told by what stands 11 characters on: no more is looked at.
    head = text[: limit + 12]
    ends = [0]
    shown: list[str] = []
    position = 0
    for match in _UNSAFE.finditer(head):
        shown += [*head[position : match.start()], _escape(match)]
        position = match.end()
    shown += head[position:]
    for piece in shown:
        ends.append(ends[-1] + len(piece))
    kept = max(index for index, end in enumerate(ends) if end < limit)
    return "".join(shown[:kept]) + "…"
