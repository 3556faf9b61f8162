"""Numbers in figures and in words, with their units: "$5", "two and a half hours", "nineteen ninety-nine"."""

from __future__ import annotations

import re
from dataclasses import replace

from robustgen.gates.facts.quantity import Quantity, measures, number_words, quantity, small
from robustgen.gates.facts.reading import Reading
from robustgen.gates.tables import words

_SPANS = words("fortnight month quarter year decade century week hour minute")


def figure(reading: Reading, at: int) -> list[Quantity] | None:
    """Return the numbers of the figure, code or range at a place, or None."""
    token = reading.tokens[at]
    if token.kind in ("code", "link"):
        if token.kind == "code":
            return [quantity(reading, at, at + 1, 0, "code", key=(re.sub(r"[^\w]", "", token.low),))]
        return None
    if token.kind != "number":
        return None
    text = token.text
    if len(re.sub(r"\D", "", text)) > 6 and "-" in text:
        return [quantity(reading, at, at + 1, 0, "code", key=(re.sub(r"\D", "", text),))]
    if text.count(".") > 1 or (":" in text and text.count(":") > 1):
        return [quantity(reading, at, at + 1, 0, "code", key=(text,))]
    if re.fullmatch(r"\d+/\d+", text) and text.split("/")[1].strip("0") and token.glued == "":
        upper, lower = text.split("/")
        part = float(upper) / float(lower)
        return [_with_unit(reading, quantity(reading, at, at + 1, part), token.glued)]
    less = -1.0 if text.startswith("-") or reading.low(at - 1) == "minus" else 1.0
    pieces = re.split(r"[-/:]", text.lstrip("-"))
    values = [_plain(piece) for piece in pieces]
    if any(value is None for value in values):
        return [quantity(reading, at, at + 1, 0, "code", key=(text,))]
    found = [quantity(reading, at, at + 1, less * value) for value in values if value is not None]
    last = found[-1]
    if token.glued in ("st", "nd", "rd", "th"):
        found[-1] = replace(last, kind="ordinal")
        return found
    if (
        token.glued == "s"
        and last.value >= 10
        and last.value % 10 == 0
        and not {"over", "under"} & {reading.low(at - 1), reading.low(at - 2)}
    ):
        return [replace(last, kind="ordinal", key=("decade",))]
    scale, end, glued = 1.0, at + 1, token.glued if token.glued != "s" else ""
    kind, value = number_words().get(glued, ("", 0.0))
    if kind in ("glued", "scale") and not (glued == "m" and reading.low(at - 1) not in ("$", "€", "£")):
        scale, glued = value, ""
    while not glued and number_words().get(reading.low(end), ("", 0.0))[0] == "scale":
        scale *= number_words()[reading.low(end)][1]
        end += 1
    if reading.phrase(end, "and", "a", "half|quarter") and not glued:
        found[-1] = replace(found[-1], value=found[-1].value + (0.5 if reading.low(end + 2) == "half" else 0.25))
        end += 3
    elif not glued and end < len(reading.tokens) and re.fullmatch(r"[1-9]/[1-9]", reading.tokens[end].text):
        upper, lower = reading.tokens[end].text.split("/")
        found[-1] = replace(found[-1], value=found[-1].value + float(upper) / float(lower))
        end += 1
    found = [replace(one, value=one.value * scale, end=end) for one in found]
    done = _with_unit(reading, found[-1], glued)
    return [replace(one, units=done.units) for one in found[:-1]] + [done]


def _plain(text: str) -> float | None:
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", text):
        return float(text.replace(".", ""))
    if re.fullmatch(r"\d+[.,]\d+", text):
        return float(text.replace(",", "."))
    return float(text) if text.isdigit() and len(text) < 300 else None


def _with_unit(reading: Reading, one: Quantity, glued: str = "") -> Quantity:
    """Return a number with the unit before it ("$"), glued to it ("kg") or after it ("kilos", "-year-old")."""
    units, before, at = measures(), reading.low(one.start - 1), one.end
    if before and before in "$€£¥₹" and before in units:
        return replace(one, units=units[before])
    if glued:
        return replace(one, units=units.get(glued, ((glued, 1.0),)))
    for skip in (0, 1):
        word = reading.low(at + skip)
        if skip and reading.low(at) not in ("-", "u", "us", "american", "full", "whole", "of", "per", "square", "more"):
            break
        if word == "per" and reading.low(at + skip + 1) == "cent":
            return replace(one, units=units["percent"], end=at + skip + 2)
        if word == "°" and reading.low(at + skip + 1) in ("c", "f"):
            return replace(one, units=units["°" + reading.low(at + skip + 1)], end=at + skip + 2)
        if word in ("km", "miles", "mile", "kilometers", "kilometres") and reading.phrase(
            at + skip + 1, "per|an|/", "hour|h"
        ):
            return replace(one, units=units["mph" if word[:2] == "mi" else "kmh"], end=at + skip + 3)
        if word in units and (len(word) > 1 or not word.isalpha() or word in "gmlh"):
            end = at + skip + 1
            if units[word][0][0] == "degree" and reading.low(end) in ("celsius", "fahrenheit", "c", "f"):
                return replace(one, units=units["°" + reading.low(end)[0]], end=end + 1)
            return replace(one, units=units[word], end=end)
    return one


def spelt(reading: Reading, start: int) -> list[Quantity] | None:
    """Return the number that begins with the word at `start`, or None."""
    words, low = number_words(), reading.low(start)
    kind, value = words.get(low, ("", 0.0))
    token = reading.tokens[start]
    if low in ("a", "an"):
        return _with_article(reading, start)
    if low in ("last", "past", "next", "per", "each", "every", "this") and reading.low(start + 1) in _SPANS:
        return [quantity(reading, start, start + 2, 1, units=measures()[reading.low(start + 1)], soft=True)]
    if not kind or kind in ("glued", "month") or token.kind != "word":
        return None
    if kind == "roman":
        named = token.text.isupper() and start > 0 and reading.tokens[start - 1].text[:1].isupper()
        return [quantity(reading, start, start + 1, value)] if named and not token.first else None
    if kind == "decade":
        return [quantity(reading, start, start + 1, value, "ordinal", key=("decade",))]
    if kind == "many":
        return [quantity(reading, start, start + 1, value, soft=True)]
    if low in ("double", "triple") and small(reading, start + 1) in range(10):
        digit = int(small(reading, start + 1) or 0)
        return [quantity(reading, start, start + 2, digit * (11 if low == "double" else 111))]
    if kind == "soft":
        return [quantity(reading, start, start + 1, value, soft=True)]
    if kind == "ordinal":
        if low == "second" and reading.low(start - 1) in ("a", "per", "every", "each", "split"):
            return None
        soft = low == "first" or (low == "second" and reading.low(start + 1) in ("to", "hand", "chance", "thought"))
        if low == "third" and reading.low(start - 1) in ("a", "one"):
            return [quantity(reading, start, start + 1, 1 / 3)]
        return [quantity(reading, start, start + 1, value, "ordinal", soft=soft)]
    if kind == "part":
        if low in ("quarter", "quarters", "halves") and reading.low(start - 1) not in ("a", "one", "three", "two"):
            return None
        part = quantity(reading, start, start + 1, value)
        if low == "half":
            end = start + 1 + (reading.low(start + 1) in ("a", "an"))
            scale, scaled = words.get(reading.low(end), ("", 1.0))
            if scale == "scale":
                return [_with_unit(reading, replace(part, value=0.5 * scaled, end=end + 1))]
            unit = reading.low(end) if end > start + 1 or reading.low(start + 1) in ("hour", "year", "day") else ""
            if unit in measures():
                return [replace(part, units=measures()[unit], end=end + 1)]
            return [replace(part, value=50.0, units=measures()["%"], soft=reading.low(start + 1) in ("way", "time"))]
        return [part]
    if kind == "scale" and low in ("grand",):
        return None
    return _cardinal(reading, start)


def _with_article(reading: Reading, start: int) -> list[Quantity] | None:
    """Return "a hundred", "an hour and a half", "a quarter of", or None: an article is no number."""
    word, words = reading.low(start + 1), number_words()
    kind = words.get(word, ("", 0.0))[0]
    if kind == "scale":
        return _cardinal(reading, start + 1)
    if word in ("half", "quarter", "third") and reading.low(start + 2) not in ("time", "past", "to"):
        value = {"half": 50.0, "quarter": 25.0, "third": 100 / 3}[word]
        if word == "third" and reading.low(start + 2) != "of":
            return None
        if reading.phrase(start + 2, "of", "a|an") and reading.low(start + 4) in measures():
            unit = measures()[reading.low(start + 4)]
            return [quantity(reading, start, start + 5, value / 100, units=unit)]
        if word == "quarter" and reading.low(start + 2) in ("mile", "pound", "hour"):
            return [_with_unit(reading, quantity(reading, start, start + 2, 0.25))]
        return [quantity(reading, start, start + 2, value, units=measures()["%"])]
    if word in ("dollar", "euro", "pound") and (cents := small(reading, start + 2)) and cents >= 5:
        return [quantity(reading, start, start + 3, 1 + cents / 100, units=measures()[word])]
    if word in measures() and len(word) > 1 and measures()[word][0][0] in ("time", "months", "length", "mass"):
        extra = {"half": 0.5, "quarter": 0.25}.get(reading.low(start + 4), 0.0)
        if extra and reading.phrase(start + 2, "and", "a"):
            return [quantity(reading, start, start + 5, 1 + extra, units=measures()[word])]
        if word not in ("second", "moment", "day", "night", "quarter", "time"):
            return [quantity(reading, start, start + 2, 1, units=measures()[word], soft=True)]
    return None


def _cardinal(reading: Reading, start: int) -> list[Quantity] | None:
    """Read "two hundred and five thousand", "nineteen ninety-nine", "two thirds", "one and a half"."""
    words, at, total, group, seen = number_words(), start, 0.0, 0.0, 0
    last = ""
    while at < len(reading.tokens):
        low = reading.low(at)
        if low == "and" and seen and last == "scale" and words.get(reading.low(at + 1), ("",))[0] in ("card", "ten"):
            at += 1
            continue
        kind, value = words.get(low, ("", 0.0))
        if kind == "scale":
            if value in (100, 12):
                group = (group or 1) * value
            else:
                total, group = total + (group or 1) * value, 0.0
        elif kind == "ten":
            if last in ("ten", "card"):
                if (last == "card" and 10 <= group < 100 and not total) or (
                    last == "ten" and 20 <= group < 30 and not total
                ):  # years are read in two halves
                    group = group * 100 + value
                else:
                    break
            else:
                group += value
        elif kind == "card":
            if last == "card" or (last == "ten" and (value > 9 or value == 0)):
                if last == "ten" and 10 <= value < 20 and group == 20 and not total:
                    group = group * 100 + value
                else:
                    break
            else:
                group += value
        elif kind == "ordinal" and last in ("ten", "scale") and value < 10:
            found = quantity(reading, start, at + 1, total + group + value, "ordinal")
            return [found]
        elif kind == "part" and seen == 1 and low not in ("half", "halves"):
            count = total + group
            if reading.phrase(at + 1, "of", "a|an") and reading.low(at + 3) in measures():
                return [quantity(reading, start, at + 4, count * value, units=measures()[reading.low(at + 3)])]
            return [quantity(reading, start, at + 1, 100 * count * value, units=measures()["%"])]
        elif low == "point" and seen and words.get(reading.low(at + 1), ("",))[0] == "card":
            digits, at = "", at + 1
            while words.get(reading.low(at), ("",))[0] == "card" and words[reading.low(at)][1] < 10:
                digits, at = digits + str(int(words[reading.low(at)][1])), at + 1
            group += float("0." + digits) if digits else 0.0
            break
        else:
            break
        seen, last, at = seen + 1, kind, at + 1
    while reading.low(at - 1) == "and":
        at -= 1
    value = total + group
    if reading.phrase(at, "and", "a", "half|quarter") or reading.phrase(at, "and", "one", "half|quarter"):
        value += 0.5 if reading.low(at + 2) == "half" else 0.25
        at += 3
    one = _with_unit(reading, quantity(reading, start, at, value))
    if value == 0 or (value == 100 and one.units == measures()["percent"]):
        return [replace(one, soft=True)]  # "no", "fully"
    if value == 2 and seen == 1 and not one.units and reading.low(start - 1) in ("the", "these", "those", "us", "them"):
        return [replace(one, soft=True)]
    single = seen == 1 and value == 1 and (not one.units or reading.low(start + 1) in ("day", "night"))
    if single and reading.low(start - 1) in ("exactly", "least", "most"):
        single = False
    return [replace(one, soft=single)]
