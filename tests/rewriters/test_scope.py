"""Global random state is seeded for others, and is afterwards as it was."""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest

from robustgen.rewriters.scope import seeded


def draws() -> tuple[float, float]:
    return random.random(), float(np.random.random())  # noqa: NPY002


def test_the_same_seed_gives_the_same_draws_and_another_others():
    found = []
    for seed in (1, 1, 2, 2**63 - 1):
        with seeded(seed):
            found.append(draws())
    assert found[0] == found[1]
    assert len(set(found)) == 3


@pytest.mark.parametrize("fails", [False, True])
def test_global_state_is_put_back(fails):
    random.seed(7)
    np.random.seed(7)  # noqa: NPY002
    expected = draws()
    random.seed(7)
    np.random.seed(7)  # noqa: NPY002
    try:
        with seeded(3):
            draws()
            if fails:
                raise LookupError
    except LookupError:
        pass
    assert draws() == expected


def test_warnings_of_others_are_not_shown():
    with seeded(1):
        warnings.warn("theirs", DeprecationWarning, stacklevel=1)
