"""A variant: a golden example plus changes, and its one written form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from json.encoder import encode_basestring
from typing import Any

from robustgen.case import Case
from robustgen.display import visible
from robustgen.edits import Change, Edit, Replace, apply, flatten, from_json, to_json
from robustgen.examples import MISSING, Example, Span
from robustgen.definition import moved_spans

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode
_quoted = encode_basestring


class Variant:
    """One synthetic variant of a golden example.

    Attributes:
        golden: the example it was made from.
        perturbation: name@version.
        severity, index, attempt: with the suite's seed, the key it was drawn from.
        relation: how the right answer relates to the golden one.
        share: the share of the varied text that the edits touch, in [0, 1].
        inputs: the golden inputs, changed; derived from the changes.
        expected: what is expected of it; `MISSING` where golden data has nothing.
    """

    __slots__ = (
        "_changes", "_raw", "attempt", "expected", "golden", "index", "inputs", "perturbation", "relation", "severity",
        "share",
    )  # fmt: skip

    def __init__(
        self,
        golden: Example,
        perturbation: str,
        severity: int,
        index: int,
        attempt: int,
        relation: str,
        inputs: dict[str, Any],
        expected: Any,
        share: float,
        changes: tuple[Change, ...] | None,
        raw: list[Any] | None = None,
    ) -> None:
        self.golden, self.perturbation, self.severity = golden, perturbation, severity
        self.index, self.attempt, self.relation = index, attempt, relation
        self.inputs, self.expected, self.share = inputs, expected, share
        self._changes, self._raw = changes, raw

    def __repr__(self) -> str:
        return f"Variant({self.id!r}, {self.text!r})"

    @property
    def id(self) -> str:
        """golden id / perturbation@version / severity / index: unique in a suite, the same in every suite."""
        return f"{self.golden.id}/{self.perturbation}/{self.severity}/{self.index}"

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs from the golden example."""
        if self._changes is None:
            self._changes = from_json(self._raw)
        return self._changes

    @property
    def edits(self) -> list[Edit]:
        """The edits of all changes; `rg.apply(golden row, edits)` makes the variant's row."""
        return flatten(self.changes)

    @property
    def text(self) -> str:
        """The first varied field; a JSON text where it is no string."""
        return first_text(self.golden, self.inputs)

    @property
    def marked(self) -> str:
        """The golden text with every edit shown in place, as [old→new], safe for a terminal; other edits behind it."""
        path = self.golden.vary[0]
        source = first_text(self.golden, self.golden.inputs)
        here = [edit for edit in self.edits if isinstance(edit, Replace) and edit.path == path]
        parts, at = [], 0
        for edit in sorted(here, key=lambda e: (e.start, e.end)):
            old, new = visible(source[edit.start : edit.end]), visible(edit.text)
            parts += [visible(source[at : edit.start]), f"[{old}→{new}]"]
            at = edit.end
        others = [change for change in self.changes if not all(edit in here for edit in change)]
        rest = f"  + {visible(encode(to_json(others)))}" if others else ""
        return "".join(parts) + visible(source[at:]) + rest

    @property
    def spans(self) -> tuple[Span, ...]:
        """The labelled spans, moved along with the edits."""
        return moved_spans(self.golden, self.changes)

    def case(self) -> Case:
        """Return what a test sees of it."""
        golden = self.golden
        return Case(
            self.text, self.inputs, self.expected, self.relation, self.id, golden.id, self.perturbation,
            self.severity, golden.tags,
        )  # fmt: skip

    def changes_json(self) -> str:
        """Return the changes as canonical JSON."""
        if self._raw is not None:
            return encode(self._raw)
        changes = self._changes or ()
        parts = []
        for change in changes:
            if len(change) != 1 or type(change[0]) is not Replace:
                return encode(to_json(changes))
            edit = change[0]
            parts.append(f'[["replace",{_quoted(edit.path)},{edit.start},{edit.end},{_quoted(edit.text)}]]')
        return f"[{','.join(parts)}]"

    def written(self, canary: str) -> tuple[str, str]:
        """Return the row of a suite's file, without newline, and the part of it that the suite id covers."""
        changes, name = self.changes_json(), self.perturbation
        golden_id = self.golden.id
        identity = _quoted(f"{golden_id}/{name}/{self.severity}/{self.index}")
        expected = "null" if self.expected is MISSING else encode(self.expected)
        given = "" if self.expected is MISSING else f',"expected":{expected}'
        content = f'[{identity},{changes},{expected},"{self.relation}"]'
        digest = blake2b(f"{content}{self.attempt} {self.share!r}".encode(), digest_size=8).hexdigest()
        line = (
            f'{{"attempt":{self.attempt},"canary":"{canary}","changes":{changes}{given},'
            f'"golden_id":{_quoted(golden_id)},"hash":"{digest}","id":{identity},"index":{self.index},'
            f'"perturbation":"{name}","relation":"{self.relation}","severity":{self.severity},'
            f'"share":{self.share!r},"text":{_quoted(self.text)},"tier":"rule"}}'
        )
        return line, content


def first_text(golden: Example, inputs: dict[str, Any]) -> str:
    """Return the first varied field of `inputs`, as compact JSON where it is no string."""
    path = golden.vary[0]
    value = inputs.get(path[1:], MISSING)
    if value is MISSING:
        value = Example(golden.id, inputs).value(path)
    return value if type(value) is str else encode(value)


def clean_case(golden: Example) -> Case:
    """Return what a test sees of a golden example itself."""
    return Case(
        first_text(golden, golden.inputs), golden.inputs, golden.expected, "same", golden.id, golden.id, None, 0,
        golden.tags,
    )  # fmt: skip


def changed_row(golden: Example, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the golden row with `changes` applied."""
    return apply(golden.row(), changes)
