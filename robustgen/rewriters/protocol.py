"""The rewriter protocol: a batch of texts in, candidates out; and the decorator that adds a rewriter to the catalogue.

A rewriter is the second kind of perturbation. It lists no places: an outside system (a model, another package) writes
whole texts, each of which comes in as one change. What it may not do is draw from anything but the seed of a request.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, TypeAlias, TypeVar

from robustgen.definition import EVERY, Amount, Perturbation, Subject, contracts
from robustgen.errors import MissingExtra, UsageError
from robustgen.examples import Example
from robustgen.gates.protocol import Gate, Outside, Rejected
from robustgen.gates.screening import together
from robustgen.places import PlaceList, Places
from robustgen.registry import register
from robustgen.resources import Resource
from robustgen.text import Text

ATTEMPTS = 8
"""How often a rewriter is asked for one variant, unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Request:
    """One text to rewrite.

    Attributes:
        text: the golden text.
        parsed: the same with its words, sentences, letters and protected regions (`parsed.protected`), in code points.
        example: the golden example it stands in.
        path: where in the example, a JSON Pointer.
        severity: 1 to 5; 0 where the rewriter maps no severity, and one rewrite serves all.
        rate: the share in [0, 1] of places, letters or words that the severity stands for; None where the rewriter maps
            no severity to a share.
        count: how many changes that is in this text, at least 1; None where it maps no severity.
        index: the number of the variant asked for.
        attempt: how often this variant was asked for before, from 0.
        seed: the only source of randomness, below 2**63: another for every text, severity, index and attempt.
    """

    text: str
    parsed: Text = field(repr=False)
    example: Example = field(repr=False)
    path: str
    severity: int
    rate: float | None
    count: int | None
    index: int
    attempt: int
    seed: int

    @property
    def language(self) -> str:
        """The language of the text."""
        return self.parsed.language


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rewritten text, with what is worth keeping of how it came about.

    Attributes:
        text: the whole text.
        note: JSON values that stand in the variant's provenance: what was repaired, a score, a critique.
    """

    text: str
    note: Mapping[str, Any] = field(default_factory=dict)


Answer: TypeAlias = Sequence[str | Candidate | Rejected]
"""What a rewriter returns for one request: candidates, best first, or why there is none; empty is "no answer"."""


@dataclass(frozen=True, slots=True)
class Need:
    """A package that a rewriter is built on.

    Attributes:
        module: what is imported.
        command: what installs it.
    """

    module: str
    command: str

    @property
    def met(self) -> bool:
        """Whether it is installed; it is not imported for that."""
        try:
            return find_spec(self.module) is not None
        except (ImportError, ValueError):
            return False


@dataclass(frozen=True, slots=True)
class Rewriter:
    """What an outside system does, under the name and label contract of its `Perturbation`.

    Attributes:
        function: takes requests and returns an `Answer` for each; a parameter in the name comes second.
        made_by: says who writes: {"package", "version", …, "parameters"}; a parameter in the name comes first. Rows
            frozen by another are not expected to come out again.
        needs: packages, and what else of `robustgen.resources`, without which it is not listed.
        takes: what a parameter behind a colon in the name is ("a model's id or path"); empty where it takes none.
        gates: run over candidates that passed tier 0, in this order: gates, or the names of ours ("facts").
        attempts: how often it is asked for one variant.
        parameter: the one in this name.
    """

    function: Callable[..., Sequence[Answer]]
    made_by: Callable[..., Mapping[str, Any]]
    needs: tuple[Need | Resource, ...] = ()
    takes: str = ""
    gates: tuple[Gate | str, ...] = ()
    attempts: int = ATTEMPTS
    parameter: str | None = None

    def __call__(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """Return an answer for each request."""
        answers = self.function(requests, self.parameter) if self.takes else self.function(requests)
        if len(answers) != len(requests):
            raise UsageError(f"a rewriter was given {len(requests)} requests and returned {len(answers)} answers")
        return answers

    def provenance(self) -> Mapping[str, Any]:
        """Return who writes, as the manifest holds it: equal ones write equal texts from equal seeds."""
        said = dict(self.made_by(self.parameter) if self.takes else self.made_by())
        if self.gates:
            said["gates"] = [gate if isinstance(gate, str) else gate.name for gate in self.gates]
        if judges := [gate.made_by() for gate in self.checks() if isinstance(gate, Outside)]:
            said |= {"judges": judges, "repeatable": False}
        return said

    def checks(self) -> list[Gate]:
        """Return the gates in the order in which they look: by tier, then as given.

        Raises:
            UnknownName: none has that name.
            UsageError: a similarity gate or a judge stands alone.
        """
        return together(_gate(gate) if isinstance(gate, str) else gate for gate in self.gates)

    def gated(self, names: Iterable[str]) -> Rewriter:
        """Return the rewriter with more gates behind its own, each once, by name.

        Raises:
            UnknownName: none has that name.
            UsageError: a similarity gate or a judge would stand alone.
        """
        held = [gate if isinstance(gate, str) else gate.name for gate in self.gates]
        more = [name for name in dict.fromkeys(names) if name not in held]
        gated = replace(self, gates=(*self.gates, *more))
        gated.checks()
        return gated

    def lacking(self) -> list[Need | Resource]:
        """Return what is not installed."""
        return [need for need in self.needs if not need.met]

    def require(self, name: str) -> None:
        """Raise where something is not installed.

        Raises:
            MissingExtra: names the command for each thing that is missing.
        """
        if lacking := self.lacking():
            names = ", ".join(need.module if isinstance(need, Need) else need.name for need in lacking)
            commands = " && ".join(dict.fromkeys(need.command for need in lacking))
            raise MissingExtra(f"{name} needs {names}, not installed here: {commands}")

    def of(self, parameter: str) -> Rewriter:
        """Return the rewriter with a parameter in its name."""
        return replace(self, parameter=parameter)


F = TypeVar("F", bound=Callable[..., Sequence[Answer]])


def rewriter(
    name: str,
    *,
    label: str | Mapping[str, str],
    amount: Amount = EVERY,
    made_by: Callable[..., Mapping[str, Any]] | Mapping[str, Any],
    version: int = 1,
    languages: Sequence[str] = (),
    source: str = "",
    needs: Sequence[Need | Resource] = (),
    takes: str = "",
    gates: Sequence[Gate | str] = (),
    attempts: int = ATTEMPTS,
    numbers: bool = False,
) -> Callable[[F], F]:
    """Add a rewriter to the catalogue; the decorated function is returned as it is.

    The function takes a sequence of `Request`s and returns for each a sequence of candidates, best first: texts,
    `Candidate`s, or a `Rejected` that says why there is none. The first that passes the gates is the variant; where
    none does, it is asked again with another seed, `attempts` times in all.

    Args:
        name: family.name or family.group.name.
        label: the contract for every task, or a dict of contracts by task, as for `perturbation`.
        amount: what a severity asks for (`share`, `count`); without it one rewrite serves all severities.
        made_by: who writes: {"package": …, "version": …, "parameters": {…}}, or a function that says so when it is
            asked. Where it differs, or holds "repeatable": False, `verify --regenerate` leaves rows as they are stored.
        version: a changed output means a new version.
        languages: base languages it writes; empty for any.
        source: where it comes from.
        needs: packages, programs and data that must be here (`Need`, `robustgen.resources`); without them it is not
            listed, and asked for by name it says how to get them.
        takes: what a parameter behind a colon in the name is; the function then takes it as its second argument (None
            for the plain name), `made_by` as its only one.
        gates: run over candidates that passed tier 0, in this order: gates, or the names of ours ("facts", see
            `robustgen.gates`).
        attempts: how often it is asked for one variant, at least once.
        numbers: numbers are its business, so they are not protected from it.

    Raises:
        UsageError: the name is taken or malformed, or the contract is unknown.
    """
    if attempts < 1:
        raise UsageError(f"attempts must be at least 1, not {attempts!r}")
    says = made_by if callable(made_by) else partial(_same, dict(made_by))

    def add(function: F) -> F:
        built = Rewriter(function, says, tuple(needs), takes, tuple(gates), attempts)
        register(
            Perturbation(
                name=name,
                version=version,
                find=nowhere,
                amount=amount,
                label=contracts(label),
                languages=tuple(languages),
                source=source,
                doc=(function.__doc__ or "").strip().partition("\n")[0],
                numbers=numbers,
                rewriter=built,
            )
        )
        return function

    return add


@cache
def _gate(name: str) -> Gate:
    """Return the gate of a name, the same one in this process: what it loads is loaded once."""
    from robustgen.gates import resolve

    return resolve(name)


def pip_line(*packages: str) -> str:
    """Return the command that installs packages: "pip install 'robustgen[nlpaug]'"."""
    return "pip install " + " ".join(shlex.quote(package) for package in packages)


def nowhere(_: Subject) -> Places:
    """Return the places of a rewriter: none."""
    return PlaceList(())


def _same(said: Mapping[str, Any], *_: Any) -> Mapping[str, Any]:
    return said
