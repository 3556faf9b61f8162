"""The unit that a number has: before it ("$5", "EUR 20"), glued to it ("5kg") or behind it ("5 US dollars")."""

from __future__ import annotations

from dataclasses import replace

from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.numbers.quantity import Quantity, measures
from robustgen.gates.tables import words

_BETWEEN = words(
    "- full whole good solid consecutive calendar of per square cubic sq cu more extra additional fl fluid long"
    " straight"
)
_CURRENCY_CODES = words(
    "usd eur gbp chf jpy inr aud cad nzd hkd sgd sek nok dkk pln czk huf cny brl mxn zar krw thb aed ils twd rmb"
)
_OF_COUNTRY = {
    "us": "usd", "usa": "usd", "u": "usd", "american": "usd", "australian": "aud", "canadian": "cad", "zealand": "nzd",
    "kong": "hkd", "singapore": "sgd", "a": "aud", "au": "aud", "c": "cad", "ca": "cad", "nz": "nzd", "hk": "hkd",
}  # fmt: skip
_PEOPLES = words(
    "swiss british english swedish norwegian danish mexican indian japanese polish czech hungarian turkish russian"
    " chinese brazilian argentine colombian chilean philippine thai israeli african egyptian"
)
_SPEED = {"km": "kmh", "kilometers": "kmh", "kilometres": "kmh", "miles": "mph", "mile": "mph"}


def with_unit(reading: Reading, one: Quantity, glued: str = "") -> Quantity:
    """Return a number with its unit, or as it was where it has none.

    Args:
        reading: the text.
        one: the number.
        glued: the letters that follow the figure without a space.
    """
    units, before = measures(), reading.low(one.start - 1)
    if before and before in "$€£¥₹" and before in units:
        country = _OF_COUNTRY.get(reading.low(one.start - 2)) if before == "$" else None
        if country and reading.tokens[one.start - 2].text.isupper():
            return replace(one, start=one.start - 2, units=units[country])
        return replace(one, units=units[before])
    if before in _CURRENCY_CODES and reading.tokens[one.start - 1].text.isupper() and not glued:
        return replace(one, start=one.start - 1, units=units[before])
    if glued:
        return replace(one, units=units.get(glued, ((glued, 1.0),)))
    if cubed := _cubic(reading, one):
        return cubed
    for skip in (0, 1):
        if skip and reading.low(one.end) not in _BETWEEN:
            break
        if found := _behind(reading, one, one.end + skip):
            return found
    return one


def _cubic(reading: Reading, one: Quantity) -> Quantity | None:
    """Return a number of cubic metres and the like, which are litres as well, or None."""
    lengths = measures().get(reading.low(one.end + 1), ()) if reading.low(one.end) in ("cubic", "cu") else ()
    for what, factor in lengths:
        if what == "length":
            return replace(one, units=(*lengths, ("volume", 1000 * factor**3)), end=one.end + 2)
    return None


def _behind(reading: Reading, one: Quantity, at: int) -> Quantity | None:
    """Return a number with the unit that stands at a place behind it, or None."""
    word, units = reading.low(at), measures()
    if word == "per" and reading.low(at + 1) == "cent":
        return replace(one, units=units["percent"], end=at + 2)
    if word == "percentage" and reading.low(at + 1) in ("point", "points"):
        return replace(one, units=units["percent"], end=at + 2)
    if word == "basis" and reading.low(at + 1) in ("point", "points"):
        return replace(one, value=one.value / 100, units=units["percent"], end=at + 2)
    if word == "°" and reading.low(at + 1) in ("c", "f"):
        return replace(one, units=units["°" + reading.low(at + 1)], end=at + 2)
    if word in _SPEED and reading.phrase(at + 1, "per|an|/", "hour|h"):
        return replace(one, units=units[_SPEED[word]], end=at + 3)
    if word in ("working", "business", "trading") and reading.low(at + 1) in ("day", "days"):
        return replace(one, units=(*units["days"], ("time", 86400 * 7 / 5)), end=at + 2)  # five of them are a week
    if (money := _foreign(reading, at)) is not None:
        return replace(one, units=money[0], end=money[1])
    if word == "x" and reading.tokens[at + 1 : at + 2] and reading.tokens[at + 1].kind == "number":
        return None
    if word not in units or not (len(word) > 1 or not word.isalpha() or word in "gmlh" or _letter(reading, at)):
        return None
    end = at + 1
    if units[word][0][0] == "degree" and reading.low(end) in ("celsius", "fahrenheit", "c", "f", "centigrade"):
        return replace(one, units=units["°" + reading.low(end)[0]], end=end + 1)
    if word in ("pound", "pounds") and reading.low(end) == "sterling":
        return replace(one, units=units["gbp"], end=end + 1)
    return replace(one, units=units[word], end=end)


def _letter(reading: Reading, at: int) -> bool:
    """Return whether the capital at a place is a unit that is written so: "50 W", "220 V", "30 C"."""
    return reading.tokens[at].text in ("W", "V", "C", "F", "s")


def _foreign(reading: Reading, at: int) -> tuple[tuple[tuple[str, float], ...], int] | None:
    """Return (units, end) of money that is named with its country: "US dollars", "Swiss francs"."""
    at += reading.low(at) in ("hong", "new") and reading.low(at + 1) in ("kong", "zealand")
    country, money = reading.low(at), reading.low(at + 1)
    if country in _OF_COUNTRY and money in ("dollar", "dollars", "bucks", "$"):
        return measures()[_OF_COUNTRY[country]], at + 2
    if country in _OF_COUNTRY and money in ("cent", "cents"):
        return tuple((what, factor / 100) for what, factor in measures()[_OF_COUNTRY[country]]), at + 2
    if country in _PEOPLES and money in measures() and not money.startswith("dollar"):
        units = measures()["gbp"] if country in ("british", "english") else measures()[money]
        return units, at + 2
    return None
