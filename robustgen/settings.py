"""What stands behind the colon in the name of what a model makes or judges: `models/small#temperature=1.2,top=4`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robustgen.errors import UsageError, nearest

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with its default and range.

    Attributes:
        default: where it is not given; its type is that of the setting.
        low, high: of a number, both ends included.
        doc: what it does.
    """

    default: Value
    low: float = 0
    high: float = 0
    doc: str = ""


def read_settings(
    family: str,
    parameter: str | None,
    known: Mapping[str, Setting],
    *,
    marks: str = "#,",
    model_is: str = "a path, or an id of the hub",
) -> tuple[str, dict[str, Value]]:
    """Return the model that a parameter names, and its settings, those that are not given with their defaults.

    Args:
        family: the name in front of the colon.
        parameter: what stands behind it: MODEL, or MODEL#setting=value,setting=value.
        known: the settings there are.
        marks: what stands before the first setting, and between two; of gates it is "?&".
        model_is: what names a model, for the error where none does.
        model_is: what names a model, for the error where none does.

    Raises:
        UsageError: no model is named, or a setting is unknown or out of its range.

    >>> read_settings("rewrite.small", "models/a#top=3", {"top": Setting(20, 1, 100), "t": Setting(1.0, 0, 2)})
    ('models/a', {'top': 3, 't': 1.0})
    """
    first, between = marks[0], marks[1]
    model, _, rest = (parameter or "").partition(first)
    if not model:
        raise UsageError(f"{family} needs a model behind a colon, as {family}:MODEL: {model_is}")
    values: dict[str, Value] = {name: one.default for name, one in known.items()}
    for part in filter(None, rest.split(between)):
        name, equals, given = part.partition("=")
        if name not in known or not equals:
            there = ", ".join(known)
            example = f"{first}{next(iter(known))}=…"
            raise UsageError(
                f"{family} has no setting {part!r}{nearest(name, known)}; settings are {there}, as {example}"
            )
        values[name] = _value(f"{family}: {name}", given, known[name])
    return model, values


def _value(what: str, given: str, setting: Setting) -> Value:
    kind = type(setting.default)
    if kind is str:
        return given
    try:
        value = kind(given)
    except ValueError:
        value = None
    if not isinstance(value, int | float) or not setting.low <= value <= setting.high:
        named = "a whole number" if kind is int else "a number"
        raise UsageError(f"{what} is {given!r}: it must be {named} from {setting.low:g} to {setting.high:g}")
    return value
