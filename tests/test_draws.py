"""Draws depend on their key alone, and are uniform."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice

import pytest
from scipy.stats import chisquare

from robustgen.draws import Draws, base_key, first_pair, first_pairs, pairs


def test_the_stream_is_pinned() -> None:
    """Part of the suite format: these numbers never change."""
    draws = Draws(base_key(7, "typo.keyboard@1", b"The model works."), 2, 1)
    assert [draws.below(100) for _ in range(8)] == PINNED
    assert [draws.below(10**30) for _ in range(1)] == PINNED_LARGE


@pytest.mark.parametrize(
    "other",
    [(8, "a.b@1", b"x", 0, 0), (7, "a.b@2", b"x", 0, 0), (7, "a.b@1", b"y", 0, 0), (7, "a.b@1", b"x", 1, 0), (7, "a.b@1", b"x", 0, 1)],
    ids=["seed", "version", "text", "index", "attempt"],
)  # fmt: skip
def test_every_part_of_the_key_counts(other) -> None:
    def stream(seed, name, payload, index, attempt) -> list[int]:
        draws = Draws(base_key(seed, name, payload), index, attempt)
        return [draws.below(1000) for _ in range(40)]

    assert stream(7, "a.b@1", b"x", 0, 0) != stream(*other)
    assert stream(*other) == stream(*other)


def test_name_and_text_do_not_run_together() -> None:
    assert base_key(0, "a.b@1", b"2x") != base_key(0, "a.b@12", b"x")


@pytest.mark.parametrize("n", [2, 7, 100, 70_000])
def test_draws_are_uniform(n: int) -> None:
    draws = Draws(base_key(1, "a.b@1", b""))
    drawn = Counter(draws.below(n) * 10 // n if n > 100 else draws.below(n) for _ in range(20_000))
    assert chisquare([drawn[i] for i in range(min(n, 100) if n <= 100 else 10)]).pvalue > 1e-4


@pytest.mark.parametrize("index", range(9))
@pytest.mark.parametrize("attempt", [0, 3])
def test_words_two_by_two_are_those_of_below(index: int, attempt: int) -> None:
    base = base_key(1, "a.b@1", b"")
    draws, words = Draws(base, index, attempt), [*chain.from_iterable(islice(pairs(base, index, attempt), 20))]
    assert [word * 1000 >> 32 for word in words] == [draws.below(1000) for _ in range(40)]
    assert first_pair(base, index, attempt) == tuple(words[:2])
    assert attempt or first_pairs(base, 9)[index] == tuple(words[:2])


@pytest.mark.parametrize("seed", [2**63, -(2**63) - 1])
def test_a_seed_beyond_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="64 bits"):
        base_key(seed, "a.b@1", b"")


PINNED = [27, 72, 30, 99, 61, 59, 63, 59]
PINNED_LARGE = [533201772667306852783238678792]
