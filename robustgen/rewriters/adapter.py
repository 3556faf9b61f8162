"""What adapters of other packages share: run in a scope, behind a canary, and repair what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from os.path import basename, isabs
from typing import Any

from robustgen.display import visible
from robustgen.errors import RobustgenError, UsageError
from robustgen.gates.structure import Rejected
from robustgen.rewriters.protocol import Answer, Candidate, Request
from robustgen.rewriters.repair import repair
from robustgen.rewriters.scope import seeded
from robustgen.text import Text

CANARY = (
    "Don't ping 192.168.1.1 or open  https://example.com/a?b=1&c=2 before ten,\tthen write to ana.b@example.co.uk"
    " (please bring 2.5 kg of well-known tea)!\n"
)
"""A text with what tools damage: a contraction, an IP, a URL, an e-mail, a decimal, two blanks, a tab, brackets."""
_SONGS = 6
_UNSAID = ("name", "device", "verbose", "parent_change_seq")
_LISTED = 50

Write = Callable[[str, int | None, str], Sequence[str | Rejected]]
"""The tool at work: (text, number of changes or None, language) -> texts, drawing from global random state."""


@dataclass(frozen=True)
class Tool:
    """Another package's way to rewrite a text.

    Attributes:
        package: the distribution whose version the provenance names.
        write: the tool at work; imports and builds what it needs.
        parameters: its settings, JSON values.
        splits: it puts blanks in on purpose: splits words, or writes several in one place.
        language: the language of the canary's run.
        numbers: numbers are its business, so they are not put back.
        load: imports the package; done before global random state is saved and seeded.
        data: what it reads from elsewhere, each with a checksum.
    """

    package: str
    write: Write
    parameters: Mapping[str, Any]
    splits: bool = False
    language: str = "en"
    numbers: bool = False
    load: Callable[[], object] = bool
    data: Callable[[], Mapping[str, str]] = dict

    def __call__(self, requests: Sequence[Request]) -> list[Answer]:
        """Return the answers to requests, each run with its own seed: what others are in the batch changes nothing."""
        _ = self.canary
        return [self._answer(one.parsed, one.seed, one.count, one.language) for one in requests]

    def made_by(self) -> dict[str, Any]:
        """Return who writes, with what the canary showed."""
        return {
            "package": self.package,
            "version": version_of(self.package),
            "parameters": dict(self.parameters),
        } | dict(self.canary)

    @cached_property
    def canary(self) -> Mapping[str, Any]:
        """What the tool does to a delicate text, seen once a process: does it repeat itself, what does it damage."""
        with seeded(0):
            self.load()
        text = Text(CANARY, language=self.language)
        damage: set[str] = set()
        repeatable = True
        errors: list[Exception] = []
        for seed in range(_SONGS):
            first, again = (self._answer(text, seed, 1, self.language, errors) for _ in range(2))
            repeatable = repeatable and _plain(first) == _plain(again)
            for one in first:
                damage |= {str(one)} if isinstance(one, Rejected) else set(one.note.get("repaired", ()))
        if len(errors) == 2 * _SONGS:
            raise UsageError(
                f"{self.package} {version_of(self.package)} fails on every text: {visible(repr(errors[0]), 300)}"
            ) from errors[0]
        data = dict(self.data())
        return {"canary": sorted(damage), "repeatable": repeatable, **({"data": data} if data else {})}

    def _answer(
        self, text: Text, seed: int, count: int | None, language: str, errors: list[Exception] | None = None
    ) -> list[Candidate | Rejected]:
        protected = text.hard if self.numbers else text.protected
        try:
            with seeded(seed):
                written = self.write(text.string, count, language)
        except RobustgenError:
            raise
        except Exception as error:  # whatever a package raises on one text is no reason to lose all others
            if errors is not None:
                errors.append(error)
            return [Rejected(f"{self.package} raised {type(error).__name__}")]
        found: list[Candidate | Rejected] = []
        for made in written:
            if isinstance(made, Rejected):
                found.append(made)
                continue
            try:
                repaired, what = repair(text.string, made, protected=protected, splits=self.splits)
            except Rejected as rejected:
                found.append(rejected)
            else:
                found.append(Candidate(repaired, {"repaired": list(what)} if what else {}))
        return found


def version_of(package: str) -> str:
    """Return the installed version of a distribution, or "none"."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def settings_of(value: Any, *, depth: int = 3) -> Any:
    """Return an object of another package as JSON values: its class, its plain attributes, and the parts it is made of.

    Tables are left out, and what says nothing of the outcome. A long list is its length; an absolute path its last
    part, since another machine has it elsewhere.
    """
    if isinstance(value, str) and isabs(value):
        return basename(value)
    if isinstance(value, str | int | float | bool | None):
        return value
    if type(value) in (list, tuple):
        return [settings_of(one, depth=depth - 1) for one in value] if len(value) <= _LISTED else len(value)
    found: dict[str, Any] = {"class": type(value).__name__}
    for key, one in sorted(vars(value).items()) if depth and hasattr(value, "__dict__") else ():
        said = isinstance(one, str | int | float | bool) or type(one) in (list, tuple) or _akin(one, value)
        if said and key[0] != "_" and key not in _UNSAID:
            found[key] = settings_of(one, depth=depth - 1)
    if isinstance(value, list):
        found["parts"] = [settings_of(one, depth=depth - 1) for one in value]
    return found


def _akin(one: object, other: object) -> bool:
    """Return whether two objects are of classes of one package."""
    return type(one).__module__.partition(".")[0] == type(other).__module__.partition(".")[0]


def _plain(answers: Sequence[Candidate | Rejected]) -> list[str]:
    return [one.text if isinstance(one, Candidate) else str(one) for one in answers]
