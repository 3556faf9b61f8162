"""One number of a text: its value, unit and kind; the words and units that numbers are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.tables import rows


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text.

    Attributes:
        value: what it says, before units; minutes of the day for a time, the month of a date in words.
        kind: "number", "ordinal", "time", "date", "code" or "rate" (seconds between).
        units: what the unit may be: (dimension, factor); empty without one.
        bound: "" for exactly or about so many, ">=", "<=", ">", "<"; "<=?" for "within", which may go unsaid, and ">?"
            for "over" a time, which may mean during.
        soft: may go unsaid.
        key: what identifies a date or a code.
        half: 0 for a time before noon, 1 after, None where it is not said.
        said: as written.
        start, end: the tokens it covers.
        hedge: "" for exactly, "~" for about, "-" for a little less than ("almost"), "+" for a little more.
    """

    value: float
    kind: str
    units: tuple[tuple[str, float], ...]
    bound: str
    soft: bool
    key: tuple[object, ...]
    half: int | None
    said: str
    start: int
    end: int
    hedge: str = ""


@cache
def number_words() -> dict[str, tuple[str, float]]:
    """Return the kind and value of every word that is a number or a part of one."""
    return {word: (kind, float(value)) for word, kind, value in rows("number_words")}


@cache
def measures() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return what each name of a unit may measure, and how many of the smallest unit it is."""
    found: dict[str, tuple[tuple[str, float], ...]] = {
        name: ((what, float(factor)),) for name, what, factor in rows("measures")
    }
    for name in ("pound", "pounds"):
        found[name] = (("mass", 453.59237), ("gbp", 1.0))
    for name in ("$", "dollar", "dollars", "buck", "bucks"):
        found[name] = tuple((money, 1.0) for money in _DOLLARS)
    for name in ("cent", "cents", "¢", "c"):
        found[name] = tuple((money, 0.01) for money in (*_DOLLARS, "eur"))
    found["c"] += (("celsius", 1.0),)
    return found


_DOLLARS = ("usd", "aud", "cad", "nzd", "hkd", "sgd")


def quantity(reading: Reading, start: int, end: int, value: float, kind: str = "number", **more: object) -> Quantity:
    """Return the plain number that tokens [start, end) of a text say."""
    said = " ".join(token.text + token.glued for token in reading.tokens[start:end])
    plain = Quantity(value, kind, (), "", False, (), None, said, start, end)
    return replace(plain, **more) if more else plain  # type: ignore[arg-type]


def small(reading: Reading, at: int) -> float | None:
    """Return the whole number below 60 that one token is, or None."""
    if not 0 <= at < len(reading.tokens):
        return None
    token = reading.tokens[at]
    if token.kind == "number":
        return float(token.text) if token.text.isdigit() and len(token.text) < 3 else None
    kind, value = number_words().get(token.low, ("", 0.0))
    return value if kind in ("card", "ten") and value < 60 else None
