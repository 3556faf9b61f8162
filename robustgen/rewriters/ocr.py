"""`rewrite.ocr`: a text is printed, scanned badly and read again, by Pillow and Tesseract.

A severity stands for a smaller print, more blur and more noise. Where Tesseract reads everything right, the next
attempt is harsher. Text that nothing may touch is put back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import shake_256
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from robustgen.definition import share
from robustgen.gates.structure import Rejected
from robustgen.inspection import hashed, package_version, program_version
from robustgen.resources import needed, resource
from robustgen.rewriters.programs import heard, in_batches, run
from robustgen.rewriters.protocol import Answer, Request, rewriter

PAGES = 16
"""Texts that one run of Tesseract reads."""
PATIENCE = 20.0
"""Seconds that Tesseract has for a page, and once more for its start."""
PAGE_LIMIT = 4000
"""The longest text that is printed, in characters."""

_MARGIN = 24
_COLUMNS = 64  # letters a line, about
_BESIDE_LATIN = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u20ac")


class Scan(NamedTuple):
    """How bad a scan is: the height of the print in pixels, the blur's radius in pixels, the share of noise."""

    size: float
    blur: float
    noise: float


class _Page(NamedTuple):
    """A line of a text, by number, and how it is scanned."""

    line: int
    text: str
    scan: Scan
    seed: int


SCANS = (
    Scan(20, 1.0, 0.1),
    Scan(17, 1.0, 0.1),
    Scan(14, 1.0, 0.1),
    Scan(12, 1.0, 0.1),
    Scan(10.5, 1.0, 0.1),
    Scan(10, 1.0, 0.12),
)
"""The scans of severity 1 to 5, and what comes after.

Of 30 everyday sentences Tesseract 5.3.0 misread 0.9, 1.4, 2.8, 5.6 and 17 % of the characters.
"""


def made_by() -> Mapping[str, Any]:
    """Return what reads and prints."""
    data = resource("tesseract:eng").path
    return {
        "package": "tesseract",
        "version": program_version("tesseract"),
        "pillow": package_version("pillow"),
        "eng.traineddata": hashed(data)[0] if data is not None else "",
        "parameters": {"scans": [list(scan) for scan in SCANS]},
    }


@rewriter(
    "rewrite.ocr",
    label="preserves",
    amount=share(0.01, 0.015, 0.03, 0.06, 0.17, of="letters"),
    made_by=made_by,
    languages=("en",),
    source="Tesseract OCR, on what Pillow prints",
    needs=needed(["ocr"]),
)
def ocr(requests: Sequence[Request]) -> list[Answer]:
    """Print a text, scan it badly and read it again with Tesseract."""
    scans = [scan_of(one.severity, one.attempt) for one in requests]
    pages = [page for one, scan in zip(requests, scans, strict=True) for page in _pages(one, scan)]
    read = iter(_read(pages) if pages else [])
    return [
        _answer(one, scan, {page.line: next(read) for page in _pages(one, scan)})
        for one, scan in zip(requests, scans, strict=True)
    ]


def scan_of(severity: int, attempt: int) -> Scan:
    """Return the scan of a severity; every attempt is a quarter of a severity harsher, up to the next one."""
    low, high = SCANS[severity - 1], SCANS[severity]
    step = min(attempt, 4) / 4
    return Scan(*(round(a + (b - a) * step, 2) for a, b in zip(low, high, strict=True)))


def printable(text: str) -> bool:
    """Return whether the font has all of a text: Latin letters and what is printed beside them."""
    return len(text) <= PAGE_LIMIT and all(c == "\n" or " " <= c <= "\u017f" or c in _BESIDE_LATIN for c in text)


def _pages(one: Request, scan: Scan) -> list[_Page]:
    """Return the lines of a text that are printed: those with letters."""
    lines = one.text.split("\n") if printable(one.text) else []
    return [_Page(at, line, scan, one.seed + at) for at, line in enumerate(lines) if any(map(str.isalpha, line))]


def printed(text: str, scan: Scan, seed: int) -> Any:
    """Return the scan of a line of text, wrapped over as many printed lines as it needs: an image of Pillow."""
    image, drawing, filters = (import_module(f"PIL.Image{part}") for part in ("", "Draw", "Filter"))
    font = import_module("PIL.ImageFont").load_default(scan.size)
    lines = list(_wrapped(text))
    widest = max(font.getlength(line) for line in lines)
    height = round(scan.size * 1.4)
    size = (round(widest) + 2 * _MARGIN, height * len(lines) + 2 * _MARGIN)
    page = image.new("L", size, 255)
    draw = drawing.Draw(page)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, _MARGIN + number * height), line, fill=0, font=font)
    page = page.filter(filters.GaussianBlur(scan.blur))
    grain = shake_256(seed.to_bytes(9, "big")).digest(size[0] * size[1])
    return image.blend(page, image.frombytes("L", size, grain), scan.noise)


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= _COLUMNS:
            yield line
            line = ""
        line += f" {word}" if line else word
    yield line


def _read(pages: Sequence[_Page]) -> list[str | None]:
    """Return what Tesseract reads on each page, None where it fails or takes too long."""
    with tempfile.TemporaryDirectory(prefix="robustgen-ocr-") as folder:
        files = []
        for number, page in enumerate(pages):
            files.append(Path(folder, f"{number}.png"))
            printed(page.text, page.scan, page.seed).save(files[-1])
        return in_batches(_tesseract, files, most=PAGES)


def _tesseract(files: Sequence[Path]) -> list[str | None]:
    listed = files[0].with_suffix(".txt")
    listed.write_text("\n".join(map(str, files)))
    command = ["tesseract", str(listed), "stdout", "-l", "eng", "--psm", "6", "tsv"]
    said = run(command, timeout=PATIENCE * (len(files) + 1))
    return [None] * len(files) if said is None else list(_words(said.decode(errors="replace"), len(files)))


def _words(table: str, pages: int) -> Iterator[str]:
    """Yield the words on each page, with single spaces, from Tesseract's table of what stands where."""
    found: list[list[str]] = [[] for _ in range(pages)]
    for line in table.splitlines():
        fields = line.split("\t")
        if len(fields) == 12 and fields[0] == "5" and fields[11].strip():
            found[int(fields[1]) - 1].append(fields[11].strip())
    yield from map(" ".join, found)


def _answer(one: Request, scan: Scan, read: Mapping[int, str | None]) -> Answer:
    if not printable(one.text):
        return [Rejected("letters that the font has not")]
    if None in read.values():
        return [Rejected("no answer in time")]
    lines = [_in_place_of(line, read.get(at)) for at, line in enumerate(one.text.split("\n"))]
    return heard(one, "\n".join(lines), {"scan": scan._asdict()})


def _in_place_of(line: str, read: str | None) -> str:
    """Return what was read in place of a line, between the line's own blanks; the line where it was not printed."""
    if read is None:
        return line
    inner = line.strip()
    return line.replace(inner, read, 1)
