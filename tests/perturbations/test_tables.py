"""Each table has the shape its header states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from robustgen.errors import RobustgenError, UnknownName
from robustgen.perturbations import tables

WORD = r"[a-z]+(?:[-'][a-z]+)*"
WORDS = rf"{WORD}(?: {WORD})*"
CONTRACTION_WORDS = r"(?:I|[a-z]+)(?:'[a-z]+)?(?: [a-z]+)?"

# table → the least number of rows, the columns that make a row unique, one pattern for each column
SHAPES: dict[str, tuple[int, tuple[int, ...], tuple[str, ...]]] = {
    "contraction_guards": (300, (0, 1), (r"[a-z]+", WORD)),
    "contractions": (
        150,
        (0, 1, 2),
        (CONTRACTION_WORDS, CONTRACTION_WORDS, "both|contract|expand", r"|notinverted|next:[a-z]+(?:\|[a-z]+)*"),
    ),
    "dyslexia": (50, (0, 1, 2, 3), ("[a-z]{2}", "ear|lost", r".*[a-zäöüß].*", r"-|\\1|[a-zäöüß]+", r"\d")),
    "elongations": (120, (0,), (WORD, r"\d+")),
    "evaluative": (400, (0, 2), (r"[a-zé]+(?:-[a-z]+)*", r"[+-]1", "adj|adv|verb|noun")),
    "fillers": (25, (0, 1), (rf"{WORD}(?:,? {WORD})*,?", "start|tell|end|mid")),
    "homophones": (150, (0,), (WORDS, rf"{WORDS}(?:\|{WORDS})*")),
    "misspellings": (700, (0,), (WORD, rf"{WORD}(?:\|{WORD})*")),
    "question_forms": (250, (0, 1), ("[a-z_]+", WORDS)),
    "spelling_variants": (350, (0,), ("[a-z]+", "[a-z]+")),
}
FOLDER = Path(tables.__file__).parent


def edits_apart(left: str, right: str) -> int:
    """Count insertions, deletions, substitutions and swaps of neighbours between two words."""
    table = {(i, -1): i + 1 for i in range(-1, len(left))} | {(-1, j): j + 1 for j in range(-1, len(right))}
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
            if i and j and a == right[j - 1] and left[i - 1] == b:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(left) - 1, len(right) - 1]


def misspelt() -> list[tuple[str, str]]:
    return [(word, slip) for word, slips in tables.rows("misspellings") for slip in slips.split("|")]


@pytest.mark.parametrize("name", SHAPES)
class TestEveryTable:
    def test_opens_with_a_header_that_names_columns_source_and_licence(self, name):
        lines = tables.header(name).splitlines()
        assert any(line.startswith("Columns: ") for line in lines[1:])
        assert any(line.startswith("Source: written for robustgen ") for line in lines)
        assert lines[-1] == "Licence: Apache-2.0"

    def test_has_its_header_on_top_no_blank_line_no_stray_white_space_and_one_final_line_feed(self, name):
        text = (FOLDER / f"{name}.tsv").read_bytes().decode("utf-8")
        lines = text.split("\n")
        assert lines.pop() == ""
        top = [line.startswith("# ") for line in lines]
        assert top == sorted(top, reverse=True)
        assert all(line.strip() for line in lines)
        assert "\r" not in text
        assert all(cell == cell.strip() for row in tables.rows(name) for cell in row)

    def test_is_sorted(self, name):
        assert list(tables.rows(name)) == sorted(tables.rows(name))

    def test_has_the_rows_it_needs_and_none_twice(self, name):
        least, key, _ = SHAPES[name]
        keys = [tuple(row[i] for i in key) for row in tables.rows(name)]
        assert len(keys) >= least
        assert len(keys) == len(set(keys))

    def test_holds_in_each_cell_what_its_column_says(self, name):
        patterns = SHAPES[name][2]
        faulty = [
            row for row in tables.rows(name) if len(row) != len(patterns) or not all(map(re.fullmatch, patterns, row))
        ]
        assert faulty == []


@pytest.mark.parametrize("name", ["homophones", "misspellings"])
def test_no_row_maps_a_word_to_itself_or_twice_to_the_same(name):
    for word, others in tables.rows(name):
        several = others.split("|")
        assert word not in several
        assert several == sorted(set(several))


def test_no_misspelling_is_a_word_of_any_table():
    known = {word for name in ("misspellings", "homophones", "evaluative") for word, *_ in tables.rows(name)}
    known |= {word for row in tables.rows("spelling_variants") for word in row}
    assert [pair for pair in misspelt() if pair[1] in known] == []


def test_four_misspellings_in_five_are_one_edit_away_and_none_more_than_three():
    distances = [edits_apart(word, slip) for word, slip in misspelt()]
    assert max(distances) <= 3
    assert distances.count(1) / len(distances) >= 0.8


def test_nineteen_misspellings_in_twenty_keep_the_first_letter():
    kept = [word[0] == slip[0] for word, slip in misspelt()]
    assert sum(kept) / len(kept) >= 0.95


def test_each_spelling_variant_can_be_turned_back():
    american, british = zip(*tables.rows("spelling_variants"), strict=True)
    assert len(set(british)) == len(british)
    assert set(american).isdisjoint(british)


def test_each_contraction_is_shorter_than_its_full_form_and_has_the_apostrophe():
    for full, contracted, *_ in tables.rows("contractions"):
        assert len(contracted) < len(full)
        assert contracted.count("'") == 1
        assert "'" not in full


def test_each_contraction_is_expanded_in_one_way_under_one_guard():
    ways = [(short, guard) for _, short, direction, guard in tables.rows("contractions") if direction != "contract"]
    assert len(ways) == len(set(ways))


def test_an_ambiguous_contraction_is_expanded_only_under_lists_that_share_no_word():
    words = {name: {w for n, w in tables.rows("contraction_guards") if n == name} for name in ("be", "has")}
    words |= {name: {w for n, w in tables.rows("contraction_guards") if n == name} for name in ("base", "participle")}
    assert words["be"].isdisjoint(words["has"])
    assert words["base"].isdisjoint(words["participle"])


def test_each_guard_names_lists_that_exist():
    lists = {name for name, _ in tables.rows("contraction_guards")}
    guards = {guard for *_, guard in tables.rows("contractions")}
    named = {part for guard in guards if guard.startswith("next:") for part in guard[5:].split("|")}
    assert named - {"word"} <= lists
    assert {"stop", "extraction", "subject", "question", "determiner"} <= lists


def test_each_elongation_index_is_inside_its_word():
    for word, index in tables.rows("elongations"):
        assert int(index) < len(word)


def test_a_word_has_one_polarity_in_all_its_parts_of_speech():
    positive, negative = ({w for w, p, _ in tables.rows("evaluative") if p == sign} for sign in ("+1", "-1"))
    assert positive.isdisjoint(negative)


def test_a_filler_that_opens_a_text_may_end_in_a_comma_and_no_other_filler_does():
    assert [row for row in tables.rows("fillers") if row[0].endswith(",") and row[1] not in ("start", "tell")] == []


def test_an_unknown_table_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownName, match="did you mean 'homophones'"):
        tables.rows("homophone")


def test_a_row_with_another_number_of_columns_is_refused_by_name():
    with pytest.raises(RobustgenError, match="table 'slips': row 'two' has 1 columns where the first row has 2"):
        tables.parse(["# slips", "one\tonne", "two"], name="slips")


def test_a_table_without_rows_is_refused():
    with pytest.raises(RobustgenError, match="holds no rows"):
        tables.parse(["# only a header"], name="slips")
