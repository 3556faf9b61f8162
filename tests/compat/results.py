"""The results of the sessions as one Markdown table, from the JUnit files that they leave."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree


def markdown(folder: Path, names: Iterable[str]) -> str:
    """Return a row for each combination: what pip resolved, how many checks passed, which did not."""
    lines = ["| session | with | checks | |", "|---|---|---|---|"]
    for name in names:
        path = folder / f"{name}.xml"
        lines.append(f"| `{name}` | {_row(path) if path.exists() else '| | not run |'}")
    return "\n".join(lines)


def _row(path: Path) -> str:
    (suite,) = ElementTree.parse(path).getroot().iter("testsuite")
    versions = [f"{one.get('name')} {one.get('value')}" for one in suite.iter("property")]
    ended = {kind: _ended(suite, kind) for kind in ("failure", "error", "skipped")}
    total = int(suite.get("tests", 0)) - len(ended["skipped"])
    failed = [*ended["failure"], *ended["error"]]
    said = [f"**fails: {name}**" for name in failed] or ["✓" if total else "**nothing was run**"]
    said += [f"not checked: {name}" for name in ended["skipped"]]
    return f"{', '.join(versions)} | {total - len(failed)} of {total} | {'; '.join(said)} |"


def _ended(suite: ElementTree.Element, kind: str) -> list[str]:
    return [str(case.get("name")) for case in suite.iter("testcase") if case.find(kind) is not None]
