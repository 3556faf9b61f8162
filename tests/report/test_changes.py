"""Changes shown in place: what a reader sees of a variant, all of it safe for a terminal."""

from __future__ import annotations

import pytest

import robustgen as rg
from robustgen.report.changes import in_place

GOLDEN = rg.Example(
    "g", {"text": "one two three", "note": "see above", "options": ["a", "b"], "tool": {"name": "old"}}, expected=0
)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ([], ["one two three"]),
        ([(rg.Replace("/text", 4, 7, "2"),)], ["one [two→2] three"]),
        ([(rg.Replace("/text", 3, 3, " and"),)], ["one[+ and] two three"]),
        ([(rg.Replace("/text", 3, 7, ""),)], ["one[- two] three"]),
        (
            [(rg.Replace("/text", 8, 13, "3"),), (rg.Replace("/text", 0, 3, "1"),)],
            ["[one→1] two [three→3]"],
        ),
        ([(rg.Replace("/note", 4, 9, "below"),)], ["one two three", "/note: see [above→below]"]),
        (
            [(rg.Order("/options", (1, 0)), rg.Set("/expected", 1))],
            ["one two three", "/options: in the order 1, 0", "/expected: [0→1]"],
        ),
        ([(rg.Set("/tool/kind", "new"),)], ["one two three", "/tool/kind: [+'new']"]),
        (
            [(rg.Insert("/options", 0, "z"),), (rg.Remove("/options", 1),)],
            ["one two three", "/options: [+'z'] before item 0", "/options: [-item 1]"],
        ),
        ([(rg.Replace("/text", 4, 7, "\x1b[2J\u202e\n"),)], ["one [two→\\x1b[2J\\u202e\\n] three"]),
    ],
)
def test_edits_stand_where_they_act(changes, lines):
    assert in_place(GOLDEN, changes) == lines


def test_a_row_whose_first_field_is_no_text_shows_its_edits_alone():
    golden = rg.Example("g", {"options": ["a", "b"]}, vary=("options",))
    assert in_place(golden, [(rg.Replace("/options/0", 0, 1, "c"),)]) == ["/options/0: [a→c]"]


def test_long_text_is_cut_around_the_edits_and_no_line_is_longer_than_asked():
    text = "word " * 2000 + "here " + "word " * 2000
    golden = rg.Example("g", {"text": text})
    (line,) = in_place(golden, [(rg.Replace("/text", 10_000, 10_004, "there"),)], limit=100)
    assert len(line) <= 100
    assert "word [here→there] word" in line
    assert line.startswith("…")
    assert line.endswith("…")
