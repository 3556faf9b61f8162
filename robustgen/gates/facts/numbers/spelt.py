"""Numbers in words, with their units: "two and a half hours", "nineteen ninety-nine", "a third of", "twice"."""

from __future__ import annotations

from dataclasses import replace

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures, number_words, quantity, small
from robustgen.gates.facts.numbers.units import with_unit
from robustgen.gates.tables import words

_SPANS = words("fortnight month quarter year decade century week hour minute")
_HELD = words("the these those us them you all both our my his her their its your")
"""What stands before a number that only takes up how many are known to be: "all three", "the two of us"."""
_PRONOUN = words("the this that which each every any no neither either other new right wrong old only")
"""What stands before a "one" that counts nothing."""
_MORE = words("more additional further extra")
_PARTS = {3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth"} | {
    12: "twelfth",
    20: "twentieth",
    100: "hundredth",
    1000: "thousandth",
}

_PLACES = {
    ("runner", "up"): 2,
    ("gold", "medal"): 1,
    ("silver", "medal"): 2,
    ("bronze", "medal"): 3,
    ("hat", "trick"): 3,
}


def spelt(reading: Reading, start: int) -> list[Quantity] | None:
    """Return the number that begins with the word at `start`, or None."""
    words, low = number_words(), reading.low(start)
    kind, value = words.get(low, ("", 0.0))
    token = reading.tokens[start]
    if low in ("a", "an", "another") or (low == "one" and reading.low(start + 1) in _MORE):
        return _with_article(reading, start)
    if span := _one_span(reading, start):
        return [span]
    if low in ("every", "each") and (share := _every_third(reading, start)):
        return [share]
    counted = start and reading.tokens[start - 1].kind == "number"
    if low == "minus" and not counted and start + 1 < len(reading.tokens) and (found := spelt(reading, start + 1)):
        return [replace(found[0], value=-found[0].value, start=start), *found[1:]]
    place = _PLACES.get((low, reading.low(start + 1)))
    if place:
        return [quantity(reading, start, start + 2, place, "ordinal", soft=True)]
    if low == "majority":
        return [quantity(reading, start, start + 1, 50, units=measures()["%"], soft=True)]
    if not kind or kind in ("glued", "month") or token.kind != "word":
        return None
    if kind in ("card", "ten") and 11 <= value <= 20 and (decade := _decade(reading, start)):
        return [replace(decade, value=100 * value + decade.value)]
    if kind == "roman":
        named = token.text.isupper() and start > 0 and reading.tokens[start - 1].text[:1].isupper()
        chapter = reading.low(start - 1) in ("chapter", "part", "volume", "book", "act", "type", "phase", "stage")
        return [quantity(reading, start, start + 1, value)] if (named or chapter) and not token.first else None
    if kind == "decade":
        return [quantity(reading, start, start + 1, value, "ordinal", key=("decade",))]
    if low in ("double", "triple") and small(reading, start + 1) in range(10):
        digit = int(small(reading, start + 1) or 0)
        return [quantity(reading, start, start + 2, digit * (11 if low == "double" else 111))]
    if low == "couple" and reading.low(start + 1) == "of" and words.get(reading.low(start + 2), ("",))[0] == "scale":
        return [with_unit(reading, quantity(reading, start, start + 3, 2 * words[reading.low(start + 2)][1]))]
    if kind in ("many", "soft"):
        return [quantity(reading, start, start + 1, value, soft=True)]
    if kind == "ordinal":
        return _ordinal(reading, start, value)
    if kind == "part":
        return _part(reading, start, value)
    if kind == "scale" and low in ("grand",):
        return None
    if low == "one" and reading.phrase(start - 2, "just|only", "the") and reading.tokens[start + 1 : start + 2]:
        return [quantity(reading, start, start + 1, 1, soft=True)] if reading.tokens[start + 1].content else None
    if low == "one" and reading.low(start - 1) in _PRONOUN and not _counting(reading, start + 1):
        return None
    return _cardinal(reading, start)


def _one_span(reading: Reading, start: int) -> Quantity | None:
    """Return the one span of time that "the past year" or "the year to May" says."""
    low, after = reading.low(start), reading.low(start + 1)
    if low in ("last", "past", "next", "this", "coming", "previous", "following", "entire") and after in _SPANS:
        if reading.phrase(start + 2, "and", "a", "half"):  # "the coming year and a half"
            return quantity(reading, start, start + 5, 1.5, units=measures()[after])
        return quantity(reading, start, start + 2, 1, units=measures()[after], soft=True)
    ends = reading.low(start - 1) == "the" and after in ("to", "ended", "ending", "through")
    if low in ("year", "quarter", "month") and ends:
        return quantity(reading, start, start + 1, 1, units=measures()[low], soft=True)
    return None


def _counting(reading: Reading, at: int) -> bool:
    """Return whether the "one" before a place counts: with a number behind it, its unit, or of how many it is one."""
    share = reading.low(at) in ("in", "out") and reading.low(at + 1) in number_words()  # "only one in five"
    return share or _counts_on(reading, at)


def _decade(reading: Reading, start: int) -> Quantity | None:
    """Return the decade whose century the word at a place says: "nineteen-eighties"."""
    at = start + 1 + (reading.low(start + 1) == "-")
    kind, value = number_words().get(reading.low(at), ("", 0.0))
    return quantity(reading, start, at + 1, value, "ordinal", key=("decade",)) if kind == "decade" else None


def _every_third(reading: Reading, start: int) -> Quantity | None:
    """Return the share that "every third child" says."""
    kind, value = number_words().get(reading.low(start + 1), ("", 0.0))
    if reading.low(start + 1) == "other" and start + 2 < len(reading.tokens) and reading.tokens[start + 2].content:
        return quantity(reading, start, start + 2, 50, units=measures()["%"], soft=True)
    if kind != "ordinal" or not 2 <= value <= 10 or start + 2 >= len(reading.tokens):
        return None
    counted = reading.tokens[start + 2].content and reading.low(start + 2) not in measures()
    return quantity(reading, start, start + 2, 100 / value, units=measures()["%"]) if counted else None


def _percent_end(reading: Reading, at: int) -> int:
    """Return where "(of) a percent", "one percentage point" at a place ends, or 0."""
    at += reading.low(at) == "of"
    at += reading.low(at) in ("a", "one")
    if reading.low(at) in ("percent", "%"):
        return at + 1
    if reading.phrase(at, "per", "cent") or reading.phrase(at, "percentage", "point"):
        return at + 2
    return 0


def _counts_on(reading: Reading, at: int) -> bool:
    """Return whether the word at a place goes on with a number, or is its unit."""
    return number_words().get(reading.low(at), ("",))[0] in ("scale", "part") or reading.low(at) in measures()


def _ordinal(reading: Reading, start: int, value: float) -> list[Quantity] | None:
    low, before, after = (reading.low(start + i) for i in (0, -1, 1))
    counted = before == "a" and reading.tokens[start + 1 : start + 2] and reading.tokens[start + 1].content
    if low == "second" and before in ("a", "per", "every", "each", "split") and not counted:
        return None
    if before in ("full", "good", "whole") and after in ("of", "more", "less") and _PARTS.get(int(value)) == low:
        return [quantity(reading, start, start + 1, 100 / value, units=measures()["%"])]
    half = after == "half" and low in ("first", "second")  # "before the break"
    soft = (
        low == "first"
        or half
        or (low == "second" and counted)
        or (low == "second" and ("first" in reading.lows or after in ("to", "chance", "thought")))
    )
    units = (("half", 1.0),) if half else ()
    return [century(reading, quantity(reading, start, start + 1, value, "ordinal", soft=soft, units=units))]


def _part(reading: Reading, start: int, value: float) -> list[Quantity] | None:
    """Read "half" and "quarter" and their plurals, where they are shares."""
    words, low = number_words(), reading.low(start)
    if reading.low(start - 1) == "into" and low in _CUT:
        return [quantity(reading, start, start + 1, round(1 / value), soft=True)]
    if low in ("quarter", "quarters", "halves") and reading.low(start - 1) not in ("a", "one", "three", "two"):
        return None
    if low != "half":
        return [quantity(reading, start, start + 1, value)]
    if reading.low(start - 1) in _HALVES:
        return None
    part = quantity(reading, start, start + 1, value)
    if percent := _percent_end(reading, start + 1):
        return [replace(part, units=measures()["%"], end=percent)]
    end = start + 1 + (reading.low(start + 1) in ("a", "an"))
    scale, scaled = words.get(reading.low(end), ("", 1.0))
    if scale == "scale":
        return [with_unit(reading, replace(part, value=0.5 * scaled, end=end + 1))]
    unit = reading.low(end) if end > start + 1 or reading.low(start + 1) in _HALF_OF else ""
    if unit in measures():
        return [replace(part, units=measures()[unit], end=end + 1)]
    return [replace(part, value=50.0, units=measures()["%"], soft=reading.low(start + 1) in ("way", "time"))]


_HALF_OF = words("hour year day century decade mile pint litre liter kilo minute inch acre")
_CUT = words("halves thirds quarters fourths fifths sixths eighths tenths twelfths")
"""Parts that say into how many something is cut."""
_HALVES = words(
    "first second other latter former next top bottom better opening closing final early later upper lower left right"
)
"""Words before "half" where it is a part of a match, a book or a thing and no share."""


def _with_article(reading: Reading, start: int) -> list[Quantity] | None:
    """Return "a hundred", "an hour and a half", "another minute", "a quarter of", or None: an article is no number."""
    if reading.low(start) in ("another", "one"):  # one more
        at = start + 1 + (reading.low(start) == "one")
        unit = measures().get(reading.low(at))
        if unit and len(reading.low(at)) > 1:
            return [quantity(reading, start, at + 1, 1, units=unit, soft=True)]
        return [quantity(reading, start, at, 1, soft=True)] if reading.low(start) == "one" else None
    at = (
        start
        + 1
        + (reading.low(start + 1) in ("full", "good", "whole", "single", "further", "solid", "heaped", "level"))
    )
    word, words = reading.low(at), number_words()
    kind, value = words.get(word, ("", 0.0))
    if kind == "scale":
        return _cardinal(reading, at)
    if word in ("tenner", "fiver"):
        return [quantity(reading, start, at + 1, 10 if word == "tenner" else 5)]
    people = reading.tokens[at + 2 : at + 3]
    if word == "score" and reading.low(at + 1) == "of" and people and people[0].content:
        return [quantity(reading, start, at + 2, 20)]
    if word in ("half", "quarter") and reading.low(at + 1) not in ("time", "past", "to"):
        return _share(reading, start, at, 50.0 if word == "half" else 25.0)
    if kind == "ordinal" and _portioned(reading, start, at) and _PARTS.get(int(value)) == word:
        return _share(reading, start, at, 100 / value)
    if word in ("dollar", "euro", "pound", "buck", "quid") and (cents := small(reading, at + 1)) and cents >= 5:
        return [quantity(reading, start, at + 2, 1 + cents / 100, units=measures()[word])]
    return _one_of_unit(reading, start, at)


def _portioned(reading: Reading, start: int, at: int) -> bool:
    """Return whether an ordinal at a place is a share: "a fifth of", "rose by a fifth"."""
    return reading.low(at + 1) in ("of", "more", "less", "off") or reading.low(start - 1) in ("by", "than")


def _share(reading: Reading, start: int, at: int, value: float) -> list[Quantity]:
    """Read on from "a half", "a quarter", "a third": of a unit, of a million, or of anything."""
    if percent := _percent_end(reading, at + 1):
        return [quantity(reading, start, percent, value / 100, units=measures()["%"])]
    after = at + 1 + (reading.low(at + 1) == "of")
    after += after > at + 1 and reading.low(after) in ("a", "an")
    kind, scaled = number_words().get(reading.low(after), ("", 0.0))
    if kind == "scale":
        return [with_unit(reading, quantity(reading, start, after + 1, value / 100 * scaled))]
    unit = reading.low(after)
    if unit in measures() and len(unit) > 2 and unit not in ("times", "time"):
        return [quantity(reading, start, after + 1, value / 100, units=measures()[unit])]
    return [quantity(reading, start, at + 1, value, units=measures()["%"])]


def _one_of_unit(reading: Reading, start: int, at: int) -> list[Quantity] | None:
    """Read "a litre", "an hour and a half": one, which may go unsaid."""
    word = reading.low(at)
    units = measures().get(word)
    if word in ("cubic", "cu"):
        one = with_unit(reading, quantity(reading, start, at, 1, soft=True))
        return [one] if one.units else None
    if units is None or len(word) < 2 or units[0][0] in ("times", "degree", "percent", "carat"):
        return None
    more = {"half": 0.5, "quarter": 0.25}.get(reading.low(at + 3), 0.0)
    if more and reading.phrase(at + 1, "and", "a"):
        return [quantity(reading, start, at + 4, 1 + more, units=units)]
    if word in ("second", "quarter", "bit", "bits", "cup", "stone", "ms", "min", "mo", "buck", "sec", "night", "gig"):
        return None
    return [quantity(reading, start, at + 1, 1, units=units, soft=True)]


def _cardinal(reading: Reading, start: int) -> list[Quantity] | None:
    """Read "two hundred and five thousand", "nineteen ninety-nine", "two thirds", "one and a half"."""
    value, at, seen, last = _sum(reading, start)
    kind, next_value = number_words().get(reading.low(at), ("", 0.0))
    if kind == "ordinal" and last in ("ten", "scale") and next_value < 10:
        return [century(reading, quantity(reading, start, at + 1, value + next_value, "ordinal"))]
    if seen == 1 and kind == "part" and reading.low(at) not in ("half", "halves"):
        return _shares(reading, start, at, value * next_value)
    alone = (
        at + 1 >= len(reading.tokens) or not reading.tokens[at + 1].content
    )  # "one third over", no "one third party"
    fifth = _PARTS.get(int(next_value)) == reading.low(at) and (alone or _portioned(reading, start, at))
    if seen == 1 and value == 1 and kind == "ordinal" and fifth:
        return _shares(reading, start, at, 1 / next_value)
    if reading.phrase(at, "and", "a|one", "half|quarter"):
        more = 0.5 if reading.low(at + 2) == "half" else 0.25
        value += more * (number_words()[reading.low(at - 1)][1] if last == "scale" else 1)
        at += 3
        if number_words().get(reading.low(at), ("",))[0] == "scale":
            value, at = value * number_words()[reading.low(at)][1], at + 1
    one = with_unit(reading, quantity(reading, start, at, value))
    if one.units and reading.phrase(one.end, "and", "a|one", "half|quarter"):
        more = 0.5 if reading.low(one.end + 2) == "half" else 0.25
        one = replace(one, value=one.value + more, end=one.end + 3)
    return [replace(one, soft=_unsaid(reading, one, seen) or _round(reading, one))]


def _round(reading: Reading, one: Quantity) -> bool:
    """Return whether a number is the round of a cup: "the last eight"."""
    after = reading.tokens[one.end] if one.end < len(reading.tokens) else None
    cup = one.value in (4, 8, 16, 32) and reading.phrase(one.start - 2, "the", "last|final")
    return cup and not (after and after.content)


def _unsaid(reading: Reading, one: Quantity, seen: int) -> bool:
    """Return whether a number in words may go unsaid: "no", "one ticket", "all three", "a hundred percent"."""
    if one.value == 0 or (one.value == 100 and one.units == measures()["percent"]):
        return True
    before = reading.low(one.start - 1)
    if before in ("several", "few", "many", "some") and number_words()[reading.low(one.start)][0] == "scale":
        return True
    if one.value == 1 and seen == 1 and before not in ("exactly", "least", "most"):
        return not one.units or reading.low(one.start + 1) in ("day", "night", "cup", "second", "bit", "quarter")
    return seen == 1 and 2 <= one.value < 10 and not one.units and before in _HELD


def _sum(reading: Reading, start: int) -> tuple[float, int, int, str]:
    """Return (value, end, words read, kind of the last) of the whole number that begins at a place."""
    words, at, total, group, seen = number_words(), start, 0.0, 0.0, 0
    last = ""
    while at < len(reading.tokens):
        low = reading.low(at)
        if low == "and" and seen and last == "scale" and words.get(reading.low(at + 1), ("",))[0] in ("card", "ten"):
            at += 1
            continue
        kind, value = words.get(low, ("", 0.0))
        # Years are read in two halves: "nineteen ninety-nine", "twenty twelve".
        years = not total and ((last == "card" and 10 <= group < 100) or (last == "ten" and 20 <= group < 30))
        if kind == "scale" and value in (100, 12):
            group = (group or 1) * value
        elif low == "score" and seen == 1 and last == "card" and _scored(reading, at + 1):
            total, group, kind = group * 20, 0.0, "scale"
        elif kind == "scale":
            total, group = total + (group or 1) * value, 0.0
        elif kind == "ten" and last not in ("ten", "card"):
            group += value
        elif kind == "ten" and years:
            group = group * 100 + value
        elif kind == "card" and last != "card" and not (last == "ten" and (value > 9 or value == 0)):
            group += value
        elif kind == "card" and last == "ten" and 10 <= value < 20 and group == 20 and not total:
            group = group * 100 + value
        elif low == "point" and seen and words.get(reading.low(at + 1), ("",))[0] == "card":
            digits, at = "", at + 1
            while words.get(reading.low(at), ("",))[0] == "card" and words[reading.low(at)][1] < 10:
                digits, at = digits + str(int(words[reading.low(at)][1])), at + 1
            return total + group + float("0." + (digits or "0")), at, seen + 1, "card"
        else:
            break
        seen, last, at = seen + 1, kind, at + 1
    return total + group, at, seen, last


def _scored(reading: Reading, at: int) -> bool:
    """Return whether a "score" before a place is twenty: "three score years", "four score and seven"."""
    after = reading.low(at)
    return after in measures() or after in ("of", "people", "men") or (after == "and" and _counts(reading, at + 1))


def _counts(reading: Reading, at: int) -> bool:
    return number_words().get(reading.low(at), ("",))[0] in ("card", "ten")


def _shares(reading: Reading, start: int, at: int, share: float) -> list[Quantity]:
    """Read on from "three quarters", "one fifth", whose last word stands at a place: of a unit or of anything."""
    if reading.phrase(at + 1, "of", "a|an"):
        kind, scaled = number_words().get(reading.low(at + 3), ("", 0.0))
        if kind == "scale":
            return [with_unit(reading, quantity(reading, start, at + 4, share * scaled))]
        if reading.low(at + 3) in measures():
            return [quantity(reading, start, at + 4, share, units=measures()[reading.low(at + 3)])]
    return [quantity(reading, start, at + 1, 100 * share, units=measures()["%"])]


def century(reading: Reading, one: Quantity) -> Quantity:
    """Return the hundred years of an ordinal before "century": the 19th is the 1800s."""
    end = one.end + (reading.low(one.end) == "-")
    if reading.low(end) not in ("century", "centuries") or not 2 < one.value < 22:
        return one
    return replace(one, value=100 * (one.value - 1), key=("decade",), end=end + 1)
