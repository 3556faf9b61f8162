"""Charts are built as elements: their texts cannot become markup, and their numbers lie within the chart."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from robustgen.report.charts import Point, Scale, axis, curve, interval_bar


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([-0.3, 0.1], (-0.3, -0.2, -0.1, 0.0, 0.1)),
        ([0.0], (0.0, 0.02, 0.04, 0.06, 0.08, 0.1)[:1]),
        ([-0.004, 0.003], (-0.004, -0.002, 0.0, 0.002)),
        ([-1.0, 1.0], (-1.0, -0.5, 0.0, 0.5, 1.0)),
    ],
)
def test_a_scale_holds_zero_and_has_round_ticks(values, ticks):
    scale = Scale.over(values)
    assert scale.ticks == ticks
    assert scale.low <= min(0, *values) <= max(0, *values) <= scale.high


def test_an_interval_beyond_the_reach_runs_off_the_plot_without_an_end():
    scale = Scale.over([-0.9, 0.9, -0.1], reach=0.2)
    svg = ET.fromstring(interval_bar(scale, -0.1, (-0.9, 0.9), limit=None, kind="pass"))
    assert [line.get("x1") for line in svg.iter("line") if line.get("class") == "interval"] == ["0%"]
    near = ET.fromstring(interval_bar(scale, -0.1, (-0.15, 0.0), limit=-0.03, kind="pass"))
    assert sum(line.get("class") == "interval" for line in near.iter("line")) == 3


def test_text_in_a_chart_is_text():
    hostile = "</svg><script>alert(1)</script>"
    points = [Point(hostile, -0.1, (-0.2, 0.0)), Point("2", -0.3, None, beyond=True)]
    shown = curve(points, Scale.over([-0.3]), limit=-0.1, title=hostile, key="k")
    assert "<script>" not in shown
    assert ET.fromstring(shown).find("title").text == hostile


def test_an_axis_names_its_ticks_with_a_real_minus():
    names = [text.text for text in ET.fromstring(axis(Scale.over([-0.3, 0.1]))).iter("text")]
    assert names == ["−0.3", "−0.2", "−0.1", "0", "+0.1"]
