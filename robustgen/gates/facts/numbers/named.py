"""Numbers that go by another name: Roman numerals, "a baker's dozen", "bronze", a golden wedding, "three-oh-four"."""

from __future__ import annotations

import re

from robustgen.gates.facts.language.forms import lemma
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures, number_words, quantity
from robustgen.gates.tables import words

_COUNTS = {
    ("a", "baker", "'s", "dozen"): 13, ("baker", "'s", "dozen"): 13, ("bakers", "dozen"): 13,
    ("a", "gross", "of"): 144, ("one", "gross", "of"): 144, ("two", "gross", "of"): 288,
}  # fmt: skip
_TURNS = {
    ("right", "angle"): 90, ("right", "angles"): 90, ("full", "circle"): 360, ("full", "rotation"): 360,
    ("full", "turn"): 360, ("complete", "circle"): 360, ("half", "turn"): 180, ("half", "circle"): 180,
    ("quarter", "turn"): 90, ("straight", "angle"): 180,
}  # fmt: skip
_WEDDINGS = {
    "tin": 10, "china": 20, "silver": 25, "pearl": 30, "coral": 35, "ruby": 40, "sapphire": 45, "golden": 50,
    "emerald": 55, "diamond": 60, "platinum": 70,
}  # fmt: skip
_MEDALS = {"gold": 1, "silver": 2, "bronze": 3}
_WINNING = words("take win claim get bag earn land collect secure grab for with")
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NUMBERED = words("chapter part volume vol book act type phase stage bowl")
_OH = words("oh o nought")


def named(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the number that has another name at a place, or None."""
    token = reading.tokens[at]
    if token.kind != "word":
        return None
    for phrase, count in _COUNTS.items():
        if token.low == phrase[0] and reading.phrase(at, *phrase):
            return [quantity(reading, at, at + len(phrase) - (phrase[-1] == "of"), count)]
    for phrase, turn in _TURNS.items():
        if token.low == phrase[0] and reading.phrase(at, *phrase):
            return [quantity(reading, at, at + 2, turn, units=measures()["degrees"], soft=True)]
    if token.low in _WEDDINGS and reading.low(at + 1) in ("wedding", "anniversary", "jubilee"):
        years = quantity(reading, at, at + 1, _WEDDINGS[token.low], units=measures()["years"], soft=True)
        return None if reading.phrase(at + 1, "wedding", "ring|dress|band") else [years]
    if token.low in _MEDALS and lemma(reading.low(at - 1)) in _WINNING and _ends(reading, at + 1):
        return [quantity(reading, at, at + 1, _MEDALS[token.low], "ordinal", soft=True)]
    return _roman(reading, at) or _digitwise(reading, at)


def _ends(reading: Reading, at: int) -> bool:
    return at >= len(reading.tokens) or not reading.tokens[at].content


def _roman(reading: Reading, at: int) -> list[Quantity] | None:
    """Read Roman numerals of any size: behind a name or "vol.", and years."""
    text = reading.tokens[at].text
    if len(text) < 2 or not text.isupper() or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    value = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    before = at - 1 - (reading.low(at - 1) == "." and reading.low(at - 2) in _NUMBERED)
    numbered = reading.low(before) in _NUMBERED
    behind = before >= 0 and reading.tokens[before].text.istitle() and reading.tokens[before].kind == "word"
    if not (numbered or (value > 1500 and len(text) > 3) or (behind and set(text) <= set("XVI"))):
        return None
    return [quantity(reading, at, at + 1, value)]


def _digitwise(reading: Reading, at: int) -> list[Quantity] | None:
    """Read a number said figure by figure: "three-oh-four", "nineteen oh five", "the big four-oh"."""
    digits, end, count = "", at, 0
    while end < len(reading.tokens) and (said := _digit(reading, end, first=end == at)):
        digits, end, count = digits + said, end + 1, count + 1
    zeros = _OH & {reading.low(i) for i in range(at + 1, end)}
    if count < 2 or not (zeros or (count > 2 and len(digits) == count)):
        return None
    return [quantity(reading, at, end, float(digits))]


def _digit(reading: Reading, at: int, *, first: bool) -> str:
    """Return the figure that a word is, or two at the beginning before an "oh": "nineteen oh five"."""
    kind, value = number_words().get(reading.low(at), ("", 0.0))
    if reading.low(at) in _OH and not first:
        return "0"
    if kind == "card" and value < 10 and reading.low(at) != "nil":
        return str(int(value))
    tens = first and kind in ("card", "ten") and reading.low(at + 1) in _OH
    return str(int(value)) if tens else ""
