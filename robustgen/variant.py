"""A variant: a golden example plus changes, and its one written form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any
from zlib import crc32

from robustgen.case import Case
from robustgen.definition import moved_spans
from robustgen.edits import Change, Edit, Replace, apply, flatten, from_json, to_json
from robustgen.examples import MISSING, Example, Span, said_by_user
from robustgen.places import Cut

encode: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_quoted = encode_basestring


class Variant:
    """One synthetic variant of a golden example.

    Attributes:
        golden: the example it was made from.
        perturbation: name@version.
        severity, index, attempt: with the suite's seed, the key it was drawn from.
        relation: how the right answer relates to the golden one.
        expected: what is expected of it; `MISSING` where golden data has nothing.
        provenance: of what a rewriter made: package, version, seed and what it says of this candidate; else None.
    """

    __slots__ = (
        "_cut_text", "_form", "_inputs", "attempt", "expected", "golden", "index", "perturbation", "provenance",
        "relation", "severity",
    )  # fmt: skip

    def __init__(
        self,
        golden: Example,
        perturbation: str,
        severity: int,
        index: int,
        attempt: int,
        relation: str,
        expected: Any,
        form: Any,
        cut_text: tuple[str, str] | None = None,
        *,
        provenance: Mapping[str, Any] | None = None,
    ) -> None:
        # `form` is what differs: changes; or a list: with `cut_text`, the path of one top-level text and the text, its
        # cuts; without it the JSON of changes as it was read. The other forms are made when they are asked for.
        self.golden, self.perturbation, self.severity = golden, perturbation, severity
        self.index, self.attempt, self.relation, self.expected = index, attempt, relation, expected
        self._form: Any = form
        self._cut_text = cut_text
        self.provenance = provenance
        self._inputs: dict[str, Any] | None = None
        if golden.spans and golden.task == "qa_span" and relation == "same":
            self.expected = self._answer(expected)

    def __repr__(self) -> str:
        return f"Variant({self.id!r}, {self.text!r})"

    @property
    def id(self) -> str:
        """Golden id / perturbation@version / severity / index: unique in a suite, the same in every suite."""
        return f"{self.golden.id}/{self.perturbation}/{self.severity}/{self.index}"

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs from the golden example."""
        form = self._form
        if isinstance(form, tuple):
            return form
        if self._cut_text is not None:
            path = self._cut_text[0]
            return tuple([(Replace(path, *cut),) for cut in form])
        self._form = found = from_json(form)
        return found

    @property
    def inputs(self) -> dict[str, Any]:
        """The golden inputs, changed."""
        if self._inputs is None:
            golden = self.golden
            if self._cut_text is not None:
                path, string = self._cut_text
                self._inputs = {**golden.inputs, path[1:]: _cut(string, self._form)}
            else:
                row = apply(golden.row(), self.changes)
                row.pop("expected", None)
                self._inputs = row
        return self._inputs

    @inputs.setter
    def inputs(self, inputs: dict[str, Any]) -> None:
        self._inputs = inputs

    @property
    def share(self) -> float:
        """The share of the varied text that the edits touch; 1 is as much as there was."""
        golden = self.golden
        if self._cut_text is not None and len(golden.vary) == 1:
            touched: int = sum([max(end - start, len(option)) for start, end, option in self._form])
            return round(touched / len(self._cut_text[1]), 4)
        texts: dict[str, str] = {}
        for path in golden.vary:
            value = golden.value(path)
            texts |= {path: value} if isinstance(value, str) else dict(said_by_user(path, value))
        total = sum(map(len, texts.values()))
        form = self._form
        if type(form) is list and self._cut_text is None:
            edits = [edit[1:] for change in form for edit in change if edit[0] == "replace"]
        else:
            edits = [(e.path, e.start, e.end, e.text) for e in self.edits if isinstance(e, Replace)]
        edited = sum([max(end - start, len(text)) for path, start, end, text in edits if path in texts])
        return round(edited / total, 4) if total else 1.0

    @property
    def edits(self) -> list[Edit]:
        """The edits of all changes; `rg.apply(golden row, edits)` makes the variant's row."""
        return flatten(self.changes)

    @property
    def text(self) -> str:
        """The first varied field; a JSON text where it is no string."""
        cut_text = self._cut_text
        if cut_text is not None and cut_text[0] == self.golden.vary[0]:
            return _cut(cut_text[1], self._form)
        return first_text(self.golden, self.inputs)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The labelled spans, moved along with the edits."""
        return moved_spans(self.golden, self.changes)

    def case(self) -> Case:
        """Return what a test sees of it."""
        golden, expected = self.golden, self.expected
        if expected is MISSING and golden.spans:
            expected = _triples(self.spans)
        return Case(
            self.text, self.inputs, expected, self.relation, self.id, golden.id, self.perturbation,
            self.severity, golden.tags,
        )  # fmt: skip

    def _answer(self, expected: Any) -> Any:
        """Return an answer that was the text of a span as that text now is: who extracts it can find no other."""
        golden, text = self.golden, self.text
        old = golden.value(golden.vary[0])
        pairs = zip(golden.spans, self.spans, strict=True)
        now = {old[before.start : before.end]: text[after.start : after.end] for before, after in pairs}
        if isinstance(expected, list):
            return [now.get(one, one) if isinstance(one, str) else one for one in expected]
        return now.get(expected, expected) if isinstance(expected, str) else expected

    def plain_changes(self) -> Any:
        """Return the changes as plain lists, what `changes_json` writes."""
        form = self._form
        return form if isinstance(form, list) and self._cut_text is None else to_json(self.changes)

    def changes_json(self) -> str:
        """Return the changes as canonical JSON."""
        form = self._form
        if self._cut_text is not None:
            head = f'[["replace",{_quoted(self._cut_text[0])},'
            parts = [f"{head}{start},{end},{_quoted(option)}]]" for start, end, option in form]
            return f"[{','.join(parts)}]"
        if isinstance(form, list):
            return encode(form)
        changes = form
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
        golden_id = _quoted(self.golden.id)
        identity = f'{golden_id[:-1]}/{name}/{self.severity}/{self.index}"'
        value, share = self.expected, self.share
        expected = _quoted(value) if type(value) is str else "null" if value is MISSING else encode(value)
        given = "" if value is MISSING else f',"expected":{expected}'
        content = f'[{identity},{changes},{expected},"{self.relation}"]'
        made_by, tier = "", "rule"
        if self.provenance is not None:
            made_by, tier = f'"provenance":{encode(self.provenance)},', "gated"
        check = crc32(
            (content + made_by).encode(), self.attempt
        )  # names the row where a bit was flipped; the id covers the content
        line = (
            f'{{"attempt":{self.attempt},"canary":"{canary}","changes":{changes},"crc32":"{check:08x}"{given},'
            f'"golden_id":{golden_id},"id":{identity},"index":{self.index},'
            f'"perturbation":"{name}",{made_by}"relation":"{self.relation}","severity":{self.severity},'
            f'"share":{share!r},"text":{_quoted(self.text)},"tier":"{tier}"}}'
        )
        return line, content


def _cut(string: str, cuts: list[Cut]) -> str:
    """Return `string` with the cuts made, which stand in any order."""
    if len(cuts) == 1:
        start, end, option = cuts[0]
        return string[:start] + option + string[end:]
    parts: list[str] = []
    at = 0
    for start, end, option in sorted(cuts):
        parts += (string[at:start], option)
        at = end
    parts.append(string[at:])
    return "".join(parts)


def fingerprints(variants: Iterable[Variant]) -> list[str]:
    """Return 8 hexadecimal digits of each variant: equal where the same is asked and the same is expected.

    Over the golden inputs, the changes, what is expected and the relation; not over group and tags.
    """
    golden: Example | None = None
    expected, relation, start, end = None, "", 0, ""
    found = []
    for variant in variants:
        if variant.golden is not golden:
            golden = variant.golden
            start = crc32(encode([golden.inputs, None if golden.expected is MISSING else golden.expected]).encode())
        if variant.expected is not expected or variant.relation != relation:
            expected, relation = variant.expected, variant.relation
            end = encode([None if expected is MISSING else expected, relation])
        found.append(f"{crc32((variant.changes_json() + end).encode(), start):08x}")
    return found


def first_text(golden: Example, inputs: dict[str, Any]) -> str:
    """Return the first varied field of `inputs`, as compact JSON where it is no string."""
    path = golden.vary[0]
    value = inputs.get(path[1:], MISSING)
    if value is MISSING:
        value = Example(golden.id, inputs).value(path)
    return value if isinstance(value, str) else str(encode(value))


def _triples(spans: Sequence[Span]) -> list[list[Any]]:
    """Return labelled spans as [start, end, label], what is expected where nothing else is."""
    return [[span.start, span.end, span.label] for span in spans]


def clean_case(golden: Example) -> Case:
    """Return what a test sees of a golden example itself."""
    expected = _triples(golden.spans) if golden.expected is MISSING and golden.spans else golden.expected
    return Case(
        first_text(golden, golden.inputs), golden.inputs, expected, "same", golden.id, golden.id, None, 0,
        golden.tags,
    )  # fmt: skip
