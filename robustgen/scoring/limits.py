"""What a user allows: limits, the perturbations they hold for, and which of these gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from robustgen.display import visible
from robustgen.errors import UsageError, nearest

Bound = float | Mapping[str, float | None] | None

ON_INCONCLUSIVE = ("report", "fail", "point")

_EACH = ("max_drop", "min_accuracy", "max_flip", "min_control")
_PARTS = ("max_drop_family", "max_drop_slice")
_SHARES = ("max_drop_all", "min_clean", "max_errors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on what perturbations may do. All are shares in [0, 1]: 0.03 is three points.

    Attributes:
        max_drop: how far accuracy on the variants may lie below clean; a number for every perturbation, or numbers by
            name or glob (`{"typo.*": 0.03, "ood.case.upper": 0.10}`), where an exact name wins, then the longest glob;
            None there takes a perturbation out.
        min_accuracy: the accuracy on variants that must be reached; by name or glob in the same way.
        max_flip: the harm rate allowed: variants wrong where clean was right, as a share of all.
        min_control: the accuracy that a control must reach where the clean answer was right.
        max_drop_family: how far the mean of a family's perturbations may lie below clean; a number for every family, or
            numbers by its name or glob (`{"ood": 0.10, "*": 0.03}`).
        max_drop_slice: how far the mean of family means may lie below clean on the golden examples of one tag; a number
            for every tag, or numbers by tag or glob.
        max_drop_all: how far the mean of family means may lie below clean.
        min_clean: the clean accuracy that must be reached.
        gate_severity: the severity that is judged; the others are curves.
        report_only: names or globs that are judged and never fail a run.
        on_inconclusive: what "cannot tell" does: "report" it, "fail", or fail by the "point" estimate.
        max_errors: the share of golden examples that may leave by an error or a time-out.

    Raises:
        UsageError: a value outside what is said above.
    """

    max_drop: Bound = None
    min_accuracy: Bound = None
    max_flip: Bound = None
    min_control: Bound = None
    max_drop_family: Bound = None
    max_drop_slice: Bound = None
    max_drop_all: float | None = None
    min_clean: float | None = None
    gate_severity: int = 2
    report_only: str | Sequence[str] = ()
    on_inconclusive: str = "report"
    max_errors: float = 0.02

    def __post_init__(self) -> None:
        for name in (*_EACH, *_PARTS):
            bound = getattr(self, name)
            if isinstance(bound, Mapping):
                object.__setattr__(self, name, _checked_globs(name, bound))
            elif bound is not None:
                _check_share(name, bound)
        for name in _SHARES:
            if (share := getattr(self, name)) is not None:
                _check_share(name, share)
        if self.max_errors is None:
            raise UsageError("max_errors is None: expected a share in [0, 1]; 1 allows any number of errors")
        if isinstance(self.gate_severity, bool) or not isinstance(self.gate_severity, int) or self.gate_severity < 1:
            raise UsageError(f"gate_severity is {_shown(self.gate_severity)}: expected a severity, 1 to 5")
        if self.on_inconclusive not in ON_INCONCLUSIVE:
            hint = nearest(str(self.on_inconclusive), ON_INCONCLUSIVE)
            expected = ", ".join(map(repr, ON_INCONCLUSIVE))
            raise UsageError(f"on_inconclusive is {_shown(self.on_inconclusive)}{hint}; expected one of {expected}")
        globs = (self.report_only,) if isinstance(self.report_only, str) else tuple(self.report_only)
        for glob in globs:
            if not isinstance(glob, str) or not glob:
                raise UsageError(f"report_only holds {_shown(glob)}: expected names or globs of perturbations")
        object.__setattr__(self, "report_only", globs)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """Return the limits that keyword arguments of a marker, a call or a settings file ask for.

        Raises:
            UsageError: an unknown name, with the nearest that exists; or a faulty value.
        """
        for name in settings:
            if name not in NAMES:
                raise UsageError(f"unknown limit {_shown(name)}{nearest(name, NAMES)}; limits are {', '.join(NAMES)}")
        return cls(**settings)

    def bound(self, name: str, perturbation: str) -> float | None:
        """Return the value of the limit `name` for one perturbation; None where none is set."""
        return _of(getattr(self, name), lambda glob: matches(glob, perturbation))

    def part_bound(self, name: str, part: str) -> float | None:
        """Return the value of max_drop_family or max_drop_slice for one family or tag; None where none is set."""
        return _of(getattr(self, name), lambda glob: fnmatchcase(part, glob))

    def for_row(self, perturbation: str, relation: str) -> tuple[tuple[str, float], ...]:
        """Return the limits, name and value, that hold for one perturbation."""
        names = ("min_control",) if is_control(perturbation, relation) else ("max_drop", "min_accuracy", "max_flip")
        bounds = [(name, self.bound(name, perturbation)) for name in names]
        return tuple((name, value) for name, value in bounds if value is not None)

    def gates(self, perturbation: str, relation: str = "same") -> bool:
        """Return whether a limit holds for this perturbation and `report_only` does not name it.

        The caller leaves out what never gates: whole-text encodings and unknown contracts.
        """
        reported = any(matches(glob, perturbation) for glob in self.report_only)
        return not reported and bool(self.for_row(perturbation, relation))

    def globs(self) -> tuple[tuple[str, str], ...]:
        """Return every glob or name with the limit that it stands in."""
        bounds = [(name, getattr(self, name)) for name in _EACH]
        found = [(name, glob) for name, bound in bounds if isinstance(bound, Mapping) for glob in bound]
        return (*found, *(("report_only", glob) for glob in self.report_only))

    def part_globs(self, name: str) -> tuple[str, ...]:
        """Return the names and globs of max_drop_family or max_drop_slice that limit something."""
        bound = getattr(self, name)
        return tuple(glob for glob, share in bound.items() if share is not None) if isinstance(bound, Mapping) else ()

    def check_names(self, names: Iterable[str]) -> None:
        """Refuse a glob that means none of `names`: those of a suite, and of the whole catalogue.

        Raises:
            UsageError: a name or glob of a limit or of report_only is misspelt; gives the nearest name.
        """
        known = sorted({bare(name) for name in names})
        for limit, glob in self.globs():
            if not any(matches(glob.partition("@")[0], name) for name in known):
                raise UsageError(
                    f"{limit} names {_shown(glob)}, and no perturbation is called so{nearest(glob, known)};"
                    " `robustgen list` shows all"
                )
        families = sorted({family(name) for name in known})
        for glob in self.part_globs("max_drop_family"):
            if not any(fnmatchcase(name, glob) for name in families):
                raise UsageError(
                    f"max_drop_family names {_shown(glob)}, and no family is called so{nearest(glob, families)}; "
                    f"families are {', '.join(families)}"
                )

    def sets_any(self) -> bool:
        """Return whether anything is limited per perturbation."""
        return any(getattr(self, name) is not None for name in _EACH)

    def to_json(self) -> dict[str, Any]:
        """Return plain data, every limit by name."""
        plain = {name: getattr(self, name) for name in NAMES}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


NAMES = tuple(field.name for field in fields(Limits))


def bare(perturbation: str) -> str:
    """Return the name of a perturbation without its version.

    >>> bare("typo.keyboard@1")
    'typo.keyboard'
    """
    return perturbation.partition("@")[0]


def family(perturbation: str) -> str:
    """Return the family of a perturbation: what stands before the first dot.

    >>> family("ood.unicode.homoglyph@1")
    'ood'
    """
    return bare(perturbation).partition(".")[0]


def matches(glob: str, perturbation: str) -> bool:
    """Return whether a name or glob means this perturbation; a version counts only where the glob names one."""
    return fnmatchcase(perturbation if "@" in glob else bare(perturbation), glob)


def is_control(perturbation: str, relation: str) -> bool:
    """Return whether a perturbation is a negative control, judged only where the clean answer was right.

    That is every `control.*` whose right answer changes, and everything under `differs`: an answer "other than the
    golden one" says something only of a model that gave the golden one before.
    """
    return relation == "differs" or (relation != "same" and family(perturbation) == "control")


def _of(bound: Bound, means: Callable[[str], bool]) -> float | None:
    """Return the value of a limit where globs are held by `means`: an exact name wins, then the longest glob."""
    if not isinstance(bound, Mapping):
        return bound
    matching = [glob for glob in bound if means(glob)]
    return bound[max(matching, key=_specificity)] if matching else None


def _specificity(glob: str) -> tuple[bool, int, str]:
    return not any(character in glob for character in "*?["), len(glob), glob


def _checked_globs(name: str, bound: Mapping[str, float | None]) -> dict[str, float | None]:
    if not bound:
        raise UsageError(f"{name} is an empty mapping: give globs with shares, a share for all, or leave it out")
    for glob, share in bound.items():
        if not isinstance(glob, str) or not glob:
            raise UsageError(f"{name} holds {_shown(glob)}: expected names or globs")
        if share is not None:
            _check_share(f"{name}[{_shown(glob)}]", share)
    return dict(bound)


def _check_share(name: str, share: Any) -> None:
    if isinstance(share, bool) or not isinstance(share, (int, float)):
        raise UsageError(f"{name} is {_shown(share)}: expected a share in [0, 1], such as 0.03 for three points")
    if not 0 <= share <= 1:
        hint = f"; {share:g} points are {share / 100:g}" if 1 < share <= 100 else ""
        raise UsageError(f"{name} is {_shown(share)}: expected a share in [0, 1]{hint}")


def _shown(value: Any) -> str:
    return visible(repr(value), 60)
