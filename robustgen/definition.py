"""What a perturbation is: where it may act, what it may put there, how much of it, and what it does to the label.

A perturbation draws nothing and keeps no state. `mix` and `chain` make one of several.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from robustgen.cached import cached
from robustgen.edits import Change, Replace, apply, flatten, move_spans
from robustgen.errors import EditError, UsageError, nearest
from robustgen.examples import MISSING, Example, Span, said_by_user
from robustgen.fields import is_code
from robustgen.places import Joined, Mixture, Place, PlaceList, Places, Spots, Stretches
from robustgen.text import Text

if TYPE_CHECKING:
    from robustgen.resources import Borrowed
    from robustgen.rewriters.protocol import Rewriter

SEVERITIES = (1, 2, 3, 4, 5)
CONTRACTS = ("preserves", "flips", "differs", "monotone", "edits", "unknown")
_RELATIONS = {"preserves": "same", "edits": "same", "unknown": "same"}

_OFFSETS = (Spots, Stretches)

TextPlaces: TypeAlias = Callable[..., Iterable[Place] | Spots | Stretches]


class Subject:
    """One example as perturbations see it: its varied texts, parsed once, and its varied values as key material."""

    def __init__(self, example: Example) -> None:
        self.example = example

    @cached
    def row(self) -> dict[str, Any]:
        """The golden row that edits address."""
        return self.example.row()

    @cached
    def values(self) -> tuple[Any, ...]:
        """What varies, in the order of the example's `vary`."""
        example = self.example
        return tuple([example.value(path) for path in example.vary])

    @cached
    def texts(self) -> tuple[tuple[str, Text], ...]:
        """(path, Text) of every varied value that is a text, and of the last the user says in varied messages."""
        example, found = self.example, []
        for path, value in zip(example.vary, self.values, strict=True):
            for where, text in [(path, value)] if isinstance(value, str) else said_by_user(path, value):
                found.append((where, Text(text, language=example.language, protect=example.protect)))
        return tuple(found)

    @cached
    def prose(self) -> tuple[tuple[str, Text], ...]:
        """The texts that are no program: one letter more or less in a program is another program."""
        return tuple([(path, text) for path, text in self.texts if not is_code(path, text.string)])

    @cached
    def payload(self) -> bytes:
        """What varies, exactly: the one text in UTF-8, or the varied values as compact JSON."""
        values = self.values
        single = len(values) == 1 and isinstance(values[0], str)
        try:
            return (values[0] if single else json.dumps(values, ensure_ascii=False, separators=(",", ":"))).encode()
        except UnicodeEncodeError as error:
            raise UsageError(
                f"the text holds half of a surrogate pair at code point {error.start}, which no file can hold:"
                " decode it as UTF-16, or take it out"
            ) from None

    @cached
    def letter_count(self) -> int:
        """How many unprotected letters the texts have, programs left out."""
        return sum([text.letter_count for _, text in self.prose])

    @cached
    def word_count(self) -> int:
        """How many unprotected words the texts have, programs left out."""
        return sum([len(text.words) for _, text in self.prose])

    def after(self, changes: Sequence[Change]) -> Subject:
        """Return the subject that `changes` make, its spans moved along; without spans where a change damages one."""
        example = self.example
        row = apply(self.row, changes)
        expected = row.pop("expected", MISSING)
        try:
            spans = moved_spans(example, changes)
        except EditError:  # the gate refuses what all links make together
            spans = ()
        return Subject(replace(example, inputs=row, expected=expected, spans=spans))


def moved_spans(example: Example, changes: Iterable[Change]) -> tuple[Span, ...]:
    """Return the labelled spans of `example` where they lie after `changes`.

    Of marks about a part of a span both belong to it, though one stands at its boundary: "Tom **Becker**".

    Raises:
        EditError: a change crosses the boundary of a span, or deletes one.
    """
    if not example.spans:
        return ()
    path, changes = example.vary[0], tuple(changes)
    edits = [edit for edit in flatten(changes) if isinstance(edit, Replace) and edit.path == path]
    moved = move_spans([(span.start, span.end) for span in example.spans], edits)
    pairs = [pair for change in changes if (pair := _marks_about(change, path))]
    placed = []
    for (a, b), span in zip(moved, example.spans, strict=True):
        for opened, closed in pairs:
            if span.start < opened.start < span.end == closed.start:
                b += len(closed.text)
            elif opened.start == span.start < closed.start < span.end:
                a -= len(opened.text)
        placed.append(Span(a, b, span.label))
    return tuple(placed)


def _marks_about(change: Change, path: str) -> tuple[Replace, Replace] | None:
    """Return the two insertions that a change is, first to last, or None where it is something else."""
    if len(change) != 2:
        return None
    one, other = change
    if not (isinstance(one, Replace) and isinstance(other, Replace) and one.path == other.path == path):
        return None
    if one.start != one.end or other.start != other.end:
        return None
    return (one, other) if one.start <= other.start else (other, one)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a severity asks for: a share of places, letters or words, a count, a length in letters, or all.

    `steps` has one entry a severity: thousandths for a share or a length, a number for a count.
    """

    kind: str
    steps: tuple[int, ...] = (0, 0, 0, 0, 0)
    of: str = "places"

    def __post_init__(self) -> None:
        """Check the five steps."""
        if len(self.steps) != 5 or list(self.steps) != sorted(self.steps):
            raise UsageError(f"an amount takes five steps that never shrink, one a severity, not {self.steps}")

    def wanted(self, severities: Iterable[int], places: int, subject: Subject) -> list[int]:
        """Return how many places each severity takes, at least one."""
        if self.kind == "share":
            base = places
            if self.of == "letters":
                base = subject.letter_count
            elif self.of == "words":
                base = subject.word_count
            return [(base * self.steps[severity - 1] + 500) // 1000 or 1 for severity in severities]
        return [places if self.kind == "all" else self.steps[severity - 1] or 1 for severity in severities]


def share(*steps: float, of: str = "places") -> Amount:
    """Return the amount of a share in [0, 1] of places, letters or words, for the severities 1 to 5."""
    return Amount("share", tuple(round(step * 1000) for step in steps), of)


def count(*steps: int) -> Amount:
    """Return the amount of a number of places for the severities 1 to 5."""
    return Amount("count", steps)


EVERY = Amount("all")


def contracts(label: str | Mapping[str, str]) -> dict[str, str]:
    """Return label contracts by task, from one word for all or a mapping.

    Raises:
        UsageError: a contract that does not exist.
    """
    by_task = {"*": label} if isinstance(label, str) else dict(label)
    for contract in by_task.values():
        if contract not in CONTRACTS:
            raise UsageError(
                f"unknown label contract {contract!r}: use one of {', '.join(CONTRACTS)}{nearest(contract, CONTRACTS)}"
            )
    return by_task


@dataclass(frozen=True, slots=True)
class Perturbation:
    """One named, versioned perturbation; made by `@perturbation`, `mix` or `chain`.

    Attributes:
        name, version: together `name@version`, part of every key.
        find: the places in a subject.
        amount: how much a severity takes.
        label: contract by task, "*" for every task not named.
        languages: base languages it has rules for; empty for any.
        source: where its facts come from.
        doc: one line on what it does.
        in_order: places are taken first to last; so are they wherever all are taken.
        whole_text: an encoding of everything: ignores protection, never gates.
        numbers: numbers are its business, so they are not protected from it.
        links, follows: of a chain, its perturbations and which of them follows the severity.
        parameter: the last part of the name where that is a parameter ("de" of typo.keyboard.de), else None.
        rewriter: where an outside system writes the variants, that system: there are no places then, and `amount` is
            the rate it is asked for.
        borrowed: where the places come from data that are not robustgen's, those data.
    """

    name: str
    version: int
    find: Callable[[Subject], Places | Mixture]
    amount: Amount
    label: Mapping[str, str]
    languages: tuple[str, ...] = ()
    source: str = ""
    doc: str = ""
    in_order: bool = False
    whole_text: bool = False
    numbers: bool = False
    links: tuple[Perturbation, ...] = ()
    follows: int = 0
    parameter: str | None = None
    rewriter: Rewriter | None = None
    borrowed: Borrowed | None = None

    @property
    def outside(self) -> Rewriter | Borrowed | None:
        """What of it is not robustgen's, and may be missing: who writes, or whose data it reads."""
        return self.rewriter or self.borrowed

    @property
    def id(self) -> str:
        """name@version."""
        return f"{self.name}@{self.version}"

    def contract(self, task: str | None) -> str | None:
        """Return the label contract for `task`, or None where there is none.

        Without a task only a contract that holds for every task is given.
        """
        if len(self.label) == 1:
            return self.label.get("*") or self.label.get(task or "")
        if task is None:
            kinds = set(self.label.values())
            return kinds.pop() if "*" in self.label and len(kinds) == 1 else None
        return self.label.get(task, self.label.get("*"))

    def relation(self, task: str | None) -> str | None:
        """Return how the right answer relates to the golden one: same, differs, flips, monotone, or None."""
        contract = self.contract(task)
        return None if contract is None else _RELATIONS.get(contract, contract)

    def speaks(self, language: str) -> bool:
        """Return whether it has rules for `language`."""
        return not self.languages or language.partition("-")[0].lower() in self.languages


@dataclass(frozen=True, slots=True)
class OnTexts:
    """Find places in every varied text that is no program with a function of a Text (and the parameter in the name)."""

    function: TextPlaces
    parameters: tuple[str | None, ...] = ()

    def __call__(self, subject: Subject) -> Places:
        """Return the places of all texts."""
        parts: list[Places] = []
        for path, text in subject.prose:
            found = self.function(text, *self.parameters)
            if isinstance(found, _OFFSETS):
                parts.append(found.at(path))
            else:
                parts.append(PlaceList(tuple(found), path=path, text=text))
        return parts[0] if len(parts) == 1 else Joined(parts)


@dataclass(frozen=True, slots=True)
class OnExample:
    """Find places in a whole example with a function of an Example; options are changes with full paths."""

    function: Callable[..., Iterable[Place]]
    parameters: tuple[str | None, ...] = ()

    def __call__(self, subject: Subject) -> Places:
        """Return the places of the row."""
        return PlaceList(tuple(self.function(subject.example, *self.parameters)))


@dataclass(frozen=True, slots=True)
class _Mix:
    parts: tuple[tuple[Perturbation, int], ...]

    def __call__(self, subject: Subject) -> Mixture:
        found = [(weight, part.find(subject)) for part, weight in self.parts if part.speaks(subject.example.language)]
        if any(isinstance(places, Mixture) for _, places in found):
            raise UsageError("a mix takes no other mix as a part: list its parts with weights instead")
        return Mixture(tuple(found))  # type: ignore[arg-type]


def mix(
    name: str, parts: Iterable[tuple[Perturbation, int]], *, label: str | Mapping[str, str], **declared: Any
) -> Perturbation:
    """Return a perturbation that draws a part by weight among those with places left, then a place in it.

    Args:
        name: as for `@perturbation`; add it to the catalogue with `register`.
        parts: perturbations with their weights, integers.
        label: its own label contract, as for `@perturbation`.
        **declared: further fields of Perturbation that are its own: amount, languages, source, doc, version.

    Raises:
        UsageError: a part is a rewriter.
    """
    parts = tuple(parts)
    _only_places(name, [part for part, _ in parts])
    return Perturbation(name=name, find=_Mix(parts), label=contracts(label), **{"version": 1, **declared})


def chain(
    name: str, links: Sequence[Perturbation], *, label: str | Mapping[str, str], follows: int = 0, **declared: Any
) -> Perturbation:
    """Return a perturbation that runs each link on what the one before made; link `follows` follows the severity.

    The other links take all their places. A link without a place is passed over; a chain has a place where any has.

    Args:
        name: as for `@perturbation`; add it to the catalogue with `register`.
        links: perturbations, first to last.
        label: its own label contract, as for `@perturbation`.
        follows: the number of the link that follows the severity, by its own amount unless `amount` is declared.
        **declared: further fields of Perturbation that are its own: amount, languages, source, doc, version.

    Raises:
        UsageError: a link is a rewriter.
    """
    _only_places(name, links)
    given = {"version": 1, "amount": links[follows].amount, "label": contracts(label), **declared}
    return Perturbation(name=name, find=_FirstLink(tuple(links)), links=tuple(links), follows=follows, **given)


def _only_places(name: str, parts: Iterable[Perturbation]) -> None:
    for part in parts:
        if part.rewriter is not None:
            raise UsageError(f"{name}: {part.name} is a rewriter, which lists no places to mix or chain: run it alone")


@dataclass(frozen=True, slots=True)
class _FirstLink:
    links: tuple[Perturbation, ...]

    def __call__(self, subject: Subject) -> Places | Mixture:
        found: Places | Mixture = PlaceList(())
        for link in self.links:
            found = link.find(subject)
            if len(found):
                break
        return found
