"""Charts as inline SVG: built as elements, never as strings, so that no text in them can become markup.

Places across a chart are percentages and places down it are pixels, so that a chart is as wide as its column and its
letters stay as large as they are. Colours and strokes are the stylesheet's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from markupsafe import Markup

Ends = tuple[float, float]

STEPS = (0.01, 0.03, 0.06, 0.10, 0.15, 0.22, 0.32, 0.45)
"""Where one colour of the heat map ends and the next begins: a drop, as a share."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to percentages across (or pixels down) a chart, with the values that are written at its axis."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, values: Sequence[float], *, within: Ends = (-1.0, 1.0), reach: float = 1.0) -> Scale:
        """Return a scale that holds zero and all values but those further from it than `reach`."""
        low, high = max(-reach, min(0.0, *values)), min(reach, max(0.0, *values))
        step = _step((high - low) or 0.1)
        pad = ((high - low) or 0.1) * 0.04
        low, high = max(within[0], low - pad), min(within[1], high + pad)
        places = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
        return cls(low, high, tuple(round(step * place, 6) for place in places))

    def across(self, value: float) -> float:
        """Return a percentage from the left."""
        return round(100 * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low), 2)

    def some(self, most: int) -> list[float]:
        """Return ticks, zero among them: all, or every second, or every third, until there are few enough."""
        zero = self.ticks.index(0.0)
        for step in range(1, len(self.ticks) + 1):
            kept = [tick for place, tick in enumerate(self.ticks) if (place - zero) % step == 0]
            if len(kept) <= most:
                return kept
        return [0.0]

    def down(self, value: float, top: float, bottom: float) -> float:
        """Return pixels from the top, high values up."""
        return round(bottom - (bottom - top) * self.across(value) / 100, 1)


def signed(value: float, digits: int = 3) -> str:
    """Return a change with its sign, a real minus and never "-0".

    >>> signed(-0.0421), signed(0.0), signed(-0.5, 1)
    ('−0.042', '0.000', '−0.5')
    """
    shown = f"{round(value, digits) + 0.0:+.{digits}f}"
    return shown.lstrip("+-") if float(shown) == 0 else shown.replace("-", "−")


def heat(delta: float) -> str:
    """Return the class of a heat map's cell: d0 for next to no change, d1 to d8 for drops, g1 to g3 for gains.

    >>> heat(-0.16), heat(0.002), heat(0.05)
    ('d5', 'd0', 'g2')
    """
    step = sum(abs(delta) >= edge for edge in STEPS)
    return f"d{step}" if delta < 0 or not step else f"g{min(3, step)}"


def interval_bar(scale: Scale, value: float, ends: Ends | None, *, limit: float | None, kind: str) -> Markup:
    """Return one line of a forest plot: the interval, the estimate, the limit as a mark, zero as a hair.

    Args:
        scale: of the whole plot.
        value: the estimate.
        ends: of its interval.
        limit: what is allowed; None without.
        kind: a class: pass, fail, unsure, plain.
    """
    svg = _svg("100%", 22, f"bar {kind}")
    _line(svg, scale.across(0.0), 0, scale.across(0.0), 22, "zero")
    if limit is not None:
        _line(svg, scale.across(limit), 1, scale.across(limit), 21, "limit")
    if ends is not None:
        _line(svg, scale.across(ends[0]), 11, scale.across(ends[1]), 11, "interval")
        for end in ends:
            if scale.low <= end <= scale.high:  # one without a bar at its end runs off the plot
                _line(svg, scale.across(end), 7.5, scale.across(end), 14.5, "interval")
    _dot(svg, scale.across(value), 11, 4)
    return _markup(svg)


def axis(scale: Scale, *, change: bool = True) -> Markup:
    """Return the axis of a forest plot."""
    svg = _svg("100%", 18, "axis")
    for tick in scale.some(6):
        at = scale.across(tick)
        _line(svg, at, 14, at, 18, "tick")
        anchor = "start" if at < 4 else "end" if at > 96 else "middle"
        _text(svg, at, 11, _short(tick) if change else f"{tick:g}", anchor)
    return _markup(svg)


def share_bar(scale: Scale, value: float, *, chance: float) -> Markup:
    """Return a bar from zero, with what chance alone does as a mark."""
    svg = _svg("100%", 22, "bar plain")
    rect = ET.SubElement(svg, "rect", {"x": f"{scale.across(0)}%", "y": "6", "height": "10", "class": "amount"})
    rect.set("width", f"{max(0.0, round(scale.across(value) - scale.across(0), 2))}%")
    _line(svg, scale.across(chance), 1, scale.across(chance), 21, "limit")
    return _markup(svg)


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its interval, at a named place along a curve, and whether it lies beyond the limit."""

    name: str
    value: float
    ends: Ends | None
    beyond: bool = False


def curve(
    points: Sequence[Point], scale: Scale, *, limit: float | None, title: str, key: str, wide: bool = False
) -> Markup:
    """Return points joined by a line, each with its interval; the limit as a dashed line.

    Args:
        points: from left to right.
        scale: of the values.
        limit: what is allowed; None without.
        title: what a reader who sees no picture is told.
        key: a prefix of ids, unique on the page.
        wide: whether it has the whole column.
    """
    height, top, bottom = 132, 8, 108
    svg = _svg("100%", height, "curve", title=title, key=key)
    left = 5 if wide else 13
    for tick in scale.some(5):
        y = scale.down(tick, top, bottom)
        _line(svg, left, y, 100, y, "zero" if tick == 0 else "grid")
        _text(svg, left - 1, y + 3.5, _short(tick), "end")
    if limit is not None:
        y = scale.down(limit, top, bottom)
        _line(svg, left, y, 100, y, "limit")
    across = _spread(len(points), left + 6)
    places = [(x, scale.down(one.value, top, bottom)) for x, one in zip(across, points, strict=True)]
    for (x, y), (next_x, next_y) in pairwise(places):
        _line(svg, x, y, next_x, next_y, "path")
    named = range(len(points)) if len(points) < 8 else (0, len(points) - 1)
    for number, ((x, y), one) in enumerate(zip(places, points, strict=True)):
        if one.ends is not None:
            _line(svg, x, scale.down(one.ends[0], top, bottom), x, scale.down(one.ends[1], top, bottom), "interval")
        if one.beyond:
            _square(svg, x, y, 9)
        else:
            _dot(svg, x, y, 3.5)
        if number in named:
            ends = len(points) >= 8
            _text(svg, x, height - 6, one.name, ("start", "end")[number > 0] if ends else "middle")
    return _markup(svg)


def _spread(count: int, left: float, right: float = 95) -> list[float]:
    """Return places across, evenly."""
    if count == 1:
        return [(left + right) / 2]
    return [round(left + (right - left) * number / (count - 1), 2) for number in range(count)]


def _step(width: float) -> float:
    """Return a round step that makes three to seven of a width."""
    unit: float = 10.0 ** math.floor(math.log10(width))
    return next(unit * part for part in (0.1, 0.2, 0.5, 1, 2) if width / (unit * part) <= 6)


def _short(value: float) -> str:
    shown = f"{value:+.3f}".rstrip("0").rstrip(".")
    return "0" if value == 0 else shown.replace("-", "−")


def _svg(width: str, height: float, kind: str, *, title: str = "", key: str = "") -> ET.Element:
    """Return a chart: with a title an image of its own, without one an ornament beside the same numbers in text."""
    svg = ET.Element("svg", {"class": kind, "width": width, "height": f"{height:g}", "focusable": "false"})
    if title:
        svg.set("role", "img")
        svg.set("aria-labelledby", f"{key}-title")
        named = ET.SubElement(svg, "title", {"id": f"{key}-title"})
        named.text = title
    else:
        svg.set("aria-hidden", "true")
    return svg


def _line(svg: ET.Element, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
    places = {"x1": f"{x1:g}%", "y1": f"{y1:g}", "x2": f"{x2:g}%", "y2": f"{y2:g}"}
    ET.SubElement(svg, "line", {**places, "class": kind})


def _dot(svg: ET.Element, x: float, y: float, radius: float) -> None:
    ET.SubElement(svg, "circle", {"cx": f"{x:g}%", "cy": f"{y:g}", "r": f"{radius:g}", "class": "dot"})


def _square(svg: ET.Element, x: float, y: float, size: float) -> None:
    """Draw a square around a place: a rectangle of no size, with a stroke as wide as the square is high."""
    half = f"{size / 2:g}"
    ET.SubElement(
        svg,
        "line",
        {"x1": f"{x:g}%", "x2": f"{x:g}%", "y1": f"{y - float(half):g}", "y2": f"{y + float(half):g}",
         "stroke-width": f"{size:g}", "class": "square"},
    )  # fmt: skip


def _text(svg: ET.Element, x: float, y: float, text: str, anchor: str) -> None:
    made = ET.SubElement(svg, "text", {"x": f"{x:g}%", "y": f"{y:g}", "text-anchor": anchor})
    made.text = text


def _markup(svg: ET.Element) -> Markup:
    return Markup(ET.tostring(svg, encoding="unicode"))  # safe: built as elements, which escape their texts
