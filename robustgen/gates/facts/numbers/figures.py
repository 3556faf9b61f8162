"""Numbers in figures, with their units: "$5", "1,500", "2.5m", "10-15", "1 1/2", "3:34.2"; and codes with figures."""

from __future__ import annotations

import re
from dataclasses import replace

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures, number_words, quantity
from robustgen.gates.facts.numbers.spelt import century
from robustgen.gates.facts.numbers.units import with_unit
from robustgen.gates.tables import words

_MONEY = words("dollars euros pounds francs yen rupees usd eur gbp € $ £")

_SEASONS = words("summer winter spring autumn fall class season crash election")


def _half(minutes: int) -> int | None:
    """Return 1 for minutes of a day past noon, None for what may be either half."""
    return 1 if minutes >= 13 * 60 else None


def figure(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the numbers of the figure, code or range at a place, or None."""
    token = reading.tokens[at]
    if token.kind == "code" or re.fullmatch(r"#\d+", token.text):
        return _code(reading, at)
    if token.kind != "number":
        return None
    text, digits = token.text, re.sub(r"\D", "", token.text)
    if (hours := _opening(text)) and reading.low(at - 1) not in _MONEY and reading.low(at + 1) not in measures():
        return [quantity(reading, at, at + 1, hour % 720, "time", half=_half(hour)) for hour in hours]
    if text.count(".") > 1 and (value := _plain(text)) is not None:
        return [with_unit(reading, quantity(reading, at, at + 1, value), token.glued)]
    years = re.fullmatch(r"(1\d|20)\d\d-(1\d|20)\d\d", text)
    if match := re.fullmatch(r"(\d):([0-5]\d):([0-5]\d)", text):  # the time of a race
        long = sum(int(part) * span for part, span in zip(match.groups(), (3600, 60, 1), strict=True))
        return [quantity(reading, at, at + 1, long, units=measures()["seconds"])]
    if (len(digits) > 6 and "-" in text and not years) or text.count(".") > 1 or text.count(":") > 1:
        return [quantity(reading, at, at + 1, 0, "code", key=(digits if "-" in text else text,))]
    if match := re.fullmatch(r"(\d{1,2}):(\d{2}[.,]\d+)", text):  # minutes and seconds of a race
        seconds = int(match[1]) * 60 + float(match[2].replace(",", "."))
        return [quantity(reading, at, at + 1, seconds, units=measures()["seconds"])]
    if (match := re.fullmatch(r"(\d)/(\d)", text)) and reading.low(at + 1) in ("star", "stars"):  # "4/5 stars"
        rated, most = (quantity(reading, at, at + 1, float(number)) for number in match.groups())
        return [rated, replace(most, soft=True)]
    if (
        (match := re.fullmatch(r"(\d{1,3})/(\d+)", text))
        and match[2].strip("0")
        and not token.glued
        and not (int(match[1]) > 31 and int(match[2]) > 12)
    ):
        return [with_unit(reading, quantity(reading, at, at + 1, int(match[1]) / int(match[2])))]
    year = reading.low(at - 1) == "'" or (reading.low(at - 1) == "of" and reading.low(at - 2) in _SEASONS)
    if text.isdigit() and len(text) == 2 and not token.glued and year:
        return [quantity(reading, at, at + 1, float(text), key=("short year",))]
    if text.isdigit() and len(text) < 4 and (grouped := _grouped(reading, at)):
        return [grouped]
    return _values(reading, at)


def _opening(text: str) -> list[int] | None:
    """Return the minutes of the day of "14:00-16:30", "9-5.30", "8.30-6", or None."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.]([0-5]\d))?-(\d{1,2})(?:[:.]([0-5]\d))?", text)
    if not match or not (match[2] or match[4]) or not max(int(match[1]), int(match[3])) <= 24:
        return None
    whole = match[2] and match[4]
    if not whole and int(match[2] or match[4]) % 5:
        return None
    return [int(match[i]) * 60 + int(match[i + 1] or 0) for i in (1, 3)]


def _values(reading: Reading, at: int) -> list[Quantity]:
    """Return the numbers that one figure or range says, the last one's unit given to all."""
    token = reading.tokens[at]
    minus = reading.low(at - 1) == "minus" and not (at > 1 and reading.tokens[at - 2].kind == "number")
    less = -1.0 if token.text.startswith("-") or minus else 1.0
    values = [_plain(piece) for piece in re.split(r"[-/:]", token.text.lstrip("-"))]
    if any(value is None for value in values):
        return [quantity(reading, at, at + 1, 0, "code", key=(token.text,))]
    found = [quantity(reading, at, at + 1, less * value) for value in values if value is not None]
    if len(found) == 2 and 1900 <= found[0].value < 2100 and (found[0].value + 1) % 100 == found[1].value:
        found[1] = replace(found[1], value=found[0].value + 1)  # the season 2020/21
    last = found[-1]
    if token.glued in ("st", "nd", "rd", "th"):
        return [*found[:-1], century(reading, replace(last, kind="ordinal"))]
    bounded = {"over", "under"} & {reading.low(at - 1), reading.low(at - 2)}
    if token.glued == "s" and last.value >= 10 and last.value % 10 == 0 and not bounded:
        return [replace(last, kind="ordinal", key=("decade",))]
    found, glued = _scaled(reading, found, token.glued if token.glued != "s" else "")
    done = with_unit(reading, found[-1], glued)
    whole = done.units == measures()["%"] and done.value == 100
    hours = done.value == 24 and reading.low(done.end - 1) == "hour"  # "a 24-hour service"
    single = done.value == 1 and not done.units and reading.low(done.end) == "of"  # "just 1 of them"
    soft = single or whole or hours or (done.value == 0 and len(found) == 1)  # "100 % sure", "for 0 euros"
    return [replace(one, units=done.units) for one in found[:-1]] + [replace(done, soft=soft)]


def _scaled(reading: Reading, found: list[Quantity], glued: str) -> tuple[list[Quantity], str]:
    """Return numbers times what makes them large ("k", "million"), with "and a half"; and what stays glued to them."""
    scale, end = 1.0, found[-1].end
    kind, value = number_words().get(glued, ("", 0.0))
    money = reading.low(found[0].start - 1) in ("$", "€", "£", "¥", "₹") or reading.low(end) in _MONEY
    if kind in ("glued", "scale") and (glued != "m" or money):
        scale, glued = value, ""
    end += reading.low(end) == "-" and number_words().get(reading.low(end + 1), ("",))[0] == "scale"
    end += reading.low(found[0].start - 1) == "(" and reading.phrase(end, ")", "thousand|million|billion")
    while not glued and number_words().get(reading.low(end), ("", 0.0))[0] == "scale":
        scale, end = scale * number_words()[reading.low(end)][1], end + 1
    more = 0.0
    if reading.phrase(end, "and", "a", "half|quarter") and not glued:
        more, end = (0.5 if reading.low(end + 2) == "half" else 0.25), end + 3
    elif not glued and end < len(reading.tokens) and re.fullmatch(r"[1-9]/[1-9]", reading.tokens[end].text):
        upper, lower = reading.tokens[end].text.split("/")
        more, end = float(upper) / float(lower), end + 1
    found[-1] = replace(found[-1], value=found[-1].value + more)
    return [replace(one, value=one.value * scale, end=end) for one in found], glued


def _code(reading: Reading, at: int) -> list[Quantity]:
    """Read what is written of letters and digits: a code, "2x2", "v2.0", "Q3", "1h30", "WW2"."""
    token = reading.tokens[at]
    if match := re.fullmatch(r"(\d+)x(\d+)", token.low):
        return [quantity(reading, at, at + 1, float(side)) for side in match.groups()]
    if match := re.fullmatch(r"v(\d+(?:\.\d+)?)|ww(\d)|#(\d+)", token.low):
        return [quantity(reading, at, at + 1, float(match[1] or match[2] or match[3]))]
    if match := re.fullmatch(r"q([1-4])|h([12])", token.low):
        return [quantity(reading, at, at + 1, float(match[1] or match[2]), "ordinal")]
    if match := re.fullmatch(r"(\d{1,2})h(\d{2})(?:m|min)?", token.low):
        minutes = int(match[1]) * 60 + int(match[2])
        if reading.low(at - 1) in ("at", "until", "by", "from", "before", "after", "to"):
            return [quantity(reading, at, at + 1, minutes % 720, "time", half=1 if minutes >= 780 else None)]
        return [quantity(reading, at, at + 1, minutes, units=measures()["minutes"])]
    if match := re.fullmatch(r"(\d)m(\d{2})", token.low):
        return [quantity(reading, at, at + 1, int(match[1]) + int(match[2]) / 100, units=measures()["metres"])]
    soft = token.low.startswith("covid") or token.low in ("co2", "h2o", "w3c")
    return [quantity(reading, at, at + 1, 0, "code", soft=soft, key=(re.sub(r"[^\w]", "", token.low),))]


def _grouped(reading: Reading, at: int) -> Quantity | None:
    """Return a number whose thousands stand apart: "1 500 000", "1'500"."""
    digits, end = reading.tokens[at].text, at + 1
    while end < len(reading.tokens) and not reading.tokens[end - 1].glued:
        step = end + (reading.low(end) == "'")
        after = reading.tokens[step] if step < len(reading.tokens) else None
        if after is None or after.kind != "number" or not re.fullmatch(r"\d{3}", after.text):
            break
        digits, end = digits + after.text, step + 1
    if end == at + 1 or digits[0] == "0" or reading.low(at - 1) in ("+", "(", ")"):
        return None
    return with_unit(reading, quantity(reading, at, end, float(digits)), reading.tokens[end - 1].glued)


def _plain(text: str) -> float | None:
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", text):
        return float(text.replace(".", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d{1,2}", text):
        return float(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+[.,]\d+", text):
        return float(text.replace(",", "."))
    return float(text) if text.isdigit() and len(text) < 300 else None
