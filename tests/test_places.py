"""The keyed order of places: weights, conflict keys, overlap, prefixes."""

from __future__ import annotations

from collections import Counter

import pytest

from robustgen.draws import Draws, base_key
from robustgen.edits import Replace, apply_text, flatten
from robustgen.places import Joined, Mixture, Place, PlaceList, Spots
from robustgen.taking import take
from robustgen.text import Text
from robustgen.urns import FEW, Weights

BASE = base_key(3, "test.places@1", b"some text")


def starts(changes) -> list[int]:
    return [edit.start for edit in flatten(changes)]


def test_every_place_is_drawn_once_and_a_shorter_draw_is_a_prefix() -> None:
    places = PlaceList([Place(i, i + 1, ("x", "y")) for i in range(30)])
    everything = take(places, Draws(BASE), 99)
    assert sorted(starts(everything)) == list(range(30))
    for wanted in range(1, 30):
        assert take(places, Draws(BASE), wanted) == everything[:wanted]


def test_rows_and_columns_give_the_same_order() -> None:
    text = Text("abcdefgh" * 4)
    spots = Spots(text, list(range(32)), lambda i: ("1", "2", "3"))
    listed = PlaceList([Place(i, i + 1, ("1", "2", "3"), key=text.word_at(i)) for i in range(32)])
    assert take(spots, Draws(BASE), 5) == take(listed, Draws(BASE), 5)


@pytest.mark.parametrize("weights", [(1, 9), (5, 5), (1, 99)])
def test_a_place_is_first_as_often_as_its_weight_says(weights: tuple[int, int]) -> None:
    places = PlaceList([Place(i, i + 1, ("x",), weight=w) for i, w in enumerate(weights)])
    first = Counter(starts(take(places, Draws(BASE, index), 1))[0] for index in range(4000))
    assert first[0] / 4000 == pytest.approx(weights[0] / sum(weights), abs=0.03)


def test_a_weighted_urn_empties() -> None:
    places = PlaceList([Place(i, i + 1, ("x",), weight=i % 5 + 1) for i in range(200)])
    assert sorted(starts(take(places, Draws(BASE), 200))) == list(range(200))


def test_of_two_places_with_one_key_one_is_taken() -> None:
    places = PlaceList([Place(i, i + 1, ("x",), key=i // 3) for i in range(9)])
    for index in range(50):
        assert sorted(start // 3 for start in starts(take(places, Draws(BASE, index), 9))) == [0, 1, 2]


def test_overlapping_places_are_passed_over() -> None:
    places = PlaceList([Place(i, i + 2, ("x",)) for i in range(20)])
    for index in range(50):
        apply_text("a" * 21, flatten(take(places, Draws(BASE, index), 20)))  # would raise on an overlap


def test_linked_edits_are_taken_or_left_together() -> None:
    linked = (Replace("", 0, 2, "x"), Replace("", 6, 8, "x"))
    places = PlaceList([Place(options=[linked]), Place(7, 9, ("y",)), Place(1, 2, ("z",))])
    for index in range(50):
        made = take(places, Draws(BASE, index), 3)
        assert made in (
            [linked],
            [(Replace("", 7, 9, "y"),), (Replace("", 1, 2, "z"),)],
            [(Replace("", 1, 2, "z"),), (Replace("", 7, 9, "y"),)],
        )


def test_a_place_without_options_is_none() -> None:
    assert len(PlaceList([Place(0, 1, ()), Place(1, 2, ("x",))])) == 1


def test_joined_places_keep_path_and_key_apart() -> None:
    joined = Joined(
        [PlaceList([Place(0, 1, ("x",), key=0)], path="/a"), PlaceList([Place(0, 1, ("x",), key=0)], path="/b")]
    )
    assert {edit.path for edit in flatten(take(joined, Draws(BASE), 2))} == {"/a", "/b"}


def test_a_mixture_draws_parts_by_weight_while_they_last() -> None:
    many = PlaceList([Place(i, i + 1, ("m",)) for i in range(100)])
    few = PlaceList([Place(200, 201, ("f",))])
    mixture = Mixture(((3, many), (1, few)))
    first = Counter(starts(take(mixture, Draws(BASE, index), 1))[0] == 200 for index in range(4000))
    assert first[True] / 4000 == pytest.approx(0.25, abs=0.03), "not one in a hundred and one, as in a flattened union"
    assert len(take(mixture, Draws(BASE), 101)) == 101


def test_lazy_options_are_asked_for_one_item() -> None:
    class Huge:
        def __len__(self) -> int:
            return 10**15

        def __getitem__(self, i: int) -> str:
            return str(i)

    [(edit,)] = take(PlaceList([Place(0, 1, Huge())]), Draws(BASE), 1)  # type: ignore[arg-type]
    assert 0 <= int(edit.text) < 10**15


def test_a_weighted_urn_draws_what_a_list_of_the_rest_would() -> None:
    # By hand: line up what is left, each as often as it weighs, and take what the drawn number points at; the draws go
    # on past the point where the urn changes over to a tree.
    each = [1 + (i * 7) % 5 for i in range(3 * FEW)]
    urn, draws, twin = Weights(each).urn(), Draws(b"k" * 32), Draws(b"k" * 32)
    left = list(range(len(each)))
    while left:
        lined_up = [i for i in left for _ in range(each[i])]
        i = lined_up[twin.below(len(lined_up))]
        assert urn.draw(draws) == i
        left.remove(i)
    assert urn.left == 0
