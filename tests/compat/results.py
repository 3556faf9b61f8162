"""The results of the sessions as Markdown, from the JUnit files that they leave."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tests.compat.combinations import COMPANIONS, NEWEST, OLDEST, SINGLE, Combination


def markdown(folder: Path) -> str:
    """Return two tables: each plugin alone and with xdist, by release of pytest; and the single combinations."""
    columns = [(release, xdist) for release in (OLDEST, NEWEST) for xdist in ((), ("xdist",))]
    lines = ["| beside | oldest pytest | and xdist | newest pytest | and xdist |", "|---|---|---|---|---|"]
    for name in ("", *COMPANIONS):
        if name == "xdist":
            continue
        cells = [_cell(folder, Combination(release, (*[name] * bool(name), *xdist))) for release, xdist in columns]
        lines.append(f"| {name or 'nothing else'} | {' | '.join(cells)} |")
    lines += ["", "| session | releases | |", "|---|---|---|"]
    lines += [f"| `{one.id}` | {_releases(folder, one)} | {_outcome(folder, one)} |" for one in SINGLE]
    return "\n".join(lines)


def _cell(folder: Path, combination: Combination) -> str:
    releases = [one.rpartition(" ")[2] for one in _releases(folder, combination).split(", ")]
    return f"{', '.join(releases)} {_outcome(folder, combination)}".strip()


def _releases(folder: Path, combination: Combination) -> str:
    """Return what pip resolved, pytest first."""
    suite = _suite(folder, combination)
    found = [] if suite is None else list(suite.iter("property"))
    return ", ".join(f"{one.get('name')} {one.get('value')}" for one in found)


def _outcome(folder: Path, combination: Combination) -> str:
    """Return a tick, or the names of the checks that failed; and of those that the plugins do not stand themselves."""
    suite = _suite(folder, combination)
    if suite is None:
        return "not run"
    failed = [*_ended(suite, "failure"), *_ended(suite, "error")]
    said = [f"**fails: {', '.join(failed)}**"] if failed or suite.get("tests") == "0" else ["✓"]
    return ", ".join([*said, *(f"not checked: {name}" for name in _ended(suite, "skipped"))])


def _ended(suite: ElementTree.Element, kind: str) -> list[str]:
    cases = [case for case in suite.iter("testcase") if case.find(kind) is not None]
    return [str(case.get("name")).removeprefix("test_it_does_under_switches_of_pytest") for case in cases]


def _suite(folder: Path, combination: Combination) -> ElementTree.Element | None:
    path = folder / f"{combination.id}.xml"
    return ElementTree.parse(path).getroot().find("testsuite") if path.exists() else None
