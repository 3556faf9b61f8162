"""Write robustgen/unicode14.py from the Unicode data of this Python, 3.11: `python tests/make_unicode14.py`."""

import sys
import textwrap
import unicodedata
from pathlib import Path

CLASSES = {"LETTERS": "L", "MARKS": "M", "DIGITS": "Nd"}


def ranges(prefix: str) -> str:
    found: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith(prefix):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in found)


def main() -> None:
    if unicodedata.unidata_version != "14.0.0":
        raise SystemExit(f"needs a Python with Unicode 14.0.0 (3.11); this one has {unicodedata.unidata_version}")
    lines = [
        '"""Letters, combining marks and decimal digits of Unicode 14.0, pinned, since Python\'s own change.',
        "",
        "Source: Unicode Character Database 14.0, general categories L*, M* and Nd; made by tests/make_unicode14.py.",
        '"""',
        "",
        'VERSION = "14.0.0"',
    ]
    for name, prefix in CLASSES.items():
        lines.append(f"{name} = (")
        lines += [f'    "{part} "' for part in textwrap.wrap(ranges(prefix), 108, break_on_hyphens=False)]
        lines.append(")")
    path = Path(__file__).parent.parent / "robustgen" / "unicode14.py"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
