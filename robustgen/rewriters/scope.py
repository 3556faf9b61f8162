"""The one place where global random state is touched: seeded for another package, and then put back as it was."""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_WORD = 2**32


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Run other people's code with `random`, numpy and torch seeded, and put their global state back afterwards.

    numpy and torch only where they are loaded: import what loads them before. Warnings of that code are not ours to
    show or to raise.
    """
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    state = random.getstate()
    numpy_state = numpy.random.get_state() if numpy else None
    torch_state = torch.get_rng_state() if torch else None
    cuda_states = torch.cuda.get_rng_state_all() if torch and torch.cuda.is_initialized() else None
    try:
        random.seed(seed)
        if numpy:
            numpy.random.seed(seed % _WORD)
        if torch:
            torch.manual_seed(seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(state)
        if numpy:
            numpy.random.set_state(numpy_state)
        if torch:
            torch.set_rng_state(torch_state)
            if cuda_states is not None:
                torch.cuda.set_rng_state_all(cuda_states)
