"""Numbers in shorthand: prescriptions ("tid", "q4h", "2/52", "x3 days"), powers of ten, and months as "09/27"."""

from __future__ import annotations

import re
from dataclasses import replace

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures, quantity
from robustgen.gates.facts.numbers.rates import rate_of
from robustgen.gates.facts.numbers.units import with_unit
from robustgen.gates.tables import words

_DAY = 86400.0
_DAILY = {"tid": 3, "tds": 3, "qid": 4, "qds": 4}
_DAILY_DOSES = {"bid": 2, "bd": 2, "bds": 2, "od": 1, "qd": 1}
"""The same where they are other words as well: they count beside a dose alone."""
_DOSES = words(
    "tablet tablets tab tabs capsule capsules cap caps pill pills mg mcg ml drop drops puff puffs cream ointment dose"
    " apply take inhale gel spray lotion amoxicillin ibuprofen paracetamol metformin syrup sachet po prn rx antibiotic"
    " antibiotics medication pt patient insulin units"
)
_FORMS = {"52": "weeks", "12": "months", "7": "days"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_VALID = words("expiry expires expire exp expiring expiration valid best mm/yy")


def shorthand(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the number that shorthand at a place says, or None."""
    token = reading.tokens[at]
    if token.kind == "number":
        return _stay(reading, at) or _month_of_year(reading, at) or _power(reading, at) or _sort_code(reading, at)
    dose = _DOSES & reading.lows or any(word.glued in _DOSES for word in reading.tokens)
    times = _DAILY.get(token.low) or (_DAILY_DOSES.get(token.low) if dose else None)
    if times and not token.text.istitle() and reading.low(at - 1) not in ("a", "the", "his", "her", "to"):
        return [rate_of(reading, at, at + 1, _DAY, times)]
    if token.kind != "code":
        return None
    if match := re.fullmatch(r"q(\d{1,2})(h|hr|hrs|hourly|d|w)", token.low):
        span = int(match[1]) * {"h": 3600.0, "d": _DAY, "w": 7 * _DAY}[match[2][0]]
        return [rate_of(reading, at, at + 1, span, 0.5)]
    if match := re.fullmatch(r"x(\d{1,2})", token.text):
        one = with_unit(reading, quantity(reading, at, at + 1, float(match[1])))
        return [one if one.units else replace(one, units=measures()["times"])]
    if match := re.fullmatch(r"(\d(?:\.\d+)?)e(\d{1,2})", token.low):
        return [with_unit(reading, quantity(reading, at, at + 1, float(match[1]) * 10.0 ** int(match[2])))]
    return None


def _stay(reading: Reading, at: int) -> list[Quantity] | None:
    """Read "for 2/52", "in 3/7", "6/12" of a doctor's note: weeks, days, months."""
    match = re.fullmatch(r"(\d{1,2})/(52|12|7)", reading.tokens[at].text)
    if not match or reading.low(at - 1) not in ("for", "in", "x", "after", "past", "last"):
        return None
    noted = _DOSES & reading.lows or any(word in _DAILY for word in reading.lows) or match[2] == "52"
    return [quantity(reading, at, at + 1, float(match[1]), units=measures()[_FORMS[match[2]]])] if noted else None


def _month_of_year(reading: Reading, at: int) -> list[Quantity] | None:
    """Return month and year of "09/27" and "11/2026" where something expires, or the year has four figures."""
    match = re.fullmatch(r"(0[1-9]|1[0-2]|[1-9])/(\d\d|20\d\d)", reading.tokens[at].text)
    if not match or (len(match[2]) == 2 and not (_VALID & reading.lows or reading.has("mm", "/", "yy"))):
        return None
    year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
    month = quantity(reading, at, at + 1, int(match[1]), "date", key=("month", int(match[1])), soft=True)
    return [month, quantity(reading, at, at + 1, year)]


def _power(reading: Reading, at: int) -> list[Quantity] | None:
    """Read "1.5 x 10^8", "10^6", "10⁶" and "3e-3"."""
    text = reading.tokens[at].text
    if reading.tokens[at].glued == "e" and reading.low(at + 1) == "-" and reading.low(at + 2).isdigit():
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            return None
        value, end = float(text) / 10 ** int(reading.low(at + 2)), at + 3
        glued = reading.tokens[at + 2].glued
        return [with_unit(reading, quantity(reading, at, end, value), glued)]
    times = reading.low(at + 1) in ("×", "x", "*", "·") and reading.low(at + 2) == "10"
    base = at + 2 if times else at
    if reading.low(base) != "10" or not re.fullmatch(r"\d+(\.\d+)?", text):
        return None
    raised = reading.low(base + 1).translate(_SUPERSCRIPTS)
    end = base + 2
    if raised == "^":
        minus = reading.low(base + 2) == "-"
        raised, end = ("-" if minus else "") + reading.low(base + 2 + minus), base + 3 + minus
    if not re.fullmatch(r"-?\d{1,2}", raised) or reading.tokens[base + 1].kind == "number":
        return None
    value = (float(text) if times else 1.0) * 10.0 ** int(raised)
    return [with_unit(reading, quantity(reading, at, end, value))]


def _sort_code(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the code that three pairs of figures are where they are no date: "12-34-56"."""
    match = re.fullmatch(r"(\d\d)-(\d\d)-(\d\d)", reading.tokens[at].text)
    if not match or (int(match[1]) <= 31 and 1 <= int(match[2]) <= 12):
        return None
    return [quantity(reading, at, at + 1, 0, "code", key=("".join(match.groups()),))]
