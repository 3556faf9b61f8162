"""The failing variants of a test as a page shows them: worst first, edits marked, beside each the smallest that breaks.

Texts are made safe to show here, and travel as compact JSON: strings once, in a table, and offsets into them in UTF-16
code units, which is what a browser counts in.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from robustgen.display import visible
from robustgen.edits import Change, Replace, value_at
from robustgen.examples import MISSING, Example
from robustgen.report.changes import by_text, code_points, described
from robustgen.runs import Failure, TestRun
from robustgen.scoring.limits import bare
from robustgen.variant import Variant

_WHOLE = 600  # the longest text that is shown whole
_AROUND = 120  # characters kept on either side of an edit of a longer one
_NEW = 400  # the most characters of what an edit takes out or puts in
_SAID = 200  # the most characters of an answer
_OVERHEAD = 4  # bytes of commas and quotes about a string
_RISKY = re.compile(r"[^ -~]|[\"'$`!\\]|(?<!\S)::|##")  # not to be shown as it is, or not between a shell's quotes


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with edits marked: pieces (kind, text); `label` is its path, or "".

    A kind is keep, del, ins, or code: the code points of what was put in before it.
    """

    label: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A failing variant, safe to show.

    Attributes:
        variant: of which.
        perturbation: its name without version.
        broken: True where the clean answer was right, so that the changes broke it; None where that is not known.
        status: wrong or unanswered.
        changes: how many there are.
        fewest: the fewest changes seen to break the same golden example under the same perturbation, and
        smallest: the failing variant that has them, and
        found: where a search found fewer than any variant has, those changes of this one; else None.
        expected, said: what was expected, and what came.
    """

    variant: Variant
    perturbation: str
    broken: bool | None
    status: str
    changes: int
    fewest: int
    smallest: Variant
    expected: str
    said: str
    found: tuple[Change, ...] | None = None

    @property
    def lines(self) -> tuple[list[Marked], list[str]]:
        """The texts with their edits marked, and a line for every other edit."""
        return marked(self.variant.golden, self.variant.changes)

    @property
    def smallest_lines(self) -> tuple[list[Marked], list[str]]:
        """The same of the smallest."""
        return marked(self.smallest.golden, self.smallest.changes if self.found is None else self.found)

    @property
    def is_smallest(self) -> bool:
        """Whether no failing variant of its golden example and perturbation has fewer changes."""
        return self.changes == self.fewest


def failing(test: TestRun, order: Sequence[str]) -> list[Shown]:
    """Return the failing variants of a test that the run kept, worst first.

    Those that the change broke stand before those whose golden example was not answered right either; then as their
    perturbations stand in `order`; then fewest changes first.
    """
    clean: dict[str, bool] = {}
    for row in test.outcomes:
        if row["perturbation"] is None:
            right = row["status"] == "right" if row.get("score") is None else row["score"] >= 0.5
            clean[row["golden_id"]] = clean.get(row["golden_id"], True) and right
    smallest: dict[tuple[str, str], Variant] = {}
    for failure in test.failures:
        key = (failure.variant.golden.id, failure.variant.perturbation)
        smallest[key] = min(smallest.get(key, failure.variant), failure.variant, key=_size)
    rank = {name: number for number, name in enumerate(order)}
    found = [_shown(failure, clean, smallest) for failure in test.failures]
    found.sort(
        key=lambda one: (
            one.broken is False,
            rank.get(one.variant.perturbation, len(rank)),
            one.changes,
            one.variant.severity,
            one.variant.golden.id,
            one.variant.index,
        )
    )
    return found


def _size(variant: Variant) -> tuple[int, float, int, int]:
    return len(variant.changes), variant.share, variant.severity, variant.index


def _shown(failure: Failure, clean: Mapping[str, bool], smallest: Mapping[tuple[str, str], Variant]) -> Shown:
    variant = failure.variant
    least = smallest[variant.golden.id, variant.perturbation]
    found = failure.smallest if failure.smallest and len(failure.smallest) < len(least.changes) else None
    expected = "" if variant.expected is MISSING else visible(_plain(variant.expected), 120)
    if expected and variant.relation == "differs":
        expected = f"other than {expected}"
    return Shown(
        variant=variant,
        perturbation=visible(bare(variant.perturbation)),
        broken=clean.get(variant.golden.id),
        status=failure.status,
        changes=len(variant.changes),
        fewest=len(least.changes if found is None else found),
        smallest=least,
        found=found,
        expected=expected,
        said=visible((failure.said.strip() or "nothing").split("\n")[0], _SAID),
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:500]


def marked(golden: Example, changes: Iterable[Any]) -> tuple[list[Marked], list[str]]:
    """Return the texts of a golden row with `changes` marked in them, the first varied text first; and other edits."""
    texts, others = by_text(golden, changes)
    row, first = golden.row(), golden.vary[0]
    lines = [
        Marked("" if path == first else visible(path), _pieces(value_at(row, path), edits))
        for path, edits in texts.items()
    ]
    return lines, [described(row, edit, 300) for edit in others]


def _pieces(text: str, edits: list[Replace]) -> tuple[tuple[str, str], ...]:
    made: list[tuple[str, str]] = []
    at, long = 0, len(text) > _WHOLE
    for number, edit in enumerate(sorted(edits, key=lambda edit: (edit.start, edit.end))):
        made.append(("keep", _kept(text[at : edit.start], long, head=number > 0, tail=True)))
        made.append(("del", visible(text[edit.start : edit.end][: _NEW + 1], _NEW)))
        made.append(("ins", visible(edit.text[: _NEW + 1], _NEW)))
        made.append(("code", code_points(edit.text)))
        at = edit.end
    made.append(("keep", _kept(text[at:], long, head=True, tail=False)))
    return tuple((kind, piece) for kind, piece in made if piece)


def _kept(text: str, long: bool, *, head: bool, tail: bool) -> str:
    """Return unchanged text, of a long one what stands next to an edit."""
    if not long or len(text) <= 2 * _AROUND:
        return visible(text)
    return (visible(text[:_AROUND]) if head else "") + " … " + (visible(text[-_AROUND:]) if tail else "")


@dataclass(frozen=True, slots=True)
class Command:
    """A command line that prints a variant again: `head`, the variant's id as Python writes it, `tail`."""

    head: str
    tail: str

    def of(self, variant: Variant) -> str:
        """Return the line for one variant."""
        return self.head + literal(variant.id) + self.tail


def command_of(test: TestRun, folder: str) -> Command:
    """Return the command line that makes a variant of a test again.

    From the frozen suite where one is named by its path (pytest names it from its root directory), else from the
    run's own folder.
    """
    if test.suite_id and "::" in test.test:
        wanted = f"rg.load_suite({literal(test.source)})"
        code = "import robustgen as rg; print(*(v.text for v in {0} if v.id == {1}))"
    else:
        wanted = f"read_run({literal(folder)}).tests"
        code = (
            "from robustgen.runs import read_run; "
            "print(*(f.variant.text for t in {0} for f in t.failures if f.variant.id == {1}))"
        )
    head, tail = code.format(wanted, "\0").split("\0")
    return Command(f'python -c "{head}', f'{tail}"')


def item_of(test: TestRun, perturbation: str) -> str:
    """Return the command line that runs one perturbation of a test again; "" where no pytest made the run."""
    if "::" not in test.test:
        return ""
    name = bare(perturbation)
    if test.test.endswith("]"):  # its own parameters stand before ours
        return visible(f"pytest --robustgen {shlex.quote(f'{test.test[:-1]}-{name}]')} -vv")
    return visible(f"pytest --robustgen {shlex.quote(test.test)} -k {shlex.quote(name)} -vv")


def literal(text: str) -> str:
    r"""Return a text as Python writes it, safe within the double quotes of a shell and to show.

    >>> print(literal('it"s $5\u202e'))
    'it\x22s \x245\u202e'
    """
    return f"'{escaped(text)}'"


def escaped(text: str) -> str:
    """Return what stands between the quotes of `literal`."""
    return _RISKY.sub(lambda found: "".join(map(_escape, found[0])), text)


def _escape(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class Packed:
    """Failing variants as plain data for a script, within a number of bytes; worst of each perturbation first.

    Args:
        shown: worst first.
        budget: the most bytes of JSON, about.
    """

    def __init__(self, shown: Sequence[Shown], budget: int) -> None:
        self._strings: dict[str, int] = {}
        self._bytes = 200
        self._golden: dict[str, int] = {}
        self._names: dict[str, int] = {}
        kept: dict[int, list[Any]] = {}
        for number in _by_turns(shown):
            row, before = self._row(shown[number]), self._bytes
            self._bytes += len(json.dumps(row, separators=(",", ":"))) + 1
            if before > budget:
                break
            kept[number] = row
        self.kept = [shown[number] for number in sorted(kept)]
        self.left_out = len(shown) - len(kept)
        at = {one.variant.id: place for place, one in enumerate(self.kept)}
        rows = []
        for number in sorted(kept):
            row = kept[number]
            if row[8] == -1 and not shown[number].is_smallest:
                row[8] = at.get(shown[number].smallest.id, -1)
            rows.append(row)
        self.data = {
            "perturbations": [_both(name) for name in self._names],
            "golden": [_both(name) for name in self._golden],
            "strings": list(self._strings),
            "rows": rows,
        }

    def _row(self, one: Shown) -> list[Any]:
        variant = one.variant
        lines, others = one.lines
        flags = (one.broken is True) + 2 * (one.broken is False) + 4 * (one.status == "unanswered")
        return [
            self._number(self._names, variant.perturbation),
            variant.severity,
            self._number(self._golden, variant.golden.id),
            variant.index,
            one.changes,
            one.fewest,
            self._string(one.expected),
            self._string(one.said),
            -1 if one.found is None else self._lines(*one.smallest_lines),
            flags,
            *self._lines(lines, others),
        ]

    def _lines(self, lines: list[Marked], others: list[str]) -> list[Any]:
        return [[self._line(line) for line in lines], *([[self._string(other) for other in others]] if others else [])]

    def _line(self, line: Marked) -> list[Any]:
        base: list[str] = []
        cuts: list[Any] = []
        at = 0
        for kind, piece in line.pieces:
            if kind in ("keep", "del"):
                base.append(piece)
                start, at = at, at + _units(piece)
                cuts += [start, at, ""] if kind == "del" else []
            elif kind == "code":
                cuts[-1] += f"\n{piece}"
            elif cuts and cuts[-2:] == [at, ""]:
                cuts[-1] = piece
            else:
                cuts += [at, at, piece]
        return [self._string(line.label), self._string("".join(base)), *cuts]

    def _string(self, text: str) -> int:
        return self._number(self._strings, text)

    def _number(self, table: dict[str, int], text: str) -> int:
        if text not in table:
            table[text] = len(table)
            self._bytes += len(text.encode()) + 5 * text.count("<") + text.count('"') + text.count("\\") + _OVERHEAD
        return table[text]


def _by_turns(shown: Sequence[Shown]) -> list[int]:
    """Return positions in turns: the worst of each perturbation, then the second of each, and so on."""
    count: dict[str, int] = {}
    turns = []
    for number, one in enumerate(shown):
        name = one.variant.perturbation
        count[name] = count.get(name, 0) + 1
        turns.append((count[name], number))
    return [number for _, number in sorted(turns)]


def _both(name: str) -> list[str]:
    """Return a name as it is shown and, where that differs, as it stands in a command line."""
    shown, typed = visible(name), escaped(name)
    return [shown] if shown == typed else [shown, typed]


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
